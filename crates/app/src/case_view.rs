//! The case page: what the records say, what the officer has typed over it, and the story.

use std::collections::BTreeMap;

use lakon_domain::case::{CaseState, Party, Status, StoryEntry, What};
use lakon_domain::catalogue;
use lakon_domain::ids::new_id;
use lakon_domain::office::OfficeState;
use lakon_domain::shape::Time;
use lakon_domain::tips::{TextState as Held, Value};
use uuid::Uuid;

use crate::api::{CaseRef, CaseStatus, CaseView, Clock, Fields, StoryItem, StoryKind, TextState};
use crate::app::Desk;
use crate::draft::{Draft, Group, empty};
use crate::failure::Failure;
use crate::people::People;
use crate::seen::{PartySeen, Seen, Tips};
use crate::words::Sentence;

/// Milliseconds in a minute.
const MINUTE_MS: f64 = 60_000.0;

/// Shows a case or a draft.
pub fn view(desk: &Desk, input: CaseRef) -> Result<CaseView, Failure> {
    let _hand = desk.hand();
    show(desk, case_id(&input.case)?)
}

/// Reads the id of a case.
pub(crate) fn case_id(text: &str) -> Result<Uuid, Failure> {
    text.parse().map_err(|_| Sentence::CaseGone.into())
}

/// The whole page of one case, and remembers it as what the officer saw.
pub(crate) fn show(desk: &Desk, case: Uuid) -> Result<CaseView, Failure> {
    let state = desk.store.case(case)?;
    let row = desk.store.draft(case)?;
    if state.is_none() && row.is_none() {
        return Err(Sentence::CaseGone.into());
    }
    let people = People::of_party(&desk.store, state.as_ref().and_then(|state| state.party.known()))?;
    let seen = state.as_ref().map(|state| seen(state, &people)).unwrap_or_default();
    let first_key = row.as_ref().and_then(|row| row.first_key);
    let draft = row.map(|row| crate::drafts::read(&row.json)).transpose()?.map(|mut draft| {
        draft.follow(&seen);
        draft
    });
    let name = || new_id(desk.app.now().0, &mut desk.app.config.random.clone()).to_string();
    let view = desk.app.state().shown.note(case, &seen, name);
    let mut page = page(desk, case, state.as_ref(), draft.as_ref(), &seen, first_key)?;
    page.seen = view;
    page.party_concurrent = people.concurrent().map(|party| party.to_string());
    Ok(page)
}

fn page(
    desk: &Desk,
    case: Uuid,
    state: Option<&CaseState>,
    draft: Option<&Draft>,
    seen: &Seen,
    first_key: Option<Time>,
) -> Result<CaseView, Failure> {
    let fields = draft.map_or_else(|| seen.fields.clone(), |draft| draft.fields.clone());
    let office = desk.store.office();
    let person = state.and_then(|state| state.party.known()).and_then(|party| party.person);
    let past = match person.or_else(|| fields.person.as_deref().and_then(|id| id.parse().ok())) {
        Some(person) => crate::party_list::past(desk, person, Some(case))?,
        None => None,
    };
    let number = desk.store.shown_number(case)?;
    let text_state = |pick: fn(&CaseState) -> Held| state.map_or(TextState::Known, |state| held(pick(state)));
    Ok(CaseView {
        case: case.to_string(),
        seen: String::new(),
        number_shared: number.as_ref().is_some_and(|number| number.shared),
        number: number.map(|number| number.text),
        party_concurrent: None,
        status: state.map_or(CaseStatus::Draft, |state| status(state.status)),
        unrecorded: draft
            .is_some_and(|draft| if state.is_some() { draft.touched_any() } else { draft.says_something() }),
        clock: clock(state, &fields, first_key),
        story: story(desk, state, &office)?,
        files: crate::file_view::of_case(desk, case)?,
        concurrent: state.map(|state| state.concurrent().into_iter().map(str::to_owned).collect()).unwrap_or_default(),
        needs_review: state.is_some_and(|state| state.needs_review),
        question_state: text_state(|state| state.question.value.state()),
        answer_state: text_state(|state| state.answer.value.state()),
        party_state: party_state(desk, state)?,
        undo: state.and_then(undo).map(|event| event.to_string()),
        opened_at: state.map(|state| ms(state.opened_at)),
        resolved_at: state.and_then(|state| state.resolved_at).map(ms),
        handled_minutes: state.filter(|state| state.status.is_terminal()).and_then(handled_minutes),
        stakeholder_past: past,
        officer: state.map(|state| name_of(&office, state.opened_by)),
        fields,
    })
}

