//! The private readers of this crate for what comes from outside, so that tests can hand them any bytes. No program uses them from here.

use std::io::{Read, Seek};

use crate::keys::Body;
use crate::{age_keys, content, copies, incarnation, names};

/// One copy of a key file or of an incarnation slot: its generation and its body.
pub fn copy(bytes: &[u8]) -> Option<(u64, String)> {
    copies::read_bytes(bytes)
}

/// A copy as it is written.
pub fn copy_bytes(generation: u64, body: &str) -> Option<Vec<u8>> {
    copies::bytes(generation, serde_json::value::RawValue::from_string(body.to_owned()).ok()?).ok()
}

/// The body of a key file, read and written again.
pub fn key_file(body: &str) -> Option<String> {
    serde_json::to_string(&Body::read(body).ok()?).ok()
}

/// The body of an incarnation slot, read and written again.
pub fn incarnation(body: &str) -> Option<String> {
    incarnation::reread(body)
}

/// At most `most` plain bytes of an attachment's file, encrypted to the identity with this secret; `None` where it cannot be read.
pub fn attachment(secret: &[u8; 32], file: impl Read + Seek, most: u64) -> Option<Vec<u8>> {
    let identity = age_keys::identity_of(secret).ok()?;
    let mut bytes = Vec::new();
    content::opened(&identity, file).ok()?.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// A small thing encrypted to the identity with this secret, such as a key.
pub fn small(secret: &[u8; 32], sealed: &[u8]) -> Option<Vec<u8>> {
    let identity = age_keys::identity_of(secret).ok()?;
    Some(age_keys::decrypt(&identity, sealed)?.to_vec())
}

/// A file's name as records carry it and screens show it.
pub fn shown_name(raw: &str) -> String {
    names::shown(raw)
}
