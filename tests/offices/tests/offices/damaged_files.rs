//! Copies of attachments that are there and wrong, at the server and on a desk: found, set aside and replaced by whoever has a good one;
//! what keeps failing rests longer each time.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lakon_domain::event::{Event, FileAdded, FileData};
use lakon_domain::shape::Code;
use lakon_office_tests::{Desk, Middle, Office, Seen, content, files_below, in_time};
use lakon_sync::files::send;
use lakon_sync::replica::{BlobRef, Blobs};
use serde_json::json;
use uuid::Uuid;

/// Gives each of two files the other's content: both can be decrypted, and neither is what its address says.
fn swap(files: &[PathBuf]) {
    let [a, b] = files else { panic!("two files are wanted: {files:?}") };
    let (in_a, in_b) = (std::fs::read(a).unwrap(), std::fs::read(b).unwrap());
    std::fs::write(a, in_b).unwrap();
    std::fs::write(b, in_a).unwrap();
}

/// Changes one byte at a place of a file.
fn damage(path: &Path, at: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[at] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

/// Two files of one length at one case, on the server.
async fn two_sent(desk: &Desk) -> (String, Vec<(String, Vec<u8>)>) {
    let case = desk.case(json!({ "question": "Dua berkas" })).await;
    let mut files = Vec::new();
    for seed in [21, 22] {
        let bytes = content(seed, 300_000);
        files.push((desk.attach(&case, "surat.pdf", &bytes).await, bytes));
    }
    desk.sync().await;
    (case, files)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_damaged_on_the_server_is_set_aside_and_sent_again_by_the_desk_that_has_it() {
    let office = Office::begin().await;
    let (here, there) = (office.officer("satu").await, office.officer("dua").await);
    let case = here.case(json!({ "question": "Berkas rusak di server" })).await;
    let bytes = content(20, 400_000);
    let file = here.attach(&case, "surat.pdf", &bytes).await;
    here.sync().await;
    for at in [30, 200_000] {
        // The head of the file, which opens it, and its middle.
        damage(&office.kept("blobs")[0], at);
        let asking = office.officer(&format!("penanya {at}")).await;
        asking.sync().await;
        let shown = asking.file(&case, &file).await;
        assert_eq!(shown["state"], "not_here", "{shown}");
        assert!(shown["reason"].as_str().unwrap().contains("belum ada di server"), "{shown}");
        assert_eq!((office.kept("blobs").len(), office.kept("aside").len()), (0, 1));
        // Nobody says that it has to: the server lists it as lacking.
        here.sync().await;
        assert_eq!((office.kept("blobs").len(), office.kept("aside").len()), (1, 0));
        asking.sync().await;
        assert!(asking.content(&file).await.unwrap() == bytes);
    }
    there.sync().await;
    assert!(there.content(&file).await.unwrap() == bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_copy_that_can_be_decrypted_is_reported_by_the_desk_that_fetched_it_and_replaced() {
    let office = Office::begin().await;
    let (here, there) = (office.officer("satu").await, office.officer("dua").await);
    let (case, files) = two_sent(&here).await;
    swap(&office.kept("blobs"));
    there.sync().await;
    for (file, _) in &files {
        assert_eq!(there.file(&case, file).await["state"], "not_here");
        assert_eq!(there.content(file).await.unwrap_err().code, "unreachable");
    }
    assert_eq!((office.kept("blobs").len(), office.kept("aside").len()), (0, 2));
    here.sync().await;
    there.sync().await;
    for (file, bytes) in &files {
        assert!(there.content(file).await.unwrap() == *bytes);
    }
    assert_eq!((office.kept("blobs").len(), office.kept("aside").len()), (2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_copy_on_a_desk_is_found_when_the_server_refuses_it_and_repaired_by_the_original() {
    let office = Office::begin().await;
    let here = office.officer("satu").await;
    let case = here.case(json!({ "question": "Berkas tertukar" })).await;
    let contents = [content(23, 2_000_000), content(24, 2_000_000)];
    let mut files = Vec::new();
    for bytes in &contents {
        files.push(here.attach(&case, "surat.pdf", bytes).await);
    }
    swap(&files_below(&here.folder().join("files")));
    here.sync().await;
    for file in &files {
        let shown = here.file(&case, file).await;
        assert_eq!(shown["state"], "failed", "{shown}");
        assert!(shown["reason"].as_str().unwrap().contains("rusak di komputer ini"), "{shown}");
    }
    for bytes in &contents {
        here.attach(&case, "asli.pdf", bytes).await;
    }
    here.sync().await;
    for (file, bytes) in files.iter().zip(&contents) {
        assert!(here.content(file).await.unwrap() == *bytes);
        assert_eq!(here.file(&case, file).await["state"], "on_server");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeps_failing_rests_until_its_time_or_until_somebody_asks() {
    let office = Office::begin().await;
    let witness = Middle::witness(office.addr(), &office.folder()).await;
    let mut here = office.officer_by("satu", &witness.address()).await;
    let case = here.case(json!({ "question": "Ukuran keliru" })).await;
    here.sync().await;
    // A record that names fewer bytes than the content has can never be fetched.
    let wrong = office.line("keliru").await;
    let staged = wrong.store.stage_begin(Uuid::from_u128(9), "berkas.bin", 50_000).unwrap();
    wrong.store.stage_piece(staged, 0, &content(25, 50_000)).unwrap();
    let address = wrong.store.stage_end(staged).unwrap().address;
    let blobs: Arc<dyn Blobs> = Arc::new(wrong.store.clone());
    let lane = wrong.client.lane().await.unwrap().unwrap();
    assert!(send(&lane, &blobs, &[BlobRef { address, size: 50_000 }], &|_| {}).await[0].result.is_ok());
    let file = Uuid::from_u128(77);
    let added = FileAdded {
        case: case.parse().unwrap(),
        file,
        size: 10,
        media: Code::new("bin").unwrap(),
        private: Some(FileData { name: "berkas.bin".into(), address: address.to_string() }),
    };
    wrong.write(|_| vec![Event::from(added)]);
    wrong.sync().await;

    let path = format!("/blobs/{address}");
    here.sync().await;
    assert_eq!(witness.asked(&path), 1);
    let shown = here.file(&case, &file.to_string()).await;
    assert_eq!(shown["state"], "failed", "{shown}");
    let rest = shown["next_try"].as_f64().unwrap() - lakon_office_tests::now_ms() as f64;
    assert!((1.0..40_000.0).contains(&rest), "{rest}");

    // Syncs of its own leave it alone.
    here.runs();
    let pushes = |seen: &[Seen]| seen.iter().filter(|one| **one == Seen::Asked("/push".into())).count();
    for n in 0..3 {
        let before = pushes(&witness.seen());
        here.retype(&case, json!({ "question": format!("Ukuran keliru {n}") })).await;
        witness.until("a sync", |seen| pushes(seen) > before).await;
    }
    assert_eq!(witness.asked(&path), 1, "a file that rests was asked for");
    // F5 and "Coba lagi" do not wait.
    here.ok("file.fetch", json!({ "file": file.to_string() })).await;
    witness
        .until("the file asked for again", |seen| {
            seen.iter().filter(|one| **one == Seen::Asked(path.clone())).count() == 2
        })
        .await;
    // It has failed once more, and rests anew.
    let rests = async {
        loop {
            let again = here.file(&case, &file.to_string()).await["next_try"].clone();
            if !again.is_null() && again != shown["next_try"] {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    in_time("a new rest", rests).await;
    here.sync().await;
    witness
        .until("the file asked for once more", |seen| {
            seen.iter().filter(|one| **one == Seen::Asked(path.clone())).count() == 3
        })
        .await;
}
