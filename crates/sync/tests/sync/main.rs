//! The protocol by itself: bytes of messages, bundles, and what a step does with an odd answer.
#![allow(clippy::unwrap_used)]

mod bundle;
mod carry_on;
mod golden;
mod http;
mod idle;
