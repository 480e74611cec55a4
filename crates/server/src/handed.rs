//! A bundle for a server at work. The command lays a copy of the stick's file into the folder `in` of the server's own folder, the process
//! that holds the folder takes it and lays beside it what came of it. Whoever may write there is the service's account or above it, and a
//! bundle proves itself: nothing else has to be shown.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use data_encoding::HEXLOWER;
use lakon_server_store::{ServerFolder, ServerStore, StoreError, rename, sync_folder};
use lakon_sync::bundle::{BundleError, Taken};
use lakon_sync::replica::StoreFault;
use lakon_sync::wake::Hub;
use lakon_sync::wire;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::ServerError;
use crate::bundle::take_into;

/// How often the server looks whether a stick was brought, or a command has written beside it.
const LOOK: Duration = Duration::from_millis(500);
/// The same after a look that failed (disk full), so that the log is not filled.
const AFTER_A_FAILURE: Duration = Duration::from_secs(30);
/// How often the command looks for the answer.
const ASK: Duration = Duration::from_millis(100);
/// A process that has not begun with a file by then is of a program that does not look for any.
const BEGINS_WITHIN: Duration = Duration::from_secs(30);
/// What nobody came back for goes after this.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// A file waits, is being taken, and is answered.
const WAITS: &str = "bundle";
const BEING_TAKEN: &str = "taking";
const ANSWER: &str = "answer";
const HALF: &str = "half";

/// What came of a file. It lies on the disk for a moment, so it holds what the wire's messages hold: ids and numbers.
#[derive(Serialize, Deserialize)]
enum Answer {
    Taken(Box<Taken>),
    Failed(Why),
}

/// A [`BundleError`] as far as another process can say it.
#[derive(Serialize, Deserialize)]
enum Why {
    NotABundle,
    NotForUs,
    Newer(u32),
    OtherOffice,
    File(String),
    Other(String),
}

impl From<&BundleError> for Why {
    fn from(error: &BundleError) -> Self {
        match error {
            BundleError::NotABundle => Self::NotABundle,
            BundleError::NotForUs => Self::NotForUs,
            BundleError::Newer(version) => Self::Newer(*version),
            BundleError::OtherOffice => Self::OtherOffice,
            BundleError::File(error) => Self::File(error.to_string()),
            other => Self::Other(other.to_string()),
        }
    }
}

impl From<Why> for BundleError {
    fn from(why: Why) -> Self {
        match why {
            Why::NotABundle => Self::NotABundle,
            Why::NotForUs => Self::NotForUs,
            Why::Newer(version) => Self::Newer(version),
            Why::OtherOffice => Self::OtherOffice,
            Why::File(error) => Self::File(io::Error::other(error)),
            Why::Other(error) => Self::Store(StoreFault::new(error, true)),
        }
    }
}

/// An answer as it lies on the disk, read and written again.
pub(crate) fn reread(bytes: &[u8]) -> Option<Vec<u8>> {
    let answer: Answer = wire::decode(bytes).ok()?;
    let again = wire::encode(&answer).ok()?;
    if let Answer::Failed(why) = answer {
        let _ = BundleError::from(why).to_string();
    }
    Some(again)
}

/// The bytes that lie there when a bundle was taken, or could not be read from the stick.
pub(crate) fn written(taken: Result<Taken, BundleError>) -> Option<Vec<u8>> {
    let answer = match taken {
        Ok(taken) => Answer::Taken(Box::new(taken)),
        Err(error) => Answer::Failed(Why::from(&error)),
    };
    wire::encode(&answer).ok()
}

/// One file in the folder, in its states.
struct Letter {
    folder: PathBuf,
    name: String,
}

impl Letter {
    fn at(&self, state: &str) -> PathBuf {
        self.folder.join(format!("{}.{state}", self.name))
    }

    /// Copies the stick's file: it may be pulled out, and the service may not see it.
    fn lay(&self, from: &mut File) -> io::Result<()> {
        let half = self.at(HALF);
        let mut to = File::create_new(&half)?;
        io::copy(from, &mut to)?;
        to.sync_all()?;
        drop(to);
        rename(&half, &self.at(WAITS))
    }

