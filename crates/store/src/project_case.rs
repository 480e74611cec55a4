//! The rows of one case: its line in the lists, its words, its attachments, the counts.

use std::collections::BTreeMap;

use lakon_domain::case::{CaseState, Status};
use lakon_domain::event::{Event, FileData};
use lakon_domain::filed::Filed;
use lakon_domain::ids::Hash;
use lakon_domain::shape::{Code, Time};
use lakon_domain::standing::TextState;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::changed::Topic;
use crate::error::Result;
use crate::files::drop_unreferenced;
use crate::index::CaseWords;
use crate::numbers::{self, ShownNumber};
use crate::refolds::{FIRST_CASES, Which};
use crate::tx::Tx;

/// Bits of a row's key below its time: cases opened in one millisecond get different keys.
pub(crate) const TIE_BITS: u32 = 20;
/// Characters of the question a list shows.
const QUESTION_SHOWN: usize = 200;
/// Latest time a key can hold, milliseconds: the year 2248.
const LATEST: i64 = (1 << 43) - 1;

/// A status as the tables hold it.
pub(crate) fn status_number(status: Status) -> i64 {
    match status {
        Status::Received => 0,
        Status::Identified => 1,
        Status::Resolved => 2,
        Status::Cancelled => 3,
        Status::WaitingDocuments => 4,
        Status::WaitingSectionHead => 5,
        Status::FollowUp => 6,
        Status::ForwardedHai => 7,
        Status::WaitingConfirmation => 8,
        Status::Duplicate => 9,
    }
}

/// And back; what no program wrote reads as received.
pub(crate) fn status_of(number: i64) -> Status {
    match number {
        1 => Status::Identified,
        2 => Status::Resolved,
        3 => Status::Cancelled,
        4 => Status::WaitingDocuments,
        5 => Status::WaitingSectionHead,
        6 => Status::FollowUp,
        7 => Status::ForwardedHai,
        8 => Status::WaitingConfirmation,
        9 => Status::Duplicate,
        _ => Status::Received,
    }
}

/// A state of a private part as the tables hold it.
pub(crate) fn state_number(state: TextState) -> i64 {
    match state {
        TextState::Known => 0,
        TextState::NotYet => 1,
        TextState::Erased => 2,
    }
}

/// And back.
pub(crate) fn state_of(number: i64) -> TextState {
    match number {
        0 => TextState::Known,
        2 => TextState::Erased,
        _ => TextState::NotYet,
    }
}

/// Writes the rows of a case from all its events.
pub(crate) fn project(tx: &mut Tx<'_>, case: Uuid, events: &[Filed]) -> Result<()> {
    let state = tx.rules.case(events, &tx.office.standing);
    files(tx, case, events, state.as_ref())?;
    let old: Option<(i64, i64)> = tx
        .conn
        .prepare_cached("SELECT place, status FROM case_row WHERE id = ?1")?
        .query_row([case.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let status = state.as_ref().map(|state| status_number(state.status));
    if old.map(|(_, status)| status) != status {
        if let Some((_, status)) = old {
            count(tx.conn, status, -1)?;
        }
        if let Some(status) = status {
            count(tx.conn, status, 1)?;
        }
    }
    crate::project_service::project(tx, case, state.as_ref())?;
    tx.changed.add(Topic::Cases);
    tx.changed.add(Topic::Case(case));
    crate::visits::tell_neighbours(tx, case, state.as_ref(), old.map(|(_, status)| status))?;
    crate::tickets::tell_neighbours(tx, case, state.as_ref())?;
    let number = numbers::note(tx, case, events, state.as_ref())?;
    let place = match (&state, old) {
        (Some(state), Some((place, _))) if place >> TIE_BITS == time_part(state) => Some(place),
        (Some(state), _) => Some(free_place(tx.conn, state)?),
        (None, _) => None,
    };
    if let Some((old, _)) = old
        && place != Some(old)
    {
        tx.conn.prepare_cached("DELETE FROM case_row WHERE place = ?1")?.execute([old])?;
        tx.index.no_case(old);
    }
    if let (Some(state), Some(place)) = (&state, place) {
        let party = state.party.known();
        let called = called(tx.conn, party.and_then(|party| party.person), party.and_then(|party| party.organisation))?;
        row(tx, place, state, &number, &called, events)?;
        tx.index.case(place, words(state, number.text, called.words));
    }
    Ok(())
}

fn time_part(state: &CaseState) -> i64 {
    state.opened_at.0.clamp(0, LATEST)
}

/// The key for a case: its time, then a part of its id, then the next one that is free.
fn free_place(conn: &Connection, state: &CaseState) -> Result<i64> {
    let mut taken = conn.prepare_cached("SELECT 1 FROM case_row WHERE place = ?1")?;
    let mask = (1_i64 << TIE_BITS) - 1;
    let mut tie = i64::try_from(state.case.as_u128() & u128::from(mask.unsigned_abs())).unwrap_or(0);
    loop {
        let place = time_part(state) << TIE_BITS | tie;
        if !taken.exists([place])? {
            return Ok(place);
        }
        tie = (tie + 1) & mask;
    }
}

fn count(conn: &Connection, status: i64, by: i64) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO case_count (status, n) VALUES (?1, ?2) ON CONFLICT (status) DO UPDATE SET n = n + excluded.n",
    )?
    .execute(params![status, by])?;
    Ok(())
}

