//! Every way the store can fail, and whether trying again later can help.

use std::io;

use lakon_domain::record::BadRecord;
use lakon_log::LogError;
use lakon_sync::replica::{ReceiveError, StoreFault};

/// What went wrong in the data folder or the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room on the disk; nothing was changed.
    #[error("the disk is full ({operation})")]
    DiskFull { operation: &'static str },
    /// The data folder or a file in it cannot be written.
    #[error("the data folder cannot be written ({operation})")]
    ReadOnly { operation: &'static str },
    /// Another program holds the data folder.
    #[error("the data folder is in use by another program")]
    InUse,
    /// The folder was written by a newer program; it was left untouched.
    #[error("the data folder has version {found}, this program knows {known}")]
    NewerVersion { found: u32, known: u32 },
    /// Neither copy of the key file can be read; the database was left untouched.
    #[error("both copies of the key file are gone")]
    KeysGone,
    /// The key does not open the database, or it is no database.
    #[error("the key does not open the database")]
    WrongKey,
    #[error("wrong password")]
    WrongPassword,
    /// The seed is not the one this office was begun with.
    #[error("the recovery seed does not open this key file")]
    WrongSeed,
    /// Nobody of this id may sign in here.
    #[error("no such user on this PC")]
    UnknownUser,
    /// The user has a password on this PC already.
    #[error("the user has a password on this PC")]
    SlotTaken,
    /// The last slot may not go: nobody could sign in any more.
    #[error("the last user of this PC cannot be removed")]
    LastSlot,
    /// The slot of this person was written by an older program; until they sign in once, no new key can be given to them.
    #[error("a slot of an older program cannot be given a new key")]
    OldSlot(String),
    /// A file is larger than [`lakon_sync::LARGEST_FILE`].
    #[error("the file has {size} bytes, at most {largest} fit")]
    FileTooLarge { size: u64, largest: u64 },
    /// A piece does not continue where the staged file ends.
    #[error("the piece begins at {got}, {expected} was expected")]
    WrongOffset { expected: u64, got: u64 },
    /// Fewer or more bytes came than were announced.
    #[error("{got} bytes came, {expected} were announced")]
    WrongSize { expected: u64, got: u64 },
    /// The bytes are not those of the address.
    #[error("the bytes do not fit their address")]
    WrongAddress,
    #[error("{0} not found")]
    NotFound(&'static str),
    /// Something on the disk cannot be what it should be.
    #[error("{0} is damaged")]
    Damaged(&'static str),
    /// The store was closed, or its writer died.
    #[error("the store is closed")]
    Closed,
    #[error("{operation}: {source}")]
    Io { operation: &'static str, source: io::Error },
    #[error("database: {0}")]
    Database(rusqlite::Error),
    /// What was typed is too long for one record; bytes.
    #[error("a record of {size} bytes is too large")]
    RecordTooLarge { size: usize },
    /// The PC belongs to no office yet.
    #[error("no office was begun on this PC")]
    NoOffice,
    /// A page from outside was not taken.
    #[error(transparent)]
    Refused(#[from] lakon_sync::replica::Refusal),
    #[error("log: {0}")]
    Log(Box<dyn std::error::Error + Send + Sync>),
    #[error("json: {}", lakon_domain::unquoted::json(.0))]
    Json(#[from] serde_json::Error),
}

/// Short for the results of this crate.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

impl StoreError {
    /// Whether the same call may succeed later without anybody repairing something.
    pub fn transient(&self) -> bool {
        match self {
            Self::DiskFull { .. } | Self::InUse => true,
            Self::Io { source, .. } => matches!(
                source.kind(),
                io::ErrorKind::Interrupted
                    | io::ErrorKind::TimedOut
                    | io::ErrorKind::WouldBlock
                    | io::ErrorKind::ResourceBusy
            ),
            Self::Database(error) => matches!(
                error.sqlite_error_code(),
                Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)
            ),
            _ => false,
        }
    }

    /// An I/O error with what was being done; full disks and read-only folders become their own kinds.
    pub fn io(operation: &'static str) -> impl Fn(io::Error) -> Self {
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::DiskFull { operation }
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { operation },
            _ => Self::Io { operation, source },
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            _ if lakon_log::is_full(&error) => Self::DiskFull { operation: "writing the database" },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                Self::ReadOnly { operation: "writing the database" }
            }
            Some(ErrorCode::NotADatabase) => Self::WrongKey,
            _ => Self::Database(error),
        }
    }
}

impl From<LogError> for StoreError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Sql(error) => error.into(),
            LogError::WrongKey => Self::WrongKey,
            LogError::Damaged(what) => Self::Damaged(what),
            LogError::Record(BadRecord::TooLarge(size)) => Self::RecordTooLarge { size },
            other => Self::Log(Box::new(other)),
        }
    }
}

impl From<ReceiveError> for StoreError {
    fn from(error: ReceiveError) -> Self {
        match error {
            ReceiveError::Refused(refusal) => Self::Refused(refusal),
            ReceiveError::Store(fault) => match fault.source.downcast::<LogError>() {
                Ok(error) => (*error).into(),
                Err(other) => Self::Log(other),
            },
        }
    }
}

impl From<StoreError> for StoreFault {
    fn from(error: StoreError) -> Self {
        let transient = error.transient();
        Self::new(error, transient)
    }
}
