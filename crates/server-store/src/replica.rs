//! The server as a replica: everything about logs is `lakon-log`'s; what is added is judging and noting attachments.

use lakon_domain::event::Event;
use lakon_domain::ids::{Hash, LogId};
use lakon_domain::number::Zone;
use lakon_domain::seal::{self, Head, Seal};
use lakon_domain::shape::Time;
use lakon_sync::replica::{
    Cut, LogHead, Page, PageLimit, Place, PrivatePart, ReceiveError, Received, Replica, Source, StoreFault,
};

use crate::heads::{self, Heads};
use crate::judge::judge;
use crate::{ServerStore, StoreError};

/// A page is refused by rolling back, so the refusal has to travel through the transaction.
enum Taken {
    Refused(ReceiveError),
    Failed(StoreError),
}

impl From<StoreError> for Taken {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl ServerStore {
    fn take(&self, page: &Page, from: Source) -> Result<Received, Taken> {
        let office = self.office_state();
        let own = self.own_log_id()?;
        let mut writer = self.writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let tx =
            writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let received = lakon_log::receive(&tx, page, from, Some(&self.statement.office_key)).map_err(Taken::Refused)?;
        if received.new.is_empty() && received.filled.is_empty() {
            // Nothing new; still, a seal may have been kept.
            tx.commit().map_err(StoreError::from)?;
            return Ok(received);
        }
        for (_, record) in received.new.iter().chain(&received.filled) {
            self.note_blob(&tx, record)?;
        }
        // The receipt is kept here too, so that it is relayed with the page.
        if let Some(head) = lakon_log::head(&tx, page.log).map_err(StoreError::from)? {
            let receipt = seal::seal(page.log, head.head(), self.time(), &self.log_key);
            lakon_log::put_seal(&tx, &receipt).map_err(StoreError::from)?;
        }
        let zone = office.office.as_ref().map_or(Zone::Wita, |office| office.zone);
        let mut heads = Heads::read(&tx, &office.standing, zone)?;
        let events = judge(&office, &mut heads, page.log, &received.new)?;
        let settings = heads::note(&tx, page.log, &received.new)?;
        let voids = events.iter().any(|event| matches!(event, Event::RecordVoided(_)));
        let mut appended = if events.is_empty() { Vec::new() } else { self.append(&tx, own, &events)? };
        // A page can name a head. And the office as it was read before this turn may lack a grant of the turn before.
        if settings || voids {
            appended.extend(self.lift(&tx, own)?);
        }
        tx.commit().map_err(StoreError::from)?;
        drop(writer);
        self.heard(&appended);
        Ok(received)
    }
}

impl Replica for ServerStore {
    fn now(&self) -> Time {
        self.time()
    }

    fn heads(&self) -> Result<Vec<LogHead>, StoreFault> {
        Ok(self.read(|connection| Ok(lakon_log::heads(connection)?))?)
    }

    fn own_log(&self) -> Result<LogId, StoreFault> {
        Ok(self.own_log_id()?)
    }

    fn office_logs(&self) -> Result<Vec<LogId>, StoreFault> {
        let logs = self.read(|connection| Ok(lakon_log::server_logs(connection)?))?;
        Ok(logs.into_iter().map(|(log, _)| log).collect())
    }

    fn page(&self, log: LogId, after: u64, upto: u64, limit: PageLimit) -> Result<Option<Cut>, StoreFault> {
        Ok(self.read(|connection| Ok(lakon_log::page(connection, log, after, upto, limit)?))?)
    }

    fn receive(&self, page: &Page, from: Source) -> Result<Received, ReceiveError> {
        self.take(page, from).map_err(|taken| match taken {
            Taken::Refused(refused) => refused,
            Taken::Failed(error) => error.into(),
        })
    }

    fn seal(&self, log: LogId, head: Head) -> Result<Option<Seal>, StoreFault> {
        Ok(Some(seal::seal(log, head, self.time(), &self.log_key)))
    }

    fn put_seal(&self, seal: &Seal) -> Result<bool, StoreFault> {
        Ok(self.write(|tx| Ok(lakon_log::put_seal(tx, seal)?))?)
    }

    fn receipted(&self, log: LogId) -> Result<u64, StoreFault> {
        // What is here has a receipt from here, or gets one when it is asked for.
        Ok(self.read(|connection| Ok(lakon_log::head(connection, log)?.map_or(0, |head| head.seq)))?)
    }

    fn missing_private(&self, after: Option<Place>, limit: usize) -> Result<Vec<Place>, StoreFault> {
        Ok(self.read(|connection| Ok(lakon_log::missing_private(connection, after, limit)?))?)
    }

    fn privates(&self, places: &[Place], bytes: usize) -> Result<Vec<PrivatePart>, StoreFault> {
        Ok(self.read(|connection| Ok(lakon_log::privates(connection, places, bytes)?))?)
    }

    fn fill_private(&self, parts: &[PrivatePart]) -> Result<usize, StoreFault> {
        let filled = self.write(|tx| {
            let filled = lakon_log::fill_private(tx, parts)?;
            for (_, _, record) in &filled {
                self.note_blob(tx, record)?;
            }
            Ok(filled.len())
        })?;
        Ok(filled)
    }

    fn chains(&self, log: LogId, seqs: &[u64]) -> Result<Vec<Option<Hash>>, StoreFault> {
        Ok(self.read(|connection| Ok(lakon_log::chains(connection, log, seqs)?))?)
    }
}
