//! An escalation crosses from the officer's PC to the section head's over a real server, and comes back.

use lakon_office_tests::Office;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn an_escalation_crosses_two_desks_and_comes_back() {
    let office = Office::begin().await;
    let here = office.admin().await;
    let there = office.head("kepala").await;
    here.sync().await;
    let users = here.ok("users.list", json!({})).await;
    let head = users["rows"].as_array().unwrap().iter().find(|row| row["name"] == "kepala").unwrap()["user"].clone();
    here.ok("section.head", json!({ "section": "BANK", "head": head })).await;
    let case = here.case(json!({ "question": "Bagaimana menyelesaikan retur?" })).await;
    let ask = json!({ "case": case, "section": "BANK", "question": "Boleh diretur?", "leaves": false });
    let view = here.ok("case.escalate", ask).await;
    let escalation = view["escalations"][0]["escalation"].clone();
    assert_eq!(view["escalations"][0]["sent"], false);
    here.sync().await;
    let view = here.view(&case).await;
    assert_eq!(
        (&view["escalations"][0]["sent"], view["escalations"][0]["delivered_at"].is_null()),
        (&json!(true), true)
    );

    there.sync().await;
    let mine = there.ok("escalations.mine", json!({})).await;
    assert_eq!(
        (&mine["rows"][0]["question"], &mine["rows"][0]["phase"]),
        (&json!("Boleh diretur?"), &json!("waiting"))
    );
    // The mark that it is on the head's PC goes with the next sync.
    there.sync().await;
    here.sync().await;
    let view = here.view(&case).await;
    assert!(view["escalations"][0]["delivered_at"].is_number(), "{view}");

    let answer = json!({ "case": case, "escalation": escalation, "text": "Boleh.", "on_behalf": false });
    assert_eq!(here.refused("escalation.answer", answer.clone()).await.code, "not_allowed");
    there.ok("escalation.answer", answer).await;
    there.sync().await;
    here.sync().await;
    here.sync().await;
    let view = here.view(&case).await;
    assert_eq!((&view["escalations"][0]["phase"], &view["status"]), (&json!("answered"), &json!("received")));
    assert_eq!(view["escalations"][0]["steps"][0]["by"], "kepala");
    let voided = view["story"].as_array().unwrap().iter().filter(|item| item["voided"] == true).count();
    assert_eq!((voided, view["needs_review"].as_bool()), (0, Some(false)), "the server let the head's records stand");
}
