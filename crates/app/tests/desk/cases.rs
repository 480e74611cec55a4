//! The main job: typed, recorded, answered, undone; what is missing and what does not fit.

use serde_json::{Value, json};

use crate::harness::{MINUTE, TestDesk, complete, marked};

#[test]
fn the_main_job_from_the_first_key_to_resolved() {
    let desk = TestDesk::begun();
    let case = desk.typed(complete());
    desk.pass(11 * MINUTE);
    let view = desk.ok("case.resolve", json!({ "case": case }));
    assert_eq!(view["status"], "resolved");
    assert_eq!(view["handled_minutes"], 11.0);
    assert!(view["clock"]["running_since"].is_null());
    assert_eq!(view["unrecorded"], false);
    assert_eq!(view["fields"]["satker_code"], "012345");
    assert_eq!(view["fields"]["organisation_name"], "Kantor Pertanahan Contoh");
    assert_eq!(view["fields"]["section"], "BANK");
    assert_eq!(view["officer"], "Dewi Contoh");
    let kinds: Vec<&str> =
        view["story"].as_array().unwrap().iter().map(|item| item["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["opened", "party", "question", "topic", "answer", "resolved"]);

    let rows = desk.ok("case.list", json!({ "status": null, "text": "retur", "after": null, "limit": 50 }));
    assert_eq!(rows["rows"][0]["number"], view["number"]);
    assert_eq!(rows["rows"][0]["who"], "Rina Contoh");
    let counts = desk.ok("case.counts", json!({}));
    assert_eq!((counts["all"].as_u64(), counts["resolved"].as_u64()), (Some(1), Some(1)));
    let home = desk.ok("home.view", json!({}));
    assert_eq!((home["resolved_today"].as_u64(), home["mean_minutes_today"].as_f64()), (Some(1), Some(11.0)));
}

#[test]
fn undo_opens_the_case_and_its_clock_goes_on_as_if_never_stopped() {
    let desk = TestDesk::begun();
    let case = desk.typed(complete());
    let started = desk.now();
    desk.pass(5 * MINUTE);
    let view = desk.ok("case.resolve", json!({ "case": case }));
    let undo = view["undo"].as_str().unwrap().to_owned();
    desk.pass(2 * MINUTE);
    let view = desk.ok("case.revert", json!({ "case": case, "event": undo }));
    assert_eq!((view["status"].as_str(), view["undo"].is_null()), (Some("identified"), true));
    assert_eq!(view["clock"]["running_since"].as_f64(), Some(started as f64));
    assert_eq!(desk.refused("case.revert", json!({ "case": case, "event": undo })).code, "failed");
    desk.pass(3 * MINUTE);
    assert_eq!(desk.ok("case.resolve", json!({ "case": case }))["handled_minutes"], 10.0);
}

#[test]
fn what_is_missing_is_named_in_the_order_of_the_form_and_what_is_there_is_recorded() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "stakeholder_type": "SATKER", "question": "Bagaimana?" }));
    let error = desk.refused("case.resolve", json!({ "case": case }));
    assert_eq!(error.code, "incomplete");
    assert_eq!(marked(&error), ["person_name", "organisation_name", "topic", "answer"]);
    let view = desk.view(&case);
    assert_eq!((view["status"].as_str(), view["number"].is_null()), (Some("received"), false));
}

#[test]
fn half_a_name_is_nobody_until_somebody_is_chosen_or_added() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "person_name": "Rin", "question": "Bagaimana?", "answer": "Begini.", "topic": "BANK-01", "section": "BANK" }));
    let view = desk.ok("case.record", json!({ "case": case }));
    assert_eq!((view["fields"]["person_name"].as_str(), view["fields"]["person"].is_null()), (Some("Rin"), true));
    assert_eq!((view["fields"]["stakeholder_type"].as_str(), view["unrecorded"].as_bool()), (Some(""), Some(true)));
    let parties = desk.ok("party.list", json!({ "text": "", "after": null, "limit": 10 }));
    assert_eq!(parties["rows"], json!([]));
    for _ in 0..2 {
        assert_eq!(marked(&desk.refused("case.resolve", json!({ "case": case }))), ["stakeholder_type"]);
    }
    desk.retype(&case, json!({ "stakeholder_type": "UMUM", "person_name": "Rina Contoh" }));
    assert_eq!(desk.ok("case.resolve", json!({ "case": case }))["fields"]["person_name"], "Rina Contoh");
}

#[test]
fn an_organisation_is_asked_only_of_types_that_have_one() {
    let desk = TestDesk::begun();
    let mut fields = complete();
    fields["stakeholder_type"] = json!("UMUM");
    fields["organisation_name"] = json!("");
    fields["satker_code"] = json!("");
    let case = desk.typed(fields);
    assert_eq!(desk.ok("case.resolve", json!({ "case": case }))["status"], "resolved");
}

