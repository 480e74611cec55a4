//! Records between two desks and a server: page edges, stripped private parts, newer kinds, forks, and heads beyond a seal.

use std::path::Path;

use lakon_domain::Random;
use lakon_domain::event::{CaseOpened, QuestionSet, Text, VisitOpened};
use lakon_domain::ids::{Hash, LogId, new_id};
use lakon_domain::record::{PRIVATE_SALT, Record, private_hash};
use lakon_domain::seal::Head;
use lakon_domain::shape::Code;
use lakon_office_tests::{Desk, Line, Office, copy_folder, sealed_page};
use lakon_server::SystemRandom;
use lakon_store::StoreError;
use lakon_sync::error::{Problem, SyncError};
use lakon_sync::replica::{LogHead, PAGE_RECORDS, PageLimit, ReceiveError, Refusal, Replica, Source};
use rusqlite::params;
use serde_json::json;
use uuid::Uuid;

/// So many records go up in as many requests as they fill pages, and come down in one more, which asks what there is.
async fn crosses(records: usize) {
    let office = Office::begin().await;
    let (here, there) = (office.line("satu").await, office.line("dua").await);
    // Each log's first record, and who is in the office.
    for line in [&here, &there, &here] {
        line.sync().await;
    }
    here.write_visits(records);
    let pages = records.div_ceil(PAGE_RECORDS) as u64;
    let up = here.sync().await;
    assert_eq!((up.records_up, up.traffic.round_trips), (records as u64, pages.max(1)));
    let down = there.sync().await;
    assert_eq!((down.records_down, down.traffic.round_trips), (records as u64, 1 + pages));
    assert_eq!(there.head(here.log()), here.head(here.log()));
    assert_eq!(here.head(here.log()).seq, records as u64 + 1);
    for line in [&here, &there] {
        let idle = line.sync().await;
        assert_eq!((idle.records_up, idle.records_down, idle.traffic.round_trips), (0, 0, 1));
    }
}

macro_rules! page_edges {
    ($( $name:ident: $records:expr; )*) => { $(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            crosses($records).await;
        }
    )* };
}

page_edges! {
    empty: 0;
    one: 1;
    page_minus_one: PAGE_RECORDS - 1;
    exact_page: PAGE_RECORDS;
    page_plus_one: PAGE_RECORDS + 1;
    two_pages: 2 * PAGE_RECORDS;
}

/// A case with a question; returns its id.
fn write_case(line: &Line, question: &str) -> Uuid {
    let opened = line.store.transact::<_, StoreError>(line.user, |tx| {
        let (case, visit, at) = (tx.new_id(), tx.new_id(), tx.now());
        let number = tx.next_number(at)?;
        let channel = Code::new("tatap_muka").unwrap();
        tx.write(VisitOpened { visit, happened_at: at })?;
        tx.write(CaseOpened { case, number, visit, channel, opened_at: at, started_at: at })?;
        tx.write(QuestionSet { case, replaces: vec![], private: Some(Text { text: question.to_owned() }) })?;
        Ok(case)
    });
    opened.unwrap().0
}

fn server_head(office: &Office, log: LogId) -> Option<Head> {
    let heads = office.running().store().heads().unwrap();
    heads.into_iter().find(|head| head.log == log).map(|head| head.head())
}

fn all_heads(replica: &dyn Replica) -> Vec<LogHead> {
    replica.heads().unwrap()
}

