//! Holds the tree against the rules of the house: who may import whom, and what may stand in which folder.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Which of our own crates each crate may use when it is built for people. Tests may use more.
const MAY_IMPORT: [(&str, &[&str]); 18] = [
    ("lakon-domain", &[]),
    ("lakon-sync", &["lakon-domain"]),
    ("lakon-log", &["lakon-domain", "lakon-sync"]),
    ("lakon-platform", &[]),
    ("lakon-store", &["lakon-domain", "lakon-sync", "lakon-log", "lakon-platform"]),
    ("lakon-server-store", &["lakon-domain", "lakon-sync", "lakon-log", "lakon-platform"]),
    ("lakon-app", &["lakon-domain", "lakon-sync", "lakon-store", "lakon-platform"]),
    ("lakon-server", &["lakon-domain", "lakon-sync", "lakon-server-store", "lakon-platform"]),
    ("lakon-bridge", &["lakon-app"]),
    ("lakon", &["lakon-app", "lakon-platform"]),
    ("lakon-headless", &[]),
    ("xtask", &["lakon-headless"]),
    ("lakon-window-tests", &["lakon-headless"]),
    // Whole-program tests and benches stand outside the house and look at all of it.
    ("lakon-office-tests", &["*"]),
    ("lakon-simulation-tests", &["*"]),
    ("lakon-sync-simulation-tests", &["*"]),
    ("lakon-fuzz-tests", &["*"]),
    ("lakon-bench", &["*"]),
];

/// Crates that touch the disk, the network, a clock or chance; the domain gets all of that as arguments.
const NOT_IN_DOMAIN: [&str; 9] =
    ["axum", "getrandom", "hyper", "rand", "reqwest", "rusqlite", "tempfile", "tokio", "tracing-appender"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// Own crates by name, each with the names of its dependencies of one kind: "normal" or "dev".
fn own_crates(kind: &str) -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap().iter();
            let wanted = dependencies.filter(|one| one["kind"].as_str().unwrap_or("normal") == kind);
            let names = wanted.map(|one| one["name"].as_str().unwrap().to_owned()).collect();
            (package["name"].as_str().unwrap().to_owned(), names)
        })
        .collect()
}

/// Every file below `folder` with one of `endings`, leaving out what is generated or installed.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["target", "node_modules", "dist", "paraglide", ".git"].contains(&name.as_str()) {
                found.extend(files(&path, endings));
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

#[test]
fn each_crate_imports_only_what_the_house_allows() {
    let crates = own_crates("normal");
    let allowed: BTreeMap<&str, &[&str]> = MAY_IMPORT.into_iter().collect();
    for (name, dependencies) in &crates {
        let Some(allowed) = allowed.get(name.as_str()) else {
            panic!("{name} is new: say in MAY_IMPORT what it may import");
        };
        let own = dependencies.iter().filter(|one| crates.contains_key(*one));
        let wrong: Vec<_> = own.filter(|one| !allowed.contains(&"*") && !allowed.contains(&one.as_str())).collect();
        assert!(wrong.is_empty(), "{name} may not import {wrong:?}");
    }
}

#[test]
fn the_rules_name_no_crate_that_is_gone() {
    let crates = own_crates("normal");
    let gone: Vec<_> = MAY_IMPORT.iter().map(|(name, _)| *name).filter(|name| !crates.contains_key(*name)).collect();
    assert!(gone.is_empty(), "{gone:?}");
}

#[test]
fn the_domain_reads_no_clock_and_touches_no_disk_or_network() {
    let domain = &own_crates("normal")["lakon-domain"];
    let wrong: Vec<_> = NOT_IN_DOMAIN.into_iter().filter(|name| domain.contains(*name)).collect();
    assert!(wrong.is_empty(), "lakon-domain depends on {wrong:?}");
    for file in files(&root().join("crates/domain/src"), &[".rs"]) {
        let text = std::fs::read_to_string(&file).unwrap();
        for forbidden in
            ["SystemTime::now", "Instant::now", "Utc::now", "Local::now", "std::fs", "std::net", "std::env", "println!"]
        {
            assert!(!text.contains(forbidden), "{} uses {forbidden}", relative(&file));
        }
    }
}

