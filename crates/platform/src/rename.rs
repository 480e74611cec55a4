//! Renames that outlast an antivirus program holding the file it has just seen being written.

use std::fs;
use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

/// How often a rename is tried again.
pub const TRIES: u32 = 20;
/// Pause between two tries; all of them stay under three seconds, which an officer still takes for a slow disk.
pub const PAUSE: Duration = Duration::from_millis(125);
/// ERROR_ACCESS_DENIED and ERROR_SHARING_VIOLATION: what Windows says while another program holds a file. Any other error stays
/// what it is however often one asks.
const HELD: [i32; 2] = [5, 32];

/// Moves a file or folder within one disk, over what stands there. On Windows it is tried again, for a bounded time, while another
/// program holds it. Not durable by itself.
///
/// # Errors
/// The file system's, of the last try.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    patiently(cfg!(windows), || fs::rename(from, to), thread::sleep)
}

/// Does `act` until it works, fails for another reason than that somebody holds the file, or was tried [`TRIES`] times more.
fn patiently(
    windows: bool,
    mut act: impl FnMut() -> io::Result<()>,
    mut pause: impl FnMut(Duration),
) -> io::Result<()> {
    let mut tries = 0;
    loop {
        match act() {
            Err(error) if tries < TRIES && is_held(&error, windows) => {
                tries += 1;
                pause(PAUSE);
            }
            result => return result,
        }
    }
}

/// The numbers mean something else on other systems (5 is EIO on Linux).
fn is_held(error: &io::Error, windows: bool) -> bool {
    windows && error.raw_os_error().is_some_and(|code| HELD.contains(&code))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Fails so often with an error, then works; returns the outcome, the tries and the time waited.
    fn tried(windows: bool, code: i32, failures: u32) -> (io::Result<()>, u32, Duration) {
        let (mut tries, mut waited) = (0, Duration::ZERO);
        let act = || {
            tries += 1;
            if tries > failures { Ok(()) } else { Err(io::Error::from_raw_os_error(code)) }
        };
        let result = patiently(windows, act, |time| waited += time);
        (result, tries, waited)
    }

    #[test]
    fn a_file_that_is_held_for_a_moment_is_renamed_after_it() {
        for code in [5, 32] {
            let (result, tries, waited) = tried(true, code, 3);
            assert!(result.is_ok());
            assert_eq!((tries, waited), (4, 3 * PAUSE));
        }
    }

    #[test]
    fn a_file_that_stays_held_fails_within_three_seconds_with_the_reason() {
        let (result, tries, waited) = tried(true, 32, u32::MAX);
        assert_eq!(result.unwrap_err().raw_os_error(), Some(32));
        assert_eq!(tries, TRIES + 1);
        assert!(waited < Duration::from_secs(3));
    }

    #[test]
    fn any_other_error_and_any_other_system_fails_at_once() {
        // Not found, disk full, file exists, wrong name.
        for code in [2, 112, 183, 123] {
            assert_eq!(tried(true, code, 1).1, 1, "{code}");
        }
        assert_eq!(tried(false, 5, 1).1, 1);
    }

    #[cfg(windows)]
    #[test]
    fn a_file_another_program_really_holds_is_renamed_once_it_lets_go() {
        use std::os::windows::fs::OpenOptionsExt;
        let temp = tempfile::tempdir().unwrap();
        let (from, to) = (temp.path().join("keys.new"), temp.path().join("keys.json"));
        for held in [&from, &to] {
            fs::write(&to, b"lama").unwrap();
            fs::write(&from, b"baru").unwrap();
            // As a scanner opens it: nobody else may have it meanwhile.
            let mut scanner = Some(fs::OpenOptions::new().read(true).share_mode(0).open(held).unwrap());
            let mut waited = 0;
            let let_go = |_| {
                waited += 1;
                drop(scanner.take());
            };
            patiently(true, || fs::rename(&from, &to), let_go).unwrap();
            assert_eq!((waited, fs::read(&to).unwrap()), (1, b"baru".to_vec()));
        }
    }

    #[test]
    fn long_and_odd_names_are_renamed_over_what_stands_there() {
        let temp = tempfile::tempdir().unwrap();
        // Deeper than the 260 characters old programs of Windows end at.
        let deep = (0..6).fold(temp.path().to_owned(), |path, at| path.join(format!("{at}{}", "x".repeat(60))));
        fs::create_dir_all(&deep).unwrap();
        let longest = "y".repeat(255);
        for name in ["surat 📎 nota.pdf", "ringkasan é.pdf", longest.as_str()] {
            let (from, to) = (deep.join("baru"), deep.join(name));
            fs::write(&to, b"lama").unwrap();
            fs::write(&from, b"baru").unwrap();
            rename(&from, &to).unwrap();
            assert_eq!(fs::read(&to).unwrap(), b"baru");
            assert!(!from.exists());
        }
    }
}
