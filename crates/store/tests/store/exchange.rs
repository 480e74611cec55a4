//! Records of other devices: whatever order they arrive in, the folds are equal; erased, missing and unknown things are told apart.

use std::collections::BTreeMap;

use crate::common::{Desk, Office, START, Seeded, USER, code, dump, enrolled, party, text};
use ed25519_dalek::SigningKey;
use lakon_domain::case::Status;
use lakon_domain::event::{
    AnswerSet, DeviceAdded, Event, FileAdded, FileData, LogOpened, Name, OrganisationAdded, PersonSet, QuestionSet,
    Reason, RecordAllowed, RecordErased, RecordVoided,
};
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::{LogId, PublicKey};
use lakon_domain::record::{Header, Record, Stamp, chain_start};
use lakon_domain::seal::{Head, seal};
use lakon_domain::shape::{SatkerCode, Time};
use lakon_domain::standing::TextState;
use lakon_domain::tips::Value;
use lakon_store::{CaseFilter, Store};
use lakon_sync::replica::{BlobRef, Blobs, Page, PageLimit, Place, ReceiveError, Refusal, Replica, Source};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use uuid::Uuid;

fn found(store: &Store, words: &str) -> usize {
    store.case_rows(&CaseFilter { status: None, text: words.into() }, None, 50).unwrap().rows.len()
}

#[test]
fn a_case_of_another_desk_is_shown_like_an_own_one() {
    let mut office = Office::new();
    let (a, b) = (enrolled(&mut office, "a", "A"), enrolled(&mut office, "b", "B"));
    office.send_to(&a.store);
    let case = a.case("Kenapa ditolak?");
    a.person(case, "Rina Fiktif", "0812");
    a.resolve(case, "Karena retur.");
    assert_eq!(a.store.case(case).unwrap().unwrap().number.to_string(), "046-A-26-0001");
    a.send_to(&b.store, 2);
    assert_eq!(b.store.case(case).unwrap(), a.store.case(case).unwrap());
    assert_eq!(dump(&b.store), dump(&a.store));
    assert!(a.store.case_row(case).unwrap().unwrap().unsent);
    assert!(!b.store.case_row(case).unwrap().unwrap().unsent, "it is not b's to send");
    assert_eq!(b.store.office().users[&USER].name.text(), "Sari");
}

#[test]
fn a_receipt_of_the_server_makes_records_sent() {
    let mut office = Office::new();
    let a = enrolled(&mut office, "a", "A");
    let case = a.case("x");
    let unsent = a.store.unsent().unwrap();
    assert_eq!(unsent.records, 4);
    let head = a.store.heads().unwrap().into_iter().find(|head| head.log == a.store.device().log).unwrap();
    assert!(a.store.put_seal(&office.receipt(head.log, head.head())).unwrap());
    assert_eq!(a.store.unsent().unwrap().records, 0);
    assert!(!a.store.case_row(case).unwrap().unwrap().unsent);
    a.write([QuestionSet { case, replaces: vec![], private: text("y") }.into()]);
    assert_eq!(a.store.unsent().unwrap().records, 1);
    assert!(a.store.case_row(case).unwrap().unwrap().unsent);
    // The own proof is no receipt.
    let head = a.store.heads().unwrap().into_iter().find(|head| head.log == a.store.device().log).unwrap();
    let own = a.store.seal(head.log, head.head()).unwrap().unwrap();
    assert!(own.verifies() && a.store.put_seal(&own).unwrap());
    assert_eq!(a.store.unsent().unwrap().records, 1);
    assert_eq!(a.store.seal(head.log, Head { seq: head.seq, chain: chain_start(head.log) }).unwrap(), None);
}

