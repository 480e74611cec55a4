//! Taking over what a PC wrote while it was its own office: its people, its logs up to their heads and what was erased there become
//! records of the office log, in the transaction that uses its invitation up.

use lakon_domain::enrolment::DeviceKeys;
use lakon_domain::erasure::erase;
use lakon_domain::event::{DeviceAdded, Event, LabelGiven, LogAdopted, Name, UserAdded, UserRemoved};
use lakon_domain::office::OfficeState;
use lakon_domain::shape::Code;
use lakon_sync::adopt::{Brought, OwnLog};
use lakon_sync::enrol::Joined;
use lakon_sync::error::Problem;
use lakon_sync::replica::StoreFault;
use rusqlite::Connection;
use uuid::Uuid;

use crate::alike::mapped;
use crate::invitations::Invited;
use crate::lift::office_events;
use crate::{ServerStore, StoreError};

/// What came of it within its transaction.
enum Turn {
    Done(Code),
    /// Somebody else was quicker, or the time ran out.
    Closed,
    /// Something of it is not that PC's to bring.
    NotIts,
}

impl ServerStore {
    /// The same PC asking again gets the same answer; what it wrote alone since then is taken over too, as long as nothing of the log
    /// beyond the first head has arrived.
    pub(crate) fn take_over(&self, name: u16, device: &DeviceKeys, brought: &Brought) -> Result<Joined, Problem> {
        let used_by = self.invitation(name).map_err(StoreFault::from)?.and_then(|invited| invited.used_by);
        // A PC that was restored since writes another log and is the same PC.
        let as_log = used_by.filter(|log| brought.logs.iter().any(|own| own.log == *log)).unwrap_or(device.log);
        let invited = self.open_invitation(name, as_log)?;
        let own = self.own_log_id().map_err(StoreFault::from)?;
        // Looks at every record held, so before the writer's turn: whoever is written down meanwhile stays two.
        let alike = self.alike(&brought.parties).map_err(StoreFault::from)?;
        let done = self.write(|tx| {
            if invited.used_by.is_none() {
                if !self.use_up(tx, name, device.log)? {
                    return Ok((Turn::Closed, Vec::new()));
                }
                self.release_brake(tx, name)?;
            }
            let office = OfficeState::fold(&office_events(tx)?);
            let Some((mut events, label)) = self.adoption(tx, &office, &invited, device, brought)? else {
                // Ends the transaction without the invitation being used up.
                return Err(StoreError::NotIts);
            };
            events.extend(mapped(&alike));
            let appended = self.append(tx, own, &events)?;
            self.put_device(tx, device.device)?;
            Ok((Turn::Done(label), appended))
        });
        let (turn, appended) = match done {
            Err(StoreError::NotIts) => (Turn::NotIts, Vec::new()),
            done => done.map_err(StoreFault::from)?,
        };
        self.heard(&appended);
        match turn {
            Turn::Done(label) => {
                Ok(Joined { offer: self.offer_of(&invited)?, label, office_log: own, at: self.time() })
            }
            Turn::NotIts => Err(Problem::BadMessage),
            Turn::Closed => {
                self.open_invitation(name, as_log)?;
                Err(Problem::Unavailable)
            }
        }
    }

    /// What the office log is told, and the letters of the PC; `None` where the PC brings something that is not its own.
    fn adoption(
        &self,
        tx: &Connection,
        office: &OfficeState,
        invited: &Invited,
        keys: &DeviceKeys,
        brought: &Brought,
    ) -> Result<Option<(Vec<Event>, Code)>, StoreError> {
        let DeviceKeys { device, signing_key, recipient, .. } = keys.clone();
        // Nobody of the office is read as somebody else from now on.
        let own_person =
            office.adoptions.user(brought.joins) == invited.user || !office.users.contains_key(&brought.joins);
        if !own_person {
            return Ok(None);
        }
        let mut events = people_of(office, invited, brought);
        for OwnLog { log, .. } in &brought.logs {
            match lakon_log::member(tx, *log)? {
                Some(member) if (member.device, member.signing_key) == (device, signing_key) => {}
                // Nobody takes another's log over by naming it.
                Some(_) => return Ok(None),
                None if lakon_log::head(tx, *log)?.is_some() => return Ok(None),
                None => {
                    let (user, roles) = (invited.user, invited.roles.clone());
                    let (log, recipient) = (*log, recipient.clone());
                    let private = Some(Name::default());
                    events.push(DeviceAdded { device, log, signing_key, recipient, user, roles, private }.into());
                }
            }
        }
        let label = match office.labels.get(&keys.log) {
            Some(label) => label.clone(),
            None => {
                let label = self.free_label(tx)?;
                events.push(LabelGiven { device, log: keys.log, label: label.clone() }.into());
                label
            }
        };
        for OwnLog { log, seq, chain } in brought.logs.iter().copied() {
            let upto = office.adoptions.upto(log);
            let held = lakon_log::head(tx, log)?.map_or(0, |head| head.seq);
            if seq > upto && held <= upto {
                let (users, read_as) = match brought.joins == invited.user {
                    true => (Vec::new(), Vec::new()),
                    false => (vec![brought.joins], vec![invited.user]),
                };
                events.push(LogAdopted { device, log, seq, chain, users, read_as }.into());
            }
        }
        events.extend(erase(&self.erased_there(tx, brought)?));
        Ok(Some((events, label)))
    }

    /// What was erased on that PC; of what is held here already nobody is told so by it.
    fn erased_there(&self, tx: &Connection, brought: &Brought) -> Result<Vec<Uuid>, StoreError> {
        let mut erased = Vec::new();
        for event in &brought.erased {
            if !lakon_log::erased(tx, event)? && lakon_log::records_of(tx, std::slice::from_ref(event))?.is_empty() {
                erased.push(*event);
            }
        }
        Ok(erased)
    }
}

/// Who joins, and the others as people who worked there: their names stay, and an admin may take them in.
fn people_of(office: &OfficeState, invited: &Invited, brought: &Brought) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    if !office.users.contains_key(&invited.user) {
        let private = Some(Name { name: invited.user_name.clone() });
        let (user, roles) = (invited.user, invited.roles.clone());
        events.push(UserAdded { user, roles, answers: None, private }.into());
    }
    for person in &brought.people {
        let user = person.user;
        if user == invited.user || user == brought.joins || office.users.contains_key(&user) {
            continue;
        }
        let private = Some(Name { name: person.name.trim().to_owned() });
        events.push(UserAdded { user, roles: Vec::new(), answers: None, private }.into());
        events.push(UserRemoved { user, answers: None }.into());
    }
    events
}
