//! How a message gets to the other side: the names of the steps' endpoints, and the trait a network or a simulator implements.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use lakon_domain::ids::Hash;

use crate::error::SyncError;
use crate::files::Carrier;
use crate::tls::Shown;

/// One request and answer of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Endpoint {
    EnrolBegin,
    EnrolLook,
    EnrolFinish,
    EnrolAdopt,
    Greet,
    Hello,
    Heads,
    Push,
    Pull,
    Privates,
    Chains,
    HandSlot,
    FetchSlot,
    KeepAside,
    FilesAside,
    ListAside,
    Refill,
    Seals,
}

impl Endpoint {
    pub const ALL: [Endpoint; 18] = [
        Self::EnrolBegin,
        Self::EnrolLook,
        Self::EnrolFinish,
        Self::EnrolAdopt,
        Self::Greet,
        Self::Hello,
        Self::Heads,
        Self::Push,
        Self::Pull,
        Self::Privates,
        Self::Chains,
        Self::HandSlot,
        Self::FetchSlot,
        Self::KeepAside,
        Self::FilesAside,
        Self::ListAside,
        Self::Refill,
        Self::Seals,
    ];

    /// Its path; the method is POST.
    pub fn path(self) -> &'static str {
        match self {
            Self::EnrolBegin => "/enrol/begin",
            Self::EnrolLook => "/enrol/look",
            Self::EnrolFinish => "/enrol/finish",
            Self::EnrolAdopt => "/enrol/adopt",
            Self::Greet => "/hello/greet",
            Self::Hello => "/hello",
            Self::Heads => "/heads",
            Self::Push => "/push",
            Self::Pull => "/pull",
            Self::Privates => "/privates",
            Self::Chains => "/chains",
            Self::HandSlot => "/slot",
            Self::FetchSlot => "/slot/fetch",
            Self::KeepAside => "/aside",
            Self::FilesAside => "/aside/files",
            Self::ListAside => "/aside/list",
            Self::Refill => "/refill",
            Self::Seals => "/seals",
        }
    }

    /// Whether a caller without a bearer token may ask.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::EnrolBegin
                | Self::EnrolLook
                | Self::EnrolFinish
                | Self::EnrolAdopt
                | Self::Greet
                | Self::Hello
                | Self::FetchSlot
                | Self::KeepAside
                | Self::FilesAside
                | Self::Refill
        )
    }
}

/// Counted since a transport was made. Bytes are those of HTTP/1.1 with headers, without the framing of TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traffic {
    pub round_trips: u64,
    pub bytes_up: u64,
    pub bytes_down: u64,
}

/// A way to one server.
pub trait Transport: Send + Sync {
    /// Sends a body and returns the answer's body, both as [`crate::wire`] makes them.
    fn send<'a>(
        &'a self,
        endpoint: Endpoint,
        token: Option<&'a str>,
        body: Vec<u8>,
    ) -> BoxFuture<'a, Result<Vec<u8>, SyncError>>;
    /// What the server showed in the TLS handshake; `None` before the first request.
    fn shown(&self) -> Option<Shown>;
    fn traffic(&self) -> Traffic;
    /// A plain HTTP client on the same pinned connection, with the base of its addresses, for attachments. `None` where there is
    /// no HTTP.
    fn http(&self) -> Option<(reqwest::Client, String)>;
    /// What sends the requests of [`Transport::http`] where it is not that client itself: a simulated network.
    fn carrier(&self) -> Option<Arc<dyn Carrier>> {
        None
    }
}

/// The key hash of the server a transport is connected with.
pub(crate) fn key_of(transport: &dyn Transport) -> Result<Hash, SyncError> {
    transport.shown().map(|shown| shown.key).ok_or(SyncError::BadAnswer("an answer without a connection"))
}
