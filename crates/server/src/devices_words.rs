//! What the command line says about the office's PCs, about what was kept aside, and about what is lost; in Indonesian.

use std::path::Path;

use chrono::{DateTime, FixedOffset, Local};
use lakon_domain::shape::Time;
use lakon_server::{DeviceRow, Lacking, LackingFiles, LackingRow, Stretch, UnjudgedRow};

/// Most lines of a list that may be long.
pub const MOST_ROWS: usize = 100;
/// Most case numbers in one line.
pub const MOST_CASES: usize = 20;
/// Most characters of a kind: it is a stranger's word.
const LONGEST_KIND: usize = 60;

/// By this machine's clock and zone.
fn moment(at: Time) -> String {
    let local: Option<DateTime<FixedOffset>> =
        DateTime::from_timestamp_millis(at.0).map(|at| at.with_timezone(&Local).fixed_offset());
    local.map_or_else(|| at.0.to_string(), |at| at.format("%Y-%m-%d %H:%M").to_string())
}

fn name(row: &DeviceRow) -> String {
    let DeviceRow { device, label, user, .. } = row;
    if label.is_empty() { format!("{device} ({user})") } else { format!("{label} ({user}), {device}") }
}

fn name_of(stretch: &Stretch) -> String {
    stretch.device.as_ref().map_or_else(|| format!("catatan server {}", stretch.log), name)
}

/// After `recover`.
pub fn recovered(folder: &Path) -> String {
    format!(
        "Server baru untuk kantor ini sudah disiapkan di {folder}, masih kosong.

1. Jalankan: lakon-server serve --folder {folder}
2. Sambungkan lebih dahulu komputer Pengelola yang terakhir bekerja. Bila alamat server berubah, ketik alamat barunya di
   Pengaturan > Server.
3. Sambungkan komputer yang lain. Semua catatan dan berkas yang mereka simpan kembali ke server.
4. Periksa apa yang tidak ada pada siapa pun: lakon-server lost --folder {folder}
",
        folder = folder.display()
    )
}

/// After `restate`.
pub fn restated(folder: &Path) -> String {
    format!(
        "Server di {folder} ditandatangani kembali. Komputer kantor memakainya lagi, dan tidak lagi memakai server yang ditandatangani sebelumnya.
Jalankan: lakon-server serve --folder {folder}
",
        folder = folder.display()
    )
}

/// `device list`.
pub fn devices(rows: &[DeviceRow]) -> String {
    rows.iter().map(|row| format!("{}{}\n", name(row), if row.revoked { ": dicabut" } else { "" })).collect()
}

/// After `device revoke`.
pub fn revoked(row: &DeviceRow) -> String {
    format!(
        "Komputer {} dicabut. Server menolaknya mulai permintaan berikutnya; yang masih diserahkannya disisihkan.\n",
        name(row)
    )
}

/// `quarantine list`.
pub fn kept_aside(all: &[Stretch]) -> String {
    if all.is_empty() {
        return "Tidak ada catatan yang disisihkan.\n".to_owned();
    }
    let line = |one: &Stretch| {
        format!("{}: catatan {} sampai {}, terakhir diterima {}\n", name_of(one), one.from, one.to, moment(one.at))
    };
    all.iter().map(line).collect()
}

/// After `quarantine take`.
pub fn taken_aside(records: u64) -> String {
    format!("{records} catatan diterima dan berlaku mulai sekarang. Komputer itu tetap dicabut.\n")
}

/// After `quarantine refuse`.
pub fn refused_aside() -> &'static str {
    "Catatan yang disisihkan ditolak, juga yang diserahkan kemudian. Di komputer itu sendiri tidak ada yang hilang.\n"
}

