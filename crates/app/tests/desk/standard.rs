//! The two pages shown to visitors: the standard follows the office's settings, and the complaint channels those in use.

use lakon_domain::calendar::Day;
use lakon_domain::event::{ComplaintDefined, ComplaintWords, Event, HolidaySet, Name, SettingSet, Text};
use lakon_domain::shape::Code;
use serde_json::{Value, json};

use crate::harness::TestDesk;

fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn limit(setting: &str, value: u32, from: &str, basis: &str) -> Event {
    let private = Some(Text { text: basis.into() });
    SettingSet { setting: code(setting), value, from: day(from), replaces: Vec::new(), private }.into()
}

fn shown(view: &Value, setting: &str) -> (u64, Value, String, Value) {
    let limits = view["limits"].as_array().unwrap();
    let found = limits.iter().find(|one| one["setting"] == *setting).unwrap();
    let basis = found["basis"].as_str().unwrap().to_owned();
    (found["value"].as_u64().unwrap(), found["from"].clone(), basis, found["next"].clone())
}

#[test]
fn the_limits_shown_are_those_in_force_today_with_their_first_day_and_legal_basis() {
    let desk = TestDesk::begun();
    let view = desk.ok("standard.view", json!({}));
    assert_eq!((view["today"].as_str(), view["decree"].as_str()), (Some("2026-11-23"), Some("KEP-57/PB/2023")));
    assert_eq!(shown(&view, "service_minutes"), (20, Value::Null, "KEP-57/PB/2023".into(), Value::Null));

    desk.set(vec![
        limit("service_minutes", 15, "2026-11-23", "KEP-83/PB/2025"),
        limit("solution_days", 2, "2027-01-01", "KEP-83/PB/2025"),
    ]);
    let view = desk.ok("standard.view", json!({}));
    assert_eq!(shown(&view, "service_minutes"), (15, json!("2026-11-23"), "KEP-83/PB/2025".into(), Value::Null));
    let next = json!({ "value": 2, "from": "2027-01-01", "basis": "KEP-83/PB/2025" });
    assert_eq!(shown(&view, "solution_days"), (3, Value::Null, "KEP-57/PB/2023".into(), next));
}

