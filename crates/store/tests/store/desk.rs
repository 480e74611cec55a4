//! One desk by itself: what is saved is there after the program dies, lists show it, and a damaged folder is told apart.

use crate::common::{Desk, USER, code, dump, text};
use lakon_domain::case::Status;
use lakon_domain::event::{
    AnswerSet, CaseCancelled, EventReverted, Name, PersonSet, QuestionSet, Reason, RequestRefused, UserRequested,
};
use lakon_domain::rights::Role;
use lakon_domain::shape::Time;
use lakon_store::{CaseFilter, Folder, Mismatch, Store, StoreError, Topic};
use lakon_sync::replica::{PageLimit, Replica};
use uuid::Uuid;

fn listed(desk: &Desk, words: &str) -> Vec<String> {
    let filter = CaseFilter { status: None, text: words.into() };
    desk.store.case_rows(&filter, None, 50).unwrap().rows.into_iter().map(|row| row.question).collect()
}

#[test]
fn a_case_is_there_after_the_program_died() {
    let desk = Desk::alone("died");
    let case = desk.case("Kenapa SPM ditolak?");
    desk.person(case, "Rina Fiktif", "0812-0000-0001");
    desk.resolve(case, "Karena rekening retur.");
    let before = desk.store.case(case).unwrap();
    let desk = desk.restart();
    assert_eq!(desk.store.case(case).unwrap(), before);
    assert_eq!(desk.store.found().mismatch, None);
    assert_eq!(desk.store.found().refolded, 0);
    let row = desk.store.case_row(case).unwrap().unwrap();
    assert_eq!(
        (row.number.as_str(), row.who.as_str(), row.status),
        ("046-QX-26-0001", "Rina Fiktif", Status::Resolved)
    );
    assert_eq!(row.closed_ms, 60_000);
    assert!(!row.unsent, "nothing is unsent on a PC that is its own office");
}

#[test]
fn somebody_the_server_refused_stays_visible_with_the_cause() {
    let desk = Desk::alone("refused");
    let user = Uuid::from_u128(70);
    let named = Some(Name { name: "Sari Fiktif".into() });
    let wish = UserRequested { user, roles: vec![Role::Officer], private: named };
    desk.store.transact(USER, |tx| tx.write(wish)).unwrap();
    let waiting = desk.store.requested_users().unwrap();
    assert_eq!(waiting[0].refused, None);
    let request = waiting[0].event;
    let refusal =
        RequestRefused { request, cause: code("user_exists"), private: Some(Reason { reason: String::new() }) };
    desk.store.transact(USER, |tx| tx.write(refusal)).unwrap();
    let refused = desk.store.requested_users().unwrap();
    assert_eq!((refused[0].name.as_str(), refused[0].refused.clone()), ("Sari Fiktif", Some(code("user_exists"))));
}

#[test]
fn a_failed_transaction_leaves_nothing() {
    let desk = Desk::alone("failed");
    let records = desk.store.record_count().unwrap();
    let failed = desk.store.transact(USER, |tx| {
        tx.write(QuestionSet { case: Uuid::from_u128(1), replaces: vec![], private: text("x") })?;
        Err::<(), _>(StoreError::Closed)
    });
    assert!(matches!(failed, Err(StoreError::Closed)));
    assert_eq!(desk.store.record_count().unwrap(), records);
    let too_long = "x".repeat(300_000);
    let failed: Result<_, StoreError> = desk.store.transact(USER, |tx| {
        tx.write(QuestionSet { case: Uuid::from_u128(1), replaces: vec![], private: text(&too_long) })
    });
    assert!(matches!(failed, Err(StoreError::RecordTooLarge { .. })));
    assert_eq!(desk.store.record_count().unwrap(), records);
}

#[test]
fn a_transaction_says_what_it_changed() {
    let desk = Desk::alone("changed");
    let heard = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let ours = heard.clone();
    desk.store.listen(std::sync::Arc::new(move |changed| ours.lock().unwrap().push(changed.clone())));
    let case = desk.case("x");
    let topics = &heard.lock().unwrap()[0].topics;
    assert!(topics.contains(&Topic::Case(case)) && topics.contains(&Topic::Cases) && topics.contains(&Topic::Sync));
    assert!(!topics.contains(&Topic::Parties) && !topics.contains(&Topic::Users));
    assert_eq!(Topic::Case(case).to_string(), format!("case:{case}"));
}

