//! Whose open cases are whose, and which are offered to somebody at shift end.

use rusqlite::ToSql;
use uuid::Uuid;

use crate::error::Result;
use crate::store::Store;

impl Store {
    /// Open cases somebody holds, the oldest first.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn open_cases_of(&self, holder: Uuid) -> Result<Vec<Uuid>> {
        self.cases_where("holder = ?1 AND status NOT IN (2, 3, 9)", holder)
    }

    /// Open cases offered to somebody who has not answered, the oldest first.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn cases_offered_to(&self, user: Uuid) -> Result<Vec<Uuid>> {
        self.cases_where("offered_to = ?1", user)
    }

    /// Open cases somebody offered and nobody has answered for, the oldest first.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn cases_offered_by(&self, user: Uuid) -> Result<Vec<Uuid>> {
        self.cases_where("offered_by = ?1", user)
    }

    fn cases_where(&self, which: &str, whose: Uuid) -> Result<Vec<Uuid>> {
        let sql = format!("SELECT id FROM case_row WHERE {which} ORDER BY place");
        let argument: &dyn ToSql = whose.as_bytes();
        self.read(|conn| {
            let mut statement = conn.prepare_cached(&sql)?;
            let rows = statement.query_map([argument], |row| Ok(Uuid::from_bytes(row.get(0)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}
