//! Step `pull`: records the desk lacks, several logs to an answer, bounded in bytes and records, never beyond the heads read first.

use lakon_domain::ids::LogId;
use serde::{Deserialize, Serialize};

use crate::client::{Client, off};
use crate::error::{Problem, SyncError};
use crate::heads::{self, State};
use crate::office::Office;
use crate::push::seal_end;
use crate::replica::{Page, PageLimit, RECORD_OVERHEAD, ReceiveError, Received, Refusal, Replica, Source};
use crate::report::{Progress, Report, Step};
use crate::transport::Endpoint;

/// Most logs asked for at once; what does not fit is asked for afterwards.
const MOST_WANTS: usize = 256;

/// A stretch of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Want {
    pub log: LogId,
    /// What the desk holds.
    pub after: u64,
    /// The head read first.
    pub upto: u64,
}

/// In the order in which the desk wants to apply them: logs of the office first, because they say whose other logs are to be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pull {
    pub wants: Vec<Want>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullAnswer {
    /// At most one of each log, each ending at a seal.
    pub pages: Vec<Page>,
    pub state: State,
}

/// Server half.
///
/// # Errors
/// [`Problem::Unavailable`] when the store fails.
pub fn serve(replica: &dyn Replica, office: &dyn Office, pull: &Pull) -> Result<PullAnswer, Problem> {
    let mut left = PageLimit::default();
    let mut pages = Vec::new();
    for want in pull.wants.iter().take(MOST_WANTS) {
        let Some(mut cut) = replica.page(want.log, want.after, want.upto, left)? else { continue };
        seal_end(replica, &mut cut)?;
        let bytes: usize = cut.page.records.iter().map(|record| record.size() + RECORD_OVERHEAD).sum();
        left.bytes = left.bytes.saturating_sub(bytes);
        left.records = left.records.saturating_sub(cut.page.records.len());
        pages.push(cut.page);
        if left.records == 0 || left.bytes == 0 {
            break;
        }
    }
    Ok(PullAnswer { pages, state: heads::state(replica, office)? })
}

/// Client half: fetches every stretch, page by page, each applied in one durable transaction. A log whose page is refused here is left
/// as it is and named in the report; the others go on. Returns where the server stood at the last answer.
///
/// # Errors
/// [`SyncError`] of the transport or of this store.
pub async fn fetch(
    client: &Client,
    wants: Vec<Want>,
    progress: Progress<'_>,
    report: &mut Report,
) -> Result<Option<State>, SyncError> {
    fetch_all(client, wants, false, progress, report).await
}

/// The same of a log of which the server holds another branch than this desk: the server's stays.
///
/// # Errors
/// As [`fetch`].
pub async fn fetch_branch(
    client: &Client,
    want: Want,
    progress: Progress<'_>,
    report: &mut Report,
) -> Result<Option<State>, SyncError> {
    fetch_all(client, vec![want], true, progress, report).await
}

async fn fetch_all(
    client: &Client,
    mut wants: Vec<Want>,
    branch: bool,
    progress: Progress<'_>,
    report: &mut Report,
) -> Result<Option<State>, SyncError> {
    let of = wants.iter().map(|want| want.upto.saturating_sub(want.after)).fold(0, u64::saturating_add);
    let mut state = None;
    while !wants.is_empty() {
        let answer: PullAnswer =
            client.ask(Endpoint::Pull, &Pull { wants: wants.iter().take(MOST_WANTS).copied().collect() }).await?;
        let mut moved = false;
        for page in answer.pages {
            let Some(at) = wants.iter().position(|want| want.log == page.log) else {
                return Err(SyncError::BadAnswer("a page nobody asked for"));
            };
            let last = page.last();
            let want = &mut wants[at];
            if page.after != want.after || last > want.upto || page.records.is_empty() {
                return Err(SyncError::BadAnswer("a page of another stretch"));
            }
            match apply(client, page, branch).await? {
                Ok(received) => {
                    report.records_down += u64::try_from(received.new.len()).unwrap_or(u64::MAX);
                    progress(Step::Down { records: report.records_down, of });
                    // What a page held beyond its newest valid seal was not taken, and is not asked for again now.
                    let reached = received.new.last().map_or(last, |(seq, _)| *seq);
                    want.after = reached;
                    if reached < last || reached >= want.upto {
                        wants.remove(at);
                    }
                    moved = true;
                }
                Err(refusal) => {
                    tracing::warn!(%refusal, "a page was refused");
                    report.refused.push(refusal);
                    wants.remove(at);
                    moved = true;
                }
            }
        }
        state = Some(answer.state);
        if !moved {
            // Nothing came for anything asked: equal heads, not an empty page, would mean done. Step `verify` names what is left.
            break;
        }
    }
    Ok(state)
}

async fn apply(client: &Client, page: Page, branch: bool) -> Result<Result<Received, Refusal>, SyncError> {
    let taken = off(client.replica(), move |replica| {
        let received = if branch { replica.receive_branch(&page) } else { replica.receive(&page, Source::Other) };
        Ok(match received {
            Ok(received) => Ok(received),
            Err(ReceiveError::Refused(refusal)) => Err(refusal),
            Err(ReceiveError::Store(fault)) => return Err(fault),
        })
    });
    Ok(taken.await?)
}
