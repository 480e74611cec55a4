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
    /// What an admin sets: limits, texts, sections and their substitutes, topics, channels, complaint channels, calendar.
    Settings,
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
            Subject::Settings => "settings",
        }
    }

    /// The id; nil for the office and its settings, of which there is one.
    pub fn id(self) -> Uuid {
        match self {
            Subject::Case(id) | Subject::Person(id) | Subject::Organisation(id) | Subject::Visit(id) => id,
            Subject::Office | Subject::Settings => Uuid::nil(),
        }
    }
}

/// Whose states change by this event. The events [`named`] by it have subjects of their own, which change too.
pub fn subject(event: &Event) -> Vec<Subject> {
    use Subject::{Case, Office, Organisation, Person, Settings, Visit};
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
        | Event::UserRequested(_)
        | Event::UserRemovalRequested(_)
        | Event::UserRemoved(_)
        | Event::DeviceRevocationRequested(_)
        | Event::AsideDecisionRequested(_)
        | Event::DeviceRevoked(_)
        | Event::ErasureRequested(_)
        | Event::ErasureOrdered(_)
        | Event::ErasureApplied(_)
        | Event::ServerKeyed(_)
        | Event::LogAdopted(_)
        | Event::PartiesMapped(_)
        | Event::UserMappingRequested(_)
        | Event::UserMapped(_) => vec![Office],
        Event::SettingSet(_)
        | Event::OfficeTextSet(_)
        | Event::SectionDefined(_)
        | Event::SubstituteNamed(_)
        | Event::TopicDefined(_)
        | Event::ChannelDefined(_)
        | Event::ComplaintDefined(_)
        | Event::HolidaySet(_)
        | Event::HoursSet(_) => vec![Settings],
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
        Event::ReceivedSet(e) => vec![Case(e.case)],
        Event::ClockPaused(e) => vec![Case(e.case)],
        Event::ClockResumed(e) => vec![Case(e.case)],
        Event::ClockCorrected(e) => vec![Case(e.case)],
        Event::ContactSet(e) => vec![Case(e.case)],
        Event::CasePromised(e) => vec![Case(e.case)],
        Event::ProgressReported(e) => vec![Case(e.case)],
        Event::DocumentRequested(e) => vec![Case(e.case)],
        Event::DocumentArrived(e) => vec![Case(e.case)],
        Event::DocumentWaived(e) => vec![Case(e.case)],
        Event::EscalationRaised(e) => vec![Case(e.case)],
        Event::EscalationReplied(e) => vec![Case(e.case)],
        Event::EscalationWithdrawn(e) => vec![Case(e.case)],
        Event::CaseAnswered(e) => vec![Case(e.case)],
        Event::ConfirmationChased(e) => vec![Case(e.case)],
        Event::CaseReopened(e) => vec![Case(e.case)],
        Event::CaseDuplicate(e) => vec![Case(e.case)],
        Event::CaseForwarded(e) => vec![Case(e.case)],
        Event::CaseReturned(e) => vec![Case(e.case)],
        Event::FileWithdrawn(e) => vec![Case(e.case)],
        Event::ReferenceAdded(e) => vec![Case(e.case)],
        Event::CaseCorrected(e) => vec![Case(e.case)],
        Event::EscalationDelivered(e) => vec![Case(e.case)],
        Event::EscalationAnswered(e) => vec![Case(e.case)],
        Event::EscalationConfirmed(e) => vec![Case(e.case)],
        Event::EscalationAskedBack(e) => vec![Case(e.case)],
        Event::EscalationReferred(e) => vec![Case(e.case)],
        Event::CaseMoved(e) => vec![Case(e.case), Visit(e.visit)],
        Event::FileMoved(e) => vec![Case(e.case), Case(e.to)],
        Event::HandoverOffered(e) => e.cases.iter().copied().map(Case).collect(),
        Event::HandoverAnswered(e) => e.cases.iter().copied().map(Case).collect(),
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
