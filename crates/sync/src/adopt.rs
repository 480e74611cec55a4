//! A PC that worked alone joins an office with everything it has (design/sync.md "Joining"): the same exchange as [`crate::enrol`], whose
//! end also says which logs come along and who the people in them are. The logs themselves are pushed afterwards, as any PC's.

use lakon_domain::Random;
use lakon_domain::code::Invitation;
use lakon_domain::enrolment::DeviceKeys;
use lakon_domain::ids::{Hash, LogId};
use lakon_domain::shape::Time;
use lakon_domain::statement::ServerStatement;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::enrol::{self, Finish, Invitations, Joined};
use crate::error::{Problem, SyncError};
use crate::mint::Mint;
use crate::office::Office;
use crate::transport::{Endpoint, Transport};
use crate::wire;

/// Most logs one PC brings: each restore or copy began another.
pub const MOST_LOGS: usize = 256;
/// Most people of one PC.
pub const MOST_PEOPLE: usize = 1_000;
/// Longest name of a person, bytes.
pub const LONGEST_NAME: usize = 400;
/// Most records of which the private part was erased before the PC joined: what one message holds.
pub const MOST_ERASED: usize = 100_000;

/// Most stakeholders of one PC that are compared with the office's; the rest stay two.
pub const MOST_PARTIES: usize = 20_000;

/// A log the PC wrote while it was its own office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnLog {
    pub log: LogId,
    /// Its head: up to here its records are rightful.
    pub seq: u64,
    pub chain: Hash,
}

/// Somebody of that PC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub user: Uuid,
    pub name: String,
}

/// A person or an organisation of that PC who may be one of the office's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub party: Uuid,
    /// [`lakon_domain::likeness`].
    pub likeness: Hash,
}

/// What a PC brings along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// Oldest first; the last is the one it writes.
    pub logs: Vec<OwnLog>,
    /// Who joins: in those logs this person is the one the invitation is for.
    pub joins: Uuid,
    /// Everybody else of that PC. They become former people of the office, whose names are shown.
    pub people: Vec<Person>,
    /// Records whose private part was erased there; the log comes without it.
    pub erased: Vec<Uuid>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<Party>,
}

impl Brought {
    /// Whether it is bounded as it must be, and belongs to this device.
    pub fn is_sound(&self, device: &DeviceKeys) -> bool {
        self.logs.len() <= MOST_LOGS
            && self.people.len() <= MOST_PEOPLE
            && self.erased.len() <= MOST_ERASED
            && self.parties.len() <= MOST_PARTIES
            && self.people.iter().all(|person| person.name.len() <= LONGEST_NAME)
            && self.logs.last().is_some_and(|last| last.log == device.log)
    }
}

/// The device's proof, and what it brings along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adopt {
    pub finish: Finish,
    pub brought: Brought,
}

/// Server half: takes the invitation and adopts the logs.
///
/// # Errors
/// As [`enrol::serve_finish`]; [`Problem::BadMessage`] where what it brings is too much or not its own.
pub fn serve(
    office: &dyn Office,
    invitations: &dyn Invitations,
    mint: &Mint,
    certificate: Hash,
    adopt: &Adopt,
    now: Time,
) -> Result<Joined, Problem> {
    let Adopt { finish, brought } = adopt;
    enrol::check(office, invitations, mint, certificate, finish, now)?;
    if !brought.is_sound(&finish.begin.device) {
        return Err(Problem::BadMessage);
    }
    invitations.adopt(finish.begin.invitation, &finish.begin.device, brought)
}

/// Client half. Asking again after a lost answer gives the same answer.
///
/// # Errors
/// As [`enrol::join`]; [`SyncError::NotLakon`] with 404 from a server of an earlier version, which adopts nothing and enrols nobody.
pub async fn adopt(
    transport: &dyn Transport,
    invitation: &Invitation,
    device: &DeviceKeys,
    brought: Brought,
    random: &mut (dyn Random + Send),
) -> Result<(ServerStatement, Joined), SyncError> {
    let (finish, statement) = enrol::prove(transport, invitation, device, random).await?;
    let body = wire::encode(&Adopt { finish, brought })?;
    let joined = wire::decode(&transport.send(Endpoint::EnrolAdopt, None, body).await?)?;
    Ok((statement, joined))
}
