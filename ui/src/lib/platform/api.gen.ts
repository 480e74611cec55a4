// Made by `LAKON_BLESS=1 cargo nextest run -p lakon-app types` from crates/app; never edited by hand.

export type JsonValue = number | string | boolean | Array<JsonValue> | { [key in string]?: JsonValue } | null;
/**
 * Where the program stands before a screen can be shown.
 */
export type Phase = "first_run" | "signed_out" | "locked" | "open";
export type Language = "id" | "en";
export type Theme = "system" | "light" | "dark";
export type Density = "comfortable" | "compact";
/**
 * What a record that does not count is about.
 */
export type VoidedAbout = "case" | "person" | "organisation" | "settings" | "users";
/**
 * What an attachment's bytes are doing, as the officer sees it.
 */
export type FileState = "only_here" | "sending" | "receiving" | "on_server" | "not_here" | "failed";
/**
 * The present value of a field that can be missing for two reasons.
 */
export type TextState = "known" | "not_yet" | "erased";
/**
 * What stands between this PC and its server, beside an absent network.
 */
export type SyncTrouble = "clock_off" | "forked" | "unproven" | "replaced" | "not_lakon" | "device_refused" | "device_revoked" | "invitation_refused" | "records_refused" | "broken";
/**
 * Which duty a status chip speaks of.
 */
export type CaseStatus = "draft" | "received" | "identified" | "follow_up" | "waiting_documents" | "waiting_section_head" | "forwarded_hai" | "waiting_confirmation" | "duplicate" | "resolved" | "cancelled";
export type StoryKind = "opened" | "party" | "question" | "topic" | "answer" | "channel" | "hai" | "clock_started" | "resolved" | "cancelled" | "reverted" | "file" | "unknown" | "received" | "moved" | "paused" | "resumed" | "clock_corrected" | "contact" | "promised" | "progress" | "document_requested" | "document_arrived" | "document_waived" | "escalated" | "escalation_delivered" | "escalation_answered" | "escalation_confirmed" | "escalation_asked_back" | "escalation_replied" | "escalation_referred" | "escalation_withdrawn" | "answered" | "chased" | "reopened" | "duplicate" | "forwarded" | "returned" | "file_withdrawn" | "file_moved" | "reference" | "corrected" | "handover_offered" | "handover_accepted" | "handover_declined" | "handover_taken_back";
/**
 * Parts of a case that carry the mark of concurrent changes.
 */
export type CasePart = "question" | "answer" | "party" | "topic" | "contact" | "received";
export type DutyKind = "solution" | "progress";
/**
 * `not_owed`: answered in its session, the session is not over, or cancelled. `missed`: a report nobody made in its time.
 */
export type DutyState = "open" | "due_today" | "overdue" | "met" | "missed" | "not_owed";
export type EscalationPhase = "waiting" | "asked_back" | "answered" | "withdrawn";
/**
 * What became of a document asked for.
 */
export type DocumentState = "awaited" | "arrived" | "waived";
/**
 * A number of the service standard.
 */
export type LimitCode = "service_minutes" | "solution_days" | "progress_days" | "late_days";
export type HolidaySort = "libur_nasional" | "cuti_bersama";
/**
 * What a line of a pasted calendar does to the calendar.
 */
export type LineEffect = "added" | "changed" | "same";
/**
 * What moved a due date.
 */
export type DueCause = "calendar" | "hours" | "limit";
/**
 * Lists with an order of their own.
 */
export type SettingsList = "sections" | "topics" | "channels" | "complaints";
/**
 * Who takes a step of the procedure.
 */
export type StepActor = "front_office" | "stakeholder" | "officer";
/**
 * Whether a step is always taken, where the officer needs it, or as it turns out.
 */
export type StepWeight = "must" | "may" | "depends";
/**
 * What the address of a complaint channel is. `missing`: the office has still to fill it in.
 */
export type AddressKind = "link" | "mail" | "phone" | "words" | "missing";
/**
 * A field two people can change at once: of a case the first six, of a stakeholder the others.
 */
export type SettleField = "party" | "question" | "topic" | "answer" | "contact" | "received" | "name" | "phone" | "email";
/**
 * The most urgent first.
 */
export type NoticeKind = "overdue" | "due_today" | "escalation_arrived" | "escalation_to_confirm" | "escalation_asked_back" | "escalation_answered" | "handover_offered" | "progress_owed" | "confirmation_awaited";
/**
 * `waiting`: the server has not answered yet ("menunggu server").
 */
export type ErasureState = "waiting" | "done" | "refused";
/**
 * Which attachments this PC fetches by itself: all, those of cases its users work on, or none before it is opened.
 */
export type FilesKept = "all" | "mine" | "on_demand";
/**
 * What stands in the way of a whole sync, the most pressing first; the page has a sentence and an action for each.
 */
export type SyncProblemKind = "unproven" | "replaced" | "device_refused" | "device_revoked" | "invitation_refused" | "clock_off" | "own_log_ahead" | "forked" | "page_refused" | "not_lakon" | "broken" | "behind" | "handed_in" | "lacking_parts" | "newer_kinds" | "silent";
/**
 * What records are about, in a few groups a person knows.
 */
export type AsideWhat = "cases" | "clock" | "documents" | "escalations" | "stakeholders" | "hand_overs" | "settings" | "people" | "log" | "other";
/**
 * Why a page of records was not taken.
 */
export type RefusedBecause = "fork" | "not_whole" | "unknown_log" | "no_seal" | "damaged" | "revoked" | "other";
/**
 * What a proposal sets.
 */
export type ProposalKind = "limit" | "text" | "section" | "topic" | "channel" | "complaint" | "holiday" | "hours";
/**
 * Input and output of commands that need none.
 */
export type Nothing = Record<symbol, never>;
export type SessionState = { phase: Phase, office: OfficeInfo | null, tiles: Array<Tile>, me: Me | null, preferences: Preferences, 
/**
 * Things to be said once or until mended: a damaged key file copy, a clock that is off, a new log.
 */
notices: Array<Notice>, sample: boolean, version: string, 
/**
 * IANA name of the office's zone.
 */
zone: string, };
export type OfficeInfo = { code: string, name: string, zone: string, };
export type Tile = { user: string, name: string, 
/**
 * Milliseconds to wait before the next password of this person is looked at.
 */
wait_ms: number, };
export type Me = { user: string, name: string, roles: Array<string>, 
/**
 * Kinds of commands this person may give; the page hides the others.
 */
may: Array<string>, };
export type Preferences = { language: Language, theme: Theme, density: Density, };
export type Notice = { code: string, message: string, };
export type Begin = { language: Language, code: string, office_name: string, zone: string, name: string, password: string, };
export type SignIn = { user: string, password: string, };
/**
 * The recovery seed as printed: 7 groups of 4 characters.
 */
export type Seed = { groups: Array<string>, 
/**
 * Which two groups must be typed back, from 0.
 */
ask: Array<number>, };
/**
 * Where a file was saved; `None` where the person changed their mind.
 */
export type SavedAs = { path: string | null, };
export type SeedBack = { groups: Array<string>, };
export type Recover = { groups: Array<string>, user: string, password: string, };
/**
 * The key file is gone: the server at this address has the recovery slot of this PC.
 */
