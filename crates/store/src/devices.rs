//! The office's PCs as this one knows them: who sits there, when they wrote last, which were revoked or shall be; and what was set
//! aside here because it lies beyond the end of a revoked PC's log.

use std::collections::BTreeMap;

use lakon_domain::event::Event;
use lakon_domain::filed::Filed;
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::LogId;
use lakon_domain::office::Answer;
use lakon_domain::shape::{Code, Time};
use lakon_domain::subject::Subject;
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use crate::error::Result;
use crate::pin::Pin;
use crate::store::Store;
use crate::tx::Tx;

/// A revocation an admin asked the server for: waiting ("menunggu server"), done or refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestedRevocation {
    pub device: Uuid,
    pub done: bool,
    /// Why the server refused, as the code of its record.
    pub refused: Option<Code>,
}

/// What an admin decided about what a revoked PC handed in: waiting ("menunggu server"), done or refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsideDecision {
    pub device: Uuid,
    /// It shall count; else it is refused.
    pub take: bool,
    pub at: Time,
    pub by: Uuid,
    pub done: bool,
    /// Why the server did not do it, as the code of its record.
    pub refused: Option<Code>,
}

impl Store {
    /// The newest decision about each device, whoever made it.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn aside_decisions(&self) -> Result<Vec<AsideDecision>> {
        let office = self.office();
        let mut events = self.read(|conn| crate::events::of(conn, Subject::Office.id(), &office.adoptions))?;
        events.sort_by_key(Filed::order);
        let mut newest: BTreeMap<Uuid, AsideDecision> = BTreeMap::new();
        for Filed { id, event, author, at, .. } in events {
            let Event::AsideDecisionRequested(asked) = event else { continue };
            let (done, refused) = match office.answers.get(&id) {
                Some(Answer::Granted { .. }) => (true, None),
                Some(Answer::Refused { cause, .. }) => (false, Some(cause.clone())),
                None => (false, office.standing.cause(id).cloned()),
            };
            let decision = AsideDecision { device: asked.device, take: asked.take, at, by: author, done, refused };
            newest.insert(asked.device, decision);
        }
        Ok(newest.into_values().collect())
    }

    /// The newest request to revoke each device, whoever made it.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn requested_revocations(&self) -> Result<Vec<RequestedRevocation>> {
        let office = self.office();
        let mut events = self.read(|conn| crate::events::of(conn, Subject::Office.id(), &office.adoptions))?;
        events.sort_by_key(Filed::order);
        let mut newest: BTreeMap<Uuid, RequestedRevocation> = BTreeMap::new();
        for Filed { id, event, .. } in events {
            let Event::DeviceRevocationRequested(asked) = event else { continue };
            let (done, refused) = match office.answers.get(&id) {
                Some(Answer::Granted { .. }) => (true, None),
                Some(Answer::Refused { cause, .. }) => (false, Some(cause.clone())),
                None => (false, office.standing.cause(id).cloned()),
            };
            newest.insert(asked.device, RequestedRevocation { device: asked.device, done, refused });
        }
        Ok(newest.into_values().collect())
    }

    /// When the newest record of a log that is here was made, by the clock of its author.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn last_wrote(&self, log: LogId) -> Result<Option<Time>> {
        self.read(|conn| {
            let hlc: Option<String> = conn
                .prepare_cached("SELECT hlc FROM log WHERE log = ?1 AND seq > 0")?
                .query_row([log.0], |row| row.get(0))
                .optional()?;
            Ok(hlc.and_then(|text| text.parse::<Hlc>().ok()).map(|hlc| Time(hlc.ms())))
        })
    }

    /// The office's server is at another address from now on. The caller has had its statement checked by the pinned office key.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn set_address(&self, address: &str) -> Result<()> {
        self.transact(Uuid::nil(), |tx| match tx.pin() {
            Some(pin) => tx.set_pin(Pin { address: Some(address.to_owned()), ..pin }),
            None => Ok(()),
        })
        .map(|_| ())
    }
}

impl Tx<'_> {
    /// What was put aside of a log counts no more: whatever it told about is folded again without it.
    pub(crate) fn forget_beyond(&mut self, log: LogId) -> Result<()> {
        for record in lakon_log::beyond(self.conn, log)? {
            self.untake(&record)?;
        }
        self.scrub_aside()?;
        let held = lakon_log::head(self.conn, log)?.map_or(0, |head| head.seq);
        self.conn
            .prepare_cached("UPDATE folded SET seq = min(seq, ?2) WHERE log = ?1")?
            .execute(params![log.0, i64::try_from(held).unwrap_or(i64::MAX)])?;
        Ok(())
    }
}
