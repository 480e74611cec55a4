//! An office server over real TLS on loopback, desks that speak to it, and a proxy that counts and cuts.

pub mod blobs;
pub mod proxy;
pub mod records;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ed25519_dalek::SigningKey;
use lakon_domain::Random;
use lakon_domain::code::Invitation;
use lakon_domain::enrolment::DeviceKeys;
use lakon_domain::ids::{LogId, PublicKey, new_id};
use lakon_domain::rights::Role;
use lakon_domain::shape::{AgeRecipient, Time};
use lakon_domain::statement::ServerStatement;
use lakon_server::{Config, Init, Invite, Running, Settings, SystemRandom, init, invite, start};
use lakon_server_store::Clock;
use lakon_sync::enrol::{self, Joined};
use lakon_sync::error::SyncError;
use lakon_sync::files::Lane;
use lakon_sync::hello;
use lakon_sync::http::Http;
use lakon_sync::tls::Pin;
use lakon_sync::transport::Transport;
use tempfile::TempDir;

/// A recipient nobody holds the identity of.
pub const RECIPIENT: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

/// An office's server in a temporary folder, with a clock that stands where the test puts it.
pub struct Office {
    pub folder: TempDir,
    pub invitation: Invitation,
    pub running: Option<Running>,
    offset: Arc<AtomicI64>,
}

impl Office {
    pub async fn begin() -> Self {
        let folder = TempDir::new().unwrap();
        let offset = Arc::new(AtomicI64::new(0));
        let settings = Settings { listen: "127.0.0.1:0".parse().unwrap() };
        let new = Init {
            code: "046".into(),
            name: "KPPN Contoh".into(),
            zone: "WITA".into(),
            admin: "Pengelola".into(),
            settings,
        };
        let begun = init(folder.path(), &new, clock(&offset)).unwrap();
        let mut office = Self { folder, invitation: begun.invitation, running: None, offset };
        office.start().await;
        office
    }

    pub fn config(&self) -> Config {
        Config { folder: self.path(), listen: "127.0.0.1:0".parse().unwrap(), clock: clock(&self.offset) }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    pub async fn start(&mut self) {
        self.running = Some(start(self.config()).await.unwrap());
    }

    pub async fn stop(&mut self) {
        self.running.take().unwrap().stop().await;
    }

    pub fn running(&self) -> &Running {
        self.running.as_ref().unwrap()
    }

    pub fn address(&self) -> String {
        self.running().addr().to_string()
    }

    /// Moves the server's clock forward, milliseconds.
    pub fn later(&self, ms: i64) {
        self.offset.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn invite(&self, name: &str, roles: &[Role]) -> Invitation {
        let asked = Invite { name: name.into(), roles: roles.to_vec(), user: None, lasts_ms: 60_000 };
        invite(&self.path(), &asked, clock(&self.offset)).unwrap()
    }

    /// The first admin's PC.
    pub async fn admin(&self) -> Desk {
        Desk::join(&self.address(), &self.invitation).await.unwrap()
    }

    pub async fn officer(&self, name: &str) -> Desk {
        Desk::join(&self.address(), &self.invite(name, &[Role::Officer])).await.unwrap()
    }
}

fn clock(offset: &Arc<AtomicI64>) -> Clock {
    let (offset, system) = (offset.clone(), lakon_server::system_clock());
    Arc::new(move || Time(system().0 + offset.load(Ordering::SeqCst)))
}

/// An enrolled PC's keys and its way to the server.
pub struct Desk {
    pub keys: DeviceKeys,
    pub key: SigningKey,
    pub statement: ServerStatement,
    pub joined: Joined,
    pub http: Http,
    pub token: String,
}

pub fn new_device() -> (DeviceKeys, SigningKey) {
    let mut secret = [0; 32];
    SystemRandom.fill(&mut secret);
    let key = SigningKey::from_bytes(&secret);
    let keys = DeviceKeys {
        device: new_id(0, &mut SystemRandom),
        log: LogId::random(&mut SystemRandom),
        signing_key: PublicKey(key.verifying_key().to_bytes()),
        recipient: AgeRecipient::new(RECIPIENT).unwrap(),
    };
    (keys, key)
}

impl Desk {
    pub async fn join(address: &str, invitation: &Invitation) -> Result<Self, SyncError> {
        let (keys, key) = new_device();
        let first = Http::new(address, Pin::First)?;
        let (statement, joined) = enrol::join(&first, invitation, &keys, &mut SystemRandom).await?;
        let http = Http::new(address, Pin::Key(statement.tls_key))?;
        let mut desk = Self { keys, key, statement, joined, http, token: String::new() };
        desk.hello().await?;
        Ok(desk)
    }

    /// A new session, with the server at this address.
    pub async fn at(&mut self, address: &str) -> Result<(), SyncError> {
        self.http = Http::new(address, Pin::Key(self.statement.tls_key))?;
        self.hello().await
    }

    pub async fn hello(&mut self) -> Result<(), SyncError> {
        let greeting = hello::greet(&self.http, &self.statement.office_key).await?;
        self.token =
            hello::prove(&self.http, &greeting, self.keys.device, self.keys.log, &self.key, Vec::new()).await?.token;
        Ok(())
    }

    pub fn lane(&self) -> Lane {
        let (http, base) = self.http.http().unwrap();
        Lane { carrier: Arc::new(http.clone()), http, base, token: self.token.clone() }
    }

    /// A request as any HTTP client would make it, with the token.
    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let lane = self.lane();
        lane.http.request(method, format!("{}{path}", lane.base)).bearer_auth(lane.token)
    }
}

/// Guesses so many times at the last step of an enrolment, where the server sees the guess: what it said each time, and whether the
/// right code was still answered at once afterwards.
pub async fn guess(
    office: &Office,
    wrong: &Invitation,
    keys: &DeviceKeys,
    times: usize,
) -> (Vec<lakon_sync::error::Problem>, bool) {
    use lakon_domain::enrolment::Proof;
    use lakon_domain::ids::Hash;
    use lakon_sync::enrol::{Begin, BeginAnswer, Finish};
    use lakon_sync::error::Problem;
    use lakon_sync::transport::Endpoint;
    use lakon_sync::wire;

    let http = Http::new(&office.address(), Pin::First).unwrap();
    let mut said = Vec::new();
    for _ in 0..times {
        let begin = Begin { invitation: wrong.name, nonce: serde_bytes::ByteArray::new([7; 32]), device: keys.clone() };
        let answer = match http.send(Endpoint::EnrolBegin, None, wire::encode(&begin).unwrap()).await {
            Ok(answer) => answer,
            Err(SyncError::Problem(problem)) => {
                said.push(problem);
                continue;
            }
            Err(error) => panic!("{error}"),
        };
        let answer: BeginAnswer = wire::decode(&answer).unwrap();
        let finish = Finish { begin, nonce: answer.nonce, proof: Proof(Hash([9; 32])) };
        match http.send(Endpoint::EnrolFinish, None, wire::encode(&finish).unwrap()).await {
            Err(SyncError::Problem(problem)) => said.push(problem),
            other => panic!("{other:?}"),
        }
    }
    let free = !matches!(
        Desk::join(&office.address(), &office.invitation).await.err(),
        Some(SyncError::Problem(Problem::TooMany { .. }))
    );
    (said, free)
}
