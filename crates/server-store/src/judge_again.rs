//! Judging once more what a server has taken before: the office log that says how it was judged may be lost with that server's disk.
//! A judgement that is held stays the last word; only where none is held is there anything to say.

use std::collections::{BTreeSet, HashMap};
use std::sync::PoisonError;

use lakon_domain::event::{
    AsideDecisionRequested, DeviceRevocationRequested, Event, UserMappingRequested, UserRemovalRequested, UserRequested,
};
use lakon_domain::filed::Filed;
use lakon_domain::ids::LogId;
use lakon_domain::number::Zone;
use lakon_domain::office::OfficeState;
use lakon_domain::record::Record;
use lakon_domain::rights::{Role, may, may_do};
use lakon_log::Appended;
use rusqlite::Connection;
use uuid::Uuid;

use crate::heads::Heads;
use crate::judge::{NO_RIGHT, voids};
use crate::lift::office_events;
use crate::people::refused;
use crate::{ServerStore, StoreError};

/// Requests that are answered by whoever judges them; an order to erase is answered where it is carried out.
const REQUESTS: [&str; 5] = [
    UserRequested::KIND,
    UserRemovalRequested::KIND,
    UserMappingRequested::KIND,
    DeviceRevocationRequested::KIND,
    AsideDecisionRequested::KIND,
];

impl ServerStore {
    /// The events the office log gets because of these records, which have a receipt. What was rightful when it was taken has to stay,
    /// and what held then is not known any more: so only that is voided which nothing in the office logs held here ever gave its author a
    /// right to. Who headed a section stands in logs that may come later, so by a section nobody is judged here; and while the office log
    /// that took somebody in is still to come, that person's records wait for it ([`Self::judge_who_waited`]). A request is answered only by a
    /// refusal: what it once led to may have been taken back since, in a log that is still to come.
    pub(crate) fn judge_again(
        &self,
        office: &OfficeState,
        heads: &Heads,
        log: LogId,
        taken: &[(u64, Record)],
    ) -> Result<Vec<Event>, StoreError> {
        if taken.is_empty() {
            return Ok(Vec::new());
        }
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        judged_by(&known.events, office, heads, log, taken)
    }

    /// Judges what waited for a page of an office log from outside: it takes somebody in whose PC was known here before.
    pub(crate) fn judge_who_waited(
        &self,
        tx: &Connection,
        before: &OfficeState,
        came: &[Filed],
    ) -> Result<Vec<Appended>, StoreError> {
        let waited: BTreeSet<Uuid> = {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            let waits = |user: &Uuid| !before.users.contains_key(user) && owns_a_pc(&known.events, *user);
            came.iter().filter_map(taken_in).filter(waits).collect()
        };
        if waited.is_empty() {
            return Ok(Vec::new());
        }
        let known = office_events(tx)?;
        let office = OfficeState::fold(&known);
        let heads = Heads::read(tx, &office, office.office.as_ref().map_or(Zone::Wita, |office| office.zone))?;
        let mut events = Vec::new();
        for log in office.device_of_log.keys() {
            let mut theirs = Vec::new();
            lakon_log::each(tx, *log, 0, |seq, record| {
                if waited.contains(&office.adoptions.user(record.read_header()?.author)) {
                    theirs.push((seq, record));
                }
                Ok::<(), StoreError>(())
            })?;
            events.extend(judged_by(&known, &office, &heads, *log, &theirs)?);
        }
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let mut appended = self.own_anew(tx)?;
        appended.extend(self.write_own(tx, self.own_in(tx)?, &events)?);
        Ok(appended)
    }

    /// The office log in which a judgement made again may stand. A server that was put back need not have noticed it: what it writes at the
    /// end of its old log, the desks may hold otherwise, and it could be put back once more. So it is said in a log that began while
    /// this process ran. All of that is here, and no other machine can have gone on with it.
    pub(crate) fn own_anew(&self, tx: &Connection) -> Result<Vec<Appended>, StoreError> {
        let own = self.own_in(tx)?;
        if *self.begun.lock().unwrap_or_else(PoisonError::into_inner) == Some(own) {
            return Ok(Vec::new());
        }
        let opened = self.open_office_log(tx)?;
        let again = self.own_in(tx)?;
        tracing::warn!(%own, %again, "a judgement that was lost is made again; this server goes on in a new office log");
        Ok(opened)
    }
}

/// The judgement, by these events of office logs.
fn judged_by(
    known: &[Filed],
    office: &OfficeState,
    heads: &Heads,
    log: LogId,
    taken: &[(u64, Record)],
) -> Result<Vec<Event>, StoreError> {
    let Some(device) = office.device_of_log.get(&log) else { return Ok(Vec::new()) };
    let mut roles: HashMap<Uuid, Vec<Role>> = HashMap::new();
    let (mut rightless, mut refusals) = (Vec::new(), Vec::new());
    for (seq, record) in taken {
        let header = record.read_header()?;
        let author = office.adoptions.user(header.author);
        let to_come = !office.users.contains_key(&author) && owns_a_pc(known, author);
        if to_come || office.adoptions.holds(log, *seq) || !office.standing.rulings(header.id).is_empty() {
            continue;
        }
        let roles = roles.entry(author).or_insert_with(|| roles_ever(known, author, *device));
        let allowed = may(roles, &header.kind)
            || Filed::read(record).is_ok_and(|filed| {
                let event = office.adoptions.read(filed).event;
                may_do(roles, &heads.of(author, header.at), &header.kind, &event)
            });
        if allowed {
            continue;
        }
        rightless.push(header.id);
        if REQUESTS.contains(&header.kind.as_str()) && !office.answers.contains_key(&header.id) {
            refusals.extend(refused(header.id, NO_RIGHT)?);
        }
    }
    let mut events = voids(&rightless)?;
    events.append(&mut refusals);
    Ok(events)
}

/// Whom an event takes in.
fn taken_in(filed: &Filed) -> Option<Uuid> {
    match &filed.event {
        Event::UserAdded(added) => Some(added.user),
        _ => None,
    }
}

/// Whether somebody is named as the owner of a PC: then an office log somewhere took that person in.
fn owns_a_pc(events: &[Filed], user: Uuid) -> bool {
    events.iter().any(|filed| matches!(&filed.event, Event::DeviceAdded(added) if added.user == user))
}

/// Every role a user has had on a device by these events of office logs: what [`OfficeState::roles`] was at any time.
pub(crate) fn roles_ever(events: &[Filed], user: Uuid, device: Uuid) -> Vec<Role> {
    let mut roles = BTreeSet::new();
    for filed in events {
        match &filed.event {
            Event::UserAdded(added) if added.user == user => {
                let everywhere = |role: &&Role| !matches!(role, Role::Admin | Role::OfficeHead);
                roles.extend(added.roles.iter().filter(everywhere).copied());
            }
            Event::DeviceAdded(added) if added.user == user && added.device == device => {
                roles.extend(added.roles.iter().copied());
            }
            _ => {}
        }
    }
    roles.into_iter().collect()
}
