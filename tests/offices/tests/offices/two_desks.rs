//! Two desks and a server over real TLS: what was done without a network is the same everywhere once there is one.

use std::collections::BTreeSet;

use lakon_domain::seal::Seal;
use lakon_office_tests::{Desk, Line, Middle, Office, Seen, Treat, content};
use lakon_sync::replica::{PageLimit, Replica};
use serde_json::{Value, json};

/// Everything "Selesaikan" needs.
fn complete(name: &str, question: &str) -> Value {
    json!({
        "stakeholder_type": "SATKER", "person_name": name, "phone": "0800-0000-01", "organisation_name": "Kantor Pertanahan Contoh",
        "satker_code": "012345", "question": question, "topic": "BANK-01", "answer": "Ajukan surat ralat rekening.",
    })
}

/// Names a visitor's file should not have had, and one of everyday.
const NAMES: [&str; 7] = [
    "surat permohonan.pdf",
    "../../etc/passwd",
    "C:\\Windows\\System32\\x.exe. ",
    "tagihan\u{202e}fdp.exe",
    "a\0b\nc<>:\"|?*.txt",
    "CON",
    " . ",
];

/// Dropped on a case of each desk: a name, a size, and the bytes' seed.
fn drops(seed: u64) -> Vec<(String, Vec<u8>)> {
    let named = NAMES.iter().zip(0..).map(|(name, at)| ((*name).to_owned(), content(seed + at, 5_000)));
    let long = ("é".repeat(255), content(seed + 20, 9));
    let sizes = [("kosong.txt", 0), ("foto.jpg", 200_000), ("pindaian.pdf", 3_000_000)];
    let sized = sizes.into_iter().zip(30..).map(|((name, size), at)| (name.to_owned(), content(seed + at, size)));
    named.chain([long]).chain(sized).collect()
}

/// What an officer does in an hour without a network; returns the files with their cases and bytes.
async fn work(desk: &Desk, name: &str, seed: u64) -> Vec<(String, String, Vec<u8>)> {
    let answered = desk.case(complete(name, "Bagaimana menyelesaikan retur?")).await;
    desk.ok("case.resolve", json!({ "case": answered })).await;
    let cancelled = desk.case(json!({ "question": "Salah loket?", "channel": "telepon" })).await;
    desk.ok("case.cancel", json!({ "case": cancelled, "reason": "Salah kantor." })).await;
    let reopened = desk.case(complete(&format!("{name} Kedua"), "Kapan SP2D terbit?")).await;
    let resolved = desk.ok("case.resolve", json!({ "case": reopened })).await;
    desk.ok("case.revert", json!({ "case": reopened, "event": resolved["undo"] })).await;
    desk.retype(&reopened, json!({ "answer": "Hari kerja berikutnya." })).await;
    for index in 0..4 {
        desk.case(json!({ "question": format!("Pertanyaan {index} dari {name}") })).await;
    }
    let person = desk.view(&answered).await["fields"]["person"].clone();
    let edit =
        json!({ "id": person, "name": format!("{name} Baru"), "phone": "0800-0000-09", "email": "contoh@example.org" });
    desk.ok("party.edit", edit).await;
    let mut files = Vec::new();
    for (file_name, bytes) in drops(seed) {
        let file = desk.attach(&reopened, &file_name, &bytes).await;
        files.push((reopened.clone(), file, bytes));
    }
    files
}

