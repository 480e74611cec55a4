//! Installs what the build, the tests and a look without a screen need, and only what is missing.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::tree::Tree;
use crate::{npm, process};

/// What the machine is made ready for. Testing needs everything but what a deep run adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Run,
    Test,
    Deep,
}

/// Debian packages the build links against.
const BUILD: [&str; 6] = [
    "build-essential",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    "pkg-config",
];

/// Debian packages to open a window where there is no screen. A bare machine has no font at all.
const HEADLESS: [&str; 3] = ["dbus-x11", "fonts-noto-core", "xvfb"];

/// Debian packages only the tests use.
const TESTS: [&str; 2] = ["chromium", "webkit2gtk-driver"];

/// Tools from the registry that only the tests use: (what cargo calls it, the versions that fit, how to ask for it).
const TOOLS: [(&str, &str, &[&str]); 2] = [
    ("cargo-nextest", "^0.9", &["nextest", "--version"]),
    // The 3.0 line is an alpha.
    ("tauri-driver", "^2", &["--help"]),
];

/// And those of a deep run, which may take its time: building them takes longer than every check they make.
const DEEP_TOOLS: [(&str, &str, &[&str]); 2] =
    [("cargo-fuzz", "^0.13", &["fuzz", "--version"]), ("cargo-deny", "^0.20", &["deny", "--version"])];

/// Makes the machine ready; says what it does, and is quick and silent when nothing is missing.
///
/// # Errors
/// When something is missing and cannot be installed here.
pub fn ready(tree: &Tree, purpose: Purpose) -> Result<()> {
    let mut packages = BUILD.to_vec();
    let tests = purpose != Purpose::Run;
    if tests || !has_screen() {
        packages.extend(HEADLESS);
    }
    if tests {
        packages.extend(TESTS);
    }
    if cfg!(target_os = "linux") {
        system_packages(&packages)?;
    } else if cfg!(windows) {
        println!(
            "setup: on Windows the build needs the Visual Studio Build Tools (C++), Node.js 20 and Strawberry Perl (for OpenSSL); WebView2 is part of Windows."
        );
    } else {
        println!("setup: install by hand what stands for these Debian packages here: {}", packages.join(" "));
    }
    npm::installed(&tree.page())?;
    if tests {
        toolchain_parts(tree)?;
        for (name, version, ask) in TOOLS {
            tool(tree, name, version, ask)?;
        }
        npm::installed(&tree.browser_tests())?;
        npm::installed(&tree.tus_client())?;
    }
    if purpose == Purpose::Deep {
        deep_tools(tree);
    }
    Ok(())
}

/// What only a deep run uses. Where it cannot be had the run says what it skipped, and does the rest.
pub fn deep_tools(tree: &Tree) {
    let mut results: Vec<Result<()>> =
        DEEP_TOOLS.iter().map(|(name, version, ask)| tool(tree, name, version, ask)).collect();
    if !process::answers("cargo", &["+nightly", "--version"]) {
        println!("setup: installing a nightly Rust compiler, for the fuzzers");
        let nightly = ["toolchain", "install", "nightly", "--profile", "minimal"];
        results.push(process::run(Command::new("rustup").args(nightly)));
    }
    for error in results.into_iter().filter_map(Result::err) {
        println!("setup: {error:#}");
    }
}

/// True when a person could see a window.
pub fn has_screen() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Installs the Debian packages that are missing.
///
/// # Errors
/// When apt fails.
pub fn system_packages(wanted: &[&str]) -> Result<()> {
    if !process::answers("dpkg-query", &["--version"]) {
        println!("setup: not a Debian system; it must bring what these packages bring: {}", wanted.join(" "));
        return Ok(());
    }
    let installed = Command::new("dpkg-query")
        .args(["--show", "--showformat", "${db:Status-Abbrev}${Package}\n"])
        .args(wanted)
        .stderr(Stdio::null())
        .output()
        .context("ask dpkg what is installed")?;
    let installed = String::from_utf8_lossy(&installed.stdout).into_owned();
    let has = |package: &str| {
        installed.lines().any(|line| line.strip_prefix("ii").is_some_and(|rest| rest.trim() == package))
    };
    let missing: Vec<&str> = wanted.iter().copied().filter(|package| !has(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("setup: installing Debian packages: {}", missing.join(" "));
    process::run(apt().arg("update"))?;
    process::run(apt().args(["install", "--yes", "--no-install-recommends"]).args(&missing))
}

/// `apt-get`, which asks nothing, with `sudo` for anybody but root.
pub fn apt() -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0");
    let mut command = Command::new(if root { "env" } else { "sudo" });
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]);
    command
}

/// rustfmt and clippy belong to the toolchain and come with rustup.
fn toolchain_parts(tree: &Tree) -> Result<()> {
    for (part, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        let there =
            process::cargo(tree.root()).args([part, "--version"]).output().is_ok_and(|answer| answer.status.success());
        if !there {
            println!("setup: adding {component} to the Rust toolchain");
            process::run(Command::new("rustup").args(["component", "add", component]))?;
        }
    }
    Ok(())
}

fn tool(tree: &Tree, name: &str, version: &str, ask: &[&str]) -> Result<()> {
    let there = match name.strip_prefix("cargo-") {
        Some(_) => process::cargo(tree.root()).args(ask).output().is_ok_and(|answer| answer.status.success()),
        None => process::answers(name, ask),
    };
    if there {
        return Ok(());
    }
    println!("setup: building {name} {version}");
    process::run(process::cargo(tree.root()).args(["install", "--locked", "--version", version, name]))?;
    if name.starts_with("cargo-") || process::answers(name, ask) {
        return Ok(());
    }
    bail!("{name} was installed, but cargo's folder of programs is not on the PATH");
}
