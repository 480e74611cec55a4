//! Ticket numbers of HAI CSO: which case has one, and which cases claim the same (two desks can have set it without a network).

use lakon_domain::case::{CaseState, Status};
use lakon_domain::hai;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::changed::Topic;
use crate::error::Result;
use crate::store::Store;
use crate::tx::Tx;

/// Another case with the same ticket number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameTicket {
    pub case: Uuid,
    /// As it is shown.
    pub number: String,
}

/// The ticket number a case claims. One that was cancelled or is a duplicate claims none: so marking it ends the doubt.
pub(crate) fn claimed(state: &CaseState) -> Option<String> {
    let gone = matches!(state.status, Status::Cancelled | Status::Duplicate);
    state.hai.known().filter(|_| !gone).and_then(|text| hai::key(text))
}

/// The first case but one that claims a ticket number.
fn other(conn: &Connection, ticket: &str, but: Uuid) -> Result<Option<SameTicket>> {
    let sql = "SELECT id, number FROM case_row WHERE ticket = ?1 AND id <> ?2 ORDER BY place LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| Ok(SameTicket { case: Uuid::from_bytes(row.get(0)?), number: row.get(1)? });
    Ok(statement.query_row(params![ticket, but.as_bytes()], read).optional()?)
}

/// Says of the cases that had or get the ticket number of this one that they look different now. Before the new row is written.
pub(crate) fn tell_neighbours(tx: &mut Tx<'_>, case: Uuid, state: Option<&CaseState>) -> Result<()> {
    let held: Option<Option<String>> = tx
        .conn
        .prepare_cached("SELECT ticket FROM case_row WHERE id = ?1")?
        .query_row([case.as_bytes()], |row| row.get(0))
        .optional()?;
    let (before, now) = (held.flatten(), state.and_then(claimed));
    if before == now {
        return Ok(());
    }
    for ticket in before.into_iter().chain(now) {
        let mut statement = tx.conn.prepare_cached("SELECT id FROM case_row WHERE ticket = ?1 AND id <> ?2")?;
        let others = statement.query_map(params![ticket, case.as_bytes()], |row| Ok(Uuid::from_bytes(row.get(0)?)))?;
        for other in others {
            tx.changed.add(Topic::Case(other?));
        }
    }
    Ok(())
}

impl Tx<'_> {
    /// The case other than `but` that has a ticket number, written in any letter case. What this transaction wrote counts once it
    /// was folded.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn case_of_ticket(&self, ticket: &str, but: Uuid) -> Result<Option<SameTicket>> {
        hai::key(ticket).map_or(Ok(None), |key| other(self.conn, &key, but))
    }
}

impl Store {
    /// The first other case that has the same ticket number.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn same_ticket(&self, case: Uuid) -> Result<Option<SameTicket>> {
        self.read(|conn| {
            let ticket: Option<Option<String>> = conn
                .prepare_cached("SELECT ticket FROM case_row WHERE id = ?1")?
                .query_row([case.as_bytes()], |row| row.get(0))
                .optional()?;
            ticket.flatten().map_or(Ok(None), |ticket| other(conn, &ticket, case))
        })
    }
}
