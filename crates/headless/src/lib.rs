//! A display, a session bus, a look at the picture and a hand that drags: the desktop program where there is no screen.
//!
//! Everything started here is stopped by its process id when the value is dropped; nothing is looked up by name.
#![cfg(unix)]

mod atoms;
mod desktop;
mod drag;
mod picture;
mod windows;

pub use desktop::Desktop;
pub use drag::DragSource;
pub use picture::Picture;
pub use windows::{Painted, Place, Screen};
