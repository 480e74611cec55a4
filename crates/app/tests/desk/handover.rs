//! Shift end: cases with their clocks and duties pass to another officer who accepts them.

use serde_json::{Value, json};

use crate::harness::{ADMIN, DAY, HOUR, MINUTE, TestDesk, complete, kinds, marked, why};

const OTHER: &str = "Budi Petugas";

/// An office of two officers; returns the other one.
fn office() -> (TestDesk, String) {
    let desk = TestDesk::begun();
    let other = desk.colleague(OTHER, "officer");
    (desk, other)
}

fn mine(desk: &TestDesk) -> Value {
    desk.ok("handover.mine", json!({}))
}

fn cases(rows: &Value) -> Vec<String> {
    rows.as_array().unwrap().iter().map(|row| row["case"].as_str().unwrap().to_owned()).collect()
}

fn offer(desk: &TestDesk, case: &str, to: &str) -> Value {
    desk.ok("case.hand_over", json!({ "case": case, "to": to, "text": "Tinggal menunggu kode." }))
}

fn answer(cases: &[&String], accepted: bool, reason: &str) -> Value {
    json!({ "cases": cases, "accepted": accepted, "reason": reason })
}

#[test]
fn one_case_is_offered_and_passes_when_the_other_accepts_it() {
    let (desk, other) = office();
    let case = desk.asked();
    assert_eq!(mine(&desk)["officers"], json!([{ "user": other, "name": OTHER }]));
    let view = offer(&desk, &case, &other);
    assert_eq!((view["holder"].as_str(), view["handover"]["to"].as_str()), (Some(ADMIN), Some(OTHER)));
    assert_eq!((view["handover"]["mine"].as_bool(), view["handover"]["by_me"].as_bool()), (Some(false), Some(true)));
    assert!(why(&view, "hand_over").contains("sudah ditawarkan"));
    assert_eq!(desk.refused("case.hand_over", json!({ "case": case, "to": other, "text": "" })).code, "failed");
    assert!(view["clock"]["running_since"].is_number(), "an offer stops no clock");

    desk.pass(MINUTE);
    desk.sign_in_as(OTHER);
    let offered = mine(&desk);
    let row = &offered["to_me"][0];
    assert_eq!((row["from"].as_str(), row["text"].as_str()), (Some(ADMIN), Some("Tinggal menunggu kode.")));
    assert!(row["clock"]["running_since"].is_number(), "{row}");
    assert_eq!(offered["own_open"], 0);
    assert_eq!(desk.view(&case)["handover"]["mine"], true);
    let after = desk.ok("handover.answer", answer(&[&case], true, ""));
    assert_eq!((after["to_me"].clone(), after["own_open"].as_u64()), (json!([]), Some(1)));
    let view = desk.view(&case);
    assert_eq!((view["holder"].as_str(), view["handover"].is_null()), (Some(OTHER), true));
    assert!(kinds(&view).ends_with(&["handover_offered".to_owned(), "handover_accepted".to_owned()]));
    assert_eq!(view["officer"], ADMIN, "who received the stakeholder stays");
    assert_eq!(desk.refused("handover.answer", answer(&[&case], true, "")).code, "failed");
}

#[test]
fn an_offer_is_declined_with_a_reason_and_the_case_stays_with_the_first() {
    let (desk, other) = office();
    let case = desk.asked();
    offer(&desk, &case, &other);
    assert_eq!(desk.refused("handover.answer", answer(&[&case], true, "")).code, "failed", "not one's own to accept");
    desk.sign_in_as(OTHER);
    assert_eq!(marked(&desk.refused("handover.answer", answer(&[&case], false, " "))), ["reason"]);
    assert_eq!(desk.refused("handover.take_back", json!({ "cases": [case] })).code, "failed");
    desk.ok("handover.answer", answer(&[&case], false, "Saya rapat sampai sore."));
    desk.sign_in_as(ADMIN);
    let view = desk.view(&case);
    assert_eq!((view["holder"].as_str(), view["handover"].is_null()), (Some(ADMIN), true));
    assert_eq!(kinds(&view).last().unwrap(), "handover_declined");
    assert_eq!(view["story"].as_array().unwrap().last().unwrap()["text"], "Saya rapat sampai sore.");
    assert_eq!(why(&view, "hand_over"), "");
}

#[test]
fn an_offer_is_taken_back_or_undone_while_nobody_has_answered() {
    let (desk, other) = office();
    let case = desk.asked();
    offer(&desk, &case, &other);
    assert_eq!(cases(&mine(&desk)["by_me"]), std::slice::from_ref(&case));
    desk.ok("handover.take_back", json!({ "cases": [case] }));
    assert_eq!(kinds(&desk.view(&case)).last().unwrap(), "handover_taken_back");
    let view = offer(&desk, &case, &other);
    let view = desk.ok("case.revert", json!({ "case": case, "event": view["undo"] }));
    assert!(view["handover"].is_null());
    desk.sign_in_as(OTHER);
    assert_eq!(mine(&desk)["to_me"], json!([]));
}

