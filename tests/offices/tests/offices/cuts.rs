//! The line is cut in every kind of message, in the question and in the answer, at its beginning, in its middle and near its end: the next
//! sync makes it good, and in the end both desks show the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lakon_office_tests::{Desk, Middle, Office, Treat, content};
use serde_json::json;

/// Larger than a piece of an upload, so that a cut one has something to go on from.
const FILE_BYTES: usize = 1_200_000;

/// A kind of message: how it is recognised by its path, and whose sync sends it.
struct Kind {
    name: &'static str,
    fits: fn(&str) -> bool,
    by: By,
}

#[derive(Clone, Copy, PartialEq)]
enum By {
    /// The desk where the case was written.
    Writer,
    /// The other one.
    Reader,
}

/// Enrolment has its own test (`bad_input`), as have the questions that only come after damage (`records`, `lost_files`, `lost_keys`).
const KINDS: [Kind; 8] = [
    Kind { name: "greet", fits: |path| path == "/hello/greet", by: By::Writer },
    Kind { name: "hello", fits: |path| path == "/hello", by: By::Writer },
    Kind { name: "heads", fits: |path| path == "/heads", by: By::Reader },
    Kind { name: "push", fits: |path| path == "/push", by: By::Writer },
    Kind { name: "pull", fits: |path| path == "/pull", by: By::Reader },
    Kind { name: "upload begun", fits: |path| path == "/uploads", by: By::Writer },
    Kind { name: "upload", fits: |path| path.starts_with("/uploads/"), by: By::Writer },
    Kind { name: "download", fits: |path| path.starts_with("/blobs/") && path != "/blobs/ask", by: By::Reader },
];

/// Where it is cut; a message without a body in its question is cut before it is answered.
const CUTS: [Treat; 6] =
    [Treat::Ask(0), Treat::Ask(50), Treat::Ask(99), Treat::Answer(0), Treat::Answer(50), Treat::Answer(99)];

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_in_any_kind_of_message_is_made_good_by_the_next_sync() {
    let office = Office::begin().await;
    let way = Middle::witness(office.addr(), &office.folder()).await;
    let writer = office.officer_by("satu", &way.address()).await;
    let reader = office.officer_by("dua", &way.address()).await;
    let mut files = Vec::new();
    for (kind, at) in KINDS.iter().zip(0_u64..) {
        for (cut, nth) in CUTS.into_iter().zip(0_u64..) {
            let seed = at * CUTS.len() as u64 + nth;
            let question = format!("Terputus pada {}, {cut:?}", kind.name);
            let case = writer.case(json!({ "question": question })).await;
            let file = writer.attach(&case, "surat.bin", &content(seed, FILE_BYTES)).await;
            files.push((case.clone(), file, seed));
            if kind.by == By::Reader {
                writer.sync().await;
            }
            let done = cut_once(&way, kind.fits, cut);
            let cut_desk = if kind.by == By::Writer { &writer } else { &reader };
            // It may fail, or have gone on by itself after a file; either is fine, as long as nothing is lost.
            let _ = cut_desk.call("sync.now", json!({})).await;
            assert!(done.load(Ordering::SeqCst), "{} was never sent", kind.name);
            assert_eq!(writer.view(&case).await["fields"]["question"], question);
            in_step(&writer, &reader).await;
            assert_eq!(reader.view(&case).await["fields"]["question"], question, "{cut:?}");
        }
    }
    assert_eq!(writer.shows().await, reader.shows().await);
    for (_, file, seed) in &files {
        assert!(reader.content(file).await.unwrap() == content(*seed, FILE_BYTES), "another content");
    }
}

/// The next message of this kind is treated so, all others pass. Tells whether it came.
fn cut_once(way: &Middle, fits: fn(&str) -> bool, cut: Treat) -> Arc<AtomicBool> {
    let done = Arc::new(AtomicBool::new(false));
    let told = done.clone();
    way.treats(move |path| if fits(path) && !told.swap(true, Ordering::SeqCst) { cut } else { Treat::Pass });
    done
}

/// One clean sync each is enough, but for a desk that failed a file: it may try that again with the next.
async fn in_step(writer: &Desk, reader: &Desk) {
    writer.sync().await;
    reader.sync().await;
    assert_eq!((writer.unsent().await, reader.unsent().await), ((0, 0), (0, 0)));
}
