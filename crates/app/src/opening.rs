//! Opening an attachment with the desktop's program for it: which kinds open at once, and which only after a warning.

use std::path::Path;

use lakon_domain::unquoted;
use lakon_store::{SNIFFED, name_on_disk, sniff};
use uuid::Uuid;

use crate::api::{OpenFile, Opened};
use crate::app::Desk;
use crate::failure::Failure;
use crate::files::{file_id, wanting};
use crate::words::Sentence;

/// Kinds that open without a warning: endings, and what their bytes may be (codes of [`sniff`]). Whatever is not listed warns, so that
/// a kind of program nobody thought of warns too. Old Office files may hold macros and stand here nevertheless: half of what satkers
/// bring is one, and a warning at each would teach to click it away; Office asks before it runs them.
const OPENED: &[(&[&str], &[&str])] = &[
    (&["pdf"], &["pdf"]),
    // A document with a password is an OLE container, as the old ones are; "msi" is how OLE without a known owner is called.
    (&["docx"], &["docx", "doc", "msi"]),
    (&["xlsx"], &["xlsx", "xls", "msi"]),
    (&["pptx"], &["pptx", "ppt", "msi"]),
    (&["doc", "xls", "ppt"], &["doc", "xls", "ppt", "msi"]),
    (&["odt"], &["odt"]),
    (&["ods"], &["ods"]),
    (&["odp"], &["odp"]),
    (&["rtf"], &["rtf"]),
    (&["png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff"], &["png", "jpg", "gif", "webp", "bmp", "tif"]),
    (&["heic", "heif"], &["heif"]),
    (&["mp3", "m4a", "ogg", "opus", "wav", "mp4", "mov"], &["mp3", "m4a", "ogg", "opus", "wav", "mp4", "m4v", "mov"]),
    (&["zip"], &["zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub"]),
    (&["rar"], &["rar"]),
    (&["7z"], &["7z"]),
];
/// Endings of plain text; a text program shows whatever they hold, so only bytes of a known other kind do not fit.
const TEXTS: &[&str] = &["txt", "csv", "tsv", "log", "md", "json"];

/// Opens an attachment, after a warning where its kind can do harm or is not what its name says.
pub fn open(desk: &Desk, input: OpenFile) -> Result<Opened, Failure> {
    let file = file_id(&input.file)?;
    let held = desk.store.file(file)?.ok_or(Sentence::FileGone)?;
    if !input.despite_warning
        && let Some(doubt) = doubt(&name_on_disk(&held.name), &head(desk, file)?)
    {
        return Ok(Opened { opened: false, warning: Some(doubt.say(desk.language).message) });
    }
    let path = desk.store.file_to_temp(file).map_err(|error| wanting(desk, file, error.into()))?;
    show(desk, &path)?;
    Ok(Opened { opened: true, warning: None })
}

fn head(desk: &Desk, file: Uuid) -> Result<Vec<u8>, Failure> {
    let length = u64::try_from(SNIFFED).unwrap_or(u64::MAX);
    desk.store.file_bytes(file, 0, length).map_err(|error| wanting(desk, file, error.into()))
}

fn show(desk: &Desk, path: &Path) -> Result<(), Failure> {
    let host = desk.app.host().ok_or(Sentence::Broken)?;
    host.open_path(path).map_err(|error| {
        // What opens it says which file, and the file is called as the attachment.
        tracing::warn!(error = %unquoted::io(&error), "a file was not opened");
        Sentence::CannotOpen.into()
    })
}

/// What speaks against opening a file of this name that begins with these bytes.
fn doubt(name: &str, head: &[u8]) -> Option<Failure> {
    let ending = ending(name);
    if ending.is_empty() {
        return Some(Sentence::FileNameless.into());
    }
    let text = TEXTS.contains(&ending.as_str());
    let kinds = OPENED.iter().find(|(endings, _)| endings.contains(&ending.as_str())).map(|(_, kinds)| *kinds);
    if !text && kinds.is_none() {
        return Some(Sentence::FileHarmful.with(ending));
    }
    // The bytes alone are asked: what the record says of them was written elsewhere.
    let kind = sniff(head, name);
    let fits = head.is_empty()
        || if text {
            reads_as_text(head, kind.as_str())
        } else {
            kinds.is_some_and(|kinds| kinds.contains(&kind.as_str()))
        };
    (!fits).then(|| Sentence::FileDisguised.with(ending).with(kind))
}

