//! Attachments that were lost or damaged after they had arrived, at the server and on a desk: asked for again, never given up silently.

use std::path::{Path, PathBuf};

use lakon_domain::event::{Event, FileAdded, FileData};
use lakon_domain::ids::Hash;
use lakon_domain::shape::Code;
use lakon_office_tests::{Desk, Line, Middle, Office, Seen, Treat, content, files_below};
use lakon_store::Keeps;
use lakon_sync::files::{PIECE, send};
use lakon_sync::replica::{BlobRef, Blobs};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// The only file a desk keeps.
fn kept(desk: &Path) -> PathBuf {
    let files = files_below(&desk.join("files"));
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

/// Changes one byte in the middle of a file.
fn damage(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_the_server_lost_while_it_was_stopped_is_sent_again_by_the_desk_that_has_it() {
    let mut office = Office::begin().await;
    let here = office.officer("satu").await;
    let case = here.case(json!({ "question": "Berkas hilang" })).await;
    let bytes = content(1, 2 * PIECE + 77);
    let file = here.attach(&case, "surat.pdf", &bytes).await;
    here.sync().await;
    assert_eq!(here.file(&case, &file).await["state"], "on_server");
    office.stop().await;
    std::fs::remove_file(&office.kept("blobs")[0]).unwrap();
    office.start().await;
    here.sync().await;
    assert_eq!(office.kept("blobs").len(), 1);
    assert_eq!((here.unsent().await, here.file(&case, &file).await["state"].clone()), ((0, 0), json!("on_server")));
    let there = office.officer("dua").await;
    there.sync().await;
    assert!(there.content(&file).await.unwrap() == bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_the_server_lost_while_it_ran_is_missed_when_somebody_asks_and_sent_again() {
    let office = Office::begin().await;
    let (here, there) = (office.officer("satu").await, office.officer("dua").await);
    let case = here.case(json!({ "question": "Berkas hilang" })).await;
    let bytes = content(2, 300_000);
    let file = here.attach(&case, "surat.pdf", &bytes).await;
    here.sync().await;
    std::fs::remove_file(&office.kept("blobs")[0]).unwrap();
    there.sync().await;
    let shown = there.file(&case, &file).await;
    assert_eq!(shown["state"], "not_here");
    assert!(shown["reason"].as_str().unwrap().contains("belum ada di server"), "{shown}");
    here.sync().await;
    assert_eq!(office.kept("blobs").len(), 1);
    there.sync().await;
    assert!(there.content(&file).await.unwrap() == bytes);
    let shown = there.file(&case, &file).await;
    assert!(shown["state"] == "on_server" && shown["reason"].is_null(), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_damaged_or_gone_on_a_desk_is_said_and_fetched_again() {
    let office = Office::begin().await;
    let here = office.officer("satu").await;
    let case = here.case(json!({ "question": "Berkas rusak" })).await;
    let bytes = content(3, 400_000);
    let file = here.attach(&case, "surat.pdf", &bytes).await;
    here.sync().await;

    damage(&kept(here.folder()));
    let error = here.content(&file).await.unwrap_err();
    assert!(error.message.contains("rusak di komputer ini"), "{}", error.message);
    let shown = here.file(&case, &file).await;
    assert!(
        shown["state"] == "failed" && shown["reason"].as_str().unwrap().contains("rusak di komputer ini"),
        "{shown}"
    );
    here.sync().await;
    assert!(here.content(&file).await.unwrap() == bytes);
    assert_eq!(here.file(&case, &file).await["state"], "on_server");

    std::fs::remove_file(kept(here.folder())).unwrap();
    let error = here.content(&file).await.unwrap_err();
    assert!(error.message.contains("hilang dari komputer ini"), "{}", error.message);
    here.sync().await;
    assert!(here.content(&file).await.unwrap() == bytes);

    // Nobody asked for it: the start has found it missing.
    let folder = here.leave().await;
    std::fs::remove_file(kept(&folder)).unwrap();
    let here = Desk::again(&folder).await;
    assert_eq!(here.file(&case, &file).await["state"], "failed");
    here.sync().await;
    assert!(here.content(&file).await.unwrap() == bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_damaged_before_it_was_sent_is_repaired_by_attaching_the_original_again() {
    let office = Office::begin().await;
    let here = office.officer("satu").await;
    let case = here.case(json!({ "question": "Berkas rusak" })).await;
    let bytes = content(4, 2 * PIECE + 5);
    let file = here.attach(&case, "surat.pdf", &bytes).await;
    damage(&kept(here.folder()));
    here.sync().await;
    let shown = here.file(&case, &file).await;
    assert!(shown["state"] == "failed" && shown["reason"].as_str().unwrap().contains("lampirkan kembali"), "{shown}");
    assert_eq!(here.unsent().await, (0, 1), "what was never sent is not called sent");
    here.attach(&case, "surat.pdf", &bytes).await;
    here.sync().await;
    let shown = here.file(&case, &file).await;
    assert!(shown["state"] == "on_server" && shown["reason"].is_null(), "{shown}");
    assert!(here.content(&file).await.unwrap() == bytes);
    kept(here.folder());
}

/// Records of so many files of these sizes, whose contents nobody has.
fn write_lost(line: &Line, count: u64, size: impl Fn(u64) -> u64) {
    let added = |n| {
        let address = Hash(*blake3::hash(format!("lost {n}").as_bytes()).as_bytes());
        named(BlobRef { address, size: size(n) })
    };
    line.write(|_| (0..count).map(added).collect());
}

fn named(blob: BlobRef) -> Event {
    let private = Some(FileData { name: "berkas.bin".into(), address: blob.address.to_string() });
    let (case, file) =
        (Uuid::from_u128(9), Uuid::from_u128(u128::from_le_bytes(blob.address.0[..16].try_into().unwrap())));
    FileAdded { case, file, size: blob.size, media: Code::new("bin").unwrap(), private }.into()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_with_a_wrong_size_spoils_its_own_file_and_no_other() {
    let office = Office::begin().await;
    let (here, there) = (office.officer("satu").await, office.officer("dua").await);
    let wrong = office.line("keliru").await;
    let bytes = content(5, 50_000);
    // The content itself arrives; the record names fewer bytes.
    let staged = wrong.store.stage_begin(Uuid::from_u128(9), "berkas.bin", 50_000).unwrap();
    wrong.store.stage_piece(staged, 0, &bytes).unwrap();
    let address = wrong.store.stage_end(staged).unwrap().address;
    let lane = wrong.client.lane().await.unwrap().unwrap();
    let blobs: Arc<dyn Blobs> = Arc::new(wrong.store.clone());
    let sent = send(&lane, &blobs, &[BlobRef { address, size: 50_000 }], &|_| {}).await;
    assert!(sent[0].result.is_ok(), "{sent:?}");
    wrong.write(|_| vec![named(BlobRef { address, size: 10 })]);
    wrong.sync().await;

    let case = here.case(json!({ "question": "Berkas lain" })).await;
    let good = content(6, 80_000);
    let file = here.attach(&case, "utuh.pdf", &good).await;
    here.sync().await;
    let state = there.sync().await;
    assert!(state["problem"].is_null(), "{state}");
    assert!(there.content(&file).await.unwrap() == good);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_nobody_can_give_keep_no_other_from_coming() {
    let office = Office::begin().await;
    let (here, there) = (office.officer("satu").await, office.officer("dua").await);
    let line = office.line("tiga").await;
    // More than the server names, and more than are asked for beside those, all smaller than the one that is there.
    write_lost(&line, 700, |n| 100 + n);
    line.sync().await;
    let case = here.case(json!({ "question": "Berkas yang ada" })).await;
    let good = content(7, 20_000);
    let file = here.attach(&case, "ada.pdf", &good).await;
    here.sync().await;
    there.sync().await;
    there.sync().await;
    assert!(there.content(&file).await.unwrap() == good);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_file_is_sent_again_from_behind_more_than_the_server_names_at_once() {
    let mut office = Office::begin().await;
    let here = office.officer("satu").await;
    let case = here.case(json!({ "question": "Berkas besar hilang" })).await;
    let bytes = content(9, 20_000);
    let file = here.attach(&case, "surat.pdf", &bytes).await;
    here.sync().await;
    let line = office.line("tiga").await;
    // All smaller, so that they stand before it in the server's list, and nobody can ever give them.
    write_lost(&line, 300, |n| 100 + n);
    line.sync().await;
    let kept = office.kept("blobs");
    assert_eq!(kept.len(), 1);
    office.stop().await;
    std::fs::remove_file(&kept[0]).unwrap();
    office.start().await;
    here.sync().await;
    assert_eq!(office.kept("blobs").len(), 1, "the server has it again");
    assert_eq!((here.unsent().await, here.file(&case, &file).await["state"].clone()), ((0, 0), json!("on_server")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_of_what_nobody_can_give_costs_an_idle_sync_no_further_question() {
    let office = Office::begin().await;
    let line = office.line("satu").await;
    line.store.set_keeps(Keeps::OnDemand).unwrap();
    write_lost(&line, 600, |n| 100 + n);
    line.sync().await;
    for turn in 0..4 {
        let report = line.sync().await;
        assert_eq!(report.traffic.round_trips, 1, "{turn}: {report:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_sync_asks_for_nothing_the_server_has_just_said_it_lacks() {
    let office = Office::begin().await;
    let spoiler = Middle::witness(office.addr(), &office.folder()).await;
    let witness = Middle::witness(office.addr(), &office.folder()).await;
    let here = office.officer_by("satu", &spoiler.address()).await;
    let there = office.officer_by("dua", &witness.address()).await;
    let case = here.case(json!({ "question": "Berkas belum terkirim" })).await;
    let bytes = content(8, 30_000);
    let file = here.attach(&case, "surat.pdf", &bytes).await;
    spoiler.treats(|path| if path.starts_with("/uploads") { Treat::Refuse } else { Treat::Pass });
    let _ = here.call("sync.now", json!({})).await;
    there.sync().await;
    let shown = there.file(&case, &file).await;
    assert!(shown["state"] == "not_here" && shown["reason"].is_string(), "{shown}");
    let before = witness.seen().len();
    there.sync().await;
    let asked = ["/hello/greet", "/hello", "/heads"].map(|path| Seen::Asked(path.into()));
    assert_eq!(witness.seen()[before..], asked, "a new line, one question, and nothing about the file");
    spoiler.treats(|_| Treat::Pass);
    here.sync().await;
    there.sync().await;
    assert!(there.content(&file).await.unwrap() == bytes);
}
