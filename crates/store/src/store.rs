//! The store of one device: opening, closing, writing in transactions, reading from the pool.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use lakon_domain::event::LogOpened;
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::Hash;
use lakon_domain::office::OfficeState;
use lakon_domain::record::FORMAT;
use lakon_domain::shape::Time;
use rusqlite::{Connection, TransactionBehavior};
use uuid::Uuid;

use crate::carry_on::{self, Cause};
use crate::changed::Changed;
use crate::db::{self, Pool};
use crate::device::Device;
use crate::error::{Result, StoreError};
use crate::folder::Folder;
use crate::incarnation::{Checked, Mismatch, Slots, machine_id};
use crate::keeping::NothingWanted;
use crate::keys::DbKey;
use crate::offset::{self, Offsets};
use crate::parts::Portion;
use crate::pin::Pin;
use crate::random::{Clock, Randomness};
use crate::rebuild;
use crate::refolds;
use crate::rules::Rules;
use crate::sealing::Sealing;
use crate::staging::{HalfStaged, Stage};
use crate::traces::Traces;
use crate::tx::{Done, Tx};
use crate::writer::{Lane, Writer};

/// What was found while opening; said to the person once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Files that were on their way in when the program ended; their beginnings were removed.
    pub half_staged: Vec<HalfStaged>,
    /// The database may not be the one that wrote its log last; it goes on in a new log since.
    pub mismatch: Option<Mismatch>,
    /// Records folded again because projections were of another version or lagged.
    pub refolded: u64,
}

/// Is told after every commit that changed something.
pub type Listener = Arc<dyn Fn(&Changed) + Send + Sync>;

/// The open store of this PC. Every call blocks on the disk; clones share one store.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub folder: Folder,
    pub device: RwLock<Arc<Device>>,
    pub clock: Arc<dyn Clock>,
    pub random: Randomness,
    pub writer: Writer,
    /// How much of a page is written at once.
    pub portion: Portion,
    /// How many cases are folded again at once.
    pub cases_portion: Portion,
    pub pool: Pool,
    pub office: RwLock<Arc<OfficeState>>,
    pub rules: RwLock<Arc<Rules>>,
    pub pin: RwLock<Option<Pin>>,
    pub slots: Mutex<Slots>,
    /// Server clock minus PC clock.
    pub offset: Mutex<Offsets>,
    /// Files being dropped, each with its case.
    pub stages: Mutex<HashMap<Uuid, (Uuid, Arc<Mutex<Stage>>)>>,
    /// Contents being fetched, kept between attempts.
    pub incoming: Mutex<HashMap<Hash, Sealing>>,
    /// That every content that should be here was, and when that was seen.
    pub nothing_wanted: Mutex<Option<NothingWanted>>,
    /// What of something erased is still to be removed.
    pub traces: Mutex<Traces>,
    listeners: RwLock<Vec<Listener>>,
    found: Found,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({:?})", self.inner.device())
    }
}

impl Store {
    /// Makes the database of a new device, with record 1 of its log. No office is begun yet.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when there is a database already; errors of the folder.
    pub fn create(
        folder: &Folder,
        key: &DbKey,
        device: Device,
        clock: Arc<dyn Clock>,
        random: Randomness,
    ) -> Result<Self> {
        Self::create_on(folder, key, device, clock, random, machine_id())
    }

