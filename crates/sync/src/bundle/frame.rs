//! The frames of a bundle: each says its length, which is bounded before anything is read into memory.

use std::io::{self, Read, Write};

use super::{BundleError, Item};
use crate::wire;

/// What the plain bytes begin with.
pub const MAGIC: &[u8; 16] = b"lakon bundle 1\r\n";

/// Why the next frame cannot be had.
#[derive(Debug)]
pub(super) enum Broken {
    /// The bytes end here.
    Cut,
    /// They are there and are none of a bundle.
    Damaged,
    /// The disk does not give them.
    File(io::Error),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Cut,
            // What age says of a part that was altered.
            io::ErrorKind::InvalidData => Self::Damaged,
            _ => Self::File(error),
        }
    }
}

pub(super) fn put(output: &mut impl Write, item: &Item) -> Result<(), BundleError> {
    let body = wire::encode(item)?;
    // A body is at most `wire::LARGEST_BODY`.
    let length = u32::try_from(body.len()).map_err(|_| wire::BadMessage::TooLarge)?;
    output.write_all(&length.to_le_bytes()).map_err(BundleError::File)?;
    output.write_all(&body).map_err(BundleError::File)
}

pub(super) fn begin(input: &mut impl Read) -> Result<(), Broken> {
    let mut magic = [0; MAGIC.len()];
    input.read_exact(&mut magic)?;
    if magic == *MAGIC { Ok(()) } else { Err(Broken::Damaged) }
}

pub(super) fn next(input: &mut impl Read) -> Result<Item, Broken> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if usize::try_from(length).map_or(true, |length| length > wire::LARGEST_BODY) {
        return Err(Broken::Damaged);
    }
    // Grows with the bytes that are there, not with what was claimed.
    let mut body = Vec::new();
    let read = input.by_ref().take(u64::from(length)).read_to_end(&mut body)?;
    if u64::try_from(read).ok() != Some(u64::from(length)) {
        return Err(Broken::Cut);
    }
    wire::decode(&body).map_err(|_| Broken::Damaged)
}

/// Whether the input ends here.
pub(super) fn ends(input: &mut impl Read) -> Result<bool, Broken> {
    Ok(input.read(&mut [0])? == 0)
}
