//! `audit verify`: every log of the folder, record by record; the result in plain lines.

use std::path::Path;

use lakon_server_store::{Audited, Misfit, ServerFolder, Wrong};

use crate::ServerError;
use crate::keys::KeyFile;

/// Checks every log of a folder, of a stopped or of a running server. `progress` hears (records done, records in all).
///
/// # Errors
/// [`ServerError`]: keys, database, disk. That something does not fit is no error of the check.
pub fn audit(folder: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Audited, ServerError> {
    let folder = ServerFolder::visit(folder);
    let keys = KeyFile::read(&folder)?.store_keys()?;
    Ok(lakon_server_store::audit(&folder, &keys, progress)?)
}

/// What was found, in Indonesian: one line each for the first record of a log that does not fit, and one for the whole.
pub fn audit_lines(found: &Audited) -> Vec<String> {
    let mut lines: Vec<String> = found.misfits.iter().map(line).collect();
    let Audited { logs, records, seals, lacking, .. } = found;
    let mut whole = match found.misfits.len() {
        0 => format!("Utuh: {records} catatan di {logs} log, {seals} segel."),
        bad => format!("TIDAK UTUH: {bad} log bermasalah. Diperiksa {records} catatan di {logs} log, {seals} segel."),
    };
    if *lacking > 0 {
        whole.push_str(&format!(" Isi pribadi yang belum diterima: {lacking}."));
    }
    lines.push(whole);
    lines
}

fn line(misfit: &Misfit) -> String {
    let Misfit { log, device, name, seq, wrong } = misfit;
    let whose = match (device, name.as_str()) {
        (Some(device), "") => format!("PC {device}"),
        (Some(device), name) => format!("PC {name} ({device})"),
        (None, _) => "komputer tidak dikenal".to_owned(),
    };
    format!("log {log}, {whose}, catatan {seq}: {}", said(*wrong))
}

fn said(wrong: Wrong) -> &'static str {
    match wrong {
        Wrong::Beginning => "log tidak dimulai dengan catatan pembuka yang sah",
        Wrong::Replaced => "kuncinya bukan yang dicatat log kantor; log ini telah diganti",
        Wrong::Unnamed => "log ini tidak dikenal oleh log kantor",
        Wrong::NotStated => "kunci kantor tidak menyatakan log server ini; log ini telah diganti",
        Wrong::Hole => "catatan ini tidak ada, padahal ada catatan sesudahnya",
        Wrong::OtherPlace => "catatan lain ada di tempat ini; catatan telah ditukar",
        Wrong::Listing => "jenis atau nomor peristiwanya di basis data bukan yang tertulis di catatan",
        Wrong::Altered => "isinya telah diubah setelah ditulis",
        Wrong::Private => "isi pribadinya bukan yang ditulis semula",
        Wrong::Kept => "isi pribadinya masih ada, padahal sudah diperintahkan untuk dihapus",
        Wrong::Unordered => "isi pribadinya didaftar terhapus tanpa perintah penghapusan, atau sebaliknya",
        Wrong::Forged => "segel di sini palsu; tidak dibuat dengan kunci yang berlaku",
        Wrong::Rewritten => "segel di sini sah, tetapi isinya lain; catatan sampai nomor ini telah ditulis ulang",
        Wrong::MissingTail => "mulai di sini catatan hilang, padahal pernah disegel atau dicatat",
        Wrong::Head => "kepala log tidak cocok dengan catatannya",
        Wrong::NoLog => "catatan tanpa log",
    }
}
