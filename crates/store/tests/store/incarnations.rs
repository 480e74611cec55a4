//! New incarnations (design: invariant 12): a restored, copied or forked database carries on in a new log and loses no word.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::common::{Desk, Office, USER, code, dump, enrolled};
use lakon_domain::event::{
    DeviceAdded, ErasureOrdered, FileAdded, FileData, LabelGiven, Name, Reason, RecordErased, UserAdded,
};
use lakon_domain::ids::{Hash, LogId};
use lakon_domain::number::parts;
use lakon_domain::rights::Role;
use lakon_domain::shape::Code;
use lakon_domain::tips::Value;
use lakon_store::{CaseFilter, Mismatch, Store, StoreError};
use lakon_sync::replica::{BlobRef, Blobs, Page, PageLimit, ReceiveError, Refusal, Replica, Source};
use uuid::Uuid;

/// What lies in a data folder, to be put back later.
struct Image(Vec<(PathBuf, Vec<u8>)>);

const SLOTS: [&str; 2] = ["incarnation-a", "incarnation-b"];

impl Image {
    /// Of a desk that stands still; its database and, where `slots`, the file outside it.
    fn of(desk: Desk, slots: bool) -> (Self, Desk) {
        desk.store.close();
        let mut names = vec!["lakon.db"];
        names.extend(SLOTS.iter().filter(|_| slots));
        let kept = names.iter().map(|name| desk.folder.path().join(name)).map(|path| {
            let bytes = std::fs::read(&path).unwrap();
            (path, bytes)
        });
        let image = Self(kept.collect());
        (image, desk.restart())
    }

    fn put_back(&self, desk: Desk) -> Desk {
        desk.store.close();
        for (path, bytes) in &self.0 {
            std::fs::write(path, bytes).unwrap();
        }
        for name in ["lakon.db-wal", "lakon.db-shm"] {
            let _ = std::fs::remove_file(desk.folder.path().join(name));
        }
        desk.restart()
    }
}

fn log(desk: &Desk) -> LogId {
    desk.store.device().log
}

fn head(store: &Store, log: LogId) -> u64 {
    store.heads().unwrap().into_iter().find(|head| head.log == log).map_or(0, |head| head.seq)
}

/// Says at the office that this PC goes on in the log it writes now, as the server does.
fn name(office: &mut Office, desk: &Desk, label: &str) {
    let device = desk.store.device();
    office.append([
        DeviceAdded {
            device: device.device,
            log: device.log,
            signing_key: device.signing_public(),
            recipient: device.recipient().clone(),
            user: USER,
            roles: vec![Role::Officer],
            private: Some(Name::default()),
        }
        .into(),
        LabelGiven { device: device.device, log: device.log, label: code(label) }.into(),
    ]);
}

/// Everything a store holds of a log after `after`, as whoever relays it hands it on.
fn relayed(from: &Store, log: LogId, after: u64) -> Page {
    let limit = PageLimit { records: usize::MAX, bytes: usize::MAX };
    from.page(log, after, u64::MAX, limit).unwrap().unwrap().page
}

/// What every case asks, by its number on the screen.
fn questions(store: &Store) -> BTreeMap<String, String> {
    let rows = store.case_rows(&CaseFilter::default(), None, 100).unwrap().rows;
    rows.into_iter().map(|row| (row.number.clone(), row.question)).collect()
}

/// The projections but for the highest number ever heard of, which is not given again although its case is set aside.
fn shown(store: &Store) -> Vec<String> {
    let is_run = |line: &String| line.ends_with(')') && line.starts_with("Text(\"A\")");
    dump(store).into_iter().filter(|line| !is_run(line)).collect()
}

fn asked(store: &Store) -> Vec<String> {
    let mut asked: Vec<String> = questions(store).into_values().collect();
    asked.sort();
    asked
}

fn number(desk: &Desk, case: Uuid) -> String {
    desk.store.case(case).unwrap().unwrap().number.to_string()
}

fn label_of(desk: &Desk, case: Uuid) -> String {
    parts(&desk.store.case(case).unwrap().unwrap().number).label
}

