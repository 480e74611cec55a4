//! Two desks that change one thing: nobody's words are lost in silence, and what both wrote is marked until somebody decides.

use lakon_office_tests::{Desk, Office, now_ms};
use serde_json::{Value, json};

fn complete() -> Value {
    json!({
        "stakeholder_type": "SATKER", "person_name": "Rina Contoh", "phone": "0800-0000-01", "organisation_name": "Kantor Pertanahan Contoh",
        "satker_code": "012345", "question": "Bagaimana menyelesaikan retur?", "topic": "BANK-01", "section": "BANK",
        "answer": "Ajukan surat ralat rekening.",
    })
}

/// An office with two desks that know one case.
async fn known_to_both() -> (Office, Desk, Desk, String) {
    let office = Office::begin().await;
    let here = office.admin().await;
    let there = office.officer("petugas").await;
    let case = here.case(complete()).await;
    meet(&[&here, &there]).await;
    (office, here, there, case)
}

/// Every desk sends and then hears what the others sent.
async fn meet(desks: &[&Desk]) {
    for _ in 0..2 {
        for desk in desks {
            desk.sync().await;
        }
    }
}

/// Types over fields of a view, as the page does: all fields, with the names of the views they were taken from.
async fn types(desk: &Desk, view: &Value, changes: Value) {
    let mut fields = view["fields"].clone();
    for (name, value) in changes.as_object().unwrap() {
        fields[name] = value.clone();
    }
    let seen: serde_json::Map<String, Value> = ["channel", "party", "question", "topic", "answer", "hai"]
        .map(|part| (part.to_owned(), view["seen"].clone()))
        .into_iter()
        .collect();
    let typed = json!({ "case": view["case"], "fields": fields, "seen": seen, "first_key_at": now_ms() });
    desk.ok("draft.save", typed).await;
}

async fn record(desk: &Desk, case: &str) -> Value {
    desk.ok("case.record", json!({ "case": case })).await
}

async fn person(desk: &Desk, case: &str) -> Value {
    let id = desk.view(case).await["fields"]["person"].clone();
    desk.ok("party.view", json!({ "id": id })).await
}

