//! A server that has lost something and is filled again by the office's devices: one made anew from the recovery seed, and one that was
//! put back to an older copy of its folder.

use std::sync::PoisonError;

use lakon_domain::event::{Event, LogOpened, ServerStated};
use lakon_domain::ids::{LogId, PublicKey};
use lakon_domain::record::Record;
use lakon_domain::seal::Seal;
use lakon_log::Appended;
use lakon_sync::error::Problem;
use lakon_sync::refill::Refilled;
use lakon_sync::replica::{Page, ReceiveError, Received, Refusal, Source, StoreFault};
use rusqlite::Connection;

use crate::office::Source as RandomSource;
use crate::replica::{Taken, is_server_log};
use crate::{ServerStore, StoreError};

impl ServerStore {
    /// Begins the log of a server made anew: `log.opened` and `server.stated`, and nothing of the office, which its devices bring.
    /// Design, invariant 13: "`lakon-server recover` makes a new signed server".
    ///
    /// # Errors
    /// [`StoreError::HasOffice`] when a log was begun here before.
    pub fn begin_again(&self) -> Result<(), StoreError> {
        if self.own_log_id().is_ok() {
            return Err(StoreError::HasOffice);
        }
        self.write(|tx| self.open_office_log(tx).map(drop))?;
        self.read_office()
    }

    /// Record 1 and 2 of a new office log, which is the own one from now on. The statement names keys, not a log, so a server that was put
    /// back needs no safe for it.
    pub(crate) fn open_office_log(&self, tx: &Connection) -> Result<Vec<Appended>, StoreError> {
        let log = LogId(self.random());
        let opened = LogOpened {
            format: lakon_domain::record::FORMAT,
            device: self.statement.server,
            incarnation: self.random_id(),
            signing_key: self.log_public(),
            server: true,
        };
        let first = lakon_log::begin_again(tx, log, &opened, &self.moment(), &mut RandomSource(self))?;
        let mut written = vec![first];
        written.extend(self.write_own(tx, log, &[ServerStated::from(self.statement.clone()).into()])?);
        // Where this transaction fails, no log has this id.
        *self.begun.lock().unwrap_or_else(PoisonError::into_inner) = Some(log);
        Ok(written)
    }

    fn log_public(&self) -> PublicKey {
        PublicKey(self.log_key.verifying_key().to_bytes())
    }

    /// A page of a log this server writes, or wrote before it went on in a new one, from outside. Where a seal by its own key stands on a
    /// head it does not have, it was put back to an older state: it goes on in a new office log, and takes the old one from whoever holds
    /// more of it. What it wrote since is appended to the new log with its event ids (design, invariant 12). That is settled once; a log
    /// that is settled is taken like any other.
    pub(crate) fn take_own(&self, tx: &Connection, page: &Page) -> Result<(Received, Vec<Appended>), Taken> {
        let office_key = Some(&self.statement.office_key);
        let receive = || lakon_log::receive(tx, page, Source::Other, office_key);
        if !self.has_forgotten(tx, page)? {
            return receive().map(|received| (received, Vec::new())).map_err(Taken::Refused);
        }
        let failed = |error: lakon_log::LogError| Taken::Failed(error.into());
        let mut appended = Vec::new();
        let own = self.own_in(tx)?;
        if page.log == own {
            appended = self.open_office_log(tx)?;
            let again = self.own_in(tx)?;
            tracing::warn!(%own, %again, "this server was put back to an older state; it goes on in a new office log");
        }
        let received = match receive() {
            Err(ReceiveError::Refused(Refusal::Fork { seq, .. })) => {
                let tail = lakon_log::cut(tx, page.log, seq.saturating_sub(1)).map_err(failed)?;
                let tail: Vec<Record> = tail.into_iter().map(|(_, record)| record).collect();
                let own = self.own_in(tx)?;
                appended.extend(lakon_log::carry_over(tx, own, &tail).map_err(failed)?);
                self.seal_own(tx, own)?;
                receive()
            }
            // They part somewhere below this page: it is handed in from the start.
            Err(ReceiveError::Refused(Refusal::NoSeal { log, .. })) if page.after > 0 => {
                Err(Refusal::Gap { log, have: 0 }.into())
            }
            taken => taken,
        };
        let received = received.map_err(Taken::Refused)?;
        if !received.new.is_empty() {
            lakon_log::end_own(tx, page.log).map_err(failed)?;
        }
        Ok((received, appended))
    }

    /// Whether this server writes a log, or wrote it and nobody has brought more of it since.
    pub(crate) fn writes_or_wrote(&self, tx: &Connection, log: LogId) -> Result<bool, StoreError> {
        Ok(self.own_in(tx)? == log || lakon_log::former_logs(tx)?.contains(&log))
    }

    /// Whether a seal of the page by this server's own key stands on a head of its own log that is not here.
    fn has_forgotten(&self, tx: &Connection, page: &Page) -> Result<bool, StoreError> {
        for seal in page.seals.iter().filter(|seal| seal.log == page.log && seal.by == self.log_public()) {
            let held = lakon_log::chains(tx, page.log, &[seal.seq])?;
            if held.first() != Some(&Some(seal.chain)) && seal.verifies() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Up to where a server has taken and judged a log before, this one in a time it has forgotten included: by its receipts held here, and
    /// by those that came with the page.
    pub(crate) fn judged_before(&self, tx: &Connection, page: &Page) -> Result<u64, StoreError> {
        let servers = lakon_log::server_logs(tx)?;
        let by_server = |seal: &&Seal| servers.iter().any(|(_, key)| *key == seal.by);
        let held = lakon_log::newest_receipt(tx, page.log)?;
        let brought = page.seals.iter().filter(|seal| seal.log == page.log && seal.verifies()).filter(by_server);
        Ok(held.iter().chain(brought).map(|seal| seal.seq).max().unwrap_or(0))
    }

    /// Takes a page of a log that a server of this office wrote, whoever brings it: record 2 proves the server, its seals the rest.
    pub(crate) fn refilled(&self, page: &Page) -> Result<(Refilled, bool), Problem> {
        let known =
            self.read(|connection| Ok((is_server_log(connection, page.log)?, lakon_log::head(connection, page.log)?)));
        let (of_server, held) = known.map_err(StoreFault::from)?;
        if page.records.is_empty() {
            let have = held.map_or(0, |head| head.seq);
            let both = have.min(page.after);
            let chains = self.read(|connection| Ok(lakon_log::chains(connection, page.log, &[both])?));
            let chain = chains.map_err(StoreFault::from)?.first().copied().flatten();
            return Ok((Refilled { have, chain }, false));
        }
        // A device's log has its own door; and what only claims to be a server's is refused by `lakon_log::receive`.
        if !of_server && held.is_some() {
            return Err(Problem::UnknownDevice);
        }
        if held.is_none() && !page.records.first().is_some_and(opens_server_log) {
            return Err(Problem::UnknownDevice);
        }
        let received = self.take(page, Source::Other).map_err(ReceiveError::from)?;
        let head = self.read(|connection| Ok(lakon_log::head(connection, page.log)?)).map_err(StoreFault::from)?;
        let refilled = Refilled { have: head.map_or(0, |head| head.seq), chain: None };
        Ok((refilled, !received.new.is_empty()))
    }
}

fn opens_server_log(record: &Record) -> bool {
    let kind = record.read_header().map(|header| header.kind);
    kind.is_ok_and(
        |kind| matches!(Event::read(&kind, &record.facts, None), Ok(Event::LogOpened(opened)) if opened.server),
    )
}
