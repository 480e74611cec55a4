//! What can go wrong with a database of logs. The sentence for people is made elsewhere.

use lakon_domain::record::BadRecord;
use lakon_sync::replica::{ReceiveError, StoreFault};
use rusqlite::ErrorCode;

#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("the database failed: {0}")]
    Sql(#[from] rusqlite::Error),
    /// The key does not open this file, or the file is no database.
    #[error("the key does not open the database, or it is none")]
    WrongKey,
    /// The SQLite in this program does not encrypt: a build fault, and nothing is written.
    #[error("this program was built without encryption")]
    NotEncrypted,
    /// Written by a newer program.
    #[error("the database is of a newer program")]
    Newer,
    #[error("the database could not be brought up to date: {0}")]
    Migration(String),
    /// Something in the database is not what this program wrote.
    #[error("the database is damaged: {0}")]
    Damaged(&'static str),
    /// An event that cannot be a record, such as one that is too large.
    #[error(transparent)]
    Record(#[from] BadRecord),
}

impl LogError {
    /// Whether the disk or the folder's quota is full.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Sql(error) if is_full(error))
    }

    /// Whether the same call may succeed later.
    pub fn transient(&self) -> bool {
        let Self::Sql(error) = self else { return false };
        matches!(
            error.sqlite_error_code(),
            Some(
                ErrorCode::DatabaseBusy
                    | ErrorCode::DatabaseLocked
                    | ErrorCode::DiskFull
                    | ErrorCode::SystemIoFailure
                    | ErrorCode::OutOfMemory
            )
        )
    }
}

/// Whether SQLite says that the disk is full: in so many words, or because the index beside the write-ahead log finds no room.
pub fn is_full(error: &rusqlite::Error) -> bool {
    let no_index = error.sqlite_error().is_some_and(|said| said.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE);
    no_index || error.sqlite_error_code() == Some(ErrorCode::DiskFull)
}

impl From<LogError> for StoreFault {
    fn from(error: LogError) -> Self {
        let transient = error.transient();
        StoreFault::new(error, transient)
    }
}

impl From<LogError> for ReceiveError {
    fn from(error: LogError) -> Self {
        Self::Store(error.into())
    }
}
