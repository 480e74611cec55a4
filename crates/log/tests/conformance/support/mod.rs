//! Replicas on real encrypted databases, and a line between them without a network.

mod line;

pub use line::*;

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use ed25519_dalek::SigningKey;
use lakon_domain::Random;
use lakon_domain::code::Secret;
use lakon_domain::enrolment::DeviceKeys;
use lakon_domain::event::{CaseOpened, DeviceAdded, Event, LogOpened, Name, QuestionSet, ServerStated, Text};
use lakon_domain::ids::{Hash, LogId, PublicKey};
use lakon_domain::record::Record;
use lakon_domain::rights::Role;
use lakon_domain::seal::{Head, Seal, seal};
use lakon_domain::shape::{AgeRecipient, CaseNumber, Code, Time};
use lakon_domain::statement::{Server as StatedServer, ServerStatement};
use lakon_log::{Appended, LogError, Moment};
use lakon_sync::adopt::Brought;
use lakon_sync::enrol::{Invitations, Joined, Offer};
use lakon_sync::error::Problem;
use lakon_sync::office::{KnownDevice, Office};
use lakon_sync::replica::*;
use lakon_sync::slot::Slots;
use rusqlite::{Connection, TransactionBehavior};
use uuid::Uuid;

/// Random enough for tests, and the same every time.
pub struct Seeded(u64);

impl Seeded {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }
}

impl Random for Seeded {
    fn fill(&mut self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            self.0 += 1;
            let hash = blake3::hash(&self.0.to_le_bytes());
            chunk.copy_from_slice(&hash.as_bytes()[..chunk.len()]);
        }
    }
}

pub fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

pub fn pc_name() -> Option<Name> {
    Some(Name { name: "PC loket".to_owned() })
}

pub fn recipient() -> AgeRecipient {
    AgeRecipient::new(format!("age1{}", "q".repeat(58))).unwrap()
}

