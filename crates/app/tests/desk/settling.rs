//! Concurrent edits on the page of their own: the versions side by side, one of them or a third, and taking that back.

use lakon_domain::case::CaseState;
use lakon_domain::event::{AnswerSet, Event, PartySet, PartyWords, QuestionSet, Text, TopicSet};
use lakon_domain::shape::Code;
use lakon_store::StoreError;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{ADMIN, MINUTE, TestDesk, complete, marked};

const OTHER: &str = "Agus Contoh";

/// A PC with a second officer.
fn office() -> TestDesk {
    let desk = TestDesk::begun();
    desk.colleague(OTHER, "officer");
    desk
}

fn recorded(desk: &TestDesk) -> String {
    let case = desk.typed(complete());
    desk.ok("case.record", json!({ "case": case }));
    case
}

/// The one officer writes one thing, the other a minute later another, over the same view.
fn at_once(desk: &TestDesk, case: &str, mine: Value, theirs: Value) {
    let old = Old::of(desk, case);
    desk.pass(MINUTE);
    desk.retype(case, mine);
    desk.ok("case.record", json!({ "case": case }));
    desk.pass(MINUTE);
    old.typed_over(desk, &theirs);
}

/// A case as the other officer's PC has it, which hears of nothing that comes later.
struct Old {
    state: CaseState,
    fields: Value,
}

impl Old {
    fn of(desk: &TestDesk, case: &str) -> Self {
        let id: Uuid = case.parse().unwrap();
        let fields = desk.view(case)["fields"].clone();
        Self { state: desk.behind(|store| store.case(id).unwrap().unwrap()), fields }
    }

    /// What the other officer writes over it, as it arrives.
    fn typed_over(&self, desk: &TestDesk, changes: &Value) {
        let users = desk.ok("users.list", json!({}));
        let other = users["rows"].as_array().unwrap().iter().find(|row| row["name"] == OTHER).unwrap();
        let other: Uuid = other["user"].as_str().unwrap().parse().unwrap();
        let events = over(&self.state, &self.fields, changes);
        desk.behind(|store| {
            let written = store.transact(other, |tx| events.into_iter().try_for_each(|event| tx.write(event)));
            written.unwrap_or_else(|error: StoreError| panic!("{error}"));
        });
    }
}

/// Edits of these fields that replace what stood in `before`.
fn over(before: &CaseState, fields: &Value, changes: &Value) -> Vec<Event> {
    let case = before.case;
    let code = |name: &str| changes[name].as_str().map(|code| Code::new(code).unwrap());
    let id = |name: &str| fields[name].as_str().map(|id| id.parse::<Uuid>().unwrap());
    let mut events: Vec<Event> = Vec::new();
    if let Some(text) = changes["question"].as_str() {
        let private = Some(Text { text: text.into() });
        events.push(QuestionSet { case, replaces: before.question.tips.clone(), private }.into());
    }
    if let Some(text) = changes["answer"].as_str() {
        let private = Some(Text { text: text.into() });
        events.push(AnswerSet { case, replaces: before.answer.tips.clone(), private }.into());
    }
    if changes["topic"].is_string() {
        let (topic, section, replaces) = (code("topic"), code("section"), before.topic.tips.clone());
        events.push(TopicSet { case, topic, section, replaces }.into());
    }
    if changes["role"].is_string() {
        let kind = Code::new(fields["stakeholder_type"].as_str().unwrap()).unwrap();
        events.push(
            PartySet {
                case,
                person: id("person"),
                organisation: id("organisation"),
                stakeholder_type: kind,
                role: code("role"),
                replaces: before.party.tips.clone(),
                private: Some(PartyWords { role: String::new() }),
            }
            .into(),
        );
    }
    events
}

fn view(desk: &TestDesk, id: &str) -> Value {
    desk.ok("settle.view", json!({ "id": id }))
}

fn fields(view: &Value) -> Vec<&str> {
    view["fields"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect()
}

fn field<'v>(view: &'v Value, name: &str) -> &'v Value {
    let found = view["fields"].as_array().unwrap().iter().find(|one| one["field"] == *name);
    found.unwrap_or_else(|| panic!("no field {name}: {view}"))
}

fn part(version: &Value, name: &str) -> (String, String) {
    let parts = version["parts"].as_array().unwrap();
    let found = parts.iter().find(|one| one["name"] == *name).unwrap_or_else(|| panic!("no part {name}: {version}"));
    let of = |key: &str| found[key].as_str().unwrap().to_owned();
    (of("value"), of("text"))
}

