//! Bundles and invitation files, whole: as they lie on a stick, and decrypted, spoilt and encrypted again, for a fuzzer finds no way
//! through age. What they bring goes into the real tables of the logs.

use std::io::{Cursor, Write};

use ed25519_dalek::SigningKey;
use lakon_domain::code::{Invitation, Secret};
use lakon_domain::enrolment::{file_proof, file_secret};
use lakon_domain::ids::{Hash, PublicKey};
use lakon_domain::shape::Time;
use lakon_domain::statement::{Server, ServerStatement};
use lakon_sync::bundle::{self, Door, Ended, Facts, Head, Item, MAGIC};
use lakon_sync::wire;
use serde_bytes::ByteBuf;
use uuid::Uuid;

use crate::SECRET;
use crate::door::Counter;
use crate::held::Held;
use crate::measure::bounded;

/// What the first byte says the rest is: the file itself.
pub const FILE: u8 = 0;
/// The plain bytes of a bundle, encrypted here.
pub const PLAIN_BUNDLE: u8 = 1;
/// Items as CBOR, each after its length as u32le; compressed, framed and encrypted here.
pub const ITEMS: u8 = 2;
/// What an invitation file says of the office, as CBOR; proved by the secret, framed and encrypted here.
pub const FACTS: u8 = 3;

/// The office the bundles of the corpus belong to, and its key.
pub const OFFICE: Uuid = Uuid::from_u128(1);
pub const OFFICE_KEY: [u8; 32] = [8; 32];
/// A message, decoded, a few times over; and what age and the reader keep.
const MOST: usize = 16 * wire::LARGEST_MESSAGE;
/// Longest input that is read.
const LARGEST: usize = 256 * 1024;

/// The code of the invitation files in the corpus.
pub fn invitation() -> Invitation {
    Invitation { name: 7, secret: Secret::new([9; 11]) }
}

/// The first byte says what the rest is.
pub fn bundle(data: &[u8]) {
    let Some((form, rest)) = data.split_first().filter(|_| data.len() <= LARGEST) else { return };
    let files = match *form {
        FILE => vec![rest.to_vec()],
        PLAIN_BUNDLE => vec![encrypted(&SECRET, rest)],
        ITEMS => vec![encrypted(&SECRET, &framed(rest)), encrypted(&file_secret(&invitation().secret), &framed(rest))],
        FACTS => vec![encrypted(&file_secret(&invitation().secret), &proved(rest))],
        _ => return,
    };
    for file in files {
        bounded(data, MOST + 4 * file.len(), || read(&file));
    }
}

fn read(file: &[u8]) {
    if let Ok(facts) = bundle::look(&invitation(), Cursor::new(file)) {
        same(&facts);
    }
    let held = Held::new(PublicKey(SigningKey::from_bytes(&OFFICE_KEY).verifying_key().to_bytes()));
    let identity = bundle::identity_of(&SECRET).unwrap();
    at_server(&identity, file);
    let door = Door { replica: &held, blobs: &held, office: OFFICE, enrol: None };
    let Ok(taken) = bundle::take(&door, &identity, Cursor::new(file), &|_, _| true) else { return };
    held.check();
    if taken.ended == Ended::Whole && taken.unknown.is_empty() && taken.refused.is_empty() {
        let again = bundle::take(&door, &identity, Cursor::new(file), &|_, _| true).expect("it was read before");
        assert_eq!((again.records, again.filled, again.files), (0, 0, 0), "taken twice changes nothing");
    }
}

/// The door of a server, which also answers a device that joined with an invitation file.
fn at_server(identity: &dyn age::Identity, file: &[u8]) {
    let key = SigningKey::from_bytes(&OFFICE_KEY);
    let office = Counter::new(statement());
    let held = Held::new(PublicKey(key.verifying_key().to_bytes()));
    let door = Door { replica: &held, blobs: &held, office: OFFICE, enrol: Some((&office, &office)) };
    let Ok(taken) = bundle::take(&door, identity, Cursor::new(file), &|_, _| true) else { return };
    held.check();
    let answered = matches!(taken.answered, Some(Ok(())));
    assert_eq!(answered, office.let_in(), "nobody comes in but by an answer that proves the secret");
}

/// What the office key of the corpus says of its server.
pub fn statement() -> ServerStatement {
    let recovery = bundle::recipient_of(&bundle::identity_of(&SECRET).unwrap()).unwrap();
    let log_key = PublicKey(SigningKey::from_bytes(&[3; 32]).verifying_key().to_bytes());
    let server = Server { office: OFFICE, server: Uuid::from_u128(2), tls_key: Hash([4; 32]), log_key, recovery };
    ServerStatement::sign(server, Time(1_795_399_200_000), &SigningKey::from_bytes(&OFFICE_KEY))
}

fn same(facts: &Facts) {
    let again = wire::encode(facts).expect("what was read can be written");
    assert_eq!(wire::decode::<Facts>(&again).expect("what was written can be read"), *facts);
}

fn encrypted(secret: &[u8; 32], plain: &[u8]) -> Vec<u8> {
    let recipient = bundle::identity_of(secret).unwrap().to_public();
    let recipients = std::iter::once(&recipient as &dyn age::Recipient);
    let mut output = age::Encryptor::with_recipients(recipients).unwrap().wrap_output(Vec::new()).unwrap();
    output.write_all(plain).unwrap();
    output.finish().unwrap()
}

fn put(plain: &mut Vec<u8>, body: &[u8]) {
    plain.extend_from_slice(&u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes());
    plain.extend_from_slice(body);
}

/// Items as they stand in a bundle; whatever follows no length any more is left out.
fn framed(mut items: &[u8]) -> Vec<u8> {
    let mut plain = MAGIC.to_vec();
    while let Some((length, rest)) = items.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX).min(rest.len());
        let (item, rest) = rest.split_at(length);
        put(&mut plain, &zstd::bulk::compress(item, 1).unwrap());
        items = rest;
    }
    plain
}

/// An invitation file that says this of the office, and proves it.
fn proved(facts: &[u8]) -> Vec<u8> {
    let facts = zstd::bulk::compress(facts, 1).unwrap();
    let proof = file_proof(&invitation().secret, &facts);
    let head = Head {
        refused: None,
        version: bundle::VERSION,
        office: OFFICE,
        by: Uuid::from_u128(2),
        server: true,
        at: lakon_domain::shape::Time(0),
        records: 0,
        files: 0,
        bytes: 0,
    };
    let mut plain = MAGIC.to_vec();
    for item in [Item::Head(head), Item::Invitation { facts: ByteBuf::from(facts), proof }] {
        if let Ok(body) = wire::encode(&item) {
            put(&mut plain, &body);
        }
    }
    plain
}
