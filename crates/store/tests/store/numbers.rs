//! Two cases with one number, which should never be, are told apart the same way on every PC.

use crate::common::{Desk, Office, dump, enrolled};
use lakon_domain::event::{RecordAllowed, RecordVoided};
use lakon_store::{CaseFilter, ShownNumber};
use uuid::Uuid;

fn shows(desk: &Desk, case: Uuid) -> (String, bool) {
    let ShownNumber { text, shared } = desk.store.shown_number(case).unwrap().unwrap();
    (text, shared)
}

fn found(desk: &Desk, words: &str) -> Vec<String> {
    let filter = CaseFilter { status: None, text: words.into() };
    let rows = desk.store.case_rows(&filter, None, 50).unwrap().rows;
    let mut numbers: Vec<String> = rows.into_iter().map(|row| row.number).collect();
    numbers.sort();
    numbers
}

#[test]
fn of_two_cases_with_one_number_the_later_shows_a_two_and_both_are_marked() {
    let mut office = Office::new();
    // Two PCs with one label: what the labels are there to prevent.
    let (a, b) = (enrolled(&mut office, "a", "B"), enrolled(&mut office, "b", "B"));
    for desk in [&a, &b] {
        office.send_to(&desk.store);
    }
    let first = a.case("satu");
    b.clock.pass(10_000);
    let second = b.case("dua");
    let third = b.case("tiga");
    assert_eq!(shows(&b, second), ("046-B-26-0001".into(), false));
    // The later one's PC hears of the earlier one after its own number was printed.
    a.send_to(&b.store, 1);
    b.send_to(&a.store, 100);
    for desk in [&a, &b] {
        assert_eq!(shows(desk, first), ("046-B-26-0001".into(), true));
        assert_eq!(shows(desk, second), ("046-B-26-0001-2".into(), true));
        assert_eq!(shows(desk, third), ("046-B-26-0002".into(), false));
        // The printed number finds both.
        assert_eq!(found(desk, "046-B-26-0001"), ["046-B-26-0001", "046-B-26-0001-2"]);
        assert_eq!(found(desk, "046-B-26-0001-2"), ["046-B-26-0001-2"]);
        let row = desk.store.case_row(second).unwrap().unwrap();
        assert_eq!((row.number.as_str(), row.number_shared), ("046-B-26-0001-2", true));
        // The record says what was given.
        assert_eq!(desk.store.case(second).unwrap().unwrap().number.to_string(), "046-B-26-0001");
    }
    assert_eq!(dump(&a.store), dump(&b.store));
    let before = dump(&a.store);
    a.store.rebuild(&|_, _| {}).unwrap();
    assert_eq!(dump(&a.store), before);
    // Nobody gets a number again.
    let next = a.case("empat");
    assert_eq!(shows(&a, next), ("046-B-26-0003".into(), false));
}

#[test]
fn a_shown_number_stays_when_the_earlier_case_is_voided() {
    let mut office = Office::new();
    let (a, b) = (enrolled(&mut office, "a", "B"), enrolled(&mut office, "b", "B"));
    office.send_to(&a.store);
    office.send_to(&b.store);
    let first = a.case("satu");
    b.clock.pass(10_000);
    let second = b.case("dua");
    b.send_to(&a.store, 100);
    let state = a.store.case(first).unwrap().unwrap();
    let voids: Vec<Uuid> = state.question.tips.iter().copied().chain([state.opened_event]).collect();
    office.append([RecordVoided { voids: voids.clone(), cause: crate::common::code("no_right") }.into()]);
    office.send_to(&a.store);
    assert_eq!(a.store.shown_number(first).unwrap(), None);
    assert_eq!(shows(&a, second), ("046-B-26-0001-2".into(), true));
    office.append([RecordAllowed { allows: voids }.into()]);
    office.send_to(&a.store);
    assert_eq!(shows(&a, first), ("046-B-26-0001".into(), true));
}
