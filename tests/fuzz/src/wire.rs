//! Messages of the protocol, of every step and from both sides: the body as sent, or its CBOR alone, which is then compressed here, for
//! a fuzzer finds no way through a compressor.

use lakon_sync::{
    adopt, aside, aside_files, aside_list, bundle, chains, enrol, error, files, heads, hello, privates, pull, push,
    refill, seals, slot, wire as messages,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::measure::bounded;

/// What a message may take, bytes: its plain form twice over (a buffer grows by doubling), and as many items as are allowed with the
/// largest of them, a record without bytes.
const MOST: usize = 16 * messages::LARGEST_MESSAGE;
/// Set in the first byte where plain CBOR follows.
pub const PLAIN: u8 = 0x80;

macro_rules! messages {
    ($($name:literal $Message:ty;)*) => {
        /// Every message by name; its place here, in the first byte, says as what the rest is read.
        pub const MESSAGES: &[(&str, fn(&[u8]))] = &[$(($name, read::<$Message>)),*];
    };
}
messages! {
    "enrol begin" enrol::Begin;
    "enrol begin answer" enrol::BeginAnswer;
    "enrol finish" enrol::Finish;
    "enrol offer" enrol::Offer;
    "enrol joined" enrol::Joined;
    "greet" hello::Greet;
    "greeting" hello::Greeting;
    "hello" hello::Hello;
    "welcome" hello::Welcome;
    "heads" heads::Heads;
    "heads answer" heads::HeadsAnswer;
    "push" push::Push;
    "push answer" push::PushAnswer;
    "pull" pull::Pull;
    "pull answer" pull::PullAnswer;
    "privates" privates::Privates;
    "privates answer" privates::PrivatesAnswer;
    "chains" chains::Chains;
    "chains answer" chains::ChainsAnswer;
    "hand slot" slot::HandSlot;
    "handed" slot::Handed;
    "fetch slot" slot::FetchSlot;
    "fetched" slot::Fetched;
    "problem" error::Problem;
    "ask for files" files::Ask;
    "held files" Vec<files::Held>;
    "keep aside" aside::KeepAside;
    "kept" aside::Kept;
    "refill" refill::Refill;
    "refilled" refill::Refilled;
    "seals" seals::Seals;
    "noted" seals::Noted;
    "bundle item" bundle::Item;
    "invitation facts" bundle::Facts;
    "enrol adopt" adopt::Adopt;
    "files aside" aside_files::HandFiles;
    "files kept" aside_files::FilesKept;
    "list aside" aside_list::ListAside;
    "aside listed" aside_list::AsideListed;
}

/// The first byte names the message, the rest is it.
pub fn wire(data: &[u8]) {
    let Some((selector, rest)) = data.split_first() else { return };
    let (_, read) = MESSAGES[usize::from(selector & !PLAIN) % MESSAGES.len()];
    if selector & PLAIN == 0 {
        return read(rest);
    }
    if let Ok(body) = zstd::bulk::compress(rest, 1) {
        read(&body);
    }
}

fn read<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(body: &[u8]) {
    bounded(body, MOST, || {
        let Ok(message) = messages::decode::<T>(body) else { return };
        // Fields of a newer program are left out when it is written again, so it never grows beyond a message.
        let again = messages::encode(&message).expect("what was read can be written");
        assert_eq!(messages::decode::<T>(&again).expect("what was written can be read"), message);
    });
}
