//! What kind of file some bytes are: sniffed first, the name only where the bytes leave it open.

use lakon_domain::shape::Code;

use crate::names::extension;

/// Bytes of the beginning that decide.
pub const SNIFFED: usize = 8 * 1024;
/// Kinds whose bytes are a zip archive and whose name says which.
const ZIPPED: [&str; 7] = ["docx", "xlsx", "pptx", "odt", "ods", "odp", "epub"];
/// Kinds that are plain text.
const TEXTS: [&str; 10] = ["txt", "csv", "md", "json", "xml", "html", "svg", "eml", "log", "tsv"];

/// The kind as a code such as `pdf`, `png`, `docx`, `txt`, `bin`.
pub fn sniff(head: &[u8], name: &str) -> Code {
    let by_name = extension(name);
    let named = |kinds: &[&str]| by_name.as_deref().filter(|ext| kinds.contains(ext)).map(str::to_owned);
    let kind = match infer::get(head).map(|kind| kind.extension()) {
        Some("zip") => named(&ZIPPED).unwrap_or_else(|| "zip".to_owned()),
        Some("xml" | "html") => named(&TEXTS).unwrap_or_else(|| "txt".to_owned()),
        Some(kind) => kind.to_owned(),
        None if is_text(head) => named(&TEXTS).unwrap_or_else(|| "txt".to_owned()),
        None => "bin".to_owned(),
    };
    Code::new(kind).unwrap_or_else(|_| unknown())
}

/// Bytes of no known kind.
pub(crate) fn unknown() -> Code {
    Code::new("bin").unwrap_or_else(|_| unreachable!("three letters are a code"))
}

/// UTF-8 without control characters other than those of texts; a character cut at the end is no fault. Nothing is no text.
fn is_text(head: &[u8]) -> bool {
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !valid.is_empty() && !valid.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_decide_and_the_name_only_where_they_leave_it_open() {
        let kind = |bytes: &[u8], name: &str| sniff(bytes, name).to_string();
        assert_eq!(kind(b"%PDF-1.7\n", "gambar.png"), "pdf");
        assert_eq!(kind(b"PK\x03\x04rest of a zip", "surat.docx"), "docx");
        assert_eq!(kind(b"PK\x03\x04rest of a zip", "surat.exe"), "zip");
        assert_eq!(kind("kode,nama\n".as_bytes(), "daftar.csv"), "csv");
        assert_eq!(kind("kode,nama\n".as_bytes(), "daftar"), "txt");
        assert_eq!(kind(b"MZ\x90\x00", "faktur.pdf"), "exe");
        assert_eq!(kind(b"\x00\x01\x02\x03", "x.txt"), "bin");
        assert_eq!(kind(b"", "kosong.txt"), "bin");
    }
}
