//! The office carried on a USB stick: everything, or what has not reached the server, into one encrypted file, and such a file taken in.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lakon_store::{Pin, StoreError, place_file};
use lakon_sync::bundle::{self, BundleError, Door, Ended, Out, Taken, What, Written};
use lakon_sync::replica::{Refusal, StoreFault};

use crate::api::{Nothing, UsbOut, UsbTaken, UsbWritten};
use crate::app::{App, Desk};
use crate::case_view::ms;
use crate::failure::Failure;
use crate::joining_file;
use crate::sync_state::count;
use crate::usb_held;
use crate::words::Sentence;

/// Under which name the page hears how far it is.
const PROGRESS: &str = "usb";
/// Bytes handed to the stick at once.
const BUFFER: usize = 256 * 1024;

/// The one bundle being written or taken; ends with it.
pub(crate) struct Working {
    app: Arc<App>,
    stopped: Arc<AtomicBool>,
}

impl Working {
    pub fn begin(app: &Arc<App>) -> Result<Self, Failure> {
        let mut state = app.state();
        if state.usb.is_some() {
            return Err(Sentence::UsbBusy.into());
        }
        let stopped = Arc::new(AtomicBool::new(false));
        state.usb = Some(stopped.clone());
        Ok(Self { app: app.clone(), stopped })
    }

    /// Tells the page how far it is, and whether to go on.
    pub fn tell(&self, done: u64, of: u64) -> bool {
        self.app.progress(PROGRESS.to_owned(), done, of);
        !self.stopped.load(Ordering::Relaxed)
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.app.state().usb = None;
    }
}

/// Stops a bundle being written or taken; one that has ended meanwhile is no failure.
pub fn stop(desk: &Desk, _: Nothing) -> Result<Nothing, Failure> {
    if let Some(stopped) = &desk.app.state().usb {
        stopped.store(true, Ordering::Relaxed);
    }
    Ok(Nothing {})
}

fn pin(desk: &Desk) -> Result<Pin, Failure> {
    desk.store.pin().filter(|pin| !pin.alone).ok_or_else(|| Sentence::UsbAlone.into())
}

/// Writes a bundle where the person wants it.
pub fn out(desk: &Desk, input: UsbOut) -> Result<UsbWritten, Failure> {
    let pin = pin(desk)?;
    let host = desk.app.host().ok_or(Sentence::Broken)?;
    let working = Working::begin(&desk.app)?;
    let office = desk.store.office();
    let code = office.office.as_ref().map(|office| office.code.to_string()).unwrap_or_default();
    let label = desk.store.label().map(|label| label.to_string()).unwrap_or_default();
    let Some(path) = host.save_as(&format!("lakon-{code}-{label}.lakon")) else {
        return Ok(UsbWritten { path: None, records: 0, files: 0, notes: Vec::new() });
    };
    let out = Out {
        replica: &desk.store,
        blobs: &desk.store,
        office: pin.office,
        by: desk.store.device().device,
        server: false,
        what: if input.all { What::All } else { What::Unsent },
        first: joining_file::answer(&desk.app, &desk.store)?,
    };
    let written = write(&out, desk, &path, &working).map_err(|error| match error {
        BundleError::File(error) => {
            tracing::warn!(%error, "a bundle was not written");
            Sentence::CannotSave.with(path.display())
        }
        other => said(other),
    })?;
    let notes = [(written.unreadable, Sentence::UsbFilesUnreadable), (written.left_out, Sentence::UsbLeftOut)];
    let notes = notes.into_iter().filter(|(n, _)| *n > 0).map(|(n, sentence)| words(desk, sentence, n));
    Ok(UsbWritten {
        path: Some(path.display().to_string()),
        records: count(written.records),
        files: count(written.files),
        notes: notes.collect(),
    })
}

/// A file that is there whole or not at all: written beside its place, made durable, moved into it.
fn write(out: &Out<'_>, desk: &Desk, path: &Path, working: &Working) -> Result<Written, BundleError> {
    let mut half = OsString::from(path);
    half.push(".half");
    let half = Path::new(&half);
    let attempt = || {
        let output = BufWriter::with_capacity(BUFFER, File::create(half).map_err(BundleError::File)?);
        let recipients = desk.store.bundle_recipients();
        let (written, mut output) = bundle::write(out, &recipients, output, &|done, of| working.tell(done, of))?;
        output.flush().and_then(|()| output.get_ref().sync_all()).map_err(BundleError::File)?;
        drop(output);
        place_file(half, path).map_err(|error| BundleError::File(std::io::Error::other(error)))?;
        Ok(written)
    };
    attempt().inspect_err(|_| {
        // What is left of a failed attempt is worth nothing.
        let _ = fs::remove_file(half);
    })
}

