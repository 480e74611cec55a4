//! Attachments as the officer meets them: dropped in pieces or chosen in the dialog, shown, opened, fetched.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use lakon_domain::event::{FileAdded, FileData};
use lakon_store::{FileRow, StagedFile};
use lakon_sync::files::{FileTrouble, LARGEST_FILE, PIECE};
use uuid::Uuid;

use crate::api::{
    FileRef, FileState, FileView, Nothing, OpenFile, Opened, PickFiles, Picked, PickedFile, StageBegin, Staged,
    StagedRef,
};
use crate::app::{App, Desk};
use crate::case_act::{record_in, with_draft};
use crate::case_view::{case_id, held, ms};
use crate::commands::Access;
use crate::failure::Failure;
use crate::words::Sentence;

/// Most bytes one read answers with: a preview reads on.
const LARGEST_READ: u64 = 4 * 1024 * 1024;
/// Longest file name that is kept, characters: what file systems take.
const LONGEST_NAME: usize = 255;
/// Kinds the page shows as a picture.
const IMAGES: &[&str] = &["png", "jpg", "gif", "webp", "bmp"];
/// Endings that can run a program when they are opened (Windows and Linux).
const HARMFUL: &[&str] = &[
    "exe",
    "com",
    "scr",
    "pif",
    "bat",
    "cmd",
    "msi",
    "msp",
    "ps1",
    "psm1",
    "vbs",
    "vbe",
    "js",
    "jse",
    "wsf",
    "wsh",
    "hta",
    "cpl",
    "dll",
    "jar",
    "lnk",
    "url",
    "reg",
    "scf",
    "inf",
    "chm",
    "iso",
    "img",
    "vhd",
    "appx",
    "msix",
    "docm",
    "xlsm",
    "pptm",
    "xll",
    "sh",
    "desktop",
    "html",
    "htm",
    "svg",
    "xhtml",
    "mht",
    "one",
    "application",
    "gadget",
    "settingcontent-ms",
];

