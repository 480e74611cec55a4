//! What an admin sets at one desk reaches another by sync over a real server, and does its work there.

use lakon_office_tests::Office;
use serde_json::{Value, json};

fn solution(view: &Value) -> Value {
    view["duties"].as_array().unwrap().iter().find(|duty| duty["kind"] == "solution").unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_changed_at_one_desk_moves_a_due_date_at_another() {
    let office = Office::begin().await;
    let here = office.admin().await;
    let there = office.head("kepala").await;
    here.sync().await;
    there.sync().await;
    let case = here.case(json!({ "question": "Bagaimana retur?", "channel": "telepon" })).await;
    here.sync().await;
    there.sync().await;
    let before = solution(&there.view(&case).await);
    assert_eq!(before["former"], json!([]));
    let error = there.refused("calendar.remove_day", json!({ "day": "2026-12-25" })).await;
    assert_eq!(error.code, "not_allowed");

    let day =
        json!({ "day": before["due_day"], "sort": "libur_nasional", "confirmed": false, "name": "Pemilihan Contoh" });
    here.ok("calendar.set_day", day).await;
    let channel =
        json!({ "channel": null, "name": "Gerai", "online": false, "hai": false, "order": null, "retired": false });
    here.ok("settings.channel", channel).await;
    here.sync().await;
    there.sync().await;
    let after = solution(&there.view(&case).await);
    assert!(after["due_day"].as_str() > before["due_day"].as_str(), "{after}");
    assert_eq!((&after["provisional"], &after["former"][0]["due_day"]), (&json!(true), &before["due_day"]));
    assert!(after["former"][0]["text"].as_str().unwrap().contains("Pemilihan Contoh"), "{after}");
    assert_eq!(after["former"], solution(&here.view(&case).await)["former"], "both desks tell the same");
    let lists = there.ok("catalogue.get", json!({})).await;
    assert!(lists["channels"].as_array().unwrap().iter().any(|channel| channel["code"] == "gerai"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_admins_set_the_same_thing_at_once_and_the_newest_holds_everywhere() {
    let office = Office::begin().await;
    let here = office.admin().await;
    let there = office.second_admin("kedua").await;
    for desk in [&here, &there, &here] {
        desk.sync().await;
    }
    let set = |text: &str| json!({ "texts": [{ "field": "kepala", "text": text }] });
    here.ok("settings.texts", set("Rini Contoh")).await;
    there.ok("settings.texts", set("Tono Contoh")).await;
    for desk in [&here, &there, &here] {
        desk.sync().await;
    }
    let mut told = Vec::new();
    for desk in [&here, &there] {
        let view = desk.ok("settings.view", json!({})).await;
        let text =
            view["texts"].as_array().unwrap().iter().find(|one| one["field"] == "kepala").unwrap()["text"].clone();
        told.push(text);
    }
    assert_eq!(told, ["Tono Contoh", "Tono Contoh"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_roles_waits_for_the_server_and_then_holds_on_every_desk() {
    let office = Office::begin().await;
    let here = office.admin().await;
    let there = office.second_admin("kedua").await;
    for desk in [&here, &there, &here] {
        desk.sync().await;
    }
    let users = here.ok("users.list", json!({})).await;
    let find =
        |users: &Value| users["rows"].as_array().unwrap().iter().find(|row| row["name"] == "kedua").unwrap().clone();
    let user = find(&users)["user"].clone();
    let change = json!({ "user": user, "name": "kedua", "roles": ["officer"] });
    assert_eq!(find(&here.ok("users.change", change).await)["changing"], true);
    for desk in [&here, &here, &there] {
        desk.sync().await;
    }
    let row = find(&here.ok("users.list", json!({})).await);
    assert_eq!((&row["roles"], &row["changing"], &row["refused"]), (&json!(["officer"]), &json!(false), &Value::Null));
    // What was granted on that PC is taken back too.
    let refused = there.refused("settings.texts", json!({ "texts": [{ "field": "kepala", "text": "x" }] })).await;
    assert_eq!(refused.code, "not_allowed");

    here.ok("users.deactivate", json!({ "user": user })).await;
    for desk in [&here, &here, &there] {
        desk.sync().await;
    }
    assert_eq!(find(&here.ok("users.list", json!({})).await)["active"], false);
    assert_eq!(there.refused("draft.new", json!({})).await.code, "not_allowed");
}