/// A time as the page reads it.
#[allow(clippy::cast_precision_loss, reason = "milliseconds stay below 2^53 for 285,000 years")]
pub(crate) fn ms(time: Time) -> f64 {
    time.0 as f64
}

pub(crate) fn held(state: Held) -> TextState {
    match state {
        Held::Known => TextState::Known,
        Held::NotYet => TextState::NotYet,
        Held::Erased => TextState::Erased,
    }
}

pub(crate) fn status(status: Status) -> CaseStatus {
    match status {
        Status::Received => CaseStatus::Received,
        Status::Identified => CaseStatus::Identified,
        Status::Resolved => CaseStatus::Resolved,
        Status::Cancelled => CaseStatus::Cancelled,
    }
}

/// The name of a user; empty where it is not known here.
pub(crate) fn name_of(office: &OfficeState, user: Uuid) -> String {
    office.users.get(&user).map(|user| user.name.text().to_owned()).unwrap_or_default()
}

/// The event that "Urungkan" would take back.
pub(crate) fn undo(state: &CaseState) -> Option<Uuid> {
    match state.status {
        Status::Resolved => state.resolved_event,
        Status::Cancelled => state.cancelled.as_ref().map(|cancelled| cancelled.event),
        Status::Received | Status::Identified => None,
    }
}

/// Minutes of service; `None` where the clock was never started.
#[allow(clippy::cast_precision_loss, reason = "an interval is shorter than 285,000 years")]
pub(crate) fn handled_minutes(state: &CaseState) -> Option<f64> {
    (!state.clock.is_empty()).then(|| state.clock.closed_ms() as f64 / MINUTE_MS)
}

/// The clock shown: of the records, or of a draft from its first key where the visitor is present.
#[allow(clippy::cast_precision_loss, reason = "an interval is shorter than 285,000 years")]
pub(crate) fn clock(state: Option<&CaseState>, fields: &Fields, first_key: Option<Time>) -> Clock {
    let limit_ms = f64::from(catalogue::SERVICE_LIMIT_MINUTES) * MINUTE_MS;
    let online = catalogue::channel(&fields.channel).is_some_and(|channel| channel.online);
    match state {
        Some(state) => Clock {
            running_since: state.clock.running_since().map(ms),
            before_ms: state.clock.closed_ms() as f64,
            limit_ms,
        },
        None => Clock { running_since: first_key.filter(|_| !online).map(ms), before_ms: 0.0, limit_ms },
    }
}

/// What an officer is shown of a recorded case.
pub(crate) fn seen(state: &CaseState, people: &People) -> Seen {
    let text = |value: &Value<String>| value.text().to_owned();
    let mut fields = Fields {
        channel: state.channel_code().to_owned(),
        question: text(&state.question.value),
        answer: text(&state.answer.value),
        hai_reference: text(&state.hai.value),
        topic: state.topic.known().and_then(|about| about.topic.as_ref()).map(ToString::to_string),
        section: state.topic.known().and_then(|about| about.section.as_ref()).map(ToString::to_string),
        ..empty()
    };
    if let Some(party) = state.party.known() {
        fields.stakeholder_type = party.stakeholder_type.to_string();
        fields.role = party.role.as_ref().map(ToString::to_string);
        fields.role_words = text(&party.role_words);
        fields.person = party.person.map(|id| id.to_string());
        fields.organisation = party.organisation.map(|id| id.to_string());
    }
    if let Some(person) = &people.person {
        fields.person_name = text(&person.name.value);
        fields.phone = text(&person.phone.value);
        fields.email = text(&person.email.value);
    }
    if let Some(organisation) = &people.organisation {
        fields.organisation_name = text(&organisation.name.value);
        fields.satker_code = organisation.satker_code.as_ref().map(ToString::to_string).unwrap_or_default();
    }
    Seen {
        fields,
        tips: Tips::standing(state),
        person: people.person.as_ref().map(PartySeen::person),
        organisation: people.organisation.as_ref().map(PartySeen::organisation),
    }
}