/// Begins to take a file for a case or a draft.
pub fn stage(desk: &Desk, input: StageBegin) -> Result<Staged, Failure> {
    let case = case_id(&input.case)?;
    known(desk, case)?;
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

fn known(desk: &Desk, case: Uuid) -> Result<(), Failure> {
    let known = desk.store.draft(case)?.is_some() || desk.store.case(case)?.is_some();
    if known { Ok(()) } else { Err(Sentence::CaseGone.into()) }
}

/// The last part of a name, without what no file system should be given; never empty.
fn clean_name(name: &str) -> String {
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

/// The last piece is there: the file belongs to the case, which becomes a record if it is none yet.
pub fn finish(desk: &Desk, input: StagedRef) -> Result<FileView, Failure> {
    let staged = desk.store.stage_end(staged_id(&input.staged)?)?;
    keep(desk, &staged)
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
    desk.store.stage_cancel(staged_id(&input.staged)?)?;
    Ok(Nothing {})
}

/// The record of a whole staged file.
pub(crate) fn added(file: &StagedFile) -> FileAdded {
    let private = Some(FileData { name: file.name.clone(), address: file.address.to_string() });
    FileAdded { case: file.case, file: file.file, size: file.size, media: file.media.clone(), private }
}

/// Lets the person choose files with the desktop's dialog; each fares by itself.
pub fn pick(desk: &Desk, input: PickFiles) -> Result<Picked, Failure> {
    let case = case_id(&input.case)?;
    known(desk, case)?;
    let host = desk.app.host().ok_or(Sentence::Broken)?;
    let paths = host.pick_files();
    if let Some(session) = desk.app.state().session.as_mut() {
        session.active_at = desk.app.now();
    }
    let mut files = Vec::new();
    for path in paths {
        let name = clean_name(&path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default());
        files.push(match take(desk, case, &path, &name) {
            Ok(file) => PickedFile { name, file: Some(file), error: None },
            Err(failure) => PickedFile { name, file: None, error: Some(failure.say(desk.language).message) },
        });
    }
    Ok(Picked { files })
}

fn take(desk: &Desk, case: Uuid, path: &Path, name: &str) -> Result<FileView, Failure> {
    let unreadable = || Sentence::FileUnreadable.with(name);
    let mut file = File::open(path).map_err(|_| unreadable())?;
    let meta = file.metadata().map_err(|_| unreadable())?;
    if !meta.is_file() {
        return Err(unreadable());
    }
    if meta.len() > LARGEST_FILE {
        return Err(Sentence::FileTooLarge.with(name));
    }
    let staged = desk.store.stage_begin(case, name, meta.len())?;
    match copy(desk, staged, &mut file, meta.len(), name) {
        Ok(()) => keep(desk, &desk.store.stage_end(staged)?),
        Err(failure) => {
            desk.store.stage_cancel(staged)?;
            Err(failure)
        }
    }
}

fn copy(desk: &Desk, staged: Uuid, file: &mut File, size: u64, name: &str) -> Result<(), Failure> {
    let mut buffer = vec![0; PIECE];
    let mut offset = 0;
    loop {
        let read = file.read(&mut buffer).map_err(|_| Sentence::FileUnreadable.with(name))?;
        if read == 0 {
            return Ok(());
        }
        desk.store.stage_piece(staged, offset, &buffer[..read])?;
        offset += u64::try_from(read).unwrap_or(u64::MAX);
        desk.app.progress(staged.to_string(), offset, size);
    }
}

/// What a case's page shows of its files: those of the records, and whole ones that wait for the next record.
pub(crate) fn of_case(desk: &Desk, case: Uuid) -> Result<Vec<FileView>, Failure> {
    Ok(desk.store.files_of(case)?.into_iter().map(|file| view(desk, file)).collect())
}

#[allow(clippy::cast_precision_loss, reason = "files end at 100 MiB")]
fn view(desk: &Desk, file: FileRow) -> FileView {
    let words = |sentence: Sentence| sentence.words(desk.language).to_owned();
    let moving = desk.app.state().sync.moving.filter(|(address, ..)| Some(*address) == file.address);
    let progress = moving.map(|(_, done, total)| if total == 0 { 1.0 } else { done as f64 / total as f64 });
    let reason = file.trouble.as_deref().map(|code| words(trouble(code)));
    let state = match (file.here, file.on_server) {
        _ if progress.is_some() => FileState::Sending,
        _ if reason.is_some() => FileState::Failed,
        (true, true) => FileState::OnServer,
        (true, false) => FileState::OnlyHere,
        (false, _) => FileState::NotHere,
    };
    FileView {
        file: file.file.to_string(),
        size: file.size as f64,
        state,
        progress,
        reason: reason.or_else(|| (file.size == 0).then(|| words(Sentence::FileEmpty))),
        name_state: held(file.name_state),
        preview: preview(file.media.as_str()),
        media: file.media.to_string(),
        name: file.name,
        added_at: ms(file.added_at),
    }
}

/// The sentence for a code of [`lakon_store::Store::note_outcome`].
fn trouble(code: &str) -> Sentence {
    match code {
        "not_here" => Sentence::FileNotHere,
        "not_there" => Sentence::FileNotThere,
        "wrong_content" => Sentence::FileDamaged,
        "too_large" | "refused" => Sentence::FileRefused,
        "cut" => Sentence::FileCut,
        "not_lakon" => Sentence::NotAServer,
        _ => Sentence::ServerUnreachable,
    }
}

/// Whether a trouble is this file's own; those of the line are said once for all.
pub(crate) fn is_own(trouble: &FileTrouble) -> bool {
    matches!(
        trouble,
        FileTrouble::NotThere | FileTrouble::WrongContent | FileTrouble::TooLarge | FileTrouble::Refused(_)
    )
}

fn preview(media: &str) -> Option<String> {
    match media {
        "pdf" => Some("pdf".to_owned()),
        media if IMAGES.contains(&media) => Some("image".to_owned()),
        _ => None,
    }
}

fn file_id(text: &str) -> Result<Uuid, Failure> {
    text.parse().map_err(|_| Sentence::FileGone.into())
}

/// Reads bytes of an attachment for the page.
pub(crate) fn bytes(app: &Arc<App>, file: &str, offset: u64, length: u64) -> Result<Vec<u8>, Failure> {
    let desk = app.desk(Access::SignedIn)?;
    Ok(desk.store.file_bytes(file_id(file)?, offset, length.min(LARGEST_READ))?)
}

/// Opens an attachment with the desktop's program for it, after a warning where its kind can do harm.
pub fn open(desk: &Desk, input: OpenFile) -> Result<Opened, Failure> {
    let file = file_id(&input.file)?;
    let held = desk.store.file(file)?.ok_or(Sentence::FileGone)?;
    let ending = ending(&held.name);
    if HARMFUL.contains(&ending.as_str()) && !input.despite_warning {
        let warning = Sentence::FileHarmful.with(ending).say(desk.language).message;
        return Ok(Opened { opened: false, warning: Some(warning) });
    }
    let path = desk.store.file_to_temp(file)?;
    let host = desk.app.host().ok_or(Sentence::Broken)?;
    host.open_path(&path).map_err(|error| {
        tracing::warn!(%error, "a file was not opened");
        Sentence::CannotOpen
    })?;
    Ok(Opened { opened: true, warning: None })
}

fn ending(name: &str) -> String {
    // Windows ignores dots and spaces at the end of a name.
    let name = name.trim_end_matches(['.', ' ']);
    name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

/// Asks the server for an attachment that is not here.
pub fn fetch(desk: &Desk, input: FileRef) -> Result<FileView, Failure> {
    let file = file_id(&input.file)?;
    let held = desk.store.file(file)?.ok_or(Sentence::FileGone)?;
    desk.app.written.notify_one();
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

    #[test]
    fn a_trailing_dot_does_not_hide_what_a_file_is() {
        assert_eq!(ending("x.EXE. "), "exe");
        assert_eq!(ending("x"), "");
    }
}
