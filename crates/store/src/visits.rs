//! Visits as lists show them: the cases of one, and the visits a case could belong to.

use lakon_domain::case::CaseState;
use lakon_domain::shape::Time;
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use crate::cases::{COLUMNS, CaseRow, read_row};
use crate::changed::Topic;
use crate::error::Result;
use crate::project_case::{TIE_BITS, status_number};
use crate::store::Store;
use crate::tx::Tx;

/// A visit a case could belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitRow {
    pub visit: Uuid,
    /// When its first case was opened.
    pub at: Time,
    /// Its cases, the first opened first.
    pub cases: Vec<CaseRow>,
}

/// Says of the other cases of a visit that they look different now: one has come, gone or ended. Before the new row is written.
pub(crate) fn tell_neighbours(
    tx: &mut Tx<'_>,
    case: Uuid,
    state: Option<&CaseState>,
    status_before: Option<i64>,
) -> Result<()> {
    let held: Option<Option<[u8; 16]>> = tx
        .conn
        .prepare_cached("SELECT visit FROM case_row WHERE id = ?1")?
        .query_row([case.as_bytes()], |row| row.get(0))
        .optional()?;
    let (before, now) = (held.flatten().map(Uuid::from_bytes), state.map(|state| state.visit));
    if before == now && status_before == state.map(|state| status_number(state.status)) {
        return Ok(());
    }
    for visit in before.into_iter().chain(now.filter(|now| before != Some(*now))) {
        let mut statement = tx.conn.prepare_cached("SELECT id FROM case_row WHERE visit = ?1 AND id <> ?2")?;
        let ids =
            statement.query_map(params![visit.as_bytes(), case.as_bytes()], |row| Ok(Uuid::from_bytes(row.get(0)?)))?;
        for id in ids {
            tx.changed.add(Topic::Case(id?));
        }
    }
    Ok(())
}

impl Store {
    /// The cases of a visit, the first opened first.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn cases_of_visit(&self, visit: Uuid) -> Result<Vec<CaseRow>> {
        self.read(|conn| {
            let confirmed = self.confirmed(conn)?;
            let sql = format!("SELECT {COLUMNS} FROM case_row AS c WHERE c.visit = ?1 ORDER BY c.place");
            let mut statement = conn.prepare_cached(&sql)?;
            let rows = statement.query_map([visit.as_bytes()], |row| read_row(row, confirmed))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Visits of a person or an organisation and visits since a moment, the newest first, at most `limit`.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn visits_near(
        &self,
        person: Option<Uuid>,
        organisation: Option<Uuid>,
        since: Time,
        limit: u32,
    ) -> Result<Vec<VisitRow>> {
        let found: Vec<Uuid> = self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT visit FROM (
                    SELECT visit, place FROM case_row WHERE person = ?1
                    UNION ALL SELECT visit, place FROM case_row WHERE organisation = ?2
                    UNION ALL SELECT visit, place FROM case_row WHERE place >= ?3)
                  WHERE visit IS NOT NULL GROUP BY visit ORDER BY max(place) DESC LIMIT ?4",
            )?;
            let id = |id: Option<Uuid>| id.map(Uuid::into_bytes);
            let arguments = params![id(person), id(organisation), since.0.max(0) << TIE_BITS, limit];
            let rows = statement.query_map(arguments, |row| Ok(Uuid::from_bytes(row.get(0)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })?;
        let mut visits = Vec::with_capacity(found.len());
        for visit in found {
            let cases = self.cases_of_visit(visit)?;
            let at = cases.first().map_or(since, |first| first.opened_at);
            visits.push(VisitRow { visit, at, cases });
        }
        Ok(visits)
    }
}