export type Restore = { address: string, groups: Array<string>, password: string, };
export type JoinStart = { address: string, code: string, };
/**
 * The invitation was accepted by a proven server; only a password is still needed.
 */
export type Invited = { name: string, office: OfficeInfo, roles: Array<string>, };
export type JoinFinish = { password: string, };
export type UserRow = { user: string, name: string, roles: Array<string>, here: boolean, me: boolean, waiting: boolean, 
/**
 * The server refused this person or the last change, and why.
 */
refused: string | null, 
/**
 * Works here; whoever does not stays nameable.
 */
active: boolean, 
/**
 * Came with a PC that worked alone and never worked here, so may be somebody of the office.
 */
brought: boolean, 
/**
 * As whom such a person is read.
 */
read_as: string | null, 
/**
 * A change that waits for the server.
 */
changing: boolean, 
/**
 * Names of the sections headed or substituted today.
 */
sections: Array<string>, 
/**
 * Roles that hold on no PC yet: admin and office head do only on a PC enrolled for this person with them.
 */
unplaced: Array<string>, };
export type Users = { rows: Array<UserRow>, };
export type UserAdd = { name: string, roles: Array<string>, };
export type SlotAdd = { user: string, password: string, };
export type UserRef = { user: string, };
/**
 * Who came with a PC that worked alone is `read_as` of the office; nobody of it where that is `null`.
 */
export type UserMap = { user: string, read_as: string | null, };
export type PasswordChange = { old: string, new: string, };
/**
 * What the office offers; what is `retired` is nameable for old cases and not offered for something new.
 */
export type Catalogue = { topics: Array<Topic>, sections: Array<SectionName>, types: Array<StakeholderType>, channels: Array<Channel>, service_minutes: number, };
export type Named = { code: string, name: string, };
export type SectionName = { code: string, name: string, retired: boolean, };
export type Topic = { code: string, section: string, name: string, keywords: Array<string>, documents: Array<string>, retired: boolean, };
export type StakeholderType = { code: string, name: string, roles: Array<Named>, has_organisation: boolean, has_satker_code: boolean, };
export type Channel = { code: string, name: string, online: boolean, hai: boolean, retired: boolean, };
export type CaseRef = { case: string, };
/**
 * What the officer has typed, whole; `None`/empty where nothing stands. Saved within half a second, no network, no record.
 */
export type DraftSave = { case: string, fields: Fields, 
/**
 * The views the page took each part from; `None` means the last one given.
 */
seen: SeenViews | null, 
/**
 * When the first key was pressed in this case; starts the clock.
 */
first_key_at: number | null, };
export type Fields = { channel: string, stakeholder_type: string, 
/**
 * A known person, or empty while `person_name` is being typed.
 */
person: string | null, person_name: string, phone: string, email: string, organisation: string | null, organisation_name: string, satker_code: string, role: string | null, role_words: string, question: string, topic: string | null, section: string | null, answer: string, hai_reference: string, };
/**
 * For each part of a case the name of the view (`CaseView.seen`) its words were typed over.
 */
export type SeenViews = { channel: string, party: string, question: string, topic: string, answer: string, hai: string, };
export type Saved = { at: number, };
export type CaseView = { case: string, 
/**
 * The name of this view, to be given back with what is typed over it.
 */
seen: string, number: string | null, 
/**
 * Whether another case has the same number; the later of the two shows it with "-2".
 */
number_shared: boolean, status: CaseStatus, fields: Fields, 
/**
 * Whether the draft holds words no record has yet.
 */
unrecorded: boolean, clock: Clock, story: Array<StoryItem>, files: Array<FileView>, 
/**
 * Fields with concurrent edits: `question`, `answer`, `party`, `topic`, `contact`, `received`.
 */
concurrent: Array<string>, 
/**
 * The person or organisation of the case whose own data have concurrent edits.
 */
party_concurrent: string | null, needs_review: boolean, question_state: TextState, answer_state: TextState, party_state: TextState, 
/**
 * The event "Urungkan" would revert, while it can.
 */
undo: string | null, opened_at: number | null, resolved_at: number | null, handled_minutes: number | null, stakeholder_past: Past | null, officer: string | null, 
/**
 * Open facts that hold beside the status.
 */
chips: Array<CaseStatus>, 
/**
 * The step of the standard the case is at, such as `7b`.
 */
stage: string, steps: Array<Step>, received_at: number | null, 
/**
 * "Dicatat belakangan".
 */
late: boolean, contact: Contact | null, documents: Array<DocumentView>, 
/**
 * Milliseconds in which a document was awaited.
 */
waiting_ms: number, escalations: Array<EscalationView>, promised_at: number | null, progress: Array<ProgressView>, duties: Array<DutyView>, intervals: Array<IntervalView>, answered_at: number | null, 
/**
 * Number of the case that holds the same question.
 */
duplicate_of: string | null, holder: string, handover: HandoverView | null, 
/**
 * The other cases of its visit, the first opened first.
 */
visit: Array<VisitCase>, 
/**
 * Another case with the same ticket number of HAI CSO.
 */
same_ticket: CaseLink | null, references: Array<ReferenceView>, withdrawn_files: Array<WithdrawnFile>, };
/**
 * The service clock. It shows `before_ms` and, while it runs, the time from `running_since` to now, or to `paused_since` while it
 * is paused; pauses that are over are taken off `before_ms`.
 */
export type Clock = { running_since: number | null, paused_since: number | null, before_ms: number, limit_ms: number, };
/**
 * One thing that may come next, or in a sentence why not.
 */
export type Step = { code: string, allowed: boolean, why: string | null, };
export type Contact = { declined: boolean, name: string, phone: string, email: string, };
export type DocumentView = { request: string, name: string, requested_at: number, 
/**
 * YYYY-MM-DD
 */
until: string | null, state: DocumentState, at: number | null, file: string | null, reason: string | null, };
export type EscalationView = { escalation: string, section: string, section_name: string, phase: EscalationPhase, question: string, raised_at: number, raised_by: string, 
/**
 * It is on the server.
 */
sent: boolean, 
/**
 * It is on a PC of the section head's.
 */
delivered_at: number | null, steps: Array<EscalationStep>, may_answer: boolean, may_confirm: boolean, };
export type EscalationStep = { kind: StoryKind, at: number, by: string, text: string, 
/**
 * The section head who decided by telephone.
 */
on_behalf_of: string | null, 
/**
 * False for a decision by telephone the head has still to confirm.
 */
confirmed: boolean, };
export type ProgressView = { at: number, by: string, channel: string, text: string, };
export type DutyView = { kind: DutyKind, state: DutyState, due_at: number, 
/**
 * YYYY-MM-DD
 */
due_day: string, 
/**
 * It rests on a holiday that is not certain yet: "sementara".
 */
provisional: boolean, 
/**
 * The first year of the count whose holidays are not known.
 */
unknown_year: number | null, 
/**
 * Until it is due; negative where it was due so many working days ago.
 */
working_days_left: number, trace: Array<TraceLine>, 
/**
 * On the page of a case the due dates it had before, oldest first.
 */
former: Array<FormerDue>, };
/**
 * One day of the count: the day YYYY-MM-DD, and why it counts or not.
 */
