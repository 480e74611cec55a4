//! The ticket number of HAI CSO: of its shape, unique in the office, and found.

use serde_json::{Value, json};

use crate::harness::{MINUTE, TestDesk, complete, marked};

/// A case of HAI CSO with this ticket number typed, not recorded yet.
fn ticketed(desk: &TestDesk, ticket: &str) -> String {
    let mut fields = complete();
    (fields["channel"], fields["hai_reference"]) = (json!("haicso"), json!(ticket));
    fields["person_name"] = json!(format!("Rina {ticket}"));
    desk.typed(fields)
}

fn record(case: &str) -> Value {
    json!({ "case": case })
}

#[test]
fn a_ticket_number_another_case_has_is_refused_and_that_case_is_named() {
    let desk = TestDesk::begun();
    let first = ticketed(&desk, "HAI-2026-0001");
    desk.ok("case.record", record(&first));
    let number = desk.view(&first)["number"].as_str().unwrap().to_owned();
    let second = ticketed(&desk, "hai-2026-0001 ");
    let error = desk.refused("case.record", record(&second));
    assert_eq!((error.code.as_str(), marked(&error)), ("invalid", vec!["hai_reference".to_owned()]));
    assert!(error.message.contains(&number), "{}", error.message);
    let details = error.details.clone().unwrap();
    assert_eq!((&details["case"], &details["number"]), (&json!(first), &json!(number)));
    // Everything else is kept, and the case can go on once the number is right.
    let view = desk.view(&second);
    assert_eq!(
        (view["status"].as_str(), view["fields"]["hai_reference"].as_str()),
        (Some("identified"), Some("hai-2026-0001 "))
    );
    assert_eq!(desk.refused("case.answered", record(&second)).code, "invalid");
    desk.retype(&second, json!({ "hai_reference": "HAI-2026-0002" }));
    let view = desk.ok("case.record", record(&second));
    assert!(view["same_ticket"].is_null());
    // The number is free again when the other gives it up, and for nobody but another case was it taken.
    desk.retype(&first, json!({ "hai_reference": "HAI-2026-0001", "question": "Diubah" }));
    desk.ok("case.record", record(&first));
    desk.retype(&first, json!({ "hai_reference": "" }));
    desk.ok("case.record", record(&first));
    desk.retype(&second, json!({ "hai_reference": "HAI-2026-0001" }));
    assert_eq!(desk.ok("case.record", record(&second))["fields"]["hai_reference"], "HAI-2026-0001");
}

#[test]
fn a_cancelled_case_and_a_duplicate_claim_no_ticket_number() {
    let desk = TestDesk::begun();
    let first = ticketed(&desk, "H-7");
    assert_eq!(marked(&desk.refused("case.record", record(&first))), ["hai_reference"], "four characters or more");
    desk.retype(&first, json!({ "hai_reference": "HAI-77" }));
    desk.ok("case.record", record(&first));
    let view = desk.ok("case.cancel", json!({ "case": first, "reason": "Tercatat dua kali." }));
    desk.pass(MINUTE);
    let second = ticketed(&desk, "HAI-77");
    assert!(desk.ok("case.record", record(&second))["same_ticket"].is_null());
    // Undone, both have it: nothing was typed that could be refused, so both are marked.
    desk.ok("case.revert", json!({ "case": first, "event": view["undo"] }));
    let number = desk.view(&second)["number"].clone();
    assert_eq!(desk.view(&first)["same_ticket"], json!({ "case": second, "number": number }));
    assert_eq!(desk.view(&second)["same_ticket"]["case"], first);
    let page = json!({ "status": null, "text": "", "after": null, "limit": 5 });
    let rows = desk.ok("case.list", page)["rows"].clone();
    assert_eq!(rows[1]["same_ticket"], number);
    assert!(rows[0]["same_ticket"].is_string());
}

#[test]
fn the_shape_is_checked_and_what_the_list_of_hai_cso_shows_can_be_pasted() {
    let desk = TestDesk::begun();
    let case = ticketed(&desk, "No. Ref: hai-2026/0042");
    assert_eq!(desk.ok("case.record", record(&case))["fields"]["hai_reference"], "HAI-2026/0042");
    for wrong in ["belum ada", "HAI", "0", "HAI 2026 1", "HAI-2026-0001; DROP", "tiket"] {
        desk.retype(&case, json!({ "hai_reference": wrong }));
        let error = desk.refused("case.record", record(&case));
        assert_eq!(marked(&error), ["hai_reference"], "{wrong}");
        assert!(error.message.contains("HAI-2026-001234"), "{}", error.message);
    }
}

#[test]
fn the_filter_of_the_list_finds_a_ticket_number() {
    let desk = TestDesk::begun();
    for ticket in ["HAI-2026-0041", "HAI-2026-0042", "HAI-2025-0042"] {
        let case = ticketed(&desk, ticket);
        desk.ok("case.record", record(&case));
    }
    let found = |text: &str| {
        let page = json!({ "status": null, "text": text, "after": null, "limit": 5 });
        desk.ok("case.list", page)["rows"].as_array().unwrap().len()
    };
    assert_eq!((found("HAI-2026-0042"), found("hai-2026"), found("0042"), found("HAI-2027")), (1, 2, 2, 0));
}
