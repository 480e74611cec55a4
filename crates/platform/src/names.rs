//! Names Windows does not let a file have, on every system: a folder and its files wander between PCs.

/// Names Windows keeps for devices, whatever ending follows.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Whether Windows takes a name for a device: "CON", "nul.txt", "COM1", "LPT³".
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim().to_ascii_lowercase();
    let numbered = |prefix| stem.strip_prefix(prefix).is_some_and(|rest: &str| rest.chars().count() == 1);
    DEVICES.contains(&stem.as_str()) || numbered("com") || numbered("lpt")
}

/// Whether Windows keeps a name as it was given: it takes devices for themselves, drops dots and spaces at the end, and refuses some
/// characters and what is longer than 255 units of UTF-16.
pub fn is_usable(name: &str) -> bool {
    let forbidden = |c: char| c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '/' | '\\');
    !name.is_empty()
        && !is_device(name)
        && !name.ends_with(['.', ' '])
        && !name.contains(forbidden)
        && name.encode_utf16().count() <= 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_devices_are_known_with_any_ending() {
        for name in ["CON", "nul", "Aux.txt", "PRN.", "com1", "COM9.log", "LPT³", "conin$", "nul .tar.gz"] {
            assert!(is_device(name), "{name}");
        }
        for name in ["console", "nulis", "com", "com10", "lptx1", "surat.con", ""] {
            assert!(!is_device(name), "{name}");
        }
    }

    #[test]
    fn a_usable_name_comes_back_as_it_was_given() {
        let longest = "é".repeat(255);
        for name in ["Lakon", "Data Lakon 2026", "kantor 📎", "lakon.d", longest.as_str()] {
            assert!(is_usable(name), "{name}");
        }
        let too_long = "x".repeat(256);
        // 128 characters, but two units each.
        let emoji = "📎".repeat(128);
        for name in ["", "Lakon.", "Lakon ", "NUL", "a:b", "tanya?", "a\u{7}b", too_long.as_str(), emoji.as_str()] {
            assert!(!is_usable(name), "{name}");
        }
    }
}