#[test]
fn what_was_erased_is_found_no_more_and_its_file_goes() {
    let mut office = Office::new();
    let (a, b) = (enrolled(&mut office, "a", "A"), enrolled(&mut office, "b", "B"));
    office.send_to(&a.store);
    let case = a.case("rahasia ungu");
    let person = a.person(case, "Kelelawar Fiktif", "0812");
    let staged = a.store.stage_begin(case, "ungu.txt", 4).unwrap();
    a.store.stage_piece(staged, 0, b"isi!").unwrap();
    let file = a.store.stage_end(staged).unwrap();
    let private = Some(FileData { name: file.name.clone(), address: file.address.to_string() });
    a.write([FileAdded { case, file: file.file, size: 4, media: file.media.clone(), private }.into()]);
    a.send_to(&b.store, 100);
    assert_eq!(b.store.wanted(10).unwrap(), [BlobRef { address: file.address, size: 4 }]);
    let state = a.store.case(case).unwrap().unwrap();
    let mut erases = state.question.tips.clone();
    erases.extend(a.store.person(person).unwrap().unwrap().name.tips);
    erases.extend(state.files.iter().map(|file| file.event));
    office.append([RecordErased { erases, private: Some(Reason { reason: "permintaan".into() }) }.into()]);
    for desk in [&a, &b] {
        assert_eq!((found(&desk.store, "ungu"), found(&desk.store, "kelelawar")), (1, 1));
        office.send_to(&desk.store);
        assert_eq!((found(&desk.store, "ungu"), found(&desk.store, "kelelawar")), (0, 0));
        assert_eq!(desk.store.case(case).unwrap().unwrap().question.value, Value::Erased);
        assert_eq!(desk.store.person(person).unwrap().unwrap().name.value, Value::Erased);
        assert!(desk.store.party_find("kelel", None, 5).unwrap().is_empty());
        let row = desk.store.file(file.file).unwrap().unwrap();
        assert_eq!((row.name.as_str(), row.name_state, row.address), ("", TextState::Erased, None));
        assert!(!desk.store.have(&file.address).unwrap());
        assert_eq!(desk.store.wanted(10).unwrap(), []);
        assert_eq!(std::fs::read_dir(desk.folder.files()).unwrap().count(), 0);
        let words: i64 = desk
            .store
            .read(|conn| {
                Ok(conn.query_row("SELECT count(*) FROM case_fts_content WHERE c2 LIKE '%ungu%'", [], |r| r.get(0))?)
            })
            .unwrap();
        assert_eq!(words, 0);
        let log = desk.folder.path().join("lakon.db-wal");
        assert_eq!(std::fs::metadata(log).unwrap().len(), 0, "nothing of it stays in the write-ahead log");
    }
}

#[test]
fn an_erasure_that_comes_first_keeps_the_private_part_out() {
    let mut office = Office::new();
    let (a, b) = (enrolled(&mut office, "a", "A"), enrolled(&mut office, "b", "B"));
    office.send_to(&a.store);
    let case = a.case("rahasia");
    let erases = a.store.case(case).unwrap().unwrap().question.tips;
    office.append([RecordErased { erases, private: Some(Reason::default()) }.into()]);
    office.send_to(&b.store);
    a.send_to(&b.store, 1);
    assert_eq!(b.store.case(case).unwrap().unwrap().question.value, Value::Erased);
    assert_eq!(found(&b.store, "rahasia"), 0);
    assert_eq!(b.store.missing_private(None, 10).unwrap(), []);
}

#[test]
fn a_void_takes_a_case_off_the_lists_and_an_allowance_brings_it_back() {
    let mut office = Office::new();
    let a = enrolled(&mut office, "a", "A");
    let case = a.case("soal");
    let state = a.store.case(case).unwrap().unwrap();
    let mut voids = vec![state.opened_event];
    voids.extend(state.question.tips.clone());
    office.append([RecordVoided { voids: voids.clone(), cause: code("no_right") }.into()]);
    office.send_to(&a.store);
    assert_eq!(a.store.case_row(case).unwrap(), None);
    assert_eq!((a.store.case_counts().unwrap().all(), found(&a.store, "soal")), (0, 0));
    // Its number is not given twice.
    let next = a.case("lain");
    assert_eq!(a.store.case(next).unwrap().unwrap().number.to_string(), "046-A-26-0002");
    office.append([RecordAllowed { allows: voids }.into()]);
    office.send_to(&a.store);
    assert_eq!((a.store.case_counts().unwrap().all(), found(&a.store, "soal")), (2, 1));
}

