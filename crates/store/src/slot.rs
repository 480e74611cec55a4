//! One person's slot of the key file: Argon2id over the password, the person's own age identity under what comes out, and the database
//! key in age to that identity: so a new key can be given to everybody without anybody's password.

use age::x25519::Identity;
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::BASE64;
use lakon_domain::Random;
use lakon_domain::shape::AgeRecipient;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::age_keys::{decrypt, encrypt, identity_of, recipient_of};
use crate::error::{Result, StoreError};
use crate::keys::{DbKey, Unlocked};

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
    /// Base64: 16 bytes, 24 bytes, and 32 wrapped bytes with their tag: the secret of the person's identity, in a slot of an older
    /// program the database key itself.
    salt: String,
    nonce: String,
    wrapped: String,
    /// Missing in slots of an older program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    own: Option<Own>,
}

/// What is encrypted to the person's own identity.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Own {
    recipient: AgeRecipient,
    /// The database key in an age file (base64).
    key: String,
    /// The same of the key that takes its place, while a change of key has not ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl Slot {
    pub(crate) fn seal(user: Uuid, name: &str, password: &str, key: &DbKey, random: &mut dyn Random) -> Result<Self> {
        let mut secret = Zeroizing::new([0; 32]);
        random.fill(secret.as_mut_slice());
        let recipient = recipient_of(&identity_of(&secret)?)?;
        let own = Own { key: wrap(&recipient, key)?, recipient, next: None };
        Self::wrapped(user, name, password, &secret, Some(own), random)
    }

    fn wrapped(
        user: Uuid,
        name: &str,
        password: &str,
        secret: &[u8; 32],
        own: Option<Own>,
        random: &mut dyn Random,
    ) -> Result<Self> {
        let (mut salt, mut nonce) = ([0; 16], [0; 24]);
        random.fill(&mut salt);
        random.fill(&mut nonce);
        let wrapped = cipher(password, &salt, MEMORY_KIB, PASSES)?
            .encrypt(&XNonce::from(nonce), Payload { msg: secret, aad: &bound_to(user, own.is_some()) })
            .map_err(|_| damaged())?;
        Ok(Self {
            user,
            name: name.to_owned(),
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            salt: BASE64.encode(&salt),
            nonce: BASE64.encode(&nonce),
            wrapped: BASE64.encode(&wrapped),
            own,
        })
    }

    /// The same person with another password; which keys it opens stays.
    pub(crate) fn with_password(&self, old: &str, new: &str, random: &mut dyn Random) -> Result<Self> {
        let secret = self.secret(old)?;
        match &self.own {
            Some(own) => Self::wrapped(self.user, &self.name, new, &secret, Some(own.clone()), random),
            None => Self::seal(self.user, &self.name, new, &DbKey::new(secret), random),
        }
    }

    /// Whether an older program wrote it: no new key can be given to it.
    pub(crate) fn is_old(&self) -> bool {
        self.own.is_none()
    }

    /// Holds another key beside the present one.
    pub(crate) fn offer(&mut self, next: &DbKey) -> Result<()> {
        let own = self.own.as_mut().ok_or_else(|| StoreError::OldSlot(self.name.clone()))?;
        own.next = Some(wrap(&own.recipient, next)?);
        Ok(())
    }

    /// Ends the change of key, with the new one or with the old.
    pub(crate) fn settle(&mut self, with_next: bool) {
        if let Some(own) = &mut self.own
            && let Some(next) = own.next.take()
            && with_next
        {
            own.key = next;
        }
    }

    /// The database key, and the one that may have taken its place.
    ///
    /// # Errors
    /// [`StoreError::WrongPassword`], or [`StoreError::Damaged`] for a slot no program of ours wrote.
    pub(crate) fn open(&self, password: &str) -> Result<Unlocked> {
        let secret = self.secret(password)?;
        let Some(own) = &self.own else { return Ok(Unlocked { key: DbKey::new(secret), next: None }) };
        let identity = identity_of(&secret)?;
        let unwrap = |text: &String| unwrap(&identity, text).ok_or_else(damaged);
        Ok(Unlocked { key: unwrap(&own.key)?, next: own.next.as_ref().map(unwrap).transpose()? })
    }

    fn secret(&self, password: &str) -> Result<Zeroizing<[u8; 32]>> {
        if self.memory_kib > MOST_MEMORY_KIB || self.passes > MOST_PASSES {
            return Err(damaged());
        }
        let decode = |text: &str| BASE64.decode(text.as_bytes()).map_err(|_| damaged());
        let nonce: [u8; 24] = decode(&self.nonce)?.try_into().map_err(|_| damaged())?;
        let wrapped = decode(&self.wrapped)?;
        let secret = cipher(password, &decode(&self.salt)?, self.memory_kib, self.passes)?
            .decrypt(&XNonce::from(nonce), Payload { msg: &wrapped, aad: &bound_to(self.user, self.own.is_some()) })
            .map_err(|_| StoreError::WrongPassword)?;
        Ok(Zeroizing::new(Zeroizing::new(secret).as_slice().try_into().map_err(|_| damaged())?))
    }
}

fn damaged() -> StoreError {
    StoreError::Damaged("key slot")
}

/// The database key in age to a recipient, as the key file holds it (base64).
pub(crate) fn wrap(recipient: &AgeRecipient, key: &DbKey) -> Result<String> {
    Ok(BASE64.encode(&encrypt(recipient, key.bytes())?))
}

/// What [`wrap`] wrapped; `None` where it is not for this identity or was changed.
pub(crate) fn unwrap(identity: &Identity, text: &str) -> Option<DbKey> {
    DbKey::from_bytes(&decrypt(identity, &BASE64.decode(text.as_bytes()).ok()?)?)
}

/// A slot moved to another user's id does not open.
fn bound_to(user: Uuid, has_identity: bool) -> Vec<u8> {
    let kind: &[u8] = if has_identity { b"lakon slot 2" } else { b"lakon slot 1" };
    [kind, user.as_bytes()].concat()
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
        assert_eq!(slot.open("sandi").unwrap().key.bytes(), key.bytes());
        slot.user = Uuid::from_u128(2);
        assert!(matches!(slot.open("sandi"), Err(StoreError::WrongPassword)));
    }

    #[test]
    fn a_slot_of_an_older_program_opens_and_becomes_a_new_one_with_a_new_password() {
        let mut random = Counting(0);
        let (key, user) = (DbKey::random(&mut random), Uuid::from_u128(1));
        let old = Slot::wrapped(user, "Sari", "sandi", key.bytes(), None, &mut random).unwrap();
        assert_eq!(old.open("sandi").unwrap().key.bytes(), key.bytes());
        assert!(matches!(old.clone().offer(&key), Err(StoreError::OldSlot(name)) if name == "Sari"));
        let new = old.with_password("sandi", "sandi baru", &mut random).unwrap();
        assert!(old.is_old() && !new.is_old());
        assert_eq!(new.open("sandi baru").unwrap().key.bytes(), key.bytes());
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