/// Bytes of no known kind may be a text in an older encoding.
fn reads_as_text(head: &[u8], kind: &str) -> bool {
    let wide = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
    let plain = || !head.iter().any(|byte| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0c));
    TEXTS.contains(&kind) || kind == "bin" && (wide || plain())
}

fn ending(name: &str) -> String {
    // Windows ignores dots and spaces at the end of a name.
    let name = name.trim_end_matches(['.', ' ']);
    name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn warned(name: &str, head: &[u8]) -> Option<Sentence> {
        doubt(&name_on_disk(name), head).map(|failure| failure.sentence)
    }

    #[test]
    fn a_trailing_dot_does_not_hide_what_a_file_is() {
        assert_eq!(ending("x.EXE. "), "exe");
        assert_eq!(ending("x"), "");
        assert_eq!(warned("x.EXE. ", b"MZ"), Some(Sentence::FileHarmful));
    }

    #[test]
    fn every_kind_that_is_not_listed_warns() {
        let programs = [
            "exe",
            "vhd",
            "vhdx",
            "msc",
            "jnlp",
            "py",
            "iqy",
            "slk",
            "xlsb",
            "xlam",
            "dotm",
            "rdp",
            "search-ms",
            "docm",
            "js",
            "lnk",
            "html",
            "svg",
            "ps1",
            "sh",
            "desktop",
            "iso",
            "appref-ms",
            "library-ms",
            "kind-of-tomorrow",
        ];
        for ending in programs {
            assert_eq!(warned(&format!("surat.{ending}"), b"isi"), Some(Sentence::FileHarmful), "{ending}");
        }
        assert_eq!(warned("surat", b"isi"), Some(Sentence::FileNameless));
    }

    #[test]
    fn bytes_that_do_not_fit_the_name_warn() {
        let pe = b"MZ\x90\x00\x03\x00\x00\x00\x04";
        for name in ["faktur.pdf", "catatan.txt", "foto.jpg", "arsip.zip", "surat.docx", "daftar.csv"] {
            assert_eq!(warned(name, pe), Some(Sentence::FileDisguised), "{name}");
        }
        assert_eq!(warned("naskah.txt", b"#!/bin/sh\nrm -r /\n"), Some(Sentence::FileDisguised));
        assert_eq!(warned("surat.pdf", b"isi"), Some(Sentence::FileDisguised));
        assert_eq!(warned("data.txt", b"\x00\x01\x02"), Some(Sentence::FileDisguised));
        let said = doubt("faktur.pdf", pe).unwrap().say(crate::api::Language::Id).message;
        assert!(said.contains("\"pdf\"") && said.contains("\"exe\""), "{said}");
    }

    #[test]
    fn what_satkers_bring_opens_at_once() {
        let ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest";
        let brought: &[(&str, &[u8])] = &[
            ("SURAT.PDF", b"%PDF-1.7\n"),
            ("surat.docx", b"PK\x03\x04rest of a zip"),
            ("rincian.xlsx", ole),
            ("rincian.xls", ole),
            ("nota.doc", ole),
            ("foto.jpeg", b"\xff\xd8\xff\xe0"),
            ("layar.png", b"\x89PNG\r\n\x1a\n"),
            ("arsip.zip", b"PK\x03\x04rest of a zip"),
            ("catatan.txt", "Yth. Bapak\n".as_bytes()),
            ("lama.txt", b"caf\xe9 lama"),
            ("unicode.csv", b"\xff\xfea\x00,\x00"),
            ("kosong.pdf", b""),
        ];
        for (name, head) in brought {
            assert_eq!(warned(name, head), None, "{name}");
        }
    }
}
