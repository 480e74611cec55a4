//! `bundle out` and `bundle in` on the command line, and what is said about bundles, in Indonesian.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use lakon_server::{ServerError, bundle_in, bundle_out, system_clock};
use lakon_sync::bundle::{BundleError, Ended, Taken, Written};
use lakon_sync::error::Problem;
use lakon_sync::replica::Refusal;

#[derive(Subcommand)]
pub enum Way {
    /// Menulis semua catatan dan lampiran ke satu berkas terenkripsi; server boleh tetap berjalan.
    Out {
        #[arg(long)]
        folder: PathBuf,
        file: PathBuf,
    },
    /// Mengambil isi sebuah berkas; server boleh tetap berjalan.
    In {
        #[arg(long)]
        folder: PathBuf,
        file: PathBuf,
    },
}

pub fn run(way: &Way) -> Result<ExitCode, ServerError> {
    let on = |_, _| true;
    match way {
        Way::Out { folder, file } => {
            print!("{}", carried(file, &bundle_out(folder, file, system_clock(), &on)?));
            Ok(ExitCode::SUCCESS)
        }
        Way::In { folder, file } => {
            let taken = bundle_in(folder, file, system_clock(), &on)?;
            print!("{}", brought(&taken));
            Ok(if taken.ended == Ended::Whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}

/// After `invite --file`.
pub fn invitation_file(file: &Path) -> String {
    format!(
        "Berkas undangan: {}\n  Bawa ke PC itu lewat USB, dan sampaikan kodenya lewat jalan lain. Kode dan berkas diperlukan bersama.\n",
        file.display()
    )
}

fn carried(file: &Path, written: &Written) -> String {
    let mut text = format!("Ditulis ke {}: {} catatan, {} lampiran.\n", file.display(), written.records, written.files);
    if written.unreadable > 0 {
        text +=
            &format!("{} lampiran tidak dapat dibaca dari penyimpanan server dan tidak ikut.\n", written.unreadable);
    }
    text
}

fn brought(taken: &Taken) -> String {
    let mut text = format!("Baru: {} catatan, {} lampiran.\n", taken.records, taken.files);
    match &taken.answered {
        Some(Ok(())) => text += "PC yang bergabung dengan berkas undangan sudah dikenal server.\n",
        Some(Err(problem)) => {
            text += &format!("{}\n", unanswered(problem));
            if matches!(problem, Problem::UsedCode | Problem::ExpiredCode) {
                text += "Jawaban untuk PC itu ada di samping berkasnya, dengan nama yang berakhir -jawaban.\n";
            }
        }
        None => {}
    }
    if !taken.unknown.is_empty() {
        let records: u64 = taken.unknown.values().sum();
        text += &format!("{records} catatan dari PC yang belum dikenal server ini tidak diambil.\n");
    }
    if taken.refused.iter().any(|refusal| matches!(refusal, Refusal::Gap { .. })) {
        text += "Catatan sebelum isi berkas ini belum ada di server. Minta berkas yang berisi semuanya.\n";
    }
    if taken.aside + taken.files_aside > 0 {
        text += &format!(
            "Dari PC yang sudah dicabut: {} catatan dan {} lampiran disisihkan, dan baru berlaku bila Pengelola menerimanya.\n",
            taken.aside, taken.files_aside
        );
    }
    if taken.aside_left > 0 {
        text += &format!(
            "{} catatan dari PC yang sudah dicabut tidak disimpan: Pengelola sudah menolaknya, atau ruang untuk itu habis.\n",
            taken.aside_left
        );
    }
    if taken.refused.iter().any(|refusal| !matches!(refusal, Refusal::Gap { .. })) {
        text += "Sebagian catatan tidak terbukti keasliannya dan tidak diambil.\n";
    }
    if taken.files_unnamed > 0 {
        text += &format!(
            "{} lampiran tidak diambil: catatan yang menyebutnya tidak ada di server ini.\n",
            taken.files_unnamed
        );
    }
    if taken.files_spoiled > 0 {
        text += &format!("{} lampiran rusak dan tidak diambil.\n", taken.files_spoiled);
    }
    text += match taken.ended {
        Ended::Whole => "",
        Ended::Cut | Ended::Damaged => {
            "Berkas terpotong atau rusak: yang utuh sebelum bagian itu sudah diambil. Buat berkasnya sekali lagi untuk sisanya.\n"
        }
        Ended::Unreadable => "USB tidak dapat dibaca sampai akhir: yang sudah terbaca sudah diambil. Ulangi.\n",
        Ended::Stopped => "Dihentikan: yang sudah terbaca sudah diambil.\n",
    };
    text
}

fn unanswered(problem: &Problem) -> &'static str {
    match problem {
        Problem::UsedCode => "Undangan PC ini sudah dipakai PC lain. Buat undangan baru untuknya.",
        Problem::ExpiredCode => "Undangan PC ini sudah berakhir. Buat undangan baru untuknya.",
        Problem::WrongCode => "Jawaban PC ini atas undangannya tidak cocok. Buat undangan baru untuknya.",
        _ => "PC ini belum dapat didaftarkan sekarang. Ulangi nanti dengan berkas yang sama.",
    }
}

/// One sentence about what to do.
pub fn failed(error: &BundleError) -> String {
    match error {
        BundleError::NotABundle => "Ini bukan berkas USB Lakon, atau bagian awalnya rusak. Tidak ada yang diubah.".into(),
        BundleError::NotForUs => {
            "Berkas ini tidak dienkripsi untuk server ini. Tidak ada yang diubah; buat berkasnya di komputer kantor ini."
                .into()
        }
        BundleError::Newer(_) => "Berkas ini dibuat Lakon yang lebih baru. Pasang versi terbaru lebih dahulu.".into(),
        BundleError::OtherOffice => "Berkas ini milik kantor lain. Tidak ada yang diubah.".into(),
        BundleError::File(error) => {
            format!("Berkas tidak dapat dibaca atau ditulis. Periksa USB dan ruangnya. Rincian: {error}")
        }
        BundleError::Stopped => "Dihentikan.".into(),
        BundleError::NoProof | BundleError::BadKey | BundleError::Item(_) | BundleError::Store(_) => {
            format!("Berkas USB tidak dapat dikerjakan. Rincian: {error}")
        }
    }
}
