//! Every kind of event, declared once: its facts (kept for ever, never free text) and its private part (may be erased).
//! The declaration makes the types, the reading and writing, and the table [`KINDS`] that tests and documents use.

#[macro_use]
mod macros;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::calendar::Day;
use crate::ids::{LogId, PublicKey, Signature};
use crate::record::PRIVATE_SALT;
use crate::rights::Role;
use crate::shape::{AgeRecipient, CaseNumber, Code, Fact, SatkerCode, Shape, Time};

/// One row of the table of kinds.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    /// Where such a record stands.
    pub place: Place,
    pub facts: &'static [(&'static str, Shape)],
    /// Names of the fields that may be erased; empty where the kind has no private part.
    pub private: &'static [&'static str],
}

/// Whose log holds a kind (design: "Whose log").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Opens any log.
    Any,
    /// The log of the device where it was done.
    Device,
    /// The office log: the server's, or the single PC's own where there is no server.
    Office,
}

/// Why the parts of a record are not an event of this program.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// From a newer program: kept, relayed, skipped and counted.
    #[error("unknown kind")]
    UnknownKind,
    #[error("{}", crate::unquoted::json(.0))]
    Malformed(#[from] serde_json::Error),
    #[error("the private part is shorter than its salt")]
    NoSalt,
}

privates! {
    /// A text somebody typed.
    Text { text: String }
    /// Why it was done.
    Reason { reason: String }
    /// The name of something.
    Name { name: String }
    /// Who a person is.
    PersonData { name: String, phone: String, email: String }
    /// What a file is called and where its bytes lie: BLAKE3 of them, 64 hexadecimal characters.
    FileData { name: String, address: String }
    /// A role in words, where no code of the list fits.
    PartyWords { role: String }
    /// What a topic is called, found by, and which documents are usual for it.
    TopicWords { name: String, keywords: Vec<String>, documents: Vec<String> }
    /// Where complaints go.
    ComplaintWords { name: String, address: String }
}

