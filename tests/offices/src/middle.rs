//! Somebody in the middle who speaks TLS both ways: with the server's own keys a witness and a spoiler of answers, with keys of its
//! own an impostor.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use data_encoding::BASE64;
use futures_util::{StreamExt, stream};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use lakon_sync::tls::{Pin, client_config};
use lakon_sync::wake::WAKE_PATH;
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio_rustls::TlsAcceptor;

use crate::in_time;

/// Largest message passed on whole, bytes.
const LARGEST: usize = 8 * 1024 * 1024;

/// Bytes that are few.
const FEW: usize = 3;
/// Bytes that go at once, so that what has passed has left before the line breaks.
const PORTION: usize = 16 * 1024;
/// What a stream of hints begins with, and one hint.
const GREETING: &[u8] = b": \n\n";
const NEWS: &[u8] = b"event: news\ndata: \n\n";

/// What becomes of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treat {
    Pass,
    /// The sign-in page of a network.
    Html,
    /// So much of the answer, then the line breaks; the server has done what it was asked.
    Answer(Part),
    /// So much of the request's body reaches the server, then the line breaks on both sides.
    Ask(Part),
    /// "Service unavailable", by something that is no Lakon server.
    Refuse,
}

/// How much of a message passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Nothing; of an answer not even its head.
    Nothing,
    /// The head and a few bytes.
    Few,
    Half,
    AllButTheLastByte,
}

impl Part {
    /// Bytes of a whole of this length, never all of them.
    fn of(self, length: usize) -> usize {
        let part = match self {
            Self::Nothing => 0,
            Self::Few => FEW,
            Self::Half => length / 2,
            Self::AllButTheLastByte => length,
        };
        part.min(length.saturating_sub(1))
    }

    /// The same of a stream that tells its news: within the greeting, within the first news, one byte before their end.
    fn of_news(self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::Few => GREETING.len() / 2,
            Self::Half => GREETING.len() + NEWS.len() / 2,
            Self::AllButTheLastByte => GREETING.len() + NEWS.len() - 1,
        }
    }
}

/// What was seen going by, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// A desk asked for this path.
    Asked(String),
    /// The server told a listening desk that something is new.
    News,
}

type Rule = Arc<dyn Fn(&str) -> Treat + Send + Sync>;

#[derive(Clone)]
pub struct Middle {
    pub addr: SocketAddr,
    server: SocketAddr,
    http: reqwest::Client,
    rule: Arc<Mutex<Rule>>,
    seen: watch::Sender<Vec<Seen>>,
    /// Told when every connection shall end.
    ends: watch::Sender<()>,
}

/// Ends the connection a request came over.
#[derive(Clone, Default)]
struct Hook(Arc<Notify>);

impl Hook {
    /// The connection ends, and nobody is answered any more.
    async fn hang_up(self) -> Response {
        self.0.notify_one();
        std::future::pending().await
    }
}

impl Middle {
    /// Between desks and the server at this address, with the keys of the server in this folder.
    pub async fn witness(server: SocketAddr, folder: &Path) -> Self {
        let keys: serde_json::Value =
            serde_json::from_slice(&std::fs::read(folder.join("keys.json")).unwrap()).unwrap();
        let part = |name: &str| BASE64.decode(keys[name].as_str().unwrap().as_bytes()).unwrap();
        Self::begin(server, part("certificate"), part("tls_key")).await
    }

    /// Between desks and the server, with a certificate of its own.
    pub async fn impostor(server: SocketAddr) -> Self {
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate =
            rcgen::CertificateParams::new(vec!["lakon-server".to_owned()]).unwrap().self_signed(&key).unwrap();
        Self::begin(server, certificate.der().to_vec(), key.serialized_der().to_vec()).await
    }

