//! An attachment as the officer's page shows it: what it is, where its bytes are, and why they are not where they should be.

use lakon_store::{Fault, FileRow};
use lakon_sync::files::{FileTrouble, LONGEST_REST_MS, Way};
use uuid::Uuid;

use crate::api::{FileState, FileView};
use crate::app::Desk;
use crate::case_view::{held, ms};
use crate::failure::Failure;
use crate::transfers;
use crate::words::Sentence;

/// Kinds the page shows as a picture.
const IMAGES: &[&str] = &["png", "jpg", "gif", "webp", "bmp"];
/// The code of a content the server does not have either: nothing failed, it only has not come yet.
const NOT_THERE: &str = "not_there";

/// What a case's page shows of its files: those of the records, and whole ones that wait for the next record.
pub(crate) fn of_case(desk: &Desk, case: Uuid) -> Result<Vec<FileView>, Failure> {
    Ok(desk.store.files_of(case)?.into_iter().map(|file| view(desk, file)).collect())
}

#[allow(clippy::cast_precision_loss, reason = "files end at 100 MiB")]
pub(crate) fn view(desk: &Desk, file: FileRow) -> FileView {
    let moving = file.address.and_then(|address| transfers::of(&desk.app, &address));
    let (state, reason) = match &moving {
        Some((Way::Up, _)) => (FileState::Sending, None),
        Some((Way::Down, _)) => (FileState::Receiving, None),
        None => standing(&file),
    };
    // A clock that was set back does not count.
    let (now, longest) = (desk.app.now(), LONGEST_REST_MS);
    let next_try = file.next_try.filter(|at| state == FileState::Failed && (1..=longest).contains(&at.since(now)));
    let reason = reason.or((file.size == 0).then_some(Sentence::FileEmpty));
    FileView {
        file: file.file.to_string(),
        size: file.size as f64,
        state,
        progress: moving.map(|(_, share)| share),
        next_try: next_try.map(ms),
        reason: reason.map(|sentence| sentence.words(desk.language).to_owned()),
        name_state: held(file.name_state),
        preview: preview(file.media.as_str()),
        media: file.media.to_string(),
        name: file.name,
        added_at: ms(file.added_at),
    }
}

/// Where the bytes are while they rest, and what is wrong with them.
fn standing(file: &FileRow) -> (FileState, Option<Sentence>) {
    let rests = match (file.here, file.on_server) {
        (true, true) => FileState::OnServer,
        (true, false) => FileState::OnlyHere,
        (false, _) => FileState::NotHere,
    };
    match (file.fault, file.trouble.as_deref()) {
        (Some(Fault::Lost), _) => (FileState::Failed, Some(Sentence::FileLost)),
        (Some(Fault::Damaged), _) => (FileState::Failed, Some(Sentence::FileSpoiled)),
        (None, Some(NOT_THERE)) => (rests, Some(Sentence::FileNotThere)),
        (None, Some(code)) => (FileState::Failed, Some(trouble(code))),
        (None, None) => (rests, None),
    }
}

/// The sentence for a code of [`lakon_store::Store::note_outcomes`].
fn trouble(code: &str) -> Sentence {
    match code {
        "not_here" => Sentence::FileNotHere,
        "wrong_content" => Sentence::FileDamaged,
        "too_large" | "refused" => Sentence::FileRefused,
        "cut" => Sentence::FileCut,
        "not_lakon" => Sentence::NotAServer,
        "store" => Sentence::FileDisk,
        _ => Sentence::ServerUnreachable,
    }
}

/// Whether a trouble is this file's own or this PC's; those of the line are said once for all.
pub(crate) fn is_own(trouble: &FileTrouble) -> bool {
    match trouble {
        FileTrouble::NotHere
        | FileTrouble::NotThere
        | FileTrouble::WrongContent
        | FileTrouble::TooLarge
        | FileTrouble::Refused(_)
        | FileTrouble::Store(_) => true,
        FileTrouble::NoSession | FileTrouble::NotLakon | FileTrouble::Cut(_) | FileTrouble::Unreachable(_) => false,
    }
}

fn preview(media: &str) -> Option<String> {
    match media {
        "pdf" => Some("pdf".to_owned()),
        media if IMAGES.contains(&media) => Some("image".to_owned()),
        _ => None,
    }
}
