//! What is typed survives: every word, across a program that ends without warning.

use serde_json::json;

use crate::harness::{PASSWORD, TestDesk};

#[test]
fn every_word_is_there_after_an_abrupt_end_and_nothing_became_a_record() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "Bagaimana cara mengaj", "person_name": "Rin", "satker_code": "0123" }));
    let first_key = desk.now();
    let (_temp, folder, now) = desk.drop_abruptly();

    let desk = TestDesk::at(&folder, now + 1000);
    assert_eq!(desk.state()["phase"], "signed_out");
    desk.sign_in(PASSWORD).unwrap();
    let view = desk.view(&case);
    assert_eq!(view["fields"]["question"], "Bagaimana cara mengaj");
    assert_eq!(view["fields"]["person_name"], "Rin");
    assert_eq!(view["fields"]["satker_code"], "0123");
    assert_eq!((view["status"].as_str(), view["number"].is_null()), (Some("draft"), true));
    assert_eq!(view["clock"]["running_since"].as_f64(), Some(first_key as f64));
    let home = desk.ok("home.view", json!({}));
    assert_eq!(home["drafts"][0]["case"].as_str(), Some(case.as_str()));
    assert_eq!(desk.ok("tabs.list", json!({}))["tabs"][0]["case"].as_str(), Some(case.as_str()));
}

#[test]
fn words_typed_over_a_recorded_case_survive_too() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "soal" }));
    desk.ok("case.record", json!({ "case": case }));
    desk.retype(&case, json!({ "answer": "Jawabannya ada" }));
    let (_temp, folder, now) = desk.drop_abruptly();
    let desk = TestDesk::at(&folder, now);
    desk.sign_in(PASSWORD).unwrap();
    let view = desk.view(&case);
    assert_eq!((view["fields"]["answer"].as_str(), view["unrecorded"].as_bool()), (Some("Jawabannya ada"), Some(true)));
    let view = desk.ok("case.record", json!({ "case": case }));
    assert_eq!((view["unrecorded"].as_bool(), view["concurrent"].clone()), (Some(false), json!([])));
}

#[test]
fn a_new_case_without_a_word_starts_nothing_and_goes_with_its_tab() {
    let desk = TestDesk::begun();
    let case = desk.ok("draft.new", json!({}))["case"].as_str().unwrap().to_owned();
    let view = desk.view(&case);
    assert!(view["clock"]["running_since"].is_null() && view["number"].is_null());
    assert!(desk.ok("case.record", json!({ "case": case }))["number"].is_null());
    desk.ok("tabs.close", json!({ "case": case }));
    assert_eq!(desk.refused("case.view", json!({ "case": case })).code, "gone");
    assert_eq!(desk.ok("case.counts", json!({}))["all"], 0);
}

#[test]
fn a_draft_is_discarded_and_a_recorded_case_is_not() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    desk.ok("draft.discard", json!({ "case": case }));
    assert_eq!(desk.refused("case.view", json!({ "case": case })).code, "gone");
    assert_eq!(
        desk.refused("draft.save", json!({ "case": case, "fields": fields(&desk), "first_key_at": null })).code,
        "gone"
    );
    let case = desk.typed(json!({ "question": "x" }));
    desk.ok("case.record", json!({ "case": case }));
    assert_eq!(desk.refused("draft.discard", json!({ "case": case })).code, "failed");
}

#[test]
fn a_file_on_its_way_into_a_discarded_draft_goes_with_it() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    let staged = desk.ok("file.stage", json!({ "case": case, "name": "surat.pdf", "size": 10 }));
    let staged = staged["staged"].as_str().unwrap().to_owned();
    desk.piece(&staged, 0, b"12345").unwrap();
    assert_eq!(std::fs::read_dir(desk.folder.join("staging")).unwrap().count(), 1);
    desk.ok("draft.discard", json!({ "case": case }));
    assert_eq!(std::fs::read_dir(desk.folder.join("staging")).unwrap().count(), 0);
    assert!(desk.piece(&staged, 5, b"67890").unwrap_err().message.contains("Lampirkan kembali"));
    assert!(desk.call("file.finish", json!({ "staged": staged })).is_err());
    let (_temp, folder, now) = desk.drop_abruptly();
    let desk = TestDesk::at(&folder, now);
    assert_eq!(desk.sign_in(PASSWORD).unwrap()["notices"], json!([]));
}

fn fields(desk: &TestDesk) -> serde_json::Value {
    let case = desk.ok("draft.new", json!({}))["case"].as_str().unwrap().to_owned();
    desk.view(&case)["fields"].clone()
}

#[test]
fn the_first_key_stays_the_first_also_for_a_page_opened_anew() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    let first = desk.now();
    desk.pass(60_000);
    desk.retype(&case, json!({ "question": "xy" }));
    let view = desk.ok("case.record", json!({ "case": case }));
    assert_eq!(view["clock"]["running_since"].as_f64(), Some(first as f64));
}

#[test]
fn a_page_with_a_clock_ahead_starts_no_service_in_the_future() {
    let desk = TestDesk::begun();
    let case = desk.ok("draft.new", json!({}))["case"].as_str().unwrap().to_owned();
    let mut typed = desk.view(&case)["fields"].clone();
    typed["question"] = json!("x");
    desk.ok("draft.save", json!({ "case": case, "fields": typed, "first_key_at": desk.now() + 3_600_000 }));
    let view = desk.ok("case.record", json!({ "case": case }));
    assert_eq!(view["clock"]["running_since"].as_f64(), Some(desk.now() as f64));
}
