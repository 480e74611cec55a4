//! The table of kinds: what every kind writes, what it may write, and how it is read back.

use std::collections::BTreeSet;

use lakon_domain::event::{Event, KINDS, Unread};
use lakon_domain::filed::{Filed, NotFiled};
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::Hash;
use lakon_domain::record::{BadRecord, LARGEST_RECORD, PRIVATE_SALT, Record, Stamp};
use lakon_domain::rights::{RIGHTS, Role, may};
use lakon_domain::shape::Time;
use serde_json::Value;

use crate::world::*;

fn stamp() -> Stamp {
    Stamp {
        log: log(1),
        seq: 7,
        id: id(1),
        hlc: Hlc::new(MORNING, 3),
        author: id(2),
        at: Time(MORNING),
        offset: Some((-250, 60)),
    }
}

#[test]
fn every_kind_writes_its_declared_facts_in_their_declared_shapes_and_nothing_else() {
    for kind in KINDS {
        let sample = samples().into_iter().find(|event| event.kind() == kind.name);
        let sample = sample.unwrap_or_else(|| panic!("no sample of {}", kind.name));
        let record = Record::write(&sample, &stamp(), &mut Counting(0)).unwrap();
        let facts: Value = serde_json::from_slice(&record.facts).unwrap();
        let facts = facts.as_object().unwrap();
        let written: BTreeSet<&str> = facts.keys().map(String::as_str).collect();
        let declared: BTreeSet<&str> = kind.facts.iter().map(|(name, _)| *name).collect();
        assert_eq!(written, declared, "{}", kind.name);
        for (name, shape) in kind.facts {
            assert!(shape.holds(&facts[*name]), "{} {name}: {} is no {shape:?}", kind.name, facts[*name]);
        }
        let private =
            record.private.as_deref().map(|bytes| serde_json::from_slice::<Value>(&bytes[PRIVATE_SALT..]).unwrap());
        let written: BTreeSet<String> = private.iter().flat_map(|p| p.as_object().unwrap().keys().cloned()).collect();
        assert_eq!(written, kind.private.iter().map(|name| (*name).to_owned()).collect(), "{}", kind.name);
    }
}

#[test]
fn a_free_text_has_no_shape_of_a_fact() {
    let words = Value::from("Mengapa SPM ditolak?");
    assert!(KINDS.iter().flat_map(|kind| kind.facts).all(|(_, shape)| !shape.holds(&words)));
}

#[test]
fn every_kind_is_read_back_as_it_was_written() {
    for sample in samples() {
        let record = Record::write(&sample, &stamp(), &mut Counting(0)).unwrap();
        let filed = Filed::read(&record).unwrap();
        assert_eq!(filed.event, sample);
        assert!(!filed.private_missing);
        assert_eq!((filed.log, filed.seq, filed.id, filed.hlc), (log(1), 7, id(1), Hlc::new(MORNING, 3)));
    }
}

#[test]
fn every_kind_is_read_without_its_private_part_and_then_cannot_be_written() {
    for kind in KINDS {
        let sample = samples().into_iter().find(|event| event.kind() == kind.name).unwrap();
        let mut record = Record::write(&sample, &stamp(), &mut Counting(0)).unwrap();
        let hash = record.hash(&Hash::ZERO);
        record.private = None;
        assert_eq!(record.hash(&Hash::ZERO), hash, "the chain does not need it");
        let filed = Filed::read(&record).unwrap();
        assert_eq!(filed.private_missing, !kind.private.is_empty(), "{}", kind.name);
        assert_eq!(record.lacks_private(), filed.private_missing);
        let again = Record::write(&filed.event, &stamp(), &mut Counting(0));
        match kind.private {
            [] => assert_eq!(again.unwrap(), record),
            _ => assert!(matches!(again, Err(BadRecord::PrivateLacking(name)) if name == kind.name)),
        }
    }
}

#[test]
fn a_record_from_before_its_kind_had_a_private_part_lacks_nothing() {
    let mut record = Record::write(&question("Halo", &[]).into(), &stamp(), &mut Counting(0)).unwrap();
    (record.private, record.private_hash) = (None, Hash::ZERO);
    assert!(!Filed::read(&record).unwrap().private_missing);
}

#[test]
fn a_kind_of_a_newer_program_is_unknown_but_its_header_is_read() {
    let sample = samples().remove(0);
    let mut record = Record::write(&sample, &stamp(), &mut Counting(0)).unwrap();
    record.header = String::from_utf8(record.header).unwrap().replace("log.opened", "duty.promised").into_bytes();
    match Filed::read(&record) {
        Err(NotFiled::Unread { header, why: Unread::UnknownKind }) => {
            assert_eq!((header.seq, header.kind.as_str()), (7, "duty.promised"))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn fields_of_a_newer_program_are_passed_over() {
    let facts = br#"{"case":"01900000-0000-7000-8000-00000000ca5e","replaces":[],"mood":"calm"}"#;
    let private = [&[0; PRIVATE_SALT][..], br#"{"text":"Halo","language":"id"}"#].concat();
    let event = Event::read("case.question_set", facts, Some(&private)).unwrap();
    assert_eq!(event, question("Halo", &[]).into());
}

#[test]
fn malformed_parts_are_errors_and_no_panic() {
    let facts = facts(&question("Halo", &[]).into());
    assert!(matches!(Event::read("case.question_set", &facts, Some(b"short")), Err(Unread::NoSalt)));
    assert!(matches!(Event::read("case.question_set", &facts, Some(&[0; 40])), Err(Unread::Malformed(_))));
    assert!(matches!(Event::read("case.question_set", b"{}", None), Err(Unread::Malformed(_))));
    let not_a_satker =
        br#"{"organisation":"01900000-0000-7000-8000-00000000ca5e","stakeholder_type":"SATKER","satker_code":"45A1"}"#;
    assert!(matches!(Event::read("organisation.added", not_a_satker, None), Err(Unread::Malformed(_))));
}

#[test]
fn a_private_part_that_is_not_the_named_one_is_refused() {
    let mut record = Record::write(&question("Halo", &[]).into(), &stamp(), &mut Counting(0)).unwrap();
    record.private.as_mut().unwrap()[20] ^= 1;
    assert!(matches!(Filed::read(&record), Err(NotFiled::Bad(BadRecord::PrivateMismatch))));
}

#[test]
fn the_largest_record_is_written_and_one_byte_more_is_refused() {
    let with = |length: usize| Record::write(&question(&"x".repeat(length), &[]).into(), &stamp(), &mut Counting(0));
    let overhead = with(0).unwrap().size();
    assert_eq!(with(LARGEST_RECORD - overhead).unwrap().size(), LARGEST_RECORD);
    assert!(
        matches!(with(LARGEST_RECORD - overhead + 1), Err(BadRecord::TooLarge(size)) if size == LARGEST_RECORD + 1)
    );
}

#[test]
fn every_kind_has_a_row_of_rights_and_every_row_a_kind() {
    let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    let rights: Vec<&str> = RIGHTS.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, rights);
}

#[test]
fn officers_write_cases_and_admins_write_users() {
    assert!(may(&[Role::Officer], "case.resolved"));
    assert!(may(&[Role::Admin, Role::Officer], "case.resolved"));
    assert!(!may(&[Role::Admin], "case.resolved"));
    assert!(!may(&[Role::SectionHead, Role::OfficeHead], "case.question_set"));
    assert!(may(&[Role::Admin], "user.requested"));
    assert!(!may(&[Role::Officer], "record.erased"));
    assert!(may(&[], "log.opened"));
    assert!(may(&[], "kind.of_a_newer_program"));
}
