//! What a page sends: the name of a command and its input as JSON, on two lines; and drafts as they lie in the store, on one.

use lakon_app::decoders;
use serde_json::Value;

use crate::measure::bounded;

/// JSON as a tree takes some 72 bytes for a value of two.
const PER_BYTE: usize = 512;
const MOST: usize = 256 * 1024;

/// A command with its input, or a draft.
pub fn commands(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    bounded(data, MOST + PER_BYTE * data.len(), || match text.split_once('\n') {
        Some((name, input)) => {
            let Ok(input) = serde_json::from_str::<Value>(input) else { return };
            let Some(once) = decoders::input(name, input) else { return };
            assert_eq!(decoders::input(name, once.clone()).expect("what was written can be read"), once);
        }
        None => {
            let Some(once) = decoders::draft(text) else { return };
            assert_eq!(decoders::draft(&once).expect("what was written can be read"), once);
        }
    });
}
