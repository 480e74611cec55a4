//! "Diterima/dilayani pada": what came on paper or on a Saturday is entered later and counts from when it came.

use serde_json::json;

use crate::harness::{DAY, HOUR, MINUTE, TestDesk, complete, duties, marked};

#[test]
fn three_days_back_needs_no_reason_and_moves_day_0() {
    let desk = TestDesk::begun();
    let case = desk.asked();
    let opening = desk.view(&case)["intervals"][0]["event"].clone();
    let friday = desk.now() - 3 * DAY;
    let view = desk.ok("case.received", json!({ "case": case, "at": friday, "reason": "" }));
    assert_eq!((view["received_at"].as_f64(), view["late"].as_bool()), (Some(friday as f64), Some(true)));
    assert_eq!(view["intervals"], json!([]), "the first key says nothing of a service on Friday");
    // The session is what the officer says it was.
    let served = json!({ "case": case, "interval": opening, "start": friday, "end": friday + 8 * MINUTE, "reason": "Dari kertas." });
    let view = desk.ok("case.correct_clock", served);
    assert_eq!(view["intervals"].as_array().unwrap().len(), 1);
    desk.ok("case.contact", json!({ "case": case, "declined": true, "name": "", "phone": "", "email": "" }));
    let view = desk.ok("case.promise", json!({ "case": case, "text": "" }));
    assert_eq!(duties(&view, "solution"), [("open".to_owned(), "2026-11-25".to_owned())]);
}

#[test]
fn nine_days_back_needs_a_reason_and_tomorrow_is_refused() {
    let desk = TestDesk::begun();
    let case = desk.asked();
    let at = |at: i64, reason: &str| json!({ "case": case, "at": at, "reason": reason });
    let error = desk.refused("case.received", at(desk.now() - 9 * DAY, " "));
    assert_eq!(marked(&error), ["reason"]);
    assert!(error.message.contains("7 hari"), "{}", error.message);
    assert_eq!(marked(&desk.refused("case.received", at(desk.now() + HOUR, "x"))), ["at"]);
    let view = desk.ok("case.received", at(desk.now() - 9 * DAY, "Catatan kunjungan baru diserahkan."));
    assert_eq!(view["late"], true);
    let item = view["story"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (item["kind"].as_str(), item["text"].as_str()),
        (Some("received"), Some("Catatan kunjungan baru diserahkan."))
    );
    // A better memory takes its place.
    let view = desk.ok("case.received", at(desk.now() - 2 * DAY, ""));
    assert_eq!(view["received_at"].as_f64(), Some((desk.now() - 2 * DAY) as f64));
}

#[test]
fn a_case_that_has_ended_is_corrected_with_a_reason() {
    let desk = TestDesk::begun();
    let case = desk.typed(complete());
    assert_eq!(desk.ok("case.resolve", json!({ "case": case }))["late"], false);
    let at = |reason: &str| json!({ "case": case, "at": desk.now() - DAY, "reason": reason });
    assert_eq!(marked(&desk.refused("case.received", at(""))), ["reason"]);
    assert_eq!(desk.ok("case.received", at("Datang kemarin."))["late"], true);
}
