//! How long a desk waits after a sync that failed: twice as long each time, up to a bound, and never in step with the other desks.

use std::time::Duration;

use lakon_domain::Random;

use crate::wake::{POLL_AT_THE_COUNTER, spread};

/// The longest wait before the jitter. A server that is back is found within about a minute also by a PC nobody types at.
const LONGEST: Duration = Duration::from_secs(60);
/// So soon after a failure a record that was just written tries again, and not sooner: an officer types many in a minute.
pub const AFTER_OWN_WRITE: Duration = Duration::from_secs(3);

/// Failures in a row, and what follows from them.
#[derive(Debug, Clone, Default)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// One more failure: the wait that follows it.
    pub fn failed(&mut self, random: &mut dyn Random) -> Duration {
        let doubled = 1_u32.checked_shl(self.failures.min(16)).unwrap_or(u32::MAX);
        self.failures = self.failures.saturating_add(1);
        spread(POLL_AT_THE_COUNTER.saturating_mul(doubled).min(LONGEST), random)
    }

    /// A sync came to its end: the next failure is a first one.
    pub fn reset(&mut self) {
        self.failures = 0;
    }

    /// How many failures there were in a row.
    pub fn failures(&self) -> u32 {
        self.failures
    }
}

/// Waits so long; half-way it is asked once whether the line is back, and where it is, the rest is not waited out.
pub async fn rest(wait: Duration, is_back: impl Future<Output = bool>) {
    let end = tokio::time::Instant::now() + wait;
    tokio::time::sleep(wait / 2).await;
    tokio::select! {
        true = is_back => {}
        () = tokio::time::sleep_until(end) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(u8);
    impl Random for Fixed {
        fn fill(&mut self, buffer: &mut [u8]) {
            buffer.fill(self.0);
        }
    }

    #[test]
    fn each_failure_waits_twice_as_long_up_to_a_bound_and_a_success_begins_anew() {
        let mut backoff = Backoff::default();
        let mut waits = || (0..7).map(|_| backoff.failed(&mut Fixed(0)).as_millis()).collect::<Vec<_>>();
        assert_eq!(waits(), [3_750, 7_500, 15_000, 30_000, 45_000, 45_000, 45_000]);
        for _ in 0..100 {
            assert!(backoff.failed(&mut Fixed(255)) <= LONGEST.mul_f64(1.25));
        }
        assert_eq!(backoff.failures(), 107);
        backoff.reset();
        assert_eq!(backoff.failed(&mut Fixed(0)).as_millis(), 3_750);
    }

    #[tokio::test(start_paused = true)]
    async fn a_line_that_is_away_is_asked_twice_a_wait_and_one_that_is_back_is_not_waited_for() {
        let (began, asked) = (tokio::time::Instant::now(), std::cell::Cell::new(0));
        let look = |answer| {
            let asked = &asked;
            async move {
                asked.set(asked.get() + 1);
                answer
            }
        };
        let mut backoff = Backoff::default();
        for failures in 1..=10 {
            rest(backoff.failed(&mut Fixed(0)), look(false)).await;
            assert_eq!(asked.get(), failures, "once in each wait");
        }
        assert_eq!(began.elapsed(), Duration::from_millis(3_750 + 7_500 + 15_000 + 30_000 + 6 * 45_000));
        let began = tokio::time::Instant::now();
        rest(backoff.failed(&mut Fixed(0)), look(true)).await;
        assert_eq!(began.elapsed(), Duration::from_millis(22_500));
        // A look that gets no answer holds nobody up.
        let began = tokio::time::Instant::now();
        rest(backoff.failed(&mut Fixed(0)), std::future::pending()).await;
        assert_eq!(began.elapsed(), Duration::from_secs(45));
    }

    #[test]
    fn desks_that_fail_together_do_not_come_back_together() {
        let (mut one, mut other) = (Backoff::default(), Backoff::default());
        assert_ne!(one.failed(&mut Fixed(0)), other.failed(&mut Fixed(200)));
    }
}