export type TraceLine = { day: string, text: string, };
export type IntervalView = { event: string, start: number, end: number | null, original_start: number | null, original_end: number | null, pauses_ms: number, };
export type ReferenceView = { reference: string, text: string, };
export type WithdrawnFile = { name: string, reason: string, };
export type StoryItem = { event: string, kind: StoryKind, at: number, recorded_at: number, author: string, 
/**
 * The author's id: names are not unique.
 */
user: string, 
/**
 * Whether it is the value of its part now, or one of several concurrent ones.
 */
stands: boolean, text: string, state: TextState, old: string | null, file: string | null, reverted: boolean, voided: boolean, 
/**
 * What the office ruled of it, oldest first; the last one holds. Empty for nearly all.
 */
rulings: Array<Ruling>, };
/**
 * "Terakhir ke sini 12 November, soal retur, selesai."
 */
export type Past = { at: number, topic: string | null, status: CaseStatus, count: number, };
export type CaseList = { status: CaseStatus | null, text: string, after: string | null, limit: number, };
export type CaseRows = { rows: Array<CaseRow>, next: string | null, };
export type CaseRow = { case: string, number: string, number_shared: boolean, status: CaseStatus, opened_at: number, channel: string, who: string, organisation: string, question: string, topic: string | null, section: string | null, officer: string, minutes: number | null, files: number, unsent: boolean, concurrent: boolean, 
/**
 * Number of another case with the same ticket number of HAI CSO.
 */
same_ticket: string | null, 
/**
 * "Dicatat belakangan".
 */
late: boolean, 
/**
 * Its content was erased.
 */
erased: boolean, };
export type CaseCounts = { all: number, received: number, identified: number, follow_up: number, waiting_documents: number, waiting_section_head: number, forwarded_hai: number, waiting_confirmation: number, duplicate: number, resolved: number, cancelled: number, 
/**
 * Cases and stakeholders with concurrent edits, whatever their status.
 */
concurrent: number, };
export type Cancel = { case: string, reason: string, };
export type Revert = { case: string, event: string, };
/**
 * Settles a concurrent change: the version `keep` (an event of the story) replaces all that stand.
 */
export type Settle = { case: string, part: CasePart, keep: string, };
/**
 * What is missing for "Selesaikan", as names of `Fields`; the error `incomplete` carries it in its details.
 */
export type Missing = { fields: Array<string>, };
export type Tabs = { tabs: Array<Tab>, };
export type Tab = { case: string, title: string, number: string | null, clock: Clock, set_aside_at: number | null, status: CaseStatus, };
export type Home = { clocks: Array<Tab>, drafts: Array<Tab>, recent: Array<CaseRow>, unsent_records: number, unsent_files: number, resolved_today: number, mean_minutes_today: number | null, open: number, seed_pending: boolean, 
/**
 * How much is owed in all; the three lists show the first of each.
 */
owed: FollowUpCounts, overdue: Array<FollowUpRow>, due_today: Array<FollowUpRow>, next_days: Array<FollowUpRow>, escalations: Array<EscalationRow>, 
/**
 * Cases that wait for a document, and for the stakeholder's word.
 */
documents_awaited: number, confirmations_awaited: number, 
/**
 * What this person wrote of and what does not count.
 */
voided: Array<VoidedRow>, };
export type SetContact = { case: string, declined: boolean, name: string, phone: string, email: string, };
/**
 * A case and what was said or written about it.
 */
export type CaseText = { case: string, text: string, };
export type CaseReason = { case: string, reason: string, };
/**
 * What the stakeholder was told or asked, and through which channel.
 */
export type Told = { case: string, channel: string, text: string, };
export type RequestDocuments = { case: string, names: Array<string>, 
/**
 * YYYY-MM-DD
 */
until: string | null, };
export type DocumentArrived = { case: string, request: string, file: string | null, };
export type WaiveDocument = { case: string, request: string, reason: string, };
/**
 * `leaves`: the stakeholder does not wait, which ends the service session.
 */
export type Escalate = { case: string, section: string, question: string, leaves: boolean, };
/**
 * `on_behalf`: the section head decided by telephone and confirms later.
 */
export type EscalationAnswer = { case: string, escalation: string, text: string, on_behalf: boolean, };
export type EscalationText = { case: string, escalation: string, text: string, };
export type EscalationRefer = { case: string, escalation: string, section: string, text: string, };
export type EscalationRef = { case: string, escalation: string, };
export type EscalationReason = { case: string, escalation: string, reason: string, };
export type EscalationRows = { rows: Array<EscalationRow>, };
export type EscalationRow = { case: string, number: string, escalation: string, section_name: string, question: string, raised_at: number, raised_by: string, phase: EscalationPhase, due_at: number | null, };
export type PauseClock = { case: string, cause: string, reason: string, };
/**
 * `interval`: the `event` of an interval. Without an end it runs on.
 */
export type CorrectClock = { case: string, interval: string, start: number, end: number | null, reason: string, };
/**
 * `of`: the number of the case that holds the same question.
 */
export type MarkDuplicate = { case: string, of: string, reason: string, };
export type SetReceived = { case: string, at: number, reason: string, };
export type WithdrawFile = { case: string, file: string, reason: string, };
/**
 * `to`: the number of the case it belongs to.
 */
export type MoveFile = { case: string, file: string, to: string, };
export type FollowUpList = { after: string | null, limit: number, };
/**
 * How many duties are late, due by the end of this day, and due later.
 */
export type FollowUpCounts = { overdue: number, today: number, later: number, };
export type FollowUpRows = { rows: Array<FollowUpRow>, next: string | null, };
export type FollowUpRow = { case: string, number: string, who: string, organisation: string, question: string, status: CaseStatus, duty: DutyView, officer: string, };
/**
 * Who heads a section; nobody where `head` is missing.
 */
export type SectionHead = { section: string, head: string | null, };
/**
 * Plh of a section for the days from and until, both YYYY-MM-DD and included.
 */
export type SectionSubstitute = { section: string, user: string, from: string, until: string, };
export type SectionRows = { rows: Array<SectionRow>, };
export type SectionRow = { section: string, name: string, head: string | null, head_name: string, substitutes: Array<SubstituteRow>, 
/**
 * Whether this person may name or end a substitute.
 */
may_substitute: boolean, };
/**
 * `standing`: for today.
 */
export type SubstituteRow = { substitute: string, user: string, name: string, from: string, until: string, standing: boolean, };
export type PartyFind = { text: string, stakeholder_type: string | null, };
export type PartyHits = { hits: Array<PartyHit>, };
export type PartyHit = { person: string | null, organisation: string | null, name: string, organisation_name: string, satker_code: string | null, phone: string, stakeholder_type: string | null, role: string | null, past: Past | null, };
export type PartyList = { text: string, after: string | null, limit: number, };
export type PartyRows = { rows: Array<PartyRow>, next: string | null, };
export type PartyRow = { id: string, is_organisation: boolean, name: string, detail: string, satker_code: string | null, stakeholder_type: string | null, cases: number, last_at: number | null, 
/**
 * Why there is no name, where there is none.
 */
state: TextState, };
export type PartyRef = { id: string, };
export type PartyView = { id: string, is_organisation: boolean, name: string, phone: string, email: string, satker_code: string | null, stakeholder_type: string | null, concurrent: boolean, 
/**
 * What stands in the fields that have concurrent edits.
 */
versions: Array<PartyVersion>, 
/**
 * Given back with what is typed over it.
 */
seen: PartyFieldsSeen, state: TextState, cases: Array<CaseRow>, related: Array<PartyRow>, };
/**
 * One of several values of a field: `name`, `phone` or `email`.
 */
