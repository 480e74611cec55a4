//! The office server: one more replica with a log of its own, behind TLS. The library never prints and reads no environment;
//! the command line in `main.rs` owns all output.

mod audit;
mod bundle;
pub mod decoders;
mod devices;
mod error;
mod handed;
mod keys;
mod listen;
mod office;
mod recover;
mod restate;
mod routes;
mod settings;
mod system;
mod tls;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use lakon_server_store::{Clock, ServerFolder, ServerStore, StoreError};
use lakon_sync::files::Writers;
use lakon_sync::mint::Mint;
use lakon_sync::serve::Server;
use lakon_sync::wake::Hub;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use audit::{audit, audit_lines};
pub use bundle::{bundle_in, bundle_out, invite_by_file, reply_path};
pub use devices::{
    DeviceRow, Lacking, LackingRow, Stretch, UnjudgedRow, devices, kept_aside, lacking, lost, refuse_aside, revoke,
    take_aside, unjudged,
};
pub use error::{BadArgument, ServerError};
pub use lakon_server_store::{Audited, LackingFiles, Misfit, Wrong};
pub use office::{Begun, INVITATION_MS, Init, Invite, init, invite};
pub use recover::{Recover, recover};
pub use restate::{past, restate};
pub use settings::Settings;
pub use system::{SystemRandom, system_clock};

/// How often uploads that nobody continued and attachments whose files are gone are looked for.
const SWEEP: Duration = Duration::from_secs(60 * 60);

/// How long a stop waits for the last piece to reach the disk.
const CLOSING: Duration = Duration::from_secs(10);

/// What a server is started with.
#[derive(Clone)]
pub struct Config {
    /// A folder `init` has made.
    pub folder: PathBuf,
    /// Port 0 takes a free one; [`Running::addr`] says which.
    pub listen: SocketAddr,
    pub clock: Clock,
}

/// A server at work. Dropping it cuts what is in hand; [`Running::stop`] does not.
pub struct Running {
    addr: SocketAddr,
    store: Arc<ServerStore>,
    writers: Writers,
    tasks: Tasks,
}

/// What works beside the caller; ends with it.
struct Tasks {
    hub: Hub,
    stop: watch::Sender<bool>,
    listener: JoinHandle<()>,
    sweeper: JoinHandle<()>,
    /// Takes what is brought beside the network.
    beside: JoinHandle<()>,
}

impl Config {
    /// With the system clock.
    pub fn new(folder: impl Into<PathBuf>, listen: SocketAddr) -> Self {
        Self { folder: folder.into(), listen, clock: system_clock() }
    }
}

/// Takes the folder, opens the store and listens. Needs a multi-threaded tokio runtime.
///
/// # Errors
/// [`ServerError`]: another process in the folder, keys, database, address in use.
pub async fn start(config: Config) -> Result<Running, ServerError> {
    let Config { folder, listen, clock } = config;
    let folder = ServerFolder::take(&folder)?;
    let keys = keys::KeyFile::read(&folder)?;
    let (tls, certificate) = tls::server_config(&keys)?;
    let store = Arc::new(ServerStore::open(folder, keys.store_keys()?, clock, Box::new(SystemRandom))?);
    store.state_recipient()?;
    store.state_anew()?;
    let listener = TcpListener::bind(listen).await.map_err(|error| ServerError::Listen { address: listen, error })?;
    let addr = listener.local_addr()?;
    let hub = Hub::default();
    let server = Server {
        replica: store.clone(),
        office: store.clone(),
        invitations: store.clone(),
        slots: store.clone(),
        mint: Mint::new(&*keys.log_secret()?),
        certificate,
    };
    let writers = Writers::default();
    let router = routes::router(routes::Office {
        store: store.clone(),
        server,
        uploads: store.clone(),
        writers: writers.clone(),
        hub: hub.clone(),
    });
    let (stop, stopped) = watch::channel(false);
    let beside = tokio::spawn(handed::work(store.clone(), hub.clone(), stopped.clone()));
    let listener = tokio::spawn(listen::serve(listener, tls, router, stopped));
    let sweeper = tokio::spawn(sweep(store.clone(), writers.clone()));
    tracing::info!(%addr, "listening");
    Ok(Running { addr, store, writers, tasks: Tasks { hub, stop, listener, sweeper, beside } })
}

async fn sweep(store: Arc<ServerStore>, writers: Writers) {
    let mut every = tokio::time::interval(SWEEP);
    loop {
        every.tick().await;
        let (store, writers) = (store.clone(), writers.clone());
        let swept = tokio::task::spawn_blocking(move || swept(&store, &writers));
        match swept.await {
            Ok(Ok((0, 0))) => {}
            Ok(Ok((expired, lost))) => {
                tracing::info!(expired, lost, "unfinished uploads ran out, attachments are gone")
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "unfinished uploads and lost attachments could not be looked for")
            }
            Err(error) => tracing::error!(%error, "looking for unfinished uploads and lost attachments failed"),
        }
    }
}

/// How many uploads ran out, and how many attachments are gone. An upload that is being written does not run out.
fn swept(store: &ServerStore, writers: &Writers) -> Result<(usize, usize), StoreError> {
    Ok((store.drop_expired(store.time(), &|id| writers.is_writing(id))?, store.find_lost()?))
}

impl Running {
    /// What is done when the server starts and every hour: uploads that ran out go. Blocks. Returns how many went.
    ///
    /// # Errors
    /// [`ServerError`] of the store.
    pub fn sweep(&self) -> Result<usize, ServerError> {
        Ok(swept(&self.store, &self.writers)?.0)
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The store behind it.
    pub fn store(&self) -> &Arc<ServerStore> {
        &self.store
    }

    /// Takes no new connection, ends the wake-up streams, finishes the requests in hand (bounded), and gives the folder free.
    pub async fn stop(self) {
        let Self { store, mut tasks, .. } = self;
        tasks.end();
        if let Err(error) = (&mut tasks.listener).await {
            tracing::error!(%error, "the listener failed");
        }
        let closed = store.closed();
        drop((store, tasks));
        // A piece that was being written when its connection went may still be on its way to the disk.
        let free = tokio::task::spawn_blocking(move || closed.recv_timeout(CLOSING)).await;
        if matches!(free, Ok(Err(RecvTimeoutError::Timeout))) {
            tracing::warn!("the folder is still in use");
        }
    }
}

impl Tasks {
    fn end(&self) {
        self.stop.send_replace(true);
        self.hub.close();
        self.sweeper.abort();
    }
}

impl Drop for Tasks {
    fn drop(&mut self) {
        self.end();
        self.listener.abort();
        self.beside.abort();
    }
}
