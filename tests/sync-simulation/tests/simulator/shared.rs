//! What everybody in a simulated office shares: the server of the moment, what was acknowledged, what goes wrong on purpose, the tale.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ed25519_dalek::SigningKey;
use lakon_domain::ids::LogId;
use lakon_domain::shape::Time;
use lakon_store::Clock;
use lakon_sync::transport::Endpoint;

use crate::breaks::Break;
use crate::desk::Desk;
use crate::ledger::{Ledger, Who};
use crate::machines::Image;
use crate::server::Service;
use crate::stick::Stick;

/// Why a run is wrong, in words.
pub type Wrong = String;

/// Monday, 23 November 2026, 07.30 in Makassar.
pub const START: i64 = 1_795_390_200_000;

/// A machine's clock: it shows what it was set to.
pub struct Hand(AtomicI64);

impl Hand {
    pub fn new(at: i64) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(at)))
    }

    pub fn pass(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn set(&self, at: i64) {
        self.0.store(at, Ordering::SeqCst);
    }

    pub fn get(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Clock for Hand {
    fn now(&self) -> Time {
        Time(self.get())
    }
}

/// A request that arrives a second time, later.
pub struct Late {
    pub endpoint: Endpoint,
    pub token: Option<String>,
    pub body: Vec<u8>,
}

pub struct Shared {
    pub seed: u64,
    /// The invariant that is broken on purpose, once the office stands.
    broken: Option<Break>,
    armed: AtomicBool,
    pub root: PathBuf,
    pub server_clock: Arc<Hand>,
    pub ledger: Mutex<Ledger>,
    /// The true signing key of every log, for whoever forges.
    pub keys: Mutex<HashMap<LogId, SigningKey>>,
    /// Most records of a page; `None` for the protocol's own bound.
    pub page_records: Option<usize>,
    /// The newest copy of each machine's disk.
    pub images: Mutex<BTreeMap<Who, Image>>,
    /// Every machine's disk in the newest moment in which all were copied.
    pub moment: Mutex<BTreeMap<Who, Image>>,
    /// Bundles that were written, oldest first.
    pub sticks: Mutex<Vec<Stick>>,
    desks: Mutex<Vec<Arc<Desk>>>,
    service: Mutex<Option<Arc<Service>>>,
    /// Which of the servers this office had one after the other is there now.
    generation: AtomicU64,
    runs: AtomicU64,
    late: Mutex<Vec<Late>>,
    tale: Mutex<Vec<String>>,
    counts: Mutex<BTreeMap<&'static str, u64>>,
    wrong: Mutex<Option<Wrong>>,
    copies: AtomicU64,
}

pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub fn new(seed: u64, broken: Option<Break>, root: &Path, page_records: Option<usize>) -> Arc<Self> {
        Arc::new(Self {
            seed,
            broken,
            armed: AtomicBool::new(false),
            root: root.to_owned(),
            server_clock: Hand::new(START),
            ledger: Mutex::default(),
            keys: Mutex::default(),
            page_records,
            images: Mutex::default(),
            moment: Mutex::default(),
            sticks: Mutex::default(),
            desks: Mutex::default(),
            service: Mutex::default(),
            generation: AtomicU64::new(0),
            runs: AtomicU64::new(0),
            late: Mutex::default(),
            tale: Mutex::default(),
            counts: Mutex::default(),
            wrong: Mutex::default(),
            copies: AtomicU64::new(0),
        })
    }

    pub fn is(&self, what: Break) -> bool {
        self.broken == Some(what) && self.armed.load(Ordering::SeqCst)
    }

    /// From now on what is to be broken is broken.
    pub fn arm(&self) {
        self.armed.store(true, Ordering::SeqCst);
    }

    /// Adds a line to the tale of this run.
    pub fn tell(&self, line: impl Into<String>) {
        lock(&self.tale).push(line.into());
    }

    pub fn tale(&self) -> Vec<String> {
        lock(&self.tale).clone()
    }

    /// Counts that something happened, so that a fault nobody meets is noticed.
    pub fn count(&self, what: &'static str) {
        *lock(&self.counts).entry(what).or_default() += 1;
    }

    pub fn counts(&self) -> BTreeMap<&'static str, u64> {
        lock(&self.counts).clone()
    }

    /// Whether an attachment some record names is lost for good.
    pub fn any_bad_file(&self) -> bool {
        lock(&self.ledger).files.values().any(|file| file.lost)
    }

    /// Keeps the first thing that is wrong, wherever it shows; the run ends at its next step.
    pub fn complain(&self, found: Result<(), Wrong>) {
        if let Err(wrong) = found {
            lock(&self.wrong).get_or_insert(wrong);
        }
    }

    /// # Errors
    /// What was found wrong so far.
    pub fn verdict(&self) -> Result<(), Wrong> {
        lock(&self.wrong).clone().map_or(Ok(()), Err)
    }

    /// The server of the moment.
    pub fn service(&self) -> Arc<Service> {
        lock(&self.service).clone().unwrap()
    }

    pub fn set_service(&self, service: Arc<Service>) {
        *lock(&self.service) = Some(service);
    }

    /// The server's process ends. It knows this very struct, so neither would go by itself.
    pub fn close(&self) {
        *lock(&self.service) = None;
    }

    /// Every PC and the server end for good.
    pub fn end(&self) {
        lock(&self.desks).clear();
        self.close();
    }

    /// Every PC of the office, in the order of their numbers.
    pub fn desks(&self) -> Vec<Arc<Desk>> {
        lock(&self.desks).clone()
    }

    pub fn add_desk(&self, desk: Arc<Desk>) {
        lock(&self.desks).push(desk);
    }

    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::SeqCst)
    }

    pub fn set_generation(&self, generation: u64) {
        self.generation.store(generation, Ordering::SeqCst);
    }

    /// Tells the starts of the server apart, so that each has chance of its own.
    pub fn next_run(&self) -> u64 {
        self.runs.fetch_add(1, Ordering::SeqCst) + 1
    }

    pub fn keep_late(&self, late: Late) {
        lock(&self.late).push(late);
    }

    pub fn take_late(&self) -> Vec<Late> {
        std::mem::take(&mut *lock(&self.late))
    }

    /// The disk of a machine as it lies there this moment, under a new name: what a process that was killed leaves behind.
    pub fn image(&self, folder: &Path) -> PathBuf {
        let number = self.copies.fetch_add(1, Ordering::SeqCst);
        let copy = self.root.join(format!("disk-{number}"));
        copy_tree(folder, &copy);
        copy
    }
}

fn copy_tree(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&entry.path(), &target);
        } else if entry.file_name() != "lakon.db-shm" && entry.file_name() != "lock" {
            // The shared memory of the write-ahead log is made anew by whoever opens it; a lock belongs to its process.
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
