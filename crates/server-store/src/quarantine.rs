//! What revoked devices still hand in: kept beside the logs as it came, bounded, counted nowhere, until an admin takes the whole
//! prefix or refuses it (design/security.md "Revocation").

use lakon_domain::event::{DeviceRevoked, Event, Reason};
use lakon_domain::ids::{Hash, LogId, PublicKey};
use lakon_domain::record::chain_start;
use lakon_domain::seal::Head;
use lakon_domain::shape::Time;
use lakon_sync::aside::Kept;
use lakon_sync::error::Problem;
use lakon_sync::replica::{Page, Refusal, Source, StoreFault};
use lakon_sync::wire;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::erasures::Erased;
use crate::replica::Taken;
use crate::{ServerStore, StoreError};

/// Most bytes kept of one log: some hundred thousand records. A revoked PC that holds more keeps the rest.
const MOST_BYTES: i64 = 64 * 1024 * 1024;

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
                let device = lakon_log::member(connection, log)?.map(|member| member.device).unwrap_or_default();
                all.push(KeptAside { log, device, from: after + 1, to, bytes, at });
            }
            Ok(all)
        })
    }

    /// Takes everything that is kept of a log: from then on it counts, judged by rights like everything else. The device stays revoked.
    ///
    /// # Errors
    /// [`StoreError::NothingAside`]; [`StoreError::Aside`] where a page does not fit any more, and nothing is changed.
    pub fn take_aside(&self, log: LogId) -> Result<u64, StoreError> {
        self.refresh()?;
        let own = self.own_log_id()?;
        let (taken, records, erased) = self.write(|tx| {
            let pages = self.pages_aside(tx, log)?;
            let Some((_, end)) = pages.last().cloned() else { return Err(StoreError::NothingAside) };
            let device = lakon_log::member(tx, log)?.ok_or(StoreError::NothingAside)?.device;
            // Design, invariant 14: "`device.revoked` names the last head taken": it is another one now.
            let private = Some(Reason { reason: self.reason_of(device) });
            let event: Event =
                DeviceRevoked { device, log, seq: end.seq, chain: end.chain, answers: None, private }.into();
            let mut appended = self.append(tx, own, &[event])?;
            let (mut records, mut erased) = (0, Erased::default());
            for (page, _) in &pages {
                let turn = self.take_in(tx, page, Source::Other).map_err(|taken| match taken {
                    Taken::Refused(refused) => StoreError::Aside(refused.to_string()),
                    Taken::Failed(error) => error,
                })?;
                records += turn.received.new.len();
                appended.extend(turn.appended);
                erased.join(turn.erased);
            }
            self.forget_aside(tx, log)?;
            Ok((appended, records, erased))
        })?;
        self.clear_away(&self.writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner), &erased);
        self.heard(&taken);
        Ok(u64::try_from(records).unwrap_or(u64::MAX))
    }

    /// Refuses what is kept of a log, and whatever its device hands in later. On the device itself nothing is lost.
    ///
    /// # Errors
    /// [`StoreError::NothingAside`].
    pub fn refuse_aside(&self, log: LogId) -> Result<(), StoreError> {
        let now = self.time();
        self.write(|tx| {
            if self.end_aside(tx, log)?.is_none() {
                return Err(StoreError::NothingAside);
            }
            self.forget_aside(tx, log)?;
            tx.prepare_cached("INSERT OR REPLACE INTO quarantine_refused (office, log, at) VALUES (?1, ?2, ?3)")?
                .execute(params![self.office.as_bytes(), log.0, now.0])?;
            Ok(())
        })
    }

    fn reason_of(&self, device: Uuid) -> String {
        let office = self.office_state();
        office.revoked.of(device).map(|revoked| revoked.reason.text().to_owned()).unwrap_or_default()
    }

    fn forget_aside(&self, tx: &Connection, log: LogId) -> Result<(), StoreError> {
        tx.prepare_cached("DELETE FROM quarantine WHERE office = ?1 AND log = ?2")?
            .execute(params![self.office.as_bytes(), log.0])?;
        Ok(())
    }

    fn pages_aside(&self, connection: &Connection, log: LogId) -> Result<Vec<(Page, Head)>, StoreError> {
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

    fn end_aside(&self, connection: &Connection, log: LogId) -> Result<Option<Head>, StoreError> {
        let sql = "SELECT last, chain FROM quarantine WHERE office = ?1 AND log = ?2 ORDER BY last DESC LIMIT 1";
        let row = connection
            .prepare_cached(sql)?
            .query_row(params![self.office.as_bytes(), log.0], |row| {
                Ok(Head { seq: row.get::<_, i64>(0)?.unsigned_abs(), chain: Hash(row.get(1)?) })
            })
            .optional()?;
        Ok(row)
    }

    fn bytes_aside(&self, connection: &Connection, log: LogId) -> Result<i64, StoreError> {
        let sql = "SELECT coalesce(sum(length(page)), 0) FROM quarantine WHERE office = ?1 AND log = ?2";
        Ok(connection.prepare_cached(sql)?.query_row(params![self.office.as_bytes(), log.0], |row| row.get(0))?)
    }

    fn refused_aside(&self, connection: &Connection, log: LogId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM quarantine_refused WHERE office = ?1 AND log = ?2";
        Ok(connection.prepare_cached(sql)?.exists(params![self.office.as_bytes(), log.0])?)
    }

    /// Only a log whose device was revoked is kept aside; everything else has its usual way.
    pub(crate) fn keep(&self, page: &Page) -> Result<Kept, Problem> {
        let known = self.read(|connection| {
            let member = lakon_log::member(connection, page.log)?;
            Ok((member, lakon_log::end(connection, page.log)?, self.refused_aside(connection, page.log)?))
        });
        let (Some(member), Some(end), refused) = known.map_err(StoreFault::from)? else {
            return Err(Problem::UnknownDevice);
        };
        let now = self.time();
        let kept = self.write(|tx| {
            // The greatest of what counts and what waits: a page follows it or is passed over.
            let have = self.end_aside(tx, page.log)?.unwrap_or(end);
            let bytes = self.bytes_aside(tx, page.log)?;
            let open = !refused && bytes < MOST_BYTES;
            if page.records.is_empty() || page.after != have.seq || !open {
                return Ok(Ok(Kept { have: have.seq, open }));
            }
            let fitting = match fits(tx, page, have, member.signing_key)? {
                Ok(fitting) => fitting,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let body = wire::encode(page).map_err(|_| StoreError::Damaged("a page cannot be written"))?;
            let last = i64::try_from(fitting.last).map_err(|_| StoreError::Damaged("a sequence number"))?;
            let records = i64::try_from(page.records.len()).unwrap_or(i64::MAX);
            let sql = "INSERT INTO quarantine (office, log, last, records, chain, page, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            tx.prepare_cached(sql)?.execute(params![
                self.office.as_bytes(),
                page.log.0,
                last,
                records,
                fitting.chain.0,
                body,
                now.0
            ])?;
            Ok(Ok(Kept { have: fitting.last, open: true }))
        });
        Ok(kept.map_err(StoreFault::from)??)
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
