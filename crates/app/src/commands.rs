//! Every command of the program, declared once: its name, who may give it, what goes in and what comes out.
//! The hosts, the TypeScript types and the tests all read this list.

use std::sync::Arc;

use lakon_domain::unquoted;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ts_rs::TS;

use crate::api::*;
use crate::failure::Failure;
use crate::words::Sentence;
use crate::{
    App, calendar_hours, calendar_paste, calendar_year, case_act, case_clock, case_documents, case_ends,
    case_escalation, case_files, case_list, case_promise, case_view, clock, complaints, devices, drafts, escalations,
    files, follow_up, handover, home, joining, keeping, lists, office, opening, party_edit, party_list, picking,
    recovery, sections, server_address, session, settings_lists, settings_office, settings_order, settings_view,
    settle, standard, syncing, tabs, undo, users, users_change, visits,
};

use crate::{
    adopting, aside, checking, erasures, finding, joining_again, joining_file, notices, party_export, proposals,
    set_aside, settling, sync_page, sync_pause, sync_state, usb,
};

/// Who may give a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Before sign-in too.
    Anyone,
    /// Whoever is signed in and has not locked.
    SignedIn,
    /// Whoever may make records of this kind.
    May(&'static str),
}

/// One row of the list.
#[derive(Debug, Clone)]
pub struct Command {
    pub name: &'static str,
    pub access: Access,
    /// Names of the TypeScript types that go in and come out.
    pub input: String,
    pub output: String,
}

macro_rules! access {
    (anyone) => {
        Access::Anyone
    };
    (signed_in) => {
        Access::SignedIn
    };
    (may $kind:literal) => {
        Access::May($kind)
    };
}

macro_rules! run {
    (anyone, $run:path, $app:expr, $input:expr) => {
        answer($run($app, read($input)?)?)
    };
    (signed_in, $run:path, $app:expr, $input:expr) => {
        answer($run(&$app.desk(Access::SignedIn)?, read($input)?)?)
    };
    (may $kind:literal, $run:path, $app:expr, $input:expr) => {
        answer($run(&$app.desk(Access::May($kind))?, read($input)?)?)
    };
}

macro_rules! commands {
    ($( $name:literal [$($access:tt)+] $run:path: $In:ty => $Out:ty; )*) => {
        /// The list itself.
        pub fn list() -> Vec<Command> {
            let config = ts_rs::Config::default();
            vec![ $( Command {
                name: $name,
                access: access!($($access)+),
                input: <$In as TS>::name(&config),
                output: <$Out as TS>::name(&config),
            } ),* ]
        }

        /// Reads the input, checks the permission, runs the command.
        pub(crate) fn dispatch(app: &Arc<App>, name: &str, input: Value) -> Result<Value, Failure> {
            match name {
                $( $name => run!($($access)+, $run, app, input), )*
                _ => Err(Sentence::UnknownCommand.into()),
            }
        }

        /// The input of a command read and written again; nothing is run.
        pub(crate) fn reread(name: &str, input: Value) -> Result<Value, Failure> {
            match name {
                $( $name => answer(read::<$In>(input)?), )*
                _ => Err(Sentence::UnknownCommand.into()),
            }
        }
    };
}

