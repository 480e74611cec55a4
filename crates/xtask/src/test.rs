//! Checks and tests everything: formatting, lints, the page, the crates, the browser, the window, the benches.

use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::Result;

use crate::parts::Run;
use crate::report::{self, Counts};
use crate::tree::Tree;
use crate::{bench, fuzz, npm, process, setup, windows};

/// The whole run ends here, well before the 90 minutes after which a build server would cut it off without a word.
const LIMIT: Duration = Duration::from_secs(75 * 60);

/// A deep run is nobody's build server's; this only ends one that hangs.
const DEEP_LIMIT: Duration = Duration::from_secs(8 * 60 * 60);

/// Random cases per property in a deep run; the tests' own number is made for every day.
const DEEP_CASES: &str = "4096";

/// How long the simulated office lives in a deep run; a quarter on every day.
const DEEP_SIMULATION: &str = "year";

/// How often something is killed under load in a deep run.
const DEEP_KILLS: &str = "200";

/// Offices whose sync is simulated under every fault in a deep run; the tests' own number is made for every day.
const DEEP_SEEDS: &str = "10000";

/// The package of the tests in the real window; they run alone.
const WINDOW_TESTS: &str = "package(lakon-window-tests)";

/// Runs everything and prints the sum last.
///
/// # Errors
/// When the machine cannot be made ready. A part that breaks is counted as failed, and the others still run.
pub fn everything(tree: &Tree, deep: bool) -> Result<ExitCode> {
    let mut run = Run::new(tree, if deep { DEEP_LIMIT } else { LIMIT });
    run.part("setup", |run| {
        setup::ready(run.tree(), if deep { setup::Purpose::Deep } else { setup::Purpose::Test })?;
        Ok(Counts::default())
    });

    run.check("format", |tree| cargo(tree, &["fmt", "--all", "--check"]));
    run.check("page, built", |tree| page(tree, "build"));
    run.check("page, types", |tree| page(tree, "check"));
    run.runner("page, tests", Counts::of_vitest, |tree| page(tree, "test"));
    run.part("build", |run| {
        let built = run.watched(|tree| cargo(tree, &["build", "--workspace", "--all-targets", "--locked"]))?;
        Ok(Counts::of_check(built.success && !report::warned(&built.output)))
    });
    let looked = windows::types_and_lints(&mut run, deep);
    // The lints of what only this system compiles; the compiler's own warnings are denied above on every day.
    if deep || !looked {
        run.check("lints", |tree| {
            cargo(tree, &["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"])
        });
    }
    run.runner("crates", Counts::of_nextest, |tree| {
        let mut command = cargo(tree, &["nextest", "run", "--workspace", "--locked", "--no-fail-fast"]);
        command.args(["-E", &format!("not {WINDOW_TESTS}")]);
        if deep {
            command.args(["--profile", "deep"]);
            command
                .env("PROPTEST_CASES", DEEP_CASES)
                .env("LAKON_SIMULATION", DEEP_SIMULATION)
                .env("LAKON_KILLS", DEEP_KILLS)
                .env("LAKON_SEEDS", DEEP_SEEDS);
        }
        command
    });
    run.check("browser, types", |tree| {
        let mut command = npm::npm(&tree.browser_tests());
        command.args(["run", "check", "--silent"]);
        command
    });
    run.runner("browser", Counts::of_playwright, |tree| {
        let mut command = npm::npm(&tree.browser_tests());
        command.args(["test", "--silent"]).env("LAKON_BRIDGE", tree.program("lakon-bridge"));
        command
    });
    if cfg!(target_os = "linux") {
        run.runner("window", Counts::of_nextest, |tree| {
            let mut command = cargo(tree, &["nextest", "run", "--workspace", "--locked", "--no-fail-fast"]);
            command.args(["--test-threads", "1", "-E", WINDOW_TESTS]);
            command
        });
    }
    run.check("benches", |tree| bench::command(tree, deep, !deep));
    // Building cargo-deny takes longer than every check it makes, so setup installs it for a deep run only.
    if process::answers("cargo", &["deny", "--version"]) {
        run.check("licences", |tree| cargo(tree, &["deny", "--offline", "check", "licenses", "bans", "sources"]));
    } else {
        run.skip("licences", "cargo-deny");
    }
    if deep {
        windows::programs(&mut run, None);
        fuzz_targets(&mut run, fuzz::SECONDS);
    }
    Ok(run.close())
}

/// The part of a deep run that fuzzes, alone.
///
/// # Errors
/// As [`everything`].
pub fn fuzzing(tree: &Tree, seconds: u32) -> Result<ExitCode> {
    let mut run = Run::new(tree, DEEP_LIMIT);
    run.part("setup", |run| {
        setup::deep_tools(run.tree());
        Ok(Counts::default())
    });
    fuzz_targets(&mut run, seconds);
    Ok(run.close())
}

/// One test for each target: it found nothing.
fn fuzz_targets(run: &mut Run<'_>, seconds: u32) {
    if !fuzz::answers() {
        return run.skip("fuzzing", "cargo-fuzz, or a nightly compiler");
    }
    run.part("fuzzing", |run| {
        let root = run.tree().root();
        if !run.watched(|_| fuzz::build(root))?.success {
            return Ok(Counts::of_check(false));
        }
        let mut counts = Counts::default();
        for target in fuzz::targets(root)? {
            let command = fuzz::run(root, &target, seconds)?;
            let found_nothing = run.watched(|_| command)?.success;
            counts.passed += u64::from(found_nothing);
            counts.failed += u64::from(!found_nothing);
        }
        Ok(counts)
    });
}

fn cargo(tree: &Tree, arguments: &[&str]) -> Command {
    let mut command = process::cargo(tree.root());
    command.args(arguments).env("CARGO_TERM_COLOR", "never");
    command
}

fn page(tree: &Tree, script: &str) -> Command {
    let mut command = npm::npm(&tree.page());
    command.args(["run", script, "--silent"]).env("NO_COLOR", "1");
    command
}
