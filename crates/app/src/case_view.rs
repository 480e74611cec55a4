//! The case page: what the records say, what the officer has typed over it, and the story.

use lakon_domain::case::{CaseState, Status, stage};
use lakon_domain::ids::new_id;
use lakon_domain::office::OfficeState;
use lakon_domain::settings::SERVICE_MINUTES;
use lakon_domain::shape::Time;
use lakon_domain::tips::{TextState as Held, Value};
use lakon_store::Rules;
use uuid::Uuid;

use crate::api::{CaseLink, CaseRef, CaseStatus, CaseView, Clock, Fields, TextState};
use crate::app::Desk;
use crate::draft::{Draft, Group, empty};
use crate::failure::Failure;
use crate::people::People;
use crate::seen::{PartySeen, Seen, Tips};
use crate::undo::undo;
use crate::words::Sentence;
use crate::{case_facts, duty_view, story, why};

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
    let (mut page, seen) = with_draft(desk, case)?;
    let name = || new_id(desk.app.now().0, &mut desk.app.config.random.clone()).to_string();
    page.seen = desk.app.state().shown.note(case, &seen, name);
    Ok(page)
}

/// One case with what was typed over it, or a draft, without its being shown to anybody; and what was typed over.
pub(crate) fn with_draft(desk: &Desk, case: Uuid) -> Result<(CaseView, Seen), Failure> {
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
    let mut page = page(desk, case, state.as_ref(), draft.as_ref(), &seen, first_key)?;
    page.party_concurrent = people.concurrent().map(|party| party.to_string());
    Ok((page, seen))
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
    let (office, rules, now) = (desk.store.office(), desk.store.rules(), desk.app.now());
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
        clock: clock(&rules, state, &fields, first_key, now),
        story: story::story(desk, state, &office)?,
        files: crate::file_view::of_case(desk, case)?,
        concurrent: state.map(|state| state.concurrent().into_iter().map(str::to_owned).collect()).unwrap_or_default(),
        needs_review: state.is_some_and(|state| state.needs_review),
        question_state: text_state(|state| state.question.value.state()),
        answer_state: text_state(|state| state.answer.value.state()),
        party_state: party_state(desk, state)?,
        undo: state.and_then(|state| undo(state, desk.user)).map(|event| event.to_string()),
        opened_at: state.map(|state| ms(state.opened_at)),
        resolved_at: state.and_then(|state| state.resolved_at).map(ms),
        handled_minutes: state.filter(|state| state.status.is_terminal()).and_then(handled_minutes),
        stakeholder_past: past,
        officer: state.map(|state| name_of(&office, state.opened_by)),
        chips: state.map(|state| state.open_facts.iter().copied().map(status).collect()).unwrap_or_default(),
        stage: state.map_or(if online(&rules, &fields) { "8" } else { "1" }, stage).to_owned(),
        steps: why::steps(desk, state),
        received_at: state.map(|state| ms(state.received_at)),
        late: state.is_some_and(|state| state.recorded_later(rules.zone)),
        contact: state.and_then(case_facts::contact),
        documents: listed(state, |state| state.documents.iter().map(case_facts::document).collect()),
        waiting_ms: state.map_or(0.0, |state| span(state.waiting_ms(now))),
        escalations: match state {
            Some(state) => case_facts::escalations(desk, state, &office)?,
            None => Vec::new(),
        },
        promised_at: state.and_then(|state| state.promised.as_ref()).map(|promised| ms(promised.said.at)),
        progress: listed(state, |state| case_facts::progress(state, &office)),
        duties: listed(state, |state| duty_view::of_case(desk, state, &rules, now)),
        intervals: listed(state, |state| {
            state.clock.intervals.iter().map(|one| case_facts::interval(one, now)).collect()
        }),
        answered_at: state.and_then(|state| state.answered_at).map(ms),
        duplicate_of: duplicate_of(desk, state)?,
        holder: state.map(|state| name_of(&office, state.holder)).unwrap_or_default(),
        handover: state.and_then(|state| crate::handover::view(desk, state, &office)),
        visit: crate::visits::neighbours(desk, case, state, draft)?,
        same_ticket: desk
            .store
            .same_ticket(case)?
            .map(|other| CaseLink { case: other.case.to_string(), number: other.number }),
        references: listed(state, case_facts::references),
        withdrawn_files: listed(state, case_facts::withdrawn),
        fields,
    })
}

/// What a recorded case has of something; a draft has nothing.
fn listed<T>(state: Option<&CaseState>, of: impl FnOnce(&CaseState) -> Vec<T>) -> Vec<T> {
    state.map(of).unwrap_or_default()
}

/// The number of the case that holds the same question; its id where that case is not here.
fn duplicate_of(desk: &Desk, state: Option<&CaseState>) -> Result<Option<String>, Failure> {
    let Some(mark) = state.and_then(|state| state.duplicate.as_ref()) else { return Ok(None) };
    let row = desk.store.case_row(mark.of)?;
    Ok(Some(row.map_or_else(|| mark.of.to_string(), |row| row.number)))
}

fn online(rules: &Rules, fields: &Fields) -> bool {
    rules.settings.channel(&fields.channel).is_some_and(|channel| channel.online)
}

/// Milliseconds as the page reads them.
#[allow(clippy::cast_precision_loss, reason = "milliseconds stay below 2^53 for 285,000 years")]
pub(crate) fn span(ms: i64) -> f64 {
    ms as f64
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
        Status::WaitingDocuments => CaseStatus::WaitingDocuments,
        Status::WaitingSectionHead => CaseStatus::WaitingSectionHead,
        Status::FollowUp => CaseStatus::FollowUp,
        Status::ForwardedHai => CaseStatus::ForwardedHai,
        Status::WaitingConfirmation => CaseStatus::WaitingConfirmation,
        Status::Duplicate => CaseStatus::Duplicate,
    }
}

/// The name of a user; empty where it is not known here.
pub(crate) fn name_of(office: &OfficeState, user: Uuid) -> String {
    office.users.get(&user).map(|user| user.name.text().to_owned()).unwrap_or_default()
}

/// Minutes of service without pauses; `None` where the clock was never started.
pub(crate) fn handled_minutes(state: &CaseState) -> Option<f64> {
    (!state.clock.is_empty()).then(|| span(state.clock.net_closed_ms()) / MINUTE_MS)
}

/// The clock shown: of the records, or of a draft from its first key where the visitor is present.
pub(crate) fn clock(
    rules: &Rules,
    state: Option<&CaseState>,
    fields: &Fields,
    first_key: Option<Time>,
    now: Time,
) -> Clock {
    let day = rules.day(state.map_or(now, |state| state.received_at));
    let limit_ms = f64::from(rules.settings.setting(SERVICE_MINUTES, day)) * MINUTE_MS;
    let Some(state) = state else {
        let running_since = first_key.filter(|_| !online(rules, fields)).map(ms);
        return Clock { running_since, paused_since: None, before_ms: 0.0, limit_ms };
    };
    let (since, paused) = (state.clock.running_since(), state.clock.paused_since());
    // What the running interval shows by itself is taken off what the clock says, so that only pauses that are over remain.
    let shown = since.map_or(0, |since| paused.unwrap_or(now).since(since));
    Clock {
        running_since: since.map(ms),
        paused_since: paused.map(ms),
        before_ms: span(state.clock.net_ms(now) - shown),
        limit_ms,
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
