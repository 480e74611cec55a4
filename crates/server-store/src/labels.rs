//! Letters given twice: a server that was put back or made anew gives letters before it holds the office log that gave them to another
//! log. Once that log comes, the later of the two gets other letters.

use std::collections::BTreeMap;

use lakon_domain::event::{Event, LabelGiven};
use lakon_domain::filed::{Filed, Order};
use lakon_domain::ids::LogId;
use lakon_domain::office::OfficeState;
use lakon_log::Appended;
use rusqlite::Connection;
use uuid::Uuid;

use crate::lift::office_events;
use crate::{ServerStore, StoreError};

impl ServerStore {
    /// What a page of an office log from outside shows to have been given twice. Design, "Case numbers": "printed numbers stay valid", so the
    /// numbers made meanwhile stay as they are (where two are equal, the later shows "-2"); from here on they cannot meet any more.
    pub(crate) fn relabel(&self, tx: &Connection, came: &[Filed]) -> Result<Vec<Appended>, StoreError> {
        if !came.iter().any(|filed| matches!(filed.event, Event::LabelGiven(_))) {
            return Ok(Vec::new());
        }
        let events = office_events(tx)?;
        let twice = given_twice(&events);
        if twice.is_empty() {
            return Ok(Vec::new());
        }
        let office = OfficeState::fold(&events);
        let mut appended = Vec::new();
        for log in twice {
            let Some(device) = office.device_of_log.get(&log).copied() else { continue };
            let label = match self.free_label(tx) {
                Ok(label) => label,
                Err(StoreError::NoLabel) => {
                    tracing::warn!(%log, "its letters are another log's too, and none are free");
                    break;
                }
                Err(error) => return Err(error),
            };
            tracing::warn!(%log, label = label.as_str(), "its letters are another log's too; it gets others");
            appended.extend(self.write_own(tx, self.own_in(tx)?, &[LabelGiven { device, log, label }.into()])?);
        }
        Ok(appended)
    }
}

/// The logs whose letters were given to another log before, in the order of the logs.
fn given_twice(events: &[Filed]) -> Vec<LogId> {
    // As the fold has it: an event counts once, where it first stood, and the newest says which letters a log has.
    let mut once: BTreeMap<Uuid, (Order, &LabelGiven)> = BTreeMap::new();
    for filed in events {
        let Event::LabelGiven(given) = &filed.event else { continue };
        let known = once.entry(filed.id).or_insert((filed.order(), given));
        known.0 = known.0.min(filed.order());
    }
    let mut newest: BTreeMap<LogId, (Order, &str)> = BTreeMap::new();
    for (order, given) in once.into_values() {
        let label = (order, given.label.as_str());
        let known = newest.entry(given.log).or_insert(label);
        *known = label.max(*known);
    }
    let mut first: BTreeMap<&str, Order> = BTreeMap::new();
    for (order, label) in newest.values() {
        let known = first.entry(label).or_insert(*order);
        *known = (*order).min(*known);
    }
    newest.iter().filter(|(_, (order, label))| first.get(label) != Some(order)).map(|(log, _)| *log).collect()
}
