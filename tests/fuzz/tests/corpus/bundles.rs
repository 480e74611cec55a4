//! Bundles and an invitation file of a small office, written by the code that writes them in earnest.

use std::collections::BTreeSet;
use std::io::Read;

use ed25519_dalek::SigningKey;
use lakon_domain::Random;
use lakon_domain::enrolment::{DeviceKeys, file_secret};
use lakon_domain::event::{DeviceAdded, Event, LogOpened, Name, Reason, RecordErased, ServerStated, UserAdded};
use lakon_domain::filed::Filed;
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::{LogId, PublicKey};
use lakon_domain::record::{FORMAT, Record, Stamp, chain_start};
use lakon_domain::rights::Role;
use lakon_domain::seal::{Head, seal};
use lakon_domain::shape::{Code, Time};
use lakon_fuzz_tests::{Counter, FACTS, FILE, Held, ITEMS, OFFICE, PLAIN_BUNDLE, SECRET, invitation, statement};
use lakon_sync::bundle::{
    Door, Ended, Facts, Item, MAGIC, Out, What, answer, identity_of, invitation_item, look, recipient_of, take, write,
};
use lakon_sync::enrol::Offer;
use lakon_sync::replica::{Page, Replica, Source};
use serde_bytes::ByteArray;
use uuid::Uuid;

use crate::records;
use crate::seeds::Seed;

const SERVER: Uuid = Uuid::from_u128(2);
const DEVICE: Uuid = Uuid::from_u128(3);
const USER: Uuid = Uuid::from_u128(4);
const SERVER_LOG: LogId = LogId([0x11; 16]);
const DEVICE_LOG: LogId = LogId([0xab; 16]);
const AT: Time = Time(1_795_399_200_000);

struct Salt;
impl Random for Salt {
    fn fill(&mut self, buffer: &mut [u8]) {
        buffer.fill(b's');
    }
}

fn key(byte: u8) -> SigningKey {
    SigningKey::from_bytes(&[byte; 32])
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

fn id(log: LogId, seq: u64) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | u128::from(log.0[0]) << 32 | u128::from(seq))
}

/// These events as a whole log, sealed by its key.
fn log(log: LogId, key: &SigningKey, events: Vec<Event>) -> Page {
    let (mut records, mut chain) = (Vec::<Record>::new(), chain_start(log));
    for (event, seq) in events.iter().zip(1_u64..) {
        let at = Time(AT.0 + i64::try_from(seq).unwrap() * 60_000);
        let stamp = Stamp { log, seq, id: id(log, seq), hlc: Hlc::new(at.0, 0), author: USER, at, offset: None };
        let record = Record::write(event, &stamp, &mut Salt).unwrap();
        chain = record.hash(&chain);
        records.push(record);
    }
    let head = Head { seq: records.len() as u64, chain };
    Page { log, after: 0, records, seals: vec![seal(log, head, AT, key)] }
}

fn opened(device: Uuid, key: &SigningKey, server: bool) -> Event {
    LogOpened { format: FORMAT, device, incarnation: Uuid::from_u128(9), signing_key: public(key), server }.into()
}

fn device_keys() -> DeviceKeys {
    let recipient = statement().recovery;
    DeviceKeys { device: DEVICE, log: DEVICE_LOG, signing_key: public(&key(6)), recipient }
}

fn office(more: Vec<Event>) -> Page {
    let roles = vec![Role::Officer, Role::Admin];
    let name = |name: &str| Some(Name { name: name.into() });
    let DeviceKeys { device, log: log_id, signing_key, recipient } = device_keys();
    let mut events: Vec<Event> = vec![
        opened(SERVER, &key(3), true),
        ServerStated::from(statement()).into(),
        UserAdded { user: USER, roles: roles.clone(), answers: None, private: name("Sari") }.into(),
        DeviceAdded { device, log: log_id, signing_key, recipient, user: USER, roles, private: name("Loket") }.into(),
    ];
    events.extend(more);
    log(SERVER_LOG, &key(3), events)
}

fn device() -> Page {
    let kinds = ["case.opened", "case.question_set", "clock.started", "file.added"];
    let mut events = vec![opened(DEVICE, &key(6), false)];
    events.extend(records::written(&kinds).iter().map(|record| Filed::read(record).unwrap().event));
    log(DEVICE_LOG, &key(6), events)
}

fn holding(pages: &[Page]) -> Held {
    let held = Held::new(statement().office_key).with_file();
    for page in pages {
        held.receive(page, Source::Other).unwrap();
    }
    held
}