#[test]
fn a_stripped_record_shows_as_not_yet_received_and_is_filled_in_later() {
    let mut office = Office::new();
    let (a, b) = (enrolled(&mut office, "a", "A"), enrolled(&mut office, "b", "B"));
    office.send_to(&a.store);
    let case = a.case("soal yang belum sampai");
    let own = a.store.device().log;
    let mut cut = a.store.page(own, 0, u64::MAX, PageLimit::default()).unwrap().unwrap();
    let seq = cut.page.last();
    cut.page.records.last_mut().unwrap().private = None;
    cut.page.seals.push(a.store.seal(own, cut.end).unwrap().unwrap());
    let refused = b.store.receive(&cut.page, Source::Author);
    assert!(matches!(refused, Err(ReceiveError::Refused(Refusal::NoPrivate { .. }))));
    assert_eq!(b.store.case(case).unwrap(), None);
    b.store.receive(&cut.page, Source::Other).unwrap();
    assert_eq!(b.store.case(case).unwrap().unwrap().question.value, Value::NotYet);
    let missing = b.store.missing_private(None, 10).unwrap();
    assert_eq!(missing, [Place { log: own, seq }]);
    let parts = a.store.privates(&missing, usize::MAX).unwrap();
    let mut wrong = parts.clone();
    wrong[0].bytes[20] ^= 1;
    assert_eq!(b.store.fill_private(&wrong).unwrap(), 0);
    assert_eq!(b.store.fill_private(&parts).unwrap(), 1);
    assert_eq!(b.store.fill_private(&parts).unwrap(), 0);
    assert_eq!(found(&b.store, "sampai"), 1);
    assert_eq!(dump(&b.store), dump(&a.store));
}

#[test]
fn a_fork_is_refused_and_nothing_is_written() {
    let mut office = Office::new();
    let (a, b) = (enrolled(&mut office, "a", "A"), enrolled(&mut office, "b", "B"));
    office.send_to(&a.store);
    a.case("satu");
    a.send_to(&b.store, 100);
    let before = (dump(&b.store), b.store.heads().unwrap());
    let own = a.store.device().log;
    let mut cut = a.store.page(own, 0, u64::MAX, PageLimit::default()).unwrap().unwrap();
    let question = cut.page.records.last_mut().unwrap();
    question.private = Some(b"0123456789abcdef{\"text\":\"dua\"}".to_vec());
    question.private_hash = lakon_domain::record::private_hash(question.private.as_deref().unwrap());
    let forked = b.store.receive(&cut.page, Source::Other);
    assert!(matches!(forked, Err(ReceiveError::Refused(Refusal::Fork { .. }))), "{forked:?}");
    assert_eq!((dump(&b.store), b.store.heads().unwrap()), before);
    // And somebody who knows more of b's own log than b does.
    let b_log = b.store.device().log;
    let page = Page { log: b_log, after: 1, records: cut.page.records[1..].to_vec(), seals: vec![] };
    assert!(matches!(b.store.receive(&page, Source::Other), Err(ReceiveError::Refused(_))));
}

/// A device whose program is newer than this one: its records are made by hand.
struct Newer {
    log: LogId,
    key: SigningKey,
    records: Vec<Record>,
}

impl Newer {
    fn enrolled(office: &mut Office) -> Self {
        let key = SigningKey::from_bytes(&[5; 32]);
        let (log, device) = (LogId([5; 16]), Uuid::from_u128(0x55));
        let signing_key = PublicKey(key.verifying_key().to_bytes());
        let recipient = office.statement.recovery.clone();
        office.append([DeviceAdded {
            device,
            log,
            signing_key,
            recipient,
            user: USER,
            roles: vec![],
            private: Some(Name::default()),
        }
        .into()]);
        let opened = LogOpened { format: 1, device, incarnation: device, signing_key, server: false };
        let mut newer = Self { log, key, records: Vec::new() };
        let stamp = newer.stamp();
        newer.records.push(Record::write(&opened.into(), &stamp, &mut Seeded::new("newer")).unwrap());
        newer
    }