#[test]
fn the_thirteen_steps_of_both_ways_stand_in_their_order() {
    let view = TestDesk::begun().ok("standard.view", json!({}));
    let codes = |online: bool| -> Vec<String> {
        let steps = view["steps"].as_array().unwrap().iter().filter(|step| step["online"] == online);
        steps.map(|step| step["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes(false), ["1", "2", "3", "4", "5", "6", "7a", "7b"]);
    assert_eq!(codes(true), ["8", "9", "10", "11", "12", "13a", "13b"]);
    assert_eq!(view["online"], json!(["HAI CSO", "Telepon", "WhatsApp", "Surel"]));
}

#[test]
fn the_week_shown_has_its_hours_and_says_why_the_office_is_closed() {
    let desk = TestDesk::begun();
    let holiday = |name: &str| {
        let private = Some(Name { name: name.into() });
        let (sort, status) = (code("libur_nasional"), code("ditetapkan"));
        HolidaySet { day: day("2026-11-26"), sort, status, removed: false, replaces: Vec::new(), private }
    };
    desk.set(vec![holiday("Hari Contoh").into()]);
    let view = desk.ok("standard.view", json!({}));
    let week = view["week"].as_array().unwrap();
    let days: Vec<&str> = week.iter().map(|day| day["day"].as_str().unwrap()).collect();
    assert_eq!((days.len(), days[0], days[6]), (7, "2026-11-23", "2026-11-29"));
    let minutes = |day: &Value, name: &str| (day[name].as_f64().unwrap() - day["at"].as_f64().unwrap()) / 60_000.0;
    let of = |day: &Value| ["opens_at", "rest_from", "rest_until", "closes_at"].map(|name| minutes(day, name));
    assert_eq!(of(&week[0]), [450.0, 720.0, 780.0, 960.0]);
    assert_eq!(of(&week[4]), [450.0, 690.0, 780.0, 990.0]);
    assert_eq!((&week[3]["closed"], &week[3]["opens_at"]), (&json!("libur nasional Hari Contoh"), &Value::Null));
    assert_eq!((&week[0]["closed"], &week[5]["closed"]), (&Value::Null, &json!("")));
}

#[test]
fn the_office_fills_in_a_component_and_takes_its_words_back() {
    let desk = TestDesk::begun();
    let text = |view: &Value, at: usize| view["components"][at]["text"].as_str().unwrap().to_owned();
    let view = desk.ok("standard.view", json!({}));
    assert_eq!(view["components"].as_array().unwrap().len(), 14);
    assert_eq!((&view["components"][7]["said"], &view["components"][0]["said"]), (&json!(false), &json!(true)));
    let written = desk.ok("standard.write", json!({ "number": 8, "text": " Ruang tunggu dan loket konsultasi.\n" }));
    assert_eq!(text(&written, 7), "Ruang tunggu dan loket konsultasi.");
    assert_eq!(text(&desk.ok("standard.write", json!({ "number": 8, "text": "Tiga loket." })), 7), "Tiga loket.");
    assert_eq!(text(&desk.ok("standard.write", json!({ "number": 8, "text": "" })), 7), "");
    assert_eq!(desk.refused("standard.write", json!({ "number": 8, "text": "x".repeat(4_001) })).code, "invalid");

    desk.colleague("Agus Contoh", "officer");
    desk.ok("session.sign_out", json!({}));
    desk.sign_in_as("Agus Contoh");
    assert_eq!(desk.refused("standard.write", json!({ "number": 8, "text": "x" })).code, "not_allowed");
    assert_eq!(text(&desk.ok("standard.view", json!({})), 7), "");
}

fn complaint(desk: &TestDesk, name: &str, address: &str, retired: bool) -> Event {
    let channels = desk.ok("complaints.view", json!({}))["channels"].clone();
    let held = channels.as_array().unwrap().iter().find(|one| one["name"] == *name).unwrap().clone();
    let complaint = held["complaint"].as_str().unwrap().parse().unwrap();
    let private = Some(ComplaintWords { name: name.into(), address: address.into() });
    ComplaintDefined { complaint, order: 10, retired, replaces: Vec::new(), private }.into()
}

#[test]
fn retired_complaint_channels_are_absent_and_open_nothing() {
    let desk = TestDesk::begun();
    let names = |desk: &TestDesk| -> Vec<String> {
        let view = desk.ok("complaints.view", json!({}));
        view["channels"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&desk).len(), 10);
    let speak = "Speak046";
    let retired = complaint(&desk, speak, "https://speak046.wixsite.com/Website", true);
    let filled = complaint(&desk, "SP4N-LAPOR!", "https://www.lapor.go.id", false);
    let channels = desk.ok("complaints.view", json!({}))["channels"].clone();
    let id = |name: &str| {
        let found = channels.as_array().unwrap().iter().find(|one| one["name"] == *name);
        json!({ "complaint": found.unwrap()["complaint"] })
    };
    desk.set(vec![retired, filled]);
    let left = names(&desk);
    assert!(left.len() == 9 && !left.iter().any(|name| name == speak), "{left:?}");
    let standard = desk.ok("standard.view", json!({}));
    assert!(!standard["complaints"].as_array().unwrap().contains(&json!(speak)));

    assert_eq!(desk.refused("complaints.open", id(speak)).code, "gone");
    assert_eq!(desk.refused("complaints.open", id("Surel")).code, "failed");
    desk.ok("complaints.open", id("SP4N-LAPOR!"));
    assert_eq!(*desk.desktop.links.lock().unwrap(), ["https://www.lapor.go.id/"]);
}

/// What a telephone reads from a drawn code, eight pixels a square.
fn read(qr: &Value) -> String {
    const SQUARE: usize = 8;
    let size = usize::try_from(qr["size"].as_u64().unwrap()).unwrap();
    let mut dark = vec![false; size * size];
    for run in qr["path"].as_str().unwrap().split('M').skip(1) {
        let (at, rest) = run.split_once('h').unwrap();
        let (x, y) = at.split_once(' ').unwrap();
        let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
        let length: usize = rest.split_once('v').unwrap().0.parse().unwrap();
        dark[y * size + x..y * size + x + length].fill(true);
    }
    let side = size * SQUARE;
    let light = |x: usize, y: usize| if dark[y / SQUARE * size + x / SQUARE] { 0 } else { 255 };
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, light);
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1, "one code in the drawing");
    grids[0].decode().unwrap().1
}

#[test]
fn the_drawn_codes_lead_where_the_addresses_say() {
    let desk = TestDesk::begun();
    let view = desk.ok("complaints.view", json!({}));
    let read: Vec<(String, Option<String>)> = view["channels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["kind"].as_str().unwrap().to_owned(), (!one["qr"].is_null()).then(|| read(&one["qr"]))))
        .collect();
    let row = |kind: &str, target: &str| (kind.to_owned(), (!target.is_empty()).then(|| target.to_owned()));
    let expected = [
        row("missing", ""),
        row("link", "https://wise.kemenkeu.go.id/"),
        row("words", ""),
        row("missing", ""),
        row("link", "https://pengaduandjpb.kemenkeu.go.id/"),
        row("link", "https://hai.kemenkeu.go.id/"),
        row("phone", "tel:08115001292"),
        row("mail", "mailto:Pengaduan046@kemenkeu.go.id"),
        row("link", "https://speak046.wixsite.com/Website"),
        row("words", ""),
    ];
    assert_eq!(read, expected);
}
