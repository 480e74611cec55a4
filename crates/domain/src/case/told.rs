//! What officers note beside the answer: progress told to the stakeholder, references used, reasons for late corrections.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entries::{Entries, Misfits};
use super::fields::{reason, text};
use crate::event::Event;
use crate::shape::{Code, Time};
use crate::tips::Value;

/// Step 7b or 13b: what the stakeholder was told meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub progress: Uuid,
    pub event: Uuid,
    pub at: Time,
    pub by: Uuid,
    pub channel: Code,
    pub words: Value<String>,
}

/// Step 4 or 10: where the answer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    pub reference: Uuid,
    pub event: Uuid,
    /// An article of the office's own knowledge base, where it is one.
    pub article: Option<Uuid>,
    pub at: Time,
    pub by: Uuid,
    pub words: Value<String>,
}

/// Why fields were changed after the case had ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    pub event: Uuid,
    /// The events that changed them.
    pub corrects: Vec<Uuid>,
    pub at: Time,
    pub by: Uuid,
    pub reason: Value<String>,
}

pub fn progress(entries: &Entries) -> Vec<Progress> {
    let reports = entries.acting().filter_map(|entry| match entry.event {
        Event::ProgressReported(e) => Some(Progress {
            progress: e.progress,
            event: entry.filed.id,
            at: e.reported_at,
            by: entry.filed.author,
            channel: e.channel.clone(),
            words: text(entry, e.private.as_ref()),
        }),
        _ => None,
    });
    reports.collect()
}

pub fn references(entries: &Entries) -> Vec<Reference> {
    let references = entries.acting().filter_map(|entry| match entry.event {
        Event::ReferenceAdded(e) => Some(Reference {
            reference: e.reference,
            event: entry.filed.id,
            article: e.article,
            at: entry.filed.at,
            by: entry.filed.author,
            words: text(entry, e.private.as_ref()),
        }),
        _ => None,
    });
    references.collect()
}

/// A reason that names no event of the case is a misfit.
pub fn corrections(entries: &Entries, misfits: &mut Misfits) -> Vec<Correction> {
    let mut all = Vec::new();
    for entry in entries.acting() {
        let Event::CaseCorrected(e) = entry.event else { continue };
        if !entries.all.iter().any(|other| e.corrects.contains(&other.filed.id)) {
            misfits.insert(entry.filed.id);
            continue;
        }
        all.push(Correction {
            event: entry.filed.id,
            corrects: e.corrects.clone(),
            at: entry.filed.at,
            by: entry.filed.author,
            reason: reason(entry, e.private.as_ref()),
        });
    }
    all
}