/// Takes a bundle the person chooses.
pub fn take(desk: &Desk, _: Nothing) -> Result<UsbTaken, Failure> {
    let pin = pin(desk)?;
    let host = desk.app.host().ok_or(Sentence::Broken)?;
    let working = Working::begin(&desk.app)?;
    let Some(path) = host.pick_files().into_iter().next() else {
        return Ok(UsbTaken { chosen: false, records: 0, files: 0, at: None, notes: Vec::new() });
    };
    let waited = joining_file::is_waiting(&desk.store)?;
    let input = File::open(&path).map_err(|error| said(BundleError::File(error)))?;
    let door = Door { replica: &desk.store, blobs: &desk.store, office: pin.office, enrol: None };
    let taken = bundle::take(&door, desk.store.device().opens(), input, &|done, of| working.tell(done, of));
    let taken = taken.map_err(|error| match error {
        // The server does not know this PC yet, so nothing it writes for the office is for this PC.
        BundleError::NotForUs if waited => Sentence::UsbNotKnownYet.into(),
        error => said(error),
    })?;
    let held = usb_held::hold(&desk.app, &desk.store, &path, &taken);
    if taken.records > 0 {
        // This one may hold what says whose records another one brought before.
        usb_held::take_again(&desk.app, &desk.store);
    }
    let mut notes = notes(desk, &taken, held);
    if waited && !joining_file::is_waiting(&desk.store)? {
        notes.push(Sentence::UsbKnownNow.words(desk.language).to_owned());
        desk.app.changed(["session"]);
    }
    if taken.head.server && crate::joining_again::heard(&desk.store, taken.head.refused.as_ref())? {
        notes.insert(0, Sentence::InvitationRefused.words(desk.language).to_owned());
    }
    crate::escalations::mark_delivered(&desk.app);
    desk.app.written.notify_one();
    desk.app.changed(["sync", "files"]);
    let (records, files) = (count(taken.records), count(taken.files));
    Ok(UsbTaken { chosen: true, records, files, at: Some(ms(taken.head.at)), notes })
}

fn words(desk: &Desk, sentence: Sentence, gap: u64) -> String {
    sentence.with(gap).say(desk.language).message
}

/// What did not go as usual, most important first.
fn notes(desk: &Desk, taken: &Taken, held: bool) -> Vec<String> {
    let plain = |sentence: Sentence| sentence.words(desk.language).to_owned();
    let mut notes: Vec<String> = ended(taken.ended).map(plain).into_iter().collect();
    let has = |which: fn(&Refusal) -> bool| taken.refused.iter().any(which);
    if has(|refusal| matches!(refusal, Refusal::OwnLog { .. } | Refusal::Fork { .. })) {
        notes.push(plain(Sentence::LogForked));
    }
    if has(|refusal| matches!(refusal, Refusal::Gap { .. })) {
        notes.push(plain(Sentence::UsbGap));
    }
    if has(|refusal| matches!(refusal, Refusal::Revoked { .. })) {
        notes.push(plain(Sentence::UsbRevoked));
    }
    let said = |refusal: &Refusal| {
        use Refusal::{Fork, Gap, OwnLog, Revoked};
        matches!(refusal, OwnLog { .. } | Fork { .. } | Gap { .. } | Revoked { .. })
    };
    if taken.refused.iter().any(|refusal| !said(refusal)) {
        notes.push(plain(Sentence::UsbUnproven));
    }
    let unknown: u64 = taken.unknown.values().sum();
    let counted = [
        (unknown, if held { Sentence::UsbHeld } else { Sentence::UsbUnknown }),
        // Those of what is held are held with it.
        (if held { 0 } else { taken.files_unnamed }, Sentence::UsbFilesUnnamed),
        (taken.files_spoiled, Sentence::UsbFilesSpoiled),
    ];
    notes.extend(counted.into_iter().filter(|(n, _)| *n > 0).map(|(n, sentence)| words(desk, sentence, n)));
    notes
}

pub(crate) fn ended(ended: Ended) -> Option<Sentence> {
    match ended {
        Ended::Whole => None,
        // To age a chunk that ends too early and one that was altered are the same.
        Ended::Cut | Ended::Damaged => Some(Sentence::UsbCut),
        Ended::Unreadable => Some(Sentence::UsbPulledOut),
        Ended::Stopped => Some(Sentence::UsbStopped),
    }
}

/// Why nothing was done.
pub(crate) fn said(error: BundleError) -> Failure {
    tracing::info!(%error, "a bundle was refused");
    match error {
        BundleError::NotABundle => Sentence::UsbNotABundle.into(),
        BundleError::NotForUs => Sentence::UsbNotForUs.into(),
        BundleError::Newer(_) => Sentence::UsbNewer.into(),
        BundleError::OtherOffice => Sentence::UsbOtherOffice.into(),
        BundleError::File(_) => Sentence::UsbUnreadable.into(),
        BundleError::Stopped => Sentence::UsbNotWritten.into(),
        BundleError::Store(fault) => failed(fault),
        BundleError::NoProof | BundleError::BadKey | BundleError::Item(_) => Sentence::Broken.into(),
    }
}

fn failed(fault: StoreFault) -> Failure {
    match fault.source.downcast::<StoreError>() {
        Ok(error) => (*error).into(),
        Err(_) => Sentence::Broken.into(),
    }
}
