//! Step 7a: a question to a section head, from one user to another at the same PC, until it is answered.

use serde_json::{Value, json};

use crate::harness::{ADMIN, DAY, MINUTE, TestDesk, kinds, marked, why};

const HEAD: &str = "Budi Kepala";
const OTHER_HEAD: &str = "Citra Kepala";

/// An office whose sections BANK and PD have heads.
fn office() -> TestDesk {
    let desk = TestDesk::begun();
    for (name, section) in [(HEAD, "BANK"), (OTHER_HEAD, "PD")] {
        let user = desk.colleague(name, "section_head");
        let rows = desk.ok("section.head", json!({ "section": section, "head": user }));
        let row = rows["rows"].as_array().unwrap().iter().find(|row| row["section"] == *section).unwrap().clone();
        assert_eq!(row["head_name"], name);
    }
    desk
}

fn ask(desk: &TestDesk, case: &str) -> String {
    let ask = json!({ "case": case, "section": "BANK", "question": "Boleh diretur?", "leaves": false });
    let view = desk.ok("case.escalate", ask);
    assert_eq!((view["status"].as_str(), view["stage"].as_str()), (Some("waiting_section_head"), Some("7a")));
    view["escalations"][0]["escalation"].as_str().unwrap().to_owned()
}

fn one(view: &Value) -> &Value {
    &view["escalations"][0]
}

fn mine(desk: &TestDesk) -> Vec<(String, String)> {
    let rows = desk.ok("escalations.mine", json!({}))["rows"].clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    rows.as_array().unwrap().iter().map(|row| (text(&row["phase"]), text(&row["section_name"]))).collect()
}

#[test]
fn the_head_sees_the_question_answers_it_and_the_officer_sees_that() {
    let desk = office();
    let case = desk.asked();
    let escalation = ask(&desk, &case);
    let view = desk.view(&case);
    assert_eq!((one(&view)["sent"].as_bool(), one(&view)["may_answer"].as_bool()), (Some(true), Some(false)));
    assert!(one(&view)["delivered_at"].is_null());
    assert!(view["clock"]["running_since"].is_number(), "the stakeholder waits");
    let answer = json!({ "case": case, "escalation": escalation, "text": "Boleh.", "on_behalf": false });
    let error = desk.refused("escalation.answer", answer.clone());
    assert_eq!(error.code, "not_allowed");
    assert!(error.message.contains("Kepala Seksi"), "{}", error.message);
    for command in ["escalation.ask_back", "escalation.confirm"] {
        let input = json!({ "case": case, "escalation": escalation, "text": "x" });
        let code = desk.refused(command, input).code;
        assert!(code == "not_allowed" || code == "failed", "{command}: {code}");
    }

    desk.pass(MINUTE);
    desk.sign_in_as(HEAD);
    let rows = mine(&desk);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].0, "waiting");
    assert_eq!(desk.ok("home.view", json!({}))["escalations"][0]["question"], "Boleh diretur?");
    let view = desk.view(&case);
    assert_eq!(one(&view)["delivered_at"].as_f64(), Some(desk.now() as f64));
    assert_eq!(one(&view)["may_answer"], true);
    assert!(why(&view, "promise").contains("Petugas"), "{}", why(&view, "promise"));
    assert_eq!(desk.refused("case.promise", json!({ "case": case, "text": "" })).code, "not_allowed");
    assert_eq!(
        marked(&desk.refused(
            "escalation.answer",
            json!({ "case": case, "escalation": escalation, "text": " ", "on_behalf": false })
        )),
        ["text"]
    );
    let view = desk.ok("escalation.answer", answer.clone());
    assert_eq!((one(&view)["phase"].as_str(), view["status"].as_str()), (Some("answered"), Some("identified")));
    assert!(mine(&desk).is_empty());
    assert_eq!(desk.refused("escalation.answer", answer).code, "failed");

    desk.sign_in_as(ADMIN);
    let view = desk.view(&case);
    let step = &one(&view)["steps"][0];
    assert_eq!(
        (step["kind"].as_str(), step["by"].as_str(), step["text"].as_str(), step["confirmed"].as_bool()),
        (Some("escalation_answered"), Some(HEAD), Some("Boleh."), Some(true))
    );
    let told = kinds(&view);
    assert!(
        told.ends_with(&["escalated".into(), "escalation_delivered".into(), "escalation_answered".into()]),
        "{told:?}"
    );
    desk.sign_in_as(HEAD);
    assert_eq!(kinds(&desk.view(&case)), told, "the mark is made once");
}

