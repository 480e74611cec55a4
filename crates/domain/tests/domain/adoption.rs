//! What the office takes over from a PC that worked alone: who its people are, what counts of its records, and its settings as proposals.

use lakon_domain::adoption::Adoptions;
use lakon_domain::case::CaseState;
use lakon_domain::erasure::Cover;
use lakon_domain::event::*;
use lakon_domain::filed::Filed;
use lakon_domain::ids::Hash;
use lakon_domain::likeness;
use lakon_domain::office::OfficeState;
use lakon_domain::party::PersonState;
use lakon_domain::settings::{SERVICE_MINUTES, SettingsState, proposals, standard};
use lakon_domain::shape::{Code, SatkerCode};
use lakon_domain::standing::Standing;
use uuid::Uuid;

use crate::acts::*;
use crate::world::*;

/// Who wrote at the PC that joins, as that PC knew them; the desks of these tests write for a person of their own.
const ALONE: u128 = 0xa001;
const JOINED: u128 = 18;

fn adopted(seq: u64) -> LogAdopted {
    LogAdopted {
        device: id(10),
        log: log(1),
        seq,
        chain: Hash([4; 32]),
        users: vec![id(ALONE)],
        read_as: vec![id(JOINED)],
    }
}

fn adoptions(events: impl IntoIterator<Item = LogAdopted>) -> Adoptions {
    let mut desks = Desks::default();
    for event in events {
        desks.write(9, 0, event);
    }
    OfficeState::fold(&desks.events).adoptions
}

fn read(adoptions: &Adoptions, events: &[Filed]) -> Vec<Filed> {
    events.iter().filter(|one| !adoptions.proposes(one)).map(|one| adoptions.read(one.clone())).collect()
}

#[test]
fn records_up_to_the_adopted_head_were_rightful_and_the_greatest_head_counts() {
    let all = adoptions([adopted(7), adopted(4)]);
    assert!(all.holds(log(1), 1) && all.holds(log(1), 7));
    assert!(!all.holds(log(1), 8) && !all.holds(log(2), 1));
    assert_eq!((all.upto(log(1)), all.upto(log(2))), (7, 0));
    assert!(adoptions([]).is_empty());
}

#[test]
fn whoever_joined_is_read_as_the_invited_person_wherever_the_pc_names_them() {
    let all = adoptions([adopted(7)]);
    let mut desks = Desks::default();
    desks.write(1, 0, opened());
    desks.write(1, 1, question("Mengapa SPM ditolak?", &[]));
    desks.write(1, 2, HandoverOffered { to: id(ALONE), ..offered(54, at_desk(2), 16) });
    let state = CaseState::fold(&read(&all, &desks.events), &Standing::default()).unwrap();
    assert_eq!(state.opened_by, id(JOINED));
    assert!(state.story.iter().all(|entry| entry.author == id(JOINED)));
    let offered = read(&all, &desks.events).pop().unwrap();
    assert!(matches!(offered.event, Event::HandoverOffered(offered) if offered.to == id(JOINED)));
    assert_eq!(all.user(id(99)), id(99), "others stay who they are");
}

#[test]
fn what_its_log_says_of_an_office_says_nothing_of_this_one() {
    let mut office = Desks::default();
    office.write(9, 0, adopted(7));
    office.write(9, 1, UserAdded { user: id(JOINED), roles: vec![], answers: None, private: name("Sri Contoh") });
    // The logs that speak for the office are chosen before the fold; of the adopted log nothing gets there.
    let state = OfficeState::fold(&office.events);
    assert_eq!(state.users.len(), 1);
    assert!(state.office.is_none());
}

fn settings_of(all: &Adoptions, events: &[Filed]) -> SettingsState {
    SettingsState::fold(&read(all, events), &Standing::default())
}

