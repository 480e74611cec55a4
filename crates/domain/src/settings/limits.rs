//! The numbers of the service standard, each from a day on and with its legal basis: a newer standard changes no code.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::records::{Records, words};
use crate::calendar::Day;
use crate::event::Event;
use crate::shape::Code;
use crate::tips::Value;

/// Minutes of the service clock per kind of service (KEP-57/PB/2023).
pub const SERVICE_MINUTES: &str = "service_minutes";
/// Working days until the solution (KEP-57/PB/2023 steps 7b and 13b).
pub const SOLUTION_DAYS: &str = "solution_days";
/// Working days between two reports of progress; the standard says "secara berkala" (product.md rule 6).
pub const PROGRESS_DAYS: &str = "progress_days";
/// Days in the past that "Diterima/dilayani pada" takes without a reason (product.md rule 7).
pub const LATE_DAYS: &str = "late_days";

/// Every setting this program knows, and its value where no record sets it.
pub const SETTINGS: [(&str, u32); 4] = [
    (SERVICE_MINUTES, crate::catalogue::SERVICE_LIMIT_MINUTES),
    (SOLUTION_DAYS, 3),
    (PROGRESS_DAYS, 1),
    (LATE_DAYS, 7),
];

/// A value and since when it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// The `setting.set` event, which a correction of this value has to name; a later value of the same setting names none.
    pub event: Uuid,
    pub value: u32,
    /// The first day.
    pub from: Day,
    /// The legal basis.
    pub basis: Value<String>,
}

/// The value of a setting where no record sets it; 0 for one this program does not know.
pub fn standard(setting: &str) -> u32 {
    SETTINGS.iter().find(|(code, _)| *code == setting).map_or(0, |(_, value)| *value)
}

/// What an admin can set it to: beyond, it is a slip of the hand. No progress at all is not for an office to choose, nor a
/// service without time.
pub fn range(setting: &str) -> RangeInclusive<u32> {
    match setting {
        SERVICE_MINUTES => 1..=480,
        SOLUTION_DAYS => 1..=90,
        PROGRESS_DAYS => 1..=30,
        _ => 0..=365,
    }
}

/// Every value that stands, the earliest first; of two from one day the newest last.
pub fn fold(records: &Records) -> BTreeMap<Code, Vec<Limit>> {
    let fields = records.fields(|id, event, state| match event {
        Event::SettingSet(e) => {
            let basis = words(state, e.private.as_ref().map(|p| &p.text));
            Some((e.setting.clone(), &e.replaces, Limit { event: id, value: e.value, from: e.from, basis }))
        }
        _ => None,
    });
    let schedule = |(setting, field): (Code, crate::tips::Field<Limit>)| {
        // The greatest tip is the first of a field.
        let mut limits: Vec<Limit> = field.values.iter().rev().filter_map(|value| value.known().cloned()).collect();
        limits.sort_by_key(|limit| limit.from);
        (setting, limits)
    };
    fields.into_iter().map(schedule).collect()
}
