//! The story of a case in words: every event, with the old text of an edit.

use std::collections::BTreeMap;

use lakon_domain::case::{CaseState, Party, StoryEntry, What};
use lakon_domain::catalogue;
use lakon_domain::office::OfficeState;
use uuid::Uuid;

use crate::api::{StoryItem, StoryKind};
use crate::app::Desk;
use crate::case_view::{held, ms, name_of};
use crate::draft::Group;
use crate::failure::Failure;
use crate::people::People;
use crate::seen::Tips;
use crate::{lists, sections};

/// Every event of a case, oldest first.
pub(crate) fn story(desk: &Desk, state: Option<&CaseState>, office: &OfficeState) -> Result<Vec<StoryItem>, Failure> {
    let Some(state) = state else { return Ok(Vec::new()) };
    let tips = Tips::standing(state);
    let number = desk.store.shown_number(state.case)?.map_or_else(|| state.number.to_string(), |number| number.text);
    let offer = |entry: &StoryEntry| match &entry.what {
        What::HandoverOffered { handover, .. } => Some((*handover, entry.author)),
        _ => None,
    };
    let offerers = state.story.iter().filter_map(offer).collect();
    let mut told = Telling { desk, people: BTreeMap::new(), tips, number, offerers };
    state.story.iter().map(|entry| told.item(entry, office)).collect()
}

/// Tells a story, looking each party up once.
struct Telling<'d> {
    desk: &'d Desk,
    people: BTreeMap<(Option<Uuid>, Option<Uuid>), String>,
    tips: Tips,
    /// As the case shows it.
    number: String,
    /// By hand-over, who offered the case.
    offerers: BTreeMap<Uuid, Uuid>,
}

impl Telling<'_> {
    fn item(&mut self, entry: &StoryEntry, office: &OfficeState) -> Result<StoryItem, Failure> {
        let old = match &entry.old {
            Some(what) => Some(self.words(what)?),
            None => None,
        };
        Ok(StoryItem {
            event: entry.event.to_string(),
            kind: self.kind(entry),
            at: ms(entry.at),
            recorded_at: ms(entry.recorded_at),
            author: name_of(office, entry.author),
            user: entry.author.to_string(),
            stands: Group::ALL.into_iter().any(|group| self.tips.of(group).contains(&entry.event)),
            text: self.words(&entry.what)?,
            state: held(entry.state),
            old,
            file: match &entry.what {
                What::File { file, .. } | What::FileWithdrawn { file, .. } | What::FileMoved { file, .. } => {
                    Some(file.to_string())
                }
                What::DocumentArrived { file, .. } => file.map(|file| file.to_string()),
                _ => None,
            },
            reverted: entry.reverted,
            voided: entry.voided || entry.misfit,
            rulings: entry.rulings.iter().map(|ruled| crate::voided::ruling(ruled, self.desk.language)).collect(),
        })
    }

    /// An offer that was ended without being accepted was taken back by whoever made it, otherwise declined.
    fn kind(&self, entry: &StoryEntry) -> StoryKind {
        match &entry.what {
            What::HandoverAnswered { handover, accepted: false, .. } => {
                let taken_back = self.offerers.get(handover) == Some(&entry.author);
                if taken_back { StoryKind::HandoverTakenBack } else { StoryKind::HandoverDeclined }
            }
            what => kind(what),
        }
    }

    fn words(&mut self, what: &What) -> Result<String, Failure> {
        Ok(match what {
            What::Opened { .. } => self.number.clone(),
            What::Channel(code) => lists::channel_words(self.desk, code.as_str()),
            What::Party(party) => self.party(party)?,
            What::Topic(about) => about.known().map(|about| topic_words(self.desk, about)).unwrap_or_default(),
            What::Reverted { event } => event.to_string(),
            What::Contact(contact) => contact.known().map(contact_words).unwrap_or_default(),
            What::FileMoved { name, .. } | What::DocumentRequested { name, .. } => name.text().to_owned(),
            What::HandoverOffered { to, words, .. } => said(&[&name_of(&self.desk.store.office(), *to), words.text()]),
            What::EscalationRaised { section, question, .. } => {
                said(&[&sections::name(self.desk, section.as_str()), question.text()])
            }
            What::EscalationReferred { to, words, .. } => {
                said(&[&sections::name(self.desk, to.as_str()), words.text()])
            }
            What::Duplicate { of, reason } => {
                let number = self.desk.store.case_row(*of)?.map(|row| row.number).unwrap_or_default();
                said(&[&number, reason.text()])
            }
            what => plain(what).to_owned(),
        })
    }

    fn party(&mut self, party: &Party) -> Result<String, Failure> {
        let key = (party.person, party.organisation);
        if !self.people.contains_key(&key) {
            let people = People::of_party(&self.desk.store, Some(party))?;
            self.people.insert(key, people.words());
        }
        let names = self.people.get(&key).cloned().unwrap_or_default();
        let role = role_words(party);
        Ok(if role.is_empty() { names } else { format!("{names} ({role})") })
    }
}

