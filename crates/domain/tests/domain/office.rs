//! Who belongs to the office, and which logs may say so.

use std::collections::BTreeSet;

use ed25519_dalek::SigningKey;
use lakon_domain::code::Seed;
use lakon_domain::event::*;
use lakon_domain::ids::{Hash, PublicKey};
use lakon_domain::number::Zone;
use lakon_domain::office::{Answer, OfficeState, office_logs};
use lakon_domain::rights::Role;
use lakon_domain::shape::AgeRecipient;
use lakon_domain::statement::{Server, ServerStatement, identity_text, office_key, read_identity};
use lakon_domain::subject::{Subject, named, subject};
use uuid::Uuid;

use crate::acts::{self, OTHER};
use crate::world::*;

const SARI: u128 = 14;

fn key_of(seed: u8) -> (SigningKey, PublicKey) {
    let key = office_key(&Seed::new([seed; 16]));
    let public = PublicKey(key.verifying_key().to_bytes());
    (key, public)
}

fn begun(key: PublicKey) -> OfficeBegun {
    OfficeBegun {
        office: id(12),
        code: code("046"),
        zone: code("WITA"),
        office_key: key,
        recovery: recipient(),
        private: name("KPPN Contoh"),
    }
}

fn stated(seed: u8, log_key: u8, server: u128) -> ServerStated {
    let server = Server {
        office: id(12),
        server: id(server),
        tls_key: Hash([4; 32]),
        log_key: PublicKey([log_key; 32]),
        recovery: recipient(),
    };
    ServerStatement::sign(server, minute(0), &key_of(seed).0).into()
}

fn log_opened(device: u128, key: u8) -> LogOpened {
    LogOpened { format: 1, device: id(device), incarnation: id(11), signing_key: PublicKey([key; 32]), server: true }
}

fn user(n: u128, roles: &[Role], answers: Option<Uuid>) -> UserAdded {
    UserAdded { user: id(n), roles: roles.to_vec(), answers, private: name("Sari Contoh") }
}

fn device(n: u128, log_of: u8, user: u128, roles: &[Role]) -> DeviceAdded {
    DeviceAdded {
        device: id(n),
        log: log(log_of),
        signing_key: PublicKey([log_of; 32]),
        recipient: recipient(),
        user: id(user),
        roles: roles.to_vec(),
        private: name("PC loket"),
    }
}

#[test]
fn the_office_is_what_its_log_says() {
    let mut desks = Desks::default();
    desks.write(9, 0, log_opened(13, 9));
    desks.write(9, 0, stated(1, 9, 13));
    desks.write(9, 0, begun(key_of(1).1));
    desks.write(9, 1, user(SARI, &[Role::Officer, Role::Admin], None));
    desks.write(9, 1, device(10, 1, SARI, &[Role::Officer, Role::Admin]));
    desks.write(9, 1, LabelGiven { device: id(10), log: log(1), label: code("B") });
    let state = OfficeState::fold(&desks.events);
    let office = state.office.as_ref().unwrap();
    assert_eq!((office.code.as_str(), office.zone, office.name.text()), ("046", Zone::Wita, "KPPN Contoh"));
    assert_eq!(state.users[&id(SARI)].name.text(), "Sari Contoh");
    assert_eq!(state.devices[&id(10)].log, log(1));
    assert_eq!((state.device_of_log[&log(1)], state.device_of_log[&log(9)]), (id(10), id(13)));
    assert_eq!(state.key_of_log[&log(1)], PublicKey([1; 32]));
    assert_eq!(state.labels[&log(1)].as_str(), "B");
    assert_eq!(state.statement.as_ref().unwrap().server, id(13));
    let mut reversed = desks.events.clone();
    reversed.reverse();
    assert_eq!(OfficeState::fold(&reversed), state);
}

#[test]
fn a_statement_by_another_key_is_not_the_office_s() {
    let mut desks = Desks::default();
    desks.write(9, 0, stated(1, 9, 13));
    desks.write(9, 1, begun(key_of(1).1));
    desks.write(9, 2, stated(2, 9, 66));
    assert_eq!(OfficeState::fold(&desks.events).statement.unwrap().server, id(13));
}

