//! What an admin sets beside calendar and people: texts, limits, sections, topics, channels, complaint channels, substitutes.

use serde_json::{Value, json};

use crate::harness::{ADMIN, TestDesk, complete, duties, marked};

const HEAD: &str = "Budi Kepala";

fn row<'v>(view: &'v Value, list: &str, key: &str, value: &str) -> &'v Value {
    let rows = view[list].as_array().unwrap();
    rows.iter().find(|row| row[key] == *value).unwrap_or_else(|| panic!("{list} has no {value}: {view}"))
}

fn limit(view: &Value, setting: &str) -> Value {
    row(view, "limits", "setting", setting).clone()
}

fn set_limit(value: Value, from: &str) -> Value {
    json!({ "setting": "solution_days", "value": value, "from": from, "basis": "KEP-83/PB/2025", "corrects": null })
}

fn section(name: &str) -> Value {
    json!({ "section": null, "name": name, "head": null, "order": null, "retired": false })
}

fn change(row: &Value, changes: Value) -> Value {
    let mut row = row.clone();
    for (name, value) in changes.as_object().unwrap() {
        row[name] = value.clone();
    }
    row
}

#[test]
fn whoever_is_no_admin_reads_the_settings_and_changes_none() {
    let desk = TestDesk::begun();
    desk.colleague("Agus Contoh", "officer");
    desk.sign_in_as("Agus Contoh");
    let view = desk.ok("settings.view", json!({}));
    assert_eq!((view["today"].as_str(), view["topics"].as_array().unwrap().len()), (Some("2026-11-23"), 46));
    let day = json!({ "day": "2026-12-24", "sort": "cuti_bersama", "confirmed": true, "name": "Natal" });
    let hours = json!({ "opens": 480, "closes": 900, "rest": 30 });
    let week = json!({ "monday_to_thursday": hours, "friday": hours });
    let refused = [
        ("settings.texts", json!({ "texts": [{ "field": "alamat", "text": "x" }] })),
        ("settings.limit", set_limit(json!(5), "2027-01-01")),
        ("settings.section", section("Seksi Baru")),
        ("settings.topic", change(&view["topics"][0], json!({ "name": "x" }))),
        ("settings.channel", change(&view["channels"][0], json!({ "name": "x" }))),
        ("settings.complaint", change(&view["complaints"][0], json!({ "name": "x" }))),
        ("settings.order", json!({ "list": "sections", "rows": ["LAIN"] })),
        ("section.head", json!({ "section": "PD", "head": null })),
        ("calendar.set_day", day),
        ("calendar.remove_day", json!({ "day": "2026-12-24" })),
        ("calendar.preview", json!({ "text": "2026-12-24; cuti bersama; Natal" })),
        ("calendar.import", json!({ "text": "2026-12-24; cuti bersama; Natal" })),
        ("calendar.pick", json!({})),
        ("calendar.set_hours", json!({ "period": null, "name": "x", "from": null, "until": null, "week": week })),
        ("calendar.remove_hours", json!({ "period": "x", "year": 2026 })),
        ("users.change", json!({ "user": "x", "name": "x", "roles": ["officer"] })),
        ("users.deactivate", json!({ "user": "x" })),
    ];
    for (command, input) in refused {
        let error = desk.refused(command, input);
        assert_eq!(error.code, "not_allowed", "{command}");
        assert!(error.message.contains("Pengelola"), "{command}: {}", error.message);
    }
    assert_eq!(desk.ok("settings.view", json!({})), view);
}

