//! What becomes of typed words: whose they are, what they replace, what they never touch, and the clock that is asked first.

use serde_json::{Value, json};

use crate::harness::{MINUTE, PASSWORD, TestDesk, complete};

/// A second satker with its own name.
fn other() -> Value {
    let mut fields = complete();
    fields["person_name"] = json!("Budi Contoh");
    fields["organisation_name"] = json!("Kantor Pajak Contoh");
    fields["satker_code"] = json!("054321");
    fields
}

fn recorded(desk: &TestDesk, fields: Value) -> String {
    let case = desk.typed(fields);
    desk.ok("case.record", json!({ "case": case }));
    case
}

fn name_of(desk: &TestDesk, case: &str) -> String {
    desk.view(case)["fields"]["organisation_name"].as_str().unwrap().to_owned()
}

#[test]
fn another_satker_code_never_renames_the_satker_it_belongs_to() {
    let desk = TestDesk::begun();
    let (land, tax) = (recorded(&desk, complete()), recorded(&desk, other()));
    // The name of the satker before still stands beside the corrected code.
    desk.retype(&tax, json!({ "organisation": null, "satker_code": "012345" }));
    let view = desk.ok("case.record", json!({ "case": tax }));
    assert_eq!(view["fields"]["organisation"], desk.view(&land)["fields"]["organisation"]);
    assert_eq!(view["fields"]["organisation_name"], "Kantor Pertanahan Contoh");
    assert_eq!(name_of(&desk, &land), "Kantor Pertanahan Contoh");
    // A page that types on before it has heard of the record renames nothing either.
    desk.retype(&tax, json!({ "organisation": null, "satker_code": "054321" }));
    let stale = desk.view(&tax);
    desk.ok("case.record", json!({ "case": tax }));
    let mut fields = stale["fields"].clone();
    fields["role_words"] = json!("staf");
    let view = &stale["seen"];
    let seen = json!({ "channel": view, "party": view, "question": view, "topic": view, "answer": view, "hai": view });
    desk.ok("draft.save", json!({ "case": tax, "fields": fields, "seen": seen, "first_key_at": null }));
    let view = desk.ok("case.record", json!({ "case": tax }));
    assert_eq!(
        (view["fields"]["organisation_name"].as_str(), view["fields"]["role_words"].as_str()),
        (Some("Kantor Pajak Contoh"), Some("staf"))
    );
    assert_eq!(name_of(&desk, &land), "Kantor Pertanahan Contoh");
}

#[test]
fn a_satker_whose_name_the_form_shows_is_corrected_for_all_its_cases() {
    let desk = TestDesk::begun();
    let (first, second) = (recorded(&desk, complete()), recorded(&desk, complete()));
    desk.retype(&second, json!({ "organisation": null, "organisation_name": "Kantor Pertanahan Kota Contoh" }));
    let view = desk.ok("case.record", json!({ "case": second }));
    assert_eq!(view["fields"]["organisation"], desk.view(&first)["fields"]["organisation"]);
    assert_eq!(name_of(&desk, &first), "Kantor Pertanahan Kota Contoh");
}

#[test]
fn a_telephone_number_and_an_address_can_be_taken_away() {
    let desk = TestDesk::begun();
    let mut fields = complete();
    fields["email"] = json!("rina@example.org");
    let case = recorded(&desk, fields);
    desk.retype(&case, json!({ "phone": " " }));
    let view = desk.ok("case.record", json!({ "case": case }));
    assert_eq!(
        (view["fields"]["phone"].as_str(), view["fields"]["email"].as_str()),
        (Some(""), Some("rina@example.org"))
    );
    let id = view["fields"]["person"].clone();
    let party = desk.ok("party.view", json!({ "id": id }));
    let emptied = json!({ "id": id, "name": "Rina Contoh", "phone": "", "email": "", "seen": party["seen"] });
    assert_eq!(desk.ok("party.edit", emptied)["email"], "");
    assert_eq!(desk.ok("party.view", json!({ "id": id }))["email"], "");
    let found = desk.ok("party.find", json!({ "text": "0800", "stakeholder_type": null }));
    assert_eq!(found["hits"], json!([]), "the number that was taken away finds nobody");
}

#[test]
fn choosing_somebody_whose_address_the_list_does_not_show_keeps_it() {
    let desk = TestDesk::begun();
    let mut fields = complete();
    fields["email"] = json!("rina@example.org");
    let person = desk.view(&recorded(&desk, fields))["fields"]["person"].clone();
    let case = desk.typed(json!({ "question": "soal" }));
    let chosen =
        json!({ "person": person, "person_name": "Rina Contoh", "phone": "0800-0000-01", "stakeholder_type": "UMUM" });
    desk.retype(&case, chosen);
    let view = desk.ok("case.record", json!({ "case": case }));
    assert_eq!(view["fields"]["email"], "rina@example.org");
}

#[test]
fn a_list_older_than_a_correction_takes_nothing_back() {
    let desk = TestDesk::begun();
    let person = desk.view(&recorded(&desk, complete()))["fields"]["person"].clone();
    let hit = desk.ok("party.find", json!({ "text": "rina", "stakeholder_type": null }))["hits"][0].clone();
    desk.ok("party.edit", json!({ "id": person, "name": "Rina Contoh", "phone": "0800-0000-99", "email": "" }));
    let case = desk.typed(json!({ "question": "soal" }));
    let chosen =
        json!({ "person": person, "person_name": hit["name"], "phone": hit["phone"], "stakeholder_type": "UMUM" });
    desk.retype(&case, chosen);
    let view = desk.ok("case.record", json!({ "case": case }));
    assert_eq!(view["fields"]["phone"], "0800-0000-99");
}

