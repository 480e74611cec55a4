//! Wrong passwords slow down: after a few, each next one is looked at later.

use lakon_domain::shape::Time;

/// Wrong passwords in a row that cost nothing: typing errors happen.
const FREE: u32 = 3;
/// Milliseconds after the first wrong password that costs; doubles with each further one.
const FIRST_WAIT_MS: i64 = 5_000;
/// Longest wait, milliseconds: an officer who remembers again must still get to work.
const LONGEST_WAIT_MS: i64 = 300_000;

/// How often the password was wrong, and until when none is looked at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Patience {
    wrong: u32,
    until: Time,
}

impl Patience {
    /// Milliseconds to wait at `now`; 0 when a password may be tried.
    pub fn wait_ms(&self, now: Time) -> i64 {
        // A clock set back must not turn seconds into days.
        self.until.since(now).min(LONGEST_WAIT_MS)
    }

    /// Remembers one more wrong password.
    pub fn wrong(&mut self, now: Time) {
        self.wrong = self.wrong.saturating_add(1);
        if let Some(beyond) = self.wrong.checked_sub(FREE) {
            let wait = FIRST_WAIT_MS.saturating_mul(1 << beyond.min(10)).min(LONGEST_WAIT_MS);
            self.until = Time(now.0.saturating_add(wait));
        }
    }

    /// The password was right.
    pub fn right(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_wrong_password_waits_and_each_next_one_waits_longer() {
        let mut patience = Patience::default();
        let now = Time(1_000_000);
        let waits: Vec<i64> = (0..12)
            .map(|_| {
                patience.wrong(now);
                patience.wait_ms(now)
            })
            .collect();
        assert_eq!(waits[..5], [0, 0, 5_000, 10_000, 20_000]);
        assert_eq!(waits[11], LONGEST_WAIT_MS);
        assert_eq!(patience.wait_ms(Time(now.0 + LONGEST_WAIT_MS)), 0);
        assert_eq!(patience.wait_ms(Time(0)), LONGEST_WAIT_MS);
        patience.right();
        assert_eq!(patience.wait_ms(now), 0);
    }
}
