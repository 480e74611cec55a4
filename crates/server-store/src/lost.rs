//! What no replica this server has heard from holds: logs that are shorter here than a seal somebody holds, attachments that records name,
//! and private parts.

use std::collections::BTreeSet;

use lakon_domain::event::{CaseOpened, Event};
use lakon_domain::ids::LogId;
use lakon_domain::record::Record;
use lakon_domain::seal::Seal;
use lakon_domain::shape::Time;
use lakon_sync::files::LARGEST_FILE;
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::{ServerStore, StoreError};

/// The end of a log that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostTail {
    pub log: LogId,
    /// Whose log it is; `None` for a server's.
    pub device: Option<Uuid>,
    /// Sequence numbers of the first and the last record that are missing.
    pub from: u64,
    pub to: u64,
    /// When the seal was made that tells of it.
    pub sealed_at: Time,
}

/// Attachments that records name and whose bytes are not here: nobody has brought them yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LackingFiles {
    pub count: u64,
    /// Bytes of all together, as the records that name them say.
    pub bytes: u64,
    /// Numbers of the cases they belong to, in order, as many as were asked for.
    pub cases: Vec<String>,
    /// Cases beyond those.
    pub more: u64,
}

/// Records of a log that are here without their private part, which nobody has brought; erased ones are none of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LackingParts {
    pub log: LogId,
    /// Whose log it is; `None` for a server's.
    pub device: Option<Uuid>,
    pub records: u64,
}

impl ServerStore {
    /// Attachments that are not here; of their cases at most `limit`. Looks through every case there is, for an operator who waits.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub fn lacking_files(&self, limit: usize) -> Result<LackingFiles, StoreError> {
        self.read(|connection| {
            // A record may name any size; none is larger than an attachment can be.
            let sql = "SELECT count(*), coalesce(sum(size), 0) FROM
                         (SELECT min(max(size), ?2) AS size FROM named WHERE office = ?1 AND here = 0 GROUP BY address)";
            let largest = i64::try_from(LARGEST_FILE).unwrap_or(i64::MAX);
            let (count, bytes) = connection.query_row(sql, params![self.office.as_bytes(), largest], |row| {
                Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get::<_, i64>(1)?.unsigned_abs()))
            })?;
            let cases = self.cases_lacking(connection)?;
            let mut numbers = BTreeSet::new();
            lakon_log::each_of(connection, &[CaseOpened::KIND], |record| {
                if let Some((_, number)) = case_number(&record)?.filter(|(case, _)| cases.contains(case)) {
                    numbers.insert(number);
                    if numbers.len() > limit {
                        numbers.pop_last();
                    }
                }
                Ok::<(), StoreError>(())
            })?;
            let more = cases.len().saturating_sub(numbers.len()) as u64;
            Ok(LackingFiles { count, bytes, cases: numbers.into_iter().collect(), more })
        })
    }

    /// The cases of the attachments that are not here.
    fn cases_lacking(&self, connection: &Connection) -> Result<BTreeSet<Uuid>, StoreError> {
        let mut cases = BTreeSet::new();
        let mut statement = connection.prepare_cached("SELECT event FROM named WHERE office = ?1 AND here = 0")?;
        let mut rows = statement.query(params![self.office.as_bytes()])?;
        while let Some(row) = rows.next()? {
            let event = Uuid::from_bytes(row.get(0)?);
            for stored in lakon_log::records_of(connection, &[event])? {
                let header = stored.record.read_header()?;
                match Event::read(&header.kind, &stored.record.facts, None) {
                    Ok(Event::FileAdded(file)) => cases.insert(file.case),
                    Ok(Event::FileMoved(file)) => cases.insert(file.to),
                    _ => false,
                };
            }
        }
        Ok(cases)
    }

    /// How many private parts are not here, by log.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub fn lacking_parts(&self) -> Result<Vec<LackingParts>, StoreError> {
        self.read(|connection| {
            let mut lacking = Vec::new();
            for (log, records) in lakon_log::missing_private_counts(connection)? {
                let device = lakon_log::member(connection, log)?.map(|member| member.device);
                lacking.push(LackingParts { log, device, records });
            }
            Ok(lacking)
        })
    }

    /// Design, invariant 13: "What no PC holds is listed as lost." It is lost until its device comes back, which brings it.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub fn lost(&self) -> Result<Vec<LostTail>, StoreError> {
        self.read(|connection| {
            let mut lost = Vec::new();
            for Seal { log, seq, at, .. } in lakon_log::missing_tails(connection)? {
                let held = lakon_log::head(connection, log)?.map_or(0, |head| head.seq);
                let device = lakon_log::member(connection, log)?.map(|member| member.device);
                lost.push(LostTail { log, device, from: held + 1, to: seq, sealed_at: at });
            }
            Ok(lost)
        })
    }
}

fn case_number(record: &Record) -> Result<Option<(Uuid, String)>, StoreError> {
    let header = record.read_header()?;
    Ok(match Event::read(&header.kind, &record.facts, None) {
        Ok(Event::CaseOpened(opened)) => Some((opened.case, opened.number.to_string())),
        _ => None,
    })
}
