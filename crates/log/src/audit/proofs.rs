//! What records say that the tables beside them could deny: which private parts are erased, and how far a log was held once.

use std::collections::{BTreeMap, BTreeSet};

use lakon_domain::event::{DeviceRevoked, Event, LogAdopted, RecordErased};
use lakon_domain::ids::LogId;
use lakon_domain::seal::Seal;
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::Row;
use crate::{LogError, place, seals, unplace};

/// Gathered before any log is looked at, from the logs whose word about logs counts here: those of the office and the own ones. What is
/// erased and how far logs were held is little, however many records there are.
pub(super) struct Proofs {
    /// Logs, and how far each was read.
    read: Vec<(i64, u64)>,
    done: usize,
    erased: BTreeSet<Uuid>,
    /// The last head taken of a revoked PC's logs.
    revoked: BTreeMap<LogId, u64>,
    adopted: BTreeMap<LogId, u64>,
    /// This replica is the office's server: nothing it names as taken can be still on its way.
    server: bool,
}

impl Proofs {
    pub fn of(rows: &[Row]) -> Self {
        let read = rows.iter().filter(|row| row.server || row.own).map(|row| (row.no, 0)).collect();
        let server = rows.iter().any(|row| row.server && row.own);
        Self { read, done: 0, erased: <_>::default(), revoked: <_>::default(), adopted: <_>::default(), server }
    }

    /// Reads on, at most `most` records; false where everything was read.
    pub fn gather(&mut self, connection: &Connection, most: usize) -> Result<bool, LogError> {
        let Some((no, after)) = self.read.get(self.done).copied() else { return Ok(false) };
        match self.piece(connection, no, after, most.max(1))? {
            Some(reached) => self.read[self.done].1 = reached,
            None => self.done += 1,
        }
        Ok(true)
    }

    /// The number of the last record that was read; `None` where there was none.
    fn piece(&mut self, connection: &Connection, no: i64, after: u64, most: usize) -> Result<Option<u64>, LogError> {
        let mut statement = connection.prepare_cached(
            "SELECT place, kind, CASE WHEN kind IN (?4, ?5, ?6) THEN facts END FROM record
              WHERE place > ?1 AND place < ?2 ORDER BY place LIMIT ?3",
        )?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let kinds = (RecordErased::KIND, DeviceRevoked::KIND, LogAdopted::KIND);
        let span = params![place(no, after)?, place(no + 1, 0)?, most, kinds.0, kinds.1, kinds.2];
        let (mut rows, mut reached) = (statement.query(span)?, None);
        while let Some(row) = rows.next()? {
            reached = Some(unplace(row.get(0)?).1);
            let Ok(facts) = row.get_ref(2)?.as_blob() else { continue };
            match Event::read(row.get_ref(1)?.as_str().unwrap_or_default(), facts, None) {
                Ok(Event::RecordErased(erased)) => self.erased.extend(erased.erases),
                Ok(Event::DeviceRevoked(event)) => farther(&mut self.revoked, event.log, event.seq),
                Ok(Event::LogAdopted(event)) => farther(&mut self.adopted, event.log, event.seq),
                _ => {}
            }
        }
        Ok(reached)
    }

    /// Whether a record orders this private part to be erased. `listed`: whether the database says so; where it does and no record was
    /// seen, one may have come since.
    pub fn erased(&mut self, connection: &Connection, event: &Uuid, listed: bool) -> Result<bool, LogError> {
        if listed && !self.erased.contains(event) {
            for at in 0..self.read.len() {
                while let Some(reached) = self.piece(connection, self.read[at].0, self.read[at].1, usize::MAX)? {
                    self.read[at].1 = reached;
                }
            }
        }
        Ok(self.erased.contains(event))
    }

    /// How far a log was held here once, by what is written elsewhere: a head the office log names, a seal above what is held. On a PC only
    /// its own logs are judged by that: of others it may have heard before it got them.
    pub fn held_once(
        &self,
        connection: &Connection,
        row: &Row,
        genuine: impl Fn(&Seal) -> bool,
    ) -> Result<u64, LogError> {
        if !self.server && !row.own {
            return Ok(0);
        }
        let revoked = self.revoked.get(&row.log).copied();
        // A PC that joins is adopted before its logs are on their way.
        let adopted = self.adopted.get(&row.log).copied().filter(|_| row.own);
        let sql = "SELECT seq, by, chain, at, signature FROM ahead WHERE log = ?1";
        let mut statement = connection.prepare_cached(sql)?;
        let ahead = statement.query_map([row.log.0], |found| seals::read(row.log, found))?;
        let ahead: Vec<_> = ahead.collect::<Result<_, _>>()?;
        let counts = ahead.iter().filter(|seal| revoked.is_none_or(|end| seal.seq <= end) && genuine(seal));
        Ok(counts.map(|seal| seal.seq).chain(revoked).chain(adopted).max().unwrap_or(0))
    }
}

fn farther(heads: &mut BTreeMap<LogId, u64>, log: LogId, seq: u64) {
    let held = heads.entry(log).or_default();
    *held = seq.max(*held);
}
