//! One record of another PC that changes what every open case is counted by: the cases follow in parts, an officer is in between, and a
//! program that is killed goes on at its next start.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use lakon_domain::duty::DutyKind;
use lakon_domain::event::{
    CasePromised, ChannelDefined, ChannelSet, HolidaySet, Name, PartiesMapped, QuestionSet, Reason, RecordAllowed,
    RecordErased, RecordVoided,
};
use lakon_domain::shape::Time;
use lakon_domain::subject::Subject;
use lakon_store::{CaseFilter, Folder, Randomness, Store, StoreError, Topic};
use tempfile::TempDir;
use uuid::Uuid;

use crate::common::{Desk, Hand, Office, Seeded, USER, code, dump, enrolled, text};

/// More than fit in the first part, whatever this machine's speed.
const CASES: usize = 60;

/// Two PCs of an office, the second with open cases that have a due date.
fn office() -> (Desk, Desk, Vec<Uuid>) {
    let mut office = Office::new();
    let (a, b) = (enrolled(&mut office, "a", "A"), enrolled(&mut office, "b", "B"));
    office.send_to(&a.store);
    office.send_to(&b.store);
    let promised = |n: usize| {
        let case = b.case(&format!("Pertanyaan {n}"));
        b.write([CasePromised { case, promised_at: b.clock_now(), private: text("") }.into()]);
        case
    };
    let cases = (0..CASES).map(promised).collect();
    (a, b, cases)
}

fn holiday(a: &Desk) {
    a.write([HolidaySet {
        day: "2026-11-25".parse().unwrap(),
        sort: code("cuti_bersama"),
        status: code("ditetapkan"),
        removed: false,
        replaces: vec![],
        private: Some(Name { name: "Cuti Bersama Contoh".into() }),
    }
    .into()]);
}

fn due(store: &Store) -> Vec<i64> {
    let owed = store.owed(Time(i64::MIN), Time(i64::MAX), None, 10_000).unwrap();
    owed.rows.iter().filter(|one| one.kind == DutyKind::Solution).map(|one| one.due_at.0).collect()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &there);
        } else {
            std::fs::copy(entry.path(), there).unwrap();
        }
    }
}

#[test]
fn cases_follow_a_changed_calendar_in_parts_with_an_officer_in_between_and_a_kill_leaves_none_behind() {
    let (a, b, cases) = office();
    let old = due(&b.store)[0];
    assert_eq!(due(&b.store), vec![old; CASES]);
    holiday(&a);

    let crash = TempDir::new().unwrap();
    let parts = Arc::new(Mutex::new(Vec::new()));
    let wrote = AtomicBool::new(false);
    let (at_desk, noted, own) = (b.store.clone(), parts.clone(), cases[CASES - 1]);
    let (folder, copied) = (b.folder.path().to_owned(), crash.path().join("data"));
    b.store.listen(Arc::new(move |changed| {
        let told = changed.topics.iter().filter(|topic| matches!(topic, Topic::Case(_))).count();
        let moved = due(&at_desk).iter().filter(|at| **at != old).count();
        noted.lock().unwrap().push((told, moved));
        if moved > 0 && !wrote.swap(true, Ordering::SeqCst) {
            // What a kill at this moment would leave; then the officer goes on working.
            copy(&folder, &copied);
            at_desk
                .transact(USER, |tx| {
                    tx.write(QuestionSet { case: own, replaces: vec![], private: text("Disimpan di tengah") })?;
                    Ok::<_, StoreError>(())
                })
                .unwrap();
        }
    }));
    a.send_to(&b.store, usize::MAX);

    let parts = parts.lock().unwrap().clone();
    assert!(parts.iter().all(|(told, _)| *told < CASES), "{parts:?}");
    assert_eq!(parts[0], (0, 0), "the record comes first, and nothing has moved yet: {parts:?}");
    assert!(parts.iter().any(|(_, moved)| (1..CASES).contains(moved)), "{parts:?}");
    let now = due(&b.store);
    assert!(now.len() == CASES && now.iter().all(|at| *at > old));

    let again = Folder::open(crash.path().join("data")).unwrap();
    let restarted = Store::open(&again, &b.key, Hand::new(), Randomness::new(Seeded::new("again"))).unwrap();
    assert_eq!(due(&restarted), now);
    // And nothing else differs than what was written afterwards.
    let before = dump(&b.store);
    b.store.rebuild(&|_, _| {}).unwrap();
    assert_eq!(dump(&b.store), before);
}

#[test]
fn cases_of_a_channel_that_means_something_else_follow_too() {
    let (a, b, _) = office();
    let case = b.case("Di loket bergerak");
    b.write([ChannelSet { case, channel: code("loket_bergerak"), replaces: vec![] }.into()]);
    assert!(!b.store.running_cases().unwrap().contains(&case), "an unknown channel starts no clock");
    a.write([ChannelDefined {
        channel: code("loket_bergerak"),
        online: false,
        hai: false,
        order: 5,
        retired: false,
        replaces: vec![],
        private: Some(Name { name: "Loket bergerak".into() }),
    }
    .into()]);
    a.send_to(&b.store, usize::MAX);
    assert!(b.store.running_cases().unwrap().contains(&case));
}

