//! How a case ends, opens again, waits for confirmation, and is followed up.

use lakon_domain::case::{CaseState, Ended, Status, What};
use lakon_domain::standing::Standing;
use lakon_domain::tips::Value;
use uuid::Uuid;

use crate::acts::*;
use crate::world::*;

fn fold(desks: &Desks) -> CaseState {
    CaseState::fold(&desks.events, &Standing::fold(&desks.events)).unwrap()
}

fn begun() -> (Desks, Uuid) {
    let mut desks = Desks::default();
    let opening = desks.write(1, 1, opened());
    (desks, opening)
}

fn misfits(desks: &Desks) -> Vec<Uuid> {
    fold(desks).story.iter().filter(|line| line.misfit).map(|line| line.event).collect()
}

#[test]
fn a_reopened_case_is_open_and_can_end_again() {
    for end in [resolved(11).into(), cancelled(11).into(), duplicate(OTHER, 11).into(), answered(11).into()] {
        let (mut desks, _) = begun();
        let end: lakon_domain::event::Event = end;
        desks.write(1, 11, end.clone());
        desks.write(1, 30, reopened(30));
        let state = fold(&desks);
        assert_eq!((state.status, state.ended_at()), (Status::Received, None), "{}", end.kind());
        assert_eq!((state.resolved_at, state.cancelled, state.duplicate, state.answered_at), (None, None, None, None));
        assert_eq!(state.reopenings.iter().map(|said| said.words.text()).collect::<Vec<_>>(), ["belum tuntas"]);
        desks.write(1, 40, resolved(40));
        assert_eq!((fold(&desks).status, fold(&desks).ended_at()), (Status::Resolved, Some(minute(40))));
    }
}

#[test]
fn reverting_the_reopening_closes_the_case_again() {
    let (mut desks, _) = begun();
    let resolve = desks.write(1, 11, resolved(11));
    let reopen = desks.write(1, 30, reopened(30));
    desks.write(1, 31, revert(reopen));
    let state = fold(&desks);
    assert_eq!((state.status, state.resolved_event), (Status::Resolved, Some(resolve)));
}

#[test]
fn opening_again_what_never_ended_is_a_misfit() {
    let (mut desks, _) = begun();
    let reopen = desks.write(1, 5, reopened(5));
    assert_eq!(misfits(&desks), [reopen]);
    assert!(fold(&desks).reopenings.is_empty());
    desks.write(1, 11, resolved(11));
    assert_eq!(fold(&desks).status, Status::Resolved, "a reopening from before the end does not open it");
}

#[test]
fn every_opening_knows_the_end_that_closed_it() {
    let (mut desks, opening) = begun();
    desks.write(1, 2, received(-90, &[]));
    let cancel = desks.write(1, 11, cancelled(11));
    let answer = desks.write(1, 12, answered(12));
    desks.write(1, 14, resolved(14));
    let reopen = desks.write(1, 30, reopened(30));
    let again = desks.write(1, 31, reopened(31));
    let mark = desks.write(1, 40, duplicate(OTHER, 40));
    let last = desks.write(1, 50, reopened(50));
    let _ = cancel;
    let openings: Vec<_> = fold(&desks).openings.into_iter().map(|one| (one.event, one.at, one.end)).collect();
    let closed = |event, at, answered| Some(Ended { event, at: minute(at), answered });
    assert_eq!(
        openings,
        [
            (opening, minute(-90), closed(answer, 12, true)),
            (reopen, minute(30), None),
            (again, minute(31), closed(mark, 40, false)),
            (last, minute(50), None),
        ]
    );
}

#[test]
fn an_answer_in_hai_waits_for_the_stakeholder_until_it_is_resolved() {
    let (mut desks, _) = begun();
    let early = desks.write(1, 5, chased(5));
    let answer = desks.write(1, 11, answered(11));
    desks.write(1, 60, chased(60));
    let state = fold(&desks);
    assert_eq!((state.status, state.answered_event), (Status::WaitingConfirmation, Some(answer)));
    assert_eq!(state.chased.iter().map(|one| one.said.at).collect::<Vec<_>>(), [minute(5), minute(60)]);
    desks.write(1, 90, resolved(90));
    assert_eq!((fold(&desks).status, fold(&desks).open_facts), (Status::Resolved, vec![]));
    let (mut unanswered, _) = begun();
    unanswered.write(1, 5, chased(5));
    assert_eq!(misfits(&unanswered).len(), 1, "{early}: nothing to confirm");
}

#[test]
fn a_promise_is_open_until_it_is_kept_and_a_reopened_case_needs_a_new_one() {
    let (mut desks, _) = begun();
    desks.write(1, 9, promised(9));
    assert_eq!(fold(&desks).status, Status::FollowUp);
    desks.write(1, 30, resolved(30));
    desks.write(1, 50, reopened(50));
    let state = fold(&desks);
    let promise = state.promised.unwrap();
    assert_eq!((state.status, promise.open, promise.said.at), (Status::Received, false, minute(9)));
    let second = desks.write(1, 55, promised(55));
    assert_eq!(fold(&desks).status, Status::FollowUp);
    desks.write(1, 56, revert(second));
    assert_eq!(fold(&desks).promised.unwrap().said.at, minute(9));
}

