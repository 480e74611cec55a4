//! The events of one subject, read back from the logs for folding.

use lakon_domain::adoption::Adoptions;
use lakon_domain::filed::Filed;
use lakon_domain::subject::Subject;
use rusqlite::Connection;
use uuid::Uuid;

use crate::error::Result;
use crate::store::Store;

/// Every understood event about a subject that counts, in the order of logs and places, with the people of the office in it. What cannot
/// be read was counted when it came; settings of a PC that worked alone count for nothing.
pub(crate) fn of(conn: &Connection, subject: Uuid, adoptions: &Adoptions) -> Result<Vec<Filed>> {
    if adoptions.party(subject) != subject {
        // Whoever is read as another has nothing of their own.
        return Ok(Vec::new());
    }
    let mut stored = lakon_log::by_subject(conn, subject)?;
    for other in adoptions.read_as(subject) {
        stored.extend(lakon_log::by_subject(conn, other)?);
    }
    let read = stored.iter().filter_map(|stored| Filed::read(&stored.record).ok());
    Ok(read.filter(|filed| !adoptions.proposes(filed)).map(|filed| adoptions.read(filed)).collect())
}

/// The settings PCs that worked alone brought along.
pub(crate) fn proposed(conn: &Connection, adoptions: &Adoptions) -> Result<Vec<Filed>> {
    let stored = lakon_log::by_subject(conn, Subject::Settings.id())?;
    let read = stored.iter().filter_map(|stored| Filed::read(&stored.record).ok());
    Ok(read.filter(|filed| adoptions.proposes(filed)).map(|filed| adoptions.read(filed)).collect())
}

impl Store {
    /// Every understood event about a case, a person or an organisation, copies in several logs included.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn events_of(&self, subject: Uuid) -> Result<Vec<Filed>> {
        self.read(|conn| of(conn, subject, &self.inner.office().adoptions))
    }
}
