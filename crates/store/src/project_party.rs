//! The rows of people and organisations: found while typing by name, code or telephone.

use lakon_domain::filed::Filed;
use lakon_domain::party::{OrganisationState, PersonState, phone_digits};
use lakon_domain::shape::Code;
use lakon_domain::shape::SatkerCode;
use lakon_domain::tips::Value;
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use crate::changed::Topic;
use crate::error::Result;
use crate::index::PartyWords;
use crate::project_case::{rename, state_number};
use crate::tx::Tx;

/// A party as its row holds it.
struct Row<'s> {
    is_organisation: bool,
    name: &'s Value<String>,
    phone: &'s str,
    email: &'s str,
    satker_code: Option<&'s str>,
    stakeholder_type: Option<&'s str>,
    concurrent: bool,
}

pub(crate) fn person(tx: &mut Tx<'_>, person: Uuid, events: &[Filed]) -> Result<()> {
    let state = PersonState::fold(events, &tx.office.standing);
    let row = state.as_ref().map(|state| Row {
        is_organisation: false,
        name: &state.name.value,
        phone: state.phone.value.text(),
        email: state.email.value.text(),
        satker_code: None,
        stakeholder_type: None,
        concurrent: state.name.concurrent || state.phone.concurrent || state.email.concurrent,
    });
    write(tx, person, row)
}

pub(crate) fn organisation(tx: &mut Tx<'_>, organisation: Uuid, events: &[Filed]) -> Result<()> {
    let state = OrganisationState::fold(events, &tx.office.standing);
    let row = state.as_ref().map(|state| Row {
        is_organisation: true,
        name: &state.name.value,
        phone: "",
        email: "",
        satker_code: state.satker_code.as_ref().map(SatkerCode::as_str),
        stakeholder_type: Some(Code::as_str(&state.stakeholder_type)),
        concurrent: state.name.concurrent,
    });
    write(tx, organisation, row)
}

/// Words of a party that its cases are found by.
type Called = (String, String, Option<String>);

fn write(tx: &mut Tx<'_>, id: Uuid, row: Option<Row<'_>>) -> Result<()> {
    tx.changed.add(Topic::Parties);
    let held: Option<(i64, Called)> = tx
        .conn
        .prepare_cached("SELECT place, name, phone, satker_code FROM party_row WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?))))
        .optional()?;
    let called: Called = match &row {
        Some(row) => (row.name.text().to_owned(), row.phone.to_owned(), row.satker_code.map(str::to_owned)),
        None => Called::default(),
    };
    let same_words = held.as_ref().is_some_and(|(_, held)| *held == called);
    let Some(row) = row else {
        if let Some((place, _)) = held {
            tx.index.party(place, true, None);
        }
        tx.conn.prepare_cached("DELETE FROM party_row WHERE id = ?1")?.execute([id.as_bytes()])?;
        return rename(tx, id);
    };
    let digits = phone_digits(row.phone);
    tx.conn
        .prepare_cached(
            "INSERT INTO party_row (id, is_organisation, name, sort, phone, digits, email, satker_code, stakeholder_type, state, concurrent)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, sort = excluded.sort, phone = excluded.phone, digits = excluded.digits,
                email = excluded.email, satker_code = excluded.satker_code, stakeholder_type = excluded.stakeholder_type,
                state = excluded.state, concurrent = excluded.concurrent",
        )?
        .execute(params![
            id.as_bytes(),
            row.is_organisation,
            called.0,
            called.0.to_lowercase(),
            row.phone,
            digits,
            row.email,
            row.satker_code,
            row.stakeholder_type,
            state_number(row.name.state()),
            row.concurrent
        ])?;
    if !same_words {
        let place = held.as_ref().map_or_else(|| tx.conn.last_insert_rowid(), |(place, _)| *place);
        let (name, phone, code) = called;
        tx.index.party(place, held.is_some(), Some(PartyWords { name, code: code.unwrap_or_default(), phone }));
        // A party nobody knew can be named by cases that came first.
        rename(tx, id)?;
    }
    Ok(())
}
