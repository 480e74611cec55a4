//! Status, fields, files and story of a case.

use lakon_domain::case::{CaseState, Status, What};
use lakon_domain::event::{HaiSet, PartySet, PartyWords, TopicSet};
use lakon_domain::standing::Standing;
use lakon_domain::tips::{TextState, Value};
use uuid::Uuid;

use crate::world::*;

fn fold(desks: &Desks) -> CaseState {
    CaseState::fold(&desks.events, &Standing::fold(&desks.events)).unwrap()
}

fn known(words: &str) -> Value<String> {
    Value::Known(words.to_owned())
}

fn party(person: u128, replaces: &[Uuid]) -> PartySet {
    PartySet {
        case: CASE,
        person: Some(id(person)),
        organisation: None,
        stakeholder_type: code("UMUM"),
        role: None,
        replaces: replaces.to_vec(),
        private: Some(PartyWords::default()),
    }
}

#[test]
fn a_case_without_its_opening_is_not_there_yet() {
    let mut desks = Desks::default();
    desks.write(1, 1, question("Mengapa?", &[]));
    assert_eq!(CaseState::fold(&desks.events, &Standing::default()), None);
}

#[test]
fn the_status_is_the_first_that_holds() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    desks.write(1, 2, question("Mengapa?", &[]));
    assert_eq!(fold(&desks).status, Status::Received);
    desks.write(1, 3, answer("Karena.", &[]));
    assert_eq!(fold(&desks).status, Status::Identified);
    desks.write(1, 4, cancelled(4));
    assert_eq!(fold(&desks).status, Status::Cancelled);
    let resolve = desks.write(1, 5, resolved(5));
    assert_eq!(fold(&desks).status, Status::Resolved);
    desks.write(1, 6, revert(resolve));
    assert_eq!(fold(&desks).status, Status::Cancelled);
}

#[test]
fn a_topic_alone_makes_a_case_identified_and_taking_it_away_does_not() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    let set = desks.write(1, 2, topic("PD-01", &[]));
    assert_eq!(fold(&desks).status, Status::Identified);
    desks.write(1, 3, TopicSet { case: CASE, topic: None, section: None, replaces: vec![set] });
    assert_eq!(fold(&desks).status, Status::Received);
    assert_eq!(fold(&desks).topic.value, Value::Empty);
}

#[test]
fn an_answer_that_cannot_be_read_is_still_an_answer() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    desks.write(1, 2, answer("Karena.", &[]));
    desks.events[1] = stripped(&desks.events[1]);
    let state = fold(&desks);
    assert_eq!((state.status, state.answer.value), (Status::Identified, Value::NotYet));
}

#[test]
fn statuses_are_those_of_the_table_of_statuses() {
    let mut table = csv::Reader::from_reader(include_str!("../../data/statuses.csv").as_bytes());
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    for status in Status::ALL {
        let row = rows
            .iter()
            .find(|row| &row[0] == status.code())
            .unwrap_or_else(|| panic!("{status:?} is not in the table"));
        assert_eq!(&row[6] == "ya", status.is_terminal(), "{status:?}");
    }
}

#[test]
fn the_facts_of_the_opening_stand() {
    let mut desks = Desks::default();
    let event = desks.write(3, 1, opened());
    let state = fold(&desks);
    assert_eq!(
        (state.number.as_str(), state.visit, state.opened_at, state.started_at),
        ("046-B-26-0042", id(2), minute(1), minute(0))
    );
    assert_eq!((state.opened_by, state.opened_event, state.channel_code()), (id(0xa003), event, "tatap_muka"));
    assert_eq!(state.channel.tips, [event]);
}

