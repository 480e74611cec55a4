//! Turns a draft into records: the case with its number and visit the first time, then one record per changed group of fields,
//! each naming the edits it replaces. All inside the caller's one transaction.

use lakon_domain::case::CaseState;
use lakon_domain::catalogue;
use lakon_domain::event::{AnswerSet, CaseOpened, ChannelSet, HaiSet, QuestionSet, Text, TopicSet, VisitOpened};
use lakon_domain::hai;
use lakon_domain::ids::new_id;
use lakon_domain::shape::{Code, Time};
use lakon_store::Tx;
use uuid::Uuid;

use crate::api::Fields;
use crate::app::Desk;
use crate::draft::{Draft, Group};
use crate::failure::Failure;
use crate::party_record;
use crate::seen::{Own, Seen, Tips};
use crate::words::Sentence;

/// Why a part of what was typed could not become a record; everything else did.
pub(crate) type Left = Option<Failure>;

/// What became of a draft.
#[derive(Default)]
pub(crate) struct Recorded {
    /// The groups that stay in the draft.
    pub left: Vec<(Group, Left)>,
    pub own: Own,
}

/// Records what a draft changed, each group in its author's name. A group that cannot be recorded as it stands (a satker code that is
/// none) stays in the draft and is returned with the reason; so is, without one, a group that still waits for a choice. The others are
/// written.
pub(crate) fn record(
    desk: &Desk,
    tx: &mut Tx<'_>,
    case: Uuid,
    draft: &Draft,
    first_key: Option<Time>,
) -> Result<Recorded, Failure> {
    let before = tx.case(case)?;
    if before.is_none() {
        let author = if draft.touched_any() { draft.author } else { desk.user };
        let visit = draft.given.as_ref().map(|given| given.visit);
        in_name_of(tx, author, |tx| open(desk, tx, case, &draft.fields, first_key, visit))?;
    }
    let mut recorded = Recorded::default();
    recorded.own.seen.fields = draft.fields.clone();
    // The opening has said the channel.
    let opening = (before.is_none()).then_some(Group::Channel);
    recorded.own.groups.extend(opening);
    for group in Group::ALL.into_iter().filter(|group| draft.touched(*group) && Some(*group) != opening) {
        if waits(group, &draft.fields) {
            recorded.left.push((group, None));
            continue;
        }
        let own = &mut recorded.own.seen;
        match in_name_of(tx, draft.author_of(group), |tx| group_record(desk, tx, case, draft, group, own)) {
            Ok(()) => recorded.own.groups.push(group),
            Err(failure) if stays(&failure) => recorded.left.push((group, Some(failure))),
            Err(failure) => return Err(failure),
        }
    }
    let after = tx.case(case)?;
    let standing = |state: Option<CaseState>| state.map(|state| Tips::standing(&state)).unwrap_or_default();
    let (before, after) = (standing(before), standing(after));
    for group in &recorded.own.groups {
        let tips = after.of(*group).iter().filter(|tip| !before.of(*group).contains(tip));
        recorded.own.seen.tips.set(*group, tips.copied().collect());
    }
    Ok(recorded)
}

