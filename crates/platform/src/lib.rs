//! What differs between the systems Lakon runs on. Each question is decided by a pure function, tested on every system; the calls
//! of Windows that feed them are thin and stand in `windows/`, the one place with `unsafe`.

pub mod folder;
pub mod message;
pub mod names;
pub mod pc;
pub mod rename;
pub mod screen;
pub mod toast;
pub mod watch;
pub mod webview;
#[cfg(windows)]
mod windows;

pub use folder::BadFolder;
pub use rename::rename;
pub use watch::SystemEvent;
