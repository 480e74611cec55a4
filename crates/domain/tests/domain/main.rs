//! Tests of the domain crate, one file per subject, in one program because linking is what takes the time.

#![allow(clippy::unwrap_used)]

mod calendar;
mod case;
mod catalogue;
mod clock;
mod codes;
mod days;
mod due;
mod duty;
mod duty_properties;
mod fold;
mod golden;
mod hlc;
mod keys;
mod kinds;
mod numbers;
mod office;
mod party;
mod progress;
mod standing;
mod tips;
mod world;
