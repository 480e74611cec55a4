//! What a failure of the store means for the person.

use lakon_store::StoreError;

use crate::failure::Failure;
use crate::words::Sentence;

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::warn!(%error, transient = error.transient(), "the store refused");
        let sentence = match &error {
            StoreError::DiskFull { .. } => Sentence::DiskFull,
            StoreError::ReadOnly { .. } => Sentence::FolderReadOnly,
            StoreError::InUse => Sentence::InUse,
            StoreError::NewerVersion { .. } => Sentence::NewerVersion,
            StoreError::KeysGone => Sentence::KeysLost,
            StoreError::WrongKey | StoreError::Damaged(_) => Sentence::DatabaseDamaged,
            StoreError::WrongPassword => Sentence::WrongPassword,
            StoreError::WrongSeed => Sentence::WrongSeed,
            StoreError::UnknownUser => Sentence::UnknownUser,
            StoreError::SlotTaken => Sentence::UserHasSlot,
            StoreError::NoOffice => Sentence::NoOffice,
            StoreError::RecordTooLarge { .. } => Sentence::TooLong,
            StoreError::FileTooLarge { .. } => return Sentence::FileTooLarge.with(""),
            StoreError::WrongOffset { .. } | StoreError::WrongSize { .. } => Sentence::FileVanished,
            StoreError::Closed => Sentence::SignedOut,
            _ => Sentence::Broken,
        };
        sentence.into()
    }
}