#[test]
fn all_own_open_cases_pass_at_once_with_their_clocks_and_duties() {
    let (desk, other) = office();
    assert_eq!(desk.refused("handover.offer_all", json!({ "to": other, "text": "" })).code, "failed");
    let (asked, promised) = (desk.asked(), desk.promised());
    let ended = desk.typed(complete());
    desk.ok("case.resolve", json!({ "case": ended }));
    // Words nobody has recorded yet go along.
    let draft = desk.typed(json!({ "question": "Baru diketik" }));
    let offered = desk.ok("handover.offer_all", json!({ "to": other, "text": "Ganti giliran." }));
    let mut all = cases(&offered["by_me"]);
    let mut open = [&asked, &promised, &draft].map(Clone::clone);
    all.sort();
    open.sort();
    assert_eq!(all, open);
    assert_eq!(offered["own_open"], 0);
    let owed = offered["by_me"].as_array().unwrap().iter().find(|row| row["case"] == *promised).unwrap();
    assert_eq!(owed["duty"]["kind"], "progress", "the first of what is owed");

    desk.pass(MINUTE);
    desk.sign_in_as(OTHER);
    desk.ok("handover.answer", answer(&[&asked, &promised], true, ""));
    let left = desk.ok("handover.answer", answer(&[&draft], false, "Selesaikan dulu."));
    assert_eq!((left["to_me"].clone(), left["own_open"].as_u64()), (json!([]), Some(2)));
    let follow_ups = desk.ok("follow_up.list", json!({ "after": null, "limit": 10 }));
    assert_eq!(follow_ups["rows"][0]["officer"], OTHER, "the duty passed");
    desk.sign_in_as(ADMIN);
    assert_eq!(mine(&desk)["own_open"], 1);
}

#[test]
fn only_another_officer_who_works_here_can_take_a_case() {
    let (desk, other) = office();
    let head = desk.colleague("Citra Kepala", "section_head");
    let case = desk.asked();
    let to = |to: &str| json!({ "case": case, "to": to, "text": "" });
    let me = desk.state()["me"]["user"].as_str().unwrap().to_owned();
    for wrong in [me.as_str(), head.as_str(), "", "bukan orang"] {
        assert_eq!(marked(&desk.refused("case.hand_over", to(wrong))), ["to"], "{wrong}");
        assert_eq!(marked(&desk.refused("handover.offer_all", json!({ "to": wrong, "text": "" }))), ["to"], "{wrong}");
    }
    offer(&desk, &case, &other);
    desk.sign_in_as(OTHER);
    desk.ok("handover.answer", answer(&[&case], true, ""));
    desk.sign_in_as(ADMIN);
    let error = desk.refused("case.hand_over", to(&other));
    assert_eq!(marked(&error), ["to"]);
    assert!(error.message.contains(OTHER), "{}", error.message);
    desk.sign_in_as("Citra Kepala");
    assert_eq!(desk.refused("handover.offer_all", json!({ "to": other, "text": "" })).code, "not_allowed");
}

#[test]
fn what_a_head_asks_back_waits_for_whoever_has_the_case_now() {
    let (desk, other) = office();
    let head = desk.colleague("Citra Kepala", "section_head");
    desk.ok("section.head", json!({ "section": "BANK", "head": head }));
    let case = desk.asked();
    let view =
        desk.ok("case.escalate", json!({ "case": case, "section": "BANK", "question": "Boleh?", "leaves": false }));
    let escalation = view["escalations"][0]["escalation"].clone();
    offer(&desk, &case, &other);
    desk.sign_in_as("Citra Kepala");
    desk.ok("escalation.ask_back", json!({ "case": case, "escalation": escalation, "text": "Nomor rekeningnya?" }));
    let asked = |desk: &TestDesk| desk.ok("escalations.mine", json!({}))["rows"].as_array().unwrap().len();
    desk.sign_in_as(OTHER);
    assert_eq!(asked(&desk), 0);
    desk.ok("handover.answer", answer(&[&case], true, ""));
    assert_eq!(asked(&desk), 1);
    desk.sign_in_as(ADMIN);
    assert_eq!(asked(&desk), 0);
}

#[test]
fn a_case_that_ended_is_nobodys_to_take_until_it_is_open_again() {
    let (desk, other) = office();
    let case = desk.asked();
    offer(&desk, &case, &other);
    desk.pass(HOUR / 60);
    desk.ok("case.cancel", json!({ "case": case, "reason": "Salah kantor." }));
    desk.sign_in_as(OTHER);
    assert_eq!((mine(&desk)["to_me"].clone(), desk.view(&case)["handover"].clone()), (json!([]), Value::Null));
    desk.sign_in_as(ADMIN);
    desk.return_after(DAY);
    desk.ok("case.reopen", json!({ "case": case, "reason": "Datang lagi." }));
    desk.sign_in_as(OTHER);
    assert_eq!(cases(&mine(&desk)["to_me"]), [case]);
}
