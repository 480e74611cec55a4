//! The window among the system's own things: who speaks in its notices, what a click on one does, and what the system tells.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use lakon_app::{App, SystemEvent};
use lakon_platform::{toast, watch};
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::NotificationExt;

use crate::{CASE, MAIN, focus, place};

/// The icon of notices; Windows reads it from a file.
const ICON: &[u8] = include_bytes!("../icons/128x128.png");

/// Lets the system show notices in the program's name. Without it the bell of the page still tells everything.
pub(crate) fn introduce(handle: &AppHandle, folder: &Path) {
    let icon = folder.join("icon.png");
    let drawn = if cfg!(windows) { fs::write(&icon, ICON) } else { Ok(()) };
    let introduced = drawn.and_then(|()| toast::introduce(&handle.config().identifier, "Lakon", &icon));
    if let Err(error) = introduced {
        tracing::warn!(%error, "the system does not know whose the notices are");
    }
}

/// A click on a notice brings the window to the front, and the page to the case it speaks of.
pub(crate) fn hear_clicks(handle: &AppHandle) {
    let here = handle.clone();
    let heard = handle.notification().on_action(move |performed| {
        focus(&here);
        let case = performed.notification().and_then(|notice| notice.extra().get(CASE)?.as_str().map(str::to_owned));
        if let Some(case) = case {
            here.state::<Arc<App>>().notice_clicked(&case);
        }
    });
    if let Err(error) = heard {
        tracing::warn!(%error, "clicks on notices are not heard");
    }
}

/// Kept while the program runs.
pub(crate) struct Watching {
    _watch: Option<watch::Watch>,
}

/// Passes on what the system tells: locks and sleep to the program, other screens to the window.
pub(crate) fn watch(handle: &AppHandle, app: &Arc<App>) -> Watching {
    let (handle, app) = (handle.clone(), app.clone());
    let watch = watch::watch(move |event| {
        tracing::info!(?event, "the system tells");
        app.system(event);
        if event == SystemEvent::ScreensChanged
            && let Some(window) = handle.get_webview_window(MAIN)
        {
            place::keep_within_reach(&window);
        }
    });
    let watch = watch.inspect_err(|error| tracing::error!(%error, "locks and sleep of the system are not heard")).ok();
    Watching { _watch: watch }
}