/// `lost`.
pub fn lost(tails: &[Stretch], lacking: &Lacking) -> String {
    let Lacking { files, parts } = lacking;
    if tails.is_empty() && files.count == 0 && parts.is_empty() {
        return "Tidak ada catatan yang diketahui hilang.\n".to_owned();
    }
    let tail = |one: &Stretch| {
        format!(
            "{}: catatan {} sampai {} tidak ada pada siapa pun; disegel {}. Kembali bila komputer itu tersambung lagi.\n",
            name_of(one),
            one.from,
            one.to,
            moment(one.at)
        )
    };
    let mut text: String = tails.iter().map(tail).collect();
    for LackingRow { device, log, records } in parts.iter().take(MOST_ROWS) {
        let whose = device.as_ref().map_or_else(|| format!("catatan server {log}"), name);
        text.push_str(&format!("{whose}: isi pribadi {records} catatan belum ada di server.\n"));
    }
    if parts.len() > MOST_ROWS {
        text.push_str(&format!("dan {} log lagi\n", parts.len() - MOST_ROWS));
    }
    if files.count > 0 {
        text.push_str(&lacking_files(files));
    }
    text
}

fn lacking_files(files: &LackingFiles) -> String {
    let LackingFiles { count, bytes, cases, more } = files;
    let mut text = format!("Lampiran yang belum ada di server: {count}, seluruhnya {} MB", bytes.div_ceil(1_000_000));
    if !cases.is_empty() {
        text.push_str(&format!("; konsultasi {}", cases.join(", ")));
    }
    if *more > 0 {
        text.push_str(&format!(" dan {more} lagi"));
    }
    text.push_str(". Datang bila komputer yang menyimpannya tersambung.\n");
    text
}

/// `unjudged`.
pub fn unjudged(rows: &[UnjudgedRow], more: u64) -> String {
    if rows.is_empty() {
        return "Semua catatan sudah dinilai.\n".to_owned();
    }
    let line = |one: &UnjudgedRow| {
        let UnjudgedRow { device, log, kind, records, from, to } = one;
        let whose = device.as_ref().map_or_else(|| format!("log {log}"), name);
        let kind: String = kind.chars().filter(|c| !c.is_control()).take(LONGEST_KIND).collect();
        format!("{whose}: {records} catatan jenis {kind}, nomor {from} sampai {to}\n")
    };
    let mut text: String = rows.iter().map(line).collect();
    if more > 0 {
        text.push_str(&format!("dan {more} baris lagi\n"));
    }
    text.push_str("Catatan ini berlaku. Server versi lebih baru yang mengenal jenisnya menilainya saat dijalankan.\n");
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use lakon_domain::ids::LogId;

    #[test]
    fn what_nobody_brought_is_said_with_its_cases() {
        let files = LackingFiles { count: 3, bytes: 1_200_001, cases: vec!["046-A-26-0001".into()], more: 2 };
        let parts = vec![LackingRow { device: None, log: LogId([7; 16]), records: 4 }];
        let text = lost(&[], &Lacking { files, parts });
        assert!(text.contains("isi pribadi 4 catatan belum ada di server"), "{text}");
        assert!(
            text.contains(
                "Lampiran yang belum ada di server: 3, seluruhnya 2 MB; konsultasi 046-A-26-0001 dan 2 lagi."
            ),
            "{text}"
        );
        let nothing = Lacking { files: LackingFiles::default(), parts: vec![] };
        assert_eq!(lost(&[], &nothing), "Tidak ada catatan yang diketahui hilang.\n");
    }

    #[test]
    fn a_stranger_s_word_for_a_kind_is_made_fit_to_be_read() {
        let kind = format!("case.\u{1b}[31m{}", "x".repeat(500));
        let row = UnjudgedRow { device: None, log: LogId([7; 16]), kind, records: 2, from: 5, to: 9 };
        let text = unjudged(&[row], 3);
        assert!(text.contains("2 catatan jenis case.[31m") && text.contains("nomor 5 sampai 9"), "{text}");
        assert!(text.contains("dan 3 baris lagi") && !text.contains('\u{1b}') && text.len() < 400, "{text}");
    }
}
