//! Files chosen in the desktop's dialog: copied in beside the page's other work, a few at a time, each with its progress and each to
//! be stopped by itself.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use lakon_domain::ids::new_id;
use lakon_store::StagedFile;
use lakon_sync::files::{LARGEST_FILE, PIECE};
use uuid::Uuid;

use crate::api::{PickFiles, Picked, PickedFile};
use crate::app::Desk;
use crate::case_view::case_id;
use crate::failure::Failure;
use crate::files::{clean_name, known};
use crate::words::Sentence;

/// Files of one choice that are copied at the same time.
const AT_ONCE: usize = 2;

/// A chosen file while it is copied in, and until the page has taken it over.
#[derive(Default)]
pub(crate) struct Pick {
    copying: Mutex<Copying>,
    ended: Condvar,
}

#[derive(Default)]
struct Copying {
    stopped: bool,
    /// `None` while it goes on.
    outcome: Option<Result<StagedFile, Failure>>,
}

impl Pick {
    fn lock(&self) -> MutexGuard<'_, Copying> {
        self.copying.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stopped(&self) -> bool {
        self.lock().stopped
    }
}

/// One file on the list of what is to be copied.
struct Chosen {
    case: Uuid,
    path: PathBuf,
    name: String,
    id: Uuid,
    pick: Arc<Pick>,
}

impl Drop for Chosen {
    /// However the copying ends, whoever waits for it hears of it.
    fn drop(&mut self) {
        self.pick.lock().outcome.get_or_insert_with(|| Err(Sentence::Broken.into()));
        self.pick.ended.notify_all();
    }
}

/// Lets the person choose files with the desktop's dialog, and begins to copy them; each fares by itself.
pub fn pick(desk: &Desk, input: PickFiles) -> Result<Picked, Failure> {
    let case = case_id(&input.case)?;
    known(desk, case)?;
    crate::erasures::not_erased(desk, case)?;
    let host = desk.app.host().ok_or(Sentence::Broken)?;
    let paths = host.pick_files();
    let mut files = Vec::new();
    let mut list = VecDeque::new();
    for path in paths {
        let name = clean_name(&path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default());
        files.push(match size_of(&path, &name) {
            Ok(size) => {
                let id = new_id(desk.app.now().0, &mut desk.app.config.random.clone());
                let pick = Arc::new(Pick::default());
                list.push_back(Chosen { case, path, name: name.clone(), id, pick });
                PickedFile { name, size, staged: Some(id.to_string()), error: None }
            }
            Err(failure) => {
                PickedFile { name, size: 0.0, staged: None, error: Some(failure.say(desk.language).message) }
            }
        });
    }
    if let Some(session) = desk.app.state().session.as_mut() {
        session.active_at = desk.app.now();
    }
    desk.app.state().picks.extend(list.iter().map(|chosen| (chosen.id, chosen.pick.clone())));
    let threads = AT_ONCE.min(list.len());
    let list = Arc::new(Mutex::new(list));
    for _ in 0..threads {
        let (desk, list) = (desk.clone(), list.clone());
        let copying = move || {
            while let Some(chosen) = next(&list) {
                copy_in(&desk, &chosen);
            }
        };
        // A thread of its own: those of the commands may all be waiting for a copy to end. Without one the list is dropped, and
        // every file on it has failed.
        if let Err(error) = std::thread::Builder::new().name("copying".to_owned()).spawn(copying) {
            tracing::error!(%error, "no thread to copy with");
        }
    }
    Ok(Picked { files })
}

fn next(list: &Mutex<VecDeque<Chosen>>) -> Option<Chosen> {
    list.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
}

/// Looks at a file before it is copied: what cannot be taken is said at once.
#[allow(clippy::cast_precision_loss, reason = "files end at 100 MiB")]
fn size_of(path: &Path, name: &str) -> Result<f64, Failure> {
    let unreadable = || Sentence::FileUnreadable.with(name);
    let meta = std::fs::metadata(path).map_err(|_| unreadable())?;
    if !meta.is_file() {
        return Err(unreadable());
    }
    if meta.len() > LARGEST_FILE {
        return Err(Sentence::FileTooLarge.with(name));
    }
    File::open(path).map_err(|_| unreadable())?;
    Ok(meta.len() as f64)
}

