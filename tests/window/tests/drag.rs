//! A file dragged by hand from another program into the real window: the case has it whole, or the page stands as it was.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use lakon_window_tests::{Role, Stage, Window, large_pdf, steps};
use serde_json::{Value, json};

/// Larger than one piece of 1 MiB, and not a multiple of one.
const PAPER_BYTES: usize = 1_300_000;

/// Spaces and a percent sign: the address the other program gives has to be read back into this very name.
const PAPER: &str = "Surat permohonan uang muka 50%.pdf";

const QUESTION: &str = "Mengapa uang muka kami ditolak?";

/// The case that is open in the window.
async fn open_case(window: &Window) -> String {
    let tabs = window.call("tabs.list", json!({})).await.unwrap();
    tabs["tabs"][0]["case"].as_str().unwrap().to_owned()
}

async fn files(window: &Window, case: &str) -> Vec<Value> {
    let view = window.call("case.view", json!({ "case": case })).await.unwrap();
    view["files"].as_array().unwrap().clone()
}

/// The one file of a case is the paper, by its name, its size and every byte the store gives back.
async fn assert_holds(window: &Window, case: &str, paper: &[u8]) {
    let files = files(window, case).await;
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(files[0]["name"], PAPER);
    assert_eq!(files[0]["size"].as_f64(), Some(paper.len() as f64));
    let file = files[0]["file"].as_str().unwrap();
    assert!(window.bytes(file, paper.len()).await.unwrap() == paper, "the decrypted file differs");
}

/// WebKitGTK since it closed CVE-2025-13947 hands no page a file that was dragged from another program: the drag arrives,
/// `text/uri-list` is named and empty, and neither "Files" nor the file is there (docs/ARCHITECTURE.md, Known quirks). Where an engine gives
/// the file, this test wants all of it; where it does not, nothing else may come of the drop.
#[tokio::test]
async fn a_file_dragged_from_another_program_is_in_the_case_after_a_restart_or_leaves_the_page_as_it_was() {
    let stage = Stage::new().unwrap();
    let paper = large_pdf("Surat permohonan uang muka", PAPER_BYTES);
    let path = stage.bring(PAPER, &paper).unwrap();

    let window = stage.open().await.unwrap();
    steps::begin_alone(&window).await.unwrap();
    window.press("Konsultasi Baru").await.unwrap();
    window.fill("Pertanyaan/Permasalahan", QUESTION).await.unwrap();
    let zone = window.find(Role::Text, "Jatuhkan berkas di mana saja").await.unwrap();
    let case = open_case(&window).await;
    window.saved(&case, "question", QUESTION).await.unwrap();
    let kinds = stage.drag(&path, &window, &zone).await.unwrap();
    assert!(kinds.iter().any(|kind| kind == "text/uri-list"), "the page was offered {kinds:?}");
    assert!(std::fs::read(&path).unwrap() == paper, "the other program's file was touched");

    let given = kinds.iter().any(|kind| kind == "Files");
    if given {
        window.find(Role::Button, &format!("Lihat: {PAPER}")).await.unwrap();
        assert_holds(&window, &case, &paper).await;
    } else {
        assert_eq!(files(&window, &case).await, Vec::<Value>::new());
        // The drop neither opened the file in place of the page nor wrote its address into a field.
        assert_eq!(window.value("Pertanyaan/Permasalahan").await.unwrap(), QUESTION);
    }
    window.close().await.unwrap();

    let window = stage.open().await.unwrap();
    steps::sign_in(&window).await.unwrap();
    if given {
        assert_holds(&window, &case, &paper).await;
    }
    let view = window.call("case.view", json!({ "case": case })).await.unwrap();
    assert_eq!(view["fields"]["question"], QUESTION);
    window.close().await.unwrap();
}