#[test]
fn of_two_openings_the_first_counts_and_the_other_is_told_as_a_misfit() {
    let mut desks = Desks::default();
    let mut second = opened();
    second.number = lakon_domain::shape::CaseNumber::new("046-C-26-0001").unwrap();
    desks.write(1, 1, opened());
    desks.write(2, 2, second);
    let state = fold(&desks);
    assert_eq!(state.number.as_str(), "046-B-26-0042");
    assert_eq!(state.story.iter().map(|line| line.misfit).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn two_desks_that_typed_at_once_are_marked_until_an_edit_replaces_both() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    let first = desks.write(1, 2, question("Mengapa?", &[]));
    let mine = desks.write(1, 3, question("Mengapa ditolak?", &[first]));
    let theirs = desks.write(2, 4, question("Mengapa SPM?", &[first]));
    let state = fold(&desks);
    assert_eq!((state.question.value.text(), state.concurrent()), ("Mengapa SPM?", vec!["question"]));
    assert_eq!(state.question.tips, [theirs, mine]);
    assert_eq!(state.question.values, [known("Mengapa SPM?"), known("Mengapa ditolak?")]);
    desks.write(1, 5, question("Mengapa SPM ditolak?", &[mine, theirs]));
    let state = fold(&desks);
    assert_eq!((state.question.value.text(), state.concurrent()), ("Mengapa SPM ditolak?", vec![]));
}

#[test]
fn two_desks_that_typed_the_same_are_not_marked() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    desks.write(1, 2, answer("Karena.", &[]));
    desks.write(2, 3, answer("Karena.", &[]));
    let state = fold(&desks);
    assert_eq!((state.answer.tips.len(), state.answer.concurrent), (2, false));
}

#[test]
fn whom_to_tell_and_when_it_came_carry_the_mark_too() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    desks.write(1, 2, crate::acts::contact("Rina", &[]));
    desks.write(2, 2, crate::acts::contact("Budi", &[]));
    desks.write(1, 3, crate::acts::received(-90, &[]));
    desks.write(2, 3, crate::acts::received(-30, &[]));
    let state = fold(&desks);
    assert_eq!(state.concurrent(), ["contact", "received"]);
    assert_eq!((state.contact.values.len(), state.received_at), (2, minute(-30)));
    desks.write(1, 4, crate::acts::contact("Rina", &state.contact.tips));
    desks.write(1, 4, crate::acts::received(-90, &state.received.tips));
    assert!(fold(&desks).concurrent().is_empty());
}

#[test]
fn party_and_topic_carry_the_mark_and_channel_and_reference_do_not() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    for desk in [1, 2] {
        desks.write(desk, 2, party(u128::from(desk), &[]));
        desks.write(desk, 2, topic(["PD-01", "PD-02"][usize::from(desk) - 1], &[]));
        desks.write(desk, 2, channel(["telepon", "surel"][usize::from(desk) - 1], &[]));
        desks.write(desk, 2, HaiSet { case: CASE, replaces: vec![], private: text(["A", "B"][usize::from(desk) - 1]) });
    }
    let state = fold(&desks);
    assert_eq!(state.concurrent(), ["party", "topic"]);
    assert_eq!((state.channel_code(), state.hai.value.text()), ("surel", "B"));
}

#[test]
fn a_missing_text_was_not_received_or_was_erased_and_the_erasure_wins_over_bytes_still_here() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    let asked = desks.write(1, 2, question("Mengapa?", &[]));
    let full = desks.clone();
    desks.events[1] = stripped(&desks.events[1]);
    assert_eq!(fold(&desks).question.value, Value::NotYet);
    desks.write(9, 3, erase(&[asked]));
    assert_eq!(fold(&desks).question.value, Value::Erased);
    let mut kept = full;
    kept.write(9, 3, erase(&[asked]));
    assert_eq!(fold(&kept), fold(&desks));
    assert_eq!(fold(&kept).story[1].state, TextState::Erased);
}

#[test]
fn the_story_tells_the_old_text_of_an_edit() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    let one = desks.write(1, 2, answer("Satu.", &[]));
    let two = desks.write(1, 3, answer("Dua.", &[one]));
    let three = desks.write(2, 4, answer("Tiga.", &[one]));
    desks.write(1, 5, answer("Empat.", &[two, three]));
    desks.write(1, 6, channel("telepon", &[desks.events[0].id]));
    let story = fold(&desks).story;
    let old: Vec<Option<What>> = story.into_iter().map(|line| line.old).collect();
    let said = |words: &str| Some(What::Answer(known(words)));
    assert_eq!(old, [None, None, said("Satu."), said("Satu."), said("Tiga."), Some(What::Channel(code("tatap_muka")))]);
}

#[test]
fn an_erased_old_text_is_not_told() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    let one = desks.write(1, 2, answer("Satu.", &[]));
    desks.write(1, 3, answer("Dua.", &[one]));
    desks.write(9, 4, erase(&[one]));
    assert_eq!(fold(&desks).story[2].old, Some(What::Answer(Value::Erased)));
}

