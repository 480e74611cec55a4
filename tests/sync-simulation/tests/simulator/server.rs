//! The office server of the simulation: its store on an encrypted disk, and the real server half of every step before it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ed25519_dalek::SigningKey;
use lakon_domain::code::Seed;
use lakon_domain::ids::{Hash, PublicKey};
use lakon_domain::shape::{Code, Time};
use lakon_domain::statement::{Server as Stated, ServerStatement, office_key, recovery_secret};
use lakon_server_store::{FileKeys, Keys, NewOffice, ServerFolder, ServerStore, recovery_recipient};
use lakon_simulation_tests::dice::Dice;
use lakon_sync::error::Problem;
use lakon_sync::files::{Uploads, Writers};
use lakon_sync::mint::Mint;
use lakon_sync::replica::Replica;
use lakon_sync::serve::Server;
use lakon_sync::tls::Shown;
use lakon_sync::transport::Endpoint;
use uuid::Uuid;

use crate::ledger::Who;
use crate::replica::Twisted;
use crate::shared::{START, Shared, lock};

pub const DATABASE_KEY: [u8; 32] = [46; 32];

/// One run of the server's process.
pub struct Service {
    pub folder: PathBuf,
    /// Which keys it has: a server made anew has others.
    pub generation: u64,
    pub replica: Arc<dyn Replica>,
    pub store: Arc<ServerStore>,
    pub uploads: Arc<dyn Uploads>,
    pub writers: Writers,
    door: Server,
    random: Mutex<Dice>,
}

fn seed() -> Seed {
    Seed::new([7; 16])
}

/// A byte of the keys of this server of the office.
fn of(generation: u64) -> u8 {
    u8::try_from(generation % 40).unwrap()
}

pub fn log_key(generation: u64) -> SigningKey {
    SigningKey::from_bytes(&[100 + of(generation); 32])
}

/// The server's age identity as text.
fn identity(generation: u64) -> String {
    let prefix = bech32::Hrp::parse("age-secret-key-").unwrap();
    bech32::encode_lower::<bech32::Bech32>(prefix, &[150 + of(generation); 32]).unwrap().to_uppercase()
}

pub fn pinned() -> PublicKey {
    PublicKey(office_key(&seed()).verifying_key().to_bytes())
}

pub fn shown(generation: u64) -> Shown {
    let byte = 200 + of(generation);
    Shown { certificate: Hash([byte; 32]), key: Hash([byte; 32]) }
}

pub fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

pub fn statement(generation: u64) -> ServerStatement {
    let server = Stated {
        office: Uuid::from_u128(46),
        server: Uuid::from_u128(1_000 + u128::from(generation)),
        tls_key: shown(generation).key,
        log_key: public(&log_key(generation)),
        recovery: recovery_recipient(&recovery_secret(&seed())).unwrap(),
    };
    ServerStatement::sign(server, Time(START), &office_key(&seed()))
}

fn keys(generation: u64) -> Keys {
    let statement = statement(generation);
    Keys {
        database: zeroize::Zeroizing::new(DATABASE_KEY),
        files: FileKeys::new(&identity(generation), &statement.recovery).unwrap(),
        log: log_key(generation),
        statement,
    }
}

impl Service {
    /// Starts a process on a folder; `run` tells its randomness apart from that of the runs before.
    ///
    /// # Errors
    /// Those of the store.
    pub fn start(shared: &Arc<Shared>, folder: &Path, run: u64) -> Result<Arc<Self>, String> {
        let clock = shared.server_clock.clone();
        let dice = |part: u64| Dice::new(shared.seed.wrapping_mul(31).wrapping_add(run * 2 + part).wrapping_add(7_000));
        let taken = ServerFolder::take(folder).map_err(|error| error.to_string())?;
        let generation = shared.generation();
        let store = ServerStore::open(taken, keys(generation), Arc::new(move || Time(clock.get())), Box::new(dice(0)))
            .map_err(|error| error.to_string())?;
        let store = Arc::new(store);
        let replica: Arc<dyn Replica> =
            Arc::new(Twisted::new(store.clone(), shared.clone(), Who::Server, folder.join("lakon.db"), DATABASE_KEY));
        let door = Server {
            replica: replica.clone(),
            office: store.clone(),
            invitations: store.clone(),
            slots: store.clone(),
            mint: Mint::new(&log_key(generation).to_bytes()),
            certificate: shown(generation).certificate,
        };
        Ok(Arc::new(Self {
            folder: folder.to_owned(),
            generation,
            replica,
            uploads: store.clone(),
            store,
            writers: Writers::default(),
            door,
            random: Mutex::new(dice(1)),
        }))
    }

    /// Begins the office on an empty folder.
    pub fn begin(shared: &Arc<Shared>) -> Arc<Self> {
        let service = Self::start(shared, &shared.root.join("server"), 0).unwrap();
        let code = |text: &str| Code::new(text).unwrap();
        service.store.begin(&NewOffice { code: code("046"), zone: code("WITA"), name: "KPPN Contoh".into() }).unwrap();
        service.ready(shared);
        service
    }

    /// Answers one message as the server's route does, and takes down what the answer acknowledges.
    ///
    /// # Errors
    /// [`Problem`]
    pub fn answer(
        &self,
        shared: &Shared,
        endpoint: Endpoint,
        token: Option<&str>,
        body: &[u8],
    ) -> Result<Vec<u8>, Problem> {
        let served = self.door.serve(endpoint, token, body, &mut *lock(&self.random));
        let mut ledger = lock(&shared.ledger);
        // Whatever the program says of itself, this is what is on its disk.
        shared.complain(ledger.author(Who::Server, self.store.as_ref()));
        shared.complain(ledger.heads(Who::Server, self.store.as_ref()));
        served.map(|served| served.body)
    }

    /// The attachments it has.
    fn stored(&self, shared: &Shared) -> Vec<Hash> {
        let known: Vec<Hash> = lock(&shared.ledger).files.keys().copied().collect();
        known.into_iter().filter(|address| matches!(self.uploads.open(address), Ok(Some(_)))).collect()
    }

    /// The device behind a request for attachments.
    ///
    /// # Errors
    /// [`Problem`]
    pub fn caller(&self, token: Option<&str>) -> Result<Uuid, Problem> {
        self.door.caller(token).map(|(device, _)| device)
    }
}

/// The server's process dies where it stands and is started again on the same disk.
pub fn kill(shared: &Arc<Shared>) {
    let service = shared.service();
    shared.count("server killed");
    let lies = shared.root.join("before-the-last-page");
    let disk = if shared.is(crate::breaks::Break::AcknowledgesBeforeTheCommit) && lies.exists() {
        shared.image(&lies)
    } else {
        shared.image(&service.folder)
    };
    let stored = service.stored(shared);
    drop(service);
    match Service::start(shared, &disk, shared.next_run()) {
        Ok(again) => {
            let mut ledger = lock(&shared.ledger);
            shared.complain(ledger.author(Who::Server, again.store.as_ref()));
            shared.complain(ledger.heads(Who::Server, again.store.as_ref()));
            drop(ledger);
            let kept = again.stored(shared);
            if let Some(gone) = stored.iter().find(|address| !kept.contains(address)) {
                shared.complain(Err(format!("the server had the attachment {gone} and does not any more")));
            }
            shared.set_service(again);
        }
        Err(error) => shared.complain(Err(format!("the server does not start again: {error}"))),
    }
}
