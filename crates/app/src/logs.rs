//! The program's log files: in the data folder, one a day, a week of them; ids and counts only, never what somebody typed.

use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

/// Days of log files that stay.
const DAYS: usize = 7;

/// Starts writing; the last lines reach the disk when the guard is dropped. A folder that cannot be written leaves the
/// program without log files, not without itself.
pub fn to_folder(folder: &Path) -> Option<WorkerGuard> {
    let logs = folder.join("logs");
    // Made first: the appender looks for old files before it makes the folder, and complains where there is none.
    std::fs::create_dir_all(&logs).ok()?;
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("lakon")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(logs)
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(appender);
    // What libraries have to say may carry what they were handed, so only their warnings are kept.
    let filter = EnvFilter::new("warn,lakon=info,lakon_app=info,lakon_store=info,lakon_log=info,lakon_sync=info");
    let started = tracing_subscriber::fmt().json().with_writer(writer).with_env_filter(filter).try_init();
    started.is_ok().then_some(guard)
}
