//! Step `aside`: what a revoked device still hands in. The server keeps it beside the logs, where it does not count, until an admin
//! takes or refuses it (design/security.md "Revocation").

use serde::{Deserialize, Serialize};

use crate::client::{Client, off};
use crate::error::{Problem, SyncError};
use crate::office::Office;
use crate::push::sealed_page;
use crate::replica::{LogHead, Page, StoreFault};
use crate::transport::Endpoint;
use crate::wire;

/// A page of the device's own log; an empty one asks how far it is there. The seal at its end proves whose it is, so that no session is
/// needed: a revoked device gets none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepAside {
    pub page: Page,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// How far the log is there, taken or kept aside.
    pub have: u64,
    /// More of it is kept. Not where an admin refused it or there is no room left.
    pub open: bool,
}

/// Server half.
///
/// # Errors
/// As [`Office::keep_aside`].
pub fn serve(office: &dyn Office, ask: &KeepAside) -> Result<Kept, Problem> {
    office.keep_aside(&ask.page)
}

/// Client half: hands in what the server does not have of the logs this device wrote: of one that it began after it was revoked the whole.
/// Nothing is lost on this side whatever becomes of it.
///
/// # Errors
/// [`SyncError`].
pub async fn hand_in(client: &Client) -> Result<(), SyncError> {
    // Not to anybody else: a page holds what people said.
    client.greet().await?;
    let written = off(client.replica(), |replica| {
        let heads = replica.heads()?.into_iter();
        let wrote = heads.map(|head| Ok::<_, StoreFault>(replica.wrote(head.log)?.then_some(head)));
        Ok(wrote.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect::<Vec<_>>())
    });
    for mine in written.await? {
        match hand_in_log(client, mine).await {
            // One log that is not taken keeps no other back.
            Err(SyncError::Problem(problem)) => tracing::info!(%problem, log = %mine.log, "a log was not handed in"),
            done => done?,
        }
    }
    Ok(())
}

async fn hand_in_log(client: &Client, mine: LogHead) -> Result<(), SyncError> {
    let log = mine.log;
    let mut kept = ask(client, Page { log, after: 0, records: Vec::new(), seals: Vec::new() }).await?;
    while kept.open && kept.have < mine.seq {
        let Some(cut) = sealed_page(client, log, kept.have, mine.seq).await? else { break };
        let next = ask(client, cut.page).await?;
        if next.have <= kept.have {
            break;
        }
        kept = next;
    }
    Ok(())
}

async fn ask(client: &Client, page: Page) -> Result<Kept, SyncError> {
    let body = wire::encode(&KeepAside { page })?;
    Ok(wire::decode(&client.transport().send(Endpoint::KeepAside, None, body).await?)?)
}
