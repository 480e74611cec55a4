//! What the tests share: a source of bytes that is not random, one sample of every kind, and desks that write events.

use std::collections::BTreeMap;

use lakon_domain::Random;
use lakon_domain::event::*;
use lakon_domain::filed::Filed;
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::{Hash, LogId, PublicKey, Signature};
use lakon_domain::record::{Record, Stamp};
use lakon_domain::rights::Role;
use lakon_domain::shape::{AgeRecipient, CaseNumber, Code, SatkerCode, Time};
use uuid::Uuid;

/// 1 July 2026, 08:00 WITA.
pub const MORNING: i64 = 1_782_864_000_000;

/// Counts instead of drawing lots.
pub struct Counting(pub u8);

impl Random for Counting {
    fn fill(&mut self, buffer: &mut [u8]) {
        for byte in buffer {
            *byte = self.0;
            self.0 = self.0.wrapping_add(1);
        }
    }
}

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n)
}
pub fn log(n: u8) -> LogId {
    LogId([n; 16])
}
pub fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}
pub fn minute(n: i64) -> Time {
    Time(MORNING + n * 60_000)
}
pub fn recipient() -> AgeRecipient {
    AgeRecipient::new("age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg").unwrap()
}
pub fn text(words: &str) -> Option<Text> {
    Some(Text { text: words.to_owned() })
}
pub fn name(words: &str) -> Option<Name> {
    Some(Name { name: words.to_owned() })
}
pub fn reason(words: &str) -> Option<Reason> {
    Some(Reason { reason: words.to_owned() })
}

pub const CASE: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_ca5e);

/// A face-to-face case whose first key was pressed at minute 0 and whose first record was written at minute 1.
pub fn opened() -> CaseOpened {
    CaseOpened {
        case: CASE,
        number: CaseNumber::new("046-B-26-0042").unwrap(),
        visit: id(2),
        channel: code("tatap_muka"),
        opened_at: minute(1),
        started_at: minute(0),
    }
}
pub fn question(words: &str, replaces: &[Uuid]) -> QuestionSet {
    QuestionSet { case: CASE, replaces: replaces.to_vec(), private: text(words) }
}
pub fn answer(words: &str, replaces: &[Uuid]) -> AnswerSet {
    AnswerSet { case: CASE, replaces: replaces.to_vec(), private: text(words) }
}
pub fn topic(topic: &str, replaces: &[Uuid]) -> TopicSet {
    TopicSet { case: CASE, topic: Some(code(topic)), section: Some(code("PD")), replaces: replaces.to_vec() }
}
pub fn channel(channel: &str, replaces: &[Uuid]) -> ChannelSet {
    ChannelSet { case: CASE, channel: code(channel), replaces: replaces.to_vec() }
}
pub fn resolved(at: i64) -> CaseResolved {
    CaseResolved { case: CASE, resolved_at: minute(at) }
}
pub fn cancelled(at: i64) -> CaseCancelled {
    CaseCancelled { case: CASE, cancelled_at: minute(at), private: reason("salah kantor") }
}
pub fn started(at: i64) -> ClockStarted {
    ClockStarted { case: CASE, started_at: minute(at) }
}
pub fn revert(event: Uuid) -> EventReverted {
    EventReverted { case: CASE, reverts: event }
}
pub fn file(n: u128) -> FileAdded {
    let private = Some(FileData { name: format!("spm {n}.pdf"), address: Hash([9; 32]).to_string() });
    FileAdded { case: CASE, file: id(n), size: 1200, media: code("pdf"), private }
}
pub fn void(ids: &[Uuid]) -> RecordVoided {
    RecordVoided { voids: ids.to_vec(), cause: code("no_right") }
}
pub fn allow(ids: &[Uuid]) -> RecordAllowed {
    RecordAllowed { allows: ids.to_vec() }
}
pub fn erase(ids: &[Uuid]) -> RecordErased {
    RecordErased { erases: ids.to_vec(), private: reason("permintaan pemilik data") }
}

/// Writes a record the way a program does and opens it again.
pub fn write(event: &Event, log: LogId, seq: u64, event_id: Uuid, hlc: Hlc, at: Time) -> (Record, Filed) {
    let stamp = Stamp { log, seq, id: event_id, hlc, author: id(u128::from(log.0[0]) + 0xa000), at, offset: None };
    let record = Record::write(event, &stamp, &mut Counting(log.0[0])).unwrap();
    let filed = Filed::read(&record).unwrap();
    (record, filed)
}

/// Desks and what they wrote, in the order in which they wrote it.
#[derive(Default, Clone)]
pub struct Desks {
    pub events: Vec<Filed>,
    heads: BTreeMap<LogId, u64>,
}