#[test]
fn a_case_goes_to_hai_djpb_and_comes_back() {
    let (mut desks, _) = begun();
    let unsent = desks.write(1, 2, returned(2));
    desks.write(1, 3, forwarded(3));
    assert_eq!(fold(&desks).forwarded.unwrap().words.text(), "Mohon arahan.");
    let twice = desks.write(2, 4, forwarded(4));
    desks.write(1, 9, returned(9));
    let state = fold(&desks);
    assert_eq!((state.forwarded, state.status), (None, Status::Received));
    assert_eq!(misfits(&desks), [unsent, twice]);
    desks.write(1, 12, forwarded(12));
    assert_eq!(fold(&desks).status, Status::ForwardedHai);
}

#[test]
fn a_case_is_no_duplicate_of_itself() {
    let (mut desks, _) = begun();
    let itself = desks.write(1, 5, duplicate(CASE, 5));
    assert_eq!((fold(&desks).status, misfits(&desks)), (Status::Received, vec![itself]));
    assert_eq!(fold(&desks).clock.running_since(), Some(minute(0)), "nor does it stop the clock");
    desks.write(1, 6, duplicate(OTHER, 6));
    let duplicate = fold(&desks).duplicate.unwrap();
    assert_eq!((duplicate.of, duplicate.at, duplicate.reason.text()), (OTHER, minute(6), "sama"));
}

#[test]
fn progress_and_references_stand_once_each_and_corrections_name_what_they_explain() {
    let (mut desks, _) = begun();
    let told = desks.write(1, 5, progress(70, 4));
    let again = desks.write(2, 6, progress(70, 6));
    let used = desks.write(1, 6, reference(71));
    let change = desks.write(1, 8, answer("Karena.", &[]));
    desks.write(1, 9, why(&[change]));
    let stray = desks.write(1, 10, why(&[id(0xdead)]));
    let state = fold(&desks);
    let reports: Vec<_> = state.progress.iter().map(|one| (one.event, one.at, one.channel.as_str())).collect();
    assert_eq!(reports, [(told, minute(4), "whatsapp")]);
    assert_eq!((state.references[0].event, state.references[0].words.text()), (used, "PMK 62/2023 pasal 5"));
    assert_eq!(
        (&state.corrections[0].corrects[..], state.corrections[0].reason.text()),
        (&[change][..], "salah ketik")
    );
    assert_eq!((state.corrections.len(), misfits(&desks)), (1, vec![again, stray]));
}

#[test]
fn a_case_moves_to_another_visit_and_the_story_tells_the_old_one() {
    let (mut desks, opening) = begun();
    assert_eq!(fold(&desks).visit_tips, [opening]);
    let move_ = desks.write(1, 5, moved(3, &[opening]));
    let state = fold(&desks);
    assert_eq!((state.visit, &state.visit_tips[..]), (id(3), &[move_][..]));
    assert_eq!(state.story[1].old, Some(What::Moved { visit: id(2) }));
    desks.write(1, 6, revert(move_));
    assert_eq!(fold(&desks).visit, id(2));
}

#[test]
fn a_contact_is_a_name_or_a_refusal_and_an_empty_one_is_none() {
    let (mut desks, _) = begun();
    let named = desks.write(1, 5, contact("Rina", &[]));
    assert_eq!(fold(&desks).contact.known().unwrap().name.text(), "Rina");
    let refused = desks.write(1, 6, declined(&[named]));
    let state = fold(&desks).contact;
    assert_eq!((state.known().unwrap().declined, &state.tips[..]), (true, &[refused][..]));
    desks.write(1, 7, contact(" ", &[refused]));
    assert_eq!(fold(&desks).contact.value, Value::Empty);
    desks.events[1] = stripped(&desks.events[1]);
    desks.events.truncate(2);
    assert_eq!(fold(&desks).contact.known().unwrap().name, Value::NotYet, "somebody was named");
}

#[test]
fn work_on_a_voided_beginning_is_a_misfit_and_is_to_be_reviewed() {
    let (mut desks, _) = begun();
    let ask = desks.write(1, 5, asked(72, 5));
    let arrival = desks.write(2, 9, arrived(72, 9));
    assert!(!fold(&desks).needs_review);
    desks.write(9, 10, void(&[ask]));
    assert_eq!((fold(&desks).needs_review, misfits(&desks)), (true, vec![arrival]));
    desks.write(9, 11, allow(&[ask]));
    assert!(!fold(&desks).needs_review && misfits(&desks).is_empty());
}
