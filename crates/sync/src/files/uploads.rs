//! What a server's storage does for attachments, so that the protocol never sees a disk.

use lakon_domain::ids::Hash;
use lakon_domain::shape::Time;
use uuid::Uuid;

use super::{Checked, Held};
use crate::replica::{BlobRead, StoreFault};

/// An upload somebody wants to begin.
#[derive(Debug, Clone)]
pub struct NewUpload {
    /// The device that sends; only it is told about its unfinished upload.
    pub device: Uuid,
    pub address: Hash,
    /// Bytes, 1 to [`super::LARGEST_FILE`].
    pub length: u64,
    /// Upload-Metadata as the client gave it, at most [`super::LONGEST_METADATA`] bytes; empty where there was none. It can name a file, so
    /// it lies encrypted wherever it is kept.
    pub metadata: String,
}

/// An upload as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadState {
    pub address: Hash,
    pub length: u64,
    /// End of the last stored piece; `length` only once the whole was verified and stored.
    pub offset: u64,
    pub expires_at: Time,
}

/// How the end of an upload went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// Verified, durable, and the offset is the full length.
    Stored,
    /// The bytes are not those of the address; the upload is gone.
    WrongHash,
    /// A stored piece could not be read back; the pieces from it on are gone and have to be sent again.
    Damaged,
}

/// The server's storage for attachments of one office. Calls block; callers put them on a thread that may.
///
/// Nothing is acknowledged before it is durable: [`Uploads::state`] makes the pieces it counts durable before it tells of them.
pub trait Uploads: Send + Sync + 'static {
    /// Makes an upload without bytes.
    ///
    /// # Errors
    /// [`StoreFault`]
    fn begin(&self, upload: &NewUpload, now: Time) -> Result<(Uuid, UploadState), StoreFault>;

    /// How far an upload is; `None` when there is none of this id, or it has expired.
    ///
    /// # Errors
    /// [`StoreFault`]
    fn state(&self, id: Uuid, now: Time) -> Result<Option<UploadState>, StoreFault>;

    /// The metadata of an upload as it was given; `None` where there is no such upload or it had none.
    ///
    /// # Errors
    /// [`StoreFault`]
    fn metadata(&self, id: Uuid) -> Result<Option<String>, StoreFault>;

    /// Keeps one piece that begins where the last one ended and does not reach the end of the file.
    ///
    /// # Errors
    /// [`StoreFault`]
    fn piece(&self, id: Uuid, offset: u64, bytes: &[u8]) -> Result<(), StoreFault>;

    /// The last piece is here: reads the stored ones back in order, verifies, stores the whole, ends the upload.
    ///
    /// # Errors
    /// [`StoreFault`]; the stored pieces stay and the last may be sent again.
    fn finish(&self, id: Uuid, offset: u64, last: &[u8], now: Time) -> Result<Finish, StoreFault>;

    /// A file of at most one piece that came with its creation: begin and finish in one step.
    /// The id is there only for [`Finish::Stored`].
    ///
    /// # Errors
    /// [`StoreFault`]
    fn whole(
        &self,
        upload: &NewUpload,
        bytes: &[u8],
        now: Time,
    ) -> Result<(Finish, Option<(Uuid, UploadState)>), StoreFault>;

    /// Forgets an upload and its pieces; a finished file stays. False when there was none.
    ///
    /// # Errors
    /// [`StoreFault`]
    fn forget(&self, id: Uuid) -> Result<bool, StoreFault>;

    /// What the server has of each address, in the order asked.
    ///
    /// # Errors
    /// [`StoreFault`]
    fn held(&self, device: Uuid, addresses: &[Hash], now: Time) -> Result<Vec<Held>, StoreFault>;

    /// Opens a stored attachment: its size in bytes and its plain bytes.
    ///
    /// # Errors
    /// [`StoreFault`]
    fn open(&self, address: &Hash) -> Result<Option<(u64, Box<dyn BlobRead>)>, StoreFault>;

    /// Reads a stored attachment back and compares it with its address. A bad copy is set aside: the server lacks it from then on.
    ///
    /// # Errors
    /// [`StoreFault`]: the disk did not answer, and nothing has changed.
    fn check(&self, address: &Hash) -> Result<Checked, StoreFault>;
}
