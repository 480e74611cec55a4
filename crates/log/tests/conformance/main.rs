//! The conformance suite of logs and their protocol, over real encrypted databases.
#![allow(clippy::unwrap_used)]

mod again;
mod audit;
mod erasing;
mod joining;
mod opening;
mod private;
mod receiving;
mod slots;
mod support;
mod syncing;
mod trouble;
mod writing;
