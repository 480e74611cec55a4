//! What an order to erase covers goes wherever it came later than the order, or came to a server that had forgotten the order.

use std::path::{Path, PathBuf};

use lakon_office_tests::{Desk, Line, Office, content, holds, plain_pages, tells};
use serde_json::json;

use crate::erasure::{desk, plain, server_key};

const QUESTION: &str = "Qzpertanyaanxk";
const LATE: &str = "Qzterlambatxw";
const LATE_FILE: &str = "Qzsusulanwkx";
const REASON: &str = "Permintaan pemilik data";

/// The admin's PC and one that is away, with a case both have.
async fn two(office: &Office) -> (Desk, Desk, String) {
    let (admin, away) = (desk(office, "admin").await, desk(office, "dua").await);
    let case = admin.case(json!({ "question": QUESTION })).await;
    admin.sync().await;
    away.sync().await;
    (admin, away, case)
}

async fn erase(admin: &Desk, case: &str) {
    admin.ok("erasure.ask", json!({ "id": case, "party": false, "whole": false, "reason": REASON })).await;
    admin.sync().await;
    admin.sync().await;
    let rows = admin.ok("erasure.list", json!({})).await["rows"].clone();
    assert!(rows.as_array().unwrap().iter().all(|row| row["state"] == "done"), "{rows}");
}

async fn at_server(office: &mut Office, word: &str) -> bool {
    office.stop().await;
    let plain = plain_pages(&office.folder().join("lakon.db"), &server_key(office));
    office.start().await;
    tells(&plain, word)
}

/// None of these words lies on any replica, no attachment at the server, and every log is whole.
async fn is_gone(office: &mut Office, mut folders: Vec<PathBuf>, words: &[&str]) {
    assert_eq!(office.kept("blobs"), Vec::<PathBuf>::new());
    office.stop().await;
    assert_eq!(lakon_server::audit(&office.folder(), &mut |_, _| {}).unwrap().misfits, []);
    let mut databases = vec![plain_pages(&office.folder().join("lakon.db"), &server_key(office))];
    for folder in &folders {
        let line = Line::again(folder);
        assert_eq!(line.store.audit(&mut |_, _| true).unwrap().unwrap().misfits, []);
        line.leave();
        databases.push(plain(folder));
    }
    folders.push(office.folder());
    let folders: Vec<&Path> = folders.iter().map(PathBuf::as_path).collect();
    for word in words {
        for (at, plain) in databases.iter().enumerate() {
            assert!(!tells(plain, word), "{word} is still in database {at}");
        }
        assert_eq!(holds(&folders, word.as_bytes()), Vec::<PathBuf>::new(), "{word}");
    }
}

/// Writes an answer and a file to a case of which nobody here knows that it was erased.
async fn goes_on(away: &Desk, case: &str) {
    away.retype(case, json!({ "answer": LATE })).await;
    away.attach(case, &format!("{LATE_FILE}.bin"), &content(21, 40_000)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_put_back_to_before_an_order_erases_what_came_before_it_heard_of_the_order_again() {
    let mut office = Office::begin().await;
    let (admin, away, case) = two(&office).await;
    office.stop().await;
    office.back_up("kemarin");
    office.start().await;
    erase(&admin, &case).await;
    goes_on(&away, &case).await;
    office.stop().await;
    office.put_back("kemarin");
    office.start().await;
    // It knows of no order, so it takes what the PC brings.
    away.sync().await;
    assert!(at_server(&mut office, LATE).await && office.kept("blobs").len() == 1);
    for desk in [&admin, &away, &admin, &away] {
        let state = desk.sync().await;
        assert!(state["problem"].is_null(), "{state}");
    }
    assert_eq!(away.view(&case).await["answer_state"], "erased");
    is_gone(&mut office, vec![admin.leave().await, away.leave().await], &[QUESTION, LATE, LATE_FILE]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_made_anew_erases_what_came_before_the_office_log_with_the_order() {
    let mut office = Office::begin().await;
    let (admin, away, case) = two(&office).await;
    erase(&admin, &case).await;
    goes_on(&away, &case).await;
    office.stop().await;
    office.lose_and_recover().await;
    // The first desk brings the office log as far as it has it: the order is not in it.
    away.ok("sync.address", json!({ "address": office.address() })).await;
    away.sync().await;
    assert!(at_server(&mut office, LATE).await && office.kept("blobs").len() == 1);
    admin.ok("sync.address", json!({ "address": office.address() })).await;
    for desk in [&admin, &away, &admin, &away] {
        let state = desk.sync().await;
        assert!(state["problem"].is_null(), "{state}");
    }
    assert_eq!(away.view(&case).await["answer_state"], "erased");
    is_gone(&mut office, vec![admin.leave().await, away.leave().await], &[QUESTION, LATE, LATE_FILE]).await;
}
