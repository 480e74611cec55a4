//! How sync stands and what its failures mean, in the words of the page.

use lakon_domain::shape::Time;
use lakon_sync::error::{Problem, SyncError};

use crate::api::{KindCount, Nothing, SyncState, SyncTrouble, ThisPc};
use crate::app::{App, Desk};
use crate::case_view::ms;
use crate::failure::Failure;
use crate::sync_pause;
use crate::sync_told::Told;
use crate::transfers::Transfers;
use crate::words::Sentence;

/// Name of the setting that holds the time of the last sync.
pub(crate) const LAST: &str = "synced_at";

/// How sync stands, as far as it is not in the store.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standing {
    pub reachable: bool,
    /// Records or attachments are under way.
    pub running: bool,
    /// How many of them.
    pub runs: u32,
    pub last_at: Option<Time>,
    pub noted_at: Option<Time>,
    pub problem: Option<Sentence>,
    /// The contents whose bytes are moving.
    pub moving: Transfers,
    /// What it tells of itself, for the page.
    pub told: Told,
    /// When the server was asked last what revoked PCs handed in.
    pub aside_asked: Option<Time>,
    /// Counts the recovery slots this PC has had in this session; which of them the server has.
    pub slot: u64,
    pub slot_handed: Option<u64>,
}

/// Changes how sync stands; the page hears of it if it makes a difference.
pub(crate) fn set(app: &App, change: impl FnOnce(&mut Standing)) {
    let differs = {
        let mut state = app.state();
        let before = (state.sync.reachable, state.sync.running, state.sync.problem);
        change(&mut state.sync);
        before != (state.sync.reachable, state.sync.running, state.sync.problem)
    };
    if differs {
        app.changed(["sync"]);
    }
}

/// What a failed sync means: a code that is not accepted then is that of the invitation file this PC joined with.
pub(crate) fn said(error: &SyncError) -> Sentence {
    match error {
        SyncError::Problem(Problem::UsedCode | Problem::ExpiredCode) => Sentence::InvitationRefused,
        error => sentence(error),
    }
}

/// What a failed conversation with the server means for the person.
pub(crate) fn sentence(error: &SyncError) -> Sentence {
    match error {
        SyncError::Unreachable(_) | SyncError::Cut(_) => Sentence::ServerUnreachable,
        SyncError::NotLakon { .. } | SyncError::TooLarge | SyncError::BadAnswer(_) => Sentence::NotAServer,
        SyncError::OtherKey { .. } | SyncError::BadStatement | SyncError::NoProof => Sentence::ServerUnproven,
        SyncError::Replaced { .. } => Sentence::ServerReplaced,
        SyncError::BadAddress => Sentence::BadAddress,
        SyncError::Refused(_) => Sentence::LogForked,
        SyncError::Store(_) | SyncError::Setup(_) => Sentence::Broken,
        SyncError::Problem(problem) => match problem {
            Problem::WrongCode | Problem::UsedCode | Problem::ExpiredCode => Sentence::CodeRefused,
            Problem::TooMany { .. } => Sentence::TooManyCodes,
            Problem::Revoked => Sentence::DeviceRevoked,
            Problem::UnknownDevice | Problem::NoSession => Sentence::ServerRefused,
            Problem::Refused(_) => Sentence::LogForked,
            Problem::BadMessage => Sentence::NotAServer,
            Problem::Unavailable => Sentence::ServerUnreachable,
        },
    }
}

/// How sync stands.
pub fn state(desk: &Desk, _: Nothing) -> Result<SyncState, Failure> {
    let unsent = desk.store.unsent()?;
    let pin = desk.store.pin();
    let kept = desk.store.setting(LAST)?.and_then(|text| text.parse().ok()).map(Time);
    let skipped = desk.store.skipped()?;
    let standing = desk.app.state().sync.clone();
    let pause = sync_pause::holds(&desk.store, desk.app.now())?;
    let alone = pin.as_ref().is_none_or(|pin| pin.alone);
    Ok(SyncState {
        alone,
        reachable: standing.reachable && !alone,
        running: standing.running,
        unsent_records: count(unsent.records),
        unsent_files: count(unsent.files),
        last_at: standing.last_at.or(kept).map(ms),
        trouble: standing.problem.map(trouble),
        problem: standing.problem.map(|problem| problem.words(desk.language).to_owned()),
        address: pin.and_then(|pin| pin.address),
        skipped_records: count(skipped),
        paused: pause.is_some() && !alone,
        paused_until: pause.and_then(sync_pause::Pause::until).map(ms),
    })
}

fn trouble(sentence: Sentence) -> SyncTrouble {
    match sentence {
        Sentence::ClockOff => SyncTrouble::ClockOff,
        Sentence::LogForked => SyncTrouble::Forked,
        Sentence::RecordsRefused => SyncTrouble::RecordsRefused,
        Sentence::ServerUnproven => SyncTrouble::Unproven,
        Sentence::ServerReplaced => SyncTrouble::Replaced,
        Sentence::NotAServer | Sentence::BadAddress => SyncTrouble::NotLakon,
        Sentence::ServerRefused => SyncTrouble::DeviceRefused,
        Sentence::DeviceRevoked => SyncTrouble::DeviceRevoked,
        Sentence::InvitationRefused => SyncTrouble::InvitationRefused,
        _ => SyncTrouble::Broken,
    }
}

pub(crate) fn count(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// This PC, for the settings.
pub fn pc(desk: &Desk, _: Nothing) -> Result<ThisPc, Failure> {
    let device = desk.store.device();
    let kinds = desk.store.skipped_kinds()?;
    Ok(ThisPc {
        device: device.device.to_string(),
        label: desk.store.label().map(|label| label.to_string()),
        log: device.log.to_string(),
        office_id: crate::server_address::identity(desk),
        data_folder: desk.store.folder().path().display().to_string(),
        records: count(desk.store.record_count()?),
        version: desk.app.config.version.clone(),
        enrolled: desk.store.enrolled()?,
        newer_kinds: kinds.into_iter().map(|(kind, n)| KindCount { kind, count: count(n) }).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_code_that_has_to_wait_is_not_called_wrong() {
        let told = |problem| sentence(&SyncError::Problem(problem));
        assert_eq!(told(Problem::TooMany { after_s: 30 }), Sentence::TooManyCodes);
        assert_eq!(told(Problem::WrongCode), Sentence::CodeRefused);
    }
}
