//! The simulator: `seeds` runs it as it is, `breaks` with one invariant broken on purpose, which it has to notice.
#![allow(clippy::unwrap_used, reason = "everything here is a test")]

mod blobs;
mod breaks;
mod check;
mod desk;
mod fault;
mod files;
mod hostile;
mod ledger;
mod line;
mod logs;
mod machines;
mod op;
mod page;
mod raw;
mod replica;
mod run;
mod seeds;
mod server;
mod shared;
mod step;
mod stick;
mod stock;
mod work;
