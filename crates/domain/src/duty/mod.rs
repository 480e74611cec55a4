//! What a case still owes: the solution within three working days and the progress reports until then (KEP-57/PB/2023
//! steps 7b and 13b; product.md 5 and 6). Pure functions of what happened, the calendar and `now`: nothing is remembered,
//! no timer exists, and no order of what happened matters. Waiting for documents, escalations and forwarding to HAI are
//! not asked for, because the standard lets none of them stop a duty.

mod former;
mod of_case;
mod progress;
mod span;

use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, Counting, Day, Due};
use crate::shape::Time;
pub use former::{Cause, Change, Former, History};
pub use of_case::of_case;
use span::Stretch;

/// How much is owed; defaults of KEP-57/PB/2023 and of product.md 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutySettings {
    /// Working days until the solution is due.
    pub solution_days: u16,
    /// A progress report is owed once in so many working days; 0 is read as 1.
    pub progress_every_working_days: u16,
}

impl Default for DutySettings {
    fn default() -> Self {
        Self { solution_days: 3, progress_every_working_days: 1 }
    }
}

/// What ends the duties of an opening or reopening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The solution was given, confirmed by the stakeholder or not.
    Answered { at: Time },
    /// Cancelled, or found to be a duplicate: owes nothing.
    Cancelled { at: Time },
}

impl End {
    pub fn at(self) -> Time {
        match self {
            End::Answered { at } | End::Cancelled { at } => at,
        }
    }
}

/// From a reopening until its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reopened {
    pub at: Time,
    /// `None` while the case is open, and where it was reopened once more before it ended (two desks): then the end of
    /// the later reopening ends this one too.
    pub end: Option<End>,
}

/// Everything about a case that its duties depend on. Which end belongs to which opening is for the fold to say, which
/// knows what was written after what; times of different PCs do not tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyFacts {
    /// Online: owes from receipt, opened or not. Face to face: only once a service session ended without an answer.
    pub online: bool,
    /// "Diterima/dilayani pada"; its day is day 0.
    pub received_at: Time,
    /// The first stop of the service clock. Not asked for online.
    pub session_ended_at: Option<Time>,
    /// How the opening ended; `None` as in [`Reopened::end`].
    pub end: Option<End>,
    /// In any order.
    pub reopened: Vec<Reopened>,
    /// When the stakeholder was told of progress, in any order.
    pub reports: Vec<Time>,
    pub now: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyKind {
    /// "Solusi"
    Solution,
    /// "Progres"
    Progress,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyState {
    /// Done, in time or late.
    Met { at: Time },
    /// Owed, and still in time.
    Open,
    /// Owed, and late since the due date.
    Overdue { since: Time },
    /// A report that was not made while it could be; stays in the record.
    Missed { since: Time },
    /// Nothing is owed: answered in the session, the session is not over, or cancelled.
    NotOwed,
}

/// One thing owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    pub kind: DutyKind,
    /// Day 0: of the consultation, of the receipt, or of the reopening.
    pub raised_on: Day,
    /// Of a progress report counted from the due date of the one before.
    pub due: Due,
    pub state: DutyState,
}

impl Duty {
    /// Somebody still has to do it.
    pub fn is_owed(&self) -> bool {
        matches!(self.state, DutyState::Open | DutyState::Overdue { .. })
    }

    /// It was not done by its due date, or not at all.
    pub fn is_late(&self) -> bool {
        match self.state {
            DutyState::Met { at } => at > self.due.at,
            DutyState::Overdue { .. } | DutyState::Missed { .. } => true,
            DutyState::Open | DutyState::NotOwed => false,
        }
    }
}

/// The duties of a case: for its opening and then for each reopening, oldest first, the solution and after it the
/// progress reports in the order of their due dates. While a solution is owed the next report is among them.
pub fn duties(facts: &DutyFacts, calendar: &Calendar, counting: Counting, settings: DutySettings) -> Vec<Duty> {
    let told = progress::Told::new(&facts.reports, counting.zone);
    let ask = |stretch: Stretch| {
        let solution = solution(&stretch, facts.now, calendar, counting, settings);
        let reports = progress::reports(&stretch, &told, facts.now, calendar, counting, settings);
        std::iter::once(solution).chain(reports)
    };
    span::stretches(facts, counting.zone).into_iter().flat_map(ask).collect()
}

fn solution(stretch: &Stretch, now: Time, calendar: &Calendar, counting: Counting, settings: DutySettings) -> Duty {
    let due = calendar.due(stretch.day0, settings.solution_days, counting);
    let state = match stretch.end {
        _ if !stretch.owes => DutyState::NotOwed,
        Some(End::Cancelled { .. }) => DutyState::NotOwed,
        Some(End::Answered { at }) => DutyState::Met { at },
        None if now > due.at => DutyState::Overdue { since: due.at },
        None => DutyState::Open,
    };
    Duty { kind: DutyKind::Solution, raised_on: stretch.day0, due, state }
}
