//! Every kind of event, declared once: its facts (kept for ever, never free text) and its private part (may be erased).
//! The declaration makes the types, the reading and writing, and the table [`KINDS`] that tests and documents use.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

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
    #[error("{0}")]
    Malformed(#[from] serde_json::Error),
    #[error("the private part is shorter than its salt")]
    NoSalt,
}

macro_rules! privates {
    ($( $(#[$doc:meta])* $Name:ident { $( $(#[$fdoc:meta])* $field:ident: $t:ty ),* $(,)? } )*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $Name { $( $(#[$fdoc])* pub $field: $t ),* }
        impl $Name { const FIELDS: &'static [&'static str] = &[$(stringify!($field)),*]; }
    )* };
}

macro_rules! events {
    ($( $(#[$doc:meta])* $place:ident $Name:ident $kind:literal { $( $(#[$fdoc:meta])* $fact:ident: $t:ty ),* $(,)? } $(=> $Private:ident)? )*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            pub struct $Name {
                $( $(#[$fdoc])* pub $fact: $t, )*
                $(
                    /// `None` where it was erased or has not arrived.
                    #[serde(skip)]
                    pub private: Option<$Private>,
                )?
            }
            impl $Name {
                /// The name under which records carry this kind.
                pub const KIND: &'static str = $kind;

                #[allow(unreachable_code, clippy::needless_return)]
                fn private_bytes(&self) -> serde_json::Result<Option<Vec<u8>>> {
                    $( let private: &Option<$Private> = &self.private; return private.as_ref().map(serde_json::to_vec).transpose(); )?
                    Ok(None)
                }

                #[allow(unreachable_code, clippy::needless_return)]
                fn private_is_missing(&self) -> bool {
                    $( let private: &Option<$Private> = &self.private; return private.is_none(); )?
                    false
                }

                #[allow(unused_mut, unused_variables)]
                fn read(facts: &[u8], private: Option<&[u8]>) -> Result<Self, Unread> {
                    let mut event: Self = serde_json::from_slice(facts)?;
                    $( event.private = private.map(serde_json::from_slice::<$Private>).transpose()?; )?
                    Ok(event)
                }
            }
            impl From<$Name> for Event {
                fn from(event: $Name) -> Self { Event::$Name(event) }
            }
        )*

        /// One thing that happened.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Event { $( $(#[$doc])* $Name($Name) ),* }

        impl Event {
            /// The name under which records carry this kind.
            pub fn kind(&self) -> &'static str {
                match self { $( Event::$Name(_) => $kind ),* }
            }

            pub(crate) fn facts_json(&self) -> serde_json::Result<Vec<u8>> {
                match self { $( Event::$Name(event) => serde_json::to_vec(event) ),* }
            }

            pub(crate) fn private_json(&self) -> serde_json::Result<Option<Vec<u8>>> {
                match self { $( Event::$Name(event) => event.private_bytes() ),* }
            }

            /// Whether the kind has a private part and this event carries none: erased, or not received yet.
            pub fn lacks_private(&self) -> bool {
                match self { $( Event::$Name(event) => event.private_is_missing() ),* }
            }

            /// Reads the parts of a record; `private` as stored, salt first.
            ///
            /// # Errors
            /// [`Unread`]: such a record is kept and relayed all the same.
            pub fn read(kind: &str, facts: &[u8], private: Option<&[u8]>) -> Result<Self, Unread> {
                let private = private.map(|p| p.get(PRIVATE_SALT..).ok_or(Unread::NoSalt)).transpose()?;
                match kind {
                    $( $kind => $Name::read(facts, private).map(Event::$Name), )*
                    _ => Err(Unread::UnknownKind),
                }
            }
        }

        /// Both parts of every kind.
        pub const KINDS: &[Kind] = &[ $( Kind {
            name: $kind,
            place: Place::$place,
            facts: &[ $( (stringify!($fact), <$t as Fact>::SHAPE) ),* ],
            private: { #[allow(unused_variables)] let none: &'static [&'static str] = &[]; $( let none = $Private::FIELDS; )? none },
        } ),* ];
    };
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