async fn numbers(desk: &Desk) -> Vec<String> {
    desk.rows("case.list").await.iter().map(|row| row["number"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_two_desks_did_without_a_network_is_the_same_on_both_afterwards() {
    let mut office = Office::begin().await;
    let here = office.admin().await;
    let there = office.officer("petugas").await;
    assert_eq!((here.unsent().await, there.unsent().await), ((0, 0), (0, 0)), "joining leaves nothing unsent");
    office.stop().await;

    let ours = work(&here, "Rina Contoh", 100).await;
    let theirs = work(&there, "Budi Contoh", 200).await;
    for (desk, files) in [(&here, &ours), (&there, &theirs)] {
        assert_eq!(desk.refused("sync.now", json!({})).await.code, "unreachable");
        let (records, contents) = desk.unsent().await;
        assert!(records > 40, "{records} records are called unsent");
        assert_eq!(contents, files.len() as u64);
        assert!(desk.rows("case.list").await.iter().all(|row| row["unsent"] == true));
        assert_eq!(desk.file(&files[0].0, &files[0].1).await["state"], "only_here");
    }
    office.start().await;

    here.sync().await;
    assert_eq!(here.unsent().await, (0, 0));
    there.sync().await;
    assert_eq!(there.unsent().await, (0, 0));
    here.sync().await;
    assert_eq!(here.shows().await, there.shows().await);
    let all = numbers(&here).await;
    assert_eq!(all.len(), 14);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{all:?}");
    for (case, file, bytes) in ours.iter().chain(&theirs) {
        for desk in [&here, &there] {
            assert!(desk.content(file).await.unwrap() == *bytes, "{}", desk.file(case, file).await);
            assert_eq!(desk.file(case, file).await["state"], "on_server");
        }
    }
    for desk in [&here, &there] {
        assert!(desk.rows("case.list").await.iter().all(|row| row["unsent"] == false));
        assert!(desk.sync_state().await["problem"].is_null());
    }
    let view = here.view(&theirs[0].0).await;
    for file in view["files"].as_array().unwrap() {
        let name = file["name"].as_str().unwrap();
        let harmless = name.chars().count() <= 255
            && !name.is_empty()
            && !name.chars().any(|c| c.is_control() || "/\\\u{202e}".contains(c));
        assert!(harmless, "{name:?}");
    }

    // Once more: nothing is left to say.
    let (here, there) = (Line::of_desk(&here.leave().await), Line::of_desk(&there.leave().await));
    for line in [&here, &there] {
        for _ in 0..2 {
            let report = line.sync().await;
            assert_eq!(
                (report.records_up, report.records_down, report.privates_up, report.privates_down),
                (0, 0, 0, 0)
            );
            assert_eq!((report.file_bytes_up, report.file_bytes_down), (0, 0));
            assert!(report.files.is_empty(), "{:?}", report.files);
        }
        assert_eq!(line.sync().await.traffic.round_trips, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_of_one_case_on_two_desks_without_a_network_both_stay_and_both_desks_say_so() {
    let mut office = Office::begin().await;
    let here = office.admin().await;
    let there = office.officer("petugas").await;
    let case = here.case(complete("Rina Contoh", "Pertanyaan lama")).await;
    here.sync().await;
    there.sync().await;
    assert_eq!(there.view(&case).await["fields"]["question"], "Pertanyaan lama");
    office.stop().await;
    here.retype(&case, json!({ "question": "Dari loket satu", "phone": "0800-0000-11" })).await;
    there.retype(&case, json!({ "question": "Dari loket dua", "answer": "Jawaban dari loket dua" })).await;
    office.start().await;
    here.sync().await;
    there.sync().await;
    here.sync().await;
    assert_eq!(here.shows().await, there.shows().await);
    let view = here.view(&case).await;
    assert_eq!(view["concurrent"], json!(["question"]));
    assert_eq!(
        (&view["fields"]["answer"], &view["fields"]["phone"]),
        (&json!("Jawaban dari loket dua"), &json!("0800-0000-11"))
    );
    let story = view["story"].to_string();
    assert!(story.contains("Dari loket satu") && story.contains("Dari loket dua"), "{story}");
    // An edit that replaces both ends it.
    here.retype(&case, json!({ "question": "Dari kedua loket" })).await;
    here.sync().await;
    there.sync().await;
    let view = there.view(&case).await;
    assert_eq!((&view["concurrent"], &view["fields"]["question"]), (&json!([]), &json!("Dari kedua loket")));
}

/// The seals that stand on the newest record of a log, wherever they are held.
fn on_head(line: &Line, log: lakon_domain::ids::LogId) -> Vec<Seal> {
    let head = line.head(log);
    line.seals(log).into_iter().filter(|seal| seal.seq == head.seq && seal.chain == head.chain).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_desks_hold_seals_and_receipts_of_every_log_and_they_verify() {
    let office = Office::begin().await;
    let (here, there) = (office.line("satu").await, office.line("dua").await);
    here.sync().await;
    here.write_visits(3);
    there.write_visits(4);
    here.sync().await;
    there.sync().await;
    here.sync().await;
    there.sync().await;
    let server = office.running().store();
    let server_key = server.statement().log_key;
    for (line, other) in [(&here, &there), (&there, &here)] {
        for owner in [line, other] {
            let log = owner.log();
            assert_eq!(line.head(log), owner.head(log));
            let seals = on_head(line, log);
            assert!(seals.iter().all(Seal::verifies), "{seals:?}");
            let by: BTreeSet<_> = seals.iter().map(|seal| seal.by.0).collect();
            let wanted = BTreeSet::from([owner.store.device().signing_public().0, server_key.0]);
            assert_eq!(by, wanted, "a log is held with the seal of its PC and the server's receipt");
        }
        let office_log = server.own_log().unwrap();
        let seals = on_head(line, office_log);
        assert!(!seals.is_empty() && seals.iter().all(|seal| seal.verifies() && seal.by == server_key), "{seals:?}");
    }
    // The server has the PCs' own seals, which prove the logs to anybody.
    for line in [&here, &there] {
        let head = line.head(line.log());
        let cut = server.page(line.log(), 0, head.seq, PageLimit::default()).unwrap().unwrap();
        assert_eq!(cut.end, head);
        let own = cut.page.seals.iter().find(|seal| seal.by == line.store.device().signing_public()).unwrap();
        assert!(own.verifies() && own.seq == head.seq);
    }
}

/// Where the desk behind this witness asked for a path first, after so many things were seen.
fn asked_since(seen: &[Seen], since: usize, path: &str) -> Option<usize> {
    seen.iter().skip(since).position(|one| *one == Seen::Asked(path.into())).map(|at| since + at)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_on_one_desk_wakes_the_other_without_its_asking() {
    let office = Office::begin().await;
    let witness = Middle::witness(office.addr(), &office.folder()).await;
    let mut here = office.admin().await;
    let mut there = office.officer_by("petugas", &witness.address()).await;
    let joined = witness.seen().len();
    here.runs();
    there.runs();
    // It listens, and has looked once since: from here on it asks only when it is told to, or when a minute has gone.
    let listens =
        |seen: &[Seen]| asked_since(seen, joined, "/wake").is_some_and(|at| asked_since(seen, at, "/heads").is_some());
    witness.until("the desk's listening", listens).await;
    let mut pushes = there.app.subscribe();
    let quiet = witness.seen().len();
    let case = here.case(json!({ "question": "Bangunkan loket sebelah" })).await;
    there.hears(&mut pushes, &format!("case:{case}")).await;
    assert_eq!(there.view(&case).await["fields"]["question"], "Bangunkan loket sebelah");
    // The server said so by itself, and the desk looked because of that.
    let told = |seen: &[Seen]| {
        let hint = seen.iter().skip(quiet).position(|one| *one == Seen::News).map(|at| quiet + at);
        hint.is_some_and(|hint| asked_since(seen, hint, "/heads").is_some())
    };
    witness.until("a hint and the look that follows it", told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_polling_delivers_where_something_blocks_the_wake_ups() {
    let office = Office::begin().await;
    let spoiler = Middle::witness(office.addr(), &office.folder()).await;
    spoiler.treats(|path| if path == "/wake" { Treat::Refuse } else { Treat::Pass });
    let here = office.admin().await;
    let mut there = office.officer_by("petugas", &spoiler.address()).await;
    let joined = spoiler.seen().len();
    let mut pushes = there.app.subscribe();
    there.runs();
    // Its first look is over and found nothing.
    while asked_since(&spoiler.seen(), joined, "/heads").is_none() || there.sync_state().await["running"] == true {
        there.hears(&mut pushes, "sync").await;
    }
    let case = here.case(json!({ "question": "Tanpa bangun" })).await;
    let sent = spoiler.seen().len();
    here.sync().await;
    there.hears(&mut pushes, &format!("case:{case}")).await;
    assert_eq!(there.view(&case).await["fields"]["question"], "Tanpa bangun");
    let seen = spoiler.seen();
    assert!(asked_since(&seen, sent, "/heads").is_some() && !seen.contains(&Seen::News), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_an_admin_asks_for_at_a_desk_is_added_by_the_server_and_known_everywhere() {
    let mut office = Office::begin().await;
    let here = office.admin().await;
    let there = office.officer("petugas").await;
    office.stop().await;
    let row =
        |users: &Value| users["rows"].as_array().unwrap().iter().find(|row| row["name"] == "Sari Contoh").cloned();
    let users = here.ok("users.add", json!({ "name": "Sari Contoh", "roles": ["officer"] })).await;
    assert_eq!(row(&users).unwrap()["waiting"], true);
    assert_eq!(
        there.refused("users.add", json!({ "name": "Sari Contoh", "roles": ["admin"] })).await.code,
        "not_allowed"
    );
    office.start().await;
    here.sync().await;
    there.sync().await;
    for desk in [&here, &there] {
        let users = desk.ok("users.list", json!({})).await;
        let sari = row(&users).unwrap();
        assert_eq!((&sari["waiting"], &sari["roles"]), (&json!(false), &json!(["officer"])));
        let slot = json!({ "user": sari["user"], "password": "kata sandi sari" });
        assert_eq!(row(&desk.ok("users.slot", slot).await).unwrap()["here"], true);
    }
}
