//! Duties depend neither on the order in which records arrive nor on when they are looked at: stores that took in the same
//! records in every order, at wild times and with looks in between, list the same.
#![allow(clippy::unwrap_used)]

use std::collections::VecDeque;

use lakon_domain::ids::LogId;
use lakon_domain::shape::Time;
use lakon_simulation_tests::chief::{Amendment, Chief};
use lakon_simulation_tests::days::{DAY, HOUR};
use lakon_simulation_tests::dice::Dice;
use lakon_simulation_tests::held;
use lakon_simulation_tests::office::Office;
use lakon_sync::replica::Page;

const FIRST_DAY: &str = "2026-02-09";
const LAST_DAY: &str = "2026-02-27";

fn seeds() -> std::ops::RangeInclusive<u64> {
    let deep = std::env::var("LAKON_SIMULATION").is_ok_and(|length| length == "year");
    1..=if deep { 12 } else { 2 }
}

/// What arrives at a store: a page of somebody's log, or a change of the calendar.
enum Arrival {
    Page(Box<Page>),
    Announced(Amendment),
}

/// Pages of one log in their order, those of different logs and the announcements as chance has it.
fn shuffled(office: &Office, dice: &mut Dice) -> Vec<Arrival> {
    let mut logs: Vec<(LogId, VecDeque<&Page>)> = Vec::new();
    for page in &office.pages {
        match logs.iter_mut().find(|(log, _)| *log == page.log) {
            Some((_, pages)) => pages.push_back(page),
            None => logs.push((page.log, VecDeque::from([page]))),
        }
    }
    let mut announced: VecDeque<Amendment> = office.announced.iter().copied().collect();
    let mut all = Vec::new();
    loop {
        logs.retain(|(_, pages)| !pages.is_empty());
        let from = usize::try_from(dice.roll(logs.len() as i64 + 1)).unwrap();
        match logs.get_mut(from) {
            Some((_, pages)) => all.extend(pages.pop_front().map(|page| Arrival::Page(Box::new(page.clone())))),
            None => all.extend(announced.pop_front().map(Arrival::Announced)),
        }
        if logs.is_empty() && announced.is_empty() {
            return all;
        }
    }
}

#[test]
fn neither_the_order_of_arrival_nor_the_time_of_looking_changes_what_is_owed() {
    for seed in seeds() {
        let mut office = Office::new(seed, FIRST_DAY, true);
        office.live(FIRST_DAY, LAST_DAY);
        office.chief.set_clock(office.now);
        let expected = office.chief.owed();
        assert!(expected.len() > 30, "{expected:?}");
        let mut dice = Dice::new(seed + 1_000);
        for looks in [0, 30, 100] {
            let other = Chief::new(office.now - 40 * DAY, &mut dice);
            other.enrol(&office.pcs);
            for arrival in shuffled(&office, &mut dice) {
                // At times on either side of what the records tell.
                other.set_clock(office.now + dice.between(-30 * 24, 15 * 24) * HOUR);
                match arrival {
                    Arrival::Page(page) => other.take(&page),
                    Arrival::Announced(amendment) => other.announce(amendment, &mut dice),
                }
                if dice.chance(looks) {
                    other.set_clock(office.now + dice.between(-30 * 24, 15 * 24) * HOUR);
                    other.owed();
                }
            }
            other.set_clock(office.now);
            assert_eq!(other.owed(), expected, "seed {seed}, looked at {looks} % of the time");
            other.store.rebuild(&|_, _| {}).unwrap();
            assert_eq!(other.owed(), expected, "seed {seed}, made anew");
        }
    }
}

#[test]
fn looking_at_any_time_leaves_no_trace_in_what_a_case_owes() {
    let mut office = Office::new(9, FIRST_DAY, false);
    office.live(FIRST_DAY, LAST_DAY);
    let (rules, mut dice) = (office.chief.store.rules(), Dice::new(5));
    for case in &office.cases {
        let whole = held::fold(&case.events, &rules);
        for _ in 0..3 {
            let now = Time(office.now + dice.between(-20 * 24, 40 * 24) * HOUR);
            let expected = rules.duties(&whole, now);
            // Folded on the way, looked at before and after: pure functions remember nothing.
            for length in 1..=case.events.len() {
                let mut known = case.events[..length].to_vec();
                dice.shuffle(&mut known);
                rules.duties(&held::fold(&known, &rules), Time(now.0 - DAY));
            }
            let mut known = case.events.clone();
            dice.shuffle(&mut known);
            known.extend(case.events.iter().take(2).cloned());
            let state = held::fold(&known, &rules);
            assert_eq!(rules.duties(&state, now), expected, "{}", whole.number);
        }
    }
}
