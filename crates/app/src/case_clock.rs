//! The service clock by hand: pauses with a reason, corrections with a reason, and when a question really came.

use lakon_domain::event::{ClockCorrected, ClockPaused, ClockResumed, Reason, ReceivedSet};
use lakon_domain::settings::LATE_DAYS;
use lakon_domain::shape::{Code, Time};
use uuid::Uuid;

use crate::api::{CaseRef, CaseView, CorrectClock, PauseClock, SetReceived};
use crate::app::Desk;
use crate::case_act::{amend, step};
use crate::case_promise::reason;
use crate::failure::Failure;
use crate::words::Sentence;

/// The cause of a pause that only its reason tells.
const OTHER_CAUSE: &str = "lain";

/// Reads a time of the page.
#[allow(clippy::cast_possible_truncation, reason = "milliseconds; what is no time is bounded by who asks")]
fn time(ms: f64) -> Time {
    Time(ms as i64)
}

/// The clock does not count until it goes on.
pub fn pause(desk: &Desk, input: PauseClock) -> Result<CaseView, Failure> {
    let paused_at = desk.app.now();
    let words = input.reason.trim().to_owned();
    let cause = match input.cause.trim() {
        "" | OTHER_CAUSE => {
            reason(&words)?;
            OTHER_CAUSE
        }
        cause => cause,
    };
    let cause = Code::new(cause).map_err(|_| Sentence::UnknownCode.fields(&["cause"]))?;
    step(desk, &input.case, "pause", |state| {
        let private = Some(Reason { reason: words });
        Ok(vec![ClockPaused { case: state.case, paused_at, cause, private }.into()])
    })
}

/// It goes on.
pub fn resume(desk: &Desk, input: CaseRef) -> Result<CaseView, Failure> {
    let resumed_at = desk.app.now();
    step(desk, &input.case, "resume", |state| Ok(vec![ClockResumed { case: state.case, resumed_at }.into()]))
}

/// Other times for an interval; the recorded ones stay. An interval that came late has none until it is corrected.
pub fn correct(desk: &Desk, input: CorrectClock) -> Result<CaseView, Failure> {
    let reason = reason(&input.reason)?;
    let now = desk.app.now();
    let (started_at, ended_at) = (time(input.start), input.end.map(time));
    let latest = ended_at.unwrap_or(started_at);
    if started_at > now || latest > now {
        return Err(Sentence::FutureTime.fields(&["start", "end"]));
    }
    if latest < started_at {
        return Err(Sentence::BadInterval.fields(&["end"]));
    }
    let interval: Uuid = input.interval.parse().map_err(|_| Sentence::IntervalGone)?;
    amend(desk, &input.case, |state| {
        let held = state.clock.intervals.iter().find(|one| one.event == interval);
        // The automatic interval of a case entered late is there only once it is corrected.
        let begins = held.is_some() || (interval == state.opened_event && !state.way.online);
        if !begins {
            return Err(Sentence::IntervalGone.into());
        }
        let replaces = held.map(|one| one.corrections.clone()).unwrap_or_default();
        let private = Some(Reason { reason });
        Ok(vec![ClockCorrected { case: state.case, interval, started_at, ended_at, replaces, private }.into()])
    })
}

/// "Diterima/dilayani pada": in the past without more ado for some days, later with a reason (product.md rule 7).
pub fn received(desk: &Desk, input: SetReceived) -> Result<CaseView, Failure> {
    let (now, received_at) = (desk.app.now(), time(input.at));
    if received_at > now || received_at.0 <= 0 {
        return Err(Sentence::FutureTime.fields(&["at"]));
    }
    let rules = desk.store.rules();
    let (day, today) = (rules.day(received_at), rules.day(now));
    let late_days = rules.settings.setting(LATE_DAYS, today);
    let days = day.following().take_while(|day| *day <= today).count();
    let late = u32::try_from(days).unwrap_or(u32::MAX) > late_days;
    let words = input.reason.trim().to_owned();
    if late && words.is_empty() {
        return Err(Sentence::LateReason.with(late_days).fields(&["reason"]));
    }
    amend(desk, &input.case, |state| {
        if state.status.is_terminal() {
            reason(&words)?;
        }
        let replaces = state.received.tips.clone();
        let private = Some(Reason { reason: words });
        Ok(vec![ReceivedSet { case: state.case, received_at, replaces, private }.into()])
    })
}
