//! The person and the organisation behind a case's party, as this PC knows them.

use lakon_domain::case::Party;
use lakon_domain::party::{OrganisationState, PersonState};
use lakon_store::{Store, Tx};
use uuid::Uuid;

use crate::failure::Failure;

/// Who asks, looked up.
#[derive(Debug, Clone, Default)]
pub(crate) struct People {
    pub person: Option<PersonState>,
    pub organisation: Option<OrganisationState>,
}

impl People {
    pub fn of_party(store: &Store, party: Option<&Party>) -> Result<Self, Failure> {
        let Some(party) = party else { return Ok(Self::default()) };
        Ok(Self {
            person: party.person.map(|id| store.person(id)).transpose()?.flatten(),
            organisation: party.organisation.map(|id| store.organisation(id)).transpose()?.flatten(),
        })
    }

    /// The same inside a writing transaction.
    pub fn in_tx(tx: &Tx<'_>, party: Option<&Party>) -> Result<Self, Failure> {
        let Some(party) = party else { return Ok(Self::default()) };
        Ok(Self {
            person: party.person.map(|id| tx.person(id)).transpose()?.flatten(),
            organisation: party.organisation.map(|id| tx.organisation(id)).transpose()?.flatten(),
        })
    }

    /// Whose own data have concurrent edits: the person's first.
    pub fn concurrent(&self) -> Option<Uuid> {
        let person = self
            .person
            .as_ref()
            .filter(|person| person.name.concurrent || person.phone.concurrent || person.email.concurrent);
        let organisation = self.organisation.as_ref().filter(|organisation| organisation.name.concurrent);
        person.map(|person| person.person).or(organisation.map(|organisation| organisation.organisation))
    }

    /// "Rina, Kantor Pertanahan Contoh"; empty where neither name is known.
    pub fn words(&self) -> String {
        let person = self.person.as_ref().map(|person| person.name.value.text());
        let organisation = self.organisation.as_ref().map(|organisation| organisation.name.value.text());
        [person, organisation].into_iter().flatten().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ")
    }
}