/// Of each transaction how many cases it told of.
fn parts(store: &Store) -> Arc<Mutex<Vec<usize>>> {
    let parts = Arc::new(Mutex::new(Vec::new()));
    let noted = parts.clone();
    store.listen(Arc::new(move |changed| {
        let told = changed.topics.iter().filter(|topic| matches!(topic, Topic::Case(_))).count();
        noted.lock().unwrap().push(told);
    }));
    parts
}

fn shown(store: &Store) -> Vec<(String, String)> {
    let rows = store.case_rows(&CaseFilter::default(), None, 1_000).unwrap().rows;
    rows.into_iter().map(|row| (row.question, row.who)).collect()
}

#[test]
fn cases_of_a_stakeholder_who_is_read_as_another_follow_in_parts() {
    let mut office = Office::new();
    let (a, b) = (enrolled(&mut office, "a", "A"), enrolled(&mut office, "b", "B"));
    office.send_to(&a.store);
    office.send_to(&b.store);
    let cases: Vec<Uuid> = (0..CASES).map(|n| a.case(&format!("Pertanyaan {n}"))).collect();
    let there = a.person(cases[0], "Rina Dahulu", "0811 111111");
    for case in &cases[1..] {
        a.write([crate::common::party(*case, Some(there), None).into()]);
    }
    let last = a.case("Sudah dikenal");
    let here = a.person(last, "Rina Kantor", "0822 222222");
    a.send_to(&b.store, usize::MAX);
    let called = |name: &str| shown(&b.store).iter().filter(|(_, who)| who == name).count();
    assert_eq!((called("Rina Dahulu"), called("Rina Kantor")), (CASES, 1));

    office.append([PartiesMapped { parties: vec![there], read_as: vec![here] }.into()]);
    let parts = parts(&b.store);
    office.send_to(&b.store);
    let parts = parts.lock().unwrap().clone();
    assert!(parts.len() > 2 && parts.iter().all(|told| *told < CASES), "{parts:?}");
    assert_eq!(called("Rina Dahulu"), 0);
    let before = dump(&b.store);
    b.store.rebuild(&|_, _| {}).unwrap();
    assert_eq!(dump(&b.store), before);
}

#[test]
fn cases_whose_records_one_record_voids_follow_in_parts_and_come_back() {
    let mut office = Office::new();
    let (a, b) = (enrolled(&mut office, "a", "A"), enrolled(&mut office, "b", "B"));
    office.send_to(&a.store);
    office.send_to(&b.store);
    let cases: Vec<Uuid> = (0..CASES).map(|n| a.case(&format!("Pertanyaan {n}"))).collect();
    a.send_to(&b.store, usize::MAX);
    let whole = shown(&b.store);
    assert_eq!(whole.len(), CASES);
    let events = cases.iter().flat_map(|case| b.store.events_of(Subject::Case(*case).id()).unwrap());
    let events: Vec<Uuid> = events.map(|filed| filed.id).collect();

    office.append([RecordVoided { voids: events.clone(), cause: code("no_right") }.into()]);
    let seen = parts(&b.store);
    office.send_to(&b.store);
    let told = std::mem::take(&mut *seen.lock().unwrap());
    assert!(told.len() > 2 && told.iter().all(|told| *told < CASES), "{told:?}");
    assert_eq!(shown(&b.store), []);
    // Of what has no row any more everything comes back.
    office.append([RecordAllowed { allows: events }.into()]);
    office.send_to(&b.store);
    let told = seen.lock().unwrap().clone();
    assert!(told.len() > 2 && told.iter().all(|told| *told < CASES), "{told:?}");
    assert_eq!(shown(&b.store), whole);
}

#[test]
fn what_is_erased_goes_out_of_every_row_at_once_however_many_there_are() {
    let mut office = Office::new();
    let (a, b) = (enrolled(&mut office, "a", "A"), enrolled(&mut office, "b", "B"));
    office.send_to(&a.store);
    office.send_to(&b.store);
    let cases: Vec<Uuid> = (0..CASES).map(|n| a.case(&format!("Rahasia {n}"))).collect();
    let person = a.person(cases[0], "Rina Rahasia", "0811 111111");
    for case in &cases[1..] {
        a.write([crate::common::party(*case, Some(person), None).into()]);
    }
    a.send_to(&b.store, usize::MAX);
    let subjects = cases.iter().map(|case| Subject::Case(*case)).chain([Subject::Person(person)]);
    let events = subjects.flat_map(|subject| b.store.events_of(subject.id()).unwrap());
    let erases = events.filter(|filed| filed.event.kind() != "case.opened").map(|filed| filed.id).collect();

    let (at_desk, left) = (b.store.clone(), Arc::new(Mutex::new(Vec::new())));
    let noted = left.clone();
    b.store.listen(Arc::new(move |_| {
        let says = |(question, who): &(String, String)| question.contains("Rahasia") || who.contains("Rahasia");
        noted.lock().unwrap().push(shown(&at_desk).iter().filter(|row| says(row)).count());
    }));
    office.append([RecordErased { erases, private: Some(Reason::default()) }.into()]);
    office.send_to(&b.store);
    let left = left.lock().unwrap().clone();
    assert!(!left.is_empty() && left.iter().all(|left| *left == 0), "{left:?}");
}
