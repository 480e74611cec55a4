//! The sample office: whole, plausible, the same every time, and out of the way of real data.

use std::collections::BTreeSet;

use lakon_app::{Push, SAMPLE_PASSWORD};
use serde_json::{Value, json};

use crate::harness::{DAY, MORNING, TestDesk, begin};

/// Every status of data/statuses.csv but "Draf", which no record has.
const STATUSES: [&str; 10] = [
    "received",
    "identified",
    "waiting_documents",
    "waiting_section_head",
    "follow_up",
    "forwarded_hai",
    "waiting_confirmation",
    "resolved",
    "cancelled",
    "duplicate",
];

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().unwrap_or_else(|| panic!("{name} is no list: {value}"))
}

fn page(desk: &TestDesk, status: Option<&str>, text: &str) -> Vec<Value> {
    let rows = desk.ok("case.list", json!({ "status": status, "text": text, "after": null, "limit": 200 }));
    list(&rows, "rows").to_vec()
}

/// The newest cases of every status, each as its page shows it.
fn views(desk: &TestDesk) -> Vec<Value> {
    let rows = STATUSES.iter().flat_map(|status| page(desk, Some(status), ""));
    rows.map(|row| desk.view(row["case"].as_str().unwrap())).collect()
}

fn words(values: impl Iterator<Item = Value>) -> BTreeSet<String> {
    values.map(|value| value.as_str().unwrap().to_owned()).collect()
}

fn sign_in_as_head(desk: &TestDesk) {
    let state = desk.ok("session.sign_out", json!({}));
    let tile = list(&state, "tiles").iter().find(|tile| tile["name"] == "Sri Contoh").unwrap().clone();
    desk.ok("session.sign_in", json!({ "user": tile["user"], "password": SAMPLE_PASSWORD }));
}

#[test]
fn the_sample_office_shows_everything_the_service_knows() {
    let temp = tempfile::tempdir().unwrap();
    let desk = TestDesk::with(temp.path(), MORNING, true);
    let mut pushes = desk.app.subscribe();
    let state = desk.state();
    assert_eq!((state["phase"].as_str(), state["sample"].as_bool()), (Some("open"), Some(true)));
    assert!(state["notices"][0]["message"].as_str().unwrap().contains(SAMPLE_PASSWORD));
    told_how_far(std::iter::from_fn(|| pushes.try_recv().ok()));

    let counts = desk.ok("case.counts", json!({}));
    assert_eq!(counts["all"], 3000);
    for status in STATUSES {
        assert!(counts[status].as_u64().unwrap() > 0, "{status}");
    }
    let rows = page(&desk, None, "");
    assert_eq!(
        words(rows.iter().map(|row| row["channel"].clone())),
        ["haicso", "surel", "tatap_muka", "telepon", "whatsapp"].map(str::to_owned).into()
    );
    assert!(page(&desk, None, "HAI-CONTOH").len() > 100, "tickets have their numbers");
    let long_ago = (MORNING - 600 * DAY) as f64;
    assert!(page(&desk, None, "-24-").iter().any(|row| row["opened_at"].as_f64().unwrap() < long_ago));
    let with_file = rows.iter().find(|row| row["files"].as_u64().unwrap() > 0).unwrap();
    let view = desk.view(with_file["case"].as_str().unwrap());
    let file = view["files"][0]["file"].as_str().unwrap();
    assert!(!desk.bytes(file, 0, 100).unwrap().is_empty());

    let home = desk.ok("home.view", json!({}));
    assert_eq!(list(&home, "clocks").len(), 2);
    assert!(!list(&home, "drafts").is_empty() && home["resolved_today"].as_u64().unwrap() > 0);
    assert_eq!(home["seed_pending"], false);
    for duties in ["overdue", "due_today", "next_days"] {
        let kinds = words(list(&home, duties).iter().map(|row| row["duty"]["kind"].clone()));
        assert!(kinds.contains("solution"), "{duties}: {kinds:?}");
    }
    for waiting in ["documents_awaited", "confirmations_awaited"] {
        assert!(home[waiting].as_u64().unwrap() > 0, "{waiting}");
    }
    every_case_fits(&views(&desk));

    sign_in_as_head(&desk);
    let mine = desk.ok("escalations.mine", json!({}));
    let rows = list(&mine, "rows");
    let sections = words(rows.iter().map(|row| row["section_name"].clone()));
    assert!(sections.contains("Seksi Bank") && sections.contains("Seksi Pencairan Dana"), "{sections:?}");
    let phases = words(rows.iter().map(|row| row["phase"].clone()));
    assert!(phases.contains("waiting") && phases.contains("answered"), "to answer and to confirm: {phases:?}");
}

