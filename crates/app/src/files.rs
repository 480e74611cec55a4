//! Attachments as the page hands them over and reads them: taken in pieces, kept with their case, read, fetched.

use std::sync::Arc;

use lakon_domain::event::{FileAdded, FileData};
use lakon_store::StagedFile;
use lakon_sync::files::{LARGEST_FILE, PIECE};
use uuid::Uuid;

use crate::api::{FileRef, FileView, Nothing, StageBegin, Staged, StagedRef};
use crate::app::{App, Desk};
use crate::case_act::{record_in, with_draft};
use crate::case_view::case_id;
use crate::commands::Access;
use crate::failure::Failure;
use crate::file_view::view;
use crate::picking;
use crate::words::Sentence;

/// Most bytes one read answers with: a preview reads on.
const LARGEST_READ: u64 = 4 * 1024 * 1024;
/// Longest file name that is kept, characters: what file systems take.
const LONGEST_NAME: usize = 255;

/// Begins to take a file for a case or a draft.
pub fn stage(desk: &Desk, input: StageBegin) -> Result<Staged, Failure> {
    let case = case_id(&input.case)?;
    known(desk, case)?;
    crate::erasures::not_erased(desk, case)?;
    let name = clean_name(&input.name);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked: whole and within bounds")]
    let size = match input.size {
        size if size < 0.0 || size.fract() != 0.0 => return Err(Sentence::BadInput.into()),
        #[allow(clippy::cast_precision_loss, reason = "100 MiB")]
        size if size > LARGEST_FILE as f64 => return Err(Sentence::FileTooLarge.with(name)),
        size => size as u64,
    };
    let staged = desk.store.stage_begin(case, &name, size)?;
    Ok(Staged { staged: staged.to_string(), piece: u32::try_from(PIECE).unwrap_or(u32::MAX) })
}

/// Refuses what would belong to no case and no draft.
pub(crate) fn known(desk: &Desk, case: Uuid) -> Result<(), Failure> {
    let known = desk.store.draft(case)?.is_some() || desk.store.case(case)?.is_some();
    if known { Ok(()) } else { Err(Sentence::CaseGone.into()) }
}

/// The last part of a name, without what no file system should be given; never empty.
pub(crate) fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    // Letters that turn the reading direction make "exe.pdf" out of "fdp.exe".
    let turns = |c: &char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept =
        last.chars().filter(|c| !c.is_control() && !turns(c) && !matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*'));
    let kept: String = kept.take(LONGEST_NAME).collect();
    let trimmed = kept.trim_matches(|c: char| c == ' ' || c == '.');
    if trimmed.is_empty() { "berkas".to_owned() } else { trimmed.to_owned() }
}

fn staged_id(text: &str) -> Result<Uuid, Failure> {
    text.parse().map_err(|_| Sentence::FileVanished.into())
}

/// Takes the next piece.
pub(crate) fn piece(app: &Arc<App>, staged: &str, offset: u64, bytes: &[u8]) -> Result<(), Failure> {
    let desk = app.desk(Access::May("file.added"))?;
    if bytes.len() > PIECE {
        return Err(Sentence::BadInput.into());
    }
    desk.store.stage_piece(staged_id(staged)?, offset, bytes)?;
    Ok(())
}

/// The last piece is there: the file belongs to the case, which becomes a record if it is none yet. A chosen file is waited for.
pub fn finish(desk: &Desk, input: StagedRef) -> Result<FileView, Failure> {
    let id = staged_id(&input.staged)?;
    let staged = match picking::wait(desk, id) {
        Some(copied) => copied?,
        None => desk.store.stage_end(id)?,
    };
    let file = keep(desk, &staged)?;
    picking::forget(desk, id);
    Ok(file)
}

fn keep(desk: &Desk, staged: &StagedFile) -> Result<FileView, Failure> {
    let _hand = desk.hand();
    let case = staged.case;
    // A group that cannot be recorded yet stays in the draft and does not keep the file out.
    match with_draft(desk, case, |tx| Ok((record_in(desk, tx, case, true)?, ()))) {
        // It waits with the words of the draft until the case can have a number.
        Err(failure) if failure.sentence == Sentence::ClockBeforeNumber => {}
        recorded => drop(recorded?),
    }
    crate::case_view::show(desk, case)?
        .files
        .into_iter()
        .find(|file| file.file == staged.file.to_string())
        .ok_or_else(|| Sentence::FileGone.into())
}

/// Stops taking a file.
pub fn cancel(desk: &Desk, input: StagedRef) -> Result<Nothing, Failure> {
    let id = staged_id(&input.staged)?;
    if !picking::stop(desk, id)? {
        desk.store.stage_cancel(id)?;
    }
    Ok(Nothing {})
}

/// The record of a whole staged file.
pub(crate) fn added(file: &StagedFile) -> FileAdded {
    let private = Some(FileData { name: file.name.clone(), address: file.address.to_string() });
    FileAdded { case: file.case, file: file.file, size: file.size, media: file.media.clone(), private }
}

/// Reads the id of an attachment.
pub(crate) fn file_id(text: &str) -> Result<Uuid, Failure> {
    text.parse().map_err(|_| Sentence::FileGone.into())
}

/// Reads bytes of an attachment for the page.
pub(crate) fn bytes(app: &Arc<App>, file: &str, offset: u64, length: u64) -> Result<Vec<u8>, Failure> {
    let desk = app.desk(Access::SignedIn)?;
    let file = file_id(file)?;
    let read = desk.store.file_bytes(file, offset, length.min(LARGEST_READ));
    read.map_err(|error| wanting(&desk, file, error.into()))
}

/// A content that turned out not to be here is asked of the server at once, whatever this PC fetches by itself.
pub(crate) fn wanting(desk: &Desk, file: Uuid, failure: Failure) -> Failure {
    if matches!(failure.sentence, Sentence::FileLost | Sentence::FileSpoiled | Sentence::FileNotHere)
        && let Err(error) = ask_for(desk, file)
    {
        tracing::warn!(%error, "an attachment was not asked for");
    }
    failure
}

/// It is moved at once and without a rest, before all that comes by itself.
fn ask_for(desk: &Desk, file: Uuid) -> lakon_store::Result<()> {
    if let Some(address) = desk.store.file(file)?.and_then(|held| held.address) {
        desk.store.ask_for(&address)?;
    }
    desk.app.moving.first();
    // Where the line does not stand, it is tried.
    desk.app.written.notify_one();
    Ok(())
}

/// Asks the server for an attachment that is not here, or tries one again that failed either way.
pub fn fetch(desk: &Desk, input: FileRef) -> Result<FileView, Failure> {
    let file = file_id(&input.file)?;
    ask_for(desk, file)?;
    let held = desk.store.file(file)?.ok_or(Sentence::FileGone)?;
    Ok(view(desk, held))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_becomes_a_harmless_one() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\Windows\\x.exe. "), "x.exe");
        assert_eq!(clean_name("surat\u{202e}fdp.exe"), "suratfdp.exe");
        assert_eq!(clean_name("a\0b\nc<>.pdf"), "abc.pdf");
        assert_eq!(clean_name(" . "), "berkas");
        assert_eq!(clean_name(&"é".repeat(300)).chars().count(), LONGEST_NAME);
    }
}
