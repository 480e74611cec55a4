//! The two things the server takes from the operating system besides files and sockets: time and randomness.

use std::sync::Arc;

use lakon_domain::Random;
use lakon_domain::shape::Time;
use lakon_server_store::Clock;

/// The operating system's random source.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, buffer: &mut [u8]) {
        if getrandom::fill(buffer).is_err() {
            // Checked at the start (`crate::office`). A system that loses its random source while running cannot make a safe key.
            std::process::abort();
        }
    }
}

/// The system clock.
pub fn system_clock() -> Clock {
    Arc::new(|| Time(chrono::Utc::now().timestamp_millis()))
}
