//! Case numbers, labels and the year of the office.

use std::collections::BTreeSet;

use lakon_domain::number::*;
use lakon_domain::shape::{CaseNumber, Time};

use crate::world::Counting;

fn number(text: &str) -> CaseNumber {
    CaseNumber::new(text).unwrap()
}

#[test]
fn the_first_number_of_a_year_is_one_and_the_next_follows_the_last() {
    assert_eq!(next_number("046", "B", 26, 0).unwrap().as_str(), "046-B-26-0001");
    assert_eq!(next_number("046", "B", 26, 41).unwrap().as_str(), "046-B-26-0042");
    assert_eq!(next_number("046", "QX", 5, 9_999).unwrap().as_str(), "046-QX-05-10000");
}

#[test]
fn a_number_is_refused_where_office_or_label_have_no_shape() {
    assert!(next_number("46", "B", 26, 0).is_err());
    assert!(next_number("046", "O", 26, 0).is_err());
    assert!(next_number("046", "", 26, 0).is_err());
    assert!(next_number("046", "B", 26, 99_999_999).is_err());
}

#[test]
fn numbers_run_per_label_and_year() {
    let held = [number("046-B-26-0042"), number("046-B-25-0900"), number("046-C-26-0077"), number("046-B-26-0007")];
    assert_eq!(last_running(&held, "B", 26), 42);
    assert_eq!(last_running(&held, "B", 27), 0);
    let p = parts(&held[0]);
    assert_eq!((p.office.as_str(), p.label.as_str(), p.year, p.running), ("046", "B", 26, 42));
}

#[test]
fn the_year_changes_at_midnight_of_the_office_and_not_of_greenwich() {
    // 31 December 2026, 15:59:59.999 UTC is the last millisecond of the year in Samarinda.
    let last = Time(1_798_732_799_999);
    let first = Time(last.0 + 1);
    assert_eq!((Zone::Wita.year(last), Zone::Wita.year(first)), (26, 27));
    assert_eq!((Zone::Wib.year(first), Zone::Wit.year(last)), (26, 27));
    assert_eq!(Zone::Wita.date(first).to_string(), "2027-01-01");
}

#[test]
fn zones_are_read_by_key_and_by_name() {
    for zone in Zone::ALL {
        assert_eq!(zone.key().parse(), Ok(zone));
        assert_eq!(zone.iana().parse(), Ok(zone));
    }
    assert_eq!(Zone::Wita.iana(), "Asia/Makassar");
    assert!("UTC".parse::<Zone>().is_err());
}

#[test]
fn times_beyond_the_calendar_do_not_panic() {
    assert_eq!(Zone::Wita.year(Time(i64::MAX)), 70);
    assert_eq!(Zone::Wita.year(Time(i64::MIN)), 70);
}

#[test]
fn labels_have_no_i_and_no_o() {
    let mut random = Counting(0);
    let drawn: BTreeSet<String> = (0..500).map(|_| random_label(&mut random).as_str().to_owned()).collect();
    assert!(drawn.iter().all(|label| label.len() == 2 && is_label(label) && !label.contains(['I', 'O'])));
    assert!(drawn.len() > 10);
    for wrong in ["I", "O", "BO", "ABCD", "", "B4", "B477", "47", "b", "BI"] {
        assert!(!is_label(wrong), "{wrong}");
        assert!(CaseNumber::new(format!("046-{wrong}-26-0001")).is_err(), "{wrong}");
    }
}

#[test]
fn the_server_gives_one_letter_and_then_three() {
    let mut given = BTreeSet::new();
    for _ in 0..30 {
        let label = server_label(|label| given.contains(label)).unwrap();
        given.insert(label.as_str().to_owned());
    }
    assert_eq!(given.iter().filter(|label| label.len() == 1).count(), 24);
    assert_eq!(given.iter().filter(|label| label.len() == 3).count(), 6);
    assert!(given.contains("AAA") && given.iter().all(|label| is_label(label)));
    assert_eq!(server_label(|_| true), None);
}

#[test]
fn a_new_incarnation_waits_with_its_old_letters_and_two_digits() {
    let label = waiting_label("B", &mut Counting(47));
    assert_eq!(label.as_str(), "B47");
    assert_eq!(waiting_label(label.as_str(), &mut Counting(5)).as_str(), "B05");
    assert!(next_number("046", waiting_label("ABC", &mut Counting(9)).as_str(), 26, 0).is_ok());
}
