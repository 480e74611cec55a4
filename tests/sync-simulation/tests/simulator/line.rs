//! The line between a desk and the server: it carries the real messages, and what happens to them on the way is drawn from the seed.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock, Mutex, Weak};
use std::time::Duration;

use axum::body::to_bytes;
use axum::http::{HeaderValue, Response as HttpResponse};
use futures_util::future::BoxFuture;
use lakon_domain::Random;
use lakon_simulation_tests::dice::Dice;
use lakon_sync::error::SyncError;
use lakon_sync::files::{Carrier, FileTrouble, LARGEST_FILE, UPLOADS_PATH};
use lakon_sync::replica::{LogHead, Replica};
use lakon_sync::tls::{Pin, Shown, client_config};
use lakon_sync::transport::{Endpoint, Traffic, Transport};
use reqwest::{Body, Request, Response};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use crate::desk::Desk;
use crate::fault::{Fault, part};
use crate::files::{self, Asked, Whole};
use crate::hostile;
use crate::page::Arriving;
use crate::server::{kill, shown};
use crate::shared::{Late, Shared, lock};

/// Makes requests and never sends one.
static HTTP: LazyLock<reqwest::Client> = LazyLock::new(|| {
    let (config, _) = client_config(Pin::First).unwrap();
    reqwest::Client::builder().tls_backend_preconfigured(config).no_proxy().build().unwrap()
});
const BASE: &str = "https://server.invalid";
/// Each desk has moments of its own to wake, so that two never do at once: milliseconds between two of one desk.
const TURNS: u64 = 16;

/// What the line does while one sync runs.
pub struct Weather {
    pub dice: Dice,
    /// Requests of a hundred to which nothing happens.
    pub calm: i64,
    /// Another server answers at this address.
    pub impostor: bool,
    /// Somebody puts a record nobody wrote into what the server hands out.
    pub forger: bool,
}

impl Weather {
    pub fn calm() -> Self {
        Self { dice: Dice::new(0), calm: 100, impostor: false, forger: false }
    }
}

pub struct Line {
    shared: Arc<Shared>,
    number: usize,
    started: Instant,
    /// The moments of this desk that something waits for or has waited for.
    taken: Mutex<HashSet<u64>>,
    weather: Mutex<Weather>,
    desk: Mutex<Weak<Desk>>,
    /// The desk's program has died.
    pub died: Notify,
    traffic: Mutex<Traffic>,
    /// How far the desk had written its log when this sync began.
    begun: Mutex<Option<LogHead>>,
}

/// What one request meets, and how it goes out.
enum Arrival {
    Whole,
    Cut(usize),
    Short(usize),
    Lost,
}

impl Line {
    pub fn new(shared: Arc<Shared>, number: usize) -> Arc<Self> {
        Arc::new(Self {
            shared,
            number,
            started: Instant::now(),
            taken: Mutex::default(),
            weather: Mutex::new(Weather::calm()),
            desk: Mutex::default(),
            died: Notify::new(),
            traffic: Mutex::default(),
            begun: Mutex::default(),
        })
    }

    pub fn lead_to(&self, desk: &Arc<Desk>) {
        *lock(&self.desk) = Arc::downgrade(desk);
    }

    pub fn set(&self, weather: Weather) {
        *lock(&self.weather) = weather;
    }

    /// A sync begins at a desk whose own log stands there.
    pub fn begin(&self, own: LogHead) {
        *lock(&self.begun) = Some(own);
    }

    /// Design, invariant 9: "between machines, records go first". What the desk had written when the sync began is at the server before
    /// an attachment is sent, but where two machines wrote one log and somebody gives way.
    fn records_went_first(&self) {
        let (Some(desk), Some(begun)) = (self.desk(), *lock(&self.begun)) else { return };
        if desk.log() != begun.log || lock(&self.shared.ledger).any_fork() {
            return;
        }
        let heads = self.shared.service().store.heads().unwrap();
        let held = heads.iter().find(|head| head.log == begun.log).map_or(0, |head| head.seq);
        if held < begun.seq {
            let wrong =
                format!("desk {} sends an attachment before its records: {held} of {} went", self.number, begun.seq);
            self.shared.complain(Err(wrong));
        }
    }

    /// Whether another server answers.
    pub fn is_strange(&self) -> bool {
        lock(&self.weather).impostor
    }

    fn desk(&self) -> Option<Arc<Desk>> {
        lock(&self.desk).upgrade()
    }

    fn draw(&self, what: &str) -> Fault {
        let fault = {
            let mut weather = lock(&self.weather);
            let calm = weather.calm;
            Fault::draw(&mut weather.dice, calm)
        };
        if let Some(name) = fault.name() {
            self.shared.count(name);
            self.shared.tell(format!("    desk {} {what}: {fault:?}", self.number));
        }
        fault
    }