fn row(
    tx: &Tx<'_>,
    place: i64,
    state: &CaseState,
    number: &ShownNumber,
    called: &Called,
    events: &[Filed],
) -> Result<()> {
    let party = state.party.known();
    let about = state.topic.known();
    let own_seq = crate::unsent::own_seq(tx.conn, &tx.device, events)?;
    let question: String = state.question.value.text().chars().take(QUESTION_SHOWN).collect();
    // An ended case is nobody's to take.
    let offer = state.offered.as_ref().filter(|_| !state.status.is_terminal());
    tx.conn
        .prepare_cached(
            "INSERT OR REPLACE INTO case_row (place, id, number, status, opened_at, channel, person, who, organisation, whose,
                stakeholder_type, role, question, topic, section, officer, closed_ms, running_since, resolved_at, files,
                concurrent, needs_review, own_seq, shared, awaited, holder, offered_to, offered_by, visit, ticket, late)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
                ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31)",
        )?
        .execute(params![
            place,
            state.case.as_bytes(),
            number.text,
            status_number(state.status),
            state.opened_at.0,
            state.channel_code(),
            party.and_then(|party| party.person).map(Uuid::into_bytes),
            called.person,
            party.and_then(|party| party.organisation).map(Uuid::into_bytes),
            called.organisation,
            party.map(|party| party.stakeholder_type.as_str()),
            party.and_then(|party| party.role.as_ref()).map(Code::as_str),
            question,
            about.and_then(|about| about.topic.as_ref()).map(Code::as_str),
            about.and_then(|about| about.section.as_ref()).map(Code::as_str),
            state.opened_by.as_bytes(),
            state.clock.net_closed_ms(),
            state.clock.running_since().map(|since| since.0),
            state.resolved_at.map(|at| at.0),
            i64::try_from(state.files.len()).unwrap_or(i64::MAX),
            !state.concurrent().is_empty(),
            state.needs_review,
            i64::try_from(own_seq).unwrap_or(i64::MAX),
            number.shared,
            crate::project_service::awaited(state),
            state.holder.as_bytes(),
            offer.map(|offer| offer.to.into_bytes()),
            offer.map(|offer| offer.by.into_bytes()),
            state.visit.as_bytes(),
            crate::tickets::claimed(state),
            state.recorded_later(tx.rules.zone),
        ])?;
    Ok(())
}

/// The words a case is found by.
fn words(state: &CaseState, number: String, who: String) -> CaseWords {
    CaseWords {
        number,
        who,
        question: state.question.value.text().to_owned(),
        answer: state.answer.value.text().to_owned(),
        hai: state.hai.value.text().to_owned(),
    }
}

/// How the stakeholder of a case is called.
struct Called {
    person: String,
    organisation: String,
    /// Everything the case is found by: names, satker code, telephone.
    words: String,
}

fn called(conn: &Connection, person: Option<Uuid>, organisation: Option<Uuid>) -> Result<Called> {
    type Found = (String, String, Option<String>);
    let mut statement = conn.prepare_cached("SELECT name, phone, satker_code FROM party_row WHERE id = ?1")?;
    let mut look = |party: Option<Uuid>| -> Result<Found> {
        let Some(party) = party else { return Ok(Found::default()) };
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        Ok(statement.query_row([party.as_bytes()], read).optional()?.unwrap_or_default())
    };
    let (one, other) = (look(person)?, look(organisation)?);
    let parts = [&one.0, &one.1, &other.0, other.2.as_ref().unwrap_or(&other.1)];
    let words = parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ");
    Ok(Called { person: one.0, organisation: other.0, words })
}

