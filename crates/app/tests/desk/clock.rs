//! The service clock by hand: pauses, and corrections that leave what was recorded beside them.

use serde_json::json;

use crate::harness::{HOUR, MINUTE, TestDesk, complete, kinds, marked};

#[test]
fn a_pause_does_not_count_and_has_a_reason() {
    let desk = TestDesk::begun();
    let started = desk.now();
    let case = desk.typed(complete());
    let pause = |cause: &str, reason: &str| json!({ "case": case, "cause": cause, "reason": reason });
    assert_eq!(marked(&desk.refused("case.pause", pause("", " "))), ["reason"]);
    assert_eq!(desk.refused("case.resume", json!({ "case": case })).code, "failed");
    desk.pass(4 * MINUTE);
    let view = desk.ok("case.pause", pause("jaringan", "SAKTI tidak dapat dibuka."));
    assert_eq!(view["clock"]["paused_since"].as_f64(), Some(desk.now() as f64));
    assert_eq!(view["clock"]["running_since"].as_f64(), Some(started as f64));
    assert!(desk.refused("case.pause", pause("jaringan", "")).message.contains("dijeda"));
    desk.pass(9 * MINUTE);
    let view = desk.ok("case.resume", json!({ "case": case }));
    assert!(view["clock"]["paused_since"].is_null());
    // Shown is `before_ms` and the time since the start: four minutes.
    assert_eq!(view["clock"]["before_ms"].as_f64(), Some((-9 * MINUTE) as f64));
    assert_eq!(view["intervals"][0]["pauses_ms"].as_f64(), Some((9 * MINUTE) as f64));
    desk.pass(3 * MINUTE);
    let view = desk.ok("case.resolve", json!({ "case": case }));
    assert_eq!(view["handled_minutes"], 7.0);
    assert_eq!(
        desk.ok("case.list", json!({ "status": null, "text": "", "after": null, "limit": 5 }))["rows"][0]["minutes"],
        7.0
    );
    let told = kinds(&view);
    assert!(told.contains(&"paused".to_owned()) && told.contains(&"resumed".to_owned()), "{told:?}");
    assert!(desk.refused("case.pause", pause("jaringan", "")).message.contains("sudah selesai"));
}

#[test]
fn a_correction_needs_a_reason_and_the_original_stays() {
    let desk = TestDesk::begun();
    let started = desk.now();
    let case = desk.typed(complete());
    desk.pass(11 * MINUTE);
    let view = desk.ok("case.resolve", json!({ "case": case }));
    let interval = view["intervals"][0]["event"].clone();
    let correct = |start: i64, end: i64, reason: &str| json!({ "case": case, "interval": interval, "start": start, "end": end, "reason": reason });
    let (from, to) = (started - 5 * MINUTE, started + 10 * MINUTE);
    assert_eq!(marked(&desk.refused("case.correct_clock", correct(from, to, ""))), ["reason"]);
    assert_eq!(marked(&desk.refused("case.correct_clock", correct(to, from, "x"))), ["end"]);
    assert_eq!(marked(&desk.refused("case.correct_clock", correct(from, started + HOUR, "x"))), ["start", "end"]);
    let strange = json!({ "case": case, "interval": case, "start": from, "end": to, "reason": "x" });
    assert_eq!(desk.refused("case.correct_clock", strange).code, "gone");
    let view = desk.ok("case.correct_clock", correct(from, to, "Lupa menekan mulai."));
    assert_eq!(view["handled_minutes"], 15.0);
    let shown = &view["intervals"][0];
    assert_eq!((shown["start"].as_f64(), shown["end"].as_f64()), (Some(from as f64), Some(to as f64)));
    assert_eq!(
        (shown["original_start"].as_f64(), shown["original_end"].as_f64()),
        (Some(started as f64), Some((started + 11 * MINUTE) as f64))
    );
    // A second correction takes the place of the first.
    let view = desk.ok("case.correct_clock", correct(started, to, "Lima menit terlalu banyak."));
    assert_eq!(view["handled_minutes"], 10.0);
    assert!(kinds(&view).ends_with(&["clock_corrected".to_owned(), "clock_corrected".to_owned()]));
}

#[test]
fn a_clock_set_aside_runs_on_and_a_channel_that_is_online_drops_the_automatic_start() {
    let desk = TestDesk::begun();
    let first = desk.asked();
    let began = desk.view(&first)["clock"]["running_since"].clone();
    desk.ok("tabs.open", json!({ "case": first }));
    desk.pass(3 * MINUTE);
    // The telephone rings: Ctrl+N alone starts nothing, and sets the other case aside.
    let second = desk.ok("draft.new", json!({}))["case"].as_str().unwrap().to_owned();
    assert!(desk.view(&second)["clock"]["running_since"].is_null());
    desk.retype(&second, json!({ "question": "Lewat telepon" }));
    let key = desk.now() as f64;
    desk.pass(2 * MINUTE);
    desk.ok("case.record", json!({ "case": second }));
    let tabs = desk.ok("tabs.list", json!({}))["tabs"].clone();
    let tab = tabs.as_array().unwrap().iter().find(|tab| tab["case"] == *first).unwrap();
    assert!(tab["set_aside_at"].is_number() && tab["clock"]["running_since"] == began, "{tab}");
    assert_eq!(desk.ok("home.view", json!({}))["clocks"].as_array().unwrap().len(), 2);
    assert_eq!(desk.view(&second)["clock"]["running_since"].as_f64(), Some(key));

    desk.retype(&second, json!({ "channel": "telepon" }));
    let view = desk.ok("case.record", json!({ "case": second }));
    assert_eq!((view["clock"]["running_since"].is_null(), view["intervals"].clone()), (true, json!([])));
    desk.retype(&second, json!({ "channel": "tatap_muka" }));
    let view = desk.ok("case.record", json!({ "case": second }));
    assert_eq!(view["clock"]["running_since"].as_f64(), Some(key));
    assert_eq!(desk.view(&first)["clock"]["running_since"], began);
}
