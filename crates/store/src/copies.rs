//! Two checksummed copies of one small text: damage to either is noticed and the other serves.

use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::atomic;
use crate::error::Result;

/// Larger files are not ours.
const LARGEST_COPY: u64 = 4 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
struct Copy {
    generation: u64,
    /// BLAKE3 over the generation (u64le) and the body as it stands here, 64 hexadecimal characters.
    check: String,
    body: Box<RawValue>,
}

/// The newer readable copy.
pub(crate) struct Found {
    pub generation: u64,
    pub body: String,
    /// Whether a copy is missing or cannot be read.
    pub damaged: bool,
    /// Whether both copies are there and the same.
    pub equal: bool,
}

fn check(generation: u64, body: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&generation.to_le_bytes()).update(body.as_bytes());
    hasher.finalize().to_hex().to_string()
}

fn read_one(path: &PathBuf) -> Option<(u64, String)> {
    if fs::metadata(path).ok()?.len() > LARGEST_COPY {
        return None;
    }
    read_bytes(&fs::read(path).ok()?)
}

/// What one copy holds: its generation and its body. `None` where it is damaged.
pub(crate) fn read_bytes(bytes: &[u8]) -> Option<(u64, String)> {
    let copy: Copy = serde_json::from_slice(bytes).ok()?;
    (check(copy.generation, copy.body.get()) == copy.check).then(|| (copy.generation, copy.body.get().to_owned()))
}

/// `None` when no copy can be read.
pub(crate) fn read(paths: &[PathBuf; 2]) -> Option<Found> {
    let [a, b] = [read_one(&paths[0]), read_one(&paths[1])];
    let damaged = a.is_none() || b.is_none();
    let equal = a.is_some() && a == b;
    // Same generation, different text cannot be written by us; the first then serves as well as the second.
    let (generation, body) = [a, b].into_iter().flatten().max_by_key(|(generation, _)| *generation)?;
    Some(Found { generation, body, damaged, equal })
}

/// Writes both, each atomically; `body` is JSON.
pub(crate) fn write(paths: &[PathBuf; 2], generation: u64, body: &str) -> Result<()> {
    let bytes = bytes(generation, RawValue::from_string(body.to_owned())?)?;
    paths.iter().try_for_each(|path| atomic::write(path, &bytes))
}

/// One copy as it lies in its file.
pub(crate) fn bytes(generation: u64, body: Box<RawValue>) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Copy { generation, check: check(generation, body.get()), body })
}
