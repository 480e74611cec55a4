//! What was set aside on this PC, stretch by stretch: the branch of a log that gave way to the server's, and what lies beyond the end of a
//! revoked PC's log.

use std::collections::BTreeMap;

use lakon_domain::ids::LogId;
use lakon_domain::record::{Header, Record};
use lakon_domain::shape::Time;

use crate::error::Result;
use crate::store::Store;

/// Consecutive records of one log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    pub log: LogId,
    pub from: u64,
    pub to: u64,
    /// Beyond the end of a revoked PC's log; else a branch that gave way.
    pub beyond: bool,
    /// By the clock of the PC that wrote them.
    pub since: Time,
    pub until: Time,
    /// Records whose event stands in a log that counts: nothing of them is lost.
    pub elsewhere: u64,
    pub kinds: BTreeMap<String, u64>,
}

/// One of these records.
#[derive(Debug, Clone, PartialEq)]
pub struct AsideRecord {
    pub header: Header,
    pub elsewhere: bool,
    pub record: Record,
}

impl Store {
    /// Every stretch, in the order in which they were set aside. Records whose header cannot be read are passed over.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn set_aside(&self) -> Result<Vec<SetAside>> {
        self.read(|conn| {
            let mut all: Vec<SetAside> = Vec::new();
            lakon_log::each_beside(conn, None, |one| {
                let Ok(header) = one.record.read_header() else { return Ok(()) };
                let follows =
                    |held: &&mut SetAside| (held.log, held.beyond, held.to + 1) == (one.log, one.beyond, one.seq);
                match all.last_mut().filter(follows) {
                    Some(held) => {
                        held.to = one.seq;
                        held.since = held.since.min(header.at);
                        held.until = held.until.max(header.at);
                        held.elsewhere += u64::from(one.elsewhere);
                        *held.kinds.entry(header.kind).or_default() += 1;
                    }
                    None => all.push(SetAside {
                        log: one.log,
                        from: one.seq,
                        to: one.seq,
                        beyond: one.beyond,
                        since: header.at,
                        until: header.at,
                        elsewhere: u64::from(one.elsewhere),
                        kinds: [(header.kind, 1)].into(),
                    }),
                }
                Ok::<(), crate::error::StoreError>(())
            })?;
            Ok(all)
        })
    }

    /// Records set aside of one log, from a sequence number on, at most so many.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn aside_records(&self, log: LogId, beyond: bool, from: u64, limit: usize) -> Result<Vec<AsideRecord>> {
        self.read(|conn| {
            let mut found = Vec::new();
            lakon_log::each_beside(conn, Some(log), |one| {
                if one.beyond == beyond
                    && one.seq >= from
                    && found.len() < limit
                    && let Ok(header) = one.record.read_header()
                {
                    found.push(AsideRecord { header, elsewhere: one.elsewhere, record: one.record });
                }
                Ok::<(), crate::error::StoreError>(())
            })?;
            Ok(found)
        })
    }
}
