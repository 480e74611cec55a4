//! Which stakeholders of a PC that joins the office has already (design/sync.md "Joining": "maps its users and parties").

use std::collections::{BTreeMap, HashMap, HashSet};

use lakon_domain::event::{
    Event, OrganisationAdded, OrganisationSet, PartiesMapped, PersonAdded, PersonData, PersonSet,
};
use lakon_domain::filed::Filed;
use lakon_domain::ids::Hash;
use lakon_domain::likeness;
use lakon_domain::office::OfficeState;
use lakon_domain::party::{OrganisationState, PersonState};
use lakon_domain::shape::Time;
use lakon_sync::adopt::Party;
use uuid::Uuid;

use crate::{ServerStore, StoreError};

/// Stakeholders one record of the office log maps; keeps it far below the largest record.
const A_RECORD: usize = 2_000;

impl ServerStore {
    /// Each of these that is somebody the office has, with whom it is: of several who are alike the one written down first. Looks at every
    /// record of a stakeholder that is held and keeps those of the few who may be one of these.
    pub(crate) fn alike(&self, brought: &[Party]) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
        let office = self.office_state();
        let own: HashSet<Uuid> = brought.iter().map(|one| one.party).collect();
        let wanted: HashSet<Hash> = brought.iter().map(|one| one.likeness).collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let (mut held, mut known) = (BTreeMap::<Uuid, Vec<Filed>>::new(), HashSet::new());
        self.read(|connection| {
            lakon_log::each_of(connection, &[PersonAdded::KIND, OrganisationAdded::KIND], |record| {
                let Ok(filed) = Filed::read(&record) else { return Ok::<(), StoreError>(()) };
                known.extend(about(&filed.event).filter(|party| own.contains(party)));
                if let Some((party, likeness)) = added(&filed.event)
                    && wanted.contains(&likeness)
                    && !own.contains(&party)
                    && stands(&office, party)
                {
                    held.entry(party).or_default();
                }
                Ok(())
            })?;
            let kinds = [PersonAdded::KIND, PersonSet::KIND, OrganisationAdded::KIND, OrganisationSet::KIND];
            lakon_log::each_of(connection, &kinds, |record| {
                if let Ok(filed) = Filed::read(&record)
                    && let Some(events) = about(&filed.event).and_then(|party| held.get_mut(&party))
                {
                    events.push(filed);
                }
                Ok::<(), StoreError>(())
            })
        })?;
        let mut first: HashMap<Hash, (Time, Uuid)> = HashMap::new();
        for (party, events) in held {
            if let Some((likeness, since)) = now(&office, &events) {
                let one = first.entry(likeness).or_insert((since, party));
                *one = (*one).min((since, party));
            }
        }
        // Nobody of the office is read as somebody else because a PC says that it brought them.
        let news = brought.iter().filter(|one| !known.contains(&one.party) && stands(&office, one.party));
        Ok(news.filter_map(|one| Some((one.party, first.get(&one.likeness)?.1))).collect())
    }
}

/// What the office log is told of them.
pub(crate) fn mapped(alike: &[(Uuid, Uuid)]) -> impl Iterator<Item = Event> + '_ {
    alike.chunks(A_RECORD).map(|some| {
        let (parties, read_as) = some.iter().copied().unzip();
        PartiesMapped { parties, read_as }.into()
    })
}

/// Neither read as somebody else nor erased.
fn stands(office: &OfficeState, party: Uuid) -> bool {
    office.adoptions.party(party) == party && !office.erasures.cover().parties.contains_key(&party)
}

/// Who is written down, and what they were then.
fn added(event: &Event) -> Option<(Uuid, Hash)> {
    match event {
        Event::PersonAdded(PersonAdded { person, private: Some(PersonData { name, phone, .. }) }) => {
            Some((*person, likeness::person(name, phone)?))
        }
        Event::OrganisationAdded(OrganisationAdded { organisation, stakeholder_type, satker_code, .. }) => {
            Some((*organisation, likeness::organisation(stakeholder_type, satker_code.as_ref()?)))
        }
        _ => None,
    }
}

fn about(event: &Event) -> Option<Uuid> {
    match event {
        Event::PersonAdded(event) => Some(event.person),
        Event::PersonSet(event) => Some(event.person),
        Event::OrganisationAdded(event) => Some(event.organisation),
        Event::OrganisationSet(event) => Some(event.organisation),
        _ => None,
    }
}

/// What they are now, and since when they are known.
fn now(office: &OfficeState, events: &[Filed]) -> Option<(Hash, Time)> {
    if let Some(person) = PersonState::fold(events, &office.standing) {
        return Some((likeness::of_person(&person)?, person.added_at));
    }
    let organisation = OrganisationState::fold(events, &office.standing)?;
    Some((likeness::of_organisation(&organisation)?, organisation.added_at))
}
