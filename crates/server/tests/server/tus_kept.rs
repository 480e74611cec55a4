//! What the server keeps of an upload until it is whole: what was said of it, its pieces, and for how long.

use std::path::PathBuf;

use crate::common::blobs::{address, bytes};
use crate::common::{Desk, Office};
use crate::tus::{MIB, OFFSET_STREAM, create, creation, download, header, metadata, offset, patch, tus};
use data_encoding::BASE64;
use lakon_sync::files::{LONGEST_METADATA, UPLOAD_EXPIRY_MS};
use reqwest::{Method, Response, StatusCode};
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;

/// The pieces that lie on the server's disk.
fn pieces(office: &Office) -> Vec<PathBuf> {
    let inside = |path: PathBuf| std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let mut pieces: Vec<PathBuf> = inside(office.path().join("staging")).flat_map(inside).collect();
    pieces.retain(|path| path.file_name().unwrap() != "half");
    pieces.sort();
    pieces
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_of_an_upload_is_told_again_as_it_was_said() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let content = bytes(31, 2 * MIB);
    let wanted = address(&content);
    let said = format!("relativePath bnVsbA==,is_confidential,{}", metadata(&wanted));
    let made = tus(&desk, Method::POST, "/uploads").header("Upload-Length", content.len());
    let made = made.header("Upload-Metadata", &said).send().await.unwrap();
    let place = header(&made, "location");
    for sent in [0, MIB, 2 * MIB] {
        if sent > 0 {
            patch(&desk, &place, sent - MIB, &content[sent - MIB..sent]).send().await.unwrap();
        }
        let told = tus(&desk, Method::HEAD, &place).send().await.unwrap();
        assert_eq!(
            (header(&told, "upload-metadata"), header(&told, "upload-offset")),
            (said.clone(), sent.to_string())
        );
    }
    // A whole file that comes with its creation keeps it too.
    let along = creation(&desk, 3, &address(b"abc")).header("Content-Type", OFFSET_STREAM).body("abc");
    let place = header(&along.send().await.unwrap(), "location");
    let told = tus(&desk, Method::HEAD, &place).send().await.unwrap();
    assert_eq!(header(&told, "upload-metadata"), metadata(&address(b"abc")));

    let longest = |more: usize| {
        let (address, fill) = (metadata(&wanted), ",note ");
        let value = BASE64.encode(&vec![b'x'; LONGEST_METADATA]);
        format!("{address}{fill}{}", &value[..LONGEST_METADATA + more - address.len() - fill.len()])
    };
    for (more, status) in [(0, StatusCode::CREATED), (1, StatusCode::BAD_REQUEST)] {
        let asked = tus(&desk, Method::POST, "/uploads").header("Upload-Length", content.len());
        let answer = asked.header("Upload-Metadata", longest(more)).send().await.unwrap();
        assert_eq!(answer.status(), status);
        if more > 0 {
            assert!(answer.text().await.unwrap().contains("longer than 4096 bytes"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_piece_that_was_told_of_is_made_durable_once_and_not_touched_again() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let content = bytes(32, 4 * MIB);
    let place = create(&desk, content.len() as u64, &address(&content)).await;
    patch(&desk, &place, 0, &content[..2 * MIB]).send().await.unwrap();
    let told = pieces(&office);
    assert_eq!(told.len(), 2);
    // In its place lies what nobody could make durable.
    for piece in &told {
        std::fs::remove_file(piece).unwrap();
        std::fs::create_dir(piece).unwrap();
    }
    assert_eq!(offset(&desk, &place).await, Some(2 * MIB));
    let taken = patch(&desk, &place, 2 * MIB, &content[2 * MIB..3 * MIB]).send().await.unwrap();
    assert_eq!((taken.status(), header(&taken, "upload-offset")), (StatusCode::NO_CONTENT, (3 * MIB).to_string()));
}

/// A request that goes on until its sender ends it.
fn flowing(desk: &Desk, place: &str) -> (UnboundedSender<std::io::Result<Vec<u8>>>, JoinHandle<Response>) {
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel::<std::io::Result<Vec<u8>>>();
    let body = futures_util::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|part| (part, receiver))
    });
    let request = tus(desk, Method::PATCH, place).header("Upload-Offset", 0).header("Content-Type", OFFSET_STREAM);
    let request = request.body(reqwest::Body::wrap_stream(body)).send();
    (sender, tokio::spawn(async move { request.await.unwrap() }))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_whose_bytes_are_flowing_does_not_run_out() {
    let office = Office::begin().await;
    let mut desk = office.admin().await;
    let content = bytes(33, 3 * MIB);
    let place = create(&desk, content.len() as u64, &address(&content)).await;
    let idle = create(&desk, 10, &address(b"other")).await;
    office.later(UPLOAD_EXPIRY_MS - 60_000);
    desk.hello().await.unwrap();
    let (sender, request) = flowing(&desk, &place);
    sender.send(Ok(content[..MIB + 5].to_vec())).unwrap();
    let arrived = async {
        while pieces(&office).is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), arrived).await.expect("no piece ever lies there");
    office.later(120_000);
    assert_eq!(office.running().sweep().unwrap(), 1, "the one nobody writes");
    assert_eq!(pieces(&office).len(), 1);
    // The sender goes to lunch; what came counts, and it goes on from there.
    drop(sender);
    let taken = request.await.unwrap();
    assert_eq!((taken.status(), header(&taken, "upload-offset")), (StatusCode::NO_CONTENT, (MIB + 5).to_string()));
    desk.hello().await.unwrap();
    assert_eq!(tus(&desk, Method::HEAD, &idle).send().await.unwrap().status(), StatusCode::GONE);
    assert_eq!(office.running().sweep().unwrap(), 0);
    let ended = patch(&desk, &place, MIB + 5, &content[MIB + 5..]).send().await.unwrap();
    assert_eq!(ended.status(), StatusCode::NO_CONTENT);
    assert_eq!(download(&desk, &address(&content)).await.bytes().await.unwrap(), content);
}
