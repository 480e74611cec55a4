//! What the office log says about single records: voided, allowed again, erased. Nothing else decides whether a record counts.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::event::Event;
use crate::filed::Filed;
use crate::hlc::Hlc;
use crate::ids::LogId;
use crate::shape::{Code, Time};

/// Why a private part can be read or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextState {
    /// It is here, or the kind has none.
    Known,
    /// It was not received yet ("belum diterima").
    NotYet,
    /// An erasure names it ("dihapus"), whether the bytes are still here or not.
    Erased,
}

/// What one record of the office log says about an event.
#[derive(Debug, Clone, PartialEq)]
struct Decision {
    made: (Hlc, LogId, u64),
    /// The cause of a void; `None` where the event is allowed again.
    void: Option<Code>,
}

/// One void or allowance, as whoever wrote the event is told of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Ruling {
    /// By the clock of whoever ruled.
    pub at: Time,
    /// Why it does not count from then on; `None` where it counts again.
    pub cause: Option<Code>,
}

/// Voids, allowances and erasures of the office (design: invariant 11 and "Erasure").
/// Design, invariant 7: "Nothing is inferred from absence. Withdrawing, reverting, voiding, erasing are records."
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// By the event decided on, then by the event that decides, which counts once however many logs hold it.
    decisions: BTreeMap<Uuid, BTreeMap<Uuid, Decision>>,
    erased: BTreeSet<Uuid>,
}

impl Standing {
    /// From the events of the office logs and of nothing else; the order does not matter.
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a Filed>) -> Self {
        let mut standing = Self::default();
        for filed in events {
            standing.hear(filed);
        }
        standing
    }

    /// Takes one more event of an office log, in any order; hearing one twice changes nothing. Other kinds are ignored.
    /// True if something changed.
    pub fn hear(&mut self, filed: &Filed) -> bool {
        match &filed.event {
            Event::RecordVoided(event) => self.decide(filed, &event.voids, Some(&event.cause)),
            Event::RecordAllowed(event) => self.decide(filed, &event.allows, None),
            Event::RecordErased(event) => {
                let before = self.erased.len();
                self.erased.extend(event.erases.iter().copied());
                self.erased.len() != before
            }
            _ => false,
        }
    }

    fn decide(&mut self, filed: &Filed, ids: &[Uuid], void: Option<&Code>) -> bool {
        let made = (filed.hlc, filed.log, filed.seq);
        let mut changed = false;
        for id in ids {
            let decisions = self.decisions.entry(*id).or_default();
            // Of several copies of one event the smallest (hlc, log, seq) stands for all, as in every fold.
            if decisions.get(&filed.id).is_none_or(|held| made < held.made) {
                decisions.insert(filed.id, Decision { made, void: void.cloned() });
                changed = true;
            }
        }
        changed
    }

    /// The latest decides.
    fn latest(decisions: &BTreeMap<Uuid, Decision>) -> Option<&Code> {
        decisions.values().max_by_key(|decision| decision.made).and_then(|decision| decision.void.as_ref())
    }

    /// Whether the event counts: it was never voided, or the latest record about it allows it.
    pub fn counts(&self, id: Uuid) -> bool {
        self.cause(id).is_none()
    }

    /// Why the event was voided; `None` where it counts.
    pub fn cause(&self, id: Uuid) -> Option<&Code> {
        self.decisions.get(&id).and_then(Self::latest)
    }

    /// What the voids and allowances of an event come to, oldest first: the last one decides (design: invariant 11). One that says what the
    /// one before it said changes nothing: a server that had lost its judgement made it again, and the first has come back since.
    pub fn rulings(&self, id: Uuid) -> Vec<Ruling> {
        let decisions = self.decisions.get(&id).into_iter().flat_map(BTreeMap::values);
        let mut decisions: Vec<&Decision> = decisions.collect();
        decisions.sort_by_key(|decision| decision.made);
        let ruling = |one: &Decision| Ruling { at: Time(one.made.0.ms()), cause: one.void.clone() };
        let mut rulings: Vec<Ruling> = decisions.into_iter().map(ruling).collect();
        rulings.dedup_by(|next, before| next.cause == before.cause);
        rulings
    }

    /// Whether an erasure names the event: its private part must be dropped at every door and is ignored where still present.
    pub fn is_erased(&self, id: Uuid) -> bool {
        self.erased.contains(&id)
    }

    /// Events that do not count at present.
    pub fn voided(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.decisions.iter().filter(|(_, decisions)| Self::latest(decisions).is_some()).map(|(id, _)| *id)
    }

    /// Events an erasure names.
    pub fn erased(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.erased.iter().copied()
    }

    /// How the private part of an event folds. `missing`: it was written with one and it is not here.
    pub(crate) fn state(&self, id: Uuid, event: &Event, missing: bool) -> TextState {
        if self.is_erased(id) && !event.row().private.is_empty() {
            TextState::Erased
        } else if missing {
            TextState::NotYet
        } else {
            TextState::Known
        }
    }
}
