//! Keeps the window where a person can take hold of it: after its place was restored, and when a screen came or went.

use lakon_platform::screen::{Rect, within_reach};
use tauri::{PhysicalPosition, PhysicalSize, WebviewWindow};

/// Moves the window to a screen that is there, if it lies on none. A minimised, maximised or full-screen one is the system's to place.
pub(crate) fn keep_within_reach(window: &WebviewWindow) {
    if let Err(error) = look(window) {
        tracing::warn!(%error, "the window's place was not looked at");
    }
}

fn look(window: &WebviewWindow) -> tauri::Result<()> {
    if window.is_minimized()? || window.is_maximized()? || window.is_fullscreen()? {
        return Ok(());
    }
    let (at, size) = (window.outer_position()?, window.outer_size()?);
    let here = Rect { x: at.x, y: at.y, width: size.width, height: size.height };
    let screens: Vec<Rect> = window
        .available_monitors()?
        .iter()
        .map(|monitor| {
            // Without the taskbar.
            let (from, room) = (monitor.work_area().position, monitor.work_area().size);
            Rect { x: from.x, y: from.y, width: room.width, height: room.height }
        })
        .collect();
    let Some(to) = within_reach(here, &screens) else { return Ok(()) };
    tracing::info!(?here, ?to, "the window lay on no screen");
    if (to.width, to.height) != (here.width, here.height) {
        // What is set is the inside; the frame stays as wide as it is.
        let inner = window.inner_size()?;
        let frame = (here.width.saturating_sub(inner.width), here.height.saturating_sub(inner.height));
        window.set_size(PhysicalSize::new(to.width.saturating_sub(frame.0), to.height.saturating_sub(frame.1)))?;
    }
    window.set_position(PhysicalPosition::new(to.x, to.y))
}
