//! Which attachments lie on this PC: the choice its people make, and letting copies go that the office server has.

use lakon_domain::shape::Time;
use lakon_store::{Keeps, LetGo};
use lakon_sync::files::{FileTrouble, confirmed};
use tokio::runtime::Handle;

use crate::api::{FilesKept, FreeFiles, FreedFiles, KeepFiles, Nothing, PcFiles};
use crate::app::Desk;
use crate::failure::Failure;
use crate::sync_state::count;
use crate::syncing;
use crate::words::Sentence;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What lies here, and which attachments come by themselves.
#[allow(clippy::cast_precision_loss, reason = "a disk holds fewer than 2^53 bytes")]
pub fn view(desk: &Desk, _: Nothing) -> Result<PcFiles, Failure> {
    let kept = desk.store.kept_files()?;
    let keeps = match desk.store.keeps()? {
        Keeps::All => FilesKept::All,
        Keeps::Mine => FilesKept::Mine,
        Keeps::OnDemand => FilesKept::OnDemand,
    };
    Ok(PcFiles {
        keeps,
        alone: desk.store.pin().is_none_or(|pin| pin.alone),
        files: count(kept.files),
        bytes: kept.bytes as f64,
        spare_files: count(kept.spare_files),
        spare_bytes: kept.spare_bytes as f64,
    })
}

/// Chooses which come by themselves from now on.
pub fn set(desk: &Desk, input: KeepFiles) -> Result<PcFiles, Failure> {
    let keeps = match input.keeps {
        FilesKept::All => Keeps::All,
        FilesKept::Mine => Keeps::Mine,
        FilesKept::OnDemand => Keeps::OnDemand,
    };
    desk.store.set_keeps(keeps)?;
    // What is wanted now and was not before is asked for at once, and what is not any more does not go on coming.
    desk.app.moving.first();
    desk.app.written.notify_one();
    view(desk, Nothing {})
}

/// Lets copies go. Design: "A local copy is evicted only when the present server confirms it has the file": each is read back there
/// first, and what it does not confirm stays.
#[allow(clippy::cast_precision_loss, reason = "a disk holds fewer than 2^53 bytes")]
pub fn free(desk: &Desk, input: FreeFiles) -> Result<FreedFiles, Failure> {
    let which = match input.older_days {
        None => LetGo::Spare,
        Some(days) => LetGo::OlderThan(Time(desk.app.now().0.saturating_sub(i64::from(days).saturating_mul(DAY_MS)))),
    };
    let chosen = desk.store.copies_to_let_go(which)?;
    let (mut files, mut bytes) = (0, 0);
    if !chosen.is_empty() {
        let lane = syncing::lane(desk)?;
        // By portions, so that what one has confirmed goes before the next is asked about.
        for part in chosen.chunks(CONFIRMED_AT_ONCE) {
            let sure = Handle::current().block_on(confirmed(&lane, part)).map_err(|trouble| unconfirmed(&trouble))?;
            for blob in sure {
                if desk.store.let_go(&blob.address)? {
                    files += 1;
                    bytes += blob.size;
                }
            }
        }
    }
    let stayed = (chosen.len() as u64).saturating_sub(files);
    Ok(FreedFiles { files: count(files), bytes: bytes as f64, stayed: count(stayed), now: view(desk, Nothing {})? })
}

/// Copies confirmed in one go.
const CONFIRMED_AT_ONCE: usize = 64;

fn unconfirmed(trouble: &FileTrouble) -> Failure {
    tracing::info!(%trouble, "the server did not confirm what it has");
    match trouble {
        FileTrouble::NoSession => Sentence::ServerRefused.into(),
        FileTrouble::NotLakon => Sentence::NotAServer.into(),
        _ => Sentence::ServerUnreachable.into(),
    }
}
