//! The operating system's clock, randomness and folders, for the two hosts. Tests hand in their own.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use lakon_domain::Random;
use lakon_domain::shape::Time;
use lakon_store::Clock;

/// The PC's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Time {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Time(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The PC's clock, set as if the program had been started at another time.
pub struct ShiftedClock {
    by_ms: i64,
}

impl ShiftedClock {
    /// Shows `start` (milliseconds since 1970, UTC) now, and goes on from there.
    pub fn from(start: i64) -> Self {
        Self { by_ms: start.saturating_sub(SystemClock.now().0) }
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Time {
        Time(SystemClock.now().0.saturating_add(self.by_ms))
    }
}

/// The PC's random source.
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, buffer: &mut [u8]) {
        // Keys made without randomness would be worse than no program at all.
        if let Err(error) = getrandom::fill(buffer) {
            panic!("the operating system gives no random bytes: {error}");
        }
    }
}

/// Where the data lies when nobody names a folder: `%LOCALAPPDATA%\Lakon`, or `lakon` in the XDG data folder.
/// Local on purpose: a roaming or shared folder must never hold the database.
pub fn usual_folder() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        return folder("LOCALAPPDATA").map(|base| base.join("Lakon"));
    }
    folder("XDG_DATA_HOME")
        .or_else(|| folder("HOME").map(|home| home.join(".local/share")))
        .map(|base| base.join("lakon"))
}
