//! Whether what an office log says would still be said if its tail were set aside. Design, invariant 12: "other replicas set the losing
//! tail aside; … nothing is lost."

use lakon_domain::ids::LogId;
use rusqlite::{Connection, params};

use crate::page::number;
use crate::{LogError, SEQ_BITS, place};

/// Whether `log` is a server's and each of its records after `after` stands in the log of a server a second time, the same but for its
/// place. Then nothing is lost when these are set aside. And nothing of what the office logs say about logs has to be derived anew: who
/// belongs, what is erased and who was revoked follows from the set of their records, which stays the same.
///
/// # Errors
/// [`LogError`] of the database.
pub fn lives_on(connection: &Connection, log: LogId, after: u64) -> Result<bool, LogError> {
    let Some(no) = number(connection, log)? else { return Ok(false) };
    let lives = connection
        .prepare_cached(
            "SELECT l.server = 1 AND NOT EXISTS (
                SELECT 1 FROM record AS r WHERE r.place > ?2 AND r.place < ?3 AND NOT EXISTS (
                    SELECT 1 FROM record AS o JOIN log AS b ON b.no = o.place >> ?4
                     WHERE o.event = r.event AND b.server = 1 AND b.no <> ?1 AND o.kind = r.kind AND o.facts = r.facts
                       AND o.private_hash IS r.private_hash))
               FROM log AS l WHERE l.no = ?1",
        )?
        .query_row(params![no, place(no, after)?, place(no + 1, 0)?, SEQ_BITS], |row| row.get(0))?;
    Ok(lives)
}
