//! New incarnations in the tables: a log that ends and another that begins, records set aside and appended again.

use crate::support::*;
use lakon_domain::event::{Event, LogOpened, Reason, RecordErased};
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::LogId;
use lakon_domain::record::Record;
use lakon_log::LogError;
use lakon_sync::replica::*;
use uuid::Uuid;

const NEXT: LogId = LogId([77; 16]);

fn begin_again(node: &Node) {
    let opened = LogOpened {
        format: lakon_domain::record::FORMAT,
        device: node.device,
        incarnation: Uuid::from_u128(2),
        signing_key: node.public_key(),
        server: false,
    };
    node.write(|tx, random| lakon_log::begin_again(tx, NEXT, &opened, &node.moment(), random)).unwrap();
}

#[test]
fn a_former_log_is_kept_and_never_written_again() {
    let desk = Node::desk(2);
    desk.ask(3);
    let before = desk.heads().unwrap();
    begin_again(&desk);
    assert_eq!(desk.read(lakon_log::own_log), Some(NEXT));
    assert_eq!(desk.read(lakon_log::former_logs), [desk.log]);
    let refused = desk.write(|tx, random| lakon_log::append(tx, desk.log, &[question("x")], &desk.moment(), random));
    assert!(matches!(refused, Err(LogError::Damaged(_))));
    assert_eq!(desk.head_of(desk.log), before[0].seq);
    assert_eq!(desk.head_of(NEXT), 1);
}

#[test]
fn records_of_a_former_log_are_taken_from_outside_like_anybodys() {
    let (server, desk) = admitted();
    server.receive(&desk.sealed(desk.log, 0), Source::Author).unwrap();
    let old = Node::desk(2);
    begin_again(&old);
    assert_eq!(old.receive(&server.sealed(desk.log, 0), Source::Other).unwrap().new.len(), 4);
    assert_eq!(old.head_of(desk.log), 5);
    // What a copy of this PC wrote with a clock that runs ahead does not take this one's along.
    let far = Hlc::new(NOW + 86_400_000, 0);
    old.write(|tx, _| Ok(tx.execute("UPDATE log SET hlc = ?1 WHERE own = 2", [far.to_string()])?)).unwrap();
    let heard = old.read(|connection| lakon_log::greatest_hlc(connection, lakon_domain::shape::Time(NOW)));
    assert!(heard < far, "{heard:?}");
}

