//! Looks at a display from outside: which windows are open, what is painted, and the polite request to close.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, ImageFormat, InputFocus, MapState, Window,
};
use x11rb::rust_connection::RustConnection;

use x11rb::CURRENT_TIME;

use crate::Picture;

/// Windows smaller than this are a toolkit's helpers, not something a person sees.
const SMALLEST_EDGE: u16 = 200;

/// A window counts as painted when at least this share of it is not its ground colour.
const PAINTED_SHARE: f64 = 0.004;

/// Pictures are taken this often while waiting.
const GLANCE: Duration = Duration::from_millis(50);

/// So many equal pictures in a row mean that the first screen is complete.
const CALM_GLANCES: usize = 6;

/// What [`Screen::first_paint`] saw.
#[derive(Debug)]
pub struct Painted {
    /// From the start of waiting to the first picture with something in it.
    pub after: Duration,
    /// The window once nothing moved on the screen any more.
    pub picture: Picture,
}

/// An open window and where it stands, in pixels.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    window: Window,
    x: i16,
    y: i16,
    width: u16,
    height: u16,
}

impl Place {
    /// The place of the display where (`x`, `y`) of this window is, in pixels.
    pub fn on_display(&self, x: f64, y: f64) -> (i16, i16) {
        (self.x.saturating_add(x.round() as i16), self.y.saturating_add(y.round() as i16))
    }
}

/// A connection to a display.
pub struct Screen {
    connection: RustConnection,
    root: Window,
    width: u16,
    height: u16,
    smallest: u16,
}

impl Screen {
    /// Connects to `display`, for example `:7`.
    ///
    /// # Errors
    /// When nothing listens there.
    pub fn open(display: &str) -> Result<Screen> {
        let (connection, index) = x11rb::connect(Some(display)).context("reach the display")?;
        let screen = &connection.setup().roots[index];
        let (root, width, height) = (screen.root, screen.width_in_pixels, screen.height_in_pixels);
        Ok(Screen { connection, root, width, height, smallest: SMALLEST_EDGE })
    }

    /// Sees windows from this many pixels on each side: a box of the system with one sentence is smaller than a program's window.
    #[must_use]
    pub fn down_to(self, smallest: u16) -> Screen {
        Screen { smallest, ..self }
    }

    /// The whole screen as it is now.
    ///
    /// # Errors
    /// When the display is gone.
    pub fn picture(&self) -> Result<Picture> {
        let reply = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, self.width, self.height, u32::MAX)?
            .reply()?;
        // A 24 bit screen sends four bytes a pixel, blue first on the little-endian machines Xvfb runs on.
        let pixels =
            reply.data.chunks_exact(4).map(|bytes| u32::from_be_bytes([0, bytes[2], bytes[1], bytes[0]])).collect();
        Ok(Picture::new(self.width.into(), self.height.into(), pixels))
    }

    /// Open windows a person can see.
    ///
    /// # Errors
    /// When the display is gone.
    pub fn windows(&self) -> Result<Vec<Place>> {
        let mut seen = Vec::new();
        for window in self.connection.query_tree(self.root)?.reply()?.children {
            // A window may close between the question and these two; then it is simply not there.
            let Ok(look) = self.connection.get_window_attributes(window)?.reply() else { continue };
            let Ok(place) = self.connection.get_geometry(window)?.reply() else { continue };
            if look.map_state == MapState::VIEWABLE && place.width >= self.smallest && place.height >= self.smallest {
                let (x, y, width, height) = (place.x, place.y, place.width, place.height);
                seen.push(Place { window, x, y, width, height });
            }
        }
        Ok(seen)
    }

    /// Waits until a window shows its first complete screen. `alive` is asked now and then and ends the wait with
    /// its error, so that a program that died is not waited for.
    ///
    /// # Errors
    /// After `bound`, when the display is gone, or what `alive` says.
    pub fn first_paint(&self, bound: Duration, mut alive: impl FnMut() -> Result<()>) -> Result<Painted> {
        let start = Instant::now();
        let mut after = None;
        let mut last: Option<Picture> = None;
        let mut calm = 0;
        while start.elapsed() < bound {
            alive()?;
            let picture = self.picture()?;
            if let Some(window) = self.painted(&picture)? {
                let after = *after.get_or_insert_with(|| start.elapsed());
                calm = if last.as_ref() == Some(&picture) { calm + 1 } else { 0 };
                if calm >= CALM_GLANCES {
                    return Ok(Painted { after, picture: window });
                }
            }
            last = Some(picture);
            std::thread::sleep(GLANCE);
        }
        bail!("no window showed a finished screen within {} seconds", bound.as_secs())
    }

    /// The part of the screen that is the largest window, once something is drawn in it.
    fn painted(&self, picture: &Picture) -> Result<Option<Picture>> {
        let largest = self.windows()?.into_iter().max_by_key(|place| u32::from(place.width) * u32::from(place.height));
        Ok(largest.and_then(|Place { x, y, width, height, .. }| {
            let part = picture.part(x.max(0) as usize, y.max(0) as usize, width.into(), height.into());
            (part.drawn() >= PAINTED_SHARE).then_some(part)
        }))
    }

    /// Takes the keyboard away from every window, as if the person had gone to another program.
    ///
    /// # Errors
    /// When the display is gone.
    pub fn unfocus(&self) -> Result<()> {
        self.connection.set_input_focus(InputFocus::NONE, self.root, CURRENT_TIME)?.check()?;
        Ok(())
    }

    /// Whether one of the open windows has the keyboard.
    ///
    /// # Errors
    /// When the display is gone.
    pub fn has_focus(&self) -> Result<bool> {
        let mut at = self.connection.get_input_focus()?.reply()?.focus;
        let windows = self.windows()?;
        // A toolkit may give the keyboard to a window inside its window. 0 and 1 are "none" and "the root".
        while at > 1 && at != self.root {
            if windows.iter().any(|place| place.window == at) {
                return Ok(true);
            }
            at = self.connection.query_tree(at)?.reply()?.parent;
        }
        Ok(false)
    }

    /// Asks every open window to close, as the cross in its corner does. Returns how many were asked.
    ///
    /// # Errors
    /// When the display is gone.
    pub fn close_windows(&self) -> Result<usize> {
        let protocols = self.connection.intern_atom(false, b"WM_PROTOCOLS")?.reply()?.atom;
        let delete = self.connection.intern_atom(false, b"WM_DELETE_WINDOW")?.reply()?.atom;
        let mut asked = 0;
        for Place { window, .. } in self.windows()? {
            let known = self.connection.get_property(false, window, protocols, AtomEnum::ATOM, 0, 32)?.reply()?;
            if known.value32().is_some_and(|mut atoms| atoms.any(|atom| atom == delete)) {
                let message = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
                self.connection.send_event(false, window, EventMask::NO_EVENT, message)?;
                asked += 1;
            }
        }
        self.connection.flush()?;
        Ok(asked)
    }
}
