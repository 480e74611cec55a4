//! Case numbers as they are shown: should two cases ever have one number, the later shows "-2" and both are marked
//! (design/sync.md "Case numbers").

use lakon_domain::case::CaseState;
use lakon_domain::event::{CaseOpened, Event};
use lakon_domain::filed::Filed;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::changed::Topic;
use crate::error::Result;
use crate::store::Store;
use crate::tx::Tx;

/// A case's number on the screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShownNumber {
    /// With "-2" and so on where an earlier case has the same one.
    pub text: String,
    /// Whether another case has the same one.
    pub shared: bool,
}

/// The opening that numbers a case: of several copies the one that is oldest by (hlc, log). Of a case that does not count any
/// more the first opening there is, so that the number another case shows beside it does not change by a void.
fn opening<'e>(case: Uuid, events: &'e [Filed], state: Option<&CaseState>) -> Option<(&'e Filed, &'e CaseOpened)> {
    let openings = events.iter().filter_map(|filed| match &filed.event {
        Event::CaseOpened(opened) if opened.case == case => Some((filed, opened)),
        _ => None,
    });
    openings
        .filter(|(filed, _)| state.is_none_or(|state| state.opened_event == filed.id))
        .min_by_key(|(filed, _)| filed.order())
}

/// Notes the number of a case and says how it is shown; what other cases of the same number show is put right.
pub(crate) fn note(tx: &mut Tx<'_>, case: Uuid, events: &[Filed], state: Option<&CaseState>) -> Result<ShownNumber> {
    let Some((filed, opened)) = opening(case, events, state) else {
        forget(tx, case)?;
        return Ok(ShownNumber::default());
    };
    type Held = (String, String, [u8; 16]);
    let held: Option<Held> = tx
        .conn
        .prepare_cached("SELECT number, hlc, log FROM case_number WHERE case_id = ?1")?
        .query_row([case.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let now: Held = (opened.number.to_string(), filed.hlc.to_string(), filed.log.0);
    if held.as_ref() != Some(&now) {
        tx.conn
            .prepare_cached("INSERT OR REPLACE INTO case_number (case_id, number, hlc, log) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![case.as_bytes(), now.0, now.1, now.2])?;
    }
    if let Some((number, ..)) = held
        && number != now.0
    {
        for (other, shown) in ranks(tx.conn, &number)? {
            show(tx, other, &shown)?;
        }
    }
    let mut own = ShownNumber { text: now.0.clone(), shared: false };
    for (other, shown) in ranks(tx.conn, &now.0)? {
        if other == case {
            own = shown;
        } else {
            show(tx, other, &shown)?;
        }
    }
    Ok(own)
}

/// No opening of the case is held any more, as after its log was set aside: it keeps no number from another case.
fn forget(tx: &mut Tx<'_>, case: Uuid) -> Result<()> {
    let number: Option<String> = tx
        .conn
        .prepare_cached("DELETE FROM case_number WHERE case_id = ?1 RETURNING number")?
        .query_row([case.as_bytes()], |row| row.get(0))
        .optional()?;
    let Some(number) = number else { return Ok(()) };
    for (other, shown) in ranks(tx.conn, &number)? {
        show(tx, other, &shown)?;
    }
    Ok(())
}

/// The cases of one number, the first opened first, each with what it shows.
fn ranks(conn: &Connection, number: &str) -> Result<Vec<(Uuid, ShownNumber)>> {
    let cases: Vec<Uuid> = conn
        .prepare_cached("SELECT case_id FROM case_number WHERE number = ?1 ORDER BY hlc, log, case_id")?
        .query_map([number], |row| Ok(Uuid::from_bytes(row.get(0)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let shared = cases.len() > 1;
    let shown = |(at, case)| match at {
        0 => (case, ShownNumber { text: number.to_owned(), shared }),
        at => (case, ShownNumber { text: format!("{number}-{}", at + 1), shared }),
    };
    Ok(cases.into_iter().enumerate().map(shown).collect())
}

/// Writes what a case shows into its row, where that is something else by now.
fn show(tx: &mut Tx<'_>, case: Uuid, shown: &ShownNumber) -> Result<()> {
    let place: Option<i64> = tx
        .conn
        .prepare_cached(
            "UPDATE case_row SET number = ?2, shared = ?3 WHERE id = ?1 AND (number <> ?2 OR shared <> ?3) RETURNING place",
        )?
        .query_row(params![case.as_bytes(), shown.text, shown.shared], |row| row.get(0))
        .optional()?;
    if let Some(place) = place {
        tx.index.number(place, &shown.text);
        tx.changed.add(Topic::Cases);
        tx.changed.add(Topic::Case(case));
    }
    Ok(())
}

impl Store {
    /// The number a case shows; `None` where no list shows the case.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn shown_number(&self, case: Uuid) -> Result<Option<ShownNumber>> {
        self.read(|conn| {
            Ok(conn
                .prepare_cached("SELECT number, shared FROM case_row WHERE id = ?1")?
                .query_row([case.as_bytes()], |row| Ok(ShownNumber { text: row.get(0)?, shared: row.get(1)? }))
                .optional()?)
        })
    }
}
