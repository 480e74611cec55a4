//! The pages of an encrypted database as plain bytes, those nothing uses any more included, and the frames of its write-ahead log: what
//! somebody with the key finds who does not ask SQLite.

use std::path::{Path, PathBuf};

use aes::Aes256;
use aes::cipher::generic_array::GenericArray;
use aes::cipher::{BlockDecrypt, KeyInit};

/// Bytes of a page, as SQLCipher 4 makes it.
const PAGE: usize = 4096;
/// At the end of a page: the initialisation vector, then the authentication code.
const RESERVED: usize = 80;
const BLOCK: usize = 16;
/// In front of the first page.
const SALT: usize = 16;
const WAL_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// Every page and every frame of a database with this raw key, one after the other.
pub fn plain_pages(database: &Path, key: &[u8; 32]) -> Vec<u8> {
    let file = std::fs::read(database).unwrap();
    let mut plain = Vec::with_capacity(file.len());
    for (number, page) in file.chunks_exact(PAGE).enumerate() {
        plain.extend(open(page, number == 0, key));
    }
    assert!(plain.starts_with(&[16, 0]), "the first page tells the size of a page: the key is the right one");
    let log = PathBuf::from(format!("{}-wal", database.display()));
    let log = std::fs::read(log).unwrap_or_default();
    for frame in log.get(WAL_HEADER..).unwrap_or_default().chunks_exact(FRAME_HEADER + PAGE) {
        let number = u32::from_be_bytes(frame[..4].try_into().unwrap());
        plain.extend(open(&frame[FRAME_HEADER..], number == 1, key));
    }
    plain
}

/// AES-256 in CBC mode; the raw key encrypts without being stretched.
fn open(page: &[u8], first: bool, key: &[u8; 32]) -> Vec<u8> {
    let cipher = Aes256::new(GenericArray::from_slice(key));
    let mut before: [u8; BLOCK] = page[PAGE - RESERVED..PAGE - RESERVED + BLOCK].try_into().unwrap();
    let from = if first { SALT } else { 0 };
    let mut plain = Vec::with_capacity(PAGE);
    for block in page[from..PAGE - RESERVED].chunks_exact(BLOCK) {
        let mut open = *GenericArray::from_slice(block);
        cipher.decrypt_block(&mut open);
        plain.extend(open.iter().zip(before).map(|(one, other)| one ^ other));
        before = block.try_into().unwrap();
    }
    plain
}

/// Whether plain bytes hold a text, as it was typed or as an index of words keeps it.
pub fn tells(plain: &[u8], text: &str) -> bool {
    let within = |wanted: &[u8]| plain.windows(wanted.len()).any(|window| window == wanted);
    within(text.as_bytes()) || within(text.to_lowercase().as_bytes())
}
