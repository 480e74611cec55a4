//! The files of a case: added to it or moved to it from another, withdrawn from it or moved away.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entries::{Entries, Entry, Misfits};
use super::fields::reason;
use super::threads::replay;
use crate::event::{Event, FileData};
use crate::ids::{Hash, LogId};
use crate::shape::{Code, Time};
use crate::tips::{Value, private_value};

/// A file of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileState {
    pub file: Uuid,
    /// The `file.added` event, or the `file.moved` that brought it here.
    pub event: Uuid,
    /// Bytes.
    pub size: u64,
    /// The sniffed kind, such as `pdf`.
    pub media: Code,
    pub name: Value<String>,
    /// BLAKE3 of the bytes.
    pub address: Value<Hash>,
    pub added_at: Time,
    pub added_by: Uuid,
    /// The log that event stands in.
    pub log: LogId,
    /// The case it was in before.
    pub moved_from: Option<Uuid>,
    pub withdrawn: Option<Withdrawn>,
}

/// Why a file is hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    pub event: Uuid,
    pub at: Time,
    pub by: Uuid,
    pub reason: Value<String>,
}

/// In the order in which they came: those to show, and those that were withdrawn.
pub fn fold(entries: &Entries, misfits: &mut Misfits) -> (Vec<FileState>, Vec<FileState>) {
    let case = entries.opened.event.case;
    let mut here: Vec<FileState> = Vec::new();
    let about_files =
        |event: &Event| matches!(event, Event::FileAdded(_) | Event::FileWithdrawn(_) | Event::FileMoved(_));
    let steps = entries.acting().filter(|entry| about_files(entry.event)).collect();
    replay(steps, misfits, |entry| {
        let place = |here: &[FileState], file: Uuid| here.iter().position(|held| held.file == file);
        match entry.event {
            Event::FileAdded(e) if place(&here, e.file).is_none() => {
                here.push(brought(entry, e.file, e.size, &e.media, e.private.as_ref()));
                true
            }
            Event::FileMoved(e) if e.to == case && e.case != case && place(&here, e.file).is_none() => {
                let file = brought(entry, e.file, e.size, &e.media, e.private.as_ref());
                here.push(FileState { moved_from: Some(e.case), ..file });
                true
            }
            Event::FileMoved(e) if e.case == case && e.to != case => match place(&here, e.file) {
                Some(place) => {
                    here.remove(place);
                    true
                }
                None => false,
            },
            Event::FileWithdrawn(e) => match here.iter_mut().find(|held| held.file == e.file) {
                Some(held) if held.withdrawn.is_none() => {
                    let (event, at, by) = (entry.filed.id, entry.filed.at, entry.filed.author);
                    held.withdrawn = Some(Withdrawn { event, at, by, reason: reason(entry, e.private.as_ref()) });
                    true
                }
                _ => false,
            },
            _ => false,
        }
    });
    here.into_iter().partition(|held| held.withdrawn.is_none())
}

fn brought(entry: &Entry, file: Uuid, size: u64, media: &Code, private: Option<&FileData>) -> FileState {
    FileState {
        file,
        event: entry.filed.id,
        size,
        media: media.clone(),
        name: private_value(entry.state, private.map(|p| p.name.clone())),
        address: private_value(entry.state, private.map(|p| p.address.clone())).and_then(|hex| hex.parse().ok()),
        added_at: entry.filed.at,
        added_by: entry.filed.author,
        log: entry.filed.log,
        moved_from: None,
        withdrawn: None,
    }
}
