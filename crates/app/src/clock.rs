//! Whether this PC's clock can be believed; if not, that is said before a case gets its number (design/sync.md, invariant 8).

use lakon_domain::hlc::LARGEST_LEAD_MS;
use lakon_domain::shape::Time;
use lakon_store::Store;

use crate::api::Nothing;
use crate::app::Desk;
use crate::failure::Failure;
use crate::words::Sentence;

/// Whether the clock is too far behind the newest record, or off the server's as far as that is known.
pub(crate) fn is_off(store: &Store, now: Time) -> bool {
    let newest = store.newest_record_at().unwrap_or_default();
    let off = store.clock_offset().is_some_and(|offset| offset.ms.saturating_abs() > LARGEST_LEAD_MS);
    newest.since(now) > LARGEST_LEAD_MS || off
}

/// Asked before a number is made. What was typed stays in the draft until the clock is right or the officer goes on with it.
pub(crate) fn before_number(desk: &Desk) -> Result<(), Failure> {
    let off = is_off(&desk.store, desk.app.now());
    let mut state = desk.app.state();
    // A clock that was right in between is said again.
    state.clock_accepted &= off;
    if off && !state.clock_accepted {
        return Err(Sentence::ClockBeforeNumber.into());
    }
    Ok(())
}

/// The officer has read it and goes on with the clock as it is, until the session ends.
pub fn accept(desk: &Desk, _: Nothing) -> Result<Nothing, Failure> {
    desk.app.state().clock_accepted = true;
    Ok(Nothing {})
}
