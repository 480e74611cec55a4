//! The people of an office on one PC: a second user, own passwords, what each may do; and stakeholders' data.

use serde_json::{Value, json};

use crate::harness::{PASSWORD, TestDesk, complete, marked};

fn add(desk: &TestDesk, name: &str, roles: Value) -> String {
    let users = desk.ok("users.add", json!({ "name": name, "roles": roles }));
    let row = users["rows"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap().clone();
    assert_eq!((row["here"].as_bool(), row["waiting"].as_bool()), (Some(false), Some(false)));
    row["user"].as_str().unwrap().to_owned()
}

fn sign_in(desk: &TestDesk, user: &str, password: &str) -> Value {
    desk.ok("session.sign_in", json!({ "user": user, "password": password }))
}

#[test]
fn two_users_work_on_one_pc_each_with_an_own_password() {
    let desk = TestDesk::begun();
    let agus = add(&desk, "Agus Contoh", json!(["officer"]));
    desk.ok("users.slot", json!({ "user": agus, "password": "sandi-agus" }));
    assert_eq!(desk.refused("users.slot", json!({ "user": agus, "password": "sandi-agus" })).code, "failed");
    let case = desk.typed(complete());
    desk.ok("session.lock", json!({}));

    let state = sign_in(&desk, &agus, "sandi-agus");
    assert_eq!((state["me"]["name"].as_str(), state["tiles"].as_array().unwrap().len()), (Some("Agus Contoh"), 2));
    assert_eq!(desk.ok("case.resolve", json!({ "case": case }))["officer"], "Dewi Contoh");
    assert_eq!(desk.refused("users.add", json!({ "name": "X", "roles": ["admin"] })).code, "not_allowed");
    assert_eq!(desk.refused("office.seed", json!({})).code, "not_allowed");
    desk.ok("session.sign_out", json!({}));
    assert_eq!(desk.refused("session.sign_in", json!({ "user": agus, "password": PASSWORD })).code, "wrong_password");
}

#[test]
fn a_clock_of_somebody_else_does_not_keep_this_screen_open() {
    let desk = TestDesk::begun();
    let agus = add(&desk, "Agus Contoh", json!(["officer"]));
    desk.ok("users.slot", json!({ "user": agus, "password": "sandi-agus" }));
    let case = desk.typed(json!({ "question": "Jam Dewi berjalan" }));
    desk.ok("case.record", json!({ "case": case }));
    desk.ok("session.sign_out", json!({}));
    sign_in(&desk, &agus, "sandi-agus");
    assert_eq!(desk.ok("home.view", json!({}))["clocks"].as_array().unwrap().len(), 1);
    desk.pass(10 * 60 * 1000);
    assert_eq!(desk.state()["phase"], "locked");
}

#[test]
fn who_only_reads_is_refused_and_told_who_can() {
    let desk = TestDesk::begun();
    let sri = add(&desk, "Sri Contoh", json!(["section_head"]));
    desk.ok("users.slot", json!({ "user": sri, "password": "sandi-sri-1" }));
    let case = desk.typed(json!({ "question": "x" }));
    desk.ok("session.sign_out", json!({}));
    let state = sign_in(&desk, &sri, "sandi-sri-1");
    let may = state["me"]["may"].as_array().unwrap();
    assert!(may.contains(&json!("case.view")) && !may.contains(&json!("case.resolve")));
    assert_eq!(desk.view(&case)["status"], "received");
    let error = desk.refused("draft.new", json!({}));
    assert_eq!(error.code, "not_allowed");
    assert!(error.message.contains("Petugas Layanan"), "{}", error.message);
}

#[test]
fn a_password_is_changed_by_its_owner_who_knows_the_old_one() {
    let desk = TestDesk::begun();
    assert_eq!(
        desk.refused("users.password", json!({ "old": "bukan-ini", "new": "sandi-baru-1" })).code,
        "wrong_password"
    );
    assert_eq!(marked(&desk.refused("users.password", json!({ "old": PASSWORD, "new": "pendek" }))), ["new"]);
    desk.ok("users.password", json!({ "old": PASSWORD, "new": "sandi-baru-1" }));
    desk.ok("session.sign_out", json!({}));
    assert!(desk.sign_in(PASSWORD).is_err());
    assert_eq!(desk.sign_in("sandi-baru-1").unwrap()["phase"], "open");
}

/// Dewi (admin) with Agus and Sri, both officers who sign in here.
fn three() -> (TestDesk, String, String) {
    let desk = TestDesk::begun();
    let [agus, sri] = ["Agus Contoh", "Sri Contoh"].map(|name| {
        let user = add(&desk, name, json!(["officer"]));
        desk.ok("users.slot", json!({ "user": user, "password": format!("sandi {name}") }));
        user
    });
    (desk, agus, sri)
}

fn tiles(desk: &TestDesk) -> Vec<Value> {
    desk.state()["tiles"].as_array().unwrap().iter().map(|tile| tile["name"].clone()).collect()
}

#[test]
fn an_admin_gives_somebody_who_forgot_theirs_a_new_password_and_nobody_else_does() {
    let (desk, agus, sri) = three();
    let dewi = desk.state()["me"]["user"].clone();
    let reset = |user: &Value, password: &str| json!({ "user": user, "password": password });
    assert_eq!(marked(&desk.refused("users.reset", reset(&json!(agus), "pendek"))), ["password"]);
    assert!(desk.refused("users.reset", reset(&dewi, "sandi baru 1")).message.contains("Ganti kata sandi saya"));
    let budi = add(&desk, "Budi Contoh", json!(["officer"]));
    assert!(desk.refused("users.reset", reset(&json!(budi), "sandi baru 1")).message.contains("belum mempunyai"));
    desk.ok("session.sign_out", json!({}));
    for _ in 0..3 {
        desk.refused("session.sign_in", json!({ "user": agus, "password": "lupa-lupa" }));
    }
    sign_in(&desk, &sri, "sandi Sri Contoh");
    assert_eq!(desk.refused("users.reset", reset(&json!(agus), "sandi baru 1")).code, "not_allowed");
    desk.ok("session.sign_out", json!({}));
    desk.sign_in(PASSWORD).unwrap();
    desk.ok("users.reset", reset(&json!(agus), "sandi baru 1"));
    desk.ok("session.sign_out", json!({}));
    // At once: who waits at the admin's desk does not wait for the wrong ones.
    assert_eq!(sign_in(&desk, &agus, "sandi baru 1")["me"]["name"], "Agus Contoh");
    desk.ok("session.sign_out", json!({}));
    let old = desk.refused("session.sign_in", json!({ "user": agus, "password": "sandi Agus Contoh" }));
    assert_eq!(old.code, "wrong_password");
    sign_in(&desk, &sri, "sandi Sri Contoh");
}

#[test]
fn who_was_removed_signs_in_no_more_and_everybody_else_works_on() {
    let (desk, agus, sri) = three();
    let dewi = desk.state()["me"]["user"].clone();
    let case = desk.typed(complete());
    assert!(desk.refused("users.remove_slot", json!({ "user": dewi })).message.contains("Pengelola lain"));
    let users = desk.ok("users.remove_slot", json!({ "user": agus }));
    let row = users["rows"].as_array().unwrap().iter().find(|row| row["user"] == agus.as_str()).unwrap();
    assert_eq!(row["here"], false);
    // The store that is open works on, and a slot made now opens it.
    desk.ok("case.resolve", json!({ "case": case }));
    let budi = add(&desk, "Budi Contoh", json!(["officer"]));
    desk.ok("users.slot", json!({ "user": budi, "password": "sandi budi" }));
    desk.ok("session.lock", json!({}));
    assert_eq!(sign_in(&desk, &sri, "sandi Sri Contoh")["phase"], "open");
    assert_eq!(desk.refused("users.remove_slot", json!({ "user": budi })).code, "not_allowed");

    let (_temp, folder, now) = desk.drop_abruptly();
    let desk = TestDesk::at(&folder, now);
    assert_eq!(tiles(&desk), ["Dewi Contoh", "Sri Contoh", "Budi Contoh"]);
    let gone = desk.refused("session.sign_in", json!({ "user": agus, "password": "sandi Agus Contoh" }));
    assert_eq!(gone.code, "gone");
    for (user, password) in [(sri, "sandi Sri Contoh"), (budi, "sandi budi")] {
        sign_in(&desk, &user, password);
        assert_eq!(desk.view(&case)["status"], "resolved");
        desk.ok("session.sign_out", json!({}));
    }
    desk.sign_in(PASSWORD).unwrap();
    // Agus comes back.
    desk.ok("users.slot", json!({ "user": agus, "password": "sandi lain" }));
    desk.ok("session.sign_out", json!({}));
    sign_in(&desk, &agus, "sandi lain");
}

#[test]
fn the_seed_still_opens_a_pc_whose_key_was_renewed() {
    let (desk, agus, sri) = three();
    let seed = desk.ok("office.seed", json!({}));
    desk.ok("users.remove_slot", json!({ "user": agus }));
    desk.ok("session.sign_out", json!({}));
    let recover = json!({ "groups": seed["groups"], "user": sri, "password": "sandi baru sri" });
    assert_eq!(desk.ok("session.recover", recover)["me"]["name"], "Sri Contoh");
    desk.ok("session.sign_out", json!({}));
    sign_in(&desk, &sri, "sandi baru sri");
}

#[test]
fn a_user_needs_a_name_and_a_known_role() {
    let desk = TestDesk::begun();
    assert_eq!(marked(&desk.refused("users.add", json!({ "name": " ", "roles": ["officer"] }))), ["name"]);
    assert_eq!(marked(&desk.refused("users.add", json!({ "name": "A", "roles": [] }))), ["roles"]);
    assert_eq!(marked(&desk.refused("users.add", json!({ "name": "A", "roles": ["boss"] }))), ["roles"]);
}

#[test]
fn a_stakeholder_is_corrected_and_every_case_shows_it() {
    let desk = TestDesk::begun();
    let case = desk.typed(complete());
    let person = desk.ok("case.record", json!({ "case": case }))["fields"]["person"].clone();
    let edit = |name: &str| json!({ "id": person, "name": name, "phone": "0800-0000-99", "email": "" });
    assert_eq!(marked(&desk.refused("party.edit", edit(""))), ["name"]);
    let view = desk.ok("party.edit", edit("Rina Contoh Baru"));
    assert_eq!((view["name"].as_str(), view["phone"].as_str()), (Some("Rina Contoh Baru"), Some("0800-0000-99")));
    assert_eq!(desk.view(&case)["fields"]["person_name"], "Rina Contoh Baru");
    let rows = desk.ok("case.list", json!({ "status": null, "text": "baru", "after": null, "limit": 5 }));
    assert_eq!(rows["rows"][0]["who"], "Rina Contoh Baru");
    assert_eq!(desk.refused("party.view", json!({ "id": "00000000-0000-0000-0000-000000000000" })).code, "gone");
}

#[test]
fn the_settings_say_truly_what_this_pc_is() {
    let desk = TestDesk::begun();
    let pc = desk.ok("pc.view", json!({}));
    assert_eq!((pc["enrolled"].as_bool(), pc["version"].as_str()), (Some(false), Some("0.0.0-test")));
    assert!(pc["label"].as_str().unwrap().len() == 2 && pc["records"].as_u64().unwrap() >= 5);
    let sync = desk.ok("sync.state", json!({}));
    assert_eq!(
        (sync["alone"].as_bool(), sync["reachable"].as_bool(), sync["unsent_records"].as_u64()),
        (Some(true), Some(false), Some(0))
    );
    assert_eq!(desk.ok("sync.now", json!({}))["alone"], true);
}

#[test]
fn a_wrong_invitation_code_is_marked_before_any_server_is_asked() {
    let desk = TestDesk::new();
    let join = |address: &str, code: &str| json!({ "address": address, "code": code });
    let error = desk.refused("office.join", join("127.0.0.1:1", "AAAA BBBB CC*C DDDD EEEE"));
    assert_eq!((error.code.as_str(), error.details.unwrap()["group"].as_u64()), ("wrong_group", Some(2)));
    assert_eq!(desk.refused("office.join_finish", json!({ "password": PASSWORD })).code, "failed");
    assert_eq!(desk.state()["phase"], "first_run");
}
