//! The program through its one door: every command as the page gives it, on a real data folder, with a clock of the test's own.
#![allow(clippy::unwrap_used)]

mod cases;
mod clock;
mod documents;
mod drafts;
mod endings;
mod erasure;
mod escalation;
mod files;
mod filing;
mod follow_up;
mod hai;
mod hai_reference;
mod handover;
mod harness;
mod late;
mod notices;
mod people;
mod promise;
mod recording;
mod sample;
mod session;
mod settings;
mod settings_calendar;
mod settings_people;
mod settling;
mod standard;
mod surroundings;
mod types;
mod visit;
