//! The sample office: whole, plausible, the same every time, and out of the way of real data.

use serde_json::json;

use crate::harness::{MORNING, TestDesk, begin};

#[test]
fn the_sample_office_has_every_channel_and_status_and_files_that_open() {
    let temp = tempfile::tempdir().unwrap();
    let desk = TestDesk::with(temp.path(), MORNING, true);
    let state = desk.state();
    assert_eq!((state["phase"].as_str(), state["sample"].as_bool()), (Some("open"), Some(true)));
    assert!(state["notices"][0]["message"].as_str().unwrap().contains(lakon_app::SAMPLE_PASSWORD));
    let counts = desk.ok("case.counts", json!({}));
    assert_eq!(counts["all"], 300);
    for status in ["received", "identified", "resolved", "cancelled"] {
        assert!(counts[status].as_u64().unwrap() > 0, "{status}");
    }
    let rows = desk.ok("case.list", json!({ "status": null, "text": "", "after": null, "limit": 200 }));
    let rows = rows["rows"].as_array().unwrap();
    for channel in ["tatap_muka", "haicso", "telepon", "whatsapp", "surel"] {
        assert!(rows.iter().any(|row| row["channel"] == channel), "{channel}");
    }
    let with_file = rows.iter().find(|row| row["files"].as_u64().unwrap() > 0).unwrap();
    let view = desk.view(with_file["case"].as_str().unwrap());
    let file = view["files"][0]["file"].as_str().unwrap();
    assert!(!desk.bytes(file, 0, 100).unwrap().is_empty());
    let home = desk.ok("home.view", json!({}));
    assert_eq!(home["clocks"].as_array().unwrap().len(), 2);
    assert!(!home["drafts"].as_array().unwrap().is_empty() && home["resolved_today"].as_u64().unwrap() > 0);
    assert_eq!(home["seed_pending"], false);
}

#[test]
fn trying_the_sample_leaves_the_first_run_as_it_was() {
    let desk = TestDesk::new();
    assert_eq!(desk.ok("office.sample", json!({}))["sample"], true);
    let state = desk.ok("session.sign_out", json!({}));
    assert_eq!((state["phase"].as_str(), state["sample"].as_bool()), (Some("first_run"), Some(false)));
    assert_eq!(desk.ok("office.begin", begin())["phase"], "open");
    assert_eq!(desk.refused("office.sample", json!({})).code, "failed");
    assert_eq!(desk.ok("case.counts", json!({}))["all"], 0);
}
