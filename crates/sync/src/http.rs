//! The transport over HTTPS: one pinned, kept-alive connection, idle time-outs, and answers that are bounded before memory is given.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use reqwest::header::{CONTENT_TYPE as TYPE_HEADER, HeaderMap};
use reqwest::{Response, Url};

use crate::error::{Problem, SyncError};
use crate::tls::{Pin, Seen, Shown, client_config};
use crate::transport::{Endpoint, Traffic, Transport};
use crate::wire::{self, CONTENT_TYPE, LARGEST_BODY};

/// Where a server listens unless its address says otherwise.
pub const DEFAULT_PORT: u16 = 7443;
/// A connection that does not stand after this long will not: the office is near, and an absent server is no error worth waiting for.
const CONNECT: Duration = Duration::from_secs(10);
/// No byte for this long means the line is dead. Idle, not total: a large page on a slow line may take its time.
const IDLE: Duration = Duration::from_secs(60);
/// Characters of a foreign content type kept for the error.
const LONGEST_TYPE: usize = 80;

/// One server's HTTPS address and the connection to it.
pub struct Http {
    client: reqwest::Client,
    base: String,
    seen: Arc<Seen>,
    round_trips: AtomicU64,
    bytes_up: AtomicU64,
    bytes_down: AtomicU64,
}

impl Http {
    /// A way to the server at an address such as `192.168.1.10:7443`, `lakon.kantor` or `https://[fe80::1]:7443`. No request is made yet.
    ///
    /// # Errors
    /// [`SyncError::BadAddress`] when the text is no address; [`SyncError::Setup`].
    pub fn new(address: &str, pin: Pin) -> Result<Self, SyncError> {
        let base = base_of(address)?;
        let (config, seen) = client_config(pin)?;
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(config)
            // The office server is on the same network; a proxy of the environment would only stand in between.
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .http1_only()
            .connect_timeout(CONNECT)
            .read_timeout(IDLE)
            .tcp_nodelay(true)
            .build()
            .map_err(|error| SyncError::Setup(error.to_string()))?;
        let zero = AtomicU64::default;
        Ok(Self { client, base, seen, round_trips: zero(), bytes_up: zero(), bytes_down: zero() })
    }

    async fn exchange(&self, endpoint: Endpoint, token: Option<&str>, body: Vec<u8>) -> Result<Vec<u8>, SyncError> {
        let path = endpoint.path();
        let request = self.client.post(format!("{}{path}", self.base)).header(TYPE_HEADER, CONTENT_TYPE);
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let request = request.body(body).build().map_err(|error| SyncError::Setup(error.to_string()))?;
        let length = request.body().and_then(|body| body.as_bytes()).map_or(0, <[u8]>::len);
        self.round_trips.fetch_add(1, Ordering::Relaxed);
        // What hyper adds: host, accept and content-length.
        let added = path.len()
            + "POST  HTTP/1.1\r\n".len()
            + "host: \r\naccept: */*\r\ncontent-length: 1000\r\n\r\n".len()
            + self.base.len()
            - "https://".len();
        self.bytes_up.fetch_add(count(header_bytes(request.headers()) + added + length), Ordering::Relaxed);
        let answer = self.client.execute(request).await.map_err(|error| self.failed(error))?;
        self.read(answer).await
    }

    async fn read(&self, answer: Response) -> Result<Vec<u8>, SyncError> {
        let status = answer.status();
        self.bytes_down
            .fetch_add(count("HTTP/1.1 200 OK\r\n\r\n".len() + header_bytes(answer.headers())), Ordering::Relaxed);
        let content_type = answer.headers().get(TYPE_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if content_type != CONTENT_TYPE {
            let content_type = content_type.chars().take(LONGEST_TYPE).collect();
            return Err(SyncError::NotLakon { status: status.as_u16(), content_type });
        }
        if answer.content_length().is_some_and(|length| length > count(LARGEST_BODY)) {
            return Err(SyncError::TooLarge);
        }
        let mut body = Vec::new();
        let mut pieces = answer.bytes_stream();
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|error| self.failed(error))?;
            if body.len() + piece.len() > LARGEST_BODY {
                return Err(SyncError::TooLarge);
            }
            body.extend_from_slice(&piece);
        }
        self.bytes_down.fetch_add(count(body.len()), Ordering::Relaxed);
        if status.is_success() {
            return Ok(body);
        }
        Err(wire::decode::<Problem>(&body).map_or(SyncError::BadAnswer("an unknown problem"), SyncError::Problem))
    }

    fn failed(&self, error: reqwest::Error) -> SyncError {
        let connecting = error.is_connect();
        if connecting && let Some(key) = self.seen.refused() {
            return SyncError::OtherKey { seen: Some(key) };
        }
        let words = root_words(&error.without_url());
        if connecting { SyncError::Unreachable(words) } else { SyncError::Cut(words) }
    }
}

impl Transport for Http {
    fn send<'a>(
        &'a self,
        endpoint: Endpoint,
        token: Option<&'a str>,
        body: Vec<u8>,
    ) -> BoxFuture<'a, Result<Vec<u8>, SyncError>> {
        Box::pin(self.exchange(endpoint, token, body))
    }

    fn shown(&self) -> Option<Shown> {
        self.seen.accepted()
    }

    fn traffic(&self) -> Traffic {
        Traffic {
            round_trips: self.round_trips.load(Ordering::Relaxed),
            bytes_up: self.bytes_up.load(Ordering::Relaxed),
            bytes_down: self.bytes_down.load(Ordering::Relaxed),
        }
    }

    fn http(&self) -> Option<(reqwest::Client, String)> {
        Some((self.client.clone(), self.base.clone()))
    }
}

fn count(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

fn header_bytes(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum()
}

/// The innermost cause: "connection refused" rather than "error sending request".
fn root_words(error: &dyn std::error::Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}

/// `https://host:port` of an address as it is typed, without a slash at the end.
///
/// # Errors
/// [`SyncError::BadAddress`] when the text is no address.
pub fn base_of(address: &str) -> Result<String, SyncError> {
    let typed = address.trim();
    let host = typed.strip_prefix("https://").unwrap_or(typed).trim_end_matches('/');
    let plain = !host.is_empty()
        && !host.ends_with(':')
        && !host.contains(['/', '@', '?', '#', '\\'])
        && !host.contains(char::is_whitespace);
    let mut url = Some(host)
        .filter(|_| plain)
        .and_then(|host| Url::parse(&format!("https://{host}")).ok())
        .ok_or(SyncError::BadAddress)?;
    // A URL drops the port 443 where it is written out, so it is looked for in the text.
    if url.port().is_none() && !host.ends_with(":443") {
        url.set_port(Some(DEFAULT_PORT)).map_err(|()| SyncError::BadAddress)?;
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_address_may_be_typed_in_several_ways() {
        assert_eq!(base_of(" 192.168.1.10 ").unwrap(), "https://192.168.1.10:7443");
        assert_eq!(base_of("Lakon.Kantor:8443/").unwrap(), "https://lakon.kantor:8443");
        assert_eq!(base_of("https://[::1]:7443").unwrap(), "https://[::1]:7443");
        assert_eq!(base_of("lakon:443").unwrap(), "https://lakon");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for typed in ["", "  ", "http://lakon:80", "lakon/secret", "a b", "user@host", "host:99999", "https://"] {
            assert!(matches!(base_of(typed), Err(SyncError::BadAddress)), "{typed:?}");
        }
    }
}
