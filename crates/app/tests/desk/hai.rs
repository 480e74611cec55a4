//! HAI CSO: the answer waits for the stakeholder's word.

use serde_json::json;

use crate::harness::{MINUTE, TestDesk, complete, kinds, why};

#[test]
fn an_hai_answer_waits_for_the_stakeholder_who_is_asked_and_confirms() {
    let desk = TestDesk::begun();
    let mut fields = complete();
    (fields["channel"], fields["hai_reference"]) = (json!("haicso"), json!("HAI-0001"));
    let case = desk.typed(fields);
    let it = json!({ "case": case });
    let error = desk.refused("case.resolve", it.clone());
    assert!(error.message.contains("HAI CSO") && error.code == "failed", "{error:?}");
    let told = json!({ "case": case, "channel": "haicso", "text": "Apakah sudah membantu?" });
    assert_eq!(desk.refused("case.chase", told.clone()).code, "failed");
    assert_eq!(desk.refused("case.confirm", it.clone()).code, "failed");
    desk.ok("case.start_clock", it.clone());
    desk.pass(6 * MINUTE);
    let view = desk.ok("case.answered", it.clone());
    assert_eq!((view["status"].as_str(), view["stage"].as_str()), (Some("waiting_confirmation"), Some("12")));
    assert_eq!(view["answered_at"].as_f64(), Some(desk.now() as f64));
    assert!(view["clock"]["running_since"].is_null());
    assert_eq!(crate::harness::duties(&view, "solution")[0].0, "met", "the solution was told");
    assert_eq!(desk.ok("home.view", json!({}))["confirmations_awaited"], 1);
    let waiting = json!({ "status": "waiting_confirmation", "text": "", "after": null, "limit": 5 });
    assert_eq!(desk.ok("case.list", waiting)["rows"].as_array().unwrap().len(), 1);
    assert!(why(&view, "answer").contains("sudah dijawab"));
    desk.ok("case.chase", told);
    let view = desk.ok("case.confirm", it.clone());
    assert_eq!((view["status"].as_str(), view["handled_minutes"].as_f64()), (Some("resolved"), Some(6.0)));
    assert!(kinds(&view).ends_with(&["answered".to_owned(), "chased".to_owned(), "resolved".to_owned()]));
    assert_eq!(desk.refused("case.confirm", it).code, "failed");
}

#[test]
fn only_an_hai_answer_waits_and_it_can_be_undone() {
    let desk = TestDesk::begun();
    let case = desk.typed(complete());
    assert!(desk.refused("case.answered", json!({ "case": case })).message.contains("HAI CSO"));
    let mut fields = complete();
    (fields["channel"], fields["answer"]) = (json!("haicso"), json!(""));
    let case = desk.typed(fields);
    assert_eq!(crate::harness::marked(&desk.refused("case.answered", json!({ "case": case }))), ["answer"]);
    desk.retype(&case, json!({ "answer": "Ajukan surat ralat." }));
    let view = desk.ok("case.answered", json!({ "case": case }));
    let view = desk.ok("case.revert", json!({ "case": case, "event": view["undo"] }));
    assert_eq!((view["status"].as_str(), view["answered_at"].is_null()), (Some("identified"), true));
}
