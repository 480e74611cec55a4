//! What the command line says about the office's PCs, about what was kept aside, and about what is lost; in Indonesian.

use std::path::Path;

use chrono::{DateTime, FixedOffset, Local};
use lakon_domain::shape::Time;
use lakon_server::{DeviceRow, Stretch};

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
pub fn lost(all: &[Stretch]) -> String {
    if all.is_empty() {
        return "Tidak ada catatan yang diketahui hilang.\n".to_owned();
    }
    let line = |one: &Stretch| {
        format!(
            "{}: catatan {} sampai {} tidak ada pada siapa pun; disegel {}. Kembali bila komputer itu tersambung lagi.\n",
            name_of(one),
            one.from,
            one.to,
            moment(one.at)
        )
    };
    all.iter().map(line).collect()
}
