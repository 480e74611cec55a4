//! What the command line says to the operator, in Indonesian.

use std::net::SocketAddr;
use std::path::Path;

use lakon_server::ServerError;
use lakon_server_store::StoreError;

/// After `init`. The seed appears here and nowhere else.
pub fn begun(folder: &Path, listen: SocketAddr, seed: &str, invitation: &str) -> String {
    format!(
        "Server kantor sudah disiapkan di {folder}.

Kunci pemulihan: {seed}
  Tulis atau cetak sekarang dan simpan di brankas kantor. Kunci ini tidak dapat ditampilkan lagi.

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
            format!("Berkas kunci tidak dapat dipakai ({why}). Pulihkan keys.json dari cadangan.")
        }
        ServerError::NoRandom => "Sistem operasi tidak memberikan angka acak; server tidak dijalankan.".to_owned(),
        ServerError::Argument(why) => format!("Masukan tidak dapat dipakai: {why}."),
        ServerError::Listen { address, error } => {
            format!("Alamat {address} tidak dapat dipakai ({error}). Pilih alamat lain dengan --listen.")
        }
        ServerError::Disk(error) => format!("Folder server tidak dapat dibaca atau ditulis ({error})."),
        ServerError::Tls(error) => format!("TLS tidak dapat disiapkan ({error})."),
        ServerError::Store(StoreError::Held) => {
            "lakon-server lain sedang bekerja di folder ini. Hentikan dahulu yang itu.".to_owned()
        }
        ServerError::Store(StoreError::NoInvitationName) => {
            "Terlalu banyak undangan yang masih terbuka. Tunggu sampai ada yang berakhir.".to_owned()
        }
        ServerError::Store(error) => format!("Penyimpanan server gagal ({error})."),
    }
}
