//! Who heads which section, as far as the records held here tell: what the server needs of the office's settings to judge.

use std::collections::HashSet;

use lakon_domain::calendar::Day;
use lakon_domain::filed::Filed;
use lakon_domain::ids::LogId;
use lakon_domain::number::Zone;
use lakon_domain::office::OfficeState;
use lakon_domain::record::Record;
use lakon_domain::settings::SettingsState;
use lakon_domain::shape::{Code, Time};
use lakon_domain::standing::Standing;
use lakon_domain::subject::{Subject, subject};
use rusqlite::Connection;
use uuid::Uuid;

use crate::StoreError;
use crate::kind::kind;

/// Folded from settings records in the order they are met.
pub(crate) struct Heads {
    events: Vec<Filed>,
    state: SettingsState,
    zone: Zone,
}

impl Heads {
    /// Of every settings record held that is the office's own: what a PC that worked alone brought along is a proposal.
    pub fn read(connection: &Connection, office: &OfficeState, zone: Zone) -> Result<Self, StoreError> {
        let stored = lakon_log::by_subject(connection, Subject::Settings.id())?;
        let read = stored.iter().filter_map(|stored| Filed::read(&stored.record).ok());
        let counts = read.filter(|filed| !office.adoptions.proposes(filed));
        let events: Vec<Filed> = counts.map(|filed| office.adoptions.read(filed)).collect();
        let state = SettingsState::fold(&events, &office.standing);
        Ok(Self { events, state, zone })
    }

    /// Takes in one more record that its author had the right to make; other kinds change nothing.
    pub fn take(&mut self, filed: &Filed, standing: &Standing) {
        if is_setting(filed) {
            self.events.push(filed.clone());
            self.state = SettingsState::fold(&self.events, standing);
        }
    }

    /// The sections somebody headed or substituted at a moment, by the office's wall.
    pub fn of(&self, user: Uuid, at: Time) -> Vec<Code> {
        self.state.sections_of(user, Day::of(at, self.zone))
    }
}

fn is_setting(filed: &Filed) -> bool {
    subject(&filed.event).contains(&Subject::Settings)
}

/// Says which of the new records of a log are settings, so that [`Heads::read`] finds them; whether any is.
pub(crate) fn note(tx: &Connection, log: LogId, new: &[(u64, Record)]) -> Result<bool, StoreError> {
    let mut any = false;
    // The kind decides, so that of a kind that is none one record is read.
    let mut others = HashSet::new();
    for (seq, record) in new {
        let kind = kind(record)?;
        if others.contains(&kind) {
            continue;
        }
        let Ok(filed) = Filed::read(record) else { continue };
        if is_setting(&filed) {
            lakon_log::put_subjects(tx, log, *seq, &[Subject::Settings.id()])?;
            any = true;
        } else {
            others.insert(kind);
        }
    }
    Ok(any)
}
