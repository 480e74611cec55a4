//! Holds every dependency, Rust's and the page's, against deny.toml, and the direct ones against docs/DEPENDENCIES.md.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Packages whose manifest names no licence although they come with one: (start of the name, licence).
const SAID_ELSEWHERE: [(&str, &str); 4] = [
    // By its read-me.
    ("combine-errors", "MIT"),
    // Each by its LICENSE file.
    ("@inlang/plugin-message-format", "MIT"),
    ("sqlite-wasm-kysely", "MIT"),
    ("svelte-toolbelt", "MIT"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn policy() -> toml::Table {
    std::fs::read_to_string(root().join("deny.toml")).unwrap().parse().unwrap()
}

fn allowed_licences() -> BTreeSet<String> {
    let licences = policy()["licenses"]["allow"].as_array().unwrap().clone();
    licences.into_iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

/// Whether an SPDX expression can be met with allowed licences. Reads `OR` (also the old `/`), `AND`, brackets and
/// `WITH`.
fn is_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ").replace(" WITH ", "\u{1}");
    let tokens: Vec<String> = spaced.split_whitespace().map(|token| token.replace('\u{1}', " WITH ")).collect();
    let mut rest = tokens.as_slice();
    either(&mut rest, allowed) && rest.is_empty()
}

fn either(rest: &mut &[String], allowed: &BTreeSet<String>) -> bool {
    let mut met = both(rest, allowed);
    while rest.first().is_some_and(|token| token == "OR") {
        *rest = &rest[1..];
        met |= both(rest, allowed);
    }
    met
}

fn both(rest: &mut &[String], allowed: &BTreeSet<String>) -> bool {
    let mut met = single(rest, allowed);
    while rest.first().is_some_and(|token| token == "AND") {
        *rest = &rest[1..];
        met &= single(rest, allowed);
    }
    met
}

fn single(rest: &mut &[String], allowed: &BTreeSet<String>) -> bool {
    let Some((token, after)) = rest.split_first() else { return false };
    *rest = after;
    if token != "(" {
        return allowed.contains(token);
    }
    let met = either(rest, allowed);
    let closed = rest.first().is_some_and(|token| token == ")");
    if closed {
        *rest = &rest[1..];
    }
    met && closed
}

#[test]
fn licence_expressions_are_understood() {
    let allowed = BTreeSet::from(["MIT".to_owned(), "Zlib".to_owned(), "Apache-2.0 WITH LLVM-exception".to_owned()]);
    for good in ["MIT", "MIT OR GPL-3.0", "GPL-3.0/MIT", "(GPL-2.0 OR Zlib) AND MIT", "Apache-2.0 WITH LLVM-exception"]
    {
        assert!(is_met(good, &allowed), "{good}");
    }
    for bad in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT", "", "Apache-2.0 WITH Other"] {
        assert!(!is_met(bad, &allowed), "{bad}");
    }
}

#[test]
fn every_crate_has_a_licence_we_accept_and_comes_from_the_registry() {
    let (metadata, allowed) = (metadata(), allowed_licences());
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or("none said");
        let own = package["source"].is_null();
        let known_source = own || package["source"].as_str().unwrap().starts_with("registry+");
        if !known_source || !(own || is_met(licence, &allowed)) {
            wrong.push(format!("{name}: {licence}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_package_of_the_page_has_a_licence_we_accept() {
    let allowed = allowed_licences();
    let mut wrong = Vec::new();
    for folder in ["ui", "tests/browser", "tests/tus"] {
        let lock = std::fs::read(root().join(folder).join("package-lock.json")).unwrap();
        let lock: Value = serde_json::from_slice(&lock).unwrap();
        for (path, package) in lock["packages"].as_object().unwrap() {
            let name = path.rsplit("node_modules/").next().unwrap_or_default();
            let elsewhere =
                || SAID_ELSEWHERE.iter().find(|(start, _)| name.starts_with(start)).map(|(_, licence)| *licence);
            let licence = package["license"].as_str().or_else(elsewhere).unwrap_or("none said");
            if !path.is_empty() && !is_met(licence, &allowed) {
                wrong.push(format!("{folder} {path}: {licence}"));
            }
            assert!(package.get("resolved").is_none(), "{folder}: the lock file names a download address for {path}");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_banned_crate_and_only_one_sqlite() {
    let metadata = metadata();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for package in metadata["packages"].as_array().unwrap() {
        *count.entry(package["name"].as_str().unwrap()).or_default() += 1;
    }
    for banned in policy()["bans"]["deny"].as_array().unwrap() {
        let name = banned["crate"].as_str().unwrap();
        assert!(!count.contains_key(name), "{name} is banned by deny.toml");
    }
    assert_eq!(count.get("libsqlite3-sys"), Some(&1));
    assert_eq!(count.get("rustls"), Some(&1));
}

#[test]
fn every_direct_dependency_has_its_reason_written_down() {
    let reasons = std::fs::read_to_string(root().join("docs/DEPENDENCIES.md")).unwrap();
    let mut direct = BTreeSet::new();
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap().iter().filter(|package| package["source"].is_null());
    let own: BTreeSet<&str> = packages.clone().map(|package| package["name"].as_str().unwrap()).collect();
    for package in packages {
        for dependency in package["dependencies"].as_array().unwrap() {
            direct.insert(dependency["name"].as_str().unwrap().to_owned());
        }
    }
    direct.retain(|name| !own.contains(name.as_str()));
    for folder in ["ui", "tests/browser", "tests/tus"] {
        let manifest = std::fs::read(root().join(folder).join("package.json")).unwrap();
        let manifest: Value = serde_json::from_slice(&manifest).unwrap();
        for kind in ["dependencies", "devDependencies"] {
            direct.extend(manifest[kind].as_object().into_iter().flat_map(|all| all.keys().cloned()));
        }
    }
    let missing: Vec<_> = direct.iter().filter(|name| !reasons.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "docs/DEPENDENCIES.md gives no reason for {missing:?}");
    let written = reasons.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let stale: Vec<_> = written.filter(|name| !direct.contains(*name)).collect();
    assert!(stale.is_empty(), "docs/DEPENDENCIES.md explains what is not used: {stale:?}");
}
