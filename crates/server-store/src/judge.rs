//! The server's judgement of what a device hands in: rights only, never whether a step fits the case (design: invariant 11).
//! What it decides are records of the office log, written in the transaction that took the page.

use std::collections::HashMap;

use lakon_domain::event::{Event, Name, Reason, RecordVoided, RequestRefused, UserAdded, UserRequested};
use lakon_domain::filed::Filed;
use lakon_domain::ids::LogId;
use lakon_domain::office::OfficeState;
use lakon_domain::record::{Header, Record};
use lakon_domain::rights::{Role, may, may_do};
use lakon_domain::shape::Code;
use uuid::Uuid;

use crate::StoreError;
use crate::heads::Heads;

/// Voids named by one record; keeps it far below the largest record.
const VOIDS_A_RECORD: usize = 2000;

/// Why a record was voided or a request refused: codes the page has sentences for.
const NO_RIGHT: &str = "no_right";
const USER_EXISTS: &str = "user_exists";
const NO_NAME: &str = "no_name";

/// The events the office log gets because of these new records of a device's log. `heads` is what was known of section heads
/// before them, and knows afterwards what they tell.
pub(crate) fn judge(
    office: &OfficeState,
    heads: &mut Heads,
    log: LogId,
    new: &[(u64, Record)],
) -> Result<Vec<Event>, StoreError> {
    let Some(device) = office.device_of_log.get(&log) else { return Ok(Vec::new()) };
    let mut roles: HashMap<Uuid, Vec<Role>> = HashMap::new();
    let mut voids = Vec::new();
    let mut events = Vec::new();
    let mut added = Vec::new();
    for (_, record) in new {
        let header = record.read_header()?;
        let roles = roles.entry(header.author).or_insert_with(|| office.roles(header.author, *device));
        let allowed = match Filed::read(record) {
            Ok(filed) => {
                let allowed = may_do(roles, &heads.of(header.author, header.at), &header.kind, &filed.event);
                if allowed {
                    heads.take(&filed, &office.standing);
                }
                allowed
            }
            // A newer shape of a kind: what is said of the kind decides.
            Err(_) => may(roles, &header.kind),
        };
        if !allowed {
            voids.push(header.id);
        }
        if header.kind == UserRequested::KIND && !office.answers.contains_key(&header.id) {
            events.extend(answer(office, &header, record, allowed, &mut added)?);
        }
    }
    let cause = code(NO_RIGHT)?;
    let voided =
        voids.chunks(VOIDS_A_RECORD).map(|voids| RecordVoided { voids: voids.to_vec(), cause: cause.clone() }.into());
    events.extend(voided);
    Ok(events)
}

fn answer(
    office: &OfficeState,
    header: &Header,
    record: &Record,
    allowed: bool,
    added: &mut Vec<Uuid>,
) -> Result<Option<Event>, StoreError> {
    let read = Event::read(&header.kind, &record.facts, record.private.as_deref());
    // A request of a newer shape waits for a server that reads it.
    let Ok(Event::UserRequested(request)) = read else { return Ok(None) };
    let refused = |cause: &str| {
        let refusal =
            RequestRefused { request: header.id, cause: code(cause)?, private: Some(Reason { reason: String::new() }) };
        Ok(Some(refusal.into()))
    };
    let known = office.users.contains_key(&request.user) || added.contains(&request.user);
    match request.private.map(|p| p.name).filter(|name| !name.trim().is_empty()) {
        _ if !allowed => refused(NO_RIGHT),
        _ if known => refused(USER_EXISTS),
        None => refused(NO_NAME),
        Some(name) => {
            added.push(request.user);
            let user = UserAdded {
                user: request.user,
                roles: request.roles,
                answers: Some(header.id),
                private: Some(Name { name }),
            };
            Ok(Some(user.into()))
        }
    }
}

fn code(text: &str) -> Result<Code, StoreError> {
    Code::new(text).map_err(|_| StoreError::Damaged("a cause is no code"))
}
