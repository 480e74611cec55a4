//! One person's slot of the key file: Argon2id over the password, and the database key under what comes out.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::BASE64;
use lakon_domain::Random;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::error::{Result, StoreError};
use crate::keys::DbKey;

/// Argon2id memory of new slots, KiB: 64 MiB (design/security.md).
const MEMORY_KIB: u32 = 64 * 1024;
/// Argon2id passes of new slots.
const PASSES: u32 = 3;
/// A key file that asks for more memory than this (KiB) was not written by this program.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
/// And likewise for passes.
const MOST_PASSES: u32 = 20;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Slot {
    pub user: Uuid,
    pub name: String,
    memory_kib: u32,
    passes: u32,
    /// Base64: 16 bytes, 24 bytes, and the wrapped key with its tag.
    salt: String,
    nonce: String,
    wrapped: String,
}

impl Slot {
    pub(crate) fn seal(user: Uuid, name: &str, password: &str, key: &DbKey, random: &mut dyn Random) -> Result<Self> {
        let (mut salt, mut nonce) = ([0; 16], [0; 24]);
        random.fill(&mut salt);
        random.fill(&mut nonce);
        let wrapped = cipher(password, &salt, MEMORY_KIB, PASSES)?
            .encrypt(&XNonce::from(nonce), Payload { msg: key.bytes(), aad: &bound_to(user) })
            .map_err(|_| StoreError::Damaged("key slot"))?;
        Ok(Self {
            user,
            name: name.to_owned(),
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            salt: BASE64.encode(&salt),
            nonce: BASE64.encode(&nonce),
            wrapped: BASE64.encode(&wrapped),
        })
    }

    /// The database key.
    ///
    /// # Errors
    /// [`StoreError::WrongPassword`], or [`StoreError::Damaged`] for a slot no program of ours wrote.
    pub(crate) fn open(&self, password: &str) -> Result<DbKey> {
        let damaged = || StoreError::Damaged("key slot");
        if self.memory_kib > MOST_MEMORY_KIB || self.passes > MOST_PASSES {
            return Err(damaged());
        }
        let decode = |text: &str| BASE64.decode(text.as_bytes()).map_err(|_| damaged());
        let nonce: [u8; 24] = decode(&self.nonce)?.try_into().map_err(|_| damaged())?;
        let wrapped = decode(&self.wrapped)?;
        let key = cipher(password, &decode(&self.salt)?, self.memory_kib, self.passes)?
            .decrypt(&XNonce::from(nonce), Payload { msg: &wrapped, aad: &bound_to(self.user) })
            .map_err(|_| StoreError::WrongPassword)?;
        DbKey::from_bytes(&Zeroizing::new(key)).ok_or_else(damaged)
    }
}

/// A slot moved to another user's id does not open.
fn bound_to(user: Uuid) -> Vec<u8> {
    [b"lakon slot 1".as_slice(), user.as_bytes()].concat()
}

fn cipher(password: &str, salt: &[u8], memory_kib: u32, passes: u32) -> Result<XChaCha20Poly1305> {
    let damaged = |_| StoreError::Damaged("key slot");
    let mut wrapping = Zeroizing::new([0; 32]);
    let params = Params::new(memory_kib, passes, 1, Some(32)).map_err(damaged)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, wrapping.as_mut_slice())
        .map_err(damaged)?;
    Ok(XChaCha20Poly1305::new(wrapping.as_slice().try_into().map_err(|_| StoreError::Damaged("key slot"))?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    struct Counting(u8);
    impl Random for Counting {
        fn fill(&mut self, buffer: &mut [u8]) {
            for byte in buffer {
                self.0 = self.0.wrapping_add(1);
                *byte = self.0;
            }
        }
    }

    #[test]
    fn a_slot_moved_to_another_user_does_not_open() {
        let mut random = Counting(0);
        let key = DbKey::random(&mut random);
        let mut slot = Slot::seal(Uuid::from_u128(1), "Sari", "sandi", &key, &mut random).unwrap();
        assert_eq!(slot.open("sandi").unwrap().bytes(), key.bytes());
        slot.user = Uuid::from_u128(2);
        assert!(matches!(slot.open("sandi"), Err(StoreError::WrongPassword)));
    }

    #[test]
    fn a_slot_that_asks_for_all_the_memory_is_damaged() {
        let mut random = Counting(0);
        let key = DbKey::random(&mut random);
        let slot = Slot::seal(Uuid::from_u128(1), "Sari", "sandi", &key, &mut random).unwrap();
        let greedy = Slot { memory_kib: u32::MAX, ..slot };
        assert!(matches!(greedy.open("sandi"), Err(StoreError::Damaged(_))));
    }
}
