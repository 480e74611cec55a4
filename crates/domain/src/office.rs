//! The state of the office, folded from its office logs: who belongs to it, on which PC, with which keys and labels.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::adoption::Adoptions;
use crate::erasure::Erasures;
use crate::event::{DeviceAdded, Event, OfficeBegun};
use crate::filed::{self, Filed, Once};
use crate::ids::{LogId, PublicKey};
use crate::number::Zone;
use crate::revoked::Revoked;
use crate::rights::Role;
use crate::shape::{AgeRecipient, Code, Time};
use crate::standing::Standing;
use crate::statement::ServerStatement;
use crate::tips::{Value, private_value};

/// The office itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    pub office: Uuid,
    /// Three digits.
    pub code: Code,
    pub zone: Zone,
    pub name: Value<String>,
    pub office_key: PublicKey,
    /// The office's recovery key.
    pub recovery: AgeRecipient,
    pub begun_at: Time,
}

/// Somebody who may work here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub user: Uuid,
    pub name: Value<String>,
    /// Empty once removed.
    pub roles: BTreeSet<Role>,
    /// Does not work here any more; the name stays for the stories.
    pub removed: bool,
    /// Came with a PC that worked alone and was never taken in: such a person may be read as somebody of the office.
    pub brought: bool,
}

/// A PC that may write here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub device: Uuid,
    pub name: Value<String>,
    /// Its newest log.
    pub log: LogId,
    pub signing_key: PublicKey,
    pub recipient: AgeRecipient,
    /// Whom it was enrolled for.
    pub user: Uuid,
    /// What that user was granted on this device.
    pub roles: BTreeSet<Role>,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The event that did it.
    Granted {
        event: Uuid,
    },
    Refused {
        event: Uuid,
        cause: Code,
        reason: Value<String>,
    },
}

/// Everything the office logs say. The greatest (hlc, log) wins where two say different things of one user, device or log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OfficeState {
    /// Of the oldest `office.begun`: what an office is does not change.
    pub office: Option<Office>,
    /// The newest server statement that the office key signed.
    pub statement: Option<ServerStatement>,
    /// Of each server of the office the newest statement by its time.
    pub stated: BTreeMap<Uuid, ServerStatement>,
    pub users: BTreeMap<Uuid, User>,
    pub devices: BTreeMap<Uuid, Device>,
    /// Which device wrote a log, former incarnations included.
    pub device_of_log: BTreeMap<LogId, Uuid>,
    /// The key that seals a log.
    pub key_of_log: BTreeMap<LogId, PublicKey>,
    pub labels: BTreeMap<LogId, Code>,
    /// Devices that write here no more.
    pub revoked: Revoked,
    /// The age key of each server.
    pub server_recipients: BTreeMap<Uuid, AgeRecipient>,
    /// By the event id of the request.
    pub answers: BTreeMap<Uuid, Answer>,
    /// Voids, allowances and erasures.
    pub standing: Standing,
    /// Whose data and which cases the office has erased.
    pub erasures: Erasures,
    /// What PCs that worked alone wrote before they joined.
    pub adoptions: Adoptions,
}

impl OfficeState {
    /// Folds the events of the office logs (see [`office_logs`]); the order does not matter. Kinds of device logs are ignored.
    pub fn fold(events: &[Filed]) -> Self {
        let mut state = Self { standing: Standing::fold(events), ..Self::default() };
        let once = filed::once(events);
        state.office = once.iter().find_map(|one| begun(one, &state.standing));
        for one in once.iter().filter(|one| state.standing.counts(one.filed.id)).collect::<Vec<_>>() {
            state.take(one);
        }
        state.erasures = Erasures::fold(once.iter().filter(|one| state.standing.counts(one.filed.id)));
        state
    }

    fn take(&mut self, one: &Once) {
        let part = self.standing.state(one.filed.id, one.event, one.private_missing);
        let id = one.filed.id;
        match one.event {
            Event::LogOpened(e) => {
                self.device_of_log.insert(one.filed.log, e.device);
                self.key_of_log.insert(one.filed.log, e.signing_key);
            }
            Event::ServerStated(e) => {
                let statement = ServerStatement::from(e.clone());
                if self.office.as_ref().is_none_or(|office| statement.verifies(&office.office_key)) {
                    let newest = self.stated.entry(statement.server).or_insert_with(|| statement.clone());
                    if statement.at > newest.at {
                        *newest = statement.clone();
                    }
                    self.statement = Some(statement);
                }
            }
            Event::UserAdded(e) => {
                let name = private_value(part, e.private.as_ref().map(|p| p.name.clone()));
                let roles = e.roles.iter().copied().collect();
                // Whoever is taken in is nobody else.
                self.adoptions.forget_user(e.user);
                self.users.insert(e.user, User { user: e.user, name, roles, removed: false, brought: false });
                if let Some(request) = e.answers {
                    self.answers.insert(request, Answer::Granted { event: id });
                }
            }
            Event::UserRemoved(e) => {
                if let Some(user) = self.users.get_mut(&e.user) {
                    (user.removed, user.roles) = (true, BTreeSet::new());
                    // Everybody else is removed because an admin asks for it.
                    user.brought = e.answers.is_none();
                }
                if let Some(request) = e.answers {
                    self.answers.insert(request, Answer::Granted { event: id });
                }
            }
            Event::DeviceAdded(e) => {
                let name = private_value(part, e.private.as_ref().map(|p| p.name.clone()));
                let DeviceAdded { device, log, signing_key, recipient, user, roles, .. } = e.clone();
                self.device_of_log.insert(log, device);
                self.key_of_log.insert(log, signing_key);
                let roles = roles.into_iter().collect();
                self.devices.insert(device, Device { device, name, log, signing_key, recipient, user, roles });
            }
            Event::DeviceRevoked(e) => {
                let reason = private_value(part, e.private.as_ref().map(|p| p.reason.clone()));
                self.revoked.take(e, one.filed.at, reason);
                if let Some(request) = e.answers {
                    self.answers.insert(request, Answer::Granted { event: id });
                }
            }
            Event::ServerKeyed(e) => {
                self.server_recipients.insert(e.server, e.recipient.clone());
            }
            Event::LogAdopted(e) => self.adoptions.take(e),
            Event::PartiesMapped(e) => self.adoptions.take_parties(e),
            Event::UserMapped(e) => {
                self.adoptions.take_user(e);
                self.answers.insert(e.answers, Answer::Granted { event: id });
            }
            Event::LabelGiven(e) => {
                self.labels.insert(e.log, e.label.clone());
            }
            Event::ErasureOrdered(e) => {
                self.answers.insert(e.answers, Answer::Granted { event: id });
            }
            Event::RequestRefused(e) => {
                let reason = private_value(part, e.private.as_ref().map(|p| p.reason.clone()));
                self.answers.insert(e.request, Answer::Refused { event: id, cause: e.cause.clone(), reason });
            }
            _ => {}
        }
    }

