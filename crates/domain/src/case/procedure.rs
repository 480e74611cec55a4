//! The thirteen steps (KEP-57/PB/2023, data/procedure-steps.csv): where a case stands, what may come next, and why not.

use serde::{Deserialize, Serialize};

use super::{CaseState, Status};
use crate::catalogue;

/// What a channel means for the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Way {
    /// Steps 8 to 13; otherwise face to face, steps 1 to 7.
    pub online: bool,
    /// HAI CSO: the stakeholder confirms the answer before the case is resolved.
    pub hai: bool,
}

impl Way {
    /// Of a channel every office starts with. One this program does not know is online, for it starts no clock by itself.
    pub fn of(channel: &str) -> Self {
        let known = catalogue::channel(channel);
        known.map_or(Self { online: true, hai: false }, |channel| Self { online: channel.online, hai: channel.hai })
    }
}

/// One thing a person may do next, or why not yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Step {
    /// One of [`STEPS`].
    pub code: &'static str,
    pub allowed: bool,
    /// One of [`WHY_NOT`] where it is not allowed.
    pub why_not: Option<&'static str>,
}

/// Every step, in the order in which a page offers them.
pub const STEPS: [&str; 19] = [
    "resolve",
    "answer",
    "promise",
    "escalate",
    "escalate_leaving",
    "request_document",
    "reference",
    "contact",
    "progress",
    "pause",
    "resume",
    "start_clock",
    "forward",
    "return",
    "chase",
    "hand_over",
    "duplicate",
    "cancel",
    "reopen",
];

/// Every reason.
pub const WHY_NOT: [&str; 19] = [
    "closed",
    "open",
    "no_party",
    "no_question",
    "no_topic",
    "no_answer",
    "needs_contact",
    "not_hai",
    "not_answered",
    "answered",
    "promised",
    "online",
    "clock_runs",
    "clock_stands",
    "paused",
    "not_paused",
    "forwarded",
    "not_forwarded",
    "offered",
];

/// What a person may do next with the case. Names of people are not the domain of a case: that a party has one is for the
/// caller to see.
pub fn next_steps(state: &CaseState) -> Vec<Step> {
    let step = |code| {
        let why_not = why_not(state, code);
        Step { code, allowed: why_not.is_none(), why_not }
    };
    STEPS.into_iter().map(step).collect()
}

fn why_not(state: &CaseState, step: &str) -> Option<&'static str> {
    let ended = state.status.is_terminal();
    if step == "reopen" {
        return (!ended && !awaits_confirmation(state)).then_some("open");
    }
    if ended {
        return Some("closed");
    }
    let running = state.clock.running_since().is_some();
    let paused = state.clock.paused_since().is_some();
    let any = |reasons: &[(bool, &'static str)]| reasons.iter().find(|(holds, _)| *holds).map(|(_, reason)| *reason);
    match step {
        "resolve" => {
            incomplete(state).or_else(|| any(&[(state.way.hai && !awaits_confirmation(state), "not_answered")]))
        }
        "answer" => {
            any(&[(!state.way.hai, "not_hai"), (awaits_confirmation(state), "answered")]).or_else(|| incomplete(state))
        }
        "promise" => any(&[
            (awaits_confirmation(state), "answered"),
            (state.promised.as_ref().is_some_and(|promised| promised.open), "promised"),
            (!state.question.value.is_set(), "no_question"),
            (needs_contact(state), "needs_contact"),
        ]),
        "escalate" => any(&[(!state.question.value.is_set(), "no_question")]),
        "escalate_leaving" => any(&[
            (state.way.online, "online"),
            (!state.question.value.is_set(), "no_question"),
            (!running, "clock_stands"),
            (needs_contact(state), "needs_contact"),
        ]),
        "pause" => any(&[(!running, "clock_stands"), (paused, "paused")]),
        "resume" => any(&[(!paused, "not_paused")]),
        "start_clock" => any(&[(running, "clock_runs")]),
        "forward" => any(&[(state.forwarded.is_some(), "forwarded")]),
        "return" => any(&[(state.forwarded.is_none(), "not_forwarded")]),
        "chase" => any(&[(!awaits_confirmation(state), "not_answered")]),
        "hand_over" => any(&[(state.offered.is_some(), "offered")]),
        _ => None,
    }
}

/// What an answer lacks to be one (product.md "What the officer does all day").
fn incomplete(state: &CaseState) -> Option<&'static str> {
    let party = state.party.known().is_some_and(|party| party.person.is_some() || party.organisation.is_some());
    let topic = state.topic.known().is_some_and(|about| about.topic.is_some());
    let parts = [
        (party, "no_party"),
        (state.question.value.is_set(), "no_question"),
        (topic, "no_topic"),
        (state.answer.value.is_set(), "no_answer"),
    ];
    parts.into_iter().find(|(there, _)| !there).map(|(_, reason)| reason)
}

/// Face to face a session cannot end without an answer until there is a contact person or a recorded "tidak bersedia"
/// (product.md rule 5); online a contact is optional.
fn needs_contact(state: &CaseState) -> bool {
    !state.way.online && !state.contact.value.is_set()
}

fn awaits_confirmation(state: &CaseState) -> bool {
    state.answered_event.is_some() && state.resolved_event.is_none()
}

/// The number of the step the case is at: `1` to `6`, `7a`, `7b` face to face, `8` to `12`, `13a`, `13b` online.
pub fn stage(state: &CaseState) -> &'static str {
    let (face_to_face, online) = match state.status {
        Status::Resolved | Status::WaitingConfirmation => ("6", "12"),
        Status::WaitingSectionHead => ("7a", "13a"),
        Status::WaitingDocuments => ("5", "11"),
        // HAI DJPb is outside the standard: towards the stakeholder it is a solution still owed.
        Status::FollowUp | Status::ForwardedHai => ("7b", "13b"),
        Status::Received | Status::Identified | Status::Cancelled | Status::Duplicate => match incomplete(state) {
            Some("no_party") => ("1", "8"),
            Some("no_question") => ("2", "8"),
            Some("no_topic") => ("3", "9"),
            Some(_) => ("4", "10"),
            None => ("6", "12"),
        },
    };
    if state.way.online { online } else { face_to_face }
}
