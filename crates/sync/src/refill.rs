//! Step `refill`: a device that the server does not know hands over the office's logs, which prove themselves, so that the server knows
//! the office again: after `lakon-server recover`, or when an older copy of the server was put back.
//! Design, invariant 13: "A lost server is refilled by its devices. … an admin's PC first hands over every log it holds, old server logs
//! included; then the devices are known again."

use lakon_domain::ids::LogId;
use serde::{Deserialize, Serialize};

use crate::client::{Client, off};
use crate::error::{Problem, SyncError};
use crate::office::Office;
use crate::replica::{Page, PageLimit};
use crate::transport::Endpoint;
use crate::wire;

/// A page of a log that a server of the office wrote; an empty one asks how far it is there. Its seals are that server's and the
/// office key signed its statement, so it counts whoever brings it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refill {
    pub page: Page,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refilled {
    pub have: u64,
}

/// Server half. The second value says whether a record was new.
///
/// # Errors
/// As [`Office::refill`].
pub fn serve(office: &dyn Office, ask: &Refill) -> Result<(Refilled, bool), Problem> {
    let (have, news) = office.refill(&ask.page)?;
    Ok((Refilled { have }, news))
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
    let mut have = ask(client, Page { log, after: 0, records: Vec::new(), seals: Vec::new() }).await?;
    let mut any = false;
    while have < upto {
        let cut = off(client.replica(), move |replica| replica.page(log, have, upto, PageLimit::default())).await?;
        let Some(cut) = cut else { break };
        let next = match ask(client, cut.page).await {
            // The server carries on from another place of its own log.
            Err(SyncError::Problem(Problem::Refused(refusal))) => {
                tracing::warn!(%refusal, "a page of the office log was refused");
                break;
            }
            next => next?,
        };
        if next <= have {
            break;
        }
        (have, any) = (next, true);
    }
    Ok(any)
}

async fn ask(client: &Client, page: Page) -> Result<u64, SyncError> {
    let body = wire::encode(&Refill { page })?;
    let answer: Refilled = wire::decode(&client.transport().send(Endpoint::Refill, None, body).await?)?;
    Ok(answer.have)
}
