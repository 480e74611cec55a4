//! What an interrupted process left behind, removed at the next start while the folder is held and nobody writes here yet.

use std::fs;
use std::path::Path;

use uuid::Uuid;

use crate::{ServerStore, StoreError, pieces};

impl ServerStore {
    /// Removes half-written files, files no row names and folders of uploads that have no row, and looks what is gone.
    pub(crate) fn clean_files(&self) -> Result<(), StoreError> {
        self.clean_blobs()?;
        for entry in fs::read_dir(self.folder.staging())? {
            let entry = entry?;
            let id = entry.file_name().to_str().and_then(|name| Uuid::try_parse(name).ok());
            let known = match id {
                Some(id) => self.read(|connection| self.upload(connection, id))?.is_some_and(|row| !row.is_done()),
                None => false,
            };
            if !known {
                pieces::remove(&entry.path())?;
            }
        }
        self.clean_aside()?;
        self.find_lost()?;
        Ok(())
    }

    /// A file gets its name before its row is written, and loses its row before it is removed: a process that ended in between left one
    /// that no row names. Design, "Erasure": "the file goes when no live record refers to it". Files that are no attachments of ours stay.
    fn clean_blobs(&self) -> Result<(), StoreError> {
        let named = self.named_files()?;
        let mut removed = 0_usize;
        for entry in fs::read_dir(self.folder.blobs())? {
            let path = entry?.path();
            let half = path.extension().is_some_and(|extension| extension == "half");
            let orphan = file_id(&path).is_some_and(|id| named.binary_search(&id).is_err());
            if half || orphan {
                fs::remove_file(path)?;
                removed += usize::from(orphan);
            }
        }
        if removed > 0 {
            tracing::warn!(removed, "files of attachments that no row names are removed");
        }
        Ok(())
    }

    /// The files that rows name, sorted; of every office, for one database may serve several. Sixteen bytes each.
    fn named_files(&self) -> Result<Vec<u128>, StoreError> {
        let mut named: Vec<u128> = self.read(|connection| {
            let mut statement = connection.prepare("SELECT file FROM blob")?;
            let mut rows = statement.query([])?;
            let mut named = Vec::new();
            while let Some(row) = rows.next()? {
                named.extend(file_id(Path::new(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)));
            }
            Ok(named)
        })?;
        named.sort_unstable();
        Ok(named)
    }
}

/// The random number a file of an attachment is named by; `None` where its name is none of ours.
fn file_id(path: &Path) -> Option<u128> {
    let name = path.file_name()?.to_str()?;
    let ours = name.len() == 32 && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    ours.then(|| u128::from_str_radix(name, 16).ok())?
}
