//! Part of step `verify`: each side asks for the private parts its records name and it lacks.

use serde::{Deserialize, Serialize};

use crate::client::{Client, off};
use crate::error::{Problem, SyncError};
use crate::heads::{LACKING_NAMED, State, fill, is_whole};
use crate::replica::{PAGE_BYTES, Place, PrivatePart, Replica, StoreFault};
use crate::report::Report;
use crate::transport::Endpoint;

/// Most places named in one message: some 20 KiB.
const NAMED: usize = 500;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Privates {
    /// What the desk lacks, some of it.
    pub lacking: Vec<Place>,
    /// What the desk has of what the server said it lacks.
    pub parts: Vec<PrivatePart>,
    /// The server shall name what it lacks beyond this place; the first place where there is none.
    pub after: Option<Place>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivatesAnswer {
    /// What the server has of what the desk lacks: at least one if it has any, and no more than fits in a page.
    pub parts: Vec<PrivatePart>,
    /// What the server still lacks beyond `after`.
    pub lacking: Vec<Place>,
}

/// Server half. The second value says whether something was filled in.
///
/// # Errors
/// [`Problem::Unavailable`] when the store fails.
pub fn serve(replica: &dyn Replica, ask: &Privates) -> Result<(PrivatesAnswer, bool), Problem> {
    let filled = if ask.parts.is_empty() { 0 } else { replica.fill_private(&ask.parts)? };
    let named = ask.lacking.get(..NAMED).unwrap_or(&ask.lacking);
    let parts = if named.is_empty() { Vec::new() } else { replica.privates(named, PAGE_BYTES)? };
    Ok((PrivatesAnswer { parts, lacking: replica.missing_private(ask.after, NAMED)? }, filled > 0))
}

/// Client half: settles both directions. No request is made where neither side can give anything.
///
/// # Errors
/// [`SyncError`].
pub async fn settle(client: &Client, state: &State, asked_before: bool, report: &mut Report) -> Result<(), SyncError> {
    give(client, state.lacking.clone(), report).await?;
    take(client, asked_before, report).await
}

/// Hands over what the server lacks, as far as it is here.
async fn give(client: &Client, mut named: Vec<Place>, report: &mut Report) -> Result<(), SyncError> {
    while let Some(last) = named.last().copied() {
        let list = named.clone();
        let parts = off(client.replica(), move |replica| replica.privates(&list, PAGE_BYTES)).await?;
        // A short list is all there is; if nothing of it is here, there is nothing to say.
        if parts.is_empty() && named.len() < LACKING_NAMED {
            return Ok(());
        }
        // Where the size of a message cut the parts short, the places behind the last of them are named again.
        let given = parts.last().map(|part| Place { log: part.log, seq: part.seq });
        let after = if is_whole(&parts) { Some(last) } else { given };
        report.privates_up += u64::try_from(parts.len()).unwrap_or(u64::MAX);
        let answer: PrivatesAnswer =
            client.ask(Endpoint::Privates, &Privates { lacking: Vec::new(), parts, after }).await?;
        if answer.lacking == named {
            return Ok(());
        }
        named = answer.lacking;
    }
    Ok(())
}

/// Asks for what is missing here. `asked_before`: all of it was asked for with the heads, and nothing was pulled since.
async fn take(client: &Client, asked_before: bool, report: &mut Report) -> Result<(), SyncError> {
    if asked_before {
        return Ok(());
    }
    let mut after = None;
    loop {
        let lacking = off(client.replica(), move |replica| missing(replica, after)).await?;
        if lacking.is_empty() {
            return Ok(());
        }
        let last = lacking.last().copied();
        let ask = Privates { lacking, parts: Vec::new(), after: last };
        let answer: PrivatesAnswer = client.ask(Endpoint::Privates, &ask).await?;
        let given = answer.parts.last().map(|part| Place { log: part.log, seq: part.seq });
        let whole = is_whole(&answer.parts);
        after = if whole { last } else { given };
        let filled = fill(client, answer.parts).await?;
        report.privates_down += u64::try_from(filled).unwrap_or(u64::MAX);
        if filled == 0 && !whole {
            return Err(SyncError::BadAnswer("private parts that do not fit"));
        }
    }
}

fn missing(replica: &dyn Replica, after: Option<Place>) -> Result<Vec<Place>, StoreFault> {
    replica.missing_private(after, NAMED)
}
