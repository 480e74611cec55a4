//! A page from outside and an officer who saves meanwhile: the page goes in parts, and the officer is in between.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::common::{Office, USER, dump, enrolled, text};
use lakon_domain::event::QuestionSet;
use lakon_domain::ids::LogId;
use lakon_store::{Store, StoreError};
use lakon_sync::replica::{PageLimit, Replica, Source};

/// Cases of four records: a page of several parts, whatever this machine's speed.
const CASES: usize = 75;

fn held(store: &Store, log: LogId) -> u64 {
    store.heads().unwrap().into_iter().find(|head| head.log == log).map_or(0, |head| head.seq)
}

#[test]
fn an_officers_write_gets_in_between_two_parts_of_a_page() {
    let mut office = Office::new();
    let [a, b, c] = [("a", "A"), ("b", "B"), ("c", "C")].map(|(name, label)| enrolled(&mut office, name, label));
    for desk in [&a, &b, &c] {
        office.send_to(&desk.store);
    }
    for n in 0..CASES {
        a.case(&format!("Pertanyaan {n}"));
    }
    let own = b.case("Sedang diketik");
    let log = a.store.device().log;
    let whole = held(&a.store, log);

    let (wrote, seen) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(None)));
    let (at_desk, note) = (b.store.clone(), seen.clone());
    b.store.listen(Arc::new(move |_| {
        if !wrote.swap(true, Ordering::SeqCst) {
            at_desk
                .transact(USER, |tx| {
                    tx.write(QuestionSet { case: own, replaces: vec![], private: text("Disimpan di tengah") })?;
                    Ok::<_, StoreError>(())
                })
                .unwrap();
            *note.lock().unwrap() = Some(held(&at_desk, log));
        }
    }));
    a.send_to(&b.store, usize::MAX);

    let between = seen.lock().unwrap().unwrap();
    assert!(0 < between && between < whole, "the officer wrote when {between} of {whole} records were here");
    assert_eq!(held(&b.store, log), whole);
    // In whatever parts it came, the same stands everywhere.
    a.send_to(&c.store, 3);
    b.send_to(&c.store, usize::MAX);
    assert_eq!(dump(&b.store), dump(&c.store));
}

#[test]
fn what_was_saved_in_one_moment_comes_in_one_part() {
    let mut office = Office::new();
    let (a, b) = (enrolled(&mut office, "a", "A"), enrolled(&mut office, "b", "B"));
    office.send_to(&a.store);
    office.send_to(&b.store);
    let log = a.store.device().log;
    let mut saved = vec![held(&a.store, log)];
    for n in 0..CASES {
        a.case(&format!("Pertanyaan {n}"));
        saved.push(held(&a.store, log));
    }
    let (at_desk, ends) = (b.store.clone(), Arc::new(Mutex::new(Vec::new())));
    let note = ends.clone();
    b.store.listen(Arc::new(move |_| note.lock().unwrap().push(held(&at_desk, log))));
    a.send_to(&b.store, usize::MAX);

    let ends = ends.lock().unwrap();
    assert!(ends.len() > 1, "a page of several parts");
    assert!(ends.iter().all(|end| saved.contains(end)), "{ends:?} are not all of {saved:?}");
}

#[test]
fn a_page_that_is_refused_leaves_no_part_of_it() {
    let mut office = Office::new();
    let (a, b) = (enrolled(&mut office, "a", "A"), enrolled(&mut office, "b", "B"));
    office.send_to(&a.store);
    office.send_to(&b.store);
    for n in 0..CASES {
        a.case(&format!("Pertanyaan {n}"));
    }
    let log = a.store.device().log;
    let limit = PageLimit { records: usize::MAX, bytes: usize::MAX };
    let mut page = a.store.page(log, 0, u64::MAX, limit).unwrap().unwrap().page;
    let end = page.records.len() - 1;
    page.seals.push(
        a.store
            .seal(log, a.store.heads().unwrap().into_iter().find(|one| one.log == log).unwrap().head())
            .unwrap()
            .unwrap(),
    );
    // Its last record is another one than was sealed.
    page.records.swap(end, end - 1);
    assert!(b.store.receive(&page, Source::Other).is_err());
    assert_eq!(held(&b.store, log), 0);
}