#[test]
fn a_draft_is_durable_and_keeps_its_first_key() {
    let desk = Desk::alone("draft");
    let case = Uuid::from_u128(5);
    desk.store.draft_save(case, "{\"a\":1}", Some(Time(10))).unwrap();
    desk.store.draft_save(case, "{\"a\":2}", Some(Time(20))).unwrap();
    desk.store.draft_save(case, "{\"a\":3}", None).unwrap();
    desk.store.tab_open(case).unwrap();
    desk.store.tab_open(Uuid::from_u128(6)).unwrap();
    desk.store.set_setting("seed", Some("words")).unwrap();
    let desk = desk.restart();
    let draft = desk.store.draft(case).unwrap().unwrap();
    assert_eq!((draft.json.as_str(), draft.first_key), ("{\"a\":3}", Some(Time(10))));
    let tabs = desk.store.tabs().unwrap();
    assert_eq!(tabs.iter().map(|tab| tab.case.as_u128()).collect::<Vec<_>>(), [5, 6]);
    assert!(tabs[0].set_aside_at.is_some() && tabs[1].set_aside_at.is_none());
    assert_eq!(desk.store.setting("seed").unwrap().as_deref(), Some("words"));
    desk.store.draft_drop(case).unwrap();
    desk.store.tab_close(case).unwrap();
    desk.store.set_setting("seed", None).unwrap();
    assert_eq!(desk.store.draft(case).unwrap(), None);
    assert_eq!(desk.store.tabs().unwrap().len(), 1);
    assert_eq!(desk.store.setting("seed").unwrap(), None);
}

#[test]
fn numbers_run_on_across_restarts_and_follow_the_year_of_the_office() {
    let desk = Desk::alone("numbers");
    let first = desk.case("satu");
    let desk = desk.restart();
    let second = desk.case("dua");
    let number = |case| desk.store.case(case).unwrap().unwrap().number.to_string();
    assert_eq!((number(first), number(second)), ("046-QX-26-0001".into(), "046-QX-26-0002".into()));
    // 31 December 2026, 16.30 UTC is half past midnight in Makassar.
    let (next_year, _) =
        desk.store.transact(USER, |tx| tx.next_number(Time(1_798_734_600_000))).map_err(|e: StoreError| e).unwrap();
    assert_eq!(next_year.to_string(), "046-QX-27-0001");
}

#[test]
fn the_filter_finds_beginnings_of_words_in_every_field_and_nothing_that_was_typed_over() {
    let desk = Desk::alone("filter");
    let case = desk.case("Retur SP2D belum masuk");
    let person = desk.person(case, "Rina Fiktif", "0812-3456-7890");
    let other = desk.case("Gaji ke-13");
    desk.resolve(other, "Ajukan lewat \"SAKTI\"");
    assert_eq!(listed(&desk, "retu").len(), 1);
    assert_eq!(listed(&desk, "RINA sp2d").len(), 1);
    assert_eq!(listed(&desk, "046-QX-26-0002"), ["Gaji ke-13"]);
    assert_eq!(listed(&desk, "\"SAKTI\"").len(), 1);
    assert_eq!(listed(&desk, "sp2d gaji").len(), 0);
    assert_eq!(listed(&desk, "  ").len(), 2);
    assert_eq!(listed(&desk, "\" * ) -").len(), 0);
    assert_eq!(listed(&desk, "NEAR(a b) OR column:x").len(), 0);
    let tips = desk.store.person(person).unwrap().unwrap().name.tips;
    desk.write([PersonSet { person, field: code("name"), replaces: tips, private: text("Ratna Fiktif") }.into()]);
    assert_eq!((listed(&desk, "rina").len(), listed(&desk, "ratna").len()), (0, 1));
    let tips = desk.store.case(case).unwrap().unwrap().question.tips;
    desk.write([QuestionSet { case, replaces: tips, private: text("Pengembalian dana") }.into()]);
    assert_eq!((listed(&desk, "retur").len(), listed(&desk, "pengemb").len()), (0, 1));
}

#[test]
fn pages_of_a_list_meet_without_gap_or_overlap() {
    let desk = Desk::alone("pages");
    let mut cases: Vec<Uuid> = (0..7).map(|n| desk.case(&format!("soal {n}"))).collect();
    desk.resolve(cases[2], "selesai");
    cases.reverse();
    for limit in [1, 2, 3, 6, 7, 8] {
        for filter in [CaseFilter::default(), CaseFilter { status: None, text: "soal".into() }] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = desk.store.case_rows(&filter, after, limit).unwrap();
                assert!(page.rows.len() <= usize::try_from(limit).unwrap());
                seen.extend(page.rows.into_iter().map(|row| row.case));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(seen, cases, "{limit} {filter:?}");
        }
    }
    let resolved = CaseFilter { status: Some(Status::Resolved), text: String::new() };
    assert_eq!(desk.store.case_rows(&resolved, None, 10).unwrap().rows.len(), 1);
    let both = CaseFilter { status: Some(Status::Resolved), text: "soal".into() };
    assert_eq!(desk.store.case_rows(&both, None, 10).unwrap().rows.len(), 1);
}

