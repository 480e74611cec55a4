//! The store as the protocol sees it: logs and pages.

use lakon_domain::ids::{Hash, LogId, PublicKey};
use lakon_domain::record::chain_start;
use lakon_domain::seal::{self, Head, Seal};
use lakon_domain::shape::Time;
use lakon_sync::replica::{
    Cut, LogHead, Page, PageLimit, Place, PrivatePart, ReceiveError, Received, Replica, Source, StoreFault, Unreceipted,
};
use uuid::Uuid;

use crate::changed::Topic;
use crate::error::{Result, StoreError};
use crate::store::Store;
use crate::tx::Tx;
use crate::writer::Lane;

impl Store {
    /// A write of sync: it waits until no officer does.
    pub(crate) fn behind<T>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.inner.transact(Lane::Behind, Uuid::nil(), f).map(|(value, _)| value)
    }

    /// A write of sync that the next sync would make again.
    pub(crate) fn again<T>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.inner.transact(Lane::Again, Uuid::nil(), f).map(|(value, _)| value)
    }

    /// Takes a page. `branch`: it comes from the office's server, whose branch of the log stays. Design, invariant 12: "other replicas set
    /// the losing tail aside" – in the transaction that takes the other branch, which its seals must prove, or not at all.
    fn take_page(&self, page: &Page, from: Source, branch: bool) -> Result<Received, ReceiveError> {
        let parts = |conn: &rusqlite::Connection| Ok(lakon_log::parting(conn, page)?.is_some());
        let parts = if branch { self.read(parts).map_err(StoreFault::from)? } else { false };
        let received = if parts { self.take_branch(page, from) } else { self.receive_in_parts(page, from) };
        received.map_err(|error| match error {
            StoreError::Refused(refusal) => ReceiveError::Refused(refusal),
            other => ReceiveError::Store(other.into()),
        })
    }

    /// Both in one transaction, which is rare and short: what gives way is a tail.
    fn take_branch(&self, page: &Page, from: Source) -> Result<Received> {
        self.behind(|tx| {
            if let Some(seq) = lakon_log::parting(tx.conn, page)? {
                tx.set_aside(page.log, seq.saturating_sub(1))?;
            }
            let pinned = tx.pin().map(|pin| pin.office_key);
            let received = lakon_log::receive(tx.conn, page, from, pinned.as_ref())?;
            for (seq, record) in &received.new {
                tx.take_record(page.log, *seq, record)?;
            }
            for (_, record) in &received.filled {
                tx.take_filled(record);
            }
            if !page.seals.is_empty() {
                tx.changed.add(Topic::Sync);
            }
            Ok(received)
        })
    }
}

impl Replica for Store {
    fn now(&self) -> Time {
        self.inner.clock.now()
    }

    fn heads(&self) -> Result<Vec<LogHead>, StoreFault> {
        Ok(self.read(|conn| Ok(lakon_log::heads(conn)?))?)
    }

    fn own_log(&self) -> Result<LogId, StoreFault> {
        Ok(self.inner.device().log)
    }

    fn wrote(&self, log: LogId) -> Result<bool, StoreFault> {
        Ok(self.inner.device().wrote(log))
    }

    fn office_logs(&self) -> Result<Vec<LogId>, StoreFault> {
        Ok(self.read(|conn| Ok(lakon_log::server_logs(conn)?.into_iter().map(|(log, _)| log).collect()))?)
    }

    fn page(&self, log: LogId, after: u64, upto: u64, limit: PageLimit) -> Result<Option<Cut>, StoreFault> {
        Ok(self.read(|conn| Ok(lakon_log::page(conn, log, after, upto, limit)?))?)
    }

    fn receive(&self, page: &Page, from: Source) -> Result<Received, ReceiveError> {
        self.take_page(page, from, false)
    }

    fn seal(&self, log: LogId, head: Head) -> Result<Option<Seal>, StoreFault> {
        // The key of this PC proves its former logs as it does the one it writes.
        let device = self.inner.device();
        if !device.wrote(log) {
            return Ok(None);
        }
        let held = self.read(|conn| Ok(lakon_log::chains(conn, log, &[head.seq])?))?;
        if held.first() != Some(&Some(head.chain)) {
            return Ok(None);
        }
        Ok(Some(seal::seal(log, head, self.now(), device.signing_key())))
    }

