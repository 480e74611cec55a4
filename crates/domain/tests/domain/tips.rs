//! Concurrent edits: properties over desks that edit one field with what each has seen.

use std::collections::BTreeSet;

use lakon_domain::hlc::Hlc;
use lakon_domain::tips::{Edit, Field, Mark, Value};
use proptest::prelude::*;
use uuid::Uuid;

use crate::world::*;

const DESKS: usize = 3;

#[derive(Debug, Clone)]
enum Step {
    /// A desk types a value over everything it sees; its clock can lag by as many minutes.
    Type { desk: usize, value: u8, behind: i64 },
    /// A desk hears everything another has.
    Hear { desk: usize, from: usize },
    /// The office voids one of the edits, or lifts that.
    Void { nth: usize },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..DESKS, 0..4u8, 0..60i64).prop_map(|(desk, value, behind)| Step::Type { desk, value, behind }),
        3 => (0..DESKS, 0..DESKS).prop_map(|(desk, from)| Step::Hear { desk, from }),
        1 => (0..50usize).prop_map(|nth| Step::Void { nth }),
    ]
}

struct Made {
    edit: Edit<u8>,
    /// Every edit its author had seen.
    seen: BTreeSet<Uuid>,
}

fn play(steps: &[Step]) -> Vec<Made> {
    let mut made: Vec<Made> = Vec::new();
    let mut held: Vec<BTreeSet<Uuid>> = vec![BTreeSet::new(); DESKS];
    for (n, step) in steps.iter().enumerate() {
        match step {
            Step::Type { desk, value, behind } => {
                let seen = held[*desk].clone();
                let edits: Vec<Edit<u8>> =
                    made.iter().map(|m| m.edit.clone()).filter(|edit| seen.contains(&edit.id)).collect();
                let event = id(n as u128);
                let order = (Hlc::new(minute(n as i64 - behind).0, 0), log(*desk as u8), event);
                let replaces = Field::fold(&edits, Mark::Shown).tips;
                made.push(Made {
                    edit: Edit { id: event, order, replaces, live: true, value: Value::Known(*value) },
                    seen,
                });
                held[*desk].insert(event);
            }
            Step::Hear { desk, from } => {
                let news = held[*from].clone();
                held[*desk].extend(news);
            }
            Step::Void { nth } => {
                if let Some(m) = made.get_mut(*nth) {
                    m.edit.live = !m.edit.live;
                }
            }
        }
    }
    made
}

/// The rule of the design read the other way round: whether a live edit replaces this one, directly or through voided ones.
fn is_replaced(edits: &[Edit<u8>], edit: Uuid) -> bool {
    edits.iter().any(|over| over.replaces.contains(&edit) && (over.live || is_replaced(edits, over.id)))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_edit_stands_exactly_while_nobody_who_saw_it_typed_anew(mut steps in prop::collection::vec(step(), 0..40)) {
        // Without voids, having seen an edit and having replaced it are the same.
        steps.retain(|step| !matches!(step, Step::Void { .. }));
        let made = play(&steps);
        let edits: Vec<Edit<u8>> = made.iter().map(|m| m.edit.clone()).collect();
        let expected: BTreeSet<Uuid> = edits.iter().map(|e| e.id).filter(|id| made.iter().all(|m| !m.seen.contains(id))).collect();
        let field = Field::fold(&edits, Mark::Shown);
        prop_assert_eq!(field.tips.into_iter().collect::<BTreeSet<_>>(), expected);
    }

    #[test]
    fn nothing_live_is_lost_and_no_order_matters(steps in prop::collection::vec(step(), 0..40), turn in 0..40usize) {
        let made = play(&steps);
        let mut edits: Vec<Edit<u8>> = made.iter().map(|m| m.edit.clone()).collect();
        let field = Field::fold(&edits, Mark::Shown);
        for m in made.iter().filter(|m| m.edit.live) {
            let replaced = made.iter().any(|other| other.edit.live && other.seen.contains(&m.edit.id));
            prop_assert!(field.tips.contains(&m.edit.id) || replaced, "{} is neither shown nor replaced", m.edit.id);
        }
        let expected: BTreeSet<Uuid> = edits.iter().filter(|e| e.live && !is_replaced(&edits, e.id)).map(|e| e.id).collect();
        prop_assert_eq!(field.tips.iter().copied().collect::<BTreeSet<_>>(), expected);
        prop_assert_eq!(field.tips.is_empty(), made.iter().all(|m| !m.edit.live));

        let greatest = edits.iter().filter(|e| field.tips.contains(&e.id)).max_by_key(|e| e.order);
        prop_assert_eq!(&field.value, &greatest.map_or(Value::Empty, |e| e.value.clone()));
        prop_assert_eq!(field.concurrent, field.values.iter().any(|v| *v != field.value));

        let length = edits.len().max(1);
        edits.rotate_left(turn % length);
        prop_assert_eq!(&Field::fold(&edits, Mark::Shown), &field);
        edits.reverse();
        prop_assert_eq!(&Field::fold(&edits, Mark::Shown), &field);
    }

    #[test]
    fn an_edit_over_all_tips_leaves_one_value_whatever_its_clock(steps in prop::collection::vec(step(), 0..40), behind in 0..100i64) {
        let mut edits: Vec<Edit<u8>> = play(&steps).into_iter().map(|m| m.edit).collect();
        let replaces = Field::fold(&edits, Mark::Shown).tips;
        let last = id(0xffff);
        edits.push(Edit { id: last, order: (Hlc::new(minute(-behind).0, 0), log(0), last), replaces, live: true, value: Value::Known(77) });
        let field = Field::fold(&edits, Mark::Shown);
        prop_assert_eq!((field.value, field.tips, field.concurrent), (Value::Known(77), vec![last], false));
    }
}

fn edit(n: u128, replaces: &[u128], live: bool) -> Edit<u128> {
    let order = (Hlc::new(MORNING, u16::try_from(n).unwrap()), log(1), id(n));
    Edit { id: id(n), order, replaces: replaces.iter().map(|n| id(*n)).collect(), live, value: Value::Known(n) }
}

#[test]
fn an_edit_replaces_through_voided_ones() {
    let edits = [edit(1, &[], true), edit(2, &[1], false), edit(3, &[2], false), edit(4, &[3], true)];
    assert_eq!(Field::fold(&edits, Mark::Shown).tips, [id(4)]);
}

#[test]
fn a_voided_edit_gives_back_what_it_replaced() {
    let edits = [edit(1, &[], true), edit(2, &[1], false)];
    assert_eq!(Field::fold(&edits, Mark::Shown).value, Value::Known(1));
}

#[test]
fn edits_forged_into_a_ring_all_stand() {
    let edits = [edit(1, &[2], true), edit(2, &[1], true)];
    assert_eq!(Field::fold(&edits, Mark::Shown).tips, [id(2), id(1)]);
    assert_eq!(Field::fold(&[edit(1, &[1], true)], Mark::Shown).tips, [id(1)]);
    let through_voided = [edit(1, &[2], true), edit(2, &[1], false)];
    assert_eq!(Field::fold(&through_voided, Mark::Shown).tips, [id(1)]);
}

#[test]
fn a_silent_field_is_never_marked() {
    let edits = [edit(1, &[], true), edit(2, &[], true)];
    let field = Field::fold(&edits, Mark::Silent);
    assert_eq!((field.value, field.concurrent, field.tips.len()), (Value::Known(2), false, 2));
}
