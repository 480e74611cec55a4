//! The attachments of one sync, after its records: what each side lacks and the other has, until neither list gets shorter.

use std::collections::HashSet;
use std::sync::Arc;

use lakon_domain::ids::Hash;

use crate::agreed;
use crate::client::Client;
use crate::error::SyncError;
use crate::files::{self, FileTrouble, Outcome};
use crate::heads::{self, FILES_NAMED, State};
use crate::replica::{BlobRef, Blobs, StoreFault};
use crate::report::{Progress, Report, Step};

/// Most parts of the server's list that are asked for in one sync while nothing moves; the next sync goes on behind them.
const MOST_PARTS: usize = 64;

/// How far a line has gone through the list of what its server lacks, which the server names in parts. A hint for the next question and
/// nothing else: a new line begins at the start.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    after: Option<BlobRef>,
    /// It was gone through to its end since it became longer than one part: from then on one part goes with each sync, in turn, so that
    /// what nobody can give any more costs an idle sync no further question.
    through: bool,
}

impl Listed {
    /// Behind which attachment the next question asks.
    pub(crate) fn after(&self) -> Option<BlobRef> {
        self.after
    }

    /// A part was worked through. True where the next one is to be looked at at once.
    fn note(&mut self, named: &[BlobRef]) -> bool {
        let key = |blob: &BlobRef| (blob.size, blob.address);
        if let (Some(after), Some(first)) = (&self.after, named.first())
            && key(first) <= key(after)
        {
            // The start of the list: it came with the answer to a push, or from a server of an earlier version, which gives no other.
            return false;
        }
        if named.len() >= FILES_NAMED {
            self.after = named.last().copied();
            return !self.through;
        }
        self.through = self.after.take().is_some();
        false
    }
}

/// Sends what the server's records name and it lacks, fetches what is missing here, until neither list gets shorter. The server's list
/// is gone through to its end: what nobody has any more must not stand before what this desk can give.
pub(crate) async fn settle(
    client: &Client,
    blobs: &Arc<dyn Blobs>,
    mut state: State,
    progress: Progress<'_>,
    report: &mut Report,
) -> Result<(), SyncError> {
    if !client.agrees_on(agreed::TUS).await? {
        return Ok(());
    }
    let tell = |moved| progress(Step::File(moved));
    let (mut met, mut in_vain) = (Met::default(), 0);
    loop {
        let (store, named) = (blobs.clone(), std::mem::take(&mut state.files));
        let full = named.len() >= FILES_NAMED;
        let (lists, named, back) = blocking(move || Ok((lists(store.as_ref(), &named, &mut met)?, named, met))).await?;
        met = back;
        let Lists { offered, wanted, lost } = lists;
        report.files.retain(|outcome| !lost.contains(&outcome.blob));
        report.files.extend(lost.into_iter().map(|blob| Outcome {
            blob,
            way: files::Way::Down,
            result: Err(FileTrouble::NotThere),
        }));
        let (mut sent, mut arrived) = (0, 0);
        if !offered.is_empty() || !wanted.is_empty() {
            let Some(lane) = client.lane().await? else { return Ok(()) };
            let mut outcomes =
                if offered.is_empty() { Vec::new() } else { files::send(&lane, blobs, &offered, &tell).await };
            sent = outcomes.iter().filter(|outcome| outcome.result.is_ok()).count();
            if !wanted.is_empty() {
                outcomes.extend(files::fetch(&lane, blobs, &wanted, &tell).await);
            }
            arrived = outcomes.iter().filter(|outcome| outcome.result.is_ok()).count();
            met.failed.extend(outcomes.iter().filter(|outcome| outcome.result.is_err()).map(|o| o.blob.address));
            count(&outcomes, report);
            report.files.append(&mut outcomes);
        }
        in_vain = if arrived > 0 { 0 } else { in_vain + 1 };
        let goes_on = client.listed().note(&named) && in_vain < MOST_PARTS;
        // The lists are bounded: where one was full and moved, or was not looked at to its end, look for the rest.
        if !(full && (sent > 0 || goes_on) || arrived > 0 && wanted.len() >= FILES_NAMED) {
            return Ok(());
        }
        state = heads::ask(client).await?.answer.state;
    }
}