    /// The newest statement of another server of the office, where it is newer than this one: this server was replaced. One that was put
    /// back has the statement it had, and is no other server.
    pub fn replaced_by(&self, statement: &ServerStatement) -> Option<&ServerStatement> {
        let others = self.stated.values().filter(|other| other.server != statement.server);
        others.filter(|other| other.at > statement.at).max_by_key(|other| other.at)
    }

    /// The logs a device wrote or writes, each with the label of its case numbers: more than one after a new incarnation, and of two copies
    /// of one PC both.
    pub fn logs_of(&self, device: Uuid) -> Vec<(LogId, Option<&Code>)> {
        let logs = self.device_of_log.iter().filter(|(_, of)| **of == device);
        logs.map(|(log, _)| (*log, self.labels.get(log))).collect()
    }

    /// The letters a device is known by: those of its newest log, or of a former one where that has none of its own.
    pub fn label_of(&self, device: Uuid) -> Option<&Code> {
        let newest = self.devices.get(&device).and_then(|held| self.labels.get(&held.log));
        newest.or_else(|| self.logs_of(device).into_iter().find_map(|(_, label)| label))
    }

    /// What a user may do on a device: everything the user is, but admin and office head only where the device was
    /// enrolled with them for that user (design/security.md "Keys"). Nothing once removed.
    pub fn roles(&self, user: Uuid, device: Uuid) -> Vec<Role> {
        let removed = self.users.get(&user).is_some_and(|user| user.removed);
        let enrolled = self.devices.get(&device).filter(|held| held.user == user && !removed);
        let granted = enrolled.map(|held| &held.roles);
        let everywhere = |role: &Role| !matches!(role, Role::Admin | Role::OfficeHead);
        let own = self.users.get(&user).into_iter().flat_map(|user| user.roles.iter().copied().filter(everywhere));
        own.chain(granted.into_iter().flatten().copied()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// To whom a bundle is encrypted (design/sync.md "USB bundle"): the servers, the recovery key and every active device.
    pub fn recipients(&self) -> BTreeSet<AgeRecipient> {
        let servers = self.server_recipients.values();
        let recovery = self.office.iter().map(|office| &office.recovery);
        let active = self.devices.values().filter(|device| !self.revoked.holds(device.device));
        let devices = active.map(|device| &device.recipient);
        servers.chain(recovery).chain(devices).cloned().collect()
    }
}

fn begun(one: &Once, standing: &Standing) -> Option<Office> {
    let Event::OfficeBegun(event) = one.event else { return None };
    let part = standing.state(one.filed.id, one.event, one.private_missing);
    let OfficeBegun { office, code, zone, office_key, recovery, private } = event.clone();
    let zone = zone.as_str().parse().unwrap_or(Zone::Wita);
    Some(Office {
        office,
        code,
        zone,
        name: private_value(part, private.map(|p| p.name)),
        office_key,
        recovery,
        begun_at: one.filed.at,
    })
}

/// Which logs speak for the office: those whose record 1 names the log key of a server statement by the pinned office key
/// that stands in the same log; and `own`, the log of a PC that is its own office.
///
/// That the log was really written by that key is what its seals prove, not this.
pub fn office_logs(events: &[Filed], pinned: &PublicKey, own: Option<LogId>) -> BTreeSet<LogId> {
    let opened_by = |log: LogId, key: PublicKey| {
        events.iter().any(|other| {
            other.log == log && other.seq == 1 && matches!(&other.event, Event::LogOpened(e) if e.signing_key == key)
        })
    };
    let servers = events.iter().filter_map(|filed| match &filed.event {
        Event::ServerStated(e) => {
            let statement = ServerStatement::from(e.clone());
            (statement.verifies(pinned) && opened_by(filed.log, statement.log_key)).then_some(filed.log)
        }
        _ => None,
    });
    servers.chain(own).collect()
}