    fn stamp(&self) -> Stamp {
        let seq = u64::try_from(self.records.len()).unwrap() + 1;
        let id = Uuid::from_u128(0x500 + u128::from(seq));
        Stamp { log: self.log, seq, id, hlc: Hlc::new(START, 0), author: USER, at: Time(START), offset: None }
    }

    fn unknown(&mut self, case: Uuid) {
        let Stamp { log, seq, id, hlc, author, at, .. } = self.stamp();
        let header = Header {
            log,
            seq,
            id,
            hlc,
            author,
            kind: "case.escalated".into(),
            at,
            offset_ms: None,
            offset_age_s: None,
        };
        let mut header = serde_json::to_value(header).unwrap();
        header["weather"] = "cerah".into();
        let private = [b"0123456789abcdef".as_slice(), b"{\"why\":\"x\"}"].concat();
        self.records.push(Record {
            header: serde_json::to_vec(&header).unwrap(),
            facts: format!("{{\"case\":\"{case}\",\"section\":\"PD\"}}").into_bytes(),
            private_hash: lakon_domain::record::private_hash(&private),
            private: Some(private),
        });
    }

    fn page(&self) -> Page {
        let chain = self.records.iter().fold(chain_start(self.log), |prev, record| record.hash(&prev));
        let head = Head { seq: u64::try_from(self.records.len()).unwrap(), chain };
        let seals = vec![seal(self.log, head, Time(START), &self.key)];
        Page { log: self.log, after: 0, records: self.records.clone(), seals }
    }
}

#[test]
fn kinds_of_a_newer_program_are_kept_relayed_byte_for_byte_skipped_and_counted() {
    let mut office = Office::new();
    let (a, b) = (enrolled(&mut office, "a", "A"), enrolled(&mut office, "b", "B"));
    let mut newer = Newer::enrolled(&mut office);
    let case = a.case("soal");
    newer.unknown(case);
    newer.unknown(case);
    office.send_to(&a.store);
    office.send_to(&b.store);
    a.store.receive(&newer.page(), Source::Other).unwrap();
    assert_eq!(a.store.skipped().unwrap(), 2);
    let relayed = a.store.page(newer.log, 0, u64::MAX, PageLimit::default()).unwrap().unwrap().page;
    assert_eq!(relayed, newer.page());
    b.store.receive(&relayed, Source::Other).unwrap();
    a.store.receive(&relayed, Source::Other).unwrap();
    assert_eq!((a.store.skipped().unwrap(), b.store.skipped().unwrap()), (2, 2));
    let kinds = b.store.skipped_kinds().unwrap();
    assert!(matches!(kinds.as_slice(), [(_, 2)]), "{kinds:?}");
    assert_eq!(a.store.case(case).unwrap().unwrap().status, Status::Received);
    a.store.rebuild(&|_, _| {}).unwrap();
    assert_eq!(a.store.skipped().unwrap(), 2);
}

/// What somebody does at one of two desks.
#[derive(Debug, Clone)]
enum Act {
    Open,
    Person(usize),
    Rename(usize),
    Ask(usize, u8),
    Answer(usize, u8),
    Resolve(usize),
    Satker(usize),
    /// The desk hears what the other has, in pages of so many records.
    Hear(usize),
}

fn act() -> impl Strategy<Value = (bool, Act)> {
    let act = prop_oneof![
        Just(Act::Open),
        (0..9_usize).prop_map(Act::Person),
        (0..9_usize).prop_map(Act::Rename),
        (0..9_usize, any::<u8>()).prop_map(|(at, word)| Act::Ask(at, word)),
        (0..9_usize, any::<u8>()).prop_map(|(at, word)| Act::Answer(at, word)),
        (0..9_usize).prop_map(Act::Resolve),
        (0..9_usize).prop_map(Act::Satker),
        (1..6_usize).prop_map(Act::Hear),
    ];
    (any::<bool>(), act)
}

fn cases(store: &Store) -> Vec<Uuid> {
    store.case_rows(&CaseFilter::default(), None, 100).unwrap().rows.into_iter().map(|row| row.case).collect()
}