#[test]
fn the_texts_of_the_office_are_set_and_only_what_differs_is_recorded() {
    let desk = TestDesk::begun();
    let records = || desk.ok("pc.view", json!({}))["records"].as_u64().unwrap();
    let view = desk.ok("settings.view", json!({}));
    let text = |view: &Value, field: &str| row(view, "texts", "field", field)["text"].clone();
    assert_eq!((text(&view, "nama"), text(&view, "kepala")), (json!("KPPN Contoh"), json!("")));
    let before = records();
    let all = json!({ "texts": [
        { "field": "nama", "text": "KPPN Contoh " }, { "field": "kepala", "text": "Rini Contoh" },
        { "field": "kop", "text": "KEMENTERIAN CONTOH\nKPPN CONTOH" },
    ] });
    let view = desk.ok("settings.texts", all.clone());
    assert_eq!(text(&view, "kop"), "KEMENTERIAN CONTOH\nKPPN CONTOH");
    assert_eq!(row(&view, "texts", "field", "kepala")["set"], true);
    assert_eq!(records(), before + 2);
    desk.ok("settings.texts", all);
    assert_eq!(records(), before + 2);
    desk.ok("settings.texts", json!({ "texts": [{ "field": "nama", "text": "KPPN Contoh Baru" }] }));
    assert_eq!(desk.state()["office"]["name"], "KPPN Contoh Baru");
    let empty = desk.refused("settings.texts", json!({ "texts": [{ "field": "nama", "text": " " }] }));
    assert_eq!((empty.code.as_str(), marked(&empty)), ("invalid", vec!["nama".to_owned()]));
    let unknown = desk.refused("settings.texts", json!({ "texts": [{ "field": "motto", "text": "x" }] }));
    assert_eq!(unknown.code, "invalid");
}

