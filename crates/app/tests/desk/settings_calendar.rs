//! The calendar an admin edits: days by hand, pasted and imported, hours of Ramadan; and what that does to due dates.

use serde_json::{Value, json};

use crate::harness::{MINUTE, TestDesk, duties, marked};

fn on<'v>(view: &'v Value, day: &str) -> &'v Value {
    view["days"].as_array().unwrap().iter().find(|row| row["day"] == *day).unwrap_or_else(|| panic!("no {day}: {view}"))
}

fn set(day: &str, name: &str) -> Value {
    json!({ "day": day, "sort": "cuti_bersama", "confirmed": true, "name": name })
}

fn week(opens: u32, closes: u32, rest: u32) -> Value {
    let day = json!({ "opens": opens, "closes": closes, "rest": rest });
    json!({ "monday_to_thursday": day, "friday": day })
}

fn former(view: &Value) -> Vec<String> {
    let all = view["duties"][0]["former"].as_array().unwrap();
    all.iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_year_shows_the_table_and_what_was_set_over_it() {
    let desk = TestDesk::begun();
    let view = desk.ok("calendar.year", json!({ "year": 2026 }));
    let leave = on(&view, "2026-12-24");
    assert_eq!((leave["sort"].as_str(), leave["by_hand"].as_bool()), (Some("cuti_bersama"), Some(false)));
    assert!(leave["source"].as_str().unwrap().contains("SKB"));
    let working = view["working_days"].as_u64().unwrap();
    let view = desk.ok("calendar.set_day", set("2026-11-30", "Contoh"));
    assert_eq!(view["working_days"].as_u64().unwrap(), working - 1);
    assert_eq!(
        (on(&view, "2026-11-30")["by_hand"].as_bool(), on(&view, "2026-11-30")["removed"].as_bool()),
        (Some(true), Some(false))
    );
    let view = desk.ok(
        "calendar.set_day",
        json!({ "day": "2026-11-30", "sort": "libur_nasional", "confirmed": false, "name": "Lain" }),
    );
    let changed = on(&view, "2026-11-30");
    assert_eq!((changed["name"].as_str(), changed["confirmed"].as_bool()), (Some("Lain"), Some(false)));
    let view = desk.ok("calendar.remove_day", json!({ "day": "2026-12-24" }));
    assert_eq!(on(&view, "2026-12-24")["removed"], true);
    assert_eq!(view["working_days"].as_u64().unwrap(), working);
    let view = desk.ok("calendar.year", json!({ "year": 2031 }));
    assert_eq!((view["known"].as_bool(), view["days"].as_array().unwrap().len()), (Some(false), 0));
    assert_eq!(view["ramadan"]["monday_to_thursday"], json!({ "opens": 480, "closes": 900, "rest": 30 }));

    assert_eq!(marked(&desk.refused("calendar.set_day", set("2026-02-30", "x"))), ["day"]);
    assert_eq!(marked(&desk.refused("calendar.set_day", set("2026-11-30", " "))), ["name"]);
    assert_eq!(desk.refused("calendar.remove_day", json!({ "day": "2026-11-25" })).code, "gone");
    assert_eq!(marked(&desk.refused("calendar.year", json!({ "year": 12000 }))), ["year"]);
}

#[test]
fn pasted_lines_are_looked_at_first_and_then_the_good_ones_go_in_together() {
    let desk = TestDesk::begun();
    let text = "2026-11-26; cuti bersama; Contoh\nbesok; libur; X\n2026-12-25; libur nasional; Natal Contoh\n2026-11-27; Contoh saja";
    let preview = desk.ok("calendar.preview", json!({ "text": text }));
    assert_eq!((&preview["added"], &preview["changed"], &preview["same"]), (&json!(1), &json!(1), &json!(0)));
    let bad: Vec<(u64, &str)> = preview["bad"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["line"].as_u64().unwrap(), line["problem"].as_str().unwrap()))
        .collect();
    assert_eq!((bad[0].0, bad[1].0), (2, 4));
    assert!(bad[0].1.contains("tanggal") && bad[1].1.contains("Jenis"), "{bad:?}");
    assert_eq!(preview["good"][1]["before"], "libur nasional Natal");
    let records = || desk.ok("pc.view", json!({}))["records"].as_u64().unwrap();
    let before = records();
    assert_eq!(desk.ok("calendar.import", json!({ "text": text })), preview);
    assert_eq!(records(), before + 2);
    let again = desk.ok("calendar.import", json!({ "text": text }));
    assert_eq!((&again["same"], records()), (&json!(2), before + 2));
    let error = desk.refused("calendar.import", json!({ "text": "halo\n" }));
    assert_eq!(marked(&error), ["text"]);
    assert_eq!(marked(&desk.refused("calendar.preview", json!({ "text": " " }))), ["text"]);
}

