//! Who may make a record where a section decides.

use lakon_domain::event::Event;
use lakon_domain::rights::{Role, may, may_do};
use lakon_domain::shape::Code;

use crate::acts::*;
use crate::world::*;

fn allowed(roles: &[Role], heads: &[&str], event: impl Into<Event>) -> bool {
    let heads: Vec<Code> = heads.iter().map(|head| code(head)).collect();
    let event = event.into();
    may_do(roles, &heads, event.kind(), &event)
}

#[test]
fn whoever_heads_the_section_on_that_day_decides_whatever_the_role() {
    let steps: [Event; 4] = [
        decided(1, "PD", 2).into(),
        confirmed(1, "PD", id(2), 3).into(),
        asked_back(1, "PD", 2).into(),
        referred(1, "PD", "MSKI", 2).into(),
    ];
    for step in steps {
        assert!(allowed(&[Role::SectionHead], &["MSKI", "PD"], step.clone()), "{}", step.kind());
        assert!(allowed(&[Role::Officer], &["PD"], step.clone()), "a substitute: {}", step.kind());
        assert!(!allowed(&[Role::SectionHead], &["MSKI"], step.clone()), "{}", step.kind());
        assert!(!allowed(&[Role::Officer, Role::Admin, Role::OfficeHead], &[], step.clone()), "{}", step.kind());
    }
}

#[test]
fn an_officer_writes_a_decision_only_on_a_head_s_behalf() {
    assert!(allowed(&[Role::Officer], &[], by_telephone(1, "PD", id(14), 2)));
    assert!(!allowed(&[Role::Officer], &[], decided(1, "PD", 2)));
    assert!(!allowed(&[Role::Admin], &[], by_telephone(1, "PD", id(14), 2)));
    assert!(allowed(&[Role::SectionHead], &["PD"], by_telephone(1, "PD", id(14), 2)));
}

#[test]
fn a_substitute_is_named_by_the_head_of_the_section_or_an_admin() {
    let named = substitute(1, "PD", id(18), "2026-07-06", "2026-07-10", &[]);
    assert!(allowed(&[Role::Admin], &[], named.clone()));
    assert!(allowed(&[Role::SectionHead], &["PD"], named.clone()));
    assert!(!allowed(&[Role::SectionHead], &["MSKI"], named.clone()));
    assert!(!allowed(&[Role::Officer], &[], named));
}

#[test]
fn other_kinds_are_judged_by_role_alone() {
    assert!(allowed(&[Role::Officer], &[], promised(1)));
    assert!(!allowed(&[Role::SectionHead], &["PD"], promised(1)));
    assert!(allowed(&[], &[], delivered(1, 10, 2)));
    assert!(allowed(&[Role::Admin], &[], holiday("2026-12-24", false, &[])));
    assert!(!allowed(&[Role::Officer, Role::SectionHead], &["PD"], setting("late_days", 9, "2026-01-01", &[])));
    assert!(may_do(&[], &[], "kind.of_a_newer_program", &promised(1).into()));
}

#[test]
fn what_may_do_allows_may_does_not_refuse() {
    for event in samples() {
        for role in Role::ALL {
            for heads in [vec![], vec![code("PD")]] {
                // Nobody but a head or a substitute, who is at least an officer, is given a section.
                let heads = if matches!(role, Role::SectionHead | Role::Officer) { heads } else { vec![] };
                let refused = may_do(&[role], &heads, event.kind(), &event) && !may(&[role], event.kind());
                assert!(!refused, "{role:?} {}", event.kind());
            }
        }
    }
}
