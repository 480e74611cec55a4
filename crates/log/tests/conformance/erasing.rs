//! What an order to erase reaches among the records held.

use crate::support::*;
use lakon_domain::erasure::Cover;
use lakon_domain::event::*;
use lakon_domain::shape::Time;
use lakon_log::{Appended, Reach};
use std::collections::BTreeSet;
use uuid::Uuid;

const CASE: Uuid = Uuid::from_u128(3);
const OTHER: Uuid = Uuid::from_u128(31);
const PERSON: Uuid = Uuid::from_u128(32);

fn text(case: Uuid) -> Event {
    QuestionSet { case, replaces: vec![], private: Some(Text { text: "isi".into() }) }.into()
}

fn party(case: Uuid, person: Uuid) -> Event {
    let private = Some(PartyWords { role: "staf".into() });
    PartySet {
        case,
        person: Some(person),
        organisation: None,
        stakeholder_type: code("UMUM"),
        role: None,
        replaces: vec![],
        private,
    }
    .into()
}

fn added(case: Uuid, file: u128) -> Event {
    let private = Some(FileData { name: "a.pdf".into(), address: "00".into() });
    FileAdded { case, file: Uuid::from_u128(file), size: 1, media: code("pdf"), private }.into()
}

fn moved(case: Uuid, to: Uuid, file: u128) -> Event {
    let private = Some(FileData { name: "a.pdf".into(), address: "00".into() });
    FileMoved { case, file: Uuid::from_u128(file), to, size: 1, media: code("pdf"), private }.into()
}

fn ids(appended: &[Appended], which: &[usize]) -> Vec<Uuid> {
    which.iter().map(|at| appended[*at].header.id).collect()
}

fn of_case(case: Uuid) -> Cover {
    Cover { cases: [case].into(), ..Cover::default() }
}

fn of_person(whole: bool) -> Cover {
    Cover { parties: [(PERSON, whole)].into(), ..Cover::default() }
}

fn reach(node: &Node, cover: Cover) -> Reach {
    node.read(|connection| lakon_log::reach(connection, cover.clone()))
}

#[test]
fn a_case_reaches_its_private_parts_in_every_log_and_not_twice() {
    let node = Node::desk(2);
    let mine = node.append(&[text(CASE), text(OTHER), opened_case(), party(CASE, PERSON)]);
    let resolved = CaseResolved { case: CASE, resolved_at: Time(NOW) };
    let more = node.append(&[resolved.into(), text(CASE)]);
    let found = reach(&node, of_case(CASE));
    assert_eq!(found.events, [ids(&mine, &[0, 3]), ids(&more, &[1])].concat());
    node.append(&[RecordErased { erases: found.events.clone(), private: Some(Default::default()) }.into()]);
    assert_eq!(reach(&node, of_case(CASE)).events, [] as [Uuid; 0], "what an erasure names is not named again");
}

#[test]
fn a_person_reaches_the_cases_that_name_it() {
    let node = Node::desk(2);
    let person = PersonAdded { person: PERSON, private: Some(PersonData::default()) };
    let contact = ContactSet { case: CASE, declined: false, replaces: vec![], private: Some(PersonData::default()) };
    // What was written of the case before it was known who asks belongs to it all the same.
    let all =
        node.append(&[text(CASE), contact.into(), person.into(), party(CASE, PERSON), party(OTHER, CASE), text(OTHER)]);
    let alone = reach(&node, of_person(false));
    assert_eq!((alone.cover.contacts.len(), alone.cover.cases.len()), (1, 0));
    assert_eq!(alone.events, ids(&all, &[1, 2, 3]));
    let whole = reach(&node, of_person(true));
    assert_eq!((whole.cover.contacts.len(), whole.cover.cases.len()), (0, 1));
    assert_eq!(whole.events, ids(&all, &[0, 1, 2, 3]));
}

