//! A desk seen from below: its store and its way to the server, so that a test reads the numbers of a sync, holds pages in its hands
//! and writes what no program of this version would.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use lakon_app::{SystemClock, SystemRandom};
use lakon_domain::Random;
use lakon_domain::code::Invitation;
use lakon_domain::enrolment::DeviceKeys;
use lakon_domain::event::{Event, VisitOpened};
use lakon_domain::ids::LogId;
use lakon_domain::seal::{Head, Seal, seal};
use lakon_store::{DbKey, Enrolled, Folder, FolderLock, KeyFile, NewDevice, Randomness, Store};
use lakon_sync::client::{Client, Credentials};
use lakon_sync::enrol;
use lakon_sync::error::SyncError;
use lakon_sync::http::Http;
use lakon_sync::push::{Push, PushAnswer};
use lakon_sync::replica::{Blobs, Page, PageLimit, Replica};
use lakon_sync::report::Report;
use lakon_sync::session::sync_once;
use lakon_sync::tls::Pin;
use lakon_sync::transport::Endpoint;
use uuid::Uuid;

use crate::PASSWORD;

/// Events written in one transaction.
const BATCH: usize = 500;

/// An open store and its way to the server it was enrolled at.
pub struct Line {
    pub store: Store,
    pub client: Client,
    blobs: Arc<dyn Blobs>,
    /// Whom the PC was set up for.
    pub user: Uuid,
    path: PathBuf,
    _lock: FolderLock,
}

/// The system's randomness, and what it gave last in 32 bytes: how a test learns a key nobody tells.
#[derive(Clone, Default)]
struct Overheard(Arc<Mutex<[u8; 32]>>);

impl Random for Overheard {
    fn fill(&mut self, buffer: &mut [u8]) {
        SystemRandom.fill(buffer);
        if let Ok(key) = <[u8; 32]>::try_from(&*buffer) {
            *self.0.lock().unwrap() = key;
        }
    }
}

/// What a new device shows of itself at the server.
pub fn keys_of(device: &NewDevice) -> DeviceKeys {
    DeviceKeys {
        device: device.device,
        log: device.log,
        signing_key: device.signing_public(),
        recipient: device.recipient().clone(),
    }
}

impl Line {
    /// A new PC that joins an office.
    pub async fn enrol(path: &Path, address: &str, invitation: &Invitation) -> Self {
        let (folder, lock) = take(path);
        let clock = Arc::new(SystemClock);
        let mut random = Randomness::new(SystemRandom);
        let device = NewDevice::random(lakon_store::Clock::now(clock.as_ref()), &mut random).unwrap();
        let keys = keys_of(&device);
        let first = Http::new(address, Pin::First).unwrap();
        let (statement, joined) = enrol::join(&first, invitation, &keys, &mut random).await.unwrap();
        let overheard = Overheard::default();
        let key = DbKey::random(&mut overheard.clone());
        std::fs::write(folder.path().join("key-of-the-test"), *overheard.0.lock().unwrap()).unwrap();
        let store = Store::create(&folder, &key, device, clock, random).unwrap();
        let (user, label) = (joined.offer.user, Some(joined.label));
        store.enrol(Enrolled { statement, address: address.to_owned(), user, label }).unwrap();
        Self::over(store, path, lock)
    }

    /// The PC of a program that has ended.
    pub fn of_desk(path: &Path) -> Self {
        let (folder, lock) = take(path);
        let keys = KeyFile::load(&folder).unwrap().file;
        let key = keys.unlock(keys.tiles()[0].user, PASSWORD).unwrap().key;
        let store = Store::open(&folder, &key, Arc::new(SystemClock), Randomness::new(SystemRandom)).unwrap();
        Self::over(store, path, lock)
    }

    /// A PC made by [`Line::enrol`], or a copy of its folder, opened again.
    pub fn again(path: &Path) -> Self {
        let (folder, lock) = take(path);
        let key = DbKey::random(&mut Told(raw_key(path)));
        let store = Store::open(&folder, &key, Arc::new(SystemClock), Randomness::new(SystemRandom)).unwrap();
        Self::over(store, path, lock)
    }

    /// The same on a named machine.
    pub fn again_on(path: &Path, machine: &str) -> Self {
        let (folder, lock) = take(path);
        let (key, clock) = (DbKey::random(&mut Told(raw_key(path))), Arc::new(SystemClock));
        let random = Randomness::new(SystemRandom);
        let store = Store::open_on(&folder, &key, clock, random, Some(machine.to_owned()), &|_, _| {}).unwrap();
        Self::over(store, path, lock)
    }

