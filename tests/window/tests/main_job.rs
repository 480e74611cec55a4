//! The main job in the real window: first run, a case with a real PDF, the plug pulled, and everything still there.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use anyhow::Result;
use fantoccini::key::Key;
use lakon_window_tests::{Role, Stage, Window, large_pdf, steps};
use serde_json::json;

/// Larger than two pieces of 1 MiB, and not a multiple of one.
const PAPER_BYTES: usize = 2_700_000;

/// The program's own id of the case the window shows.
async fn open_case(window: &Window) -> Result<String> {
    let tabs = window.call("tabs.list", json!({})).await?;
    Ok(tabs["tabs"][0]["case"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_case_with_a_dropped_pdf_survives_a_power_cut_byte_for_byte() {
    let stage = Stage::new().unwrap();
    let paper = large_pdf("Surat permohonan (contoh)", PAPER_BYTES);
    let path = stage.all_folders().join("surat permohonan.pdf");
    std::fs::write(&path, &paper).unwrap();

    let window = stage.open().await.unwrap();
    steps::begin_alone(&window).await.unwrap();
    window.press("Konsultasi Baru").await.unwrap();
    steps::add_visitor(&window, "Rahma Contoh").await.unwrap();
    window.fill("Pertanyaan/Permasalahan", "Mengapa data supplier kami ditolak?").await.unwrap();
    window.fill("Topik", "supplier").await.unwrap();
    window.find(Role::Option, "").await.unwrap();
    window.keys(&String::from(char::from(Key::Enter))).await.unwrap();
    window.drop_files(&[&path]).await.unwrap();
    window.shows("surat permohonan.pdf").await.unwrap();
    window.fill("Jawaban/Solusi", "Samakan nama rekening dengan buku tabungan.").await.unwrap();
    let case = open_case(&window).await.unwrap();
    window.ctrl(Key::Enter).await.unwrap();
    window.shows("selesai dalam").await.unwrap();
    window.kill().await.unwrap();

    let window = stage.open().await.unwrap();
    steps::sign_in(&window).await.unwrap();
    let view = window.call("case.view", json!({ "case": case })).await.unwrap();
    assert_eq!(view["status"], "resolved");
    assert_eq!(view["fields"]["question"], "Mengapa data supplier kami ditolak?");
    let number = view["number"].as_str().unwrap();
    assert_eq!(view["files"][0]["name"], "surat permohonan.pdf");
    assert_eq!(view["files"][0]["size"].as_f64(), Some(paper.len() as f64));
    let file = view["files"][0]["file"].as_str().unwrap();
    assert!(window.bytes(file, paper.len()).await.unwrap() == paper, "the decrypted file differs");

    window.find(Role::Link, "Konsultasi").await.unwrap().click().await.unwrap();
    window.shows(number).await.unwrap();
    window.close().await.unwrap();
}

#[tokio::test]
async fn words_typed_right_before_a_power_cut_are_there_after_it() {
    let stage = Stage::new().unwrap();
    let window = stage.open().await.unwrap();
    steps::begin_alone(&window).await.unwrap();
    window.press("Konsultasi Baru").await.unwrap();
    let typed = "Retur SP2D belum dapat diproses ulang, kata terakhir";
    window.fill("Pertanyaan/Permasalahan", typed).await.unwrap();
    let case = open_case(&window).await.unwrap();
    window.saved(&case, "question", typed).await.unwrap();
    window.kill().await.unwrap();

    let window = stage.open().await.unwrap();
    steps::sign_in(&window).await.unwrap();
    let view = window.call("case.view", json!({ "case": case })).await.unwrap();
    assert_eq!(view["fields"]["question"], typed);
    assert_eq!(view["unrecorded"], true);
    window.close().await.unwrap();
}

#[tokio::test]
async fn a_second_start_brings_the_first_window_to_the_front_and_ends() {
    let stage = Stage::new().unwrap();
    let window = stage.open().await.unwrap();
    window.shows("Selamat datang di Lakon").await.unwrap();
    let screen = stage.screen().unwrap();
    screen.unfocus().unwrap();
    assert!(!screen.has_focus().unwrap());
    let first = window.process_id().unwrap();
    let mut second = stage.start_again().unwrap();
    let ended = window.until("the second program ends", || Ok(second.try_wait()?)).await.unwrap();
    assert!(ended.success(), "{ended}");
    window.until("the window has the keyboard", || Ok(screen.has_focus()?.then_some(()))).await.unwrap();
    assert_eq!(window.process_id().unwrap(), first);
    assert_eq!(screen.windows().unwrap().len(), 1);
    window.close().await.unwrap();
}
