//! The clock and the random source of a store, handed in by whoever owns the operating system.

use std::sync::{Arc, Mutex, PoisonError};

use lakon_domain::Random;
use lakon_domain::shape::Time;

/// Says what time it is on this PC.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970, UTC.
    fn now(&self) -> Time;
}

/// A random source that several threads share.
#[derive(Clone)]
pub struct Randomness(Arc<Mutex<dyn Random + Send>>);

impl Randomness {
    pub fn new(source: impl Random + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(source)))
    }

    /// So many random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.clone().fill(&mut bytes);
        bytes
    }
}

impl Random for Randomness {
    fn fill(&mut self, buffer: &mut [u8]) {
        // A thread that panicked while filling leaves the source as usable as before.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill(buffer);
    }
}
