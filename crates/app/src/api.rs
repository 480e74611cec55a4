//! What crosses between the program and its page: inputs and outputs of every command. Ids are texts, times are
//! milliseconds since 1970 (UTC) as numbers below 2^53. TypeScript types are made from this file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

// Other parts of this border stand in files of their own.
pub use crate::api_adopt::*;
pub use crate::api_devices::*;
pub use crate::api_erasure::*;
pub use crate::api_files::*;
pub use crate::api_notices::*;
pub use crate::api_people::*;
pub use crate::api_settings::*;
pub use crate::api_settle::*;
pub use crate::api_standard::*;
pub use crate::api_sync::*;
pub use crate::api_usb::*;

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

pub(crate) use {api, choice};

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
    /// What a record that does not count is about.
    VoidedAbout { Case, Person, Organisation, Settings, Users }
    /// What an attachment's bytes are doing, as the officer sees it.
    FileState { OnlyHere, Sending, Receiving, OnServer, NotHere, Failed }
    /// The present value of a field that can be missing for two reasons.
    TextState { Known, NotYet, Erased }
    /// What stands between this PC and its server, beside an absent network.
    SyncTrouble { ClockOff, Forked, Unproven, Replaced, NotLakon, DeviceRefused, DeviceRevoked, InvitationRefused, RecordsRefused, Broken }
    /// Which duty a status chip speaks of.
    CaseStatus { Draft, Received, Identified, FollowUp, WaitingDocuments, WaitingSectionHead, ForwardedHai, WaitingConfirmation, Duplicate, Resolved, Cancelled }
    StoryKind { Opened, Party, Question, Topic, Answer, Channel, Hai, ClockStarted, Resolved, Cancelled, Reverted, File, Unknown,
        Received, Moved, Paused, Resumed, ClockCorrected, Contact, Promised, Progress,
        DocumentRequested, DocumentArrived, DocumentWaived,
        Escalated, EscalationDelivered, EscalationAnswered, EscalationConfirmed, EscalationAskedBack, EscalationReplied, EscalationReferred, EscalationWithdrawn,
        Answered, Chased, Reopened, Duplicate, Forwarded, Returned, FileWithdrawn, FileMoved, Reference, Corrected, HandoverOffered, HandoverAccepted, HandoverDeclined, HandoverTakenBack }
    /// Parts of a case that carry the mark of concurrent changes.
    CasePart { Question, Answer, Party, Topic, Contact, Received }
    DutyKind { Solution, Progress }
    /// `not_owed`: answered in its session, the session is not over, or cancelled. `missed`: a report nobody made in its time.
    DutyState { Open, DueToday, Overdue, Met, Missed, NotOwed }
    EscalationPhase { Waiting, AskedBack, Answered, Withdrawn }
    /// What became of a document asked for.
    DocumentState { Awaited, Arrived, Waived }
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
        /// The server refused this person or the last change, and why.
        refused: Option<String>,
        /// Works here; whoever does not stays nameable.
        active: bool,
        /// Came with a PC that worked alone and never worked here, so may be somebody of the office.
        brought: bool,
        /// As whom such a person is read.
        read_as: Option<String>,
        /// A change that waits for the server.
        changing: bool,
        /// Names of the sections headed or substituted today.
        sections: Vec<String>,
        /// Roles that hold on no PC yet: admin and office head do only on a PC enrolled for this person with them.
        unplaced: Vec<String> }
    Users { rows: Vec<UserRow> }
    UserAdd { name: String, roles: Vec<String> }
    SlotAdd { user: String, password: String }
    UserRef { user: String }
    /// Who came with a PC that worked alone is `read_as` of the office; nobody of it where that is `null`.
    UserMap { user: String, read_as: Option<String> }
    PasswordChange { old: String, new: String }

    // --- lists the office works with ------------------------------------------------------------------------------
    /// What the office offers; what is `retired` is nameable for old cases and not offered for something new.
    Catalogue { topics: Vec<Topic>, sections: Vec<SectionName>, types: Vec<StakeholderType>, channels: Vec<Channel>, service_minutes: u32 }
    Named { code: String, name: String }
    SectionName { code: String, name: String, retired: bool }
    Topic { code: String, section: String, name: String, keywords: Vec<String>, documents: Vec<String>, retired: bool }
    StakeholderType { code: String, name: String, roles: Vec<Named>, has_organisation: bool, has_satker_code: bool }
    Channel { code: String, name: String, online: bool, hai: bool, retired: bool }

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
        /// Fields with concurrent edits: `question`, `answer`, `party`, `topic`, `contact`, `received`.
        concurrent: Vec<String>,
        /// The person or organisation of the case whose own data have concurrent edits.
        party_concurrent: Option<String>, needs_review: bool,
        question_state: TextState, answer_state: TextState, party_state: TextState,
        /// The event "Urungkan" would revert, while it can.
        undo: Option<String>, opened_at: Option<f64>, resolved_at: Option<f64>, handled_minutes: Option<f64>,
        stakeholder_past: Option<Past>, officer: Option<String>,
        /// Open facts that hold beside the status.
        chips: Vec<CaseStatus>,
        /// The step of the standard the case is at, such as `7b`.
        stage: String,
        steps: Vec<Step>, received_at: Option<f64>,
        /// "Dicatat belakangan".
        late: bool, contact: Option<Contact>, documents: Vec<DocumentView>,
        /// Milliseconds in which a document was awaited.
        waiting_ms: f64, escalations: Vec<EscalationView>, promised_at: Option<f64>, progress: Vec<ProgressView>, duties: Vec<DutyView>,
        intervals: Vec<IntervalView>, answered_at: Option<f64>,
        /// Number of the case that holds the same question.
        duplicate_of: Option<String>, holder: String, handover: Option<HandoverView>,
        /// The other cases of its visit, the first opened first.
        visit: Vec<VisitCase>,
        /// Another case with the same ticket number of HAI CSO.
        same_ticket: Option<CaseLink>, references: Vec<ReferenceView>, withdrawn_files: Vec<WithdrawnFile> }
    /// The service clock. It shows `before_ms` and, while it runs, the time from `running_since` to now, or to `paused_since` while it
    /// is paused; pauses that are over are taken off `before_ms`.
    Clock { running_since: Option<f64>, paused_since: Option<f64>, before_ms: f64, limit_ms: f64 }
    /// One thing that may come next, or in a sentence why not.
    Step { code: String, allowed: bool, why: Option<String> }
    Contact { declined: bool, name: String, phone: String, email: String }
    DocumentView { request: String, name: String, requested_at: f64,
        /// YYYY-MM-DD
        until: Option<String>, state: DocumentState, at: Option<f64>, file: Option<String>, reason: Option<String> }
    EscalationView { escalation: String, section: String, section_name: String, phase: EscalationPhase, question: String, raised_at: f64, raised_by: String,
        /// It is on the server.
        sent: bool,
        /// It is on a PC of the section head's.
        delivered_at: Option<f64>, steps: Vec<EscalationStep>, may_answer: bool, may_confirm: bool }
    EscalationStep { kind: StoryKind, at: f64, by: String, text: String,
        /// The section head who decided by telephone.
        on_behalf_of: Option<String>,
        /// False for a decision by telephone the head has still to confirm.
        confirmed: bool }
    ProgressView { at: f64, by: String, channel: String, text: String }
    DutyView { kind: DutyKind, state: DutyState, due_at: f64,
        /// YYYY-MM-DD
        due_day: String,
        /// It rests on a holiday that is not certain yet: "sementara".
        provisional: bool,
        /// The first year of the count whose holidays are not known.
        unknown_year: Option<i32>,
        /// Until it is due; negative where it was due so many working days ago.
        working_days_left: i32, trace: Vec<TraceLine>,
        /// On the page of a case the due dates it had before, oldest first.
        former: Vec<FormerDue> }
    /// One day of the count: the day YYYY-MM-DD, and why it counts or not.
    TraceLine { day: String, text: String }
    IntervalView { event: String, start: f64, end: Option<f64>, original_start: Option<f64>, original_end: Option<f64>, pauses_ms: f64 }
    ReferenceView { reference: String, text: String }
    WithdrawnFile { name: String, reason: String }
    StoryItem { event: String, kind: StoryKind, at: f64, recorded_at: f64, author: String,
        /// The author's id: names are not unique.
        user: String,
        /// Whether it is the value of its part now, or one of several concurrent ones.
        stands: bool, text: String, state: TextState, old: Option<String>, file: Option<String>, reverted: bool, voided: bool,
        /// What the office ruled of it, oldest first; the last one holds. Empty for nearly all.
        rulings: Vec<Ruling> }
    /// "Terakhir ke sini 12 November, soal retur, selesai."
    Past { at: f64, topic: Option<String>, status: CaseStatus, count: u32 }
    CaseList { status: Option<CaseStatus>, text: String, after: Option<String>, limit: u32 }
    CaseRows { rows: Vec<CaseRow>, next: Option<String> }
    CaseRow { case: String, number: String, number_shared: bool, status: CaseStatus, opened_at: f64, channel: String, who: String, organisation: String, question: String, topic: Option<String>, section: Option<String>, officer: String, minutes: Option<f64>, files: u32, unsent: bool, concurrent: bool,
        /// Number of another case with the same ticket number of HAI CSO.
        same_ticket: Option<String>,
        /// "Dicatat belakangan".
        late: bool,
        /// Its content was erased.
        erased: bool }
    CaseCounts { all: u32, received: u32, identified: u32, follow_up: u32, waiting_documents: u32, waiting_section_head: u32, forwarded_hai: u32, waiting_confirmation: u32, duplicate: u32, resolved: u32, cancelled: u32,
        /// Cases and stakeholders with concurrent edits, whatever their status.
        concurrent: u32 }
    Cancel { case: String, reason: String }
    Revert { case: String, event: String }
    /// Settles a concurrent change: the version `keep` (an event of the story) replaces all that stand.
    Settle { case: String, part: CasePart, keep: String }
    /// What is missing for "Selesaikan", as names of `Fields`; the error `incomplete` carries it in its details.
    Missing { fields: Vec<String> }
    Tabs { tabs: Vec<Tab> }
    Tab { case: String, title: String, number: Option<String>, clock: Clock, set_aside_at: Option<f64>, status: CaseStatus }
    Home { clocks: Vec<Tab>, drafts: Vec<Tab>, recent: Vec<CaseRow>, unsent_records: u32, unsent_files: u32, resolved_today: u32, mean_minutes_today: Option<f64>, open: u32, seed_pending: bool,
        /// How much is owed in all; the three lists show the first of each.
        owed: FollowUpCounts, overdue: Vec<FollowUpRow>, due_today: Vec<FollowUpRow>, next_days: Vec<FollowUpRow>, escalations: Vec<EscalationRow>,
        /// Cases that wait for a document, and for the stakeholder's word.
        documents_awaited: u32, confirmations_awaited: u32,
        /// What this person wrote of and what does not count.
        voided: Vec<VoidedRow> }

    // --- the service ---------------------------------------------------------------------------------------------
    SetContact { case: String, declined: bool, name: String, phone: String, email: String }
    /// A case and what was said or written about it.
    CaseText { case: String, text: String }
    CaseReason { case: String, reason: String }
    /// What the stakeholder was told or asked, and through which channel.
    Told { case: String, channel: String, text: String }
    RequestDocuments { case: String, names: Vec<String>,
        /// YYYY-MM-DD
        until: Option<String> }
    DocumentArrived { case: String, request: String, file: Option<String> }
    WaiveDocument { case: String, request: String, reason: String }
    /// `leaves`: the stakeholder does not wait, which ends the service session.
    Escalate { case: String, section: String, question: String, leaves: bool }
    /// `on_behalf`: the section head decided by telephone and confirms later.
    EscalationAnswer { case: String, escalation: String, text: String, on_behalf: bool }
    EscalationText { case: String, escalation: String, text: String }
    EscalationRefer { case: String, escalation: String, section: String, text: String }
    EscalationRef { case: String, escalation: String }
    EscalationReason { case: String, escalation: String, reason: String }
    EscalationRows { rows: Vec<EscalationRow> }
    EscalationRow { case: String, number: String, escalation: String, section_name: String, question: String, raised_at: f64, raised_by: String, phase: EscalationPhase, due_at: Option<f64> }
    PauseClock { case: String, cause: String, reason: String }
    /// `interval`: the `event` of an interval. Without an end it runs on.
    CorrectClock { case: String, interval: String, start: f64, end: Option<f64>, reason: String }
    /// `of`: the number of the case that holds the same question.
    MarkDuplicate { case: String, of: String, reason: String }
    SetReceived { case: String, at: f64, reason: String }
    WithdrawFile { case: String, file: String, reason: String }
    /// `to`: the number of the case it belongs to.
    MoveFile { case: String, file: String, to: String }
    FollowUpList { after: Option<String>, limit: u32 }
    /// How many duties are late, due by the end of this day, and due later.
    FollowUpCounts { overdue: u32, today: u32, later: u32 }
    FollowUpRows { rows: Vec<FollowUpRow>, next: Option<String> }
    FollowUpRow { case: String, number: String, who: String, organisation: String, question: String, status: CaseStatus, duty: DutyView, officer: String }
    /// Who heads a section; nobody where `head` is missing.
    SectionHead { section: String, head: Option<String> }
    /// Plh of a section for the days from and until, both YYYY-MM-DD and included.
    SectionSubstitute { section: String, user: String, from: String, until: String }
    SectionRows { rows: Vec<SectionRow> }
    SectionRow { section: String, name: String, head: Option<String>, head_name: String, substitutes: Vec<SubstituteRow>,
        /// Whether this person may name or end a substitute.
        may_substitute: bool }
    /// `standing`: for today.
    SubstituteRow { substitute: String, user: String, name: String, from: String, until: String, standing: bool }

    // --- stakeholders --------------------------------------------------------------------------------------------
    PartyFind { text: String, stakeholder_type: Option<String> }
    PartyHits { hits: Vec<PartyHit> }
    PartyHit { person: Option<String>, organisation: Option<String>, name: String, organisation_name: String, satker_code: Option<String>, phone: String, stakeholder_type: Option<String>, role: Option<String>, past: Option<Past> }
    PartyList { text: String, after: Option<String>, limit: u32 }
    PartyRows { rows: Vec<PartyRow>, next: Option<String> }
    PartyRow { id: String, is_organisation: bool, name: String, detail: String, satker_code: Option<String>, stakeholder_type: Option<String>, cases: u32, last_at: Option<f64>,
        /// Why there is no name, where there is none.
        state: TextState }
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
        progress: Option<f64>, reason: Option<String>,
        /// When it is tried again by itself, where it rests after a failure.
        next_try: Option<f64>, name_state: TextState,
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
        trouble: Option<SyncTrouble>, problem: Option<String>, address: Option<String>, skipped_records: u32,
        /// Somebody at this PC has paused it; `paused_until`: when that ends by itself.
        paused: bool, paused_until: Option<f64> }
    ThisPc { device: String, label: Option<String>, log: String,
        /// What a server made anew needs to know besides the recovery seed.
        office_id: Option<String>, data_folder: String, records: u32, version: String, enrolled: bool,
        /// Kinds of records of a newer program that are kept and relayed but not shown.
        newer_kinds: Vec<KindCount> }
    KindCount { kind: String, count: u32 }
    /// The program's answer to a command that fails.
    UiError { code: String, message: String, details: Option<serde_json::Value> }
    /// Pushed to the page: what changed (`session`, `cases`, `case:<id>`, `tabs`, `parties`, `sync`, `sync_progress`, `files`, `users`, `settings`, `escalations`, `notices`).
    Changed { topics: Vec<String> }
    /// Pushed to the page: bytes done of a staged, sending or arriving file.
    Progress { id: String, done: f64, total: f64 }
}
