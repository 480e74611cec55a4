//! A desk of the simulation: its store on an encrypted disk, its clock, its line, and the program that runs on it until it dies.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use lakon_domain::Random;
use lakon_domain::enrolment::DeviceKeys;
use lakon_domain::ids::{Hash, LogId};
use lakon_domain::rights::Role;
use lakon_domain::shape::Time;
use lakon_server_store::NewInvitation;
use lakon_simulation_tests::dice::Dice;
use lakon_store::{DbKey, Device, Enrolled, Folder, Randomness, Store};
use lakon_sync::client::{Client, Credentials};
use lakon_sync::enrol;
use lakon_sync::error::SyncError;
use lakon_sync::files;
use lakon_sync::replica::{Blobs, LogHead, Replica, StoreFault};
use lakon_sync::report::Report;
use lakon_sync::session::sync_once;
use uuid::Uuid;

use crate::blobs::Queue;
use crate::breaks::Break;
use crate::hostile;
use crate::ledger::Who;
use crate::line::{Line, Way, Weather};
use crate::machines::Image;
use crate::raw;
use crate::replica::Twisted;
use crate::server::pinned;
use crate::shared::{Hand, Shared, Wrong, lock};

/// Attempts at setting a desk up among faults.
const TRIES: usize = 12;

pub struct Desk {
    pub number: usize,
    pub user: Uuid,
    pub admin: bool,
    pub raw_key: [u8; 32],
    pub clock: Arc<Hand>,
    pub line: Arc<Line>,
    pub shared: Arc<Shared>,
    /// On which machine it runs.
    machine: String,
    key: DbKey,
    program: Mutex<Option<Program>>,
    /// Counts the starts, so that each has randomness of its own.
    starts: Mutex<u64>,
}

/// One run of the desk's program.
struct Program {
    folder: PathBuf,
    store: Store,
    client: Option<Arc<Client>>,
}

fn dice(shared: &Shared, number: usize, start: u64) -> Dice {
    Dice::new(shared.seed.wrapping_mul(131).wrapping_add(number as u64 * 1_000).wrapping_add(start))
}

impl Desk {
    /// A PC that is set up with an invitation and has synced once. Where something comes in between, it is tried again with the
    /// same keys, and in the end without faults.
    ///
    /// # Errors
    /// Where setting up fails.
    pub async fn joined(
        shared: &Arc<Shared>,
        number: usize,
        admin: bool,
        weather: Weather,
    ) -> Result<Arc<Self>, Wrong> {
        let words = |error: &dyn std::fmt::Display| format!("setting up desk {number}: {error}");
        let clock = Hand::new(shared.server_clock.get());
        let mut first = dice(shared, number, 0);
        let mut raw_key = [0; 32];
        first.clone().fill(&mut raw_key);
        let key = DbKey::random(&mut first);
        let folder = shared.root.join(format!("desk-{number}"));
        let opened = Folder::open(&folder).map_err(|e| words(&e))?;
        let device = Device::random(Time(clock.get()), &mut first).map_err(|e| words(&e))?;
        let (log, user) = (device.log, Uuid::from_u128(0x0197_0000_0000_7000_8000_0000_0000_0001 + number as u128));
        lock(&shared.keys).insert(log, device.signing_key().clone());
        let random = Randomness::new(dice(shared, number, 1));
        let keys = DeviceKeys {
            device: device.device,
            log,
            signing_key: device.signing_public(),
            recipient: device.recipient().clone(),
        };
        let machine = format!("machine {number}");
        let store = Store::create_on(&opened, &key, device, clock.clone(), random, Some(machine.clone()))
            .map_err(|e| words(&e))?;
        let line = Line::new(shared.clone(), number);
        let roles = if admin { vec![Role::Officer, Role::Admin] } else { vec![Role::Officer] };
        let invitation = shared
            .service()
            .store
            .invite(&NewInvitation {
                user,
                user_name: format!("Petugas {number}"),
                roles,
                expires_at: Time(clock.get() + 7 * 86_400_000),
            })
            .map_err(|e| words(&e))?;
        let way = Way(line.clone());
        line.set(weather);
        let mut tries = 0;
        let (statement, joined) = loop {
            tries += 1;
            match enrol::join(&way, &invitation, &keys, &mut first).await {
                Ok(joined) => break joined,
                Err(error) if error.transient() && tries < TRIES => {}
                Err(error) if tries == TRIES => {
                    shared.tell(format!("    desk {number} is set up without faults: {error}"));
                    line.set(Weather::calm());
                }
                Err(error) => return Err(words(&error)),
            }
        };
        let enrolled = Enrolled { statement, address: "server.invalid".into(), user, label: Some(joined.label) };
        store.enrol(enrolled).map_err(|e| words(&e))?;
        let program = Mutex::new(Some(Program { folder, store, client: None }));
        let desk = Arc::new(Self {
            number,
            user,
            admin,
            raw_key,
            clock,
            line,
            shared: shared.clone(),
            machine,
            key,
            program,
            starts: Mutex::new(1),
        });
        desk.line.lead_to(&desk);
        desk.sync(Weather::calm()).await.map_err(|e| words(&e))?;
        desk.note();
        Ok(desk)
    }

