//! New incarnations in whole offices (design: invariant 12): put back, cloned and imaged PCs carry on, and every replica ends equal.

use std::collections::BTreeSet;

use lakon_domain::event::{AnswerSet, CaseOpened, QuestionSet, Text, VisitOpened};
use lakon_domain::ids::LogId;
use lakon_domain::number::parts;
use lakon_domain::shape::Code;
use lakon_office_tests::{Desk, Line, Office, copy_folder, put_back_all, put_back_database, sealed_page, tells};
use lakon_store::{CaseFilter, Mismatch, StoreError};
use lakon_sync::replica::{LogHead, Replica, Source};
use serde_json::json;
use uuid::Uuid;

use crate::erasure::{desk, plain};

/// One more PC, which knows its office.
pub(crate) async fn pc(office: &Office, name: &str) -> Line {
    let line = office.line(name).await;
    line.sync().await;
    line
}

/// A case with a question; returns its id.
pub(crate) fn ask(line: &Line, question: &str) -> Uuid {
    let opened = line.store.transact::<_, StoreError>(line.user, |tx| {
        let (case, visit, at) = (tx.new_id(), tx.new_id(), tx.now());
        let number = tx.next_number(at)?;
        tx.write(VisitOpened { visit, happened_at: at })?;
        let channel = Code::new("tatap_muka").unwrap();
        tx.write(CaseOpened { case, number, visit, channel, opened_at: at, started_at: at })?;
        tx.write(QuestionSet { case, replaces: vec![], private: Some(Text { text: question.to_owned() }) })?;
        tx.write(AnswerSet { case, replaces: vec![], private: Some(Text { text: format!("jawab {question}") }) })?;
        Ok(case)
    });
    opened.unwrap().0
}

fn label(line: &Line, case: Uuid) -> String {
    parts(&line.store.case(case).unwrap().unwrap().number).label
}

/// Every word of every case a desk holds.
fn words(line: &Line) -> Vec<String> {
    let rows = line.store.case_rows(&CaseFilter::default(), None, 1000).unwrap().rows;
    let mut words: Vec<String> = rows
        .iter()
        .map(|row| {
            let state = line.store.case(row.case).unwrap().unwrap();
            format!("{} {} {}", row.number, state.question.value.text(), state.answer.value.text())
        })
        .collect();
    words.sort();
    words
}

fn questions(line: &Line) -> Vec<String> {
    let rows = line.store.case_rows(&CaseFilter::default(), None, 1000).unwrap().rows;
    let mut questions: Vec<String> = rows.into_iter().map(|row| row.question).collect();
    questions.sort();
    questions
}

fn heads(replica: &dyn Replica) -> Vec<LogHead> {
    replica.heads().unwrap()
}

