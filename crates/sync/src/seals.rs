//! Step `seals`: a desk tells the server of seals above what it holds itself, so that a tail nobody has is at least named.
//! Design, invariant 14: "A head below a seal someone holds is a missing tail: named, refilled, reported."

use lakon_domain::seal::Seal;
use serde::{Deserialize, Serialize};

use crate::client::{Client, off};
use crate::error::{Problem, SyncError};
use crate::replica::{LogHead, Replica};
use crate::transport::Endpoint;

/// Most seals in one message; an office has some dozens of logs.
const MOST: usize = 256;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seals {
    pub seals: Vec<Seal>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {}

/// Server half.
///
/// # Errors
/// [`Problem::BadMessage`] for too many, [`Problem::Unavailable`].
pub fn serve(replica: &dyn Replica, ask: &Seals) -> Result<Noted, Problem> {
    if ask.seals.len() > MOST {
        return Err(Problem::BadMessage);
    }
    replica.note_ahead(&ask.seals, None)?;
    Ok(Noted {})
}

/// The newest seals that stand on these heads, for whoever asks how far they reach.
pub(crate) fn on(replica: &dyn Replica, heads: &[LogHead]) -> Result<Vec<Seal>, Problem> {
    let mut seals = Vec::with_capacity(heads.len());
    for head in heads.iter().take(MOST) {
        seals.extend(replica.seal(head.log, head.head())?);
    }
    Ok(seals)
}

/// Client half: tells what this server has not been told. No request is made where there is nothing.
///
/// # Errors
/// [`SyncError`].
pub(crate) async fn tell(client: &Client) -> Result<(), SyncError> {
    let Some(server) = client.server_key() else { return Ok(()) };
    let seals = off(client.replica(), move |replica| replica.untold(&server, MOST)).await?;
    if seals.is_empty() {
        return Ok(());
    }
    let _: Noted = client.ask(Endpoint::Seals, &Seals { seals: seals.clone() }).await?;
    Ok(off(client.replica(), move |replica| replica.told(&seals, &server)).await?)
}
