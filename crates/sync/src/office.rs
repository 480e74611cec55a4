//! What the server halves need to know about the office besides the logs themselves; the office server's store implements it.

use lakon_domain::ids::{LogId, PublicKey};
use lakon_domain::statement::ServerStatement;
use uuid::Uuid;

use crate::aside::Kept;
use crate::aside_files::{FilesKept, HandFiles};
use crate::aside_list::Waiting;
use crate::carry_on::Opening;
use crate::error::Problem;
use crate::heads::Heard;
use crate::refill::Refilled;
use crate::replica::{BlobRef, Page, StoreFault};

/// A device as the office log knows it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownDevice {
    /// The logs it writes, one per incarnation, each with the key that seals it.
    pub logs: Vec<(LogId, PublicKey)>,
    /// It may not ask any more.
    pub revoked: bool,
}

/// The office behind a server.
pub trait Office: Send + Sync {
    /// What the office key says about this server; its TLS key is the one this server uses.
    fn statement(&self) -> Result<ServerStatement, StoreFault>;
    /// A device's row, read anew for every request, so that revoking ends a session at once.
    fn device(&self, device: Uuid) -> Result<Option<KnownDevice>, StoreFault>;
    /// A device that may ask has asked. Keeps nobody waiting.
    fn hear(&self, device: Uuid) {
        let _ = device;
    }
    /// When each device last asked, the last first, at most [`MOST_HEARD`](crate::heads::MOST_HEARD) of them.
    fn heard(&self) -> Result<Vec<Heard>, StoreFault> {
        Ok(Vec::new())
    }
    /// Brings further logs of a device into the office, each proved by the device's key, in one durable transaction: names them in the
    /// office log and gives the one the device `writes` now a label. Nothing for a revoked device and for a log that is known. Returns
    /// whether the office log has grown.
    fn carry_on(&self, device: Uuid, openings: &[Opening], writes: LogId) -> Result<bool, StoreFault> {
        let _ = (device, openings, writes);
        Ok(false)
    }
    /// Attachments that records held here name and whose bytes are not here, by size and then address, behind `after`, at most
    /// `limit`.
    fn lacking_files(&self, after: Option<&BlobRef>, limit: usize) -> Result<Vec<BlobRef>, StoreFault>;
    /// Keeps a page of a revoked device's log beside the logs, where it does not count.
    ///
    /// # Errors
    /// [`Problem::UnknownDevice`] where no revoked device has this log, [`Problem::Refused`] for a page that is none of it.
    fn keep_aside(&self, page: &Page) -> Result<Kept, Problem> {
        let _ = page;
        Err(Problem::UnknownDevice)
    }
    /// Takes attachments of a revoked device, those of records kept aside and those that are lacking: says which of those offered are
    /// wanted and from which byte, and takes a piece of one.
    ///
    /// # Errors
    /// [`Problem::BadMessage`] for a piece that is none.
    fn keep_files_aside(&self, ask: &HandFiles) -> Result<FilesKept, Problem> {
        let _ = ask;
        Ok(FilesKept { wanted: Vec::new() })
    }
    /// What waits of revoked devices, told to a device an admin works on; nothing to any other.
    fn waiting_aside(&self, device: Uuid) -> Result<Vec<Waiting>, Problem> {
        let _ = device;
        Ok(Vec::new())
    }
    /// Takes a page of a log that a server of this office wrote, from anybody; says how far the log is held then, and whether the
    /// page was news. One without records is a question.
    ///
    /// # Errors
    /// [`Problem::Refused`] where the office key did not sign that server's statement, and as every page.
    fn refill(&self, page: &Page) -> Result<(Refilled, bool), Problem> {
        let _ = page;
        Err(Problem::UnknownDevice)
    }
}
