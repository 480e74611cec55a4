//! What the office set, and the calendar it counts by: folded from records once, kept in memory, folded again when one of
//! these records arrives.

use std::collections::BTreeSet;
use std::sync::Arc;

use lakon_domain::calendar::{Calendar, Day};
use lakon_domain::case::{CaseState, Way};
use lakon_domain::duty::{self, Duty, Former, History};
use lakon_domain::filed::Filed;
use lakon_domain::number::Zone;
use lakon_domain::office::OfficeState;
use lakon_domain::settings::SettingsState;
use lakon_domain::shape::{Code, Time};
use lakon_domain::standing::Standing;
use lakon_domain::subject::Subject;
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::changed::Topic;
use crate::error::Result;
use crate::store::Store;
use crate::tx::Tx;

/// What cases are folded and duties are counted by.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    pub settings: SettingsState,
    pub calendar: Calendar,
    /// Whose midnights count.
    pub zone: Zone,
    /// How the calendar, the hours and the limits came to be what they are.
    pub history: History,
}

impl Rules {
    pub(crate) fn fold(conn: &Connection, office: &OfficeState) -> Result<Self> {
        let events = crate::events::of(conn, Subject::Settings.id(), &office.adoptions)?;
        let settings = SettingsState::fold(&events, &office.standing);
        let calendar = settings.calendar();
        let zone = office.office.as_ref().map_or(Zone::Wita, |office| office.zone);
        let history = History::of(&events, &office.standing);
        Ok(Self { settings, calendar, zone, history })
    }

    /// A case, with the channels of this office.
    pub(crate) fn case(&self, events: &[Filed], standing: &Standing) -> Option<CaseState> {
        CaseState::fold_with(events, standing, |channel| self.settings.way(channel))
    }

    /// What a case owes.
    pub fn duties(&self, state: &CaseState, now: Time) -> Vec<Duty> {
        duty::of_case(state, &self.settings, &self.calendar, self.zone, now)
    }

    /// For each of these duties of a case the due dates it had before.
    pub fn former(&self, duties: &[Duty], state: &CaseState, now: Time) -> Vec<Vec<Former>> {
        self.history.former(duties, state, self.zone, now)
    }

    /// The day on the office's wall.
    pub fn day(&self, at: Time) -> Day {
        Day::of(at, self.zone)
    }

    /// The sections somebody heads at a moment, as head or substitute.
    pub fn sections_of(&self, user: Uuid, at: Time) -> Vec<Code> {
        self.settings.sections_of(user, self.day(at))
    }

    /// Channels that mean something else there.
    pub(crate) fn other_ways(&self, other: &Self) -> BTreeSet<Code> {
        let codes = self.settings.channels.iter().chain(&other.settings.channels).map(|channel| channel.code.clone());
        let way = |rules: &Self, code: &Code| -> Way { rules.settings.way(code.as_str()) };
        codes.filter(|code| way(self, code) != way(other, code)).collect()
    }

    /// Whether duties come out the same there.
    pub(crate) fn counts_like(&self, other: &Self) -> bool {
        let limits = self.settings.limits == other.settings.limits;
        limits && self.calendar == other.calendar && self.zone == other.zone
    }
}

impl Tx<'_> {
    /// Settings and calendar; open cases are counted anew where they changed, and every case of a channel that means something
    /// else now.
    pub(crate) fn refold_rules(&mut self) -> Result<()> {
        let rules = Rules::fold(self.conn, &self.office)?;
        if rules == *self.rules {
            return Ok(());
        }
        let before = std::mem::replace(&mut self.rules, Arc::new(rules));
        self.rules_changed = true;
        self.changed.add(Topic::Settings);
        if !self.rules.counts_like(&before) {
            let open = "SELECT id FROM case_row WHERE status NOT IN (2, 3, 9)";
            self.touch_cases(open, params![])?;
        }
        for channel in self.rules.other_ways(&before) {
            self.touch_cases("SELECT id FROM case_row WHERE channel = ?1", params![channel.as_str()])?;
        }
        Ok(())
    }

    fn touch_cases(&mut self, sql: &str, arguments: impl rusqlite::Params) -> Result<()> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let cases = statement.query_map(arguments, |row| Ok(Uuid::from_bytes(row.get(0)?)))?;
        for case in cases {
            self.touch(Subject::Case(case?));
        }
        Ok(())
    }
}

impl Store {
    /// What the office set, as far as this PC knows it.
    pub fn rules(&self) -> Arc<Rules> {
        self.inner.rules()
    }
}
