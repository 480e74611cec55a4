//! A run made of named parts: each is timed and counted, none keeps the next from running, and the whole has an end.

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::process::{self, Ended};
use crate::report::{Counts, Report, plain};
use crate::tree::Tree;

/// What has been run so far, and how long the whole may take.
pub struct Run<'a> {
    tree: &'a Tree,
    report: Report,
    limit: Duration,
}

impl Run<'_> {
    pub fn new(tree: &Tree, limit: Duration) -> Run<'_> {
        Run { tree, report: Report::new(), limit }
    }

    pub fn tree(&self) -> &Tree {
        self.tree
    }

    /// A program that either succeeds or not.
    pub fn check(&mut self, name: &'static str, command: impl FnOnce(&Tree) -> Command) {
        self.part(name, |run| Ok(Counts::of_check(run.watched(command)?.success)));
    }

    /// A program that reports how many tests passed and failed.
    pub fn runner(&mut self, name: &'static str, counts: fn(&str) -> Counts, command: impl FnOnce(&Tree) -> Command) {
        self.part(name, |run| {
            let ended = run.watched(command)?;
            Ok(counts(&plain(&ended.output)).settled(ended.success))
        });
    }

    /// Any other work. What breaks is said and counts as one failure.
    pub fn part(&mut self, name: &'static str, work: impl FnOnce(&Self) -> Result<Counts>) {
        println!("\n== {name}");
        let start = Instant::now();
        let counts = work(self).unwrap_or_else(|error| {
            eprintln!("{error:#}");
            Counts::of_check(false)
        });
        self.report.add(name, start.elapsed(), counts);
    }

    /// A part this machine lacks something for.
    pub fn skip(&mut self, name: &'static str, lacks: &'static str) {
        self.report.skip(name, lacks);
    }

    /// Runs a program to its end, or to the end of the whole.
    ///
    /// # Errors
    /// As [`process::watch`].
    pub fn watched(&self, command: impl FnOnce(&Tree) -> Command) -> Result<Ended> {
        process::watch(&mut command(self.tree), self.report.start() + self.limit)
    }

    /// Whether the whole took no longer than it may, then the sum as the last line.
    pub fn close(mut self) -> ExitCode {
        self.part("time", |run| Ok(Counts::of_check(run.report.start().elapsed() < run.limit)));
        if self.report.close() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