#[test]
fn a_satker_code_with_letters_stays_typed_and_is_marked() {
    let desk = TestDesk::begun();
    for bad in ["12345", "1234567", "01234x", "O12345"] {
        let mut fields = complete();
        fields["satker_code"] = json!(bad);
        let case = desk.typed(fields);
        let error = desk.refused("case.record", json!({ "case": case }));
        assert_eq!((error.code.as_str(), marked(&error)), ("invalid", vec!["satker_code".to_owned()]), "{bad}");
        assert_eq!(desk.refused("case.resolve", json!({ "case": case })).code, "invalid");
        let view = desk.view(&case);
        assert_eq!((view["fields"]["satker_code"].as_str(), view["unrecorded"].as_bool()), (Some(bad), Some(true)));
        assert_eq!(view["fields"]["question"], complete()["question"], "the rest was recorded");
        desk.retype(&case, json!({ "satker_code": "000123" }));
        assert_eq!(desk.ok("case.resolve", json!({ "case": case }))["fields"]["satker_code"], "000123");
    }
}

#[test]
fn numbers_follow_each_other_under_one_label() {
    let desk = TestDesk::begun();
    let numbers: Vec<String> = (0..3)
        .map(|n| {
            let case = desk.typed(json!({ "question": format!("soal {n}") }));
            desk.ok("case.record", json!({ "case": case }))["number"].as_str().unwrap().to_owned()
        })
        .collect();
    let label = numbers[0].split('-').nth(1).unwrap();
    assert_eq!(label.len(), 2);
    assert_eq!(numbers, [1, 2, 3].map(|n| format!("046-{label}-26-{n:04}")));
}

#[test]
fn recording_again_writes_only_what_changed() {
    let desk = TestDesk::begun();
    let case = desk.typed(complete());
    let story = |view: &Value| view["story"].as_array().unwrap().len();
    let first = desk.ok("case.record", json!({ "case": case }));
    let again = desk.ok("case.record", json!({ "case": case }));
    assert_eq!(story(&first), story(&again));
    desk.retype(&case, json!({ "answer": "Ajukan surat ralat dan rekening koran." }));
    let changed = desk.ok("case.record", json!({ "case": case }));
    assert_eq!(story(&changed), story(&first) + 1);
    let last = changed["story"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((last["kind"].as_str(), last["old"].as_str()), (Some("answer"), Some("Ajukan surat ralat rekening.")));
    assert_eq!(changed["concurrent"], json!([]));
}

#[test]
fn typing_while_a_record_is_made_is_no_concurrent_edit() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "Bagai" }));
    let shown = desk.view(&case)["fields"].clone();
    desk.ok("case.record", json!({ "case": case }));
    // The page had not seen the answer of the record when it saved the next letters.
    let mut fields = shown;
    fields["question"] = json!("Bagaimana");
    desk.ok("draft.save", json!({ "case": case, "fields": fields, "first_key_at": null }));
    let view = desk.ok("case.record", json!({ "case": case }));
    assert_eq!((view["fields"]["question"].as_str(), view["concurrent"].clone()), (Some("Bagaimana"), json!([])));
}

#[test]
fn a_corrected_name_corrects_the_person_and_another_person_replaces_the_party() {
    let desk = TestDesk::begun();
    let mut fields = complete();
    fields["person_name"] = json!("Rino Contoh");
    let case = desk.typed(fields);
    let person = desk.ok("case.record", json!({ "case": case }))["fields"]["person"].clone();
    // The page lets go of the person when the name is typed over.
    desk.retype(&case, json!({ "person": null, "person_name": "Rina Contoh" }));
    let view = desk.ok("case.record", json!({ "case": case }));
    assert_eq!((&view["fields"]["person"], view["fields"]["person_name"].as_str()), (&person, Some("Rina Contoh")));
    let all = desk.ok("party.list", json!({ "text": "", "after": null, "limit": 50 }));
    assert_eq!(all["rows"].as_array().unwrap().len(), 2, "one person, one organisation");

    let second = desk.typed(complete());
    let hits = desk.ok("party.find", json!({ "text": "rina", "stakeholder_type": null }));
    assert_eq!(hits["hits"][0]["person"], person);
    assert_eq!(hits["hits"][0]["past"]["count"], 1);
    desk.retype(&second, json!({ "person": person }));
    let view = desk.ok("case.resolve", json!({ "case": second }));
    assert_eq!(view["stakeholder_past"]["count"], 1);
    let party = desk.ok("party.view", json!({ "id": person }));
    assert_eq!(party["cases"].as_array().unwrap().len(), 2);
}

#[test]
fn one_satker_code_is_one_organisation() {
    let desk = TestDesk::begun();
    let organisations: Vec<Value> = (0..2)
        .map(|_| {
            let case = desk.typed(complete());
            desk.ok("case.record", json!({ "case": case }))["fields"]["organisation"].clone()
        })
        .collect();
    assert!(organisations[0].is_string());
    assert_eq!(organisations[0], organisations[1]);
    let found = desk.ok("party.find", json!({ "text": "0123", "stakeholder_type": "SATKER" }));
    assert_eq!(found["hits"][0]["organisation"], organisations[0]);
}

