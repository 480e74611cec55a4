//! What an event is about, so that its reader knows which states to fold again.

use uuid::Uuid;

use crate::event::Event;

/// Something with a state of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    Case(Uuid),
    Person(Uuid),
    Organisation(Uuid),
    Visit(Uuid),
    /// Users, devices, keys, labels, requests, voids and erasures.
    Office,
}

impl Subject {
    /// A word for an index over records.
    pub fn sort(self) -> &'static str {
        match self {
            Subject::Case(_) => "case",
            Subject::Person(_) => "person",
            Subject::Organisation(_) => "organisation",
            Subject::Visit(_) => "visit",
            Subject::Office => "office",
        }
    }

    /// The id; nil for the office, of which there is one.
    pub fn id(self) -> Uuid {
        match self {
            Subject::Case(id) | Subject::Person(id) | Subject::Organisation(id) | Subject::Visit(id) => id,
            Subject::Office => Uuid::nil(),
        }
    }
}

/// Whose states change by this event. The events [`named`] by it have subjects of their own, which change too.
pub fn subject(event: &Event) -> Vec<Subject> {
    use Subject::{Case, Office, Organisation, Person, Visit};
    match event {
        Event::LogOpened(_)
        | Event::ServerStated(_)
        | Event::OfficeBegun(_)
        | Event::UserAdded(_)
        | Event::DeviceAdded(_)
        | Event::LabelGiven(_)
        | Event::RecordVoided(_)
        | Event::RecordAllowed(_)
        | Event::RecordErased(_)
        | Event::RequestRefused(_)
        | Event::UserRequested(_) => vec![Office],
        Event::PersonAdded(e) => vec![Person(e.person)],
        Event::PersonSet(e) => vec![Person(e.person)],
        Event::OrganisationAdded(e) => vec![Organisation(e.organisation)],
        Event::OrganisationSet(e) => vec![Organisation(e.organisation)],
        Event::VisitOpened(e) => vec![Visit(e.visit)],
        Event::CaseOpened(e) => vec![Case(e.case), Visit(e.visit)],
        Event::ChannelSet(e) => vec![Case(e.case)],
        Event::PartySet(e) => vec![Case(e.case)],
        Event::QuestionSet(e) => vec![Case(e.case)],
        Event::TopicSet(e) => vec![Case(e.case)],
        Event::AnswerSet(e) => vec![Case(e.case)],
        Event::HaiSet(e) => vec![Case(e.case)],
        Event::ClockStarted(e) => vec![Case(e.case)],
        Event::CaseResolved(e) => vec![Case(e.case)],
        Event::CaseCancelled(e) => vec![Case(e.case)],
        Event::EventReverted(e) => vec![Case(e.case)],
        Event::FileAdded(e) => vec![Case(e.case)],
    }
}

/// Events whose standing this event changes: their subjects have to be folded again too.
pub fn named(event: &Event) -> &[Uuid] {
    match event {
        Event::RecordVoided(e) => &e.voids,
        Event::RecordAllowed(e) => &e.allows,
        Event::RecordErased(e) => &e.erases,
        _ => &[],
    }
}
