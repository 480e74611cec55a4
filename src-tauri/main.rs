//! The desktop program's entry: reads the command line and the environment, then opens the window.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::path::PathBuf;

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
    let Some(folder) = folder else {
        eprintln!("lakon: no folder for the data; set {FOLDER}");
        std::process::exit(2);
    };
    if let Err(error) = lakon_desktop::run(folder, sample) {
        eprintln!("lakon: {error}");
        std::process::exit(1);
    }
}