#[test]
fn a_file_goes_with_the_case_it_lies_in() {
    let node = Node::desk(2);
    let all = node.append(&[
        added(CASE, 1),
        added(CASE, 2),
        added(OTHER, 3),
        added(OTHER, 4),
        moved(CASE, OTHER, 2),
        moved(OTHER, CASE, 3),
    ]);
    // 2 was carried on: the case it lies in keeps it. 3 was carried here, so where it came from must not keep it either.
    assert_eq!(reach(&node, of_case(CASE)).events, ids(&all, &[0, 1, 2, 5]));
    assert_eq!(reach(&node, of_case(OTHER)).events, ids(&all, &[1, 2, 3, 4]));
}

fn erased(node: &Node, events: &[Uuid]) {
    node.append(&[RecordErased { erases: events.to_vec(), private: Some(Default::default()) }.into()]);
}

#[test]
fn what_tells_of_a_file_is_found_where_a_late_move_carried_it() {
    let node = Node::desk(2);
    let third = Uuid::from_u128(33);
    let all = node.append(&[
        added(OTHER, 1),
        moved(OTHER, CASE, 1),
        added(OTHER, 2),
        added(OTHER, 3),
        moved(OTHER, CASE, 3),
        moved(CASE, third, 3),
        added(OTHER, 4),
        moved(OTHER, CASE, 4),
        moved(OTHER, third, 4),
    ]);
    let found = |of: &[u128], gone: &[Uuid]| {
        let of: BTreeSet<Uuid> = of.iter().map(|file| Uuid::from_u128(*file)).collect();
        let gone = gone.iter().copied().collect();
        let found = node.read(|c| lakon_log::files_in(c, &of_case(CASE), Some(&of), &gone));
        assert!(found.values().all(|case| *case == CASE));
        found.into_keys().collect::<BTreeSet<Uuid>>()
    };
    let set = |which: &[usize]| ids(&all, which).into_iter().collect::<BTreeSet<Uuid>>();
    assert_eq!(found(&[1, 2], &[]), set(&[0, 1]));
    assert_eq!(found(&[2], &[]), set(&[]));
    // Carried on before the order it lies elsewhere; a move that came after the order takes nothing out.
    assert_eq!(found(&[3], &[]), set(&[]));
    assert_eq!(found(&[3], &ids(&all, &[5])), set(&[3, 4, 5]));
    // Somebody else carried it from the other case to a third.
    assert_eq!(found(&[4], &ids(&all, &[7])), set(&[]));
    // Which files a move carried there is known from what was erased.
    let carried = || node.read(|c| lakon_log::carried_in(c, &of_case(CASE)));
    assert_eq!(carried(), BTreeSet::new());
    erased(&node, &ids(&all, &[1, 5]));
    assert_eq!(carried(), [Uuid::from_u128(1)].into());
    assert_eq!(found(&[3], &[]), set(&[3, 4, 5]));
}

#[test]
fn what_lies_beside_the_logs_of_a_file_that_was_carried_into_an_erased_case_goes() {
    let node = Node::desk(2);
    let held = node.append(&[moved(OTHER, CASE, 5)]);
    let after = node.head_of(node.log);
    node.append(&[added(OTHER, 1), moved(OTHER, CASE, 1), added(OTHER, 2), added(OTHER, 5), text(OTHER)]);
    node.write(|tx, _| lakon_log::set_aside(tx, node.log, after)).unwrap();
    erased(&node, &ids(&held, &[0]));
    assert_eq!(node.write(|tx, _| lakon_log::scrub(tx, &of_case(CASE))).unwrap(), 3);
    let left = node.read(|c| {
        let mut statement = c.prepare("SELECT private IS NOT NULL FROM aside ORDER BY no")?;
        Ok(statement.query_map([], |row| row.get::<_, bool>(0))?.collect::<Result<Vec<_>, _>>()?)
    });
    assert_eq!(left, [false, false, true, false, true]);
}
