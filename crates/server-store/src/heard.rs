//! When each device last asked anything of this server. Kept in memory and written down now and then: no request waits for it, and an
//! idle office does not write all day.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use lakon_domain::shape::Time;
use lakon_sync::heads::{Heard, MOST_HEARD};
use rusqlite::params;
use uuid::Uuid;

use crate::{ServerStore, StoreError};

/// A device's time is written down this often at most, milliseconds: what a server that is started again is behind by.
const WRITE_EVERY_MS: i64 = 10 * 60 * 1000;

/// What this process knows of a device.
pub(crate) struct Times {
    last: Time,
    written: Time,
}

pub(crate) type Known = BTreeMap<Uuid, Times>;

impl ServerStore {
    /// A device has asked. That it cannot be written down is no reason to refuse it.
    pub(crate) fn note_heard(&self, device: Uuid) {
        let now = self.time();
        let due = {
            let mut known = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            let times = known.entry(device).or_insert(Times { last: now, written: Time(0) });
            times.last = now;
            // What was written by a clock that has been put back since is written anew.
            now < times.written || now.since(times.written) >= WRITE_EVERY_MS
        };
        // Where somebody writes just now, the next request writes it down.
        if due && let Ok(writer) = self.writer.try_lock() {
            let sql = "INSERT INTO heard (office, device, at) VALUES (?1, ?2, ?3)
                       ON CONFLICT (office, device) DO UPDATE SET at = excluded.at";
            let wrote = writer.execute(sql, params![self.office.as_bytes(), device.as_bytes(), now.0]);
            if let Err(error) = wrote {
                tracing::warn!(%error, "when a device was heard of was not written down");
            }
            drop(writer);
            if let Some(times) = self.heard.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&device) {
                times.written = now;
            }
        }
    }

    /// The devices that asked last, those of before this process among them; the last first, [`MOST_HEARD`] at most.
    pub(crate) fn heard_of(&self) -> Result<Vec<Heard>, StoreError> {
        let mut times: BTreeMap<Uuid, Time> = self.read(|connection| {
            let sql = "SELECT device, at FROM heard WHERE office = ?1";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement
                .query_map([self.office.as_bytes()], |row| Ok((Uuid::from_bytes(row.get(0)?), Time(row.get(1)?))))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })?;
        times.extend(
            self.heard.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|(device, of)| (*device, of.last)),
        );
        let mut heard: Vec<Heard> = times.into_iter().map(|(device, at)| Heard { device, at }).collect();
        heard.sort_by_key(|one| (std::cmp::Reverse(one.at), one.device));
        heard.truncate(MOST_HEARD);
        Ok(heard)
    }
}
