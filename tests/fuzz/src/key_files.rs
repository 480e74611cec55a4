//! The files beside the database: copies of the key file and of the incarnation slots, and the recovery slot a server gives back.

use lakon_store::{decoders, open_recovery_slot};

use crate::measure::bounded;

const PER_BYTE: usize = 64;
const MOST: usize = 256 * 1024;
/// The recovery secret of the office whose slot lies in the corpus.
pub const SECRET: [u8; 32] = [5; 32];

/// One file.
pub fn key_files(data: &[u8]) {
    bounded(data, MOST + PER_BYTE * data.len(), || {
        if let Some((generation, body)) = decoders::copy(data) {
            let again = decoders::copy_bytes(generation, &body).expect("a copy of it");
            assert_eq!(decoders::copy(&again), Some((generation, body)));
        }
        if let Ok(body) = std::str::from_utf8(data) {
            for reread in [decoders::key_file, decoders::incarnation] {
                let Some(once) = reread(body) else { continue };
                assert_eq!(reread(&once).expect("what was written can be read"), once);
            }
        }
        let _ = open_recovery_slot(&SECRET, data);
    });
}
