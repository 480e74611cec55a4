//! What crosses between the program and its page: inputs and outputs of every command. Ids are texts, times are
//! milliseconds since 1970 (UTC) as numbers below 2^53. TypeScript types are made from this file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! api {
    ($( $(#[$doc:meta])* $Name:ident { $( $(#[$fdoc:meta])* $field:ident: $t:ty ),* $(,)? } )*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
            pub struct $Name { $( $(#[$fdoc])* pub $field: $t ),* }
        )*
        /// TypeScript of every record type, in the order of this file.
        pub(crate) fn records(config: &ts_rs::Config) -> Vec<String> {
            vec![ $( declared::<$Name>(config) ),* ]
        }
    };
}
macro_rules! choice {
    ($( $(#[$doc:meta])* $Name:ident { $( $(#[$vdoc:meta])* $Variant:ident ),* $(,)? } )*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
            #[serde(rename_all = "snake_case")]
            pub enum $Name { $( $(#[$vdoc])* $Variant ),* }
        )*
        /// TypeScript of every choice, in the order of this file.
        pub(crate) fn choices(config: &ts_rs::Config) -> Vec<String> {
            vec![ $( declared::<$Name>(config) ),* ]
        }
    };
}

/// One exported TypeScript declaration with its doc comment.
pub(crate) fn declared<T: TS>(config: &ts_rs::Config) -> String {
    format!("{}export {}", T::docs().unwrap_or_default(), T::decl(config))
}

choice! {
    /// Where the program stands before a screen can be shown.
    Phase { FirstRun, SignedOut, Locked, Open }
    Language { Id, En }
    Theme { System, Light, Dark }
    Density { Comfortable, Compact }
    /// What an attachment's bytes are doing, as the officer sees it.
    FileState { OnlyHere, Sending, Receiving, OnServer, NotHere, Failed }
    /// The present value of a field that can be missing for two reasons.
    TextState { Known, NotYet, Erased }
    /// What stands between this PC and its server, beside an absent network.
    SyncTrouble { ClockOff, Forked, Unproven, NotLakon, DeviceRefused, RecordsRefused, Broken }
    /// Which duty a status chip speaks of.
    CaseStatus { Draft, Received, Identified, Resolved, Cancelled }
    /// Parts of a case that carry the mark of concurrent changes.
    CasePart { Question, Answer, Party, Topic }
    StoryKind { Opened, Party, Question, Topic, Answer, Channel, Hai, ClockStarted, Resolved, Cancelled, Reverted, File, Unknown }
}

api! {
    /// Input and output of commands that need none.
    Nothing {}

    // --- session -------------------------------------------------------------------------------------------------
    SessionState { phase: Phase, office: Option<OfficeInfo>, tiles: Vec<Tile>, me: Option<Me>, preferences: Preferences,
        /// Things to be said once or until mended: a damaged key file copy, a clock that is off, a new log.
        notices: Vec<Notice>, sample: bool, version: String,
        /// IANA name of the office's zone.
        zone: String }
    OfficeInfo { code: String, name: String, zone: String }
    Tile { user: String, name: String,
        /// Milliseconds to wait before the next password of this person is looked at.
        wait_ms: f64 }
    Me { user: String, name: String, roles: Vec<String>,
        /// Kinds of commands this person may give; the page hides the others.
        may: Vec<String> }
    Preferences { language: Language, theme: Theme, density: Density }
    Notice { code: String, message: String }
    Begin { language: Language, code: String, office_name: String, zone: String, name: String, password: String }
    SignIn { user: String, password: String }
    /// The recovery seed as printed: 7 groups of 4 characters.
    Seed { groups: Vec<String>,
        /// Which two groups must be typed back, from 0.
        ask: Vec<u32> }
    /// Where a file was saved; `None` where the person changed their mind.
    SavedAs { path: Option<String> }
    SeedBack { groups: Vec<String> }
    Recover { groups: Vec<String>, user: String, password: String }
    /// The key file is gone: the server at this address has the recovery slot of this PC.
    Restore { address: String, groups: Vec<String>, password: String }
    JoinStart { address: String, code: String }
    /// The invitation was accepted by a proven server; only a password is still needed.
    Invited { name: String, office: OfficeInfo, roles: Vec<String> }
    JoinFinish { password: String }

    // --- people of this PC ---------------------------------------------------------------------------------------
    UserRow { user: String, name: String, roles: Vec<String>, here: bool, me: bool, waiting: bool,
        /// The server refused this person, and why.
        refused: Option<String> }
    Users { rows: Vec<UserRow> }
    UserAdd { name: String, roles: Vec<String> }
    SlotAdd { user: String, password: String }
    UserRef { user: String }
    PasswordChange { old: String, new: String }

    // --- lists the office works with ------------------------------------------------------------------------------
    Catalogue { topics: Vec<Topic>, sections: Vec<Named>, types: Vec<StakeholderType>, channels: Vec<Channel>, service_minutes: u32 }
    Named { code: String, name: String }
    Topic { code: String, section: String, name: String, keywords: Vec<String>, documents: Vec<String> }
    StakeholderType { code: String, name: String, roles: Vec<Named>, has_organisation: bool, has_satker_code: bool }
    Channel { code: String, name: String, online: bool, hai: bool }

    // --- cases ---------------------------------------------------------------------------------------------------
    CaseRef { case: String }
    /// What the officer has typed, whole; `None`/empty where nothing stands. Saved within half a second, no network, no record.
    DraftSave { case: String, fields: Fields,
        /// The views the page took each part from; `None` means the last one given.
        seen: Option<SeenViews>,
        /// When the first key was pressed in this case; starts the clock.
        first_key_at: Option<f64> }
    Fields { channel: String, stakeholder_type: String,
        /// A known person, or empty while `person_name` is being typed.
        person: Option<String>, person_name: String, phone: String, email: String,
        organisation: Option<String>, organisation_name: String, satker_code: String,
        role: Option<String>, role_words: String, question: String, topic: Option<String>, section: Option<String>,
        answer: String, hai_reference: String }
    /// For each part of a case the name of the view (`CaseView.seen`) its words were typed over.
    SeenViews { channel: String, party: String, question: String, topic: String, answer: String, hai: String }
    Saved { at: f64 }
    CaseView { case: String,
        /// The name of this view, to be given back with what is typed over it.
        seen: String,
        number: Option<String>,
        /// Whether another case has the same number; the later of the two shows it with "-2".
        number_shared: bool, status: CaseStatus, fields: Fields,
        /// Whether the draft holds words no record has yet.
        unrecorded: bool, clock: Clock, story: Vec<StoryItem>, files: Vec<FileView>,
        /// Fields with concurrent edits: `question`, `answer`, `party`, `topic`.
        concurrent: Vec<String>,
        /// The person or organisation of the case whose own data have concurrent edits.
        party_concurrent: Option<String>, needs_review: bool,
        question_state: TextState, answer_state: TextState, party_state: TextState,
        /// The event "Urungkan" would revert, while it can.
        undo: Option<String>, opened_at: Option<f64>, resolved_at: Option<f64>, handled_minutes: Option<f64>,
        stakeholder_past: Option<Past>, officer: Option<String> }
    /// The service clock: milliseconds gone in closed intervals, and since when the open one runs.
    Clock { running_since: Option<f64>, before_ms: f64, limit_ms: f64 }
    StoryItem { event: String, kind: StoryKind, at: f64, recorded_at: f64, author: String,
        /// The author's id: names are not unique.
        user: String,
        /// Whether it is the value of its part now, or one of several concurrent ones.
        stands: bool, text: String, state: TextState, old: Option<String>, file: Option<String>, reverted: bool, voided: bool }
    /// "Terakhir ke sini 12 November, soal retur, selesai."
    Past { at: f64, topic: Option<String>, status: CaseStatus, count: u32 }
    CaseList { status: Option<CaseStatus>, text: String, after: Option<String>, limit: u32 }
    CaseRows { rows: Vec<CaseRow>, next: Option<String> }
    CaseRow { case: String, number: String, number_shared: bool, status: CaseStatus, opened_at: f64, channel: String, who: String, organisation: String, question: String, topic: Option<String>, section: Option<String>, officer: String, minutes: Option<f64>, files: u32, unsent: bool, concurrent: bool }
    CaseCounts { all: u32, received: u32, identified: u32, resolved: u32, cancelled: u32 }
    Cancel { case: String, reason: String }
    Revert { case: String, event: String }
    /// Settles a concurrent change: the version `keep` (an event of the story) replaces all that stand.
    Settle { case: String, part: CasePart, keep: String }
    /// What is missing for "Selesaikan", as names of `Fields`; the error `incomplete` carries it in its details.
    Missing { fields: Vec<String> }
    Tabs { tabs: Vec<Tab> }
    Tab { case: String, title: String, number: Option<String>, clock: Clock, set_aside_at: Option<f64>, status: CaseStatus }
    Home { clocks: Vec<Tab>, drafts: Vec<Tab>, recent: Vec<CaseRow>, unsent_records: u32, unsent_files: u32, resolved_today: u32, mean_minutes_today: Option<f64>, open: u32, seed_pending: bool }

    // --- stakeholders --------------------------------------------------------------------------------------------
    PartyFind { text: String, stakeholder_type: Option<String> }
    PartyHits { hits: Vec<PartyHit> }
    PartyHit { person: Option<String>, organisation: Option<String>, name: String, organisation_name: String, satker_code: Option<String>, phone: String, stakeholder_type: Option<String>, role: Option<String>, past: Option<Past> }
    PartyList { text: String, after: Option<String>, limit: u32 }
    PartyRows { rows: Vec<PartyRow>, next: Option<String> }
    PartyRow { id: String, is_organisation: bool, name: String, detail: String, satker_code: Option<String>, stakeholder_type: Option<String>, cases: u32, last_at: Option<f64> }
    PartyRef { id: String }
    PartyView { id: String, is_organisation: bool, name: String, phone: String, email: String, satker_code: Option<String>, stakeholder_type: Option<String>, concurrent: bool,
        /// What stands in the fields that have concurrent edits.
        versions: Vec<PartyVersion>,
        /// Given back with what is typed over it.
        seen: PartyFieldsSeen, state: TextState, cases: Vec<CaseRow>, related: Vec<PartyRow> }
    /// One of several values of a field: `name`, `phone` or `email`.
    PartyVersion { event: String, field: String, text: String, state: TextState }
    PartyFieldsSeen { name: PartyFieldSeen, phone: PartyFieldSeen, email: PartyFieldSeen }
    /// A field as it was shown, and the edits that stood behind it.
    PartyFieldSeen { text: String, tips: Vec<String> }
    PartyEdit { id: String, name: String, phone: String, email: String,
        /// What each field was typed over; `None` means what stands now.
        seen: Option<PartyFieldsSeen> }
    /// Settles concurrent edits of one field: this version replaces all that stand.
    PartySettle { id: String,
        /// `name`, `phone` or `email`: what was added with a person stands in all three.
        field: String, keep: String }

    // --- attachments ---------------------------------------------------------------------------------------------
    StageBegin { case: String, name: String, size: f64 }
    Staged { staged: String, piece: u32 }
    StagedRef { staged: String }
    FileRef { file: String }
    FileView { file: String, name: String, size: f64, media: String, state: FileState,
        /// 0 to 1 while bytes move.
        progress: Option<f64>, reason: Option<String>, name_state: TextState,
        /// Whether the page can show it (`image` or `pdf`).
        preview: Option<String>, added_at: f64 }
    /// Opening asks once more where the kind can do harm.
    OpenFile { file: String, despite_warning: bool }
    Opened { opened: bool, warning: Option<String> }
    PickFiles { case: String }
    Picked { files: Vec<PickedFile> }
    /// A chosen file. `staged` tells its progress, stops it with `file.cancel`, and is waited for with `file.finish`; `None` where it
    /// cannot be taken, and `error` says why.
    PickedFile { name: String, size: f64, staged: Option<String>, error: Option<String> }

    // --- sync and this PC ------------------------------------------------------------------------------------------
    SyncState { alone: bool, reachable: bool, running: bool, unsent_records: u32, unsent_files: u32, last_at: Option<f64>,
        /// The kind of trouble, for a few words, and the whole sentence.
        trouble: Option<SyncTrouble>, problem: Option<String>, address: Option<String>, skipped_records: u32 }
    ThisPc { device: String, label: Option<String>, log: String, data_folder: String, records: u32, version: String, enrolled: bool,
        /// Kinds of records of a newer program that are kept and relayed but not shown.
        newer_kinds: Vec<KindCount> }
    KindCount { kind: String, count: u32 }
    /// The program's answer to a command that fails.
    UiError { code: String, message: String, details: Option<serde_json::Value> }
    /// Pushed to the page: what changed (`session`, `cases`, `case:<id>`, `tabs`, `parties`, `sync`, `files`, `users`).
    Changed { topics: Vec<String> }
    /// Pushed to the page: bytes done of a staged, sending or arriving file.
    Progress { id: String, done: f64, total: f64 }
}
