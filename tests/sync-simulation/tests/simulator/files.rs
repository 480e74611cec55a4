//! The routes of attachments as the server has them, over a simulated line: the real server half of tus and of downloads.

use std::io;
use std::sync::Arc;

use axum::http::HeaderMap;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use lakon_sync::files::{self, Answer};
use uuid::Uuid;

use crate::server::Service;

/// An answer with all its bytes.
pub struct Whole {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// One request as it reached the server.
pub struct Asked<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub headers: &'a HeaderMap,
    /// What arrived of the body.
    pub body: Bytes,
    /// The line broke after that.
    pub broken: bool,
}

fn plain(answer: Answer) -> Whole {
    Whole { status: answer.status.as_u16(), headers: answer.headers, body: answer.body }
}

fn status(code: u16) -> Whole {
    Whole { status: code, headers: HeaderMap::new(), body: Vec::new() }
}

/// Answers it.
pub async fn answer(service: &Arc<Service>, asked: Asked<'_>) -> Whole {
    let Asked { method, path, headers, body, broken } = asked;
    let token = headers.get("authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let device = match service.caller(token) {
        Ok(device) => device,
        Err(problem) => return status(problem.status()),
    };
    let (uploads, writers) = (&service.uploads, &service.writers);
    let clock = service.store.clone();
    let now = move || clock.time();
    let at = now();
    let mut parts: Vec<io::Result<Bytes>> = vec![Ok(body.clone())];
    if broken {
        parts.push(Err(io::ErrorKind::ConnectionReset.into()));
    }
    let arriving = stream::iter(parts);
    if method == "POST" && path == files::ASK_PATH {
        return if broken { status(400) } else { plain(files::serve_ask(uploads, device, &body, at).await) };
    }
    if method == "POST" && path == files::UPLOADS_PATH {
        return plain(files::serve_post(uploads, writers, device, headers, arriving, now).await);
    }
    let below = |base: &str| path.strip_prefix(base).and_then(|rest| rest.strip_prefix('/')).map(str::to_owned);
    if let Some(id) = below(files::UPLOADS_PATH).and_then(|id| Uuid::try_parse(&id).ok()) {
        return match method {
            "HEAD" => plain(files::serve_head(uploads, writers, id, headers, at).await),
            "PATCH" => plain(files::serve_patch(uploads, writers, id, headers, arriving, now).await),
            _ => status(405),
        };
    }
    if let Some(Ok(address)) = below(files::BLOBS_PATH).map(|address| address.parse()) {
        let (head, bytes) = files::serve_blob(uploads, address, headers).await;
        let mut whole = plain(head);
        if let Some(mut bytes) = bytes {
            while let Some(Ok(part)) = bytes.next().await {
                whole.body.extend_from_slice(&part);
            }
        }
        return whole;
    }
    status(404)
}
