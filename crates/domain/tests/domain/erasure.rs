//! What an order to erase covers, what it reaches, and what the office log says of it afterwards.

use lakon_domain::erasure::{Cover, erase, order};
use lakon_domain::event::*;
use lakon_domain::office::{Answer, OfficeState};
use uuid::Uuid;

use crate::acts::{self, OTHER};
use crate::world::*;

fn party(case: Uuid, person: Option<Uuid>, organisation: Option<Uuid>) -> Event {
    let (stakeholder_type, private) = (code("SATKER"), Some(PartyWords { role: "staf".into() }));
    PartySet { case, person, organisation, stakeholder_type, role: None, replaces: vec![], private }.into()
}

fn contact(case: Uuid) -> Event {
    ContactSet { case, declined: false, replaces: vec![], private: Some(PersonData::default()) }.into()
}

fn asked(case: Option<Uuid>, party: Option<Uuid>, whole: bool) -> Cover {
    Cover::asked(&ErasureRequested { case, party, whole, private: reason("diminta") })
}

#[test]
fn every_private_part_of_a_case_is_covered_and_nothing_of_another() {
    let cover = asked(Some(CASE), None, false);
    for sample in samples() {
        let private = !sample.row().private.is_empty();
        let of_case = lakon_domain::subject::subject(&sample).contains(&lakon_domain::subject::Subject::Case(CASE));
        // A file carried on belongs to the case it went to.
        let carried_on = matches!(&sample, Event::FileMoved(e) if e.to != CASE);
        if private {
            assert_eq!(cover.covers(&sample), of_case && !carried_on, "{}", sample.kind());
        }
    }
    assert!(!asked(Some(OTHER), None, false).covers(&question("lain", &[]).into()));
    assert!(cover.covers(&acts::carry(30, OTHER, CASE).into()));
    assert!(!cover.covers(&acts::carry(30, CASE, OTHER).into()));
    assert!(cover.covers_later(&acts::carry(30, CASE, OTHER).into()), "what comes late would bring the file back");
}

#[test]
fn a_person_alone_takes_who_asked_out_of_the_cases_and_leaves_what_was_asked() {
    let mut cover = asked(None, Some(id(20)), false);
    assert!(cover.covers(&PersonSet { person: id(20), field: code("name"), replaces: vec![], private: None }.into()));
    assert!(!cover.covers(&PersonSet { person: id(21), field: code("name"), replaces: vec![], private: None }.into()));
    assert!(!cover.reach(&party(OTHER, Some(id(21)), Some(id(22)))));
    assert!(cover.reach(&party(CASE, Some(id(20)), None)) && !cover.reach(&party(CASE, Some(id(20)), None)));
    assert!(cover.covers(&party(CASE, Some(id(21)), None)), "whoever else stood there");
    assert!(cover.covers(&contact(CASE)) && !cover.covers(&contact(OTHER)));
    assert!(!cover.covers(&question("isi", &[]).into()));
}

#[test]
fn a_person_with_everything_takes_the_cases_whole() {
    let mut cover = asked(None, Some(id(22)), true);
    assert!(cover.reach(&party(CASE, Some(id(20)), Some(id(22)))));
    assert!(cover.covers(&question("isi", &[]).into()) && cover.covers(&contact(CASE)));
    assert_eq!((cover.cases.len(), cover.contacts.len()), (1, 0));
}

#[test]
fn records_of_a_newer_program_are_covered_where_they_name_the_case() {
    let cover = asked(Some(CASE), None, false);
    assert!(cover.mentioned(format!("{{\"case\":\"{CASE}\"}}").as_bytes()));
    assert!(!cover.mentioned(format!("{{\"case\":\"{OTHER}\"}}").as_bytes()));
    assert!(!cover.mentioned(b""));
}

#[test]
fn the_office_knows_what_was_erased_for_whom_and_how_far_its_log_says_so() {
    let mut desks = Desks::default();
    let request =
        desks.write(1, 0, ErasureRequested { case: Some(CASE), party: None, whole: false, private: reason("diminta") });
    let destroyed = erase(&[id(70), id(71)]);
    let erasures: Vec<Uuid> = destroyed.into_iter().map(|event| desks.write(9, 1, event)).collect();
    for event in order(request, &asked(Some(CASE), None, false), &erasures) {
        desks.write(9, 1, event);
    }
    let late: Vec<Uuid> = erase(&[id(72)]).into_iter().map(|event| desks.write(9, 5, event)).collect();
    for event in order(request, &Cover::default(), &late) {
        desks.write(9, 5, event);
    }
    let mut office: Vec<_> = desks.events.iter().filter(|filed| filed.log == log(9)).cloned().collect();
    let told = OfficeState::fold(&office);
    let erasure = told.erasures.get(request).unwrap();
    assert_eq!(erasure.events.iter().copied().collect::<Vec<_>>(), [id(70), id(71), id(72)]);
    assert_eq!((erasure.at, erasure.last), (minute(1), (log(9), 5)));
    assert!(erasure.cover.cases.contains(&CASE) && told.erasures.cover().covers(&question("x", &[]).into()));
    assert_eq!(told.erasures.last().into_iter().collect::<Vec<_>>(), [(log(9), 5)]);
    assert!(matches!(told.answers.get(&request), Some(Answer::Granted { .. })));
    office.reverse();
    assert_eq!(OfficeState::fold(&office).erasures, told.erasures);
}

#[test]
fn many_ids_go_into_several_records_and_come_out_as_one_cover() {
    let many: Vec<Uuid> = (0..4_500).map(|n| id(0x10_0000 + n)).collect();
    let mut cover = Cover { cases: many.iter().copied().collect(), ..Cover::default() };
    cover.parties.insert(id(20), true);
    cover.parties.insert(id(22), false);
    let mut desks = Desks::default();
    let erasures: Vec<Uuid> = erase(&many).into_iter().map(|event| desks.write(9, 1, event)).collect();
    assert_eq!(erasures.len(), 3);
    for event in order(id(1), &cover, &erasures) {
        desks.write(9, 1, event);
    }
    let told = OfficeState::fold(&desks.events);
    assert_eq!(told.erasures.get(id(1)).unwrap().cover, cover);
    assert_eq!(told.erasures.get(id(1)).unwrap().events.len(), many.len());
}
