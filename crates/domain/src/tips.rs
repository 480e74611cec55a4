//! Concurrent edits of one field: which edits stand (tips), which is shown, and whether a person has to decide.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::filed::Order;
pub use crate::standing::TextState;

/// The value of a field, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value<T> {
    /// Nothing stands in the field: never set, or set to nothing.
    #[default]
    Empty,
    Known(T),
    /// Set, but the private part was not received ("belum diterima").
    NotYet,
    /// Set, and erased since ("dihapus").
    Erased,
}

impl<T> Value<T> {
    pub fn known(&self) -> Option<&T> {
        match self {
            Value::Known(value) => Some(value),
            _ => None,
        }
    }

    /// Whether something was set, readable or not.
    pub fn is_set(&self) -> bool {
        !matches!(self, Value::Empty)
    }

    /// An empty field is known to be empty.
    pub fn state(&self) -> TextState {
        match self {
            Value::Empty | Value::Known(_) => TextState::Known,
            Value::NotYet => TextState::NotYet,
            Value::Erased => TextState::Erased,
        }
    }

    /// The value through a function that may find nothing in it.
    pub(crate) fn and_then<U>(self, f: impl FnOnce(T) -> Option<U>) -> Value<U> {
        match self {
            Value::Known(value) => f(value).map_or(Value::Empty, Value::Known),
            Value::Empty => Value::Empty,
            Value::NotYet => Value::NotYet,
            Value::Erased => Value::Erased,
        }
    }
}

impl Value<String> {
    /// The text, or "" where there is none to show.
    pub fn text(&self) -> &str {
        self.known().map_or("", String::as_str)
    }
}

/// A typed text: only spaces is nothing.
pub(crate) fn typed(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

/// A value out of a private part in the given state; `value` is `None` where the part is missing.
pub(crate) fn private_value<T>(state: TextState, value: Option<T>) -> Value<T> {
    match (state, value) {
        (TextState::Erased, _) => Value::Erased,
        (TextState::NotYet, _) => Value::NotYet,
        (TextState::Known, Some(value)) => Value::Known(value),
        // Written without one, before the kind had it.
        (TextState::Known, None) => Value::Empty,
    }
}

/// One edit of one field.
#[derive(Debug, Clone)]
pub struct Edit<T> {
    pub id: Uuid,
    pub order: Order,
    /// The edits its author saw and typed over.
    pub replaces: Vec<Uuid>,
    /// Neither voided nor reverted.
    pub live: bool,
    pub value: Value<T>,
}

/// A field as folded from its edits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field<T> {
    /// What is shown: the value of the greatest tip.
    pub value: Value<T>,
    /// Events a new edit has to name in `replaces`; greatest (hlc, log) first, so the first is the one shown.
    pub tips: Vec<Uuid>,
    /// The values of `tips`, in the same order, for the page that sets them side by side.
    pub values: Vec<Value<T>>,
    /// Several tips with different values: marked "Perubahan bersamaan" until an edit replaces all of them.
    /// Always false for fields that do not carry the mark.
    pub concurrent: bool,
}

impl<T> Default for Field<T> {
    fn default() -> Self {
        Self { value: Value::Empty, tips: Vec::new(), values: Vec::new(), concurrent: false }
    }
}

impl<T> Field<T> {
    pub fn known(&self) -> Option<&T> {
        self.value.known()
    }
}

/// Whether a field carries the mark of concurrent edits (design/sync.md "Concurrent edits").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Question, answer, party data, topic and section; also whom to tell the solution and when the question came, because a
    /// wrong one breaks a promise to the stakeholder unseen.
    Shown,
    /// All other fields take the greatest silently.
    Silent,
}

impl<T: PartialEq + Clone> Field<T> {
    /// Folds the edits of one field, given in any order and each once.
    pub fn fold(edits: &[Edit<T>], mark: Mark) -> Self {
        let mut tips = tips(edits);
        tips.sort_by_key(|edit| std::cmp::Reverse(edit.order));
        let Some(shown) = tips.first() else { return Self::default() };
        Self {
            value: shown.value.clone(),
            concurrent: mark == Mark::Shown && tips.iter().any(|tip| tip.value != shown.value),
            tips: tips.iter().map(|tip| tip.id).collect(),
            values: tips.iter().map(|tip| tip.value.clone()).collect(),
        }
    }
}

/// Live edits that no other live edit replaces, directly or through edits that are not live.
/// Edits forged to replace each other in a ring would leave none; then all live ones stand.
fn tips<T>(edits: &[Edit<T>]) -> Vec<&Edit<T>> {
    let by_id: BTreeMap<Uuid, &Edit<T>> = edits.iter().map(|edit| (edit.id, edit)).collect();
    let mut replaced: BTreeSet<Uuid> = BTreeSet::new();
    for edit in edits.iter().filter(|edit| edit.live) {
        let mut seen = BTreeSet::from([edit.id]);
        let mut next: Vec<Uuid> = edit.replaces.clone();
        while let Some(id) = next.pop() {
            let Some(older) = by_id.get(&id).filter(|_| seen.insert(id)) else { continue };
            if older.live {
                replaced.insert(id);
            } else {
                next.extend_from_slice(&older.replaces);
            }
        }
    }
    let live = || edits.iter().filter(|edit| edit.live);
    let standing: Vec<&Edit<T>> = live().filter(|edit| !replaced.contains(&edit.id)).collect();
    if standing.is_empty() { live().collect() } else { standing }
}
