//! The events of one subject, read back from the logs for folding.

use lakon_domain::filed::Filed;
use rusqlite::Connection;
use uuid::Uuid;

use crate::error::Result;
use crate::store::Store;

/// Every understood event about a subject, in the order of logs and places. What cannot be read was counted when it came.
pub(crate) fn of(conn: &Connection, subject: Uuid) -> Result<Vec<Filed>> {
    let stored = lakon_log::by_subject(conn, subject)?;
    Ok(stored.iter().filter_map(|stored| Filed::read(&stored.record).ok()).collect())
}

impl Store {
    /// Every understood event about a case, a person or an organisation, copies in several logs included.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn events_of(&self, subject: Uuid) -> Result<Vec<Filed>> {
        self.read(|conn| of(conn, subject))
    }
}