#[test]
fn words_are_found_among_cases_of_a_rare_status() {
    let desk = Desk::alone("rare");
    let cases: Vec<Uuid> = (0..20).map(|n| desk.case(&format!("soal {n}"))).collect();
    desk.resolve(cases[3], "ketemu");
    desk.resolve(cases[7], "lain");
    let rows = |words: &str, after, limit| {
        let filter = CaseFilter { status: Some(Status::Resolved), text: words.into() };
        let page = desk.store.case_rows(&filter, after, limit).unwrap();
        (page.rows.into_iter().map(|row| row.case).collect::<Vec<_>>(), page.next)
    };
    assert_eq!(rows("ketemu", None, 10), (vec![cases[3]], None));
    let (first, next) = rows("soal", None, 1);
    assert_eq!((first, rows("soal", next, 1)), (vec![cases[7]], (vec![cases[3]], None)));
    assert_eq!(rows("tidak", None, 10), (vec![], None));
}

#[test]
fn counts_follow_every_change_of_status() {
    let desk = Desk::alone("counts");
    let (one, two) = (desk.case("satu"), desk.case("dua"));
    let counts = || {
        let counts = desk.store.case_counts().unwrap();
        [Status::Received, Status::Identified, Status::Resolved, Status::Cancelled].map(|status| counts.of(status))
    };
    assert_eq!(counts(), [2, 0, 0, 0]);
    assert_eq!(desk.store.running_cases().unwrap(), [one, two]);
    desk.resolve(one, "jawab");
    assert_eq!(counts(), [1, 0, 1, 0]);
    let at = desk.clock_now();
    desk.write(
        [CaseCancelled { case: two, cancelled_at: at, private: Some(Reason { reason: "salah".into() }) }.into()],
    );
    assert_eq!(counts(), [0, 0, 1, 1]);
    let today = desk.store.resolved_since(Time(crate::common::START)).unwrap();
    assert_eq!((today.cases, today.mean_ms.map(|ms| ms > 0.0)), (1, Some(true)));
    let reverts = desk.store.case(one).unwrap().unwrap().resolved_event.unwrap();
    desk.write([EventReverted { case: one, reverts }.into()]);
    assert_eq!(counts(), [0, 1, 0, 1]);
    assert_eq!(desk.store.running_cases().unwrap(), [one]);
    assert_eq!(desk.store.resolved_since(Time(crate::common::START)).unwrap().cases, 0);
}

#[test]
fn rebuilt_projections_equal_the_kept_ones() {
    let desk = Desk::alone("rebuild");
    for n in 0..20 {
        let case = desk.case(&format!("soal {n} retur"));
        if n % 2 == 0 {
            desk.person(case, &format!("Orang {n}"), &format!("0812{n:04}"));
        }
        if n % 3 == 0 {
            desk.resolve(case, "jawab");
        }
        if n % 4 == 0 {
            let tips = desk.store.case(case).unwrap().unwrap().answer.tips;
            desk.write([AnswerSet { case, replaces: tips, private: text("jawab lagi") }.into()]);
        }
    }
    let before = dump(&desk.store);
    let records = desk.store.record_count().unwrap();
    assert_eq!(desk.store.rebuild(&|_, _| {}).unwrap(), records);
    assert_eq!(dump(&desk.store), before);
}

#[test]
fn projections_of_another_version_are_made_again_at_the_start() {
    let desk = Desk::alone("version");
    desk.case("soal");
    let before = dump(&desk.store);
    let records = desk.store.record_count().unwrap();
    let conn = lakon_log_conn(&desk);
    conn.execute("UPDATE setting SET value = '0' WHERE name = 'projections'", []).unwrap();
    conn.execute("DELETE FROM case_row", []).unwrap();
    drop(conn);
    let desk = desk.restart();
    assert_eq!(desk.store.found().refolded, records);
    assert_eq!(dump(&desk.store), before);
}

#[test]
fn yesterdays_database_put_back_is_noticed() {
    let desk = Desk::alone("yesterday");
    desk.case("kemarin");
    desk.store.close();
    let saved = desk.dir.path().join("saved.db");
    std::fs::copy(desk.folder.database(), &saved).unwrap();
    let desk = desk.restart();
    assert_eq!(desk.store.found().mismatch, None);
    desk.case("hari ini");
    desk.store.close();
    std::fs::copy(&saved, desk.folder.database()).unwrap();
    let desk = desk.restart();
    let mismatch = desk.store.found().mismatch;
    assert!(matches!(mismatch, Some(Mismatch::Behind { database, file }) if database < file), "{mismatch:?}");
    // It goes on in a new log, and the next start finds nothing to tell.
    desk.case("sesudahnya");
    desk.case("dan lagi");
    let desk = desk.restart();
    assert_eq!(desk.store.found().mismatch, None);
}

