//! What the program asks of the PC around it, and what the PC tells it: locks, sleep, battery, idle hands, where the folder lies.

use std::path::Path;
use std::sync::Arc;

use lakon_platform::{BadFolder, SystemEvent, pc};

use crate::api::Language;
use crate::app::App;
use crate::failure::Failure;
use crate::session;
use crate::words::Sentence;

/// The PC, as far as its answers change what the program does. Tests hand in their own.
pub trait Surroundings: Send + Sync {
    /// Whether the data may lie in a folder.
    ///
    /// # Errors
    /// Why not.
    fn judge_folder(&self, folder: &Path) -> Result<(), BadFolder>;

    /// Milliseconds since somebody last touched keyboard or mouse, in whatever program; `None` where nobody knows.
    fn idle_ms(&self) -> Option<i64>;

    /// Whether the PC runs on its battery.
    fn on_battery(&self) -> bool;

    /// Whether the program was started as administrator.
    fn is_elevated(&self) -> bool;
}

/// This PC.
pub struct ThisPc;

impl Surroundings for ThisPc {
    fn judge_folder(&self, folder: &Path) -> Result<(), BadFolder> {
        lakon_platform::folder::judge_here(folder)
    }

    fn idle_ms(&self) -> Option<i64> {
        pc::idle_ms()
    }

    fn on_battery(&self) -> bool {
        pc::on_battery()
    }

    fn is_elevated(&self) -> bool {
        pc::is_elevated()
    }
}

/// Why a folder is not taken and what to do, for the person. Nothing in the folder was looked at or written.
pub(crate) fn refusal(folder: &Path, why: BadFolder) -> Failure {
    let sentence = match why {
        BadFolder::Network => Sentence::FolderOnNetwork,
        BadFolder::Copied => Sentence::FolderCopied,
        BadFolder::Roaming => Sentence::FolderRoaming,
        BadFolder::Name => Sentence::FolderName,
        BadFolder::TooLong => {
            return Sentence::FolderTooLong.with(lakon_platform::folder::LONGEST).with(folder.display());
        }
    };
    sentence.with(folder.display())
}

/// The same for the desktop, which must know before it opens its window: the web view and the log files lie in that folder too. In
/// Indonesian: which language was chosen stands in the folder.
///
/// # Errors
/// The sentence.
pub fn judge_folder(folder: &Path) -> Result<(), String> {
    ThisPc.judge_folder(folder).map_err(|why| refusal(folder, why).say(Language::Id).message)
}

impl App {
    /// Hears what the system tells; what was typed is a record when this returns.
    pub fn system(self: &Arc<Self>, event: SystemEvent) {
        match event {
            // Design, security.md: "Lock after idle, on Windows lock, Ctrl+L."
            SystemEvent::Locked => session::lock_now(self),
            // "Sign-out, suspend or 10 hours drop the key."
            SystemEvent::Suspending => session::end(self),
            SystemEvent::ScreensChanged => {}
        }
    }

    /// The web view's profile was damaged and a new one begun: said where somebody sits.
    pub fn profile_was_set_aside(&self) {
        self.state().notices.push(Sentence::ProfileSetAside.into());
        self.changed(["session"]);
    }
}
