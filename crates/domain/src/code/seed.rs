//! The recovery seed: 128 random bits on the sheet in the office's safe; 7 groups, 26 characters and 2 that check.

use std::fmt;

use zeroize::Zeroize;

use super::{GROUP, WrongCode, gf32, groups};
use crate::Random;

const LENGTH: usize = 28;
const DATA: usize = 26;

/// The seed of the office key and the recovery key (see `statement`). Printed once, typed back, then forgotten.
#[derive(Clone, PartialEq, Eq)]
pub struct Seed([u8; 16]);

impl Seed {
    pub fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    pub fn random(random: &mut dyn Random) -> Self {
        let mut bytes = [0; 16];
        random.fill(&mut bytes);
        Self(bytes)
    }

    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The seed as printed: 7 groups of 4.
    pub fn groups(&self) -> Vec<String> {
        let mut characters = groups::from_bytes(&self.0, DATA);
        // Both sums over all 28 characters are 0; two equations for the last two characters.
        let (sum, weighted) = (gf32::sum(&characters), gf32::weighted_sum(&characters));
        let (w26, w27) = (gf32::weight(DATA), gf32::weight(DATA + 1));
        let last = gf32::divide(weighted ^ gf32::multiply(w26, sum), w26 ^ w27);
        characters.extend([sum ^ last, last]);
        groups::print(&characters)
    }

    /// The seed as printed on one line, groups with dashes between them.
    pub fn text(&self) -> String {
        self.groups().join("-")
    }

    /// Whether what was typed is this group of the printed seed. Case, spaces, O for 0 and I or L for 1 are forgiven, as
    /// everywhere a code is typed.
    pub fn same_group(group: &str, typed: &str) -> bool {
        let plain = |c: char| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(plain).eq(group.chars())
    }

    /// Reads a typed seed.
    ///
    /// # Errors
    /// [`WrongCode`]: one wrong character is found and its group named. Two are always found, and more all but about one
    /// time in a thousand; the group named, if any, may then be another.
    pub fn read(typed: &str) -> Result<Self, WrongCode> {
        let characters: [u8; LENGTH] = groups::read(typed)?;
        match (gf32::sum(&characters), gf32::weighted_sum(&characters)) {
            (0, 0) => groups::to_bytes(&characters[..DATA]).map(Self).ok_or(WrongCode::WrongGroup((DATA - 1) / GROUP)),
            // One wrong character adds e to the sum and e * alpha^place to the weighted one.
            (sum, weighted) => match gf32::logarithm(gf32::divide(weighted, sum)) {
                Some(place) if place < LENGTH => Err(WrongCode::WrongGroup(place / GROUP)),
                _ => Err(WrongCode::WrongSomewhere),
            },
        }
    }
}

impl Drop for Seed {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(..)")
    }
}
