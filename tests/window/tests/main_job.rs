//! The main job in the real window: first run, a case with a real PDF, the plug pulled, and everything still there.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use anyhow::Result;
use fantoccini::key::Key;
use lakon_office_tests::{files_below, holds};
use lakon_window_tests::{Role, Stage, Window, large_pdf, steps};
use serde_json::json;

/// Larger than two pieces of 1 MiB, and not a multiple of one.
const PAPER_BYTES: usize = 2_700_000;

const VISITOR: &str = "Rahmaqzvx Contoh";
const QUESTION: &str = "Mengapa data supplier qxwzt kami ditolak?";
const ANSWER: &str = "Samakan nama rekening vqzkx dengan buku tabungan.";
const PAPER: &str = "surat qwvzx permohonan.pdf";
const LINE: &str = "Surat permohonan qzjwv";

/// Files below these folders that hold a text, in UTF-8 or UTF-16LE, as their content or their name.
fn found(folders: &[PathBuf], bytes: &[u8]) -> Vec<PathBuf> {
    holds(&folders.iter().map(PathBuf::as_path).collect::<Vec<&Path>>(), bytes)
}

/// Searches every folder the program and its web view write to, the profile and its caches among them.
fn assert_nothing_lies_readable(stage: &Stage, paper: &[u8]) {
    let written = stage.written();
    let profile = files_below(&stage.data().join("webview")).len();
    assert!(profile > 0, "the web view has no profile where it is searched");
    let piece = &paper[1_000_000..1_000_064];
    for secret in [VISITOR, QUESTION, ANSWER, PAPER, LINE].map(str::as_bytes).into_iter().chain([piece]) {
        assert_eq!(found(&written, secret), Vec::<PathBuf>::new(), "{}", String::from_utf8_lossy(secret));
    }
    // The same search finds the visitor's own paper, by its name, its line and its bytes.
    for secret in [PAPER.as_bytes(), LINE.as_bytes(), piece] {
        assert_eq!(found(&[stage.brought()], secret).len(), 1);
    }
}

/// The program's own id of the case the window shows.
async fn open_case(window: &Window) -> Result<String> {
    let tabs = window.call("tabs.list", json!({})).await?;
    Ok(tabs["tabs"][0]["case"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_case_with_a_dropped_pdf_survives_a_power_cut_byte_for_byte() {
    let stage = Stage::new().unwrap();
    let paper = large_pdf(LINE, PAPER_BYTES);
    let path = stage.bring(PAPER, &paper).unwrap();

    let window = stage.open().await.unwrap();
    steps::begin_alone(&window).await.unwrap();
    window.press("Konsultasi Baru").await.unwrap();
    steps::add_visitor(&window, VISITOR).await.unwrap();
    window.fill("Pertanyaan/Permasalahan", QUESTION).await.unwrap();
    window.fill("Topik", "supplier").await.unwrap();
    window.find(Role::Option, "").await.unwrap();
    window.keys(&String::from(char::from(Key::Enter))).await.unwrap();
    window.drop_files(&[&path]).await.unwrap();
    window.shows(PAPER).await.unwrap();
    window.fill("Jawaban/Solusi", ANSWER).await.unwrap();
    let case = open_case(&window).await.unwrap();
    window.ctrl(Key::Enter).await.unwrap();
    window.shows("selesai dalam").await.unwrap();
    window.kill().await.unwrap();
    assert_nothing_lies_readable(&stage, &paper);

    let window = stage.open().await.unwrap();
    steps::sign_in(&window).await.unwrap();
    let view = window.call("case.view", json!({ "case": case })).await.unwrap();
    assert_eq!(view["status"], "resolved");
    assert_eq!(view["fields"]["question"], QUESTION);
    let number = view["number"].as_str().unwrap();
    assert_eq!(view["files"][0]["name"], PAPER);
    assert_eq!(view["files"][0]["size"].as_f64(), Some(paper.len() as f64));
    let file = view["files"][0]["file"].as_str().unwrap();
    assert!(window.bytes(file, paper.len()).await.unwrap() == paper, "the decrypted file differs");

    window.find(Role::Link, "Konsultasi").await.unwrap().click().await.unwrap();
    window.shows(number).await.unwrap();
    window.find(Role::Row, "Dinas Contoh Kehutanan").await.unwrap().click().await.unwrap();
    window.press(&format!("Lihat: {PAPER}")).await.unwrap();
    // The words of the page are there once it is drawn.
    window.shows(LINE).await.unwrap();
    window.kill().await.unwrap();
    assert_nothing_lies_readable(&stage, &paper);
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