/// Fetches what somebody waits for, without what the server lacks.
pub(crate) async fn fetch_wished(
    client: &Client,
    blobs: &Arc<dyn Blobs>,
    lacking: &[BlobRef],
    progress: Progress<'_>,
    report: &mut Report,
) -> Result<(), SyncError> {
    let store = blobs.clone();
    let mut wished = blocking(move || store.wished(FILES_NAMED)).await?;
    wished.retain(|blob| !lacking.iter().any(|named| named.address == blob.address));
    if wished.is_empty() || !client.agrees_on(agreed::TUS).await? {
        return Ok(());
    }
    let Some(lane) = client.lane().await? else { return Ok(()) };
    let mut outcomes = files::fetch(&lane, blobs, &wished, &|moved| progress(Step::File(moved))).await;
    count(&outcomes, report);
    report.files.append(&mut outcomes);
    Ok(())
}

/// What this sync has met: neither is asked for again before the next one.
#[derive(Default)]
struct Met {
    /// The server said that it lacks these.
    lacked: HashSet<Hash>,
    failed: HashSet<Hash>,
}

struct Lists {
    /// To be offered to the server.
    offered: Vec<BlobRef>,
    /// To be fetched from it.
    wanted: Vec<BlobRef>,
    /// On neither side: asking for them would only be answered again with what the server has just said.
    lost: HashSet<BlobRef>,
}

fn lists(blobs: &dyn Blobs, named: &[BlobRef], met: &mut Met) -> Result<Lists, StoreFault> {
    blobs.lacking(named)?;
    let lacking: HashSet<Hash> = named.iter().map(|blob| blob.address).collect();
    met.lacked.extend(&lacking);
    // As many more as may be left out.
    let most = FILES_NAMED + met.lacked.len() + met.failed.len();
    let (lost, mut wanted): (Vec<_>, Vec<_>) =
        blobs.wanted(most)?.into_iter().partition(|blob| lacking.contains(&blob.address));
    wanted.retain(|blob| !met.lacked.contains(&blob.address) && !met.failed.contains(&blob.address));
    wanted.truncate(FILES_NAMED);
    let mut offered = Vec::new();
    for blob in named {
        if blobs.have(&blob.address)? && blobs.ready(&blob.address)? {
            offered.push(*blob);
        }
    }
    // What another desk sent first is named by nobody, and still this desk wants to know that it is safe.
    offered.extend(blobs.unsent(None, FILES_NAMED + met.failed.len())?);
    offered.retain(|blob| !met.failed.contains(&blob.address));
    Ok(Lists { offered, wanted, lost: lost.into_iter().collect() })
}

async fn blocking<T: Send + 'static>(
    call: impl FnOnce() -> Result<T, StoreFault> + Send + 'static,
) -> Result<T, StoreFault> {
    match tokio::task::spawn_blocking(call).await {
        Ok(result) => result,
        Err(failed) => Err(StoreFault::new(failed, false)),
    }
}

fn count(outcomes: &[Outcome], report: &mut Report) {
    for outcome in outcomes {
        let Ok(bytes) = outcome.result else { continue };
        match outcome.way {
            files::Way::Up => report.file_bytes_up += bytes,
            files::Way::Down => report.file_bytes_down += bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(from: u64, count: u64) -> Vec<BlobRef> {
        (from..from + count).map(|size| BlobRef { address: Hash([0; 32]), size }).collect()
    }

    #[test]
    fn a_long_list_is_gone_through_once_and_then_in_turn() {
        let (most, mut listed) = (FILES_NAMED as u64, Listed::default());
        assert!(!listed.note(&part(0, 3)), "a short one has no further part");
        assert!(listed.note(&part(0, most)), "and one that became long is gone through again");
        assert_eq!(listed.after().map(|blob| blob.size), Some(most - 1));
        assert!(!listed.note(&part(0, most)), "the start once more, beside a push or from an earlier version");
        assert!(listed.note(&part(most, most)));
        assert!(!listed.note(&part(2 * most, 1)));
        assert_eq!(listed.after(), None);
        assert!(!listed.note(&part(0, most)), "known to its end: the next part goes with the next sync");
        assert_eq!(listed.after().map(|blob| blob.size), Some(most - 1));
        assert!(!listed.note(&[]) && listed.after().is_none());
        assert!(!listed.note(&part(0, 3)) && listed.note(&part(0, most)), "short meanwhile");
    }
}
