//! The server's judgement of what a device hands in: rights only, never whether a step fits the case (design: invariant 11).
//! What it decides are records of the office log, written in the transaction that took the page.

use std::collections::HashMap;

use lakon_domain::event::{Event, RecordVoided, UserMappingRequested, UserRemovalRequested, UserRequested};
use lakon_domain::filed::Filed;
use lakon_domain::ids::LogId;
use lakon_domain::office::OfficeState;
use lakon_domain::record::{Header, Record};
use lakon_domain::rights::{Role, may, may_do};
use uuid::Uuid;

use crate::StoreError;
use crate::heads::Heads;
use crate::people::{People, code, refused};

/// Records named by one void or allowance; keeps it far below the largest record.
pub(crate) const A_RECORD: usize = 2000;

/// Why a record was voided or a request refused: codes the page has sentences for.
pub(crate) const NO_RIGHT: &str = "no_right";

/// Requests about people, which are answered as they come.
const ASKS: [&str; 3] = [UserRequested::KIND, UserRemovalRequested::KIND, UserMappingRequested::KIND];

/// The events the office log gets because of these new records of a device's log, which were checked when they were received. `heads` is
/// what was known of section heads before them, and knows afterwards what they tell. `unread` gets sequence
/// number and kind of what this program does not read.
pub(crate) fn judge(
    office: &OfficeState,
    heads: &mut Heads,
    log: LogId,
    new: &[(u64, Record)],
    unread: &mut Vec<(u64, String)>,
) -> Result<Vec<Event>, StoreError> {
    let Some(device) = office.device_of_log.get(&log) else { return Ok(Vec::new()) };
    let mut roles: HashMap<Uuid, Vec<Role>> = HashMap::new();
    let mut rightless = Vec::new();
    let mut events = Vec::new();
    let mut people = People::of(office);
    for (seq, record) in new {
        let header = record.read_header()?;
        let opened = Filed::open(header.clone(), &record.facts, record.private.as_deref(), record.private_hash);
        if opened.is_err() {
            unread.push((*seq, header.kind.clone()));
        }
        // Written where the PC was its own office: rightful, and its requests and settings were that office's.
        if office.adoptions.holds(log, *seq) {
            continue;
        }
        let author = office.adoptions.user(header.author);
        let roles = roles.entry(author).or_insert_with(|| office.roles(author, *device));
        let allowed = match opened {
            Ok(filed) => {
                let filed = office.adoptions.read(filed);
                let allowed = may_do(roles, &heads.of(author, header.at), &header.kind, &filed.event);
                if allowed {
                    heads.take(&filed, &office.standing);
                }
                allowed
            }
            // A newer shape of a kind: what is said of the kind decides.
            Err(_) => may(roles, &header.kind),
        };
        if !allowed {
            rightless.push(header.id);
        }
        if ASKS.contains(&header.kind.as_str()) && !office.answers.contains_key(&header.id) {
            events.extend(answer(&mut people, &header, record, allowed)?);
        }
    }
    events.extend(voids(&rightless)?);
    Ok(events)
}

/// What voids these records for want of a right.
pub(crate) fn voids(rightless: &[Uuid]) -> Result<Vec<Event>, StoreError> {
    let cause = code(NO_RIGHT)?;
    let void = |voids: &[Uuid]| RecordVoided { voids: voids.to_vec(), cause: cause.clone() }.into();
    Ok(rightless.chunks(A_RECORD).map(void).collect())
}

fn answer(people: &mut People, header: &Header, record: &Record, allowed: bool) -> Result<Vec<Event>, StoreError> {
    match Event::read(&header.kind, &record.facts, record.private.as_deref()) {
        Ok(_) if !allowed => refused(header.id, NO_RIGHT),
        Ok(Event::UserRequested(asked)) => people.requested(header.id, asked),
        Ok(Event::UserRemovalRequested(asked)) => people.removal(header.id, &asked),
        Ok(Event::UserMappingRequested(asked)) => people.mapping(header.id, &asked),
        // A request of a newer shape waits for a server that reads it.
        Ok(_) | Err(_) => Ok(Vec::new()),
    }
}
