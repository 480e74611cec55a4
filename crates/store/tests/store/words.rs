//! The index of words: written in one go, on whole pages of the file, and true to the rows however these change within a transaction.

use crate::common::{Desk, USER, code, dump, party, text};
use lakon_domain::event::{CaseOpened, PersonAdded, PersonData, PersonSet, QuestionSet, VisitOpened};
use lakon_domain::shape::{CaseNumber, Time};
use lakon_store::{CaseFilter, StoreError, Tx};
use rusqlite::Connection;
use uuid::Uuid;

fn database(desk: &Desk) -> Connection {
    lakon_log::open(&desk.folder.database(), &desk.raw_key()).unwrap()
}

fn count(desk: &Desk, sql: &str) -> i64 {
    database(desk).query_row(sql, [], |row| row.get(0)).unwrap()
}

/// FTS5's own check of its index against what was indexed.
fn check(desk: &Desk) {
    let connection = database(desk);
    for table in ["case_fts", "party_fts"] {
        connection.execute(&format!("INSERT INTO {table} ({table}) VALUES ('integrity-check')"), []).unwrap();
    }
}

fn found(desk: &Desk, words: &str) -> Vec<Uuid> {
    let filter = CaseFilter { status: None, text: words.into() };
    desk.store.case_rows(&filter, None, 50).unwrap().rows.into_iter().map(|row| row.case).collect()
}

/// A case of this moment, with somebody who asks.
fn case(tx: &mut Tx<'_>, at: Time, number: CaseNumber, words: &str) -> Result<(Uuid, Uuid), StoreError> {
    let (case, visit, person) = (tx.new_id(), tx.new_id(), tx.new_id());
    let channel = code("tatap_muka");
    let who = PersonData { name: format!("Nama {words}"), phone: String::new(), email: String::new() };
    tx.write(PersonAdded { person, private: Some(who) })?;
    tx.write(VisitOpened { visit, happened_at: at })?;
    tx.write(CaseOpened { case, number, visit, channel, opened_at: at, started_at: at })?;
    tx.write(party(case, Some(person), None))?;
    tx.write(QuestionSet { case, replaces: vec![], private: text(words) })?;
    Ok((case, person))
}

#[test]
fn the_words_of_a_transaction_are_written_as_one_segment_in_whatever_order_its_cases_come() {
    let desk = Desk::alone("one segment");
    desk.store
        .transact(USER, |tx| {
            for n in 0..40 {
                // The newest first: the keys of the rows go down.
                let at = Time(tx.now().0 - n * 60_000);
                let number = tx.next_number(at)?;
                case(tx, at, number, &format!("pertanyaan nomor{n}"))?;
            }
            Ok::<(), StoreError>(())
        })
        .unwrap();
    for table in ["case_fts", "party_fts"] {
        assert_eq!(count(&desk, &format!("SELECT count(DISTINCT segid) FROM {table}_idx")), 1, "{table}");
    }
    check(&desk);
    assert_eq!((found(&desk, "pertanyaan").len(), found(&desk, "nomor7").len()), (40, 1));
}

#[test]
fn what_changes_twice_in_one_transaction_is_found_by_what_it_is_at_its_end() {
    let desk = Desk::alone("twice");
    let old = desk.case("dari kemarin");
    let somebody = desk.person(old, "Rina Fiktif", "0812-0000-0001");
    let ((first, second), _) = desk
        .store
        .transact(USER, |tx| {
            let at = tx.now();
            let number = tx.next_number(at)?;
            let (first, person) = case(tx, at, number.clone(), "rekening")?;
            // Folded in between, as a page that comes in parts is.
            tx.refold()?;
            let field = || code("name");
            tx.write(PersonSet { person, field: field(), replaces: vec![], private: text("Budi Rekaan") })?;
            tx.write(PersonSet { person: somebody, field: field(), replaces: vec![], private: text("Rini Fiktif") })?;
            // One number twice: the later case shows "-2".
            let (second, _) = case(tx, at, number, "retur")?;
            Ok::<_, StoreError>((first, second))
        })
        .unwrap();
    check(&desk);
    for (words, expected) in [
        ("budi", vec![first]),
        ("rini", vec![old]),
        ("rina", vec![]),
        ("kemarin", vec![old]),
        ("retur", vec![second]),
        ("0002-2", vec![second]),
    ] {
        assert_eq!(found(&desk, words), expected, "{words}");
    }
    let before = dump(&desk.store);
    desk.store.rebuild(&|_, _| {}).unwrap();
    assert_eq!(dump(&desk.store), before);
    check(&desk);
}

#[test]
fn a_page_of_the_index_lies_on_one_page_of_the_file() {
    let desk = Desk::alone("pages");
    desk.store
        .transact(USER, |tx| {
            for n in 0..200 {
                let (at, number) = (tx.now(), tx.next_number(tx.now())?);
                let words: Vec<String> = (0..60).map(|word| format!("kata{n}x{word}")).collect();
                case(tx, at, number, &words.join(" "))?;
            }
            Ok::<(), StoreError>(())
        })
        .unwrap();
    assert!(count(&desk, "SELECT count(*) FROM case_fts_data") > 20, "an index of many pages");
    assert_eq!(count(&desk, "SELECT count(*) FROM dbstat WHERE name = 'case_fts_data' AND pagetype = 'overflow'"), 0);
}
