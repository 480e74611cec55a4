//! Taking a device into the office: user, device and label go into the office log and the invitation is used up, in one transaction,
//! so that a code is never used up for nothing.

use lakon_domain::code::Secret;
use lakon_domain::enrolment::DeviceKeys;
use lakon_domain::event::{DeviceAdded, Event, LabelGiven, Name, UserAdded};
use lakon_domain::ids::LogId;
use lakon_domain::number::server_label;
use lakon_domain::shape::{CaseNumber, Code};
use lakon_domain::tips::Value;
use lakon_sync::adopt::Brought;
use lakon_sync::enrol::{Invitations, Joined, Offer};
use lakon_sync::error::Problem;
use lakon_sync::replica::StoreFault;
use rusqlite::Connection;

use crate::invitations::Invited;
use crate::{ServerStore, StoreError};

/// The key of secrets that no invitation has, so that a name that is none looks like one whose secret was guessed wrong.
const NO_INVITATION: &str = "lakon 2026 secrets of no invitation 1";

impl ServerStore {
    /// Of an invitation that is open, or was used by this very device whose answer was lost.
    pub(crate) fn open_invitation(&self, name: u16, log: LogId) -> Result<Invited, Problem> {
        let invited = self.invitation(name).map_err(StoreFault::from)?.ok_or(Problem::WrongCode)?;
        match invited.used_by {
            Some(used_by) if used_by != log => Err(Problem::UsedCode),
            None if invited.expires_at < self.time() => Err(Problem::ExpiredCode),
            _ => Ok(invited),
        }
    }

    pub(crate) fn offer_of(&self, invited: &Invited) -> Result<Offer, Problem> {
        let state = self.office_state();
        let office = state.office.as_ref().ok_or(StoreError::NoOffice).map_err(StoreFault::from)?;
        let office_name = match &office.name {
            Value::Known(name) => name.clone(),
            _ => String::new(),
        };
        let zone = Code::new(office.zone.key()).map_err(|_| StoreFault::from(StoreError::Damaged("a zone")))?;
        Ok(Offer {
            user: invited.user,
            user_name: invited.user_name.clone(),
            roles: invited.roles.clone(),
            office: office.office,
            office_code: office.code.clone(),
            office_name,
            zone,
        })
    }

    /// The label given to the device, or `None` where the invitation was used up or ran out meanwhile.
    fn enrol(&self, invited: &Invited, device: &DeviceKeys) -> Result<Option<Code>, StoreError> {
        let own = self.own_log_id()?;
        let office = self.office_state();
        if invited.used_by == Some(device.log) {
            return Ok(office.labels.get(&device.log).cloned());
        }
        let done = self.write(|tx| {
            if !self.use_up(tx, invited.name, device.log)? {
                return Ok(None);
            }
            self.release_brake(tx, invited.name)?;
            let label = self.free_label(tx)?;
            let DeviceKeys { device, log, signing_key, recipient } = device.clone();
            let mut events: Vec<Event> = Vec::new();
            if !office.users.contains_key(&invited.user) {
                let private = Some(Name { name: invited.user_name.clone() });
                events.push(
                    UserAdded { user: invited.user, roles: invited.roles.clone(), answers: None, private }.into(),
                );
            }
            let roles = invited.roles.clone();
            // A PC has no name of its own yet; people know it by its label.
            let private = Some(Name::default());
            events.push(DeviceAdded { device, log, signing_key, recipient, user: invited.user, roles, private }.into());
            events.push(LabelGiven { device, log, label: label.clone() }.into());
            let appended = self.append(tx, own, &events)?;
            self.put_device(tx, device)?;
            Ok(Some((appended, label)))
        })?;
        Ok(done.map(|(appended, label)| {
            self.heard(&appended);
            label
        }))
    }

    /// Design, "Case numbers": "the server gives one letter, then three (never one found in any log it holds)". Read inside the
    /// transaction, so that two enrolments at once never get one label.
    pub(crate) fn free_label(&self, tx: &Connection) -> Result<Code, StoreError> {
        let mut used = std::collections::HashSet::new();
        let mut statement =
            tx.prepare_cached("SELECT facts FROM record WHERE kind IN ('case.opened', 'label.given')")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            used.extend(label_in(row.get_ref(0)?.as_blob().unwrap_or_default()));
        }
        server_label(|label| used.contains(label)).ok_or(StoreError::NoLabel)
    }
}

fn label_in(facts: &[u8]) -> Option<String> {
    let facts: serde_json::Value = serde_json::from_slice(facts).ok()?;
    if let Some(label) = facts.get("label") {
        return label.as_str().map(str::to_owned);
    }
    let number = CaseNumber::new(facts.get("number")?.as_str()?).ok()?;
    Some(lakon_domain::number::parts(&number).label)
}

impl Invitations for ServerStore {
    /// Also of a used or expired invitation: only who proves its secret is told what became of it. A name nobody has gets a secret
    /// nobody knows, so that the answers do not tell which part of a code is wrong.
    fn secret(&self, invitation: u16, _device: &DeviceKeys) -> Result<Secret, Problem> {
        let wait = self.wait(invitation).map_err(StoreFault::from)?;
        if wait > 0 {
            return Err(Problem::TooMany { after_s: wait });
        }
        Ok(match self.invitation(invitation).map_err(StoreFault::from)? {
            Some(invited) => invited.secret,
            None => {
                let key = blake3::derive_key(NO_INVITATION, self.log_key.as_bytes());
                let hash = blake3::keyed_hash(&key, &invitation.to_le_bytes());
                let mut bytes = [0; 11];
                bytes.copy_from_slice(&hash.as_bytes()[..11]);
                Secret::new(bytes)
            }
        })
    }

    fn failed(&self, invitation: u16) {
        if let Err(error) = self.failed_attempt(invitation) {
            tracing::error!(%error, "a wrong attempt could not be counted");
        }
    }

    fn offer(&self, invitation: u16, device: &DeviceKeys) -> Result<Offer, Problem> {
        self.offer_of(&self.open_invitation(invitation, device.log)?)
    }

    fn accept(&self, invitation: u16, device: &DeviceKeys) -> Result<Joined, Problem> {
        let invited = self.open_invitation(invitation, device.log)?;
        let Some(label) = self.enrol(&invited, device).map_err(StoreFault::from)? else {
            // Somebody else was quicker, or the time ran out between the two looks.
            self.open_invitation(invitation, device.log)?;
            return Err(Problem::Unavailable);
        };
        let office_log = self.own_log_id().map_err(StoreFault::from)?;
        Ok(Joined { offer: self.offer_of(&invited)?, label, office_log, at: self.time() })
    }

    fn adopt(&self, invitation: u16, device: &DeviceKeys, brought: &Brought) -> Result<Joined, Problem> {
        self.take_over(invitation, device, brought)
    }
}
