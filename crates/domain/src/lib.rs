//! The pure heart of Lakon: records, events, the fold, numbers, rights, the calendar, duties. No clock, disk or
//! network lives here; time and randomness come in as arguments.

pub mod adoption;
pub mod calendar;
pub mod case;
pub mod catalogue;
pub mod code;
pub mod duty;
pub mod enrolment;
pub mod erasure;
pub mod event;
pub mod filed;
pub mod hai;
pub mod hlc;
pub mod ids;
pub mod likeness;
pub mod notices;
pub mod number;
pub mod office;
pub mod party;
pub mod record;
pub mod revoked;
pub mod rights;
pub mod seal;
pub mod settings;
pub mod shape;
pub mod standard;
pub mod standing;
pub mod statement;
pub mod subject;
pub mod tips;
pub mod unquoted;

/// A source of random bytes, handed in by whoever owns the operating system.
pub trait Random {
    /// Fills the whole buffer with unpredictable bytes.
    fn fill(&mut self, buffer: &mut [u8]);
}