fn edit(party: &Value, changes: Value) -> Value {
    let mut edit = json!({ "id": party["id"], "name": party["name"], "phone": party["phone"], "email": party["email"], "seen": party["seen"] });
    for (name, value) in changes.as_object().unwrap() {
        edit[name] = value.clone();
    }
    edit
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telephone_number_corrected_elsewhere_is_not_written_back_by_a_form_that_shows_the_old_one() {
    let (_office, here, there, case) = known_to_both().await;
    let old = there.view(&case).await;
    types(&there, &old, json!({ "role_words": "Staf keuangan" })).await;
    let form = person(&there, &case).await;
    here.ok("party.edit", edit(&person(&here, &case).await, json!({ "phone": "0800-0000-99" }))).await;
    meet(&[&here, &there]).await;
    // The case's form and the stakeholder's page were filled in before the correction came.
    record(&there, &case).await;
    there.ok("party.edit", edit(&form, json!({ "name": "Rina Contoh Baru" }))).await;
    meet(&[&there, &here]).await;
    for desk in [&here, &there] {
        let (party, view) = (person(desk, &case).await, desk.view(&case).await);
        assert_eq!((party["name"].as_str(), party["phone"].as_str()), (Some("Rina Contoh Baru"), Some("0800-0000-99")));
        assert_eq!((&party["concurrent"], &view["concurrent"]), (&json!(false), &json!([])));
        assert_eq!(view["fields"]["role_words"], "Staf keuangan");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_telephone_numbers_typed_at_once_are_both_kept_and_marked_until_one_is_chosen() {
    let (_office, here, there, case) = known_to_both().await;
    let old = there.view(&case).await;
    types(&there, &old, json!({ "phone": "0800-0000-22" })).await;
    here.ok("party.edit", edit(&person(&here, &case).await, json!({ "phone": "0800-0000-11" }))).await;
    meet(&[&here, &there]).await;
    record(&there, &case).await;
    meet(&[&there, &here]).await;
    let party = person(&here, &case).await;
    let mut numbers: Vec<&str> =
        party["versions"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!((numbers, &party["concurrent"]), (vec!["0800-0000-11", "0800-0000-22"], &json!(true)));
    assert_eq!(here.view(&case).await["party_concurrent"], party["id"]);
    // The one that is shown is kept: typing it again would change nothing.
    let shown = party["versions"].as_array().unwrap().iter().find(|one| one["text"] == party["phone"]).unwrap().clone();
    here.ok("party.settle", json!({ "id": party["id"], "field": "phone", "keep": shown["event"] })).await;
    meet(&[&here, &there]).await;
    for desk in [&here, &there] {
        let after = person(desk, &case).await;
        assert_eq!(
            (&after["phone"], &after["concurrent"], &after["versions"]),
            (&party["phone"], &json!(false), &json!([]))
        );
        assert!(desk.view(&case).await["party_concurrent"].is_null());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_typed_over_an_older_view_take_nothing_back_that_came_since() {
    let (_office, here, there, case) = known_to_both().await;
    let old = there.view(&case).await;
    here.retype(&case, json!({ "answer": "Jawaban dari meja sebelah." })).await;
    meet(&[&here, &there]).await;
    // The program has shown the newer answer meanwhile, but these fields were typed before the page took it.
    there.view(&case).await;
    types(&there, &old, json!({ "question": "Bagaimana retur SP2D?" })).await;
    let view = record(&there, &case).await;
    assert_eq!(view["fields"]["answer"], "Jawaban dari meja sebelah.");
    assert_eq!((view["fields"]["question"].as_str(), &view["concurrent"]), (Some("Bagaimana retur SP2D?"), &json!([])));
    let answers = view["story"].as_array().unwrap().iter().filter(|item| item["kind"] == "answer").count();
    assert_eq!(answers, 2, "there wrote no answer");

    // In the very same part both stay, and the mark says so.
    let old = there.view(&case).await;
    here.sync().await;
    here.retype(&case, json!({ "question": "Pertanyaan dari meja sebelah" })).await;
    meet(&[&here, &there]).await;
    there.view(&case).await;
    types(&there, &old, json!({ "question": "Pertanyaan dari meja ini" })).await;
    let view = record(&there, &case).await;
    assert_eq!(view["concurrent"], json!(["question"]));
}

/// The standing versions of a part: event and words.
fn versions(view: &Value, part: &str) -> Vec<(String, String)> {
    let items = view["story"].as_array().unwrap().iter();
    let standing = items.filter(|item| item["kind"] == part && item["stands"] == true);
    standing
        .map(|item| (item["event"].as_str().unwrap().to_owned(), item["text"].as_str().unwrap().to_owned()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_part_two_people_changed_at_once_is_settled_by_any_of_its_versions() {
    let (_office, here, there, case) = known_to_both().await;
    let mine = json!({ "question": "Dari sini", "answer": "Jawab sini", "topic": "BANK-02", "section": "BANK", "role_words": "Staf sini" });
    let theirs = json!({ "question": "Dari sana", "answer": "Jawab sana", "topic": "PD-01", "section": "PD", "role_words": "Staf sana" });
    here.retype(&case, mine).await;
    there.retype(&case, theirs).await;
    meet(&[&here, &there]).await;
    let view = here.view(&case).await;
    assert_eq!(view["concurrent"], json!(["question", "answer", "party", "topic"]));
    for (part, last) in [("question", true), ("answer", false), ("party", true), ("topic", false)] {
        let standing = versions(&here.view(&case).await, part);
        assert_eq!(standing.len(), 2, "{part}: {standing:?}");
        let (event, text) = if last { &standing[1] } else { &standing[0] };
        let view = here.ok("case.settle", json!({ "case": case, "part": part, "keep": event })).await;
        let after = versions(&view, part);
        assert_eq!(after.iter().map(|(_, text)| text).collect::<Vec<_>>(), [text], "{part}");
    }
    meet(&[&here, &there]).await;
    for desk in [&here, &there] {
        assert_eq!(desk.view(&case).await["concurrent"], json!([]));
    }
    assert_eq!(here.view(&case).await["fields"], there.view(&case).await["fields"]);
    let gone = here
        .refused("case.settle", json!({ "case": case, "part": "topic", "keep": versions(&view, "answer")[0].0 }))
        .await;
    assert_eq!(gone.code, "failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn own_words_that_give_way_to_anothers_stay_in_the_story() {
    let (_office, here, there, case) = known_to_both().await;
    let old = here.view(&case).await;
    there.retype(&case, json!({ "answer": "Jawab sana" })).await;
    types(&here, &old, json!({ "answer": "Jawab sini" })).await;
    meet(&[&there, &here]).await;
    let theirs = versions(&here.view(&case).await, "answer");
    assert_eq!(theirs.len(), 1);
    let view = here.ok("case.settle", json!({ "case": case, "part": "answer", "keep": theirs[0].0 })).await;
    assert_eq!(
        (view["fields"]["answer"].as_str(), &view["concurrent"], &view["unrecorded"]),
        (Some("Jawab sana"), &json!([]), &json!(false))
    );
    assert!(view["story"].as_array().unwrap().iter().any(|item| item["text"] == "Jawab sini"));
}

/// What the side-by-side page sends: the version from the left at a place.
fn take(item: &Value, at: usize) -> Value {
    let versions = item["versions"].as_array().unwrap();
    let seen: Vec<&Value> = versions.iter().map(|version| &version["event"]).collect();
    json!({ "of": item["of"], "field": item["field"], "seen": seen, "keep": versions[at]["event"], "parts": [] })
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_to_tell_and_when_it_came_are_settled_side_by_side_with_the_pcs_they_were_written_on() {
    let (_office, here, there, case) = known_to_both().await;
    for (desk, name, earlier) in [(&here, "Rina Contoh", 60_000.0), (&there, "Budi Contoh", 120_000.0)] {
        let who = json!({ "case": case, "declined": false, "name": name, "phone": "", "email": "" });
        desk.ok("case.contact", who).await;
        let at = desk.view(&case).await["opened_at"].as_f64().unwrap() - earlier;
        desk.ok("case.received", json!({ "case": case, "at": at, "reason": "Dicatat di kertas." })).await;
    }
    meet(&[&here, &there]).await;
    assert_eq!(here.view(&case).await["concurrent"], json!(["contact", "received"]));
    assert_eq!(here.ok("settle.list", json!({})).await["cases"][0]["case"], json!(case));
    let view = here.ok("settle.view", json!({ "id": case })).await;
    for item in view["fields"].as_array().unwrap() {
        let places: Vec<bool> =
            item["versions"].as_array().unwrap().iter().map(|one| one["this_pc"].as_bool().unwrap()).collect();
        assert_eq!(places, [true, false], "{item}");
        let pcs: Vec<&str> =
            item["versions"].as_array().unwrap().iter().map(|one| one["pc"].as_str().unwrap()).collect();
        assert!(pcs.iter().all(|pc| !pc.is_empty()) && pcs[0] != pcs[1], "{pcs:?}");
        here.ok("settle.write", take(item, 0)).await;
    }
    meet(&[&here, &there]).await;
    for desk in [&here, &there] {
        let now = desk.view(&case).await;
        assert_eq!((&now["concurrent"], now["contact"]["name"].as_str()), (&json!([]), Some("Rina Contoh")));
        assert_eq!(now["received_at"].as_f64(), Some(now["opened_at"].as_f64().unwrap() - 60_000.0));
        assert_eq!(desk.ok("settle.list", json!({})).await["count"], 0);
    }
}
