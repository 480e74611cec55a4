//! The pure heart of Lakon: records, events, the fold, numbers, rights. No clock, disk or network lives here;
//! time and randomness come in as arguments.

pub mod catalogue;
pub mod event;
pub mod hlc;
pub mod ids;
pub mod record;
pub mod rights;
pub mod seal;
pub mod shape;

/// A source of random bytes, handed in by whoever owns the operating system.
pub trait Random {
    /// Fills the whole buffer with unpredictable bytes.
    fn fill(&mut self, buffer: &mut [u8]);
}
