//! Server half of tus 1.0 (core, creation, creation-with-upload, expiration, termination): headers in, storage calls, headers out.
//! Stock tus clients work; ours uses the same requests.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use data_encoding::BASE64;
use futures_util::{Stream, StreamExt};
use lakon_domain::ids::Hash;
use lakon_domain::shape::Time;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::Duration;
use uuid::Uuid;

use super::patch::run_patch;
use super::uploads::{Finish, NewUpload, UploadState, Uploads};
use super::writers::Writers;
use super::{IDLE, LARGEST_FILE, LONGEST_METADATA, PIECE, TUS_EXTENSIONS, TUS_VERSION, UPLOAD_EXPIRY_MS, UPLOADS_PATH};
use crate::replica::StoreFault;

/// Media type of bytes of an upload (tus 1.0 "PATCH").
pub(super) const OFFSET_STREAM: &str = "application/offset+octet-stream";
/// Key of the attachment's address in Upload-Metadata; its value is 64 hexadecimal characters, base64 around them as tus wants it.
pub(super) const ADDRESS_KEY: &str = "address";

/// A request refused before its body was read is read on for at most this long, so that the sender gets the answer: a
/// connection closed over unread bytes is reset, and a reset takes an answer on its way with it.
const LINGER: Duration = Duration::from_secs(2);

/// What goes back, free of any web framework.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub(super) fn status(code: u16) -> Self {
        let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, headers: HeaderMap::new(), body: Vec::new() }
    }

    /// An answer of the tus protocol; every one of them names the version.
    pub(super) fn tus(code: u16) -> Self {
        Self::status(code).with("tus-resumable", TUS_VERSION)
    }

    pub(super) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        if let Ok(value) = HeaderValue::from_str(&value.to_string()) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    pub(super) fn body(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    /// 503 where the same request may succeed later, else 500.
    pub(super) fn trouble(fault: &StoreFault) -> Self {
        tracing::error!(%fault, "attachment storage failed");
        Self::tus(if fault.transient { 503 } else { 500 })
    }
}

/// Runs a storage call where it may block.
pub(super) async fn blocking<T: Send + 'static>(
    uploads: &Arc<dyn Uploads>,
    call: impl FnOnce(&dyn Uploads) -> Result<T, StoreFault> + Send + 'static,
) -> Result<T, StoreFault> {
    let uploads = uploads.clone();
    match tokio::task::spawn_blocking(move || call(uploads.as_ref())).await {
        Ok(result) => result,
        Err(failed) => Err(StoreFault::new(failed, false)),
    }
}

pub(super) fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

pub(super) fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    let text = header(headers, name)?;
    // `parse` alone would take "+5".
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

pub(super) fn speaks_tus(headers: &HeaderMap) -> Result<(), Answer> {
    match header(headers, "tus-resumable") {
        Some(TUS_VERSION) => Ok(()),
        _ => Err(Answer::tus(412).with("tus-version", TUS_VERSION)),
    }
}

fn address(headers: &HeaderMap) -> Option<Hash> {
    header(headers, "upload-metadata")?.split(',').find_map(|pair| {
        let (key, value) = pair.trim().split_once(' ')?;
        let value = (key == ADDRESS_KEY).then(|| BASE64.decode(value.as_bytes()).ok())??;
        std::str::from_utf8(&value).ok()?.parse().ok()
    })
}

/// Upload-Metadata as our client writes it.
pub(super) fn metadata(address: &Hash) -> String {
    format!("{ADDRESS_KEY} {}", BASE64.encode(address.to_string().as_bytes()))
}

