//! What an erasure leaves to be removed after its commit: the write-ahead log, and files that did not go because another program holds
//! them. Until nothing is left this PC does not say that it has erased.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use lakon_domain::ids::LogId;
use rusqlite::Connection;

use crate::folder::remove_tree;
use crate::store::{Inner, Store, lock};

/// What is left, and what was told.
#[derive(Debug, Default)]
pub(crate) struct Traces {
    /// The write-ahead log may still tell of it.
    log: bool,
    /// Files and folders that are to go.
    files: BTreeSet<PathBuf>,
    /// How many of them the program's log was told of.
    noted: usize,
    /// How far this PC has said that it has erased; `None` where that was not looked up since something was erased.
    pub told: Option<BTreeMap<LogId, u64>>,
}

impl Inner {
    /// After a commit, before its office is known to others: empties the write-ahead log where something was erased, and removes what
    /// else still holds it: copies for other programs, and those of the database from before a migration. `unneeded` is noted to be
    /// removed. Design, "Erasure": "one transaction, then a truncating checkpoint".
    pub(crate) fn clear_traces(&self, connection: &Connection, erased: bool, unneeded: &[PathBuf]) {
        let mut traces = lock(&self.traces);
        traces.files.extend(unneeded.iter().cloned());
        if erased {
            traces.log = true;
            traces.told = None;
            traces.files.extend(self.folder.clear_opened_but());
            traces.files.extend(crate::db::copies(&self.folder.database()));
        }
        // A reader in the middle of something keeps the log for a moment: then the next commit empties it.
        if traces.log && crate::db::truncate_log(connection) {
            traces.log = false;
        }
    }

    /// What a run before this one may have left.
    pub(crate) fn found_traces(&self, log: bool, files: impl IntoIterator<Item = PathBuf>) {
        let mut traces = lock(&self.traces);
        traces.log |= log;
        traces.files.extend(files);
    }

    /// Tries to remove what is left once more. Only what was left is tried: a copy that was opened since is somebody's work.
    pub(crate) fn remove_left(&self) {
        let mut traces = lock(&self.traces);
        let opened = self.folder.opened();
        traces.files.retain(|path| !gone(path, &opened));
        let left = traces.files.len();
        if left > traces.noted {
            tracing::warn!(left, "what is to be removed is still held by another program");
        }
        traces.noted = left;
    }

    /// Whether something that is to go is still here.
    pub(crate) fn has_traces(&self) -> bool {
        let traces = lock(&self.traces);
        traces.log || !traces.files.is_empty()
    }
}

/// Removes one; only below `opened` whole folders.
fn gone(path: &Path, opened: &Path) -> bool {
    let removed = if path.starts_with(opened) { remove_tree(path) } else { fs::remove_file(path) };
    match removed {
        Ok(()) => true,
        Err(error) => error.kind() == ErrorKind::NotFound,
    }
}

impl Store {
    /// Whether something that was erased still lies in a file of this PC, after trying once more to remove it.
    pub fn erasing(&self) -> bool {
        self.inner.remove_left();
        self.inner.has_traces()
    }
}
