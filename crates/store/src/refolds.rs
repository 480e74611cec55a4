//! Cases and parties that are folded again because one record from outside changed what all of them are read by: a limit, the calendar,
//! the office, what a channel means, who is read as whom, a long list of records that count no more. The record's own transaction only marks them; they follow in parts, and an officer is in between.
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
/// First in the order of names: a case's row shows what its parties are called.
const PARTIES: &str = "refold all parties";
const CASE: &str = "refold case ";
const CASES: &str = "refold every case";
const OPEN: &str = "refold open";
const PARTY: &str = "refold party ";
const CHANNEL: &str = "refold channel ";
const FROM_THE_FIRST: i64 = -1;
/// Cases in a part before anything was measured: few, because a case may have many records.
pub(crate) const FIRST_CASES: usize = 25;

/// What a mark names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which<'c> {
    /// Every person and organisation.
    Parties,
    /// Every case.
    Cases,
    Case(Uuid),
    /// Those that have not ended.
    Open,
    OfChannel(&'c str),
    /// Those that name a person or an organisation.
    OfParty(Uuid),
}

impl Which<'_> {
    fn name(self) -> String {
        match self {
            Self::Parties => PARTIES.to_owned(),
            Self::Cases => CASES.to_owned(),
            Self::Case(case) => format!("{CASE}{}", case.simple()),
            Self::Open => OPEN.to_owned(),
            Self::OfChannel(channel) => format!("{CHANNEL}{channel}"),
            Self::OfParty(party) => format!("{PARTY}{}", party.simple()),
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

    /// The next of them, in the order of their places. A case that is opened, reopened or moved meanwhile is folded by that very event.
    fn next(&self, conn: &Connection, most: usize) -> Result<Vec<(i64, Subject)>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        if self.name == PARTIES {
            let read = |row: &Row<'_>| {
                let (place, id, organisation): (_, _, bool) = (row.get(0)?, Uuid::from_bytes(row.get(1)?), row.get(2)?);
                Ok((place, if organisation { Subject::Organisation(id) } else { Subject::Person(id) }))
            };
            let sql = "SELECT place, id, is_organisation FROM party_row WHERE place > ?1 ORDER BY place LIMIT ?2";
            return Ok(conn
                .prepare_cached(sql)?
                .query_map([self.after, most], read)?
                .collect::<rusqlite::Result<_>>()?);
        }
        let read = |row: &Row<'_>| Ok((row.get(0)?, Subject::Case(Uuid::from_bytes(row.get(1)?))));
        if let Some(channel) = self.name.strip_prefix(CHANNEL) {
            let sql = "SELECT place, id FROM case_row WHERE channel = ?1 AND place > ?2 ORDER BY place LIMIT ?3";
            let mut statement = conn.prepare_cached(sql)?;
            let found = statement.query_map(params![channel, self.after, most], read)?;
            return Ok(found.collect::<rusqlite::Result<_>>()?);
        }
        if let Some(case) = self.name.strip_prefix(CASE) {
            // It may have no row: one of which nothing counted comes back.
            let case = Uuid::parse_str(case).ok().filter(|_| self.after == FROM_THE_FIRST);
            return Ok(case.map(|case| (0, Subject::Case(case))).into_iter().collect());
        }
        if let Some(party) = self.name.strip_prefix(PARTY) {
            let sql = "SELECT place, id FROM case_row WHERE person = ?1 AND place > ?2
                       UNION SELECT place, id FROM case_row WHERE organisation = ?1 AND place > ?2 ORDER BY place LIMIT ?3";
            let party = Uuid::parse_str(party).unwrap_or_default();
            let mut statement = conn.prepare_cached(sql)?;
            let found = statement.query_map(params![party.as_bytes(), self.after, most], read)?;
            return Ok(found.collect::<rusqlite::Result<_>>()?);
        }
        let sql = match self.name.as_str() {
            CASES => "SELECT place, id FROM case_row WHERE place > ?1 ORDER BY place LIMIT ?2",
            _ => "SELECT place, id FROM case_row WHERE status NOT IN (2, 3, 9) AND place > ?1 ORDER BY place LIMIT ?2",
        };
        Ok(conn.prepare_cached(sql)?.query_map([self.after, most], read)?.collect::<rusqlite::Result<_>>()?)
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
    /// Folds a party with whoever it is read as: both rows change where that is somebody else.
    fn touch_as_read(&mut self, subject: Subject) {
        self.touch(subject);
        match subject {
            Subject::Person(id) => self.touch(Subject::Person(self.office.adoptions.party(id))),
            Subject::Organisation(id) => self.touch(Subject::Organisation(self.office.adoptions.party(id))),
            _ => {}
        }
    }

    /// Never where something is erased: the words go out of every row in the transaction that takes the record, before their traces
    /// are looked for.
    pub(crate) fn may_fold_later(&self) -> bool {
        self.folds_later && !self.erased
    }

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
            let next = self.read(|conn| mark.next(conn, most))?;
            let began = self.again(|tx| {
                let began = Instant::now();
                if mark.stands(tx.conn)? {
                    // A party's cases follow by a mark of their own.
                    tx.folds_later = true;
                    mark.reached(tx.conn, next.last().map(|(place, _)| *place))?;
                    for (_, subject) in &next {
                        tx.touch_as_read(*subject);
                    }
                    tx.refold()?;
                }
                Ok(began)
            })?;
            self.inner.cases_portion.learn(next.len(), began.elapsed());
        }
        Ok(())
    }
}
