//! The bell, and what pops up on the system's screen: for whom, when, how often, and with which words.

use lakon_app::Push;
use serde_json::{Value, json};

use crate::harness::{ADMIN, DAY, HOUR, MINUTE, TestDesk};

const HEAD: &str = "Budi Kepala";

fn bell(desk: &TestDesk) -> Value {
    desk.ok("notices.list", json!({}))
}

fn kinds(bell: &Value) -> Vec<&str> {
    bell["rows"].as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect()
}

/// What popped up since this was asked last.
fn popped(desk: &TestDesk) -> Vec<String> {
    desk.app.tell_news();
    std::mem::take(&mut *desk.desktop.notified.lock().unwrap())
}

fn number(desk: &TestDesk, case: &str) -> String {
    desk.view(case)["number"].as_str().unwrap().to_owned()
}

/// Monday, 23 November 2026, 10.00: a case whose answer was promised; due on Thursday at 16.00.
fn owing() -> (TestDesk, String) {
    let desk = TestDesk::begun();
    let case = desk.promised();
    (desk, case)
}

#[test]
fn the_bell_tells_what_is_owed_and_remembers_what_was_read() {
    let (desk, case) = owing();
    assert_eq!((kinds(&bell(&desk)), &bell(&desk)["unread"]), (vec![], &json!(0)));
    desk.return_after(DAY);
    let told = bell(&desk);
    assert_eq!((kinds(&told), &told["unread"]), (vec!["progress_owed"], &json!(1)));
    let row = &told["rows"][0];
    assert_eq!((row["case"].as_str(), row["number"].as_str()), (Some(&*case), Some(&*number(&desk, &case))));
    assert_eq!((row["who"].as_str(), &row["escalation"]), (Some("Kantor Pertanahan Contoh"), &json!(null)));
    let records = desk.ok("pc.view", json!({}))["records"].clone();
    let read = desk.ok("notices.read", json!({ "keys": [row["key"], "late/entah"] }));
    assert_eq!((kinds(&read), &read["unread"]), (vec!["progress_owed"], &json!(0)), "what is read is still true");
    assert_eq!(desk.ok("pc.view", json!({}))["records"], records, "reading is no record of the office");
    desk.return_after(2 * DAY);
    assert_eq!(kinds(&bell(&desk)), ["due_today"]);
    desk.return_after(6 * HOUR + MINUTE);
    let told = bell(&desk);
    assert_eq!((kinds(&told), &told["unread"]), (vec!["overdue"], &json!(1)));
    desk.retype(&case, json!({ "answer": "Ajukan surat ralat." }));
    desk.ok("case.resolve", json!({ "case": case }));
    assert_eq!(kinds(&bell(&desk)), Vec::<&str>::new());
}

#[test]
fn what_is_new_pops_up_once_and_names_nobody() {
    let (desk, case) = owing();
    assert_eq!(popped(&desk), Vec::<String>::new());
    desk.return_after(DAY);
    let said = popped(&desk);
    assert_eq!(said, [format!("{}: perkembangannya perlu dikabarkan hari ini.", number(&desk, &case))]);
    desk.pass(5 * MINUTE);
    assert_eq!(popped(&desk), Vec::<String>::new());
    assert_eq!(bell(&desk)["unread"], 1, "having popped up is not having been read");
    desk.return_after(DAY);
    assert_eq!(popped(&desk).len(), 1, "the report of another day");
}

#[test]
fn what_was_shown_is_remembered_when_the_program_starts_again() {
    let (desk, _) = owing();
    desk.return_after(DAY);
    assert_eq!(popped(&desk).len(), 1);
    desk.ok("notices.read", json!({ "keys": [bell(&desk)["rows"][0]["key"]] }));
    let (_temp, folder, now) = desk.drop_abruptly();
    let desk = TestDesk::at(&folder, now + MINUTE);
    desk.sign_in_as(ADMIN);
    assert_eq!((popped(&desk), &bell(&desk)["unread"]), (Vec::new(), &json!(0)));
}

#[test]
fn outside_working_hours_nothing_pops_up_and_the_bell_still_tells() {
    let (desk, _) = owing();
    // Tuesday, 16.00: the office has closed.
    desk.return_after(DAY + 6 * HOUR);
    assert_eq!((popped(&desk), kinds(&bell(&desk))), (Vec::new(), vec!["progress_owed"]));
    // Wednesday, 12.30: the break.
    desk.return_after(20 * HOUR + 30 * MINUTE);
    assert_eq!((popped(&desk), kinds(&bell(&desk))), (Vec::new(), vec!["progress_owed"]));
    desk.return_after(30 * MINUTE);
    assert_eq!(popped(&desk).len(), 1, "13.00");
    // Saturday: late since Thursday, and nobody is at work.
    desk.return_after(3 * DAY);
    assert_eq!((popped(&desk), kinds(&bell(&desk))), (Vec::new(), vec!["overdue", "progress_owed"]));
    desk.return_after(2 * DAY);
    assert_eq!(popped(&desk), ["1 lewat batas waktu, 1 perlu kabar perkembangan."]);
}

#[test]
fn many_at_once_are_one_notice() {
    let desk = TestDesk::begun();
    for _ in 0..3 {
        desk.promised();
    }
    desk.return_after(DAY);
    assert_eq!(popped(&desk), ["3 perlu kabar perkembangan."]);
    assert_eq!(*desk.desktop.notified_of.lock().unwrap(), None, "a click on it leads to no one case");
    let told = bell(&desk);
    let keys: Vec<&Value> = told["rows"].as_array().unwrap().iter().map(|row| &row["key"]).collect();
    assert_eq!(desk.ok("notices.read", json!({ "keys": keys[..2] }))["unread"], 1);
    let rows = bell(&desk)["rows"].as_array().unwrap().clone();
    assert_eq!(rows.iter().map(|row| row["unread"] == true).collect::<Vec<_>>(), [true, false, false]);
}

