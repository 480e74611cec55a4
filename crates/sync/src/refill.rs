//! Step `refill`: a device that the server does not know hands over the office's logs, which prove themselves, so that the server knows
//! the office again: after `lakon-server recover`, or when an older copy of the server was put back.
//! Design, invariant 13: "A lost server is refilled by its devices. … an admin's PC first hands over every log it holds, old server logs
//! included; then the devices are known again."

use lakon_domain::ids::{Hash, LogId};
use serde::{Deserialize, Serialize};

use crate::client::{Client, off};
use crate::error::{Problem, SyncError};
use crate::office::Office;
use crate::replica::{Page, PageLimit};
use crate::transport::Endpoint;
use crate::wire;

/// A page of a log that a server of the office wrote. Its seals are that server's and the office key signed its statement, so it counts
/// whoever brings it. One without records asks how far the log is there, and says in `after` how far it is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refill {
    pub page: Page,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refilled {
    /// The last sequence number held there; 0 where nothing is.
    pub have: u64,
    /// To a question alone: the chain at the lesser of `have` and what is here, which shows whether both hold the same log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<Hash>,
}

/// Server half. The second value says whether a record was new.
///
/// # Errors
/// As [`Office::refill`].
pub fn serve(office: &dyn Office, ask: &Refill) -> Result<(Refilled, bool), Problem> {
    office.refill(&ask.page)
}

/// Client half: hands over every office log this PC holds, as far as the server lacks it. True where that was anything.
///
/// # Errors
/// [`SyncError`].
pub async fn hand_in(client: &Client) -> Result<bool, SyncError> {
    client.greet().await?;
    let (logs, heads) = off(client.replica(), |replica| Ok((replica.office_logs()?, replica.heads()?))).await?;
    let mut any = false;
    for head in heads.iter().filter(|head| logs.contains(&head.log)) {
        any |= hand_log(client, head.log, head.seq).await?;
    }
    Ok(any)
}

async fn hand_log(client: &Client, log: LogId, upto: u64) -> Result<bool, SyncError> {
    let question = Page { log, after: upto, records: Vec::new(), seals: Vec::new() };
    let there = ask(client, question).await?;
    let parted = parts(client, log, upto, &there).await?;
    // A server that was put back and wrote on gives way only to the page with the place where the two part, which lies somewhere below.
    let mut after = if parted { 0 } else { there.have };
    let mut any = false;
    while after < upto {
        let cut = off(client.replica(), move |replica| replica.page(log, after, upto, PageLimit::default())).await?;
        let Some(cut) = cut else { break };
        let end = cut.end.seq;
        let have = match ask(client, cut.page).await {
            // The server carries on from another place of its own log.
            Err(SyncError::Problem(Problem::Refused(refusal))) => {
                tracing::warn!(%refusal, "a page of the office log was refused");
                break;
            }
            answer => answer?.have,
        };
        if have <= after {
            break;
        }
        (after, any) = (if parted { end } else { have }, true);
    }
    Ok(any)
}

/// Whether the log there is another than here, from some record on.
async fn parts(client: &Client, log: LogId, upto: u64, there: &Refilled) -> Result<bool, SyncError> {
    let Some(theirs) = there.chain else { return Ok(false) };
    let seq = there.have.min(upto);
    let ours = off(client.replica(), move |replica| replica.chains(log, &[seq])).await?;
    Ok(ours.first().copied().flatten().is_some_and(|ours| ours != theirs))
}

async fn ask(client: &Client, page: Page) -> Result<Refilled, SyncError> {
    let body = wire::encode(&Refill { page })?;
    Ok(wire::decode(&client.transport().send(Endpoint::Refill, None, body).await?)?)
}
