//! Files from outside: what they are called, what their first bytes say they are; and addresses, of servers and of complaint channels.

use lakon_store::{name_on_disk, sniff};
use lakon_sync::http::base_of;

use crate::measure::bounded;

const PER_BYTE: usize = 256;
const MOST: usize = 256 * 1024;
/// What no file of Windows may have in its name.
const FORBIDDEN: [char; 9] = ['<', '>', ':', '"', '|', '?', '*', '/', '\\'];

/// A line with a name or an address, then the first bytes of a file.
pub fn names(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (line, rest) = data.split_at(end);
    let head = rest.get(1..).unwrap_or_default();
    let name = String::from_utf8_lossy(line);
    bounded(data, MOST + PER_BYTE * data.len(), || {
        sniff(&head[..head.len().min(lakon_store::SNIFFED)], &name);
        let shown = lakon_store::decoders::shown_name(&name);
        assert!(!shown.is_empty() && shown.chars().count() <= 255 && !shown.contains(['/', '\\', '\0']), "{shown:?}");
        assert_eq!(lakon_store::decoders::shown_name(&shown), shown, "a shown name stays");
        let disk = name_on_disk(&name);
        assert!(!disk.is_empty() && disk.len() <= 120 && !disk.contains(FORBIDDEN), "{disk:?}");
        assert!(!disk.ends_with(['.', ' ']) && !disk.starts_with(['.', ' ', '-']), "{disk:?}");
        assert!(!disk.chars().any(char::is_control), "{disk:?}");
        if let Ok(base) = base_of(&name) {
            // Port 443 is left out of what is written, so reading it once more would give the usual port.
            let (host, port) = base.rsplit_once(':').expect("a scheme");
            assert!(host.starts_with("https"), "{base}");
            if port.parse::<u16>().is_ok() {
                assert_eq!(base_of(&base).expect("an address"), base, "an address that was read stays");
            }
        }
        if let Some(target) = lakon_app::decoders::address(&name) {
            let known = ["https://", "http://", "mailto:", "tel:"].iter().any(|start| target.starts_with(start));
            assert!(known && !target.contains(char::is_whitespace), "{target:?}");
        }
    });
}
