//! The versions of a field taken apart, so that people can compare them piece by piece, and put together again.

use lakon_domain::case::{About, Contact, Party};
use lakon_domain::catalogue;
use lakon_domain::event::{
    AnswerSet, ContactSet, Event, PartySet, PartyWords, PersonData, QuestionSet, Reason, ReceivedSet, Text, TopicSet,
};
use lakon_domain::shape::{Code, Time};
use uuid::Uuid;

use crate::api::{CasePart, SettlePart, SettleValue};
use crate::app::Desk;
use crate::failure::Failure;
use crate::people::People;
use crate::sections;
use crate::words::Sentence;

/// The one piece of a field that is words.
pub(super) const TEXT: &str = "text";

fn piece(name: &str, value: impl Into<String>, text: impl Into<String>) -> SettlePart {
    SettlePart { name: name.to_owned(), value: value.into(), text: text.into() }
}

fn plain(name: &str, text: &str) -> SettlePart {
    piece(name, text, text)
}

pub(super) fn of_text(text: Option<&String>) -> Vec<SettlePart> {
    vec![plain(TEXT, text.map_or("", String::as_str))]
}

pub(super) fn of_topic(desk: &Desk, about: Option<&About>) -> Vec<SettlePart> {
    let rules = desk.store.rules();
    let topic = about.and_then(|about| about.topic.as_ref()).map(Code::as_str).unwrap_or_default();
    let section = about.and_then(|about| about.section.as_ref()).map(Code::as_str).unwrap_or_default();
    let name = rules.settings.topic(topic).map(|topic| topic.name.text().to_owned());
    let named = if section.is_empty() { String::new() } else { sections::name(desk, section) };
    vec![piece("topic", topic, name.unwrap_or_else(|| topic.to_owned())), piece("section", section, named)]
}

pub(super) fn of_contact(contact: Option<&Contact>) -> Vec<SettlePart> {
    let Some(contact) = contact else { return of_contact(Some(&nobody())) };
    vec![
        plain("declined", if contact.declined { "true" } else { "" }),
        plain("name", contact.name.text()),
        plain("phone", contact.phone.text()),
        plain("email", contact.email.text()),
    ]
}

fn nobody() -> Contact {
    use lakon_domain::tips::Value::Empty;
    Contact { declined: false, name: Empty, phone: Empty, email: Empty }
}

pub(super) fn of_received(at: Option<&Time>, reason: &str) -> Vec<SettlePart> {
    vec![plain("at", &at.map(|at| at.0.to_string()).unwrap_or_default()), plain("reason", reason)]
}

pub(super) fn of_party(desk: &Desk, party: Option<&Party>) -> Result<Vec<SettlePart>, Failure> {
    let people = People::of_party(&desk.store, party)?;
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let person = people.person.as_ref().map(|one| said(&[one.name.value.text(), one.phone.value.text()]));
    let organisation = people.organisation.as_ref().map(|one| {
        let code = one.satker_code.as_ref().map(ToString::to_string).unwrap_or_default();
        said(&[one.name.value.text(), &code])
    });
    let kind = party.map(|party| party.stakeholder_type.as_str()).unwrap_or_default();
    let listed = catalogue::stakeholder_type(kind);
    let role = party.and_then(|party| party.role.as_ref()).map(Code::as_str).unwrap_or_default();
    let roles = listed.map(|kind| kind.roles.as_slice()).unwrap_or_default();
    let role_name = roles.iter().find(|(code, _)| code.as_str() == role).map_or(role, |(_, name)| name.as_str());
    Ok(vec![
        piece("stakeholder_type", kind, listed.map_or(kind, |kind| kind.name.as_str())),
        piece("organisation", id(party.and_then(|party| party.organisation)), organisation.unwrap_or_default()),
        piece("person", id(party.and_then(|party| party.person)), person.unwrap_or_default()),
        piece("role", role, role_name),
        plain("role_words", party.map(|party| party.role_words.text()).unwrap_or_default()),
    ])
}

