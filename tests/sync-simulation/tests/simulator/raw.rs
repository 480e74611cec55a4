//! A hand inside a database, past every rule of the program: what was stripped on its way, and what breaks on purpose.

use std::path::Path;

use lakon_domain::ids::LogId;
use lakon_sync::replica::{Page, ReceiveError, Received, Source};
use rusqlite::{Connection, OptionalExtension, params};

use crate::server::pinned;

/// Runs statements on a database somebody else has open.
pub fn on<T>(database: &Path, key: &[u8; 32], work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> T {
    let connection = lakon_log::open(database, key).unwrap();
    work(&connection).unwrap()
}

/// Takes the private parts of up to so many records of other people's logs away, as if they had come without.
pub fn strip(database: &Path, key: &[u8; 32], most: i64) -> usize {
    on(database, key, |connection| {
        connection.execute(
            "UPDATE record SET private = NULL WHERE place IN (
               SELECT r.place FROM record AS r JOIN log AS l ON l.no = r.place >> 40
                WHERE l.own = 0 AND r.private IS NOT NULL ORDER BY r.place DESC LIMIT ?1)",
            [most],
        )
    })
}

/// Leaves out a number: the newest record of the own log moves up by one.
pub fn skip_a_number(database: &Path, key: &[u8; 32]) {
    on(database, key, |connection| {
        connection.execute(
            "UPDATE record SET place = place + 1 WHERE place = (SELECT (no << 40) + seq FROM log WHERE own = 1)",
            [],
        )?;
        connection.execute("UPDATE log SET seq = seq + 1 WHERE own = 1", [])
    });
}

/// Forgets what of a log lies above a number.
pub fn forget(database: &Path, key: &[u8; 32], log: LogId, above: u64) {
    let above = i64::try_from(above).unwrap();
    on(database, key, |connection| {
        let sql = "SELECT no FROM log WHERE log = ?1 AND seq > ?2";
        let Some(no) = connection.query_row(sql, params![log.0, above], |row| row.get::<_, i64>(0)).optional()? else {
            return Ok(());
        };
        let last = (no << 40) + above;
        connection.execute("DELETE FROM seal WHERE no = ?1 AND seq > ?2", params![no, above])?;
        connection.execute("DELETE FROM record WHERE place > ?1 AND place >> 40 = ?2", params![last, no])?;
        let chain = "UPDATE log SET seq = ?2, chain = (SELECT chain FROM record WHERE place = ?3) WHERE no = ?1";
        connection.execute(chain, params![no, above, last]).map(|_| ())
    });
}

/// Takes a page as any log does, and does nothing a server does beside it.
pub fn receive(database: &Path, key: &[u8; 32], page: &Page, from: Source) -> Result<Received, ReceiveError> {
    let mut connection = lakon_log::open(database, key).unwrap();
    let tx = connection.transaction().unwrap();
    let received = lakon_log::receive(&tx, page, from, Some(&pinned()))?;
    tx.commit().unwrap();
    Ok(received)
}

/// Lets the own clock stamp follow whatever was heard.
pub fn follow_every_clock(database: &Path, key: &[u8; 32]) {
    on(database, key, |connection| {
        connection.execute("UPDATE log SET hlc = (SELECT max(hlc) FROM log) WHERE own = 1", [])
    });
}

/// Shows a question because it came last.
pub fn show_question(database: &Path, key: &[u8; 32], case: uuid::Uuid, text: &str) {
    on(database, key, |connection| {
        connection.execute("UPDATE case_row SET question = ?2 WHERE id = ?1", params![case.as_bytes(), text])
    });
}
