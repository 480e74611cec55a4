//! What a server reads of its folder and of its operator: the key file, whether it tells the LAN of itself, what it laid down about a
//! bundle, the office's identity from the sheet in the safe, a date.

use lakon_domain::ids::PublicKey;
use lakon_domain::statement::{identity_text, read_identity};
use lakon_server::decoders;
use lakon_sync::wire;

use crate::measure::bounded;

/// A certificate is taken apart by webpki, a key by ring; both look at what is there. TOML keeps a table for each part of a dotted key,
/// which two bytes make.
const PER_BYTE: usize = 128;
const MOST: usize = 1024 * 1024;
/// What is laid down about a bundle is a message like those of the wire, decoded a few times over.
const MOST_HANDED: usize = 16 * wire::LARGEST_MESSAGE;
/// The office key whose identity the corpus holds.
pub const IDENTIFIED: PublicKey = PublicKey([0xcd; 32]);

/// One file or line.
pub fn server_files(data: &[u8]) {
    bounded(data, MOST_HANDED, || {
        if let Some(once) = decoders::handed(data) {
            assert_eq!(decoders::handed(&once).expect("what was written can be read"), once);
        }
    });
    bounded(data, MOST + PER_BYTE * data.len(), || {
        if let Some(once) = decoders::key_file(data) {
            assert_eq!(decoders::key_file(&once).expect("what was written can be read"), once);
            decoders::keys_open(data);
        }
        let Ok(text) = std::str::from_utf8(data) else { return };
        decoders::newer_than(text);
        decoders::announces(text);
        if let Ok(Some(office)) = read_identity(text, &IDENTIFIED) {
            let again = identity_text(office, &IDENTIFIED);
            assert_eq!(read_identity(&again, &IDENTIFIED), Ok(Some(office)));
        }
    });
}
