//! Where things lie in a server's folder, and the lock that keeps a second process out.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::StoreError;

/// A server's folder, held by this process until the last clone is dropped.
#[derive(Clone, Debug)]
pub struct ServerFolder {
    path: PathBuf,
    /// `None` for a visitor beside the process that works here.
    lock: Option<Arc<File>>,
}

impl ServerFolder {
    /// Takes a folder, making what is missing in it.
    ///
    /// # Errors
    /// [`StoreError::Held`] when another process holds it; [`StoreError::Disk`].
    pub fn take(path: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(path)?;
        let lock = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::Held),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let folder = Self { path: path.to_owned(), lock: Some(Arc::new(lock)) };
        for part in [folder.blobs(), folder.staging(), folder.aside(), folder.incoming()] {
            fs::create_dir_all(part)?;
        }
        Ok(folder)
    }

    /// A folder another process may be working in: for single rows of the database, never for files.
    pub fn visit(path: &Path) -> Self {
        Self { path: path.to_owned(), lock: None }
    }

    pub(crate) fn is_held(&self) -> bool {
        self.lock.is_some()
    }

    /// The SQLCipher database.
    pub fn database(&self) -> PathBuf {
        self.path.join("lakon.db")
    }

    /// Keys only this account may read.
    pub fn keys(&self) -> PathBuf {
        self.path.join("keys.json")
    }

    /// The same keys in age to the recovery key.
    pub fn keys_for_recovery(&self) -> PathBuf {
        self.path.join("keys.age")
    }

    /// Attachments, one age file each under a random name.
    pub fn blobs(&self) -> PathBuf {
        self.path.join("blobs")
    }

    /// Pieces of unfinished uploads.
    pub fn staging(&self) -> PathBuf {
        self.path.join("staging")
    }

    /// Copies of attachments that could not be read back, until a good one has come.
    pub fn aside(&self) -> PathBuf {
        self.path.join("aside")
    }

    /// Bundles on their way to the process that works here, and what came of them.
    pub fn incoming(&self) -> PathBuf {
        self.path.join("in")
    }

    /// Whether an office was begun here, or begun and interrupted: nothing of it is ever overwritten.
    ///
    /// # Errors
    /// The file system's.
    pub fn has_office(&self) -> io::Result<bool> {
        Ok(self.keys().try_exists()? || self.keys_for_recovery().try_exists()? || self.database().try_exists()?)
    }
}
