//! A simulated quarter, or a year where `LAKON_SIMULATION=year` asks for one: every duty raised, met, missed or overdue, every
//! due date and every clock is what the book works out by hand.
#![allow(clippy::unwrap_used)]

use lakon_simulation_tests::book::Wrong;
use lakon_simulation_tests::office::Office;

/// Differences that are printed; one wrong rule makes thousands.
const SHOWN: usize = 5;
const FIRST_DAY: &str = "2026-01-05";

fn is_deep() -> bool {
    std::env::var("LAKON_SIMULATION").is_ok_and(|length| length == "year")
}

fn agree(office: &Office) {
    let found = &office.differences;
    let shown = found.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("\n");
    assert!(found.is_empty(), "{} differences between the program and the book:\n{shown}", found.len());
}

#[test]
fn every_duty_and_every_clock_is_what_the_book_says() {
    let last_day = if is_deep() { "2026-12-31" } else { "2026-03-31" };
    let mut office = Office::new(2026, FIRST_DAY, true);
    office.live(FIRST_DAY, last_day);
    let counts = office.counts;
    println!("to {last_day}: {counts:?}");
    agree(&office);
    assert!(counts.cases > if is_deep() { 4_500 } else { 1_000 }, "{counts:?}");
    assert!(counts.kinds_of_duty_state.iter().all(|count| *count > 500), "{counts:?}");
}

#[test]
fn other_seeds_agree_too() {
    for seed in 1..=if is_deep() { 12 } else { 3 } {
        let mut office = Office::new(seed, FIRST_DAY, false);
        office.live(FIRST_DAY, "2026-02-20");
        println!("seed {seed}: {:?}", office.counts);
        agree(&office);
    }
}

/// A simulation that could not tell would prove nothing.
#[test]
fn a_rule_that_is_counted_wrong_is_noticed() {
    let mut office = Office::new(46, FIRST_DAY, false);
    office.live(FIRST_DAY, "2026-03-06");
    agree(&office);
    let right = office.book.clone();
    for wrong in [
        Wrong::DayZeroCounted,
        Wrong::CutiBersamaWorked,
        Wrong::NoRamadan,
        Wrong::PausesCounted,
        Wrong::ReopeningKeepsDayZero,
        Wrong::LateEntryIgnored,
        Wrong::FaceToFaceOwesAtOnce,
        Wrong::CancelledStillOwes,
        Wrong::DayOffReportsLost,
    ] {
        office.book = right.clone();
        office.book.wrong = Some(wrong);
        office.book.wall.works_on_cuti_bersama = wrong == Wrong::CutiBersamaWorked;
        if wrong == Wrong::NoRamadan {
            office.book.wall.ramadan = None;
        }
        office.differences.clear();
        office.compare(|_| true);
        assert!(!office.differences.is_empty(), "{wrong:?} would not be noticed");
    }
}
