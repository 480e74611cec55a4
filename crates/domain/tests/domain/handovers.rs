//! Who holds a case at shift end.

use lakon_domain::case::CaseState;
use lakon_domain::standing::Standing;
use uuid::Uuid;

use crate::acts::*;
use crate::world::*;

fn fold(desks: &Desks) -> CaseState {
    CaseState::fold(&desks.events, &Standing::fold(&desks.events)).unwrap()
}

fn misfits(desks: &Desks) -> Vec<Uuid> {
    fold(desks).story.iter().filter(|line| line.misfit).map(|line| line.event).collect()
}

fn offered_to(desks: &Desks) -> Option<Uuid> {
    fold(desks).offered.map(|offer| offer.to)
}

#[test]
fn whoever_opened_a_case_holds_it_until_somebody_accepts_it() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    assert_eq!((fold(&desks).holder, offered_to(&desks)), (at_desk(1), None));
    desks.write(1, 5, offered(60, at_desk(2), 5));
    assert_eq!((fold(&desks).holder, offered_to(&desks)), (at_desk(1), Some(at_desk(2))));
    desks.write(2, 6, taken(60, true, 6));
    assert_eq!((fold(&desks).holder, offered_to(&desks)), (at_desk(2), None));
    desks.write(2, 7, offered(61, at_desk(3), 7));
    desks.write(3, 8, taken(61, false, 8));
    assert_eq!((fold(&desks).holder, offered_to(&desks)), (at_desk(2), None));
}

#[test]
fn only_whom_it_was_offered_to_can_accept_and_an_offer_is_answered_once() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    desks.write(1, 5, offered(60, at_desk(2), 5));
    let stranger = desks.write(3, 6, taken(60, true, 6));
    let unknown = desks.write(2, 6, taken(99, true, 6));
    assert_eq!((fold(&desks).holder, misfits(&desks)), (at_desk(1), vec![stranger, unknown]));
    desks.write(1, 7, taken(60, false, 7));
    let late = desks.write(2, 8, taken(60, true, 8));
    assert_eq!(fold(&desks).holder, at_desk(1), "the offer was taken back first");
    assert!(misfits(&desks).contains(&late));
}

#[test]
fn an_offer_from_before_the_last_hand_over_does_not_stand_any_more() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    desks.write(1, 5, offered(60, at_desk(2), 5));
    desks.write(1, 6, offered(61, at_desk(3), 6));
    assert_eq!(offered_to(&desks), Some(at_desk(3)));
    desks.write(3, 7, taken(61, true, 7));
    assert_eq!((fold(&desks).holder, offered_to(&desks)), (at_desk(3), None));
}

#[test]
fn an_undone_acceptance_leaves_the_offer_standing() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    desks.write(1, 5, offered(60, at_desk(2), 5));
    let accepted = desks.write(2, 6, taken(60, true, 6));
    desks.write(2, 7, revert(accepted));
    assert_eq!((fold(&desks).holder, offered_to(&desks)), (at_desk(1), Some(at_desk(2))));
}
