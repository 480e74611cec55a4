//! An office that has no network at all: what its PCs did goes from one to the other on a USB stick, whole, once, and unreadable to
//! whoever finds it.

use std::path::{Path, PathBuf};

use lakon_office_tests::{Desk, Line, Office, Stick, content, holds, in_time};
use lakon_server::{ServerError, bundle_in, bundle_out, revoke, system_clock, take_aside};
use lakon_sync::bundle::{BundleError, Ended, Out, Taken, What, write};
use lakon_sync::wake::listen;
use serde_json::json;

/// Contents of three sizes: nothing, less than a piece, several pieces.
fn files() -> [(&'static str, Vec<u8>); 3] {
    [("kosong.txt", Vec::new()), ("foto.jpg", content(5, 200_000)), ("pindaian.pdf", content(6, 3_000_000))]
}

/// What an officer did without a network: a resolved case with files, and two more.
async fn work(desk: &Desk) -> Vec<(String, Vec<u8>)> {
    let case = desk
        .case(json!({
            "stakeholder_type": "SATKER", "person_name": "Zulfikarqwxan", "phone": "0800-0000-01",
            "organisation_name": "Kantor Pertanahan Contoh", "satker_code": "012345",
            "question": "Apa itu Perangkapqzx?", "topic": "BANK-01", "answer": "Ajukan surat ralat rekening.",
        }))
        .await;
    let mut held = Vec::new();
    for (name, bytes) in files() {
        held.push((desk.attach(&case, name, &bytes).await, bytes));
    }
    desk.ok("case.resolve", json!({ "case": case })).await;
    for index in 0..2 {
        desk.case(json!({ "question": format!("Pertanyaan {index}") })).await;
    }
    held
}

/// The server takes a file while it is stopped.
fn server_takes(office: &Office, file: &Path) -> Taken {
    bundle_in(&office.folder(), file, system_clock(), &|_, _| true).unwrap()
}

fn server_writes(office: &Office, name: &str) -> PathBuf {
    let file = office.path(name);
    let written = bundle_out(&office.folder(), &file, system_clock(), &|_, _| true).unwrap();
    assert_eq!((written.left_out, written.unreadable), (0, 0));
    file
}

/// An office with two desks that know each other, and no server from now on.
async fn two_desks() -> (Office, Desk, Desk) {
    let mut office = Office::begin().await;
    let here = office.admin().await;
    let there = office.officer("petugas").await;
    here.sync().await;
    office.stop().await;
    (office, here, there)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_s_work_reaches_the_server_and_another_desk_on_a_stick_alone() {
    let (office, here, there) = two_desks().await;
    let (here_stick, there_stick) = (Stick::of(&here), Stick::of(&there));
    let held = work(&here).await;
    let (records, contents) = here.unsent().await;
    assert_eq!(contents, 3);
    let up = office.path("naik.lakon");
    let written = here_stick.out(&here, &up, false).await;
    assert_eq!((&written["records"], &written["files"]), (&json!(records), &json!(3)), "{written}");
    assert_eq!(written["notes"], json!([]));

    let taken = server_takes(&office, &up);
    assert_eq!((taken.ended, taken.records, taken.files), (Ended::Whole, records, 3), "{taken:?}");
    assert!(taken.refused.is_empty() && taken.unknown.is_empty());
    let again = server_takes(&office, &up);
    assert_eq!((again.ended, again.records, again.filled, again.files), (Ended::Whole, 0, 0, 0), "{again:?}");

    let down = server_writes(&office, "turun.lakon");
    let news = there_stick.take(&there, &down).await;
    assert_eq!((&news["files"], &news["notes"]), (&json!(3), &json!([])), "{news}");
    assert!(news["records"].as_u64().unwrap() >= records);
    assert_eq!(there.shows().await, here.shows().await);
    for (file, bytes) in &held {
        assert!(there.content(file).await.unwrap() == *bytes);
    }
    let news = there_stick.take(&there, &down).await;
    assert_eq!((&news["records"], &news["files"], &news["notes"]), (&json!(0), &json!(0), &json!([])), "{news}");

    // The server's receipts came with it: nothing is called unsent any more where the work was done.
    here_stick.take(&here, &down).await;
    assert_eq!(here.unsent().await, (0, 0));
    let nothing = here_stick.out(&here, &up, false).await;
    assert_eq!((&nothing["records"], &nothing["files"]), (&json!(0), &json!(0)));
    assert_eq!(there.shows().await, here.shows().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_s_stick_brings_another_desk_everything_and_says_nothing_of_the_server() {
    let (office, here, there) = two_desks().await;
    let (here_stick, there_stick) = (Stick::of(&here), Stick::of(&there));
    work(&here).await;
    let (records, _) = here.unsent().await;
    let file = office.path("langsung.lakon");
    here_stick.out(&here, &file, true).await;
    let news = there_stick.take(&there, &file).await;
    assert_eq!((&news["files"], &news["notes"]), (&json!(3), &json!([])), "{news}");
    assert_eq!(there.shows().await, here.shows().await);
    assert_eq!(there.unsent().await.1, 3, "the server has not seen these files");

    // Whoever comes to the server first brings it the other's work too.
    let up = office.path("naik.lakon");
    let written = there_stick.out(&there, &up, false).await;
    assert!(written["records"].as_u64().unwrap() >= records, "{written}");
    let taken = server_takes(&office, &up);
    assert_eq!((taken.ended, taken.files), (Ended::Whole, 3), "{taken:?}");
    assert!(taken.refused.is_empty() && taken.unknown.is_empty(), "{taken:?}");
    let again = server_takes(&office, &{
        here_stick.out(&here, &up, false).await;
        up
    });
    assert_eq!((again.records, again.files), (0, 0), "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_bundle_gives_what_is_whole_and_the_whole_one_the_rest() {
    let (office, here, there) = two_desks().await;
    let (here_stick, there_stick) = (Stick::of(&here), Stick::of(&there));
    work(&here).await;
    let whole = office.path("utuh.lakon");
    here_stick.out(&here, &whole, true).await;
    let bytes = std::fs::read(&whole).unwrap();
    let cut = office.path("terpotong.lakon");
    let header = bytes.windows(5).position(|part| part == b"\n--- ").unwrap() + 60;
    for at in [0, 1, header / 2, header, header + 20] {
        std::fs::write(&cut, &bytes[..at]).unwrap();
        there_stick.choose(Some(&cut));
        let refused = there.refused("usb.take", json!({})).await;
        assert!(refused.message.contains("Tidak ada yang diubah"), "{at}: {refused:?}");
    }
    let mut records = 0;
    // Records come first and are small here; what is cut later is an attachment.
    for at in [bytes.len() / 4, bytes.len() / 2, bytes.len() - 200_000, bytes.len() - 1] {
        std::fs::write(&cut, &bytes[..at]).unwrap();
        let news = there_stick.take(&there, &cut).await;
        let notes = news["notes"].to_string();
        assert!(notes.contains("terpotong atau rusak"), "{at}: {news}");
        records += news["records"].as_u64().unwrap();
    }
    assert!(records > 0);
    let news = there_stick.take(&there, &whole).await;
    assert_eq!((&news["records"], &news["notes"]), (&json!(0), &json!([])), "{news}");
    assert_eq!(there.shows().await, here.shows().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_bundle_is_seen_wherever_it_was_altered() {
    let (office, here, there) = two_desks().await;
    let (here_stick, there_stick) = (Stick::of(&here), Stick::of(&there));
    work(&here).await;
    let whole = office.path("utuh.lakon");
    here_stick.out(&here, &whole, true).await;
    let bytes = std::fs::read(&whole).unwrap();
    let altered = office.path("diubah.lakon");
    for at in [3, 200, bytes.len() / 3, bytes.len() / 2, bytes.len() - 10] {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x10;
        std::fs::write(&altered, bytes).unwrap();
        there_stick.choose(Some(&altered));
        match there.call("usb.take", json!({})).await {
            Ok(news) => assert!(news["notes"].to_string().contains("rusak"), "{at}: {news}"),
            Err(refused) => assert!(refused.message.contains("Tidak ada yang diubah"), "{at}: {refused:?}"),
        }
    }
    there_stick.take(&there, &whole).await;
    assert_eq!(there.shows().await, here.shows().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_of_another_office_and_any_other_file_are_refused_in_one_sentence() {
    let (office, here, there) = two_desks().await;
    let there_stick = Stick::of(&there);
    let other = Office::begin().await;
    let foreign = server_writes(&other, "asing.lakon");
    let before = there.shows().await;
    let refused = |file: PathBuf| {
        let (there, there_stick) = (&there, &there_stick);
        async move {
            there_stick.choose(Some(&file));
            there.refused("usb.take", json!({})).await.message
        }
    };
    assert!(refused(foreign.clone()).await.contains("tidak ditujukan kepada komputer ini"));
    let text = office.path("catatan.txt");
    std::fs::write(&text, "bukan berkas USB").unwrap();
    assert!(refused(text).await.contains("bukan berkas USB Lakon"));
    assert!(refused(office.path("tidak ada")).await.contains("tidak dapat dibaca"));

    // One that another office wrote for this very PC.
    let (here, forged) = (Line::of_desk(&here.leave().await), office.path("palsu.lakon"));
    let out = Out {
        replica: &here.store,
        blobs: &here.store,
        office: other.running().store().statement().office,
        by: here.store.device().device,
        server: false,
        what: What::All,
        first: None,
    };
    let (_, bytes) = write(&out, &here.store.bundle_recipients(), Vec::new(), &|_, _| true).unwrap();
    std::fs::write(&forged, bytes).unwrap();
    assert!(refused(forged).await.contains("milik kantor lain"));
    assert_eq!(there.shows().await, before);
    there_stick.choose(None);
    assert_eq!(there.ok("usb.take", json!({})).await["chosen"], false);
    assert!(there.ok("usb.out", json!({ "all": true })).await["path"].is_null());
    let at_server = bundle_in(&office.folder(), &foreign, system_clock(), &|_, _| true);
    assert!(matches!(at_server, Err(ServerError::Bundle(BundleError::NotForUs))), "{at_server:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_bundle_leaves_no_file_and_a_full_place_says_so() {
    let (office, here, _) = two_desks().await;
    let stick = Stick::of(&here);
    work(&here).await;
    let file = office.path("berhenti.lakon");
    std::fs::write(&file, b"yang lama").unwrap();
    let stopped = bundle_out(&office.folder(), &file, system_clock(), &|_, _| false);
    assert!(matches!(stopped, Err(ServerError::Bundle(BundleError::Stopped))), "{stopped:?}");
    assert_eq!(std::fs::read(&file).unwrap(), b"yang lama", "what was there before stays");
    assert!(!office.path("berhenti.lakon.half").exists());
    stick.choose(Some(&office.path("tidak ada").join("x.lakon")));
    let refused = here.refused("usb.out", json!({ "all": true })).await;
    assert!(refused.message.contains("tidak dapat disimpan"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_what_people_said_stands_readable_in_a_bundle() {
    let (office, here, _) = two_desks().await;
    let stick = Stick::of(&here);
    let held = work(&here).await;
    let folder = office.path("usb");
    std::fs::create_dir(&folder).unwrap();
    stick.out(&here, &folder.join("semua.lakon"), true).await;
    let pdf = &held[2].1[1_000_000..1_000_064];
    for word in [b"Perangkapqzx".as_slice(), b"Zulfikarqwxan", b"pindaian", b"KPPN Contoh", b"lakon bundle", pdf] {
        assert_eq!(holds(&[&folder], word), Vec::<PathBuf>::new(), "{}", String::from_utf8_lossy(word));
    }
    std::fs::write(folder.join("control"), [b"xx".as_slice(), pdf].concat()).unwrap();
    assert_eq!(holds(&[&folder], pdf).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pc_that_is_its_own_office_has_nothing_to_carry() {
    let temp = tempfile::tempdir().unwrap();
    let desk = Desk::alone(temp.path()).await;
    Stick::of(&desk);
    for command in ["usb.out", "usb.take"] {
        assert!(desk.refused(command, json!({ "all": true })).await.message.contains("kantornya sendiri"));
    }
}

/// Counts the hints a desk hears from the server.
async fn listening(line: &Line) -> tokio::sync::mpsc::UnboundedReceiver<()> {
    let lane = line.client.lane().await.unwrap().unwrap();
    let (tell, mut heard) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        listen(&lane.http, &lane.base, &lane.token, || {
            let _ = tell.send(());
        })
        .await
    });
    // The first one says that the line stands.
    heard.recv().await.unwrap();
    heard
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stick_is_taken_while_the_server_runs_and_the_desks_are_woken() {
    let office = Office::begin().await;
    let (admin, here, there) = (office.admin().await, office.officer("petugas").await, office.line("lain").await);
    for _ in 0..2 {
        there.sync().await;
        here.sync().await;
        admin.sync().await;
    }
    let held = work(&here).await;
    let up = office.path("naik.lakon");
    Stick::of(&here).out(&here, &up, true).await;
    let mut heard = listening(&there).await;
    let (folder, file) = (office.folder(), up.clone());
    let take = move || bundle_in(&folder, &file, system_clock(), &|_, _| true);
    let taken = tokio::task::spawn_blocking(take.clone()).await.unwrap().unwrap();
    assert!(
        (taken.ended, taken.files) == (Ended::Whole, 3) && taken.records > 0 && taken.refused.is_empty(),
        "{taken:?}"
    );
    in_time("the other desk is woken", heard.recv()).await.unwrap();
    let report = there.sync().await;
    assert_eq!(report.records_down, taken.records);
    admin.sync().await;
    assert_eq!(admin.content(&held[2].0).await.unwrap(), held[2].1);
    // Twice changes nothing, what is no bundle is said as it is with a stopped server, and nothing is left lying.
    let again = tokio::task::spawn_blocking(take).await.unwrap().unwrap();
    assert_eq!((again.ended, again.records, again.filled, again.files), (Ended::Whole, 0, 0, 0), "{again:?}");
    let (folder, spoilt) = (office.folder(), office.folder().join("keys.json"));
    let refused = tokio::task::spawn_blocking(move || bundle_in(&folder, &spoilt, system_clock(), &|_, _| true));
    assert!(matches!(refused.await.unwrap(), Err(ServerError::Bundle(BundleError::NotABundle))));
    assert_eq!(office.kept("in"), Vec::<PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_beside_the_running_server_wakes_the_desks() {
    let office = Office::begin().await;
    let (budi, cici) = (office.line("budi").await, office.line("cici").await);
    budi.sync().await;
    cici.sync().await;
    let mut heard = listening(&cici).await;
    revoke(&office.folder(), "A", "Laptop hilang", system_clock()).unwrap();
    in_time("the other desk is woken", heard.recv()).await.unwrap();
    cici.sync().await;
    assert!(cici.store.office().revoked.holds(budi.store.device().device));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_revoked_pc_brings_on_a_stick_is_kept_aside_with_its_files_until_an_admin_takes_it() {
    let office = Office::begin().await;
    let (admin, budi, there) = (office.admin().await, office.officer("budi").await, office.officer("citra").await);
    budi.case(json!({ "question": "Sebelum dicabut" })).await;
    budi.sync().await;
    revoke(&office.folder(), "B", "Laptop diganti", system_clock()).unwrap();
    there.sync().await;
    let case = budi.case(json!({ "question": "Sesudah dicabut" })).await;
    let (small, large) = (content(11, 700), content(12, 2_500_000));
    let held = [budi.attach(&case, "kecil.bin", &small).await, budi.attach(&case, "besar.bin", &large).await];
    budi.attach(&case, "kosong.txt", b"").await;
    let stick = Stick::of(&budi);
    let (all, unsent) = (office.path("semua.lakon"), office.path("baru.lakon"));
    // The first page of its log begins below the last head taken and ends above it.
    stick.out(&budi, &all, true).await;
    let written = stick.out(&budi, &unsent, false).await;

    // A desk leaves it, and says why.
    let news = Stick::of(&there).take(&there, &unsent).await;
    let notes = news["notes"].to_string();
    assert!(notes.contains("sudah dicabut") && !notes.contains("keasliannya"), "{news}");
    assert!(notes.contains("3 lampiran") && news["records"] == 0, "{news}");

    let take = |file: &Path| {
        let (folder, file) = (office.folder(), file.to_owned());
        tokio::task::spawn_blocking(move || bundle_in(&folder, &file, system_clock(), &|_, _| true).unwrap())
    };
    let taken = take(&all).await.unwrap();
    assert_eq!((taken.ended, taken.records, taken.files, taken.files_aside), (Ended::Whole, 0, 0, 3), "{taken:?}");
    assert!(json!(taken.aside) == written["records"] && taken.refused.is_empty(), "{taken:?} {written}");
    assert!(taken.files_unnamed + taken.aside_left == 0, "{taken:?}");
    for file in [&unsent, &all] {
        let again = take(file).await.unwrap();
        assert_eq!((again.ended, again.aside, again.files_aside), (Ended::Whole, 0, 0), "{again:?}");
        assert!(again.refused.is_empty() && again.files_passed == 3, "{again:?}");
    }
    there.sync().await;
    assert_eq!(there.rows("case.list").await.len(), 1, "nothing counts before it is taken");
    assert_eq!(take_aside(&office.folder(), "B", system_clock()).unwrap(), taken.aside);
    admin.sync().await;
    assert_eq!(admin.view(&case).await["fields"]["question"], "Sesudah dicabut");
    for (file, bytes) in held.iter().zip([small, large]) {
        assert!(admin.content(file).await.unwrap() == bytes);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pc_that_fetches_nothing_by_itself_carries_the_files_of_a_stick_on() {
    let (office, here, there) = two_desks().await;
    let (here_stick, there_stick) = (Stick::of(&here), Stick::of(&there));
    there.ok("pc.keep_files", json!({ "keeps": "on_demand" })).await;
    let held = work(&here).await;
    let file = office.path("langsung.lakon");
    here_stick.out(&here, &file, true).await;
    let news = there_stick.take(&there, &file).await;
    assert_eq!((&news["files"], &news["notes"]), (&json!(3), &json!([])), "{news}");
    for (file, bytes) in &held {
        assert!(there.content(file).await.unwrap() == *bytes);
    }
    let up = office.path("naik.lakon");
    assert_eq!(there_stick.out(&there, &up, false).await["files"], 3);
    let taken = server_takes(&office, &up);
    assert_eq!((taken.ended, taken.files, taken.files_unnamed), (Ended::Whole, 3, 0), "{taken:?}");
}