    async fn begin(server: SocketAddr, certificate: Vec<u8>, key: Vec<u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (config, _) = client_config(Pin::First).unwrap();
        let middle = Self {
            addr: listener.local_addr().unwrap(),
            server,
            http: reqwest::Client::builder().tls_backend_preconfigured(config).no_proxy().http1_only().build().unwrap(),
            rule: Arc::new(Mutex::new(Arc::new(|_: &str| Treat::Pass))),
            seen: watch::Sender::default(),
            ends: watch::Sender::default(),
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![CertificateDer::from(certificate)],
                PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key)),
            )
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let router = Router::new().fallback(pass).with_state(middle.clone());
        let ends = middle.ends.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (hook, mut ends) = (Hook::default(), ends.subscribe());
                let routed = router.clone().layer(Extension(hook.clone()));
                let (acceptor, service) = (acceptor.clone(), TowerToHyperService::new(routed));
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    // A desk that hangs up is nothing to say.
                    tokio::select! {
                        _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service) => {}
                        () = hook.0.notified() => {}
                        _ = ends.changed() => {}
                    }
                });
            }
        });
        middle
    }

    pub fn address(&self) -> String {
        self.addr.to_string()
    }

    /// From now on this decides by the path what becomes of a request.
    pub fn treats(&self, rule: impl Fn(&str) -> Treat + Send + Sync + 'static) {
        *self.rule.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(rule);
    }

    /// The next request to such a path is treated so, all others pass. Tells whether it came.
    pub fn treats_once(&self, fits: impl Fn(&str) -> bool + Send + Sync + 'static, treat: Treat) -> Arc<AtomicBool> {
        let done = Arc::new(AtomicBool::new(false));
        let told = done.clone();
        self.treats(move |path| if fits(path) && !told.swap(true, Ordering::SeqCst) { treat } else { Treat::Pass });
        done
    }

    /// Every connection there is ends; new ones pass.
    pub fn ends_all(&self) {
        self.ends.send_replace(());
    }

    /// Everything seen so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.borrow().clone()
    }

    /// How often this path was asked for.
    pub fn asked(&self, path: &str) -> usize {
        self.seen.borrow().iter().filter(|one| matches!(one, Seen::Asked(asked) if asked == path)).count()
    }

    /// Waits until what was seen is as wanted.
    pub async fn until(&self, what: &str, wanted: impl Fn(&[Seen]) -> bool) {
        let mut seen = self.seen.subscribe();
        in_time(what, seen.wait_for(|seen| wanted(seen))).await.unwrap();
    }

    fn note(&self, one: Seen) {
        self.seen.send_modify(|seen| seen.push(one));
    }

    async fn forward(&self, request: Request) -> Result<Response, reqwest::Error> {
        let (parts, body) = request.into_parts();
        let target = format!("https://{}{}", self.server, parts.uri);
        let mut headers = parts.headers;
        let length = headers.get(header::CONTENT_LENGTH).cloned();
        drop_hops(&mut headers);
        let mut asked = self.http.request(parts.method, target).headers(headers);
        if let Some(length) = length {
            asked =
                asked.header(header::CONTENT_LENGTH, length).body(reqwest::Body::wrap_stream(body.into_data_stream()));
        }
        let answer = asked.send().await?;
        let (status, mut headers) = (answer.status(), answer.headers().clone());
        let length = headers.get(header::CONTENT_LENGTH).cloned();
        drop_hops(&mut headers);
        let middle = self.clone();
        let listening = parts.uri.path() == WAKE_PATH;
        let parts = answer.bytes_stream().map(move |part| {
            if listening && part.as_ref().is_ok_and(|part| part.starts_with(NEWS)) {
                middle.note(Seen::News);
            }
            part
        });
        let mut response = Response::new(Body::from_stream(parts));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        if let Some(length) = length {
            response.headers_mut().insert(header::CONTENT_LENGTH, length);
        }
        Ok(response)
    }
}

/// What belongs to one connection and not to the message.
fn drop_hops(headers: &mut HeaderMap) {
    for hop in [header::HOST, header::CONNECTION, header::TRANSFER_ENCODING, header::CONTENT_LENGTH] {
        headers.remove(hop);
    }
}

async fn pass(State(middle): State<Middle>, Extension(hook): Extension<Hook>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let rule = middle.rule.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let treat = rule(&path);
    // What is seen is decided about already.
    middle.note(Seen::Asked(path.clone()));
    match treat {
        Treat::Html => {
            let page = "<!doctype html><title>Masuk ke jaringan</title><p>Silakan masuk.";
            return ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response();
        }
        Treat::Refuse => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Treat::Ask(part) => {
            let (parts, body) = request.into_parts();
            let whole = axum::body::to_bytes(body, LARGEST).await.unwrap();
            // Where there is no body, one that never comes is announced.
            let (left, length) = (part.of(whole.len()), whole.len().max(1));
            let mut request = Request::from_parts(parts, broken_after(Body::from(whole), left));
            request.headers_mut().insert(header::CONTENT_LENGTH, length.into());
            // The server never has the whole of it, so what it says goes nowhere.
            let _ = middle.forward(request).await;
            return hook.hang_up().await;
        }
        Treat::Pass | Treat::Answer(_) => {}
    }
    match (middle.forward(request).await, treat) {
        (Ok(answer), Treat::Answer(part)) => cut_answer(answer, part, path == WAKE_PATH, hook).await,
        (Ok(answer), _) => answer,
        (Err(_), _) => StatusCode::BAD_GATEWAY.into_response(),
    }
}

/// The head of the answer and so much of its body; then the line breaks. Of an answer without a body nothing comes.
async fn cut_answer(answer: Response, part: Part, listening: bool, hook: Hook) -> Response {
    let (parts, mut body) = answer.into_parts();
    let mut length = None;
    if !listening {
        let whole = axum::body::to_bytes(body, LARGEST).await.unwrap();
        length = Some(whole.len());
        body = Body::from(whole);
    }
    if part == Part::Nothing || length == Some(0) {
        return hook.hang_up().await;
    }
    let left = length.map_or_else(|| part.of_news(), |length| part.of(length));
    let mut response = Response::new(broken_after(body, left));
    *response.status_mut() = parts.status;
    *response.headers_mut() = parts.headers;
    if let Some(length) = length {
        response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
    }
    response
}

/// So many bytes of a body, and then the line breaks.
fn broken_after(body: Body, left: usize) -> Body {
    let parts =
        stream::unfold((body.into_data_stream(), Bytes::new(), left), |(mut parts, mut held, left)| async move {
            // What is held already goes out before more of it, or the end, is looked at.
            tokio::task::yield_now().await;
            if left > 0 && held.is_empty() {
                held = parts.next().await?.unwrap_or_default();
            }
            if left == 0 || held.is_empty() {
                let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
                return Some((Err(broken), (parts, Bytes::new(), 0)));
            }
            let part = held.split_to(held.len().min(left).min(PORTION));
            let left = left - part.len();
            Some((Ok(part), (parts, held, left)))
        });
    Body::from_stream(parts)
}