export type PartyVersion = { event: string, field: string, text: string, state: TextState, };
export type PartyFieldsSeen = { name: PartyFieldSeen, phone: PartyFieldSeen, email: PartyFieldSeen, };
/**
 * A field as it was shown, and the edits that stood behind it.
 */
export type PartyFieldSeen = { text: string, tips: Array<string>, };
export type PartyEdit = { id: string, name: string, phone: string, email: string, 
/**
 * What each field was typed over; `None` means what stands now.
 */
seen: PartyFieldsSeen | null, };
/**
 * Settles concurrent edits of one field: this version replaces all that stand.
 */
export type PartySettle = { id: string, 
/**
 * `name`, `phone` or `email`: what was added with a person stands in all three.
 */
field: string, keep: string, };
export type StageBegin = { case: string, name: string, size: number, };
export type Staged = { staged: string, piece: number, };
export type StagedRef = { staged: string, };
export type FileRef = { file: string, };
export type FileView = { file: string, name: string, size: number, media: string, state: FileState, 
/**
 * 0 to 1 while bytes move.
 */
progress: number | null, reason: string | null, 
/**
 * When it is tried again by itself, where it rests after a failure.
 */
next_try: number | null, name_state: TextState, 
/**
 * Whether the page can show it (`image` or `pdf`).
 */
preview: string | null, added_at: number, };
/**
 * Opening asks once more where the kind can do harm.
 */
export type OpenFile = { file: string, despite_warning: boolean, };
export type Opened = { opened: boolean, warning: string | null, };
export type PickFiles = { case: string, };
export type Picked = { files: Array<PickedFile>, };
/**
 * A chosen file. `staged` tells its progress, stops it with `file.cancel`, and is waited for with `file.finish`; `None` where it
 * cannot be taken, and `error` says why.
 */
export type PickedFile = { name: string, size: number, staged: string | null, error: string | null, };
export type SyncState = { alone: boolean, reachable: boolean, running: boolean, unsent_records: number, unsent_files: number, last_at: number | null, 
/**
 * The kind of trouble, for a few words, and the whole sentence.
 */
trouble: SyncTrouble | null, problem: string | null, address: string | null, skipped_records: number, 
/**
 * Somebody at this PC has paused it; `paused_until`: when that ends by itself.
 */
paused: boolean, paused_until: number | null, };
export type ThisPc = { device: string, label: string | null, log: string, 
/**
 * What a server made anew needs to know besides the recovery seed.
 */
office_id: string | null, data_folder: string, records: number, version: string, enrolled: boolean, 
/**
 * Kinds of records of a newer program that are kept and relayed but not shown.
 */
newer_kinds: Array<KindCount>, };
export type KindCount = { kind: string, count: number, };
/**
 * The program's answer to a command that fails.
 */
export type UiError = { code: string, message: string, details: JsonValue | null, };
/**
 * Pushed to the page: what changed (`session`, `cases`, `case:<id>`, `tabs`, `parties`, `sync`, `sync_progress`, `files`, `users`, `settings`, `escalations`, `notices`).
 */
export type Changed = { topics: Array<string>, };
/**
 * Pushed to the page: bytes done of a staged, sending or arriving file.
 */
export type Progress = { id: string, done: number, total: number, };
export type SettingsView = { 
/**
 * The day on the office's wall.
 */
today: string, texts: Array<OfficeTextView>, limits: Array<LimitView>, sections: Array<SectionSetting>, topics: Array<TopicSetting>, channels: Array<ChannelSetting>, complaints: Array<ComplaintSetting>, 
/**
 * Who can head a section: everybody active who is a Kepala Seksi.
 */
heads: Array<PersonName>, };
export type PersonName = { user: string, name: string, };
/**
 * `field`: `nama`, `alamat`, `kode_pos`, `telepon`, `situs`, `induk`, `kepala`, `nip_kepala`, `kop` (several lines).
 */
export type OfficeTextView = { field: string, text: string, 
/**
 * A text of its own; otherwise the one the office began with.
 */
set: boolean, };
export type SetOfficeTexts = { texts: Array<OfficeTextValue>, };
export type OfficeTextValue = { field: string, text: string, };
export type LimitView = { setting: LimitCode, 
/**
 * The value of today.
 */
now: number, 
/**
 * What holds before the first value, by the standard the program comes with.
 */
standard: number, lowest: number, highest: number, 
/**
 * The earliest first.
 */
values: Array<LimitValue>, };
export type LimitValue = { event: string, value: number, from: string, basis: string, 
/**
 * It is the value of today.
 */
holds: boolean, by: string, at: number, };
/**
 * `corrects`: the `event` of the value this one takes the place of; without it the value is added.
 */
export type SetLimit = { setting: LimitCode, value: number, from: string, basis: string, corrects: string | null, };
export type SectionSetting = { section: string, name: string, head: string | null, head_name: string, order: number, retired: boolean, 
/**
 * Topics of it that are offered.
 */
topics: number, };
/**
 * Without `section` a new one. Without `order` it keeps its place; a new one comes last. So for every list below.
 */
export type SetSection = { section: string | null, name: string, head: string | null, order: number | null, retired: boolean, };
export type TopicSetting = { topic: string, section: string, name: string, keywords: Array<string>, documents: Array<string>, order: number, retired: boolean, };
export type SetTopic = { topic: string | null, section: string, name: string, keywords: Array<string>, documents: Array<string>, order: number | null, retired: boolean, };
export type ChannelSetting = { channel: string, name: string, online: boolean, hai: boolean, order: number, retired: boolean, };
export type SetChannel = { channel: string | null, name: string, online: boolean, hai: boolean, order: number | null, retired: boolean, };
export type ComplaintSetting = { complaint: string, name: string, address: string, order: number, retired: boolean, };
export type SetComplaint = { complaint: string | null, name: string, address: string, order: number | null, retired: boolean, };
/**
 * The rows of a list in their new order; rows that are not named follow as they stood.
 */
