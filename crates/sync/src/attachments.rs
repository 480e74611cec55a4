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

/// Sends what the server's records name and it lacks, fetches what is missing here, until neither list gets shorter.
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
    loop {
        let (store, named) = (blobs.clone(), std::mem::take(&mut state.files));
        let full = named.len() >= FILES_NAMED;
        let Lists { offered, wanted, lost } = blocking(move || lists(store.as_ref(), named)).await?;
        report.files.retain(|outcome| !lost.contains(&outcome.blob));
        report.files.extend(lost.into_iter().map(|blob| Outcome {
            blob,
            way: files::Way::Down,
            result: Err(FileTrouble::NotThere),
        }));
        if offered.is_empty() && wanted.is_empty() {
            return Ok(());
        }
        let Some(lane) = client.lane().await? else { return Ok(()) };
        let mut outcomes =
            if offered.is_empty() { Vec::new() } else { files::send(&lane, blobs, &offered, &tell).await };
        let sent = outcomes.iter().filter(|outcome| outcome.result.is_ok()).count();
        if !wanted.is_empty() {
            outcomes.extend(files::fetch(&lane, blobs, &wanted, &tell).await);
        }
        let arrived = outcomes.iter().filter(|outcome| outcome.result.is_ok()).count();
        count(&outcomes, report);
        report.files.append(&mut outcomes);
        // The lists are bounded: where one was full and moved, look for the rest.
        if arrived == 0 || !(full && sent > 0 || wanted.len() >= FILES_NAMED) {
            return Ok(());
        }
        state = heads::ask(client).await?.answer.state;
    }
}

struct Lists {
    /// To be offered to the server.
    offered: Vec<BlobRef>,
    /// To be fetched from it.
    wanted: Vec<BlobRef>,
    /// On neither side: asking for them would only be answered again with what the server has just said.
    lost: Vec<BlobRef>,
}

fn lists(blobs: &dyn Blobs, named: Vec<BlobRef>) -> Result<Lists, StoreFault> {
    blobs.lacking(&named)?;
    let lacking: HashSet<Hash> = named.iter().map(|blob| blob.address).collect();
    // As many more as may be left out.
    let (lost, mut wanted): (Vec<_>, Vec<_>) =
        blobs.wanted(FILES_NAMED + lacking.len())?.into_iter().partition(|blob| lacking.contains(&blob.address));
    wanted.truncate(FILES_NAMED);
    let mut offered = Vec::new();
    for blob in named {
        if blobs.have(&blob.address)? && blobs.ready(&blob.address)? {
            offered.push(blob);
        }
    }
    // What another desk sent first is named by nobody, and still this desk wants to know that it is safe.
    offered.extend(blobs.unsent(FILES_NAMED)?);
    Ok(Lists { offered, wanted, lost })
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
