//! Client half: many attachments up or down, small first, each on its own so that a bad one never stops another.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use lakon_domain::ids::Hash;
use reqwest::{RequestBuilder, Response, StatusCode};

use super::ask::{Ask, Held, MOST_ASKED, MOST_ASKED_BYTES};
use super::carrier::Carrier;
use super::{ASK_PATH, IDLE, LARGEST_FILE, PIECE, check, download, upload};
use crate::replica::{BlobRef, Blobs, StoreFault};

/// Small files that travel at once: hides the wait for the other side's disk.
const SIDE_BY_SIDE: usize = 4;
/// Large files that travel at once: while the other side reads one back, hashes it and makes it durable, the next uses the line.
const LARGE_SIDE_BY_SIDE: usize = 2;
/// Attempts in a row that got no further before a file is left for the next sync.
const ATTEMPTS: usize = 3;

/// Counts attempts that begin where an earlier one began already. What counts is where the receiver stands, never what was sent:
/// a full disk takes bytes for ever.
#[derive(Default)]
pub(super) struct Tries {
    furthest: u64,
    in_vain: usize,
}

impl Tries {
    /// Notes an attempt that begins at this offset; true when it is the last one.
    pub(super) fn are_over(&mut self, offset: u64) -> bool {
        if offset > self.furthest {
            (self.furthest, self.in_vain) = (offset, 0);
        }
        self.in_vain += 1;
        self.in_vain >= ATTEMPTS
    }
}

/// The way to one server: a client that pins its key, its address without a slash at the end, and a bearer token.
#[derive(Clone)]
pub struct Lane {
    /// Makes the requests.
    pub http: reqwest::Client,
    /// Sends them.
    pub carrier: Arc<dyn Carrier>,
    /// Such as `https://192.168.1.10:7443`.
    pub base: String,
    pub token: String,
}

impl Lane {
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(super) fn authed(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(&self.token)
    }
}

/// Seen from the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
}

/// Progress of one file, bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    pub way: Way,
    pub address: Hash,
    pub done: u64,
    pub total: u64,
    pub going: Going,
}

/// Whether a file still moves. That all its bytes are out is no end: the other side has yet to store them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Going {
    On,
    /// The other side has it, whole and durable.
    Arrived,
    Failed,
}

/// Is told often; must return at once.
pub type Progress<'a> = &'a (dyn Fn(Moved) + Send + Sync);

/// How one file fared.
#[derive(Debug)]
pub struct Outcome {
    pub blob: BlobRef,
    pub way: Way,
    /// Bytes of content that crossed the line; 0 where the other side had it already.
    pub result: Result<u64, FileTrouble>,
}

/// Why one file did not arrive.
#[derive(Debug, thiserror::Error)]
pub enum FileTrouble {
    /// It is not (or no longer) here.
    #[error("the file is not on this PC")]
    NotHere,
    /// The server does not have it either.
    #[error("the file is not on the server")]
    NotThere,
    /// The bytes are not those that were recorded; the copy they came from is damaged.
    #[error("the content is not the recorded one")]
    WrongContent,
    /// Above [`LARGEST_FILE`].
    #[error("the file is too large")]
    TooLarge,
    /// The server said no.
    #[error("the server answered HTTP {0}")]
    Refused(u16),
    /// The token has run out or the device may not: say hello again.
    #[error("the session has ended")]
    NoSession,
    /// Something else than a Lakon server answered.
    #[error("the answer is not from a Lakon server")]
    NotLakon,
    /// The line was cut or fell silent.
    #[error("the connection was cut: {0}")]
    Cut(String),
    /// No connection at all.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    #[error(transparent)]
    Store(#[from] StoreFault),
}

impl FileTrouble {
    /// Whether trying again later may help without anybody doing anything.
    pub fn transient(&self) -> bool {
        match self {
            Self::NotHere | Self::WrongContent | Self::TooLarge => false,
            Self::NotThere | Self::NoSession | Self::NotLakon | Self::Cut(_) | Self::Unreachable(_) => true,
            Self::Refused(status) => *status >= 500,
            Self::Store(fault) => fault.transient,
        }
    }

    /// Whether the other files would meet the same, so that going on is of no use.
    pub(super) fn stops_all(&self) -> bool {
        matches!(self, Self::NoSession | Self::NotLakon | Self::Unreachable(_))
    }