export type SetOrder = { list: SettingsList, rows: Array<string>, };
export type SubstituteRef = { section: string, substitute: string, };
export type CalendarYear = { year: number, };
export type CalendarView = { year: number, 
/**
 * Whether any holiday of that year is known.
 */
known: boolean, 
/**
 * Monday to Friday without holiday.
 */
working_days: number, days: Array<HolidayRow>, hours: Array<HoursPeriod>, 
/**
 * What holds where no period says otherwise, and what a period of Ramadan usually has.
 */
usual: WeekHours, ramadan: WeekHours, };
export type HolidayRow = { day: string, sort: HolidaySort, 
/**
 * `ditetapkan`, or why it is not certain yet.
 */
status: string, confirmed: boolean, name: string, 
/**
 * Legal basis of the table; empty where it was set by hand.
 */
source: string, by_hand: boolean, 
/**
 * Taken out by hand: no holiday, whatever the table says.
 */
removed: boolean, };
export type SetDay = { day: string, sort: HolidaySort, confirmed: boolean, name: string, };
export type DayRef = { day: string, };
export type CalendarText = { text: string, };
/**
 * A chosen file; `None` where the person changed their mind.
 */
export type PickedText = { name: string | null, text: string, };
export type CalendarPreview = { good: Array<CalendarLine>, bad: Array<BadLine>, added: number, changed: number, same: number, };
export type CalendarLine = { 
/**
 * From 1, of the text as it was pasted.
 */
line: number, day: string, sort: HolidaySort, confirmed: boolean, name: string, effect: LineEffect, 
/**
 * What stands there now, where it changes.
 */
before: string | null, };
export type BadLine = { line: number, text: string, problem: string, };
export type DayHours = { opens: number, closes: number, rest: number, };
export type WeekHours = { monday_to_thursday: DayHours, friday: DayHours, };
export type HoursPeriod = { period: string, name: string, from: string | null, until: string | null, week: WeekHours, };
/**
 * Without `period` a new one.
 */
export type SetHours = { period: string | null, name: string, from: string | null, until: string | null, week: WeekHours, };
export type HoursRef = { period: string, 
/**
 * The year shown.
 */
year: number, };
export type UserChange = { user: string, name: string, roles: Array<string>, };
/**
 * A due date that held until the calendar, the hours or a limit was changed.
 */
export type FormerDue = { due_day: string, due_at: number, cause: DueCause, changed_at: number, changed_by: string, 
/**
 * The whole of it as a sentence.
 */
text: string, };
/**
 * An offer of this case nobody has answered. `mine`: to whoever is signed in; `by_me`: from them.
 */
export type HandoverView = { to: string, by: string, text: string, at: number, mine: boolean, by_me: boolean, };
export type HandOver = { case: string, to: string, text: string, };
export type HandOverAll = { to: string, text: string, };
/**
 * Cases offered to whoever answers; declining needs a reason.
 */
export type HandoverAnswer = { cases: Array<string>, accepted: boolean, reason: string, };
/**
 * Cases whose offer whoever made it takes back.
 */
export type HandoverTakeBack = { cases: Array<string>, };
export type Handovers = { to_me: Array<HandoverRow>, by_me: Array<HandoverRow>, 
/**
 * Own open cases that could be offered.
 */
own_open: number, 
/**
 * Who could take them.
 */
officers: Array<Colleague>, };
export type HandoverRow = { case: string, number: string, from: string, to: string, at: number, text: string, who: string, organisation: string, question: string, status: CaseStatus, clock: Clock, 
/**
 * What is owed first.
 */
duty: DutyView | null, };
export type Colleague = { user: string, name: string, };
export type VisitCase = { case: string, number: string, status: CaseStatus, question: string, clock: Clock, };
export type CaseLink = { case: string, number: string, };
export type VisitChoices = { visits: Array<VisitChoice>, };
export type VisitChoice = { visit: string, at: number, who: string, organisation: string, cases: Array<CaseLink>, };
/**
 * `visit`: one of the choices, or nothing for a new one.
 */
export type MoveCase = { case: string, visit: string | null, };
/**
 * `void`: it does not count from then on, and why; otherwise it counts again.
 */
export type Ruling = { at: number, void: boolean, text: string, };
/**
 * Own records that do not count at present, by what they are about. Of a case `title` is its number and `text` its question.
 */
export type VoidedRow = { about: VoidedAbout, id: string, title: string, text: string, at: number, reason: string, };
export type Devices = { rows: Array<DeviceRow>, };
/**
 * One PC of the office. `label`: the letters of its case numbers; `owner`: whom it was enrolled for; `last_at`: its newest record
 * that is here; `waiting`: a revocation was asked for and the server has not answered.
 */
export type DeviceRow = { device: string, label: string | null, owner: string, roles: Array<string>, here: boolean, last_at: number | null, waiting: boolean, refused: string | null, revoked_at: number | null, reason: string, };
export type RevokeDevice = { device: string, reason: string, };
export type ServerAddress = { address: string, };
/**
 * What revoked PCs handed in, and what was decided about it. `told_at`: when the server said so last; `null` before the first time.
 */
export type DeviceAsides = { told_at: number | null, rows: Array<DeviceAside>, };
/**
 * `waits`: what waits for a decision; `decided`: the newest decision about it.
 */
export type DeviceAside = { device: string, waits: AsideWaits | null, decided: AsideDecided | null, };
/**
 * `cases`: different consultations; `since`, `until`: when the oldest and the newest record was made there; `at`: when it came.
 */
export type AsideWaits = { records: number, cases: number, since: number, until: number, files: number, files_missing: number, at: number, };
/**
 * `waiting`: the server has not answered; `refused`: why it did not do it.
 */
export type AsideDecided = { take: boolean, by: string, at: number, waiting: boolean, refused: string | null, };
export type DecideAside = { device: string, take: boolean, reason: string, };
export type Standard = { 
/**
 * The day it is shown for.
 */
today: string, decree: string, limits: Array<StandardLimit>, steps: Array<StandardStep>, components: Array<StandardComponent>, 
/**
 * Online channels that are offered.
 */
online: Array<string>, 
/**
 * Complaint channels that are offered.
 */
complaints: Array<string>, 
/**
 * Monday to Sunday of the week of `today`.
 */
week: Array<StandardDay>, };
/**
 * `setting`: `service_minutes`, `solution_days`, `progress_days` or `late_days`.
 */
export type StandardLimit = { setting: string, value: number, 
/**
 * Its first day; `None` where the standard the program comes with holds.
 */
from: string | null, 
/**
 * The legal basis; empty where it was set without one that can be read here.
 */
basis: string, 
/**
 * A later value that is set already.
 */
next: StandardNext | null, };
export type StandardNext = { value: number, from: string, basis: string, };
/**
 * `code`: "1" to "13b".
 */
export type StandardStep = { code: string, online: boolean, actor: StepActor, weight: StepWeight, };
export type StandardComponent = { number: number, 
/**
 * The office's own management.
 */
internal: boolean, 
/**
 * The standard says something; otherwise only the office can.
 */
said: boolean, 
/**
 * The office's own words; empty where it has none.
 */
text: string, };
/**
 * The office's own words for a component; empty ones give back the standard's.
 */
export type StandardText = { number: number, text: string, };
export type StandardDay = { day: string, at: number, opens_at: number | null, closes_at: number | null, 
/**
 * Where there is a break.
 */
rest_from: number | null, rest_until: number | null, 
/**
 * Why it is closed: "libur nasional …"; `None` on a working day, empty on Saturday and Sunday.
 */
closed: string | null, };
export type Complaints = { channels: Array<ComplaintChannel>, };
export type ComplaintChannel = { complaint: string, name: string, address: string, kind: AddressKind, 
/**
 * What a telephone that reads it goes to; `None` where the address is only words.
 */
qr: Qr | null, };
/**
 * A QR code with its quiet margin: `path` draws the dark squares on a light ground of `size` by `size`.
 */
