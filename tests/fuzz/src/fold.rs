//! What is folded from records that somebody else wrote: any facts in any order have to give a case, its duties, the office and its
//! settings, the same whatever the order of arrival (design: invariant 5).

use std::collections::BTreeSet;

use lakon_domain::calendar::Counting;
use lakon_domain::case::{CaseState, next_steps, stage};
use lakon_domain::duty::{self, History};
use lakon_domain::filed::Filed;
use lakon_domain::notices;
use lakon_domain::number::Zone;
use lakon_domain::office::OfficeState;
use lakon_domain::party::{OrganisationState, PersonState};
use lakon_domain::settings::SettingsState;
use lakon_domain::shape::Time;
use lakon_domain::standing::Standing;

use crate::measure::bounded;
use crate::record::parted;

/// Most records folded: more find nothing that these do not.
const RECORDS: usize = 40;
/// Memory of a fold. A case owes a progress report every few days for as long as it is open, also from the year 0 to 9999.
const MOST: usize = 256 * 1024 * 1024;
/// 23 November 2026, 10.00 WITA, and what a PC with a wrong clock says.
const NOWS: [Time; 3] = [Time(1_795_399_200_000), Time(0), Time(4_102_444_800_000)];

/// Records as [`crate::record`] has them, with an empty line between two.
pub fn fold(data: &[u8]) {
    if data.len() > 256 * 1024 {
        return;
    }
    let text = data.iter().map(|byte| char::from(*byte)).collect::<String>();
    let mut places = BTreeSet::new();
    let filed = text.split("\n\n").take(RECORDS).filter_map(|one| {
        let bytes: Vec<u8> = one.chars().filter_map(|c| u8::try_from(c).ok()).collect();
        Filed::read(&parted(&bytes)?).ok()
    });
    // No replica holds two records of one place.
    let events: Vec<Filed> = filed.filter(|one| places.insert((one.log, one.seq))).collect();
    bounded(data, MOST, || folded(&events));
}

fn folded(events: &[Filed]) {
    let other: Vec<Filed> = events.iter().rev().cloned().collect();
    let standing = Standing::fold(events);
    let settings = SettingsState::fold(events, &standing);
    assert_eq!(settings, SettingsState::fold(&other, &Standing::fold(&other)));
    assert_eq!(PersonState::fold(events, &standing), PersonState::fold(&other, &standing));
    assert_eq!(OrganisationState::fold(events, &standing), OrganisationState::fold(&other, &standing));
    OfficeState::fold(events);
    let state = CaseState::fold_with(events, &standing, |channel| settings.way(channel));
    assert_eq!(state, CaseState::fold_with(&other, &standing, |channel| settings.way(channel)));
    let Some(state) = state else { return };
    next_steps(&state);
    stage(&state);
    let calendar = settings.calendar();
    for (now, zone) in NOWS.into_iter().zip(Zone::ALL) {
        state.clock.gross_ms(now);
        state.clock.net_ms(now);
        state.waiting_ms(now);
        state.recorded_later(zone);
        let duties = duty::of_case(&state, &settings, &calendar, zone, now);
        notices::of_case(&state, &duties, &calendar, Counting::new(zone));
        History::of(events, &standing).former(&duties, &state, zone, now);
    }
}