impl Desks {
    /// Desk `desk` writes an event at a minute of the morning; each later event has a greater stamp within a minute.
    pub fn write(&mut self, desk: u8, at: i64, event: impl Into<Event>) -> Uuid {
        let head = self.heads.entry(log(desk)).or_default();
        *head += 1;
        let n = self.events.len();
        let event_id = id(0x1_0000 + n as u128);
        let hlc = Hlc::new(minute(at).0, u16::try_from(n).unwrap());
        self.events.push(write(&event.into(), log(desk), *head, event_id, hlc, minute(at)).1);
        event_id
    }
}

/// The same event as it looks to somebody who was not given its private part.
pub fn stripped(filed: &Filed) -> Filed {
    let event = Event::read(filed.event.kind(), &facts(&filed.event), None).unwrap();
    Filed { private_missing: event.lacks_private(), event, ..filed.clone() }
}

pub fn facts(event: &Event) -> Vec<u8> {
    let mut whole = event.clone();
    for sample in samples() {
        if sample.kind() == event.kind() && event.lacks_private() {
            whole = sample;
        }
    }
    let stamp = Stamp { log: log(1), seq: 1, id: id(1), hlc: Hlc::default(), author: id(1), at: Time(0), offset: None };
    Record::write(&whole, &stamp, &mut Counting(0)).unwrap().facts
}

/// One event of every kind, every field filled. A kind without a sample fails the walk over `KINDS`.
pub fn samples() -> Vec<Event> {
    let (key, hex) = (PublicKey([3; 32]), Hash([4; 32]));
    let mut all = vec![
        LogOpened { format: 1, device: id(10), incarnation: id(11), signing_key: key, server: false }.into(),
        ServerStated {
            office: id(12),
            server: id(13),
            office_key: key,
            tls_key: hex,
            log_key: key,
            recovery: recipient(),
            stated_at: minute(0),
            signature: Signature([5; 64]),
        }
        .into(),
        OfficeBegun {
            office: id(12),
            code: code("046"),
            zone: code("WITA"),
            office_key: key,
            recovery: recipient(),
            private: name("KPPN Contoh"),
        }
        .into(),
        UserAdded {
            user: id(14),
            roles: vec![Role::Officer, Role::Admin],
            answers: Some(id(15)),
            private: name("Sari Contoh"),
        }
        .into(),
        DeviceAdded {
            device: id(10),
            log: log(1),
            signing_key: key,
            recipient: recipient(),
            user: id(14),
            roles: vec![Role::SectionHead, Role::OfficeHead],
            private: name("PC loket 1"),
        }
        .into(),
        LabelGiven { device: id(10), log: log(1), label: code("B") }.into(),
        void(&[id(16)]).into(),
        allow(&[id(16)]).into(),
        erase(&[id(16), id(17)]).into(),
        RequestRefused { request: id(15), cause: code("unknown_user"), private: reason("tidak dikenal") }.into(),
        UserRequested { user: id(18), roles: vec![Role::Officer], private: name("Budi Contoh") }.into(),
        PersonAdded {
            person: id(20),
            private: Some(PersonData {
                name: "Dewi Contoh".into(),
                phone: "0811000000".into(),
                email: "dewi@contoh.invalid".into(),
            }),
        }
        .into(),
        PersonSet { person: id(20), field: code("phone"), replaces: vec![id(21)], private: text("0811000001") }.into(),
        OrganisationAdded {
            organisation: id(22),
            stakeholder_type: code("SATKER"),
            satker_code: Some(SatkerCode::new("004521").unwrap()),
            private: name("Satker Contoh"),
        }
        .into(),
        OrganisationSet {
            organisation: id(22),
            field: code("name"),
            replaces: vec![id(23)],
            private: text("Satker Contoh Baru"),
        }
        .into(),
        VisitOpened { visit: id(2), happened_at: minute(0) }.into(),
        opened().into(),
        channel("telepon", &[id(24)]).into(),
        PartySet {
            case: CASE,
            person: Some(id(20)),
            organisation: Some(id(22)),
            stakeholder_type: code("SATKER"),
            role: Some(code("PPSPM")),
            replaces: vec![id(25)],
            private: Some(PartyWords { role: "PPSPM pengganti".into() }),
        }
        .into(),
        question("Mengapa SPM ditolak? \u{201c}LS\u{201d}\n\"kontrak\"", &[id(26)]).into(),
        topic("PD-01", &[id(27), id(28)]).into(),
        answer("Nomor kontrak belum terdaftar.", &[]).into(),
        HaiSet { case: CASE, replaces: vec![], private: text("CSO-2026-0001") }.into(),
        started(2).into(),
        resolved(11).into(),
        cancelled(12).into(),
        revert(id(29)).into(),
        file(30).into(),
    ];
    all.extend(crate::acts::service_samples());
    all
}