#[test]
fn a_pc_whose_notices_are_off_shows_none_and_tells_them_in_the_bell() {
    let (desk, _) = owing();
    assert_eq!(desk.ok("notices.setting", json!({})), json!({ "system": true }));
    assert_eq!(desk.ok("notices.set", json!({ "system": false })), json!({ "system": false }));
    desk.return_after(DAY);
    assert_eq!((popped(&desk), &bell(&desk)["unread"]), (Vec::new(), &json!(1)));
    desk.ok("notices.set", json!({ "system": true }));
    desk.return_after(DAY);
    assert_eq!(popped(&desk).len(), 1);
}

#[test]
fn behind_the_lock_something_pops_up_and_after_signing_out_nothing() {
    let (desk, case) = owing();
    desk.return_after(DAY);
    desk.ok("session.lock", json!({}));
    assert_eq!(popped(&desk).len(), 1);
    assert_eq!(desk.refused("notices.list", json!({})).code, "locked");
    desk.return_after(DAY);
    desk.ok("session.sign_out", json!({}));
    assert_eq!(popped(&desk), Vec::<String>::new());
    desk.sign_in_as(ADMIN);
    assert_eq!(popped(&desk), [format!("{}: perkembangannya perlu dikabarkan hari ini.", number(&desk, &case))]);
}

#[test]
fn a_question_is_told_to_the_head_and_what_comes_back_to_the_officer() {
    let desk = TestDesk::begun();
    let head = desk.colleague(HEAD, "section_head");
    desk.ok("section.head", json!({ "section": "BANK", "head": head }));
    let case = desk.asked();
    let ask = json!({ "case": case, "section": "BANK", "question": "Boleh diretur?", "leaves": false });
    let view = desk.ok("case.escalate", ask);
    let escalation = view["escalations"][0]["escalation"].clone();
    let number = number(&desk, &case);
    assert_eq!(popped(&desk), Vec::<String>::new(), "whoever asked knows it");

    desk.sign_in_as(HEAD);
    assert_eq!(popped(&desk), [format!("{number}: eskalasi menunggu jawaban Anda.")]);
    let told = bell(&desk);
    assert_eq!((kinds(&told), &told["rows"][0]["escalation"]), (vec!["escalation_arrived"], &escalation));
    desk.ok("escalation.ask_back", json!({ "case": case, "escalation": escalation, "text": "Tanggal berapa?" }));
    assert_eq!(kinds(&bell(&desk)), Vec::<&str>::new());

    desk.sign_in_as(ADMIN);
    assert_eq!(popped(&desk), [format!("{number}: Kepala Seksi bertanya balik.")]);
    desk.ok("escalation.reply", json!({ "case": case, "escalation": escalation, "text": "Tanggal 20." }));
    desk.sign_in_as(HEAD);
    assert_eq!(popped(&desk).len(), 1, "it waits for the head again");
    let answer = json!({ "case": case, "escalation": escalation, "text": "Boleh.", "on_behalf": false });
    desk.ok("escalation.answer", answer);
    desk.sign_in_as(ADMIN);
    assert_eq!(popped(&desk), [format!("{number}: eskalasi sudah dijawab.")]);
    assert_eq!(kinds(&bell(&desk)), ["escalation_answered"]);
    desk.retype(&case, json!({ "answer": "Boleh." }));
    desk.ok("case.resolve", json!({ "case": case }));
    assert_eq!(kinds(&bell(&desk)), Vec::<&str>::new());
}

#[test]
fn a_substitute_is_told_in_the_heads_stead_on_the_days_of_the_substitution() {
    let desk = TestDesk::begun();
    let head = desk.colleague(HEAD, "section_head");
    desk.ok("section.head", json!({ "section": "BANK", "head": head }));
    let user = desk.colleague("Eka Pengganti", "officer");
    let until = json!({ "section": "BANK", "user": user, "from": "2026-11-24", "until": "2026-11-24" });
    desk.ok("section.substitute", until);
    let case = desk.asked();
    desk.ok("case.escalate", json!({ "case": case, "section": "BANK", "question": "Boleh?", "leaves": false }));
    desk.sign_in_as("Eka Pengganti");
    assert_eq!(kinds(&bell(&desk)), Vec::<&str>::new());
    desk.pass(DAY);
    desk.sign_in_as("Eka Pengganti");
    assert_eq!(kinds(&bell(&desk)), ["escalation_arrived"]);
    desk.pass(DAY);
    desk.sign_in_as("Eka Pengganti");
    assert_eq!(kinds(&bell(&desk)), Vec::<&str>::new());
}

#[test]
fn the_page_hears_when_time_alone_makes_something_due() {
    let (desk, _) = owing();
    desk.return_after(DAY);
    popped(&desk);
    let mut pushes = desk.app.subscribe();
    popped(&desk);
    desk.return_after(2 * DAY);
    popped(&desk);
    loop {
        if let Push::Changed(changed) = desk.hears(&mut pushes)
            && changed.topics == ["notices"]
        {
            break;
        }
    }
    assert_eq!(kinds(&bell(&desk)), ["due_today"]);
}
