//! What officers, section heads and admins do in the tests, one short word each, and one sample of each such kind.

use lakon_domain::calendar::Day;
use lakon_domain::event::*;
use lakon_domain::ids::Hash;
use lakon_domain::shape::Code;
use uuid::Uuid;

use crate::world::*;

/// Another case of the same office.
pub const OTHER: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_ca5f);

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}
/// Whoever sits at a desk of the tests.
pub fn at_desk(desk: u8) -> Uuid {
    id(0xa000 + u128::from(desk))
}

pub fn received(at: i64, replaces: &[Uuid]) -> ReceivedSet {
    let private = reason("dicatat di kertas");
    ReceivedSet { case: CASE, received_at: minute(at), replaces: replaces.to_vec(), private }
}
pub fn moved(visit: u128, replaces: &[Uuid]) -> CaseMoved {
    CaseMoved { case: CASE, visit: id(visit), replaces: replaces.to_vec() }
}
pub fn paused(at: i64) -> ClockPaused {
    ClockPaused { case: CASE, paused_at: minute(at), cause: code("telepon"), private: reason("ada telepon") }
}
pub fn resumed(at: i64) -> ClockResumed {
    ClockResumed { case: CASE, resumed_at: minute(at) }
}
pub fn clock(interval: Uuid, start: i64, end: Option<i64>, replaces: &[Uuid]) -> ClockCorrected {
    ClockCorrected {
        case: CASE,
        interval,
        started_at: minute(start),
        ended_at: end.map(minute),
        replaces: replaces.to_vec(),
        private: reason("lupa menekan"),
    }
}
pub fn contact(name: &str, replaces: &[Uuid]) -> ContactSet {
    let private = Some(PersonData { name: name.to_owned(), ..PersonData::default() });
    ContactSet { case: CASE, declined: false, replaces: replaces.to_vec(), private }
}
pub fn declined(replaces: &[Uuid]) -> ContactSet {
    ContactSet { declined: true, ..contact("", replaces) }
}
pub fn promised(at: i64) -> CasePromised {
    CasePromised { case: CASE, promised_at: minute(at), private: text("Kami kabari.") }
}
pub fn progress(n: u128, at: i64) -> ProgressReported {
    let channel = code("whatsapp");
    ProgressReported { case: CASE, progress: id(n), reported_at: minute(at), channel, private: text("Masih dicek.") }
}
pub fn asked(n: u128, at: i64) -> DocumentRequested {
    DocumentRequested { case: CASE, request: id(n), requested_at: minute(at), until: None, private: name("BAST") }
}
pub fn arrived(n: u128, at: i64) -> DocumentArrived {
    DocumentArrived { case: CASE, request: id(n), file: None, arrived_at: minute(at) }
}
pub fn waived(n: u128, at: i64) -> DocumentWaived {
    DocumentWaived { case: CASE, request: id(n), waived_at: minute(at), private: reason("tidak perlu lagi") }
}
pub fn raised(n: u128, section: &str, at: i64) -> EscalationRaised {
    EscalationRaised {
        case: CASE,
        escalation: id(n),
        section: code(section),
        raised_at: minute(at),
        leaves: false,
        private: text("Boleh dispensasi?"),
    }
}
pub fn leaving(n: u128, section: &str, at: i64) -> EscalationRaised {
    EscalationRaised { leaves: true, ..raised(n, section, at) }
}
pub fn delivered(n: u128, device: u128, at: i64) -> EscalationDelivered {
    EscalationDelivered { case: CASE, escalation: id(n), device: id(device), delivered_at: minute(at) }
}
pub fn decided(n: u128, section: &str, at: i64) -> EscalationAnswered {
    EscalationAnswered {
        case: CASE,
        escalation: id(n),
        section: code(section),
        answered_at: minute(at),
        on_behalf_of: None,
        private: text("Boleh."),
    }
}
pub fn by_telephone(n: u128, section: &str, head: Uuid, at: i64) -> EscalationAnswered {
    EscalationAnswered { on_behalf_of: Some(head), ..decided(n, section, at) }
}
pub fn confirmed(n: u128, section: &str, answer: Uuid, at: i64) -> EscalationConfirmed {
    EscalationConfirmed { case: CASE, escalation: id(n), section: code(section), answer, confirmed_at: minute(at) }
}
pub fn asked_back(n: u128, section: &str, at: i64) -> EscalationAskedBack {
    let private = text("Nomor kontraknya?");
    EscalationAskedBack { case: CASE, escalation: id(n), section: code(section), asked_at: minute(at), private }
}
pub fn replied(n: u128, at: i64) -> EscalationReplied {
    EscalationReplied { case: CASE, escalation: id(n), replied_at: minute(at), private: text("Terlampir.") }
}
pub fn referred(n: u128, from: &str, to: &str, at: i64) -> EscalationReferred {
    EscalationReferred {
        case: CASE,
        escalation: id(n),
        section: code(from),
        to: code(to),
        referred_at: minute(at),
        private: text("Bukan di kami."),
    }
}
pub fn withdrawn(n: u128, at: i64) -> EscalationWithdrawn {
    EscalationWithdrawn { case: CASE, escalation: id(n), withdrawn_at: minute(at), private: reason("sudah jelas") }
}
pub fn answered(at: i64) -> CaseAnswered {
    CaseAnswered { case: CASE, answered_at: minute(at) }
}
pub fn chased(at: i64) -> ConfirmationChased {
    ConfirmationChased { case: CASE, chased_at: minute(at), channel: code("telepon"), private: text("Sudah jelas?") }
}
pub fn reopened(at: i64) -> CaseReopened {
    CaseReopened { case: CASE, reopened_at: minute(at), private: reason("belum tuntas") }
}
pub fn duplicate(of: Uuid, at: i64) -> CaseDuplicate {
    CaseDuplicate { case: CASE, of, marked_at: minute(at), private: reason("sama") }
}
pub fn forwarded(at: i64) -> CaseForwarded {
    CaseForwarded { case: CASE, forwarded_at: minute(at), private: text("Mohon arahan.") }
}
pub fn returned(at: i64) -> CaseReturned {
    CaseReturned { case: CASE, returned_at: minute(at), private: text("Sudah diperbaiki.") }
}
pub fn hide(file: u128) -> FileWithdrawn {
    FileWithdrawn { case: CASE, file: id(file), private: reason("salah berkas") }
}
pub fn carry(n: u128, from: Uuid, to: Uuid) -> FileMoved {
    let FileAdded { file, size, media, private, .. } = file(n);
    FileMoved { case: from, file, to, size, media, private }
}
pub fn reference(n: u128) -> ReferenceAdded {
    ReferenceAdded { case: CASE, reference: id(n), article: None, private: text("PMK 62/2023 pasal 5") }
}
pub fn why(corrects: &[Uuid]) -> CaseCorrected {
    CaseCorrected { case: CASE, corrects: corrects.to_vec(), private: reason("salah ketik") }
}
pub fn offered(n: u128, to: Uuid, at: i64) -> HandoverOffered {
    let private = text("Sif saya selesai.");
    HandoverOffered { handover: id(n), to, cases: vec![CASE, OTHER], offered_at: minute(at), private }
}
pub fn taken(n: u128, accepted: bool, at: i64) -> HandoverAnswered {
    let private = reason("");
    HandoverAnswered { handover: id(n), cases: vec![CASE, OTHER], accepted, answered_at: minute(at), private }
}