fn texts(item: &Value) -> Vec<String> {
    item["versions"].as_array().unwrap().iter().map(|version| part(version, "text").1).collect()
}

fn events(item: &Value) -> Vec<Value> {
    item["versions"].as_array().unwrap().iter().map(|version| version["event"].clone()).collect()
}

/// What the page sends: one version, by its place from the left.
fn take(item: &Value, at: usize) -> Value {
    let keep = &item["versions"][at]["event"];
    json!({ "of": item["of"], "field": item["field"], "seen": events(item), "keep": keep, "parts": [] })
}

/// Or a third, by its parts.
fn third(item: &Value, parts: &[(&str, &str)]) -> Value {
    let parts: Vec<Value> = parts.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    json!({ "of": item["of"], "field": item["field"], "seen": events(item), "keep": null, "parts": parts })
}

fn undo(item: &Value, done: &Value) -> Value {
    json!({ "of": item["of"], "field": item["field"], "event": done["event"] })
}

fn told(desk: &TestDesk, case: &str, text: &str) -> bool {
    desk.view(case)["story"].as_array().unwrap().iter().any(|item| item["text"] == *text)
}

#[test]
fn the_versions_stand_side_by_side_with_who_wrote_them_when_and_where() {
    let desk = office();
    let case = recorded(&desk);
    assert_eq!(desk.ok("settle.list", json!({})), json!({ "cases": [], "parties": [], "count": 0 }));
    at_once(&desk, &case, json!({ "question": "Dari loket satu" }), json!({ "question": "Dari loket dua" }));
    let list = desk.ok("settle.list", json!({}));
    assert_eq!((&list["count"], list["cases"][0]["case"].as_str()), (&json!(1), Some(&*case)));
    assert_eq!(desk.ok("case.counts", json!({}))["concurrent"], 1);

    let view = view(&desk, &case);
    assert_eq!((fields(&view), view["is_party"].as_bool()), (vec!["question"], Some(false)));
    assert_eq!(
        (view["title"].as_str(), &view["number"]),
        (Some("Kantor Pertanahan Contoh"), &desk.view(&case)["number"])
    );
    let item = field(&view, "question");
    assert_eq!(texts(item), ["Dari loket satu", "Dari loket dua"], "the older one stands left");
    let [left, right] = [&item["versions"][0], &item["versions"][1]];
    assert_eq!((left["author"].as_str(), right["author"].as_str()), (Some(ADMIN), Some(OTHER)));
    assert_eq!(right["at"].as_f64().unwrap() - left["at"].as_f64().unwrap(), MINUTE as f64);
    assert_eq!((&left["shown"], &right["shown"]), (&json!(false), &json!(true)));
    assert!([left, right].iter().all(|one| one["this_pc"] == true && one["state"] == "known"));
}

#[test]
fn the_left_the_right_or_a_third_is_taken_and_the_old_words_stay_in_the_story() {
    for (choice, now) in [(0, "Dari loket satu"), (1, "Dari loket dua"), (2, "Dari kedua loket")] {
        let desk = office();
        let case = recorded(&desk);
        at_once(&desk, &case, json!({ "question": "Dari loket satu" }), json!({ "question": "Dari loket dua" }));
        let before = view(&desk, &case);
        let item = field(&before, "question");
        let write = if choice < 2 { take(item, choice) } else { third(item, &[("text", " Dari kedua loket ")]) };
        let done = desk.ok("settle.write", write);
        assert_eq!((fields(&view(&desk, &case)), desk.view(&case)["fields"]["question"].as_str()), (vec![], Some(now)));
        assert_eq!(
            (&desk.view(&case)["concurrent"], &desk.ok("settle.list", json!({}))["count"]),
            (&json!([]), &json!(0))
        );
        assert!(told(&desk, &case, "Dari loket satu") && told(&desk, &case, "Dari loket dua"), "{now}");

        desk.ok("settle.undo", undo(item, &done));
        let again = view(&desk, &case);
        assert_eq!((texts(field(&again, "question")), again), (texts(item), before), "as if it had never been settled");
        assert_eq!(desk.refused("settle.undo", undo(field(&view(&desk, &case), "question"), &done)).code, "failed");
    }
}

