//! Why the server cannot begin or run.

use lakon_server_store::StoreError;
use lakon_sync::bundle::BundleError;

#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// `init` has not been run in this folder, or the key file is elsewhere.
    #[error("there is no office in this folder")]
    NoOffice,
    /// `init` was run here before.
    #[error("there is an office in this folder already")]
    OfficeExists,
    /// Accounts other than the service's could read the key file.
    #[error("other accounts can read the key file")]
    KeysOpen,
    #[error("{0}")]
    Keys(&'static str),
    /// The operating system gives no random bytes.
    #[error("the operating system gives no random bytes")]
    NoRandom,
    /// An argument that has the wrong shape.
    #[error("{0:?}")]
    Argument(BadArgument),
    /// `server.toml` cannot be read or written as settings.
    #[error("the settings cannot be used: {0}")]
    Settings(String),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {error}")]
    Listen { address: std::net::SocketAddr, error: std::io::Error },
    #[error("the disk failed: {0}")]
    Disk(#[from] std::io::Error),
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A bundle was not written, or nothing of it was taken.
    #[error(transparent)]
    Bundle(#[from] BundleError),
}

/// What is wrong with an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadArgument {
    /// The office code has three digits.
    OfficeCode,
    /// WIB, WITA or WIT.
    Zone,
    /// The office and its first admin need a name.
    Names,
    /// The office has no such user.
    UnknownUser,
    /// The address of the server cannot be told from where it listens.
    Address,
    /// An invitation needs a name and at least one role.
    Invitation,
    /// The typed recovery seed is none; `group` (from 0) is the wrong one where it is known.
    Seed { group: Option<usize> },
    /// The typed identity of the office is none.
    Identity,
    /// The seed is another office's.
    OtherSeed,
    /// The office has no such PC at work.
    UnknownDevice,
    /// A revocation needs a reason.
    Reason,
}
