//! The server as a replica: everything about logs is `lakon-log`'s; what is added is judging and noting attachments.

use lakon_domain::event::Event;
use lakon_domain::filed::Filed;
use lakon_domain::ids::{Hash, LogId, PublicKey};
use lakon_domain::number::Zone;
use lakon_domain::office::OfficeState;
use lakon_domain::seal::{self, Head, Seal};
use lakon_domain::shape::Time;
use lakon_sync::replica::{
    Cut, LogHead, Page, PageLimit, Place, PrivatePart, ReceiveError, Received, Replica, Source, StoreFault,
};

use lakon_log::Appended;
use rusqlite::Connection;

use crate::erasures::Erased;
use crate::heads::{self, Heads};
use crate::judge::judge;
use crate::office::filed;
use crate::unjudged;
use crate::{ServerStore, StoreError};

/// What came of a page within its transaction.
pub(crate) struct Turn {
    pub received: Received,
    /// What the office log got because of it: to be heard after the commit.
    pub appended: Vec<Appended>,
    /// To be cleared away after the commit.
    pub erased: Erased,
}

/// A page is refused by rolling back, so the refusal has to travel through the transaction.
pub(crate) enum Taken {
    Refused(ReceiveError),
    Failed(StoreError),
}

impl From<StoreError> for Taken {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl From<Taken> for ReceiveError {
    fn from(taken: Taken) -> Self {
        match taken {
            Taken::Refused(refused) => refused,
            Taken::Failed(error) => error.into(),
        }
    }
}

impl ServerStore {
    pub(crate) fn take(&self, page: &Page, from: Source) -> Result<Received, Taken> {
        let mut writer = self.writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let tx =
            writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let Turn { received, appended, erased } = self.take_in(&tx, page, from)?;
        let of_server = is_server_log(&tx, page.log)?;
        tx.commit().map_err(StoreError::from)?;
        self.clear_away(&writer, &erased);
        if of_server && !(received.new.is_empty() && received.filled.is_empty()) {
            self.read_office()?;
        } else {
            self.heard(&appended);
        }
        drop(writer);
        Ok(received)
    }

    /// The same in the caller's transaction, which has the writer's turn: what the turn before erased must be known here.
    pub(crate) fn take_in(&self, tx: &Connection, page: &Page, from: Source) -> Result<Turn, Taken> {
        let office = self.office_state();
        self.take_in_as(tx, page, from, &office)
    }

    /// The same where this transaction has already written what `office` says.
    pub(crate) fn take_in_as(
        &self,
        tx: &Connection,
        page: &Page,
        from: Source,
        office: &OfficeState,
    ) -> Result<Turn, Taken> {
        let (received, mut appended) = if self.writes_or_wrote(tx, page.log)? {
            self.take_own(tx, page)?
        } else {
            let taken = lakon_log::receive(tx, page, from, Some(&self.statement.office_key));
            (taken.map_err(Taken::Refused)?, Vec::new())
        };
        if received.new.is_empty() && received.filled.is_empty() {
            // Nothing new; still, a seal may have been kept.
            return Ok(Turn { received, appended, erased: Erased::default() });
        }
        for (_, record) in received.new.iter().chain(&received.filled) {
            self.note_blob(tx, record)?;
        }
        let judged = self.judged_before(tx, page)?;
        // The receipt is kept here too, so that it is relayed with the page.
        if let Some(head) = lakon_log::head(tx, page.log).map_err(StoreError::from)? {
            let receipt = seal::seal(page.log, head.head(), self.time(), &self.log_key);
            lakon_log::put_seal(tx, &receipt).map_err(StoreError::from)?;
        }
        // What a server of this office wrote is what others are judged by.
        if is_server_log(tx, page.log)? {
            let own = self.own_in(tx)?;
            let mut erased = self.erase(tx, own, office, page.log, &received, &[])?;
            appended.append(&mut erased.appended);
            let came: Vec<Filed> = received.new.iter().filter_map(|(_, record)| filed(record)).collect();
            appended.extend(self.lift_what_came(tx, own, office, &came)?);
            appended.extend(self.judge_who_waited(tx, office, &came)?);
            appended.extend(self.relabel(tx, &came)?);
            return Ok(Turn { received, appended, erased });
        }
        let zone = office.office.as_ref().map_or(Zone::Wita, |office| office.zone);
        let mut heads = Heads::read(tx, office, zone)?;
        // What a server before this one took was judged then, by what held then; the office log that says how may be lost.
        let (before, new): (Vec<_>, Vec<_>) = received.new.iter().cloned().partition(|(seq, _)| *seq <= judged);
        let mut events = self.judge_again(office, &heads, page.log, &before)?;
        if !events.is_empty() {
            appended.extend(self.own_anew(tx)?);
        }
        let own = self.own_in(tx)?;
        let mut unread = unjudged::unread(before.iter().chain(&received.filled))?;
        events.extend(judge(office, &mut heads, page.log, &new, &mut unread)?);
        self.note_unread(tx, page.log, &unread)?;
        let adopted = office.adoptions.upto(page.log);
        let here: Vec<_> = new.into_iter().filter(|(seq, _)| *seq > adopted).collect();
        events.extend(self.revocations(tx, office, page.log, &here)?);
        let settings = heads::note(tx, page.log, &received.new)?;
        let voids = events.iter().any(|event| matches!(event, Event::RecordVoided(_)));
        if !events.is_empty() {
            appended.extend(self.append(tx, own, &events)?);
        }
        // A page can name a head. And the office as it was read before this turn may lack a grant of the turn before.
        if settings || voids {
            appended.extend(self.lift(tx, own)?);
        }
        let mut erased = self.erase(tx, own, office, page.log, &received, &events)?;
        appended.append(&mut erased.appended);
        let decided = self.decisions(tx, office, page.log, &here)?;
        appended.extend(decided.appended);
        erased.join(decided.erased);
        Ok(Turn { received, appended, erased })
    }
}

pub(crate) fn is_server_log(connection: &Connection, log: LogId) -> Result<bool, StoreError> {
    Ok(lakon_log::server_logs(connection)?.iter().any(|(of, _)| *of == log))
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
        Ok(self.take(page, from)?)
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
        // What is filled in was here without its private part when an order came, and was named by an order then: by that one, or by the
        // one that follows an order out of an office log that came back.
        let (filled, of_server) = self.write(|tx| {
            let (filled, mut of_server) = (lakon_log::fill_private(tx, parts)?, false);
            for (log, seq, record) in &filled {
                self.note_blob(tx, record)?;
                let office = is_server_log(tx, *log)?;
                if !office {
                    self.note_unread(tx, *log, &unjudged::unread([&(*seq, record.clone())])?)?;
                }
                of_server |= office;
            }
            Ok((filled.len(), of_server))
        })?;
        // The names of people and PCs are private parts of office logs, and what those say is kept in memory.
        if of_server {
            self.read_office()?;
        }
        Ok(filled)
    }

    fn note_ahead(&self, seals: &[Seal], server: Option<PublicKey>) -> Result<(), StoreFault> {
        Ok(self.write(|tx| {
            for seal in seals {
                lakon_log::put_ahead(tx, seal, server)?;
            }
            Ok(())
        })?)
    }

    fn chains(&self, log: LogId, seqs: &[u64]) -> Result<Vec<Option<Hash>>, StoreFault> {
        Ok(self.read(|connection| Ok(lakon_log::chains(connection, log, seqs)?))?)
    }
}