events! {
    /// Record 1 of every log.
    Any LogOpened "log.opened" { format: u32, device: Uuid, incarnation: Uuid, signing_key: PublicKey, server: bool }

    /// Record 2 of every server log: the office key says which keys are the office's server (design/security.md "Server statement").
    /// The signature is over "lakon server 1" ‖ office ‖ server ‖ tls_key ‖ log_key ‖ recovery recipient ‖ time (i64le).
    Office ServerStated "server.stated" {
        office: Uuid, server: Uuid, office_key: PublicKey,
        /// BLAKE3 of the SubjectPublicKeyInfo (DER) of the server's TLS key.
        tls_key: crate::ids::Hash,
        log_key: PublicKey, recovery: AgeRecipient, stated_at: Time, signature: Signature,
    }
    /// The office this log speaks for. `code` is the office code, three digits; `zone` a key of the list of zones (WIB, WITA, WIT).
    Office OfficeBegun "office.begun" { office: Uuid, code: Code, zone: Code, office_key: PublicKey, recovery: AgeRecipient } => Name
    /// Somebody who may work here. `answers` names the request it grants.
    Office UserAdded "user.added" { user: Uuid, roles: Vec<Role>, answers: Option<Uuid> } => Name
    /// A PC that may write here; the roles are granted to the user on this device.
    Office DeviceAdded "device.added" { device: Uuid, log: LogId, signing_key: PublicKey, recipient: AgeRecipient, user: Uuid, roles: Vec<Role> } => Name
    /// The letters of the device's case numbers; belongs to one log.
    Office LabelGiven "label.given" { device: Uuid, log: LogId, label: Code }
    /// Records their author had no right to make; they stop counting (design: invariant 11).
    Office RecordVoided "record.voided" { voids: Vec<Uuid>, cause: Code }
    /// A later grant lifts a void.
    Office RecordAllowed "record.allowed" { allows: Vec<Uuid> }
    /// The only thing that destroys: private parts of these events are gone for good.
    Office RecordErased "record.erased" { erases: Vec<Uuid> } => Reason
    /// The server will not do what a request asked.
    Office RequestRefused "request.refused" { request: Uuid, cause: Code } => Reason

    /// An admin's wish at a desk; the office log answers with `user.added` or `request.refused`.
    Device UserRequested "user.requested" { user: Uuid, roles: Vec<Role> } => Name

    /// A person with a question. The private part is who; `set` events replace single fields later.
    Device PersonAdded "person.added" { person: Uuid } => PersonData
    /// One field of a person (`name`, `phone`, `email`) typed anew.
    Device PersonSet "person.set" { person: Uuid, field: Code, replaces: Vec<Uuid> } => Text
    /// An organisation of a stakeholder type that has one.
    Device OrganisationAdded "organisation.added" { organisation: Uuid, stakeholder_type: Code, satker_code: Option<SatkerCode> } => Name
    /// One field of an organisation (`name`) typed anew.
    Device OrganisationSet "organisation.set" { organisation: Uuid, field: Code, replaces: Vec<Uuid> } => Text

    /// Somebody came or called; holds one or more cases.
    Device VisitOpened "visit.opened" { visit: Uuid, happened_at: Time }
    /// The first record of a case. `started_at`: the first keystroke; it starts the clock of a face-to-face case (KEP-57/PB/2023 step 2).
    Device CaseOpened "case.opened" { case: Uuid, number: CaseNumber, visit: Uuid, channel: Code, opened_at: Time, started_at: Time }
    Device ChannelSet "case.channel_set" { case: Uuid, channel: Code, replaces: Vec<Uuid> }
    /// Step 1 or 8: who asks. `person` or `organisation` may still be missing.
    Device PartySet "case.party_set" { case: Uuid, person: Option<Uuid>, organisation: Option<Uuid>, stakeholder_type: Code, role: Option<Code>, replaces: Vec<Uuid> } => PartyWords
    /// Step 2 or 8: what is asked.
    Device QuestionSet "case.question_set" { case: Uuid, replaces: Vec<Uuid> } => Text
    /// Step 3 or 9: what it is about.
    Device TopicSet "case.topic_set" { case: Uuid, topic: Option<Code>, section: Option<Code>, replaces: Vec<Uuid> }
    /// The answer as it stands, finished or not.
    Device AnswerSet "case.answer_set" { case: Uuid, replaces: Vec<Uuid> } => Text
    /// The ticket number of HAI CSO.
    Device HaiSet "case.hai_set" { case: Uuid, replaces: Vec<Uuid> } => Text
    /// "Mulai Layanan" (online) or "Lanjutkan Layanan": a new interval of the service clock.
    Device ClockStarted "clock.started" { case: Uuid, started_at: Time }
    /// Step 6 or 12: answered; the product is "Resolved". Stops the clock.
    Device CaseResolved "case.resolved" { case: Uuid, resolved_at: Time }
    /// Owes nothing any more. Stops the clock.
    Device CaseCancelled "case.cancelled" { case: Uuid, cancelled_at: Time } => Reason
    /// "Urungkan": the named event of the same case counts as if it had never been; a revert cannot be reverted.
    Device EventReverted "event.reverted" { case: Uuid, reverts: Uuid }
    /// A file belongs to the case. `media` is the sniffed kind, a code such as `pdf`, `png`, `docx`, `txt`, `bin`.
    Device FileAdded "file.added" { case: Uuid, file: Uuid, size: u64, media: Code } => FileData

    /// "Diterima/dilayani pada": when the question really came, where it is typed later (product.md rule 7).
    Device ReceivedSet "case.received_set" { case: Uuid, received_at: Time, replaces: Vec<Uuid> } => Reason
    /// The case belongs to another visit.
    Device CaseMoved "case.moved" { case: Uuid, visit: Uuid, replaces: Vec<Uuid> }
    /// The service clock does not count until it is resumed or stopped (product.md rule 3).
    Device ClockPaused "clock.paused" { case: Uuid, paused_at: Time, cause: Code } => Reason
    Device ClockResumed "clock.resumed" { case: Uuid, resumed_at: Time }
    /// Other times for an interval of the clock; the original stays. `interval`: the event that began it, `case.opened` for the
    /// automatic one. Without `ended_at` its end stands as the stops give it.
    Device ClockCorrected "clock.corrected" { case: Uuid, interval: Uuid, started_at: Time, ended_at: Option<Time>, replaces: Vec<Uuid> } => Reason
    /// Step 7b: whom to tell the solution; `declined`: the stakeholder would not name anybody ("tidak bersedia").
    Device ContactSet "case.contact_set" { case: Uuid, declined: bool, replaces: Vec<Uuid> } => PersonData
    /// Step 7b or 13b: the solution follows within the days of the standard. Stops the clock.
    Device CasePromised "case.promised" { case: Uuid, promised_at: Time } => Text
    /// Step 7b or 13b: what the stakeholder was told meanwhile, through which channel.
    Device ProgressReported "progress.reported" { case: Uuid, progress: Uuid, reported_at: Time, channel: Code } => Text
    /// Step 5 or 11: a supporting document is asked for.
    Device DocumentRequested "document.requested" { case: Uuid, request: Uuid, requested_at: Time, until: Option<Day> } => Name
    Device DocumentArrived "document.arrived" { case: Uuid, request: Uuid, file: Option<Uuid>, arrived_at: Time }
    /// The document is not needed any more.
    Device DocumentWaived "document.waived" { case: Uuid, request: Uuid, waived_at: Time } => Reason
    /// Step 7a or 13a: a question to the head of a section. `leaves`: the stakeholder does not wait for it, which stops the clock.
    Device EscalationRaised "escalation.raised" { case: Uuid, escalation: Uuid, section: Code, raised_at: Time, leaves: bool } => Text
    /// The officer answers what the section head asked back.
    Device EscalationReplied "escalation.replied" { case: Uuid, escalation: Uuid, replied_at: Time } => Text
    Device EscalationWithdrawn "escalation.withdrawn" { case: Uuid, escalation: Uuid, withdrawn_at: Time } => Reason
    /// HAI CSO: answered, and the stakeholder has still to confirm. Stops the clock.
    Device CaseAnswered "case.answered" { case: Uuid, answered_at: Time }
    /// The stakeholder was asked whether the answer helped.
    Device ConfirmationChased "confirmation.chased" { case: Uuid, chased_at: Time, channel: Code } => Text
    /// A case that had ended is open again; the clock stays where it is.
    Device CaseReopened "case.reopened" { case: Uuid, reopened_at: Time } => Reason
    /// The same question stands in another case. Stops the clock.
    Device CaseDuplicate "case.duplicate" { case: Uuid, of: Uuid, marked_at: Time } => Reason
    /// To HAI DJPb, outside the standard.
    Device CaseForwarded "case.forwarded" { case: Uuid, forwarded_at: Time } => Text
    /// What HAI DJPb said.
    Device CaseReturned "case.returned" { case: Uuid, returned_at: Time } => Text
    /// Hidden, with the reason; the bytes stay.
    Device FileWithdrawn "file.withdrawn" { case: Uuid, file: Uuid } => Reason
    /// The file belongs to case `to`. It carries what that case needs to show the file without the first one's events.
    Device FileMoved "file.moved" { case: Uuid, file: Uuid, to: Uuid, size: u64, media: Code } => FileData
    /// Step 4 or 10: where the answer stands.
    Device ReferenceAdded "case.reference_added" { case: Uuid, reference: Uuid, article: Option<Uuid> } => Text
    /// Why fields were changed after the case had ended: these events did it.
    Device CaseCorrected "case.corrected" { case: Uuid, corrects: Vec<Uuid> } => Reason
    /// Shift end: these cases are offered to another officer.
    Device HandoverOffered "handover.offered" { handover: Uuid, to: Uuid, cases: Vec<Uuid>, offered_at: Time } => Text
    Device HandoverAnswered "handover.answered" { handover: Uuid, cases: Vec<Uuid>, accepted: bool, answered_at: Time } => Reason

    /// The escalation is on this PC of the section head's.
    Device EscalationDelivered "escalation.delivered" { case: Uuid, escalation: Uuid, device: Uuid, delivered_at: Time }
    /// `on_behalf_of`: the section head who decided by telephone, where an officer writes it.
    Device EscalationAnswered "escalation.answered" { case: Uuid, escalation: Uuid, section: Code, answered_at: Time, on_behalf_of: Option<Uuid> } => Text
    /// The section head stands by an answer written on the head's behalf; `answer` is its event id.
    Device EscalationConfirmed "escalation.confirmed" { case: Uuid, escalation: Uuid, section: Code, answer: Uuid, confirmed_at: Time }
    /// The section head needs to know more.
    Device EscalationAskedBack "escalation.asked_back" { case: Uuid, escalation: Uuid, section: Code, asked_at: Time } => Text
    /// From `section` to the head of another.
    Device EscalationReferred "escalation.referred" { case: Uuid, escalation: Uuid, section: Code, to: Code, referred_at: Time } => Text

    /// A number of the standard from a day on, with its legal basis.
    Device SettingSet "setting.set" { setting: Code, value: u32, from: Day, replaces: Vec<Uuid> } => Text
    /// A text of the office: address, telephone, a part of the standard page.
    Device OfficeTextSet "office.text_set" { field: Code, replaces: Vec<Uuid> } => Text
    Device SectionDefined "section.defined" { section: Code, head: Option<Uuid>, order: u32, retired: bool, replaces: Vec<Uuid> } => Name
    /// Plh: who stands in for the head of a section, first and last day included.
    Device SubstituteNamed "substitute.named" { substitute: Uuid, section: Code, user: Uuid, from: Day, until: Day, ended: bool, replaces: Vec<Uuid> }
    Device TopicDefined "topic.defined" { topic: Code, section: Code, order: u32, retired: bool, replaces: Vec<Uuid> } => TopicWords
    Device ChannelDefined "channel.defined" { channel: Code, online: bool, hai: bool, order: u32, retired: bool, replaces: Vec<Uuid> } => Name
    Device ComplaintDefined "complaint.defined" { complaint: Uuid, order: u32, retired: bool, replaces: Vec<Uuid> } => ComplaintWords
    /// `sort`: `libur_nasional` or `cuti_bersama`; `status`: `ditetapkan` where the decree is out.
    Device HolidaySet "holiday.set" { day: Day, sort: Code, status: Code, removed: bool, replaces: Vec<Uuid> } => Name
    /// Working hours of weekdays (1 Monday .. 7 Sunday), from and until a day or always; `opens` and `closes` in minutes of the
    /// day, `rest` in minutes.
    Device HoursSet "hours.set" {
        hours: Uuid, from: Option<Day>, until: Option<Day>, weekdays: Vec<u32>, opens: u32, closes: u32, rest: u32, removed: bool,
        replaces: Vec<Uuid>,
    } => Name
    /// An admin's wish at a desk; the office log answers with `user.removed` or `request.refused`.
    Device UserRemovalRequested "user.removal_requested" { user: Uuid }
    /// Somebody who does not work here any more. `answers` names the request it grants.
    Office UserRemoved "user.removed" { user: Uuid, answers: Option<Uuid> }
    /// An admin's wish at a desk; the office log answers with `device.revoked` or `request.refused`.
    Device DeviceRevocationRequested "device.revocation_requested" { device: Uuid } => Reason
    /// The device writes here no more. `seq` and `chain`: the head of its log as last taken, 0 and the start of the chain where nothing was;
    /// seals above it do not count. A second one with a greater head takes more of what was kept aside. `answers` names the request.
    Office DeviceRevoked "device.revoked" { device: Uuid, log: LogId, seq: u64, chain: crate::ids::Hash, answers: Option<Uuid> } => Reason

    /// An admin's wish at a desk that private parts go for good: of a case, or of a person or an organisation (`party`). `whole`: with
    /// everything of the cases that name the party. The office log answers with `erasure.ordered` or `request.refused`.
    Device ErasureRequested "erasure.requested" { case: Option<Uuid>, party: Option<Uuid>, whole: bool } => Reason
    /// What the office erases from now on, whenever it arrives: everything of `parties` and `cases`, and of `contacts` (cases again)
    /// only who asked. `erasures`: the `record.erased` that did it. Several may answer one request.
    Office ErasureOrdered "erasure.ordered" {
        answers: Uuid, parties: Vec<Uuid>, cases: Vec<Uuid>, contacts: Vec<Uuid>, whole: bool, erasures: Vec<Uuid>,
    }
    /// This PC has erased what an office log ordered up to here.
    Device ErasureApplied "erasure.applied" { device: Uuid, log: LogId, seq: u64 }
    /// The age key of a server of this office: what is carried to it on a USB stick is encrypted to it.
    Office ServerKeyed "server.keyed" { server: Uuid, recipient: AgeRecipient }
    /// The office takes over what a PC wrote before it belonged to the office: its log counts as rightful up to `seq`, whose chain is
    /// `chain`. The person `users[i]` of that PC is `read_as[i]` here. A second one with a greater head takes more.
    Office LogAdopted "log.adopted" {
        device: Uuid, log: LogId, seq: u64, chain: crate::ids::Hash, users: Vec<Uuid>, read_as: Vec<Uuid>,
    }

    /// An admin's wish at a desk about everything a revoked PC handed in and that waits at the server: it counts (`take`), or it is
    /// refused for good. The office log answers with `device.revoked`, whose heads then hold what was taken, or `request.refused`.
    Device AsideDecisionRequested "aside.decision_requested" { device: Uuid, take: bool } => Reason

    /// People and organisations of a PC that worked alone whom the office had already: `parties[i]` is read as `read_as[i]`.
    Office PartiesMapped "parties.mapped" { parties: Vec<Uuid>, read_as: Vec<Uuid> }

    /// An admin's wish at a desk: `user`, who came with a PC that worked alone, is `read_as` of the office; oneself takes such a word back.
    /// The office log answers with `user.mapped` or `request.refused`.
    Device UserMappingRequested "user.mapping_requested" { user: Uuid, read_as: Uuid }
    /// A person of a PC that worked alone whom the office had already is read as `read_as`; as oneself again where both are one.
    Office UserMapped "user.mapped" { user: Uuid, read_as: Uuid, answers: Uuid }
}

impl Event {
    /// The row of [`KINDS`] of this event.
    pub fn row(&self) -> &'static Kind {
        let kind = self.kind();
        KINDS.iter().find(|row| row.name == kind).unwrap_or(&KINDS[0])
    }
}

/// The row of a kind, `None` for a kind of a newer program.
pub fn kind_row(kind: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|row| row.name == kind)
}
