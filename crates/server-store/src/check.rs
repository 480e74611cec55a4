//! Reading a stored attachment back: a copy that is not what its address says is set aside, so that the desks are asked for it.

use std::collections::HashSet;
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::sync::PoisonError;

use lakon_domain::ids::Hash;
use lakon_sync::files::Checked;

use crate::durable::{rename, sync_folder};
use crate::{ServerStore, StoreError};

/// Plain bytes hashed at once.
const PORTION: usize = 256 * 1024;

/// Bytes that were changed on the disk show when they are decrypted.
pub(crate) fn is_damage(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof)
}

impl ServerStore {
    pub(crate) fn check_copy(&self, address: &Hash) -> Result<Checked, StoreError> {
        let _one_at_a_time = self.checking.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((_, path)) = self.blob_or_lost(address)? else { return Ok(Checked::Missing) };
        if self.reads_back(&path, address)? {
            return Ok(Checked::Sound);
        }
        self.set_aside(address, &path)?;
        Ok(Checked::SetAside)
    }

    /// Whether a file holds the bytes of this address.
    fn reads_back(&self, path: &Path, address: &Hash) -> Result<bool, StoreError> {
        let mut content = match self.keys.open(path) {
            Ok(content) => content,
            Err(error) if is_damage(&error) => return Ok(false),
            // A disk that does not answer says nothing about the copy.
            Err(error) => return Err(error.into()),
        };
        let mut hasher = blake3::Hasher::new();
        let mut portion = vec![0; PORTION];
        loop {
            match content.read(&mut portion) {
                Ok(0) => return Ok(*hasher.finalize().as_bytes() == address.0),
                Ok(read) => {
                    hasher.update(&portion[..read]);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // It could be opened and cannot be read: a bad sector is damage too.
                Err(error) => {
                    tracing::warn!(%error, "an attachment cannot be read back");
                    return Ok(false);
                }
            }
        }
    }

    /// The file moves first: a crash before the row is written leaves an attachment whose file is gone, which the start finds.
    fn set_aside(&self, address: &Hash, path: &Path) -> Result<(), StoreError> {
        let Some(name) = path.file_name().and_then(|name| name.to_str()).map(str::to_owned) else {
            return Err(StoreError::Damaged("the name of a file"));
        };
        tracing::error!(file = name, "the copy of an attachment is damaged and set aside");
        rename(path, &self.folder.aside().join(&name))?;
        sync_folder(&self.folder.aside())?;
        sync_folder(&self.folder.blobs())?;
        self.note_places(&[(*address, name, false)])
    }

    /// A good copy has come.
    pub(crate) fn drop_aside(&self, name: &str) {
        match fs::remove_file(self.folder.aside().join(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                tracing::warn!(%error, "a damaged copy of an attachment stays until the next start");
            }
            _ => {}
        }
    }

    /// At the start: removes copies set aside that no attachment waits for any more.
    pub(crate) fn clean_aside(&self) -> Result<(), StoreError> {
        let waited: HashSet<String> = self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT file FROM blob WHERE office = ?1")?;
            let rows = statement.query_map([self.office.as_bytes()], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })?;
        for entry in fs::read_dir(self.folder.aside())? {
            let entry = entry?;
            if !entry.file_name().to_str().is_some_and(|name| waited.contains(name)) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}
