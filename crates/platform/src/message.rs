//! What has to be said before there is a window of our own: on standard error and, on Windows, in a box of the system.

use std::io::Write;

/// Keeps the box away where nobody sits who could close it; the words go to standard error all the same.
pub const WITHOUT_BOX: &str = "LAKON_NO_BOX";

/// Says one sentence, and waits on Windows until it was read.
pub fn say(title: &str, text: &str) {
    // First, so that whoever reads it need not wait for the box. A program without a console has nowhere to write to.
    let _ = writeln!(std::io::stderr(), "lakon: {text}");
    if std::env::var_os(WITHOUT_BOX).is_none() {
        show(title, text);
    }
}

#[cfg(windows)]
fn show(title: &str, text: &str) {
    crate::windows::message_box(title, text);
}

#[cfg(not(windows))]
fn show(_: &str, _: &str) {}
