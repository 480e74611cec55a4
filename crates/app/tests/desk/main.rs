//! The program through its one door: every command as the page gives it, on a real data folder, with a clock of the test's own.
#![allow(clippy::unwrap_used)]

mod cases;
mod drafts;
mod files;
mod harness;
mod people;
mod recording;
mod sample;
mod session;
mod types;