#[test]
fn its_settings_do_not_count_and_propose_what_the_office_has_otherwise() {
    let all = adoptions([adopted(2)]);
    let mut desks = Desks::default();
    desks.write(1, 0, setting(SERVICE_MINUTES, 25, "2026-01-01", &[]));
    desks.write(1, 1, office_text("telepon", "0541 111111", &[]));
    let own = desks.write(2, 2, office_text("telepon", "0541 222222", &[]));
    let state = settings_of(&all, &desks.events);
    assert_eq!(state.setting(SERVICE_MINUTES, "2026-07-01".parse().unwrap()), standard(SERVICE_MINUTES));
    let (brought, held): (Vec<_>, Vec<_>) = desks.events.iter().cloned().partition(|one| all.proposes(one));
    assert_eq!((brought.len(), held.len()), (2, 1));
    let found = proposals(&brought, &held, &Standing::default(), |_| id(10));
    assert_eq!(found.len(), 2);
    let text = found.iter().find(|one| matches!(one.wanted, Event::OfficeTextSet(_))).unwrap();
    assert!(matches!(&text.wanted, Event::OfficeTextSet(set) if set.replaces == [own]));
    // Taken over by an ordinary record, it stands in the office and is proposed no more.
    let mut taken = desks.clone();
    for one in &found {
        taken.write(2, 9, one.wanted.clone());
    }
    let state = settings_of(&all, &taken.events);
    assert_eq!(state.setting(SERVICE_MINUTES, "2026-07-01".parse().unwrap()), 25);
    let held: Vec<Filed> = taken.events.iter().filter(|one| !all.proposes(one)).cloned().collect();
    assert_eq!(proposals(&brought, &held, &Standing::default(), |_| id(10)), []);
}

#[test]
fn of_several_edits_the_last_is_proposed_once_and_an_erased_one_not_at_all() {
    let all = adoptions([adopted(9)]);
    let mut desks = Desks::default();
    let first = desks.write(1, 0, office_text("telepon", "0541 111111", &[]));
    let second = desks.write(1, 1, office_text("telepon", "0541 222222", &[first]));
    let device = |_: &Filed| -> Uuid { id(10) };
    let found = proposals(&desks.events, &[], &Standing::default(), device);
    assert_eq!(found.iter().map(|one| one.event).collect::<Vec<_>>(), [second]);
    let mut office = Desks::default();
    office.write(9, 0, erase(&[second]));
    assert_eq!(proposals(&desks.events, &[], &Standing::fold(&office.events), device), []);
    assert!(desks.events.iter().all(|one| all.proposes(one)));
}

const THERE: u128 = 0xb001;
const HERE: u128 = 0xb002;

fn mapped() -> Adoptions {
    let mut desks = Desks::default();
    desks.write(9, 0, PartiesMapped { parties: vec![id(THERE)], read_as: vec![id(HERE)] });
    OfficeState::fold(&desks.events).adoptions
}

/// Somebody else of the PC that joined, as the server writes them down: known, and working here no more.
fn brought(desks: &mut Desks, user: u128) {
    desks.write(9, 0, UserAdded { user: id(user), roles: vec![], answers: None, private: name("Agus Contoh") });
    desks.write(9, 1, UserRemoved { user: id(user), answers: None });
}

#[test]
fn of_the_words_about_who_somebody_is_the_last_holds_until_they_are_taken_in() {
    let mut desks = Desks::default();
    brought(&mut desks, THERE);
    desks.write(9, 2, UserAdded { user: id(HERE), roles: vec![], answers: None, private: name("Agus Kantor") });
    let told = |desks: &Desks| {
        let state = OfficeState::fold(&desks.events);
        (state.adoptions.user(id(THERE)), state.users[&id(THERE)].brought)
    };
    assert_eq!(told(&desks), (id(THERE), true));
    let mapped =
        |read_as: u128, request: u128| UserMapped { user: id(THERE), read_as: id(read_as), answers: id(request) };
    desks.write(9, 3, mapped(HERE, 60));
    assert_eq!(told(&desks), (id(HERE), true));
    let mut parted = desks.clone();
    parted.write(9, 4, mapped(THERE, 61));
    assert_eq!(told(&parted), (id(THERE), true));
    assert_eq!(OfficeState::fold(&parted.events).answers.len(), 2);
    desks.write(
        9,
        4,
        UserAdded { user: id(THERE), roles: vec![], answers: Some(id(62)), private: name("Agus Contoh") },
    );
    assert_eq!(told(&desks), (id(THERE), false));
    // Whoever left because an admin asked is not brought by anybody.
    desks.write(9, 5, UserRemoved { user: id(THERE), answers: Some(id(63)) });
    assert_eq!(told(&desks), (id(THERE), false));
}