    /// The store of the running program.
    pub fn store(&self) -> Store {
        lock(&self.program).as_ref().unwrap().store.clone()
    }

    pub fn folder(&self) -> PathBuf {
        lock(&self.program).as_ref().unwrap().folder.clone()
    }

    pub fn database(&self) -> PathBuf {
        self.folder().join("lakon.db")
    }

    pub fn files(&self) -> PathBuf {
        self.folder().join("files")
    }

    pub fn leave_room(&self, pages: Option<u32>) {
        self.store().leave_room(pages).unwrap();
    }

    /// Takes down what the disk holds.
    pub fn note(&self) {
        let store = self.store();
        let mut ledger = lock(&self.shared.ledger);
        self.shared.complain(ledger.author(Who::Desk(self.number), &store));
        self.shared.complain(ledger.heads(Who::Desk(self.number), &store));
    }

    /// Whether the office has revoked it, by the server's word.
    pub fn is_revoked(&self) -> bool {
        self.shared.service().store.office_state().revoked.holds(self.store().device().device)
    }

    /// The log it writes now.
    pub fn log(&self) -> LogId {
        self.store().device().log
    }

    /// How far it has written that log.
    pub fn head(&self) -> LogHead {
        let log = self.log();
        self.store().heads().unwrap().into_iter().find(|head| head.log == log).unwrap()
    }

    /// Its disk as it lies there this moment, copied.
    pub fn image(&self) -> Image {
        let folder = self.shared.image(&self.folder());
        let LogHead { log, seq, chain } = self.head();
        Image { folder, log, seq, chain }
    }

    /// The program dies where it stands and is started again on the same disk.
    pub fn kill(&self) {
        self.restart_on(self.shared.image(&self.folder()));
    }

    /// It is started again on a copy of its disk of this moment.
    pub fn restart_on(&self, disk: PathBuf) {
        let had = self.held();
        self.run_on(disk);
        if let Some(mismatch) = &self.store().found().mismatch {
            let wrong = format!("desk {} takes its own disk for another's: {mismatch:?}", self.number);
            self.shared.complain(Err(wrong));
        }
        self.note();
        let has = self.held();
        if let Some(gone) = had.iter().find(|address| !has.contains(address)) {
            self.shared.complain(Err(format!("desk {} had the attachment {gone} and does not any more", self.number)));
        }
    }

    /// The program ends and is started on this disk.
    pub fn run_on(&self, disk: PathBuf) {
        // What was open goes with its process; nothing it does at its end reaches the disk that is used from now on.
        *lock(&self.program) = None;
        let start = {
            let mut starts = lock(&self.starts);
            *starts += 1;
            *starts
        };
        *lock(&self.program) = Some(self.started(disk, start));
    }

    fn started(&self, disk: PathBuf, start: u64) -> Program {
        let random = Randomness::new(dice(&self.shared, self.number, start));
        let machine = Some(self.machine.clone());
        let opened = Folder::open(&disk)
            .and_then(|folder| Store::open_on(&folder, &self.key, self.clock.clone(), random, machine, &|_, _| {}));
        match opened {
            Ok(store) => {
                let device = store.device();
                lock(&self.shared.keys).insert(device.log, device.signing_key().clone());
                Program { folder: disk, store, client: None }
            }
            Err(error) => panic!("desk {} does not start again: {error}", self.number),
        }
    }

    /// A copy of the whole folder that goes on beside the original.
    pub fn copied(original: &Arc<Self>, same_machine: bool) -> Arc<Self> {
        let shared = &original.shared;
        let number = shared.desks().len();
        let machine = if same_machine { original.machine.clone() } else { format!("machine {number}") };
        let copy = Self {
            number,
            user: original.user,
            admin: original.admin,
            raw_key: original.raw_key,
            clock: Hand::new(original.clock.get()),
            line: Line::new(shared.clone(), number),
            shared: shared.clone(),
            machine,
            key: original.key.clone(),
            program: Mutex::new(None),
            starts: Mutex::new(1),
        };
        let program = copy.started(original.image().folder, 1);
        *lock(&copy.program) = Some(program);
        let copy = Arc::new(copy);
        copy.line.lead_to(&copy);
        copy
    }