/// Writes as another user than the one at the PC, if it is another.
pub(crate) fn in_name_of<T>(
    tx: &mut Tx<'_>,
    author: Uuid,
    write: impl FnOnce(&mut Tx<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let actor = tx.act_as(author);
    let written = write(tx);
    tx.act_as(actor);
    written
}

/// Half a name in the search field is nobody yet: who asks has a type once somebody is chosen or added (KEP-57/PB/2023 step 1).
fn waits(group: Group, fields: &Fields) -> bool {
    group == Group::Party && fields.stakeholder_type.is_empty()
}

/// Failures of what was typed, which leave the group in the draft; all others end the transaction.
fn stays(failure: &Failure) -> bool {
    use Sentence::{BadTicket, SatkerCode, TicketTaken, UnknownCode};
    matches!(failure.sentence, SatkerCode | UnknownCode | BadTicket | TicketTaken)
}

/// A ticket number of HAI CSO as the office writes it: of the right shape, and no other case has it. What stands in the case
/// already stays as it is; nothing is also right.
fn ticket(tx: &Tx<'_>, case: Uuid, typed: &str) -> Result<String, Failure> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    let number = hai::ticket(typed).ok_or_else(|| Sentence::BadTicket.fields(&["hai_reference"]))?;
    if let Some(other) = tx.case_of_ticket(&number, case)? {
        let details = serde_json::json!({ "fields": ["hai_reference"], "case": other.case, "number": other.number });
        return Err(Sentence::TicketTaken.with(other.number).details(details));
    }
    Ok(number)
}

/// The first record of a case: visit, number, and the first keystroke, which starts the clock where the visitor is present.
/// `visit`: the one it was begun in, where that is not a new one.
pub(crate) fn open(
    desk: &Desk,
    tx: &mut Tx<'_>,
    case: Uuid,
    fields: &Fields,
    first_key: Option<Time>,
    visit: Option<Uuid>,
) -> Result<(), Failure> {
    crate::clock::before_number(desk)?;
    let now = desk.app.now();
    // A page whose clock is ahead cannot start a service in the future.
    let started_at = first_key.unwrap_or(now).min(now);
    let channel = crate::case_promise::channel(desk, &fields.channel)?;
    let number = tx.next_number(started_at)?;
    let visit = match visit {
        Some(visit) => visit,
        None => {
            let visit = new_id(now.0, &mut desk.app.config.random.clone());
            tx.write(VisitOpened { visit, happened_at: started_at })?;
            visit
        }
    };
    tx.write(CaseOpened { case, number, visit, channel, opened_at: started_at, started_at })?;
    Ok(())
}

/// Writes one group; what stands in the case otherwise than it was typed (who asks, the section of a topic) is noted in `own`.
fn group_record(
    desk: &Desk,
    tx: &mut Tx<'_>,
    case: Uuid,
    draft: &Draft,
    group: Group,
    own: &mut Seen,
) -> Result<(), Failure> {
    let fields = &draft.fields;
    let replaces = draft.base.tips.of(group).clone();
    let text = |text: &str| Some(Text { text: text.trim().to_owned() });
    match group {
        Group::Channel => {
            let channel = crate::case_promise::channel(desk, &fields.channel)?;
            // The opening is the first edit of the channel.
            tx.write(ChannelSet { case, channel, replaces })?;
        }
        Group::Party => party_record::record(desk, tx, case, draft, own)?,
        Group::Question => tx.write(QuestionSet { case, replaces, private: text(&fields.question) })?,
        Group::Answer => tx.write(AnswerSet { case, replaces, private: text(&fields.answer) })?,
        Group::Hai => {
            let number = ticket(tx, case, &fields.hai_reference)?;
            own.fields.hai_reference.clone_from(&number);
            tx.write(HaiSet { case, replaces, private: text(&number) })?;
        }
        Group::Topic => {
            let unknown = || Sentence::UnknownCode.fields(&["topic"]);
            let rules = desk.store.rules();
            let known = |code: &str| rules.settings.topic(code).ok_or_else(unknown);
            let topic = fields.topic.as_deref().map(known).transpose()?;
            // A topic belongs to a section; a section may be named before the topic is.
            let section = match topic {
                Some(topic) => Some(topic.section.clone()),
                None => fields.section.as_deref().map(Code::new).transpose().map_err(|_| unknown())?,
            };
            own.fields.section = section.as_ref().map(ToString::to_string);
            tx.write(TopicSet { case, topic: topic.map(|topic| topic.code.clone()), section, replaces })?;
        }
    }
    Ok(())
}

/// Names of the fields that "Selesaikan" needs and that are missing, in the order of the form.
/// product.md: "needs stakeholder name, question, topic, answer; an organisation only where its type has one".
pub(crate) fn missing(fields: &Fields, unreadable: impl Fn(Group) -> bool) -> Vec<&'static str> {
    let empty = |text: &str| text.trim().is_empty();
    let kind = catalogue::stakeholder_type(&fields.stakeholder_type);
    let mut missing = Vec::new();
    if !unreadable(Group::Party) {
        if kind.is_none() {
            missing.push("stakeholder_type");
        }
        if empty(&fields.person_name) {
            missing.push("person_name");
        }
        if kind.is_some_and(|kind| kind.has_organisation)
            && fields.organisation.is_none()
            && empty(&fields.organisation_name)
        {
            missing.push("organisation_name");
        }
    }
    if empty(&fields.question) && !unreadable(Group::Question) {
        missing.push("question");
    }
    if fields.topic.is_none() {
        missing.push("topic");
    }
    if empty(&fields.answer) && !unreadable(Group::Answer) {
        missing.push("answer");
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::empty;

    #[test]
    fn an_organisation_is_needed_only_where_the_type_has_one() {
        let said = Fields {
            person_name: "Rina".into(),
            question: "q".into(),
            answer: "a".into(),
            topic: Some("PD-01".into()),
            ..empty()
        };
        let of_type = |code: &str| missing(&Fields { stakeholder_type: code.into(), ..said.clone() }, |_| false);
        assert_eq!(of_type("SATKER"), ["organisation_name"]);
        assert!(of_type("PENSIUN").is_empty());
        assert_eq!(of_type(""), ["stakeholder_type"]);
    }

    #[test]
    fn what_has_not_arrived_yet_is_not_missing() {
        let fields = Fields { topic: Some("PD-01".into()), answer: "a".into(), ..empty() };
        assert_eq!(missing(&fields, |group| matches!(group, Group::Party | Group::Question)), Vec::<&str>::new());
    }
}
