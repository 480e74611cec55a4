//! PATCH, server half: bytes from the upload's offset on, kept in pieces of 1 MiB as they arrive and a shorter one where they end,
//! verified when the last is here.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use lakon_domain::shape::Time;
use reqwest::header::HeaderMap;
use tokio::time::{Duration, Instant};
use uuid::Uuid;

use super::tus::{Answer, OFFSET_STREAM, blocking, described, gone, header, linger, number, refused, speaks_tus};
use super::uploads::{Finish, Uploads};
use super::writers::{Turn, Writers};
use super::{IDLE, PIECE};
use crate::replica::StoreFault;

/// Bytes of the shortest piece that is kept where a line was cut.
const SMALLEST_CUT: usize = 16 * 1024;

/// A writer whose place is wanted goes on reading what has already arrived for at most this long,
const LEAVING: Duration = Duration::from_secs(2);
/// and only while it comes without a pause.
const LEAVING_IDLE: Duration = Duration::from_millis(100);

/// PATCH: bytes from the upload's offset on, kept in pieces of 1 MiB as they arrive.
///
/// It runs as a task of its own: when the connection goes, the piece in hand is still written before the next writer begins.
pub async fn serve_patch<S, E>(
    uploads: &Arc<dyn Uploads>,
    writers: &Writers,
    id: Uuid,
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
    if header(headers, "content-type") != Some(OFFSET_STREAM) {
        return refused(body, Answer::tus(415)).await;
    }
    let Some(from) = number(headers, "upload-offset") else {
        return refused(body, Answer::tus(400)).await;
    };
    run_patch(uploads, writers, id, from, number(headers, "content-length"), body, now).await
}

/// The same once the headers are read; also for bytes that come with a creation.
pub(super) async fn run_patch<S, E>(
    uploads: &Arc<dyn Uploads>,
    writers: &Writers,
    id: Uuid,
    from: u64,
    announced: Option<u64>,
    mut body: S,
    now: impl Fn() -> Time + Send + Sync + 'static,
) -> Answer
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin + 'static,
    E: Send,
{
    let (uploads, writers) = (uploads.clone(), writers.clone());
    let task = tokio::spawn(async move {
        let mut turn = writers.take(id).await;
        let answer = match patch(&uploads, &mut turn, id, from, announced, &mut body, &now).await {
            Ok(answer) => answer,
            Err(fault) => Answer::trouble(&fault),
        };
        // Who gave way has read on already.
        let gave_way = turn.is_over();
        drop(turn);
        if !answer.status.is_success() && !gave_way {
            linger(&mut body).await;
        }
        answer
    });
    task.await.unwrap_or_else(|failed| Answer::trouble(&StoreFault::new(failed, false)))
}

async fn patch<S, E>(
    uploads: &Arc<dyn Uploads>,
    turn: &mut Turn,
    id: Uuid,
    from: u64,
    announced: Option<u64>,
    body: &mut S,
    now: &(impl Fn() -> Time + Send + Sync + 'static),
) -> Result<Answer, StoreFault>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin + 'static,
    E: Send,
{
    let at = now();
    let Some(state) = blocking(uploads, move |uploads| uploads.state(id, at)).await? else {
        return Ok(gone(id, at));
    };
    if from != state.offset {
        return Ok(described(Answer::tus(409), &state));
    }
    if announced.is_some_and(|bytes| bytes > state.length - from) {
        return Ok(Answer::tus(413));
    }
    let mut offset = from;
    let mut piece = BytesMut::with_capacity(PIECE);
    // The piece being encrypted and written while the next one arrives.
    let mut writing: Option<tokio::task::JoinHandle<Result<(), StoreFault>>> = None;
    let mut leave_at = None;
    let whole = loop {
        let next = match leave_at {
            None => tokio::select! {
                biased;
                () = turn.ended() => {
                    leave_at = Some(Instant::now() + LEAVING);
                    continue;
                }
                next = tokio::time::timeout(IDLE, body.next()) => next,
            },
            // What arrived before the line was cut is still read, so that it need not be sent again.
            Some(deadline) => tokio::time::timeout_at(deadline.min(Instant::now() + LEAVING_IDLE), body.next()).await,
        };
        let mut part = match next {
            Ok(Some(Ok(part))) => part,
            Ok(None) => break true,
            Ok(Some(Err(_))) | Err(_) => break false,
        };
        let arrived = offset + (piece.len() + part.len()) as u64;
        if arrived > state.length {
            written(writing.take()).await?;
            return Ok(Answer::tus(413));
        }
        while piece.len() + part.len() >= PIECE {
            piece.extend_from_slice(&part.split_to(PIECE - piece.len()));
            if offset + PIECE as u64 == state.length {
                // The last piece is kept in memory until the whole is verified.
                break;
            }
            written(writing.take()).await?;
            let full = std::mem::replace(&mut piece, BytesMut::with_capacity(PIECE)).freeze();
            writing = Some(keep(uploads, id, offset, full));
            offset += PIECE as u64;
        }
        piece.extend_from_slice(&part);
        if offset + piece.len() as u64 == state.length {
            // Complete, however the connection ends.
            break true;
        }
    };
    written(writing.take()).await?;
    let end = offset + piece.len() as u64;
    if end == state.length && end > from {
        let at = now();
        let last = piece.freeze();
        return Ok(match blocking(uploads, move |uploads| uploads.finish(id, offset, &last, at)).await? {
            Finish::Stored => Answer::tus(204).with("upload-offset", state.length),
            Finish::WrongHash => Answer::tus(422),
            Finish::Damaged => Answer::tus(503),
        });
    }
    // A client that sends in smaller portions than ours still moves forward; and of a line that was cut only what was on its way goes
    // again. Its crumbs are dropped, so that cuts without end make no files without end.
    if !piece.is_empty() && (whole || piece.len() >= SMALLEST_CUT) {
        written(Some(keep(uploads, id, offset, piece.freeze()))).await?;
    }
    let at = now();
    let state = blocking(uploads, move |uploads| uploads.state(id, at)).await?;
    Ok(match state {
        Some(state) if whole => described(Answer::tus(204), &state),
        Some(state) => described(Answer::tus(if turn.is_over() { 409 } else { 408 }), &state),
        None => gone(id, at),
    })
}

fn keep(
    uploads: &Arc<dyn Uploads>,
    id: Uuid,
    offset: u64,
    bytes: Bytes,
) -> tokio::task::JoinHandle<Result<(), StoreFault>> {
    let uploads = uploads.clone();
    tokio::task::spawn_blocking(move || uploads.piece(id, offset, &bytes))
}

async fn written(writing: Option<tokio::task::JoinHandle<Result<(), StoreFault>>>) -> Result<(), StoreFault> {
    match writing {
        Some(task) => task.await.map_err(|failed| StoreFault::new(failed, false))?,
        None => Ok(()),
    }
}
