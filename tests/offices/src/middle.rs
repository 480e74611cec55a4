//! Somebody in the middle who speaks TLS both ways: with the server's own keys a witness and a spoiler of answers, with keys of its
//! own an impostor.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
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
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use crate::in_time;

/// Largest message passed on whole, bytes.
const LARGEST: usize = 8 * 1024 * 1024;

/// What becomes of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treat {
    Pass,
    /// The sign-in page of a network.
    Html,
    /// So many hundredths of the answer's body, then the line breaks; the server has done what it was asked.
    Answer(u8),
    /// So many hundredths of the request's body reach the server, then the line breaks on both sides.
    Ask(u8),
    /// "Service unavailable", by something that is no Lakon server.
    Refuse,
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
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, service) = (acceptor.clone(), TowerToHyperService::new(router.clone()));
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    // A desk that hangs up is nothing to say.
                    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
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
            if listening && part.as_ref().is_ok_and(|part| part.starts_with(b"event: news")) {
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

async fn pass(State(middle): State<Middle>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    middle.note(Seen::Asked(path.clone()));
    let rule = middle.rule.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let treat = rule(&path);
    match treat {
        Treat::Html => {
            let page = "<!doctype html><title>Masuk ke jaringan</title><p>Silakan masuk.";
            return ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response();
        }
        Treat::Refuse => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Treat::Ask(hundredths) => {
            let (parts, body) = request.into_parts();
            let (body, length) = cut(body, hundredths).await;
            let mut request = Request::from_parts(parts, body);
            request.headers_mut().insert(header::CONTENT_LENGTH, length.into());
            // The server never has the whole of it, so what it says goes nowhere.
            let _ = middle.forward(request).await;
            return cut_answer(StatusCode::OK.into_response(), 0).await;
        }
        Treat::Pass | Treat::Answer(_) => {}
    }
    match (middle.forward(request).await, treat) {
        (Ok(answer), Treat::Answer(hundredths)) => cut_answer(answer, hundredths).await,
        (Ok(answer), _) => answer,
        (Err(_), _) => StatusCode::BAD_GATEWAY.into_response(),
    }
}

/// The head of the answer and so much of its body; then the line breaks.
async fn cut_answer(answer: Response, hundredths: u8) -> Response {
    let (parts, body) = answer.into_parts();
    let (body, length) = cut(body, hundredths).await;
    let mut response = Response::new(body);
    *response.status_mut() = parts.status;
    *response.headers_mut() = parts.headers;
    response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
    response
}

/// So much of a body before the line breaks, never all of it; and the length it claims.
async fn cut(body: Body, hundredths: u8) -> (Body, usize) {
    let whole = axum::body::to_bytes(body, LARGEST).await.unwrap();
    let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let left = whole.slice(..whole.len() * usize::from(hundredths) / 100);
    // Where there is no body, one that never comes is announced.
    let length = whole.len().max(left.len() + 1);
    (Body::from_stream(stream::iter([Ok::<Bytes, std::io::Error>(left), Err(broken)])), length)
}
