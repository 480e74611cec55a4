//! Client half of one upload: a small file in one request, a larger one as a stream that goes on after a cut where the server stands.

use std::io::{ErrorKind, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::stream;
use reqwest::{Body, Response, StatusCode};
use tokio::sync::{mpsc, watch};
use uuid::Uuid;

use super::client::{FileTrouble, Going, Lane, Moved, Progress, Tries, Way, answered_within, ask, refused};
use super::tus::{OFFSET_STREAM, metadata};
use super::{IDLE, PIECE, STORING, TUS_VERSION, UPLOADS_PATH};
use crate::replica::{BlobRef, Blobs, StoreFault};

/// Pieces read ahead of the line.
const READ_AHEAD: usize = 1;

/// Sends one file; `begun` is the upload the server has of it. Returns the bytes of content that crossed the line.
pub(super) async fn one(
    lane: &Lane,
    blobs: &Arc<dyn Blobs>,
    blob: &BlobRef,
    begun: Option<Uuid>,
    progress: Progress<'_>,
) -> Result<u64, FileTrouble> {
    let mut run = Run { lane, blobs, blob, progress, crossed: 0 };
    let mut place = begun.map(|id| lane.url(&format!("{UPLOADS_PATH}/{id}")));
    let mut tries = Tries::default();
    loop {
        let (location, offset) = match &place {
            Some(location) => (location.clone(), run.offset(location).await?),
            None => match run.create().await? {
                Created::Whole => return Ok(run.crossed),
                // Right after its creation the offset is known without asking.
                Created::Empty(location) => (location, Some(0)),
            },
        };
        // Expired or dropped meanwhile: from the start.
        place = offset.map(|_| location.clone());
        if offset == Some(blob.size) {
            return Ok(run.crossed);
        }
        let Some(offset) = offset else {
            if tries.are_over(0) {
                return Err(FileTrouble::NotLakon);
            }
            continue;
        };
        let over = tries.are_over(offset);
        match run.patch(&location, offset).await {
            Ok(()) => return Ok(run.crossed),
            Err(trouble) if trouble.resumes() && !over => {}
            Err(trouble) => return Err(trouble),
        }
    }
}

enum Created {
    /// The bytes came along and are stored.
    Whole,
    /// Where they go.
    Empty(String),
}

struct Run<'a> {
    lane: &'a Lane,
    blobs: &'a Arc<dyn Blobs>,
    blob: &'a BlobRef,
    progress: Progress<'a>,
    crossed: u64,
}

impl Run<'_> {
    fn tell(&self, done: u64) {
        let BlobRef { address, size: total } = *self.blob;
        (self.progress)(Moved { way: Way::Up, address, done, total, going: Going::On });
    }

    async fn create(&mut self) -> Result<Created, FileTrouble> {
        let mut request = self
            .lane
            .authed(self.lane.http.post(self.lane.url(UPLOADS_PATH)))
            .header("tus-resumable", TUS_VERSION)
            .header("upload-length", self.blob.size)
            .header("upload-metadata", metadata(&self.blob.address));
        let along = self.blob.size <= PIECE as u64;
        if along {
            let bytes = small(self.blobs, self.blob).await?;
            self.tell(0);
            request = request.header("content-type", OFFSET_STREAM).body(bytes);
        }
        let answer = answered_within(STORING, self.lane.carrier.carry(request.build()?)).await?;
        tus_answer(&answer)?;
        if answer.status() != StatusCode::CREATED {
            return Err(refused(answer.status()));
        }
        if along && number(&answer, "upload-offset") == Some(self.blob.size) {
            self.crossed += self.blob.size;
            self.tell(self.blob.size);
            return Ok(Created::Whole);
        }
        let location = answer.headers().get("location").and_then(|v| v.to_str().ok()).ok_or(FileTrouble::NotLakon)?;
        // Only ever this server: a location elsewhere would carry the token away.
        let path = location.strip_prefix(&self.lane.base).unwrap_or(location);
        if path.starts_with('/') && !path.starts_with("//") {
            Ok(Created::Empty(self.lane.url(path)))
        } else {
            Err(FileTrouble::NotLakon)
        }
    }

    /// How far the server is; `None` when it no longer knows the upload.
    async fn offset(&self, location: &str) -> Result<Option<u64>, FileTrouble> {
        let request = self.lane.authed(self.lane.http.head(location)).header("tus-resumable", TUS_VERSION);
        let answer = ask(self.lane, request).await?;
        tus_answer(&answer)?;
        match answer.status() {
            status if status.is_success() => {
                let offset = number(&answer, "upload-offset").filter(|offset| *offset <= self.blob.size);
                offset.map(Some).ok_or(FileTrouble::NotLakon)
            }
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(None),
            status => Err(refused(status)),
        }
    }

    async fn patch(&mut self, location: &str, from: u64) -> Result<(), FileTrouble> {
        let (pieces, fault) = pieces(self.blobs, self.blob, from);
        let (sender, mut moved) = watch::channel(from);
        let body = stream::unfold((pieces, sender, from), |(mut pieces, sender, sent)| async move {
            // What was handed over before has left by the time the next piece is wanted.
            sender.send_replace(sent);
            let piece: Bytes = match pieces.recv().await? {
                Ok(piece) => piece,
                Err(cut) => return Some((Err(cut), (pieces, sender, sent))),
            };
            let sent = sent + piece.len() as u64;
            Some((Ok(piece), (pieces, sender, sent)))
        });
        let request = self
            .lane
            .authed(self.lane.http.patch(location))
            .header("tus-resumable", TUS_VERSION)
            .header("upload-offset", from)
            .header("content-type", OFFSET_STREAM)
            .header("content-length", self.blob.size - from)
            .body(Body::wrap_stream(body));
        let mut answer = self.lane.carrier.carry(request.build()?);
        let mut streaming = true;
        let result = loop {
            let idle = if streaming { IDLE } else { STORING };
            tokio::select! {
                biased;
                answer = &mut answer => break answer,
                change = moved.changed(), if streaming => match change {
                    Ok(()) => {
                        let done = *moved.borrow_and_update();
                        self.tell(done);
                    }
                    Err(_) => streaming = false,
                },
                () = tokio::time::sleep(idle) => break Err(FileTrouble::Cut("silent".to_owned())),
            }
        };
        self.crossed += match &result {
            Ok(answer) if answer.status().is_success() => self.blob.size - from,
            _ => *moved.borrow() - from,
        };
        if let Some(fault) = fault.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(fault);
        }
        let answer = result?;
        tus_answer(&answer)?;
        if answer.status() != StatusCode::NO_CONTENT {
            return Err(refused(answer.status()));
        }
        match number(&answer, "upload-offset") {
            Some(offset) if offset == self.blob.size => {
                self.tell(offset);
                Ok(())
            }
            _ => Err(FileTrouble::Cut("the server stopped early".to_owned())),
        }
    }
}

