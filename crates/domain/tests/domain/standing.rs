//! Voids, allowances and erasures.

use lakon_domain::standing::Standing;

use crate::world::*;

#[test]
fn an_event_counts_until_it_is_voided_and_again_once_it_is_allowed() {
    let mut desks = Desks::default();
    let event = id(1);
    assert!(Standing::fold(&desks.events).counts(event));
    desks.write(9, 1, void(&[event, id(2)]));
    let standing = Standing::fold(&desks.events);
    assert_eq!((standing.counts(event), standing.cause(event)), (false, Some(&code("no_right"))));
    desks.write(9, 2, allow(&[event]));
    let standing = Standing::fold(&desks.events);
    assert!(standing.counts(event) && !standing.counts(id(2)));
    assert_eq!(standing.voided().collect::<Vec<_>>(), [id(2)]);
    desks.write(9, 3, void(&[event]));
    assert!(!Standing::fold(&desks.events).counts(event));
}

#[test]
fn the_latest_decides_in_whatever_order_it_arrives() {
    let mut desks = Desks::default();
    desks.write(9, 1, void(&[id(1)]));
    desks.write(9, 2, allow(&[id(1)]));
    desks.events.reverse();
    assert!(Standing::fold(&desks.events).counts(id(1)));
}

#[test]
fn every_void_and_allowance_is_told_in_the_order_it_was_made_once_however_many_logs_hold_it() {
    let mut desks = Desks::default();
    desks.write(9, 1, void(&[id(1)]));
    desks.write(9, 2, allow(&[id(1)]));
    let mut copy = desks.events[0].clone();
    (copy.log, copy.seq) = (log(8), 4);
    desks.events.push(copy);
    desks.events.reverse();
    let said = |id| {
        let rulings = Standing::fold(&desks.events).rulings(id);
        rulings.into_iter().map(|one| (one.at, one.cause)).collect::<Vec<_>>()
    };
    assert_eq!(said(id(1)), [(minute(1), Some(code("no_right"))), (minute(2), None)]);
    assert!(said(id(2)).is_empty());
}

#[test]
fn a_judgement_made_again_changes_nothing_when_the_first_comes_back() {
    let mut desks = Desks::default();
    desks.write(9, 2, void(&[id(1)]));
    desks.write(8, 1, void(&[id(1)]));
    desks.write(9, 3, allow(&[id(1)]));
    let rulings = Standing::fold(&desks.events).rulings(id(1));
    let said: Vec<_> = rulings.into_iter().map(|one| (one.at, one.cause)).collect();
    assert_eq!(said, [(minute(1), Some(code("no_right"))), (minute(3), None)]);
}

#[test]
fn an_erasure_is_never_lifted() {
    let mut desks = Desks::default();
    desks.write(9, 1, erase(&[id(1)]));
    desks.write(9, 2, allow(&[id(1)]));
    let standing = Standing::fold(&desks.events);
    assert!(standing.is_erased(id(1)) && !standing.is_erased(id(2)));
    assert_eq!(standing.erased().collect::<Vec<_>>(), [id(1)]);
}

#[test]
fn hearing_says_whether_something_changed() {
    let mut desks = Desks::default();
    desks.write(9, 1, void(&[id(1)]));
    desks.write(9, 2, erase(&[id(2)]));
    desks.write(1, 3, question("Mengapa?", &[]));
    let mut standing = Standing::default();
    let mut hear = || desks.events.iter().map(|filed| standing.hear(filed)).collect::<Vec<_>>();
    assert_eq!(hear(), [true, true, false]);
    assert_eq!(hear(), [false, false, false]);
}
