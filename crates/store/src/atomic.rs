//! Files that are either the old or the new one, whole, whatever happens in between: written beside the target, fsynced, renamed.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;

use crate::error::{Result, StoreError};

/// Replaces `target` by `bytes`, durably.
///
/// # Errors
/// [`StoreError::DiskFull`], [`StoreError::ReadOnly`] or [`StoreError::Io`]; the old file is then still whole.
pub fn write(target: &Path, bytes: &[u8]) -> Result<()> {
    let beside = beside(target);
    let outcome = write_new(&beside, bytes).and_then(|()| rename(&beside, target));
    if outcome.is_err() {
        // The old file still stands; a left-over beside it is overwritten the next time.
        let _ = fs::remove_file(&beside);
    }
    outcome
}

fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)
        .map_err(StoreError::io("creating a file"))?;
    file.write_all(bytes).map_err(StoreError::io("writing a file"))?;
    file.sync_all().map_err(StoreError::io("writing a file"))
}

fn beside(target: &Path) -> std::path::PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    target.with_file_name(name)
}

/// Moves a file that was already fsynced into its place, patiently where an antivirus program holds it, and makes the move durable.
///
/// # Errors
/// As [`write`].
pub fn rename(from: &Path, to: &Path) -> Result<()> {
    lakon_platform::rename(from, to).map_err(StoreError::io("renaming a file"))?;
    sync_parent(to)
}

/// Makes a rename, a creation or a removal in the folder of `path` durable. Windows keeps its folders durable itself.
///
/// # Errors
/// [`StoreError::Io`].
pub fn sync_parent(path: &Path) -> Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => {
            File::open(folder).and_then(|f| f.sync_all()).map_err(StoreError::io("writing a folder"))
        }
        _ => Ok(()),
    }
}