#[test]
fn what_is_appended_again_keeps_its_event_its_facts_and_its_private_part_and_what_nobody_knows() {
    let desk = Node::desk(2);
    desk.ask(1);
    let mut strange = desk.record(desk.log, 2).unwrap();
    let header = String::from_utf8(strange.header.clone()).unwrap();
    strange.header = header.replacen('{', r#"{"later":[1,{"a":null}],"#, 1).into_bytes();
    begin_again(&desk);
    let again = |record: &Record| desk.write(|tx, _| lakon_log::append_again(tx, NEXT, record)).unwrap();
    let written = again(&strange).unwrap();
    assert_eq!((written.header.log, written.header.seq), (NEXT, 2));
    let before = strange.read_header().unwrap();
    assert_eq!(
        (written.header.id, written.header.hlc, written.header.at, written.header.author),
        (before.id, before.hlc, before.at, before.author)
    );
    assert_eq!((&written.record.facts, &written.record.private), (&strange.facts, &strange.private));
    let text = String::from_utf8(written.record.header.clone()).unwrap();
    assert!(text.contains(r#""later":[1,{"a":null}]"#), "{text}");
    assert_eq!(desk.record(NEXT, 2).unwrap(), written.record);
    assert!(again(&strange).is_none(), "an event stands in a log once");
    assert_eq!(desk.head_of(NEXT), 2);
}

#[test]
fn a_record_that_is_full_to_the_last_byte_finds_its_new_place() {
    let desk = Node::desk(2);
    let mut moment = desk.moment();
    moment.offset = Some((1_234, 56));
    let fits = |length: usize| {
        desk.write(|tx, random| lakon_log::append(tx, desk.log, &[question(&"x".repeat(length))], &moment, random))
    };
    let mut length = lakon_domain::record::LARGEST_RECORD;
    while fits(length).is_err() {
        length -= 1;
    }
    let full = desk.record(desk.log, 2).unwrap();
    assert_eq!(full.size(), lakon_domain::record::LARGEST_RECORD);
    begin_again(&desk);
    desk.write(|tx, random| {
        let small: Vec<Event> = (0..10).map(|n| question(&n.to_string())).collect();
        lakon_log::append(tx, NEXT, &small, &desk.moment(), random)
    })
    .unwrap();
    // Its place has one digit more than before.
    let again = desk.write(|tx, _| lakon_log::append_again(tx, NEXT, &full)).unwrap().unwrap();
    assert_eq!((again.header.seq, again.header.offset_ms), (12, None));
    assert_eq!(again.record.private, full.private);
}

#[test]
fn what_is_set_aside_is_kept_is_not_relayed_and_gives_way_to_the_other_branch() {
    let (server, desk) = admitted();
    server.receive(&desk.sealed(desk.log, 0), Source::Author).unwrap();
    // A third replica heard of a branch that the server never did.
    let twin = Node::desk(2);
    twin.append(&[opened_case()]);
    twin.ask(6);
    let other = Node::desk(3);
    other.receive(&server.sealed(server.log, 0), Source::Other).unwrap();
    other.receive(&twin.sealed(twin.log, 0), Source::Other).unwrap();
    let page = server.sealed(desk.log, 0);
    assert_eq!(other.read(|connection| lakon_log::parting(connection, &page)), Some(2));
    assert_eq!(other.read(|connection| lakon_log::parting(connection, &twin.sealed(twin.log, 3))), None);
    let lost: Vec<Record> = (2..=8).map(|seq| twin.record(twin.log, seq).unwrap()).collect();
    let mark = other.write(|tx, _| lakon_log::set_aside(tx, desk.log, 1)).unwrap();
    assert_eq!((other.head_of(desk.log), other.read(lakon_log::aside_count)), (1, 7));
    assert!(other.read(|connection| lakon_log::seals_at(connection, desk.log, 8)).is_empty());
    let (kept, _) = other.read(|connection| lakon_log::aside(connection, mark));
    assert_eq!(kept.into_iter().map(|stored| stored.record).collect::<Vec<_>>(), lost);
    // Once more, from somebody who has not all of it any more: what was kept stays.
    let mut hollow = twin.sealed(twin.log, 1);
    hollow.records.iter_mut().for_each(|record| record.private = None);
    other.receive(&hollow, Source::Other).unwrap();
    other.write(|tx, _| lakon_log::set_aside(tx, desk.log, 1)).unwrap();
    let (kept, _) = other.read(|connection| lakon_log::aside(connection, mark));
    assert_eq!(kept.into_iter().map(|stored| stored.record).collect::<Vec<_>>(), lost);
    other.receive(&page, Source::Other).unwrap();
    assert_eq!(other.record(desk.log, 5), desk.record(desk.log, 5));

    // An erasure reaches what lies beside.
    let erases = vec![lost[1].read_header().unwrap().id];
    server.append(&[RecordErased { erases, private: Some(Reason::default()) }.into()]);
    other.receive(&server.sealed(server.log, 0), Source::Other).unwrap();
    let (kept, _) = other.read(|connection| lakon_log::aside(connection, mark));
    assert!(kept[1].record.private.is_none() && kept[2].record.private.is_some());
}

#[test]
fn what_a_newer_program_wrote_into_a_header_is_carried_over() {
    let desk = Node::desk(2);
    desk.ask(1);
    let mut newer = desk.record(desk.log, 2).unwrap();
    let mut header: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&newer.header).unwrap();
    header.insert("later".to_owned(), "kept".into());
    newer.header = serde_json::to_vec(&header).unwrap();
    begin_again(&desk);
    let carried = desk.write(|tx, _| lakon_log::carry_over(tx, NEXT, &[newer.clone(), newer.clone()])).unwrap();
    assert_eq!(carried.iter().map(|one| one.header.seq).collect::<Vec<_>>(), [2, 3]);
    for one in carried {
        header.insert("log".to_owned(), NEXT.to_string().into());
        header.insert("seq".to_owned(), one.header.seq.into());
        assert_eq!(one.record.header, serde_json::to_vec(&header).unwrap());
        assert_eq!((one.record.facts, one.record.private), (newer.facts.clone(), newer.private.clone()));
    }
}