#[test]
fn a_limit_holds_from_its_day_on_and_a_correction_takes_its_place() {
    let desk = TestDesk::begun();
    let view = desk.ok("settings.limit", set_limit(json!(5), "2027-01-01"));
    let solution = limit(&view, "solution_days");
    assert_eq!((&solution["now"], &solution["standard"], &solution["lowest"]), (&json!(3), &json!(3), &json!(1)));
    let value = &solution["values"][0];
    assert_eq!((&value["value"], &value["basis"], &value["by"]), (&json!(5), &json!("KEP-83/PB/2025"), &json!(ADMIN)));
    assert_eq!((value["holds"].as_bool(), value["from"].as_str()), (Some(false), Some("2027-01-01")));
    let view = desk.ok("settings.limit", set_limit(json!(4), "2026-11-01"));
    assert_eq!(limit(&view, "solution_days")["now"], 4);
    assert_eq!(marked(&desk.refused("settings.limit", set_limit(json!(6), "2027-01-01"))), ["from"]);
    let corrected = change(&set_limit(json!(2), "2027-02-01"), json!({ "corrects": value["event"] }));
    let view = desk.ok("settings.limit", corrected.clone());
    let values = limit(&view, "solution_days")["values"].clone();
    let told: Vec<(u64, &str)> = values
        .as_array()
        .unwrap()
        .iter()
        .map(|value| (value["value"].as_u64().unwrap(), value["from"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [(4, "2026-11-01"), (2, "2027-02-01")]);
    assert_eq!(desk.refused("settings.limit", corrected).code, "gone");
}

#[test]
fn a_limit_that_is_none_is_refused_in_words() {
    let desk = TestDesk::begun();
    for value in [json!(-1), json!(0), json!(2.5), json!(1000)] {
        let error = desk.refused("settings.limit", set_limit(value.clone(), "2027-01-01"));
        assert_eq!(marked(&error), ["value"], "{value}");
        assert!(error.message.contains("dari 1 sampai 90"), "{}", error.message);
    }
    for from in ["", "2027-13-01", "1 Januari 2027"] {
        assert_eq!(marked(&desk.refused("settings.limit", set_limit(json!(5), from))), ["from"], "{from}");
    }
    let unfounded = change(&set_limit(json!(5), "2027-01-01"), json!({ "basis": " " }));
    assert_eq!(marked(&desk.refused("settings.limit", unfounded)), ["basis"]);
}

#[test]
fn the_form_and_the_clock_take_the_minutes_of_today() {
    let desk = TestDesk::begun();
    let set =
        json!({ "setting": "service_minutes", "value": 15, "from": "2026-11-23", "basis": "KEP", "corrects": null });
    desk.ok("settings.limit", set);
    assert_eq!(desk.ok("catalogue.get", json!({}))["service_minutes"], 15);
    let case = desk.asked();
    assert_eq!(desk.view(&case)["clock"]["limit_ms"].as_f64(), Some(15.0 * 60_000.0));
}

#[test]
fn a_limit_set_later_moves_the_due_date_and_the_case_says_what_it_was() {
    let desk = TestDesk::begun();
    let case = desk.asked_by("telepon");
    assert_eq!(duties(&desk.view(&case), "solution"), [("open".to_owned(), "2026-11-26".to_owned())]);
    desk.pass(60_000);
    desk.ok("settings.limit", set_limit(json!(5), "2026-11-01"));
    let view = desk.view(&case);
    assert_eq!(duties(&view, "solution"), [("open".to_owned(), "2026-11-30".to_owned())]);
    let former = &view["duties"][0]["former"][0];
    assert_eq!((former["due_day"].as_str(), former["cause"].as_str()), (Some("2026-11-26"), Some("limit")));
    let text = "Jatuh tempo semula Kamis, 26 November 2026; standar diubah 23 November 2026 oleh Dewi Contoh: \
        solusi dalam hari kerja: 5 sejak 1 November 2026";
    assert_eq!(former["text"], text);
}

#[test]
fn a_section_is_added_renamed_and_retired_and_keeps_its_code() {
    let desk = TestDesk::begun();
    let head = desk.colleague(HEAD, "section_head");
    let officer = desk.colleague("Agus Contoh", "officer");
    let view = desk.ok("settings.section", section("Seksi Contoh Baru"));
    let new = row(&view, "sections", "section", "seksi_contoh_baru").clone();
    assert_eq!((new["order"].as_u64(), new["topics"].as_u64()), (Some(70), Some(0)));
    assert_eq!(marked(&desk.refused("settings.section", section("seksi contoh baru"))), ["name"]);
    assert_eq!(marked(&desk.refused("settings.section", section(" "))), ["name"]);
    for (user, words) in [(officer.as_str(), "bukan Kepala Seksi"), ("x", "tidak ditemukan")] {
        let error = desk.refused("settings.section", change(&new, json!({ "head": user })));
        assert_eq!(marked(&error), ["head"]);
        assert!(error.message.contains(words), "{}", error.message);
        assert_eq!(marked(&desk.refused("section.head", json!({ "section": "PD", "head": user }))), ["head"]);
    }
    let view = desk.ok("settings.section", change(&new, json!({ "head": head, "name": "Seksi Lain Nama" })));
    let renamed = row(&view, "sections", "section", "seksi_contoh_baru").clone();
    assert_eq!((renamed["name"].as_str(), renamed["head_name"].as_str()), (Some("Seksi Lain Nama"), Some(HEAD)));
    assert_eq!(view["heads"], json!([{ "user": head, "name": HEAD }]));

    let view = desk.ok("settings.section", change(&renamed, json!({ "retired": true })));
    assert_eq!(row(&view, "sections", "section", "seksi_contoh_baru")["retired"], true);
    let listed = desk.ok("sections.list", json!({}))["rows"].as_array().unwrap().len();
    assert_eq!(listed, 6, "what is retired is not offered");
    // Its name is free again, its code is not.
    let view = desk.ok("settings.section", section("Seksi Contoh Baru"));
    row(&view, "sections", "section", "seksi_contoh_baru_2");
    assert_eq!(desk.refused("settings.section", change(&new, json!({ "section": "TIDAK" }))).code, "gone");
}

#[test]
fn the_last_section_stays() {
    let desk = TestDesk::begun();
    let view = desk.ok("settings.view", json!({}));
    let all = view["sections"].as_array().unwrap();
    for one in &all[1..] {
        desk.ok("settings.section", change(one, json!({ "retired": true })));
    }
    let error = desk.refused("settings.section", change(&all[0], json!({ "retired": true })));
    assert_eq!((error.code.as_str(), marked(&error)), ("failed", vec!["retired".to_owned()]));
    assert!(error.message.contains("satu seksi"), "{}", error.message);
}

#[test]
fn a_topic_is_not_offered_any_more_and_names_the_cases_it_has() {
    let desk = TestDesk::begun();
    let case = desk.typed(complete());
    desk.ok("case.record", json!({ "case": case }));
    let view = desk.ok("settings.view", json!({}));
    let bank = row(&view, "topics", "topic", "BANK-01").clone();
    desk.ok("settings.topic", change(&bank, json!({ "name": "Retur SP2D (lama)", "retired": true })));
    let lists = desk.ok("catalogue.get", json!({}));
    let shown = row(&lists, "topics", "code", "BANK-01");
    assert_eq!((shown["name"].as_str(), shown["retired"].as_bool()), (Some("Retur SP2D (lama)"), Some(true)));
    let view = desk.view(&case);
    let told = view["story"].as_array().unwrap().iter().find(|item| item["kind"] == "topic").unwrap()["text"].clone();
    assert_eq!(told, "Retur SP2D (lama)");

    let new = json!({
        "topic": null, "section": "BANK", "name": "Rekening Baru", "keywords": [" Rekening", "rekening", ""],
        "documents": ["Surat", " "], "order": 5, "retired": false,
    });
    let view = desk.ok("settings.topic", new.clone());
    assert_eq!(view["topics"][0]["topic"], "rekening_baru", "order 5 comes first");
    assert_eq!(
        (&view["topics"][0]["keywords"], &view["topics"][0]["documents"]),
        (&json!(["rekening"]), &json!(["Surat"]))
    );
    assert_eq!(marked(&desk.refused("settings.topic", new.clone())), ["name"]);
    assert_eq!(
        marked(&desk.refused("settings.topic", change(&new, json!({ "section": "X", "name": "Y" })))),
        ["section"]
    );
    let fresh = desk.typed(change(&complete(), json!({ "topic": "rekening_baru" })));
    assert_eq!(desk.ok("case.record", json!({ "case": fresh }))["fields"]["section"], "BANK");
}

#[test]
fn a_channel_is_added_and_the_first_one_stays_face_to_face() {
    let desk = TestDesk::begun();
    let new =
        json!({ "channel": null, "name": "Gerai MPP", "online": false, "hai": false, "order": null, "retired": false });
    let view = desk.ok("settings.channel", new.clone());
    assert_eq!(row(&view, "channels", "channel", "gerai_mpp")["order"], 60);
    let case = desk.asked_by("gerai_mpp");
    let view = desk.view(&case);
    assert_eq!(view["stage"], "4", "a channel of this office that is face to face");
    let listed = desk.ok("catalogue.get", json!({}));
    assert_eq!(row(&listed, "channels", "code", "gerai_mpp")["name"], "Gerai MPP");

    let first = json!({ "channel": "tatap_muka", "name": "Tatap Muka", "online": false, "hai": false, "order": null, "retired": true });
    assert!(desk.refused("settings.channel", first.clone()).message.contains("tetap dipakai"));
    let online = change(&first, json!({ "retired": false, "online": true }));
    assert_eq!(marked(&desk.refused("settings.channel", online)), ["online"]);
    let hai = change(&new, json!({ "name": "HAI Lain", "hai": true }));
    assert_eq!(marked(&desk.refused("settings.channel", hai)), ["online"]);
}

#[test]
fn complaint_channels_are_completed_added_and_retired() {
    let desk = TestDesk::begun();
    let view = desk.ok("settings.view", json!({}));
    let first = change(&view["complaints"][0], json!({ "address": " https://www.lapor.go.id " }));
    let view = desk.ok("settings.complaint", first);
    assert_eq!(view["complaints"][0]["address"], "https://www.lapor.go.id");
    let new = json!({ "complaint": null, "name": "Kotak Contoh", "address": "", "order": null, "retired": false });
    let view = desk.ok("settings.complaint", new);
    let last = view["complaints"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((last["name"].as_str(), last["order"].as_u64()), (Some("Kotak Contoh"), Some(110)));
    let view = desk.ok("settings.complaint", change(&last, json!({ "retired": true })));
    assert_eq!(view["complaints"].as_array().unwrap().last().unwrap()["retired"], true);
    assert_eq!(desk.refused("settings.complaint", change(&last, json!({ "complaint": "x" }))).code, "gone");
}

#[test]
fn the_rows_of_a_list_are_put_in_another_order() {
    let desk = TestDesk::begun();
    let codes = |view: &Value| -> Vec<String> {
        view["sections"].as_array().unwrap().iter().map(|row| row["section"].as_str().unwrap().to_owned()).collect()
    };
    let view = desk.ok("settings.order", json!({ "list": "sections", "rows": ["LAIN", "BANK"] }));
    assert_eq!(codes(&view), ["LAIN", "BANK", "PD", "MSKI", "VERA", "UMUM"]);
    let records = desk.ok("pc.view", json!({}))["records"].clone();
    desk.ok("settings.order", json!({ "list": "sections", "rows": codes(&view) }));
    assert_eq!(desk.ok("pc.view", json!({}))["records"], records, "nothing moved");
    for list in ["topics", "channels", "complaints"] {
        let rows = view[list].as_array().unwrap();
        let key = list.trim_end_matches('s');
        let last = rows.last().unwrap()[key].clone();
        let view = desk.ok("settings.order", json!({ "list": list, "rows": [last] }));
        assert_eq!(view[list][0][key], last, "{list}");
    }
    assert_eq!(desk.refused("settings.order", json!({ "list": "topics", "rows": ["X"] })).code, "gone");
}

#[test]
fn a_head_names_a_substitute_for_the_own_section_and_ends_it() {
    let desk = TestDesk::begun();
    let head = desk.colleague(HEAD, "section_head");
    let agus = desk.colleague("Agus Contoh", "officer");
    desk.ok("section.head", json!({ "section": "PD", "head": head }));
    desk.sign_in_as(HEAD);
    let name = |section: &str, user: &str, from: &str, until: &str| json!({ "section": section, "user": user, "from": from, "until": until });
    let pd = |rows: &Value| row(rows, "rows", "section", "PD").clone();
    let rows = desk.ok("section.substitute", name("PD", &agus, "2026-11-23", "2026-11-27"));
    let plh = pd(&rows)["substitutes"][0].clone();
    assert_eq!((plh["name"].as_str(), plh["standing"].as_bool()), (Some("Agus Contoh"), Some(true)));
    assert_eq!(pd(&rows)["may_substitute"], true);
    assert_eq!(row(&rows, "rows", "section", "BANK")["may_substitute"], false);
    assert_eq!(desk.refused("section.substitute", name("BANK", &agus, "2026-11-23", "2026-11-27")).code, "not_allowed");
    assert_eq!(marked(&desk.refused("section.substitute", name("PD", &head, "2026-11-23", "2026-11-27"))), ["user"]);
    assert_eq!(marked(&desk.refused("section.substitute", name("PD", &agus, "2026-11-27", "2026-11-25"))), ["until"]);
    assert_eq!(marked(&desk.refused("section.substitute", name("PD", &agus, "2026-11-01", "2026-11-20"))), ["until"]);
    assert_eq!(marked(&desk.refused("section.substitute", name("PD", "x", "2026-11-23", "2026-11-24"))), ["user"]);

    let mine = |desk: &TestDesk, who: &str| {
        let users = desk.ok("users.list", json!({}));
        row(&users, "rows", "user", who)["sections"].clone()
    };
    assert_eq!(mine(&desk, &agus), json!(["Seksi Pencairan Dana"]));
    let end = json!({ "section": "PD", "substitute": plh["substitute"] });
    let rows = desk.ok("section.end_substitute", end.clone());
    assert_eq!(pd(&rows)["substitutes"], json!([]));
    assert_eq!(mine(&desk, &agus), json!([]));
    assert_eq!(desk.refused("section.end_substitute", end).code, "gone");

    // An admin ends one that stood for days: those days stay.
    desk.sign_in_as(ADMIN);
    let rows = desk.ok("section.substitute", name("PD", &agus, "2026-11-20", "2026-11-27"));
    let plh = pd(&rows)["substitutes"][0]["substitute"].clone();
    desk.sign_in_as("Agus Contoh");
    assert_eq!(desk.refused("section.end_substitute", json!({ "section": "BANK", "substitute": plh })).code, "gone");
    desk.sign_in_as(ADMIN);
    let rows = desk.ok("section.end_substitute", json!({ "section": "PD", "substitute": plh }));
    assert_eq!(pd(&rows)["substitutes"], json!([]));
}
