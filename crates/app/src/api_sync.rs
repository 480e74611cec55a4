//! What the page "Sinkronisasi" is given and says back.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::api::{FileView, SyncState, api, choice, declared};

choice! {
    /// What stands in the way of a whole sync, the most pressing first; the page has a sentence and an action for each.
    SyncProblemKind { Unproven, Replaced, DeviceRefused, DeviceRevoked, InvitationRefused, ClockOff, OwnLogAhead, Forked, PageRefused, NotLakon, Broken, Behind, HandedIn, LackingParts, NewerKinds, Silent }
    /// What records are about, in a few groups a person knows.
    AsideWhat { Cases, Clock, Documents, Escalations, Stakeholders, HandOvers, Settings, People, Log, Other }
    /// Why a page of records was not taken.
    RefusedBecause { Fork, NotWhole, UnknownLog, NoSeal, Damaged, Revoked, Other }
}

api! {
    /// The head of the page: how it stands, and everything that is wrong.
    SyncPage { state: SyncState, problems: Vec<SyncProblem>,
        /// When sync tries again by itself after a failure; `null` while it works or is paused.
        next_at: Option<f64>,
        /// Failures in a row.
        failures: u32,
        /// Files and bytes that have to go up and to come down still by themselves.
        files_up: u32, files_up_bytes: f64, files_down: u32, files_down_bytes: f64,
        /// Whether the reader is given what only an admin can act on.
        detail: bool }
    SyncProblem { kind: SyncProblemKind,
        /// How many records, logs or PCs it is about; 0 where that says nothing.
        count: u32,
        /// Only for an admin.
        places: Vec<SyncPlace> }
    /// `device`: the PC's user and label, or empty where the office does not know the log.
    SyncPlace { device: String, log: String, seq: Option<u32>, because: Option<RefusedBecause>, kind: Option<String> }
    /// What moves now. Bytes and speed count everything that crossed the line since something began to move.
    SyncProgress { running: bool, records_up: u32, records_up_of: u32, records_down: u32, records_down_of: u32,
        bytes: f64, bytes_per_second: f64 }
    /// `minutes`: `null` until it is ended by hand.
    SyncPause { minutes: Option<u32> }
    SyncListAsk { after: Option<String>, limit: u32 }
    /// Unsent records by what they are about, the oldest first; one case may stand in two pages.
    UnsentRows { rows: Vec<UnsentRow>, next: Option<String> }
    /// `case`: `null` for records about no case, such as people, visits and settings.
    UnsentRow { case: Option<String>, number: String, who: String, question: String, records: u32, since: f64 }
    /// Attachments that are not where they belong, those that move or failed first, then the newest first. What this PC fetches only when
    /// somebody opens it is not among them.
    WayRows { rows: Vec<WayRow>, next: Option<String> }
    WayRow { case: String, number: String, file: FileView }
    /// Records set aside on this PC, stretch by stretch. `reads`: whether the reader is shown what stands in them.
    SetAsides { rows: Vec<SetAsideRow>, reads: bool }
    /// `beyond`: beyond the end of a revoked PC's log; else a branch of a log that gave way to the server's. `elsewhere`: so many of its
    /// records stand in a log that counts, so nothing of them is lost.
    SetAsideRow { device: String, log: String, from: u32, to: u32, beyond: bool, records: u32, elsewhere: u32, since: f64, until: f64,
        what: Vec<AsideCount> }
    AsideCount { what: AsideWhat, count: u32 }
    SetAsideAsk { log: String, beyond: bool, from: u32, to: u32 }
    /// `next`: where to go on; `null` where that was all.
    AsideRecords { rows: Vec<AsideRecordRow>, next: Option<u32> }
    /// `text`: what was typed; empty where nothing was, where it was erased, and for a reader who may not read consultations.
    AsideRecordRow { seq: u32, at: f64, by: String, what: AsideWhat, number: String, text: String, elsewhere: bool, erased: bool }
    SyncDevices { rows: Vec<SyncDevice>,
        /// A PC nothing has come from for so many days is named to an admin.
        silent_after_days: u32 }
    /// `last_at`: the newest record or seal of it that has come here; `heard_at`: when it last asked the server anything, as far as this
    /// PC was told.
    SyncDevice { device: String, user: String, label: String, this_pc: bool, records: u32, last_at: Option<f64>, heard_at: Option<f64>,
        /// Records the server has of it and this PC does not.
        missing: u32,
        /// Records of it whose words have not come.
        lacking: u32,
        /// Revoked: it is to be silent, and stands last.
        revoked: bool,
        /// Days since the later of both, for an admin, once they are too many. Never of this PC and of a revoked one.
        silent_days: Option<u32> }
}