    fn answer(&self) -> Result<Option<Answer>, ServerError> {
        match fs::read(self.at(ANSWER)) {
            Ok(bytes) => Ok(Some(wire::decode(&bytes).map_err(|_| StoreError::Damaged("the answer about a bundle"))?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn write_answer(&self, answer: &Answer) -> Result<(), ServerError> {
        let bytes = wire::encode(answer).map_err(|_| StoreError::Damaged("the answer about a bundle"))?;
        let half = self.at(HALF);
        fs::write(&half, bytes)?;
        rename(&half, &self.at(ANSWER))?;
        Ok(sync_folder(&self.folder)?)
    }

    fn clear(&self) {
        for state in [HALF, WAITS, BEING_TAKEN, ANSWER] {
            // What cannot be removed now goes a day later.
            let _ = fs::remove_file(self.at(state));
        }
    }
}

/// What became of a file that was handed over.
pub(crate) enum Handed {
    Taken(Box<Taken>),
    /// The process that held the folder has ended meanwhile: the caller has it now, and takes the file itself.
    Free(ServerFolder),
}

/// The command's half: hands a file to the process that holds the folder, and waits for what comes of it.
///
/// # Errors
/// [`ServerError::Bundle`] as that process met it; [`StoreError::Held`] where it does not begin.
pub(crate) fn hand(path: &Path, file: &mut File) -> Result<Handed, ServerError> {
    let folder = ServerFolder::visit(path).incoming();
    let mut name = [0; 16];
    getrandom::fill(&mut name).map_err(|_| ServerError::NoRandom)?;
    let letter = Letter { folder, name: HEXLOWER.encode(&name) };
    let handed = letter.lay(file).map_err(|error| BundleError::File(error).into()).and_then(|()| wait(path, &letter));
    letter.clear();
    handed
}

fn wait(path: &Path, letter: &Letter) -> Result<Handed, ServerError> {
    let laid = Instant::now();
    loop {
        let free = match ServerFolder::take(path) {
            Ok(folder) => Some(folder),
            Err(StoreError::Held) => None,
            Err(error) => return Err(error.into()),
        };
        match letter.answer()? {
            Some(Answer::Taken(taken)) => return Ok(Handed::Taken(taken)),
            Some(Answer::Failed(why)) => return Err(BundleError::from(why).into()),
            None => {}
        }
        if let Some(folder) = free {
            return Ok(Handed::Free(folder));
        }
        if laid.elapsed() > BEGINS_WITHIN && letter.at(WAITS).exists() {
            return Err(StoreError::Held.into());
        }
        std::thread::sleep(ASK);
    }
}

/// The server's half: takes what is handed over, hears of what commands have written beside it, and wakes the desks. Ends with the server.
pub(crate) async fn work(store: Arc<ServerStore>, hub: Hub, mut stop: watch::Receiver<bool>) {
    let mut pause = LOOK;
    loop {
        tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(pause) => {}
        }
        let (at_work, stopping) = (store.clone(), stop.clone());
        let looked = tokio::task::spawn_blocking(move || look(&at_work, &|| *stopping.borrow())).await;
        pause = LOOK;
        match looked {
            Ok(Ok(true)) => hub.news(None),
            Ok(Ok(false)) => {}
            Ok(Err(error)) => {
                tracing::error!(%error, "what was brought beside the running server could not be taken");
                pause = AFTER_A_FAILURE;
            }
            Err(error) => {
                tracing::error!(%error, "looking for what was brought beside the running server failed");
                pause = AFTER_A_FAILURE;
            }
        }
    }
}

/// Whether there is news for the desks.
fn look(store: &Arc<ServerStore>, stopping: &dyn Fn() -> bool) -> Result<bool, ServerError> {
    let mut news = store.written_beside()?;
    for letter in waiting(&store.folder().incoming())? {
        if stopping() {
            break;
        }
        news |= answered(store, &letter, stopping)?;
    }
    Ok(news)
}

/// Files that wait, those among them that a process before this one had begun with. What is old is removed.
fn waiting(folder: &Path) -> io::Result<Vec<Letter>> {
    let mut letters = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let state = path.extension().and_then(|state| state.to_str()).unwrap_or_default();
        match path.file_stem().and_then(|name| name.to_str()) {
            Some(name) if state == WAITS || state == BEING_TAKEN => {
                letters.push(Letter { folder: folder.to_owned(), name: name.to_owned() });
            }
            _ => {
                let age = entry.metadata()?.modified()?.elapsed().unwrap_or_default();
                if age > KEPT && (state == HALF || state == ANSWER) {
                    let _ = fs::remove_file(path);
                }
            }
        }
    }
    Ok(letters)
}

fn answered(store: &Arc<ServerStore>, letter: &Letter, stopping: &dyn Fn() -> bool) -> Result<bool, ServerError> {
    let taking = letter.at(BEING_TAKEN);
    if letter.at(WAITS).exists() {
        rename(&letter.at(WAITS), &taking)?;
    }
    let taken =
        File::open(&taking).map_err(BundleError::File).and_then(|input| take_into(store, input, &|_, _| !stopping()));
    let (answer, news) = match taken {
        Ok(taken) => {
            let news =
                taken.records + taken.filled + taken.files > 0 || taken.answered.as_ref().is_some_and(Result::is_ok);
            tracing::info!(records = taken.records, files = taken.files, "a bundle was taken");
            (Answer::Taken(Box::new(taken)), news)
        }
        Err(error) => {
            tracing::warn!(%error, "a bundle was not taken");
            // What came before the store failed stays, and may be news.
            let news = matches!(error, BundleError::Store(_));
            (Answer::Failed(Why::from(&error)), news)
        }
    };
    letter.write_answer(&answer)?;
    // One that stays is taken again, which changes nothing.
    fs::remove_file(&taking)?;
    Ok(news)
}
