//! The working calendar: which days are worked, from when to when, and the table of holidays it comes with.

use chrono::Weekday;
use lakon_domain::calendar::{
    Calendar, Closed, Counting, Day, Entry, Holiday, HolidayKind, Hours, Period, Week, shipped_holidays,
};
use lakon_domain::number::Zone;
use lakon_domain::shape::Time;
use proptest::prelude::*;

use crate::world::code;

/// Samarinda, cuti bersama off.
pub const WITA: Counting = Counting { zone: Zone::Wita, works_on_cuti_bersama: false };

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn holiday(text: &str, kind: HolidayKind, status: &str, name: &str) -> Entry {
    Entry::Holiday(Holiday { day: day(text), kind, status: code(status), name: name.to_owned(), source: String::new() })
}

/// `2026-11-20 16:00` in Samarinda.
pub fn wita(text: &str) -> Time {
    let (date, clock) = text.split_once(' ').unwrap();
    let (hour, minute) = clock.split_once(':').unwrap();
    day(date).at(hour.parse::<u16>().unwrap() * 60 + minute.parse::<u16>().unwrap(), Zone::Wita)
}

pub fn weekday(day: Day) -> &'static str {
    let names = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];
    names[day.weekday().num_days_from_monday() as usize]
}

pub fn table(text: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect()
}

/// Every day of the years the program comes with holidays for.
fn three_years() -> impl Iterator<Item = Day> {
    day("2024-12-31").following().take_while(|one| *one <= day("2027-12-31"))
}

fn ramadan() -> Entry {
    Entry::Hours(Period { from: day("2026-02-18"), to: day("2026-03-19"), week: Week::RAMADAN })
}

#[test]
fn every_row_of_the_holidays_is_read_as_it_stands() {
    let rows = table(include_str!("../../data/holidays-2025-2027.csv"));
    assert_eq!(shipped_holidays().len(), rows.len());
    for (holiday, row) in shipped_holidays().iter().zip(&rows) {
        let read =
            [&holiday.day.to_string(), holiday.kind.code(), holiday.status.as_str(), &holiday.name, &holiday.source];
        assert_eq!(read, [&row[0], &row[3], &row[6], &row[2], &row[7]]);
        assert_eq!(holiday.is_confirmed(), &row[6] == "ditetapkan");
        assert_eq!(weekday(holiday.day), &row[1], "{}", holiday.day);
        assert_eq!(Week::DEFAULT.hours(holiday.day.weekday()).is_some(), &row[4] == "ya", "{}", holiday.day);
    }
}

#[test]
fn the_months_have_the_working_days_of_the_table() {
    let calendar = Calendar::shipped();
    for row in table(include_str!("../data/workdays-per-month.csv")) {
        let year: i32 = row[0].parse().unwrap();
        let count = |month: Option<u32>| {
            let days = three_years().filter(|day| day.year() == year && month.is_none_or(|month| day.month() == month));
            days.filter(|day| calendar.is_working_day(*day, WITA)).count().to_string()
        };
        for month in 1..=12 {
            assert_eq!(count(Some(month)), &row[month as usize], "{year}-{month}");
        }
        assert_eq!(count(None), &row[13], "{year}");
    }
}

