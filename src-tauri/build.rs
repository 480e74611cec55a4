//! Build step of the desktop program: a bare clone has no built page, so a placeholder stands in for it.

use std::{fs, io, path::Path};

const PLACEHOLDER: &str = "<!doctype html><html lang=\"id\"><meta charset=\"utf-8\"><title>Lakon</title>\
    <p>Halaman belum dibangun. Jalankan: cargo xtask run</p></html>\n";

fn main() -> io::Result<()> {
    let dist = Path::new("ui/dist");
    let index = dist.join("index.html");
    if !index.exists() {
        fs::create_dir_all(dist)?;
        fs::write(&index, PLACEHOLDER)?;
    }
    // The page is embedded: a newly built one must reach the program.
    println!("cargo:rerun-if-changed={}", dist.display());
    println!("cargo:rerun-if-changed=src-tauri/windows.manifest.xml");
    let windows = tauri_build::WindowsAttributes::new().app_manifest(include_str!("windows.manifest.xml"));
    tauri_build::try_build(tauri_build::Attributes::new().windows_attributes(windows)).map_err(io::Error::other)
}