export type Qr = { size: number, path: string, };
export type ComplaintRef = { complaint: string, };
/**
 * Everything that is to be settled: the newest cases first, stakeholders by name.
 */
export type SettleRows = { cases: Array<CaseRow>, parties: Array<PartyRow>, count: number, };
/**
 * A case or a stakeholder.
 */
export type SettleRef = { id: string, };
export type SettleView = { id: string, is_party: boolean, number: string | null, 
/**
 * The case's stakeholder, or the name of the stakeholder itself.
 */
title: string, question: string, 
/**
 * Of a case its own fields, then those of its stakeholder.
 */
fields: Array<SettleItem>, };
/**
 * One field with concurrent edits, oldest version first. `of`: the case or stakeholder whose field it is.
 */
export type SettleItem = { of: string, of_name: string, field: SettleField, versions: Array<SettleVersion>, };
export type SettleVersion = { event: string, author: string, at: number, 
/**
 * The name of the PC it was written on; empty where it is not known.
 */
pc: string, this_pc: boolean, 
/**
 * What the field shows until it is settled.
 */
shown: boolean, state: TextState, 
/**
 * Empty where it cannot be read here.
 */
parts: Array<SettlePart>, };
/**
 * `name`: what of the field it is; `value`: as it is written, a code, an id, milliseconds or words; `text`: as people read it.
 */
export type SettlePart = { name: string, value: string, text: string, };
/**
 * Replaces the versions that were `seen` by one of them (`keep`) or by what was put together from them (`parts`).
 */
export type SettleWrite = { of: string, field: SettleField, seen: Array<string>, keep: string | null, parts: Array<SettleValue>, };
export type SettleValue = { name: string, value: string, };
/**
 * The event that settled it, which "Urungkan" names.
 */
export type SettleDone = { event: string | null, };
export type SettleUndo = { of: string, field: SettleField, event: string, };
export type NoticeRows = { rows: Array<NoticeRow>, unread: number, };
/**
 * `key` is the same for the same occurrence at every look; `at`: when it is due, or when it was said.
 */
export type NoticeRow = { key: string, kind: NoticeKind, case: string, number: string, who: string, question: string, 
/**
 * The escalation it speaks of.
 */
escalation: string | null, at: number, unread: boolean, };
export type NoticeKeys = { keys: Array<string>, };
/**
 * Pushed to the page: the case of the system's notice somebody clicked.
 */
export type GoTo = { case: string, };
/**
 * Whether the system shows notices of Lakon on this PC.
 */
export type NoticeSetting = { system: boolean, };
/**
 * `stopped`: somebody stopped it, and the rest says nothing. `lacking`: private parts that have not arrived yet, which is no fault.
 */
export type AuditReport = { stopped: boolean, logs: number, records: number, seals: number, lacking: number, findings: Array<AuditFinding>, };
/**
 * The first record of a log that does not fit, in one sentence.
 */
export type AuditFinding = { log: string, pc: string, seq: number, text: string, };
/**
 * A consultation, or a stakeholder (`party`); `whole`: with everything of the consultations that name the stakeholder.
 */
export type ErasureLook = { id: string, party: boolean, whole: boolean, };
/**
 * What would go: numbers of consultations (of `whole` ones, or those that lose only who asked), records, files.
 */
export type ErasureScope = { cases: Array<string>, records: number, files: number, };
export type ErasureAsk = { id: string, party: boolean, whole: boolean, reason: string, };
export type ErasureRows = { rows: Array<ErasureRow>, };
export type ErasureRow = { request: string, id: string, party: boolean, whole: boolean, 
/**
 * Numbers of the consultations it reaches, the oldest first.
 */
cases: Array<string>, by: string, at: number, reason: string, state: ErasureState, 
/**
 * Why the server refused.
 */
refused: string | null, done_at: number | null, 
/**
 * Records whose content went.
 */
records: number, 
/**
 * Every PC of the office.
 */
pcs: Array<ErasurePc>, };
/**
 * `at`: when this PC wrote down that it has erased everything of it; `None` where it has not yet.
 */
export type ErasurePc = { name: string, this_pc: boolean, at: number | null, };
export type ErasureRef = { request: string, };
/**
 * `spare`: those on this PC that the choice would not fetch. `alone`: there is no server that could have them.
 */
export type PcFiles = { keeps: FilesKept, alone: boolean, files: number, bytes: number, spare_files: number, spare_bytes: number, };
export type KeepFiles = { keeps: FilesKept, };
/**
 * Lets copies go that came more than so many days ago, or, without days, those the choice would not fetch.
 */
export type FreeFiles = { older_days: number | null, };
/**
 * `stayed`: copies the server did not confirm.
 */
export type FreedFiles = { files: number, bytes: number, stayed: number, now: PcFiles, };
/**
 * The head of the page: how it stands, and everything that is wrong.
 */
export type SyncPage = { state: SyncState, problems: Array<SyncProblem>, 
/**
 * When sync tries again by itself after a failure; `null` while it works or is paused.
 */
next_at: number | null, 
/**
 * Failures in a row.
 */
failures: number, 
/**
 * Files and bytes that have to go up and to come down still by themselves.
 */
files_up: number, files_up_bytes: number, files_down: number, files_down_bytes: number, 
/**
 * Whether the reader is given what only an admin can act on.
 */
detail: boolean, };
export type SyncProblem = { kind: SyncProblemKind, 
/**
 * How many records, logs or PCs it is about; 0 where that says nothing.
 */
count: number, 
/**
 * Only for an admin.
 */
places: Array<SyncPlace>, };
/**
 * `device`: the PC's user and label, or empty where the office does not know the log.
 */
export type SyncPlace = { device: string, log: string, seq: number | null, because: RefusedBecause | null, kind: string | null, };
/**
 * What moves now. Bytes and speed count everything that crossed the line since something began to move.
 */
export type SyncProgress = { running: boolean, records_up: number, records_up_of: number, records_down: number, records_down_of: number, bytes: number, bytes_per_second: number, };
/**
 * `minutes`: `null` until it is ended by hand.
 */
export type SyncPause = { minutes: number | null, };
export type SyncListAsk = { after: string | null, limit: number, };
/**
 * Unsent records by what they are about, the oldest first; one case may stand in two pages.
 */
export type UnsentRows = { rows: Array<UnsentRow>, next: string | null, };
/**
 * `case`: `null` for records about no case, such as people, visits and settings.
 */
export type UnsentRow = { case: string | null, number: string, who: string, question: string, records: number, since: number, };
/**
 * Attachments that are not where they belong, those that move or failed first, then the newest first. What this PC fetches only when
 * somebody opens it is not among them.
 */
export type WayRows = { rows: Array<WayRow>, next: string | null, };
export type WayRow = { case: string, number: string, file: FileView, };
/**
 * Records set aside on this PC, stretch by stretch. `reads`: whether the reader is shown what stands in them.
 */