#[test]
fn admin_and_office_head_are_granted_on_named_devices_only() {
    let mut desks = Desks::default();
    desks.write(9, 1, user(SARI, &[Role::Officer, Role::Admin, Role::OfficeHead], None));
    desks.write(9, 1, device(10, 1, SARI, &[Role::Officer, Role::Admin]));
    desks.write(9, 1, device(11, 2, 15, &[Role::Officer]));
    let state = OfficeState::fold(&desks.events);
    assert_eq!(state.roles(id(SARI), id(10)), [Role::Officer, Role::Admin]);
    assert_eq!(state.roles(id(SARI), id(11)), [Role::Officer]);
    assert_eq!(state.roles(id(99), id(10)), []);
}

#[test]
fn somebody_removed_has_no_role_on_any_device_but_keeps_the_name_until_added_again() {
    let mut desks = Desks::default();
    desks.write(9, 1, user(SARI, &[Role::Officer, Role::Admin], None));
    desks.write(9, 1, device(10, 1, SARI, &[Role::Officer, Role::Admin]));
    let removal = desks.write(9, 2, UserRemoved { user: id(SARI), answers: Some(id(53)) });
    let state = OfficeState::fold(&desks.events);
    assert_eq!(state.roles(id(SARI), id(10)), []);
    assert_eq!((state.users[&id(SARI)].name.text(), state.users[&id(SARI)].removed), ("Sari Contoh", true));
    assert_eq!(state.answers[&id(53)], Answer::Granted { event: removal });
    desks.write(9, 3, user(SARI, &[Role::Officer], None));
    let state = OfficeState::fold(&desks.events);
    assert_eq!(
        (state.roles(id(SARI), id(10)), state.users[&id(SARI)].removed),
        (vec![Role::Officer, Role::Admin], false)
    );
}

#[test]
fn a_bundle_is_for_the_servers_the_recovery_key_and_every_active_device() {
    let key = |last: char| AgeRecipient::new(format!("age1qqqqqqqqqqqqqqqqqqqqqqqq{last}")).unwrap();
    let mut desks = Desks::default();
    desks.write(9, 1, begun(key_of(1).1));
    let recovery = OfficeState::fold(&desks.events).office.unwrap().recovery;
    desks.write(9, 2, ServerKeyed { server: id(13), recipient: key('s') });
    desks.write(9, 2, DeviceAdded { recipient: key('a'), ..device(10, 1, SARI, &[Role::Officer]) });
    desks.write(9, 2, DeviceAdded { recipient: key('c'), ..device(11, 2, SARI, &[Role::Officer]) });
    let state = OfficeState::fold(&desks.events);
    assert_eq!(state.recipients(), BTreeSet::from([key('s'), key('a'), key('c'), recovery.clone()]));
    // A server that was made anew has another key; the old one opens nothing any more.
    desks.write(9, 3, ServerKeyed { server: id(13), recipient: key('n') });
    let state = OfficeState::fold(&desks.events);
    assert_eq!(state.recipients(), BTreeSet::from([key('n'), key('a'), key('c'), recovery.clone()]));
    // A PC that was revoked opens nothing that is written from then on.
    let lost = DeviceRevoked {
        device: id(11),
        log: log(2),
        seq: 3,
        chain: Hash([4; 32]),
        answers: None,
        private: Some(Reason { reason: "Laptop hilang".into() }),
    };
    desks.write(9, 4, lost);
    let state = OfficeState::fold(&desks.events);
    assert_eq!(state.recipients(), BTreeSet::from([key('n'), key('a'), recovery]));
}

#[test]
fn a_request_is_answered_by_the_deed_or_by_a_refusal() {
    let mut desks = Desks::default();
    let deed = desks.write(9, 1, user(SARI, &[Role::Officer], Some(id(50))));
    let refusal = desks.write(
        9,
        2,
        RequestRefused { request: id(51), cause: code("no_right"), private: reason("bukan pengelola") },
    );
    let answers = OfficeState::fold(&desks.events).answers;
    assert_eq!(answers[&id(50)], Answer::Granted { event: deed });
    let reason = lakon_domain::tips::Value::Known("bukan pengelola".to_owned());
    assert_eq!(answers[&id(51)], Answer::Refused { event: refusal, cause: code("no_right"), reason });
    assert!(!answers.contains_key(&id(52)));
}

#[test]
fn a_voided_grant_grants_nothing() {
    let mut desks = Desks::default();
    let grant = desks.write(9, 1, device(10, 1, SARI, &[Role::Admin]));
    desks.write(9, 2, void(&[grant]));
    assert_eq!(OfficeState::fold(&desks.events).roles(id(SARI), id(10)), []);
}

