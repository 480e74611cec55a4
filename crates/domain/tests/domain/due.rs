//! Due dates: the answers to reproduce, the explanation day by day, and what must hold of any calendar.

use lakon_domain::calendar::{Calendar, Closed, Counting, Day, Entry, Holiday, HolidayKind, Period, Verdict, Week};
use proptest::prelude::*;

use crate::calendar::{WITA, day, holiday, table, weekday, wita};
use crate::world::code;

const NO_LEAVE: Counting = Counting { works_on_cuti_bersama: true, ..WITA };

/// A trace in short: 0 for day 0, 1.. for counted days, w, n, c for weekend, national holiday, cuti bersama; ! where a
/// holiday is not certain, + where a cuti bersama is worked.
fn trace(calendar: &Calendar, from: &str, n: u16, counting: Counting) -> String {
    let due = calendar.due(day(from), n, counting);
    let days = due.trace.iter().map(|one| match &one.verdict {
        Verdict::Zero => "0".to_owned(),
        Verdict::Counted { nth, worked } => format!("{nth}{}", if worked.is_some() { "+" } else { "" }),
        Verdict::Skipped(Closed::Weekend) => "w".to_owned(),
        Verdict::Skipped(Closed::Holiday(holiday)) => {
            let kind = if holiday.kind == HolidayKind::National { "n" } else { "c" };
            format!("{kind}{}", if holiday.is_confirmed() { "" } else { "!" })
        }
    });
    assert_eq!(due.trace.first().map(|one| one.day), Some(day(from)));
    assert_eq!(due.trace.last().map(|one| one.day), Some(due.day));
    days.collect::<Vec<String>>().join(" ")
}

#[test]
fn every_answer_of_the_table_is_reproduced() {
    let calendar = Calendar::shipped();
    let rows = table(include_str!("../data/due-date-vectors.csv"));
    assert_eq!(rows.len(), 20);
    for row in rows {
        let day0 = day(&row[0]);
        let due = |n, counting| calendar.due(day0, n, counting).day.to_string();
        let answers = [due(1, WITA), due(2, WITA), due(3, WITA), due(3, NO_LEAVE)];
        assert_eq!(weekday(day0), &row[1]);
        assert_eq!(answers, [&row[2], &row[3], &row[4], &row[5]], "{}", &row[0]);
    }
}

#[test]
fn it_is_due_at_the_end_of_the_working_hours_of_its_day() {
    let calendar = Calendar::shipped();
    let at = |from, n| calendar.due(day(from), n, WITA).at;
    assert_eq!(at("2026-11-20", 3), wita("2026-11-25 16:00"));
    assert_eq!(at("2026-11-17", 3), wita("2026-11-20 16:30"), "a Friday");
    let ramadan = Entry::Hours(Period { from: day("2026-02-18"), to: day("2026-03-19"), week: Week::RAMADAN });
    let calendar = Calendar::new([ramadan]);
    assert_eq!(calendar.due(day("2026-02-18"), 3, WITA).at, wita("2026-02-23 15:00"));
}

#[test]
fn every_day_says_what_became_of_it() {
    let calendar = Calendar::shipped();
    assert_eq!(trace(&calendar, "2026-11-20", 3, WITA), "0 w w 1 2 3");
    assert_eq!(trace(&calendar, "2026-11-22", 3, WITA), "0 1 2 3");
    assert_eq!(trace(&calendar, "2026-12-22", 3, WITA), "0 1 c n w w 2 3");
    assert_eq!(trace(&calendar, "2026-12-22", 3, NO_LEAVE), "0 1 2+ n w w 3");
    assert_eq!(trace(&calendar, "2026-12-24", 1, WITA), "0 n w w 1");
    assert_eq!(trace(&calendar, "2026-12-31", 3, WITA), "0 n! w w 1 n! 2 3");
}

