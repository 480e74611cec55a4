//! One page as it lies on the wire, byte for byte. The fixture may be made anew only together with a new name in
//! `agreed::OWN`; the bytes of the records in it never.

use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;
use lakon_domain::Random;
use lakon_domain::event::{ClockStarted, Event, QuestionSet, Text};
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::{Hash, LogId};
use lakon_domain::record::{Record, Stamp, chain_start};
use lakon_domain::seal::{Head, seal};
use lakon_domain::shape::Time;
use lakon_sync::push::Push;
use lakon_sync::replica::{LogHead, Page};
use lakon_sync::wire;
use uuid::Uuid;

struct Sevens;
impl Random for Sevens {
    fn fill(&mut self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
}

/// A record with its private part, one that was stripped of it, and one whose kind has none.
fn push() -> Push {
    let log = LogId([1; 16]);
    let asked = |text: &str| -> Event {
        QuestionSet { case: Uuid::from_u128(2), replaces: vec![], private: Some(Text { text: text.to_owned() }) }.into()
    };
    let started = ClockStarted { case: Uuid::from_u128(2), started_at: Time(1_790_000_000_000) };
    let events = [asked("Apa syarat revisi DIPA?"), asked("Kapan?"), started.into()];
    let mut records: Vec<Record> = Vec::new();
    for (seq, event) in (4..).zip(&events) {
        let stamp = Stamp {
            log,
            seq,
            id: Uuid::from_u128(u128::from(seq)),
            hlc: Hlc::new(1_790_000_000_000, 1),
            author: Uuid::from_u128(9),
            at: Time(1_790_000_000_000),
            offset: Some((-250, 30)),
        };
        records.push(Record::write(event, &stamp, &mut Sevens).unwrap());
    }
    records[1].private = None;
    let chain = records.iter().fold(chain_start(log), |chain, record| record.hash(&chain));
    let seals = vec![seal(log, Head { seq: 6, chain }, Time(1_790_000_000_500), &SigningKey::from_bytes(&[3; 32]))];
    Push { page: Page { log, after: 3, records, seals }, more: false }
}

fn fixture() -> Vec<u8> {
    let text: String = include_str!("../fixtures/push.hex").split_ascii_whitespace().collect();
    HEXLOWER.decode(text.as_bytes()).unwrap()
}

#[test]
fn a_page_lies_on_the_wire_as_it_always_did() {
    let body = wire::encode(&push()).unwrap();
    let plain = zstd::stream::decode_all(body.as_slice()).unwrap();
    assert_eq!(HEXLOWER.encode(&plain), HEXLOWER.encode(&fixture()));
}

#[test]
fn the_fixture_reads_as_the_page_it_was_made_from() {
    // The compressor may differ from program to program; what it holds may not.
    for level in [1, 3, 19] {
        let body = zstd::bulk::compress(&fixture(), level).unwrap();
        assert_eq!(wire::decode::<Push>(&body).unwrap(), push());
    }
}

#[test]
fn a_message_cut_or_lengthened_anywhere_is_refused() {
    let plain = fixture();
    for length in 0..plain.len() {
        let body = zstd::bulk::compress(&plain[..length], 3).unwrap();
        assert!(wire::decode::<Push>(&body).is_err(), "{length} bytes");
    }
    let body = wire::encode(&push()).unwrap();
    for length in 0..body.len() {
        assert!(wire::decode::<Push>(&body[..length]).is_err(), "{length} bytes of the body");
    }
    let mut longer = plain;
    longer.push(0);
    assert!(wire::decode::<Push>(&zstd::bulk::compress(&longer, 3).unwrap()).is_err());
}

#[test]
fn a_small_body_that_claims_to_be_huge_is_refused_without_the_memory() {
    let bomb = zstd::bulk::compress(&vec![0; 512 * 1024 * 1024], 3).unwrap();
    assert!(bomb.len() < wire::LARGEST_BODY);
    assert!(wire::decode::<Push>(&bomb).is_err());
    // A list that says it has four thousand million entries.
    let claim = zstd::bulk::compress(&[0x9a, 0xff, 0xff, 0xff, 0xff], 3).unwrap();
    assert_eq!(wire::decode::<Vec<u64>>(&claim), Err(wire::BadMessage::Shape));
}

#[test]
fn a_list_of_a_million_empty_texts_is_refused_and_one_of_forty_thousand_heads_is_not() {
    // Each text is one byte here and 24 in memory.
    let count = 1_000_000_u32;
    let texts = [[0x9a_u8].as_slice(), &count.to_be_bytes(), &vec![0x60; 1_000_000]].concat();
    let body = zstd::bulk::compress(&texts, 3).unwrap();
    assert_eq!(wire::decode::<Vec<String>>(&body), Err(wire::BadMessage::Shape));
    let heads: Vec<LogHead> = (0..40_000_u32)
        .map(|n| {
            let mut log = [0; 16];
            log[..4].copy_from_slice(&n.to_be_bytes());
            LogHead { log: LogId(log), seq: u64::from(n), chain: Hash([7; 32]) }
        })
        .collect();
    assert_eq!(wire::decode::<Vec<LogHead>>(&wire::encode(&heads).unwrap()).unwrap(), heads);
}
