//! Records of one person that the office voided (design: invariant 11: "visible to its author").

use std::collections::BTreeSet;

use lakon_domain::filed::Filed;
use lakon_domain::subject::{Subject, subject};
use uuid::Uuid;

use crate::error::Result;
use crate::store::Store;

impl Store {
    /// Events of this author that do not count at present, each with what it is about.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn voided_of(&self, author: Uuid) -> Result<BTreeSet<(Uuid, Subject)>> {
        let office = self.office();
        let voided: Vec<Uuid> = office.standing.voided().collect();
        let stored = self.read(|conn| Ok(lakon_log::records_of(conn, &voided)?))?;
        let own = stored.iter().filter_map(|stored| Filed::read(&stored.record).ok());
        let own = own.filter(|one| office.adoptions.user(one.author) == author);
        Ok(own.flat_map(|filed| subject(&filed.event).into_iter().map(move |subject| (filed.id, subject))).collect())
    }
}
