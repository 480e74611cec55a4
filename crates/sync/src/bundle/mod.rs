//! Step `bundle`: what replicas hold, carried from one to the other as a file where there is no network. Logs with their seals, the
//! office log first, then attachments (design/sync.md "USB bundle"). Pages are cut and taken by the same calls as in push and pull, so
//! taking a bundle twice changes nothing. Whose disk the file lies on is the caller's business.
//!
//! ```text
//! file  = age to the recipients ( MAGIC ‖ frame* )
//! frame = u32le length ‖ one `Item` as a message of the wire (CBOR in zstd), at most `wire::LARGEST_BODY` bytes
//! items = head, [invitation | answer], page*, (file, piece*)*, end
//! ```

mod aside;
mod frame;
mod invitation;
mod key;
mod reply;
mod take;
mod write;

use std::io;

use lakon_domain::enrolment::Proof;
use lakon_domain::shape::Time;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use uuid::Uuid;

pub use frame::MAGIC;
pub use invitation::{Answer, Facts, answer, invitation_item, look, serve_answer};
pub use key::{has_bounded_header, identity_of, recipient_of};
pub use reply::{NotAccepted, Refused, reply};
pub use take::{Door, Ended, Taken, take};
pub use write::{Out, What, Written, write};

use crate::replica::{BlobRef, Page, StoreFault};
use crate::wire::BadMessage;

/// Version of this format. A reader refuses a newer one before it takes anything.
pub const VERSION: u32 = 1;
/// Bytes of an attachment in one piece: bounds the memory of both ends.
pub const PIECE: usize = 1024 * 1024;

/// What stands at the beginning: whose bundle it is, and how much it holds, for showing how far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub version: u32,
    pub office: Uuid,
    /// The device or server that wrote it.
    pub by: Uuid,
    /// Written by a server of the office, so what it brings is on the server.
    pub server: bool,
    /// The writer's clock.
    pub at: Time,
    pub records: u64,
    /// Attachments and their bytes together.
    pub files: u64,
    pub bytes: u64,
    /// A server's reply to a device it did not take in; nothing else is in such a bundle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
}

/// One frame's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Item {
    Head(Head),
    /// In an invitation file: [`Facts`] as CBOR, and the server's proof over exactly these bytes.
    Invitation {
        facts: ByteBuf,
        proof: Proof,
    },
    /// The writer joined with an invitation file and is not known to the server yet.
    Answer(Answer),
    Page(Page),
    /// An attachment begins; its pieces follow in order.
    File(BlobRef),
    Piece(ByteBuf),
    /// Nothing was cut off.
    End,
}

/// Told while a bundle is written or taken: how much is done of how much, in no particular unit. `false` stops it.
pub type Tell<'a> = &'a dyn Fn(u64, u64) -> bool;

/// Why a bundle was not written, or nothing of it was taken.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// No age file, or not with a bundle in it.
    #[error("the file is no bundle")]
    NotABundle,
    /// Encrypted to others.
    #[error("the bundle is for others")]
    NotForUs,
    #[error("the bundle is of a newer program (version {0})")]
    Newer(u32),
    #[error("the bundle is of another office")]
    OtherOffice,
    /// An invitation file whose content the secret of the typed code does not prove.
    #[error("the invitation file does not prove itself")]
    NoProof,
    /// Stopped by the person.
    #[error("stopped")]
    Stopped,
    /// The file cannot be read or written: the stick is full or was pulled out.
    #[error("the file cannot be read or written: {0}")]
    File(#[source] io::Error),
    /// The store on this side failed; what was taken before stays.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// A recipient that is none; a bug or a damaged office log.
    #[error("not an age key")]
    BadKey,
    /// Something too large for a frame; nothing this program builds is.
    #[error("an item does not fit: {0}")]
    Item(#[from] BadMessage),
}

/// Progress counts a record as one and so many bytes of an attachment as one more.
const UNIT: u64 = 1024;

impl Head {
    fn units(&self) -> u64 {
        self.records.saturating_add(self.bytes / UNIT)
    }
}
