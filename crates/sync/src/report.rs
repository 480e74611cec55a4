//! What a sync did and how it goes, in numbers; the words for people are made elsewhere.

use crate::behind::Behind;
use crate::files::{Moved, Outcome};
use crate::heads::{Heard, State};
use crate::replica::{Place, Refusal};
use crate::transport::Traffic;

/// Told while a sync runs, often; must return at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Records the server has taken so far, of how many that it lacked.
    Up { records: u64, of: u64 },
    /// Records taken from the server so far, of how many that were missing.
    Down { records: u64, of: u64 },
    /// Bytes of one attachment.
    File(Moved),
}

pub type Progress<'a> = &'a (dyn Fn(Step) + Send + Sync);

/// What one sync did.
#[derive(Debug, Default)]
pub struct Report {
    /// Both sides named equal heads at the end: nothing is waiting, except attachments.
    pub in_step: bool,
    pub records_up: u64,
    pub records_down: u64,
    /// Private parts that travelled alone.
    pub privates_up: u64,
    pub privates_down: u64,
    /// Pages that one side did not take, with the reason. The other logs went on.
    pub refused: Vec<Refusal>,
    /// The server holds this PC's own log up to here, further than this PC does: it was put back to an older state, or copied.
    pub own_log_ahead: Option<u64>,
    /// This PC goes on in a new log since this sync: the server held another branch of one it wrote. Nothing is lost.
    pub carried_on: bool,
    /// Where the two sides hold different records at one place: the first place of each such log.
    pub differences: Vec<Place>,
    /// Logs of which the server has more than this PC, where that is so at the end.
    pub behind: Vec<Behind>,
    /// Where the server stood at the end, where the attachments are still to be settled by it.
    pub server: Option<State>,
    /// How every attachment that was tried fared.
    pub files: Vec<Outcome>,
    pub file_bytes_up: u64,
    pub file_bytes_down: u64,
    /// Requests and bytes of the records' steps; those of the attachments are not in it.
    pub traffic: Traffic,
    /// Server clock minus PC clock, milliseconds, as good as the round trip allows.
    pub clock_offset_ms: i64,
    /// When the server heard of each device; empty where this sync did not ask.
    pub heard: Vec<Heard>,
}
