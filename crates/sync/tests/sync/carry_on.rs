//! How a server comes to know a new log of a device: by the device's own key and nothing else, and never for a revoked one.

use std::sync::Mutex;

use ed25519_dalek::SigningKey;
use lakon_domain::Random;
use lakon_domain::event::{Event, LogOpened, VisitOpened};
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::{Hash, LogId, PublicKey};
use lakon_domain::record::{FORMAT, Record, Stamp, chain_start};
use lakon_domain::seal::{Head, seal, sign};
use lakon_domain::shape::{AgeRecipient, Time};
use lakon_domain::statement::{Server, ServerStatement};
use lakon_sync::carry_on::{Opening, opening};
use lakon_sync::error::Problem;
use lakon_sync::hello::{Hello, serve_greet, serve_hello};
use lakon_sync::mint::Mint;
use lakon_sync::office::{KnownDevice, Office};
use lakon_sync::replica::{BlobRef, Page, StoreFault};
use uuid::Uuid;

const DEVICE: Uuid = Uuid::from_u128(7);
const FORMER: LogId = LogId([1; 16]);
const NEXT: LogId = LogId([2; 16]);
const NOW: Time = Time(1_790_000_000_000);

struct Sevens;
impl Random for Sevens {
    fn fill(&mut self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

/// Record 1 of a log as this device would write and seal it with this key.
fn begun(log: LogId, device: Uuid, by: &SigningKey, server: bool) -> Page {
    let opened = LogOpened { format: FORMAT, device, incarnation: Uuid::from_u128(9), signing_key: public(by), server };
    page(log, &opened.into(), by)
}

fn page(log: LogId, event: &Event, by: &SigningKey) -> Page {
    let stamp =
        Stamp { log, seq: 1, id: Uuid::from_u128(10), hlc: Hlc::default(), author: Uuid::nil(), at: NOW, offset: None };
    let record = Record::write(event, &stamp, &mut Sevens).unwrap();
    let head = Head { seq: 1, chain: record.hash(&chain_start(log)) };
    Page { log, after: 0, records: vec![record], seals: vec![seal(log, head, NOW, by)] }
}

fn known(revoked: bool) -> KnownDevice {
    KnownDevice { logs: vec![(FORMER, public(&key(3)))], revoked }
}

#[test]
fn only_the_key_the_office_names_for_the_device_proves_a_new_log() {
    let good = begun(NEXT, DEVICE, &key(3), false);
    assert_eq!(opening(&good, DEVICE, &known(false)), Some(Opening { log: NEXT, signing_key: public(&key(3)) }));
    let mut unsealed = good.clone();
    unsealed.seals.clear();
    let mut elsewhere = good.clone();
    elsewhere.log = FORMER;
    let mut late = good.clone();
    late.after = 1;
    let mut foreign = good.clone();
    foreign.seals = begun(NEXT, DEVICE, &key(4), false).seals;
    let mut more = good.clone();
    more.records.push(good.records[0].clone());
    let visit = VisitOpened { visit: Uuid::nil(), happened_at: NOW };
    let wrong = [
        unsealed,
        elsewhere,
        late,
        foreign,
        more,
        begun(NEXT, DEVICE, &key(4), false),
        begun(NEXT, Uuid::from_u128(8), &key(3), false),
        begun(NEXT, DEVICE, &key(3), true),
        page(NEXT, &visit.into(), &key(3)),
    ];
    for (at, page) in wrong.iter().enumerate() {
        assert_eq!(opening(page, DEVICE, &known(false)), None, "{at}");
    }
}

/// An office that knows one device and writes down what is brought into it.
struct OneDevice {
    revoked: bool,
    taken: Mutex<Vec<(Vec<Opening>, LogId)>>,
}

impl Office for OneDevice {
    fn statement(&self) -> Result<ServerStatement, StoreFault> {
        let server = Server {
            office: Uuid::from_u128(46),
            server: Uuid::from_u128(47),
            tls_key: Hash([5; 32]),
            log_key: public(&key(6)),
            recovery: AgeRecipient::new(format!("age1{}", "q".repeat(58))).unwrap(),
        };
        Ok(ServerStatement::sign(server, NOW, &key(8)))
    }
    fn device(&self, device: Uuid) -> Result<Option<KnownDevice>, StoreFault> {
        Ok((device == DEVICE).then(|| known(self.revoked)))
    }
    fn carry_on(&self, _device: Uuid, openings: &[Opening], writes: LogId) -> Result<bool, StoreFault> {
        self.taken.lock().unwrap().push((openings.to_vec(), writes));
        Ok(true)
    }
    fn lacking_files(&self, _after: Option<&BlobRef>, _limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(Vec::new())
    }
}

/// Says hello as the writer of a log, signing with a key; what the office was given, and what the device was told.
fn hello(
    revoked: bool,
    log: LogId,
    by: &SigningKey,
    openings: Vec<Page>,
) -> (Vec<(Vec<Opening>, LogId)>, Result<bool, Problem>) {
    let (office, mint) = (OneDevice { revoked, taken: Mutex::default() }, Mint::new(&[1; 32]));
    let nonce = serve_greet(&office, &mint, NOW, &mut Sevens).unwrap().nonce;
    let signed = [b"lakon hello 1".as_slice(), nonce.as_slice(), &[5; 32]].concat();
    let hello = Hello { device: DEVICE, log, nonce, signature: sign(by, &signed), openings };
    let told = serve_hello(&office, &mint, &hello, NOW, &mut Sevens).map(|(_, grown)| grown);
    (office.taken.into_inner().unwrap(), told)
}

#[test]
fn a_new_log_is_brought_into_the_office_with_the_former_ones_it_does_not_know() {
    let other = LogId([3; 16]);
    let pages = vec![
        begun(NEXT, DEVICE, &key(3), false),
        begun(other, DEVICE, &key(3), false),
        begun(FORMER, DEVICE, &key(3), false),
    ];
    let (taken, told) = hello(false, NEXT, &key(3), pages);
    assert_eq!(told, Ok(true));
    let logs: Vec<LogId> = taken[0].0.iter().map(|opening| opening.log).collect();
    assert_eq!((logs, taken[0].1), (vec![other, NEXT], NEXT), "the log it writes now comes last");
    // Most of the time there is nothing to bring, and nothing is written.
    assert_eq!(hello(false, FORMER, &key(3), vec![begun(FORMER, DEVICE, &key(3), false)]), (vec![], Ok(false)));
}

#[test]
fn nobody_else_brings_a_log_and_a_revoked_device_brings_none() {
    let page = || vec![begun(NEXT, DEVICE, &key(3), false)];
    assert_eq!(hello(true, NEXT, &key(3), page()), (vec![], Err(Problem::Revoked)));
    assert_eq!(hello(true, FORMER, &key(3), page()), (vec![], Err(Problem::Revoked)));
    // Who has seen the page but not the key.
    assert_eq!(hello(false, NEXT, &key(4), page()), (vec![], Err(Problem::UnknownDevice)));
    assert_eq!(
        hello(false, NEXT, &key(4), vec![begun(NEXT, DEVICE, &key(4), false)]),
        (vec![], Err(Problem::UnknownDevice))
    );
    assert_eq!(hello(false, NEXT, &key(3), vec![]), (vec![], Err(Problem::UnknownDevice)));
}
