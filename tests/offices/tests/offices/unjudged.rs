//! Records a server cannot judge: they count, are listed, and are judged by the first server that reads them.

use std::sync::Arc;

use lakon_domain::shape::Time;
use lakon_office_tests::{Line, Office, content, sealed_page};
use lakon_server::{UnjudgedRow, system_clock, unjudged};
use lakon_sync::files::{UPLOAD_EXPIRY_MS, send};
use lakon_sync::replica::{BlobRef, Blobs, Source};
use rusqlite::params;
use uuid::Uuid;

use crate::erasure::server_key;
use crate::judged_again::{declares_a_holiday, voided};
use crate::records::append_newer;

fn listed(office: &Office) -> Vec<UnjudgedRow> {
    unjudged(&office.folder(), 10, system_clock()).unwrap().0
}

/// Takes the end of a PC's log into the stopped server's database as a program does that does not know its kind: unjudged.
fn taken_by_an_older_server(office: &Office, line: &Line) {
    let mut db = lakon_log::open(&office.folder().join("lakon.db"), &server_key(office)).unwrap();
    let tx = db.transaction().unwrap();
    let (log, head) = (line.log(), line.head(line.log()));
    let held = lakon_log::head(&tx, log).unwrap().unwrap().seq;
    let page = sealed_page(&line.store, log, held, head.seq, vec![line.seal(head)]);
    for (seq, record) in lakon_log::receive(&tx, &page, Source::Author, None).unwrap().new {
        let kind = record.read_header().unwrap().kind;
        let sql = "INSERT INTO unjudged (log, seq, kind) VALUES (?1, ?2, ?3)";
        tx.execute(sql, params![log.0, i64::try_from(seq).unwrap(), kind]).unwrap();
    }
    tx.commit().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_older_server_could_not_judge_is_judged_by_the_first_that_reads_it() {
    let mut office = Office::begin().await;
    let chief = Line::enrol(&office.path("admin"), &office.address(), &office.invitation).await;
    let (budi, cici) = (office.line("budi").await, office.line("cici").await);
    for line in [&chief, &budi, &cici, &chief] {
        line.sync().await;
    }
    office.stop().await;
    for line in [&chief, &budi] {
        declares_a_holiday(line);
        taken_by_an_older_server(&office, line);
    }
    let rows = listed(&office);
    let whose = rows.iter().map(|row| row.device.as_ref().unwrap().user.as_str()).collect::<Vec<_>>();
    assert!(whose.len() == 2 && whose.contains(&"Dewi Contoh") && whose.contains(&"budi"), "{rows:?}");
    assert!(rows.iter().all(|row| row.kind == "holiday.set" && row.records == 1), "{rows:?}");

    office.start().await;
    let head = budi.head(budi.log()).seq;
    let record = budi.store.read(|connection| Ok(lakon_log::record(connection, budi.log(), head)?)).unwrap().unwrap();
    let rightless: Uuid = record.read_header().unwrap().id;
    assert_eq!((voided(&office), listed(&office)), (vec![rightless], vec![]));
    // It is said once, and every PC hears it.
    office.stop().await;
    office.start().await;
    assert_eq!(office.running().store().office_state().standing.rulings(rightless).len(), 1);
    for line in [&budi, &cici, &chief] {
        line.sync().await;
        assert_eq!(line.store.office().standing.voided().collect::<Vec<_>>(), [rightless]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kind_no_server_knows_counts_and_stays_listed() {
    let mut office = Office::begin().await;
    let newer = office.line("baru").await;
    newer.sync().await;
    let (user, path) = (newer.user, newer.leave());
    append_newer(&path, user, "office.closed_newly");
    append_newer(&path, user, "office.closed_newly");
    let newer = Line::again(&path);
    newer.sync().await;
    for _ in 0..2 {
        let rows = listed(&office);
        assert_eq!((rows.len(), rows[0].kind.as_str(), rows[0].records), (1, "office.closed_newly", 2));
        assert_eq!((rows[0].to, rows[0].from), (newer.head(newer.log()).seq, rows[0].to - 1));
        assert!(voided(&office).is_empty());
        office.stop().await;
        office.start().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_attachment_is_dropped_as_nobody_s_while_a_record_about_one_cannot_be_read() {
    let office = Office::begin().await;
    let newer = office.line("baru").await;
    newer.sync().await;
    let (user, path) = (newer.user, newer.leave());
    append_newer(&path, user, "file.added");
    let newer = Line::again(&path);
    newer.sync().await;
    let bytes = content(1, 50_000);
    let staged = newer.store.stage_begin(Uuid::from_u128(9), "berkas.bin", 50_000).unwrap();
    newer.store.stage_piece(staged, 0, &bytes).unwrap();
    let address = newer.store.stage_end(staged).unwrap().address;
    let lane = newer.client.lane().await.unwrap().unwrap();
    let blobs: Arc<dyn Blobs> = Arc::new(newer.store.clone());
    let sent = send(&lane, &blobs, &[BlobRef { address, size: 50_000 }], &|_| {}).await;
    assert!(sent[0].result.is_ok(), "{sent:?}");

    let store = office.running().store();
    let later = Time(store.time().0 + UPLOAD_EXPIRY_MS + 1_000);
    assert_eq!(store.drop_expired(later, &|_| false).unwrap(), 0);
    assert_eq!(office.kept("blobs").len(), 1);
    // Once everything is read it is known to be nobody's.
    let db = lakon_log::open(&office.folder().join("lakon.db"), &server_key(&office)).unwrap();
    assert_eq!(db.execute("DELETE FROM unjudged", []).unwrap(), 1);
    assert_eq!(store.drop_expired(later, &|_| false).unwrap(), 1);
    assert_eq!(office.kept("blobs").len(), 0);
}
