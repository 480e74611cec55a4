//! Every route of the server: the protocol's messages, attachments, the wake-up stream and the operator's two questions.
//! What is logged of a request is its route's pattern, never its path: paths carry addresses of attachments.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use lakon_domain::ids::Hash;
use lakon_server_store::ServerStore;
use lakon_sync::error::Problem;
use lakon_sync::files::{self, Answer, Uploads, Writers};
use lakon_sync::serve::Server;
use lakon_sync::transport::Endpoint;
use lakon_sync::wake::{Hub, WAKE_PATH};
use lakon_sync::wire;
use uuid::Uuid;

use crate::system::SystemRandom;

/// A message's next byte has to come within this; idle, not total.
const IDLE: Duration = Duration::from_secs(60);

/// What every route works with.
#[derive(Clone)]
pub struct Office {
    pub store: Arc<ServerStore>,
    pub server: Server,
    pub uploads: Arc<dyn Uploads>,
    pub writers: Writers,
    pub hub: Hub,
}

/// The whole table.
pub fn router(office: Office) -> Router {
    let mut router = Router::new();
    for endpoint in Endpoint::ALL {
        let answer = move |State(office): State<Office>, request: Request| message(office, endpoint, request);
        router = router.route(endpoint.path(), post(answer));
    }
    router
        .route(files::UPLOADS_PATH, any(uploads))
        .route(&format!("{}/{{id}}", files::UPLOADS_PATH), any(upload))
        .route(files::ASK_PATH, post(ask))
        .route(&format!("{}/{{address}}", files::BLOBS_PATH), get(blob))
        .route(&format!("{}/{{address}}/{}", files::BLOBS_PATH, files::CHECK_PATH), post(check))
        .route(WAKE_PATH, get(wake))
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(middleware::from_fn(log))
        .with_state(office)
}

async fn log(request: Request, next: Next) -> Response {
    let begun = std::time::Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let answer = next.run(request).await;
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, route, status = answer.status().as_u16(), ms, "request");
    answer
}

fn token(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

fn wire_answer(status: StatusCode, body: Vec<u8>) -> Response {
    let mut answer = Response::new(Body::from(body));
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(wire::CONTENT_TYPE));
    answer
}

fn problem(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    wire_answer(status, wire::encode(problem).unwrap_or_default())
}

/// Runs what reads or writes the store where it may block.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|failed| {
        tracing::error!(%failed, "a request's work failed");
        Err(Problem::Unavailable)
    })
}

/// The whole body, bounded; `None` when it is larger or its bytes stop coming.
async fn read_body(body: Body, most: usize) -> Option<Bytes> {
    let mut bytes = BytesMut::new();
    let mut parts = body.into_data_stream();
    loop {
        match tokio::time::timeout(IDLE, parts.next()).await {
            Ok(None) => return Some(bytes.freeze()),
            Ok(Some(Ok(part))) if part.len() <= most - bytes.len() => bytes.extend_from_slice(&part),
            _ => return None,
        }
    }
}

async fn message(office: Office, endpoint: Endpoint, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(body) = read_body(body, wire::LARGEST_BODY).await else { return problem(&Problem::BadMessage) };
    let server = office.server.clone();
    let served = blocking(move || server.serve(endpoint, token(&parts.headers), &body, &mut SystemRandom)).await;
    match served {
        Ok(served) => {
            if let Some(by) = served.news {
                office.hub.news(Some(by));
            }
            wire_answer(StatusCode::OK, served.body)
        }
        Err(refused) => problem(&refused),
    }
}

/// The device that asks; its row is read for every request.
async fn caller(office: &Office, headers: &HeaderMap) -> Result<Uuid, Response> {
    let (server, token) = (office.server.clone(), token(headers).map(str::to_owned));
    let caller = blocking(move || server.caller(token.as_deref())).await;
    caller.map(|(device, _)| device).map_err(|refused| problem(&refused))
}

fn plain(answer: Answer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = answer.status;
    response.headers_mut().extend(answer.headers);
    response
}

/// tus 1.0: "The X-HTTP-Method-Override request header MUST be a string which MUST be interpreted as the request's method".
fn method(request: &Request) -> String {
    let wanted = request.headers().get("x-http-method-override").and_then(|value| value.to_str().ok());
    wanted.unwrap_or(request.method().as_str()).to_owned()
}

/// An upload that is complete is news: the desks that wait for its bytes may fetch them.
fn told(office: &Office, device: Uuid, answer: Answer) -> Response {
    let complete = answer.status.is_success()
        && answer.headers.contains_key("upload-offset")
        && !answer.headers.contains_key("upload-expires");
    if complete {
        office.hub.news(Some(device));
    }
    plain(answer)
}

