//! What revoked devices still hand in: kept beside the logs as it came, bounded, counted nowhere, until an admin takes the whole
//! prefix or refuses it (design/security.md "Revocation"). The decision itself is `quarantine_decide.rs`.

use lakon_domain::event::Event;
use lakon_domain::ids::{Hash, LogId, PublicKey};
use lakon_domain::record::chain_start;
use lakon_domain::seal::Head;
use lakon_domain::shape::Time;
use lakon_sync::aside::Kept;
use lakon_sync::error::Problem;
use lakon_sync::replica::{Page, Refusal, StoreFault};
use lakon_sync::wire;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::erasures::Erased;
use crate::{ServerStore, StoreError};

/// Most bytes kept of one device: some hundred thousand records. A revoked PC that holds more keeps the rest.
const MOST_BYTES: i64 = 64 * 1024 * 1024;
/// Most logs kept of one device that it began after it was revoked: more incarnations than a PC has in a life, few enough to look through.
const MOST_NEW_LOGS: i64 = 4;

/// What is kept aside of one log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAside {
    pub log: LogId,
    pub device: Uuid,
    /// Records, from the first sequence number above the last head taken to the last.
    pub from: u64,
    pub to: u64,
    pub bytes: u64,
    /// When the newest of it came.
    pub at: Time,
}

/// Whose a log is, and where what counts of it ends.
struct Door {
    device: Uuid,
    key: PublicKey,
    end: Head,
    /// Nothing of it is here and no office log names it.
    begins: bool,
}

/// A page that was checked against what stands before it.
struct Fitting {
    last: u64,
    chain: Hash,
}

