//! What can go wrong in the server's storage.

use lakon_domain::record::BadRecord;
use lakon_log::LogError;
use lakon_sync::replica::{ReceiveError, StoreFault};

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(transparent)]
    Log(#[from] LogError),
    #[error("the disk failed: {0}")]
    Disk(#[from] std::io::Error),
    /// Something is not what this program wrote.
    #[error("the server's folder is damaged: {0}")]
    Damaged(&'static str),
    /// Another process works in this folder.
    #[error("another lakon-server works in this folder")]
    Held,
    #[error("there is no office in this folder")]
    NoOffice,
    #[error("there is an office in this folder already")]
    HasOffice,
    /// Every name an invitation can have is in use.
    #[error("there are too many open invitations")]
    NoInvitationName,
    /// The office has no such device at work.
    #[error("there is no such device")]
    NoDevice,
    /// Nothing is kept aside of this log.
    #[error("nothing is kept aside of this log")]
    NothingAside,
    /// What is kept aside does not fit the log any more.
    #[error("what is kept aside cannot be taken: {0}")]
    Aside(String),
    /// A PC that joins brings something that is not its own.
    #[error("what the device brings is not its own")]
    NotIts,
    /// Every label is in use.
    #[error("there is no free label for case numbers")]
    NoLabel,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Log(error.into())
    }
}

impl From<BadRecord> for StoreError {
    fn from(error: BadRecord) -> Self {
        Self::Log(error.into())
    }
}

impl StoreError {
    /// Whether the same call may succeed later without anybody doing anything but making room.
    pub fn transient(&self) -> bool {
        match self {
            Self::Log(error) => error.transient(),
            Self::Disk(error) => {
                !matches!(error.kind(), std::io::ErrorKind::InvalidData | std::io::ErrorKind::PermissionDenied)
            }
            Self::NoInvitationName => true,
            Self::Damaged(_) | Self::Held | Self::NoOffice | Self::HasOffice | Self::NoLabel => false,
            Self::NoDevice | Self::NotIts | Self::NothingAside | Self::Aside(_) => false,
        }
    }
}

impl From<StoreError> for StoreFault {
    fn from(error: StoreError) -> Self {
        let transient = error.transient();
        StoreFault::new(error, transient)
    }
}

impl From<StoreError> for ReceiveError {
    fn from(error: StoreError) -> Self {
        Self::Store(error.into())
    }
}