#[test]
fn the_table_of_the_program_changes_nothing_when_it_is_imported_from_a_file() {
    let desk = TestDesk::begun();
    let file = desk.folder.join("libur.csv");
    std::fs::write(&file, include_str!("../../../domain/data/holidays-2025-2027.csv")).unwrap();
    desk.desktop.picks.lock().unwrap().push(file);
    let picked = desk.ok("calendar.pick", json!({}));
    assert_eq!(picked["name"], "libur.csv");
    let preview = desk.ok("calendar.preview", json!({ "text": picked["text"] }));
    assert_eq!(
        (&preview["added"], &preview["changed"], preview["bad"].as_array().unwrap().len()),
        (&json!(0), &json!(0), 0)
    );
    assert_eq!(preview["same"], 79);

    let binary = desk.folder.join("gambar.png");
    std::fs::write(&binary, [0x89, 0x50, 0xff, 0xfe]).unwrap();
    *desk.desktop.picks.lock().unwrap() = vec![binary];
    assert!(desk.refused("calendar.pick", json!({})).message.contains("gambar.png"));
    desk.desktop.picks.lock().unwrap().clear();
    assert!(desk.ok("calendar.pick", json!({}))["name"].is_null());
}

#[test]
fn a_changed_calendar_moves_the_due_date_and_the_case_tells_what_it_was() {
    let desk = TestDesk::begun();
    let case = desk.asked_by("telepon");
    assert_eq!(former(&desk.view(&case)), Vec::<String>::new());
    desk.pass(MINUTE);
    desk.ok("calendar.set_day", set("2026-11-25", "Cuti Bersama Contoh"));
    desk.pass(MINUTE);
    desk.ok("calendar.set_day", set("2026-12-30", "Jauh"));
    let view = desk.view(&case);
    assert_eq!(duties(&view, "solution"), [("open".to_owned(), "2026-11-27".to_owned())]);
    let first = "Jatuh tempo semula Kamis, 26 November 2026; kalender diubah 23 November 2026 oleh Dewi Contoh: \
        Rabu, 25 November 2026 cuti bersama Contoh";
    assert_eq!(former(&view), [first]);
    desk.pass(MINUTE);
    desk.ok("calendar.remove_day", json!({ "day": "2026-11-25" }));
    let view = desk.view(&case);
    assert_eq!(duties(&view, "solution"), [("open".to_owned(), "2026-11-26".to_owned())]);
    let second = "Jatuh tempo semula Jumat, 27 November 2026; kalender diubah 23 November 2026 oleh Dewi Contoh: \
        Rabu, 25 November 2026 bukan hari libur";
    assert_eq!(former(&view), [first, second]);
    // A case that comes now was never due at another time.
    let later = desk.asked_by("telepon");
    assert_eq!(former(&desk.view(&later)), Vec::<String>::new());
}

#[test]
fn the_hours_of_ramadan_are_a_period_of_their_own() {
    let desk = TestDesk::begun();
    let case = desk.asked_by("telepon");
    desk.pass(MINUTE);
    let period = |from: &str, until: &str, week: Value| json!({ "period": null, "name": "Ramadan 1448 H", "from": from, "until": until, "week": week });
    let view = desk.ok("calendar.set_hours", period("2026-11-01", "2026-11-30", week(480, 900, 30)));
    let held = view["hours"][0].clone();
    assert_eq!((&held["name"], &held["week"]), (&json!("Ramadan 1448 H"), &week(480, 900, 30)));
    let told = desk.view(&case);
    assert_eq!(duties(&told, "solution")[0].1, "2026-11-26");
    let text = "Jatuh tempo semula Kamis, 26 November 2026 pukul 16.00; jam kerja diubah 23 November 2026 oleh Dewi Contoh: \
        Ramadan 1448 H";
    assert_eq!(former(&told), [text]);

    for hours in [week(900, 480, 0), week(480, 480, 0), week(480, 900, 420), week(480, 1500, 30)] {
        let error = desk.refused("calendar.set_hours", period("2027-02-01", "2027-02-28", hours));
        assert_eq!(marked(&error), ["monday_to_thursday"]);
    }
    let usual = week(480, 900, 30);
    assert_eq!(
        marked(&desk.refused("calendar.set_hours", period("2027-03-01", "2027-02-28", usual.clone()))),
        ["until"]
    );
    assert_eq!(marked(&desk.refused("calendar.set_hours", period("besok", "2027-02-28", usual.clone()))), ["from"]);
    let same = desk.refused("calendar.set_hours", period("2026-11-01", "2026-11-30", usual.clone()));
    assert_eq!(marked(&same), ["from", "until"]);

    let mut longer = held.clone();
    (longer["until"], longer["week"]) = (json!("2026-12-01"), week(480, 930, 60));
    let view = desk.ok("calendar.set_hours", longer);
    assert_eq!((view["hours"].as_array().unwrap().len(), &view["hours"][0]["until"]), (1, &json!("2026-12-01")));
    let view = desk.ok("calendar.remove_hours", json!({ "period": held["period"], "year": 2026 }));
    assert_eq!(view["hours"], json!([]));
    let gone = json!({ "period": held["period"], "year": 2026 });
    assert_eq!(desk.refused("calendar.remove_hours", gone).code, "gone");
}