impl ServerStore {
    /// What waits for a decision, log by log.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub fn kept_aside(&self) -> Result<Vec<KeptAside>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT log, min(last - records), max(last), sum(length(page)), max(at) FROM quarantine
                        WHERE office = ?1 GROUP BY log ORDER BY log";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([self.office.as_bytes()], |row| {
                let number = |at| row.get::<_, i64>(at).map(i64::unsigned_abs);
                Ok((LogId(row.get(0)?), number(1)?, number(2)?, number(3)?, Time(row.get(4)?)))
            })?;
            let mut all = Vec::new();
            for row in rows {
                let (log, after, to, bytes, at) = row?;
                let device = self.device_aside(connection, log)?.map(|(device, _)| device).unwrap_or_default();
                all.push(KeptAside { log, device, from: after + 1, to, bytes, at });
            }
            Ok(all)
        })
    }

    pub(crate) fn pages_aside(&self, connection: &Connection, log: LogId) -> Result<Vec<(Page, Head)>, StoreError> {
        let sql = "SELECT page, last, chain FROM quarantine WHERE office = ?1 AND log = ?2 ORDER BY last";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![self.office.as_bytes(), log.0])?;
        let mut pages = Vec::new();
        while let Some(row) = rows.next()? {
            let bytes: Vec<u8> = row.get(0)?;
            let page = wire::decode(&bytes).map_err(|_| StoreError::Damaged("a page kept aside"))?;
            let end = Head { seq: row.get::<_, i64>(1)?.unsigned_abs(), chain: Hash(row.get(2)?) };
            pages.push((page, end));
        }
        Ok(pages)
    }

    pub(crate) fn end_aside(&self, connection: &Connection, log: LogId) -> Result<Option<Head>, StoreError> {
        let sql = "SELECT last, chain FROM quarantine WHERE office = ?1 AND log = ?2 ORDER BY last DESC LIMIT 1";
        let row = connection
            .prepare_cached(sql)?
            .query_row(params![self.office.as_bytes(), log.0], |row| {
                Ok(Head { seq: row.get::<_, i64>(0)?.unsigned_abs(), chain: Hash(row.get(1)?) })
            })
            .optional()?;
        Ok(row)
    }

    /// The device of a log that is kept aside or may be, with the key that seals it.
    pub(crate) fn device_aside(
        &self,
        connection: &Connection,
        log: LogId,
    ) -> Result<Option<(Uuid, PublicKey)>, StoreError> {
        if let Some(member) = lakon_log::member(connection, log)? {
            return Ok(Some((member.device, member.signing_key)));
        }
        let sql = "SELECT device, signing_key FROM quarantine_log WHERE office = ?1 AND log = ?2";
        let row = connection.prepare_cached(sql)?.query_row(params![self.office.as_bytes(), log.0], |row| {
            Ok((Uuid::from_bytes(row.get(0)?), PublicKey(row.get(1)?)))
        });
        Ok(row.optional()?)
    }

    /// The logs of a device of which something waits.
    pub(crate) fn logs_aside(&self, connection: &Connection, device: Uuid) -> Result<Vec<LogId>, StoreError> {
        let sql = "SELECT DISTINCT log FROM quarantine WHERE office = ?1 ORDER BY log";
        let mut statement = connection.prepare_cached(sql)?;
        let rows = statement.query_map([self.office.as_bytes()], |row| row.get(0).map(LogId))?;
        let mut logs = Vec::new();
        for log in rows {
            let log = log?;
            if self.device_aside(connection, log)?.is_some_and(|(of, _)| of == device) {
                logs.push(log);
            }
        }
        Ok(logs)
    }

    /// Bytes that are kept of all logs of a device together.
    fn bytes_aside(&self, connection: &Connection, device: Uuid) -> Result<i64, StoreError> {
        let sql = "SELECT coalesce(sum(length(page)), 0) FROM quarantine WHERE office = ?1 AND log = ?2";
        let mut sum: i64 = 0;
        for log in self.logs_aside(connection, device)? {
            let bytes: i64 =
                connection.prepare_cached(sql)?.query_row(params![self.office.as_bytes(), log.0], |row| row.get(0))?;
            sum = sum.saturating_add(bytes);
        }
        Ok(sum)
    }

    /// Whether an admin refused what is kept of a device: then a log it begins afterwards is not kept either.
    fn refused_aside(&self, connection: &Connection, device: Uuid) -> Result<bool, StoreError> {
        let sql = "SELECT log FROM quarantine_refused WHERE office = ?1";
        let mut statement = connection.prepare_cached(sql)?;
        let rows = statement.query_map([self.office.as_bytes()], |row| row.get(0).map(LogId))?;
        for log in rows {
            if self.device_aside(connection, log?)?.is_some_and(|(of, _)| of == device) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Where a page of a log would go on; `None` where no revoked device has this log.
    fn door(&self, connection: &Connection, page: &Page) -> Result<Option<Door>, StoreError> {
        let log = page.log;
        if let Some((device, key)) = self.device_aside(connection, log)? {
            let start = Head { seq: 0, chain: chain_start(log) };
            let named = lakon_log::member(connection, log)?.is_some();
            let end = if named { lakon_log::end(connection, log)? } else { Some(start) };
            return Ok(end.map(|end| Door { device, key, end, begins: false }));
        }
        let Some((device, key)) = self.begins_anew(page) else { return Ok(None) };
        let sql = "SELECT count(*) FROM quarantine_log WHERE office = ?1 AND device = ?2";
        let begun: i64 = connection
            .prepare_cached(sql)?
            .query_row(params![self.office.as_bytes(), device.as_bytes()], |row| row.get(0))?;
        if begun >= MOST_NEW_LOGS || lakon_log::head(connection, log)?.is_some() {
            return Ok(None);
        }
        let end = Head { seq: 0, chain: chain_start(log) };
        Ok(Some(Door { device, key, end, begins: true }))
    }

    /// The revoked device that began this log, as record 1 names it with a key the office knows of it. Its seal is checked with the page.
    fn begins_anew(&self, page: &Page) -> Option<(Uuid, PublicKey)> {
        let first = page.records.first().filter(|_| page.after == 0)?;
        let header = first.read_header().ok()?;
        let Ok(Event::LogOpened(opened)) = Event::read(&header.kind, &first.facts, None) else { return None };
        let office = self.office_state();
        let mut logs = office.device_of_log.iter().filter(|(_, of)| **of == opened.device);
        let known = logs.any(|(log, _)| office.key_of_log.get(log) == Some(&opened.signing_key));
        let fits = header.log == page.log && header.seq == 1 && !opened.server;
        (fits && known && office.revoked.holds(opened.device)).then_some((opened.device, opened.signing_key))
    }

    /// Only what a revoked device wrote is kept aside; everything else has its usual way.
    pub(crate) fn keep(&self, page: &Page) -> Result<Kept, Problem> {
        self.refresh().map_err(StoreFault::from)?;
        let door = self.read(|connection| self.door(connection, page)).map_err(StoreFault::from)?;
        if door.is_none() {
            // Of a log nobody knows nothing is here. Whether it may be handed in is decided by its record 1.
            let asks = page.records.is_empty() && page.after == 0;
            let unknown = asks
                && self
                    .read(|connection| Ok(lakon_log::head(connection, page.log)?))
                    .map_err(StoreFault::from)?
                    .is_none();
            return if unknown { Ok(Kept { have: 0, open: true }) } else { Err(Problem::UnknownDevice) };
        }
        let mut done = Erased::default();
        let kept = self.write(|tx| {
            // In the writer's turn: what the turn before erased, revoked or took must be known here.
            let Some(Door { device, key, end, begins }) = self.door(tx, page)? else {
                return Ok(Err(Problem::UnknownDevice));
            };
            // The greatest of what counts and what waits: a page follows it or is passed over.
            let have = self.end_aside(tx, page.log)?.filter(|held| held.seq > end.seq).unwrap_or(end);
            let open = !self.refused_aside(tx, device)? && self.bytes_aside(tx, device)? < MOST_BYTES;
            if page.records.is_empty() || page.after != have.seq || !open {
                return Ok(Ok(Kept { have: have.seq, open }));
            }
            let fitting = match fits(tx, page, have, key)? {
                Ok(fitting) => fitting,
                Err(refusal) => return Ok(Err(refusal.into())),
            };
            if begins {
                let sql = "INSERT INTO quarantine_log (office, log, device, signing_key) VALUES (?1, ?2, ?3, ?4)";
                tx.prepare_cached(sql)?.execute(params![
                    self.office.as_bytes(),
                    page.log.0,
                    device.as_bytes(),
                    key.0
                ])?;
            }
            self.put_aside(tx, page, &fitting)?;
            self.note_files_aside(tx, page)?;
            // What was erased meanwhile is erased here too, in the transaction that keeps it.
            self.scrub_aside(tx, self.office_state().erasures.cover(), &mut done)?;
            Ok(Ok(Kept { have: fitting.last, open: true }))
        });
        let kept: Result<Kept, Problem> = kept.map_err(StoreFault::from)?;
        if done.any {
            self.clear_away(&self.writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner), &done);
        }
        kept
    }

    fn put_aside(&self, tx: &Connection, page: &Page, fitting: &Fitting) -> Result<(), StoreError> {
        let body = wire::encode(page).map_err(|_| StoreError::Damaged("a page cannot be written"))?;
        let last = i64::try_from(fitting.last).map_err(|_| StoreError::Damaged("a sequence number"))?;
        let records = i64::try_from(page.records.len()).unwrap_or(i64::MAX);
        let sql =
            "INSERT INTO quarantine (office, log, last, records, chain, page, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        tx.prepare_cached(sql)?.execute(params![
            self.office.as_bytes(),
            page.log.0,
            last,
            records,
            fitting.chain.0,
            body,
            self.time().0
        ])?;
        Ok(())
    }
}

/// The same checks as of a page that is received, against what stands before it: chain, places, and the device's own seal on its end.
fn fits(tx: &Connection, page: &Page, have: Head, key: PublicKey) -> Result<Result<Fitting, Refusal>, StoreError> {
    let log = page.log;
    let mut head = if have.seq == 0 { Head { seq: 0, chain: chain_start(log) } } else { have };
    for record in &page.records {
        let seq = head.seq + 1;
        let header = record.check().ok().and_then(|()| record.read_header().ok());
        let Some(header) = header.filter(|header| header.log == log && header.seq == seq) else {
            return Ok(Err(Refusal::BadRecord { log, seq }));
        };
        if record.lacks_private() && !lakon_log::erased(tx, &header.id)? {
            return Ok(Err(Refusal::NoPrivate { log, seq }));
        }
        head = Head { seq, chain: record.hash(&head.chain) };
    }
    let sealed = page.seals.iter().any(|seal| {
        seal.log == log && seal.by == key && (seal.seq, seal.chain) == (head.seq, head.chain) && seal.verifies()
    });
    if sealed {
        Ok(Ok(Fitting { last: head.seq, chain: head.chain }))
    } else {
        Ok(Err(Refusal::NoSeal { log, seq: have.seq + 1 }))
    }
}
