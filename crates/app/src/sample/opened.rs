//! The first records of a sample case: the visit, the number, who asks and what.

use lakon_domain::catalogue;
use lakon_domain::event::{
    CaseOpened, HaiSet, Name, OrganisationAdded, PartySet, PartyWords, PersonAdded, PersonData, QuestionSet,
    VisitOpened,
};
use lakon_domain::shape::SatkerCode;
use lakon_store::Tx;
use uuid::Uuid;

use super::acts::{code, text};
use super::plan::{Planned, person_name};
use super::texts::{ORGANISATIONS, QUESTIONS};
use super::write::Story;
use crate::failure::Failure;
use crate::words::Sentence;

impl Story<'_> {
    pub(super) fn open(&mut self, tx: &mut Tx<'_>, index: usize) -> Result<(), Failure> {
        let plan = self.plan;
        let planned: &Planned = &plan.cases[index];
        let (case, visit, at) = (planned.case, planned.visit, planned.opened);
        let number = tx.next_number(at)?;
        if planned.first {
            tx.write(VisitOpened { visit, happened_at: at })?;
        }
        tx.write(CaseOpened { case, number, visit, channel: code(planned.channel)?, opened_at: at, started_at: at })?;
        let person = self.person(tx, planned.person)?;
        let organisation = planned.organisation.map(|organisation| self.organisation(tx, organisation)).transpose()?;
        let roles = catalogue::stakeholder_type(planned.kind).map(|kind| kind.roles.as_slice()).unwrap_or_default();
        let role = (!roles.is_empty()).then(|| roles[planned.person % roles.len()].0.clone());
        let party = PartySet {
            case,
            person: Some(person),
            organisation,
            stakeholder_type: code(planned.kind)?,
            role,
            replaces: Vec::new(),
            private: Some(PartyWords::default()),
        };
        tx.write(party)?;
        tx.write(QuestionSet { case, replaces: Vec::new(), private: text(QUESTIONS[planned.question].1) })?;
        if planned.channel == "haicso" {
            let reference = format!("HAI-CONTOH-{:06}", 1000 + index);
            tx.write(HaiSet { case, replaces: Vec::new(), private: text(&reference) })?;
        }
        Ok(())
    }

    fn person(&mut self, tx: &mut Tx<'_>, index: usize) -> Result<Uuid, Failure> {
        if let Some(known) = self.people.get(&index) {
            return Ok(*known);
        }
        let person = tx.new_id();
        let name = person_name(index);
        let email = if index.is_multiple_of(3) {
            format!("{}{index}@contoh.example", name.split(' ').next().unwrap_or_default().to_lowercase())
        } else {
            String::new()
        };
        tx.write(PersonAdded { person, private: Some(PersonData { name, phone: super::phone(index), email }) })?;
        self.people.insert(index, person);
        Ok(person)
    }

    fn organisation(&mut self, tx: &mut Tx<'_>, index: usize) -> Result<Uuid, Failure> {
        if let Some(known) = self.organisations.get(&index) {
            return Ok(*known);
        }
        let (kind, name) = ORGANISATIONS[index];
        let organisation = tx.new_id();
        let has_code = catalogue::stakeholder_type(kind).is_some_and(|kind| kind.has_satker_code);
        let satker_code = has_code
            .then(|| SatkerCode::new(format!("{:06}", 990_001 + index)))
            .transpose()
            .map_err(|_| Sentence::Broken)?;
        let private = Some(Name { name: name.to_owned() });
        tx.write(OrganisationAdded { organisation, stakeholder_type: code(kind)?, satker_code, private })?;
        self.organisations.insert(index, organisation);
        Ok(organisation)
    }
}