fn refusal<T: std::fmt::Debug>(result: Result<T, SyncError>) -> Refusal {
    match result {
        Err(SyncError::Problem(Problem::Refused(refusal))) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_without_its_private_part_chains_is_relayed_shows_as_not_yet_received_and_is_filled_in_later() {
    let office = Office::begin().await;
    let (author, carrier) = (office.line("penulis").await, office.line("pembawa").await);
    let reader = office.officer("pembaca").await;
    author.sync().await;
    carrier.sync().await;
    let case = write_case(&author, "Kata yang datang kemudian").to_string();
    let (log, head) = (author.log(), author.head(author.log()));
    let sent = server_head(&office, log).unwrap().seq;
    let mut page = sealed_page(&author.store, log, sent, head.seq, vec![author.seal(head)]);
    for record in &mut page.records {
        record.private = None;
    }
    // The author itself may not leave the part out; nothing of the page is kept.
    let seq = sent + 3;
    assert_eq!(refusal(author.push(page.clone()).await), Refusal::NoPrivate { log, seq });
    assert_eq!(server_head(&office, log).unwrap().seq, sent);
    // Somebody else may hand it in.
    assert_eq!(carrier.push(page).await.unwrap().receipt.chain, head.chain);
    assert_eq!(server_head(&office, log), Some(head));

    reader.sync().await;
    let view = reader.view(&case).await;
    assert_eq!((&view["question_state"], &view["fields"]["question"]), (&json!("not_yet"), &json!("")));
    assert!(view["number"].as_str().unwrap().starts_with("046-"));
    assert_eq!(
        view["story"].as_array().unwrap().iter().find(|item| item["kind"] == "question").unwrap()["state"],
        "not_yet"
    );

    // It has no receipt for the record, so it hands it in again, whole this time.
    author.sync().await;
    reader.sync().await;
    let view = reader.view(&case).await;
    assert_eq!(
        (&view["question_state"], &view["fields"]["question"]),
        (&json!("known"), &json!("Kata yang datang kemudian"))
    );
    let reader = Line::of_desk(&reader.leave().await);
    assert_eq!(reader.head(log), head);
}

/// A record of a kind, or of a shape, that no program of this version writes.
pub(crate) fn append_newer(path: &Path, author: Uuid, kind: &str) -> Record {
    let facts = |id| format!(r#"{{"stars":5 ,"case":"{id}","deep":{{"a":[true,null]}}}}"#);
    append_raw(path, author, kind, &facts, b"{ \"words\" : \"Bagus sekali\" }")
}

/// Appends a record to the own log of a closed store that no program of this version would write.
pub(crate) fn append_raw(
    path: &Path,
    author: Uuid,
    kind: &str,
    facts: &dyn Fn(Uuid) -> String,
    words: &[u8],
) -> Record {
    let mut db = lakon_log::open(&path.join("lakon.db"), &Line::raw_key(path)).unwrap();
    let tx = db.transaction().unwrap();
    let sql = "SELECT no, log, seq, chain, hlc FROM log WHERE own = 1";
    let (no, log, seq, chain, hlc): (i64, [u8; 16], i64, [u8; 32], String) =
        tx.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))).unwrap();
    let (seq, id) = (seq + 1, new_id(1_000, &mut SystemRandom));
    let log = LogId(log);
    // Spaces, an order of fields and fields of its own: none of it may be written anew on the way.
    let header = format!(
        r#"{{ "kind":"{kind}", "seq":{seq}, "log":"{log}", "later":[1, 2.50], "id":"{id}", "hlc":"{hlc}","author":"{author}","at":1000 }}"#
    );
    let mut private = vec![0; PRIVATE_SALT];
    SystemRandom.fill(&mut private);
    private.extend_from_slice(words);
    let record = Record {
        header: header.into_bytes(),
        facts: facts(id).into_bytes(),
        private_hash: private_hash(&private),
        private: Some(private),
    };
    let next = record.hash(&Hash(chain));
    let columns = "place, event, kind, header, facts, private, private_hash, chain";
    tx.execute(
        &format!("INSERT INTO record ({columns}) VALUES (?1, ?2, ?8, ?3, ?4, ?5, ?6, ?7)"),
        params![
            no << 40 | seq,
            id.as_bytes(),
            record.header,
            record.facts,
            record.private,
            record.private_hash.0,
            next.0,
            kind
        ],
    )
    .unwrap();
    tx.execute("UPDATE log SET seq = ?2, chain = ?3 WHERE no = ?1", params![no, seq, next.0]).unwrap();
    tx.commit().unwrap();
    record
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kind_of_a_newer_program_is_kept_relayed_byte_for_byte_and_counted_as_skipped() {
    let office = Office::begin().await;
    let newer = office.line("baru").await;
    newer.sync().await;
    let (log, user) = (newer.log(), newer.user);
    let before = newer.head(log).seq;
    let path = newer.leave();
    let written = append_newer(&path, user, "case.rated_newly");
    let newer = Line::again(&path);
    assert_eq!(newer.store.skipped().unwrap(), 1);
    let case = write_case(&newer, "Sesudahnya").to_string();
    newer.sync().await;

    let older = office.officer("lama").await;
    older.sync().await;
    assert_eq!(older.sync_state().await["skipped_records"], 1);
    assert_eq!(older.view(&case).await["fields"]["question"], "Sesudahnya");
    let older = Line::of_desk(&older.leave().await);
    for replica in [office.running().store().as_ref() as &dyn Replica, &older.store, &newer.store] {
        let cut =
            replica.page(log, before, before + 1, PageLimit { records: 1, ..PageLimit::default() }).unwrap().unwrap();
        assert_eq!(cut.page.records, std::slice::from_ref(&written));
    }
    assert_eq!(older.head(log), newer.head(log));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fork_is_refused_and_nothing_is_written_on_either_side() {
    let office = Office::begin().await;
    let original = office.line("asli").await;
    original.write_visits(2);
    original.sync().await;
    let path = original.leave();
    copy_folder(&path, &office.path("salinan"));
    let (original, copied) = (Line::again(&path), Line::again(&office.path("salinan")));
    let (log, common) = (original.log(), original.head(original.log()).seq);
    original.write_visits(2);
    original.sync().await;
    copied.write_visits(5);
    let end = copied.head(log);
    let forked = sealed_page(&copied.store, log, common, end.seq, vec![copied.seal(end)]);
    let before = (all_heads(office.running().store().as_ref()), all_heads(&original.store), all_heads(&copied.store));

    let fork = Refusal::Fork { log, seq: common + 1 };
    assert_eq!(refusal(copied.push(forked.clone()).await), fork);
    match original.store.receive(&forked, Source::Other) {
        Err(ReceiveError::Refused(refusal)) => assert_eq!(refusal, fork),
        other => panic!("{other:?}"),
    }
    let after = (all_heads(office.running().store().as_ref()), all_heads(&original.store), all_heads(&copied.store));
    assert_eq!(before, after);
    // A whole sync of the copy finds where the two part and goes on in a new log; the server's branch stays.
    let kept = server_head(&office, log);
    let report = copied.try_sync().await.unwrap();
    assert!(report.carried_on && report.in_step && report.differences.is_empty(), "{report:?}");
    assert_eq!((server_head(&office, log), copied.head(log)), (kept, kept.unwrap()));
    assert_eq!(copied.head(copied.log()).seq, 1 + 5);
    original.write_visits(1);
    original.sync().await;
    assert_eq!(original.head(copied.log()).seq, 1 + 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_pc_that_worked_on_is_told_once_that_it_goes_on_in_a_new_log_and_loses_nothing() {
    let office = Office::begin().await;
    let path = office.officer("asli").await.leave().await;
    copy_folder(&path, &office.path("salinan"));
    let original = Desk::again(&path).await;
    let kept = original.case(json!({ "question": "Dari yang asli" })).await;
    original.sync().await;
    let copied = Desk::again(&office.path("salinan")).await;
    let own = copied.case(json!({ "question": "Dari salinan", "answer": "Satu lagi" })).await;
    let _ = copied.call("sync.now", json!({})).await;
    assert!(copied.sync_state().await["problem"].is_null());
    let notices = copied.ok("session.state", json!({})).await["notices"].clone();
    assert!(
        notices.to_string().contains("salinan") && notices.to_string().contains("tidak ada yang hilang"),
        "{notices}"
    );
    assert_eq!(copied.ok("session.state", json!({})).await["notices"], json!([]));
    copied.sync().await;
    assert_eq!(copied.view(&own).await["fields"]["question"], "Dari salinan");
    original.sync().await;
    assert!(original.sync_state().await["problem"].is_null());
    for desk in [&original, &copied] {
        desk.sync().await;
        assert_eq!(desk.rows("case.list").await.len(), 2);
        assert_eq!(desk.view(&own).await["fields"]["answer"], "Satu lagi");
    }
    assert_eq!(copied.shows().await, original.shows().await);
    assert_eq!(original.view(&kept).await["fields"]["question"], "Dari yang asli");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_beyond_what_the_seal_covers_is_not_taken() {
    let office = Office::begin().await;
    let (author, other) = (office.line("penulis").await, office.line("lain").await);
    author.sync().await;
    let (log, start) = (author.log(), author.head(author.log()).seq);
    author.write_visits(5);
    let whole = author.head(log);
    let at = |seq: u64| Head { seq, chain: author.store.chains(log, &[seq]).unwrap()[0].unwrap() };
    let page = |seals| sealed_page(&author.store, log, start, whole.seq, seals);

    // Without a seal, or with one over something else, nothing is taken at all.
    let unsealed = Refusal::NoSeal { log, seq: start + 1 };
    assert_eq!(refusal(author.push(page(vec![])).await), unsealed);
    let elsewhere = Head { seq: whole.seq, chain: at(start + 2).chain };
    assert_eq!(refusal(author.push(page(vec![author.seal(elsewhere)])).await), unsealed);
    assert_eq!(server_head(&office, log), Some(at(start)));

    // A seal over the third record takes three of five.
    let third = at(start + 3);
    let answer = author.push(page(vec![author.seal(third)])).await.unwrap();
    assert_eq!((answer.receipt.seq, answer.receipt.chain), (third.seq, third.chain));
    assert_eq!(server_head(&office, log), Some(third));
    other.sync().await;
    assert_eq!(other.head(log), third);
    let rest = sealed_page(&author.store, log, third.seq, whole.seq, vec![]);
    let refused = other.store.receive(&rest, Source::Other);
    assert!(matches!(refused, Err(ReceiveError::Refused(Refusal::NoSeal { .. }))), "{refused:?}");
    assert_eq!(other.head(log), third);

    assert!(author.store.put_seal(&answer.receipt).unwrap());
    assert_eq!(author.sync().await.records_up, 2);
    other.sync().await;
    assert_eq!(other.head(log), whole);
}
