//! age keys from and to the bytes and texts we keep, and small things encrypted to them.

use std::io::{Read, Write};

use age::secrecy::ExposeSecret;
use age::x25519::{Identity, Recipient};
use lakon_domain::shape::AgeRecipient;
use zeroize::Zeroizing;

use crate::error::{Result, StoreError};

/// What is kept in small age files are keys.
const LARGEST_SMALL: u64 = 4096;

/// An X25519 identity from 32 secret bytes.
///
/// # Errors
/// [`StoreError::Damaged`] never happens with 32 bytes; it is there because age reads identities as text only.
pub fn identity_of(secret: &[u8; 32]) -> Result<Identity> {
    let prefix = bech32::Hrp::parse("age-secret-key-").map_err(|_| StoreError::Damaged("age key"))?;
    let text = bech32::encode_lower::<bech32::Bech32>(prefix, secret).map_err(|_| StoreError::Damaged("age key"))?;
    read_identity(&Zeroizing::new(text.to_uppercase()))
}

pub(crate) fn read_identity(text: &str) -> Result<Identity> {
    text.parse().map_err(|_| StoreError::Damaged("age key"))
}

pub(crate) fn identity_text(identity: &Identity) -> Zeroizing<String> {
    Zeroizing::new(identity.to_string().expose_secret().to_owned())
}

/// The public half, as records carry it.
///
/// # Errors
/// [`StoreError::Damaged`] when age writes a recipient our records cannot carry.
pub fn recipient_of(identity: &Identity) -> Result<AgeRecipient> {
    AgeRecipient::new(identity.to_public().to_string()).map_err(|_| StoreError::Damaged("age key"))
}

/// The recipient that belongs to the recovery secret of an office (`lakon_domain`: recovery secret of a seed).
///
/// # Errors
/// As [`recipient_of`].
pub fn recovery_recipient(secret: &[u8; 32]) -> Result<AgeRecipient> {
    recipient_of(&identity_of(secret)?)
}

pub(crate) fn read_recipient(text: &AgeRecipient) -> Result<Recipient> {
    text.as_str().parse().map_err(|_| StoreError::Damaged("age recipient"))
}

/// Starts an age file for these recipients.
pub(crate) fn encrypt_into<W: Write>(recipients: &[Recipient], output: W) -> Result<age::stream::StreamWriter<W>> {
    age::Encryptor::with_recipients(recipients.iter().map(|r| r as &dyn age::Recipient))
        .map_err(|_| StoreError::Damaged("age recipient"))?
        .wrap_output(output)
        .map_err(StoreError::io("encrypting"))
}

pub(crate) fn encrypt(recipient: &AgeRecipient, bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = encrypt_into(&[read_recipient(recipient)?], Vec::new())?;
    writer.write_all(bytes).map_err(StoreError::io("encrypting"))?;
    writer.finish().map_err(StoreError::io("encrypting"))
}

/// The bytes of a small age file; `None` when it is not for this identity, was changed, or is no small one.
pub(crate) fn decrypt(identity: &Identity, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    decrypt_from(identity, sealed)?.take(LARGEST_SMALL).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Opens an age file; `None` when it is not for this identity or was changed.
pub(crate) fn decrypt_from<R: Read>(identity: &Identity, input: R) -> Option<age::stream::StreamReader<R>> {
    age::Decryptor::new(input).ok()?.decrypt(std::iter::once(identity as &dyn age::Identity)).ok()
}
