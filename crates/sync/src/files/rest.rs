//! How long a file rests after a try that failed: twice as long each time, never longer than six hours, not in step with other desks.

use lakon_domain::Random;

use super::FileTrouble;

/// The rest after the first failure, milliseconds.
const FIRST_MS: i64 = 30_000;
/// The longest rest, milliseconds. One that seems longer comes from a clock that was set back and does not count.
pub const LONGEST_REST_MS: i64 = 6 * 60 * 60 * 1000;

/// The rest after so many failures in a row, milliseconds: between half of the full one and the full one.
pub fn rest_ms(failures: u32, random: &mut dyn Random) -> i64 {
    let doubled = FIRST_MS.saturating_mul(1 << failures.saturating_sub(1).min(16));
    let full = doubled.min(LONGEST_REST_MS);
    let mut bytes = [0; 2];
    random.fill(&mut bytes);
    full / 2 + full / 2 * i64::from(u16::from_le_bytes(bytes)) / i64::from(u16::MAX)
}

impl FileTrouble {
    /// Whether the file rests after this. What the server only lacks comes as soon as it says that it has it, and a line that failed
    /// has a rest of its own.
    pub fn rests(&self) -> bool {
        !matches!(self, Self::NotThere) && !self.stops_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Always(u8);

    impl Random for Always {
        fn fill(&mut self, buffer: &mut [u8]) {
            buffer.fill(self.0);
        }
    }

    #[test]
    fn a_rest_doubles_up_to_six_hours_and_stays_within_half_of_itself() {
        let longest: Vec<i64> = (1..=12).map(|failures| rest_ms(failures, &mut Always(255))).collect();
        assert_eq!(longest[..4], [30_000, 60_000, 120_000, 240_000]);
        assert_eq!(longest[11], LONGEST_REST_MS);
        assert_eq!(rest_ms(u32::MAX, &mut Always(255)), LONGEST_REST_MS);
        for failures in [1, 2, 5, 9, 40] {
            let (low, middle, high) = (
                rest_ms(failures, &mut Always(0)),
                rest_ms(failures, &mut Always(100)),
                rest_ms(failures, &mut Always(255)),
            );
            assert_eq!(low, high / 2);
            assert!(low < middle && middle < high);
        }
    }
}