#[test]
fn asked_back_replied_referred_and_decided_by_telephone() {
    let desk = office();
    let case = desk.asked();
    let escalation = ask(&desk, &case);
    let with = |text: &str| json!({ "case": case, "escalation": escalation, "text": text });
    assert_eq!(desk.refused("escalation.reply", with("x")).code, "failed", "nothing was asked back");

    desk.sign_in_as(HEAD);
    let view = desk.ok("escalation.ask_back", with("Tanggal berapa?"));
    assert_eq!(
        (one(&view)["phase"].as_str(), view["status"].as_str()),
        (Some("asked_back"), Some("waiting_section_head"))
    );
    assert!(mine(&desk).is_empty(), "it waits for the officer");
    desk.sign_in_as(ADMIN);
    assert_eq!(mine(&desk)[0].0, "asked_back");
    let view = desk.ok("escalation.reply", with("Tanggal 20."));
    assert_eq!(one(&view)["phase"], "waiting");
    assert!(mine(&desk).is_empty());

    desk.sign_in_as(HEAD);
    let refer =
        |section: &str| json!({ "case": case, "escalation": escalation, "section": section, "text": "Urusan PD." });
    assert_eq!(marked(&desk.refused("escalation.refer", refer("BANK"))), ["section"]);
    assert_eq!(marked(&desk.refused("escalation.refer", refer("XX"))), ["section"]);
    let view = desk.ok("escalation.refer", refer("PD"));
    assert_eq!((one(&view)["section"].as_str(), one(&view)["may_answer"].as_bool()), (Some("PD"), Some(false)));
    let answer =
        |behalf: bool| json!({ "case": case, "escalation": escalation, "text": "Setuju.", "on_behalf": behalf });
    assert_eq!(desk.refused("escalation.answer", answer(false)).code, "not_allowed", "it is another section's now");

    desk.sign_in_as(ADMIN);
    let view = desk.ok("escalation.answer", answer(true));
    let step = one(&view)["steps"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (step["on_behalf_of"].as_str(), step["by"].as_str(), step["confirmed"].as_bool()),
        (Some(OTHER_HEAD), Some(ADMIN), Some(false))
    );
    let confirm = json!({ "case": case, "escalation": escalation });
    assert_eq!(desk.refused("escalation.confirm", confirm.clone()).code, "not_allowed");
    desk.sign_in_as(OTHER_HEAD);
    assert_eq!(mine(&desk)[0].0, "answered");
    assert_eq!(one(&desk.view(&case))["may_confirm"], true);
    let view = desk.ok("escalation.confirm", confirm.clone());
    let steps = one(&view)["steps"].as_array().unwrap().clone();
    let told: Vec<&str> = steps.iter().map(|step| step["kind"].as_str().unwrap()).collect();
    assert_eq!(
        told,
        [
            "escalation_asked_back",
            "escalation_replied",
            "escalation_referred",
            "escalation_answered",
            "escalation_confirmed"
        ]
    );
    assert!(steps.iter().all(|step| step["confirmed"] == true));
    assert!(mine(&desk).is_empty());
    assert_eq!(desk.refused("escalation.confirm", confirm).code, "failed");
}