fn copy_in(desk: &Desk, chosen: &Chosen) {
    let copied = if chosen.pick.is_stopped() { Err(Sentence::FileVanished.into()) } else { take(desk, chosen) };
    let mut copying = chosen.pick.lock();
    copying.outcome = Some(match copied {
        // Stopped while its last bytes were made durable.
        Ok(file) if copying.stopped => Err(drop_again(desk, &file)),
        copied => copied,
    });
}

fn drop_again(desk: &Desk, file: &StagedFile) -> Failure {
    match desk.store.stage_cancel(file.file) {
        Ok(()) => Sentence::FileVanished.into(),
        Err(error) => error.into(),
    }
}

fn take(desk: &Desk, chosen: &Chosen) -> Result<StagedFile, Failure> {
    let unreadable = || Sentence::FileUnreadable.with(&chosen.name);
    let mut file = File::open(&chosen.path).map_err(|_| unreadable())?;
    let size = file.metadata().map_err(|_| unreadable())?.len();
    if size > LARGEST_FILE {
        return Err(Sentence::FileTooLarge.with(&chosen.name));
    }
    let staged = {
        // The draft may have been thrown away since.
        let _hand = desk.hand();
        known(desk, chosen.case)?;
        desk.store.stage_begin(chosen.case, &chosen.name, size)?
    };
    let copied = copy(desk, chosen, staged, &mut file, size).and_then(|()| Ok(desk.store.stage_end(staged)?));
    if copied.is_err() {
        desk.store.stage_cancel(staged)?;
    }
    copied
}

fn copy(desk: &Desk, chosen: &Chosen, staged: Uuid, file: &mut File, size: u64) -> Result<(), Failure> {
    let mut buffer = vec![0; PIECE];
    let mut offset = 0;
    loop {
        let read = file.read(&mut buffer).map_err(|_| Sentence::FileUnreadable.with(&chosen.name))?;
        if read == 0 {
            return Ok(());
        }
        if chosen.pick.is_stopped() {
            return Err(Sentence::FileVanished.into());
        }
        desk.store.stage_piece(staged, offset, &buffer[..read])?;
        offset += u64::try_from(read).unwrap_or(u64::MAX);
        desk.app.progress(chosen.id.to_string(), offset, size);
    }
}

fn find(desk: &Desk, id: Uuid) -> Option<Arc<Pick>> {
    desk.app.state().picks.get(&id).cloned()
}

/// Waits until a chosen file has been copied; `None` where the id is none of a chosen file.
pub(crate) fn wait(desk: &Desk, id: Uuid) -> Option<Result<StagedFile, Failure>> {
    let pick = find(desk, id)?;
    let mut copying = pick.lock();
    loop {
        if let Some(outcome) = copying.outcome.clone() {
            return Some(outcome);
        }
        copying = pick.ended.wait(copying).unwrap_or_else(PoisonError::into_inner);
    }
}

/// The page has taken a chosen file over.
pub(crate) fn forget(desk: &Desk, id: Uuid) {
    desk.app.state().picks.remove(&id);
}

/// Stops a chosen file, copied or not; false where the id is none of a chosen file.
pub(crate) fn stop(desk: &Desk, id: Uuid) -> Result<bool, Failure> {
    let Some(pick) = find(desk, id) else { return Ok(false) };
    let copied = {
        let mut copying = pick.lock();
        copying.stopped = true;
        copying.outcome.as_ref().and_then(|outcome| outcome.as_ref().ok()).map(|file| file.file)
    };
    forget(desk, id);
    if let Some(file) = copied {
        desk.store.stage_cancel(file)?;
    }
    Ok(true)
}
