//! A plain TCP way between a desk and the server that counts what passes, cuts a connection after so many bytes, stands still after so
//! many, and can be dead.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::in_time;

/// Bytes taken from one side at once.
const PORTION: usize = 16 * 1024;

#[derive(Debug, Clone)]
struct State {
    /// Where the next connection leads.
    server: SocketAddr,
    up: u64,
    down: u64,
    cuts: u64,
    /// Bytes towards the server that still pass before the next cut.
    left_up: Option<u64>,
    /// The same for the cuts after the next.
    more: VecDeque<u64>,
    /// Whether the way stays dead after the cut.
    stays_dead: bool,
    dead: bool,
    /// Bytes in either direction that still pass before the way stands still.
    left_flowing: Option<u64>,
    /// Only the connection over which the last of them went does.
    alone: bool,
    /// Connections so far.
    connections: u64,
}

/// What does not pass for now, without a connection being cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Still {
    Nothing,
    All,
    Connection(u64),
}

/// A way to one server.
#[derive(Clone)]
pub struct Wire {
    pub addr: SocketAddr,
    state: Arc<Mutex<State>>,
    still: watch::Sender<(Still, u32)>,
}

impl Wire {
    /// Lays the way.
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let state = State {
            server,
            up: 0,
            down: 0,
            cuts: 0,
            left_up: None,
            more: VecDeque::new(),
            stays_dead: false,
            dead: false,
            left_flowing: None,
            alone: false,
            connections: 0,
        };
        let (state, still) = (Arc::new(Mutex::new(state)), watch::Sender::new((Still::Nothing, 0)));
        let wire = Self { addr: listener.local_addr().unwrap(), state, still };
        let laid = wire.clone();
        tokio::spawn(async move {
            while let Ok((desk, _)) = listener.accept().await {
                // Where nobody carries it, the desk finds the connection closed.
                let State { dead, server, .. } = laid.now();
                if !dead {
                    tokio::spawn(laid.clone().carry(desk, server));
                }
            }
        });
        wire
    }

    pub fn address(&self) -> String {
        self.addr.to_string()
    }

    /// Cuts the connection over which that many further bytes went to the server; the next connection passes.
    pub fn cut_after(&self, bytes: u64) {
        self.with(|state| (state.left_up, state.stays_dead) = (Some(bytes), false));
    }

    /// Cuts one connection after the other, each after so many further bytes to the server.
    pub fn cuts_after(&self, bytes: impl IntoIterator<Item = u64>) {
        let mut more: VecDeque<u64> = bytes.into_iter().collect();
        let first = more.pop_front();
        self.with(|state| (state.left_up, state.more, state.stays_dead) = (first, more, false));
    }

    /// As [`Wire::cut_after`], and nothing passes any more afterwards.
    pub fn dies_after(&self, bytes: u64) {
        self.with(|state| (state.left_up, state.stays_dead) = (Some(bytes), true));
    }

    /// Lets everything pass again.
    pub fn mend(&self) {
        self.with(|state| (state.left_up, state.dead) = (None, false));
    }

    /// After that many further bytes, whichever way they go, the way is as slow as one can be: nothing passes until [`Wire::flows`].
    pub fn stands_after(&self, bytes: u64) {
        self.with(|state| (state.left_flowing, state.alone) = (Some(bytes), false));
    }

    /// As [`Wire::stands_after`], but only the connection over which the last of them goes stands still.
    pub fn one_stands_after(&self, bytes: u64) {
        self.with(|state| (state.left_flowing, state.alone) = (Some(bytes), true));
    }

    /// Waits until it has stood still so many times.
    pub async fn stood(&self, times: u32) {
        let _ = in_time("the way stands still", self.still.subscribe().wait_for(|(_, stood)| *stood >= times)).await;
    }

    /// Lets bytes pass again where they stood.
    pub fn flows(&self) {
        self.with(|state| state.left_flowing = None);
        self.still.send_modify(|still| still.0 = Still::Nothing);
    }

    /// Waits while the way stands still, then counts what passes next.
    async fn may_pass(&self, connection: u64, bytes: usize) {
        let passes = |still: &(Still, u32)| match &still.0 {
            Still::Nothing => true,
            Still::All => false,
            Still::Connection(one) => *one != connection,
        };
        // The sender lives in this way itself.
        let _ = self.still.subscribe().wait_for(passes).await;
        let stands = self.with(|state| {
            let Some(left) = state.left_flowing else { return false };
            let left = left.saturating_sub(bytes as u64);
            state.left_flowing = (left > 0).then_some(left);
            left == 0
        });
        if stands {
            let alone = self.now().alone;
            let now = if alone { Still::Connection(connection) } else { Still::All };
            self.still.send_modify(|still| *still = (now, still.1 + 1));
        }
    }

    /// Connects whoever comes from now on with somebody else.
    pub fn leads_to(&self, server: SocketAddr) {
        self.with(|state| state.server = server);
    }

    /// Bytes that reached the server so far, those of TLS and HTTP among them.
    pub fn up(&self) -> u64 {
        self.now().up
    }

    /// Bytes that reached the desk so far.
    pub fn down(&self) -> u64 {
        self.now().down
    }

    pub fn cuts(&self) -> u64 {
        self.now().cuts
    }

    fn now(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn carry(self, desk: TcpStream, server: SocketAddr) {
        let Ok(server) = TcpStream::connect(server).await else { return };
        let connection = self.with(|state| {
            state.connections += 1;
            state.connections
        });
        let (mut desk_in, mut desk_out) = desk.into_split();
        let (mut server_in, mut server_out) = server.into_split();
        let up = async {
            let mut buffer = vec![0; PORTION];
            while let Ok(read @ 1..) = desk_in.read(&mut buffer).await {
                self.may_pass(connection, read).await;
                let (pass, ends) = self.with(|state| admit(state, read));
                if server_out.write_all(&buffer[..pass]).await.is_err() || ends {
                    break;
                }
            }
            // What has passed is delivered whole: the server sees the end after the last byte.
            let _ = server_out.shutdown().await;
        };
        let down = async {
            let mut buffer = vec![0; PORTION];
            while let Ok(read @ 1..) = server_in.read(&mut buffer).await {
                self.may_pass(connection, read).await;
                let dead = self.with(|state| {
                    state.down += read as u64;
                    state.dead
                });
                if dead || desk_out.write_all(&buffer[..read]).await.is_err() {
                    break;
                }
            }
            let _ = desk_out.shutdown().await;
        };
        // Either direction ending ends the connection.
        tokio::select! { () = up => {}, () = down => {} }
    }
}

/// How many of the bytes pass, and whether the connection ends with them.
fn admit(state: &mut State, read: usize) -> (usize, bool) {
    if state.dead {
        return (0, true);
    }
    let Some(left) = state.left_up else {
        state.up += read as u64;
        return (read, false);
    };
    let pass = usize::try_from(left).unwrap_or(usize::MAX).min(read);
    state.up += pass as u64;
    let left = left - pass as u64;
    if left > 0 {
        state.left_up = Some(left);
        return (pass, false);
    }
    state.left_up = state.more.pop_front();
    state.cuts += 1;
    state.dead = state.stays_dead;
    (pass, true)
}
