//! Lists and counts of cases. Pages are cut by key, so that the thousandth costs what the first does.

use lakon_domain::case::{CaseState, Status};
use lakon_domain::shape::Time;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};
use uuid::Uuid;

use crate::error::Result;
use crate::project_case::{status_number, status_of};
use crate::store::Store;
use crate::unsent::confirmed;

/// A status fewer than one in so many cases have is looked up by itself when words are asked for too.
const RARE: u64 = 8;

/// Which cases a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    pub status: Option<Status>,
    /// Words that all have to occur, each as the beginning of a word of the case; empty for all cases.
    pub text: String,
}

/// One page of a list and the key to ask for the next one with; no key at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<R, K> {
    pub rows: Vec<R>,
    pub next: Option<K>,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    pub case: Uuid,
    /// As it is shown: with "-2" where an earlier case has the same one.
    pub number: String,
    /// Whether another case has the same number.
    pub number_shared: bool,
    pub status: Status,
    pub opened_at: Time,
    pub channel: String,
    pub person: Option<Uuid>,
    /// Name of the person, or empty.
    pub who: String,
    pub organisation_id: Option<Uuid>,
    /// Name of the organisation, or empty.
    pub organisation: String,
    /// The first 200 characters.
    pub question: String,
    pub topic: Option<String>,
    pub section: Option<String>,
    /// Who opened it.
    pub officer: Uuid,
    /// Milliseconds in intervals of the service clock that have ended, without pauses.
    pub closed_ms: i64,
    pub running_since: Option<Time>,
    pub resolved_at: Option<Time>,
    pub files: u32,
    /// A record of this PC about it has no receipt of the server yet.
    pub unsent: bool,
    pub concurrent: bool,
    pub needs_review: bool,
    /// Number of the first other case that has the same ticket number of HAI CSO.
    pub same_ticket: Option<String>,
    /// "Dicatat belakangan": entered as received in the past, or written on a later day.
    pub late: bool,
}

/// How many cases there are of each status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts([u64; Status::ALL.len()]);

impl Counts {
    pub fn of(&self, status: Status) -> u64 {
        usize::try_from(status_number(status)).ok().and_then(|at| self.0.get(at)).copied().unwrap_or(0)
    }

    pub fn all(&self) -> u64 {
        self.0.iter().sum()
    }
}

/// What was answered since some moment.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ResolvedSince {
    pub cases: u64,
    /// Mean time of service, milliseconds, of those that had any.
    pub mean_ms: Option<f64>,
}

pub(crate) const COLUMNS: &str = "c.id, c.number, c.status, c.opened_at, c.channel, c.person, c.who, c.organisation, c.whose,
    c.question, c.topic, c.section, c.officer, c.closed_ms, c.running_since, c.resolved_at, c.files, c.own_seq, c.concurrent,
    c.needs_review, c.shared, c.place,
    (SELECT o.number FROM case_row AS o WHERE o.ticket = c.ticket AND o.id <> c.id ORDER BY o.place LIMIT 1), c.late";

/// Reads [`COLUMNS`]; `confirmed` is the last own record with a receipt.
pub(crate) fn read_row(row: &Row<'_>, confirmed: i64) -> rusqlite::Result<CaseRow> {
    let id = |at| row.get::<_, Option<[u8; 16]>>(at).map(|id| id.map(Uuid::from_bytes));
    let time = |at| row.get::<_, Option<i64>>(at).map(|ms| ms.map(Time));
    Ok(CaseRow {
        case: Uuid::from_bytes(row.get(0)?),
        number: row.get(1)?,
        number_shared: row.get(20)?,
        status: status_of(row.get(2)?),
        opened_at: Time(row.get(3)?),
        channel: row.get(4)?,
        person: id(5)?,
        who: row.get(6)?,
        organisation_id: id(7)?,
        organisation: row.get(8)?,
        question: row.get(9)?,
        topic: row.get(10)?,
        section: row.get(11)?,
        officer: Uuid::from_bytes(row.get(12)?),
        closed_ms: row.get(13)?,
        running_since: time(14)?,
        resolved_at: time(15)?,
        files: row.get(16)?,
        unsent: row.get::<_, i64>(17)? > confirmed,
        concurrent: row.get(18)?,
        needs_review: row.get(19)?,
        same_ticket: row.get(22)?,
        late: row.get(23)?,
    })
}

