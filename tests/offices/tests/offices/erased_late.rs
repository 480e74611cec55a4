//! What an order to erase covers goes wherever it came later than the order, or came to a server that had forgotten the order.

use std::path::{Path, PathBuf};

use lakon_domain::event::{FileAdded, FileData, FileMoved};
use lakon_domain::shape::Code;
use lakon_office_tests::{Desk, Line, Office, Stick, content, holds, plain_pages, sealed_page, tells};
use lakon_server::{bundle_in, bundle_out, system_clock};
use lakon_sync::replica::{Replica, Source};
use serde_json::json;
use uuid::Uuid;

use crate::erasure::{desk, plain, server_key};
use crate::incarnations::{ask, pc};

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

/// A file put to a case; returns it with its size and what its record tells.
fn attach(line: &Line, case: Uuid, bytes: &[u8]) -> (Uuid, u64, FileData) {
    let size = bytes.len() as u64;
    let file = line.store.stage_begin(case, LATE_FILE, size).unwrap();
    line.store.stage_piece(file, 0, bytes).unwrap();
    let address = line.store.stage_end(file).unwrap().address.to_string();
    let told = FileData { name: format!("{LATE_FILE}.bin"), address };
    let (media, private) = (Code::new("bin").unwrap(), Some(told.clone()));
    line.write(|_| vec![FileAdded { case, file, size, media, private }.into()]);
    (file, size, told)
}

fn carry(line: &Line, case: Uuid, to: Uuid, (file, size, told): (Uuid, u64, FileData)) {
    let media = Code::new("bin").unwrap();
    line.write(|_| vec![FileMoved { case, file, to, size, media, private: Some(told) }.into()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_file_carried_into_an_erased_case_goes_from_where_it_came_from_too() {
    let mut office = Office::begin().await;
    let admin = desk(&office, "admin").await;
    let (first, second) = (pc(&office, "loket").await, pc(&office, "tiga").await);
    let (from, case) = (ask(&first, "Kasus yang tetap"), ask(&first, QUESTION));
    first.sync().await;
    second.sync().await;
    admin.sync().await;
    // Away, a PC adds a file to a case that stays and carries it to the one that goes.
    let here = attach(&first, from, &content(22, 30_000));
    carry(&first, from, case, here.clone());
    // And another file, which somebody else carries there who got the record from a stick.
    let there = attach(&first, from, &content(23, 30_000));
    let (known, head) = (second.head(first.log()).seq, first.head(first.log()));
    let page = sealed_page(&first.store, first.log(), known, head.seq, vec![first.seal(head)]);
    second.store.receive(&page, Source::Other).unwrap();
    carry(&second, from, case, there.clone());
    erase(&admin, &case.to_string()).await;
    // The move comes first, then what it moved.
    let server = office.running().store();
    let moved = second.head(second.log());
    let page = sealed_page(&second.store, second.log(), 0, moved.seq, vec![second.seal(moved)]);
    server.receive(&page, Source::Author).unwrap();
    for line in [&first, &second, &first] {
        line.sync().await;
    }
    admin.sync().await;
    let words = [QUESTION, LATE_FILE, &here.2.address, &there.2.address];
    let folders = vec![admin.leave().await, first.leave(), second.leave()];
    for folder in &folders {
        assert!(tells(&plain(folder), "Kasus yang tetap"));
    }
    is_gone(&mut office, folders, &words).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_from_before_an_order_brings_nothing_back() {
    let mut office = Office::begin().await;
    let (admin, away, case) = two(&office).await;
    goes_on(&away, &case).await;
    for desk in [&away, &admin, &away] {
        desk.sync().await;
    }
    let (of_desk, of_server) = (office.path("desk.lakon"), office.path("server.lakon"));
    let (there, here) = (Stick::of(&away), Stick::of(&admin));
    there.out(&away, &of_desk, true).await;
    bundle_out(&office.folder(), &of_server, system_clock(), &|_, _| true).unwrap();
    erase(&admin, &case).await;
    away.sync().await;
    assert_eq!(office.kept("blobs"), Vec::<PathBuf>::new());
    let (folder, file) = (office.folder(), of_desk.clone());
    let take = move || bundle_in(&folder, &file, system_clock(), &|_, _| true);
    let taken = tokio::task::spawn_blocking(take).await.unwrap().unwrap();
    assert_eq!((taken.records, taken.filled, taken.files), (0, 0, 0), "{taken:?}");
    for (stick, desk, file) in [(&here, &admin, &of_desk), (&there, &away, &of_server)] {
        let news = stick.take(desk, file).await;
        assert_eq!((&news["records"], &news["files"]), (&json!(0), &json!(0)), "{news}");
    }
    for desk in [&away, &admin] {
        desk.sync().await;
    }
    let address = blake3::hash(&content(21, 40_000)).to_hex();
    let folders = vec![admin.leave().await, away.leave().await];
    is_gone(&mut office, folders, &[QUESTION, LATE, LATE_FILE, address.as_str()]).await;
}
