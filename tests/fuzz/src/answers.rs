//! What a desk is answered when it asks for attachments and sends them: any bytes on the line in the place of a server, from the status
//! line on.

use std::sync::Arc;

use lakon_domain::ids::PublicKey;
use lakon_sync::files::{self, Lane, PIECE};
use lakon_sync::replica::Blobs;
use lakon_sync::tls::{Pin, client_config};
use reqwest::Client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::held::{AWAITED, Held, awaited};
use crate::measure::bounded;

/// The piece in hand and the one being written, what HTTP keeps of a head, and as much for a runtime and its threads.
const MOST: usize = 4 * PIECE + 16 * 1024 * 1024;
/// Most answers in one input, and most bytes of it.
const ANSWERS: usize = 8;
const LARGEST: usize = 64 * 1024;

struct Desk {
    runtime: Runtime,
    http: Client,
}

thread_local! {
    static DESK: Desk = {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (config, _) = client_config(Pin::First).unwrap();
        let http = Client::builder().tls_backend_preconfigured(config).no_proxy().build().unwrap();
        Desk { runtime, http }
    };
}

/// The first byte says whether the desk sends; then answers after one another, parted by a line `--`. Whoever asks once more is not
/// answered.
pub fn answers(data: &[u8]) {
    let Some((way, rest)) = data.split_first().filter(|_| data.len() <= LARGEST) else { return };
    let answers = crate::uploads::parts(rest, b"\n--\n").into_iter().take(ANSWERS).map(<[u8]>::to_vec).collect();
    DESK.with(|desk| bounded(data, MOST, || desk.runtime.block_on(ask(desk, way % 2 == 1, answers))));
}

async fn ask(desk: &Desk, sends: bool, answers: Vec<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(serve(listener, answers));
    let lane = Lane { http: desk.http.clone(), carrier: Arc::new(desk.http.clone()), base, token: "token".into() };
    let held = Held::new(PublicKey([8; 32]));
    let held: Arc<Held> = Arc::new(if sends { held.with_file() } else { held });
    let blobs: Arc<dyn Blobs> = held.clone();
    let outcomes = if sends {
        files::send(&lane, &blobs, &[awaited()], &|_| {}).await
    } else {
        files::fetch(&lane, &blobs, &[awaited()], &|_| {}).await
    };
    server.abort();
    for outcome in outcomes {
        if let Ok(crossed) = outcome.result {
            assert!(crossed <= 16 * AWAITED.len() as u64, "{crossed} bytes for a file of {}", AWAITED.len());
            assert!(blobs.have(&awaited().address).unwrap(), "what arrived is here, and only its own bytes are taken");
        }
    }
}

/// Answers each connection once, whatever it asks, and hangs up.
async fn serve(listener: TcpListener, answers: Vec<Vec<u8>>) {
    for answer in answers {
        let Ok((mut line, _)) = listener.accept().await else { return };
        let mut head = vec![0; 4096];
        // Answering before the question would be heard as an answer to nothing.
        let _ = line.read(&mut head).await;
        let _ = line.write_all(&answer).await;
        let _ = line.shutdown().await;
        // A line that is closed with bytes unread takes the answer with it.
        while matches!(line.read(&mut head).await, Ok(read) if read > 0) {}
    }
}
