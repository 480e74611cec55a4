//! Chance that is the same every time for the same seed.

use lakon_domain::Random;

/// Knuth's MMIX generator.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1))
    }

    /// Below `sides`, which is at least 1.
    pub fn roll(&mut self, sides: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }

    /// From one number to another, both included.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.roll(to - from + 1)
    }

    /// True so many times in a hundred.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.roll(100) < percent
    }

    /// One of them; the list is not empty.
    pub fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[usize::try_from(self.roll(of.len() as i64)).unwrap()]
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            let other = usize::try_from(self.roll(at as i64 + 1)).unwrap();
            list.swap(at, other);
        }
    }
}

impl Random for Dice {
    fn fill(&mut self, buffer: &mut [u8]) {
        for byte in buffer {
            *byte = self.roll(256).to_le_bytes()[0];
        }
    }
}
