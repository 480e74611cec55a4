//! A file dragged by hand from another program's window into the page, and what the page was told about it.

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, bail};
use fantoccini::elements::Element;
use lakon_headless::DragSource;

use crate::window::{GLANCE, PATIENCE};
use crate::{Stage, Window};

impl Stage {
    /// Drags `file` from a window of its own onto the middle of `target` in the one open window and lets go; gives the kinds
    /// of data the page was offered (`DataTransfer.types`). "Files" is among them where the page may have the file.
    ///
    /// # Errors
    /// When there is not one window, or it does not take part; the error says how far the drag came.
    pub async fn drag(&self, file: &Path, window: &Window, target: &Element) -> Result<Vec<String>> {
        let open = self.screen()?.windows()?;
        let [place] = open[..] else { bail!("{} windows are open", open.len()) };
        let listen = "window.dragged = null;
            const note = (event) => { window.dragged = [...event.dataTransfer.types]; };
            for (const kind of ['dragenter', 'dragover']) addEventListener(kind, note, { capture: true });
            arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });
            const box = arguments[0].getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];";
        let middle = window.client.execute(listen, vec![serde_json::to_value(target)?]).await?;
        let (x, y): (f64, f64) = serde_json::from_value(middle)?;
        let (x, y) = place.on_display(x, y);
        let source = DragSource::open(self.desktop.display(), file)?;
        tokio::task::spawn_blocking(move || source.drag_to(x, y, PATIENCE)).await??;
        // The page is another process: it may hear of the drag after the window has answered it.
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let kinds = window.client.execute("return window.dragged", vec![]).await?;
            if let Some(kinds) = serde_json::from_value(kinds)? {
                return Ok(kinds);
            }
            tokio::time::sleep(GLANCE).await;
        }
        bail!("nothing was dragged over the page")
    }
}
