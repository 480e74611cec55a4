//! Step 7b: whom to tell the solution, the promise, three working days, and what the stakeholder is told meanwhile.

use lakon_domain::calendar::{Calendar, Counting, Day};
use lakon_domain::number::Zone;
use serde_json::json;

use crate::harness::{DAY, HOUR, MINUTE, TestDesk, duties, kinds, marked, why};

#[test]
fn a_promise_needs_a_contact_person_or_the_word_that_none_was_named() {
    let desk = TestDesk::begun();
    let case = desk.asked();
    let promise = json!({ "case": case, "text": "Dijawab setelah dicek." });
    let error = desk.refused("case.promise", promise.clone());
    assert_eq!((error.code.as_str(), marked(&error)), ("incomplete", vec!["contact".to_owned()]));
    assert!(error.message.contains("narahubung"), "{}", error.message);
    assert_eq!(why(&desk.view(&case), "promise"), error.message);
    let nobody = json!({ "case": case, "declined": false, "name": " ", "phone": "", "email": "" });
    assert_eq!(marked(&desk.refused("case.contact", nobody)), ["name", "phone", "email"]);

    desk.ok("case.contact", json!({ "case": case, "declined": true, "name": "", "phone": "", "email": "" }));
    desk.pass(12 * MINUTE);
    let view = desk.ok("case.promise", promise.clone());
    assert_eq!((view["status"].as_str(), view["stage"].as_str()), (Some("follow_up"), Some("7b")));
    assert_eq!(
        (view["contact"]["declined"].as_bool(), view["promised_at"].as_f64()),
        (Some(true), Some(desk.now() as f64))
    );
    assert!(view["clock"]["running_since"].is_null(), "a promise ends the service session");
    assert_eq!(view["clock"]["before_ms"].as_f64(), Some((12 * MINUTE) as f64));
    assert!(desk.refused("case.promise", promise).message.contains("sudah dijanjikan"));
    assert!(kinds(&view).ends_with(&["contact".to_owned(), "promised".to_owned()]), "{:?}", kinds(&view));
}

#[test]
fn a_promise_needs_a_question_and_an_online_one_no_contact() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "person_name": "Rina", "stakeholder_type": "UMUM", "channel": "telepon" }));
    assert_eq!(marked(&desk.refused("case.promise", json!({ "case": case, "text": "" }))), ["question"]);
    desk.retype(&case, json!({ "question": "Kapan SP2D terbit?" }));
    let view = desk.ok("case.promise", json!({ "case": case, "text": "" }));
    assert_eq!((view["status"].as_str(), view["stage"].as_str()), (Some("follow_up"), Some("13b")));
}

#[test]
fn the_three_days_end_where_the_calendar_says_and_explain_themselves_day_by_day() {
    let desk = TestDesk::begun();
    let case = desk.promised();
    let view = desk.view(&case);
    let duty = &view["duties"][0];
    let due = Calendar::shipped().due("2026-11-23".parse::<Day>().unwrap(), 3, Counting::new(Zone::Wita));
    assert_eq!((duty["kind"].as_str(), duty["state"].as_str()), (Some("solution"), Some("open")));
    assert_eq!((duty["due_day"].as_str(), duty["due_at"].as_f64()), (Some("2026-11-26"), Some(due.at.0 as f64)));
    assert_eq!(duty["due_day"], json!(due.day.to_string()));
    assert_eq!(duty["due_at"].as_f64(), Some((crate::harness::MORNING + 3 * DAY + 6 * HOUR) as f64), "16.00 WITA");
    assert_eq!((duty["working_days_left"].as_i64(), duty["provisional"].as_bool()), (Some(3), Some(false)));
    let days: Vec<&str> = duty["trace"].as_array().unwrap().iter().map(|line| line["day"].as_str().unwrap()).collect();
    assert_eq!(days, ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"]);
    assert_eq!(duty["trace"][0]["text"], "hari ke-0");
    assert_eq!(duty["trace"][3]["text"], "hari kerja ke-3");
}

#[test]
fn a_report_meets_its_day_and_a_day_without_one_is_missed_for_good() {
    let desk = TestDesk::begun();
    let case = desk.promised();
    let progress = |view: &serde_json::Value| duties(view, "progress");
    let day = |state: &str, day: &str| (state.to_owned(), day.to_owned());
    assert_eq!(progress(&desk.view(&case)), [day("open", "2026-11-24")]);

    desk.return_after(DAY);
    let next = day("open", "2026-11-25");
    assert_eq!(progress(&desk.view(&case)), [day("due_today", "2026-11-24"), next]);
    let told = json!({ "case": case, "channel": "telepon", "text": "Masih dicek di Bank." });
    assert_eq!(
        marked(&desk.refused("case.progress", json!({ "case": case, "channel": "telepon", "text": " " }))),
        ["text"]
    );
    let unknown = json!({ "case": case, "channel": "merpati", "text": "x" });
    assert_eq!(marked(&desk.refused("case.progress", unknown)), ["channel"]);
    let view = desk.ok("case.progress", told);
    assert_eq!(progress(&view), [day("met", "2026-11-24"), day("open", "2026-11-25")]);
    assert_eq!(
        (view["progress"][0]["channel"].as_str(), view["progress"][0]["by"].as_str()),
        (Some("telepon"), Some("Dewi Contoh"))
    );

    desk.return_after(2 * DAY);
    let passed = [day("met", "2026-11-24"), day("missed", "2026-11-25")];
    let ahead = [day("due_today", "2026-11-26"), day("open", "2026-11-27")];
    assert_eq!(progress(&desk.view(&case)), [passed, ahead].concat());
    assert_eq!(duties(&desk.view(&case), "solution"), [day("due_today", "2026-11-26")]);

    desk.return_after(DAY);
    assert_eq!(duties(&desk.view(&case), "solution"), [day("overdue", "2026-11-26")]);
    assert_eq!(desk.view(&case)["duties"][0]["working_days_left"].as_i64(), Some(-1));
    desk.retype(&case, json!({ "answer": "Ajukan surat ralat rekening." }));
    let view = desk.ok("case.resolve", json!({ "case": case }));
    assert_eq!(duties(&view, "solution"), [day("met", "2026-11-26")]);
}

#[test]
fn an_answer_in_the_session_owes_nothing_more() {
    let desk = TestDesk::begun();
    let case = desk.typed(crate::harness::complete());
    let view = desk.ok("case.resolve", json!({ "case": case }));
    assert_eq!(duties(&view, "solution"), [("not_owed".to_owned(), "2026-11-26".to_owned())]);
    assert!(duties(&view, "progress").is_empty());
}

#[test]
fn a_promise_is_undone_and_the_clock_goes_on_as_if_never_stopped() {
    let desk = TestDesk::begun();
    let started = desk.now();
    let case = desk.promised();
    desk.pass(MINUTE);
    let undo = desk.view(&case)["undo"].clone();
    assert!(undo.is_string());
    let view = desk.ok("case.revert", json!({ "case": case, "event": undo }));
    assert_eq!(view["status"], "identified");
    assert_eq!(view["clock"]["running_since"].as_f64(), Some(started as f64));
    assert!(view["promised_at"].is_null() && view["undo"].is_null());
    assert_eq!(desk.refused("case.revert", json!({ "case": case, "event": undo })).code, "failed");
}