fn is_waiting(label: &str, letters: &str) -> bool {
    label.strip_prefix(letters).is_some_and(|rest| rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Every event a log holds from a place on.
fn events(store: &Store, log: LogId, after: u64) -> Vec<Uuid> {
    if head(store, log) <= after {
        return Vec::new();
    }
    relayed(store, log, after).records.iter().map(|record| record.read_header().unwrap().id).collect()
}

#[test]
fn yesterdays_database_goes_on_in_a_new_log_and_what_it_lacks_of_its_former_one_comes_from_others() {
    let mut office = Office::new();
    let (a, b) = (enrolled(&mut office, "a", "A"), enrolled(&mut office, "b", "B"));
    office.send_to(&b.store);
    a.case("kemarin");
    let (yesterday, a) = Image::of(a, false);
    a.case("hari ini");
    a.send_to(&b.store, 100);
    let (former, whole) = (log(&a), head(&a.store, log(&a)));

    let a = yesterday.put_back(a);
    assert!(matches!(a.store.found().mismatch, Some(Mismatch::Behind { .. })));
    assert_ne!(log(&a), former);
    assert_eq!(a.store.device().former, [former]);
    assert!(is_waiting(a.store.label().unwrap().as_str(), "A"), "{:?}", a.store.label());
    let case = a.case("sesudahnya");
    assert!(is_waiting(&label_of(&a, case), "A") && number(&a, case).ends_with("-0001"));
    assert!(head(&a.store, former) < whole, "a former log is never written again");

    // What it lacks of the former log it takes like anybody's; of the own log nothing.
    a.store.receive(&relayed(&b.store, former, 0), Source::Other).unwrap();
    assert_eq!(
        (head(&a.store, former), asked(&a.store)),
        (whole, vec!["hari ini".into(), "kemarin".into(), "sesudahnya".into()])
    );

    // Once the server has named the new log and given it letters, everybody takes it.
    name(&mut office, &a, "C");
    office.send_to(&a.store);
    office.send_to(&b.store);
    a.send_to(&b.store, 100);
    assert_eq!(dump(&a.store), dump(&b.store));
    assert_eq!(a.store.label(), Some(code("C")));
    let case = a.case("lusa");
    assert_eq!(number(&a, case), "046-C-26-0001");

    // It was said once.
    let now = log(&a);
    let a = a.restart();
    assert_eq!((a.store.found().mismatch, log(&a)), (None, now));
    let before = dump(&a.store);
    a.store.rebuild(&|_, _| {}).unwrap();
    assert_eq!(dump(&a.store), before);
}

#[test]
fn a_pc_that_is_its_own_office_stays_it_with_its_people_after_each_new_log() {
    let mut desk = Desk::alone("restored");
    let mut labels = vec!["QX".to_owned()];
    let mut cases = vec![desk.case("satu")];
    for round in 0..3_u128 {
        desk.store.close();
        for slot in SLOTS {
            std::fs::remove_file(desk.folder.path().join(slot)).unwrap();
        }
        desk = desk.restart();
        assert_eq!(desk.store.found().mismatch, Some(Mismatch::NoSlot));
        let user = Uuid::from_u128(100 + round);
        let private = Some(Name { name: format!("Rekan {round}") });
        desk.write([UserAdded { user, roles: vec![Role::Officer], answers: None, private }.into()]);
        cases.push(desk.case("lagi"));
        labels.push(label_of(&desk, *cases.last().unwrap()));
        assert!(is_waiting(labels.last().unwrap(), "QX"), "{labels:?}");
    }
    labels.sort();
    labels.dedup();
    assert_eq!(labels.len(), 4, "no label is found in any log: {labels:?}");
    let office = desk.store.office();
    assert!(office.office.is_some() && office.users.len() == 4);
    assert_eq!(office.logs_of(desk.store.device().device).len(), 4);
    assert_eq!((desk.store.unsent().unwrap().records, desk.store.case_counts().unwrap().all()), (0, 4));
    // An erasure written now reaches what an earlier incarnation wrote.
    let erases = desk.store.case(cases[0]).unwrap().unwrap().question.tips;
    desk.write([RecordErased { erases, private: Some(Reason::default()) }.into()]);
    assert_eq!(desk.store.case(cases[0]).unwrap().unwrap().question.value, Value::Erased);
    let before = dump(&desk.store);
    desk.store.rebuild(&|_, _| {}).unwrap();
    assert_eq!(dump(&desk.store), before);
}

#[test]
fn a_power_cut_between_the_new_log_and_the_file_beside_it_begins_no_further_one() {
    let desk = Desk::alone("cut");
    desk.case("satu");
    let (yesterday, desk) = Image::of(desk, false);
    desk.case("dua");
    let slots: Vec<Vec<u8>> = SLOTS.iter().map(|slot| std::fs::read(desk.folder.path().join(slot)).unwrap()).collect();
    let desk = yesterday.put_back(desk);
    assert!(desk.store.found().mismatch.is_some());
    let next = log(&desk);
    desk.store.close();
    for (slot, bytes) in SLOTS.iter().zip(&slots) {
        std::fs::write(desk.folder.path().join(slot), bytes).unwrap();
    }
    let desk = desk.restart();
    assert_eq!((desk.store.found().mismatch, log(&desk)), (None, next));
    // A database of another time beside the file of the new log is none of it.
    desk.case("tiga");
    let desk = yesterday.put_back(desk);
    assert_eq!(desk.store.found().mismatch, Some(Mismatch::OtherIncarnation));
}

/// Two PCs of an office and a disk image of the first, which wrote one case after it and then, put back, three others. The second holds
/// what was written first, as the server would. Returns the desks and where the branches part.
fn forked() -> (Office, Desk, Desk, u64) {
    let mut office = Office::new();
    let (a, b) = (enrolled(&mut office, "a", "A"), enrolled(&mut office, "b", "B"));
    office.send_to(&b.store);
    a.case("sebelum");
    let (image, a) = Image::of(a, true);
    let common = head(&a.store, log(&a));
    a.case("di server");
    a.send_to(&b.store, 100);
    let a = image.put_back(a);
    assert_eq!(a.store.found().mismatch, None, "only the server can tell");
    // The same number again, and more.
    a.clock.pass(5_000);
    let case = a.case("sesudah citra");
    a.person(case, "Budi Contoh", "0812");
    a.case("kedua");
    a.resolve(case, "selesai");
    (office, a, b, common)
}

#[test]
fn after_a_fork_the_own_records_stand_in_the_new_log_with_their_event_ids_and_count_once() {
    let (mut office, a, b, common) = forked();
    let former = log(&a);
    let written = events(&a.store, former, common);
    let before = dump(&a.store);
    assert_eq!(a.store.carry_on(log(&b), 0).unwrap(), None, "another PC's log is not this one's to go on from");
    let next = a.store.carry_on(former, common).unwrap().unwrap();
    assert_eq!((log(&a), head(&a.store, former)), (next, common));
    assert_eq!(events(&a.store, next, 1), written);
    // Nothing on the screens changes but the log a number's first record stands in.
    let without_numbers =
        |dump: Vec<String>| dump.into_iter().filter(|line| line.matches(" | ").count() != 3).collect::<Vec<_>>();
    assert_eq!(without_numbers(dump(&a.store)), without_numbers(before));
    let aside = a.store.read(|conn| Ok(lakon_log::aside_count(conn)?)).unwrap();
    assert_eq!(aside, u64::try_from(written.len()).unwrap());

    a.store.receive(&relayed(&b.store, former, common), Source::Other).unwrap();
    name(&mut office, &a, "C");
    office.send_to(&a.store);
    office.send_to(&b.store);
    a.send_to(&b.store, 2);
    assert_eq!(dump(&a.store), dump(&b.store));
    assert_eq!(asked(&b.store), ["di server", "kedua", "sebelum", "sesudah citra"]);
    let shown: Vec<String> = questions(&a.store).into_keys().collect();
    // Design, "Case numbers": "Should two cases ever show one number, the later shows "-2" and both are marked".
    assert_eq!(shown, ["046-A-26-0001", "046-A-26-0002", "046-A-26-0002-2", "046-A-26-0003"]);
    // The file beside the database follows.
    let a = a.restart();
    assert_eq!((a.store.found().mismatch, log(&a)), (None, next));
    let before = dump(&a.store);
    a.store.rebuild(&|_, _| {}).unwrap();
    assert_eq!(dump(&a.store), before);
}

#[test]
fn own_records_an_order_covers_and_does_not_list_are_appended_again_whole_and_their_copies_lose_it() {
    let (mut office, a, _b, common) = forked();
    let rows = a.store.case_rows(&CaseFilter::default(), None, 1000).unwrap().rows;
    let case = rows.iter().find(|row| row.question == "sesudah citra").unwrap().case;
    // The server has never heard of this case's records, so its order cannot list them.
    let (parties, contacts, erasures) = (vec![], vec![], vec![]);
    let answers = Uuid::from_u128(70);
    office.append([ErasureOrdered { answers, parties, cases: vec![case], contacts, whole: false, erasures }.into()]);
    office.send_to(&a.store);
    let former = log(&a);
    let next = a.store.carry_on(former, common).unwrap().unwrap();
    let (mut whole, mut bare) = (0, 0);
    let count = |sql: &str| a.store.read(|conn| Ok(conn.query_row(sql, [], |row| row.get::<_, i64>(0))?)).unwrap();
    for stored in a.store.read(|conn| Ok(lakon_log::by_subject(conn, case)?)).unwrap() {
        assert_eq!(stored.log, next);
        assert!(!stored.record.lacks_private(), "the server takes no record of its author without its private part");
        whole += usize::from(stored.record.private.is_some());
    }
    a.store
        .read(|conn| {
            lakon_log::each_beside(conn, None, |one| {
                bare += usize::from(one.record.lacks_private());
                Ok::<(), StoreError>(())
            })
        })
        .unwrap();
    assert!(whole > 1 && bare == whole, "{whole} {bare}");
    assert_eq!(count("SELECT count(*) FROM record WHERE private IS NULL AND private_hash IS NOT NULL"), 0);
}

#[test]
fn a_former_log_that_forked_gives_way_to_the_server_without_another_new_one() {
    let (_office, a, b, common) = forked();
    let former = log(&a);
    a.store.close();
    for slot in SLOTS {
        std::fs::remove_file(a.folder.path().join(slot)).unwrap();
    }
    let a = a.restart();
    let next = log(&a);
    let all = asked(&a.store);
    assert_eq!(a.store.carry_on(former, common).unwrap(), Some(next));
    assert_eq!((log(&a), asked(&a.store)), (next, all));
    a.store.receive(&relayed(&b.store, former, common), Source::Other).unwrap();
    assert_eq!(asked(&a.store), ["di server", "kedua", "sebelum", "sesudah citra"]);
}

#[test]
fn what_waits_for_the_server_is_counted_over_both_logs() {
    let mut office = Office::new();
    let a = enrolled(&mut office, "a", "A");
    let sent = a.case("terkirim");
    let receipt = |office: &Office, a: &Desk, log: LogId| {
        let head = a.store.heads().unwrap().into_iter().find(|head| head.log == log).unwrap();
        assert!(a.store.put_seal(&office.receipt(log, head.head())).unwrap());
    };
    receipt(&office, &a, log(&a));
    let waits = a.case("belum terkirim");
    let (former, unsent) = (log(&a), a.store.unsent().unwrap().records);
    a.store.close();
    for slot in SLOTS {
        std::fs::remove_file(a.folder.path().join(slot)).unwrap();
    }
    let a = a.restart();
    assert_eq!(a.store.unsent().unwrap().records, unsent + 1, "record 1 of the new log too");
    let row = |case: Uuid| a.store.case_row(case).unwrap().unwrap().unsent;
    assert!(row(waits));
    let event = a.store.case(waits).unwrap().unwrap().opened_event;
    assert!(!a.store.is_sent(event).unwrap());
    assert!(a.store.is_sent(a.store.case(sent).unwrap().unwrap().opened_event).unwrap());
    assert_eq!(a.store.unreceipted().unwrap().unwrap().head.log, former);
    receipt(&office, &a, former);
    assert_eq!(a.store.unreceipted().unwrap().unwrap().head.log, log(&a));
    receipt(&office, &a, log(&a));
    assert_eq!((a.store.unsent().unwrap().records, row(waits), row(sent)), (0, false, false));
    assert!(a.store.is_sent(event).unwrap());
    assert_eq!(a.store.unreceipted().unwrap(), None);
}

#[test]
fn another_pc_that_holds_the_losing_branch_sets_it_aside_only_for_one_that_is_proved() {
    let (mut office, a, b, common) = forked();
    let former = log(&a);
    let c = enrolled(&mut office, "c", "D");
    office.send_to(&c.store);
    // It heard of the branch that the server never had.
    a.send_to(&c.store, 100);
    let before = (dump(&c.store), c.store.heads().unwrap());
    let branch = relayed(&b.store, former, common);
    match c.store.receive(&branch, Source::Other) {
        Err(ReceiveError::Refused(refusal)) => assert_eq!(refusal, Refusal::Fork { log: former, seq: common + 1 }),
        other => panic!("{other:?}"),
    }
    let mut unproved = branch.clone();
    unproved.seals.clear();
    assert!(matches!(c.store.receive_branch(&unproved), Err(ReceiveError::Refused(Refusal::NoSeal { .. }))));
    assert_eq!((dump(&c.store), c.store.heads().unwrap()), before);

    c.store.receive_branch(&branch).unwrap();
    assert_eq!(asked(&c.store), ["di server", "sebelum"]);
    office.send_to(&b.store);
    assert_eq!(shown(&c.store), shown(&b.store));
    // The highest number it heard of outlives its case, also where everything is folded anew.
    let before = dump(&c.store);
    assert_ne!(before, dump(&b.store));
    c.store.rebuild(&|_, _| {}).unwrap();
    assert_eq!(dump(&c.store), before);
    // And what its author writes again arrives.
    a.store.carry_on(former, common).unwrap();
    name(&mut office, &a, "E");
    office.send_to(&a.store);
    office.send_to(&c.store);
    a.send_to(&c.store, 100);
    assert_eq!(asked(&c.store), ["di server", "kedua", "sebelum", "sesudah citra"]);
    // No seal of this PC's own log lets anybody set that aside.
    assert!(c.store.receive_branch(&relayed(&b.store, former, 0)).is_ok());
    assert!(matches!(
        b.store.receive_branch(&Page { log: log(&b), after: 0, records: branch.records.clone(), seals: vec![] }),
        Err(ReceiveError::Refused(_))
    ));
}

#[test]
fn a_file_of_the_losing_branch_is_listed_no_more_and_its_content_stays() {
    let mut office = Office::new();
    let (a, b, c) = (enrolled(&mut office, "a", "A"), enrolled(&mut office, "b", "B"), enrolled(&mut office, "c", "D"));
    office.send_to(&b.store);
    office.send_to(&c.store);
    let case = a.case("sebelum");
    let (image, a) = Image::of(a, true);
    let (former, common) = (log(&a), head(&a.store, log(&a)));
    a.case("di server");
    a.send_to(&b.store, 100);
    let a = image.put_back(a);
    let content = b"surat yang kalah";
    let address = Hash(*blake3::hash(content).as_bytes());
    let private = Some(FileData { name: "surat.pdf".into(), address: address.to_string() });
    let file = Uuid::from_u128(7);
    a.write([FileAdded { case, file, size: content.len() as u64, media: code("pdf"), private }.into()]);
    a.send_to(&c.store, 100);
    let mut writer = c.store.write(&BlobRef { address, size: content.len() as u64 }).unwrap();
    writer.piece(content).unwrap();
    assert!(writer.finish().unwrap());
    assert!(c.store.file(file).unwrap().is_some_and(|file| file.here));

    c.store.receive_branch(&relayed(&b.store, former, common)).unwrap();
    assert_eq!((c.store.file(file).unwrap(), c.store.files_with(&address).unwrap()), (None, vec![]));
    assert_eq!(shown(&c.store), shown(&b.store));
    assert!(c.store.have(&address).unwrap(), "what was set aside keeps its content");
    // Its author says it again.
    a.store.carry_on(former, common).unwrap();
    name(&mut office, &a, "E");
    office.send_to(&c.store);
    a.send_to(&c.store, 100);
    assert!(c.store.file(file).unwrap().is_some_and(|file| file.here));
}

/// A copy of a desk's folder, opened on another machine.
fn clone_of(desk: &Desk, to: &Path) -> Store {
    std::fs::create_dir_all(to).unwrap();
    for name in ["lakon.db", "lakon.db-wal"].iter().chain(&SLOTS) {
        let from = desk.folder.path().join(name);
        if from.exists() {
            std::fs::copy(&from, to.join(name)).unwrap();
        }
    }
    let folder = lakon_store::Folder::open(to).unwrap();
    let random = lakon_store::Randomness::new(crate::common::Seeded::new("another machine"));
    Store::open_on(&folder, &desk.key, desk.clock.clone(), random, Some("another machine".into()), &|_, _| {}).unwrap()
}

#[test]
fn a_cloned_pc_ends_as_two_logs_of_one_device() {
    let Some(_) = lakon_store::machine_id() else { return };
    let mut office = Office::new();
    let a = enrolled(&mut office, "a", "A");
    a.case("bersama");
    let dir = tempfile::tempdir().unwrap();
    let twin = clone_of(&a, &dir.path().join("data"));
    assert_eq!(twin.found().mismatch, Some(Mismatch::OtherMachine));
    assert_eq!(twin.device().device, a.store.device().device);
    let former = log(&a);
    assert_eq!(twin.device().former, [former]);
    // The first goes on as before.
    a.case("asli");
    let label: Option<Code> = twin.label();
    assert!(is_waiting(label.unwrap().as_str(), "A"));
    let openings = twin.openings().unwrap();
    assert_eq!(openings.iter().map(|page| page.log).collect::<Vec<_>>(), [twin.device().log]);
    assert!(a.store.openings().unwrap().is_empty());
    twin.receive(
        &{
            let own = log(&a);
            let mut page = relayed(&a.store, own, 0);
            let end = a.store.heads().unwrap().into_iter().find(|head| head.log == own).unwrap().head();
            page.seals.push(a.store.seal(own, end).unwrap().unwrap());
            page
        },
        Source::Other,
    )
    .unwrap();
    assert_eq!(asked(&twin), ["asli", "bersama"]);
}
