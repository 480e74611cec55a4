//! A record of every kind, from the bytes the domain's tests hold for ever, and rows of them to fold.

use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;
use lakon_domain::Random;
use lakon_domain::event::{Event, KINDS};
use lakon_domain::filed::Filed;
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::{Hash, LogId};
use lakon_domain::record::{Record, Stamp, private_hash};
use lakon_domain::seal::{Head, seal};
use lakon_domain::shape::Time;
use lakon_fuzz_tests::joined;
use uuid::Uuid;

use crate::seeds::Seed;

const GOLDEN: &str = include_str!("../../../../crates/domain/tests/golden/records.txt");
const MORNING: i64 = 1_782_864_000_000;

struct Salt;
impl Random for Salt {
    fn fill(&mut self, buffer: &mut [u8]) {
        buffer.fill(b's');
    }
}

/// By kind.
fn golden() -> Vec<(&'static str, Record)> {
    let lines = GOLDEN.lines().filter(|line| line.starts_with('{'));
    let all = lines.map(|line| {
        let parts: Vec<&str> = line.split(" | ").collect();
        let private = Some(parts[2]).filter(|hex| *hex != "-").map(|hex| HEXLOWER.decode(hex.as_bytes()).unwrap());
        let private_hash = private.as_deref().map_or(Hash::ZERO, private_hash);
        let record = Record { header: parts[0].into(), facts: parts[1].into(), private, private_hash };
        let kind = record.read_header().unwrap().kind;
        (KINDS.iter().find(|row| row.name == kind).unwrap().name, record)
    });
    all.collect()
}

pub fn single() -> Vec<Seed> {
    let mut seeds: Vec<Seed> = golden().into_iter().map(|(kind, record)| (kind.to_owned(), joined(&record))).collect();
    assert_eq!(seeds.len(), KINDS.len(), "every kind has its golden record");
    let head = Head { seq: 3, chain: Hash([1; 32]) };
    let seal = seal(LogId([1; 16]), head, Time(MORNING), &SigningKey::from_bytes(&[3; 32]));
    seeds.push(("seal.json".into(), serde_json::to_vec(&seal).unwrap()));
    seeds
}

/// These kinds as one log, written one minute after another.
pub fn written(kinds: &[&str]) -> Vec<Record> {
    let golden = golden();
    let event = |kind: &str| -> Event {
        let (_, record) = golden.iter().find(|(other, _)| *other == kind).unwrap_or_else(|| panic!("no {kind}"));
        Filed::read(record).unwrap().event
    };
    let stamped = kinds.iter().zip(1_u32..).map(|(kind, seq)| {
        let minute = MORNING + i64::from(seq) * 60_000;
        let stamp = Stamp {
            log: LogId([0xab; 16]),
            seq: u64::from(seq),
            id: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0001_0000 + u128::from(seq)),
            hlc: Hlc::new(minute, 0),
            author: Uuid::from_u128(0xa0ab),
            at: Time(minute),
            offset: None,
        };
        Record::write(&event(kind), &stamp, &mut Salt).unwrap()
    });
    stamped.collect()
}

/// Kinds of one subject, each row once, in the order of the table of kinds.
pub fn folded() -> Vec<Seed> {
    let names = |starts: &[&str]| -> Vec<&str> {
        KINDS.iter().map(|kind| kind.name).filter(|name| starts.iter().any(|start| name.starts_with(start))).collect()
    };
    let whole_case =
        names(&["case.", "clock.", "document.", "escalation.", "progress.", "confirmation.", "file.", "handover."]);
    let (one, other) = whole_case.split_at(whole_case.len() / 2);
    let rows: Vec<(&str, Vec<&str>)> = vec![
        ("case-first-half", one.to_vec()),
        ("case-second-half", [&["case.opened"], other].concat()),
        (
            "case-open",
            vec![
                "case.opened",
                "case.channel_set",
                "case.question_set",
                "clock.started",
                "progress.reported",
                "document.requested",
                "escalation.raised",
            ],
        ),
        (
            "case-clock",
            vec![
                "case.opened",
                "clock.started",
                "clock.paused",
                "clock.resumed",
                "clock.corrected",
                "case.received_set",
                "case.resolved",
            ],
        ),
        (
            "case-reopened",
            vec![
                "case.opened",
                "case.channel_set",
                "case.answered",
                "case.resolved",
                "case.reopened",
                "confirmation.chased",
                "case.cancelled",
            ],
        ),
        (
            "case-settings",
            vec!["case.opened", "setting.set", "holiday.set", "hours.set", "channel.defined", "case.channel_set"],
        ),
        ("office", names(&["log.", "server.", "office.", "user.", "device.", "label.", "record.", "request."])),
        (
            "settings",
            names(&["setting.", "section.", "substitute.", "topic.", "channel.", "complaint.", "holiday.", "hours."]),
        ),
        ("parties", names(&["person.", "organisation.", "visit."])),
    ];
    let bytes = |kinds: Vec<&str>| written(&kinds).iter().map(joined).collect::<Vec<_>>().join(&b"\n\n"[..]);
    rows.into_iter().map(|(name, kinds)| (name.to_owned(), bytes(kinds))).collect()
}
