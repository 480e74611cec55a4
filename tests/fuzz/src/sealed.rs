//! What lies on a disk in age: attachments, and small things such as keys.

use std::io::Cursor;

use lakon_store::decoders;

use crate::SECRET;
use crate::measure::bounded;

/// Plain bytes that are read of one.
const READ: u64 = 256 * 1024;
/// What age and the buffers before it keep; the header's bound is part of it, as it is taken apart.
const MOST: usize = 8 * 1024 * 1024;

/// One file.
pub fn sealed(data: &[u8]) {
    bounded(data, MOST + 4 * data.len(), || {
        let whole = decoders::attachment(&SECRET, Cursor::new(data), READ);
        if let (Some(whole), Some(small)) = (whole, decoders::small(&SECRET, data)) {
            assert!(whole.starts_with(&small), "both read the same file");
        }
    });
}