/// A party is called otherwise now: its cases show it and are found by it; where it has many and nobody waits for it, in parts.
pub(crate) fn rename(tx: &mut Tx<'_>, party: Uuid) -> Result<()> {
    type Asked = (i64, [u8; 16], Option<[u8; 16]>, Option<[u8; 16]>);
    let cases: Vec<Asked> = tx
        .conn
        .prepare_cached(
            "SELECT place, id, person, organisation FROM case_row WHERE person = ?1
             UNION SELECT place, id, person, organisation FROM case_row WHERE organisation = ?1",
        )?
        .query_map([party.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<rusqlite::Result<_>>()?;
    if tx.may_fold_later() && cases.len() > FIRST_CASES {
        return tx.fold_later(Which::OfParty(party));
    }
    for (place, id, person, organisation) in cases {
        let called = called(tx.conn, person.map(Uuid::from_bytes), organisation.map(Uuid::from_bytes))?;
        tx.conn.prepare_cached("UPDATE case_row SET who = ?2, whose = ?3 WHERE place = ?1")?.execute(params![
            place,
            called.person,
            called.organisation
        ])?;
        tx.index.who(place, called.words);
        tx.changed.add(Topic::Case(Uuid::from_bytes(id)));
        tx.changed.add(Topic::Cases);
    }
    Ok(())
}

/// What an event says of the file it brought to a case.
struct Brought<'e> {
    file: Uuid,
    size: u64,
    media: &'e Code,
    private: Option<&'e FileData>,
    at: Time,
}

/// Each event that brought a file to a case, once: of its copies in several logs the first that has its private part.
fn brought(case: Uuid, events: &[Filed]) -> BTreeMap<Uuid, Brought<'_>> {
    let mut all: BTreeMap<Uuid, Brought<'_>> = BTreeMap::new();
    for filed in events {
        let (file, size, media, private) = match &filed.event {
            Event::FileAdded(e) => (e.file, e.size, &e.media, e.private.as_ref()),
            Event::FileMoved(e) if e.to == case && e.case != case => (e.file, e.size, &e.media, e.private.as_ref()),
            _ => continue,
        };
        let one = Brought { file, size, media, private, at: filed.at };
        let held = all.entry(filed.id).or_insert(Brought { private: None, ..one });
        held.private = held.private.or(private);
    }
    all
}

/// One row for each event that brought a file here, also for those that do not count: a void can be lifted, and the content
/// must still be there.
fn files(tx: &mut Tx<'_>, case: Uuid, events: &[Filed], state: Option<&CaseState>) -> Result<()> {
    let brought = brought(case, events);
    let held: Vec<(Uuid, Option<[u8; 32]>)> = tx
        .conn
        .prepare_cached("SELECT event, address FROM file_row WHERE case_id = ?1")?
        .query_map([case.as_bytes()], |row| Ok((Uuid::from_bytes(row.get(0)?), row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    // No log holds the event any more: it was set aside, and its content is kept as it is.
    for (event, _) in held.iter().filter(|(event, _)| !brought.contains_key(event)) {
        tx.conn.prepare_cached("DELETE FROM file_row WHERE event = ?1")?.execute([event.as_bytes()])?;
        tx.changed.add(Topic::Files);
    }
    for (event, one) in brought {
        let erased = tx.office.standing.is_erased(event);
        let private = one.private.filter(|_| !erased);
        let text = match private {
            Some(_) => TextState::Known,
            None if erased => TextState::Erased,
            None => TextState::NotYet,
        };
        let address: Option<Hash> = private.and_then(|private| private.address.parse().ok());
        let live = state.is_some_and(|state| state.files.iter().any(|file| file.event == event));
        tx.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO file_row (event, file, case_id, size, media, name, state, address, live, added_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                event.as_bytes(),
                one.file.as_bytes(),
                case.as_bytes(),
                i64::try_from(one.size).unwrap_or(i64::MAX),
                one.media.as_str(),
                private.map_or("", |private| private.name.as_str()),
                state_number(text),
                address.map(|address| address.0),
                live,
                one.at.0
            ])?;
        tx.changed.add(Topic::Files);
        let old = held.iter().find(|(held, _)| *held == event).and_then(|(_, address)| *address);
        if let Some(old) = old.filter(|_| erased) {
            drop_unreferenced(tx, &Hash(old))?;
        }
    }
    Ok(())
}
