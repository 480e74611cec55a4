//! What an order to erase reaches among the records held.

use crate::support::*;
use lakon_domain::erasure::Cover;
use lakon_domain::event::*;
use lakon_domain::shape::Time;
use lakon_log::{Appended, Reach};
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