/// RFC 9110 §5.6.7 date, as Upload-Expires wants it.
fn http_date(at: Time) -> String {
    chrono::DateTime::from_timestamp_millis(at.0).unwrap_or_default().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

pub(super) fn described(answer: Answer, state: &UploadState) -> Answer {
    let answer = answer.with("upload-offset", state.offset);
    if state.offset < state.length { answer.with("upload-expires", http_date(state.expires_at)) } else { answer }
}

/// The answer about an upload that is not there. tus 1.0 "Expiration": "the Server SHOULD respond with the 404 Not Found or 410 Gone
/// status. The latter one SHOULD be used if the Server is keeping track of expired uploads." An id tells when it was made (uuid v7), so
/// one that is older than any upload without bytes lives has run out or ended, and nothing has to be kept of it.
pub(super) fn gone(id: Uuid, now: Time) -> Answer {
    let made_ms = i64::try_from(id.as_u128() >> 80).unwrap_or(i64::MAX);
    let ran_out = id.get_version_num() == 7 && made_ms.saturating_add(UPLOAD_EXPIRY_MS) < now.0;
    Answer::tus(if ran_out { 410 } else { 404 })
}

/// A request this protocol does not have: another method, or an upload whose name is none.
pub fn serve_other(code: u16) -> Answer {
    Answer::tus(code)
}

/// OPTIONS: what this server speaks.
pub fn serve_options() -> Answer {
    Answer::tus(204)
        .with("tus-version", TUS_VERSION)
        .with("tus-extension", TUS_EXTENSIONS)
        .with("tus-max-size", LARGEST_FILE)
}

/// POST: makes an upload, and takes the bytes that come along. A file of one piece is verified and stored in the same step.
pub async fn serve_post<S, E>(
    uploads: &Arc<dyn Uploads>,
    writers: &Writers,
    device: Uuid,
    headers: &HeaderMap,
    body: S,
    now: impl Fn() -> Time + Send + Sync + 'static,
) -> Answer
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin + 'static,
    E: Send,
{
    if let Err(answer) = speaks_tus(headers) {
        return refused(body, answer).await;
    }
    if headers.get("upload-metadata").is_some_and(|given| given.len() > LONGEST_METADATA) {
        let why = format!("Upload-Metadata is longer than {LONGEST_METADATA} bytes");
        return refused(body, Answer::tus(400).body(why.into_bytes())).await;
    }
    let (Some(length), Some(address)) = (number(headers, "upload-length"), address(headers)) else {
        return refused(body, Answer::tus(400)).await;
    };
    if length > LARGEST_FILE {
        return refused(body, Answer::tus(413)).await;
    }
    let metadata = header(headers, "upload-metadata").unwrap_or_default().to_owned();
    let upload = NewUpload { device, address, length, metadata };
    let with_bytes = header(headers, "content-type") == Some(OFFSET_STREAM);
    let announced = number(headers, "content-length");
    if with_bytes && announced.is_some_and(|body| body > length) {
        return refused(body, Answer::tus(413)).await;
    }
    // All of a small file comes along: nothing has to be kept before it is verified.
    let one_piece =
        usize::try_from(length).ok().filter(|l| *l == 0 || *l <= PIECE && with_bytes && announced == Some(length));
    let at = now();
    if let Some(room) = one_piece {
        return match gather(body, room).await {
            Some(bytes) => match blocking(uploads, move |uploads| uploads.whole(&upload, &bytes, at)).await {
                Ok((Finish::Stored, Some((id, state)))) => created(id, &state),
                Ok(_) => Answer::tus(422),
                Err(fault) => Answer::trouble(&fault),
            },
            // The line was cut; nobody waits for this answer.
            None => Answer::tus(408),
        };
    }
    let (id, state) = match blocking(uploads, move |uploads| uploads.begin(&upload, at)).await {
        Ok(begun) => begun,
        Err(fault) => return Answer::trouble(&fault),
    };
    if !with_bytes {
        return created(id, &state);
    }
    let mut answer = run_patch(uploads, writers, id, 0, announced, body, now).await;
    if answer.headers.contains_key("upload-offset") {
        answer.status = StatusCode::CREATED;
        answer = answer.with("location", format!("{UPLOADS_PATH}/{id}"));
    }
    answer
}

fn created(id: Uuid, state: &UploadState) -> Answer {
    described(Answer::tus(201).with("location", format!("{UPLOADS_PATH}/{id}")), state)
}

/// Exactly so many bytes; `None` when fewer came.
async fn gather<S, E>(mut body: S, room: usize) -> Option<Bytes>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
{
    let mut bytes = BytesMut::with_capacity(room);
    while bytes.len() < room {
        let part = tokio::time::timeout(IDLE, body.next()).await.ok()??.ok()?;
        bytes.extend_from_slice(part.get(..room - bytes.len()).unwrap_or(&part));
    }
    Some(bytes.freeze())
}

/// HEAD: how far an upload is. Ends a request that still writes it, so that the answer holds for the PATCH that follows.
pub async fn serve_head(
    uploads: &Arc<dyn Uploads>,
    writers: &Writers,
    id: Uuid,
    headers: &HeaderMap,
    now: Time,
) -> Answer {
    if let Err(answer) = speaks_tus(headers) {
        return answer;
    }
    let _turn = writers.take(id).await;
    let told = blocking(uploads, move |uploads| Ok((uploads.state(id, now)?, uploads.metadata(id)?)));
    match told.await {
        // tus 1.0 "Upload-Metadata": what was given at the creation, and as it was given.
        Ok((Some(state), given)) => described(Answer::tus(200), &state)
            .with("upload-length", state.length)
            .with("upload-metadata", given.unwrap_or_else(|| metadata(&state.address)))
            .with("cache-control", "no-store"),
        Ok((None, _)) => gone(id, now).with("cache-control", "no-store"),
        Err(fault) => Answer::trouble(&fault),
    }
}

/// DELETE: the sender gives up.
pub async fn serve_delete(
    uploads: &Arc<dyn Uploads>,
    writers: &Writers,
    id: Uuid,
    headers: &HeaderMap,
    now: Time,
) -> Answer {
    if let Err(answer) = speaks_tus(headers) {
        return answer;
    }
    let _turn = writers.take(id).await;
    match blocking(uploads, move |uploads| uploads.forget(id)).await {
        Ok(true) => Answer::tus(204),
        Ok(false) => gone(id, now),
        Err(fault) => Answer::trouble(&fault),
    }
}

/// The answer to a request whose body nobody reads.
pub(super) async fn refused<S, E>(mut body: S, answer: Answer) -> Answer
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
{
    linger(&mut body).await;
    answer
}

/// Reads on and throws away, until the body ends or [`LINGER`] is over.
pub(super) async fn linger<S, E>(body: &mut S)
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
{
    let drain = async { while let Some(Ok(_)) = body.next().await {} };
    let _ = tokio::time::timeout(LINGER, drain).await;
}
