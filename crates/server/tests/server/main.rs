//! The office server over TLS on loopback, its routes and its command line.
#![allow(clippy::unwrap_used)]

mod attachments;
mod calendar;
mod common;
mod incarnation;
mod office;
mod orphans;
mod people;
mod program;
mod program_usb;
mod tus;
mod tus_kept;
