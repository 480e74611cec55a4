//! Step `push`: records the server lacks, one sealed page a request, each durable there before the answer.

use lakon_domain::ids::LogId;
use lakon_domain::seal::{Head, Seal};
use serde::{Deserialize, Serialize};

use crate::client::{Client, off};
use crate::error::{Problem, SyncError};
use crate::heads::{self, State};
use crate::office::{KnownDevice, Office};
use crate::replica::{Cut, LogHead, Page, PageLimit, Refusal, Replica, Source, StoreFault};
use crate::report::{Progress, Report};
use crate::transport::Endpoint;

/// One page. Design: "A push batch is at most one page and ends in a seal."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    pub page: Page,
    /// Another page follows at once, so the answer need not say where the server stands.
    pub more: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushAnswer {
    /// The server's seal on the log as it holds it now: a receipt.
    pub receipt: Seal,
    /// `None` where the desk said that more follows.
    pub state: Option<State>,
}

/// Server half. The page is durable before this returns; the caller sends the answer afterwards. The second value says whether a
/// record was new, so that other desks can be woken.
/// Design, invariant 10: "What was acknowledged survives power loss on the side that acknowledged."
///
/// # Errors
/// [`Problem::Refused`] with nothing written, or [`Problem::Unavailable`].
pub fn serve(
    replica: &dyn Replica,
    office: &dyn Office,
    known: &KnownDevice,
    push: &Push,
) -> Result<(PushAnswer, bool), Problem> {
    let log = push.page.log;
    let source = if known.logs.iter().any(|(own, _)| *own == log) { Source::Author } else { Source::Other };
    let received = replica.receive(&push.page, source)?;
    let news = !received.new.is_empty() || !received.filled.is_empty();
    let head = replica.heads()?.into_iter().find(|head| head.log == log).map(|head| head.head());
    let receipt = match head {
        Some(head) => replica.seal(log, head)?,
        None => None,
    };
    let receipt = receipt.ok_or(Problem::BadMessage)?;
    let state = if push.more { None } else { Some(heads::state(replica, office)?) };
    Ok((PushAnswer { receipt, state }, news))
}

/// What a server said when it had everything of a log.
#[derive(Debug, Clone, Default)]
pub struct Handed {
    /// Where it stood, if it said so.
    pub state: Option<State>,
    /// Its newest receipt, to be kept once the server's own log is here.
    pub receipt: Option<Seal>,
}

/// Client half: hands over everything of one log that lies above `theirs`.
///
/// # Errors
/// [`SyncError::Problem`] with a [`Refusal`] where the server takes no page, and those of the transport.
pub async fn hand_over(
    client: &Client,
    mine: &LogHead,
    theirs: u64,
    progress: Progress<'_>,
    report: &mut Report,
) -> Result<Handed, SyncError> {
    hand(client, mine, theirs, false, progress, report).await
}

/// The same of a whole log of which the server holds another branch. Its receipt for a page below the place where the two part stands on
/// its own head, which this desk does not have: that ends nothing, since only the page with that place makes the server give way.
///
/// # Errors
/// As [`hand_over`].
pub async fn hand_over_again(
    client: &Client,
    mine: &LogHead,
    progress: Progress<'_>,
    report: &mut Report,
) -> Result<Handed, SyncError> {
    hand(client, mine, 0, true, progress, report).await
}

async fn hand(
    client: &Client,
    mine: &LogHead,
    theirs: u64,
    forked: bool,
    progress: Progress<'_>,
    report: &mut Report,
) -> Result<Handed, SyncError> {
    let log = mine.log;
    let of = report.records_up.saturating_add(mine.seq.saturating_sub(theirs));
    let (mut after, mut handed, mut gaps) = (theirs, Handed::default(), 0);
    while after < mine.seq {
        let Some(cut) = sealed_page(client, log, after, mine.seq).await? else { break };
        let end = cut.end;
        let sent = cut.page.records.len();
        let push = Push { page: cut.page, more: end.seq < mine.seq };
        let answer: PushAnswer = match client.ask(Endpoint::Push, &push).await {
            // The server has another prefix than it said: another request of ours came in between. Once is enough.
            Err(SyncError::Problem(Problem::Refused(Refusal::Gap { have, .. }))) if gaps == 0 && have < mine.seq => {
                gaps += 1;
                after = have;
                continue;
            }
            answer => answer?,
        };
        if !check(client, &answer.receipt, end).await? {
            if forked {
                after = end.seq;
                continue;
            }
            // It holds more of the log than this desk; comparing heads tells how much.
            return Ok(Handed::default());
        }
        report.records_up += u64::try_from(sent).unwrap_or(u64::MAX);
        progress(crate::report::Step::Up { records: report.records_up, of: of.max(report.records_up) });
        after = end.seq;
        handed = Handed { state: answer.state, receipt: Some(answer.receipt) };
    }
    Ok(handed)
}

/// Asks again for a receipt that was lost on its way: an empty page after what both sides hold.
///
/// # Errors
/// As [`hand_over`].
pub async fn receipt_again(client: &Client, mine: &LogHead) -> Result<Option<Seal>, SyncError> {
    let page = Page { log: mine.log, after: mine.seq, records: Vec::new(), seals: Vec::new() };
    let answer: PushAnswer = client.ask(Endpoint::Push, &Push { page, more: true }).await?;
    let fits = check(client, &answer.receipt, mine.head()).await?;
    Ok(fits.then_some(answer.receipt))
}

/// The next page, with the own seal where the log is this desk's. `None` where no seal stands on it: nobody would take it.
pub(crate) async fn sealed_page(client: &Client, log: LogId, after: u64, upto: u64) -> Result<Option<Cut>, SyncError> {
    let cut = off(client.replica(), move |replica| {
        let Some(mut cut) = replica.page(log, after, upto, PageLimit::default())? else { return Ok(None) };
        seal_end(replica, &mut cut)?;
        if cut.page.seals.is_empty() {
            return Ok(None);
        }
        // To a server that was made anew or put back goes along how far the log had been taken and judged before.
        cut.page.seals.extend(replica.newest_receipt(log)?.filter(|receipt| receipt.seq > cut.end.seq));
        Ok(Some(cut))
    });
    Ok(cut.await?)
}

/// Puts this replica's seal on the end of a page: always on its own log and its former ones, because only the log's own key proves it, and elsewhere where
/// no seal stands there yet and this replica has a key that counts.
pub(crate) fn seal_end(replica: &dyn Replica, cut: &mut Cut) -> Result<(), StoreFault> {
    let seals = &mut cut.page.seals;
    if (seals.is_empty() || replica.wrote(cut.page.log)?)
        && let Some(seal) = replica.seal(cut.page.log, cut.end)?
        && seals.iter().all(|other| other.by != seal.by)
    {
        seals.push(seal);
    }
    Ok(())
}

/// The receipt must be the server's, over a head at or above what was sent; over just that it names the record that was sent. `false` where
/// it stands above on a record this desk does not have, or has another one in place of: the log was written on elsewhere.
async fn check(client: &Client, receipt: &Seal, sent: Head) -> Result<bool, SyncError> {
    let (log, seq) = (receipt.log, receipt.seq);
    let held = off(client.replica(), move |replica| replica.chains(log, &[seq])).await?;
    let holds = held.first().copied().flatten() == Some(receipt.chain);
    let fits = receipt.verifies() && client.server_key() == Some(receipt.by);
    if fits && (seq > sent.seq || seq == sent.seq && holds) {
        Ok(holds)
    } else {
        Err(SyncError::BadAnswer("the receipt does not fit"))
    }
}