commands! {
    "session.state" [anyone] session::state: Nothing => SessionState;
    "session.preferences" [anyone] session::preferences: Preferences => SessionState;
    "session.sign_in" [anyone] session::sign_in: SignIn => SessionState;
    "session.lock" [anyone] session::lock: Nothing => SessionState;
    "session.sign_out" [anyone] session::sign_out: Nothing => SessionState;
    "session.recover" [anyone] recovery::recover: Recover => SessionState;
    "session.restore" [anyone] recovery::restore: Restore => SessionState;
    "session.active" [signed_in] session::active: Nothing => Nothing;
    "session.accept_clock" [signed_in] clock::accept: Nothing => Nothing;

    "office.begin" [anyone] office::begin: Begin => SessionState;
    "office.sample" [anyone] office::sample: Nothing => SessionState;
    "office.seed" [may "office.begun"] office::seed: Nothing => Seed;
    "office.save_seed" [may "office.begun"] office::save_seed: Nothing => SavedAs;
    "office.confirm_seed" [may "office.begun"] office::confirm_seed: SeedBack => Nothing;
    "office.join" [anyone] joining::join: JoinStart => Invited;
    "office.join_finish" [anyone] joining::join_finish: JoinFinish => SessionState;
    "office.find" [anyone] finding::find: Nothing => FoundServers;
    "office.join_file" [anyone] joining_file::look: InvitationCode => FileInvited;
    "office.join_again" [signed_in] joining_again::again: InvitationCode => FileInvited;
    "office.join_file_finish" [anyone] joining_file::finish: JoinFinish => SessionState;

    "users.list" [signed_in] users::list: Nothing => Users;
    "users.add" [may "user.requested"] users::add: UserAdd => Users;
    "users.change" [may "user.requested"] users_change::change: UserChange => Users;
    "users.deactivate" [may "user.removal_requested"] users_change::deactivate: UserRef => Users;
    "users.map" [may "user.mapping_requested"] users_change::map: UserMap => Users;
    "users.slot" [signed_in] users::slot: SlotAdd => Users;
    "users.reset" [may "user.requested"] users::reset: SlotAdd => Users;
    "users.remove_slot" [may "user.requested"] users::remove_slot: UserRef => Users;
    "users.password" [signed_in] users::password: PasswordChange => Nothing;

    "devices.list" [signed_in] devices::list: Nothing => Devices;
    "devices.revoke" [may "device.revocation_requested"] devices::revoke: RevokeDevice => Devices;

    "devices.aside" [may "aside.decision_requested"] aside::view: Nothing => DeviceAsides;
    "devices.ask_aside" [may "aside.decision_requested"] aside::look: Nothing => DeviceAsides;
    "devices.decide" [may "aside.decision_requested"] aside::decide: DecideAside => DeviceAsides;

    "catalogue.get" [anyone] lists::catalogue: Nothing => Catalogue;

    "draft.new" [may "case.opened"] drafts::new: Nothing => CaseRef;
    "draft.save" [may "case.opened"] drafts::save: DraftSave => Saved;
    "draft.discard" [may "case.opened"] drafts::discard: CaseRef => Nothing;

    "case.view" [signed_in] case_view::view: CaseRef => CaseView;
    "case.record" [may "case.opened"] case_act::record: CaseRef => CaseView;
    "case.resolve" [may "case.resolved"] case_act::resolve: CaseRef => CaseView;
    "case.cancel" [may "case.cancelled"] case_act::cancel: Cancel => CaseView;
    "case.revert" [may "event.reverted"] undo::revert: Revert => CaseView;
    "case.settle" [may "case.question_set"] settle::case: Settle => CaseView;
    "case.start_clock" [may "clock.started"] case_act::start_clock: CaseRef => CaseView;
    "case.contact" [may "case.contact_set"] case_promise::contact: SetContact => CaseView;
    "case.promise" [may "case.promised"] case_promise::promise: CaseText => CaseView;
    "case.progress" [may "progress.reported"] case_promise::progress: Told => CaseView;
    "case.request_documents" [may "document.requested"] case_documents::request: RequestDocuments => CaseView;
    "case.document_arrived" [may "document.arrived"] case_documents::arrived: DocumentArrived => CaseView;
    "case.waive_document" [may "document.waived"] case_documents::waive: WaiveDocument => CaseView;
    "case.pause" [may "clock.paused"] case_clock::pause: PauseClock => CaseView;
    "case.resume" [may "clock.resumed"] case_clock::resume: CaseRef => CaseView;
    "case.correct_clock" [may "clock.corrected"] case_clock::correct: CorrectClock => CaseView;
    "case.received" [may "case.received_set"] case_clock::received: SetReceived => CaseView;
    "case.answered" [may "case.answered"] case_ends::answered: CaseRef => CaseView;
    "case.chase" [may "confirmation.chased"] case_ends::chase: Told => CaseView;
    "case.confirm" [may "case.resolved"] case_ends::confirm: CaseRef => CaseView;
    "case.reopen" [may "case.reopened"] case_ends::reopen: CaseReason => CaseView;
    "case.duplicate" [may "case.duplicate"] case_ends::duplicate: MarkDuplicate => CaseView;
    "case.forward" [may "case.forwarded"] case_ends::forward: CaseText => CaseView;
    "case.return" [may "case.returned"] case_ends::returned: CaseText => CaseView;
    "case.reference" [may "case.reference_added"] case_files::reference: CaseText => CaseView;
    "case.escalate" [may "escalation.raised"] case_escalation::escalate: Escalate => CaseView;
    "escalation.answer" [may "escalation.answered"] case_escalation::answer: EscalationAnswer => CaseView;
    "escalation.ask_back" [may "escalation.asked_back"] case_escalation::ask_back: EscalationText => CaseView;
    "escalation.reply" [may "escalation.replied"] case_escalation::reply: EscalationText => CaseView;
    "escalation.refer" [may "escalation.referred"] case_escalation::refer: EscalationRefer => CaseView;
    "escalation.confirm" [may "escalation.confirmed"] case_escalation::confirm: EscalationRef => CaseView;
    "escalation.withdraw" [may "escalation.withdrawn"] case_escalation::withdraw: EscalationReason => CaseView;
    "case.hand_over" [may "handover.offered"] handover::hand_over: HandOver => CaseView;
    "handover.offer_all" [may "handover.offered"] handover::offer_all: HandOverAll => Handovers;
    "handover.answer" [may "handover.answered"] handover::answer: HandoverAnswer => Handovers;
    "handover.take_back" [may "handover.answered"] handover::take_back: HandoverTakeBack => Handovers;
    "handover.mine" [signed_in] handover::mine: Nothing => Handovers;
    "visit.another" [may "case.opened"] visits::another: CaseRef => CaseRef;
    "visit.choices" [signed_in] visits::choices: CaseRef => VisitChoices;
    "case.move" [may "case.moved"] visits::transfer: MoveCase => CaseView;
    "escalations.mine" [signed_in] escalations::mine: Nothing => EscalationRows;
    "follow_up.list" [signed_in] follow_up::list: FollowUpList => FollowUpRows;
    "follow_up.counts" [signed_in] follow_up::counts: Nothing => FollowUpCounts;
    "sections.list" [signed_in] sections::list: Nothing => SectionRows;
    "section.head" [may "section.defined"] sections::set_head: SectionHead => SectionRows;
    "section.substitute" [may "substitute.named"] sections::substitute: SectionSubstitute => SectionRows;
    "section.end_substitute" [may "substitute.named"] sections::end_substitute: SubstituteRef => SectionRows;

    "settings.view" [signed_in] settings_view::view: Nothing => SettingsView;
    "settings.texts" [may "office.text_set"] settings_office::texts: SetOfficeTexts => SettingsView;
    "settings.limit" [may "setting.set"] settings_office::limit: SetLimit => SettingsView;
    "settings.section" [may "section.defined"] settings_lists::section: SetSection => SettingsView;
    "settings.topic" [may "topic.defined"] settings_lists::topic: SetTopic => SettingsView;
    "settings.channel" [may "channel.defined"] settings_lists::channel: SetChannel => SettingsView;
    "settings.complaint" [may "complaint.defined"] settings_lists::complaint: SetComplaint => SettingsView;
    "settings.order" [may "section.defined"] settings_order::order: SetOrder => SettingsView;
    "calendar.year" [signed_in] calendar_year::year: CalendarYear => CalendarView;
    "calendar.set_day" [may "holiday.set"] calendar_year::set_day: SetDay => CalendarView;
    "calendar.remove_day" [may "holiday.set"] calendar_year::remove_day: DayRef => CalendarView;
    "calendar.preview" [may "holiday.set"] calendar_paste::preview: CalendarText => CalendarPreview;
    "calendar.import" [may "holiday.set"] calendar_paste::import: CalendarText => CalendarPreview;
    "calendar.pick" [may "holiday.set"] calendar_paste::pick: Nothing => PickedText;
    "calendar.set_hours" [may "hours.set"] calendar_hours::set: SetHours => CalendarView;
    "calendar.remove_hours" [may "hours.set"] calendar_hours::remove: HoursRef => CalendarView;

    "standard.view" [signed_in] standard::view: Nothing => Standard;
    "standard.write" [may "office.text_set"] standard::write: StandardText => Standard;
    "complaints.view" [signed_in] complaints::view: Nothing => Complaints;
    "complaints.open" [signed_in] complaints::open: ComplaintRef => Nothing;

    "settle.list" [signed_in] settling::list: Nothing => SettleRows;
    "settle.view" [signed_in] settling::view: SettleRef => SettleView;
    "settle.write" [may "case.question_set"] settling::write: SettleWrite => SettleDone;
    "settle.undo" [may "event.reverted"] settling::undo: SettleUndo => Nothing;
    "notices.list" [signed_in] notices::list: Nothing => NoticeRows;
    "notices.read" [signed_in] notices::read: NoticeKeys => NoticeRows;
    "notices.setting" [signed_in] notices::setting: Nothing => NoticeSetting;
    "notices.set" [signed_in] notices::set: NoticeSetting => NoticeSetting;

    "case.list" [signed_in] case_list::list: CaseList => CaseRows;
    "case.counts" [signed_in] case_list::counts: Nothing => CaseCounts;

    "tabs.list" [signed_in] tabs::list: Nothing => Tabs;
    "tabs.open" [signed_in] tabs::open: CaseRef => Tabs;
    "tabs.close" [signed_in] tabs::close: CaseRef => Tabs;
    "home.view" [signed_in] home::view: Nothing => Home;

    "party.find" [signed_in] party_list::find: PartyFind => PartyHits;
    "party.list" [signed_in] party_list::list: PartyList => PartyRows;
    "party.view" [signed_in] party_list::view: PartyRef => PartyView;
    "party.edit" [may "person.set"] party_edit::edit: PartyEdit => PartyView;
    "party.export" [may "erasure.requested"] party_export::export: PartyRef => SavedAs;
    "party.settle" [may "person.set"] settle::party: PartySettle => PartyView;

    "file.stage" [may "file.added"] files::stage: StageBegin => Staged;
    "file.finish" [may "file.added"] files::finish: StagedRef => FileView;
    "file.cancel" [may "file.added"] files::cancel: StagedRef => Nothing;
    "file.pick" [may "file.added"] picking::pick: PickFiles => Picked;
    "file.withdraw" [may "file.withdrawn"] case_files::withdraw: WithdrawFile => CaseView;
    "file.move" [may "file.moved"] case_files::transfer: MoveFile => CaseView;
    "file.open" [signed_in] opening::open: OpenFile => Opened;
    "file.fetch" [signed_in] files::fetch: FileRef => FileView;

    "sync.state" [signed_in] sync_state::state: Nothing => SyncState;
    "sync.now" [signed_in] syncing::now: Nothing => SyncState;
    "sync.address" [signed_in] server_address::set: ServerAddress => SyncState;
    "sync.page" [signed_in] sync_page::view: Nothing => SyncPage;
    "sync.progress" [signed_in] sync_page::progress: Nothing => SyncProgress;
    "sync.unsent" [signed_in] sync_page::unsent: SyncListAsk => UnsentRows;
    "sync.files" [signed_in] sync_page::files: SyncListAsk => WayRows;
    "sync.set_aside" [signed_in] set_aside::list: Nothing => SetAsides;
    "sync.set_aside_records" [signed_in] set_aside::records: SetAsideAsk => AsideRecords;
    "sync.devices" [signed_in] sync_page::devices: Nothing => SyncDevices;
    "sync.pause" [signed_in] sync_pause::pause: SyncPause => SyncState;
    "sync.resume" [signed_in] sync_pause::resume: Nothing => SyncState;
    "usb.out" [signed_in] usb::out: UsbOut => UsbWritten;
    "usb.take" [signed_in] usb::take: Nothing => UsbTaken;
    "usb.stop" [signed_in] usb::stop: Nothing => Nothing;
    "pc.view" [signed_in] sync_state::pc: Nothing => ThisPc;
    "audit.verify" [signed_in] checking::verify: Nothing => AuditReport;
    "audit.stop" [signed_in] checking::stop: Nothing => Nothing;

    "erasure.look" [may "erasure.requested"] erasures::look: ErasureLook => ErasureScope;
    "erasure.ask" [may "erasure.requested"] erasures::ask: ErasureAsk => ErasureRows;
    "erasure.list" [may "erasure.requested"] erasures::list: Nothing => ErasureRows;
    "erasure.save" [may "erasure.requested"] erasures::save: ErasureRef => SavedAs;
    "office.adopt" [may "log.adopted"] adopting::look: JoinStart => AdoptPlan;
    "office.adopt_finish" [may "log.adopted"] adopting::finish: JoinFinish => SessionState;
    "office.adopt_state" [signed_in] adopting::state: Nothing => AdoptState;
    "settings.proposals" [may "setting.set"] proposals::list: Nothing => Proposals;
    "settings.take_proposal" [may "setting.set"] proposals::take: ProposalRef => Proposals;
    "pc.files" [signed_in] keeping::view: Nothing => PcFiles;
    "pc.keep_files" [signed_in] keeping::set: KeepFiles => PcFiles;
    "pc.free_files" [signed_in] keeping::free: FreeFiles => FreedFiles;
}

fn read<T: DeserializeOwned>(input: Value) -> Result<T, Failure> {
    // A caller that leaves the input out means the empty one.
    let input = if input.is_null() { Value::Object(serde_json::Map::new()) } else { input };
    serde_json::from_value(input).map_err(|error| {
        tracing::warn!(error = %unquoted::json(&error), "unreadable input");
        Sentence::BadInput.into()
    })
}

fn answer<T: Serialize>(output: T) -> Result<Value, Failure> {
    serde_json::to_value(output).map_err(|error| {
        tracing::error!(error = %unquoted::json(&error), "unwritable answer");
        Sentence::Broken.into()
    })
}
