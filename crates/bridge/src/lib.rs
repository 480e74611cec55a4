//! The desktop's backend over HTTP on the loopback address, so that a real browser can drive the real program in tests.
//! Every request needs this run's token; the page gets the same content policy as in the window.

mod page;

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use axum::body::Bytes;
use axum::extract::{Path as UrlPath, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::{Stream, stream};
use lakon_app::api::UiError;
use lakon_app::{App, AppConfig, Host, Push};
use serde::Deserialize;
use tokio::sync::broadcast;

/// Pushes a slow browser may fall behind before it is told to look at everything again.
const PUSHES_KEPT: usize = 256;
/// Name of the header that carries the token where no cookie does.
pub const TOKEN_HEADER: &str = "x-lakon-token";

/// What the bridge is told when it starts.
#[derive(Debug, Clone)]
pub struct Options {
    /// Folder of the built page.
    pub dist: PathBuf,
    /// 0 takes a free port.
    pub port: u16,
    /// What the file dialog gives back.
    pub picks: Vec<PathBuf>,
    /// The folder the save dialog gives back; `None` where it is always closed.
    pub save_as: Option<PathBuf>,
}

/// A running bridge.
pub struct Running {
    /// The address to open, token included.
    pub url: String,
    pub app: Arc<App>,
    pub host: Arc<Browser>,
    serving: tokio::task::JoinHandle<()>,
    running: tokio::task::JoinHandle<()>,
}

impl Running {
    /// Stops serving and closes the data folder.
    pub fn stop(self) {
        self.serving.abort();
        self.running.abort();
        self.app.stop();
    }
}

/// A browser as the program's host.
pub struct Browser {
    picks: Vec<PathBuf>,
    save_as: Option<PathBuf>,
    opened: Mutex<Vec<PathBuf>>,
    notified: Mutex<Vec<String>>,
    pushes: broadcast::Sender<Push>,
}

impl Browser {
    /// Files handed to other programs so far.
    pub fn opened(&self) -> Vec<PathBuf> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Texts of the notices the system would have shown so far.
    pub fn notified(&self) -> Vec<String> {
        self.notified.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Host for Browser {
    fn pick_files(&self) -> Vec<PathBuf> {
        self.picks.clone()
    }

    fn save_as(&self, name: &str) -> Option<PathBuf> {
        self.save_as.as_ref().map(|folder| folder.join(name))
    }

    fn open_path(&self, path: &Path) -> io::Result<()> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
        Ok(())
    }

    fn open_link(&self, address: &str) -> io::Result<()> {
        // The browser that drives the page stays on it.
        tracing::info!(address, "a link was to be opened");
        Ok(())
    }

    fn notify(&self, _: &str, text: &str, _: Option<&str>) {
        self.notified.lock().unwrap_or_else(PoisonError::into_inner).push(text.to_owned());
    }

    fn push(&self, push: &Push) {
        // Nobody listening is no failure: the page asks for everything when it connects.
        let _ = self.pushes.send(push.clone());
    }
}

#[derive(Clone)]
struct Served {
    app: Arc<App>,
    host: Arc<Browser>,
    dist: Arc<PathBuf>,
    token: Arc<str>,
    address: SocketAddr,
}

/// Starts the program and serves it.
///
/// # Errors
/// When the port cannot be had or no randomness is left for the token.
pub async fn start(config: AppConfig, options: Options) -> anyhow::Result<Running> {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
        .await
        .context("listening on the loopback address")?;
    let address = listener.local_addr()?;
    let mut token = [0; 16];
    getrandom::fill(&mut token).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    let token: Arc<str> = data_encoding::HEXLOWER.encode(&token).into();
    let url = format!("http://{address}/?token={token}");

    let app = App::new(config);
    let host = Arc::new(Browser {
        picks: options.picks,
        save_as: options.save_as,
        opened: Mutex::default(),
        notified: Mutex::default(),
        pushes: broadcast::channel(PUSHES_KEPT).0,
    });
    app.attach(host.clone());
    let running = tokio::spawn(app.clone().run());
    let served = Served { app: app.clone(), host: host.clone(), dist: options.dist.into(), token, address };
    let router = Router::new()
        .route("/call/{name}", post(call))
        .route("/piece", post(piece))
        .route("/bytes", get(bytes))
        .route("/events", get(events))
        .fallback(get(asset))
        .layer(middleware::from_fn_with_state(served.clone(), guard))
        .with_state(served);
    let serving = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "the bridge stopped");
        }
    });
    Ok(Running { url, app, host, serving, running })
}

/// Lets in only who carries this run's token, asks this very address, and is no other site's page.
async fn guard(State(served): State<Served>, request: Request, next: Next) -> Response {
    let cookie = format!("lakon_{}={}", served.address.port(), served.token);
    let by_query = request.uri().query() == Some(&format!("token={}", served.token));
    if !(by_query || carries_token(&served, &cookie, request.headers())) || !asks_here(&served, request.headers()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    page::protect(headers);
    if by_query && let Ok(value) = format!("{cookie}; HttpOnly; SameSite=Strict; Path=/").parse() {
        headers.insert(header::SET_COOKIE, value);
    }
    response
}

fn carries_token(served: &Served, cookie: &str, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    text(TOKEN_HEADER) == Some(&*served.token)
        || text("cookie").is_some_and(|cookies| cookies.split(';').any(|c| c.trim() == cookie))
}

/// A name that leads to the loopback address is not this address (DNS rebinding).
fn asks_here(served: &Served, headers: &HeaderMap) -> bool {
    headers.get(header::HOST).is_some_and(|host| host.as_bytes() == served.address.to_string().as_bytes())
}

fn answer<T: IntoResponse>(result: Result<T, UiError>) -> Response {
    match result {
        Ok(output) => output.into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, Json(error)).into_response(),
    }
}

async fn call(
    State(served): State<Served>,
    UrlPath(name): UrlPath<String>,
    Json(input): Json<serde_json::Value>,
) -> Response {
    answer(served.app.call(&name, input).await.map(Json))
}

async fn piece(State(served): State<Served>, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Ok(offset) = header("offset").parse() else {
        return answer::<()>(Err(served.app.unreadable()));
    };
    answer(served.app.piece(header("staged"), offset, body.to_vec()).await)
}

#[derive(Deserialize)]
struct Range {
    file: String,
    offset: u64,
    length: u64,
}

async fn bytes(State(served): State<Served>, Query(range): Query<Range>) -> Response {
    answer(served.app.bytes(&range.file, range.offset, range.length).await)
}

async fn events(State(served): State<Served>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let pushes = served.host.pushes.subscribe();
    let events = stream::unfold(pushes, |mut pushes| async move {
        let push = match pushes.recv().await {
            Ok(push) => push,
            Err(broadcast::error::RecvError::Lagged(_)) => Push::everything(),
            Err(broadcast::error::RecvError::Closed) => return None,
        };
        let (name, content) = push.event();
        Some((Ok(Event::default().event(name).data(content.to_string())), pushes))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

async fn asset(State(served): State<Served>, request: Request) -> Response {
    page::asset(&served.dist, request.uri().path()).await
}
