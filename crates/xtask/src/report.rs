//! Counts what the test runners report, and says at the end how it went.

use std::time::{Duration, Instant};

/// One part of a test run.
struct Part {
    name: &'static str,
    took: Duration,
    counts: Counts,
}

/// How many tests passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
}

impl Counts {
    /// A check that either holds or not counts as one test.
    pub fn of_check(holds: bool) -> Counts {
        Counts { passed: holds.into(), failed: (!holds).into() }
    }

    /// A runner that failed although it named no failed test, or ran none at all, has failed in one thing: itself.
    pub fn settled(self, success: bool) -> Counts {
        let well = success && self.passed > 0;
        if !well && self.failed == 0 { Counts { failed: 1, ..self } } else { self }
    }

    /// Reads nextest's closing line, `Summary [ 1.2s] 30 tests run: 29 passed (1 slow), 1 failed, 2 skipped`.
    pub fn of_nextest(output: &str) -> Counts {
        let line = output.lines().rev().find(|line| line.contains("Summary [")).unwrap_or_default();
        let after = line.split_once("run:").map_or("", |(_, after)| after);
        Counts { passed: before(after, "passed"), failed: before(after, "failed") + before(after, "timed out") }
    }

    /// Reads vitest's closing line, `Tests  1 failed | 30 passed (31)`, and the one about whole files that broke.
    pub fn of_vitest(output: &str) -> Counts {
        let find = |word: &str| {
            let start = |line: &&str| line.trim_start().starts_with(word) && line.contains('(');
            output.lines().rev().find(start).unwrap_or_default()
        };
        let (tests, files) = (find("Tests "), find("Test Files "));
        let failed = before(tests, "failed");
        let broken = if failed == 0 { before(files, "failed") } else { 0 };
        Counts { passed: before(tests, "passed"), failed: failed + broken }
    }

    /// Reads Playwright's closing lines, `  2 failed`, `  30 passed (1.2m)`; a flaky test has passed in the end.
    pub fn of_playwright(output: &str) -> Counts {
        let closing = |word: &str| -> u64 {
            let mut lines = output.lines().filter(|line| {
                let mut words = line.split_whitespace();
                words.next().is_some_and(|count| count.parse::<u64>().is_ok()) && words.next() == Some(word)
            });
            lines.next_back().map_or(0, |line| before(line, word))
        };
        Counts { passed: closing("passed") + closing("flaky"), failed: closing("failed") + closing("interrupted") }
    }
}

/// The number that stands right before `word` in `text`; 0 without one.
fn before(text: &str, word: &str) -> u64 {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || ",|()".contains(c)).filter(|w| !w.is_empty()).collect();
    let wanted: Vec<&str> = word.split(' ').collect();
    words
        .windows(wanted.len() + 1)
        .find(|window| window[1..] == wanted[..])
        .and_then(|window| window[0].parse().ok())
        .unwrap_or(0)
}

/// Whether cargo says that the compiler warned of something in a crate of the project; it says so again when the crate is built already.
pub fn warned(output: &str) -> bool {
    output.lines().any(|line| line.starts_with("warning: `") && line.contains(") generated "))
}

/// Terminals are told colours by codes; counting reads the text without them.
pub fn plain(output: &str) -> String {
    let mut text = String::with_capacity(output.len());
    let mut rest = output.chars();
    while let Some(c) = rest.next() {
        if c == '\u{1b}' {
            rest.by_ref().find(char::is_ascii_alphabetic);
        } else {
            text.push(c);
        }
    }
    text
}

/// What has been run so far.
pub struct Report {
    start: Instant,
    parts: Vec<Part>,
    /// Parts left out, each with what this machine lacks for it.
    skipped: Vec<(&'static str, &'static str)>,
}

impl Report {
    pub fn new() -> Report {
        Report { start: Instant::now(), parts: Vec::new(), skipped: Vec::new() }
    }

    /// A part that cannot run here is named at the end, not passed over in silence.
    pub fn skip(&mut self, name: &'static str, lacks: &'static str) {
        self.skipped.push((name, lacks));
    }

    pub fn start(&self) -> Instant {
        self.start
    }

    pub fn add(&mut self, name: &'static str, took: Duration, counts: Counts) {
        self.parts.push(Part { name, took, counts });
    }

    /// Prints the minutes of each part and, as the very last line, the sum. True when nothing failed.
    pub fn close(&self) -> bool {
        println!("\n{:<24} {:>8} {:>8} {:>8}", "part", "minutes", "passed", "failed");
        for Part { name, took, counts } in &self.parts {
            println!("{name:<24} {:>8.1} {:>8} {:>8}", took.as_secs_f64() / 60.0, counts.passed, counts.failed);
        }
        println!("{:<24} {:>8.1}\n", "together", self.start.elapsed().as_secs_f64() / 60.0);
        let passed: u64 = self.parts.iter().map(|part| part.counts.passed).sum();
        let failed: u64 = self.parts.iter().map(|part| part.counts.failed).sum();
        for (name, lacks) in &self.skipped {
            println!("skipped: {name} (needs {lacks})");
        }
        match self.skipped.len() {
            0 => println!("{passed} passed, {failed} failed"),
            skipped => println!("{passed} passed, {failed} failed, {skipped} skipped"),
        }
        failed == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nextest_counts_are_read_from_its_closing_line() {
        let output = "   Starting 3 tests\n     Summary [   0.123s] 31/40 tests run: 29 passed (1 slow), 1 failed, 1 timed out, 2 skipped\n";
        assert_eq!(Counts::of_nextest(output), Counts { passed: 29, failed: 2 });
        assert_eq!(Counts::of_nextest("error: no tests"), Counts::default());
    }

    #[test]
    fn vitest_counts_are_read_and_a_broken_file_counts() {
        let output = " Test Files  1 passed (1)\n      Tests  1 failed | 30 passed | 2 skipped (33)\n";
        assert_eq!(Counts::of_vitest(output), Counts { passed: 30, failed: 1 });
        let broken = " Test Files  2 failed | 1 passed (3)\n      Tests  4 passed (4)\n";
        assert_eq!(Counts::of_vitest(broken), Counts { passed: 4, failed: 2 });
    }

    #[test]
    fn playwright_counts_are_read_from_its_closing_lines() {
        let output = "  1 failed\n    [a] > b.spec.ts\n  1 flaky\n  30 passed (1.2m)\n";
        assert_eq!(Counts::of_playwright(output), Counts { passed: 31, failed: 1 });
    }

    #[test]
    fn warnings_of_the_compiler_are_seen_and_nothing_else_is_taken_for_one() {
        let warning =
            "warning: unused import: `x`\nwarning: `xtask` (bin \"xtask\") generated 1 warning\n    Finished `dev`\n";
        assert!(warned(warning));
        assert!(!warned("warning: the following packages contain code that will be rejected\n    Finished `dev`\n"));
    }

    #[test]
    fn colours_do_not_hide_the_numbers() {
        assert_eq!(plain("\u{1b}[1m\u{1b}[32m3 passed\u{1b}[39m"), "3 passed");
    }

    #[test]
    fn a_runner_that_fails_or_runs_nothing_counts_as_one_failure() {
        assert_eq!(Counts::default().settled(true), Counts { passed: 0, failed: 1 });
        assert_eq!(Counts { passed: 3, failed: 0 }.settled(true), Counts { passed: 3, failed: 0 });
        assert_eq!(Counts { passed: 3, failed: 0 }.settled(false), Counts { passed: 3, failed: 1 });
        assert_eq!(Counts { passed: 3, failed: 2 }.settled(false), Counts { passed: 3, failed: 2 });
    }
}
