//! What the tests do again and again, in the words of the screens.

use anyhow::Result;
use fantoccini::key::Key;

use crate::{Role, Window};

/// The officer of every test, who is made up.
pub const OFFICER: &str = "Petugas Contoh";
/// Their password on this PC.
pub const PASSWORD: &str = "sandi contoh untuk uji";

/// The first run of a PC that begins an office alone; leaves the recovery seed for later.
///
/// # Errors
/// When a screen does not come, or shows something else.
pub async fn begin_alone(window: &Window) -> Result<()> {
    window.find(Role::Choice, "Memulai kantor di komputer ini saja").await?.click().await?;
    window.press("Lanjut").await?;
    window.fill("Kode kantor", "046").await?;
    window.fill("Nama kantor", "KPPN Contoh").await?;
    window.press("Lanjut").await?;
    window.fill("Nama lengkap", OFFICER).await?;
    window.fill("Kata sandi", PASSWORD).await?;
    window.fill("Ulangi kata sandi", PASSWORD).await?;
    window.press("Mulai kantor ini").await?;
    window.press("Nanti saja").await?;
    window.shows("Sedang dilayani").await
}

/// Signs in after a restart.
///
/// # Errors
/// When the sign-in screen does not come or refuses.
pub async fn sign_in(window: &Window) -> Result<()> {
    window.shows("Siapa yang bertugas?").await?;
    window.fill("Kata sandi di komputer ini", PASSWORD).await?;
    window.press("Masuk").await?;
    window.shows("Sedang dilayani").await
}

/// Describes a new stakeholder in the open case.
///
/// # Errors
/// When a field is not there.
pub async fn add_visitor(window: &Window, name: &str) -> Result<()> {
    window.fill("Nama Stakeholder", name).await?;
    window.shows("Tambah stakeholder baru").await?;
    window.keys(&String::from(char::from(Key::Enter))).await?;
    window.choose("Jenis Stakeholder", "Satuan Kerja (satker)").await?;
    window.fill("Kode Satker", "012345").await?;
    window.fill("Nama Satker", "Dinas Contoh Kehutanan").await?;
    window.choose("Peran/Jabatan", "Bendahara Pengeluaran").await
}

/// The first run of a PC that joins an office by the address of its server and the code of an invitation.
///
/// # Errors
/// When a screen does not come, or refuses.
pub async fn join(window: &Window, address: &str, code: &str) -> Result<()> {
    window.find(Role::Choice, "Bergabung dengan server kantor").await?.click().await?;
    window.press("Lanjut").await?;
    window.fill("Alamat server", address).await?;
    for (at, group) in code.split('-').enumerate() {
        window.fill(&format!("Kode undangan, kelompok {} dari 5", at + 1), group).await?;
    }
    window.press("Lanjut").await?;
    window.fill("Kata sandi", PASSWORD).await?;
    window.fill("Ulangi kata sandi", PASSWORD).await?;
    window.press("Bergabung").await?;
    window.shows("Sedang dilayani").await
}
