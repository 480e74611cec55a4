//! Bundles of which something is by devices the office log here does not name yet, kept as they came: encrypted, to this PC too. Design:
//! "A desk … holds aside what names unknown devices until the office log arrives." Once it names one of them the bundle is taken again.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use lakon_domain::ids::LogId;
use lakon_domain::shape::Time;
use lakon_store::{Store, place_file, write_file};
use lakon_sync::bundle::{self, BundleError, Door, Ended, Taken};

use crate::app::App;
use crate::words::Sentence;

/// Most bundles held at once, and the largest, bytes: what a courier brings in a month, and far less than a disk.
const MOST_HELD: usize = 4;
const LARGEST_HELD: u64 = 1024 * 1024 * 1024;
/// A bundle nobody's office log ever explains goes after this, milliseconds (60 days).
const HELD_MS: i64 = 60 * 24 * 60 * 60 * 1000;
/// Bytes of the largest list of logs that is read.
const LARGEST_LIST: u64 = 1024 * 1024;

const FOLDER: &str = "held";
const BUNDLE: &str = "lakon";
/// Beside each bundle: when it was held, milliseconds, and the logs it waits for, a line each.
const LIST: &str = "logs";

/// Holds a bundle that was read to its end. False where it is too large or too many are held.
pub(crate) fn hold(app: &App, store: &Store, from: &Path, taken: &Taken) -> bool {
    if taken.unknown.is_empty() || taken.ended != Ended::Whole {
        return false;
    }
    let held = || -> io::Result<bool> {
        let folder = store.folder().path().join(FOLDER);
        fs::create_dir_all(&folder)?;
        let file = folder.join(format!("{}-{}.{BUNDLE}", taken.head.by.simple(), taken.head.at.0));
        if !file.exists() {
            if bundles(&folder)?.len() >= MOST_HELD || fs::metadata(from)?.len() > LARGEST_HELD {
                return Ok(false);
            }
            let half = file.with_extension("half");
            let mut to = File::create(&half)?;
            let copied = io::copy(&mut File::open(from)?, &mut to).and_then(|_| to.sync_all());
            drop(to);
            if let Err(error) = copied.and_then(|()| place_file(&half, &file).map_err(io::Error::other)) {
                let _ = fs::remove_file(&half);
                return Err(error);
            }
        }
        note(&file, app.now(), &taken.unknown)?;
        Ok(true)
    };
    held().unwrap_or_else(|error| {
        tracing::warn!(%error, "a bundle could not be held");
        false
    })
}

fn bundles(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    Ok(paths.into_iter().filter(|path| path.extension().is_some_and(|end| end == BUNDLE)).collect())
}

fn note(file: &Path, at: Time, logs: &BTreeMap<LogId, u64>) -> io::Result<()> {
    let mut text = format!("{}\n", at.0);
    for log in logs.keys() {
        text += &format!("{}\n", HEXLOWER.encode(&log.0));
    }
    write_file(&file.with_extension(LIST), text.as_bytes()).map_err(io::Error::other)
}

/// When it was held and which logs it waits for; `None` where that cannot be read.
fn read_list(file: &Path) -> Option<(Time, Vec<LogId>)> {
    let list = file.with_extension(LIST);
    if fs::metadata(&list).ok()?.len() > LARGEST_LIST {
        return None;
    }
    let text = fs::read_to_string(list).ok()?;
    let mut lines = text.lines();
    let at = Time(lines.next()?.parse().ok()?);
    let log = |line: &str| HEXLOWER.decode(line.as_bytes()).ok()?.try_into().ok().map(LogId);
    Some((at, lines.map(log).collect::<Option<_>>()?))
}

fn forget(file: &Path) {
    for path in [file.to_owned(), file.with_extension(LIST)] {
        if let Err(error) = fs::remove_file(&path) {
            tracing::warn!(%error, "a bundle that was held could not be removed");
        }
    }
}

/// Takes the bundles held for whose logs the office log has come, and removes those that are done with or too old. Somebody is told.
pub(crate) fn take_again(app: &Arc<App>, store: &Store) {
    let held = match bundles(&store.folder().path().join(FOLDER)) {
        Ok(held) => held,
        Err(error) => return tracing::warn!(%error, "the bundles held could not be listed"),
    };
    let Some(pin) = store.pin().filter(|pin| !pin.alone && !held.is_empty()) else { return };
    for file in held {
        let office = store.office();
        match read_list(&file) {
            Some((at, _)) if app.now().since(at) > HELD_MS => {
                forget(&file);
                continue;
            }
            Some((_, logs)) if !logs.iter().any(|log| office.device_of_log.contains_key(log)) => continue,
            _ => {}
        }
        let door = Door { replica: store, blobs: store, office: pin.office, enrol: None };
        let taken = File::open(&file)
            .map_err(BundleError::File)
            .and_then(|input| bundle::take(&door, store.device().opens(), input, &|_, _| true));
        match taken {
            Ok(taken) => {
                let waits = !taken.unknown.is_empty() && note(&file, app.now(), &taken.unknown).is_ok();
                if !waits {
                    forget(&file);
                }
                if taken.records + taken.filled + taken.files > 0 {
                    app.state().notices.push(Sentence::UsbHeldTaken.with(taken.records));
                    crate::escalations::mark_delivered(app);
                    app.written.notify_one();
                    app.changed(["session", "sync", "files"]);
                }
            }
            // A full disk passes.
            Err(error @ (BundleError::Store(_) | BundleError::File(_))) => {
                tracing::warn!(%error, "a bundle that is held was not taken");
            }
            Err(error) => {
                tracing::warn!(%error, "a bundle that was held is none any more");
                forget(&file);
            }
        }
    }
}
