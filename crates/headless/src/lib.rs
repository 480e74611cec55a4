//! A display, a session bus and a look at the picture, for running the desktop program where there is no screen.
//!
//! Everything started here is stopped by its process id when the value is dropped; nothing is looked up by name.
#![cfg(unix)]

mod desktop;
mod picture;
mod windows;

pub use desktop::Desktop;
pub use picture::Picture;
pub use windows::{Painted, Place, Screen};
