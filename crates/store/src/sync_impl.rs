//! The store as the protocol sees it: logs and pages.

use lakon_domain::ids::{Hash, LogId};
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
    fn again<T>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.inner.transact(Lane::Again, Uuid::nil(), f).map(|(value, _)| value)
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
        Ok(self.inner.device.log)
    }

    fn office_logs(&self) -> Result<Vec<LogId>, StoreFault> {
        Ok(self.read(|conn| Ok(lakon_log::server_logs(conn)?.into_iter().map(|(log, _)| log).collect()))?)
    }

    fn page(&self, log: LogId, after: u64, upto: u64, limit: PageLimit) -> Result<Option<Cut>, StoreFault> {
        Ok(self.read(|conn| Ok(lakon_log::page(conn, log, after, upto, limit)?))?)
    }

    fn receive(&self, page: &Page, from: Source) -> Result<Received, ReceiveError> {
        let received = self.behind(|tx| {
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
        });
        received.map_err(|error| match error {
            StoreError::Refused(refusal) => ReceiveError::Refused(refusal),
            other => ReceiveError::Store(other.into()),
        })
    }

    fn seal(&self, log: LogId, head: Head) -> Result<Option<Seal>, StoreFault> {
        if log != self.inner.device.log {
            return Ok(None);
        }
        let held = self.read(|conn| Ok(lakon_log::chains(conn, log, &[head.seq])?))?;
        if held.first() != Some(&Some(head.chain)) {
            return Ok(None);
        }
        Ok(Some(seal::seal(log, head, self.now(), self.inner.device.signing_key())))
    }

    fn put_seal(&self, seal: &Seal) -> Result<bool, StoreFault> {
        Ok(self.again(|tx| {
            let kept = lakon_log::put_seal(tx.conn, seal)?;
            if kept {
                // A receipt tells that this PC's own seal on that head is out; it is kept beside it, so that both are relayed.
                let device = &self.inner.device;
                if seal.log == device.log && seal.by != device.signing_public() {
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
        let log = self.inner.device.log;
        Ok(self.read(|conn| {
            let confirmed = crate::unsent::receipt(conn, &log.0)?.unsigned_abs();
            Ok(lakon_log::head(conn, log)?
                .filter(|head| head.seq > confirmed)
                .map(|head| Unreceipted { head, confirmed }))
        })?)
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
        Ok(self.behind(|tx| {
            let filled = lakon_log::fill_private(tx.conn, parts)?;
            for (_, _, record) in &filled {
                tx.take_filled(record);
            }
            Ok(filled.len())
        })?)
    }

    fn chains(&self, log: LogId, seqs: &[u64]) -> Result<Vec<Option<Hash>>, StoreFault> {
        Ok(self.read(|conn| Ok(lakon_log::chains(conn, log, seqs)?))?)
    }
}
