//! The last known difference between the server's clock and this PC's: it goes into every header with its age (design/sync.md
//! "A record") and is kept, so that a PC that starts without a network still tells it.

use lakon_domain::shape::Time;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Result;
use crate::store::{Store, lock};

/// Name of the setting that holds it: milliseconds and when they were learned, with a space between.
const SETTING: &str = "clock_offset";
/// What is on the disk may be this much older than what is in memory, milliseconds: an idle PC should not write all day.
const KEEP_EVERY_MS: i64 = 5 * 60 * 1000;
/// A difference that moved by this much is kept at once, milliseconds: somebody has set a clock.
const MOVED_MS: i64 = 1_000;

/// Server clock minus PC clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockOffset {
    pub ms: i64,
    /// When it was learned, by the PC's clock.
    pub at: Time,
}

impl ClockOffset {
    /// As a header holds it: milliseconds, and how old they are in seconds.
    pub(crate) fn stamp(self, now: Time) -> (i64, u64) {
        (self.ms, u64::try_from(now.since(self.at) / 1000).unwrap_or(0))
    }

    fn parse(text: &str) -> Option<Self> {
        let (ms, at) = text.split_once(' ')?;
        Some(Self { ms: ms.parse().ok()?, at: Time(at.parse().ok()?) })
    }
}

/// What the disk holds of it; what cannot be read is not known.
pub(crate) fn load(conn: &Connection) -> Result<Option<ClockOffset>> {
    let text: Option<String> =
        conn.query_row("SELECT value FROM setting WHERE name = ?1", [SETTING], |row| row.get(0)).optional()?;
    Ok(text.as_deref().and_then(ClockOffset::parse))
}

/// In memory and on the disk.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Offsets {
    pub known: Option<ClockOffset>,
    kept: Option<ClockOffset>,
}

impl Offsets {
    pub(crate) fn loaded(kept: Option<ClockOffset>) -> Self {
        Self { known: kept, kept }
    }

    fn is_due(&self, new: ClockOffset) -> bool {
        self.kept.is_none_or(|kept| {
            let age = new.at.since(kept.at);
            kept.ms.saturating_sub(new.ms).saturating_abs() >= MOVED_MS || !(0..KEEP_EVERY_MS).contains(&age)
        })
    }
}

impl Store {
    /// Last known difference "server clock minus PC clock", milliseconds; goes into the headers of records written from now on,
    /// after a restart too.
    ///
    /// # Errors
    /// Errors of the disk; records of this run carry it all the same.
    pub fn set_clock_offset(&self, offset_ms: i64) -> Result<()> {
        let new = ClockOffset { ms: offset_ms, at: self.inner.clock.now() };
        let due = {
            let mut offsets = lock(&self.inner.offset);
            offsets.known = Some(new);
            offsets.is_due(new)
        };
        if due {
            self.behind(|tx| {
                let text = format!("{} {}", new.ms, new.at.0);
                tx.conn
                    .prepare_cached("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)")?
                    .execute(params![SETTING, text])?;
                Ok(())
            })?;
            lock(&self.inner.offset).kept = Some(new);
        }
        Ok(())
    }

    /// The last known difference; `None` on a PC that has never met its server.
    pub fn clock_offset(&self) -> Option<ClockOffset> {
        lock(&self.inner.offset).known
    }
}