    /// Waits for the next moment of this desk that is at least so many milliseconds away.
    async fn wait(&self, ms: i64) {
        let now = u64::try_from(self.started.elapsed().as_millis()).unwrap();
        let mut turn = (now + u64::try_from(ms).unwrap()) / TURNS + 1;
        {
            // Attachments travel side by side, and still one thing happens at a time.
            let mut taken = lock(&self.taken);
            while !taken.insert(turn) {
                turn += 1;
            }
        }
        sleep_until(self.started + Duration::from_millis(turn * TURNS + self.number as u64)).await;
    }

    /// The desk's program dies here; whoever waits for it stops waiting.
    async fn die(&self) -> SyncError {
        self.died.notify_one();
        std::future::pending::<()>().await;
        SyncError::Cut("the program has died".into())
    }

    fn ask(&self, endpoint: Endpoint, token: Option<&str>, body: &[u8]) -> Result<Vec<u8>, SyncError> {
        Ok(self.shared.service().answer(&self.shared, endpoint, token, body)?)
    }

    fn deliver_late(&self) {
        for Late { endpoint, token, body } in self.shared.take_late() {
            // Nobody waits for this answer.
            let _ = self.ask(endpoint, token.as_deref(), &body);
        }
    }

    /// What happens before the server reads the request: whether anything reaches it.
    fn before(&self, fault: Fault) -> bool {
        match fault {
            Fault::Lost => return false,
            Fault::ServerDiesBefore => {
                kill(&self.shared);
                return false;
            }
            Fault::ServerStartedAnew => kill(&self.shared),
            Fault::ServerDiskFull(pages) => {
                self.shared.service().store.leave_room(Some(u32::try_from(pages).unwrap())).unwrap();
            }
            Fault::DeskDiskFull(pages) => {
                if let Some(desk) = self.desk() {
                    desk.leave_room(Some(u32::try_from(pages).unwrap()));
                }
            }
            Fault::OfficerWrites => {
                if let Some(desk) = self.desk() {
                    let mut dice = lock(&self.weather).dice.clone();
                    desk.write_something(&mut dice);
                    // Chance goes on where the officer's ended.
                    lock(&self.weather).dice = dice;
                }
            }
            _ => {}
        }
        true
    }

    /// What happens once the server has done its work.
    fn after(&self, fault: Fault, length: usize) -> Arrival {
        match fault {
            Fault::ServerDiskFull(_) => {
                self.shared.service().store.leave_room(None).unwrap();
                Arrival::Whole
            }
            Fault::ServerDiesAfter => {
                kill(&self.shared);
                Arrival::Lost
            }
            Fault::LostAnswer => Arrival::Lost,
            Fault::CutAnswer(at) => Arrival::Cut(part(length, at)),
            Fault::ShortAnswer(at) => Arrival::Short(part(length, at)),
            _ => Arrival::Whole,
        }
    }

    async fn message(&self, endpoint: Endpoint, token: Option<&str>, body: Vec<u8>) -> Result<Vec<u8>, SyncError> {
        let cut = || SyncError::Cut("the line broke".into());
        self.shared.count("requests");
        if lock(&self.weather).impostor {
            self.shared.count("impostor");
            return hostile::answer(&self.shared, self.number, endpoint);
        }
        // A program that is being set up keeps its keys for the next press; one that dies then is another story.
        let fault = match self.draw(endpoint.path()) {
            Fault::DeskDies if self.desk().is_none() => Fault::LostAnswer,
            fault => fault,
        };
        self.wait(if let Fault::Delayed(ms) = fault { ms } else { 0 }).await;
        self.deliver_late();
        if !self.before(fault) {
            return Err(SyncError::Unreachable("no answer".into()));
        }
        match fault {
            Fault::CutRequest(at) => {
                let _ = self.ask(endpoint, token, &body[..part(body.len(), at)]);
                return Err(cut());
            }
            Fault::Html => {
                return Err(SyncError::NotLakon { status: 200, content_type: "text/html".into() });
            }
            Fault::HtmlInDisguise => return Ok(b"<!DOCTYPE html><title>Masuk</title>".to_vec()),
            Fault::Doubled => {
                let _ = self.ask(endpoint, token, &body);
            }
            Fault::DoubledLater => {
                let token = token.map(str::to_owned);
                self.shared.keep_late(Late { endpoint, token, body: body.clone() });
            }
            _ => {}
        }
        let answer = self.ask(endpoint, token, &body);
        let arrival = self.after(fault, answer.as_ref().map_or(0, Vec::len));
        if fault == Fault::DeskDies {
            return Err(self.die().await);
        }
        {
            let mut traffic = lock(&self.traffic);
            traffic.round_trips += 1;
            traffic.bytes_up += body.len() as u64;
        }
        let mut answer = answer?;
        match arrival {
            Arrival::Lost | Arrival::Cut(_) => return Err(cut()),
            Arrival::Short(bytes) => answer.truncate(bytes),
            Arrival::Whole => answer = self.tampered(endpoint, &body, answer)?,
        }
        lock(&self.traffic).bytes_down += answer.len() as u64;
        Ok(answer)
    }

