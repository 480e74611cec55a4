//! Tests of the domain crate, one file per subject, in one program because linking is what takes the time.

#![allow(clippy::unwrap_used)]

mod acts;
mod adoption;
mod calendar;
mod case;
mod catalogue;
mod clock;
mod codes;
mod days;
mod documents;
mod due;
mod duty;
mod duty_properties;
mod endings;
mod erasure;
mod escalations;
mod fold;
mod former;
mod golden;
mod hai;
mod handovers;
mod hlc;
mod keys;
mod kinds;
mod notices;
mod numbers;
mod office;
mod office_texts;
mod open_facts;
mod party;
mod paste;
mod pauses;
mod pdp;
mod procedure;
mod progress;
mod rights;
mod settings;
mod standard;
mod standing;
mod status;
mod tips;
mod world;
