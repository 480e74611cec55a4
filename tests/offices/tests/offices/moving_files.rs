//! What the page is told while the bytes of an attachment move.

use lakon_app::Push;
use lakon_office_tests::{Desk, Office, Wire, content, in_time};
use lakon_sync::files::PIECE;
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;

/// More than the system's own buffers take in while the way stands still.
const PIECES: usize = 24;

/// The next progress of a file, as shares of the whole.
async fn progress(pushes: &mut Receiver<Push>, file: &str) -> f64 {
    let wait = async {
        loop {
            if let Push::Progress(step) = pushes.recv().await.unwrap()
                && step.id == file
            {
                return step.done / step.total;
            }
        }
    };
    in_time("progress of the file", wait).await
}

/// Syncs over a way that stands still in the middle, and looks at the file meanwhile.
async fn seen_on_the_way(desk: &Desk, wire: &Wire, case: &str, file: &str) -> Value {
    let mut pushes = desk.app.subscribe();
    wire.stands_after(4 * PIECE as u64);
    let app = desk.app.clone();
    let syncing = tokio::spawn(async move { app.call("sync.now", json!({})).await });
    desk.hears(&mut pushes, &format!("case:{case}")).await;
    let mut shares = vec![progress(&mut pushes, file).await];
    let shown = desk.file(case, file).await;
    wire.flows();
    while shares.last().is_some_and(|share| *share < 0.9) {
        shares.push(progress(&mut pushes, file).await);
    }
    assert!(shares.is_sorted() && shares[0] < 1.0 && shares.len() > 2, "{shares:?}");
    desk.hears(&mut pushes, "files").await;
    in_time("the sync", syncing).await.unwrap().unwrap();
    shown
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_on_its_way_says_which_way_and_how_far() {
    let office = Office::begin().await;
    let (up, down) = (Wire::to(office.addr()).await, Wire::to(office.addr()).await);
    let here = office.officer_by("satu", &up.address()).await;
    let there = office.officer_by("dua", &down.address()).await;
    let case = here.case(json!({ "question": "Berkas besar" })).await;
    let bytes = content(1, PIECES * PIECE);
    let file = here.attach(&case, "besar.pdf", &bytes).await;

    let shown = seen_on_the_way(&here, &up, &case, &file).await;
    assert_eq!(shown["state"], "sending", "{shown}");
    assert!((0.0..1.0).contains(&shown["progress"].as_f64().unwrap()), "{shown}");
    let rests = here.file(&case, &file).await;
    assert!(rests["state"] == "on_server" && rests["progress"].is_null(), "{rests}");

    let shown = seen_on_the_way(&there, &down, &case, &file).await;
    assert_eq!(shown["state"], "receiving", "{shown}");
    assert!((0.0..1.0).contains(&shown["progress"].as_f64().unwrap()), "{shown}");
    assert!(there.content(&file).await.unwrap() == bytes);
}
