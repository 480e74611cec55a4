//! A log written, read in pages, looked into and opened.

use crate::support::*;
use lakon_domain::record::chain_start;
use lakon_sync::replica::*;
use rusqlite::StatementStatus;
use uuid::Uuid;

const PAGE: usize = 4;

/// Sends a whole log of `count` records, page by page, and returns the sizes of the pages.
fn walk(count: usize) -> Vec<usize> {
    let (server, desk) = (Node::server(1), Node::bare(2, false));
    server.admit(&desk);
    if count > 0 {
        desk.begin();
        desk.ask(count - 1);
    }
    let (mut sizes, mut after) = (Vec::new(), 0);
    let limit = PageLimit { records: PAGE, bytes: usize::MAX };
    while let Some(mut cut) = desk.page(desk.log, after, 1_000, limit).unwrap() {
        assert!(cut.page.seals.is_empty());
        cut.page.seals.extend(desk.seal(desk.log, cut.end).unwrap());
        let received = server.receive(&cut.page, Source::Author).unwrap();
        assert_eq!(received.new.len(), cut.page.records.len());
        sizes.push(received.new.len());
        after = cut.page.last();
    }
    let of = |node: &Node| node.heads().unwrap().into_iter().find(|head| head.log == desk.log);
    assert_eq!(of(&server), of(&desk));
    assert_eq!(of(&server).map_or(0, |head| head.seq), count as u64);
    // Pages relayed from the server end where the desk sealed them, whatever the reader's own limit.
    let relayed = server.page(desk.log, 0, 1_000, PageLimit { records: PAGE + 1, bytes: usize::MAX }).unwrap();
    assert_eq!(
        relayed.map(|cut| cut.page.records.len()),
        sizes.first().copied().map(|first| if count == PAGE + 1 { count } else { first })
    );
    sizes
}

#[test]
fn empty_log() {
    assert!(walk(0).is_empty());
}

#[test]
fn one_record() {
    assert_eq!(walk(1), [1]);
}

#[test]
fn page_minus_one() {
    assert_eq!(walk(PAGE - 1), [3]);
}

#[test]
fn exact_page() {
    assert_eq!(walk(PAGE), [4]);
}

#[test]
fn page_plus_one() {
    assert_eq!(walk(PAGE + 1), [4, 1]);
}

#[test]
fn two_pages() {
    assert_eq!(walk(2 * PAGE), [4, 4]);
}

#[test]
fn short_pages_of_one_record_hold_records_larger_than_the_limit() {
    let desk = Node::desk(2);
    desk.append(&[question(&"x".repeat(100_000)), question("short")]);
    let limit = PageLimit { records: 2_000, bytes: 10 };
    let sizes: Vec<usize> =
        (0..3).map(|after| desk.page(desk.log, after, 3, limit).unwrap().unwrap().page.records.len()).collect();
    assert_eq!(sizes, [1, 1, 1]);
}

#[test]
fn a_page_never_reaches_beyond_what_was_asked_for() {
    let desk = Node::desk(2);
    desk.ask(9);
    let cut = desk.page(desk.log, 2, 5, PageLimit::default()).unwrap().unwrap();
    assert_eq!((cut.page.after, cut.page.last()), (2, 5));
    assert!(desk.page(desk.log, 5, 5, PageLimit::default()).unwrap().is_none());
    assert!(desk.page(desk.log, 10, 20, PageLimit::default()).unwrap().is_none());
}

#[test]
fn one_writer_counts_from_one_without_gaps_and_chains() {
    let desk = Node::desk(2);
    let written = desk.ask(3);
    assert_eq!(written.iter().map(|w| w.header.seq).collect::<Vec<_>>(), [2, 3, 4]);
    let first = desk.record(desk.log, 1).unwrap();
    let mut chain = first.hash(&chain_start(desk.log));
    for appended in &written {
        chain = appended.record.hash(&chain);
        assert_eq!(appended.chain, chain);
    }
    assert!(written.windows(2).all(|pair| pair[0].header.hlc < pair[1].header.hlc));
    assert_eq!(desk.heads().unwrap(), [LogHead { log: desk.log, seq: 4, chain }]);
}

