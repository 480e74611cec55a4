//! Windows, seen from a Debian machine: builds for it, runs under wine what wine runs, and checks the types for Microsoft's toolchain.

mod left_out;
#[cfg(unix)]
mod start;
mod toolchain;
mod wine;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::parts::Run;
use crate::report::Counts;
use crate::tree::Tree;
use crate::{npm, process, setup};
use left_out::LEFT_OUT;
use toolchain::{PROGRAMS, TYPES, Toolchain};
use wine::Wine;

/// Nobody waits for this run; the limit only ends one that hangs.
const LIMIT: Duration = Duration::from_secs(4 * 60 * 60);

/// What a machine needs for it.
const NEEDS: &str = "a Debian machine";

/// The programs that are built, and what has to lie beside them for the desktop to start.
const PRODUCTS: [&str; 3] = ["lakon.exe", "lakon-server.exe", "WebView2Loader.dll"];

/// How much is optimised.
const PROFILE: [&str; 2] = ["--config", "crates/xtask/src/windows/profile.toml"];

/// Packages whose tests run under wine.
const TESTED: [&str; 9] = [
    "lakon-domain",
    "lakon-platform",
    "lakon-log",
    "lakon-sync",
    "lakon-store",
    "lakon-server-store",
    "lakon-server",
    "lakon-app",
    "lakon-office-tests",
];

/// Their test programs beside the crates' own; named, so that no other is built.
const PROGRAMS_OF_TESTS: [&str; 7] = ["conformance", "desk", "domain", "offices", "server", "store", "sync"];

/// One part of the check, to be run alone while something is being put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    Types,
    Build,
    Tests,
    Start,
}

/// `cargo xtask check-windows`: all of it, or one part.
///
/// # Errors
/// On Windows itself, and where setting up fails.
pub fn check(tree: &Tree, only: Option<Part>) -> Result<ExitCode> {
    if !can() {
        bail!("this needs {NEEDS}; on Windows itself `cargo xtask test` is the check");
    }
    let mut run = Run::new(tree, LIMIT);
    run.part("setup", |run| {
        setup::ready(run.tree(), setup::Purpose::Run)?;
        process::run(npm::npm(&run.tree().page()).args(["run", "build", "--silent"]))?;
        Ok(Counts::default())
    });
    if only.is_none_or(|part| part == Part::Types) {
        types_and_lints(&mut run, true);
    }
    programs(&mut run, only);
    Ok(run.close())
}

/// Whether this machine can have the toolchain.
fn can() -> bool {
    cfg!(target_os = "linux") && process::answers("dpkg-query", &["--version"])
}

/// Checks the types of every crate and test as Microsoft's toolchain would see them, and the lints in the same pass, so that no dependency
/// is looked at twice. Nothing is linked, so nothing of Microsoft's is needed. Whether the lints were looked at: unless it is `needed`,
/// a machine that cannot have the toolchain today, as without Debian's archive, says so and goes on.
pub fn types_and_lints(run: &mut Run<'_>, needed: bool) -> bool {
    const NAME: &str = "windows, types and lints";
    if !can() {
        run.skip(NAME, NEEDS);
        return false;
    }
    let mut looked = true;
    run.part(NAME, |run| {
        let toolchain = match Toolchain::ready(run.tree(), TYPES) {
            Err(error) if !needed => {
                looked = false;
                println!("not looked at: {error:#}");
                return Ok(Counts::default());
            }
            ready => ready?,
        };
        let mut clippy = toolchain.clippy(run.tree().root());
        clippy.args(["--workspace", "--all-targets", "--locked", "--target", TYPES]).args(PROFILE);
        clippy.args(["--", "--deny", "warnings"]);
        Ok(Counts::of_check(run.watched(|_| clippy)?.success))
    });
    looked
}

/// Builds what is delivered, and runs what wine runs; all of it, or one part.
pub fn programs(run: &mut Run<'_>, only: Option<Part>) {
    type Work = fn(&Run<'_>) -> Result<Counts>;
    let parts: [(Part, &'static str, Work); 3] = [
        (Part::Build, "windows, build", build),
        (Part::Tests, "windows, tests", tests),
        (Part::Start, "windows, start", start),
    ];
    for (part, name, work) in parts {
        if !only.is_none_or(|only| only == part) {
            continue;
        }
        if can() { run.part(name, |run| work(run)) } else { run.skip(name, NEEDS) }
    }
}

#[cfg(unix)]
fn start(run: &Run<'_>) -> Result<Counts> {
    let toolchain = Toolchain::ready(run.tree(), PROGRAMS)?;
    start::says_what_is_missing(run.tree(), &toolchain)
}

/// Never asked for: only a Debian machine can have the toolchain.
#[cfg(not(unix))]
fn start(_: &Run<'_>) -> Result<Counts> {
    bail!("this needs {NEEDS}")
}

/// Every program, with the features the tests build them with; each product counts.
fn build(run: &Run<'_>) -> Result<Counts> {
    let toolchain = Toolchain::ready(run.tree(), PROGRAMS)?;
    let mut cargo = toolchain.cargo(run.tree().root());
    cargo.args(["build", "--workspace", "--bins", "--examples", "--locked", "--target", PROGRAMS]).args(PROFILE);
    if !run.watched(|_| cargo)?.success {
        return Ok(Counts::of_check(false));
    }
    let mut counts = Counts::default();
    for product in PRODUCTS {
        let there = toolchain.built(product).is_file();
        println!("{product}: {}", if there { "built" } else { "missing" });
        counts.passed += u64::from(there);
        counts.failed += u64::from(!there);
    }
    Ok(counts)
}

fn tests(run: &Run<'_>) -> Result<Counts> {
    let toolchain = Toolchain::ready(run.tree(), PROGRAMS)?;
    // For the window that hears locks and sleep; nobody sees it, but wine makes none without a display.
    #[cfg(unix)]
    let desktop = lakon_headless::Desktop::start(640, 480)?;
    #[cfg(unix)]
    let display = Some(desktop.display());
    #[cfg(not(unix))]
    let display = None;
    let wine = Wine::awake(&toolchain, display)?;
    for (name, reason) in LEFT_OUT {
        println!("not under wine: {name} ({reason})");
    }
    let mut cargo = toolchain.cargo(run.tree().root());
    cargo.args(["nextest", "run", "--workspace", "--locked", "--no-fail-fast", "--profile", "wine"]);
    cargo.args(["--target", PROGRAMS, "--lib", "--bins"]).args(PROFILE);
    cargo.args(PROGRAMS_OF_TESTS.iter().flat_map(|name| ["--test", name]));
    let packages = TESTED.map(|name| format!("package({name})")).join(" + ");
    cargo.args(["-E", &format!("({packages}){}", left_out::filter())]);
    wine.host(&mut cargo);
    let ended = run.watched(|_| cargo)?;
    Ok(Counts::of_nextest(&ended.output).settled(ended.success))
}