fn run(desk: &Desk, other: &Desk, act: &Act) {
    if let Act::Hear(page) = act {
        return other.send_to(&desk.store, *page);
    }
    if let Act::Open = act {
        desk.case("awal");
        return;
    }
    let (Act::Person(at) | Act::Rename(at) | Act::Ask(at, _) | Act::Answer(at, _) | Act::Resolve(at) | Act::Satker(at)) =
        act
    else {
        return;
    };
    let known = cases(&desk.store);
    let Some(case) = known.get(at % known.len().max(1)).copied() else { return };
    let state = desk.store.case(case).unwrap().unwrap();
    desk.clock.pass(1_000);
    match act {
        Act::Ask(_, word) => {
            desk.write([
                QuestionSet { case, replaces: state.question.tips, private: text(&format!("tanya {word}")) }.into()
            ])
        }
        Act::Answer(_, word) => {
            desk.write(
                [AnswerSet { case, replaces: state.answer.tips, private: text(&format!("jawab {word}")) }.into()],
            )
        }
        Act::Person(_) => {
            desk.person(case, &format!("Orang {at}"), "0812");
        }
        Act::Rename(_) => {
            let Some(person) = state.party.known().and_then(|party| party.person) else { return };
            let Some(held) = desk.store.person(person).unwrap() else { return };
            let new: Event = PersonSet {
                person,
                field: code("name"),
                replaces: held.name.tips,
                private: text(&format!("Nama {at}")),
            }
            .into();
            desk.write([new]);
        }
        Act::Satker(_) => {
            let organisation = Uuid::from_u128(0xabc + u128::try_from(*at).unwrap());
            let satker_code = Some(SatkerCode::new(format!("{:06}", 12_340 + at)).unwrap());
            let private = Some(Name { name: format!("Satker Fiktif {at}") });
            let added = OrganisationAdded { organisation, stakeholder_type: code("SATKER"), satker_code, private };
            let mut set = party(case, state.party.known().and_then(|party| party.person), Some(organisation));
            set.replaces = state.party.tips;
            desk.write([added.into(), set.into()]);
        }
        Act::Resolve(_) => desk.resolve(case, "selesai"),
        Act::Open | Act::Hear(_) => {}
    }
}

/// Every case makes three databases and a hundred durable commits: so many on every day, and so many where a deep run asks for thousands
/// of the properties that only think.
const CASES: u32 = 12;
const DEEP_CASES: u32 = 256;

#[test]
fn stores_that_hold_the_same_records_are_equal_whatever_the_order() {
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { DEEP_CASES } else { CASES };
    let mut runner = TestRunner::new(ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() });
    runner
        .run(&(proptest::collection::vec(act(), 1..40), 1..5_usize), |(acts, page)| same_records(&acts, page))
        .unwrap();
}

fn same_records(acts: &[(bool, Act)], page: usize) -> Result<(), TestCaseError> {
    let mut office = Office::new();
    let (a, b, c) = (enrolled(&mut office, "a", "A"), enrolled(&mut office, "b", "B"), enrolled(&mut office, "c", "C"));
    office.send_to(&a.store);
    office.send_to(&b.store);
    for (first, act) in acts {
        let (desk, other) = if *first { (&a, &b) } else { (&b, &a) };
        run(desk, other, act);
    }
    a.send_to(&b.store, page);
    b.send_to(&a.store, page);
    // A third desk hears everything at the end and the other way round, record by record of one and at once of the other.
    b.send_to(&c.store, 1);
    a.send_to(&c.store, 1_000);
    let held = dump(&a.store);
    prop_assert_eq!(&dump(&b.store), &held);
    prop_assert_eq!(&dump(&c.store), &held);
    let states = |store: &Store| -> BTreeMap<Uuid, _> {
        cases(store).into_iter().map(|id| (id, store.case(id).unwrap())).collect()
    };
    prop_assert_eq!(states(&a.store), states(&b.store));
    prop_assert_eq!(states(&a.store), states(&c.store));
    c.store.rebuild(&|_, _| {}).unwrap();
    prop_assert_eq!(&dump(&c.store), &held);
    Ok(())
}
