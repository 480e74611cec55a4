//! The desk's half of attachments against a real server: cuts, damage, many at once.

use std::sync::Mutex;

use crate::common::Office;
use crate::common::blobs::{Shelf, bytes};
use crate::common::proxy::Proxy;
use lakon_sync::files::{FileTrouble, LARGEST_FILE, Moved, PIECE, fetch, send};
use lakon_sync::replica::BlobRef;

const MIB: usize = 1024 * 1024;
/// TLS records, headers and handshakes of one connection; far below a piece.
const OVERHEAD: u64 = 200 * 1024;

fn nothing(_: Moved) {}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_cut_in_the_middle_sends_at_most_one_piece_again() {
    let office = Office::begin().await;
    let mut desk = office.admin().await;
    let proxy = Proxy::to(office.running().addr()).await;
    desk.at(&proxy.addr.to_string()).await.unwrap();
    let shelf = Shelf::default();
    let blob = shelf.put(&bytes(1, 9 * MIB + 4321));
    for cut_at in [MIB as i64 / 2, 3 * MIB as i64 + 17, 9 * MIB as i64 + 5000] {
        let before = proxy.up();
        proxy.cut_after_up(cut_at);
        let cuts = proxy.cuts();
        let other = shelf.put(&bytes(u8::try_from(cut_at % 251).unwrap(), 9 * MIB + 4321));
        let outcomes = send(&desk.lane(), &shelf.shared(), &[other], &nothing).await;
        assert!(outcomes[0].result.is_ok(), "{outcomes:?}");
        assert_eq!(proxy.cuts(), cuts + 1);
        let sent = proxy.up() - before;
        assert!(
            sent <= other.size + PIECE as u64 + OVERHEAD,
            "{sent} bytes for {} after a cut at {cut_at}",
            other.size
        );
    }
    // A desk that was switched off in between goes on where the server stands, too.
    let before = proxy.up();
    proxy.cut_after_up(5 * MIB as i64);
    let first = tokio::time::timeout(std::time::Duration::from_secs(30), async {
        let lane = desk.lane();
        let shared = shelf.shared();
        let sending = send(&lane, &shared, std::slice::from_ref(&blob), &nothing);
        let cut = async {
            while proxy.cuts() < 4 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! { _ = sending => {}, () = cut => {} }
    });
    first.await.unwrap();
    desk.at(&proxy.addr.to_string()).await.unwrap();
    let outcomes = send(&desk.lane(), &shelf.shared(), &[blob], &nothing).await;
    assert!(outcomes[0].result.is_ok(), "{outcomes:?}");
    let sent = proxy.up() - before;
    assert!(sent <= blob.size + PIECE as u64 + OVERHEAD, "{sent} bytes for {}", blob.size);
    assert!(*outcomes[0].result.as_ref().unwrap() < blob.size, "nothing was resumed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_cut_in_the_middle_goes_on_where_it_was() {
    let office = Office::begin().await;
    let mut desk = office.admin().await;
    let shelf = Shelf::default();
    let content = bytes(2, 7 * MIB + 99);
    let blob = shelf.put(&content);
    assert!(send(&desk.lane(), &shelf.shared(), &[blob], &nothing).await[0].result.is_ok());
    let proxy = Proxy::to(office.running().addr()).await;
    desk.at(&proxy.addr.to_string()).await.unwrap();
    let before = proxy.down();
    proxy.cut_after_down(3 * MIB as i64 + 1000);
    let other = Shelf::default();
    let outcomes = fetch(&desk.lane(), &other.shared(), &[blob], &nothing).await;
    assert!(outcomes[0].result.is_ok(), "{outcomes:?}");
    assert_eq!(other.get(&blob.address), Some(content));
    assert_eq!(proxy.cuts(), 1);
    let came = proxy.down() - before;
    assert!(came <= blob.size + PIECE as u64 + OVERHEAD, "{came} bytes for {}", blob.size);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_file_never_stops_another() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let shelf = Shelf::default();
    let good: Vec<BlobRef> = (0..20).map(|n| shelf.put(&bytes(n, 1000 * usize::from(n)))).collect();
    let large = shelf.put(&bytes(200, 2 * MIB + 1));
    let damaged = shelf.put_damaged(&bytes(100, 5000));
    let damaged_large = shelf.put_damaged(&bytes(101, 3 * MIB));
    let unreadable = shelf.put_unreadable(&bytes(102, 6000));
    let unreadable_large = shelf.put_unreadable(&bytes(103, 2 * MIB));
    let gone = BlobRef { address: crate::common::blobs::address(b"gone"), size: 7000 };
    let huge = BlobRef { address: crate::common::blobs::address(b"huge"), size: LARGEST_FILE + 1 };
    let mut all = good.clone();
    all.extend([large, damaged, damaged_large, unreadable, unreadable_large, gone, huge]);
    let outcomes = send(&desk.lane(), &shelf.shared(), &all, &nothing).await;
    assert_eq!(outcomes.len(), all.len());
    let of = |blob: &BlobRef| &outcomes.iter().find(|o| o.blob == *blob).unwrap().result;
    for blob in good.iter().chain([&large]) {
        assert_eq!(*of(blob).as_ref().unwrap(), blob.size);
    }
    assert!(matches!(of(&damaged), Err(FileTrouble::WrongContent)));
    assert!(matches!(of(&damaged_large), Err(FileTrouble::WrongContent)));
    assert!(matches!(of(&unreadable), Err(FileTrouble::Store(_))));
    assert!(matches!(of(&unreadable_large), Err(FileTrouble::Store(_))));
    assert!(matches!(of(&gone), Err(FileTrouble::NotHere)));
    assert!(matches!(of(&huge), Err(FileTrouble::TooLarge)));

    // Asked again, what the server has is not sent again.
    let again = send(&desk.lane(), &shelf.shared(), &good, &nothing).await;
    assert!(again.iter().all(|outcome| matches!(outcome.result, Ok(0))));

    let other = Shelf::default();
    let mut wanted = good.clone();
    wanted.extend([gone, large]);
    let outcomes = fetch(&desk.lane(), &other.shared(), &wanted, &nothing).await;
    assert_eq!(outcomes.iter().filter(|o| o.result.is_ok()).count(), good.len() + 1);
    assert!(outcomes.iter().any(|o| o.blob == gone && matches!(o.result, Err(FileTrouble::NotThere))));
    for blob in good.iter().chain([&large]) {
        assert_eq!(other.get(&blob.address), shelf.get(&blob.address));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn small_files_go_before_large_ones_whatever_their_order_and_both_ways() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let shelf = Shelf::default();
    let mut all: Vec<BlobRef> = (0..2).map(|n| shelf.put(&bytes(50 + n, 3 * MIB))).collect();
    all.extend((0..6).map(|n| shelf.put(&bytes(60 + n, 1000 * (1 + usize::from(n))))));
    let small_before_large = |outcomes: Vec<lakon_sync::files::Outcome>| {
        assert!(outcomes.iter().all(|outcome| outcome.result.is_ok()), "{outcomes:?}");
        outcomes.iter().map(|outcome| outcome.blob.size > MIB as u64).is_sorted()
    };
    assert!(small_before_large(send(&desk.lane(), &shelf.shared(), &all, &nothing).await));
    assert!(small_before_large(fetch(&desk.lane(), &Shelf::default().shared(), &all, &nothing).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_only_grows_and_ends_at_the_whole() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let shelf = Shelf::default();
    let blob = shelf.put(&bytes(3, 4 * MIB + 1));
    let seen = Mutex::new(Vec::new());
    let note = |moved: Moved| seen.lock().unwrap().push(moved.done);
    assert!(send(&desk.lane(), &shelf.shared(), &[blob], &note).await[0].result.is_ok());
    assert!(fetch(&desk.lane(), &Shelf::default().shared(), &[blob], &nothing).await[0].result.is_ok());
    let seen = seen.into_inner().unwrap();
    assert!(seen.is_sorted(), "{seen:?}");
    assert_eq!(seen.last(), Some(&blob.size));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_piece_that_rotted_on_the_server_is_sent_again() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let shelf = Shelf::default();
    let content = bytes(4, 4 * MIB);
    let blob = shelf.put(&content);
    // Three pieces arrive, then one of them rots.
    let lane = desk.lane();
    let metadata = format!("address {}", data_encoding::BASE64.encode(blob.address.to_string().as_bytes()));
    let created = lane.http.post(format!("{}/uploads", lane.base)).bearer_auth(&lane.token);
    let created =
        created.header("tus-resumable", "1.0.0").header("upload-length", blob.size).header("upload-metadata", metadata);
    let place = created.send().await.unwrap().headers()["location"].to_str().unwrap().to_owned();
    let pieces =
        desk.request(reqwest::Method::PATCH, &place).header("tus-resumable", "1.0.0").header("upload-offset", 0);
    let pieces = pieces.header("content-type", "application/offset+octet-stream").body(content[..3 * MIB].to_vec());
    assert_eq!(pieces.send().await.unwrap().status(), 204);
    let staging = std::fs::read_dir(office.path().join("staging")).unwrap().next().unwrap().unwrap().path();
    let second = std::fs::read_dir(staging).unwrap().map(|e| e.unwrap().path());
    let second = second.into_iter().find(|p| p.file_name().unwrap().to_str().unwrap().starts_with("1048576-")).unwrap();
    let mut rotten = std::fs::read(&second).unwrap();
    let middle = rotten.len() / 2;
    rotten[middle] ^= 1;
    std::fs::write(&second, rotten).unwrap();

    let outcomes = send(&lane, &shelf.shared(), &[blob], &nothing).await;
    assert!(outcomes[0].result.is_ok(), "{outcomes:?}");
    let other = Shelf::default();
    assert!(fetch(&lane, &other.shared(), &[blob], &nothing).await[0].result.is_ok());
    assert_eq!(other.get(&blob.address), Some(content));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attachment_whose_file_was_lost_is_taken_again() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let shelf = Shelf::default();
    let blob = shelf.put(&bytes(5, MIB + 1));
    assert!(send(&desk.lane(), &shelf.shared(), &[blob], &nothing).await[0].result.is_ok());
    let stored = std::fs::read_dir(office.path().join("blobs")).unwrap().next().unwrap().unwrap().path();
    std::fs::remove_file(stored).unwrap();
    let outcomes = send(&desk.lane(), &shelf.shared(), &[blob], &nothing).await;
    assert_eq!(*outcomes[0].result.as_ref().unwrap(), blob.size);
    assert!(fetch(&desk.lane(), &Shelf::default().shared(), &[blob], &nothing).await[0].result.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_away_for_good_is_named_once_and_nothing_hangs() {
    let mut office = Office::begin().await;
    let desk = office.admin().await;
    let shelf = Shelf::default();
    let blobs: Vec<BlobRef> = (0..5).map(|n| shelf.put(&bytes(n, 2 * MIB))).collect();
    let lane = desk.lane();
    office.stop().await;
    let outcomes = send(&lane, &shelf.shared(), &blobs, &nothing).await;
    assert!(
        matches!(outcomes.as_slice(), [one] if one.result.as_ref().is_err_and(FileTrouble::transient)),
        "{outcomes:?}"
    );
}