/// An answer of another part of the server to a request of the protocol. tus 1.0 "Tus-Resumable": "MUST be included in every request and
/// response except for OPTIONS requests."
fn in_tus(mut answer: Response) -> Response {
    answer.headers_mut().insert("tus-resumable", HeaderValue::from_static(files::TUS_VERSION));
    answer
}

async fn uploads(State(office): State<Office>, request: Request) -> Response {
    let method = method(&request);
    if method == "OPTIONS" {
        return plain(files::serve_options());
    }
    let (parts, body) = request.into_parts();
    let device = match caller(&office, &parts.headers).await {
        Ok(device) => device,
        Err(refused) => return in_tus(refused),
    };
    match method.as_str() {
        "POST" => {
            let (clock, bytes) = (office.store.clone(), body.into_data_stream());
            let answer =
                files::serve_post(&office.uploads, &office.writers, device, &parts.headers, bytes, move || {
                    clock.time()
                })
                .await;
            told(&office, device, answer)
        }
        _ => plain(files::serve_other(405)),
    }
}

async fn upload(State(office): State<Office>, Path(id): Path<String>, request: Request) -> Response {
    let method = method(&request);
    if method == "OPTIONS" {
        return plain(files::serve_options());
    }
    let (parts, body) = request.into_parts();
    let device = match caller(&office, &parts.headers).await {
        Ok(device) => device,
        Err(refused) => return in_tus(refused),
    };
    let Ok(id) = Uuid::try_parse(&id) else { return plain(files::serve_other(404)) };
    let Office { uploads, writers, store, .. } = &office;
    match method.as_str() {
        "HEAD" => plain(files::serve_head(uploads, writers, id, &parts.headers, store.time()).await),
        "DELETE" => plain(files::serve_delete(uploads, writers, id, &parts.headers, store.time()).await),
        "PATCH" => {
            let clock = store.clone();
            let answer =
                files::serve_patch(uploads, writers, id, &parts.headers, body.into_data_stream(), move || clock.time())
                    .await;
            told(&office, device, answer)
        }
        _ => plain(files::serve_other(405)),
    }
}

async fn ask(State(office): State<Office>, headers: HeaderMap, body: Body) -> Response {
    let device = match caller(&office, &headers).await {
        Ok(device) => device,
        Err(refused) => return refused,
    };
    match read_body(body, files::MOST_ASKED_BYTES).await {
        Some(body) => plain(files::serve_ask(&office.uploads, device, &body, office.store.time()).await),
        None => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
    }
}

async fn blob(State(office): State<Office>, Path(address): Path<String>, headers: HeaderMap) -> Response {
    if let Err(refused) = caller(&office, &headers).await {
        return refused;
    }
    let Ok(address) = address.parse::<Hash>() else { return StatusCode::NOT_FOUND.into_response() };
    let (answer, bytes) = files::serve_blob(&office.uploads, address, &headers).await;
    let mut response = plain(answer);
    if let Some(bytes) = bytes {
        *response.body_mut() = Body::from_stream(bytes);
    }
    response
}

/// A desk doubts the server's copy, or is about to let its own go.
async fn check(State(office): State<Office>, Path(address): Path<String>, headers: HeaderMap) -> Response {
    if let Err(refused) = caller(&office, &headers).await {
        return refused;
    }
    let Ok(address) = address.parse::<Hash>() else { return StatusCode::NOT_FOUND.into_response() };
    let answer = files::serve_check(&office.uploads, address).await;
    if answer.status == StatusCode::GONE {
        // A desk that still has it is to send it again, also the one that asked.
        office.hub.news(None);
    }
    plain(answer)
}

async fn wake(State(office): State<Office>, headers: HeaderMap) -> Response {
    match caller(&office, &headers).await {
        Ok(device) => {
            // A device that is revoked hears nothing more: its row is read before every word, the beat's included.
            let server = office.server.clone();
            let at_work = move |_: &Result<Bytes, std::convert::Infallible>| {
                let server = server.clone();
                async move { blocking(move || server.device(device)).await.is_ok() }
            };
            let words = office.hub.stream(device).take_while(at_work);
            let mut response = Response::new(Body::from_stream(words));
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(refused) => refused,
    }
}

/// Whether requests can be answered: the database reads.
async fn ready(State(office): State<Office>) -> Response {
    match blocking(move || Ok(office.server.replica.heads()?)).await {
        Ok(_) => "ready".into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