/// The words of a filter for FTS5: each a quoted prefix, all of them needed. `None` where nothing is left to look for.
pub(crate) fn fts_words(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(|word| format!("\"{}\"*", word.replace('"', "\"\"").replace('\0', "")))
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

impl Store {
    /// A case folded from its events; `None` where no opening of it is known.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn case(&self, case: Uuid) -> Result<Option<CaseState>> {
        let office = self.inner.office();
        let events = self.read(|conn| crate::events::of(conn, case, &self.inner.office().adoptions))?;
        Ok(self.inner.rules().case(&events, &office.standing))
    }

    /// The last own record with a receipt; everything is, on a PC that is its own office. None while a former log lacks some.
    pub(crate) fn confirmed(&self, conn: &Connection) -> Result<i64> {
        match self.inner.pin() {
            Some(pin) if !pin.alone => confirmed(conn, &self.inner.device()),
            _ => Ok(i64::MAX),
        }
    }

    /// A page of cases, the one opened last first, after the key of an earlier page.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn case_rows(&self, filter: &CaseFilter, after: Option<i64>, limit: u32) -> Result<Page<CaseRow, i64>> {
        let words = fts_words(&filter.text);
        if words.is_none() && !filter.text.trim().is_empty() {
            return Ok(Page { rows: Vec::new(), next: None });
        }
        let (before, status) = (after.unwrap_or(i64::MAX), filter.status.map(status_number));
        // One more than asked tells whether there is a next page.
        let most = i64::from(limit.max(1)) + 1;
        let mut arguments: Vec<(&str, &dyn ToSql)> = vec![(":before", &before), (":most", &most)];
        let by_status = if status.is_some() { "AND c.status = :status" } else { "" };
        if status.is_some() {
            arguments.push((":status", &status));
        }
        if words.is_some() {
            arguments.push((":words", &words));
        }
        let sql = match &words {
            // Few cases have the status: look which of them have the words.
            Some(_) if self.is_rare(filter.status)? => format!(
                "SELECT {COLUMNS} FROM case_row AS c INDEXED BY case_row_status
                  WHERE c.status = :status AND c.place < :before
                    AND c.place IN (SELECT rowid FROM case_fts WHERE case_fts MATCH :words)
                  ORDER BY c.place DESC LIMIT :most"
            ),
            // The words decide the order of the walk: both tables have the same key, so it ends after one page.
            Some(_) => format!(
                "SELECT {COLUMNS} FROM case_fts AS f CROSS JOIN case_row AS c ON c.place = f.rowid
                  WHERE case_fts MATCH :words AND f.rowid < :before {by_status} ORDER BY f.rowid DESC LIMIT :most"
            ),
            None => format!(
                "SELECT {COLUMNS} FROM case_row AS c WHERE c.place < :before {by_status} ORDER BY c.place DESC LIMIT :most"
            ),
        };
        self.read(|conn| {
            let confirmed = self.confirmed(conn)?;
            let mut statement = conn.prepare_cached(&sql)?;
            let read =
                statement.query_map(arguments.as_slice(), |row| Ok((read_row(row, confirmed)?, row.get(21)?)))?;
            let mut found: Vec<(CaseRow, i64)> = read.collect::<rusqlite::Result<_>>()?;
            let whole = i64::try_from(found.len()).unwrap_or(i64::MAX) < most;
            if !whole {
                found.pop();
            }
            let next = if whole { None } else { found.last().map(|(_, place)| *place) };
            Ok(Page { rows: found.into_iter().map(|(row, _)| row).collect(), next })
        })
    }

    /// Whether a walk over all cases would meet one of this status only now and then.
    fn is_rare(&self, status: Option<Status>) -> Result<bool> {
        let Some(status) = status else { return Ok(false) };
        let counts = self.case_counts()?;
        Ok(counts.of(status) < counts.all() / RARE)
    }

    /// The line of one case.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn case_row(&self, case: Uuid) -> Result<Option<CaseRow>> {
        self.read(|conn| {
            let confirmed = self.confirmed(conn)?;
            let sql = format!("SELECT {COLUMNS} FROM case_row AS c WHERE c.id = ?1");
            Ok(conn.prepare_cached(&sql)?.query_row([case.as_bytes()], |row| read_row(row, confirmed)).optional()?)
        })
    }

    /// How many cases there are of each status.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn case_counts(&self) -> Result<Counts> {
        self.read(|conn| {
            let mut counts = Counts::default();
            let mut statement = conn.prepare_cached("SELECT status, n FROM case_count")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let at = usize::try_from(row.get::<_, i64>(0)?).unwrap_or(usize::MAX);
                if let Some(count) = counts.0.get_mut(at) {
                    *count = row.get::<_, i64>(1)?.unsigned_abs();
                }
            }
            Ok(counts)
        })
    }

    /// Cases whose service clock runs, the longest running first.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn running_cases(&self) -> Result<Vec<Uuid>> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT id FROM case_row WHERE running_since IS NOT NULL ORDER BY running_since, place",
            )?;
            let rows = statement.query_map([], |row| Ok(Uuid::from_bytes(row.get(0)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// How many cases were resolved at or after a moment, and how long their service took on average.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn resolved_since(&self, since: Time) -> Result<ResolvedSince> {
        self.read(|conn| {
            Ok(conn
                .prepare_cached("SELECT count(*), avg(nullif(closed_ms, 0)) FROM case_row WHERE resolved_at >= ?1")?
                .query_row(params![since.0], |row| {
                    Ok(ResolvedSince { cases: row.get::<_, i64>(0)?.unsigned_abs(), mean_ms: row.get(1)? })
                })?)
        })
    }
}