    /// Takes down a disk that is another from now on.
    pub fn adopt(&self) {
        let store = self.store();
        self.shared.complain(lock(&self.shared.ledger).adopt(Who::Desk(self.number), &store));
    }

    /// Its store as the protocol meets it here.
    pub fn replica(&self) -> Arc<dyn Replica> {
        let program = lock(&self.program);
        let program = program.as_ref().unwrap();
        Arc::new(Twisted::new(
            Arc::new(program.store.clone()),
            self.shared.clone(),
            Who::Desk(self.number),
            program.folder.join("lakon.db"),
            self.raw_key,
        ))
    }

    /// The attachments that are here.
    pub fn held(&self) -> Vec<Hash> {
        let store = self.store();
        let known: Vec<Hash> = lock(&self.shared.ledger).files.keys().copied().collect();
        known.into_iter().filter(|address| store.have(address).unwrap()).collect()
    }

    /// A new connection is begun with the next sync.
    pub fn hang_up(&self) {
        lock(&self.program).as_mut().unwrap().client = None;
    }

    fn client(&self) -> Arc<Client> {
        let replica = self.replica();
        let mut program = lock(&self.program);
        let program = program.as_mut().unwrap();
        let store = &program.store;
        let client = program.client.get_or_insert_with(|| {
            let device = store.device();
            let believed = if self.shared.is(Break::BelievesAnyServer) && self.line.is_strange() {
                hostile::pin()
            } else {
                pinned()
            };
            let credentials = Credentials {
                device: device.device,
                log: device.log,
                signing_key: device.signing_key().clone(),
                office_key: believed,
            };
            Arc::new(Client::new(Arc::new(Way(self.line.clone())), credentials, replica))
        });
        client.clone()
    }

    /// One sync as the program makes it.
    ///
    /// # Errors
    /// [`SyncError`]; a program that died has said [`SyncError::Cut`] and runs again.
    pub async fn sync(&self, weather: Weather) -> Result<Report, SyncError> {
        self.line.set(weather);
        let (client, store) = (self.client(), self.store());
        let blobs: Arc<dyn Blobs> = Arc::new(Queue { inner: store.clone(), shared: self.shared.clone() });
        self.line.begin(self.head());
        let synced = tokio::select! {
            biased;
            () = self.line.died.notified() => None,
            synced = self.synced(&client, &blobs) => Some(synced),
        };
        // What was on its way to the disk arrives there: a thread is not stopped in the middle of a call.
        tokio::task::spawn_blocking(|| {}).await.unwrap();
        let Some(synced) = synced else {
            self.shared.count("desk killed");
            drop((client, store, blobs));
            self.kill();
            return Err(SyncError::Cut("the program died".into()));
        };
        self.leave_room(None);
        self.note();
        let report = synced?;
        self.check(&report);
        store.set_clock_offset(report.clock_offset_ms).map_err(StoreFault::from)?;
        store.note_outcomes(&report.files).map_err(StoreFault::from)?;
        // As the program does after every sync: it says how far it has erased.
        store.tell_erased().map_err(StoreFault::from)?;
        self.note();
        Ok(report)
    }

    async fn synced(&self, client: &Client, blobs: &Arc<dyn Blobs>) -> Result<Report, SyncError> {
        if self.shared.is(Break::FilesFirst)
            && let Some(lane) = client.lane().await?
        {
            files::send(&lane, blobs, &blobs.unsent(None, usize::MAX)?, &|_| {}).await;
        }
        sync_once(client, blobs, &|_| {}).await
    }

    /// What must never be said by anybody in an office whose machines are what they were.
    fn check(&self, report: &Report) {
        let number = self.number;
        if let Some(seq) = report.own_log_ahead {
            self.shared
                .complain(Err(format!("desk {number}: the server holds its own log up to {seq}, further than itself")));
        }
        // Where two machines wrote one log, somebody gives way in the end.
        if !report.differences.is_empty() && !lock(&self.shared.ledger).any_fork() {
            self.shared.complain(Err(format!("desk {number}: logs differ at {:?}", report.differences)));
        }
    }

    /// An invariant that is broken by the hand that writes.
    pub fn after_writing(&self) {
        if self.shared.is(Break::SkipsANumber) {
            raw::skip_a_number(&self.database(), &self.raw_key);
        }
        self.note();
    }
}