export type SetAsides = { rows: Array<SetAsideRow>, reads: boolean, };
/**
 * `beyond`: beyond the end of a revoked PC's log; else a branch of a log that gave way to the server's. `elsewhere`: so many of its
 * records stand in a log that counts, so nothing of them is lost.
 */
export type SetAsideRow = { device: string, log: string, from: number, to: number, beyond: boolean, records: number, elsewhere: number, since: number, until: number, what: Array<AsideCount>, };
export type AsideCount = { what: AsideWhat, count: number, };
export type SetAsideAsk = { log: string, beyond: boolean, from: number, to: number, };
/**
 * `next`: where to go on; `null` where that was all.
 */
export type AsideRecords = { rows: Array<AsideRecordRow>, next: number | null, };
/**
 * `text`: what was typed; empty where nothing was, where it was erased, and for a reader who may not read consultations.
 */
export type AsideRecordRow = { seq: number, at: number, by: string, what: AsideWhat, number: string, text: string, elsewhere: boolean, erased: boolean, };
export type SyncDevices = { rows: Array<SyncDevice>, 
/**
 * A PC nothing has come from for so many days is named to an admin.
 */
silent_after_days: number, };
/**
 * `last_at`: the newest record or seal of it that has come here; `heard_at`: when it last asked the server anything, as far as this
 * PC was told.
 */
export type SyncDevice = { device: string, user: string, label: string, this_pc: boolean, records: number, last_at: number | null, heard_at: number | null, 
/**
 * Records the server has of it and this PC does not.
 */
missing: number, 
/**
 * Records of it whose words have not come.
 */
lacking: number, 
/**
 * Revoked: it is to be silent, and stands last.
 */
revoked: boolean, 
/**
 * Days since the later of both, for an admin, once they are too many. Never of this PC and of a revoked one.
 */
silent_days: number | null, };
/**
 * `all`: everything that is here; otherwise what has not reached the server.
 */
export type UsbOut = { all: boolean, };
/**
 * `path` is missing where the person changed their mind. `notes`: whole sentences about what did not go as usual.
 */
export type UsbWritten = { path: string | null, records: number, files: number, notes: Array<string>, };
/**
 * What was new. Nothing was chosen where `chosen` is false.
 */
export type UsbTaken = { chosen: boolean, records: number, files: number, 
/**
 * When the bundle was written.
 */
at: number | null, notes: Array<string>, };
/**
 * Servers that answered on the LAN: addresses to try, nothing more.
 */
export type FoundServers = { servers: Array<FoundServer>, };
export type FoundServer = { name: string, address: string, };
export type InvitationCode = { code: string, };
/**
 * Nothing was chosen where it is missing.
 */
export type FileInvited = { invited: Invited | null, };
/**
 * What joining would do, before anything is done. `name`: who is invited; `people`: who else worked on this PC; `settings`: records
 * of settings that become proposals.
 */
export type AdoptPlan = { name: string, office: OfficeInfo, roles: Array<string>, cases: number, people: Array<string>, settings: number, };
/**
 * `alone`: this PC is its own office and could join another. `waiting`: the office whose server has not answered yet, where joining was begun.
 * `files_left`: attachments still encrypted to the former recovery key.
 */
export type AdoptState = { alone: boolean, waiting: string | null, files_left: number, };
export type Proposals = { rows: Array<ProposalRow>, };
/**
 * One setting a PC that worked alone brought along and the office sets otherwise. `key`: the code of the setting or the field;
 * `pc`: the letters of that PC's numbers; `at`: when it was set there.
 */
export type ProposalRow = { event: string, kind: ProposalKind, key: string, title: string, text: string, retired: boolean, by: string, pc: string, at: number, };
export type ProposalRef = { event: string, };
/**
 * What the page can do about a failure. A code stands here only if the page acts on it.
 */
export type ErrorCode = "locked" | "signed_out" | "incomplete" | "invalid" | "wrong_password" | "wrong_group" | "keys_lost" | "not_allowed" | "gone" | "clock_off" | "unreachable" | "failed";