fn rina(person: u128, phone: &str) -> PersonAdded {
    let private = Some(PersonData { name: "Rina Contoh".into(), phone: phone.into(), email: String::new() });
    PersonAdded { person: id(person), private }
}

#[test]
fn a_stakeholder_both_had_is_one_wherever_a_record_names_them() {
    let all = mapped();
    let mut desks = Desks::default();
    desks.write(2, 0, rina(HERE, "0811 222333"));
    desks.write(1, 1, rina(THERE, "0811 222333"));
    let field = Code::new("phone").unwrap();
    let private = Some(Text { text: "0812 000111".into() });
    desks.write(1, 2, PersonSet { person: id(THERE), field, replaces: vec![], private });
    let state = PersonState::fold(&read(&all, &desks.events), &Standing::default()).unwrap();
    assert_eq!((state.person, state.name.value.text(), state.name.concurrent), (id(HERE), "Rina Contoh", false));
    assert!(state.phone.concurrent, "what both typed differently is shown and decided by a person");
    assert_eq!((all.party(id(THERE)), all.party(id(HERE))), (id(HERE), id(HERE)));
    assert_eq!(all.read_as(id(HERE)).collect::<Vec<_>>(), [id(THERE)]);
}

#[test]
fn of_two_mappings_of_one_stakeholder_the_later_holds() {
    let mut desks = Desks::default();
    desks.write(9, 0, PartiesMapped { parties: vec![id(THERE)], read_as: vec![id(HERE)] });
    desks.write(9, 1, PartiesMapped { parties: vec![id(THERE)], read_as: vec![id(78)] });
    let all = OfficeState::fold(&desks.events).adoptions;
    assert_eq!(all.party(id(THERE)), id(78));
    assert_eq!((all.read_as(id(HERE)).count(), all.read_as(id(78)).collect::<Vec<_>>()), (0, vec![id(THERE)]));
}

#[test]
fn an_erasure_covers_a_stakeholder_by_every_id_they_go_by() {
    for named in [THERE, HERE] {
        let cover = Cover { parties: [(id(named), true)].into(), ..Cover::default() };
        assert_eq!(mapped().widened(cover).parties, [(id(THERE), true), (id(HERE), true)].into());
    }
    let other = Cover { parties: [(id(77), false)].into(), ..Cover::default() };
    assert_eq!(mapped().widened(other.clone()), other);
}

#[test]
fn alike_are_one_name_with_one_number_and_one_code_of_one_kind() {
    let rina = likeness::person("Rina Contoh", "0811 222333");
    assert!(rina.is_some());
    assert_eq!(rina, likeness::person(" rina  CONTOH ", "+62 811-222-333"));
    for (name, phone) in [("Rina Contoh", "0811 222334"), ("Rini Contoh", "0811 222333")] {
        assert_ne!(rina, likeness::person(name, phone));
    }
    for (name, phone) in [("", "0811 222333"), ("Rina Contoh", ""), ("Rina Contoh", "12345")] {
        assert_eq!(likeness::person(name, phone), None, "{name} {phone}");
    }
    let code = |text: &str| SatkerCode::new(text).unwrap();
    let kind = |text: &str| Code::new(text).unwrap();
    let satker = likeness::organisation(&kind("SATKER"), &code("012345"));
    assert_eq!(satker, likeness::organisation(&kind("SATKER"), &code("012345")));
    assert_ne!(satker, likeness::organisation(&kind("SATKER"), &code("012346")));
    assert_ne!(satker, likeness::organisation(&kind("PEMDA"), &code("012345")));
}