#[test]
fn a_log_that_is_not_written_here_takes_no_record() {
    let (server, desk) = (Node::server(1), Node::desk(2));
    server.admit(&desk);
    server.receive(&desk.sealed(desk.log, 0), Source::Author).unwrap();
    let moment = server.moment();
    assert!(server.write(|tx, random| lakon_log::append(tx, desk.log, &[question("x")], &moment, random)).is_err());
    assert_eq!(server.head_of(desk.log), 1);
}

#[test]
fn a_clock_heard_from_others_moves_this_one_five_minutes_at_most() {
    let (server, desk) = admitted();
    let ahead = 3_600_000;
    desk.clock.store(NOW + ahead, std::sync::atomic::Ordering::SeqCst);
    desk.ask(1);
    server.receive(&desk.sealed(desk.log, 0), Source::Author).unwrap();
    let written = server.ask(1).pop().unwrap();
    // The next stamp after the bound is one step above it.
    assert!((0..=1).contains(&(written.header.hlc.ms() - NOW - lakon_domain::hlc::LARGEST_LEAD_MS)));
    // A PC whose own clock was put back goes on from its own last stamp.
    desk.clock.store(NOW, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(desk.ask(1).pop().unwrap().header.hlc.ms(), NOW + ahead);
}

#[test]
fn records_are_found_by_event_and_by_subject() {
    let desk = Node::desk(2);
    let written = desk.ask(3);
    let case = Uuid::from_u128(3);
    desk.write(|tx, _| {
        for appended in &written[..2] {
            lakon_log::put_subjects(tx, desk.log, appended.header.seq, &[case])?;
            lakon_log::put_subjects(tx, desk.log, appended.header.seq, &[case])?;
        }
        Ok(())
    })
    .unwrap();
    let seqs = |stored: Vec<lakon_log::Stored>| stored.into_iter().map(|s| s.seq).collect::<Vec<_>>();
    assert_eq!(seqs(desk.read(|c| lakon_log::by_subject(c, case))), [2, 3]);
    assert_eq!(seqs(desk.read(|c| lakon_log::records_of(c, &[written[2].header.id, Uuid::nil()]))), [4]);
    let mut walked = Vec::new();
    desk.read(|c| {
        lakon_log::each(c, desk.log, 1, |seq, record| {
            assert_eq!(record.read_header().unwrap().seq, seq);
            walked.push(seq);
            Ok::<_, lakon_log::LogError>(())
        })
    });
    assert_eq!(walked, [2, 3, 4]);
    assert_eq!(desk.read(|c| lakon_log::event_count(c, None)), 4);
}

#[test]
fn the_wrong_key_opens_nothing_and_a_newer_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let mut connection = lakon_log::open(&path, &[1; 32]).unwrap();
    lakon_log::migrate(&mut connection, lakon_log::MIGRATIONS).unwrap();
    let reader = lakon_log::open_reader(&path, &[1; 32]).unwrap();
    assert!(lakon_log::heads(&reader).unwrap().is_empty());
    assert!(reader.execute_batch("DELETE FROM log").is_err());
    assert!(matches!(lakon_log::open(&path, &[2; 32]), Err(lakon_log::LogError::WrongKey)));
    connection.execute_batch("PRAGMA user_version = 99").unwrap();
    assert!(matches!(lakon_log::migrate(&mut connection, lakon_log::MIGRATIONS), Err(lakon_log::LogError::Newer)));
    let head = std::fs::read(&path).unwrap();
    assert!(!head.starts_with(b"SQLite format 3"), "the file is encrypted");
}

#[test]
fn a_kept_statement_is_planned_once_whatever_is_bound() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let mut writer = lakon_log::open(&path, &[1; 32]).unwrap();
    lakon_log::migrate(&mut writer, lakon_log::MIGRATIONS).unwrap();
    for connection in [writer, lakon_log::open_reader(&path, &[1; 32]).unwrap()] {
        let mut statement = connection.prepare_cached("SELECT log FROM log ORDER BY no LIMIT ?1").unwrap();
        for most in [1, 50, 200] {
            assert!(!statement.exists([most]).unwrap());
        }
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}
