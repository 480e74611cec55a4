//! What a failure of the store means for the person.

use lakon_store::{ATTACHMENT, CONTENT, LOST_CONTENT, StoreError};

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
            // One bad attachment says nothing about the database.
            StoreError::Damaged(ATTACHMENT) => Sentence::FileSpoiled,
            StoreError::NotFound(LOST_CONTENT) => Sentence::FileLost,
            StoreError::NotFound(CONTENT) => Sentence::FileNotHere,
            StoreError::NotFound("file") => Sentence::FileGone,
            StoreError::NotFound("staged file") => Sentence::FileVanished,
            StoreError::WrongKey | StoreError::Damaged(_) => Sentence::DatabaseDamaged,
            StoreError::WrongPassword => Sentence::WrongPassword,
            StoreError::WrongSeed => Sentence::WrongSeed,
            StoreError::UnknownUser => Sentence::UnknownUser,
            StoreError::SlotTaken => Sentence::UserHasSlot,
            StoreError::LastSlot => Sentence::OwnSlot,
            StoreError::OldSlot(name) => return Sentence::OldSlot.with(name),
            StoreError::NoOffice => Sentence::NoOffice,
            StoreError::RecordTooLarge { .. } => Sentence::TooLong,
            StoreError::FileTooLarge { .. } => Sentence::FileOverLimit,
            StoreError::WrongOffset { .. } | StoreError::WrongSize { .. } => Sentence::FileVanished,
            StoreError::Closed => Sentence::SignedOut,
            _ => Sentence::Broken,
        };
        sentence.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Language;

    fn said(error: StoreError) -> String {
        Failure::from(error).say(Language::Id).message
    }

    #[test]
    fn a_file_that_is_too_large_is_said_without_a_hole_in_the_sentence() {
        let message = said(StoreError::FileTooLarge { size: 2, largest: 1 });
        assert!(message.contains("100 MB") && !message.contains("\"\"") && !message.contains('{'), "{message}");
    }

    #[test]
    fn a_bad_attachment_is_not_called_a_bad_database() {
        let sentences = [
            StoreError::Damaged(ATTACHMENT),
            StoreError::NotFound(LOST_CONTENT),
            StoreError::NotFound(CONTENT),
            StoreError::NotFound("file"),
        ]
        .map(said);
        for message in &sentences {
            assert!(message.to_lowercase().contains("lampiran") && !message.contains("Basis data"), "{message}");
        }
        assert!(said(StoreError::Damaged("own log")).contains("Basis data"));
    }
}