fn role_words(party: &Party) -> String {
    let kind = catalogue::stakeholder_type(party.stakeholder_type.as_str());
    let listed =
        kind.zip(party.role.as_ref()).and_then(|(kind, role)| kind.roles.iter().find(|(code, _)| code == role));
    listed.map_or_else(|| party.role_words.text().to_owned(), |(_, name)| name.clone())
}

fn topic_words(desk: &Desk, about: &lakon_domain::case::About) -> String {
    let topic = about.topic.as_ref().and_then(|code| lists::topic_words(desk, code.as_str()));
    topic.or_else(|| about.section.as_ref().map(|section| sections::name(desk, section.as_str()))).unwrap_or_default()
}

/// What was typed with an event that names nothing else; empty where nothing was.
fn plain(what: &What) -> &str {
    match what {
        What::Question(text) | What::Answer(text) | What::Hai(text) => text.text(),
        What::Cancelled { reason }
        | What::Received { reason, .. }
        | What::ClockPaused { reason, .. }
        | What::ClockCorrected { reason, .. }
        | What::DocumentWaived { reason, .. }
        | What::EscalationWithdrawn { reason, .. }
        | What::Reopened { reason }
        | What::FileWithdrawn { reason, .. }
        | What::Corrected { reason, .. }
        | What::HandoverAnswered { reason, .. } => reason.text(),
        What::Promised { words }
        | What::Progress { words, .. }
        | What::EscalationReplied { words, .. }
        | What::Chased { words, .. }
        | What::Forwarded { words }
        | What::Returned { words }
        | What::Reference { words, .. } => words.text(),
        What::EscalationAnswered { answer, .. } => answer.text(),
        What::EscalationAskedBack { question, .. } => question.text(),
        What::File { name, .. } => name.text(),
        _ => "",
    }
}

/// "Bank: Apakah boleh?"
fn said(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(": ")
}

fn contact_words(contact: &lakon_domain::case::Contact) -> String {
    let parts = [contact.name.text(), contact.phone.text(), contact.email.text()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn kind(what: &What) -> StoryKind {
    match what {
        What::Opened { .. } => StoryKind::Opened,
        What::Channel(_) => StoryKind::Channel,
        What::Party(_) => StoryKind::Party,
        What::Question(_) => StoryKind::Question,
        What::Topic(_) => StoryKind::Topic,
        What::Answer(_) => StoryKind::Answer,
        What::Hai(_) => StoryKind::Hai,
        What::ClockStarted => StoryKind::ClockStarted,
        What::Resolved => StoryKind::Resolved,
        What::Cancelled { .. } => StoryKind::Cancelled,
        What::Reverted { .. } => StoryKind::Reverted,
        What::File { .. } => StoryKind::File,
        what => kind_of_service(what),
    }
}

fn kind_of_service(what: &What) -> StoryKind {
    match what {
        What::Received { .. } => StoryKind::Received,
        What::Moved { .. } => StoryKind::Moved,
        What::ClockPaused { .. } => StoryKind::Paused,
        What::ClockResumed => StoryKind::Resumed,
        What::ClockCorrected { .. } => StoryKind::ClockCorrected,
        What::Contact(_) => StoryKind::Contact,
        What::Promised { .. } => StoryKind::Promised,
        What::Progress { .. } => StoryKind::Progress,
        What::DocumentRequested { .. } => StoryKind::DocumentRequested,
        What::DocumentArrived { .. } => StoryKind::DocumentArrived,
        What::DocumentWaived { .. } => StoryKind::DocumentWaived,
        What::EscalationRaised { .. } => StoryKind::Escalated,
        What::EscalationDelivered { .. } => StoryKind::EscalationDelivered,
        What::EscalationAnswered { .. } => StoryKind::EscalationAnswered,
        What::EscalationConfirmed { .. } => StoryKind::EscalationConfirmed,
        What::EscalationAskedBack { .. } => StoryKind::EscalationAskedBack,
        What::EscalationReplied { .. } => StoryKind::EscalationReplied,
        What::EscalationReferred { .. } => StoryKind::EscalationReferred,
        What::EscalationWithdrawn { .. } => StoryKind::EscalationWithdrawn,
        What::Answered => StoryKind::Answered,
        What::Chased { .. } => StoryKind::Chased,
        What::Reopened { .. } => StoryKind::Reopened,
        What::Duplicate { .. } => StoryKind::Duplicate,
        What::Forwarded { .. } => StoryKind::Forwarded,
        What::Returned { .. } => StoryKind::Returned,
        What::FileWithdrawn { .. } => StoryKind::FileWithdrawn,
        What::FileMoved { .. } => StoryKind::FileMoved,
        What::Reference { .. } => StoryKind::Reference,
        What::Corrected { .. } => StoryKind::Corrected,
        What::HandoverOffered { .. } => StoryKind::HandoverOffered,
        What::HandoverAnswered { accepted: true, .. } => StoryKind::HandoverAccepted,
        What::HandoverAnswered { .. } => StoryKind::HandoverDeclined,
        _ => StoryKind::Unknown,
    }
}
