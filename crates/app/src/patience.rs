//! Wrong passwords slow down: after a few, each next one of the same person is looked at later, also after the program was started anew.

use std::collections::BTreeMap;

use lakon_domain::shape::Time;
use lakon_store::Folder;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Wrong passwords in a row that cost nothing: typing errors happen.
const FREE: u32 = 3;
/// Milliseconds after the first wrong password that costs; doubles with each further one.
const FIRST_WAIT_MS: i64 = 5_000;
/// Longest wait, milliseconds: an officer who remembers again must still get to work.
const LONGEST_WAIT_MS: i64 = 300_000;

/// How often the password of one person was wrong, and since when how long none is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Patience {
    wrong: u32,
    at: Time,
    wait_ms: i64,
}

impl Patience {
    /// Milliseconds to wait at `now`; 0 when a password may be tried.
    fn wait_ms(&mut self, now: Time) -> i64 {
        // A clock set back must not turn seconds into years: the wait begins again, and ends by the clock as it is now.
        self.at = self.at.min(now);
        self.wait_ms.clamp(0, LONGEST_WAIT_MS).saturating_sub(now.since(self.at)).max(0)
    }

    fn wrong(&mut self, now: Time) {
        self.wrong = self.wrong.saturating_add(1);
        let wait = |beyond: u32| FIRST_WAIT_MS.saturating_mul(1 << beyond.min(10)).min(LONGEST_WAIT_MS);
        *self = Self { wrong: self.wrong, at: now, wait_ms: self.wrong.checked_sub(FREE).map_or(0, wait) };
    }
}

/// The patience with everybody who may sign in on one PC, kept in a file beside the key file.
#[derive(Debug)]
pub struct Patiences {
    folder: Folder,
    of: BTreeMap<Uuid, Patience>,
}

impl Patiences {
    /// As the folder keeps it; whoever can take the file away can take the key file and guess elsewhere.
    pub fn load(folder: &Folder) -> Self {
        let of = folder.attempts().map(|bytes| read(&bytes)).unwrap_or_default();
        Self { folder: folder.clone(), of }
    }

    /// Milliseconds this user has to wait at `now`; 0 when a password may be tried.
    pub fn wait_ms(&mut self, user: Uuid, now: Time) -> i64 {
        let Some(patience) = self.of.get_mut(&user) else { return 0 };
        let before = *patience;
        let wait = patience.wait_ms(now);
        if *patience != before {
            self.save();
        }
        wait
    }

    /// Remembers one more wrong password.
    pub fn wrong(&mut self, user: Uuid, now: Time) {
        self.of.entry(user).or_default().wrong(now);
        self.save();
    }

    /// The password was right, or is a new one.
    pub fn right(&mut self, user: Uuid) {
        if self.of.remove(&user).is_some() {
            self.save();
        }
    }

    /// A folder that cannot be written now still slows down until the program ends.
    fn save(&self) {
        let saved = serde_json::to_vec(&self.of).map(|bytes| self.folder.set_attempts(&bytes));
        if !matches!(saved, Ok(Ok(()))) {
            tracing::warn!(?saved, "wrong passwords were not noted on the disk");
        }
    }
}

/// Nobody waits where the file is damaged.
fn read(bytes: &[u8]) -> BTreeMap<Uuid, Patience> {
    serde_json::from_slice(bytes).unwrap_or_default()
}

/// The longest that anybody would have to wait at `now` by such a file, milliseconds.
pub(crate) fn longest_wait_ms(bytes: &[u8], now: Time) -> i64 {
    read(bytes).into_values().map(|mut patience| patience.wait_ms(now)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SARI: Uuid = Uuid::from_u128(1);
    const BUDI: Uuid = Uuid::from_u128(2);

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
    }

    #[test]
    fn a_clock_that_was_set_back_begins_the_wait_again_and_lets_it_end() {
        let mut patience = Patience::default();
        (0..12).for_each(|_| patience.wrong(Time(1_000_000_000)));
        assert_eq!(patience.wait_ms(Time(0)), LONGEST_WAIT_MS);
        assert_eq!(patience.wait_ms(Time(1)), LONGEST_WAIT_MS - 1);
        assert_eq!(patience.wait_ms(Time(LONGEST_WAIT_MS)), 0);
    }

    #[test]
    fn each_person_waits_alone_and_a_restart_forgets_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let now = Time(1_000_000);
        let mut patiences = Patiences::load(&folder);
        (0..4).for_each(|_| patiences.wrong(SARI, now));
        patiences.wrong(BUDI, now);
        patiences.right(BUDI);
        let mut again = Patiences::load(&folder);
        assert_eq!((again.wait_ms(SARI, now), again.wait_ms(BUDI, now)), (10_000, 0));
        again.wrong(SARI, now);
        assert_eq!(Patiences::load(&folder).wait_ms(SARI, now), 20_000);
        again.right(SARI);
        assert_eq!(Patiences::load(&folder).wait_ms(SARI, now), 0);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_nobody_waiting() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        folder.set_attempts(b"{").unwrap();
        assert_eq!(Patiences::load(&folder).wait_ms(SARI, Time(1)), 0);
    }
}
