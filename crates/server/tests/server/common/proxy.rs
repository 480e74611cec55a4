//! A TCP proxy that counts what goes through and cuts connections after so many bytes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[derive(Clone)]
pub struct Proxy {
    pub addr: SocketAddr,
    counts: Arc<Counts>,
}

struct Counts {
    up: AtomicU64,
    down: AtomicU64,
    cuts: AtomicU64,
    /// Bytes that may still pass in a direction before the connection that carries them is cut once; negative: any number.
    cut_up: AtomicI64,
    cut_down: AtomicI64,
}

impl Proxy {
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let counts = Arc::new(Counts {
            up: AtomicU64::new(0),
            down: AtomicU64::new(0),
            cuts: AtomicU64::new(0),
            cut_up: AtomicI64::new(-1),
            cut_down: AtomicI64::new(-1),
        });
        let shared = counts.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, server, shared.clone()));
            }
        });
        Self { addr, counts }
    }

    /// Cuts, once, the connection over which that many further bytes went to the server.
    pub fn cut_after_up(&self, bytes: i64) {
        self.counts.cut_up.store(bytes, Ordering::SeqCst);
    }

    /// The same for bytes from the server.
    pub fn cut_after_down(&self, bytes: i64) {
        self.counts.cut_down.store(bytes, Ordering::SeqCst);
    }

    pub fn up(&self) -> u64 {
        self.counts.up.load(Ordering::SeqCst)
    }

    pub fn down(&self) -> u64 {
        self.counts.down.load(Ordering::SeqCst)
    }

    pub fn cuts(&self) -> u64 {
        self.counts.cuts.load(Ordering::SeqCst)
    }
}

async fn carry(client: TcpStream, server: SocketAddr, counts: Arc<Counts>) {
    let Ok(server) = TcpStream::connect(server).await else { return };
    let (mut client_in, mut client_out) = client.into_split();
    let (mut server_in, mut server_out) = server.into_split();
    let up = async {
        pump(&mut client_in, &mut server_out, &counts.up, &counts.cut_up, &counts.cuts).await;
        // What has passed is delivered whole: the server sees the end after the last byte.
        let _ = server_out.shutdown().await;
    };
    let down = async {
        pump(&mut server_in, &mut client_out, &counts.down, &counts.cut_down, &counts.cuts).await;
        let _ = client_out.shutdown().await;
    };
    // Either direction ending ends the connection.
    tokio::select! { () = up => {}, () = down => {} }
}

async fn pump<R, W>(from: &mut R, to: &mut W, count: &AtomicU64, cut: &AtomicI64, cuts: &AtomicU64)
where
    R: AsyncReadExt + Unpin,
    W: AsyncWriteExt + Unpin,
{
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let Ok(read @ 1..) = from.read(&mut buffer).await else { return };
        let left = cut.load(Ordering::SeqCst);
        let pass = if left < 0 { read } else { read.min(usize::try_from(left).unwrap_or(0)) };
        if to.write_all(&buffer[..pass]).await.is_err() {
            return;
        }
        count.fetch_add(pass as u64, Ordering::SeqCst);
        if left >= 0 {
            let ends = pass < read || left == i64::try_from(pass).unwrap_or(0);
            cut.store(if ends { -1 } else { left - i64::try_from(pass).unwrap_or(0) }, Ordering::SeqCst);
            if ends {
                cuts.fetch_add(1, Ordering::SeqCst);
                return;
            }
        }
    }
}
