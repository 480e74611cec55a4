//! Drives the program in its real window through WebDriver, on a virtual display of its own.
//!
//! A test finds things as a person does, by role and words; what it waits for it waits for with a generous bound.
//! Everything started is stopped by its process id. The window tests run where WebKitGTK's driver does: on Linux.
#![cfg(target_os = "linux")]

mod drag;
mod pdf;
mod stage;
pub mod steps;
mod window;

pub use pdf::large_pdf;
pub use stage::Stage;
pub use window::{Role, Window};