pub fn setting(setting: &str, value: u32, from: &str, replaces: &[Uuid]) -> SettingSet {
    let private = text("KEP-83/PB/2025");
    SettingSet { setting: code(setting), value, from: day(from), replaces: replaces.to_vec(), private }
}
pub fn section(section: &str, head: Option<Uuid>, replaces: &[Uuid]) -> SectionDefined {
    SectionDefined {
        section: code(section),
        head,
        order: 15,
        retired: false,
        replaces: replaces.to_vec(),
        private: name("Seksi Contoh"),
    }
}
pub fn substitute(n: u128, section: &str, user: Uuid, from: &str, until: &str, replaces: &[Uuid]) -> SubstituteNamed {
    SubstituteNamed {
        substitute: id(n),
        section: code(section),
        user,
        from: day(from),
        until: day(until),
        ended: false,
        replaces: replaces.to_vec(),
    }
}
pub fn topic_defined(topic: &str, words: &str, replaces: &[Uuid]) -> TopicDefined {
    let private =
        TopicWords { name: words.into(), keywords: vec!["kata".into()], documents: vec!["Surat".into(), "SK".into()] };
    TopicDefined {
        topic: code(topic),
        section: code("PD"),
        order: 25,
        retired: true,
        replaces: replaces.to_vec(),
        private: Some(private),
    }
}
pub fn channel_defined(channel: &str, online: bool, replaces: &[Uuid]) -> ChannelDefined {
    let (order, private) = (60, name("Gerai"));
    ChannelDefined {
        channel: code(channel),
        online,
        hai: false,
        order,
        retired: false,
        replaces: replaces.to_vec(),
        private,
    }
}
pub fn complaint(complaint: Uuid, replaces: &[Uuid]) -> ComplaintDefined {
    let private = Some(ComplaintWords { name: "SP4N-LAPOR!".into(), address: "https://www.lapor.go.id".into() });
    ComplaintDefined { complaint, order: 10, retired: false, replaces: replaces.to_vec(), private }
}
pub fn holiday(on: &str, removed: bool, replaces: &[Uuid]) -> HolidaySet {
    let (sort, status): (Code, Code) = (code("cuti_bersama"), code("ditetapkan"));
    HolidaySet { day: day(on), sort, status, removed, replaces: replaces.to_vec(), private: name("Cuti bersama Natal") }
}
pub fn hours(n: u128, replaces: &[Uuid]) -> HoursSet {
    HoursSet {
        hours: id(n),
        from: Some(day("2026-02-18")),
        until: Some(day("2026-03-19")),
        weekdays: vec![1, 2, 3, 4],
        opens: 480,
        closes: 900,
        rest: 30,
        removed: false,
        replaces: replaces.to_vec(),
        private: name("Ramadan 1447 H"),
    }
}
pub fn office_text(field: &str, words: &str, replaces: &[Uuid]) -> OfficeTextSet {
    OfficeTextSet { field: code(field), replaces: replaces.to_vec(), private: text(words) }
}

