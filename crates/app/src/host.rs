//! What the program needs of whatever shows its page: the Tauri window or the test bridge. A host that lacks one does not compile.

use std::io;
use std::path::{Path, PathBuf};

use crate::api::{Changed, GoTo, Progress};

/// Something the page is told without having asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Push {
    Changed(Changed),
    Progress(Progress),
    /// Somebody clicked a notice of the system.
    Go(GoTo),
}

impl Push {
    /// Tells a listener that fell behind to look at everything again.
    pub fn everything() -> Self {
        let topics =
            ["session", "cases", "tabs", "parties", "sync", "files", "users", "settings", "escalations", "notices"]
                .map(str::to_owned)
                .to_vec();
        Push::Changed(Changed { topics })
    }

    /// The event's name and its content, as both hosts send them.
    pub fn event(&self) -> (&'static str, serde_json::Value) {
        let content = match self {
            Push::Changed(changed) => serde_json::to_value(changed),
            Push::Progress(progress) => serde_json::to_value(progress),
            Push::Go(to) => serde_json::to_value(to),
        };
        let name = match self {
            Push::Changed(_) => "changed",
            Push::Progress(_) => "progress",
            Push::Go(_) => "go",
        };
        (name, content.unwrap_or_default())
    }
}

/// The services of the desktop around the program.
pub trait Host: Send + Sync {
    /// Lets the person choose files, and waits; empty when nothing was chosen. Called off the async threads.
    fn pick_files(&self) -> Vec<PathBuf>;

    /// Lets the person choose where to save a file of this name, and waits; `None` where they changed their mind. Called
    /// off the async threads.
    fn save_as(&self, name: &str) -> Option<PathBuf>;

    /// Opens a file with the program the desktop has for its kind.
    ///
    /// # Errors
    /// When there is none, or it does not start.
    fn open_path(&self, path: &Path) -> io::Result<()>;

    /// Opens an address of the web with the desktop's browser. Only what [`crate::complaints`] lets through comes here.
    ///
    /// # Errors
    /// When there is none, or it does not start.
    fn open_link(&self, address: &str) -> io::Result<()>;

    /// Shows a notice of the system, or does nothing where it has none. The visitor sees it: `text` names no person. A click on it
    /// brings the window to the front and, where the notice speaks of one case, calls [`crate::App::notice_clicked`] with it. Called
    /// off the async threads.
    fn notify(&self, title: &str, text: &str, case: Option<&str>);

    /// Tells the page.
    fn push(&self, push: &Push);
}
