//! Questions to a section head: where each stands, referral, asking back, decisions by telephone, deliveries.

use lakon_domain::case::{CaseState, Escalation, EscalationDid, EscalationState, Status};
use lakon_domain::event::Event;
use lakon_domain::standing::Standing;
use uuid::Uuid;

use crate::acts::*;
use crate::world::*;

const HEAD_DESK: u8 = 2;

fn fold(desks: &Desks) -> CaseState {
    CaseState::fold(&desks.events, &Standing::fold(&desks.events)).unwrap()
}

/// A case with escalation 60 to PD, and what follows.
fn escalated(steps: &[(i64, Event)]) -> (Desks, Vec<Uuid>) {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    let mut ids = vec![desks.write(1, 5, raised(60, "PD", 5))];
    ids.extend(steps.iter().map(|(at, step)| desks.write(HEAD_DESK, *at, step.clone())));
    (desks, ids)
}

fn only(desks: &Desks) -> EscalationState {
    let mut all = fold(desks).escalations;
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn misfits(desks: &Desks) -> Vec<Uuid> {
    fold(desks).story.iter().filter(|line| line.misfit).map(|line| line.event).collect()
}

#[test]
fn a_question_waits_until_the_head_answers() {
    let (mut desks, ids) = escalated(&[]);
    let waiting = only(&desks);
    assert_eq!(
        (waiting.state, waiting.section.as_str(), waiting.question.text()),
        (Escalation::Waiting, "PD", "Boleh dispensasi?")
    );
    assert_eq!((waiting.event, waiting.raised_by, waiting.raised_at), (ids[0], at_desk(1), minute(5)));
    assert_eq!(fold(&desks).status, Status::WaitingSectionHead);
    let event = desks.write(HEAD_DESK, 9, decided(60, "PD", 9));
    let answered = only(&desks);
    let by = at_desk(HEAD_DESK);
    assert_eq!(answered.state, Escalation::Answered { event, at: minute(9), by, on_behalf_of: None, confirmed: None });
    assert!(!answered.state.is_unconfirmed());
    assert_eq!(answered.last(|did| matches!(did, EscalationDid::Answered { .. })).unwrap().words.text(), "Boleh.");
    assert_eq!(fold(&desks).status, Status::Received);
}

/// Every step in every state: what becomes of it, or `None` where it is a misfit.
#[test]
fn every_step_fits_in_its_states_and_is_a_misfit_in_the_others() {
    let head = at_desk(HEAD_DESK);
    let states: [(&str, Vec<(i64, Event)>); 5] = [
        ("waiting", vec![]),
        ("asked back", vec![(6, asked_back(60, "PD", 6).into())]),
        ("by telephone", vec![(6, by_telephone(60, "PD", head, 6).into())]),
        ("answered", vec![(6, decided(60, "PD", 6).into())]),
        ("withdrawn", vec![(6, withdrawn(60, 6).into())]),
    ];
    let says = |state: &Escalation| match state {
        Escalation::Waiting => "waiting",
        Escalation::AskedBack => "asked back",
        Escalation::Answered { on_behalf_of: Some(_), confirmed: None, .. } => "by telephone",
        Escalation::Answered { confirmed: Some(_), .. } => "confirmed",
        Escalation::Answered { .. } => "answered",
        Escalation::Withdrawn { .. } => "withdrawn",
    };
    for (name, before) in states {
        let (desks, ids) = escalated(&before);
        assert_eq!(says(&only(&desks).state), name);
        let steps: [(Event, [Option<&str>; 5]); 7] = [
            (asked_back(60, "PD", 8).into(), [Some("asked back"), Some("asked back"), None, None, None]),
            (replied(60, 8).into(), [None, Some("waiting"), None, None, None]),
            (referred(60, "PD", "MSKI", 8).into(), [Some("waiting"), Some("waiting"), None, None, None]),
            (decided(60, "PD", 8).into(), [Some("answered"), Some("answered"), Some("answered"), None, None]),
            (by_telephone(60, "PD", head, 8).into(), [Some("by telephone"), Some("by telephone"), None, None, None]),
            (confirmed(60, "PD", ids.last().copied().unwrap(), 8).into(), [None, None, Some("confirmed"), None, None]),
            (withdrawn(60, 8).into(), [Some("withdrawn"), Some("withdrawn"), None, None, None]),
        ];
        let column = ["waiting", "asked back", "by telephone", "answered", "withdrawn"].iter().position(|n| *n == name);
        for (step, becomes) in steps {
            let mut desks = desks.clone();
            let event = desks.write(HEAD_DESK, 8, step.clone());
            let expected = becomes[column.unwrap()];
            assert_eq!(says(&only(&desks).state), expected.unwrap_or(name), "{name}: {}", step.kind());
            let inert = if expected.is_none() { vec![event] } else { vec![] };
            assert_eq!(misfits(&desks), inert, "{name}: {}", step.kind());
        }
    }
}

#[test]
fn a_question_asked_back_stays_open_until_the_officer_has_replied_and_the_head_answered() {
    let (mut desks, _) = escalated(&[(6, asked_back(60, "PD", 6).into())]);
    assert_eq!((only(&desks).state, fold(&desks).status), (Escalation::AskedBack, Status::WaitingSectionHead));
    desks.write(1, 8, replied(60, 8));
    assert_eq!(only(&desks).state, Escalation::Waiting);
    desks.write(HEAD_DESK, 9, decided(60, "PD", 9));
    let steps: Vec<_> = only(&desks).steps.into_iter().map(|step| (step.did, step.by, step.at)).collect();
    assert_eq!(
        steps,
        [
            (EscalationDid::AskedBack, at_desk(2), minute(6)),
            (EscalationDid::Replied, at_desk(1), minute(8)),
            (EscalationDid::Answered { on_behalf_of: None }, at_desk(2), minute(9)),
        ]
    );
}

#[test]
fn a_referral_moves_the_question_and_only_the_new_section_can_answer() {
    let (mut desks, _) = escalated(&[(6, referred(60, "PD", "MSKI", 6).into())]);
    assert_eq!((only(&desks).section.as_str(), only(&desks).state), ("MSKI", Escalation::Waiting));
    let late = desks.write(HEAD_DESK, 7, decided(60, "PD", 7));
    assert_eq!((misfits(&desks), only(&desks).state), (vec![late], Escalation::Waiting));
    let back = desks.write(3, 8, referred(60, "MSKI", "PD", 8));
    assert!(
        matches!(only(&desks).state, Escalation::Answered { event, .. } if event == late),
        "back with PD it counts"
    );
    desks.write(3, 9, revert(back));
    let nowhere = desks.write(3, 10, referred(60, "MSKI", "MSKI", 10));
    assert!(misfits(&desks).contains(&nowhere), "to itself is no referral");
    desks.write(3, 11, decided(60, "MSKI", 11));
    assert!(matches!(only(&desks).state, Escalation::Answered { by, .. } if by == at_desk(3)));
}

#[test]
fn a_decision_by_telephone_counts_at_once_and_is_confirmed_or_replaced_by_the_head() {
    let head = at_desk(HEAD_DESK);
    let (mut desks, _) = escalated(&[]);
    let event = desks.write(1, 7, by_telephone(60, "PD", head, 7));
    assert_eq!(fold(&desks).status, Status::Received);
    assert!(only(&desks).state.is_unconfirmed());
    let stray = desks.write(HEAD_DESK, 8, confirmed(60, "PD", id(0xdead), 8));
    assert_eq!(misfits(&desks), [stray]);
    let mut replaced = desks.clone();
    let own = replaced.write(HEAD_DESK, 9, decided(60, "PD", 9));
    assert!(matches!(only(&replaced).state, Escalation::Answered { event, on_behalf_of: None, .. } if event == own));
    desks.write(HEAD_DESK, 9, confirmed(60, "PD", event, 9));
    let confirmed = Some((head, minute(9)));
    let by = at_desk(1);
    let expected = Escalation::Answered { event, at: minute(7), by, on_behalf_of: Some(head), confirmed };
    assert_eq!(only(&desks).state, expected);
    assert!(!only(&desks).state.is_unconfirmed());
}

#[test]
fn a_step_on_an_unknown_escalation_is_a_misfit_until_it_is_raised() {
    let mut desks = Desks::default();
    desks.write(1, 1, opened());
    let answer = desks.write(2, 5, decided(60, "PD", 5));
    assert_eq!(misfits(&desks), [answer]);
    desks.write(1, 6, raised(60, "PD", 6));
    assert!(misfits(&desks).is_empty() && !only(&desks).state.is_open(), "a late clock hides no answer");
}

#[test]
fn steps_stamped_by_a_wrong_clock_still_follow_what_they_answer() {
    let (mut desks, _) =
        escalated(&[(90, asked_back(60, "PD", 90).into()), (95, referred(60, "PD", "MSKI", 95).into())]);
    // The officer's PC and that of the other section are an hour and more behind the first head's.
    desks.write(1, 8, replied(60, 8));
    desks.write(3, 12, decided(60, "MSKI", 12));
    assert!(misfits(&desks).is_empty());
    let did: Vec<_> = only(&desks).steps.into_iter().map(|step| step.did).collect();
    assert!(matches!(
        did[..],
        [
            EscalationDid::AskedBack,
            EscalationDid::Replied,
            EscalationDid::Referred { .. },
            EscalationDid::Answered { .. }
        ]
    ));
}

#[test]
fn a_delivery_is_known_once_a_device_and_closes_nothing() {
    let (mut desks, _) = escalated(&[(6, delivered(60, 10, 6).into()), (7, delivered(60, 11, 7).into())]);
    let again = desks.write(HEAD_DESK, 8, delivered(60, 10, 8));
    let state = only(&desks);
    assert_eq!(state.delivered, [(id(10), minute(6)), (id(11), minute(7))]);
    assert_eq!((state.state, misfits(&desks)), (Escalation::Waiting, vec![again]));
}

#[test]
fn questions_to_two_sections_are_open_side_by_side() {
    let (mut desks, _) = escalated(&[]);
    desks.write(1, 6, raised(61, "MSKI", 6));
    desks.write(HEAD_DESK, 7, decided(60, "PD", 7));
    let state = fold(&desks);
    assert_eq!(state.status, Status::WaitingSectionHead);
    assert_eq!(state.escalations.iter().map(|one| one.state.is_open()).collect::<Vec<_>>(), [false, true]);
    desks.write(1, 8, withdrawn(61, 8));
    assert_eq!(fold(&desks).status, Status::Received);
}

#[test]
fn an_open_question_outlives_the_end_and_the_reopening_of_its_case() {
    let (mut desks, _) = escalated(&[]);
    desks.write(1, 9, resolved(9));
    assert_eq!((fold(&desks).status, fold(&desks).open_facts), (Status::Resolved, vec![Status::WaitingSectionHead]));
    desks.write(1, 30, reopened(30));
    assert_eq!(fold(&desks).status, Status::WaitingSectionHead);
}