    /// [`Store::create`] on a named machine.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn create_on(
        folder: &Folder,
        key: &DbKey,
        device: Device,
        clock: Arc<dyn Clock>,
        random: Randomness,
        machine: Option<String>,
    ) -> Result<Self> {
        if folder.has_database() {
            return Err(StoreError::Damaged("a new data folder that holds a database"));
        }
        let mut connection = db::open(&folder.database(), key)?;
        let now = clock.now();
        let slots = Slots::begin(folder, &device, machine);
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        device.save(&tx)?;
        rebuild::mark_current(&tx)?;
        let opened = LogOpened {
            format: FORMAT,
            device: device.device,
            incarnation: device.incarnation,
            signing_key: device.signing_public(),
            server: false,
        };
        let moment = lakon_log::Moment { author: Uuid::nil(), now, offset: None };
        lakon_log::open_log(&tx, device.log, &opened, &moment, &mut random.clone())?;
        tx.commit()?;
        let store = Self::assemble(folder, key, device, clock, random, connection, slots, Found::default())?;
        rebuild::run(&store, &|_, _| {})?;
        store.inner.note_head();
        Ok(store)
    }

    /// Opens the store and clears away what a crash left: half staged files, plaintext copies.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`], [`StoreError::NewerVersion`], [`StoreError::Damaged`]; errors of the disk.
    pub fn open(folder: &Folder, key: &DbKey, clock: Arc<dyn Clock>, random: Randomness) -> Result<Self> {
        Self::open_on(folder, key, clock, random, machine_id(), &|_, _| {})
    }

    /// [`Store::open`] on a named machine; `progress` hears (records done, records in all) while projections are made again.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_on(
        folder: &Folder,
        key: &DbKey,
        clock: Arc<dyn Clock>,
        random: Randomness,
        machine: Option<String>,
        progress: &dyn Fn(u64, u64),
    ) -> Result<Self> {
        let mut connection = db::open(&folder.database(), key)?;
        // A run before this one may have ended between an erasure and the emptying of the log.
        let log = !db::truncate_log(&connection);
        let mut device = Device::load(&connection)?;
        let Checked { mut slots, mismatch, evidence } = Slots::check(folder, &device, machine, &connection)?;
        if let Some(mismatch) = mismatch {
            let machine = slots.machine();
            let cause = Cause { why: mismatch.code(), evidence: evidence.as_deref(), machine: machine.as_deref() };
            let mut random = random.clone();
            device = carry_on::at_opening(&mut connection, &device, &cause, clock.now(), &mut random)?;
            slots.follow(&device);
        }
        let mut left = folder.clear_opened_but();
        let half_staged = crate::staging::clear_half(&mut connection, folder)?;
        left.extend(crate::content::settle(&connection, folder, mismatch.is_none())?);
        let store = Self::assemble(
            folder,
            key,
            device,
            clock,
            random,
            connection,
            slots,
            Found { half_staged, mismatch, refolded: 0 },
        )?;
        store.inner.found_traces(log, left);
        let refolded = rebuild::run(&store, progress)?;
        // A run before this one may have ended in the middle.
        store.fold_marked()?;
        if mismatch.is_some() {
            // Both slots: none of the former log is left to be read should the other be damaged.
            store.inner.note_head();
            store.inner.note_head();
        }
        let Self { mut inner } = store;
        if let Some(inner) = Arc::get_mut(&mut inner) {
            inner.found.refolded = refolded;
        }
        Ok(Self { inner })
    }

    #[allow(clippy::too_many_arguments, reason = "called in two places, each with all of it at hand")]
    fn assemble(
        folder: &Folder,
        key: &DbKey,
        device: Device,
        clock: Arc<dyn Clock>,
        random: Randomness,
        connection: Connection,
        slots: Slots,
        found: Found,
    ) -> Result<Self> {
        let pin = Pin::load(&connection)?;
        let office = crate::office::fold(&connection, &device, pin.as_ref())?;
        let rules = Rules::fold(&connection, &office)?;
        let offset = Offsets::loaded(offset::load(&connection)?);
        Ok(Self {
            inner: Arc::new(Inner {
                folder: folder.clone(),
                device: RwLock::new(Arc::new(device)),
                clock,
                random,
                writer: Writer::new(connection),
                portion: Portion::default(),
                cases_portion: Portion::of(refolds::FIRST_CASES),
                pool: Pool::new(folder.database(), key.clone()),
                office: RwLock::new(Arc::new(office)),
                rules: RwLock::new(Arc::new(rules)),
                pin: RwLock::new(pin),
                slots: Mutex::new(slots),
                offset: Mutex::new(offset),
                stages: Mutex::default(),
                incoming: Mutex::default(),
                nothing_wanted: Mutex::default(),
                traces: Mutex::default(),
                listeners: RwLock::default(),
                found,
            }),
        })
    }

    /// What was found while opening.
    pub fn found(&self) -> &Found {
        &self.inner.found
    }

    /// Who this PC is.
    pub fn device(&self) -> Arc<Device> {
        self.inner.device()
    }

    pub fn folder(&self) -> &Folder {
        &self.inner.folder
    }

    /// Adds somebody who is told after every commit that changed something, sync's own included. Must return at once.
    pub fn listen(&self, listener: Listener) {
        self.inner.listeners.write().unwrap_or_else(PoisonError::into_inner).push(listener);
    }

    /// The newest moment any record here is stamped with; a PC clock behind it is wrong.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn newest_record_at(&self) -> Result<Time> {
        let stamp: Option<String> =
            self.read(|conn| Ok(conn.query_row("SELECT max(hlc) FROM log", [], |row| row.get(0))?))?;
        Ok(Time(stamp.and_then(|stamp| stamp.parse::<Hlc>().ok()).unwrap_or_default().ms()))
    }

    /// Runs one durable transaction for the user who does it: what `f` writes becomes records, everything they touch is folded again,
    /// and either all of it stands afterwards or nothing.
    ///
    /// # Errors
    /// What `f` fails with, or what the store does; nothing was written then.
    pub fn transact<T, E: From<StoreError>>(
        &self,
        author: Uuid,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<(T, Changed), E> {
        self.inner.transact(Lane::Officer, author, f)
    }

    /// Reads one consistent view of the database. Keep it short: it holds one of few connections.
    ///
    /// # Errors
    /// [`StoreError::Closed`], or what `f` fails with.
    pub fn read<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.inner.pool.read(f)
    }

    /// Waits for the write under way, closes the database and forgets its key. Every later call answers [`StoreError::Closed`].
    pub fn close(&self) {
        self.inner.close();
    }
}

