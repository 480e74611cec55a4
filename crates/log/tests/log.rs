//! The conformance suite of a log: appending, paging, receiving, sealing, and everything that must be refused.
#![allow(clippy::unwrap_used)]

mod support;

use lakon_domain::event::RecordErased;
use lakon_domain::ids::{Hash, LogId};
use lakon_domain::record::{Header, Record, chain_start};
use lakon_domain::seal::{Head, seal};
use lakon_domain::shape::Time;
use lakon_sync::replica::*;
use support::*;
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

fn admitted() -> (Node, Node) {
    let (server, desk) = (Node::server(1), Node::desk(2));
    server.admit(&desk);
    desk.ask(4);
    (server, desk)
}

fn refused(result: Result<Received, ReceiveError>) -> Refusal {
    match result {
        Err(ReceiveError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

/// Everything in the database that a page can change.
fn contents(node: &Node, log: LogId) -> (Vec<LogHead>, Vec<Option<Record>>, usize) {
    let records = (1..=10).map(|seq| node.record(log, seq)).collect();
    let seals = node.read(|connection| lakon_log::seals(connection, log)).len();
    (node.heads().unwrap(), records, seals)
}

#[test]
fn receiving_twice_changes_nothing() {
    let (server, desk) = admitted();
    let page = desk.sealed(desk.log, 0);
    assert_eq!(server.receive(&page, Source::Author).unwrap().new.len(), 5);
    let before = contents(&server, desk.log);
    let again = server.receive(&page, Source::Author).unwrap();
    assert!(again.new.is_empty() && again.filled.is_empty());
    assert_eq!(contents(&server, desk.log), before);
}

#[test]
fn a_page_that_overlaps_brings_only_what_is_new() {
    let (server, desk) = admitted();
    server.receive(&desk.sealed(desk.log, 0), Source::Author).unwrap();
    desk.ask(2);
    let received = server.receive(&desk.sealed(desk.log, 2), Source::Author).unwrap();
    assert_eq!(received.new.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [6, 7]);
}

#[test]
fn a_fork_is_refused_and_nothing_of_it_is_written() {
    let (server, desk) = admitted();
    server.receive(&desk.sealed(desk.log, 0), Source::Author).unwrap();
    let before = contents(&server, desk.log);
    // The same device, begun again from the same record 1: another branch, correctly sealed.
    let twin = Node::desk(2);
    assert_eq!(twin.log, desk.log);
    twin.append(&[opened_case()]);
    twin.ask(7);
    assert_eq!(
        refused(server.receive(&twin.sealed(twin.log, 0), Source::Author)),
        Refusal::Fork { log: desk.log, seq: 2 }
    );
    assert_eq!(contents(&server, desk.log), before);
}

#[test]
fn a_branch_that_begins_above_the_head_is_not_taken_either() {
    let (server, desk) = admitted();
    server.receive(&desk.sealed(desk.log, 0), Source::Author).unwrap();
    let before = contents(&server, desk.log);
    let twin = Node::desk(2);
    twin.append(&[opened_case()]);
    twin.ask(7);
    // Its records do not chain to the ones held, so its seal stands on no record.
    let refusal = refused(server.receive(&twin.sealed(twin.log, 5), Source::Author));
    assert_eq!(refusal, Refusal::NoSeal { log: desk.log, seq: 6 });
    assert_eq!(contents(&server, desk.log), before);
}

#[test]
fn a_hole_is_refused_with_what_is_held() {
    let (server, desk) = admitted();
    assert_eq!(
        refused(server.receive(&desk.sealed(desk.log, 2), Source::Author)),
        Refusal::Gap { log: desk.log, have: 0 }
    );
    let mut first = desk.page(desk.log, 0, 2, PageLimit::default()).unwrap().unwrap();
    first.page.seals.extend(desk.seal(desk.log, first.end).unwrap());
    server.receive(&first.page, Source::Author).unwrap();
    assert_eq!(
        refused(server.receive(&desk.sealed(desk.log, 3), Source::Author)),
        Refusal::Gap { log: desk.log, have: 2 }
    );
}

#[test]
fn a_changed_byte_anywhere_is_refused() {
    let (server, desk) = admitted();
    let good = desk.sealed(desk.log, 0);
    for (at, part) in (0..good.records.len()).flat_map(|at| (0..3).map(move |part| (at, part))) {
        let mut page = good.clone();
        let record = &mut page.records[at];
        let bytes = match part {
            0 => &mut record.header,
            1 => &mut record.facts,
            _ => match &mut record.private {
                Some(private) => private,
                None => continue,
            },
        };
        let last = bytes.len() - 2;
        bytes[last] ^= 1;
        assert!(server.receive(&page, Source::Author).is_err(), "record {at} part {part}");
    }
    assert_eq!(server.head_of(desk.log), 0);
}

#[test]
fn a_log_nobody_vouched_for_is_refused() {
    let (server, desk) = (Node::server(1), Node::desk(2));
    assert_eq!(
        refused(server.receive(&desk.sealed(desk.log, 0), Source::Author)),
        Refusal::UnknownLog { log: desk.log }
    );
    // Known by its id, but opened with another key.
    let stranger = Node::desk(3);
    let mut keys = stranger.keys();
    keys.log = desk.log;
    let event = lakon_domain::event::DeviceAdded {
        device: keys.device,
        log: keys.log,
        signing_key: keys.signing_key,
        recipient: keys.recipient,
        user: Uuid::nil(),
        roles: vec![],
        private: pc_name(),
    };
    server.append(&[event.into()]);
    assert_eq!(
        refused(server.receive(&desk.sealed(desk.log, 0), Source::Author)),
        Refusal::UnknownLog { log: desk.log }
    );
}

#[test]
fn a_server_log_is_taken_when_the_pinned_office_key_vouches_for_it_and_only_then() {
    let (server, desk) = (Node::server(1), Node::desk(2));
    let page = server.sealed(server.log, 0);
    let mut connection = desk.connection.lock().unwrap();
    let tx = connection.transaction().unwrap();
    for wrong in [None, Some(lakon_domain::ids::PublicKey([1; 32]))] {
        let result = lakon_log::receive(&tx, &page, Source::Other, wrong.as_ref());
        assert_eq!(refused(result), Refusal::UnknownLog { log: server.log });
    }
    drop(tx);
    drop(connection);
    assert_eq!(desk.receive(&page, Source::Other).unwrap().new.len(), 2);
    // Without its record 2 nobody knows whose server it is.
    let other = Node::desk(3);
    let mut short = server.page(server.log, 0, 1, PageLimit::default()).unwrap().unwrap();
    short.page.seals.extend(server.seal(server.log, short.end).unwrap());
    assert_eq!(refused(other.receive(&short.page, Source::Other)), Refusal::UnknownLog { log: server.log });
}

#[test]
fn a_page_without_a_valid_seal_is_refused() {
    let (server, desk) = admitted();
    let good = desk.sealed(desk.log, 0);
    let expected = Refusal::NoSeal { log: desk.log, seq: 1 };
    let mut bare = good.clone();
    bare.seals.clear();
    assert_eq!(refused(server.receive(&bare, Source::Author)), expected);
    let mut broken = good.clone();
    broken.seals[0].signature.0[3] ^= 1;
    assert_eq!(refused(server.receive(&broken, Source::Author)), expected);
    // A stranger's seal over the right head.
    let mut foreign = good.clone();
    foreign.seals = vec![seal(desk.log, Head { seq: 5, chain: good.seals[0].chain }, Time(NOW), &office_key())];
    assert_eq!(refused(server.receive(&foreign, Source::Other)), expected);
    // A server's receipt does not stand in for the author's own seal.
    let mut receipt = good.clone();
    receipt.seals = vec![seal(desk.log, Head { seq: 5, chain: good.seals[0].chain }, Time(NOW), &server.key)];
    assert_eq!(refused(server.receive(&receipt, Source::Author)), expected);
    assert_eq!(server.head_of(desk.log), 0);
}

#[test]
fn records_beyond_the_newest_valid_seal_are_not_taken() {
    let (server, desk) = admitted();
    let chain = desk.chains(desk.log, &[3]).unwrap()[0].unwrap();
    let mut page = desk.sealed(desk.log, 0);
    page.seals = desk.seal(desk.log, Head { seq: 3, chain }).unwrap().into_iter().collect();
    let received = server.receive(&page, Source::Other).unwrap();
    assert_eq!(received.new.len(), 3);
    assert_eq!(server.head_of(desk.log), 3);
}

#[test]
fn a_receipt_of_the_server_carries_a_log_to_another_desk() {
    let (server, desk) = admitted();
    let other = Node::desk(3);
    server.receive(&desk.sealed(desk.log, 0), Source::Author).unwrap();
    other.receive(&server.sealed(server.log, 0), Source::Other).unwrap();
    let mut cut = server.page(desk.log, 0, 3, PageLimit::default()).unwrap().unwrap();
    cut.page.seals = server.seal(desk.log, cut.end).unwrap().into_iter().collect();
    assert_eq!(other.receive(&cut.page, Source::Other).unwrap().new.len(), 3);
    let kept = other.read(|connection| lakon_log::seals_at(connection, desk.log, 3));
    assert_eq!(kept.iter().map(|seal| seal.by).collect::<Vec<_>>(), [server.public_key()]);
}

#[test]
fn records_of_the_own_log_are_never_taken_back_from_outside() {
    let (server, desk) = admitted();
    server.receive(&desk.sealed(desk.log, 0), Source::Author).unwrap();
    // Yesterday's copy of the same PC.
    let old = Node::desk(2);
    old.receive(&server.sealed(server.log, 0), Source::Other).unwrap();
    let refusal = refused(old.receive(&server.sealed(desk.log, 0), Source::Other));
    assert_eq!(refusal, Refusal::OwnLog { log: desk.log, seq: 2 });
}

fn stripped(page: &Page) -> Page {
    let mut page = page.clone();
    for record in &mut page.records {
        record.private = None;
    }
    page
}

#[test]
fn a_stripped_record_chains_is_relayed_and_is_filled_in_later() {
    let (server, desk) = admitted();
    let (whole, hollow) = (desk.sealed(desk.log, 0), stripped(&desk.sealed(desk.log, 0)));
    assert_eq!(refused(server.receive(&hollow, Source::Author)), Refusal::NoPrivate { log: desk.log, seq: 2 });
    assert_eq!(server.receive(&hollow, Source::Other).unwrap().new.len(), 5);
    assert_eq!(server.heads().unwrap().iter().find(|h| h.log == desk.log), desk.heads().unwrap().first());
    // Relayed hollow to another desk.
    let other = Node::desk(3);
    other.receive(&server.sealed(server.log, 0), Source::Other).unwrap();
    assert_eq!(other.receive(&server.sealed(desk.log, 0), Source::Other).unwrap().new.len(), 5);
    let lacking = other.missing_private(None, 100).unwrap();
    assert_eq!(lacking.iter().map(|place| place.seq).collect::<Vec<_>>(), [2, 3, 4, 5]);
    assert_eq!(other.missing_private(Some(lacking[1]), 1).unwrap(), [lacking[2]]);
    // Filled by the whole page at the server, and by parts alone at the other desk.
    let filled = server.receive(&whole, Source::Author).unwrap().filled;
    assert_eq!(filled.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [2, 3, 4, 5]);
    let mut parts = server.privates(&lacking, usize::MAX).unwrap();
    parts[0].bytes[20] ^= 1;
    assert_eq!(other.fill_private(&parts).unwrap(), 3);
    assert_eq!(other.missing_private(None, 100).unwrap(), lacking[..1]);
    assert_eq!(other.fill_private(&server.privates(&lacking, 1).unwrap()).unwrap(), 1);
    assert_eq!(other.record(desk.log, 2), desk.record(desk.log, 2));
}

#[test]
fn an_erased_private_part_is_dropped_at_every_door() {
    let (server, desk) = admitted();
    server.receive(&desk.sealed(desk.log, 0), Source::Author).unwrap();
    let ids: Vec<Uuid> = (2..=3).map(|seq| desk.record(desk.log, seq).unwrap().read_header().unwrap().id).collect();
    server.append(&[RecordErased { erases: ids.clone(), private: Some(Default::default()) }.into()]);
    let gone =
        |node: &Node| (2..=5).filter(|seq| node.record(desk.log, *seq).unwrap().private.is_none()).collect::<Vec<_>>();
    assert_eq!(gone(&server), [2, 3]);
    assert!(server.missing_private(None, 10).unwrap().is_empty());
    // Neither the author's page nor a single part brings it back.
    assert!(server.receive(&desk.sealed(desk.log, 0), Source::Author).unwrap().filled.is_empty());
    let places = [Place { log: desk.log, seq: 2 }];
    let part = desk.privates(&places, 10_000).unwrap();
    assert_eq!((part.len(), server.fill_private(&part).unwrap()), (1, 0));
    assert!(server.privates(&places, 10_000).unwrap().is_empty());
    // The author hears of it and erases too; another desk that hears of it first never keeps it.
    desk.receive(&server.sealed(server.log, 0), Source::Other).unwrap();
    assert_eq!(gone(&desk), [2, 3]);
    let other = Node::desk(3);
    other.receive(&server.sealed(server.log, 0), Source::Other).unwrap();
    other.receive(&admitted().1.sealed(desk.log, 0), Source::Other).unwrap();
    assert_eq!(gone(&other), [2, 3]);
    // And the author's device may hand in the hollow records now.
    let late = Node::server(1);
    late.admit(&desk);
    late.append(&[RecordErased { erases: ids, private: Some(Default::default()) }.into()]);
    assert_eq!(late.receive(&desk.sealed(desk.log, 0), Source::Author).unwrap().new.len(), 5);
}

#[test]
fn an_erasure_in_a_device_log_erases_nothing_elsewhere() {
    let (server, desk) = admitted();
    server.receive(&desk.sealed(desk.log, 0), Source::Author).unwrap();
    let id = server.record(server.log, 2).unwrap().read_header().unwrap().id;
    let own = desk.record(desk.log, 3).unwrap().read_header().unwrap().id;
    desk.append(&[RecordErased { erases: vec![id, own], private: Some(Default::default()) }.into()]);
    // The author's own database obeys its own log; the server only keeps the record.
    server.receive(&desk.sealed(desk.log, 5), Source::Author).unwrap();
    assert!(server.record(desk.log, 3).unwrap().private.is_some());
}

#[test]
fn a_kind_of_a_newer_program_survives_byte_for_byte() {
    let (server, desk) = (Node::server(1), Node::desk(2));
    server.admit(&desk);
    let known = desk.ask(1).pop().unwrap();
    let header = Header { seq: 3, kind: "case.telepathy".to_owned(), id: Uuid::from_u128(9), ..known.header };
    let mut record = known.record.clone();
    // Spaces and a field this program does not know: never written anew.
    record.header = serde_json::to_string_pretty(&header).unwrap().replacen('{', "{ \"mood\": 1,", 1).into_bytes();
    record.facts = b"{ \"later\" : [1,2,3] }".to_vec();
    let chain = record.hash(&known.chain);
    let mut page = desk.sealed(desk.log, 0);
    page.records.push(record.clone());
    page.seals = vec![seal(desk.log, Head { seq: 3, chain }, Time(NOW), &desk.key)];
    server.receive(&page, Source::Author).unwrap();
    let other = Node::desk(3);
    other.receive(&server.sealed(server.log, 0), Source::Other).unwrap();
    let body = lakon_sync::wire::encode(&server.sealed(desk.log, 0)).unwrap();
    other.receive(&lakon_sync::wire::decode(&body).unwrap(), Source::Other).unwrap();
    assert_eq!(other.record(desk.log, 3).unwrap(), record);
    assert_eq!(other.read(lakon_log::unfolded_kinds), [("case.telepathy".to_owned(), 1)]);
    assert_eq!(other.chains(desk.log, &[3, 4]).unwrap(), [Some(chain), None]);
}

#[test]
fn a_record_of_another_log_or_place_is_refused() {
    let (server, desk) = admitted();
    let other = Node::desk(3);
    let mut page = desk.sealed(desk.log, 0);
    page.records[2] = other.ask(1).pop().unwrap().record;
    assert_eq!(refused(server.receive(&page, Source::Author)), Refusal::BadRecord { log: desk.log, seq: 3 });
    let mut swapped = desk.sealed(desk.log, 0);
    swapped.records.swap(2, 3);
    assert_eq!(refused(server.receive(&swapped, Source::Author)), Refusal::BadRecord { log: desk.log, seq: 3 });
    let mut headless = desk.sealed(desk.log, 0);
    headless.records.remove(0);
    assert_eq!(refused(server.receive(&headless, Source::Author)), Refusal::BadRecord { log: desk.log, seq: 1 });
}

#[test]
fn a_record_too_large_is_refused_on_both_sides() {
    let (server, desk) = admitted();
    let moment = desk.moment();
    let large = question(&"x".repeat(lakon_domain::record::LARGEST_RECORD));
    assert!(desk.write(|tx, random| lakon_log::append(tx, desk.log, &[large], &moment, random)).is_err());
    assert_eq!(desk.head_of(desk.log), 5);
    let mut page = desk.sealed(desk.log, 0);
    page.records[1].facts = vec![b' '; lakon_domain::record::LARGEST_RECORD];
    assert_eq!(refused(server.receive(&page, Source::Author)), Refusal::BadRecord { log: desk.log, seq: 2 });
}

#[test]
fn a_seal_is_kept_only_where_it_stands() {
    let (server, desk) = admitted();
    let head = desk.heads().unwrap()[0].head();
    let good = seal(desk.log, head, Time(NOW), &desk.key);
    assert!(!server.put_seal(&good).unwrap(), "nothing of the log is here");
    server.receive(&desk.sealed(desk.log, 0), Source::Author).unwrap();
    assert!(server.put_seal(&good).unwrap());
    let receipt = seal(desk.log, head, Time(NOW), &server.key);
    assert!(server.put_seal(&receipt).unwrap());
    assert!(!desk.put_seal(&receipt).unwrap(), "this desk has not heard of that server");
    assert!(!server.put_seal(&seal(desk.log, Head { seq: 4, ..head }, Time(NOW), &desk.key)).unwrap());
    assert!(!server.put_seal(&seal(desk.log, Head { chain: Hash::ZERO, ..head }, Time(NOW), &desk.key)).unwrap());
    assert_eq!(server.read(|connection| lakon_log::seals(connection, desk.log)).len(), 2);
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
