//! Projections made again from the logs: wholly when their version changed, from where they lag otherwise.

use lakon_domain::ids::LogId;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::error::{Result, StoreError};
use crate::store::Store;
use crate::writer::Lane;

/// Version of what the projections hold. Raise it when a fold or a projected column changes its meaning.
pub(crate) const PROJECTIONS: &str = "6";
const SETTING: &str = "projections";
/// Progress is told once in so many records.
const TOLD_EVERY: u64 = 1_000;

/// Says that the projections are of this program's version.
pub(crate) fn mark_current(conn: &Connection) -> Result<()> {
    conn.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)", params![SETTING, PROJECTIONS])?;
    Ok(())
}

fn are_current(conn: &Connection) -> Result<bool> {
    let version: Option<String> =
        conn.query_row("SELECT value FROM setting WHERE name = ?1", [SETTING], |row| row.get(0)).optional()?;
    Ok(version.as_deref() == Some(PROJECTIONS))
}

/// `number_run` stays: it is no projection of the records held, but the highest number this PC ever heard of. A number of a case that was
/// set aside since may stand on paper, so it is not given again.
fn clear(conn: &Connection) -> Result<()> {
    conn.execute_batch(
        "DELETE FROM case_row; DELETE FROM case_number; DELETE FROM case_count; DELETE FROM case_fts; DELETE FROM party_row; DELETE FROM party_fts;
         DELETE FROM file_row; DELETE FROM skipped; DELETE FROM folded; DELETE FROM subject; DELETE FROM duty_row;
         DELETE FROM escalation_row; DELETE FROM notice_row;",
    )?;
    crate::refolds::forget(conn)
}

fn reached(conn: &Connection, log: LogId) -> Result<u64> {
    let seq: Option<i64> = conn
        .prepare_cached("SELECT seq FROM folded WHERE log = ?1")?
        .query_row([log.0], |row| row.get(0))
        .optional()?;
    Ok(seq.unwrap_or(0).unsigned_abs())
}

/// Folds every record the projections do not hold yet; returns how many there were.
pub(crate) fn run(store: &Store, progress: &dyn Fn(u64, u64)) -> Result<u64> {
    let whole = !store.read(are_current)?;
    let heads = store.read(|conn| Ok(lakon_log::heads(conn)?))?;
    let lagging = store.read(|conn| {
        let mut lagging = Vec::new();
        for head in &heads {
            let from = if whole { 0 } else { reached(conn, head.log)? };
            if from < head.seq {
                lagging.push((head.log, from, head.seq));
            }
        }
        Ok(lagging)
    })?;
    let all: u64 = lagging.iter().map(|(_, from, to)| to - from).sum();
    if !whole && all == 0 {
        return Ok(0);
    }
    let (done, _) = store.inner.transact(Lane::Behind, Uuid::nil(), |tx| {
        if whole {
            clear(tx.conn)?;
        }
        let mut done = 0;
        for (log, from, _) in &lagging {
            let conn = tx.conn;
            lakon_log::each(conn, *log, *from, |seq, record| {
                done += 1;
                if done % TOLD_EVERY == 0 {
                    progress(done, all);
                }
                tx.take_record(*log, seq, &record)
            })?;
        }
        mark_current(tx.conn)?;
        Ok::<u64, StoreError>(done)
    })?;
    progress(all, all);
    Ok(done)
}

impl Store {
    /// Drops every projection and makes it again from the logs, in one transaction; returns the number of records folded.
    ///
    /// # Errors
    /// Errors of the disk; the projections are then as before.
    pub fn rebuild(&self, progress: &dyn Fn(u64, u64)) -> Result<u64> {
        self.transact(Uuid::nil(), |tx| {
            tx.conn.execute("DELETE FROM setting WHERE name = ?1", [SETTING])?;
            Ok::<(), StoreError>(())
        })?;
        run(self, progress)
    }
}
