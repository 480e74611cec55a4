//! Reopened, a duplicate, with HAI DJPb and back.

use serde_json::json;

use crate::harness::{DAY, TestDesk, complete, duties, kinds, marked};

#[test]
fn a_reopened_case_owes_anew_from_that_day() {
    let desk = TestDesk::begun();
    let case = desk.typed(complete());
    let reopen = |reason: &str| json!({ "case": case, "reason": reason });
    desk.ok("case.record", json!({ "case": case }));
    assert!(desk.refused("case.reopen", reopen("x")).message.contains("masih terbuka"));
    desk.ok("case.resolve", json!({ "case": case }));
    desk.return_after(DAY);
    assert_eq!(marked(&desk.refused("case.reopen", reopen(" "))), ["reason"]);
    let view = desk.ok("case.reopen", reopen("Stakeholder kembali: belum berhasil."));
    assert_eq!(view["status"], "identified");
    assert!(view["clock"]["running_since"].is_null(), "only Lanjutkan Layanan starts the clock");
    let day = |state: &str, day: &str| (state.to_owned(), day.to_owned());
    assert_eq!(duties(&view, "solution"), [day("not_owed", "2026-11-26"), day("open", "2026-11-27")]);
    desk.ok("case.start_clock", json!({ "case": case }));
    let view = desk.ok("case.resolve", json!({ "case": case }));
    assert_eq!(duties(&view, "solution")[1], day("met", "2026-11-27"));
    assert!(kinds(&view).contains(&"reopened".to_owned()));
}

#[test]
fn a_duplicate_names_the_other_case_and_owes_nothing() {
    let desk = TestDesk::begun();
    let first = desk.asked();
    let number = desk.view(&first)["number"].clone();
    let case = desk.promised();
    let mark = |of: &serde_json::Value| json!({ "case": case, "of": of, "reason": "Pertanyaan yang sama." });
    assert_eq!(marked(&desk.refused("case.duplicate", mark(&json!("046-ZZ-26-9999")))), ["of"]);
    assert_eq!(marked(&desk.refused("case.duplicate", mark(&desk.view(&case)["number"]))), ["of"]);
    let lower = json!(number.as_str().unwrap().to_lowercase());
    let view = desk.ok("case.duplicate", mark(&lower));
    assert_eq!((view["status"].as_str(), &view["duplicate_of"]), (Some("duplicate"), &number));
    assert_eq!(duties(&view, "solution")[0].0, "not_owed");
    assert_eq!(desk.ok("case.counts", json!({}))["duplicate"], 1);
    assert_eq!(desk.refused("case.duplicate", mark(&number)).code, "failed");
    let view = desk.ok("case.revert", json!({ "case": case, "event": view["undo"] }));
    assert_eq!(view["status"], "follow_up");
}

#[test]
fn a_case_goes_to_hai_djpb_and_comes_back() {
    let desk = TestDesk::begun();
    let case = desk.asked();
    let with = |text: &str| json!({ "case": case, "text": text });
    assert_eq!(desk.refused("case.return", with("x")).code, "failed");
    let view = desk.ok("case.forward", with("Diteruskan lewat HAI."));
    assert_eq!(view["status"], "forwarded_hai");
    assert!(desk.refused("case.forward", with("lagi")).message.contains("sudah diteruskan"));
    assert_eq!(marked(&desk.refused("case.return", with(" "))), ["text"]);
    let view = desk.ok("case.return", with("Jawaban HAI: ajukan ralat."));
    assert_eq!(view["status"], "identified");
    assert!(kinds(&view).ends_with(&["forwarded".to_owned(), "returned".to_owned()]));
    let view = desk.ok("case.forward", with("Sekali lagi."));
    let view = desk.ok("case.revert", json!({ "case": case, "event": view["undo"] }));
    assert_eq!(view["status"], "identified");
}

#[test]
fn open_facts_hold_together_and_the_first_is_the_status() {
    let desk = TestDesk::begun();
    let case = desk.promised();
    desk.ok("case.request_documents", json!({ "case": case, "names": ["KTP"], "until": null }));
    desk.ok("case.escalate", json!({ "case": case, "section": "BANK", "question": "Boleh?", "leaves": false }));
    let view = desk.ok("case.forward", json!({ "case": case, "text": "" }));
    assert_eq!(view["status"], "forwarded_hai");
    assert_eq!(view["chips"], json!(["waiting_section_head", "waiting_documents", "follow_up"]));
    let counts = desk.ok("case.counts", json!({}));
    assert_eq!((counts["all"].as_u64(), counts["forwarded_hai"].as_u64()), (Some(1), Some(1)));
    assert_eq!(desk.ok("home.view", json!({}))["open"], 1);
}