#[test]
fn only_who_settled_takes_it_back_and_only_while_nothing_was_written_over_it() {
    let desk = office();
    let case = recorded(&desk);
    at_once(&desk, &case, json!({ "answer": "Jawaban satu" }), json!({ "answer": "Jawaban dua" }));
    let before = view(&desk, &case);
    let item = field(&before, "answer");
    let done = desk.ok("settle.write", take(item, 0));
    desk.sign_in_as(OTHER);
    assert_eq!(desk.refused("settle.undo", undo(item, &done)).code, "failed");
    desk.sign_in_as(ADMIN);
    desk.retype(&case, json!({ "answer": "Jawaban tiga" }));
    desk.ok("case.record", json!({ "case": case }));
    assert_eq!(desk.refused("settle.undo", undo(item, &done)).code, "failed");
    assert_eq!(desk.view(&case)["fields"]["answer"], "Jawaban tiga");
}

#[test]
fn a_choice_made_on_an_old_page_takes_nothing_back() {
    let desk = office();
    let case = recorded(&desk);
    let old = Old::of(&desk, &case);
    at_once(&desk, &case, json!({ "question": "Satu" }), json!({ "question": "Dua" }));
    let before = view(&desk, &case);
    let item = field(&before, "question");
    // A third version comes from a page older than both: what was seen is settled, the new one is not.
    old.typed_over(&desk, &json!({ "question": "Tiga" }));
    desk.ok("settle.write", take(item, 0));
    let after = view(&desk, &case);
    assert_eq!(texts(field(&after, "question")), ["Tiga", "Satu"]);
    // What was seen has given way meanwhile: the choice is made again on what stands.
    let error = desk.refused("settle.write", take(item, 1));
    assert_eq!((error.code.as_str(), desk.view(&case)["fields"]["question"].as_str()), ("failed", Some("Satu")));
    desk.ok("settle.write", take(field(&after, "question"), 0));
    assert_eq!((fields(&view(&desk, &case)), told(&desk, &case, "Satu")), (vec![], true));
}

#[test]
fn words_still_being_typed_become_a_record_and_give_way() {
    let desk = office();
    let case = recorded(&desk);
    at_once(&desk, &case, json!({ "answer": "Jawaban satu" }), json!({ "answer": "Jawaban dua" }));
    let before = view(&desk, &case);
    desk.retype(&case, json!({ "answer": "Sedang diketik" }));
    desk.ok("settle.write", take(field(&before, "answer"), 1));
    let now = desk.view(&case);
    assert_eq!((now["fields"]["answer"].as_str(), &now["unrecorded"]), (Some("Jawaban dua"), &json!(false)));
    assert!(told(&desk, &case, "Sedang diketik"));
}

#[test]
fn who_asks_and_about_what_are_settled_piece_by_piece() {
    let desk = office();
    let case = recorded(&desk);
    let mine = json!({ "topic": "BANK-02", "section": "BANK", "role": "KPA" });
    let theirs = json!({ "topic": "PD-01", "section": "PD", "role": "PPK" });
    at_once(&desk, &case, mine, theirs);
    let before = view(&desk, &case);
    assert_eq!(fields(&before), ["party", "topic"]);
    let (party, topic) = (field(&before, "party"), field(&before, "topic"));
    assert_eq!(part(&topic["versions"][0], "topic").0, "BANK-02");
    assert_ne!(part(&topic["versions"][0], "topic").1, "BANK-02", "people read its name");
    let versions = party["versions"].as_array().unwrap();
    let roles: Vec<String> = versions.iter().map(|version| part(version, "role").0).collect();
    assert_eq!(roles, ["KPA", "PPK"]);
    let (person, named) = part(&versions[0], "person");
    assert_eq!(named, "Rina Contoh, 0800-0000-01");
    let organisation = part(&versions[0], "organisation").0;

    let pieces = |role: &'static str, person: &str| {
        let all = [("stakeholder_type", "SATKER"), ("organisation", &organisation), ("person", person), ("role", role)];
        third(party, &all)
    };
    assert_eq!(marked(&desk.refused("settle.write", pieces("PETUGAS_BANK", &person))), ["role"]);
    let stranger = "0190a000-0000-7000-8000-000000000001";
    assert_eq!(desk.refused("settle.write", pieces("KPA", stranger)).code, "gone", "nobody the versions name");
    desk.ok("settle.write", pieces("KPA", &person));
    assert_eq!(marked(&desk.refused("settle.write", third(topic, &[("topic", "XX-99")]))), ["topic"]);
    let done = desk.ok("settle.write", third(topic, &[("topic", "PD-01"), ("section", "BANK")]));
    let now = desk.view(&case)["fields"].clone();
    assert_eq!((now["role"].as_str(), now["person"].as_str()), (Some("KPA"), Some(&*person)));
    assert_eq!(
        (now["topic"].as_str(), now["section"].as_str()),
        (Some("PD-01"), Some("PD")),
        "a topic brings its section"
    );
    desk.ok("settle.undo", undo(topic, &done));
    assert_eq!(fields(&view(&desk, &case)), ["topic"]);
}

