//! Step `heads`: one small question that ends an idle sync. What is missing is computed from both sides every time.
//! Design, invariant 6: "No cursors. … An empty page never means done; equal heads do."

use lakon_domain::ids::{Hash, LogId};
use lakon_domain::seal::Seal;
use lakon_domain::shape::Time;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::{Client, off};
use crate::error::{Problem, SyncError};
use crate::office::Office;
use crate::replica::{BlobRef, LogHead, PAGE_BYTES, Place, PrivatePart, Replica, StoreFault};
use crate::seals;
use crate::transport::Endpoint;

/// Most missing private parts named in passing; more of them are asked for in step `verify`. Keeps the idle question small.
pub const LACKING_NAMED: usize = 64;
/// Most missing attachments named in passing; who asks on behind the last one is named the next ones.
pub const FILES_NAMED: usize = 256;

/// Most devices whose last request is told in one answer.
pub const MOST_HEARD: usize = 1_000;

/// When a device last asked anything of this server, by the server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    pub device: Uuid,
    pub at: Time,
}

/// The desk's question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heads {
    /// [`digest`] of the desk's heads.
    pub digest: Hash,
    /// Private parts the desk's records name and it lacks, some of them.
    pub lacking: Vec<Place>,
    /// Attachments behind this one are to be named; `None` asks from the start of the list. A server of an earlier version passes it over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files_after: Option<BlobRef>,
    /// Asks when each device was heard of. A server of an earlier version passes it over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub heard: bool,
}

/// Where a server stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub digest: Hash,
    /// Private parts the server's records name and it lacks, some of them.
    pub lacking: Vec<Place>,
    /// Attachments the server's records name and it lacks, [`FILES_NAMED`] of them at most, by size and then address.
    pub files: Vec<BlobRef>,
    /// The server's clock.
    pub at: Time,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadsAnswer {
    pub state: State,
    /// `None` where they equal the desk's.
    pub heads: Option<Vec<LogHead>>,
    /// Logs that say who belongs to the office; empty where `heads` is `None`.
    pub office_logs: Vec<LogId>,
    /// What the server has of the private parts the desk named.
    pub parts: Vec<PrivatePart>,
    /// The server's seals on these heads: where the records do not arrive, the desk knows what it lacks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seals: Vec<Seal>,
    /// When each device was heard of, the last first, [`MOST_HEARD`] at most; empty where nobody asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heard: Vec<Heard>,
}

/// BLAKE3("lakon heads 1" ‖ log ‖ seq (u64le) ‖ chain hash …) over the heads in the order of their log ids.
pub fn digest(heads: &[LogHead]) -> Hash {
    let mut sorted = heads.to_vec();
    sorted.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"lakon heads 1");
    for head in &sorted {
        hasher.update(&head.log.0).update(&head.seq.to_le_bytes()).update(&head.chain.0);
    }
    Hash(*hasher.finalize().as_bytes())
}

/// Where this server stands now.
///
/// # Errors
/// [`StoreFault`].
pub fn state(replica: &dyn Replica, office: &dyn Office) -> Result<State, StoreFault> {
    state_of(replica, office, &replica.heads()?, None)
}

fn state_of(
    replica: &dyn Replica,
    office: &dyn Office,
    heads: &[LogHead],
    files_after: Option<&BlobRef>,
) -> Result<State, StoreFault> {
    Ok(State {
        digest: digest(heads),
        lacking: replica.missing_private(None, LACKING_NAMED)?,
        files: office.lacking_files(files_after, FILES_NAMED)?,
        at: replica.now(),
    })
}

/// Server half.
///
/// # Errors
/// [`Problem::Unavailable`] when the store fails.
pub fn serve(replica: &dyn Replica, office: &dyn Office, ask: &Heads) -> Result<HeadsAnswer, Problem> {
    let named = ask.lacking.get(..LACKING_NAMED).unwrap_or(&ask.lacking);
    let parts = if named.is_empty() { Vec::new() } else { replica.privates(named, PAGE_BYTES)? };
    let heads = replica.heads()?;
    let state = state_of(replica, office, &heads, ask.files_after.as_ref())?;
    let differ = state.digest != ask.digest;
    let office_logs = if differ { replica.office_logs()? } else { Vec::new() };
    let seals = if differ { seals::on(replica, &heads)? } else { Vec::new() };
    let heard = if ask.heard { office.heard()? } else { Vec::new() };
    Ok(HeadsAnswer { state, heads: differ.then_some(heads), office_logs, parts, seals, heard })
}

/// What the desk holds and what the server answered.
#[derive(Debug, Clone)]
pub struct Both {
    pub mine: Vec<LogHead>,
    pub answer: HeadsAnswer,
    /// Private parts that were missing here and came with the answer.
    pub filled: usize,
    /// Everything missing here was named and the answer was not cut by its size: the server has no more of it.
    pub asked: bool,
    /// Server clock minus PC clock, milliseconds, taking the answer to be written in the middle of the round trip.
    pub offset_ms: i64,
}

/// What a desk asks with: its heads, and private parts it lacks, some of them.
pub(crate) struct Standing {
    mine: Vec<LogHead>,
    lacking: Vec<Place>,
}

/// # Errors
/// [`StoreFault`].
pub(crate) fn standing(replica: &dyn Replica) -> Result<Standing, StoreFault> {
    Ok(Standing { mine: replica.heads()?, lacking: replica.missing_private(None, LACKING_NAMED)? })
}

/// Client half.
///
/// # Errors
/// [`SyncError`].
pub async fn ask(client: &Client) -> Result<Both, SyncError> {
    let standing = off(client.replica(), standing).await?;
    ask_from(client, standing).await
}

/// The same where the desk has already looked where it stands.
///
/// # Errors
/// [`SyncError`].
pub(crate) async fn ask_from(client: &Client, standing: Standing) -> Result<Both, SyncError> {
    let Standing { mine, lacking } = standing;
    let all_named = lacking.len() < LACKING_NAMED;
    let asked_at = client.replica().now();
    let (files_after, heard) = (client.listed().after(), client.wants_heard(asked_at));
    let question = Heads { digest: digest(&mine), lacking, files_after, heard };
    let mut answer: HeadsAnswer = client.ask(Endpoint::Heads, &question).await?;
    let offset_ms = offset_ms(asked_at, client.replica().now(), answer.state.at);
    let parts = std::mem::take(&mut answer.parts);
    let asked = all_named && is_whole(&parts);
    let filled = fill(client, parts).await?;
    Ok(Both { mine, answer, filled, asked, offset_ms })
}

/// Server clock minus PC clock, milliseconds, taking an answer to be written in the middle of the round trip.
pub(crate) fn offset_ms(asked: Time, answered: Time, server: Time) -> i64 {
    server.0.saturating_sub(asked.0).saturating_sub(answered.since(asked) / 2)
}

/// Whether parts are all there are, rather than as many as fit in a message: a record is smaller than half of it.
pub(crate) fn is_whole(parts: &[PrivatePart]) -> bool {
    parts.iter().map(|part| part.bytes.len()).sum::<usize>() < PAGE_BYTES / 2
}

/// Fills in private parts where there are any.
pub(crate) async fn fill(client: &Client, parts: Vec<PrivatePart>) -> Result<usize, SyncError> {
    if parts.is_empty() {
        return Ok(0);
    }
    Ok(off(client.replica(), move |replica| replica.fill_private(&parts)).await?)
}