/// From nothing to everything, never backwards.
fn told_how_far(pushes: impl Iterator<Item = Push>) {
    let steps: Vec<(f64, f64)> = pushes
        .filter_map(|push| match push {
            Push::Progress(step) if step.id == "sample" => Some((step.done, step.total)),
            _ => None,
        })
        .collect();
    assert!(steps.len() > 5, "{steps:?}");
    assert!(steps.is_sorted_by_key(|(done, _)| *done), "{steps:?}");
    assert!(steps[0].0 == 0.0 && steps.last().is_some_and(|(done, total)| done == total), "{steps:?}");
}

fn every_case_fits(views: &[Value]) {
    let all = |name: &'static str| views.iter().flat_map(move |view| list(view, name).iter().cloned());
    for item in all("story") {
        assert_eq!(item["voided"], false, "a step that does not fit its case: {item}");
    }
    assert!(views.iter().all(|view| view["needs_review"] == false && list(view, "concurrent").is_empty()));
    let told = words(all("story").map(|item| item["kind"].clone()));
    for kind in [
        "opened",
        "party",
        "question",
        "topic",
        "answer",
        "hai",
        "clock_started",
        "resolved",
        "cancelled",
        "reverted",
        "file",
        "received",
        "paused",
        "resumed",
        "clock_corrected",
        "contact",
        "promised",
        "progress",
        "document_requested",
        "document_arrived",
        "document_waived",
        "escalated",
        "escalation_delivered",
        "escalation_answered",
        "escalation_confirmed",
        "escalation_asked_back",
        "escalation_replied",
        "escalation_referred",
        "escalation_withdrawn",
        "answered",
        "chased",
        "reopened",
        "duplicate",
        "forwarded",
        "returned",
        "reference",
        "corrected",
        "handover_offered",
        "handover_accepted",
    ] {
        assert!(told.contains(kind), "no case tells of {kind}");
    }
    let documents = words(all("documents").map(|one| one["state"].clone()));
    assert_eq!(documents, ["arrived", "awaited", "waived"].map(str::to_owned).into());
    let phases = words(all("escalations").map(|one| one["phase"].clone()));
    assert_eq!(phases, ["answered", "asked_back", "waiting", "withdrawn"].map(str::to_owned).into());
    let steps = all("escalations").flat_map(|one| list(&one, "steps").to_vec());
    assert!(steps.into_iter().any(|step| step["confirmed"] == false), "a decision by telephone to be confirmed");
    let duties = words(all("duties").map(|one| one["state"].clone()));
    assert_eq!(duties, ["due_today", "met", "missed", "not_owed", "open", "overdue"].map(str::to_owned).into());
    assert!(all("intervals").any(|one| one["original_start"].is_number()) && views.iter().any(|v| v["late"] == true));
    assert!(all("intervals").any(|one| one["pauses_ms"].as_f64().unwrap() > 0.0));
    assert!(views.iter().any(|view| view["duplicate_of"].is_string()));
    assert!(views.iter().any(|view| !view["handover"].is_null()), "an offer that waits");
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