#[test]
fn with_no_working_days_it_is_due_on_day_0_itself() {
    let calendar = Calendar::shipped();
    let due = calendar.due(day("2026-11-20"), 0, WITA);
    assert_eq!((due.day, due.at, due.trace.len()), (day("2026-11-20"), wita("2026-11-20 16:30"), 1));
    let sunday = calendar.due(day("2026-11-22"), 0, WITA);
    assert_eq!((sunday.day, sunday.at), (day("2026-11-22"), wita("2026-11-23 00:00")));
}

#[test]
fn it_is_provisional_exactly_where_it_rests_on_a_holiday_that_is_not_certain() {
    let calendar = Calendar::shipped();
    let provisional = |from, counting| calendar.due(day(from), 3, counting).provisional;
    assert!(!provisional("2026-12-22", WITA), "all of 2026 is certain");
    assert!(provisional("2026-12-31", WITA));
    assert!(provisional("2027-02-04", WITA) && !provisional("2027-02-04", NO_LEAVE), "cuti bersama that is worked");
    assert!(!provisional("2027-02-08", WITA), "behind it");
    assert!(!provisional("2027-01-05", WITA), "day 0 itself is not counted in any case");
    assert!(!provisional("2027-06-03", WITA), "a holiday on a Sunday changes nothing");
    let also_certain = [
        holiday("2026-11-23", HolidayKind::National, "menunggu", "A"),
        holiday("2026-11-23", HolidayKind::CutiBersama, "ditetapkan", "B"),
    ];
    let calendar = Calendar::new(also_certain);
    assert!(!calendar.due(day("2026-11-20"), 3, WITA).provisional);
    assert!(calendar.due(day("2026-11-20"), 3, NO_LEAVE).provisional);
}

#[test]
fn a_year_without_holidays_is_named_where_the_count_walks_into_it() {
    let calendar = Calendar::shipped();
    let unknown = |from| calendar.due(day(from), 3, WITA).unknown_year;
    assert_eq!(unknown("2027-12-28"), None, "due on the 31st");
    assert_eq!(unknown("2027-12-29"), Some(2028));
    assert_eq!(unknown("2028-05-02"), Some(2028));
    assert_eq!(unknown("2024-12-31"), None, "only day 0 lies in 2024");
    assert_eq!(unknown("2024-12-30"), Some(2024));
    assert_eq!(Calendar::default().due(day("2026-12-31"), 3, WITA).unknown_year, Some(2027));
}

#[test]
fn days_end_with_the_last_day_and_nothing_panics() {
    let due = Calendar::default().due(day("9999-12-30"), 3, WITA);
    assert_eq!((due.day, due.trace.len()), (Day::LAST, 2));
}

#[test]
fn a_due_date_is_kept_and_read_back_with_its_explanation() {
    let due = Calendar::shipped().due(day("2026-12-22"), 3, NO_LEAVE);
    let text = serde_json::to_string(&due).unwrap();
    assert_eq!(serde_json::from_str::<lakon_domain::calendar::Due>(&text).unwrap(), due);
}

/// A day of 2026 or 2027.
fn any_day() -> impl Strategy<Value = Day> {
    (0..730usize).prop_map(|n| day("2025-12-31").following().nth(n).unwrap())
}

fn any_holiday() -> impl Strategy<Value = Entry> {
    let status = prop::sample::select(vec!["ditetapkan", "menunggu_konfirmasi_kepmenag"]);
    (any_day(), prop::sample::select(HolidayKind::ALL.to_vec()), status, "[A-C]").prop_map(
        |(day, kind, status, name)| {
            Entry::Holiday(Holiday { day, kind, status: code(status), name, source: String::new() })
        },
    )
}

fn any_period() -> impl Strategy<Value = Entry> {
    let week = prop::sample::select(vec![Week::DEFAULT, Week::RAMADAN]);
    (any_day(), any_day(), week).prop_map(|(from, to, week)| Entry::Hours(Period { from, to, week }))
}

/// Up to three hundred holidays in two years: weeks without a working day occur.
fn entries() -> impl Strategy<Value = Vec<Entry>> {
    (prop::collection::vec(any_holiday(), 0..300), prop::collection::vec(any_period(), 0..4))
        .prop_map(|(holidays, periods)| holidays.into_iter().chain(periods).collect())
}

