//! Small texts of the server's side: its settings file, bearer tokens, and the stream that wakes the desks.

use lakon_domain::shape::Time;
use lakon_server::Settings;
use lakon_sync::mint::Mint;
use lakon_sync::wake::Parser;

use crate::measure::bounded;

const PER_BYTE: usize = 256;
const MOST: usize = 256 * 1024;
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
    let Ok(text) = std::str::from_utf8(data) else { return };
    bounded(data, MOST + PER_BYTE * data.len(), || {
        if let Ok(settings) = Settings::of_text(text) {
            let again = toml::to_string(&settings).expect("what was read can be written");
            assert_eq!(Settings::of_text(&again).expect("what was written can be read"), settings);
        }
        assert_eq!(Mint::new(&[1; 32]).device(text, Time(0)), None, "nobody guesses a token");
    });
}
