//! Files that are there whole or not at all, also after a power cut.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::time::Duration;

/// How often a rename is tried again while an antivirus program holds the file it has just seen.
const RENAME_TRIES: u32 = 20;
/// Pause between two tries; all of them stay under three seconds.
const RENAME_PAUSE: Duration = Duration::from_millis(125);
/// ERROR_ACCESS_DENIED and ERROR_SHARING_VIOLATION, what Windows says while another program holds a file.
const HELD: [i32; 2] = [5, 32];

/// Moves a file into its place within one disk; durable only after [`sync_folder`].
///
/// # Errors
/// The file system's.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    let mut tries = 0;
    loop {
        match fs::rename(from, to) {
            Err(error)
                if tries < RENAME_TRIES
                    && cfg!(windows)
                    && error.raw_os_error().is_some_and(|code| HELD.contains(&code)) =>
            {
                tries += 1;
                std::thread::sleep(RENAME_PAUSE);
            }
            result => return result,
        }
    }
}

/// Makes names made or removed in a folder durable. Windows has no such call and journals them itself.
///
/// # Errors
/// The file system's.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Makes the content of a file durable. Opened for writing because Windows flushes no other handle.
///
/// # Errors
/// The file system's.
pub fn sync_file(path: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).open(path)?.sync_all()
}

/// Writes a new file that only this account can read (0600; on Windows the folder's rights decide) and makes it durable.
///
/// # Errors
/// The file system's; [`io::ErrorKind::AlreadyExists`] when it is there.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use io::Write;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    path.parent().map_or(Ok(()), sync_folder)
}
