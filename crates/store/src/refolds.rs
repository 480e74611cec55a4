//! Cases that are folded again because one record from outside changed what all of them are counted by: a limit, the calendar, the
//! office, what a channel means. The record's own transaction only marks them; they follow in parts, and an officer is in between.
//!
//! Design, "Steps": "The officer's writes go first: a pull, import or rebuild holds the writer at most 50 ms." The mark lies in the
//! database, so that a program that is killed goes on where it was. Until its turn a case shows the due dates and notices it had.

use std::time::Instant;

use lakon_domain::subject::Subject;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::error::Result;
use crate::store::Store;
use crate::tx::Tx;

/// Names of marks in the table of settings; their value is the place of the last case that is done.
const MARKS: &str = "refold ";
const END_OF_MARKS: &str = "refold!";
const OPEN: &str = "refold open";
const CHANNEL: &str = "refold channel ";
const FROM_THE_FIRST: i64 = -1;
/// Cases in a part before anything was measured: few, because a case may have many records.
pub(crate) const FIRST_CASES: usize = 25;

/// Which cases a mark names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which<'c> {
    /// Those that have not ended.
    Open,
    OfChannel(&'c str),
}

impl Which<'_> {
    fn name(self) -> String {
        match self {
            Self::Open => OPEN.to_owned(),
            Self::OfChannel(channel) => format!("{CHANNEL}{channel}"),
        }
    }
}

/// A mark as it lies in the database.
struct Mark {
    name: String,
    after: i64,
}

impl Mark {
    fn first(conn: &Connection) -> Result<Option<Self>> {
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, String>(1)?));
        let row: Option<(String, String)> = conn
            .prepare_cached("SELECT name, value FROM setting WHERE name > ?1 AND name < ?2 ORDER BY name LIMIT 1")?
            .query_row([MARKS, END_OF_MARKS], read)
            .optional()?;
        Ok(row.map(|(name, value)| Self { name, after: value.parse().unwrap_or(FROM_THE_FIRST) }))
    }

    /// The next cases, in the order of their places. A case that is opened, reopened or moved meanwhile is folded by that very event.
    fn cases(&self, conn: &Connection, most: usize) -> Result<Vec<(i64, Uuid)>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let read = |row: &Row<'_>| Ok((row.get(0)?, Uuid::from_bytes(row.get(1)?)));
        let found = match self.name.strip_prefix(CHANNEL) {
            Some(channel) => conn
                .prepare_cached("SELECT place, id FROM case_row WHERE channel = ?1 AND place > ?2 ORDER BY place LIMIT ?3")?
                .query_map(params![channel, self.after, most], read)?
                .collect::<rusqlite::Result<_>>()?,
            None => conn
                .prepare_cached(
                    "SELECT place, id FROM case_row WHERE status NOT IN (2, 3, 9) AND place > ?1 ORDER BY place LIMIT ?2",
                )?
                .query_map(params![self.after, most], read)?
                .collect::<rusqlite::Result<_>>()?,
        };
        Ok(found)
    }

    /// Whether nobody has moved it or set it anew.
    fn stands(&self, conn: &Connection) -> Result<bool> {
        let found: Option<String> = conn
            .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
            .query_row([&self.name], |row| row.get(0))
            .optional()?;
        Ok(found.is_some_and(|value| value.parse().unwrap_or(FROM_THE_FIRST) == self.after))
    }

    fn reached(&self, conn: &Connection, place: Option<i64>) -> Result<()> {
        match place {
            Some(place) => conn
                .prepare_cached("UPDATE setting SET value = ?2 WHERE name = ?1")?
                .execute(params![self.name, place.to_string()])?,
            None => conn.prepare_cached("DELETE FROM setting WHERE name = ?1")?.execute([&self.name])?,
        };
        Ok(())
    }
}

/// Everything is folded anyway: no mark is needed.
pub(crate) fn forget(conn: &Connection) -> Result<()> {
    conn.execute("DELETE FROM setting WHERE name > ?1 AND name < ?2", [MARKS, END_OF_MARKS])?;
    Ok(())
}

impl Tx<'_> {
    /// Marks cases to be folded again by [`Store::fold_marked`], from the first one on.
    pub(crate) fn fold_later(&mut self, which: Which<'_>) -> Result<()> {
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)")?
            .execute(params![which.name(), FROM_THE_FIRST.to_string()])?;
        Ok(())
    }
}

impl Store {
    /// Folds what is marked, part by part; the cases of a part are looked for before it takes its turn. What a full disk leaves undone
    /// is taken up by the next sync.
    pub(crate) fn fold_marked(&self) -> Result<()> {
        while let Some(mark) = self.read(Mark::first)? {
            let most = self.inner.cases_portion.now();
            let cases = self.read(|conn| mark.cases(conn, most))?;
            let began = self.again(|tx| {
                let began = Instant::now();
                if mark.stands(tx.conn)? {
                    mark.reached(tx.conn, cases.last().map(|(place, _)| *place))?;
                    for (_, case) in &cases {
                        tx.touch(Subject::Case(*case));
                    }
                    tx.refold()?;
                }
                Ok(began)
            })?;
            self.inner.cases_portion.learn(cases.len(), began.elapsed());
        }
        Ok(())
    }
}
