//! Records of PCs that this program could not judge: of a kind it does not know, or of a shape it does not read. Design, invariant 11: "A
//! kind the server does not know is kept, counts, and is listed for the admin. Until judged, a record counts." A program that reads them
//! judges them when it starts.

use lakon_domain::event::{Event, kind_row};
use lakon_domain::ids::LogId;
use lakon_domain::number::Zone;
use lakon_domain::record::Record;
use lakon_log::Appended;
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::heads::{self, Heads};
use crate::kind::kind;
use crate::{ServerStore, StoreError};

/// Rows looked at in one transaction.
const AT_ONCE: usize = 500;

/// Records of one kind in one log that count and were never judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unjudged {
    pub log: LogId,
    /// Whose log it is; `None` where no office log held here says so.
    pub device: Option<Uuid>,
    /// As its author wrote it.
    pub kind: String,
    pub records: u64,
    /// Sequence numbers of the first and the last of them.
    pub from: u64,
    pub to: u64,
}

/// A row of the table.
struct Row {
    log: LogId,
    seq: u64,
    kind: String,
}

fn is_read(record: &Record) -> Result<bool, StoreError> {
    Ok(Event::read(&kind(record)?, &record.facts, record.private.as_deref()).is_ok())
}

/// Those of these records that this program does not read: sequence number and kind.
pub(crate) fn unread<'r>(
    records: impl IntoIterator<Item = &'r (u64, Record)>,
) -> Result<Vec<(u64, String)>, StoreError> {
    let mut unread = Vec::new();
    for (seq, record) in records {
        if !is_read(record)? {
            unread.push((*seq, kind(record)?.into_owned()));
        }
    }
    Ok(unread)
}

impl ServerStore {
    /// Keeps which records of a PC's log were not read.
    pub(crate) fn note_unread(&self, tx: &Connection, log: LogId, unread: &[(u64, String)]) -> Result<(), StoreError> {
        let mut note = tx.prepare_cached("INSERT OR REPLACE INTO unjudged (log, seq, kind) VALUES (?1, ?2, ?3)")?;
        for (seq, kind) in unread {
            note.execute(params![log.0, number(*seq)?, kind])?;
        }
        Ok(())
    }

    /// Whether there is a record about attachments that cannot be read here: nobody knows then which of them records name.
    pub(crate) fn misses_a_name(&self, connection: &Connection) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM unjudged WHERE kind >= 'file.' AND kind < 'file/' LIMIT 1";
        Ok(connection.prepare_cached(sql)?.exists([])?)
    }

    /// What was not judged, by kind and log; at most `limit` rows, and how many more there are.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub fn unjudged(&self, limit: usize) -> Result<(Vec<Unjudged>, u64), StoreError> {
        self.read(|connection| {
            let all = "SELECT count(*) FROM (SELECT 1 FROM unjudged GROUP BY kind, log)";
            let all: i64 = connection.query_row(all, [], |row| row.get(0))?;
            let sql = "SELECT log, kind, count(*), min(seq), max(seq) FROM unjudged GROUP BY kind, log ORDER BY kind, log LIMIT ?1";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
                let [records, from, to] = [2, 3, 4].map(|at| row.get::<_, i64>(at).map(i64::unsigned_abs));
                let (log, kind) = (LogId(row.get(0)?), row.get(1)?);
                Ok(Unjudged { log, device: None, kind, records: records?, from: from?, to: to? })
            })?;
            let mut rows: Vec<Unjudged> = rows.collect::<Result<_, _>>()?;
            for row in &mut rows {
                row.device = lakon_log::member(connection, row.log)?.map(|member| member.device);
            }
            let more = all.unsigned_abs().saturating_sub(rows.len() as u64);
            Ok((rows, more))
        })
    }

    /// At the start: judges what can be read by now, and notes of it what is noted of every record that comes. Who had which right when it
    /// came is not known any more, so it is judged as in [`Self::judge_again`]: what was rightful once stays.
    pub(crate) fn judge_unjudged(&self) -> Result<(), StoreError> {
        let mut after = (LogId([0; 16]), 0);
        loop {
            let rows = self.rows_after(after)?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = (last.log, last.seq);
            let known: Vec<&Row> = rows.iter().filter(|row| kind_row(&row.kind).is_some()).collect();
            for of_log in known.chunk_by(|one, other| one.log == other.log) {
                let appended = self.write(|tx| self.judge_rows(tx, of_log))?;
                self.heard(&appended);
            }
        }
    }

    fn rows_after(&self, (log, seq): (LogId, u64)) -> Result<Vec<Row>, StoreError> {
        self.read(|connection| {
            let sql = format!(
                "SELECT log, seq, kind FROM unjudged WHERE (log, seq) > (?1, ?2) ORDER BY log, seq LIMIT {AT_ONCE}"
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map(params![log.0, number(seq)?], |row| {
                Ok(Row { log: LogId(row.get(0)?), seq: row.get::<_, i64>(1)?.unsigned_abs(), kind: row.get(2)? })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Rows of one log.
    fn judge_rows(&self, tx: &Connection, rows: &[&Row]) -> Result<Vec<Appended>, StoreError> {
        let Some(log) = rows.first().map(|row| row.log) else { return Ok(Vec::new()) };
        let office = self.office_state();
        // A log of a PC that no office log held here names waits for the one that does.
        if !office.device_of_log.contains_key(&log) {
            return Ok(Vec::new());
        }
        let mut read = Vec::new();
        for row in rows {
            match lakon_log::record(tx, log, row.seq)? {
                Some(record) if !is_read(&record)? => continue,
                Some(record) => read.push((row.seq, record)),
                // It gave way to another branch.
                None => {}
            }
            tx.prepare_cached("DELETE FROM unjudged WHERE log = ?1 AND seq = ?2")?
                .execute(params![log.0, number(row.seq)?])?;
        }
        let zone = office.office.as_ref().map_or(Zone::Wita, |office| office.zone);
        let heads = Heads::read(tx, &office, zone)?;
        for (_, record) in &read {
            self.note_blob(tx, record)?;
        }
        let settings = heads::note(tx, log, &read)?;
        let events = self.judge_again(&office, &heads, log, &read)?;
        let mut appended = Vec::new();
        if !events.is_empty() {
            appended = self.own_anew(tx)?;
            appended.extend(self.append(tx, self.own_in(tx)?, &events)?);
        }
        if settings {
            appended.extend(self.lift(tx, self.own_in(tx)?)?);
        }
        if !read.is_empty() {
            tracing::info!(%log, read = read.len(), "records are read that this server could not judge before");
        }
        Ok(appended)
    }
}

fn number(seq: u64) -> Result<i64, StoreError> {
    i64::try_from(seq).map_err(|_| StoreError::Damaged("a sequence number is out of range"))
}