#[test]
fn only_a_log_opened_with_a_stated_key_speaks_for_the_office() {
    let pinned = key_of(1).1;
    let mut desks = Desks::default();
    // The office's server; one signed by a stranger; one that repeats the statement in a log of another key; a desk.
    desks.write(9, 0, log_opened(13, 9));
    desks.write(9, 0, stated(1, 9, 13));
    desks.write(8, 0, log_opened(66, 8));
    desks.write(8, 0, stated(2, 8, 66));
    desks.write(7, 0, log_opened(67, 7));
    desks.write(7, 0, stated(1, 9, 13));
    desks.write(1, 0, log_opened(10, 1));
    desks.write(1, 0, begun(pinned));
    assert_eq!(office_logs(&desks.events, &pinned, None).into_iter().collect::<Vec<_>>(), [log(9)]);
    assert_eq!(office_logs(&desks.events, &pinned, Some(log(1))).into_iter().collect::<Vec<_>>(), [log(1), log(9)]);
}

#[test]
fn every_kind_has_a_subject() {
    for event in samples() {
        let subjects = subject(&event);
        assert!(!subjects.is_empty(), "{}", event.kind());
        let of_the_whole = |s: &Subject| matches!(s, Subject::Office | Subject::Settings);
        assert!(subjects.iter().all(|s| (s.id() == Uuid::nil()) == of_the_whole(s) && !s.sort().is_empty()));
        assert_eq!(
            event.kind().starts_with("case."),
            subjects.contains(&Subject::Case(CASE)) && event.kind().starts_with("case.")
        );
    }
    assert_eq!(subject(&opened().into()), [Subject::Case(CASE), Subject::Visit(id(2))]);
    assert_eq!(subject(&acts::moved(3, &[]).into()), [Subject::Case(CASE), Subject::Visit(id(3))]);
    assert_eq!(subject(&acts::carry(30, CASE, OTHER).into()), [Subject::Case(CASE), Subject::Case(OTHER)]);
    assert_eq!(subject(&acts::taken(54, true, 1).into()), [Subject::Case(CASE), Subject::Case(OTHER)]);
    assert_eq!(subject(&acts::setting("late_days", 7, "2026-01-01", &[]).into()), [Subject::Settings]);
    assert_eq!(named(&void(&[id(1)]).into()), [id(1)]);
    assert_eq!(named(&allow(&[id(1)]).into()), [id(1)]);
    assert_eq!(named(&erase(&[id(1)]).into()), [id(1)]);
    assert!(named(&opened().into()).is_empty());
}

#[test]
fn of_a_revoked_device_the_greatest_head_counts_in_any_order_and_the_first_record_says_when_and_why() {
    let revoked = |seq: u64, why: &str| DeviceRevoked {
        device: id(10),
        log: log(1),
        seq,
        chain: Hash([u8::try_from(seq).unwrap(); 32]),
        answers: None,
        private: reason(why),
    };
    let mut desks = Desks::default();
    desks.write(9, 1, device(10, 1, SARI, &[Role::Officer]));
    desks.write(9, 2, revoked(7, "Laptop hilang"));
    desks.write(9, 3, revoked(9, "Laptop hilang"));
    desks.write(9, 4, revoked(8, "Terlambat datang"));
    let state = OfficeState::fold(&desks.events);
    let end = state.revoked.end(log(1)).unwrap();
    assert_eq!((end.seq, end.chain), (9, Hash([9; 32])));
    assert_eq!(state.revoked.of(id(10)).map(|one| (one.at, one.reason.text())), Some((minute(2), "Laptop hilang")));
    assert!(state.revoked.holds(id(10)) && !state.revoked.holds(id(11)) && state.revoked.end(log(2)).is_none());
    desks.events.reverse();
    assert_eq!(OfficeState::fold(&desks.events), state);
}

#[test]
fn an_office_s_identity_is_read_back_and_another_s_seed_is_noticed() {
    let (ours, theirs) = (key_of(1).1, key_of(2).1);
    let text = identity_text(id(12), &ours);
    assert_eq!(read_identity(&format!(" {} ", text.to_uppercase()), &ours).unwrap(), Some(id(12)));
    assert_eq!(read_identity(&text, &theirs).unwrap(), None);
    assert_eq!(read_identity(&id(12).simple().to_string(), &ours).unwrap(), None);
    assert!(read_identity("bukan identitas", &ours).is_err());
}
