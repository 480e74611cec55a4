//! The bytes that can never change: records of every kind, the chain over them, and a seal.

use std::fmt::Write;

use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;
use lakon_domain::event::KINDS;
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::Hash;
use lakon_domain::record::{Record, Stamp, chain_start};
use lakon_domain::seal::{Head, seal};
use lakon_domain::shape::Time;

use crate::world::*;

const RECORDS: &str = include_str!("../golden/records.txt");
const SEAL: &str = include_str!("../golden/seal.txt");

fn record_of(kind: &str) -> Record {
    let sample = samples().into_iter().find(|event| event.kind() == kind).unwrap();
    let stamp = Stamp {
        log: log(0xab),
        seq: 7,
        id: id(1),
        hlc: Hlc::new(MORNING, 3),
        author: id(2),
        at: Time(MORNING + 5),
        offset: Some((-250, 60)),
    };
    Record::write(&sample, &stamp, &mut Counting(0x80)).unwrap()
}

fn lines(fixture: &str) -> Vec<&str> {
    fixture.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect()
}

#[test]
fn records_of_every_kind_have_the_bytes_they_always_had() {
    let mut lacking = String::new();
    for kind in KINDS {
        let record = record_of(kind.name);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let private = record.private.as_deref().map_or("-".to_owned(), |bytes| HEXLOWER.encode(bytes));
        let hash = record.hash(&chain_start(log(0xab)));
        let line =
            [text(&record.header), text(&record.facts), private, record.private_hash.to_string(), hash.to_string()]
                .join(" | ");
        match lines(RECORDS).into_iter().find(|line| line.contains(&format!("\"kind\":\"{}\"", kind.name))) {
            Some(golden) => assert_eq!(line, golden),
            None => writeln!(lacking, "{line}").unwrap(),
        }
    }
    assert!(lacking.is_empty(), "new kinds; add these lines to tests/golden/records.txt:\n{lacking}");
}

#[test]
fn the_hash_is_the_one_of_the_design() {
    let record = record_of("case.question_set");
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap().to_le_bytes();
    let start = blake3::hash(&[&b"lakon log 1"[..], &[0xab; 16]].concat());
    assert_eq!(chain_start(log(0xab)).0, *start.as_bytes());
    let p = blake3::hash(record.private.as_ref().unwrap());
    let (header, facts) = (&record.header, &record.facts);
    let all = [&b"lakon record 1"[..], start.as_bytes(), &length(header), header, &length(facts), facts, p.as_bytes()]
        .concat();
    assert_eq!(record.hash(&Hash(*start.as_bytes())).0, *blake3::hash(&all).as_bytes());
}

#[test]
fn a_kind_without_a_private_part_hashes_32_zero_bytes_in_its_place() {
    assert_eq!(record_of("case.resolved").private_hash, Hash([0; 32]));
}

#[test]
fn a_seal_has_the_bytes_it_always_had() {
    let key = SigningKey::from_bytes(&[7; 32]);
    let chain = record_of("case.question_set").hash(&chain_start(log(0xab)));
    let sealed = seal(log(0xab), Head { seq: 7, chain }, Time(MORNING), &key);
    assert!(sealed.verifies());
    assert_eq!(vec![serde_json::to_string(&sealed).unwrap()], lines(SEAL));
}

#[test]
fn a_seal_holds_for_its_own_head_only() {
    let key = SigningKey::from_bytes(&[7; 32]);
    let good = seal(log(1), Head { seq: 7, chain: Hash([1; 32]) }, Time(5), &key);
    let mut others = vec![good; 5];
    others[0].log = log(2);
    others[1].seq = 8;
    others[2].chain = Hash([2; 32]);
    others[3].at = Time(6);
    others[4].by.0 = SigningKey::from_bytes(&[8; 32]).verifying_key().to_bytes();
    assert!(good.verifies());
    assert!(others.iter().all(|other| !other.verifies()));
}
