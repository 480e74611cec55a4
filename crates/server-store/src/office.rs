//! The server's own log, which is the office log: beginning it, appending to it, and what it says.

use std::sync::{Arc, PoisonError};

use lakon_domain::Random;
use lakon_domain::event::{Event, LogOpened, Name, OfficeBegun, ServerStated};
use lakon_domain::filed::{Filed, NotFiled};
use lakon_domain::ids::{LogId, PublicKey};
use lakon_domain::office::OfficeState;
use lakon_domain::seal;
use lakon_domain::shape::Code;
use lakon_log::{Appended, Moment};
use rusqlite::Connection;
use uuid::Uuid;

use crate::{ServerStore, StoreError};

/// Names the office that begins.
#[derive(Debug, Clone)]
pub struct NewOffice {
    /// Three digits.
    pub code: Code,
    /// A key of the list of zones: WIB, WITA, WIT.
    pub zone: Code,
    pub name: String,
}

pub(crate) struct Source<'s>(pub(crate) &'s ServerStore);

impl Random for Source<'_> {
    fn fill(&mut self, buffer: &mut [u8]) {
        self.0.random.lock().unwrap_or_else(PoisonError::into_inner).fill(buffer);
    }
}

impl ServerStore {
    /// Writes the first records of the office log: `log.opened`, `server.stated`, `office.begun`.
    ///
    /// # Errors
    /// [`StoreError::HasOffice`] when there is one already.
    pub fn begin(&self, new: &NewOffice) -> Result<(), StoreError> {
        if self.own_log_id().is_ok() {
            return Err(StoreError::HasOffice);
        }
        let log = LogId(self.random());
        let opened = LogOpened {
            format: lakon_domain::record::FORMAT,
            device: self.statement.server,
            incarnation: self.random_id(),
            signing_key: PublicKey(self.log_key.verifying_key().to_bytes()),
            server: true,
        };
        let begun = OfficeBegun {
            office: self.office,
            code: new.code.clone(),
            zone: new.zone.clone(),
            office_key: self.statement.office_key,
            recovery: self.statement.recovery.clone(),
            private: Some(Name { name: new.name.clone() }),
        };
        self.write(|tx| {
            lakon_log::open_log(tx, log, &opened, &self.moment(), &mut Source(self))?;
            let events = [ServerStated::from(self.statement.clone()).into(), begun.into()];
            self.append(tx, log, &events)
        })?;
        self.read_office()
    }

    pub(crate) fn moment(&self) -> Moment {
        Moment { author: Uuid::nil(), now: self.time(), offset: None }
    }

    /// The log this server writes, by what the caller's transaction has written.
    pub(crate) fn own_in(&self, tx: &Connection) -> Result<LogId, StoreError> {
        lakon_log::own_log(tx)?.ok_or(StoreError::NoOffice)
    }

    pub(crate) fn own_log_id(&self) -> Result<LogId, StoreError> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).own.ok_or(StoreError::NoOffice)
    }

    /// Appends to the office log and seals its head, in the caller's transaction; with a grant goes what it lifts.
    /// [`Self::heard`] follows after the commit.
    pub(crate) fn append(&self, tx: &Connection, log: LogId, events: &[Event]) -> Result<Vec<Appended>, StoreError> {
        let mut written = self.write_own(tx, log, events)?;
        if events.iter().any(crate::lift::grants) {
            written.extend(self.lift(tx, log)?);
        }
        Ok(written)
    }

    /// The same for what grants nothing.
    pub(crate) fn write_own(&self, tx: &Connection, log: LogId, events: &[Event]) -> Result<Vec<Appended>, StoreError> {
        let written = lakon_log::append(tx, log, events, &self.moment(), &mut Source(self))?;
        self.seal_own(tx, log)?;
        Ok(written)
    }

    /// Seals the head of an own log.
    pub(crate) fn seal_own(&self, tx: &Connection, log: LogId) -> Result<(), StoreError> {
        if let Some(head) = lakon_log::head(tx, log)? {
            lakon_log::put_seal(tx, &seal::seal(log, head.head(), self.time(), &self.log_key))?;
        }
        Ok(())
    }

    /// What the office logs say now.
    pub fn office_state(&self) -> Arc<OfficeState> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).state.clone()
    }

    /// Folds what was appended to the office log, after its transaction committed.
    pub(crate) fn heard(&self, appended: &[Appended]) {
        if appended.is_empty() {
            return;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.records += u64::try_from(appended.len()).unwrap_or(u64::MAX);
        // It may go on in a new log by now.
        let opened = appended.iter().rfind(|one| one.header.kind == LogOpened::KIND);
        known.own = opened.map(|one| one.header.log).or(known.own);
        known.events.extend(appended.iter().filter_map(|one| filed(&one.record)));
        known.state = Arc::new(OfficeState::fold(&known.events));
    }

    /// Folds the office logs anew where another process has written to them: a command of the operator beside the running server.
    pub(crate) fn refresh(&self) -> Result<(), StoreError> {
        let records = self.read(office_records)?;
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).records;
        if records == known { Ok(()) } else { self.read_office() }
    }

    /// Whether another process has written to the office logs meanwhile; they are folded anew then, so that the next request is judged
    /// by them and the desks can be told.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub fn written_beside(&self) -> Result<bool, StoreError> {
        // In the writer's turn: what this process takes in is heard of within it.
        let turn = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let records = self.read(office_records)?;
        let written = records != self.known.read().unwrap_or_else(PoisonError::into_inner).records;
        if written {
            self.read_office()?;
        }
        drop(turn);
        Ok(written)
    }

    /// Folds the office logs from the database.
    pub(crate) fn read_office(&self) -> Result<(), StoreError> {
        let (own, records, events) = self.read(|connection| {
            let mut events = Vec::new();
            for (log, _) in lakon_log::server_logs(connection)? {
                lakon_log::each(connection, log, 0, |_, record| {
                    events.extend(filed(&record));
                    Ok::<(), StoreError>(())
                })?;
            }
            Ok((lakon_log::own_log(connection)?, office_records(connection)?, events))
        })?;
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        (known.own, known.records) = (own, records);
        known.state = Arc::new(OfficeState::fold(&events));
        known.events = events;
        Ok(())
    }
}

/// Records of all office logs together.
fn office_records(connection: &Connection) -> Result<u64, StoreError> {
    let sql = "SELECT coalesce(sum(seq), 0) FROM log WHERE server = 1";
    let records: i64 = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    Ok(records.unsigned_abs())
}

pub(crate) fn filed(record: &lakon_domain::record::Record) -> Option<Filed> {
    match Filed::read(record) {
        Ok(filed) => Some(filed),
        Err(NotFiled::Unread { header, why }) => {
            tracing::warn!(kind = lakon_domain::unquoted::kind(&header.kind), %why, "a record of the office log is not understood");
            None
        }
        Err(NotFiled::Bad(error)) => {
            tracing::error!(%error, "a record of the office log is damaged");
            None
        }
    }
}
