//! Small texts: the server's settings file, bearer tokens, the stream that wakes the desks, and what a desk reads before anybody signed
//! in: its preferences, and how often a password was wrong.

use lakon_app::api::Preferences;
use lakon_app::decoders;
use lakon_domain::shape::Time;
use lakon_server::Settings;
use lakon_sync::mint::Mint;
use lakon_sync::wake::Parser;

use crate::measure::bounded;

const PER_BYTE: usize = 256;
const MOST: usize = 256 * 1024;
/// Milliseconds; the longest a wrong password costs.
const LONGEST_WAIT_MS: i64 = 300_000;
/// What the parser of the stream keeps of a line, however long it is: 4 KiB, and the room of a buffer that grows by doubling.
const STREAM: usize = 16 * 1024;

/// One text.
pub fn settings(data: &[u8]) {
    bounded(data, STREAM, || {
        let (mut whole, mut parted) = (Parser::default(), Parser::default());
        let at_once = whole.feed(data);
        let mut piecewise = false;
        for part in data.chunks(3) {
            piecewise |= parted.feed(part);
        }
        assert_eq!(at_once, piecewise, "news is heard however the bytes are cut");
    });
    bounded(data, MOST + PER_BYTE * data.len(), || {
        if let Some(preferences) = Preferences::of_bytes(data) {
            let again = serde_json::to_vec(&preferences).expect("what was read can be written");
            assert_eq!(Preferences::of_bytes(&again), Some(preferences));
        }
        for now in [Time(i64::MIN), Time(0), Time(i64::MAX)] {
            assert!((0..=LONGEST_WAIT_MS).contains(&decoders::wait_ms(data, now)), "nobody is kept out for good");
        }
    });
    let Ok(text) = std::str::from_utf8(data) else { return };
    bounded(data, MOST + PER_BYTE * data.len(), || {
        if let Ok(settings) = Settings::of_text(text) {
            let again = toml::to_string(&settings).expect("what was read can be written");
            assert_eq!(Settings::of_text(&again).expect("what was written can be read"), settings);
        }
        assert_eq!(Mint::new(&[1; 32]).device(text, Time(0)), None, "nobody guesses a token");
    });
}
