//! The web view's runtime and profile: whether the one is there and new enough, and what to do when the other is damaged.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::rename::rename;

/// The oldest Edge whose runtime shows the page: what it is built for (`build.target` in ui/vite.config.ts).
pub const OLDEST: u32 = 111;
/// What a profile that could not be opened is called from then on; the one before it goes.
const ASIDE: &str = "webview-rusak";

/// Why the web view cannot show the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    Missing,
    TooOld { found: String },
}

/// Judges what the runtime says of its version, such as "120.0.2210.91" or "121.0.2277.4 beta". A version nobody can read is let through:
/// then the window opens or says itself why not.
///
/// # Errors
/// Why it cannot be used.
pub fn judge(found: Option<&str>) -> Result<(), Unfit> {
    let Some(found) = found.map(str::trim).filter(|text| !text.is_empty()) else { return Err(Unfit::Missing) };
    match found.split('.').next().map(str::parse::<u32>) {
        // What is left in the registry of a runtime that was removed.
        Some(Ok(0)) => Err(Unfit::Missing),
        Some(Ok(major)) if major < OLDEST => Err(Unfit::TooOld { found: found.to_owned() }),
        _ => Ok(()),
    }
}

/// What was opened, and whether a damaged profile was set aside for it.
#[derive(Debug, PartialEq, Eq)]
pub struct Opened<T> {
    pub what: T,
    pub set_aside: bool,
}

/// Opens what needs a profile. Where that fails and a profile is there, it may be the damaged thing: it is set aside once and a new one
/// begun. Nothing of the office is in it, only what the web view keeps for itself.
///
/// # Errors
/// Of `open`.
pub fn with_profile<T, E>(profile: &Path, mut open: impl FnMut() -> Result<T, E>) -> Result<Opened<T>, E> {
    // Where something else than a folder lies, no web view makes one.
    let hindered = profile.exists() && !profile.is_dir();
    let cleared = hindered && set_aside_told(profile);
    let first = match open() {
        Ok(what) => return Ok(Opened { what, set_aside: cleared }),
        Err(error) => error,
    };
    if cleared || !profile.exists() || !set_aside_told(profile) {
        return Err(first);
    }
    open().map(|what| Opened { what, set_aside: true })
}

fn set_aside_told(profile: &Path) -> bool {
    let done = set_aside(profile);
    match &done {
        Ok(aside) => {
            tracing::warn!(aside = %aside.display(), "the web view's profile could not be opened and was set aside")
        }
        Err(error) => tracing::error!(%error, "the web view's profile could not be set aside"),
    }
    done.is_ok()
}

fn set_aside(profile: &Path) -> io::Result<PathBuf> {
    let aside = profile.with_file_name(ASIDE);
    let removed = if aside.is_dir() { fs::remove_dir_all(&aside) } else { fs::remove_file(&aside) };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => rename(profile, &aside)?,
    }
    Ok(aside)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_runtime_that_is_missing_or_too_old_is_told_apart() {
        for missing in [None, Some(""), Some("  "), Some("0.0.0.0")] {
            assert_eq!(judge(missing), Err(Unfit::Missing), "{missing:?}");
        }
        for old in ["86.0.616.0", "110.0.1587.69", "109.0.1518.140 beta"] {
            assert_eq!(judge(Some(old)), Err(Unfit::TooOld { found: old.to_owned() }));
        }
        for good in ["111.0.1661.41", "121.0.2277.4 beta", "143.0.3650.66", "1000.1", "unreadable"] {
            assert_eq!(judge(Some(good)), Ok(()), "{good}");
        }
    }

    #[test]
    fn the_oldest_runtime_is_the_one_the_page_is_built_for() {
        let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/vite.config.ts");
        let config = fs::read_to_string(config).unwrap();
        assert!(config.contains(&format!("'chrome{OLDEST}'")), "vite.config.ts builds for another browser");
    }

    fn profile() -> (tempfile::TempDir, PathBuf) {
        let temp = tempfile::tempdir().unwrap();
        let profile = temp.path().join("webview");
        fs::create_dir_all(profile.join("EBWebView/Default")).unwrap();
        fs::write(profile.join("EBWebView/Default/Preferences"), "{").unwrap();
        (temp, profile)
    }

    /// What a web view does with its profile: it makes the folder where there is none, and fails at one it cannot read.
    fn opens(profile: &Path) -> Result<&'static str, &'static str> {
        if profile.is_file() || profile.join("EBWebView/Default/Preferences").exists() {
            return Err("damaged");
        }
        fs::create_dir_all(profile).unwrap();
        Ok("window")
    }

    #[test]
    fn a_damaged_profile_is_set_aside_once_and_a_new_one_begun() {
        let (temp, profile) = profile();
        let opened = with_profile(&profile, || opens(&profile));
        assert_eq!(opened, Ok(Opened { what: "window", set_aside: true }));
        assert!(temp.path().join("webview-rusak/EBWebView/Default/Preferences").exists());
        // The next one takes its place.
        fs::create_dir_all(profile.join("EBWebView/Default")).unwrap();
        fs::write(profile.join("EBWebView/Default/Preferences"), "second").unwrap();
        assert!(with_profile(&profile, || opens(&profile)).unwrap().set_aside);
        let kept = fs::read(temp.path().join("webview-rusak/EBWebView/Default/Preferences")).unwrap();
        assert_eq!(kept, b"second");
    }

    #[test]
    fn a_file_in_the_place_of_the_profile_is_set_aside_before_anything_is_tried() {
        let (_temp, profile) = profile();
        fs::remove_dir_all(&profile).unwrap();
        fs::write(&profile, "not a folder").unwrap();
        let mut tries = 0;
        let opened = with_profile(&profile, || {
            tries += 1;
            opens(&profile)
        });
        assert_eq!((opened, tries), (Ok(Opened { what: "window", set_aside: true }), 1));
    }

    #[test]
    fn what_fails_for_another_reason_is_tried_twice_at_most_and_the_reason_told() {
        let (_temp, profile) = profile();
        let mut tries = 0;
        let mut failing = || -> Result<(), i32> {
            tries += 1;
            Err(tries)
        };
        assert_eq!(with_profile(&profile, &mut failing), Err(2));
        // Without a profile there is nothing to set aside.
        fs::create_dir_all(&profile).unwrap();
        fs::remove_dir_all(&profile).unwrap();
        assert_eq!(with_profile(&profile, &mut failing), Err(3));
    }

    #[test]
    fn a_good_profile_is_left_alone() {
        let (temp, profile) = profile();
        fs::remove_dir_all(profile.join("EBWebView")).unwrap();
        assert_eq!(with_profile(&profile, || opens(&profile)), Ok(Opened { what: "window", set_aside: false }));
        assert!(!temp.path().join("webview-rusak").exists());
    }
}
