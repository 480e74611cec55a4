//! Step `aside/files`: a revoked device hands in attachments that its records name, and any other the server lacks. Whoever sends one
//! knows its address, which stands in private parts of records alone, and the bytes must be those of the address; so no session is needed.

use std::io::{Read, SeekFrom};
use std::sync::Arc;

use lakon_domain::ids::Hash;
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::error::{Problem, SyncError};
use crate::files::PIECE;
use crate::heads::FILES_NAMED;
use crate::office::Office;
use crate::replica::{BlobRead, BlobRef, Blobs, StoreFault};
use crate::transport::Endpoint;
use crate::wire;

/// Attachments offered at once; a server reads no more of them.
pub const MOST_OFFERED: usize = FILES_NAMED;

/// Offers attachments, or hands in a piece of one: of [`PIECE`] bytes, or what is left to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandFiles {
    pub offered: Vec<BlobRef>,
    pub piece: Option<FilePiece>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePiece {
    pub address: Hash,
    pub offset: u64,
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

/// Which of what was offered or sent is still wanted. What is whole here, and what no record names, is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesKept {
    pub wanted: Vec<WantedFile>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WantedFile {
    pub blob: BlobRef,
    /// Bytes that are there: the next piece begins here.
    pub have: u64,
}

/// Server half.
///
/// # Errors
/// As [`Office::keep_files_aside`].
pub fn serve(office: &dyn Office, ask: &HandFiles) -> Result<FilesKept, Problem> {
    if ask.piece.as_ref().is_some_and(|piece| piece.bytes.len() > PIECE) {
        return Err(Problem::BadMessage);
    }
    office.keep_files_aside(ask)
}

/// Client half: hands in what is here and was not seen at the server. It stays unsent here, for an admin may refuse it.
///
/// # Errors
/// [`SyncError`].
pub async fn hand_in(client: &Client, blobs: &Arc<dyn Blobs>) -> Result<(), SyncError> {
    let mut after: Option<BlobRef> = None;
    loop {
        // What was handed in stays unsent, so the next ones are those behind it.
        let offered = off(blobs, move |blobs| blobs.unsent(after.as_ref(), MOST_OFFERED)).await?;
        let Some(last) = offered.last().copied() else { return Ok(()) };
        after = Some(last);
        let kept = send(client, &HandFiles { offered, piece: None }).await?;
        for wanted in kept.wanted {
            // Design, invariant 9: "one bad attachment never stops another".
            match hand_in_one(client, blobs, wanted).await {
                Err(SyncError::Store(error)) => tracing::warn!(%error, "an attachment was not handed in"),
                Err(SyncError::Problem(Problem::BadMessage)) => {
                    tracing::warn!("the server did not take an attachment that was handed in");
                    // Bytes that are not those of their address: a damaged copy counts as not here from then on.
                    off(blobs, move |blobs| blobs.sound(&wanted.blob.address)).await?;
                }
                done => done?,
            }
        }
    }
}

async fn hand_in_one(client: &Client, blobs: &Arc<dyn Blobs>, wanted: WantedFile) -> Result<(), SyncError> {
    let WantedFile { blob: BlobRef { address, size }, mut have } = wanted;
    let Some((held, mut content)) = off(blobs, move |blobs| blobs.read(&address)).await? else { return Ok(()) };
    if held != size {
        return Ok(());
    }
    loop {
        let (read, bytes) = piece(content, have).await?;
        content = read;
        let piece = FilePiece { address, offset: have, bytes };
        let kept = send(client, &HandFiles { offered: Vec::new(), piece: Some(piece) }).await?;
        match kept.wanted.first() {
            Some(next) if next.have > have => have = next.have,
            // Whole, not wanted any more, or it does not come further.
            _ => return Ok(()),
        }
    }
}

async fn piece(mut content: Box<dyn BlobRead>, from: u64) -> Result<(Box<dyn BlobRead>, Vec<u8>), StoreFault> {
    let read = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::with_capacity(PIECE);
        content.seek(SeekFrom::Start(from))?;
        content.by_ref().take(PIECE as u64).read_to_end(&mut bytes)?;
        Ok::<_, std::io::Error>((content, bytes))
    });
    let read = read.await.map_err(|failed| StoreFault::new(failed, false))?;
    read.map_err(|error| StoreFault::new(error, true))
}

async fn send(client: &Client, message: &HandFiles) -> Result<FilesKept, SyncError> {
    let body = wire::encode(message)?;
    Ok(wire::decode(&client.transport().send(Endpoint::FilesAside, None, body).await?)?)
}

/// Runs a store's call where it may block.
async fn off<T: Send + 'static>(
    blobs: &Arc<dyn Blobs>,
    call: impl FnOnce(&dyn Blobs) -> Result<T, StoreFault> + Send + 'static,
) -> Result<T, StoreFault> {
    let blobs = blobs.clone();
    let done = tokio::task::spawn_blocking(move || call(blobs.as_ref())).await;
    done.unwrap_or_else(|failed| Err(StoreFault::new(failed, false)))
}
