//! A visit holds several cases, each with its own clock; a case can be moved to the visit it belongs to.

use serde_json::{Value, json};

use crate::harness::{DAY, MINUTE, TestDesk, complete, kinds, marked};

fn others(view: &Value) -> Vec<String> {
    view["visit"].as_array().unwrap().iter().map(|one| one["case"].as_str().unwrap().to_owned()).collect()
}

fn another(desk: &TestDesk, case: &str) -> String {
    desk.ok("visit.another", json!({ "case": case }))["case"].as_str().unwrap().to_owned()
}

#[test]
fn another_question_of_the_same_visitor_is_a_case_of_its_own_with_its_own_clock() {
    let desk = TestDesk::begun();
    let first = desk.asked();
    desk.pass(5 * MINUTE);
    let second = another(&desk, &first);
    let view = desk.view(&second);
    assert_eq!((view["status"].as_str(), view["number"].is_null()), (Some("draft"), true));
    assert_eq!(view["fields"]["person"], desk.view(&first)["fields"]["person"]);
    assert_eq!(view["fields"]["person_name"], "Rina Contoh");
    assert_eq!(others(&view), std::slice::from_ref(&first));
    assert!(view["clock"]["running_since"].is_null(), "nobody has pressed a key in it");

    desk.pass(2 * MINUTE);
    desk.retype(&second, json!({ "question": "Dan kapan SP2D terbit?" }));
    let began = desk.now();
    desk.pass(MINUTE);
    desk.ok("case.record", json!({ "case": second }));
    let view = desk.view(&second);
    assert_eq!(view["clock"]["running_since"].as_f64(), Some(began as f64));
    assert_eq!(view["fields"]["organisation_name"], "Kantor Pertanahan Contoh");
    assert_eq!((others(&view), others(&desk.view(&first))), (vec![first.clone()], vec![second.clone()]));
    assert!(desk.view(&first)["clock"]["running_since"].is_number(), "both clocks run");
    assert_ne!(view["number"], desk.view(&first)["number"]);
    // It is the same person, not one more.
    let parties = desk.ok("party.list", json!({ "text": "Rina", "after": null, "limit": 10 }));
    let people = parties["rows"].as_array().unwrap().iter().filter(|row| row["is_organisation"] == false).count();
    assert_eq!(people, 1);

    desk.ok("case.cancel", json!({ "case": second, "reason": "Sudah terjawab." }));
    assert_eq!(desk.view(&first)["visit"][0]["status"], "cancelled");
    assert!(desk.view(&first)["clock"]["running_since"].is_number());
}

#[test]
fn another_question_nobody_typed_gets_no_number_and_goes_with_its_tab() {
    let desk = TestDesk::begun();
    let first = desk.asked();
    let second = another(&desk, &first);
    assert_eq!(desk.view(&second)["unrecorded"], false);
    desk.ok("session.lock", json!({}));
    desk.sign_in_as(crate::harness::ADMIN);
    assert_eq!(desk.view(&second)["status"], "draft");
    desk.ok("tabs.close", json!({ "case": second }));
    assert_eq!(desk.refused("case.view", json!({ "case": second })).code, "gone");
    assert_eq!(desk.ok("case.counts", json!({}))["all"], 1);
}

#[test]
fn the_first_case_gets_its_number_before_a_second_is_begun_in_its_visit() {
    let desk = TestDesk::begun();
    let first = desk.typed(complete());
    let second = another(&desk, &first);
    let number = desk.view(&first)["number"].clone();
    assert!(number.is_string());
    assert_eq!(desk.view(&second)["visit"][0]["number"], number);
}

#[test]
fn a_case_moves_to_a_visit_of_its_party_or_of_today_and_back_by_undo() {
    let desk = TestDesk::begun();
    let earlier = desk.asked();
    desk.return_after(3 * DAY);
    let mut stranger = complete();
    stranger["person_name"] = json!("Sari Contoh");
    (stranger["organisation_name"], stranger["satker_code"]) = (json!("Kantor Lain"), json!("543210"));
    let of_today = desk.typed(stranger);
    desk.ok("case.record", json!({ "case": of_today }));
    desk.pass(MINUTE);
    let person = desk.view(&earlier)["fields"].clone();
    let (person, organisation) = (person["person"].clone(), person["organisation"].clone());
    let mut fields = complete();
    (fields["person"], fields["organisation"]) = (person, organisation);
    let case = desk.typed(fields);
    desk.ok("case.record", json!({ "case": case }));
    assert_eq!(desk.view(&case)["visit"], json!([]));

    let choices = desk.ok("visit.choices", json!({ "case": case }))["visits"].clone();
    let listed: Vec<&str> =
        choices.as_array().unwrap().iter().map(|one| one["cases"][0]["case"].as_str().unwrap()).collect();
    assert_eq!(listed, [of_today.as_str(), earlier.as_str()], "the newest first, its own left out");
    assert_eq!(choices[0]["who"], "Sari Contoh");
    let to = |visit: &Value| json!({ "case": case, "visit": visit });
    let view = desk.ok("case.move", to(&choices[0]["visit"]));
    assert_eq!(others(&view), std::slice::from_ref(&of_today));
    assert_eq!(kinds(&view).last().unwrap(), "moved");
    assert_eq!(marked(&desk.refused("case.move", to(&choices[0]["visit"]))), ["visit"]);
    assert_eq!(others(&desk.view(&of_today)), std::slice::from_ref(&case));
    let view = desk.ok("case.revert", json!({ "case": case, "event": view["undo"] }));
    assert_eq!((others(&view), others(&desk.view(&of_today))), (vec![], vec![]));

    // Two that came together and were none: one gets a visit of its own.
    let beside = another(&desk, &case);
    desk.retype(&beside, json!({ "question": "Untuk kantor lain" }));
    desk.ok("case.record", json!({ "case": beside }));
    let view = desk.ok("case.move", json!({ "case": beside, "visit": null }));
    assert_eq!((view["visit"].clone(), desk.view(&case)["visit"].clone()), (json!([]), json!([])));
    for unknown in ["bukan", "0190a0a0-0000-7000-8000-000000000001"] {
        assert_eq!(desk.refused("case.move", to(&json!(unknown))).code, "gone");
    }
}

#[test]
fn a_case_written_on_a_later_day_is_marked_in_the_list() {
    let desk = TestDesk::begun();
    let case = desk.asked();
    let late = |desk: &TestDesk| {
        let page = json!({ "status": null, "text": "", "after": null, "limit": 5 });
        desk.ok("case.list", page)["rows"][0]["late"].clone()
    };
    assert_eq!(late(&desk), false);
    desk.ok("case.received", json!({ "case": case, "at": desk.now() - DAY, "reason": "" }));
    assert_eq!(late(&desk), true);
}