    fn over(store: Store, path: &Path, lock: FolderLock) -> Self {
        let pin = store.pin().unwrap();
        let device = store.device();
        let credentials = Credentials {
            device: device.device,
            log: device.log,
            signing_key: device.signing_key().clone(),
            office_key: pin.office_key,
        };
        let transport = Arc::new(Http::new(&pin.address.unwrap(), Pin::First).unwrap());
        let client = Client::new(transport, credentials, Arc::new(store.clone()));
        Self { client, blobs: Arc::new(store.clone()), user: pin.user, store, path: path.to_owned(), _lock: lock }
    }

    /// Closes the store and gives the folder back.
    pub fn leave(self) -> PathBuf {
        self.store.close();
        self.path.clone()
    }

    /// Syncs.
    ///
    /// # Errors
    /// As the sync.
    pub async fn try_sync(&self) -> Result<Report, SyncError> {
        sync_once(&self.client, &self.blobs, &|_| {}).await
    }

    /// A sync that must reach its end with everything on both sides.
    pub async fn sync(&self) -> Report {
        let report = self.try_sync().await.unwrap();
        assert!(report.in_step && report.refused.is_empty(), "{report:?}");
        report
    }

    /// The log this PC writes.
    pub fn log(&self) -> LogId {
        self.store.device().log
    }

    /// How far a log is held here; nothing and the start of the chain where it is not.
    pub fn head(&self, log: LogId) -> Head {
        head_at(&self.store, log)
    }

    /// Writes so many records of the smallest kind.
    pub fn write_visits(&self, count: usize) {
        let mut left = count;
        while left > 0 {
            let batch = left.min(BATCH);
            self.write(|store| (0..batch).map(|_| visit(store)).collect());
            left -= batch;
        }
    }

    /// Writes events in one transaction of the PC's user.
    pub fn write(&self, events: impl FnOnce(&Store) -> Vec<Event>) {
        let events = events(&self.store);
        self.store.transact(self.user, |tx| events.into_iter().try_for_each(|event| tx.write(event))).unwrap();
    }

    /// This PC's seal on its own log as it would stand at this head.
    pub fn seal(&self, head: Head) -> Seal {
        seal(self.log(), head, self.store.now(), self.store.device().signing_key())
    }

    /// Hands in a page by the protocol, in the name of this PC.
    ///
    /// # Errors
    /// As the server refuses.
    pub async fn push(&self, page: Page) -> Result<PushAnswer, SyncError> {
        self.client.ask(Endpoint::Push, &Push { page, more: false }).await
    }

    /// Every seal held on a log, the newest of each key.
    pub fn seals(&self, log: LogId) -> Vec<Seal> {
        self.store.read(|conn| Ok(lakon_log::seals(conn, log)?)).unwrap()
    }

    /// Lets the first person of this [`Line::enrol`]led PC sign in with the program.
    pub fn let_in(&self) {
        let key = DbKey::random(&mut Told(raw_key(&self.path)));
        let recovery = self.store.pin().unwrap().recovery;
        let mut keys = KeyFile::create(self.store.folder(), &key, &recovery).unwrap();
        keys.add_slot(self.user, "Petugas Contoh", PASSWORD, &key, &mut SystemRandom).unwrap();
    }

    /// The raw key of the database of a [`Line::enrol`]led PC.
    pub fn raw_key(path: &Path) -> [u8; 32] {
        raw_key(path)
    }
}

fn take(path: &Path) -> (Folder, FolderLock) {
    let folder = Folder::open(path).unwrap();
    let lock = folder.lock().unwrap();
    (folder, lock)
}

fn raw_key(path: &Path) -> [u8; 32] {
    std::fs::read(path.join("key-of-the-test")).unwrap().try_into().unwrap()
}

/// Says what it was told.
struct Told([u8; 32]);

impl Random for Told {
    fn fill(&mut self, buffer: &mut [u8]) {
        buffer.copy_from_slice(&self.0[..buffer.len()]);
    }
}

fn visit(store: &Store) -> Event {
    let now = store.now();
    VisitOpened { visit: lakon_domain::ids::new_id(now.0, &mut SystemRandom), happened_at: now }.into()
}

fn head_at(replica: &dyn Replica, log: LogId) -> Head {
    let held = replica.heads().unwrap().into_iter().find(|head| head.log == log);
    held.map_or(Head { seq: 0, chain: lakon_domain::record::chain_start(log) }, |head| head.head())
}

/// The records of a log in `(after, upto]` as one page, with these seals and no others.
pub fn sealed_page(replica: &dyn Replica, log: LogId, after: u64, upto: u64, seals: Vec<Seal>) -> Page {
    let mut page = Page { log, after, records: Vec::new(), seals };
    while page.last() < upto {
        let cut = replica.page(log, page.last(), upto, PageLimit::default()).unwrap().unwrap();
        page.records.extend(cut.page.records);
    }
    page
}
