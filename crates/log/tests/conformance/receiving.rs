//! Pages from outside: what is taken, and everything that must be refused without a trace.

use crate::support::*;
use lakon_domain::ids::Hash;
use lakon_domain::seal::{Head, seal};
use lakon_domain::shape::Time;
use lakon_sync::replica::*;
use uuid::Uuid;

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
    // So the first page holds both, however short pages are.
    let smallest = PageLimit { records: 0, bytes: 0 };
    let mut first = server.page(server.log, 0, u64::MAX >> 25, smallest).unwrap().unwrap();
    first.page.seals.extend(server.seal(server.log, first.end).unwrap());
    assert_eq!(other.receive(&first.page, Source::Other).unwrap().new.len(), 2);
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
fn the_newest_receipt_is_the_newest_seal_by_a_server() {
    let (server, desk) = admitted();
    let newest = || server.read(|connection| lakon_log::newest_receipt(connection, desk.log)).map(|seal| seal.seq);
    assert_eq!(newest(), None, "nothing of the log is here");
    server.receive(&desk.sealed(desk.log, 0), Source::Author).unwrap();
    assert_eq!(newest(), None, "the desk's own seal is no receipt");
    for (seq, expected) in [(4, 4), (2, 4), (5, 5)] {
        let chain = server.chains(desk.log, &[seq]).unwrap()[0].unwrap();
        assert!(server.put_seal(&seal(desk.log, Head { seq, chain }, Time(NOW), &server.key)).unwrap());
        assert_eq!(newest(), Some(expected));
    }
}
