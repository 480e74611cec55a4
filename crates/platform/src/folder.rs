//! Where a data folder may lie: on a disk of this PC alone. A network drive breaks SQLite's locks, and a program that copies the
//! folder elsewhere makes a second PC of it.

use std::path::Path;

use crate::names;

/// Longest path of a data folder, in units of UTF-16: the web view's profile below it is some 100 deep, and together they stay under
/// the 260 that SQLite and the web view are bound to.
pub const LONGEST: usize = 150;
/// Folders that programs copy to their servers, by name; "OneDrive - KPPN" too.
const COPIED: [&str; 4] = ["OneDrive", "Dropbox", "Google Drive", "iCloudDrive"];
/// Variables in which OneDrive says where its folders are.
#[cfg(windows)]
const ONEDRIVE: [&str; 3] = ["OneDrive", "OneDriveCommercial", "OneDriveConsumer"];

/// Why a folder is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadFolder {
    /// A share (`\\server\share`) or a drive that leads to one.
    Network,
    /// OneDrive or another program copies it.
    Copied,
    /// It belongs to the profile that Windows carries from PC to PC (`AppData\Roaming`).
    Roaming,
    /// A part of it has a name Windows does not keep as it was given.
    Name,
    /// Longer than [`LONGEST`].
    TooLong,
}

/// What this PC says of its own folders.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Folders of OneDrive.
    pub copied: Vec<String>,
    /// `%APPDATA%`.
    pub roaming: Option<String>,
}

/// Judges a path of Windows by its words alone.
///
/// # Errors
/// Why the folder is not taken.
pub fn judge(path: &str, known: &Known) -> Result<(), BadFolder> {
    let words = words(path)?;
    if !words.parts.iter().all(|part| matches!(*part, "." | "..") || names::is_usable(part)) {
        return Err(BadFolder::Name);
    }
    lies_well(path, known)?;
    if path.encode_utf16().count() > LONGEST { Err(BadFolder::TooLong) } else { Ok(()) }
}

/// The part of the judgement that holds for what a path leads to as well: where it is, not how it is called.
fn lies_well(path: &str, known: &Known) -> Result<(), BadFolder> {
    let words = words(path)?;
    let named = |part: &str| COPIED.iter().any(|name| alike(part, name) || begins(part, &format!("{name} - ")));
    if words.parts.iter().any(|part| named(part)) || known.copied.iter().any(|folder| words.lie_in(folder)) {
        return Err(BadFolder::Copied);
    }
    if known.roaming.as_ref().is_some_and(|folder| words.lie_in(folder)) {
        return Err(BadFolder::Roaming);
    }
    Ok(())
}

/// A path taken apart: its drive, empty where it names none, and the folders after it.
struct Words<'a> {
    drive: &'a str,
    parts: Vec<&'a str>,
}

impl Words<'_> {
    /// Whether they lead into a folder, itself included.
    fn lie_in(&self, folder: &str) -> bool {
        let Ok(folder) = words(folder) else { return false };
        !folder.parts.is_empty()
            && alike(self.drive, folder.drive)
            && folder.parts.len() <= self.parts.len()
            && folder.parts.iter().zip(&self.parts).all(|(one, other)| alike(one, other))
    }
}

fn words(path: &str) -> Result<Words<'_>, BadFolder> {
    let is_slash = |c: char| matches!(c, '\\' | '/');
    let mut parts: Vec<&str> = path.split(is_slash).collect();
    let share = parts.len() > 2 && parts[0].is_empty() && parts[1].is_empty();
    if share {
        let third = parts[2];
        match third {
            // The longer way of writing a path, without limits and without repairs.
            "?" if parts.get(3).is_some_and(|part| alike(part, "UNC")) => return Err(BadFolder::Network),
            "?" => drop(parts.drain(..3)),
            "." => return Err(BadFolder::Name),
            _ => return Err(BadFolder::Network),
        }
    }
    let first = parts.first().copied().unwrap_or_default();
    let lettered = first.len() == 2 && first.ends_with(':') && first.starts_with(|c: char| c.is_ascii_alphabetic());
    // A disk may have no letter: `\\?\Volume{...}\`. What names neither is a relative path.
    let drive = if lettered || (share && begins(first, "Volume{")) { parts.remove(0) } else { "" };
    parts.retain(|part| !part.is_empty());
    Ok(Words { drive, parts })
}

