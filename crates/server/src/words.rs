//! What the command line says to the operator, in Indonesian.

use std::net::SocketAddr;
use std::path::Path;

use lakon_domain::code::Seed;
use lakon_server::{BadArgument, ServerError};
use lakon_server_store::StoreError;

/// After `init`. The seed appears here and nowhere else.
pub fn begun(folder: &Path, listen: SocketAddr, seed: &str, identity: &str, invitation: &str) -> String {
    format!(
        "Server kantor sudah disiapkan di {folder}.

Kunci pemulihan: {seed}
  Tulis atau cetak sekarang dan simpan di brankas kantor. Kunci ini tidak dapat ditampilkan lagi.
Identitas kantor: {identity}
  Catat di lembar yang sama; diperlukan bersama kunci pemulihan bila server hilang.

Alamat server: {listen}
Kode undangan: {invitation}
  Untuk PC pengelola pertama; berlaku 7 hari dan hanya sekali.

Jalankan: lakon-server serve --folder {folder}
",
        folder = folder.display()
    )
}

/// After `invite`.
pub fn invited(invitation: &str, days: i64) -> String {
    format!("Kode undangan: {invitation}\n  Berlaku {days} hari dan hanya sekali.\n")
}

/// One sentence about what to do.
pub fn failed(error: &ServerError) -> String {
    match error {
        ServerError::NoOffice => {
            "Folder ini belum berisi server kantor. Jalankan lebih dahulu: lakon-server init.".to_owned()
        }
        ServerError::OfficeExists => {
            "Folder ini sudah berisi server kantor. Pilih folder lain; tidak ada yang diubah.".to_owned()
        }
        ServerError::KeysOpen => {
            "Berkas keys.json dapat dibaca akun lain. Batasi dahulu ke akun layanan ini (Linux: chmod 600 keys.json)."
                .to_owned()
        }
        ServerError::Keys(why) => {
            format!("Berkas kunci tidak dapat dipakai. Pulihkan keys.json dari cadangan. Rincian: {why}")
        }
        ServerError::NoRandom => "Sistem operasi tidak memberikan angka acak; server tidak dijalankan.".to_owned(),
        ServerError::Argument(why) => match why {
            BadArgument::OfficeCode => "Kode kantor terdiri atas tiga angka, misalnya --office 046.",
            BadArgument::Zone => "Zona waktu adalah WIB, WITA, atau WIT, misalnya --zone WITA.",
            BadArgument::Names => "Isi nama kantor (--name) dan nama pengelola pertama (--admin).",
            BadArgument::UnknownUser => "Pengguna itu tidak ada di kantor ini. Periksa --user.",
            BadArgument::Address => {
                "Sebutkan alamat server untuk berkas undangan, misalnya --address 192.168.1.10:7443."
            }
            BadArgument::Invitation => "Isi nama orang yang diundang (--name) dan paling sedikit satu peran (--role).",
            BadArgument::Seed { group: Some(group) } => {
                return format!(
                    "Kelompok ke-{} dari kunci pemulihan tidak benar. Periksa lembar dari brankas; tidak ada yang ditulis.",
                    group + 1
                );
            }
            BadArgument::Seed { group: None } => {
                "Kunci pemulihan itu tidak benar. Periksa lembar dari brankas; tidak ada yang ditulis."
            }
            BadArgument::Identity => {
                "Identitas kantor tidak dikenal. Salin dari lembar kunci pemulihan atau dari Pengaturan > Server di salah satu komputer kantor; tidak ada yang ditulis."
            }
            BadArgument::OtherSeed => {
                "Kunci pemulihan itu bukan milik kantor dengan identitas ini. Periksa keduanya; tidak ada yang ditulis."
            }
            BadArgument::UnknownDevice => {
                "Tidak ada komputer yang masih aktif dengan nama itu. Lihat daftarnya: lakon-server device list."
            }
            BadArgument::Reason => "Isi alasannya (--reason).",
        }
        .to_owned(),
        ServerError::Settings(why) => {
            format!("Berkas server.toml tidak dapat dipakai. Perbaiki isinya. Rincian: {why}")
        }
        ServerError::Listen { address, error } => {
            format!("Alamat {address} tidak dapat dipakai ({error}). Pilih alamat lain dengan --listen.")
        }
        ServerError::Disk(error) => {
            format!("Folder server tidak dapat dibaca atau ditulis. Periksa izin dan ruangnya. Rincian: {error}")
        }
        ServerError::Tls(error) => format!("TLS tidak dapat disiapkan. Rincian: {error}"),
        ServerError::Store(StoreError::Held) => {
            "lakon-server lain sedang bekerja di folder ini. Hentikan dahulu yang itu.".to_owned()
        }
        ServerError::Store(StoreError::NoInvitationName) => {
            "Terlalu banyak undangan yang masih terbuka. Tunggu sampai ada yang berakhir.".to_owned()
        }
        ServerError::Store(StoreError::NothingAside) => {
            "Tidak ada catatan yang disisihkan dari komputer itu. Lihat daftarnya: lakon-server quarantine list.".to_owned()
        }
        ServerError::Store(StoreError::Aside(why)) => format!(
            "Catatan yang disisihkan tidak dapat diterima, dan tidak ada yang diubah. Rincian: {why}"
        ),
        ServerError::Bundle(error) => crate::usb::failed(error),
        ServerError::Store(error) => format!("Penyimpanan server gagal. Jangan hapus apa pun. Rincian: {error}"),
    }
}

/// A command line that cannot be read; clap speaks English, so it is said anew. `part`: what it stumbled over.
pub fn unreadable(part: Option<&str>) -> String {
    match part {
        Some(part) => {
            format!("Perintah tidak lengkap atau tidak dikenal pada \"{part}\". Bantuan: lakon-server --help.")
        }
        None => "Perintah tidak lengkap atau tidak dikenal. Bantuan: lakon-server --help.".to_owned(),
    }
}

/// Asks for one group of the recovery seed; `group` counts from 0.
pub fn ask_group(group: usize) -> String {
    format!("Untuk memastikan catatan Anda benar, ketik kelompok ke-{} dari kunci pemulihan: ", group + 1)
}

/// The group typed does not fit the seed, which is shown once more.
pub fn wrong_group(seed: &Seed) -> String {
    format!("Kelompok itu tidak cocok. Kunci pemulihan: {}\n", seed.text())
}

/// Both groups fitted.
pub fn seed_kept() -> &'static str {
    "Cocok. Simpan catatan itu di brankas kantor.\n"
}