fn said(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(", ")
}

/// What somebody put together.
pub(super) struct Chosen<'v>(pub &'v [SettleValue]);

impl Chosen<'_> {
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|one| one.name == name).map_or("", |one| one.value.trim())
    }

    fn code(&self, name: &str) -> Result<Option<Code>, Failure> {
        let typed = Some(self.get(name)).filter(|code| !code.is_empty());
        typed.map(Code::new).transpose().map_err(|_| Sentence::UnknownCode.fields(&[name]))
    }

    /// One of the parties the versions name: nobody else can have been chosen from them.
    fn party(&self, name: &str, versions: &[Party], pick: fn(&Party) -> Option<Uuid>) -> Result<Option<Uuid>, Failure> {
        let chosen = self.get(name);
        if chosen.is_empty() {
            return Ok(None);
        }
        let known = versions.iter().filter_map(pick).find(|id| id.to_string() == chosen);
        known.map(Some).ok_or_else(|| Sentence::PartyGone.into())
    }

    /// The edit of a part of a case that holds what was put together.
    pub(super) fn event(
        &self,
        desk: &Desk,
        case: Uuid,
        part: CasePart,
        versions: &[Party],
        replaces: Vec<Uuid>,
    ) -> Result<Event, Failure> {
        let text = || Some(Text { text: self.get(TEXT).to_owned() });
        Ok(match part {
            CasePart::Question => QuestionSet { case, replaces, private: text() }.into(),
            CasePart::Answer => AnswerSet { case, replaces, private: text() }.into(),
            CasePart::Topic => {
                let (topic, named) = (self.code("topic")?, self.code("section")?);
                let rules = desk.store.rules();
                let known = |code: &Code| {
                    let unknown = || Sentence::UnknownCode.fields(&["topic"]);
                    rules.settings.topic(code.as_str()).map(|topic| topic.section.clone()).ok_or_else(unknown)
                };
                // A topic belongs to a section; a section may be named before the topic is.
                let section = topic.as_ref().map(known).transpose()?.or(named);
                TopicSet { case, topic, section, replaces }.into()
            }
            CasePart::Contact => {
                let of = |name| self.get(name).to_owned();
                let who = PersonData { name: of("name"), phone: of("phone"), email: of("email") };
                let declined = self.get("declined") == "true";
                if who == PersonData::default() && !declined {
                    return Err(Sentence::NeedContact.fields(&["name", "phone", "email"]));
                }
                ContactSet { case, declined, replaces, private: Some(who) }.into()
            }
            CasePart::Received => {
                let at = self.get("at").parse().ok().map(Time).filter(|at| at.0 > 0 && *at <= desk.app.now());
                let received_at = at.ok_or_else(|| Sentence::FutureTime.fields(&["at"]))?;
                let private = Some(Reason { reason: self.get("reason").to_owned() });
                ReceivedSet { case, received_at, replaces, private }.into()
            }
            CasePart::Party => self.party_set(case, versions, replaces)?.into(),
        })
    }

    fn party_set(&self, case: Uuid, versions: &[Party], replaces: Vec<Uuid>) -> Result<PartySet, Failure> {
        let unknown = |name| Sentence::UnknownCode.fields(&[name]);
        let kind = catalogue::stakeholder_type(self.get("stakeholder_type"));
        let kind = kind.ok_or_else(|| unknown("stakeholder_type"))?;
        let role = self.code("role")?;
        let fits = role.as_ref().is_none_or(|role| kind.roles.iter().any(|(code, _)| code == role));
        if !fits {
            return Err(unknown("role"));
        }
        let organisation = self.party("organisation", versions, |party| party.organisation)?;
        let role_words = self.get("role_words").to_owned();
        Ok(PartySet {
            case,
            person: self.party("person", versions, |party| party.person)?,
            organisation: organisation.filter(|_| kind.has_organisation),
            stakeholder_type: kind.code.clone(),
            role,
            replaces,
            private: Some(PartyWords { role: role_words }),
        })
    }
}
