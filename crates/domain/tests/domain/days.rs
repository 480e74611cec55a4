//! Civil dates: their text, their instants, and their place among the shapes of facts.

use lakon_domain::calendar::Day;
use lakon_domain::number::Zone;
use lakon_domain::shape::{Fact, Shape, Time};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::world::MORNING;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn a_day_is_written_in_ten_characters_and_read_back() {
    for text in ["0000-01-01", "0999-12-31", "1970-01-01", "2024-02-29", "2026-11-20", "9999-12-31"] {
        assert_eq!(day(text).to_string(), text);
        assert_eq!(serde_json::to_value(day(text)).unwrap(), json!(text));
        assert_eq!(serde_json::from_value::<Day>(json!(text)).unwrap(), day(text));
    }
    assert_eq!((Day::FIRST, Day::LAST), (day("0000-01-01"), day("9999-12-31")));
    assert_eq!(Day::new(2026, 11, 20), Ok(day("2026-11-20")));
}

#[test]
fn what_is_nearly_a_day_is_refused() {
    for text in [
        "",
        "2026-1-5",
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-04-31",
        "20-11-2026",
        "2026/11/20",
        " 2026-11-20",
        "2026-11-20 ",
        "+2026-11-20",
        "-0001-01-01",
        "+10000-01-01",
        "10000-01-01",
        "2026-11-20T00:00:00Z",
        "２０２６-11-20",
        "besok",
    ] {
        assert!(text.parse::<Day>().is_err(), "{text}");
        assert!(!Shape::Day.holds(&json!(text)), "{text}");
        assert!(serde_json::from_value::<Day>(json!(text)).is_err(), "{text}");
    }
    assert!(Day::new(2026, 2, 29).is_err() && Day::new(10_000, 1, 1).is_err() && Day::new(-1, 1, 1).is_err());
}

#[test]
fn a_day_may_stand_among_facts() {
    assert_eq!(<Day as Fact>::SHAPE, Shape::Day);
    assert!(Shape::Day.holds(&json!(day("2026-11-20"))));
    assert!(Shape::Optional(&Shape::Day).holds(&Value::Null));
    for other in [json!(20_261_120), json!(null), json!(["2026-11-20"])] {
        assert!(!Shape::Day.holds(&other), "{other}");
    }
}

#[test]
fn the_day_changes_at_midnight_of_the_office() {
    let midnight = day("2026-07-01").at(0, Zone::Wita);
    assert_eq!(midnight, Time(MORNING - 8 * 3_600_000));
    assert_eq!(
        (Day::of(Time(midnight.0 - 1), Zone::Wita), Day::of(midnight, Zone::Wita)),
        (day("2026-06-30"), day("2026-07-01"))
    );
    assert_eq!((Day::of(midnight, Zone::Wib), Day::of(midnight, Zone::Wit)), (day("2026-06-30"), day("2026-07-01")));
    assert_eq!(day("2026-06-30").at(24 * 60, Zone::Wita), midnight);
}

#[test]
fn instants_beyond_the_calendar_are_its_ends() {
    for ms in [i64::MIN, -8_334_601_228_800_000, -62_200_000_000_000] {
        assert_eq!(Day::of(Time(ms), Zone::Wita), Day::FIRST, "{ms}");
    }
    for ms in [253_402_300_800_000, 8_210_266_876_799_999, i64::MAX] {
        assert_eq!(Day::of(Time(ms), Zone::Wita), Day::LAST, "{ms}");
    }
    assert_eq!(Day::LAST.following().next(), None);
    assert!(Day::LAST.at(24 * 60, Zone::Wita) > Day::LAST.at(0, Zone::Wita));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_minute_of_a_day_lies_on_that_day(year in 1965..2200i32, month in 1..13u32, of_month in 1..29u32, minute in 0..1440u16) {
        let day = Day::new(year, month, of_month).unwrap();
        for zone in Zone::ALL {
            prop_assert_eq!(Day::of(day.at(minute, zone), zone), day);
        }
        prop_assert_eq!(day.to_string().parse(), Ok(day));
    }
}
