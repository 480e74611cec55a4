//! The short run of every target: the committed corpus, small inputs that want to be large, and some thousand spoilt ones, the same
//! every time. `LAKON_BLESS=1` adds the seeds that are missing.
#![allow(clippy::unwrap_used)]

mod bundles;
mod commands;
mod files;
mod page;
mod records;
mod seeds;
mod typescript;
mod wire;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use lakon_fuzz_tests::{Chance, FACTS, FILE, ITEMS, MESSAGES, PLAIN, PLAIN_BUNDLE, TARGETS, bombs, mutated};

/// Spoilt inputs for each target; `LAKON_ROUNDS` asks for more.
const ROUNDS: usize = 3_000;

fn folder(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target)
}

/// In the order of their names, so that every run is the same.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder(target)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn survives(name: &str) {
    let (_, target) = TARGETS.into_iter().find(|(other, _)| *other == name).unwrap();
    let good = corpus(name);
    for input in &good {
        checked(name, target, input);
    }
    for bomb in bombs() {
        checked(name, target, &bomb);
        for first in firsts(name) {
            checked(name, target, &[&[first], bomb.as_slice()].concat());
        }
    }
    let asked = std::env::var("LAKON_ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    let mut chance = Chance::named(name);
    for _ in 0..asked.unwrap_or(ROUNDS) {
        checked(name, target, &mutated(&good, &mut chance));
    }
}

/// First bytes that say what the rest is; most targets have none.
fn firsts(name: &str) -> Vec<u8> {
    match name {
        "wire" => {
            let messages = 0..u8::try_from(MESSAGES.len()).unwrap();
            messages.clone().chain(messages.map(|message| message | PLAIN)).collect()
        }
        "answers" => vec![0, 1],
        "bundle" => vec![FILE, PLAIN_BUNDLE, ITEMS, FACTS],
        _ => Vec::new(),
    }
}

/// Keeps the input that broke a decoder, to be looked at and put into the corpus.
fn checked(name: &str, target: fn(&[u8]), input: &[u8]) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| target(input))) {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("broke-{name}"));
        fs::write(&path, input).unwrap();
        eprintln!("the input lies in {}", path.display());
        std::panic::resume_unwind(panic);
    }
}

macro_rules! targets {
    ($($name:ident)*) => {
        /// One test for each target, so that they run side by side.
        mod any_bytes_are_survived_by {
            $( #[test] fn $name() { super::survives(stringify!($name)); } )*
        }

        #[test]
        fn every_target_has_its_test_and_its_program() {
            let tests = [$(stringify!($name)),*];
            assert_eq!(tests.to_vec(), TARGETS.map(|(name, _)| name).to_vec());
            let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
            let manifest = fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
            for name in tests {
                assert!(manifest.contains(&format!("name = \"{name}\"")), "fuzz/Cargo.toml has no program {name}");
                let program = fs::read_to_string(fuzz.join(format!("fuzz_targets/{name}.rs"))).unwrap();
                // No other line: this workspace does not compile it.
                let line = format!("libfuzzer_sys::fuzz_target!(|data: &[u8]| lakon_fuzz_tests::{name}(data));");
                let rest: Vec<&str> = program.lines().filter(|line| !line.is_empty() && !line.starts_with("//!")).collect();
                assert_eq!(rest, ["#![no_main]", line.as_str()], "{name}");
            }
            let programs = fs::read_dir(fuzz.join("fuzz_targets")).unwrap().count();
            assert_eq!((programs, manifest.matches("[[bin]]").count()), (TARGETS.len(), TARGETS.len()));
        }
    };
}
targets! { answers bundle calendar codes commands fold found key_files names record sealed server_files settings shapes uploads wire }
