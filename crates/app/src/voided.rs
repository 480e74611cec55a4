//! What the office ruled of records: voided for want of a right, counting again after a later grant; and the own records that do not
//! count at present, so that their author hears of it.

use std::collections::BTreeMap;

use lakon_domain::shape::Code;
use lakon_domain::standing::Ruling as Ruled;
use lakon_domain::subject::Subject;

use crate::api::{Language, Ruling, VoidedAbout, VoidedRow};
use crate::app::Desk;
use crate::case_view::ms;
use crate::failure::Failure;
use crate::words::Sentence;

/// Things named on Beranda, the newest rulings first.
const SHOWN: usize = 20;

/// A ruling in words.
pub(crate) fn ruling(ruled: &Ruled, language: Language) -> Ruling {
    let text = ruled.cause.as_ref().map(|cause| why(cause).words(language).to_owned());
    Ruling { at: ms(ruled.at), void: ruled.cause.is_some(), text: text.unwrap_or_default() }
}

/// What this person wrote of and what does not count, each with the newest reason.
pub(crate) fn own(desk: &Desk) -> Result<Vec<VoidedRow>, Failure> {
    let office = desk.store.office();
    let mut newest: BTreeMap<Subject, Ruled> = BTreeMap::new();
    for (event, subject) in desk.store.voided_of(desk.user)? {
        let Some(last) = office.standing.rulings(event).pop() else { continue };
        if newest.get(&subject).is_none_or(|held| held.at < last.at) {
            newest.insert(subject, last);
        }
    }
    let mut newest: Vec<(Subject, Ruled)> = newest.into_iter().collect();
    newest.sort_by_key(|(subject, ruled)| (std::cmp::Reverse(ruled.at), *subject));
    let mut rows = Vec::new();
    for (subject, ruled) in newest {
        if rows.len() == SHOWN {
            break;
        }
        rows.extend(row(desk, subject, &ruled)?);
    }
    Ok(rows)
}

/// `None` for what has no page of its own: a visit is seen in its cases.
fn row(desk: &Desk, subject: Subject, ruled: &Ruled) -> Result<Option<VoidedRow>, Failure> {
    let (about, title, text) = match subject {
        // A case whose very opening was voided stands in no list.
        Subject::Case(case) => {
            let line = desk.store.case_row(case)?;
            let (number, question) = line.map(|line| (line.number, line.question)).unwrap_or_default();
            (VoidedAbout::Case, number, question)
        }
        Subject::Person(_) => (VoidedAbout::Person, String::new(), String::new()),
        Subject::Organisation(_) => (VoidedAbout::Organisation, String::new(), String::new()),
        Subject::Settings => (VoidedAbout::Settings, String::new(), String::new()),
        Subject::Office => (VoidedAbout::Users, String::new(), String::new()),
        Subject::Visit(_) => return Ok(None),
    };
    let Ruling { at, text: reason, .. } = ruling(ruled, desk.language);
    Ok(Some(VoidedRow { about, id: subject.id().to_string(), title, text, at, reason }))
}

/// The sentence of a cause that stands in a record.
fn why(cause: &Code) -> Sentence {
    match cause.as_str() {
        "no_right" => Sentence::VoidedNoRight,
        _ => Sentence::VoidedOther,
    }
}