impl Inner {
    pub(crate) fn transact<T, E: From<StoreError>>(
        &self,
        lane: Lane,
        author: Uuid,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<(T, Changed), E> {
        let mut turn = self.writer.turn(lane)?;
        let (value, done) = match lane {
            Lane::Again => {
                let lent = crate::db::NotDurable::begin(turn.connection()?)?;
                self.in_transaction(lent.connection, author, f)?
            }
            Lane::Officer | Lane::Behind => self.in_transaction(turn.connection()?, author, f)?,
        };
        if let Some(device) = done.device {
            lock(&self.slots).follow(&device);
            *self.device.write().unwrap_or_else(PoisonError::into_inner) = device;
        }
        if done.appended {
            let connection = turn.connection()?;
            self.note_head_of(connection);
        }
        self.clear_traces(turn.connection()?, done.erased, &done.unneeded);
        // The next writer must find the office this one left.
        if let Some(office) = done.office {
            *self.office.write().unwrap_or_else(PoisonError::into_inner) = office;
        }
        if let Some(rules) = done.rules {
            *self.rules.write().unwrap_or_else(PoisonError::into_inner) = rules;
        }
        if let Some(pin) = done.pin {
            *self.pin.write().unwrap_or_else(PoisonError::into_inner) = Some(pin);
        }
        drop(turn);
        if !done.let_go.is_empty() {
            // A piece being written right now ends, and the next finds nothing to follow.
            lock(&self.stages).retain(|_, (case, _)| !done.let_go.contains(case));
        }
        self.remove_left();
        if !done.changed.is_empty() {
            for listener in self.listeners.read().unwrap_or_else(PoisonError::into_inner).iter() {
                listener(&done.changed);
            }
        }
        Ok((value, done.changed))
    }

    fn in_transaction<T, E: From<StoreError>>(
        &self,
        connection: &mut Connection,
        author: Uuid,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<(T, Done), E> {
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let mut tx = Tx::begin(&transaction, self, author);
        let value = f(&mut tx)?;
        let done = tx.finish()?;
        transaction.commit().map_err(StoreError::from)?;
        Ok((value, done))
    }

    pub(crate) fn device(&self) -> Arc<Device> {
        self.device.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn office(&self) -> Arc<OfficeState> {
        self.office.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn rules(&self) -> Arc<Rules> {
        self.rules.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn pin(&self) -> Option<Pin> {
        self.pin.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Where a whole attachment lies.
    pub(crate) fn file_path(&self, local_name: &str) -> PathBuf {
        self.folder.files().join(local_name)
    }

    fn note_head(&self) {
        if let Ok(mut turn) = self.writer.turn(Lane::Officer)
            && let Ok(connection) = turn.connection()
        {
            self.note_head_of(connection);
        }
    }

    fn note_head_of(&self, connection: &Connection) {
        match lakon_log::head(connection, self.device().log) {
            Ok(Some(head)) => lock(&self.slots).note(&head),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the own head was not read; the incarnation slot lags"),
        }
    }

    fn close(&self) {
        self.writer.close();
        self.pool.close();
        lock(&self.stages).clear();
        lock(&self.incoming).clear();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

/// Locks a mutex whose content stays whole when a holder panics.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
