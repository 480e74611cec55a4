//! The private readers of this crate for what comes from outside, so that tests can hand them any bytes. No program uses them from here.

use lakon_domain::shape::Time;
use serde_json::Value;
use uuid::Uuid;

use crate::draft::Draft;
use crate::seen::Seen;
use crate::{commands, complaints, patience};

/// The input of a command, read and written again; `None` where it is refused. Nothing is run.
pub fn input(command: &str, input: Value) -> Option<Value> {
    commands::reread(command, input).ok()
}

/// A draft as the store keeps it, read and written again.
pub fn draft(json: &str) -> Option<String> {
    serde_json::to_string(&serde_json::from_str::<Draft>(json).ok()?).ok()
}

/// A draft in which nothing was typed yet, as it is kept.
pub fn empty_draft(author: Uuid) -> Option<String> {
    serde_json::to_string(&Draft::new(author, Seen::default())).ok()
}

/// What the typed address of a complaint channel leads to.
pub fn address(typed: &str) -> Option<String> {
    complaints::read(typed).1
}

/// The longest that anybody would have to wait at `now` by a file of wrong passwords, milliseconds.
pub fn wait_ms(attempts: &[u8], now: Time) -> i64 {
    patience::longest_wait_ms(attempts, now)
}
