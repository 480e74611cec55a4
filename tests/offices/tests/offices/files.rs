//! Attachments on their way: cut in the middle, the same on two desks, damaged on the server.

use lakon_office_tests::{Office, Wire, content, in_time};
use lakon_sync::files::PIECE;
use serde_json::json;

/// What TLS, HTTP and the records may add to the bytes of a file: a part of them and some fixed bytes.
fn with_framing(bytes: u64) -> u64 {
    bytes + bytes / 50 + 64 * 1024
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_cut_in_the_middle_goes_on_where_the_line_was_cut() {
    let office = Office::begin().await;
    let wire = Wire::to(office.addr()).await;
    let here = office.officer_by("satu", &wire.address()).await;
    let there = office.officer("dua").await;
    let case = here.case(json!({ "question": "Berkas besar" })).await;
    let bytes = content(1, 5 * PIECE + 321_000);
    let file = here.attach(&case, "besar.pdf", &bytes).await;
    let before = wire.up();
    wire.cut_after(2 * PIECE as u64 + 700_000);
    here.sync().await;
    assert_eq!(wire.cuts(), 1);
    let sent = wire.up() - before;
    assert!(sent >= bytes.len() as u64, "{sent} bytes cannot hold the file");
    assert!(sent <= with_framing(bytes.len() as u64), "{sent} bytes went for {} of content", bytes.len());
    assert_eq!(here.file(&case, &file).await["state"], "on_server");
    there.sync().await;
    assert!(there.content(&file).await.unwrap() == bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_fifty_megabytes_cut_inside_sends_only_what_was_on_its_way_again() {
    let office = Office::begin().await;
    let wire = Wire::to(office.addr()).await;
    let here = office.officer_by("satu", &wire.address()).await;
    let case = here.case(json!({ "question": "Berkas besar sekali" })).await;
    let bytes = content(6, 50_000_000);
    let file = here.attach(&case, "besar.pdf", &bytes).await;
    let before = wire.up();
    // Shortly before a piece is whole: the worst place.
    wire.cut_after(31 * PIECE as u64 - 20_000);
    here.sync().await;
    assert_eq!(wire.cuts(), 1);
    let sent = wire.up() - before;
    let most = (bytes.len() + bytes.len() / 500 + 112 * 1024) as u64;
    assert!(sent <= most, "{sent} bytes went for {} of content, {most} at most", bytes.len());
    assert_eq!(here.file(&case, &file).await["state"], "on_server");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_where_it_was_after_the_line_was_gone_and_the_program_started_anew() {
    let office = Office::begin().await;
    let wire = Wire::to(office.addr()).await;
    let here = office.officer_by("satu", &wire.address()).await;
    let case = here.case(json!({ "question": "Berkas besar" })).await;
    here.sync().await;
    let bytes = content(2, 4 * PIECE + 99);
    let file = here.attach(&case, "besar.pdf", &bytes).await;
    let before = wire.up();
    wire.dies_after(2 * PIECE as u64 + 300_000);
    // However this sync is called: the records were there before the line went.
    let _ = here.call("sync.now", json!({})).await;
    assert_eq!(wire.cuts(), 1);
    assert_eq!(here.unsent().await, (0, 1), "the record is there, the file is not, and it is said");
    let folder = here.leave().await;
    let here = lakon_office_tests::Desk::again(&folder).await;
    assert_eq!(here.unsent().await, (0, 1));
    wire.mend();
    here.sync().await;
    let sent = wire.up() - before;
    assert!(sent <= with_framing(bytes.len() as u64), "{sent} bytes went for {} of content", bytes.len());
    assert_eq!(here.unsent().await, (0, 0));
    assert_eq!(here.file(&case, &file).await["state"], "on_server");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_on_two_desks_succeeds_on_both_and_is_stored_once() {
    let office = Office::begin().await;
    let (here, there) = (office.officer("satu").await, office.officer("dua").await);
    let bytes = content(3, 2 * PIECE + 5);
    let mut held = Vec::new();
    for desk in [&here, &there] {
        let case = desk.case(json!({ "question": "Formulir yang sama" })).await;
        let file = desk.attach(&case, "formulir.pdf", &bytes).await;
        held.push((case, file));
    }
    in_time("both syncs", async { tokio::join!(here.sync(), there.sync()) }).await;
    // The records of one may have missed the other's first look.
    here.sync().await;
    there.sync().await;
    for desk in [&here, &there] {
        for (case, file) in &held {
            assert!(desk.content(file).await.unwrap() == bytes);
            assert_eq!(desk.file(case, file).await["state"], "on_server");
        }
        assert_eq!(desk.unsent().await, (0, 0));
    }
    assert_eq!(office.kept("blobs").len(), 1);
    assert!(office.kept("staging").is_empty());
}

/// Changes one byte in the middle of a file.
fn damage(path: &std::path::Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_damaged_on_the_server_is_not_taken_by_the_fetching_desk_which_says_so_and_takes_the_others() {
    let office = Office::begin().await;
    let (here, there) = (office.officer("satu").await, office.officer("dua").await);
    let case = here.case(json!({ "question": "Dua berkas" })).await;
    let (bad, good) = (content(4, 400_000), content(5, 600_000));
    let bad_file = here.attach(&case, "rusak.pdf", &bad).await;
    here.sync().await;
    damage(&office.kept("blobs")[0]);
    let good_file = here.attach(&case, "utuh.pdf", &good).await;
    here.sync().await;

    there.sync().await;
    assert_eq!(there.view(&case).await["fields"]["question"], "Dua berkas");
    assert!(there.content(&good_file).await.unwrap() == good);
    let shown = there.file(&case, &bad_file).await;
    // The server has met the damage itself and asks the desks for the file (`damaged_files.rs`).
    assert_eq!(shown["state"], "not_here", "{shown}");
    assert!(shown["reason"].as_str().unwrap().len() > 20, "{shown}");
    assert_eq!(there.content(&bad_file).await.unwrap_err().code, "unreachable");
    assert!(!lakon_office_tests::files_below(&there.folder().join("staging")).iter().any(|path| path.is_file()));
    // The one it came from still has it.
    assert!(here.content(&bad_file).await.unwrap() == bad);
}
