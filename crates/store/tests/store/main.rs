//! The device's store on real files: what it writes, reads back, sends and survives.
#![allow(clippy::unwrap_used)]

mod attachments;
mod common;
mod desk;
mod exchange;
mod faults;
mod incarnations;
mod keys;
mod numbers;
mod parts;
mod refolds;
mod service;
mod traces;
mod transfers;
mod words;
