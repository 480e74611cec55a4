//! What a revoked PC hands in, decided about by an admin at a desk: records, their attachments, and logs it began afterwards.

use std::sync::Arc;

use lakon_domain::event::{Event, FileAdded, FileData, LogOpened};
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::{Hash, LogId};
use lakon_domain::record::{FORMAT, Record, Stamp, chain_start};
use lakon_domain::seal::{Head, seal};
use lakon_domain::shape::{Code, Time};
use lakon_office_tests::{Desk, Line, Office, content, now_ms};
use lakon_server::{kept_aside, refuse_aside, revoke, system_clock, take_aside};
use lakon_store::Store;
use lakon_sync::aside::{KeepAside, Kept};
use lakon_sync::error::{Problem, SyncError};
use lakon_sync::replica::{BlobRead, BlobRef, BlobWrite, Blobs, OpenBlob, Page, StoreFault};
use lakon_sync::session::{sync_once, sync_records};
use lakon_sync::transport::Endpoint;
use serde_json::{Value, json};
use uuid::Uuid;

/// The row of the only revoked PC, asked of the server.
async fn row(admin: &Desk) -> Value {
    let rows = admin.ok("devices.ask_aside", json!({})).await["rows"].clone();
    rows.as_array().unwrap().first().cloned().unwrap_or_default()
}

async fn device_of(admin: &Desk, owner: &str) -> String {
    let rows = admin.ok("devices.list", json!({})).await["rows"].clone();
    let found = rows.as_array().unwrap().iter().find(|row| row["owner"] == owner).cloned();
    found.unwrap()["device"].as_str().unwrap().to_owned()
}