/// A PC with a second officer, on which the first one's program died while she typed this.
fn left_by_dewi(changes: Value) -> (Option<tempfile::TempDir>, TestDesk, String) {
    let desk = TestDesk::begun();
    let users = desk.ok("users.add", json!({ "name": "Agus Contoh", "roles": ["officer"] }));
    let agus = users["rows"].as_array().unwrap().iter().find(|row| row["name"] == "Agus Contoh").unwrap().clone();
    desk.ok("users.slot", json!({ "user": agus["user"], "password": "sandi-agus" }));
    let case = desk.typed(changes);
    let (temp, folder, now) = desk.drop_abruptly();
    let desk = TestDesk::at(&folder, now + MINUTE);
    agus_sits_down(&desk);
    (temp, desk, case)
}

fn agus_sits_down(desk: &TestDesk) {
    let tiles = desk.state()["tiles"].clone();
    let agus = tiles.as_array().unwrap().iter().find(|tile| tile["name"] == "Agus Contoh").unwrap()["user"].clone();
    desk.ok("session.sign_in", json!({ "user": agus, "password": "sandi-agus" }));
}

fn told(view: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    view["story"].as_array().unwrap().iter().map(|item| (text(&item["kind"]), text(&item["author"]))).collect()
}

fn by(told: &[(&str, &str)]) -> Vec<(String, String)> {
    told.iter().map(|(kind, author)| ((*kind).to_owned(), format!("{author} Contoh"))).collect()
}

#[test]
fn words_left_by_one_officer_become_records_in_her_name_when_another_locks_the_screen() {
    let (_temp, desk, case) = left_by_dewi(json!({ "question": "Soal Dewi" }));
    desk.ok("session.lock", json!({}));
    agus_sits_down(&desk);
    let view = desk.view(&case);
    assert_eq!(
        (told(&view), view["officer"].as_str()),
        (by(&[("opened", "Dewi"), ("question", "Dewi")]), Some("Dewi Contoh"))
    );
}

#[test]
fn typing_on_in_anothers_draft_records_her_words_first_and_what_follows_is_ones_own() {
    let (_temp, desk, case) = left_by_dewi(json!({ "question": "Soal Dewi", "person_name": "Rin" }));
    desk.retype(
        &case,
        json!({
            "question": "Soal Dewi, dilanjutkan Agus", "topic": "BANK-01", "section": "BANK", "answer": "Jawaban Agus",
            "stakeholder_type": "UMUM", "person_name": "Rina Contoh",
        }),
    );
    let view = desk.ok("case.resolve", json!({ "case": case }));
    let expected = [
        ("opened", "Dewi"),
        ("question", "Dewi"),
        ("party", "Agus"),
        ("question", "Agus"),
        ("topic", "Agus"),
        ("answer", "Agus"),
        ("resolved", "Agus"),
    ];
    assert_eq!((told(&view), view["concurrent"].clone()), (by(&expected), json!([])));
    let last = view["story"].as_array().unwrap().iter().rfind(|item| item["kind"] == "question").unwrap();
    assert_eq!(last["old"], "Soal Dewi");
}

#[test]
fn a_clock_that_is_off_is_said_before_a_number_is_made_and_no_word_is_lost() {
    let desk = TestDesk::begun();
    recorded(&desk, json!({ "question": "sebelum" }));
    let (_temp, folder, now) = desk.drop_abruptly();
    let desk = TestDesk::at(&folder, now - 10 * MINUTE);
    desk.sign_in(PASSWORD).unwrap();
    let case = desk.typed(json!({ "question": "Jam mundur" }));
    let error = desk.refused("case.record", json!({ "case": case }));
    assert_eq!(error.code, "clock_off");
    assert!(
        error.message.contains("belum diberi nomor") && error.message.contains("Perbaiki jam"),
        "{}",
        error.message
    );
    desk.attach(&case, "surat.txt", b"isi").unwrap();
    desk.ok("tabs.close", json!({ "case": case }));
    let view = desk.view(&case);
    assert_eq!((view["number"].is_null(), view["fields"]["question"].as_str()), (true, Some("Jam mundur")));
    assert_eq!(view["files"].as_array().unwrap().len(), 1);
    desk.ok("session.accept_clock", json!({}));
    let view = desk.ok("case.record", json!({ "case": case }));
    assert_eq!((view["number"].is_string(), view["files"].as_array().unwrap().len()), (true, 1));
    // It is said again to whoever comes next.
    desk.ok("session.sign_out", json!({}));
    desk.sign_in(PASSWORD).unwrap();
    let next = desk.typed(json!({ "question": "Berikutnya" }));
    assert_eq!(desk.refused("case.record", json!({ "case": next })).code, "clock_off");
    // Set right, nothing has to be accepted; cases that have a number never ask.
    desk.ok("case.record", json!({ "case": case }));
    desk.pass(6 * MINUTE);
    assert!(desk.ok("case.record", json!({ "case": next }))["number"].is_string());
}
