//! What the page "Sinkronisasi" says and does: what is not sent, what moves, what is wrong, a pause, and when it is tried again.

use lakon_office_tests::{Desk, Middle, Office, Seen, Treat, Wire, content, in_time};
use lakon_sync::files::PIECE;
use serde_json::{Value, json};

/// More than the system's own buffers take in while the way stands still.
const PIECES: usize = 24;

async fn page(desk: &Desk) -> Value {
    desk.ok("sync.page", json!({})).await
}

async fn kinds(desk: &Desk) -> Vec<String> {
    let page = page(desk).await;
    page["problems"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect()
}

/// Every row of one of the page's lists, over all its pages.
async fn rows(desk: &Desk, list: &str, limit: u32) -> Vec<Value> {
    let (mut rows, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = desk.ok(list, json!({ "after": after, "limit": limit })).await;
        rows.extend(page["rows"].as_array().unwrap().iter().cloned());
        after = page["next"].clone();
        if after.is_null() {
            return rows;
        }
    }
}

/// Waits until the page of a desk is as wanted, looking again whenever the program says that something changed.
async fn until(desk: &Desk, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let mut pushes = desk.app.subscribe();
    let wait = async {
        loop {
            let page = page(desk).await;
            if wanted(&page) {
                return page;
            }
            pushes.recv().await.unwrap();
        }
    };
    in_time(what, wait).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_sent_is_listed_with_its_case_and_gone_once_it_is() {
    let mut office = Office::begin().await;
    let desk = office.officer("satu").await;
    office.stop().await;
    let first = desk.case(json!({ "question": "Kapan SP2D terbit?" })).await;
    let second = desk.case(json!({ "question": "Mengapa ditolak?" })).await;
    let file = desk.attach(&second, "surat.pdf", &content(1, 5_000)).await;
    desk.retype(&first, json!({ "answer": "Besok." })).await;

    for limit in [1, 2, 500] {
        let unsent = rows(&desk, "sync.unsent", limit).await;
        let records: u64 = unsent.iter().map(|row| row["records"].as_u64().unwrap()).sum();
        assert_eq!(records, desk.unsent().await.0, "in pages of {limit}: {unsent:?}");
        for case in [&first, &second] {
            let row = unsent.iter().find(|row| row["case"] == **case).unwrap();
            let number = desk.view(case).await["number"].clone();
            assert!(row["number"] == number && row["since"].as_f64().unwrap() > 0.0, "{row}");
        }
    }
    let files = rows(&desk, "sync.files", 1).await;
    assert_eq!(files.len(), 1);
    assert_eq!((&files[0]["case"], &files[0]["file"]["file"]), (&json!(second), &json!(file)));
    assert_eq!(files[0]["file"]["state"], "only_here");
    let page_now = page(&desk).await;
    assert_eq!((&page_now["files_up"], &page_now["files_up_bytes"]), (&json!(1), &json!(5_000.0)));

    office.start().await;
    desk.sync().await;
    assert_eq!(rows(&desk, "sync.unsent", 500).await, Vec::<Value>::new());
    assert_eq!(rows(&desk, "sync.files", 50).await, Vec::<Value>::new());
    assert_eq!(page(&desk).await["files_up"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_told_in_records_and_bytes_and_a_pause_ends_the_sync_where_it_stands() {
    let office = Office::begin().await;
    let wire = Wire::to(office.addr()).await;
    let desk = office.officer_by("satu", &wire.address()).await;
    let case = desk.case(json!({ "question": "Berkas besar" })).await;
    let bytes = content(1, PIECES * PIECE);
    let file = desk.attach(&case, "besar.pdf", &bytes).await;
    let owed = desk.unsent().await.0;

    let mut pushes = desk.app.subscribe();
    wire.stands_after(4 * PIECE as u64);
    let app = desk.app.clone();
    let syncing = tokio::spawn(async move { app.call("sync.now", json!({})).await });
    desk.hears(&mut pushes, &format!("case:{case}")).await;
    let wait = async {
        loop {
            let told = desk.ok("sync.progress", json!({})).await;
            if told["bytes"].as_f64().unwrap() > PIECE as f64 {
                return told;
            }
            let _ = pushes.recv().await;
        }
    };
    let told = in_time("bytes", wait).await;
    assert_eq!(told["running"], true);
    assert_eq!((&told["records_up"], &told["records_up_of"]), (&json!(owed), &json!(owed)), "{told}");

    let paused = desk.ok("sync.pause", json!({ "minutes": 60 })).await;
    assert!(paused["paused"] == true && paused["paused_until"].as_f64().unwrap() > 0.0, "{paused}");
    in_time("the sync ends", syncing).await.unwrap().unwrap();
    let state = desk.sync_state().await;
    assert!(state["running"] == false && state["paused"] == true, "{state}");
    assert_eq!(desk.file(&case, &file).await["state"], "only_here");

    wire.flows();
    let resumed = desk.ok("sync.resume", json!({})).await;
    assert!(resumed["paused"] == false && resumed["paused_until"].is_null(), "{resumed}");
    desk.sync().await;
    assert_eq!(desk.file(&case, &file).await["state"], "on_server");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_it_is_paused_nothing_leaves_this_pc_by_itself_and_everything_typed_is_kept() {
    let office = Office::begin().await;
    let middle = Middle::witness(office.addr(), &office.folder()).await;
    let mut desk = office.officer_by("satu", &middle.address()).await;
    desk.runs();
    until(&desk, "the first sync", |page| page["state"]["last_at"].is_f64() && page["state"]["running"] == false).await;
    desk.ok("sync.pause", json!({ "minutes": null })).await;
    let before = middle.asked("/push");
    let case = desk.case(json!({ "question": "Disimpan selama jeda" })).await;
    // Another PC joins and works meanwhile, which takes longer than a sync would have.
    let other = office.officer("dua").await;
    other.case(json!({ "question": "Dari komputer lain" })).await;
    other.sync().await;
    assert_eq!(middle.asked("/push"), before);
    assert!(desk.unsent().await.0 > 0);
    assert_eq!(desk.view(&case).await["fields"]["question"], "Disimpan selama jeda");
    assert_eq!(desk.rows("case.list").await.len(), 1, "nothing comes either");

    // Whoever asks for it gets one sync; the pause stays.
    desk.sync().await;
    assert_eq!(desk.unsent().await.0, 0);
    assert_eq!(desk.sync_state().await["paused"], true);
    desk.case(json!({ "question": "Setelah itu" })).await;
    desk.ok("sync.resume", json!({})).await;
    until(&desk, "everything is sent", |page| page["state"]["unsent_records"] == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_outlives_the_program_and_a_nonsense_one_is_refused() {
    let office = Office::begin().await;
    let desk = office.officer("satu").await;
    for minutes in [0, 1_000_000] {
        desk.refused("sync.pause", json!({ "minutes": minutes })).await;
    }
    desk.ok("sync.pause", json!({ "minutes": 60 })).await;
    let until = desk.sync_state().await["paused_until"].clone();
    let desk = Desk::again(&desk.leave().await).await;
    let state = desk.sync_state().await;
    assert!(state["paused"] == true && state["paused_until"] == until, "{state}");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_failure_the_next_try_is_named_and_f5_is_one_at_once() {
    let mut office = Office::begin().await;
    let mut desk = office.officer("satu").await;
    office.stop().await;
    desk.runs();
    let waits = until(&desk, "a failure", |page| page["failures"].as_u64().unwrap() >= 1).await;
    assert!(waits["next_at"].as_f64().unwrap() > 0.0 && waits["state"]["reachable"] == false, "{waits}");
    office.start().await;
    desk.sync().await;
    let works = page(&desk).await;
    assert!(works["failures"] == 0 && works["next_at"].is_null() && works["state"]["reachable"] == true, "{works}");
    // The background has been woken by it: what is written now leaves by itself.
    desk.case(json!({ "question": "Setelah server kembali" })).await;
    until(&desk, "everything is sent", |page| page["state"]["unsent_records"] == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_refuses_is_asked_as_often_as_the_back_off_says_and_by_nobody_beside() {
    let office = Office::begin().await;
    let middle = Middle::witness(office.addr(), &office.folder()).await;
    let mut desk = office.officer_by("satu", &middle.address()).await;
    let before = middle.asked("/hello/greet");
    middle.treats(|_| Treat::Refuse);
    desk.runs();
    until(&desk, "two failures", |page| page["failures"] == 2).await;
    assert_eq!(middle.asked("/hello/greet") - before, 2, "{:?}", middle.seen());
    middle.treats(|_| Treat::Pass);
    until(&desk, "the next sync", |page| page["state"]["reachable"] == true && page["failures"] == 0).await;
    // Who listens begins again too.
    middle.until("listens", |seen| seen.contains(&Seen::Asked("/wake".to_owned()))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_trouble_has_its_kind_and_is_over_when_it_is_over() {
    let office = Office::begin().await;
    let (middle, impostor) =
        (Middle::witness(office.addr(), &office.folder()).await, Middle::impostor(office.addr()).await);
    let wire = Wire::to(middle.addr).await;
    let desk = office.officer_by("satu", &wire.address()).await;
    assert_eq!(kinds(&desk).await, Vec::<String>::new());
    middle.treats(|_| Treat::Html);
    desk.refused("sync.now", json!({})).await;
    assert_eq!(kinds(&desk).await, ["not_lakon"]);
    middle.treats(|_| Treat::Pass);
    wire.leads_to(impostor.addr);
    desk.refused("sync.now", json!({})).await;
    assert_eq!(kinds(&desk).await, ["unproven"]);
    wire.leads_to(middle.addr);
    desk.sync().await;
    assert_eq!(kinds(&desk).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_pc_of_the_office_stands_with_what_is_held_of_it() {
    let office = Office::begin().await;
    let (admin, officer) = (office.admin().await, office.officer("satu").await);
    officer.case(json!({ "question": "Dari loket" })).await;
    officer.sync().await;
    admin.sync().await;
    let devices = admin.ok("sync.devices", json!({})).await;
    let devices = devices["rows"].as_array().unwrap();
    assert_eq!(devices.len(), 2);
    assert!(devices[0]["this_pc"] == true && devices[0]["user"] == "Dewi Contoh", "{devices:?}");
    let other = &devices[1];
    assert!(other["user"] == "satu" && other["records"].as_u64().unwrap() > 3, "{other}");
    assert!(other["last_at"].as_f64().unwrap() > 0.0 && other["missing"] == 0 && other["lacking"] == 0, "{other}");
    assert!(other["silent_days"].is_null(), "{other}");
    assert!(page(&admin).await["detail"] == true && page(&officer).await["detail"] == false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pc_that_only_reads_is_seen_to_be_on_and_that_is_known_without_a_network_and_after_a_restart_of_the_server() {
    let mut office = Office::begin().await;
    let (admin, reader) = (office.admin().await, office.officer("satu").await);
    reader.sync().await;
    let heard = |rows: Value| {
        let row = rows["rows"].as_array().unwrap().iter().find(|row| row["user"] == "satu").unwrap().clone();
        (row["heard_at"].as_f64().unwrap_or_default(), row["last_at"].as_f64().unwrap_or_default())
    };
    admin.sync().await;
    let (first, wrote) = heard(admin.ok("sync.devices", json!({})).await);
    assert!(first >= wrote && wrote > 0.0, "{first} {wrote}");
    reader.sync().await;
    admin.sync().await;
    let (second, still) = heard(admin.ok("sync.devices", json!({})).await);
    assert!(second > first && (still - wrote).abs() < 0.5, "it wrote nothing: {second} {first}, {still} {wrote}");
    // A stopped reader and a server that was started again: it knows when the reader asked, as far as it was written down.
    drop(reader);
    office.stop().await;
    office.start().await;
    admin.sync().await;
    let (third, _) = heard(admin.ok("sync.devices", json!({})).await);
    assert!(third > 0.0 && third <= second, "{third} {second}");
    office.stop().await;
    let admin = Desk::again(&admin.leave().await).await;
    let (without, _) = heard(admin.ok("sync.devices", json!({})).await);
    assert!((without - third).abs() < 0.5, "{without} {third}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pc_nothing_comes_from_is_named_to_an_admin_after_a_week_and_a_revoked_one_never() {
    const EIGHT_DAYS_MS: i64 = 8 * 24 * 3_600_000;
    let office = Office::begin().await;
    let admin = office.admin().await;
    for name in ["satu", "dua"] {
        let officer = office.officer(name).await;
        officer.case(json!({ "question": "Dari loket" })).await;
        officer.sync().await;
    }
    admin.sync().await;
    let of = |rows: &Value, user: &str| {
        rows["rows"].as_array().unwrap().iter().find(|row| row["user"] == user).unwrap().clone()
    };
    let lost = of(&admin.ok("sync.devices", json!({})).await, "satu")["device"].clone();
    admin.ok("devices.revoke", json!({ "device": lost, "reason": "Laptop hilang" })).await;
    admin.sync().await;
    let admin = Desk::again_after(&admin.leave().await, EIGHT_DAYS_MS).await;
    let devices = admin.ok("sync.devices", json!({})).await;
    let (revoked, quiet) = (of(&devices, "satu"), of(&devices, "dua"));
    assert!(revoked["revoked"] == true && revoked["silent_days"].is_null(), "{revoked}");
    assert!(quiet["revoked"] == false && quiet["silent_days"] == 8, "{quiet}");
    let silent = page(&admin).await["problems"].as_array().unwrap().iter().find(|one| one["kind"] == "silent").cloned();
    assert_eq!(silent.unwrap()["count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pc_that_works_alone_has_nothing_to_send_and_no_problems() {
    let temp = tempfile::tempdir().unwrap();
    let desk = Desk::alone(temp.path()).await;
    let case = desk.case(json!({ "question": "Sendiri" })).await;
    desk.attach(&case, "surat.pdf", &content(1, 500)).await;
    let page = page(&desk).await;
    assert!(page["state"]["alone"] == true && page["problems"] == json!([]) && page["files_up"] == 0, "{page}");
    assert_eq!(rows(&desk, "sync.unsent", 50).await, Vec::<Value>::new());
    assert_eq!(rows(&desk, "sync.files", 50).await, Vec::<Value>::new());
}
