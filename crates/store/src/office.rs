//! The office as its logs tell it: folded once, kept in memory, folded again when one of its events arrives.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lakon_domain::adoption::Adoptions;
use lakon_domain::event::Event;
use lakon_domain::filed::Filed;
use lakon_domain::ids::LogId;
use lakon_domain::office::{Answer, OfficeState};
use lakon_domain::rights::Role;
use lakon_domain::shape::Code;
use lakon_domain::subject::Subject;
use rusqlite::Connection;
use uuid::Uuid;

use crate::device::Device;
use crate::error::Result;
use crate::pin::{Enrolled, Pin};
use crate::store::Store;

/// Somebody an admin asked the server for at this or another desk: waiting ("menunggu server") or refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestedUser {
    /// The request's event id.
    pub event: Uuid,
    pub user: Uuid,
    pub name: String,
    pub roles: Vec<Role>,
    /// Why the server refused, as the code of its record.
    pub refused: Option<Code>,
}

/// What an admin asked the server for about somebody, the newest of each person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub user: Uuid,
    pub granted: bool,
    /// Why the server refused, as the code of its record.
    pub refused: Option<Code>,
}

/// The logs that speak for the office: its servers' logs, or the own log of a PC that is its own office, in all its incarnations.
fn office_logs(conn: &Connection, device: &Device, pin: Option<&Pin>) -> Result<BTreeSet<LogId>> {
    let mut logs: BTreeSet<LogId> = lakon_log::server_logs(conn)?.into_iter().map(|(log, _)| log).collect();
    if pin.is_some_and(|pin| pin.alone) {
        logs.insert(device.log);
        logs.extend(&device.former);
    }
    Ok(logs)
}

pub(crate) fn fold(conn: &Connection, device: &Device, pin: Option<&Pin>) -> Result<OfficeState> {
    let logs = office_logs(conn, device, pin)?;
    let mut events = crate::events::of(conn, Subject::Office.id(), &Adoptions::default())?;
    events.retain(|filed| logs.contains(&filed.log));
    Ok(OfficeState::fold(&events))
}

impl Store {
    /// The office as far as this PC knows it.
    pub fn office(&self) -> Arc<OfficeState> {
        self.inner.office()
    }

    /// Whom this PC believes; `None` before an office was begun or joined.
    pub fn pin(&self) -> Option<Pin> {
        self.inner.pin()
    }

    /// Whether the office has a server this PC was enrolled at.
    ///
    /// # Errors
    /// None at present; a result so that callers treat it like every other question to the store.
    pub fn enrolled(&self) -> Result<bool> {
        Ok(self.inner.pin().is_some_and(|pin| !pin.alone))
    }

    /// The letters of this PC's case numbers.
    pub fn label(&self) -> Option<Code> {
        let given = self.inner.office().labels.get(&self.inner.device().log).cloned();
        given.or_else(|| self.inner.pin().and_then(|pin| pin.label))
    }

    /// Pins the office an enrolment at a proven server gave; the office log itself comes with the first sync.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn enrol(&self, enrolled: Enrolled) -> Result<()> {
        self.transact(Uuid::nil(), |tx| tx.set_pin(Pin::enrolled(enrolled))).map(|_| ())
    }

    /// People an admin asked for whom the office does not have: not answered yet, or refused. Oldest first.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn requested_users(&self) -> Result<Vec<RequestedUser>> {
        let office = self.inner.office();
        let events = self.read(|conn| crate::events::of(conn, Subject::Office.id(), &office.adoptions))?;
        let mut waiting: BTreeMap<Uuid, RequestedUser> = BTreeMap::new();
        for Filed { id, event, .. } in events {
            if let Event::UserRequested(request) = event
                && !matches!(office.answers.get(&id), Some(Answer::Granted { .. }))
            {
                let refused = match office.answers.get(&id) {
                    Some(Answer::Refused { cause, .. }) => Some(cause.clone()),
                    _ => office.standing.cause(id).cloned(),
                };
                let name = request.private.map(|private| private.name).unwrap_or_default();
                waiting
                    .insert(id, RequestedUser { event: id, user: request.user, name, roles: request.roles, refused });
            }
        }
        Ok(waiting.into_values().collect())
    }

    /// The newest request about each person, whoever made it: to be added, changed or removed.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn wishes(&self) -> Result<Vec<Wish>> {
        let office = self.inner.office();
        let mut events = self.read(|conn| crate::events::of(conn, Subject::Office.id(), &office.adoptions))?;
        events.sort_by_key(Filed::order);
        let mut newest: BTreeMap<Uuid, Wish> = BTreeMap::new();
        for Filed { id, event, .. } in events {
            let user = match event {
                Event::UserRequested(request) => request.user,
                Event::UserRemovalRequested(request) => request.user,
                Event::UserMappingRequested(request) => request.user,
                _ => continue,
            };
            let (granted, refused) = match office.answers.get(&id) {
                Some(Answer::Granted { .. }) => (true, None),
                Some(Answer::Refused { cause, .. }) => (false, Some(cause.clone())),
                None => (false, office.standing.cause(id).cloned()),
            };
            newest.insert(user, Wish { user, granted, refused });
        }
        Ok(newest.into_values().collect())
    }
}
