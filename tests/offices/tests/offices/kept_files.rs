//! Which attachments a PC fetches by itself, and letting copies go: only what the server of this moment has read back and found right.

use lakon_office_tests::{Desk, Middle, Office, Part, Treat, content, files_below};
use serde_json::{Value, json};

async fn keeps(desk: &Desk, what: &str) -> Value {
    desk.ok("pc.keep_files", json!({ "keeps": what })).await
}

/// Lets every copy go that may.
async fn free_all(desk: &Desk) -> Value {
    desk.ok("pc.free_files", json!({ "older_days": 0 })).await
}

fn copies(desk: &Desk) -> usize {
    files_below(&desk.folder().join("files")).len()
}

/// A case with one file on the server.
async fn sent(desk: &Desk, seed: u64, length: usize) -> (String, String, Vec<u8>) {
    let case = desk.case(json!({ "question": "Berkas kantor" })).await;
    let bytes = content(seed, length);
    let file = desk.attach(&case, "surat.pdf", &bytes).await;
    desk.sync().await;
    (case, file, bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pc_that_keeps_its_own_cases_fetches_the_files_of_a_case_once_somebody_there_works_on_it() {
    let office = Office::begin().await;
    let (here, there) = (office.officer("satu").await, office.officer("dua").await);
    assert_eq!(keeps(&there, "mine").await["keeps"], "mine");
    let (case, file, bytes) = sent(&here, 1, 200_000).await;
    let (other, other_file, _) = sent(&here, 2, 100_000).await;
    there.sync().await;
    for (case, file) in [(&case, &file), (&other, &other_file)] {
        let shown = there.file(case, file).await;
        assert!(shown["state"] == "not_here" && shown["reason"].is_null(), "{shown}");
    }
    there.retype(&case, json!({ "question": "Berkas kantor, dilanjutkan" })).await;
    there.sync().await;
    assert!(there.content(&file).await.unwrap() == bytes);
    assert_eq!(there.content(&other_file).await.unwrap_err().code, "unreachable");
    assert_eq!(copies(&there), 1);
    // The choice is kept.
    let folder = there.leave().await;
    let there = Desk::again(&folder).await;
    assert_eq!(there.ok("pc.files", json!({})).await["keeps"], "mine");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pc_that_keeps_nothing_fetches_what_is_opened_and_only_that() {
    let office = Office::begin().await;
    let (here, mut there) = (office.officer("satu").await, office.officer("dua").await);
    keeps(&there, "on_demand").await;
    let (case, file, bytes) = sent(&here, 3, 2_500_000).await;
    let (_, other_file, _) = sent(&here, 4, 100_000).await;
    there.sync().await;
    assert_eq!(copies(&there), 0);
    let mut pushes = there.app.subscribe();
    there.runs();
    // Opening it is asking for it.
    assert_eq!(there.content(&file).await.unwrap_err().code, "unreachable");
    while there.file(&case, &file).await["state"] != "on_server" {
        there.hears(&mut pushes, &format!("case:{case}")).await;
    }
    assert!(there.content(&file).await.unwrap() == bytes);
    assert_eq!(there.content(&other_file).await.unwrap_err().code, "unreachable");
    let kept = there.ok("pc.files", json!({})).await;
    assert_eq!((kept["files"].as_u64(), kept["spare_files"].as_u64()), (Some(1), Some(1)), "{kept}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_the_server_has_confirmed_goes_and_comes_back_only_when_it_is_asked_for() {
    let office = Office::begin().await;
    let here = office.officer("satu").await;
    let (case, file, bytes) = sent(&here, 5, 700_000).await;
    let freed = free_all(&here).await;
    assert_eq!(
        (freed["files"].as_u64(), freed["stayed"].as_u64(), freed["bytes"].as_f64()),
        (Some(1), Some(0), Some(700_000.0))
    );
    assert_eq!(copies(&here), 0);
    here.sync().await;
    assert_eq!(copies(&here), 0, "what was let go is not fetched by itself");
    let shown = here.file(&case, &file).await;
    assert!(shown["state"] == "not_here" && shown["reason"].is_null(), "{shown}");
    assert_eq!(here.unsent().await, (0, 0));
    here.ok("file.fetch", json!({ "file": file })).await;
    here.sync().await;
    assert!(here.content(&file).await.unwrap() == bytes);
    // A new choice counts for everything.
    free_all(&here).await;
    keeps(&here, "all").await;
    here.sync().await;
    assert!(here.content(&file).await.unwrap() == bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_that_the_server_has_lost_or_holds_damaged_although_it_once_confirmed_it() {
    let office = Office::begin().await;
    let here = office.officer("satu").await;
    let (case, lost, lost_bytes) = sent(&here, 6, 300_000).await;
    std::fs::remove_file(&office.kept("blobs")[0]).unwrap();
    let spoiled_bytes = content(7, 500_000);
    let spoiled = here.attach(&case, "rusak.pdf", &spoiled_bytes).await;
    // The loss is known to nobody yet, and the desk believes that the server has the file.
    assert_eq!(here.file(&case, &lost).await["state"], "on_server");
    let freed = free_all(&here).await;
    assert_eq!(
        (freed["files"].as_u64(), freed["stayed"].as_u64()),
        (Some(0), Some(2)),
        "one was lost, one was never sent"
    );
    assert!(here.content(&lost).await.unwrap() == lost_bytes);
    assert!(here.content(&spoiled).await.unwrap() == spoiled_bytes);

    here.sync().await;
    assert_eq!(office.kept("blobs").len(), 2);
    // Its size and its name are right, so a server that only looks would say that it has it.
    let path = office.kept("blobs").into_iter().find(|path| path.metadata().unwrap().len() > 400_000).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[250_000] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let freed = free_all(&here).await;
    assert_eq!((freed["files"].as_u64(), freed["stayed"].as_u64()), (Some(1), Some(1)));
    assert_eq!(here.content(&lost).await.unwrap_err().code, "unreachable");
    assert!(here.content(&spoiled).await.unwrap() == spoiled_bytes);
    // And the server has been told: it gets the good copy.
    here.sync().await;
    let there = office.officer("dua").await;
    there.sync().await;
    assert!(there.content(&spoiled).await.unwrap() == spoiled_bytes);
    assert!(there.content(&lost).await.unwrap() == lost_bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_while_the_server_cannot_be_asked_or_somebody_else_answers() {
    let mut office = Office::begin().await;
    let middle = Middle::witness(office.addr(), &office.folder()).await;
    let here = office.officer_by("satu", &middle.address()).await;
    let (_, file, bytes) = sent(&here, 8, 200_000).await;
    for treat in [Treat::Html, Treat::Refuse, Treat::Answer(Part::Half)] {
        middle.treats(move |path| if path.starts_with("/blobs") { treat } else { Treat::Pass });
        // Refused or left: whatever is said, the copy stays.
        let _ = here.call("pc.free_files", json!({ "older_days": 0 })).await;
        assert!(here.content(&file).await.unwrap() == bytes, "{treat:?}");
        middle.treats(move |path| if path.ends_with("/check") { treat } else { Treat::Pass });
        let _ = here.call("pc.free_files", json!({ "older_days": 0 })).await;
        assert!(here.content(&file).await.unwrap() == bytes, "{treat:?} at the check");
    }
    middle.treats(|_| Treat::Pass);
    office.stop().await;
    let refused = here.refused("pc.free_files", json!({ "older_days": 0 })).await;
    assert!(refused.message.contains("server"), "{}", refused.message);
    assert!(here.content(&file).await.unwrap() == bytes);

    let alone = Desk::alone(&office.path("sendiri")).await;
    let case = alone.case(json!({ "question": "Tanpa server" })).await;
    let only = alone.attach(&case, "surat.pdf", &bytes).await;
    let refused = alone.refused("pc.free_files", json!({ "older_days": 0 })).await;
    assert!(refused.message.contains("satu-satunya"), "{}", refused.message);
    assert!(alone.content(&only).await.unwrap() == bytes);
}
