//! A question to a Kepala Seksi in two real windows: typed on the officer's PC, shown and answered on the head's, and back.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::time::Instant;

use fantoccini::key::Key;
use lakon_domain::rights::Role as OfficeRole;
use lakon_office_tests::{AN_HOUR_MS, Office, PATIENCE};
use lakon_window_tests::{Role, Stage, Window, steps};
use serde_json::{Value, json};

const HEAD: &str = "Kasi Contoh";
const QUESTION: &str = "Mengapa data supplier kami ditolak?";
const ASKED: &str = "Bolehkah rekening atas nama bendahara lama dipakai?";
const ANSWER: &str = "Tidak boleh; mintakan rekening atas nama satker.";

/// Makes somebody the head of every section, as soon as this PC knows that person.
async fn make_head(window: &Window, name: &str) {
    let start = Instant::now();
    let head = loop {
        let users = window.call("users.list", json!({})).await.unwrap();
        let row = users["rows"].as_array().unwrap().iter().find(|row| row["name"] == name);
        if let Some(row) = row {
            break row["user"].clone();
        }
        assert!(start.elapsed() < PATIENCE, "{name} never came to this PC");
        tokio::task::yield_now().await;
    };
    let lists = window.call("catalogue.get", json!({})).await.unwrap();
    let sections: Vec<Value> =
        lists["sections"].as_array().unwrap().iter().map(|section| section["code"].clone()).collect();
    for section in sections {
        window.call("section.head", json!({ "section": section, "head": head })).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_reaches_the_section_head_and_the_answer_comes_back() {
    let office = Office::begin().await;
    let code = office.invite_as(HEAD, &[OfficeRole::SectionHead], AN_HOUR_MS);
    let (counter, upstairs) = (Stage::new().unwrap(), Stage::new().unwrap());
    let officer = counter.open().await.unwrap();
    steps::join(&officer, &office.address(), &office.invitation.text()).await.unwrap();
    let head = upstairs.open().await.unwrap();
    steps::join(&head, &office.address(), &code.text()).await.unwrap();
    make_head(&officer, HEAD).await;

    officer.press("Konsultasi Baru").await.unwrap();
    steps::add_visitor(&officer, "Rahma Contoh").await.unwrap();
    officer.fill("Pertanyaan/Permasalahan", QUESTION).await.unwrap();
    officer.fill("Topik", "supplier").await.unwrap();
    officer.find(Role::Option, "").await.unwrap();
    officer.keys(&String::from(char::from(Key::Enter))).await.unwrap();
    officer.ctrl('e').await.unwrap();
    officer.find(Role::Button, "Kirim ke Kepala Seksi").await.unwrap();
    // The section of the topic is proposed and has the focus; the question is next.
    officer.keys(&String::from(char::from(Key::Tab))).await.unwrap();
    officer.keys(ASKED).await.unwrap();
    officer.ctrl(Key::Enter).await.unwrap();

    // The hint of the server brings it: nobody asks for anything here.
    head.find(Role::Link, "Eskalasi 1").await.unwrap().click().await.unwrap();
    head.shows(ASKED).await.unwrap();
    officer.shows("Sampai di komputer Kepala Seksi").await.unwrap();
    head.fill("Jawaban Anda", ANSWER).await.unwrap();
    head.press("Kirim jawaban").await.unwrap();
    head.shows("Tidak ada eskalasi untuk Anda").await.unwrap();

    officer.shows(ANSWER).await.unwrap();
    officer.shows("Kepala Seksi menjawab").await.unwrap();
    head.close().await.unwrap();
    officer.close().await.unwrap();
}
