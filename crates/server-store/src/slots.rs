//! The recovery slots of the office's PCs: kept for each log, given to whoever names it, and not to whoever asks all day.

use lakon_domain::ids::LogId;
use lakon_sync::error::Problem;
use lakon_sync::replica::StoreFault;
use lakon_sync::slot::Slots;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::{ServerStore, StoreError};

/// A minute, milliseconds.
const MINUTE_MS: i64 = 60_000;
/// Slots asked for within a minute, by everybody together: an office that has lost several PCs asks for a few.
const MOST_A_MINUTE: u32 = 30;

/// How often slots were asked for in the minute that began last.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    since: i64,
    times: u32,
}

impl Asked {
    /// Counts one more; seconds to wait where there were too many.
    fn once_more(&mut self, now: i64) -> Option<u32> {
        // A clock that was set back begins a new minute.
        if !(0..MINUTE_MS).contains(&now.saturating_sub(self.since)) {
            *self = Self { since: now, times: 0 };
        }
        if self.times >= MOST_A_MINUTE {
            let left = MINUTE_MS - now.saturating_sub(self.since);
            return Some(u32::try_from((left + 999) / 1000).unwrap_or(1));
        }
        self.times += 1;
        None
    }
}

impl ServerStore {
    fn kept_slot(&self, connection: &Connection, log: LogId) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT slot FROM recovery_slot WHERE office = ?1 AND log = ?2";
        let row = connection.prepare_cached(sql)?.query_row(params![self.office.as_bytes(), log.0], |row| row.get(0));
        Ok(row.optional()?)
    }

    fn keep_slot(&self, device: Uuid, log: LogId, slot: &[u8]) -> Result<(), StoreError> {
        // Every desk hands its slot in whenever somebody signs in; only what is new is written.
        if self.read(|connection| self.kept_slot(connection, log))?.as_deref() == Some(slot) {
            return Ok(());
        }
        let now = self.time();
        self.write(|tx| {
            let sql =
                "INSERT OR REPLACE INTO recovery_slot (office, log, device, slot, kept_at) VALUES (?1, ?2, ?3, ?4, ?5)";
            tx.prepare_cached(sql)?.execute(params![self.office.as_bytes(), log.0, device.as_bytes(), slot, now.0])?;
            Ok(())
        })
    }
}

impl Slots for ServerStore {
    fn keep(&self, device: Uuid, log: LogId, slot: &[u8]) -> Result<(), StoreFault> {
        Ok(self.keep_slot(device, log, slot)?)
    }

    fn slot(&self, log: LogId) -> Result<Option<Vec<u8>>, Problem> {
        let now = self.time().0;
        let wait = self.asked.lock().unwrap_or_else(std::sync::PoisonError::into_inner).once_more(now);
        match wait {
            Some(after_s) => Err(Problem::TooMany { after_s }),
            None => Ok(self.read(|connection| self.kept_slot(connection, log)).map_err(StoreFault::from)?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asking_all_minute_has_to_wait_for_the_next_one() {
        let mut asked = Asked::default();
        let now = 1_000_000;
        assert!((0..MOST_A_MINUTE).all(|_| asked.once_more(now).is_none()));
        assert_eq!(asked.once_more(now + 20_000), Some(40));
        assert_eq!(asked.once_more(now + MINUTE_MS), None);
        // A clock set back does not make anybody wait for years.
        assert_eq!(asked.once_more(5), None);
    }
}
