//! Client half of one download: goes on from what is held already, and counts only once its bytes are those of the address.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use reqwest::{Response, StatusCode};

use super::client::{FileTrouble, Going, Lane, Moved, Progress, Tries, Way, ask, refused};
use super::{BLOBS_PATH, CONTENT, IDLE, LARGEST_FILE, PIECE};
use crate::replica::{BlobRef, BlobWrite, Blobs, StoreFault};

/// Fetches one file. Returns the bytes of content that crossed the line.
pub(super) async fn one(
    lane: &Lane,
    blobs: &Arc<dyn Blobs>,
    blob: &BlobRef,
    progress: Progress<'_>,
) -> Result<u64, FileTrouble> {
    if blob.size > LARGEST_FILE {
        return Err(FileTrouble::TooLarge);
    }
    let mut crossed = 0;
    let mut tries = Tries::default();
    loop {
        let mut over = true;
        match attempt(lane, blobs, blob, progress, &mut crossed, &mut |from| over = tries.are_over(from)).await {
            Ok(()) => return Ok(crossed),
            Err(trouble) if trouble.resumes() && !over => {}
            Err(trouble) => return Err(trouble),
        }
    }
}

async fn attempt(
    lane: &Lane,
    blobs: &Arc<dyn Blobs>,
    blob: &BlobRef,
    progress: Progress<'_>,
    crossed: &mut u64,
    begins: &mut (dyn FnMut(u64) + Send),
) -> Result<(), FileTrouble> {
    let (store, wanted) = (blobs.clone(), *blob);
    let mut file = off_thread(move || store.write(&wanted)).await?;
    let mut offset = file.offset();
    if offset > blob.size {
        return Err(FileTrouble::WrongContent);
    }
    begins(offset);
    let BlobRef { address, size: total } = *blob;
    let tell = |done| progress(Moved { way: Way::Down, address, done, total, going: Going::On });
    tell(offset);
    if offset < blob.size {
        let mut request = lane.authed(lane.http.get(lane.url(&format!("{BLOBS_PATH}/{}", blob.address))));
        if offset > 0 {
            request = request.header("range", format!("bytes={offset}-"));
        }
        let answer = ask(lane, request).await?;
        // A server that ignores the range sends everything; the beginning is passed over.
        let mut pass = match answer.status() {
            StatusCode::PARTIAL_CONTENT => 0,
            StatusCode::OK => offset,
            StatusCode::NOT_FOUND => return Err(FileTrouble::NotThere),
            status => return Err(refused(status)),
        };
        if answer.content_length() != Some(blob.size - offset + pass) {
            // A record with a wrong size is this file's own trouble; a page of something else would be everybody's.
            return Err(if is_content(&answer) { FileTrouble::WrongContent } else { FileTrouble::NotLakon });
        }
        let mut parts = answer.bytes_stream();
        let mut piece = BytesMut::with_capacity(PIECE);
        while offset + (piece.len() as u64) < blob.size {
            let mut part = match tokio::time::timeout(IDLE, parts.next()).await {
                Ok(Some(part)) => part?,
                Ok(None) => return Err(FileTrouble::Cut("the answer ended early".to_owned())),
                Err(_) => return Err(FileTrouble::Cut("silent".to_owned())),
            };
            *crossed += part.len() as u64;
            let skipped = usize::try_from(pass).map_or(part.len(), |pass| pass.min(part.len()));
            pass -= part.split_to(skipped).len() as u64;
            while piece.len() + part.len() >= PIECE {
                piece.extend_from_slice(&part.split_to(PIECE - piece.len()));
                let full = std::mem::replace(&mut piece, BytesMut::with_capacity(PIECE)).freeze();
                offset += full.len() as u64;
                file = keep(file, full).await?;
                tell(offset);
            }
            piece.extend_from_slice(&part);
        }
        if !piece.is_empty() {
            offset += piece.len() as u64;
            file = keep(file, piece.freeze()).await?;
        }
    }
    if off_thread(move || file.finish()).await? {
        tell(offset);
        Ok(())
    } else {
        Err(FileTrouble::WrongContent)
    }
}

/// Whether it names the kind every attachment is served as.
fn is_content(answer: &Response) -> bool {
    answer.headers().get("content-type").is_some_and(|kind| kind == CONTENT)
}

async fn keep(mut file: Box<dyn BlobWrite>, piece: Bytes) -> Result<Box<dyn BlobWrite>, FileTrouble> {
    off_thread(move || file.piece(&piece).map(|()| file)).await
}

async fn off_thread<T: Send + 'static>(
    call: impl FnOnce() -> Result<T, StoreFault> + Send + 'static,
) -> Result<T, FileTrouble> {
    match tokio::task::spawn_blocking(call).await {
        Ok(result) => Ok(result?),
        Err(failed) => Err(StoreFault::new(failed, false).into()),
    }
}
