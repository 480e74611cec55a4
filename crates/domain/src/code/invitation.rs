//! The invitation code: 5 groups; 2 characters name the invitation, 17 carry the secret S, 1 checks.

use std::fmt;

use zeroize::Zeroize;

use super::{WrongCode, gf32, groups};
use crate::Random;

const LENGTH: usize = 20;
const CHECK: usize = 19;
const NAME: usize = 2;
const SECRET: usize = 17;

/// S: 85 random bits in 11 bytes, the last three bits 0. Known to the invitation's row on the server and to the paper only.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 11]);

impl Secret {
    /// From the bytes an invitation's row keeps; the three bits that S does not have are cleared.
    pub fn new(mut bytes: [u8; 11]) -> Self {
        bytes[10] &= 0b1111_1000;
        Self(bytes)
    }

    pub fn random(random: &mut dyn Random) -> Self {
        let mut bytes = [0; 11];
        random.fill(&mut bytes);
        Self::new(bytes)
    }

    pub fn bytes(&self) -> &[u8; 11] {
        &self.0
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// What an invitation code says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Names the invitation to its server, 0 to 1023; the only part that is sent.
    pub name: u16,
    pub secret: Secret,
}

impl Invitation {
    /// Names an invitation can have: two characters of 5 bits.
    pub const NAMES: u16 = 1024;

    /// The code as printed: 5 groups of 4.
    pub fn groups(&self) -> Vec<String> {
        let name = [self.name >> 5, self.name].map(|c| u8::try_from(c & 31).unwrap_or(0));
        let mut characters = name.to_vec();
        characters.extend(groups::from_bytes(&self.secret.0, SECRET));
        let sum = gf32::weighted_sum(&characters);
        characters.push(gf32::divide(sum, gf32::weight(CHECK)));
        groups::print(&characters)
    }

    /// The code as printed on one line, groups with dashes between them.
    pub fn text(&self) -> String {
        self.groups().join("-")
    }

    /// Reads a typed code.
    ///
    /// # Errors
    /// [`WrongCode`]: every single wrong character and every two exchanged ones are found.
    pub fn read(typed: &str) -> Result<Self, WrongCode> {
        let characters: [u8; LENGTH] = groups::read(typed)?;
        if gf32::weighted_sum(&characters) != 0 {
            return Err(WrongCode::WrongSomewhere);
        }
        let name = u16::from(characters[0]) << 5 | u16::from(characters[1]);
        let secret = groups::to_bytes(&characters[NAME..CHECK]).ok_or(WrongCode::WrongSomewhere)?;
        Ok(Self { name, secret: Secret(secret) })
    }
}