fn alike(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn begins(text: &str, start: &str) -> bool {
    text.to_lowercase().starts_with(&start.to_lowercase())
}

/// Attributes by which Windows marks what a program fetches from or keeps on its servers: RECALL_ON_DATA_ACCESS, PINNED, UNPINNED.
/// RECALL_ON_OPEN is not among them: its number also says that a folder has extended attributes.
const COPIED_ATTRIBUTES: u32 = 0x0040_0000 | 0x0008_0000 | 0x0010_0000;
/// FILE_ATTRIBUTE_REPARSE_POINT: the tag says of what kind.
const REPARSE: u32 = 0x0000_0400;
/// IO_REPARSE_TAG_CLOUD and, with other numbers in the masked place, its fifteen relatives.
const CLOUD_TAG: u32 = 0x9000_001A;
const CLOUD_MASK: u32 = 0xFFFF_0FFF;
/// IO_REPARSE_TAG_ONEDRIVE.
const ONEDRIVE_TAG: u32 = 0x8000_0021;

/// Whether the attributes and the reparse tag of a folder say that a program copies it.
pub fn is_copied(attributes: u32, tag: u32) -> bool {
    let tagged = attributes & REPARSE != 0 && (tag & CLOUD_MASK == CLOUD_TAG || tag == ONEDRIVE_TAG);
    tagged || attributes & COPIED_ATTRIBUTES != 0
}

/// Judges a folder of this PC: its words, what they lead to, the drive, and the marks of the folders above it. Outside Windows every
/// folder is taken.
///
/// # Errors
/// Why the folder is not taken.
#[cfg(windows)]
pub fn judge_here(folder: &Path) -> Result<(), BadFolder> {
    let known = Known::here();
    // As it was given: making it absolute would already drop dots at the end and turn NUL into a device.
    judge(&folder.to_string_lossy(), &known)?;
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    judge(&whole.to_string_lossy(), &known)?;
    if crate::windows::is_network_drive(&whole) {
        return Err(BadFolder::Network);
    }
    let there: Vec<&Path> = whole.ancestors().filter(|part| part.exists()).collect();
    // A link, a subst drive or a junction may lead anywhere.
    if let Some(Ok(real)) = there.first().map(|nearest| nearest.canonicalize()) {
        lies_well(&real.to_string_lossy(), &known)?;
    }
    let marked = |part: &&Path| crate::windows::marks(part).is_some_and(|(attributes, tag)| is_copied(attributes, tag));
    if there.iter().any(marked) { Err(BadFolder::Copied) } else { Ok(()) }
}

/// Outside Windows every folder is taken.
///
/// # Errors
/// None.
#[cfg(not(windows))]
pub fn judge_here(_: &Path) -> Result<(), BadFolder> {
    Ok(())
}

#[cfg(windows)]
impl Known {
    fn here() -> Self {
        let text = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self { copied: ONEDRIVE.iter().filter_map(|name| text(name)).collect(), roaming: text("APPDATA") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        Known {
            copied: vec![r"C:\Users\dewi\Awan Kantor".into()],
            roaming: Some(r"C:\Users\dewi\AppData\Roaming".into()),
        }
    }

    fn told(path: &str) -> Result<(), BadFolder> {
        judge(path, &known())
    }

    #[test]
    fn a_folder_on_a_disk_of_this_pc_is_taken() {
        for path in [
            r"C:\Users\dewi\AppData\Local\Lakon",
            r"D:\Lakon",
            "D:/Data Lakon/kantor",
            r"\\?\C:\Users\dewi\AppData\Local\Lakon",
            r"\\?\Volume{0b7e1c8a-0000-0000-0000-100000000000}\Lakon",
            r"C:\Users\déwi 📎\AppData\Local\Lakon",
            r"C:\Users\dewi\AppData\Local\..\Local\Lakon",
            r"C:\Users\dewi\Awan Kantor Lama\Lakon",
            r"C:\Users\dewi\AppData\Roaming Lama\Lakon",
            r"C:\Users\onedriver\Lakon",
            "lakon",
        ] {
            assert_eq!(told(path), Ok(()), "{path}");
        }
    }

    #[test]
    fn a_share_is_refused_however_it_is_written() {
        for path in [
            r"\\server\share\Lakon",
            "//server/share/Lakon",
            r"\\?\UNC\server\share\Lakon",
            r"\\?\unc\server\share\Lakon",
            r"\\wsl$\Debian\home\dewi",
            r"\\10.1.2.3\profil$\dewi\AppData\Local\Lakon",
            r"\\server",
        ] {
            assert_eq!(told(path), Err(BadFolder::Network), "{path}");
        }
    }

    #[test]
    fn folders_that_programs_copy_are_refused_by_name_and_by_what_the_pc_says() {
        for path in [
            r"C:\Users\dewi\OneDrive\Lakon",
            r"C:\Users\dewi\onedrive\Dokumen\Lakon",
            r"C:\Users\dewi\OneDrive - Kementerian Keuangan\Lakon",
            r"\\?\C:\Users\dewi\OneDrive\Lakon",
            r"D:\Dropbox\Lakon",
            r"D:\Google Drive\Lakon",
            r"C:\Users\dewi\Awan Kantor",
            r"c:\users\DEWI\awan kantor\Lakon",
            "C:/Users/dewi/Awan Kantor/Lakon",
        ] {
            assert_eq!(told(path), Err(BadFolder::Copied), "{path}");
        }
        // Another disk, however alike the rest.
        assert_eq!(told(r"D:\Users\dewi\Awan Kantor\Lakon"), Ok(()));
    }

    #[test]
    fn the_profile_that_wanders_with_the_person_is_refused() {
        for path in [r"C:\Users\dewi\AppData\Roaming\Lakon", r"\\?\c:\users\dewi\appdata\ROAMING\Lakon"] {
            assert_eq!(told(path), Err(BadFolder::Roaming), "{path}");
        }
    }

    #[test]
    fn names_windows_would_not_keep_are_refused() {
        for path in [
            r"C:\Lakon.",
            r"C:\Lakon \data",
            r"C:\data\NUL",
            r"C:\con.d\Lakon",
            r"C:\a|b",
            r"C:\Lakon\x:y",
            r"\\.\C:\Lakon",
            r"\\?\C:\Lakon.",
        ] {
            assert_eq!(told(path), Err(BadFolder::Name), "{path}");
        }
        let name = "x".repeat(256);
        assert_eq!(told(&format!(r"C:\{name}")), Err(BadFolder::Name));
    }

    #[test]
    fn a_path_that_leaves_no_room_for_what_lies_in_it_is_refused() {
        let fits = format!(r"C:\{}", "x".repeat(LONGEST - 3));
        assert_eq!(told(&fits), Ok(()));
        assert_eq!(told(&format!("{fits}x")), Err(BadFolder::TooLong));
        // Two units a character.
        assert_eq!(told(&format!(r"C:\{}", "📎".repeat(74))), Err(BadFolder::TooLong));
    }

    #[test]
    fn the_marks_of_copied_folders_are_known_and_those_of_links_are_none() {
        assert!(is_copied(0x10 | REPARSE, 0x9000_001A));
        assert!(is_copied(0x10 | REPARSE, 0x9000_601A));
        assert!(is_copied(0x10 | REPARSE, 0x8000_0021));
        assert!(is_copied(0x10 | 0x0040_0000, 0));
        assert!(is_copied(0x10 | 0x0008_0000, 0));
        // A folder, a junction, a symbolic link, and a tag without the attribute.
        assert!(!is_copied(0x10, 0));
        assert!(!is_copied(0x10 | REPARSE, 0xA000_0003));
        assert!(!is_copied(0x10 | REPARSE, 0xA000_000C));
        assert!(!is_copied(0x10, 0x9000_001A));
        assert!(!is_copied(0x10 | 0x0004_0000, 0));
    }

    #[test]
    fn a_folder_of_this_pc_for_temporary_files_is_taken() {
        let temp = std::env::temp_dir().join("lakon-platform");
        assert_eq!(judge_here(&temp), Ok(()));
    }

    #[cfg(windows)]
    #[test]
    fn shares_and_devices_are_refused_on_this_pc_without_being_asked() {
        assert_eq!(judge_here(Path::new(r"\\server-yang-tidak-ada\share\Lakon")), Err(BadFolder::Network));
        assert_eq!(judge_here(Path::new(r"C:\data\NUL")), Err(BadFolder::Name));
        assert_eq!(judge_here(Path::new(r"C:\Lakon.")), Err(BadFolder::Name));
    }
}