#[test]
fn a_stakeholders_own_data_are_settled_from_the_case_and_from_their_page() {
    let desk = office();
    let case = recorded(&desk);
    let person = desk.view(&case)["fields"]["person"].as_str().unwrap().to_owned();
    let old = desk.ok("party.view", json!({ "id": person }));
    let edit = |name: &str, phone: &str| {
        desk.ok("party.edit", json!({ "id": person, "name": name, "phone": phone, "email": "", "seen": old["seen"] }));
    };
    edit("Rina Contoh Satu", "0800-0000-11");
    desk.sign_in_as(OTHER);
    desk.pass(MINUTE);
    edit("Rina Contoh Dua", "0800-0000-22");
    desk.sign_in_as(ADMIN);
    let list = desk.ok("settle.list", json!({}));
    assert_eq!((&list["cases"], list["parties"][0]["id"].as_str()), (&json!([]), Some(&*person)));
    let of_case = view(&desk, &case);
    let of_party = view(&desk, &person);
    assert_eq!((fields(&of_case), &of_case["fields"]), (vec!["name", "phone"], &of_party["fields"]));
    assert_eq!((&of_party["is_party"], of_party["title"].as_str()), (&json!(true), Some("Rina Contoh Dua")));

    let name = field(&of_party, "name");
    assert_eq!(texts(name), ["Rina Contoh Satu", "Rina Contoh Dua"]);
    assert_eq!(marked(&desk.refused("settle.write", third(name, &[("text", " ")]))), ["text"]);
    let done = desk.ok("settle.write", third(name, &[("text", "Rina Contoh")]));
    assert_eq!(fields(&view(&desk, &person)), ["phone"]);
    assert_eq!(desk.view(&case)["fields"]["person_name"], "Rina Contoh");
    desk.ok("settle.write", take(field(&of_party, "phone"), 0));
    assert_eq!(desk.ok("settle.list", json!({}))["count"], 0);

    desk.pass(MINUTE);
    desk.ok("settle.undo", undo(name, &done));
    let again = view(&desk, &person);
    let back = field(&again, "name");
    assert_eq!(texts(back), texts(name));
    let who = |item: &Value| -> Vec<(Value, Value)> {
        let versions = item["versions"].as_array().unwrap();
        versions.iter().map(|version| (version["author"].clone(), version["at"].clone())).collect()
    };
    assert_eq!(who(back), who(name), "whose words they are does not change by being brought back");
    let done = desk.ok("settle.write", take(back, 1));
    desk.ok("settle.undo", undo(back, &done));
    assert_eq!(who(field(&view(&desk, &person), "name")), who(name));
}

#[test]
fn whoever_may_not_write_a_case_sees_the_versions_and_settles_none() {
    let desk = office();
    desk.colleague("Budi Kepala", "section_head");
    let case = recorded(&desk);
    at_once(&desk, &case, json!({ "question": "Satu" }), json!({ "question": "Dua" }));
    desk.sign_in_as("Budi Kepala");
    let seen = view(&desk, &case);
    let item = field(&seen, "question");
    assert_eq!(texts(item), ["Satu", "Dua"]);
    assert_eq!(desk.refused("settle.write", take(item, 0)).code, "not_allowed");
    assert_eq!(view(&desk, &case), seen);
}

#[test]
fn what_is_nowhere_is_said_to_be_gone() {
    let desk = office();
    assert_eq!(desk.refused("settle.view", json!({ "id": "x" })).code, "gone");
    let unknown = "0190a000-0000-7000-8000-000000000001";
    assert_eq!(desk.refused("settle.view", json!({ "id": unknown })).code, "gone");
    let case = recorded(&desk);
    assert_eq!(fields(&view(&desk, &case)), Vec::<&str>::new(), "nothing is to be settled");
}
