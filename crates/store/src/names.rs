//! File names from outside, made harmless: for showing, and for a copy on the disk.

/// Characters of a name that are kept; the longest most file systems take.
const LONGEST_SHOWN: usize = 255;
/// Bytes of a name on the disk: below every system's limit, also inside a deep folder.
const LONGEST_ON_DISK: usize = 120;
/// What a file without a usable name is called ("file").
const NAMELESS: &str = "berkas";

/// The name as records carry and screens show it: the last part of a path, without control characters and without marks that
/// turn the direction of reading ("exe.fdp" must not look like a PDF).
pub(crate) fn shown(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control() && !turns_direction(*c)).collect();
    match name.trim() {
        "" | "." | ".." => NAMELESS.to_owned(),
        name if name.chars().count() > LONGEST_SHOWN => shorten(name, |name| name.chars().count() <= LONGEST_SHOWN),
        name => name.to_owned(),
    }
}

/// A name every file system takes.
pub fn on_disk(name: &str) -> String {
    let name: String = shown(name)
        .chars()
        .map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c })
        .collect();
    let name = name.trim_end_matches(['.', ' ']).trim_start_matches(['.', ' ', '-']);
    let name = if name.is_empty() { NAMELESS } else { name };
    let name = if lakon_platform::names::is_device(name) { format!("_{name}") } else { name.to_owned() };
    if name.len() > LONGEST_ON_DISK { shorten(&name, |name| name.len() <= LONGEST_ON_DISK) } else { name }
}

/// The part after the last dot in lower case, where it is a plausible one.
pub(crate) fn extension(name: &str) -> Option<String> {
    let (stem, ext) = name.rsplit_once('.')?;
    let plausible = !stem.is_empty() && (1..=10).contains(&ext.len()) && ext.bytes().all(|b| b.is_ascii_alphanumeric());
    plausible.then(|| ext.to_ascii_lowercase())
}

/// Cuts the stem until `fits`, keeping the extension: it says what opens the file. Where the cut leaves a dot or a space at the end, that goes
/// too: Windows would leave it out of the name and not find the file again.
fn shorten(name: &str, fits: impl Fn(&str) -> bool) -> String {
    let ending = extension(name).map(|ext| format!(".{ext}")).unwrap_or_default();
    let mut stem: Vec<char> = name.chars().take(LONGEST_SHOWN).collect();
    loop {
        let kept: String = stem.iter().collect();
        let kept = kept.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
        let whole = format!("{}{ending}", if kept.is_empty() { NAMELESS } else { kept });
        if fits(&whole) || stem.pop().is_none() {
            return whole;
        }
    }
}

/// Bidirectional controls (Unicode UAX #9) and other invisible marks.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{061c}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_path_in_a_name_leads_nowhere() {
        assert_eq!(shown("../../etc/passwd"), "passwd");
        assert_eq!(shown(r"C:\Windows\System32\cmd.exe"), "cmd.exe");
        assert_eq!(shown("/"), "berkas");
        assert_eq!(shown(".."), "berkas");
    }

    #[test]
    fn a_name_cannot_hide_its_ending() {
        assert_eq!(shown("surat\u{202e}fdp.exe"), "suratfdp.exe");
        assert_eq!(shown("a\u{0}b\n.txt"), "ab.txt");
    }

    #[test]
    fn a_name_of_255_characters_is_kept_and_a_longer_one_keeps_its_ending() {
        let longest = format!("{}.pdf", "é".repeat(251));
        assert_eq!(shown(&longest), longest);
        let longer = shown(&format!("{}.pdf", "x".repeat(300)));
        assert_eq!(longer.chars().count(), 255);
        assert!(longer.ends_with("x.pdf"));
        let disk = on_disk(&longest);
        assert!(disk.len() <= 120 && disk.ends_with(".pdf"), "{disk}");
    }

    #[test]
    fn a_name_on_the_disk_is_one_windows_takes() {
        assert_eq!(on_disk("a<b>:c?.txt. "), "a_b__c_.txt");
        assert_eq!(on_disk("NUL.txt"), "_NUL.txt");
        assert_eq!(on_disk("com1"), "_com1");
        assert_eq!(on_disk("..."), "berkas");
        assert_eq!(on_disk("-rf"), "rf");
    }

    #[test]
    fn a_name_that_is_cut_ends_in_no_dot_and_stays_one() {
        assert_eq!(on_disk(&format!("{}.{}", "a".repeat(119), "b".repeat(50))), "a".repeat(119));
        assert_eq!(shown(&".".repeat(300)), "berkas");
        assert_eq!(shown("\u{feff} surat.pdf"), "surat.pdf");
    }
}
