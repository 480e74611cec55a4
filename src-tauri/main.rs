//! The desktop program's entry: reads the command line and the environment, then opens the window.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::path::PathBuf;

use lakon_platform::message;

/// `--sample FOLDER` fills FOLDER with a sample office and opens it signed in.
const SAMPLE: &str = "--sample";
/// Names the data folder instead of the usual one.
const FOLDER: &str = "LAKON_DATA";

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let sample = arguments.find(|a| a == SAMPLE).and_then(|_| arguments.next()).map(PathBuf::from);
    let (folder, sample) = match sample {
        Some(folder) => (Some(folder), true),
        None => (
            std::env::var_os(FOLDER).filter(|f| !f.is_empty()).map(PathBuf::from).or_else(lakon_app::usual_folder),
            false,
        ),
    };
    if let Err(failed) = lakon_desktop::start(folder, sample) {
        message::say("Lakon", &failed.says);
        std::process::exit(failed.code);
    }
}
