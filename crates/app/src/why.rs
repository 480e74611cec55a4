//! Why a step may not come next: the domain's codes in sentences.

use lakon_domain::case::{CaseState, next_steps};

use crate::api::Step;
use crate::app::Desk;
use crate::failure::Failure;
use crate::rights::{Rights, refusal};
use crate::words::Sentence;

/// Each step and the kind of record that makes it, for whose right it is.
const KINDS: [(&str, &str); 19] = [
    ("resolve", "case.resolved"),
    ("answer", "case.answered"),
    ("promise", "case.promised"),
    ("escalate", "escalation.raised"),
    ("escalate_leaving", "escalation.raised"),
    ("request_document", "document.requested"),
    ("reference", "case.reference_added"),
    ("contact", "case.contact_set"),
    ("progress", "progress.reported"),
    ("pause", "clock.paused"),
    ("resume", "clock.resumed"),
    ("start_clock", "clock.started"),
    ("forward", "case.forwarded"),
    ("return", "case.returned"),
    ("chase", "confirmation.chased"),
    ("hand_over", "handover.offered"),
    ("duplicate", "case.duplicate"),
    ("cancel", "case.cancelled"),
    ("reopen", "case.reopened"),
];

/// Steps a draft can take at once: taking one records it first.
const FROM_DRAFT: [&str; 8] =
    ["resolve", "answer", "promise", "escalate", "escalate_leaving", "request_document", "reference", "contact"];

/// The refusal of a step for one of the domain's reasons.
pub(crate) fn failure(why: &str) -> Failure {
    match why {
        "closed" => Sentence::AlreadyClosed.into(),
        "open" => Sentence::StillOpen.into(),
        "no_party" => Sentence::NoParty.fields(&["person_name"]),
        "no_question" => Sentence::NoQuestion.fields(&["question"]),
        "no_topic" => Sentence::NoTopic.fields(&["topic"]),
        "no_answer" => Sentence::NoAnswer.fields(&["answer"]),
        "needs_contact" => Sentence::NeedsContact.fields(&["contact"]),
        "not_hai" => Sentence::NotHai.into(),
        "not_answered" => Sentence::NotAnswered.into(),
        "answered" => Sentence::AlreadyAnswered.into(),
        "promised" => Sentence::AlreadyPromised.into(),
        "online" => Sentence::OnlineStays.into(),
        "clock_runs" => Sentence::ClockRuns.into(),
        "clock_stands" => Sentence::ClockStands.into(),
        "paused" => Sentence::AlreadyPaused.into(),
        "not_paused" => Sentence::NotPaused.into(),
        "forwarded" => Sentence::AlreadyForwarded.into(),
        "not_forwarded" => Sentence::NotForwarded.into(),
        "offered" => Sentence::AlreadyOffered.into(),
        _ => Sentence::Broken.into(),
    }
}

/// Refuses a step the case does not allow.
pub(crate) fn allowed(state: &CaseState, step: &str) -> Result<(), Failure> {
    let found = next_steps(state).into_iter().find(|one| one.code == step).ok_or(Sentence::Broken)?;
    found.why_not.map_or(Ok(()), |why| Err(failure(why)))
}

/// What may come next, for this person; of a draft what it can begin with.
pub(crate) fn steps(desk: &Desk, state: Option<&CaseState>) -> Vec<Step> {
    let rights = Rights::of(desk);
    let refused = |code: &str| {
        let kind = KINDS.iter().find(|(step, _)| *step == code).map(|(_, kind)| *kind)?;
        (!rights.may(kind)).then(|| refusal(desk, kind))
    };
    let step = |code: &str, why: Option<Failure>| {
        let why = refused(code).or(why).map(|failure| failure.say(desk.language).message);
        Step { code: code.to_owned(), allowed: why.is_none(), why }
    };
    match state {
        Some(state) => next_steps(state).into_iter().map(|one| step(one.code, one.why_not.map(failure))).collect(),
        None => {
            let draft = |code: &str| (!FROM_DRAFT.contains(&code)).then(|| Sentence::NotRecorded.into());
            lakon_domain::case::STEPS.into_iter().map(|code| step(code, draft(code))).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_of_the_domain_has_a_sentence_and_every_step_a_kind() {
        for why in lakon_domain::case::WHY_NOT {
            assert_ne!(failure(why).sentence, Sentence::Broken, "{why}");
        }
        let steps: Vec<&str> = KINDS.iter().map(|(step, _)| *step).collect();
        assert_eq!(steps, lakon_domain::case::STEPS);
        for (_, kind) in KINDS {
            assert!(lakon_domain::event::kind_row(kind).is_some(), "{kind}");
        }
    }
}