fn counting() -> impl Strategy<Value = Counting> {
    any::<bool>().prop_map(|works_on_cuti_bersama| Counting { works_on_cuti_bersama, ..WITA })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_later_day_0_is_never_due_earlier(
        entries in entries(), counting in counting(), mut days in prop::array::uniform2(any_day()), n in 0..12u16,
    ) {
        days.sort();
        let calendar = Calendar::new(entries);
        let [earlier, later] = days.map(|day| calendar.due(day, n, counting));
        prop_assert!(earlier.day <= later.day && earlier.at <= later.at);
    }

    #[test]
    fn one_day_more_is_due_later_and_counts_on_from_there(
        entries in entries(), counting in counting(), from in any_day(), n in 0..12u16, more in 1..5u16,
    ) {
        let calendar = Calendar::new(entries);
        let (first, both) = (calendar.due(from, n, counting), calendar.due(from, n + more, counting));
        prop_assert!(first.day < both.day && first.at < both.at);
        prop_assert_eq!(calendar.due(first.day, more, counting).day, both.day);
        prop_assert_eq!(&both.trace[..first.trace.len()], &first.trace[..]);
        prop_assert!(both.provisional || !first.provisional);
    }

    #[test]
    fn the_trace_has_every_day_once_and_exactly_n_working_days(
        entries in entries(), counting in counting(), from in any_day(), n in 0..12u16,
    ) {
        let calendar = Calendar::new(entries);
        let due = calendar.due(from, n, counting);
        let days: Vec<Day> = due.trace.iter().map(|one| one.day).collect();
        let walked: Vec<Day> = std::iter::once(from).chain(from.following()).take_while(|day| *day <= due.day).collect();
        prop_assert_eq!(days, walked);
        let counted: Vec<(Day, u16)> = due.trace.iter().filter_map(|one| match one.verdict {
            Verdict::Counted { nth, .. } => Some((one.day, nth)),
            _ => None,
        }).collect();
        prop_assert_eq!(counted.iter().map(|(_, nth)| *nth).collect::<Vec<_>>(), (1..=n).collect::<Vec<_>>());
        prop_assert!(counted.iter().all(|(day, _)| calendar.is_working_day(*day, counting)));
        let skipped = due.trace.iter().filter(|one| matches!(one.verdict, Verdict::Skipped(_)));
        prop_assert!(skipped.clone().all(|one| !calendar.is_working_day(one.day, counting)));
        prop_assert_eq!(1 + counted.len() + skipped.count(), due.trace.len());
    }

    #[test]
    fn a_holiday_more_never_makes_it_due_earlier(
        entries in entries(), more in any_holiday(), counting in counting(), from in any_day(), n in 0..12u16,
    ) {
        let before = Calendar::new(entries.clone()).due(from, n, counting);
        let after = Calendar::new(entries.into_iter().chain([more])).due(from, n, counting);
        prop_assert!(before.day <= after.day);
        // A holiday moves a due date, never the hours of a day; on day 0 alone it only closes the office.
        prop_assert!(n == 0 || before.day < after.day || before.at == after.at);
    }

    #[test]
    fn working_on_cuti_bersama_is_never_due_later(entries in entries(), from in any_day(), n in 0..12u16) {
        let calendar = Calendar::new(entries);
        prop_assert!(calendar.due(from, n, NO_LEAVE).day <= calendar.due(from, n, WITA).day);
    }

    #[test]
    fn neither_order_nor_repetition_of_entries_matters(
        (entries, shuffled) in entries().prop_flat_map(|entries| (Just(entries.clone()), Just(entries).prop_shuffle())),
        from in any_day(), n in 0..12u16,
    ) {
        let calendar = Calendar::new(entries.clone());
        let again = Calendar::new(shuffled.into_iter().chain(entries.into_iter().take(3)));
        prop_assert_eq!(again.due(from, n, WITA), calendar.due(from, n, WITA));
        prop_assert_eq!(again, calendar);
    }
}