    /// Whether the same file may go on at once where it stopped.
    pub(super) fn resumes(&self) -> bool {
        matches!(self, Self::Cut(_) | Self::Refused(503 | 408 | 409))
    }
}

impl From<reqwest::Error> for FileTrouble {
    fn from(error: reqwest::Error) -> Self {
        let words = error.without_url();
        if words.is_connect() { Self::Unreachable(words.to_string()) } else { Self::Cut(words.to_string()) }
    }
}

/// Sends a request and waits at most [`IDLE`] for the head of the answer.
pub(super) async fn ask(lane: &Lane, request: RequestBuilder) -> Result<Response, FileTrouble> {
    answered_within(IDLE, lane.carrier.carry(request.build()?)).await
}

/// Waits at most so long for the head of an answer.
pub(super) async fn answered_within(
    limit: Duration,
    answer: impl Future<Output = Result<Response, FileTrouble>>,
) -> Result<Response, FileTrouble> {
    tokio::time::timeout(limit, answer).await.unwrap_or_else(|_| Err(FileTrouble::Cut("no answer".to_owned())))
}

/// The troubles any answer may carry.
pub(super) fn refused(status: StatusCode) -> FileTrouble {
    match status.as_u16() {
        401 | 403 => FileTrouble::NoSession,
        413 => FileTrouble::TooLarge,
        422 => FileTrouble::WrongContent,
        code => FileTrouble::Refused(code),
    }
}

/// Offers files to the server and sends those it lacks. Files above [`LARGEST_FILE`] are named and not sent.
/// Outcomes come in the order in which files ended; none for those left out because the line itself failed.
pub async fn send(lane: &Lane, blobs: &Arc<dyn Blobs>, offered: &[BlobRef], progress: Progress<'_>) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    let mut missing = Vec::new();
    for part in small_first(offered).chunks(MOST_ASKED) {
        let held = match which(lane, part).await {
            Ok(held) => held,
            Err(trouble) => {
                // One outcome says why; the rest was not tried.
                outcomes.extend(part.first().map(|blob| Outcome { blob: *blob, way: Way::Up, result: Err(trouble) }));
                return outcomes;
            }
        };
        for (blob, held) in part.iter().zip(held) {
            match held {
                Held::Whole => outcomes.push(Outcome { blob: *blob, way: Way::Up, result: Ok(0) }),
                Held::No => missing.push((*blob, None)),
                Held::Begun(id) => missing.push((*blob, Some(id))),
            }
        }
    }
    let work = missing.into_iter().map(|(blob, begun)| {
        let file = async move {
            let result = match blob.size {
                size if size > LARGEST_FILE => Err(FileTrouble::TooLarge),
                _ => match upload::one(lane, blobs, &blob, begun, progress).await {
                    Err(FileTrouble::WrongContent) => Err(wrong_from_here(blobs, blob.address).await),
                    sent => sent,
                },
            };
            Outcome { blob, way: Way::Up, result }
        };
        (blob, file)
    });
    run(work, outcomes, progress).await
}

/// Fetches files this desk lacks.
pub async fn fetch(lane: &Lane, blobs: &Arc<dyn Blobs>, wanted: &[BlobRef], progress: Progress<'_>) -> Vec<Outcome> {
    let work = small_first(wanted).into_iter().map(|blob| {
        let file = async move {
            let result = match download::one(lane, blobs, &blob, progress).await {
                Err(FileTrouble::WrongContent) => Err(check::wrong_from_server(lane, &blob.address).await),
                fetched => fetched,
            };
            Outcome { blob, way: Way::Down, result }
        };
        (blob, file)
    });
    run(work, Vec::new(), progress).await
}

/// The server was given bytes that are not those of the address: the copy here is read back, and one that is bad counts as not here.
async fn wrong_from_here(blobs: &Arc<dyn Blobs>, address: Hash) -> FileTrouble {
    let blobs = blobs.clone();
    match tokio::task::spawn_blocking(move || blobs.sound(&address)).await {
        Ok(Ok(false)) => FileTrouble::NotHere,
        Ok(Err(fault)) => fault.into(),
        Ok(Ok(true)) | Err(_) => FileTrouble::WrongContent,
    }
}

fn small_first(blobs: &[BlobRef]) -> Vec<BlobRef> {
    let mut sorted = blobs.to_vec();
    sorted.sort_by_key(|blob| (blob.size, blob.address.0));
    sorted.dedup_by_key(|blob| blob.address);
    sorted
}

/// Runs the files of a list: first the small ones, several at once, then the large ones.
async fn run<F>(
    work: impl Iterator<Item = (BlobRef, F)>,
    mut outcomes: Vec<Outcome>,
    progress: Progress<'_>,
) -> Vec<Outcome>
where
    F: Future<Output = Outcome>,
{
    let (small, large): (Vec<_>, Vec<_>) = work.partition(|(blob, _)| blob.size <= PIECE as u64);
    for (files, width) in [(small, SIDE_BY_SIDE), (large, LARGE_SIDE_BY_SIDE)] {
        let mut running = stream::iter(files.into_iter().map(|(_, file)| file)).buffer_unordered(width);
        while let Some(outcome) = running.next().await {
            let stop = outcome.result.as_ref().is_err_and(FileTrouble::stops_all);
            progress(ended(&outcome));
            outcomes.push(outcome);
            if stop {
                return outcomes;
            }
        }
    }
    outcomes
}

fn ended(outcome: &Outcome) -> Moved {
    let BlobRef { address, size: total } = outcome.blob;
    let (done, going) = if outcome.result.is_ok() { (total, Going::Arrived) } else { (0, Going::Failed) };
    Moved { way: outcome.way, address, done, total, going }
}

pub(super) async fn which(lane: &Lane, blobs: &[BlobRef]) -> Result<Vec<Held>, FileTrouble> {
    let question = Ask { addresses: blobs.iter().map(|blob| blob.address).collect() };
    let mut body = Vec::new();
    ciborium::into_writer(&question, &mut body).map_err(|_| FileTrouble::NotLakon)?;
    let answer = ask(lane, lane.authed(lane.http.post(lane.url(ASK_PATH))).body(body)).await?;
    if !answer.status().is_success() {
        return Err(refused(answer.status()));
    }
    let bytes = bounded(answer, MOST_ASKED_BYTES).await?;
    let held: Vec<Held> = ciborium::from_reader(bytes.as_slice()).map_err(|_| FileTrouble::NotLakon)?;
    if held.len() == blobs.len() { Ok(held) } else { Err(FileTrouble::NotLakon) }
}

async fn bounded(answer: Response, most: usize) -> Result<Vec<u8>, FileTrouble> {
    let mut bytes = Vec::new();
    let mut parts = answer.bytes_stream();
    loop {
        match tokio::time::timeout(IDLE, parts.next()).await {
            Ok(None) => return Ok(bytes),
            Ok(Some(part)) => bytes.extend_from_slice(&part?),
            Err(_) => return Err(FileTrouble::Cut("silent".to_owned())),
        }
        if bytes.len() > most {
            return Err(FileTrouble::NotLakon);
        }
    }
}
