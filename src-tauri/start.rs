//! What has to be right before there is a window: a folder for the data, and a web view that can show the page.

use std::path::PathBuf;

use lakon_app::before;
use lakon_platform::message;

/// The program's exit codes; scripts of an office's IT go by them (docs/OPERATIONS.md).
mod code {
    pub const NO_WINDOW: i32 = 1;
    pub const NO_FOLDER: i32 = 2;
    pub const BAD_FOLDER: i32 = 3;
    pub const WEB_VIEW: i32 = 4;
}

/// Why the program ends without having opened its window.
#[derive(Debug, PartialEq, Eq)]
pub struct Failed {
    pub code: i32,
    /// The sentence for the person.
    pub says: String,
}

/// Looks at what the window needs, opens it and stays until it is closed.
///
/// # Errors
/// What stood in the way.
pub fn start(folder: Option<PathBuf>, sample: bool) -> Result<(), Failed> {
    let failed = |code| move |says| Failed { code, says };
    let folder = folder.ok_or_else(before::no_folder).map_err(failed(code::NO_FOLDER))?;
    // Before anything is written there: the log files and the web view's profile lie in it too.
    lakon_app::judge_folder(&folder).map_err(failed(code::BAD_FOLDER))?;
    judge_web_view().map_err(failed(code::WEB_VIEW))?;
    crate::run(folder, sample).map_err(|error| before::no_window(&error.to_string())).map_err(failed(code::NO_WINDOW))
}

/// Ends the program where its window cannot be opened.
pub(crate) fn give_up(error: &tauri::Error) -> ! {
    tracing::error!(%error, "the window could not be opened");
    message::say("Lakon", &before::no_window(&error.to_string()));
    std::process::exit(code::NO_WINDOW);
}

/// Tauri would end at a missing runtime with words of its own, in English.
#[cfg(windows)]
fn judge_web_view() -> Result<(), String> {
    before::judge_web_view(tauri::webview_version().ok().as_deref())
}

/// Elsewhere the web view is a library without which the program would not have started.
#[cfg(not(windows))]
fn judge_web_view() -> Result<(), String> {
    Ok(())
}
