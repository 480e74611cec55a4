//! People of the office who change: other roles, another name, somebody who works here no more and comes back.

use serde_json::{Value, json};

use crate::harness::{ADMIN, PASSWORD, TestDesk, marked};

fn of(users: &Value, user: &str) -> Value {
    users["rows"].as_array().unwrap().iter().find(|row| row["user"] == *user).unwrap().clone()
}

#[test]
fn a_user_gets_other_roles_and_another_name() {
    let desk = TestDesk::begun();
    let agus = desk.colleague("Agus Contoh", "officer");
    let change = |roles: Value| json!({ "user": agus, "name": " Agus Contoh Baru ", "roles": roles });
    let row = of(&desk.ok("users.change", change(json!(["section_head", "officer"]))), &agus);
    assert_eq!((&row["name"], &row["roles"]), (&json!("Agus Contoh Baru"), &json!(["officer", "section_head"])));
    assert_eq!((row["active"].as_bool(), row["changing"].as_bool()), (Some(true), Some(false)));
    desk.ok("section.head", json!({ "section": "PD", "head": agus }));
    let error = desk.refused("users.change", change(json!(["officer"])));
    assert!(error.message.contains("Seksi Pencairan Dana"), "{}", error.message);
    assert_eq!(marked(&desk.refused("users.change", change(json!([])))), ["roles"]);
    assert_eq!(marked(&desk.refused("users.change", change(json!(["boss"])))), ["roles"]);
    let nameless = json!({ "user": agus, "name": " ", "roles": ["officer"] });
    assert_eq!(marked(&desk.refused("users.change", nameless)), ["name"]);
    let unknown = json!({ "user": "x", "name": "x", "roles": ["officer"] });
    assert_eq!(desk.refused("users.change", unknown).code, "gone");
    // What an admin or a head of office is holds on a PC enrolled for them.
    let row = of(&desk.ok("users.change", change(json!(["section_head", "office_head"]))), &agus);
    assert_eq!(row["unplaced"], json!(["office_head"]));
    assert_eq!(row["sections"], json!(["Seksi Pencairan Dana"]));
}

#[test]
fn nobody_takes_the_office_its_admin() {
    let desk = TestDesk::begun();
    let me = desk.state()["me"]["user"].clone();
    let roles = desk.refused("users.change", json!({ "user": me, "name": ADMIN, "roles": ["officer"] }));
    assert_eq!(marked(&roles), ["roles"]);
    assert!(desk.refused("users.deactivate", json!({ "user": me })).message.contains("diri sendiri"));
    let renamed = desk.ok("users.change", json!({ "user": me, "name": "Dewi Lain", "roles": ["admin", "officer"] }));
    assert_eq!(of(&renamed, me.as_str().unwrap())["name"], "Dewi Lain");
    assert!(desk.state()["me"]["may"].as_array().unwrap().contains(&json!("settings.limit")));
}

#[test]
fn who_works_here_no_more_does_not_sign_in_and_comes_back() {
    let desk = TestDesk::begun();
    let agus = desk.colleague("Agus Contoh", "officer");
    let row = of(&desk.ok("users.deactivate", json!({ "user": agus })), &agus);
    assert_eq!(
        (row["active"].as_bool(), &row["name"], &row["roles"]),
        (Some(false), &json!("Agus Contoh"), &json!([]))
    );
    assert_eq!(desk.refused("users.deactivate", json!({ "user": agus })).code, "failed");
    let head = desk.refused(
        "section.substitute",
        json!({ "section": "PD", "user": agus, "from": "2026-11-23", "until": "2026-11-24" }),
    );
    assert!(head.message.contains("tidak aktif"), "{}", head.message);
    let sign_in = json!({ "user": agus, "password": PASSWORD });
    assert!(desk.refused("session.sign_in", sign_in.clone()).message.contains("pengguna aktif"));
    desk.ok("session.sign_out", json!({}));
    assert!(desk.refused("session.sign_in", sign_in.clone()).message.contains("pengguna aktif"));
    assert_eq!(desk.state()["phase"], "signed_out");
    desk.sign_in_as(ADMIN);
    desk.ok("users.change", json!({ "user": agus, "name": "Agus Contoh", "roles": ["officer"] }));
    desk.ok("session.sign_out", json!({}));
    assert_eq!(desk.ok("session.sign_in", sign_in)["me"]["roles"], json!(["officer"]));
}

#[test]
fn a_head_is_deactivated_once_somebody_else_heads_the_section() {
    let desk = TestDesk::begun();
    let [first, second] = ["Budi Kepala", "Citra Kepala"].map(|name| desk.colleague(name, "section_head"));
    desk.ok("section.head", json!({ "section": "PD", "head": first }));
    let error = desk.refused("users.deactivate", json!({ "user": first }));
    assert!(
        error.message.contains("Budi Kepala") && error.message.contains("Seksi Pencairan Dana"),
        "{}",
        error.message
    );
    desk.ok("section.head", json!({ "section": "PD", "head": second }));
    desk.ok("users.deactivate", json!({ "user": first }));
}
