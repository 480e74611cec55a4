//! Everything that can stop a sync on the desk's side, and whether trying again later may help.

use lakon_domain::ids::Hash;
use lakon_domain::shape::Time;
use serde::{Deserialize, Serialize};

use crate::replica::{ReceiveError, Refusal, StoreFault};
use crate::wire::BadMessage;

/// What a server says instead of an answer, as the body of a status of 400 or above.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Problem {
    /// No bearer token, or one that has run out: say hello again.
    #[error("the session has ended")]
    NoSession,
    /// The office does not know this device, or its proof does not verify.
    #[error("the server does not know this device")]
    UnknownDevice,
    /// The office has revoked this device.
    #[error("the server has revoked this device")]
    Revoked,
    /// The page was not taken.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The message is none of this step.
    #[error("the server cannot read the message")]
    BadMessage,
    /// No invitation has this name, or the code does not prove its secret.
    #[error("the invitation code is wrong")]
    WrongCode,
    /// The invitation has been used.
    #[error("the invitation code has been used")]
    UsedCode,
    /// The invitation has run out.
    #[error("the invitation code has expired")]
    ExpiredCode,
    /// Too many attempts; try after this many seconds.
    #[error("too many attempts; try again in {after_s} seconds")]
    TooMany { after_s: u32 },
    /// The server cannot do it now (disk full, stopping, a fault of its own).
    #[error("the server cannot do it now")]
    Unavailable,
}

impl Problem {
    /// Whether the same request may succeed later without anybody doing anything.
    pub fn transient(&self) -> bool {
        matches!(self, Self::NoSession | Self::TooMany { .. } | Self::Unavailable | Self::Refused(Refusal::Gap { .. }))
    }

    /// The HTTP status that carries it.
    pub fn status(&self) -> u16 {
        match self {
            Self::NoSession => 401,
            Self::UnknownDevice | Self::Revoked | Self::WrongCode => 403,
            Self::Refused(_) => 409,
            Self::BadMessage => 400,
            Self::UsedCode | Self::ExpiredCode => 410,
            Self::TooMany { .. } => 429,
            Self::Unavailable => 503,
        }
    }
}

impl From<StoreFault> for Problem {
    fn from(fault: StoreFault) -> Self {
        tracing::error!(%fault, "the store failed while a request was answered");
        Self::Unavailable
    }
}

impl From<ReceiveError> for Problem {
    fn from(error: ReceiveError) -> Self {
        match error {
            ReceiveError::Refused(refusal) => Self::Refused(refusal),
            ReceiveError::Store(fault) => fault.into(),
        }
    }
}

/// Why a sync did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// No connection: no network, no such host, refused.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// The connection broke, fell silent, or the answer ended early.
    #[error("the connection was cut: {0}")]
    Cut(String),
    /// Something answered that is not a Lakon server, such as a proxy's sign-in page.
    #[error("the answer (HTTP {status}, {content_type}) is not from a Lakon server")]
    NotLakon { status: u16, content_type: String },
    /// The answer is larger than any answer of this step may be.
    #[error("the answer is too large")]
    TooLarge,
    /// The answer cannot be read as this step's message.
    #[error("the answer cannot be read: {0}")]
    BadAnswer(&'static str),
    /// The server's TLS key is not the pinned one.
    #[error("the server shows another key ({seen:?}) than the one this PC knows")]
    OtherKey { seen: Option<Hash> },
    /// The server's statement is not signed by the pinned office key, or names other keys than the ones it uses.
    #[error("the server does not prove that it belongs to this office")]
    BadStatement,
    /// The office key has named another server of the office since, at this moment.
    #[error("the office has replaced this server ({at:?})")]
    Replaced { at: Time },
    /// The server could not prove that it knows the invitation's secret.
    #[error("the server does not prove that it knows the invitation")]
    NoProof,
    /// The server refused and said why.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// A page of the server was refused here.
    #[error("a page was refused here: {0}")]
    Refused(#[from] Refusal),
    /// The store on this PC failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The address typed by a person is none.
    #[error("this is not a server address")]
    BadAddress,
    /// The TLS library could not be set up; never depends on the server.
    #[error("TLS cannot be set up: {0}")]
    Setup(String),
}

impl SyncError {
    /// Whether trying again later may help without anybody doing anything.
    pub fn transient(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Cut(_) | Self::NotLakon { .. } | Self::TooLarge | Self::BadAnswer(_) => true,
            Self::Problem(problem) => problem.transient(),
            Self::Store(fault) => fault.transient,
            Self::OtherKey { .. }
            | Self::BadStatement
            | Self::Replaced { .. }
            | Self::NoProof
            | Self::Refused(_)
            | Self::BadAddress
            | Self::Setup(_) => false,
        }
    }
}

impl From<ReceiveError> for SyncError {
    fn from(error: ReceiveError) -> Self {
        match error {
            ReceiveError::Refused(refusal) => Self::Refused(refusal),
            ReceiveError::Store(fault) => Self::Store(fault),
        }
    }
}

impl From<BadMessage> for SyncError {
    fn from(bad: BadMessage) -> Self {
        match bad {
            BadMessage::TooLarge => Self::TooLarge,
            other => Self::BadAnswer(other.name()),
        }
    }
}

impl From<BadMessage> for Problem {
    fn from(_: BadMessage) -> Self {
        Self::BadMessage
    }
}
