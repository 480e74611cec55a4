//! Lifting voids: a record that was voided for want of a right counts again once its author has the right (design: invariant 11). A
//! grant is anything that can give one: a person or a PC in the office log, a section's head or substitute, a record that counts again.

use std::collections::BTreeSet;

use lakon_domain::event::{Event, RecordAllowed, RecordVoided};
use lakon_domain::filed::Filed;
use lakon_domain::ids::LogId;
use lakon_domain::number::Zone;
use lakon_domain::office::OfficeState;
use lakon_domain::rights::{may, may_do};
use lakon_log::{Appended, Stored};
use rusqlite::Connection;
use uuid::Uuid;

use crate::heads::Heads;
use crate::judge::{A_RECORD, NO_RIGHT};
use crate::judge_again::roles_ever;
use crate::office::filed;
use crate::{ServerStore, StoreError};

/// Whether an event of the office log can give somebody a right.
pub(crate) fn grants(event: &Event) -> bool {
    matches!(event, Event::UserAdded(_) | Event::DeviceAdded(_))
}

impl ServerStore {
    /// Judges again what was voided for want of a right, by everything the database says now, and allows what its author may do by
    /// now. A lifted record can itself have named a head, so this goes on until nothing more is lifted.
    pub(crate) fn lift(&self, tx: &Connection, own: LogId) -> Result<Vec<Appended>, StoreError> {
        self.lift_among(tx, own, |_| true, &[])
    }

    /// What a page of an office log from outside lifts. It tells of rights that were given long ago and may have been taken back since:
    /// what was judged here without knowing of them counts again. What the page itself voids was judged by whoever knew.
    pub(crate) fn lift_what_came(
        &self,
        tx: &Connection,
        own: LogId,
        before: &OfficeState,
        came: &[Filed],
    ) -> Result<Vec<Appended>, StoreError> {
        if !came.iter().any(|filed| grants(&filed.event)) {
            return Ok(Vec::new());
        }
        let voided_there: BTreeSet<Uuid> = came.iter().flat_map(|filed| voids(&filed.event)).copied().collect();
        let judged_here = |id| lacked_a_right(before, id) && !voided_there.contains(&id);
        self.lift_among(tx, own, judged_here, came)
    }

    /// `given`: events that give rights to have had, beside those somebody has by now.
    fn lift_among(
        &self,
        tx: &Connection,
        own: LogId,
        among: impl Fn(Uuid) -> bool,
        given: &[Filed],
    ) -> Result<Vec<Appended>, StoreError> {
        let mut appended = Vec::new();
        loop {
            let office = OfficeState::fold(&office_events(tx)?);
            let voided = office.standing.voided().filter(|id| lacked_a_right(&office, *id) && among(*id));
            let voided: Vec<Uuid> = voided.collect();
            if voided.is_empty() {
                return Ok(appended);
            }
            let zone = office.office.as_ref().map_or(Zone::Wita, |office| office.zone);
            let heads = Heads::read(tx, &office, zone)?;
            let mut allows = Vec::new();
            for stored in lakon_log::records_of(tx, &voided)? {
                let id = stored.record.read_header()?.id;
                if !allows.contains(&id) && has_right(&office, &heads, given, &stored)? {
                    allows.push(id);
                }
            }
            if allows.is_empty() {
                return Ok(appended);
            }
            let events: Vec<Event> =
                allows.chunks(A_RECORD).map(|allows| RecordAllowed { allows: allows.to_vec() }.into()).collect();
            appended.extend(self.write_own(tx, own, &events)?);
        }
    }
}

/// What an event of an office log voids.
pub(crate) fn voids(event: &Event) -> &[Uuid] {
    match event {
        Event::RecordVoided(RecordVoided { voids, .. }) => voids,
        _ => &[],
    }
}

fn lacked_a_right(office: &OfficeState, id: Uuid) -> bool {
    office.standing.cause(id).is_some_and(|cause| cause.as_str() == NO_RIGHT)
}

/// Whether the author of a record may make it by now, or by what was `given`; of a substitute or head, on the day it was made.
fn has_right(office: &OfficeState, heads: &Heads, given: &[Filed], stored: &Stored) -> Result<bool, StoreError> {
    let Some(device) = office.device_of_log.get(&stored.log) else { return Ok(false) };
    let header = stored.record.read_header()?;
    let author = office.adoptions.user(header.author);
    let mut roles = office.roles(author, *device);
    roles.extend(roles_ever(given, author, *device));
    Ok(match Filed::read(&stored.record) {
        Ok(filed) => may_do(&roles, &heads.of(author, header.at), &header.kind, &office.adoptions.read(filed).event),
        Err(_) => may(&roles, &header.kind),
    })
}

/// Every event of the office logs, what this transaction appended included.
pub(crate) fn office_events(tx: &Connection) -> Result<Vec<Filed>, StoreError> {
    let mut events = Vec::new();
    for (log, _) in lakon_log::server_logs(tx)? {
        lakon_log::each(tx, log, 0, |_, record| {
            events.extend(filed(&record));
            Ok::<(), StoreError>(())
        })?;
    }
    Ok(events)
}
