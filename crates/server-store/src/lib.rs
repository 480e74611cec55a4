//! What the office server keeps: logs and rows in an SQLCipher database, attachments as age files beside it.
//! It implements the traits of `lakon_sync`; sockets, routes and the command line live in `lakon-server`.

mod adopt;
mod alike;
mod audit;
mod blobs;
mod bundle;
mod carry_on;
mod check;
mod clean;
mod devices;
mod durable;
mod enrol;
mod erasures;
mod error;
mod folder;
mod heads;
mod heard;
mod invitations;
mod judge;
mod judge_again;
mod kind;
mod labels;
mod lift;
mod lost;
mod office;
mod people;
mod pieces;
mod quarantine;
mod quarantine_decide;
mod quarantine_erase;
mod quarantine_files;
mod quarantine_tell;
mod refill;
mod replica;
mod revoke;
mod room;
mod sealed;
mod slots;
mod unjudged;
mod uploads;

use std::convert::Infallible;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use ed25519_dalek::SigningKey;
use lakon_domain::Random;
use lakon_domain::filed::Filed;
use lakon_domain::ids::{LogId, new_id};
use lakon_domain::office::OfficeState;
use lakon_domain::shape::Time;
use lakon_domain::statement::ServerStatement;
use rusqlite::{Connection, TransactionBehavior};
use uuid::Uuid;

pub use audit::audit;
pub use bundle::Attachments;
pub use durable::{rename, sync_folder, write_private};
pub use error::StoreError;
pub use folder::ServerFolder;
pub use invitations::NewInvitation;
pub use lakon_log::{Audited, Misfit, Wrong};
pub use lost::{LackingFiles, LackingParts, LostTail};
pub use office::NewOffice;
pub use quarantine::KeptAside;
pub use sealed::{BadKey, FileKeys, new_identity, recovery_recipient, seal_bytes};
pub use unjudged::Unjudged;

/// The tables of this crate, after those of `lakon-log`.
const MIGRATION_2: &str = include_str!("../migrations/01-office.sql");
const MIGRATION_3: &str = include_str!("../migrations/02-slot.sql");
const MIGRATION_4: &str = include_str!("../migrations/03-settings.sql");
const MIGRATION_5: &str = include_str!("../migrations/04-quarantine.sql");
const MIGRATION_6: &str = include_str!("../migrations/05-handed-in.sql");
const MIGRATION_7: &str = include_str!("../migrations/06-unjudged.sql");
const MIGRATION_8: &str = include_str!("../migrations/07-metadata.sql");
const MIGRATION_9: &str = include_str!("../migrations/08-heard.sql");
/// Every migration in the order of time. Immutable; a later one goes to the end.
const MIGRATIONS: &[&str] = &[
    lakon_log::MIGRATION_1,
    MIGRATION_2,
    MIGRATION_3,
    MIGRATION_4,
    lakon_log::MIGRATION_REVOKED,
    MIGRATION_5,
    lakon_log::MIGRATION_ASIDE,
    MIGRATION_6,
    MIGRATION_7,
    MIGRATION_8,
    MIGRATION_9,
];
/// Reading connections kept open beside the one writer.
const READERS: usize = 4;

/// Says what time it is on this machine.
pub type Clock = Arc<dyn Fn() -> Time + Send + Sync>;

/// What opens a server's folder; from its key file.
pub struct Keys {
    /// The raw key of the database.
    pub database: zeroize::Zeroizing<[u8; 32]>,
    pub files: FileKeys,
    /// Seals the server's log and gives receipts.
    pub log: SigningKey,
    pub statement: ServerStatement,
}

/// One office's server storage. Calls block; share it in an [`Arc`].
pub struct ServerStore {
    folder: ServerFolder,
    office: Uuid,
    log_key: SigningKey,
    statement: ServerStatement,
    keys: FileKeys,
    database_key: zeroize::Zeroizing<[u8; 32]>,
    clock: Clock,
    random: Mutex<Box<dyn Random + Send>>,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    known: RwLock<Known>,
    /// The office log that began while this process ran, where one did: nobody holds more of it than is here.
    begun: Mutex<Option<LogId>>,
    asked: Mutex<slots::Asked>,
    /// When each device last asked.
    heard: Mutex<heard::Known>,
    /// Something was erased, and the write-ahead log may still tell of it.
    traces: AtomicBool,
    /// One copy is read back at a time, however many desks doubt one.
    checking: Mutex<()>,
    /// One piece of an attachment of a revoked device is taken at a time.
    handing_in: Mutex<()>,
    /// Dropped last, when the folder is free again.
    closing: Mutex<Vec<Sender<Infallible>>>,
}

/// What the office logs say, kept in memory because every push is judged by it.
#[derive(Default)]
struct Known {
    own: Option<LogId>,
    /// Records of office logs these events were read from; others mean that another process has written.
    records: u64,
    events: Vec<Filed>,
    state: Arc<OfficeState>,
}

impl ServerStore {
    /// Opens the database of a folder (made where it is missing), cleans up after an interrupted process and folds the office logs.
    ///
    /// # Errors
    /// [`StoreError`]: wrong key, newer database, disk.
    pub fn open(
        folder: ServerFolder,
        keys: Keys,
        clock: Clock,
        random: Box<dyn Random + Send>,
    ) -> Result<Self, StoreError> {
        let mut writer = lakon_log::open(&folder.database(), &keys.database)?;
        lakon_log::migrate(&mut writer, MIGRATIONS)?;
        let store = Self {
            office: keys.statement.office,
            folder,
            log_key: keys.log,
            statement: keys.statement,
            keys: keys.files,
            database_key: keys.database,
            clock,
            random: Mutex::new(random),
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            known: RwLock::default(),
            begun: Mutex::default(),
            asked: Mutex::default(),
            heard: Mutex::default(),
            traces: AtomicBool::new(true),
            checking: Mutex::default(),
            handing_in: Mutex::default(),
            closing: Mutex::default(),
        };
        store.read_office()?;
        if store.folder.is_held() {
            store.judge_unjudged()?;
            store.clean_files()?;
            store.scrub_at_start();
            // A process before this one may have ended between an erasure and the emptying of its log.
            store.empty_log(&store.writer.lock().unwrap_or_else(PoisonError::into_inner));
        }
        Ok(store)
    }

    /// Where everything of it lies.
    pub fn folder(&self) -> &ServerFolder {
        &self.folder
    }

    /// The statement by which the office key names this server.
    pub fn statement(&self) -> &ServerStatement {
        &self.statement
    }

    /// Nothing is ever received from it; it ends when the last user of this store has let go and the folder is free.
    pub fn closed(&self) -> Receiver<Infallible> {
        let (sender, receiver) = channel();
        self.closing.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        receiver
    }

    /// Milliseconds since 1970.
    pub fn time(&self) -> Time {
        (self.clock)()
    }

    /// So many random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.lock().unwrap_or_else(PoisonError::into_inner).fill(&mut bytes);
        bytes
    }

    fn random_id(&self) -> Uuid {
        new_id(self.time().0, self.random.lock().unwrap_or_else(PoisonError::into_inner).as_mut())
    }

    /// One durable transaction; nothing is written where it fails.
    fn write<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&tx)?;
        tx.commit()?;
        Ok(done)
    }

    /// One consistent reading.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => lakon_log::open_reader(&self.folder.database(), &self.database_key)?,
        };
        let tx = reader.transaction()?;
        let done = work(&tx);
        drop(tx);
        let mut idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < READERS {
            idle.push(reader);
        }
        done
    }
}