#[test]
fn a_cloned_pc_and_a_lost_slot_are_noticed_and_one_damaged_slot_is_not() {
    let desk = Desk::alone("clone");
    desk.case("satu");
    desk.case("dua");
    desk.store.close();
    let open = |machine: &str| {
        Store::open_on(
            &desk.folder,
            &desk.key,
            desk.clock.clone(),
            desk.random.clone(),
            Some(machine.into()),
            &|_, _| {},
        )
        .unwrap()
    };
    if lakon_store::machine_id().is_some() {
        assert_eq!(open("another machine").found().mismatch, Some(Mismatch::OtherMachine));
    }
    assert_eq!(open("another machine").found().mismatch, None);
    let (a, b) = (desk.folder.path().join("incarnation-a"), desk.folder.path().join("incarnation-b"));
    std::fs::write(&a, b"damaged").unwrap();
    assert_eq!(open("another machine").found().mismatch, None);
    std::fs::remove_file(&a).unwrap();
    std::fs::remove_file(&b).unwrap();
    assert_eq!(open("any").found().mismatch, Some(Mismatch::NoSlot));
}

#[test]
fn a_folder_is_taken_by_one_program_at_a_time() {
    let desk = Desk::bare("lock");
    let held = desk.folder.lock().unwrap();
    assert!(matches!(desk.folder.lock(), Err(StoreError::InUse)));
    drop(held);
    desk.folder.lock().unwrap();
}

#[test]
fn a_folder_or_a_database_of_a_newer_program_is_left_untouched() {
    let desk = Desk::alone("newer");
    desk.store.close();
    let conn = lakon_log_conn(&desk);
    conn.pragma_update(None, "user_version", 99).unwrap();
    drop(conn);
    let opened = Store::open(&desk.folder, &desk.key, desk.clock.clone(), desk.random.clone());
    assert!(matches!(opened, Err(StoreError::NewerVersion { found: 99, .. })), "{opened:?}");
    std::fs::write(desk.folder.path().join("version"), "2").unwrap();
    assert!(matches!(Folder::open(desk.folder.path()), Err(StoreError::NewerVersion { found: 2, known: 1 })));
}

#[test]
fn another_key_does_not_open_the_database() {
    let desk = Desk::alone("wrong key");
    desk.store.close();
    let other = lakon_store::DbKey::random(&mut crate::common::Seeded::new("other"));
    let opened = Store::open(&desk.folder, &other, desk.clock.clone(), desk.random.clone());
    assert!(matches!(opened, Err(StoreError::WrongKey)), "{opened:?}");
}

#[test]
fn a_closed_store_answers_that_it_is_closed() {
    let desk = Desk::alone("closed");
    let case = desk.case("x");
    let clone = desk.store.clone();
    desk.store.close();
    assert!(matches!(clone.case(case), Err(StoreError::Closed)));
    assert!(matches!(clone.draft_save(case, "{}", None), Err(StoreError::Closed)));
}

#[test]
fn officers_writing_side_by_side_all_get_through() {
    let desk = Desk::alone("threads");
    std::thread::scope(|scope| {
        for thread in 0..4_u128 {
            let store = desk.store.clone();
            scope.spawn(move || {
                for n in 0..10_u128 {
                    store.draft_save(Uuid::from_u128(thread * 100 + n), "{}", None).unwrap();
                    store.drafts().unwrap();
                }
            });
        }
    });
    assert_eq!(desk.store.drafts().unwrap().len(), 40);
}

/// The database as another program with the key would open it.
fn lakon_log_conn(desk: &Desk) -> rusqlite::Connection {
    let key: [u8; 32] = desk.raw_key();
    lakon_log::open(&desk.folder.database(), &key).unwrap()
}

#[test]
fn the_servers_clock_is_told_in_headers_after_a_restart_without_a_network_too() {
    let desk = Desk::alone("offset");
    desk.case("sebelum");
    desk.store.set_clock_offset(-420_000).unwrap();
    desk.clock.pass(60_000);
    desk.store.set_clock_offset(-420_100).unwrap();
    desk.clock.pass(30_000);
    desk.case("sesudah");
    let desk = desk.restart();
    desk.clock.pass(90_000);
    desk.case("setelah mulai ulang");
    let log = desk.store.device().log;
    let cut = desk.store.page(log, 0, u64::MAX, PageLimit { records: 1_000, bytes: usize::MAX }).unwrap().unwrap();
    let offsets: Vec<_> = cut
        .page
        .records
        .iter()
        .map(|record| record.read_header().unwrap())
        .filter(|header| header.kind == "case.opened")
        .map(|header| (header.offset_ms, header.offset_age_s))
        .collect();
    // One second passes before each case. What is kept on the disk may be a little older than what was in memory.
    assert_eq!(offsets, [(None, None), (Some(-420_100), Some(31)), (Some(-420_000), Some(182))]);
}
