//! Persons and organisations.

use lakon_domain::event::*;
use lakon_domain::party::{OrganisationState, PersonState};
use lakon_domain::shape::SatkerCode;
use lakon_domain::standing::Standing;
use lakon_domain::tips::Value;
use uuid::Uuid;

use crate::world::*;

fn added() -> PersonAdded {
    PersonAdded {
        person: id(20),
        private: Some(PersonData { name: "Dewi Contoh".into(), phone: "0811".into(), email: String::new() }),
    }
}

fn set(field: &str, words: &str, replaces: &[Uuid]) -> PersonSet {
    PersonSet { person: id(20), field: code(field), replaces: replaces.to_vec(), private: text(words) }
}

fn fold(desks: &Desks) -> Option<PersonState> {
    PersonState::fold(&desks.events, &Standing::fold(&desks.events))
}

#[test]
fn a_field_typed_anew_replaces_only_itself() {
    let mut desks = Desks::default();
    let first = desks.write(1, 1, added());
    let second = desks.write(1, 2, set("phone", "0812", &[first]));
    let person = fold(&desks).unwrap();
    assert_eq!(
        (person.name.value.text(), person.phone.value.text(), person.email.value),
        ("Dewi Contoh", "0812", Value::Empty)
    );
    assert_eq!((person.name.tips, person.phone.tips, person.email.tips), (vec![first], vec![second], vec![first]));
    assert_eq!((person.added_at, person.added_by), (minute(1), id(0xa001)));
}

#[test]
fn two_desks_that_correct_a_name_are_marked() {
    let mut desks = Desks::default();
    let first = desks.write(1, 1, added());
    desks.write(1, 2, set("name", "Dewi A", &[first]));
    desks.write(2, 3, set("name", "Dewi B", &[first]));
    let person = fold(&desks).unwrap();
    assert!(person.name.concurrent && !person.phone.concurrent);
    assert_eq!(person.name.value.text(), "Dewi B");
}

#[test]
fn a_person_is_erased_event_by_event() {
    let mut desks = Desks::default();
    let first = desks.write(1, 1, added());
    desks.write(1, 2, set("phone", "0812", &[first]));
    desks.write(9, 3, erase(&[first]));
    let person = fold(&desks).unwrap();
    assert_eq!((person.name.value, person.phone.value.text()), (Value::Erased, "0812"));
}

#[test]
fn a_field_of_a_newer_program_changes_nothing() {
    let mut desks = Desks::default();
    let first = desks.write(1, 1, added());
    let before = fold(&desks);
    desks.write(1, 2, set("shoe_size", "41", &[first]));
    assert_eq!(fold(&desks), before);
}

#[test]
fn a_voided_person_is_gone_unless_somebody_worked_on() {
    let mut desks = Desks::default();
    let first = desks.write(1, 1, added());
    desks.write(9, 2, void(&[first]));
    assert_eq!(fold(&desks), None);
    desks.write(2, 3, set("name", "Dewi B", &[first]));
    let person = fold(&desks).unwrap();
    assert_eq!((person.name.value.text(), person.phone.value, person.needs_review), ("Dewi B", Value::Empty, true));
}

#[test]
fn a_person_nobody_added_is_not_there_yet() {
    let mut desks = Desks::default();
    desks.write(1, 2, set("name", "Dewi B", &[]));
    assert_eq!(fold(&desks), None);
}

#[test]
fn an_organisation_keeps_the_zeros_of_its_code() {
    let mut desks = Desks::default();
    let satker_code = Some(SatkerCode::new("004521").unwrap());
    let first = desks.write(
        1,
        1,
        OrganisationAdded {
            organisation: id(22),
            stakeholder_type: code("SATKER"),
            satker_code,
            private: name("Satker A"),
        },
    );
    desks.write(
        1,
        2,
        OrganisationSet { organisation: id(22), field: code("name"), replaces: vec![first], private: text("Satker B") },
    );
    let standing = Standing::fold(&desks.events);
    let organisation = OrganisationState::fold(&desks.events, &standing).unwrap();
    assert_eq!(organisation.satker_code.unwrap().as_str(), "004521");
    assert_eq!((organisation.name.value.text(), organisation.stakeholder_type.as_str()), ("Satker B", "SATKER"));
    assert!(PersonState::fold(&desks.events, &standing).is_none());
}
