//! Files that are there whole or not at all, also after a power cut.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Moves a file into its place within one disk; durable only after [`sync_folder`].
pub use lakon_platform::rename;

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
