//! Every seed is made by the code that writes such bytes in earnest; the corpus must hold one for each, under its name.

use std::fs;
use std::path::Path;

use crate::{bundles, commands, corpus, files, folder, records, wire};

/// A name and the bytes.
pub type Seed = (String, Vec<u8>);

fn of(target: &str) -> Vec<Seed> {
    let texts =
        |all: &[(&str, &str)]| all.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    match target {
        "answers" => files::answers(),
        "bundle" => bundles::seeds(),
        "calendar" => texts(&[
            ("table", &shipped_days()),
            ("asked", "2026-11-20"),
            (
                "loose",
                "2026-12-24; cuti bersama; Natal\n25 Desember 2026; libur; Natal\nSenin, 1/1/2027\tlibur nasional\tTahun Baru\tsementara\n",
            ),
        ]),
        "codes" => files::codes(),
        "commands" => commands::seeds(),
        "fold" => records::folded(),
        "found" => files::found(),
        "key_files" => files::key_files(),
        "names" => files::names(),
        "record" => records::single(),
        "sealed" => files::sealed(),
        "server_files" => files::server_files(),
        "settings" => files::settings(),
        "shapes" => files::shapes(),
        "uploads" => files::uploads(),
        "wire" => wire::seeds(),
        other => panic!("{other} has no seeds"),
    }
}

/// The first years of the table the program comes with.
fn shipped_days() -> String {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/domain/data/holidays-2025-2027.csv");
    fs::read_to_string(table).unwrap().lines().take(12).map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_corpus_has_a_seed_of_everything_that_is_written() {
    let bless = std::env::var_os("LAKON_BLESS").is_some();
    let mut lacking = Vec::new();
    for (target, _) in lakon_fuzz_tests::TARGETS {
        if bless {
            fs::create_dir_all(folder(target)).unwrap();
        }
        for (name, bytes) in of(target) {
            let path = folder(target).join(&name);
            if bless && !path.exists() {
                fs::write(&path, &bytes).unwrap();
            }
            if !path.exists() {
                lacking.push(format!("{target}/{name}"));
            }
        }
    }
    assert!(lacking.is_empty(), "run LAKON_BLESS=1 cargo nextest run -p lakon-fuzz-tests seeds: {lacking:?}");
}

#[test]
fn the_corpus_stays_small() {
    for (target, _) in lakon_fuzz_tests::TARGETS {
        let bytes: usize = corpus(target).iter().map(Vec::len).sum();
        assert!(bytes < 256 * 1024, "{target}: {bytes} bytes");
    }
}