#[test]
fn a_closed_day_says_why() {
    let calendar = Calendar::shipped();
    let named = |text: &str| match calendar.closed(day(text), WITA) {
        Some(Closed::Holiday(holiday)) => Some((holiday.kind, holiday.name)),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(calendar.closed(day("2026-11-20"), WITA), None);
    assert_eq!(calendar.closed(day("2026-11-21"), WITA), Some(Closed::Weekend));
    assert_eq!(named("2026-12-25"), Some((HolidayKind::National, "Hari Raya Natal".to_owned())));
    assert_eq!(named("2026-12-24"), Some((HolidayKind::CutiBersama, "Cuti Bersama Hari Raya Natal".to_owned())));
    assert_eq!(calendar.closed(day("2026-03-21"), WITA), Some(Closed::Weekend), "a holiday on a Saturday");
}

#[test]
fn an_office_that_works_on_cuti_bersama_is_open_then_and_on_nothing_else() {
    let (calendar, works) = (Calendar::shipped(), Counting { works_on_cuti_bersama: true, ..WITA });
    let opened: Vec<Day> = three_years()
        .filter(|day| calendar.is_working_day(*day, works) && !calendar.is_working_day(*day, WITA))
        .collect();
    let on_a_weekday = |holiday: &&Holiday| Week::DEFAULT.hours(holiday.day.weekday()).is_some();
    let leave = shipped_holidays().iter().filter(|holiday| holiday.kind == HolidayKind::CutiBersama);
    assert_eq!(opened, leave.filter(on_a_weekday).map(|holiday| holiday.day).collect::<Vec<_>>());
    assert_eq!(calendar.closing(day("2026-12-24"), works), Some(wita("2026-12-24 16:00")));
    assert_eq!(calendar.closing(day("2026-12-24"), WITA), None);
}

#[test]
fn of_two_holidays_on_one_day_the_surest_is_named() {
    let entries = [
        holiday("2026-11-23", HolidayKind::National, "menunggu", "A"),
        holiday("2026-11-23", HolidayKind::CutiBersama, "ditetapkan", "B"),
        holiday("2026-11-24", HolidayKind::CutiBersama, "ditetapkan", "C"),
        holiday("2026-11-24", HolidayKind::National, "ditetapkan", "D"),
    ];
    let calendar = Calendar::new(entries);
    let name = |text, counting| match calendar.closed(day(text), counting) {
        Some(Closed::Holiday(holiday)) => holiday.name,
        other => panic!("{other:?}"),
    };
    assert_eq!((name("2026-11-23", WITA), name("2026-11-24", WITA)), ("B".to_owned(), "D".to_owned()));
    assert_eq!(name("2026-11-23", Counting { works_on_cuti_bersama: true, ..WITA }), "A");
}

#[test]
fn a_year_is_known_by_any_holiday() {
    let calendar = Calendar::shipped();
    assert_eq!([2024, 2025, 2026, 2027, 2028].map(|year| calendar.knows_year(year)), [false, true, true, true, false]);
    let hours_only = Calendar::new([ramadan()]);
    assert!(!hours_only.knows_year(2026));
}

#[test]
fn the_office_opens_and_closes_by_the_hours_of_the_weekday_in_its_own_zone() {
    let calendar = Calendar::shipped();
    let of = |text, counting| (calendar.opening(day(text), counting), calendar.closing(day(text), counting));
    assert_eq!(of("2026-11-19", WITA), (Some(wita("2026-11-19 07:30")), Some(wita("2026-11-19 16:00"))));
    assert_eq!(of("2026-11-20", WITA), (Some(wita("2026-11-20 07:30")), Some(wita("2026-11-20 16:30"))));
    assert_eq!(of("2026-11-22", WITA), (None, None));
    assert_eq!(of("2026-12-25", WITA), (None, None));
    let hour_later = Time(wita("2026-11-20 16:30").0 + 3_600_000);
    assert_eq!(of("2026-11-20", Counting::new(Zone::Wib)).1, Some(hour_later));
}

#[test]
fn in_ramadan_other_hours_hold_from_the_first_to_the_last_day() {
    let calendar = Calendar::new([ramadan()]);
    let hours = |text| {
        let hours = calendar.hours(day(text), WITA).unwrap();
        (hours.opens(), hours.closes())
    };
    assert_eq!((hours("2026-02-17"), hours("2026-03-20")), ((450, 960), (450, 990)));
    assert_eq!((hours("2026-02-18"), hours("2026-03-19"), hours("2026-02-20")), ((480, 900), (480, 900), (480, 930)));
}

#[test]
fn of_overlapping_periods_the_one_that_began_last_holds_and_then_the_shorter() {
    let early = Hours::new(420, 900, 720, 60).unwrap();
    let short = |from: &str, to: &str, friday: Hours| {
        Entry::Hours(Period { from: day(from), to: day(to), week: Week { monday_to_thursday: early, friday } })
    };
    let calendar = Calendar::new([
        short("2026-02-25", "2026-02-27", early),
        ramadan(),
        short("2026-02-18", "2026-02-19", early),
        short("2026-03-05", "2026-03-04", early),
    ]);
    let opens = |text| calendar.hours(day(text), WITA).unwrap().opens();
    assert_eq!([opens("2026-02-24"), opens("2026-02-25"), opens("2026-03-02")], [480, 420, 480]);
    assert_eq!([opens("2026-02-18"), opens("2026-02-19"), opens("2026-02-20")], [420, 420, 480]);
    assert_eq!([opens("2026-03-04"), opens("2026-03-05")], [480, 480], "a period that ends before it begins");
}

#[test]
fn weeks_have_the_hours_of_the_presidential_regulation() {
    let weekly = |week: Week| {
        let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
        days.iter().filter_map(|day| week.hours(*day)).map(|hours| u32::from(hours.minutes())).sum::<u32>()
    };
    assert_eq!((weekly(Week::DEFAULT), weekly(Week::RAMADAN)), (37 * 60 + 30, 32 * 60 + 30));
    for week in [Week::DEFAULT, Week::RAMADAN] {
        let text = serde_json::to_string(&week).unwrap();
        assert_eq!(serde_json::from_str::<Week>(&text).unwrap(), week, "the constants are hours that read back");
    }
}

#[test]
fn hours_that_are_none_are_refused() {
    assert!(Hours::new(450, 960, 720, 60).is_ok() && Hours::new(0, 1440, 0, 0).is_ok());
    assert!(Hours::new(450, 960, 450, 60).is_ok() && Hours::new(450, 960, 900, 60).is_ok());
    for (opens, closes, rest_from, rest) in [
        (960, 450, 720, 60),
        (450, 450, 450, 0),
        (450, 1441, 720, 60),
        (450, 960, 420, 60),
        (450, 960, 901, 60),
        (450, 960, 720, u16::MAX),
    ] {
        assert!(Hours::new(opens, closes, rest_from, rest).is_err(), "{opens} {closes} {rest_from} {rest}");
    }
    assert!(serde_json::from_str::<Hours>(r#"{"opens":960,"closes":450,"rest_from":720,"rest_minutes":60}"#).is_err());
}

#[test]
fn working_minutes_leave_out_nights_breaks_weekends_and_holidays() {
    let calendar = Calendar::shipped();
    let minutes = |from: &str, to: &str| calendar.working_minutes(wita(from), wita(to), WITA);
    assert_eq!(minutes("2026-11-19 07:30", "2026-11-19 16:00"), 450, "a Thursday");
    assert_eq!(minutes("2026-11-20 07:30", "2026-11-20 16:30"), 450, "a Friday");
    assert_eq!(minutes("2026-11-19 10:00", "2026-11-19 10:20"), 20);
    assert_eq!(minutes("2026-11-19 11:50", "2026-11-19 13:10"), 20, "over the break");
    assert_eq!(minutes("2026-11-20 11:20", "2026-11-20 13:10"), 20, "over the break of a Friday");
    assert_eq!(minutes("2026-11-19 12:10", "2026-11-19 12:50"), 0, "in the break");
    assert_eq!(minutes("2026-11-20 16:20", "2026-11-23 07:40"), 20, "over a weekend");
    assert_eq!(minutes("2026-12-23 15:50", "2026-12-28 07:40"), 20, "over Christmas");
    assert_eq!(minutes("2026-11-21 00:00", "2026-11-22 23:59"), 0, "a weekend");
    assert_eq!(minutes("2026-11-19 16:00", "2026-11-20 07:30"), 0, "a night");
    assert_eq!(minutes("2026-11-19 10:20", "2026-11-19 10:00"), 0, "backwards");
    assert_eq!(minutes("2026-11-19 00:00", "2026-11-21 00:00"), 900);
    let works = Counting { works_on_cuti_bersama: true, ..WITA };
    assert_eq!(calendar.working_minutes(wita("2026-12-24 00:00"), wita("2026-12-26 00:00"), works), 450);
}

#[test]
fn working_minutes_are_whole_and_count_milliseconds_before_they_are_cut() {
    let calendar = Calendar::default();
    let (start, half) = (wita("2026-11-19 11:59"), 30_000);
    assert_eq!(calendar.working_minutes(start, Time(start.0 + 59_999), WITA), 0);
    assert_eq!(calendar.working_minutes(Time(start.0 + half), Time(wita("2026-11-19 13:00").0 + half), WITA), 1);
}

#[test]
fn the_last_day_of_all_is_the_end() {
    assert_eq!(Calendar::default().next_working_day(Day::LAST, WITA), Day::LAST);
    assert_eq!(Calendar::default().next_working_day(day("9999-12-30"), WITA), Day::LAST, "a Friday");
}

/// A moment of 2026, to the minute.
fn moment() -> impl Strategy<Value = Time> {
    (0..365i64 * 24 * 60).prop_map(|minutes| Time(wita("2026-01-01 00:00").0 + minutes * 60_000))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn working_minutes_add_up_and_never_exceed_the_time_between(mut moments in prop::array::uniform3(moment())) {
        moments.sort();
        let [a, b, c] = moments;
        let calendar = Calendar::new(shipped_holidays().iter().cloned().map(Entry::Holiday).chain([ramadan()]));
        let minutes = |from, to| calendar.working_minutes(from, to, WITA);
        prop_assert_eq!(minutes(a, b) + minutes(b, c), minutes(a, c));
        prop_assert!((0..=c.since(a) / 60_000).contains(&minutes(a, c)));
        prop_assert_eq!(minutes(c, a), 0);
    }

    #[test]
    fn the_next_working_day_is_the_first_that_is_worked(after in 0..1000usize) {
        let calendar = Calendar::shipped();
        let from = three_years().nth(after).unwrap();
        let next = calendar.next_working_day(from, WITA);
        prop_assert!(next > from && calendar.is_working_day(next, WITA));
        let between: Vec<Day> = from.following().take_while(|one| *one < next).collect();
        prop_assert!(between.iter().all(|one| !calendar.is_working_day(*one, WITA)));
    }
}