/// An office whose admin has revoked the PC of an officer, who goes on working.
async fn revoked() -> (Office, Desk, Desk, String) {
    let office = Office::begin().await;
    let (admin, budi) = (office.admin().await, office.officer("budi").await);
    budi.case(json!({ "question": "Sebelum dicabut" })).await;
    budi.sync().await;
    admin.sync().await;
    let device = device_of(&admin, "budi").await;
    admin.ok("devices.revoke", json!({ "device": device, "reason": "Laptop diganti" })).await;
    admin.sync().await;
    budi.refused("sync.now", json!({})).await;
    (office, admin, budi, device)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_at_a_desk_takes_what_a_revoked_pc_handed_in_with_its_files() {
    let (mut office, admin, budi, device) = revoked().await;
    let other = office.officer("citra").await;
    assert_eq!(row(&admin).await["waits"], Value::Null);
    let case = budi.case(json!({ "question": "Sesudah dicabut" })).await;
    let small = budi.attach(&case, "surat.txt", b"isi surat").await;
    let large = budi.attach(&case, "besar.bin", &content(7, 2_500_000)).await;
    let empty = budi.attach(&case, "kosong.txt", b"").await;
    budi.refused("sync.now", json!({})).await;
    let waits = row(&admin).await["waits"].clone();
    assert_eq!(
        (&waits["cases"], &waits["files"], &waits["files_missing"]),
        (&json!(1), &json!(3), &json!(0)),
        "{waits}"
    );
    assert!(waits["records"].as_u64().unwrap() > 4 && waits["since"].as_f64() <= waits["until"].as_f64(), "{waits}");
    // It is on the page of sync too, and an officer is told nothing.
    let page = admin.ok("sync.page", json!({})).await;
    assert!(page["problems"].to_string().contains("handed_in"), "{page}");
    assert_eq!(other.refused("devices.aside", json!({})).await.code, "not_allowed");
    let wish = json!({ "device": device, "take": true, "reason": "Iseng" });
    assert_eq!(other.refused("devices.decide", wish).await.code, "not_allowed");
    admin.sync().await;
    assert_eq!(admin.rows("case.list").await.len(), 1, "nothing counts before it is taken");

    // Without a network the decision waits; it needs a reason, and is made once.
    office.stop().await;
    let reasonless = json!({ "device": device, "take": true, "reason": " " });
    assert_eq!(admin.refused("devices.decide", reasonless).await.code, "invalid");
    let wish = json!({ "device": device, "take": true, "reason": "Pekerjaan hari terakhir" });
    let decided = admin.ok("devices.decide", wish.clone()).await["rows"][0]["decided"].clone();
    assert_eq!((&decided["take"], &decided["waiting"]), (&json!(true), &json!(true)), "{decided}");
    assert!(admin.refused("devices.decide", wish.clone()).await.message.contains("menunggu server"));
    office.start().await;
    admin.sync().await;
    admin.sync().await;
    let now = row(&admin).await;
    assert_eq!((&now["waits"], &now["decided"]["waiting"]), (&Value::Null, &json!(false)), "{now}");
    assert!(now["decided"]["refused"].is_null(), "{now}");
    assert_eq!(admin.view(&case).await["fields"]["question"], "Sesudah dicabut");
    assert_eq!(admin.content(&small).await.unwrap(), b"isi surat");
    assert_eq!(admin.content(&large).await.unwrap(), content(7, 2_500_000));
    assert_eq!(admin.content(&empty).await.unwrap(), b"");
    assert!(admin.refused("devices.decide", wish).await.message.contains("Tidak ada catatan"));
    // The PC stays revoked.
    assert!(budi.refused("sync.now", json!({})).await.message.contains("sudah dicabut"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_admin_refuses_is_gone_from_the_server_with_its_files_and_nothing_more_is_kept() {
    let (office, admin, budi, device) = revoked().await;
    let case = budi.case(json!({ "question": "Tidak akan diterima" })).await;
    let file = budi.attach(&case, "besar.bin", &content(8, 1_200_000)).await;
    budi.refused("sync.now", json!({})).await;
    assert_eq!(row(&admin).await["waits"]["files_missing"], 0);
    assert_eq!(office.kept("blobs").len(), 1);
    let wish = json!({ "device": device, "take": false, "reason": "Bukan pekerjaan kantor" });
    admin.ok("devices.decide", wish).await;
    admin.sync().await;
    admin.sync().await;
    let now = row(&admin).await;
    assert_eq!(
        (&now["waits"], &now["decided"]["take"], &now["decided"]["waiting"]),
        (&Value::Null, &json!(false), &json!(false))
    );
    assert_eq!((office.kept("blobs").len(), office.kept("staging").len()), (0, 0));
    budi.attach(&case, "lagi.txt", b"lagi").await;
    budi.refused("sync.now", json!({})).await;
    assert_eq!(row(&admin).await["waits"], Value::Null);
    assert_eq!((office.kept("blobs").len(), admin.rows("case.list").await.len()), (0, 1));
    assert_eq!(budi.content(&file).await.unwrap(), content(8, 1_200_000), "on the PC itself nothing is lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_is_a_forgery_or_comes_too_late_is_refused() {
    let (office, admin, budi, device) = revoked().await;
    budi.case(json!({ "question": "Sesudah dicabut" })).await;
    budi.refused("sync.now", json!({})).await;
    assert!(row(&admin).await["waits"].is_object());
    // The operator was quicker.
    refuse_aside(&office.folder(), &device, system_clock()).unwrap();
    admin.ok("devices.decide", json!({ "device": device, "take": true, "reason": "Terlambat" })).await;
    admin.sync().await;
    admin.sync().await;
    let decided = row(&admin).await["decided"].clone();
    assert!(decided["refused"].as_str().unwrap().contains("Tidak ada catatan"), "{decided}");
    // An officer's program would not let them; a PC that was tampered with writes the record all the same.
    let line = office.line("citra").await;
    line.sync().await;
    let device: Uuid = device.parse().unwrap();
    let private = Some(lakon_domain::event::Reason { reason: "Iseng".into() });
    line.write(|_| vec![lakon_domain::event::AsideDecisionRequested { device, take: true, private }.into()]);
    line.sync().await;
    line.sync().await;
    let office = line.store.office();
    let refused = office.answers.values().filter(
        |answer| matches!(answer, lakon_domain::office::Answer::Refused { cause, .. } if cause.as_str() == "no_right"),
    );
    assert_eq!(refused.count(), 1);
}

/// Record 1 of a log that names a device, sealed by the key of a PC; a log of one record.
fn begun(log: LogId, opened: &LogOpened, by: &Line) -> Page {
    let at = Time(now_ms());
    let stamp = Stamp {
        log,
        seq: 1,
        id: Uuid::from_u128(u128::from(log.0[0])),
        hlc: Hlc::new(at.0, 0),
        author: Uuid::nil(),
        at,
        offset: None,
    };
    let record = Record::write(&Event::from(opened.clone()), &stamp, &mut lakon_app::SystemRandom).unwrap();
    let head = Head { seq: 1, chain: record.hash(&chain_start(log)) };
    Page { log, after: 0, records: vec![record], seals: vec![seal(log, head, at, by.store.device().signing_key())] }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_pc_that_went_on_in_a_new_log_hands_that_in_too() {
    let office = Office::begin().await;
    let (budi, other) = (office.line("budi").await, office.line("citra").await);
    budi.write_visits(2);
    budi.sync().await;
    other.sync().await;
    let former = budi.log();
    let device = budi.store.device().device;
    revoke(&office.folder(), &device.to_string(), "Laptop diganti", system_clock()).unwrap();
    budi.write_visits(1);
    // Another machine, another log, which the server has never heard of.
    let budi = Line::again_on(&budi.leave(), "mesin lain");
    assert_ne!(budi.log(), former);
    budi.write_visits(3);
    assert!(matches!(budi.try_sync().await, Err(SyncError::Problem(Problem::Revoked))));
    let kept = kept_aside(&office.folder(), system_clock()).unwrap();
    let mut logs: Vec<(LogId, u64)> = kept.iter().map(|one| (one.log, one.from)).collect();
    logs.sort_by_key(|(_, from)| *from);
    assert_eq!(logs.len(), 2, "{kept:?}");
    assert_eq!(logs[0], (budi.log(), 1));
    assert!(kept.iter().all(|one| one.device.as_ref().is_some_and(|row| row.user == "budi")), "{kept:?}");
    other.sync().await;
    assert_eq!(other.head(budi.log()).seq, 0);

    take_aside(&office.folder(), &device.to_string(), system_clock()).unwrap();
    other.sync().await;
    for log in [former, budi.log()] {
        assert_eq!(other.head(log), budi.head(log));
    }
    let state = other.store.office();
    assert!(state.revoked.holds(device) && state.revoked.end(budi.log()) == Some(budi.head(budi.log())));
    assert!(state.standing.voided().next().is_none(), "who worked there may do what was done");
    assert!(matches!(budi.try_sync().await, Err(SyncError::Problem(Problem::Revoked))));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_log_nobody_knows_only_a_revoked_device_hands_in_a_few() {
    let office = Office::begin().await;
    let (budi, other) = (office.line("budi").await, office.line("citra").await);
    budi.sync().await;
    other.sync().await;
    let opened = |line: &Line| {
        let device = line.store.device();
        let (incarnation, signing_key) = (Uuid::from_u128(9), device.signing_public());
        LogOpened { format: FORMAT, device: device.device, incarnation, signing_key, server: false }
    };
    let hand = |page: Page| {
        let client = &other.client;
        async move { client.ask::<_, Kept>(Endpoint::KeepAside, &KeepAside { page }).await }
    };
    let unknown = |answer: &Result<Kept, SyncError>| matches!(answer, Err(SyncError::Problem(Problem::UnknownDevice)));
    // Of a device at work nothing is kept aside.
    assert!(unknown(&hand(begun(LogId([1; 16]), &opened(&budi), &budi)).await));
    revoke(&office.folder(), &budi.store.device().device.to_string(), "Hilang", system_clock()).unwrap();
    // Nor of another's key, nor under another's name.
    assert!(unknown(&hand(begun(LogId([2; 16]), &opened(&other), &other)).await));
    let forged = LogOpened { signing_key: opened(&other).signing_key, ..opened(&budi) };
    assert!(unknown(&hand(begun(LogId([3; 16]), &forged, &other)).await));
    let stolen = hand(begun(LogId([4; 16]), &opened(&budi), &other)).await;
    assert!(matches!(stolen, Err(SyncError::Problem(Problem::Refused(_)))), "{stolen:?}");
    for log in 5..9 {
        assert_eq!(hand(begun(LogId([log; 16]), &opened(&budi), &budi)).await.unwrap().have, 1);
    }
    assert!(unknown(&hand(begun(LogId([9; 16]), &opened(&budi), &budi)).await), "a few and no more");
    assert_eq!(kept_aside(&office.folder(), system_clock()).unwrap().len(), 4);
    // What is refused is not begun anew.
    refuse_aside(&office.folder(), &budi.store.device().device.to_string(), system_clock()).unwrap();
    let again = hand(begun(LogId([10; 16]), &opened(&budi), &budi)).await.unwrap();
    assert_eq!((again.have, again.open), (0, false));
}

/// The attachments of a PC, one of which reads back as something else.
struct OneWrong {
    store: Store,
    wrong: Hash,
}

impl Blobs for OneWrong {
    fn have(&self, address: &Hash) -> Result<bool, StoreFault> {
        Blobs::have(&self.store, address)
    }
    fn wanted(&self, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Blobs::wanted(&self.store, limit)
    }
    fn unsent(&self, after: Option<&BlobRef>, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Blobs::unsent(&self.store, after, limit)
    }
    fn read(&self, address: &Hash) -> Result<Option<OpenBlob>, StoreFault> {
        let Some((size, content)) = Blobs::read(&self.store, address)? else { return Ok(None) };
        if *address != self.wrong {
            return Ok(Some((size, content)));
        }
        let other: Box<dyn BlobRead> = Box::new(std::io::Cursor::new(vec![0; usize::try_from(size).unwrap()]));
        Ok(Some((size, other)))
    }
    fn write(&self, blob: &BlobRef) -> Result<Box<dyn BlobWrite>, StoreFault> {
        Blobs::write(&self.store, blob)
    }
}

/// Records attachments of these bytes; their addresses.
fn with_files(line: &Line, contents: &[Vec<u8>]) -> Vec<Hash> {
    let case = Uuid::from_u128(9);
    let stage = |bytes: &Vec<u8>| {
        let staged = line.store.stage_begin(case, "berkas.bin", bytes.len() as u64).unwrap();
        for (n, piece) in bytes.chunks(500_000).enumerate() {
            line.store.stage_piece(staged, n as u64 * 500_000, piece).unwrap();
        }
        (line.store.stage_end(staged).unwrap().address, bytes.len() as u64)
    };
    let staged: Vec<(Hash, u64)> = contents.iter().map(stage).collect();
    line.write(|_| {
        let added = |(n, (address, size)): (usize, &(Hash, u64))| {
            let private = Some(FileData { name: "berkas.bin".into(), address: address.to_string() });
            let file = Uuid::from_u128(1000 + n as u128);
            FileAdded { case, file, size: *size, media: Code::new("bin").unwrap(), private }.into()
        };
        staged.iter().enumerate().map(added).collect()
    });
    staged.into_iter().map(|(address, _)| address).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_of_a_revoked_pc_is_handed_in_however_many_and_one_that_is_wrong_stops_no_other() {
    let office = Office::begin().await;
    let (admin, budi) = (office.admin().await, office.line("budi").await);
    budi.sync().await;
    admin.sync().await;
    revoke(&office.folder(), "B", "Laptop diganti", system_clock()).unwrap();
    admin.sync().await;
    // More than are offered at once, each a few bytes larger than the one before.
    let count: u64 = 300;
    let files =
        with_files(&budi, &(0..count).map(|n| content(n, usize::try_from(50 + n).unwrap())).collect::<Vec<_>>());
    let blobs: Arc<dyn Blobs> = Arc::new(OneWrong { store: budi.store.clone(), wrong: files[5] });
    for _ in 0..2 {
        let refused = sync_once(&budi.client, &blobs, &|_| {}).await;
        assert!(matches!(refused, Err(SyncError::Problem(Problem::Revoked))), "{refused:?}");
    }
    let waits = row(&admin).await["waits"].clone();
    assert_eq!((&waits["files"], &waits["files_missing"]), (&json!(count), &json!(1)), "{waits}");
    assert_eq!(office.kept("blobs").len() as u64, count - 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_record_counted_before_its_pc_was_revoked_still_comes_and_counts() {
    let office = Office::begin().await;
    let (budi, citra) = (office.line("budi").await, office.line("citra").await);
    // Small, and larger than one piece.
    let files = with_files(&budi, &[content(1, 70), content(2, 1_500_000)]);
    // The line is good enough for records alone.
    sync_records(&budi.client, &|_| {}).await.unwrap();
    citra.sync().await;
    revoke(&office.folder(), &budi.store.device().device.to_string(), "Laptop diganti", system_clock()).unwrap();
    assert_eq!(office.kept("blobs").len(), 0);
    let blobs: Arc<dyn Blobs> = Arc::new(budi.store.clone());
    let refused = sync_once(&budi.client, &blobs, &|_| {}).await;
    assert!(matches!(refused, Err(SyncError::Problem(Problem::Revoked))), "{refused:?}");
    assert_eq!((office.kept("blobs").len(), office.kept("staging").len()), (2, 0));
    citra.sync().await;
    for address in files {
        assert!(Blobs::have(&citra.store, &address).unwrap());
    }
    assert!(kept_aside(&office.folder(), system_clock()).unwrap().is_empty(), "none of it waits for a decision");
}
