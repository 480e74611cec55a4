//! What a sync could not bring: logs of which the server holds more than this desk when it ends.

use lakon_domain::ids::LogId;

use crate::client::{Client, off};
use crate::error::SyncError;
use crate::replica::LogHead;

/// One log that is not here whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Behind {
    pub log: LogId,
    /// Newest record here.
    pub held: u64,
    /// Newest record at the server.
    pub theirs: u64,
}

/// The logs of a server's heads that lie above what is held now; the own log is not among them, which is never taken from outside.
///
/// # Errors
/// [`SyncError::Store`].
pub async fn of(client: &Client, theirs: Option<&[LogHead]>) -> Result<Vec<Behind>, SyncError> {
    let Some(theirs) = theirs else { return Ok(Vec::new()) };
    let mine = off(client.replica(), |replica| replica.heads()).await?;
    Ok(between(&mine, theirs, client.own_log()))
}

fn between(mine: &[LogHead], theirs: &[LogHead], own: LogId) -> Vec<Behind> {
    let held = |log| mine.iter().find(|head| head.log == log).map_or(0, |head| head.seq);
    let found = theirs.iter().map(|head| Behind { log: head.log, held: held(head.log), theirs: head.seq });
    found.filter(|behind| behind.log != own && behind.held < behind.theirs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lakon_domain::ids::Hash;

    #[test]
    fn only_other_logs_that_are_longer_there_are_named() {
        let head = |log, seq| LogHead { log: LogId([log; 16]), seq, chain: Hash([0; 32]) };
        let found = between(
            &[head(1, 5), head(2, 9), head(3, 1)],
            &[head(1, 8), head(2, 9), head(3, 7), head(4, 2)],
            LogId([3; 16]),
        );
        let expected = [(1, 5, 8), (4, 0, 2)].map(|(log, held, theirs)| Behind { log: LogId([log; 16]), held, theirs });
        assert_eq!(found, expected);
    }
}