fn written(held: &Held, what: What, first: Option<Item>, secret: &[u8; 32]) -> Vec<u8> {
    let out = Out { replica: held, blobs: held, office: OFFICE, by: SERVER, server: true, what, first };
    let recipients: BTreeSet<_> = [recipient_of(&identity_of(secret).unwrap()).unwrap()].into();
    write(&out, &recipients, Vec::new(), &|_, _| true).unwrap().1
}

fn plain(file: &[u8], secret: &[u8; 32]) -> Vec<u8> {
    let identity = identity_of(secret).unwrap();
    let mut plain = Vec::new();
    let opened = age::Decryptor::new(file).unwrap().decrypt(std::iter::once(&identity as &dyn age::Identity));
    opened.unwrap().read_to_end(&mut plain).unwrap();
    plain
}

/// Items of a plain bundle, not compressed, each after its length.
fn items(plain: &[u8]) -> Vec<u8> {
    let (mut rest, mut items) = (plain.strip_prefix(MAGIC.as_slice()).unwrap(), Vec::new());
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let (body, after) = after.split_at(u32::from_le_bytes(*length) as usize);
        let item = zstd::stream::decode_all(body).unwrap();
        items.extend_from_slice(&u32::try_from(item.len()).unwrap().to_le_bytes());
        items.extend_from_slice(&item);
        rest = after;
    }
    items
}

fn facts() -> Facts {
    let offer = Offer {
        user: USER,
        user_name: "Sari".into(),
        roles: vec![Role::Officer],
        office: OFFICE,
        office_code: Code::new("046").unwrap(),
        office_name: "KPPN Contoh".into(),
        zone: Code::new("WITA").unwrap(),
    };
    let nonce = ByteArray::new([5; 32]);
    let address = "192.168.1.10:7443".into();
    Facts { statement: statement(), address, offer, office_log: SERVER_LOG, expires_at: AT, nonce }
}

fn seed(name: &str, form: u8, bytes: &[u8]) -> Seed {
    (name.to_owned(), [&[form], bytes].concat())
}

pub fn seeds() -> Vec<Seed> {
    let whole = written(&holding(&[office(vec![]), device()]), What::All, None, &SECRET);
    let erased = RecordErased { erases: vec![id(DEVICE_LOG, 3)], private: Some(Reason { reason: "diminta".into() }) };
    let erased = written(&holding(&[office(vec![erased.into()]), device()]), What::All, None, &SECRET);
    let answered = Item::Answer(answer(&invitation(), &facts(), device_keys(), [1; 32]));
    let answered = written(&holding(&[office(vec![])]), What::Records, Some(answered), &SECRET);
    let file_key = file_secret(&invitation().secret);
    let invited = Some(invitation_item(&invitation(), &facts()).unwrap());
    let invited = written(&holding(&[office(vec![]), device()]), What::Records, invited, &file_key);
    taken_whole(&whole);
    lets_in(&answered);
    assert_eq!(look(&invitation(), invited.as_slice()).unwrap(), facts());
    let mut cbor = Vec::new();
    ciborium::into_writer(&facts(), &mut cbor).unwrap();
    vec![
        seed("whole.file", FILE, &whole),
        seed("whole.plain", PLAIN_BUNDLE, &plain(&whole, &SECRET)),
        seed("whole.items", ITEMS, &items(&plain(&whole, &SECRET))),
        seed("erased.items", ITEMS, &items(&plain(&erased, &SECRET))),
        seed("answer.items", ITEMS, &items(&plain(&answered, &SECRET))),
        seed("invitation.file", FILE, &invited),
        seed("invitation.items", ITEMS, &items(&plain(&invited, &file_key))),
        seed("invitation.facts", FACTS, &cbor),
    ]
}

/// What the target does with the seeds is no refusal.
fn taken_whole(file: &[u8]) {
    let held = Held::new(statement().office_key);
    let door = Door { replica: &held, blobs: &held, office: OFFICE, enrol: None };
    let taken = take(&door, &identity_of(&SECRET).unwrap(), file, &|_, _| true).unwrap();
    assert_eq!((taken.ended, taken.records, taken.files), (Ended::Whole, 9, 1), "{taken:?}");
    held.check();
}

/// The answer of the seeds comes through a server's door.
fn lets_in(file: &[u8]) {
    let held = Held::new(statement().office_key);
    let office = Counter::new(statement());
    let door = Door { replica: &held, blobs: &held, office: OFFICE, enrol: Some((&office, &office)) };
    let taken = take(&door, &identity_of(&SECRET).unwrap(), file, &|_, _| true).unwrap();
    assert!(matches!(taken.answered, Some(Ok(()))) && office.let_in(), "{taken:?}");
}