/** Every command: what goes in, what comes out. */
export interface Commands {
  "session.state": { in: Nothing, out: SessionState };
  "session.preferences": { in: Preferences, out: SessionState };
  "session.sign_in": { in: SignIn, out: SessionState };
  "session.lock": { in: Nothing, out: SessionState };
  "session.sign_out": { in: Nothing, out: SessionState };
  "session.recover": { in: Recover, out: SessionState };
  "session.restore": { in: Restore, out: SessionState };
  "session.active": { in: Nothing, out: Nothing };
  "session.accept_clock": { in: Nothing, out: Nothing };
  "office.begin": { in: Begin, out: SessionState };
  "office.sample": { in: Nothing, out: SessionState };
  "office.seed": { in: Nothing, out: Seed };
  "office.save_seed": { in: Nothing, out: SavedAs };
  "office.confirm_seed": { in: SeedBack, out: Nothing };
  "office.join": { in: JoinStart, out: Invited };
  "office.join_finish": { in: JoinFinish, out: SessionState };
  "office.find": { in: Nothing, out: FoundServers };
  "office.join_file": { in: InvitationCode, out: FileInvited };
  "office.join_again": { in: InvitationCode, out: FileInvited };
  "office.join_file_finish": { in: JoinFinish, out: SessionState };
  "users.list": { in: Nothing, out: Users };
  "users.add": { in: UserAdd, out: Users };
  "users.change": { in: UserChange, out: Users };
  "users.deactivate": { in: UserRef, out: Users };
  "users.map": { in: UserMap, out: Users };
  "users.slot": { in: SlotAdd, out: Users };
  "users.reset": { in: SlotAdd, out: Users };
  "users.remove_slot": { in: UserRef, out: Users };
  "users.password": { in: PasswordChange, out: Nothing };
  "devices.list": { in: Nothing, out: Devices };
  "devices.revoke": { in: RevokeDevice, out: Devices };
  "devices.aside": { in: Nothing, out: DeviceAsides };
  "devices.ask_aside": { in: Nothing, out: DeviceAsides };
  "devices.decide": { in: DecideAside, out: DeviceAsides };
  "catalogue.get": { in: Nothing, out: Catalogue };
  "draft.new": { in: Nothing, out: CaseRef };
  "draft.save": { in: DraftSave, out: Saved };
  "draft.discard": { in: CaseRef, out: Nothing };
  "case.view": { in: CaseRef, out: CaseView };
  "case.record": { in: CaseRef, out: CaseView };
  "case.resolve": { in: CaseRef, out: CaseView };
  "case.cancel": { in: Cancel, out: CaseView };
  "case.revert": { in: Revert, out: CaseView };
  "case.settle": { in: Settle, out: CaseView };
  "case.start_clock": { in: CaseRef, out: CaseView };
  "case.contact": { in: SetContact, out: CaseView };
  "case.promise": { in: CaseText, out: CaseView };
  "case.progress": { in: Told, out: CaseView };
  "case.request_documents": { in: RequestDocuments, out: CaseView };
  "case.document_arrived": { in: DocumentArrived, out: CaseView };
  "case.waive_document": { in: WaiveDocument, out: CaseView };
  "case.pause": { in: PauseClock, out: CaseView };
  "case.resume": { in: CaseRef, out: CaseView };
  "case.correct_clock": { in: CorrectClock, out: CaseView };
  "case.received": { in: SetReceived, out: CaseView };
  "case.answered": { in: CaseRef, out: CaseView };
  "case.chase": { in: Told, out: CaseView };
  "case.confirm": { in: CaseRef, out: CaseView };
  "case.reopen": { in: CaseReason, out: CaseView };
  "case.duplicate": { in: MarkDuplicate, out: CaseView };
  "case.forward": { in: CaseText, out: CaseView };
  "case.return": { in: CaseText, out: CaseView };
  "case.reference": { in: CaseText, out: CaseView };
  "case.escalate": { in: Escalate, out: CaseView };
  "escalation.answer": { in: EscalationAnswer, out: CaseView };
  "escalation.ask_back": { in: EscalationText, out: CaseView };
  "escalation.reply": { in: EscalationText, out: CaseView };
  "escalation.refer": { in: EscalationRefer, out: CaseView };
  "escalation.confirm": { in: EscalationRef, out: CaseView };
  "escalation.withdraw": { in: EscalationReason, out: CaseView };
  "case.hand_over": { in: HandOver, out: CaseView };
  "handover.offer_all": { in: HandOverAll, out: Handovers };
  "handover.answer": { in: HandoverAnswer, out: Handovers };
  "handover.take_back": { in: HandoverTakeBack, out: Handovers };
  "handover.mine": { in: Nothing, out: Handovers };
  "visit.another": { in: CaseRef, out: CaseRef };
  "visit.choices": { in: CaseRef, out: VisitChoices };
  "case.move": { in: MoveCase, out: CaseView };
  "escalations.mine": { in: Nothing, out: EscalationRows };
  "follow_up.list": { in: FollowUpList, out: FollowUpRows };
  "follow_up.counts": { in: Nothing, out: FollowUpCounts };
  "sections.list": { in: Nothing, out: SectionRows };
  "section.head": { in: SectionHead, out: SectionRows };
  "section.substitute": { in: SectionSubstitute, out: SectionRows };
  "section.end_substitute": { in: SubstituteRef, out: SectionRows };
  "settings.view": { in: Nothing, out: SettingsView };
  "settings.texts": { in: SetOfficeTexts, out: SettingsView };
  "settings.limit": { in: SetLimit, out: SettingsView };
  "settings.section": { in: SetSection, out: SettingsView };
  "settings.topic": { in: SetTopic, out: SettingsView };
  "settings.channel": { in: SetChannel, out: SettingsView };
  "settings.complaint": { in: SetComplaint, out: SettingsView };
  "settings.order": { in: SetOrder, out: SettingsView };
  "calendar.year": { in: CalendarYear, out: CalendarView };
  "calendar.set_day": { in: SetDay, out: CalendarView };
  "calendar.remove_day": { in: DayRef, out: CalendarView };
  "calendar.preview": { in: CalendarText, out: CalendarPreview };
  "calendar.import": { in: CalendarText, out: CalendarPreview };
  "calendar.pick": { in: Nothing, out: PickedText };
  "calendar.set_hours": { in: SetHours, out: CalendarView };
  "calendar.remove_hours": { in: HoursRef, out: CalendarView };
  "standard.view": { in: Nothing, out: Standard };
  "standard.write": { in: StandardText, out: Standard };
  "complaints.view": { in: Nothing, out: Complaints };
  "complaints.open": { in: ComplaintRef, out: Nothing };
  "settle.list": { in: Nothing, out: SettleRows };
  "settle.view": { in: SettleRef, out: SettleView };
  "settle.write": { in: SettleWrite, out: SettleDone };
  "settle.undo": { in: SettleUndo, out: Nothing };
  "notices.list": { in: Nothing, out: NoticeRows };
  "notices.read": { in: NoticeKeys, out: NoticeRows };
  "notices.setting": { in: Nothing, out: NoticeSetting };
  "notices.set": { in: NoticeSetting, out: NoticeSetting };
  "case.list": { in: CaseList, out: CaseRows };
  "case.counts": { in: Nothing, out: CaseCounts };
  "tabs.list": { in: Nothing, out: Tabs };
  "tabs.open": { in: CaseRef, out: Tabs };
  "tabs.close": { in: CaseRef, out: Tabs };
  "home.view": { in: Nothing, out: Home };
  "party.find": { in: PartyFind, out: PartyHits };
  "party.list": { in: PartyList, out: PartyRows };
  "party.view": { in: PartyRef, out: PartyView };
  "party.edit": { in: PartyEdit, out: PartyView };
  "party.export": { in: PartyRef, out: SavedAs };
  "party.settle": { in: PartySettle, out: PartyView };
  "file.stage": { in: StageBegin, out: Staged };
  "file.finish": { in: StagedRef, out: FileView };
  "file.cancel": { in: StagedRef, out: Nothing };
  "file.pick": { in: PickFiles, out: Picked };
  "file.withdraw": { in: WithdrawFile, out: CaseView };
  "file.move": { in: MoveFile, out: CaseView };
  "file.open": { in: OpenFile, out: Opened };
  "file.fetch": { in: FileRef, out: FileView };
  "sync.state": { in: Nothing, out: SyncState };
  "sync.now": { in: Nothing, out: SyncState };
  "sync.address": { in: ServerAddress, out: SyncState };
  "sync.page": { in: Nothing, out: SyncPage };
  "sync.progress": { in: Nothing, out: SyncProgress };
  "sync.unsent": { in: SyncListAsk, out: UnsentRows };
  "sync.files": { in: SyncListAsk, out: WayRows };
  "sync.set_aside": { in: Nothing, out: SetAsides };
  "sync.set_aside_records": { in: SetAsideAsk, out: AsideRecords };
  "sync.devices": { in: Nothing, out: SyncDevices };
  "sync.pause": { in: SyncPause, out: SyncState };
  "sync.resume": { in: Nothing, out: SyncState };
  "usb.out": { in: UsbOut, out: UsbWritten };
  "usb.take": { in: Nothing, out: UsbTaken };
  "usb.stop": { in: Nothing, out: Nothing };
  "pc.view": { in: Nothing, out: ThisPc };
  "audit.verify": { in: Nothing, out: AuditReport };
  "audit.stop": { in: Nothing, out: Nothing };
  "erasure.look": { in: ErasureLook, out: ErasureScope };
  "erasure.ask": { in: ErasureAsk, out: ErasureRows };
  "erasure.list": { in: Nothing, out: ErasureRows };
  "erasure.save": { in: ErasureRef, out: SavedAs };
  "office.adopt": { in: JoinStart, out: AdoptPlan };
  "office.adopt_finish": { in: JoinFinish, out: SessionState };
  "office.adopt_state": { in: Nothing, out: AdoptState };
  "settings.proposals": { in: Nothing, out: Proposals };
  "settings.take_proposal": { in: ProposalRef, out: Proposals };
  "pc.files": { in: Nothing, out: PcFiles };
  "pc.keep_files": { in: KeepFiles, out: PcFiles };
  "pc.free_files": { in: FreeFiles, out: FreedFiles };
}
