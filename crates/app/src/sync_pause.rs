//! Sync that somebody at this PC has paused: for a while, or until it is ended by hand. What is typed is saved all the same.

use std::sync::Arc;
use std::time::Duration;

use lakon_domain::shape::Time;
use lakon_store::Store;
use lakon_sync::backoff::{self, AFTER_OWN_WRITE, Backoff};
use tokio::sync::Notify;

use crate::api::{Nothing, SyncState};
use crate::api_sync::SyncPause;
use crate::app::{App, Desk};
use crate::failure::Failure;
use crate::sync_state;
use crate::words::Sentence;

/// Name of the setting: when the pause ends, milliseconds since 1970, or [`BY_HAND`]. Of this PC, never synced.
const PAUSED: &str = "sync_paused";
const BY_HAND: &str = "by_hand";
const MINUTE_MS: i64 = 60_000;
/// The longest pause that ends by itself, in minutes: a week.
const LONGEST: u32 = 7 * 24 * 60;
/// A PC that slept looks again at least this often.
const LOOK: Duration = Duration::from_secs(30);

/// What wakes the waiting parts of sync.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    /// The task that syncs in the background ends what it does.
    paused: Notify,
    /// A sync under way ends where it stands.
    stop: Notify,
    /// Somebody wants it now.
    again: Notify,
}

impl Calls {
    /// Waits for a pause.
    pub async fn paused(&self) {
        self.paused.notified().await;
    }

    /// Waits for a pause that begins while a sync runs.
    pub async fn stopped(&self) {
        self.stop.notified().await;
    }

    /// Ends waits.
    pub fn again(&self) {
        self.again.notify_waiters();
    }
}

/// A pause as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pause {
    Until(Time),
    ByHand,
}

impl Pause {
    /// When it ends by itself.
    pub fn until(self) -> Option<Time> {
        match self {
            Self::Until(at) => Some(at),
            Self::ByHand => None,
        }
    }

    fn read(text: &str) -> Option<Self> {
        if text == BY_HAND { Some(Self::ByHand) } else { text.parse().ok().map(|at| Self::Until(Time(at))) }
    }
}

/// The pause that holds now.
///
/// # Errors
/// Errors of the store.
pub(crate) fn holds(store: &Store, now: Time) -> lakon_store::Result<Option<Pause>> {
    let kept = store.setting(PAUSED)?.as_deref().and_then(Pause::read);
    // A clock that was set back must not make an hour of it a year.
    let fits = |at: Time| at.0 > now.0 && at.0.saturating_sub(now.0) <= i64::from(LONGEST) * MINUTE_MS;
    Ok(kept.filter(|pause| pause.until().is_none_or(fits)))
}

/// Waits while a pause holds, a little at a time; returns whether it waited.
pub(crate) async fn waits(app: &Arc<App>, store: &Store) -> bool {
    let (store, now) = (store.clone(), app.now());
    let held = tokio::task::spawn_blocking(move || holds(&store, now)).await;
    let Ok(Ok(Some(pause))) = held else { return false };
    let left = pause.until().map_or(LOOK, |at| Duration::from_millis(at.since(now).unsigned_abs()).min(LOOK));
    tokio::select! {
        () = tokio::time::sleep(left) => {}
        () = app.calls.again.notified() => {}
        // Another session may have been opened; an own write only looks once more.
        () = app.written.notified() => {}
    }
    // The bar says it no longer.
    if pause.until().is_some_and(|at| at.0 <= app.now().0) {
        app.changed(["sync"]);
    }
    true
}

/// After a failure: longer each time, unless the line is found to be back before; an own write tries again soon, F5 and the end of a
/// pause at once.
pub(crate) async fn after_failure(app: &App, backoff: &mut Backoff, is_back: impl Future<Output = bool>) {
    let wait = backoff.failed(&mut app.config.random.clone());
    {
        let mut state = app.state();
        let told = &mut state.sync.told;
        told.failures = backoff.failures();
        told.next_at = Some(Time(app.now().0.saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))));
    }
    app.changed(["sync_progress"]);
    let own_write = async {
        tokio::time::sleep(AFTER_OWN_WRITE).await;
        app.written.notified().await;
    };
    tokio::select! {
        () = own_write => {}
        () = backoff::rest(wait, is_back) => {}
        () = app.calls.again.notified() => {}
    }
}

/// Pauses sync on this PC.
pub fn pause(desk: &Desk, input: SyncPause) -> Result<SyncState, Failure> {
    let kept = match input.minutes {
        None => BY_HAND.to_owned(),
        Some(minutes @ 1..=LONGEST) => desk.app.now().0.saturating_add(i64::from(minutes) * MINUTE_MS).to_string(),
        Some(_) => return Err(Sentence::BadInput.into()),
    };
    desk.store.set_setting(PAUSED, Some(&kept))?;
    let calls = &desk.app.calls;
    calls.stop.notify_waiters();
    // Kept for a task that is just on its way to wait.
    calls.paused.notify_one();
    desk.app.changed(["sync"]);
    sync_state::state(desk, Nothing {})
}

/// Ends a pause.
pub fn resume(desk: &Desk, _: Nothing) -> Result<SyncState, Failure> {
    desk.store.set_setting(PAUSED, None)?;
    desk.app.calls.again();
    // For a task that is just on its way to wait.
    desk.app.written.notify_one();
    desk.app.changed(["sync"]);
    sync_state::state(desk, Nothing {})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_pause_is_read_back_and_nonsense_is_none() {
        assert_eq!(Pause::read("by_hand"), Some(Pause::ByHand));
        assert_eq!(Pause::read("1795000000000"), Some(Pause::Until(Time(1_795_000_000_000))));
        assert_eq!(Pause::read("besok"), None);
    }
}