/// A status of this protocol names its version; a proxy's page does not. The session's own refusals are let through.
fn tus_answer(answer: &Response) -> Result<(), FileTrouble> {
    let known = answer.headers().contains_key("tus-resumable") || matches!(answer.status().as_u16(), 401 | 403);
    if known { Ok(()) } else { Err(FileTrouble::NotLakon) }
}

fn number(answer: &Response, name: &str) -> Option<u64> {
    answer.headers().get(name)?.to_str().ok()?.parse().ok()
}

/// A file of at most one piece, whole.
async fn small(blobs: &Arc<dyn Blobs>, blob: &BlobRef) -> Result<Bytes, FileTrouble> {
    let (mut pieces, fault) = pieces(blobs, blob, 0);
    let piece = match pieces.recv().await {
        Some(Ok(piece)) => piece,
        // No piece and no fault: an empty file.
        _ => Bytes::new(),
    };
    match fault.lock().unwrap_or_else(PoisonError::into_inner).take() {
        Some(fault) => Err(fault),
        None => Ok(piece),
    }
}

type Fault = Arc<Mutex<Option<FileTrouble>>>;

/// Reads a local file from an offset on, piece by piece, on a thread that may block. What goes wrong lies in the second part
/// before the stream ends.
fn pieces(blobs: &Arc<dyn Blobs>, blob: &BlobRef, from: u64) -> (mpsc::Receiver<std::io::Result<Bytes>>, Fault) {
    let (sender, receiver) = mpsc::channel(READ_AHEAD);
    let fault = Fault::default();
    let (blobs, blob, found) = (blobs.clone(), *blob, fault.clone());
    tokio::task::spawn_blocking(move || {
        if let Err(trouble) = read_pieces(blobs.as_ref(), &blob, from, &sender) {
            *found.lock().unwrap_or_else(PoisonError::into_inner) = Some(trouble);
            // Nobody listening any more is as good.
            let _ = sender.blocking_send(Err(std::io::Error::other("the file cannot be read")));
        }
    });
    (receiver, fault)
}

fn read_pieces(
    blobs: &dyn Blobs,
    blob: &BlobRef,
    from: u64,
    sender: &mpsc::Sender<std::io::Result<Bytes>>,
) -> Result<(), FileTrouble> {
    let (size, mut content) = blobs.read(&blob.address)?.ok_or(FileTrouble::NotHere)?;
    if size != blob.size {
        return Err(FileTrouble::WrongContent);
    }
    let broken = |error: std::io::Error| match error.kind() {
        // What cannot be read back is as good as not here; it is fetched again where the server has it.
        ErrorKind::InvalidData | ErrorKind::UnexpectedEof => FileTrouble::NotHere,
        _ => FileTrouble::Store(StoreFault::new(error, false)),
    };
    if from > 0 {
        content.seek(SeekFrom::Start(from)).map_err(broken)?;
    }
    let mut left = blob.size - from;
    while left > 0 {
        let want = usize::try_from(left).map_or(PIECE, |left| left.min(PIECE));
        let mut piece = vec![0; want];
        content.read_exact(&mut piece).map_err(broken)?;
        if sender.blocking_send(Ok(Bytes::from(piece))).is_err() {
            return Ok(());
        }
        left -= want as u64;
    }
    Ok(())
}
