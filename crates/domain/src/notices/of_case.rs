//! Everything a case has to tell people, each with the stretch of time in which it is true.

use std::collections::BTreeSet;

use super::{Notice, NoticeKind, Whom};
use crate::calendar::{Calendar, Counting, Day};
use crate::case::{CaseState, Escalation, EscalationDid, EscalationState};
use crate::duty::{Duty, DutyKind};
use crate::shape::Time;
use uuid::Uuid;

/// Working days a stakeholder is given to confirm before the officer is told to ask again: as many as the standard gives the
/// office for the solution.
pub const CONFIRMATION_DAYS: u16 = 3;

/// What is true whenever it is looked at.
const ALWAYS: Time = Time(i64::MIN);

/// The notices of a case. `duties` are its duties at any moment since its last event and the last working day that began.
pub fn of_case(state: &CaseState, duties: &[Duty], calendar: &Calendar, counting: Counting) -> Vec<Notice> {
    let mut telling = Telling { state, notices: Vec::new() };
    for one in &state.escalations {
        telling.decision(one);
    }
    if state.status.is_terminal() {
        return telling.notices;
    }
    telling.duties(duties, counting);
    for one in &state.escalations {
        telling.escalation(one);
    }
    if let Some(offer) = &state.offered {
        let whom = [Whom::User(offer.to)];
        let key = format!("offered/{}", offer.handover);
        telling.tell(key, NoticeKind::HandoverOffered, Some(offer.handover), whom, offer.at);
    }
    telling.confirmation(calendar, counting);
    telling.notices
}

struct Telling<'s> {
    state: &'s CaseState,
    notices: Vec<Notice>,
}

impl Telling<'_> {
    fn tell(
        &mut self,
        key: String,
        kind: NoticeKind,
        about: Option<Uuid>,
        whom: impl IntoIterator<Item = Whom>,
        at: Time,
    ) {
        self.tell_while(key, kind, about, whom, at, (ALWAYS, None));
    }

    fn tell_while(
        &mut self,
        key: String,
        kind: NoticeKind,
        about: Option<Uuid>,
        whom: impl IntoIterator<Item = Whom>,
        at: Time,
        (from, until): (Time, Option<Time>),
    ) {
        let case = self.state.case;
        let notice = |whom| Notice { key: key.clone(), kind, case, about, whom, at, from, until };
        self.notices.extend(whom.into_iter().map(notice));
    }

    /// Whoever holds the case is told what it owes.
    fn duties(&mut self, duties: &[Duty], counting: Counting) {
        let case = self.state.case;
        let holder = [Whom::User(self.state.holder)];
        let owed = |kind: DutyKind| duties.iter().find(|duty| duty.kind == kind && duty.is_owed());
        let solution = owed(DutyKind::Solution);
        if let Some(duty) = solution {
            let (raised, due) = (duty.raised_on, &duty.due);
            let key = format!("due/{case}/{raised}/{}", due.day);
            // Late is what comes after the due moment; the moment itself is in time.
            let late = Time(due.at.0.saturating_add(1));
            let today = (due.day.at(0, counting.zone), Some(late));
            self.tell_while(key, NoticeKind::DueToday, None, holder.clone(), due.at, today);
            let key = format!("late/{case}/{raised}/{}", due.day);
            self.tell_while(key, NoticeKind::Overdue, None, holder.clone(), due.at, (late, None));
        }
        // On the day the solution is due nobody needs to be told that it is on its way too.
        let due = solution.map(|duty| duty.due.day);
        if let Some(duty) = owed(DutyKind::Progress).filter(|duty| Some(duty.due.day) != due) {
            let key = format!("progress/{case}/{}", duty.due.day);
            let from = duty.due.day.at(0, counting.zone);
            self.tell_while(key, NoticeKind::ProgressOwed, None, holder, duty.due.at, (from, None));
        }
    }

    fn decision(&mut self, one: &EscalationState) {
        if let Escalation::Answered { event, at, .. } = one.state
            && one.state.is_unconfirmed()
        {
            let (key, head) = (format!("decided/{}/{event}", one.escalation), [Whom::HeadOf(one.section.clone())]);
            self.tell(key, NoticeKind::EscalationToConfirm, Some(one.escalation), head, at);
        }
    }

    fn escalation(&mut self, one: &EscalationState) {
        let about = Some(one.escalation);
        match &one.state {
            Escalation::Waiting => {
                // What made it wait for this head: a reply, a referral, or that it was raised.
                let brought = one.last(|did| matches!(did, EscalationDid::Replied | EscalationDid::Referred { .. }));
                let (event, at) = brought.map_or((one.event, one.raised_at), |step| (step.event, step.at));
                let (key, head) = (format!("asked/{}/{event}", one.escalation), [Whom::HeadOf(one.section.clone())]);
                self.tell(key, NoticeKind::EscalationArrived, about, head, at);
            }
            Escalation::AskedBack => {
                let Some(step) = one.last(|did| *did == EscalationDid::AskedBack) else { return };
                let (key, at) = (format!("asked_back/{}/{}", one.escalation, step.event), step.at);
                self.tell(key, NoticeKind::EscalationAskedBack, about, self.askers(one, None), at);
            }
            // Once the stakeholder has the answer the head's has done its work.
            Escalation::Answered { event, at, by, .. } if self.state.answered_event.is_none() => {
                let key = format!("answered/{}/{event}", one.escalation);
                self.tell(key, NoticeKind::EscalationAnswered, about, self.askers(one, Some(*by)), *at);
            }
            Escalation::Answered { .. } | Escalation::Withdrawn { .. } => {}
        }
    }

    /// Who asked, and who holds the case now; not the one who said it.
    fn askers(&self, one: &EscalationState, but: Option<Uuid>) -> Vec<Whom> {
        let both = BTreeSet::from([one.raised_by, self.state.holder]);
        both.into_iter().filter(|user| Some(*user) != but).map(Whom::User).collect()
    }

    /// Answered, and no word since the answer or since the stakeholder was asked last.
    fn confirmation(&mut self, calendar: &Calendar, counting: Counting) {
        let (Some(event), Some(at)) = (self.state.answered_event, self.state.answered_at) else { return };
        let chased = self.state.chased.last().map(|chased| (chased.said.event, chased.said.at));
        let (event, asked) = chased.filter(|(_, chased)| *chased >= at).unwrap_or((event, at));
        let due = calendar.due(Day::of(asked, counting.zone), CONFIRMATION_DAYS, counting);
        let (key, holder) = (format!("unconfirmed/{event}"), [Whom::User(self.state.holder)]);
        self.tell_while(key, NoticeKind::ConfirmationAwaited, None, holder, asked, (due.at, None));
    }
}
