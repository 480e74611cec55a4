//! No file of an attachment lies at the server that no row names: not after a failed write, and not after a process that was cut off.

use std::path::PathBuf;
use std::sync::Arc;

use crate::common::blobs::{Shelf, address, bytes};
use crate::common::{Desk, Office};
use data_encoding::BASE64;
use lakon_server_store::Attachments;
use lakon_sync::files::{fetch, send};
use lakon_sync::replica::{BlobRef, Blobs};
use reqwest::{Method, RequestBuilder};

/// More rows than fit into what is left of the database's pages; the first that does not fit ends the loop.
const MANY: u32 = 2_000;
const OFFSET_STREAM: &str = "application/offset+octet-stream";

fn kept(office: &Office) -> Vec<PathBuf> {
    std::fs::read_dir(office.path().join("blobs")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn creation(desk: &Desk, content: &[u8]) -> RequestBuilder {
    let metadata = format!("address {}", BASE64.encode(address(content).to_string().as_bytes()));
    desk.request(Method::POST, "/uploads")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", content.len())
        .header("upload-metadata", metadata)
}

/// Counts what was taken until the disk is full.
async fn until_full(office: &Office, mut takes: impl AsyncFnMut(u32) -> bool) {
    let before = kept(office).len();
    let store = office.running().store();
    store.leave_room(Some(0)).unwrap();
    let mut taken = 0;
    while takes(taken).await {
        taken += 1;
        assert!(taken < MANY, "the disk is never full");
    }
    store.leave_room(None).unwrap();
    assert_eq!(kept(office).len(), before + taken as usize, "the one that failed left its file");
    assert!(takes(taken).await, "it comes once there is room");
    assert_eq!(kept(office).len(), before + taken as usize + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_row_cannot_be_written_does_not_stay() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    until_full(&office, async |n| {
        let content = n.to_le_bytes();
        let along = creation(&desk, &content).header("content-type", OFFSET_STREAM).body(content.to_vec());
        along.send().await.unwrap().status().is_success()
    })
    .await;

    let content = |n: u32| [b"in pieces", n.to_le_bytes().as_slice()].concat();
    let mut places = Vec::new();
    for n in 0..200 {
        let made = creation(&desk, &content(n)).send().await.unwrap();
        places.push(made.headers()["location"].to_str().unwrap().to_owned());
    }
    until_full(&office, async |n| {
        let patch = desk.request(Method::PATCH, &places[n as usize]).header("tus-resumable", "1.0.0");
        let patch = patch.header("upload-offset", 0).header("content-type", OFFSET_STREAM).body(content(n));
        patch.send().await.unwrap().status().is_success()
    })
    .await;

    let attachments = Attachments(Arc::clone(office.running().store()));
    until_full(&office, async |n| {
        let content = [b"in a bundle", n.to_le_bytes().as_slice()].concat();
        let blob = BlobRef { address: address(&content), size: content.len() as u64 };
        let mut writing = attachments.write(&blob).unwrap();
        writing.piece(&content).unwrap();
        writing.finish().is_ok_and(|right| right)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_no_row_names_is_gone_after_a_start_and_no_other() {
    let mut office = Office::begin().await;
    let mut desk = office.admin().await;
    let shelf = Shelf::default();
    let blobs = [shelf.put(&bytes(1, 1000)), shelf.put(&bytes(2, 3 * 1024 * 1024))];
    assert!(send(&desk.lane(), &shelf.shared(), &blobs, &|_| {}).await.iter().all(|one| one.result.is_ok()));
    let named = kept(&office);
    office.stop().await;
    let folder = office.path().join("blobs");
    // A process was killed after the file had its name and before its row was written.
    std::fs::copy(&named[0], folder.join("0190c1a2000070008000000000000046")).unwrap();
    std::fs::write(folder.join("0190c1a2000070008000000000000047.half"), b"half").unwrap();
    // Somebody else's.
    std::fs::write(folder.join("catatan.txt"), b"Milik admin").unwrap();
    office.start().await;
    let mut left = kept(&office);
    assert!(left.contains(&folder.join("catatan.txt")));
    left.retain(|path| path.extension().is_none());
    left.sort();
    let mut expected = named;
    expected.sort();
    assert_eq!(left, expected);
    desk.at(&office.address()).await.unwrap();
    let other = Shelf::default();
    assert!(fetch(&desk.lane(), &other.shared(), &blobs, &|_| {}).await.iter().all(|one| one.result.is_ok()));
}
