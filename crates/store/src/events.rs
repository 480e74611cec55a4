//! The events of one subject, read back from the logs for folding.

use lakon_domain::adoption::Adoptions;
use lakon_domain::filed::Filed;
use lakon_domain::subject::Subject;
use lakon_log::Stored;
use rusqlite::Connection;
use uuid::Uuid;

use crate::error::Result;
use crate::store::Store;

/// Every understood event about a subject that counts, in the order of logs and places, with the people of the office in it. What cannot
/// be read was counted when it came; settings of a PC that worked alone count for nothing.
pub(crate) fn of(conn: &Connection, subject: Uuid, adoptions: &Adoptions) -> Result<Vec<Filed>> {
    Ok(counted(&lakon_log::by_subject(conn, subject)?, adoptions))
}

/// The same about a person or an organisation, with what was written of those who are read as this one. Nothing but a stakeholder is ever
/// read as another, whatever id a mapping names.
pub(crate) fn of_party(conn: &Connection, party: Uuid, adoptions: &Adoptions) -> Result<Vec<Filed>> {
    let party = adoptions.party(party);
    let mut stored = lakon_log::by_subject(conn, party)?;
    for other in adoptions.read_as(party) {
        stored.extend(lakon_log::by_subject(conn, other)?);
    }
    Ok(counted(&stored, adoptions))
}

fn counted(stored: &[Stored], adoptions: &Adoptions) -> Vec<Filed> {
    let read = stored.iter().filter_map(|stored| Filed::read(&stored.record).ok());
    read.filter(|filed| !adoptions.proposes(filed)).map(|filed| adoptions.read(filed)).collect()
}

/// The settings PCs that worked alone brought along.
pub(crate) fn proposed(conn: &Connection, adoptions: &Adoptions) -> Result<Vec<Filed>> {
    let stored = lakon_log::by_subject(conn, Subject::Settings.id())?;
    let read = stored.iter().filter_map(|stored| Filed::read(&stored.record).ok());
    Ok(read.filter(|filed| adoptions.proposes(filed)).map(|filed| adoptions.read(filed)).collect())
}

impl Store {
    /// Every understood event about a case or the office, copies in several logs included.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn events_of(&self, subject: Uuid) -> Result<Vec<Filed>> {
        self.read(|conn| of(conn, subject, &self.inner.office().adoptions))
    }

    /// The same about a person or an organisation, by whichever id.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn events_of_party(&self, party: Uuid) -> Result<Vec<Filed>> {
        self.read(|conn| of_party(conn, party, &self.inner.office().adoptions))
    }
}
