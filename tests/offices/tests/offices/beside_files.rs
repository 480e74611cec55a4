//! Records go on while the bytes of an attachment stand still in the line. Design, invariant 9: "Records never wait for attachments".

use lakon_app::Push;
use lakon_office_tests::{Desk, Office, Wire, content, in_time};
use lakon_sync::files::PIECE;
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;

/// More than the system's own buffers take in while the way stands still.
const PIECES: usize = 24;

/// Waits until something at a desk is as wanted, looking again whenever its program says that something changed.
async fn until<T, F: Future<Output = Option<T>>>(desk: &Desk, what: &str, look: impl Fn() -> F) -> T {
    let mut pushes: Receiver<Push> = desk.app.subscribe();
    let wait = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            pushes.recv().await.unwrap();
        }
    };
    in_time(what, wait).await
}

/// Waits until the case with this question is shown.
async fn shows(desk: &Desk, question: &str) {
    let look = || async move {
        let rows = desk.rows("case.list").await;
        rows.iter().any(|row| row["question"] == question).then_some(())
    };
    until(desk, question, look).await;
}

/// Waits until the file stands so.
async fn file_is(desk: &Desk, case: &str, file: &str, state: &str) -> Value {
    let look = || async move { Some(desk.file(case, file).await).filter(|one| one["state"] == state) };
    until(desk, state, look).await
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_file_stands_still_in_the_line_records_go_and_come() {
    let office = Office::begin().await;
    let wire = Wire::to(office.addr()).await;
    let mut here = office.officer_by("satu", &wire.address()).await;
    let mut there = office.officer("dua").await;
    let large = here.case(json!({ "question": "Berkas besar" })).await;
    let bytes = content(1, PIECES * PIECE);
    let file = here.attach(&large, "besar.pdf", &bytes).await;
    wire.one_stands_after(8 * PIECE as u64);
    here.runs();
    there.runs();
    wire.stood(1).await;

    // Up, and on to the other desk.
    here.case(json!({ "question": "Dicatat selama berkas dikirim" })).await;
    shows(&there, "Dicatat selama berkas dikirim").await;
    // Down.
    there.case(json!({ "question": "Dari komputer lain" })).await;
    shows(&here, "Dari komputer lain").await;
    // F5 does not wait for the file either.
    here.case(json!({ "question": "Dengan F5" })).await;
    in_time("F5", here.sync()).await;
    shows(&there, "Dengan F5").await;
    let sending = here.file(&large, &file).await;
    assert!(sending["state"] == "sending" && sending["progress"].as_f64().unwrap() < 1.0, "{sending}");
    assert_eq!(here.sync_state().await["running"], true);

    wire.flows();
    file_is(&here, &large, &file, "on_server").await;
    file_is(&there, &large, &file, "on_server").await;
    assert!(there.content(&file).await.unwrap() == bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_somebody_waits_for_and_one_just_attached_go_before_what_comes_by_itself() {
    let office = Office::begin().await;
    let wire = Wire::to(office.addr()).await;
    let from = office.officer("dua").await;
    let (large, small) =
        (from.case(json!({ "question": "Besar" })).await, from.case(json!({ "question": "Kecil" })).await);
    let large_file = from.attach(&large, "besar.pdf", &content(1, PIECES * PIECE)).await;
    let small_file = from.attach(&small, "kecil.pdf", &content(2, 5_000)).await;
    from.sync().await;

    // The large one comes because somebody here works on its case, the small one only if it is asked for.
    let mut desk = office.officer_by("satu", &wire.address()).await;
    desk.ok("pc.keep_files", json!({ "keeps": "mine" })).await;
    desk.sync().await;
    desk.retype(&large, json!({ "question": "Besar, dilanjutkan" })).await;
    wire.one_stands_after(4 * PIECE as u64);
    desk.runs();
    wire.stood(1).await;
    wire.one_stands_after(4 * PIECE as u64);
    desk.ok("file.fetch", json!({ "file": small_file })).await;
    file_is(&desk, &small, &small_file, "on_server").await;

    wire.stood(2).await;
    wire.one_stands_after(4 * PIECE as u64);
    let own = desk.case(json!({ "question": "Berkas sendiri" })).await;
    let own_file = desk.attach(&own, "sendiri.pdf", &content(3, 5_000)).await;
    file_is(&desk, &own, &own_file, "on_server").await;
    assert_ne!(desk.file(&large, &large_file).await["state"], "on_server");
    wire.flows();
    file_is(&desk, &large, &large_file, "on_server").await;
}
