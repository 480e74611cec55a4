//! The status as the first of independent facts that holds, and the chips beside it: all combinations.

use std::collections::BTreeSet;

use lakon_domain::case::{CaseState, Status};
use lakon_domain::event::Event;
use lakon_domain::standing::Standing;

use crate::acts::*;
use crate::world::*;

fn fold(desks: &Desks) -> CaseState {
    CaseState::fold(&desks.events, &Standing::fold(&desks.events)).unwrap()
}

/// A fact, and the event that makes it hold.
fn facts() -> [(Status, Event); 9] {
    [
        (Status::Resolved, resolved(20).into()),
        (Status::Cancelled, cancelled(20).into()),
        (Status::Duplicate, duplicate(OTHER, 20).into()),
        (Status::WaitingConfirmation, answered(20).into()),
        (Status::ForwardedHai, forwarded(20).into()),
        (Status::WaitingSectionHead, raised(61, "PD", 20).into()),
        (Status::WaitingDocuments, asked(62, 20).into()),
        (Status::FollowUp, promised(20).into()),
        (Status::Identified, topic("PD-01", &[]).into()),
    ]
}

/// The rule in words: the first of this list that holds is shown; open facts that hold beside it are chips.
fn expected(holding: &BTreeSet<Status>) -> (Status, Vec<Status>) {
    let first = [
        Status::Resolved,
        Status::Cancelled,
        Status::Duplicate,
        Status::WaitingConfirmation,
        Status::ForwardedHai,
        Status::WaitingSectionHead,
        Status::WaitingDocuments,
        Status::FollowUp,
        Status::Identified,
    ];
    let shown = first.iter().find(|status| holding.contains(status)).copied().unwrap_or(Status::Received);
    let chips = first[3..8].iter().filter(|status| holding.contains(status) && **status != shown).copied().collect();
    (shown, chips)
}

#[test]
fn every_combination_of_facts_has_its_status_and_its_chips() {
    for chosen in 0..1_u32 << 9 {
        let mut desks = Desks::default();
        desks.write(1, 1, opened());
        let mut holding = BTreeSet::new();
        for (n, (status, event)) in facts().into_iter().enumerate() {
            if chosen >> n & 1 == 1 {
                desks.write(1, 20, event);
                holding.insert(status);
            }
        }
        if holding.contains(&Status::Resolved) {
            // An answer that became a resolution waits for nothing.
            holding.remove(&Status::WaitingConfirmation);
        }
        let state = fold(&desks);
        assert_eq!((state.status, state.open_facts), expected(&holding), "{holding:?}");
    }
}

#[test]
fn every_combination_comes_out_the_same_with_the_facts_in_reverse_but_for_promises_kept() {
    for chosen in 0..1_u32 << 9 {
        let mut desks = Desks::default();
        desks.write(1, 1, opened());
        let mut holding = BTreeSet::new();
        for (n, (status, event)) in facts().into_iter().enumerate().rev() {
            if chosen >> n & 1 == 1 {
                desks.write(1, 20, event);
                holding.insert(status);
            }
        }
        let ends = [Status::Resolved, Status::Cancelled, Status::Duplicate, Status::WaitingConfirmation];
        if ends.iter().any(|end| holding.contains(end)) {
            holding.remove(&Status::FollowUp);
        }
        if holding.contains(&Status::Resolved) {
            holding.remove(&Status::WaitingConfirmation);
        }
        let state = fold(&desks);
        assert_eq!((state.status, state.open_facts), expected(&holding), "{holding:?}");
    }
}

#[test]
fn every_fact_ends_by_itself_and_leaves_the_others() {
    let ends: [(Status, Event); 4] = [
        (Status::ForwardedHai, returned(30).into()),
        (Status::WaitingSectionHead, decided(61, "PD", 30).into()),
        (Status::WaitingDocuments, arrived(62, 30).into()),
        (Status::WaitingConfirmation, resolved(30).into()),
    ];
    for (status, end) in ends {
        let mut desks = Desks::default();
        desks.write(1, 1, opened());
        for (_, event) in facts().into_iter().skip(3) {
            desks.write(1, 20, event);
        }
        let open = |state: &CaseState| {
            let shown = std::iter::once(state.status).filter(|status| !status.is_terminal());
            state.open_facts.iter().copied().chain(shown).collect::<BTreeSet<_>>()
        };
        let mut before = open(&fold(&desks));
        desks.write(1, 30, end);
        assert!(before.remove(&status));
        if status == Status::WaitingConfirmation {
            before.remove(&Status::FollowUp);
        }
        assert_eq!(open(&fold(&desks)), before, "{status:?}");
    }
}

#[test]
fn precedence_names_every_status_once() {
    let all: BTreeSet<Status> = Status::ALL.into();
    assert_eq!(Status::PRECEDENCE.into_iter().collect::<BTreeSet<_>>(), all);
    assert_eq!(all.len(), Status::ALL.len());
    let codes: BTreeSet<&str> = all.iter().map(|status| status.code()).collect();
    assert_eq!(codes.len(), all.len());
}