/// Syncs all desks until everybody has heard of everything; all then hold the same logs and show the same words, each event once.
async fn settle(office: &Office, lines: &[&Line]) {
    for _ in 0..3 {
        for line in lines {
            line.try_sync().await.unwrap();
        }
    }
    let server = heads(office.running().store().as_ref());
    for line in lines {
        line.sync().await;
        assert_eq!(heads(&line.store), server);
        assert_eq!(words(line), words(lines[0]));
        assert_eq!(line.store.unsent().unwrap().records, 0);
        let (all, different): (i64, i64) = line
            .store
            .read(|conn| {
                Ok(conn.query_row("SELECT count(*), count(DISTINCT event) FROM record", [], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?)
            })
            .unwrap();
        assert_eq!(all, different, "an event stands in two logs");
    }
}

/// The logs of the device a desk is, with labels, as its office knows them.
fn logs(line: &Line) -> Vec<(LogId, Option<String>)> {
    let office = line.store.office();
    let logs = office.logs_of(line.store.device().device);
    logs.into_iter().map(|(log, label)| (log, label.map(|label| label.as_str().to_owned()))).collect()
}

fn is_waiting(label: &str, old: &str) -> bool {
    label.strip_prefix(old).is_some_and(|rest| rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

#[tokio::test(flavor = "multi_thread")]
async fn yesterdays_database_put_back_goes_on_and_gets_back_what_the_server_holds() {
    let office = Office::begin().await;
    let third = pc(&office, "ketiga").await;
    let here = pc(&office, "loket").await;
    let old = label(&here, ask(&here, "kemarin"));
    here.sync().await;
    let path = here.leave();
    let copy = office.path("cadangan");
    copy_folder(&path, &copy);
    let here = Line::again(&path);
    ask(&here, "hari ini");
    here.sync().await;
    let path = here.leave();

    put_back_database(&copy, &path);
    let here = Line::again(&path);
    assert!(matches!(here.store.found().mismatch, Some(Mismatch::Behind { .. })));
    let waiting = label(&here, ask(&here, "tanpa jaringan"));
    assert!(is_waiting(&waiting, &old), "{waiting}");
    settle(&office, &[&here, &third]).await;
    assert_eq!(questions(&third), ["hari ini", "kemarin", "tanpa jaringan"]);
    // The server has given the new log letters of its own.
    let given = label(&here, ask(&here, "sesudahnya"));
    assert!(given != old && given.len() == 1, "{given}");
    assert_eq!(logs(&here).len(), 2);
    settle(&office, &[&third, &here]).await;
    let here = Line::again(&here.leave());
    assert_eq!(here.store.found().mismatch, None);
    settle(&office, &[&here, &third]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cloned_pc_on_another_machine_ends_as_two_logs_with_every_word() {
    let office = Office::begin().await;
    let third = pc(&office, "ketiga").await;
    let here = pc(&office, "asli").await;
    ask(&here, "bersama");
    here.sync().await;
    // Not sent when the disk was copied.
    ask(&here, "belum terkirim");
    let path = here.leave();
    copy_folder(&path, &office.path("salinan"));
    let here = Line::again(&path);
    let twin = Line::again_on(&office.path("salinan"), "mesin kedua");
    // Where this machine has no name of its own, only the server tells the two apart.
    assert_eq!(twin.store.found().mismatch.is_some(), lakon_store::machine_id().is_some());
    for n in 0..3 {
        ask(&here, &format!("asli {n}"));
        ask(&twin, &format!("salinan {n}"));
    }
    settle(&office, &[&twin, &here, &third]).await;
    for n in 3..6 {
        ask(&here, &format!("asli {n}"));
        ask(&twin, &format!("salinan {n}"));
    }
    settle(&office, &[&here, &third, &twin]).await;
    assert_eq!(questions(&third).len(), 14);
    assert_ne!(here.log(), twin.log());
    // Whoever looks sees that one PC writes several logs, and the numbers tell them apart.
    let seen = logs(third_as(&third, &here));
    assert!(seen.iter().any(|(log, _)| *log == here.log()) && seen.iter().any(|(log, _)| *log == twin.log()));
    let labels: BTreeSet<_> = [&here, &twin].map(|line| line.store.label().unwrap()).into_iter().collect();
    assert_eq!(labels.len(), 2);
}

/// The same office as another desk sees it: every desk's office is one.
fn third_as<'l>(third: &'l Line, here: &'l Line) -> &'l Line {
    assert_eq!(third.store.office().device_of_log, here.store.office().device_of_log);
    here
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_file_beside_the_database_costs_a_new_log_and_nothing_else() {
    let office = Office::begin().await;
    let third = pc(&office, "ketiga").await;
    let here = pc(&office, "loket").await;
    ask(&here, "satu");
    here.sync().await;
    ask(&here, "belum terkirim");
    let mut path = here.leave();
    // Twice without a word to the server: it hears of both logs at once.
    for round in 0..2 {
        for slot in ["incarnation-a", "incarnation-b"] {
            std::fs::remove_file(path.join(slot)).unwrap();
        }
        let here = Line::again(&path);
        assert_eq!(here.store.found().mismatch, Some(Mismatch::NoSlot));
        ask(&here, &format!("ronde {round}"));
        path = here.leave();
    }
    let here = Line::again(&path);
    settle(&office, &[&here, &third]).await;
    assert_eq!(questions(&third), ["belum terkirim", "ronde 0", "ronde 1", "satu"]);
    assert_eq!(logs(&here).len(), 3);
    assert_eq!(logs(&here).iter().filter(|(_, label)| label.is_some()).count(), 2, "only logs that go on need letters");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_image_of_everything_is_told_by_the_server_alone_and_goes_on() {
    let office = Office::begin().await;
    let third = pc(&office, "ketiga").await;
    let here = pc(&office, "loket").await;
    ask(&here, "sebelum citra");
    here.sync().await;
    let path = here.leave();
    let image = office.path("citra");
    copy_folder(&path, &image);
    let here = Line::again(&path);
    ask(&here, "sesudah citra, terkirim");
    here.sync().await;
    let path = here.leave();

    // Put back, and nothing was written before the next sync.
    put_back_all(&image, &path);
    let here = Line::again(&path);
    assert_eq!(here.store.found().mismatch, None);
    let former = here.log();
    assert!(here.try_sync().await.unwrap().carried_on);
    assert_ne!(here.log(), former);
    settle(&office, &[&here, &third]).await;
    assert_eq!(questions(&here), ["sebelum citra", "sesudah citra, terkirim"]);
    let path = here.leave();

    // Put back again, and somebody worked a morning without the network.
    put_back_all(&image, &path);
    let here = Line::again(&path);
    let cases: Vec<Uuid> = (0..600).map(|n| ask(&here, &format!("pagi {n}"))).collect();
    let before: Vec<_> = cases.iter().map(|case| here.store.case(*case).unwrap().unwrap()).collect();
    let report = here.try_sync().await.unwrap();
    assert!(report.carried_on && report.in_step && report.refused.is_empty(), "{report:?}");
    assert!(report.differences.is_empty() && report.own_log_ahead.is_none(), "{report:?}");
    settle(&office, &[&here, &third]).await;
    let after: Vec<_> = cases.iter().map(|case| here.store.case(*case).unwrap().unwrap()).collect();
    assert_eq!(before, after, "the same events at the same times by the same people");
    assert_eq!(questions(&third).len(), 602);
    assert_eq!(here.store.read(|conn| Ok(lakon_log::aside_count(conn)?)).unwrap(), 4 * 600);
    // The next start knows the new log and what it did there.
    let here = Line::again(&here.leave());
    assert_eq!(here.store.found().mismatch, None);
    assert!(!here.sync().await.carried_on);
    // Two cases got one number while nobody knew of the other: the later shows it.
    assert!(words(&third).iter().any(|line| line.contains("-0002-2 pagi 0")), "{:?}", words(&third).first());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_copies_of_a_pc_on_one_machine_that_nothing_tells_apart_part_at_the_server() {
    let office = Office::begin().await;
    let third = pc(&office, "ketiga").await;
    let here = pc(&office, "asli").await;
    ask(&here, "bersama");
    here.sync().await;
    let path = here.leave();
    copy_folder(&path, &office.path("salinan"));
    let (here, twin) = (Line::again(&path), Line::again(&office.path("salinan")));
    assert_eq!((here.log(), twin.store.found().mismatch), (twin.log(), None));
    ask(&here, "dari asli");
    ask(&twin, "dari salinan");
    ask(&twin, "dari salinan lagi");
    here.sync().await;
    assert!(twin.try_sync().await.unwrap().carried_on);
    settle(&office, &[&here, &twin, &third]).await;
    assert_eq!(questions(&third), ["bersama", "dari asli", "dari salinan", "dari salinan lagi"]);
    assert_ne!(here.log(), twin.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_holds_a_branch_the_server_lost_sets_it_aside_and_gets_it_back_from_its_author() {
    let mut office = Office::begin().await;
    let third = pc(&office, "ketiga").await;
    let here = pc(&office, "loket").await;
    ask(&here, "sebelum");
    settle(&office, &[&here, &third]).await;
    let path = here.leave();
    let (image, server) = (office.path("citra"), office.path("citra-server"));
    copy_folder(&path, &image);
    office.stop().await;
    copy_folder(&office.folder(), &server);
    office.start().await;
    let here = Line::again(&path);
    ask(&here, "di cabang yang kalah");
    settle(&office, &[&here, &third]).await;
    let path = here.leave();
    // The server is put back, and a copy of the PC is first to speak to it.
    office.stop().await;
    let folder = office.folder();
    put_back_all(&server, &folder);
    office.start().await;
    let twin = Line::again(&image);
    ask(&twin, "di cabang server");
    twin.sync().await;
    third.try_sync().await.unwrap();
    third.sync().await;
    assert_eq!(questions(&third), ["di cabang server", "sebelum"]);
    assert!(third.store.read(|conn| Ok(lakon_log::aside_count(conn)?)).unwrap() > 0);
    // Its author still has the words.
    let here = Line::again(&path);
    settle(&office, &[&here, &third, &twin]).await;
    assert_eq!(questions(&third), ["di cabang server", "di cabang yang kalah", "sebelum"]);
}

fn told(state: &serde_json::Value) -> Vec<String> {
    let notices = state["notices"].as_array().unwrap();
    notices.iter().map(|notice| notice["message"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pc_without_a_server_is_put_back_told_once_and_stays_its_own_office() {
    let temp = tempfile::tempdir().unwrap();
    let (path, copy) = (temp.path().join("data"), temp.path().join("cadangan"));
    let desk = Desk::alone(&path).await;
    let kept = desk.case(json!({ "question": "Sebelum cadangan" })).await;
    let old = desk.view(&kept).await["number"].as_str().unwrap().to_owned();
    desk.leave().await;
    copy_folder(&path, &copy);
    let desk = Desk::again(&path).await;
    desk.case(json!({ "question": "Sesudah cadangan" })).await;
    desk.leave().await;

    put_back_database(&copy, &path);
    let desk = Desk::at(&path);
    let state = desk.sign_in().await.unwrap();
    let said = told(&state);
    assert!(said.iter().any(|words| words.contains("cadangan") && words.contains("terus bekerja")), "{said:?}");
    assert_eq!(desk.view(&kept).await["fields"]["question"], "Sebelum cadangan");
    let new = desk.case(json!({ "question": "Setelah dipulihkan" })).await;
    let number = desk.view(&new).await["number"].as_str().unwrap().to_owned();
    let letters = |number: &str| number.split('-').nth(1).unwrap().to_owned();
    assert!(is_waiting(&letters(&number), &letters(&old)), "{old} {number}");
    // Who begins an office may still do what they could.
    desk.ok("users.add", json!({ "name": "Rekan Contoh", "roles": ["officer"] })).await;
    assert_eq!(desk.ok("users.list", json!({})).await["rows"].as_array().unwrap().len(), 2);
    desk.leave().await;
    let desk = Desk::at(&path);
    assert_eq!(told(&desk.sign_in().await.unwrap()), Vec::<String>::new());
    assert_eq!(desk.rows("case.list").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_with_more_than_a_page_unsent_carries_on_where_the_server_ends_on_a_record_it_has_another_one_for() {
    let office = Office::begin().await;
    let here = pc(&office, "budi").await;
    here.write_visits(2_100);
    let path = here.leave();
    copy_folder(&path, &office.path("salinan"));
    let (here, twin) = (Line::again(&path), Line::again(&office.path("salinan")));
    twin.write_visits(1);
    assert!(!twin.sync().await.carried_on);
    here.write_visits(3);
    // The first page is the same on both; the receipt for it stands above, on the twin's record.
    assert!(here.try_sync().await.unwrap().carried_on);
    settle(&office, &[&here, &twin]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_has_heard_of_an_order_brings_what_it_wrote_of_the_case_and_the_server_erases_it() {
    let office = Office::begin().await;
    let admin = desk(&office, "admin").await;
    let here = pc(&office, "loket").await;
    let case = ask(&here, "Qzpertanyaanxk");
    here.sync().await;
    admin.sync().await;
    let path = here.leave();
    let image = office.path("citra");
    copy_folder(&path, &image);
    let here = Line::again(&path);
    ask(&here, "dari asli");
    here.sync().await;
    admin.ok("erasure.ask", json!({ "id": case, "party": false, "whole": false, "reason": "Permintaan" })).await;
    admin.sync().await;
    here.sync().await;

    // The copy worked on, and hears of the order from a stick before it meets the server.
    let twin = Line::again(&image);
    let late = Text { text: "Qzterlambatxw".to_owned() };
    twin.write(|_| vec![AnswerSet { case, replaces: vec![], private: Some(late) }.into()]);
    ask(&twin, "dari salinan");
    let server = office.running().store();
    let log = server.own_log().unwrap();
    let (held, all) = (twin.head(log).seq, here.head(log).seq);
    let page = sealed_page(server.as_ref(), log, held, all, here.seals(log));
    assert!(!twin.store.receive(&page, Source::Other).unwrap().new.is_empty());
    assert!(twin.store.office().erasures.cover().cases.contains(&case));
    let report = twin.try_sync().await.unwrap();
    assert!(report.carried_on && report.refused.is_empty(), "{report:?}");
    settle(&office, &[&twin, &here]).await;
    assert!(questions(&here).iter().any(|question| question == "dari salinan"), "what comes after it comes too");
    for line in [&twin, &here] {
        assert_eq!(line.store.missing_private(None, 10).unwrap(), []);
    }
    for folder in [twin.leave(), here.leave()] {
        assert!(!tells(&plain(&folder), "Qzterlambatxw"), "{}", folder.display());
    }
}