#[test]
fn a_substitute_answers_on_the_days_of_the_substitution_and_on_no_other() {
    let desk = office();
    let user = desk.colleague("Eka Pengganti", "officer");
    let case = desk.asked();
    let escalation = ask(&desk, &case);
    let name = |from: &str, until: &str| json!({ "section": "BANK", "user": user, "from": from, "until": until });
    assert_eq!(marked(&desk.refused("section.substitute", name("2026-11-25", "2026-11-24"))), ["until"]);
    desk.ok("section.substitute", name("2026-11-24", "2026-11-24"));
    desk.sign_in_as("Eka Pengganti");
    assert!(mine(&desk).is_empty(), "not before the first day");
    desk.pass(DAY);
    desk.sign_in_as("Eka Pengganti");
    assert_eq!(mine(&desk).len(), 1);
    let answer = json!({ "case": case, "escalation": escalation, "text": "Boleh.", "on_behalf": false });
    let view = desk.ok("escalation.answer", answer);
    assert_eq!(one(&view)["steps"][0]["by"], "Eka Pengganti");
}

#[test]
fn a_stakeholder_who_leaves_ends_the_session_and_needs_a_contact() {
    let desk = office();
    let case = desk.asked();
    let leave = json!({ "case": case, "section": "BANK", "question": "Boleh?", "leaves": true });
    assert_eq!(marked(&desk.refused("case.escalate", leave.clone())), ["contact"]);
    desk.ok("case.contact", json!({ "case": case, "declined": true, "name": "", "phone": "", "email": "" }));
    let view = desk.ok("case.escalate", leave.clone());
    assert!(view["clock"]["running_since"].is_null());
    assert_eq!(crate::harness::duties(&view, "solution"), [("open".to_owned(), "2026-11-26".to_owned())]);
    let online = desk.asked_by("telepon");
    let mut away = leave;
    away["case"] = json!(online);
    assert!(desk.refused("case.escalate", away).message.contains("daring"));
}

#[test]
fn what_cannot_be_escalated_is_said() {
    let desk = TestDesk::begun();
    let case = desk.asked();
    let ask = |section: &str, question: &str| json!({ "case": case, "section": section, "question": question, "leaves": false });
    assert_eq!(marked(&desk.refused("case.escalate", ask("BANK", " "))), ["question"]);
    assert_eq!(marked(&desk.refused("case.escalate", ask("XX", "Boleh?"))), ["section"]);
    let view = desk.ok("case.escalate", ask("BANK", "Boleh?"));
    let escalation = one(&view)["escalation"].clone();
    // A section without a head: nobody's decision can be written down.
    let behalf = json!({ "case": case, "escalation": escalation, "text": "Boleh.", "on_behalf": true });
    assert!(desk.refused("escalation.answer", behalf).message.contains("belum ditetapkan"));
    let withdraw = |reason: &str| json!({ "case": case, "escalation": escalation, "reason": reason });
    assert_eq!(marked(&desk.refused("escalation.withdraw", withdraw(""))), ["reason"]);
    assert_eq!(one(&desk.ok("escalation.withdraw", withdraw("Sudah jelas.")))["phase"], "withdrawn");
    assert_eq!(desk.refused("escalation.withdraw", withdraw("lagi")).code, "failed");
    let gone = json!({ "case": case, "escalation": "x", "reason": "y" });
    assert_eq!(desk.refused("escalation.withdraw", gone).code, "gone");
}

#[test]
fn an_escalation_is_undone_until_somebody_answered() {
    let desk = office();
    let case = desk.asked();
    ask(&desk, &case);
    let undo = desk.view(&case)["undo"].clone();
    let view = desk.ok("case.revert", json!({ "case": case, "event": undo }));
    assert_eq!((view["escalations"].clone(), view["status"].as_str()), (json!([]), Some("identified")));
    let escalation = ask(&desk, &case);
    desk.sign_in_as(HEAD);
    desk.ok("escalation.ask_back", json!({ "case": case, "escalation": escalation, "text": "Kapan?" }));
    desk.sign_in_as(ADMIN);
    assert!(desk.view(&case)["undo"].is_null(), "the head has said something");
}
