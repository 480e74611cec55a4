//! Part of step `verify`: where two replicas hold one log differently, find the first record that differs.

use lakon_domain::ids::{Hash, LogId};
use serde::{Deserialize, Serialize};

use crate::client::{Client, off};
use crate::error::{Problem, SyncError};
use crate::replica::Replica;
use crate::transport::Endpoint;

/// Places asked for at once: two questions reach into any log of a quarter of a million records, three into any of 16 million.
const PROBES: u64 = 512;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chains {
    pub log: LogId,
    pub seqs: Vec<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainsAnswer {
    /// In the order asked, `None` where not held.
    pub chains: Vec<Option<Hash>>,
}

/// Server half.
///
/// # Errors
/// [`Problem::BadMessage`] for too many places, [`Problem::Unavailable`].
pub fn serve(replica: &dyn Replica, ask: &Chains) -> Result<ChainsAnswer, Problem> {
    if u64::try_from(ask.seqs.len()).unwrap_or(u64::MAX) > PROBES {
        return Err(Problem::BadMessage);
    }
    Ok(ChainsAnswer { chains: replica.chains(ask.log, &ask.seqs)? })
}

/// Client half: the first place up to `upto` where the two sides differ. `None` where they agree.
///
/// # Errors
/// [`SyncError`].
pub async fn first_difference(client: &Client, log: LogId, upto: u64) -> Result<Option<u64>, SyncError> {
    // Everything up to `same` is equal, since a chain hash stands for all before it; what differs lies at or before `differs`.
    let (mut same, mut differs) = (0, None);
    loop {
        let end = differs.unwrap_or(upto);
        if end.saturating_sub(same) <= 1 && differs.is_some() || end <= same {
            return Ok(differs);
        }
        let seqs = probes(same, end);
        let list = seqs.clone();
        let mine = off(client.replica(), move |replica| replica.chains(log, &list)).await?;
        let theirs: ChainsAnswer = client.ask(Endpoint::Chains, &Chains { log, seqs: seqs.clone() }).await?;
        if theirs.chains.len() != seqs.len() {
            return Err(SyncError::BadAnswer("another number of chain hashes"));
        }
        let equal = mine.iter().zip(&theirs.chains).take_while(|(a, b)| a.is_some() && a == b).count();
        if let Some(at) = equal.checked_sub(1).and_then(|at| seqs.get(at)) {
            same = *at;
        }
        match seqs.get(equal) {
            Some(seq) => differs = Some(*seq),
            None if differs.is_none() => return Ok(None),
            None => {}
        }
    }
}

/// Places in `(same, end]` spread evenly, the last of them `end`.
fn probes(same: u64, end: u64) -> Vec<u64> {
    let gap = end.saturating_sub(same);
    let step = gap.div_ceil(PROBES).max(1);
    let mut seqs: Vec<u64> = (1..=PROBES).map(|n| same.saturating_add(n.saturating_mul(step)).min(end)).collect();
    seqs.dedup();
    seqs
}
