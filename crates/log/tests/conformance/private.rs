//! Private parts that are missing, come later or are gone for good, and records of a newer program.

use crate::support::*;
use lakon_domain::event::RecordErased;
use lakon_domain::record::Header;
use lakon_domain::seal::{Head, seal};
use lakon_domain::shape::Time;
use lakon_sync::replica::*;
use uuid::Uuid;

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
fn what_a_server_has_taken_whole_before_it_takes_hollow_from_its_author_after_both_were_put_back() {
    let (server, desk) = admitted();
    let hollow = stripped(&desk.sealed(desk.log, 0));
    let chain = |seq: u64| desk.chains(desk.log, &[seq]).unwrap()[0].unwrap();
    let with = |seq: u64, by: &Node| {
        let receipt = seal(desk.log, Head { seq, chain: chain(seq) }, Time(NOW), &by.key);
        Page { seals: hollow.seals.iter().copied().chain([receipt]).collect(), ..hollow.clone() }
    };
    // By anybody but a server of the office, or for less than the whole, it says nothing of the rest.
    let nobody = Refusal::NoPrivate { log: desk.log, seq: 2 };
    assert_eq!(refused(server.receive(&with(5, &Node::server(7)), Source::Author)), nobody);
    let mut altered = with(5, &server);
    altered.seals.last_mut().unwrap().signature.0[0] ^= 1;
    assert_eq!(refused(server.receive(&altered, Source::Author)), nobody);
    let less = Refusal::NoPrivate { log: desk.log, seq: 4 };
    assert_eq!(refused(server.receive(&with(3, &server), Source::Author)), less);
    assert_eq!(server.receive(&with(5, &server), Source::Author).unwrap().new.len(), 5);
    // Whoever has the rest fills it in as ever.
    assert_eq!(server.receive(&desk.sealed(desk.log, 0), Source::Author).unwrap().filled.len(), 4);
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