    /// What others make of an answer on its way.
    fn tampered(&self, endpoint: Endpoint, body: &[u8], answer: Vec<u8>) -> Result<Vec<u8>, SyncError> {
        match endpoint {
            Endpoint::Heads => hostile::misled(&self.shared, self.desk().as_deref(), body, answer),
            Endpoint::Pull => {
                let mut weather = lock(&self.weather);
                if weather.forger { hostile::forged(&self.shared, &mut weather.dice, &answer) } else { Ok(answer) }
            }
            _ => Ok(answer),
        }
    }

    async fn file(&self, mut request: Request) -> Result<Response, FileTrouble> {
        let cut = || FileTrouble::Cut("the line broke".into());
        let (method, path) = (request.method().as_str().to_owned(), request.url().path().to_owned());
        let body = match request.body_mut().take() {
            Some(body) => to_bytes(axum::body::Body::new(body), usize::try_from(LARGEST_FILE).unwrap()).await,
            None => Ok(bytes::Bytes::new()),
        };
        let Ok(mut body) = body else { return Err(cut()) };
        self.shared.count("requests");
        if path.starts_with(UPLOADS_PATH) {
            self.records_went_first();
        }
        let mut headers = request.headers().clone();
        headers.entry("content-length").or_insert_with(|| HeaderValue::from(body.len()));
        let fault = self.draw(&format!("{method} {}", path.split('/').nth(1).unwrap_or_default()));
        self.wait(if let Fault::Delayed(ms) = fault { ms } else { 0 }).await;
        self.deliver_late();
        if !self.before(fault) {
            return Err(FileTrouble::Unreachable("no answer".into()));
        }
        if matches!(fault, Fault::Html | Fault::HtmlInDisguise) {
            return Ok(whole(Whole { status: 200, headers: html(), body: b"<!DOCTYPE html>".to_vec() }, usize::MAX));
        }
        let mut broken = false;
        if let Fault::CutRequest(at) = fault {
            body.truncate(part(body.len(), at));
            broken = true;
        }
        let service = self.shared.service();
        let asked = || Asked { method: &method, path: &path, headers: &headers, body: body.clone(), broken };
        if matches!(fault, Fault::Doubled | Fault::DoubledLater) {
            files::answer(&service, asked()).await;
        }
        let answer = files::answer(&service, asked()).await;
        drop(service);
        let arrival = self.after(fault, answer.body.len());
        if fault == Fault::DeskDies {
            self.die().await;
        }
        match arrival {
            _ if broken => Err(cut()),
            Arrival::Lost => Err(cut()),
            Arrival::Cut(bytes) | Arrival::Short(bytes) => Ok(whole(answer, bytes)),
            Arrival::Whole => Ok(whole(answer, usize::MAX)),
        }
    }
}

fn html() -> axum::http::HeaderMap {
    axum::http::HeaderMap::from_iter([(axum::http::header::CONTENT_TYPE, HeaderValue::from_static("text/html"))])
}

fn whole(answer: Whole, arrive: usize) -> Response {
    let Whole { status, headers, body } = answer;
    let mut response = HttpResponse::new(Body::wrap(Arriving::new(body, arrive)));
    *response.status_mut() = axum::http::StatusCode::from_u16(status).unwrap();
    *response.headers_mut() = headers;
    Response::from(response)
}

/// A transport holds its line by a handle, so that attachments can go the same way.
pub struct Way(pub Arc<Line>);

impl Transport for Way {
    fn send<'a>(
        &'a self,
        endpoint: Endpoint,
        token: Option<&'a str>,
        body: Vec<u8>,
    ) -> BoxFuture<'a, Result<Vec<u8>, SyncError>> {
        Box::pin(self.0.message(endpoint, token, body))
    }

    fn shown(&self) -> Option<Shown> {
        let honest = shown(self.0.shared.generation());
        let key = if lock(&self.0.weather).impostor { hostile::TLS_KEY } else { honest.key };
        Some(Shown { key, ..honest })
    }

    fn traffic(&self) -> Traffic {
        *lock(&self.0.traffic)
    }

    fn http(&self) -> Option<(reqwest::Client, String)> {
        Some((HTTP.clone(), BASE.to_owned()))
    }

    fn carrier(&self) -> Option<Arc<dyn Carrier>> {
        Some(Arc::new(Way(self.0.clone())))
    }
}

impl Carrier for Way {
    fn carry(&self, request: Request) -> BoxFuture<'_, Result<Response, FileTrouble>> {
        Box::pin(self.0.file(request))
    }
}

/// Bytes from chance, faster than one roll each.
pub fn bytes(dice: &mut Dice, length: usize) -> Vec<u8> {
    let mut seed = [0; 32];
    dice.fill(&mut seed);
    let mut bytes = vec![0; length];
    blake3::Hasher::new_keyed(&seed).finalize_xof().fill(&mut bytes);
    bytes
}