fn party_state(desk: &Desk, state: Option<&CaseState>) -> Result<TextState, Failure> {
    let Some(state) = state else { return Ok(TextState::Known) };
    let people = People::of_party(&desk.store, state.party.known())?;
    Ok(held(people.person.map_or(state.party.value.state(), |person| person.name.value.state())))
}

/// Groups whose text is there but cannot be read on this PC.
pub(crate) fn unreadable(state: &CaseState, people: &People, group: Group) -> bool {
    let unread = |held: Held| held != Held::Known;
    match group {
        Group::Question => unread(state.question.value.state()),
        Group::Answer => unread(state.answer.value.state()),
        Group::Party => {
            let missing = people.person.is_none() && state.party.known().is_some_and(|party| party.person.is_some());
            missing || people.person.as_ref().is_some_and(|person| unread(person.name.value.state()))
        }
        Group::Channel | Group::Topic | Group::Hai => false,
    }
}

fn story(desk: &Desk, state: Option<&CaseState>, office: &OfficeState) -> Result<Vec<StoryItem>, Failure> {
    let Some(state) = state else { return Ok(Vec::new()) };
    let tips = Tips::standing(state);
    let number = desk.store.shown_number(state.case)?.map_or_else(|| state.number.to_string(), |number| number.text);
    let mut told = Telling { desk, people: BTreeMap::new(), tips, number };
    state.story.iter().map(|entry| told.item(entry, office)).collect()
}

/// Tells a story, looking each party up once.
struct Telling<'d> {
    desk: &'d Desk,
    people: BTreeMap<(Option<Uuid>, Option<Uuid>), String>,
    tips: Tips,
    /// As the case shows it.
    number: String,
}

impl Telling<'_> {
    fn item(&mut self, entry: &StoryEntry, office: &OfficeState) -> Result<StoryItem, Failure> {
        let old = match &entry.old {
            Some(what) => Some(self.words(what)?),
            None => None,
        };
        Ok(StoryItem {
            event: entry.event.to_string(),
            kind: kind(&entry.what),
            at: ms(entry.at),
            recorded_at: ms(entry.recorded_at),
            author: name_of(office, entry.author),
            user: entry.author.to_string(),
            stands: Group::ALL.into_iter().any(|group| self.tips.of(group).contains(&entry.event)),
            text: self.words(&entry.what)?,
            state: held(entry.state),
            old,
            file: match &entry.what {
                What::File { file, .. } => Some(file.to_string()),
                _ => None,
            },
            reverted: entry.reverted,
            voided: entry.voided || entry.misfit,
        })
    }

    fn words(&mut self, what: &What) -> Result<String, Failure> {
        Ok(match what {
            What::Opened { .. } => self.number.clone(),
            What::Channel(code) => crate::lists::channel_words(code.as_str(), self.desk.language),
            What::Party(party) => self.party(party)?,
            What::Question(text) | What::Answer(text) | What::Hai(text) => text.text().to_owned(),
            What::Cancelled { reason } => reason.text().to_owned(),
            What::File { name, .. } => name.text().to_owned(),
            What::Topic(about) => about.known().map(topic_words).unwrap_or_default(),
            What::ClockStarted | What::Resolved => String::new(),
            What::Reverted { event } => event.to_string(),
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

fn topic_words(about: &lakon_domain::case::About) -> String {
    let topic = about.topic.as_ref().and_then(|code| catalogue::topic(code.as_str()));
    topic
        .map(|topic| topic.name.clone())
        .or_else(|| about.section.as_ref().map(ToString::to_string))
        .unwrap_or_default()
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
    }
}
