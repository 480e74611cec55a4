//! What the office ruled of records: voided for want of a right, counting again after a later grant; and the own records that do not
//! count at present, so that their author hears of it.

use std::collections::BTreeMap;

use lakon_domain::shape::Code;
use lakon_domain::standing::Ruling as Ruled;
use uuid::Uuid;

use crate::api::{Language, Ruling, VoidedRow};
use crate::app::Desk;
use crate::case_view::ms;
use crate::failure::Failure;
use crate::words::Sentence;

/// Cases named on Beranda, the newest rulings first.
const SHOWN: usize = 20;

/// A ruling in words.
pub(crate) fn ruling(ruled: &Ruled, language: Language) -> Ruling {
    let text = ruled.cause.as_ref().map(|cause| why(cause).words(language).to_owned());
    Ruling { at: ms(ruled.at), void: ruled.cause.is_some(), text: text.unwrap_or_default() }
}

/// Cases in which something this person wrote does not count, each with the newest reason.
pub(crate) fn own(desk: &Desk) -> Result<Vec<VoidedRow>, Failure> {
    let office = desk.store.office();
    let mut newest: BTreeMap<Uuid, Ruled> = BTreeMap::new();
    for (event, case) in desk.store.voided_of(desk.user)? {
        let Some(last) = office.standing.rulings(event).pop() else { continue };
        if newest.get(&case).is_none_or(|held| held.at < last.at) {
            newest.insert(case, last);
        }
    }
    let mut newest: Vec<(Uuid, Ruled)> = newest.into_iter().collect();
    newest.sort_by_key(|(case, ruled)| (std::cmp::Reverse(ruled.at), *case));
    let mut rows = Vec::new();
    for (case, ruled) in newest.into_iter().take(SHOWN) {
        // A case whose very opening was voided stands in no list.
        let line = desk.store.case_row(case)?;
        let (number, question) = line.map(|line| (line.number, line.question)).unwrap_or_default();
        let Ruling { at, text, .. } = ruling(&ruled, desk.language);
        rows.push(VoidedRow { case: case.to_string(), number, question, at, text });
    }
    Ok(rows)
}

/// The sentence of a cause that stands in a record.
fn why(cause: &Code) -> Sentence {
    match cause.as_str() {
        "no_right" => Sentence::VoidedNoRight,
        _ => Sentence::VoidedOther,
    }
}