#[test]
fn online_the_clock_starts_when_the_officer_says_so() {
    let desk = TestDesk::begun();
    let mut fields = complete();
    fields["channel"] = json!("whatsapp");
    let case = desk.typed(fields);
    assert!(desk.view(&case)["clock"]["running_since"].is_null());
    desk.pass(30 * MINUTE);
    desk.sign_in(crate::harness::PASSWORD).unwrap();
    let view = desk.ok("case.start_clock", json!({ "case": case }));
    assert_eq!(view["clock"]["running_since"].as_f64(), Some(desk.now() as f64));
    assert_eq!(desk.refused("case.start_clock", json!({ "case": case })).code, "failed");
    desk.pass(4 * MINUTE);
    assert_eq!(desk.ok("case.resolve", json!({ "case": case }))["handled_minutes"], 4.0);
    assert_eq!(desk.refused("case.start_clock", json!({ "case": case })).code, "failed");
}

#[test]
fn a_case_is_cancelled_with_a_reason_and_that_is_undone_too() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    assert_eq!(marked(&desk.refused("case.cancel", json!({ "case": case, "reason": " " }))), ["reason"]);
    let view = desk.ok("case.cancel", json!({ "case": case, "reason": "Pulang sebelum dilayani." }));
    assert_eq!(view["status"], "cancelled");
    assert_eq!(desk.refused("case.resolve", json!({ "case": case })).code, "incomplete");
    let view = desk.ok("case.revert", json!({ "case": case, "event": view["undo"] }));
    assert_eq!(view["status"], "received");
}

#[test]
fn a_resolved_case_is_not_resolved_twice() {
    let desk = TestDesk::begun();
    let case = desk.typed(complete());
    desk.ok("case.resolve", json!({ "case": case }));
    assert!(desk.refused("case.resolve", json!({ "case": case })).message.contains("sudah selesai"));
}

#[test]
fn the_list_pages_by_key_without_a_gap_or_a_double() {
    let desk = TestDesk::begun();
    for n in 0..7 {
        let case = desk.typed(json!({ "question": format!("soal {n}") }));
        desk.ok("case.record", json!({ "case": case }));
        desk.pass(MINUTE);
    }
    let mut after = Value::Null;
    let mut seen = Vec::new();
    loop {
        let page = desk.ok("case.list", json!({ "status": "received", "text": "", "after": after, "limit": 3 }));
        seen.extend(page["rows"].as_array().unwrap().iter().map(|row| row["question"].as_str().unwrap().to_owned()));
        after = page["next"].clone();
        if after.is_null() {
            break;
        }
    }
    assert_eq!(seen, (0..7).rev().map(|n| format!("soal {n}")).collect::<Vec<_>>());
    assert_eq!(
        desk.refused("case.list", json!({ "status": null, "text": "", "after": "x", "limit": 3 })).code,
        "failed"
    );
}

#[test]
fn a_text_too_long_for_a_record_is_said_and_kept() {
    let desk = TestDesk::begun();
    let long = "kata ".repeat(60_000);
    let case = desk.typed(json!({ "question": long }));
    assert_eq!(desk.refused("case.record", json!({ "case": case })).code, "invalid");
    assert_eq!(desk.view(&case)["fields"]["question"], long);
}

#[test]
fn open_cases_are_tabs_and_the_one_left_is_set_aside_and_recorded() {
    let desk = TestDesk::begun();
    let first = desk.typed(json!({ "question": "pertama" }));
    desk.pass(MINUTE);
    let second = desk.typed(json!({ "question": "kedua" }));
    let tabs = desk.ok("tabs.list", json!({}));
    let (one, two) = (&tabs["tabs"][0], &tabs["tabs"][1]);
    assert_eq!((one["case"].as_str(), two["case"].as_str()), (Some(first.as_str()), Some(second.as_str())));
    assert!(one["set_aside_at"].is_number() && two["set_aside_at"].is_null());
    assert!(one["number"].is_string(), "setting aside makes a record");
    assert!(one["clock"]["running_since"].is_number(), "its clock runs on");
    desk.ok("tabs.open", json!({ "case": first }));
    let tabs = desk.ok("tabs.close", json!({ "case": second }));
    assert_eq!(tabs["tabs"].as_array().unwrap().len(), 1);
    assert!(desk.view(&second)["number"].is_string());
}

#[test]
fn the_catalogue_has_what_the_form_asks_for() {
    let desk = TestDesk::new();
    let lists = desk.ok("catalogue.get", json!({}));
    let codes = |name: &str| {
        lists[name].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(codes("channels"), ["tatap_muka", "haicso", "telepon", "whatsapp", "surel"]);
    assert_eq!(codes("sections"), ["PD", "MSKI", "BANK", "VERA", "UMUM", "LAIN"]);
    assert!(codes("types").contains(&"SATKER".to_owned()));
    assert_eq!(lists["service_minutes"], 20);
}
