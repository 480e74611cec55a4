//! Documents asked for, and the files of a case.

use lakon_domain::case::{CaseState, Document, Status};
use lakon_domain::event::DocumentArrived;
use lakon_domain::standing::Standing;
use uuid::Uuid;

use crate::acts::*;
use crate::world::*;

const MINUTE: i64 = 60_000;

fn fold(desks: &Desks) -> CaseState {
    CaseState::fold(&desks.events, &Standing::fold(&desks.events)).unwrap()
}

fn begun() -> Desks {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    desks
}

fn misfits(desks: &Desks) -> Vec<Uuid> {
    fold(desks).story.iter().filter(|line| line.misfit).map(|line| line.event).collect()
}

fn shown(state: &CaseState) -> Vec<Uuid> {
    state.files.iter().map(|file| file.file).collect()
}

#[test]
fn a_document_is_awaited_until_it_arrives_or_is_waived() {
    let mut desks = begun();
    desks.write(1, 5, asked(60, 5));
    desks.write(1, 6, asked(61, 6));
    assert_eq!(fold(&desks).status, Status::WaitingDocuments);
    let came = desks.write(1, 9, DocumentArrived { file: Some(id(30)), ..arrived(60, 9) });
    assert_eq!(fold(&desks).status, Status::WaitingDocuments);
    let waive = desks.write(1, 12, waived(61, 12));
    let state = fold(&desks);
    assert_eq!(state.status, Status::Received);
    assert_eq!(state.documents[0].name.text(), "BAST");
    assert_eq!(state.documents[0].state, Document::Arrived { event: came, at: minute(9), file: Some(id(30)) });
    let reason = lakon_domain::tips::Value::Known("tidak perlu lagi".to_owned());
    assert_eq!(state.documents[1].state, Document::Waived { event: waive, at: minute(12), reason });
}

#[test]
fn an_arrival_wins_over_a_waiver_in_either_order_and_a_second_one_is_a_misfit() {
    for turn in [false, true] {
        let mut desks = begun();
        desks.write(1, 5, asked(60, 5));
        let steps: [lakon_domain::event::Event; 2] = [arrived(60, 9).into(), waived(60, 9).into()];
        let ids = steps.map(|step| (step.kind(), step));
        let mut written = Vec::new();
        for (_, step) in if turn { ids.into_iter().rev().collect::<Vec<_>>() } else { ids.into_iter().collect() } {
            written.push(desks.write(1, 9, step));
        }
        assert!(matches!(fold(&desks).documents[0].state, Document::Arrived { .. }));
        assert_eq!(misfits(&desks).len(), usize::from(!turn), "after the arrival there is nothing to waive");
    }
    let mut desks = begun();
    desks.write(1, 5, asked(60, 5));
    desks.write(1, 6, arrived(60, 6));
    let again = desks.write(2, 7, arrived(60, 7));
    let unknown = desks.write(2, 8, arrived(77, 8));
    assert_eq!(misfits(&desks), [again, unknown]);
}

#[test]
fn waiting_time_is_the_union_of_what_was_awaited_and_ends_with_the_case() {
    let mut desks = begun();
    desks.write(1, 5, asked(60, 5));
    desks.write(1, 8, asked(61, 8));
    desks.write(1, 10, arrived(60, 10));
    assert_eq!(fold(&desks).waiting_ms(minute(12)), 7 * MINUTE);
    desks.write(1, 12, arrived(61, 12));
    desks.write(1, 20, asked(62, 20));
    assert_eq!(fold(&desks).waiting_ms(minute(25)), (7 + 5) * MINUTE);
    desks.write(1, 30, resolved(30));
    assert_eq!(fold(&desks).waiting_ms(minute(90)), (7 + 10) * MINUTE);
    assert_eq!(fold(&desks).clock.net_closed_ms(), 30 * MINUTE, "the clock does not mind");
}

#[test]
fn a_withdrawn_file_is_hidden_with_its_reason_until_that_is_undone() {
    let mut desks = begun();
    desks.write(1, 2, file(31));
    desks.write(1, 3, file(32));
    let hidden = desks.write(1, 4, hide(31));
    let again = desks.write(2, 5, hide(31));
    let unknown = desks.write(2, 6, hide(99));
    let state = fold(&desks);
    assert_eq!((shown(&state), state.withdrawn_files[0].file), (vec![id(32)], id(31)));
    let why = state.withdrawn_files[0].withdrawn.as_ref().unwrap();
    assert_eq!((why.event, why.reason.text(), why.at), (hidden, "salah berkas", minute(4)));
    assert_eq!(misfits(&desks), [again, unknown]);
    desks.write(1, 7, revert(hidden));
    desks.write(1, 8, revert(again));
    assert_eq!(shown(&fold(&desks)), [id(31), id(32)]);
}

#[test]
fn a_moved_file_leaves_one_case_and_stands_whole_in_the_other() {
    let mut desks = begun();
    desks.write(1, 2, file(31));
    desks.write(1, 3, carry(31, CASE, OTHER));
    let gone = desks.write(2, 4, carry(31, CASE, OTHER));
    assert_eq!((shown(&fold(&desks)), misfits(&desks)), (vec![], vec![gone]));

    let mut target = begun();
    let arrival = target.write(1, 5, carry(31, OTHER, CASE));
    let state = fold(&target);
    let moved = &state.files[0];
    assert_eq!((moved.file, moved.event, moved.moved_from, moved.size), (id(31), arrival, Some(OTHER), 1200));
    assert_eq!((moved.name.text(), moved.address.is_set()), ("spm 31.pdf", true));
    target.write(1, 6, carry(31, CASE, OTHER));
    assert!(shown(&fold(&target)).is_empty(), "and back");
    target.write(1, 7, revert(arrival));
    assert!(fold(&target).story.last().unwrap().misfit, "a move is not undone but moved back");
}

#[test]
fn a_withdrawn_file_can_still_be_moved_to_the_case_it_belongs_to() {
    let mut desks = begun();
    desks.write(1, 2, file(31));
    desks.write(1, 3, hide(31));
    desks.write(1, 4, carry(31, CASE, OTHER));
    let state = fold(&desks);
    assert!(state.files.is_empty() && state.withdrawn_files.is_empty() && misfits(&desks).is_empty());
}