pub fn office_key() -> SigningKey {
    SigningKey::from_bytes(&[9; 32])
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

pub const TLS_KEY: Hash = Hash([7; 32]);
pub const CERTIFICATE: Hash = Hash([8; 32]);
pub const NOW: i64 = 1_790_000_000_000;

/// One replica: a desk, or the server where `is_server`.
pub struct Node {
    _folder: tempfile::TempDir,
    pub connection: Mutex<Connection>,
    pub log: LogId,
    pub device: Uuid,
    pub key: SigningKey,
    pub is_server: bool,
    pub clock: AtomicI64,
    pub random: Mutex<Seeded>,
    pub failed_proofs: AtomicU64,
    pub slots: Mutex<HashMap<LogId, Vec<u8>>>,
}

impl Node {
    /// A replica whose log has not been begun.
    pub fn bare(seed: u64, is_server: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut connection =
            lakon_log::open(&folder.path().join("log.db"), &[u8::try_from(seed).unwrap(); 32]).unwrap();
        lakon_log::migrate(&mut connection, lakon_log::MIGRATIONS).unwrap();
        let mut random = Seeded::new(seed << 32);
        let log = LogId::random(&mut random);
        let mut secret = [0; 32];
        random.fill(&mut secret);
        Self {
            _folder: folder,
            connection: Mutex::new(connection),
            log,
            device: Uuid::from_u128(u128::from(seed)),
            key: SigningKey::from_bytes(&secret),
            is_server,
            clock: AtomicI64::new(NOW),
            random: Mutex::new(random),
            failed_proofs: AtomicU64::new(0),
            slots: Mutex::default(),
        }
    }

    pub fn desk(seed: u64) -> Self {
        let node = Self::bare(seed, false);
        node.begin();
        node
    }

    /// A server whose log says what the office is.
    pub fn server(seed: u64) -> Self {
        let node = Self::bare(seed, true);
        node.begin();
        node.append(&[ServerStated::from(node.statement_now()).into()]);
        node
    }

    pub fn begin(&self) {
        let opened = LogOpened {
            format: lakon_domain::record::FORMAT,
            device: self.device,
            incarnation: Uuid::from_u128(1),
            signing_key: self.public_key(),
            server: self.is_server,
        };
        self.write(|tx, random| lakon_log::open_log(tx, self.log, &opened, &self.moment(), random)).unwrap();
    }

    pub fn statement_now(&self) -> ServerStatement {
        let server = StatedServer {
            office: Uuid::from_u128(46),
            server: self.device,
            tls_key: TLS_KEY,
            log_key: self.public_key(),
            recovery: recipient(),
        };
        ServerStatement::sign(server, Time(NOW), &office_key())
    }

    pub fn public_key(&self) -> PublicKey {
        public(&self.key)
    }

    pub fn keys(&self) -> DeviceKeys {
        DeviceKeys { device: self.device, log: self.log, signing_key: self.public_key(), recipient: recipient() }
    }

    pub fn moment(&self) -> Moment {
        Moment { author: Uuid::from_u128(5), now: Time(self.clock.load(Ordering::SeqCst)), offset: None }
    }

    pub fn write<T>(&self, call: impl FnOnce(&Connection, &mut Seeded) -> Result<T, LogError>) -> Result<T, LogError> {
        let mut connection = self.connection.lock().unwrap();
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = call(&tx, &mut self.random.lock().unwrap())?;
        tx.commit()?;
        Ok(done)
    }

    pub fn read<T>(&self, call: impl FnOnce(&Connection) -> Result<T, LogError>) -> T {
        call(&self.connection.lock().unwrap()).unwrap()
    }

    pub fn append(&self, events: &[Event]) -> Vec<Appended> {
        self.write(|tx, random| lakon_log::append(tx, self.log, events, &self.moment(), random)).unwrap()
    }

    /// Appends this many questions.
    pub fn ask(&self, count: usize) -> Vec<Appended> {
        let events: Vec<Event> = (0..count).map(|n| question(&format!("question {n}"))).collect();
        self.append(&events)
    }

    /// Says at the server that a desk belongs to the office.
    pub fn admit(&self, desk: &Node) {
        let DeviceKeys { device, log, signing_key, recipient } = desk.keys();
        let user = Uuid::from_u128(5);
        self.append(&[DeviceAdded {
            device,
            log,
            signing_key,
            recipient,
            user,
            roles: vec![Role::Officer],
            private: pc_name(),
        }
        .into()]);
    }

    /// Everything above `after` in one sealed page, however long.
    pub fn sealed(&self, log: LogId, after: u64) -> Page {
        let limit = PageLimit { records: 100_000, bytes: usize::MAX };
        let mut cut = self.page(log, after, u64::MAX >> 25, limit).unwrap().unwrap();
        if cut.page.seals.is_empty() {
            cut.page.seals.extend(self.seal(log, cut.end).unwrap());
        }
        cut.page
    }

    pub fn head_of(&self, log: LogId) -> u64 {
        self.heads().unwrap().iter().find(|head| head.log == log).map_or(0, |head| head.seq)
    }

    pub fn record(&self, log: LogId, seq: u64) -> Option<Record> {
        self.read(|connection| lakon_log::record(connection, log, seq))
    }
}

pub fn question(text: &str) -> Event {
    QuestionSet { case: Uuid::from_u128(3), replaces: vec![], private: Some(Text { text: text.to_owned() }) }.into()
}

pub fn opened_case() -> Event {
    CaseOpened {
        case: Uuid::from_u128(3),
        number: CaseNumber::new("046-B-26-0042").unwrap(),
        visit: Uuid::from_u128(4),
        channel: code("tatap_muka"),
        opened_at: Time(NOW),
        started_at: Time(NOW),
    }
    .into()
}

impl Replica for Node {
    fn now(&self) -> Time {
        Time(self.clock.load(Ordering::SeqCst))
    }
    fn heads(&self) -> Result<Vec<LogHead>, StoreFault> {
        Ok(lakon_log::heads(&self.connection.lock().unwrap())?)
    }
    fn own_log(&self) -> Result<LogId, StoreFault> {
        Ok(self.log)
    }
    fn office_logs(&self) -> Result<Vec<LogId>, StoreFault> {
        Ok(lakon_log::server_logs(&self.connection.lock().unwrap())?.into_iter().map(|(log, _)| log).collect())
    }
    fn page(&self, log: LogId, after: u64, upto: u64, limit: PageLimit) -> Result<Option<Cut>, StoreFault> {
        Ok(lakon_log::page(&self.connection.lock().unwrap(), log, after, upto, limit)?)
    }
    fn receive(&self, page: &Page, from: Source) -> Result<Received, ReceiveError> {
        let mut connection = self.connection.lock().unwrap();
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(LogError::from)?;
        let received = lakon_log::receive(&tx, page, from, Some(&public(&office_key())))?;
        tx.commit().map_err(LogError::from)?;
        Ok(received)
    }
    fn seal(&self, log: LogId, head: Head) -> Result<Option<Seal>, StoreFault> {
        let counts = self.is_server || log == self.log;
        Ok(counts.then(|| seal(log, head, self.now(), &self.key)))
    }
    fn put_seal(&self, seal: &Seal) -> Result<bool, StoreFault> {
        Ok(self.write(|tx, _| lakon_log::put_seal(tx, seal))?)
    }
    fn unreceipted(&self) -> Result<Option<Unreceipted>, StoreFault> {
        let connection = self.connection.lock().unwrap();
        let servers: Vec<_> = lakon_log::server_logs(&connection)?.into_iter().map(|(_, key)| key).collect();
        let seals = lakon_log::seals(&connection, self.log)?;
        let confirmed = seals.iter().filter(|seal| servers.contains(&seal.by)).map(|seal| seal.seq).max().unwrap_or(0);
        let head = lakon_log::head(&connection, self.log)?;
        Ok(head.filter(|head| head.seq > confirmed).map(|head| Unreceipted { head, confirmed }))
    }
    fn missing_private(&self, after: Option<Place>, limit: usize) -> Result<Vec<Place>, StoreFault> {
        Ok(lakon_log::missing_private(&self.connection.lock().unwrap(), after, limit)?)
    }
    fn privates(&self, places: &[Place], bytes: usize) -> Result<Vec<PrivatePart>, StoreFault> {
        Ok(lakon_log::privates(&self.connection.lock().unwrap(), places, bytes)?)
    }
    fn fill_private(&self, parts: &[PrivatePart]) -> Result<usize, StoreFault> {
        Ok(self.write(|tx, _| lakon_log::fill_private(tx, parts))?.len())
    }
    fn chains(&self, log: LogId, seqs: &[u64]) -> Result<Vec<Option<Hash>>, StoreFault> {
        Ok(lakon_log::chains(&self.connection.lock().unwrap(), log, seqs)?)
    }
}

impl Office for Node {
    fn statement(&self) -> Result<ServerStatement, StoreFault> {
        Ok(self.statement_now())
    }
    fn device(&self, device: Uuid) -> Result<Option<KnownDevice>, StoreFault> {
        let members = self.read(lakon_log::members);
        let logs: Vec<_> = members.iter().filter(|m| m.device == device).map(|m| (m.log, m.signing_key)).collect();
        Ok((!logs.is_empty()).then_some(KnownDevice { logs, revoked: false }))
    }
    fn lacking_files(&self, _after: Option<&BlobRef>, _limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(Vec::new())
    }
}

impl Slots for Node {
    fn keep(&self, _device: Uuid, log: LogId, slot: &[u8]) -> Result<(), StoreFault> {
        self.slots.lock().unwrap().insert(log, slot.to_vec());
        Ok(())
    }
    fn slot(&self, log: LogId) -> Result<Option<Vec<u8>>, Problem> {
        Ok(self.slots.lock().unwrap().get(&log).cloned())
    }
}

pub fn secret() -> Secret {
    Secret::new([3; 11])
}

impl Invitations for Node {
    fn secret(&self, invitation: u16, _device: &DeviceKeys) -> Result<Secret, Problem> {
        if invitation == 17 { Ok(secret()) } else { Err(Problem::WrongCode) }
    }
    fn failed(&self, _invitation: u16) {
        self.failed_proofs.fetch_add(1, Ordering::SeqCst);
    }
    fn offer(&self, _invitation: u16, _device: &DeviceKeys) -> Result<Offer, Problem> {
        Ok(Offer {
            user: Uuid::from_u128(5),
            user_name: "Rani".to_owned(),
            roles: vec![Role::Officer],
            office: Uuid::from_u128(46),
            office_code: code("046"),
            office_name: "Contoh".to_owned(),
            zone: code("WIB"),
        })
    }
    fn accept(&self, invitation: u16, device: &DeviceKeys) -> Result<Joined, Problem> {
        let offer = self.offer(invitation, device)?;
        let DeviceKeys { device, log, signing_key, recipient } = device.clone();
        let user = Uuid::from_u128(5);
        self.append(&[DeviceAdded {
            device,
            log,
            signing_key,
            recipient,
            user,
            roles: vec![Role::Officer],
            private: pc_name(),
        }
        .into()]);
        Ok(Joined { offer, label: code("B"), office_log: self.log, at: self.now() })
    }
    fn adopt(&self, _: u16, _: &DeviceKeys, _: &Brought) -> Result<Joined, Problem> {
        Err(Problem::BadMessage)
    }
}

pub fn admitted() -> (Node, Node) {
    let (server, desk) = (Node::server(1), Node::desk(2));
    server.admit(&desk);
    desk.ask(4);
    (server, desk)
}

pub fn refused(result: Result<Received, ReceiveError>) -> Refusal {
    match result {
        Err(ReceiveError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

/// Everything in the database that a page can change.
pub fn contents(node: &Node, log: LogId) -> (Vec<LogHead>, Vec<Option<Record>>, usize) {
    let records = (1..=10).map(|seq| node.record(log, seq)).collect();
    let seals = node.read(|connection| lakon_log::seals(connection, log)).len();
    (node.heads().unwrap(), records, seals)
}