/// One event of every kind of this file, every field filled.
pub fn service_samples() -> Vec<Event> {
    let over = [id(40)];
    let contact_data =
        PersonData { name: "Rina Contoh".into(), phone: "0811000002".into(), email: "rina@contoh.invalid".into() };
    let address = Hash([9; 32]).to_string();
    let mut events = vec![
        received(-90, &over).into(),
        moved(3, &over).into(),
        paused(4).into(),
        resumed(6).into(),
        clock(id(41), 0, Some(9), &over).into(),
        ContactSet { private: Some(contact_data), ..contact("", &over) }.into(),
        promised(9).into(),
        progress(50, 30).into(),
        DocumentRequested { until: Some(day("2026-07-03")), ..asked(51, 5) }.into(),
        DocumentArrived { file: Some(id(30)), ..arrived(51, 8) }.into(),
        waived(51, 8).into(),
        leaving(52, "PD", 7).into(),
        delivered(52, 10, 8).into(),
        by_telephone(52, "PD", id(14), 12).into(),
        confirmed(52, "PD", id(42), 13).into(),
        asked_back(52, "PD", 9).into(),
        replied(52, 10).into(),
        referred(52, "PD", "MSKI", 10).into(),
        withdrawn(52, 11).into(),
        answered(11).into(),
        chased(60).into(),
        reopened(90).into(),
        duplicate(OTHER, 14).into(),
        forwarded(15).into(),
        returned(50).into(),
        hide(30).into(),
        FileMoved { private: Some(FileData { name: "spm 30.pdf".into(), address }), ..carry(30, CASE, OTHER) }.into(),
        ReferenceAdded { article: Some(id(43)), ..reference(53) }.into(),
        why(&[id(44)]).into(),
        offered(54, at_desk(2), 16).into(),
        HandoverAnswered { private: reason("saya lanjutkan"), ..taken(54, true, 17) }.into(),
    ];
    let settings: [Event; 22] = [
        setting("service_minutes", 15, "2027-01-01", &over).into(),
        office_text("telepon", "0541 000000", &over).into(),
        section("PD", Some(id(14)), &over).into(),
        SubstituteNamed { ended: true, ..substitute(55, "PD", id(18), "2026-07-06", "2026-07-10", &over) }.into(),
        topic_defined("PD-01", "SPM", &over).into(),
        channel_defined("gerai", true, &over).into(),
        complaint(id(56), &over).into(),
        holiday("2026-12-24", false, &over).into(),
        hours(57, &over).into(),
        UserRemovalRequested { user: id(18) }.into(),
        UserRemoved { user: id(18), answers: Some(id(45)) }.into(),
        DeviceRevocationRequested { device: id(10), private: reason("Laptop hilang di jalan") }.into(),
        DeviceRevoked {
            device: id(10),
            log: log(1),
            seq: 7,
            chain: Hash([4; 32]),
            answers: Some(id(45)),
            private: reason("Laptop hilang di jalan"),
        }
        .into(),
        ErasureRequested {
            case: Some(CASE),
            party: Some(id(20)),
            whole: true,
            private: reason("permintaan pemilik data"),
        }
        .into(),
        ErasureOrdered {
            answers: id(58),
            parties: vec![id(20)],
            cases: vec![CASE],
            contacts: vec![OTHER],
            whole: true,
            erasures: vec![id(59)],
        }
        .into(),
        ErasureApplied { device: id(10), log: log(9), seq: 12 }.into(),
        ServerKeyed { server: id(13), recipient: recipient() }.into(),
        LogAdopted {
            device: id(10),
            log: log(1),
            seq: 7,
            chain: Hash([4; 32]),
            users: vec![id(14)],
            read_as: vec![id(18)],
        }
        .into(),
        AsideDecisionRequested { device: id(10), take: true, private: reason("Pekerjaan hari terakhir") }.into(),
        PartiesMapped { parties: vec![id(20)], read_as: vec![id(21)] }.into(),
        UserMappingRequested { user: id(14), read_as: id(18) }.into(),
        UserMapped { user: id(14), read_as: id(18), answers: id(60) }.into(),
    ];
    events.extend(settings);
    events
}