    fn put_seal(&self, seal: &Seal) -> Result<bool, StoreFault> {
        Ok(self.again(|tx| {
            let kept = lakon_log::put_seal(tx.conn, seal)?;
            if kept {
                // A receipt tells that this PC's own seal on that head is out; it is kept beside it, so that both are relayed.
                let device = &tx.device;
                if device.wrote(seal.log) && seal.by != device.signing_public() {
                    let head = Head { seq: seal.seq, chain: seal.chain };
                    lakon_log::put_seal(tx.conn, &seal::seal(seal.log, head, self.now(), device.signing_key()))?;
                }
                tx.changed.add(Topic::Sync);
            }
            Ok(kept)
        })?)
    }

    fn unreceipted(&self) -> Result<Option<Unreceipted>, StoreFault> {
        if !self.enrolled()? {
            return Ok(None);
        }
        let device = self.inner.device();
        Ok(self.read(|conn| Ok(crate::unsent::owed(conn, &device)?.into_iter().next()))?)
    }

    fn openings(&self) -> Result<Vec<Page>, StoreFault> {
        let device = self.inner.device();
        Ok(self.read(|conn| {
            let mut openings = Vec::new();
            for log in lakon_log::unnamed_logs(conn)? {
                let Some(record) = lakon_log::record(conn, log, 1)? else { continue };
                let head = Head { seq: 1, chain: record.hash(&chain_start(log)) };
                let seals = vec![seal::seal(log, head, self.inner.clock.now(), device.signing_key())];
                openings.push(Page { log, after: 0, records: vec![record], seals });
            }
            Ok(openings)
        })?)
    }

    fn carry_on(&self, log: LogId, common: u64) -> Result<Option<LogId>, StoreFault> {
        Ok(self.behind(|tx| tx.carry_on(log, common))?)
    }

    fn receive_branch(&self, page: &Page) -> Result<Received, ReceiveError> {
        self.take_page(page, Source::Other, true)
    }

    fn receipted(&self, log: LogId) -> Result<u64, StoreFault> {
        Ok(self.read(|conn| Ok(crate::unsent::receipt(conn, &log.0)?.unsigned_abs()))?)
    }

    fn missing_private(&self, after: Option<Place>, limit: usize) -> Result<Vec<Place>, StoreFault> {
        Ok(self.read(|conn| Ok(lakon_log::missing_private(conn, after, limit)?))?)
    }

    fn privates(&self, places: &[Place], bytes: usize) -> Result<Vec<PrivatePart>, StoreFault> {
        Ok(self.read(|conn| Ok(lakon_log::privates(conn, places, bytes)?))?)
    }

    fn fill_private(&self, parts: &[PrivatePart]) -> Result<usize, StoreFault> {
        Ok(self.fill_in_parts(parts)?)
    }

    fn newest_receipt(&self, log: LogId) -> Result<Option<Seal>, StoreFault> {
        Ok(self.read(|conn| Ok(lakon_log::newest_receipt(conn, log)?))?)
    }

    fn note_ahead(&self, seals: &[Seal], server: Option<PublicKey>) -> Result<(), StoreFault> {
        Ok(self.behind(|tx| {
            for seal in seals {
                lakon_log::put_ahead(tx.conn, seal, server)?;
            }
            Ok(())
        })?)
    }

    fn untold(&self, server: &PublicKey, limit: usize) -> Result<Vec<Seal>, StoreFault> {
        Ok(self.read(|conn| Ok(lakon_log::untold(conn, server, limit)?))?)
    }

    fn told(&self, seals: &[Seal], server: &PublicKey) -> Result<(), StoreFault> {
        Ok(self.again(|tx| Ok(lakon_log::told(tx.conn, seals, server)?))?)
    }

    fn chains(&self, log: LogId, seqs: &[u64]) -> Result<Vec<Option<Hash>>, StoreFault> {
        Ok(self.read(|conn| Ok(lakon_log::chains(conn, log, seqs)?))?)
    }
}
