//! Nothing of what people said lies readable on a disk: unusual words are planted, everything crashes, every file is searched.

use std::path::{Path, PathBuf};

use lakon_office_tests::{Scene, content, files_below, holds, typed};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_lakon-office-child");

const QUESTION: &str = "Perangkapqzx";
const ANSWER: &str = "Jawabanqvzent";
const NAME: &str = "Zulfikarqwxan";
const PHONE: &str = "0855-9173-6620";
const EMAIL: &str = "zqwxan@surat.example";
const ORGANISATION: &str = "Organqjxzisasi";
const PDF: &str = "Pdfrahasiaqzz";
const TXT: &str = "Teksqxyzzypolos";
const HALF: &str = "Setengahqpwz";
const FILE_NAME: &str = "Berkasqwvkxz";
const DRAFT: &str = "Konsepqzvxbelum";
const REASON: &str = "Alasanqkzwbatal";

fn pdf() -> Vec<u8> {
    let mut bytes = format!("%PDF-1.4\n1 0 obj\n<< /Title ({PDF}) >>\nstream\n").into_bytes();
    bytes.extend(content(77, 3_000_000));
    bytes.extend(format!("\nendstream\n% {PDF}\n%%EOF\n").bytes());
    bytes
}

fn found(folders: &[PathBuf], bytes: &[u8]) -> Vec<PathBuf> {
    holds(&folders.iter().map(PathBuf::as_path).collect::<Vec<&Path>>(), bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_crash_no_file_of_any_folder_holds_what_people_said() {
    let scene = Scene::new(PROGRAM);
    let (pdf, text) = (pdf(), format!("{TXT} dan seterusnya, {TXT}"));
    let (server, address) = scene.server(None).await;
    let mut here = scene.join("satu", &address).await;
    let mut there = scene.join("dua", &address).await;

    let words_typed = json!({
        "stakeholder_type": "SATKER", "person_name": NAME, "phone": PHONE, "email": EMAIL, "organisation_name": ORGANISATION,
        "satker_code": "012345", "question": format!("Apa itu {QUESTION}?"), "topic": "BANK-01", "answer": ANSWER,
    });
    let case = typed(&mut here, &words_typed).await;
    here.ok("case.record", json!({ "case": case })).await;
    let pdf_path = scene.plain("surat.pdf", &pdf);
    here.attach(&case, &format!("{FILE_NAME}.pdf"), &pdf_path).await.unwrap();
    here.attach(&case, "catatan.txt", &scene.plain("catatan.txt", text.as_bytes())).await.unwrap();
    let cancelled = typed(&mut here, &json!({ "question": "Salah loket" })).await;
    here.ok("case.cancel", json!({ "case": cancelled, "reason": REASON })).await;
    let whole =
        |rows: &Value| rows["rows"].as_array().unwrap().iter().any(|row| row["case"] == case && row["files"] == 2);
    let list = json!({ "status": null, "text": "", "after": null, "limit": 10 });
    there.until("case.list", list, whole).await;
    let here_too = |view: &Value| view["files"].as_array().unwrap().iter().all(|file| file["state"] == "on_server");
    let view = there.until("case.view", json!({ "case": case }), here_too).await;
    assert_eq!((&view["fields"]["person_name"], &view["fields"]["answer"]), (&json!(NAME), &json!(ANSWER)));
    let hits = there.ok("party.find", json!({ "text": NAME, "stakeholder_type": null })).await;
    assert_eq!(hits["hits"][0]["phone"], PHONE);
    // Words that never became a record, and a file of which only the beginning came.
    let draft = typed(&mut here, &json!({ "question": DRAFT })).await;
    let half = format!("{HALF} ").repeat(50_000);
    let staged = here.ok("file.stage", json!({ "case": draft, "name": "setengah.txt", "size": half.len() + 1 })).await;
    here.piece(staged["staged"].as_str().unwrap(), &scene.plain("setengah.txt", half.as_bytes())).await.unwrap();
    here.kill().await;
    there.kill().await;
    server.kill().await;

    let folders = scene.written(&["satu", "dua"]);
    let count: usize = folders.iter().map(|folder| files_below(folder).len()).sum();
    assert!(count >= 20, "only {count} files were written");
    let words = [QUESTION, ANSWER, NAME, PHONE, EMAIL, ORGANISATION, PDF, TXT, HALF, FILE_NAME, DRAFT, REASON];
    for word in words {
        assert_eq!(found(&folders, word.as_bytes()), Vec::<PathBuf>::new(), "{word}");
    }
    assert_eq!(found(&folders, &pdf[1_000_000..1_000_064]), Vec::<PathBuf>::new(), "bytes of the PDF");

    // Nothing was lost in the crash, and starting again writes nothing readable either.
    let mut here = scene.desk("satu");
    here.sign_in().await;
    assert_eq!(here.ok("case.view", json!({ "case": draft })).await["fields"]["question"], DRAFT);
    assert_eq!(here.ok("case.view", json!({ "case": case })).await["fields"]["person_name"], NAME);
    here.kill().await;
    for word in words {
        assert_eq!(found(&folders, word.as_bytes()), Vec::<PathBuf>::new(), "{word} after the second start");
    }

    // The same search finds every one of them where they do lie.
    let control = scene.at("control");
    std::fs::create_dir(&control).unwrap();
    for (word, at) in words.iter().zip(0..) {
        std::fs::write(control.join(format!("{at}.utf8")), format!("xx{word}yy")).unwrap();
        let wide: Vec<u8> = format!("xx{word}yy").encode_utf16().flat_map(u16::to_le_bytes).collect();
        std::fs::write(control.join(format!("{at}.utf16")), wide).unwrap();
        assert_eq!(found(std::slice::from_ref(&control), word.as_bytes()).len(), 2, "{word}");
    }
    assert!(!found(&[scene.at("plain")], &pdf[1_000_000..1_000_064]).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_made_for_another_program_is_gone_after_the_next_start() {
    let scene = Scene::new(PROGRAM);
    let (server, address) = scene.server(None).await;
    let mut desk = scene.join("satu", &address).await;
    let case = typed(&mut desk, &json!({ "question": "Buka di program lain" })).await;
    let file = desk.attach(&case, "catatan.txt", &scene.plain("catatan.txt", TXT.as_bytes())).await.unwrap();
    desk.ok("file.open", json!({ "file": file["file"], "despite_warning": false })).await;
    let folder = [scene.at("satu")];
    assert_eq!(found(&folder, TXT.as_bytes()).len(), 1, "the copy is readable, that is what it is for");
    desk.kill().await;
    server.kill().await;
    let mut desk = scene.desk("satu");
    desk.ok("session.state", json!({})).await;
    assert_eq!(found(&folder, TXT.as_bytes()), Vec::<PathBuf>::new());
}