#[test]
fn sync_and_the_stores_never_print() {
    for crate_name in ["sync", "log", "store", "server-store", "app"] {
        for file in files(&root().join("crates").join(crate_name).join("src"), &[".rs"]) {
            let text = std::fs::read_to_string(&file).unwrap();
            for forbidden in ["println!", "print!(", "eprintln!", "eprint!("] {
                assert!(!text.contains(forbidden), "{} prints", relative(&file));
            }
        }
    }
}

#[test]
fn one_folder_of_the_page_touches_the_shell() {
    let inside = root().join("ui/src/lib/platform");
    let outside =
        files(&root().join("ui/src"), &[".ts", ".js", ".svelte"]).into_iter().filter(|file| !file.starts_with(&inside));
    let wrong: Vec<_> = outside
        .filter(|file| {
            let text = std::fs::read_to_string(file).unwrap();
            text.contains("@tauri-apps") || text.contains("__TAURI")
        })
        .map(|file| relative(&file))
        .collect();
    assert!(wrong.is_empty(), "only ui/src/lib/platform may import @tauri-apps: {wrong:?}");
}

#[test]
fn every_file_opens_with_what_lives_in_it() {
    let silent: Vec<_> = ["crates", "src-tauri", "tests"]
        .iter()
        .flat_map(|folder| files(&root().join(folder), &[".rs"]))
        .filter(|file| !std::fs::read_to_string(file).unwrap().trim_start().starts_with("//!"))
        .map(|file| relative(&file))
        .collect();
    assert!(silent.is_empty(), "these files do not say what lives in them: {silent:?}");
}

/// Unsafe code is for the calls of Windows alone; whoever needs it elsewhere has not looked for a library yet.
#[test]
fn unsafe_code_stands_in_one_folder_with_a_reason_at_each_block() {
    let allowed = root().join("crates/platform/src/windows");
    let mut wrong = Vec::new();
    for file in ["crates", "src-tauri", "tests"].iter().flat_map(|folder| files(&root().join(folder), &[".rs"])) {
        let text = std::fs::read_to_string(&file).unwrap();
        // Written so that this file does not hold the words itself.
        let (block, allow) = (concat!("unsafe", " {"), concat!("allow(unsafe", "_code"));
        if !file.starts_with(&allowed) && (text.contains(block) || text.contains(allow)) {
            wrong.push(relative(&file));
        }
        let mut reason = false;
        for line in text.lines() {
            let said = line.trim_start().starts_with("// SAFETY:");
            if file.starts_with(&allowed) && line.contains(block) && !reason {
                wrong.push(format!("{}: {}", relative(&file), line.trim()));
            }
            // A reason may go on for a second line.
            reason = said || (reason && line.trim_start().starts_with("//"));
        }
    }
    assert!(wrong.is_empty(), "unsafe code without its place or its reason: {wrong:#?}");
}

#[test]
fn every_rename_of_the_program_is_the_one_that_waits_for_an_antivirus() {
    let plain = concat!("fs::", "rename(");
    // The bridge is a tool of the tests and renames one file of its own.
    let exempt = [
        root().join("crates/platform"),
        root().join("crates/bridge"),
        root().join("crates/xtask"),
        root().join("crates/bench"),
    ];
    let sources = files(&root().join("crates"), &[".rs"]).into_iter().chain(files(&root().join("src-tauri"), &[".rs"]));
    let wrong: Vec<_> = sources
        .filter(|file| !exempt.iter().any(|folder| file.starts_with(folder)))
        .filter(|file| !relative(file).contains("/tests/") && std::fs::read_to_string(file).unwrap().contains(plain))
        .map(|file| relative(&file))
        .collect();
    assert!(wrong.is_empty(), "these rename without lakon_platform::rename: {wrong:?}");
}

#[test]
fn one_profile_builds_everything() {
    let manifest: toml::Table = std::fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap();
    let profiles: Vec<&String> = manifest["profile"].as_table().unwrap().keys().collect();
    assert_eq!(profiles, ["dev"]);
}