#[test]
fn the_story_says_when_it_happened_and_when_it_was_written() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    desks.write(1, 30, resolved(11));
    let story = fold(&desks).story;
    assert_eq!((story[1].at, story[1].recorded_at, &story[1].what), (minute(11), minute(30), &What::Resolved));
}

#[test]
fn a_revert_of_an_edit_brings_back_what_it_replaced() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    let one = desks.write(1, 2, answer("Satu.", &[]));
    let two = desks.write(1, 3, answer("Dua.", &[one]));
    desks.write(1, 4, revert(two));
    let state = fold(&desks);
    assert_eq!((state.answer.value.text(), &state.answer.tips[..]), ("Satu.", &[one][..]));
    assert!(state.story[2].reverted);
}

#[test]
fn a_revert_cannot_be_reverted_and_neither_can_the_opening() {
    let mut desks = Desks::default();
    let opening = desks.write(1, 1, opened());
    let resolve = desks.write(1, 2, resolved(2));
    let undo = desks.write(1, 3, revert(resolve));
    desks.write(1, 4, revert(undo));
    desks.write(1, 5, revert(opening));
    desks.write(1, 6, revert(id(0xdead)));
    let state = fold(&desks);
    assert_eq!(state.status, Status::Received);
    assert_eq!(state.story.iter().map(|line| line.misfit).collect::<Vec<_>>(), [false, false, false, true, true, true]);
    assert!(state.story.iter().skip(2).all(|line| !line.reverted));
}

#[test]
fn a_voided_revert_does_not_revert() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    let resolve = desks.write(1, 2, resolved(2));
    let undo = desks.write(1, 3, revert(resolve));
    desks.write(9, 4, void(&[undo]));
    assert_eq!(fold(&desks).status, Status::Resolved);
}

#[test]
fn work_on_a_voided_edit_stays_and_is_to_be_reviewed_until_typed_anew() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    let one = desks.write(1, 2, answer("Satu.", &[]));
    let two = desks.write(2, 3, answer("Dua.", &[one]));
    assert!(!fold(&desks).needs_review);
    desks.write(9, 4, void(&[one]));
    let state = fold(&desks);
    assert_eq!((state.answer.value.text(), state.needs_review, state.story[1].voided), ("Dua.", true, true));
    desks.write(2, 5, answer("Tiga.", &[two]));
    assert!(!fold(&desks).needs_review);
}

#[test]
fn a_voided_opening_hides_an_empty_case_and_marks_one_with_work_until_it_is_allowed() {
    let mut desks = Desks::default();
    let opening = desks.write(1, 1, opened());
    desks.write(9, 2, void(&[opening]));
    assert_eq!(CaseState::fold(&desks.events, &Standing::fold(&desks.events)), None);
    desks.write(2, 3, question("Mengapa?", &[]));
    let state = fold(&desks);
    assert_eq!(
        (state.number.as_str(), state.needs_review, state.channel_code()),
        ("046-B-26-0042", true, "tatap_muka")
    );
    desks.write(9, 4, allow(&[opening]));
    assert!(!fold(&desks).needs_review);
}

#[test]
fn files_stand_in_their_order_and_a_reverted_or_doubled_one_does_not() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    let one = desks.write(1, 2, file(31));
    let two = desks.write(1, 3, file(32));
    desks.write(2, 4, file(31));
    desks.write(1, 5, file(33));
    desks.write(1, 6, revert(two));
    let files = fold(&desks).files;
    assert_eq!(files.iter().map(|f| f.file).collect::<Vec<_>>(), [id(31), id(33)]);
    assert_eq!((files[0].event, files[0].name.text(), files[0].size), (one, "spm 31.pdf", 1200));
    assert_eq!(files[0].address, Value::Known(lakon_domain::ids::Hash([9; 32])));
}

#[test]
fn a_file_whose_name_was_not_received_says_so() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    desks.write(1, 2, file(31));
    desks.events[1] = stripped(&desks.events[1]);
    let files = fold(&desks).files;
    assert_eq!((&files[0].name, &files[0].address, files[0].media.as_str()), (&Value::NotYet, &Value::NotYet, "pdf"));
}

#[test]
fn the_reason_of_a_cancelled_case_stands() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    let event = desks.write(1, 5, cancelled(5));
    let cancelled = fold(&desks).cancelled.unwrap();
    assert_eq!((cancelled.event, cancelled.at, cancelled.reason), (event, minute(5), known("salah kantor")));
}
