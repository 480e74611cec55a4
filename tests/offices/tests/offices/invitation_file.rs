//! A PC that never sees a network joins with an invitation file and a typed code, works at once, and reaches the office by its first
//! bundle, or over the network when there is one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lakon_domain::code::Invitation;
use lakon_domain::rights::Role;
use lakon_domain::shape::Time;
use lakon_office_tests::{AN_HOUR_MS, Desk, Office, PASSWORD, Stick, content, holds, now_ms};
use lakon_server::{Invite, bundle_in, bundle_out, invite_by_file, reply_path, system_clock};
use lakon_sync::bundle::{Ended, Taken};
use lakon_sync::error::Problem;
use serde_json::json;
use uuid::Uuid;

fn invited(office: &Office, name: &str) -> (Invitation, PathBuf) {
    let whom = Invite { name: name.into(), roles: vec![Role::Officer], user: None, lasts_ms: AN_HOUR_MS };
    let file = office.path(&format!("undangan {name}.lakon"));
    let invitation = invite_by_file(&office.folder(), &whom, &file, Some(office.address()), system_clock()).unwrap();
    (invitation, file)
}

/// A new PC with the file on a stick and the code on paper.
async fn joins(folder: &Path, code: &str, file: &Path) -> (Desk, Arc<Stick>) {
    let desk = Desk::at(folder);
    let stick = Stick::of(&desk);
    stick.choose(Some(file));
    desk.ok("office.join_file", json!({ "code": code })).await;
    desk.ok("office.join_file_finish", json!({ "password": PASSWORD })).await;
    (desk, stick)
}

fn server_takes(office: &Office, file: &Path) -> Taken {
    bundle_in(&office.folder(), file, system_clock(), &|_, _| true).unwrap()
}

/// An office whose admin has recorded a case; nobody answers at the server any more.
async fn office_with_a_case() -> (Office, Desk) {
    let mut office = Office::begin().await;
    let admin = office.admin().await;
    admin.case(json!({ "question": "Sudah di server" })).await;
    admin.sync().await;
    office.stop().await;
    (office, admin)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pc_without_a_network_joins_by_file_and_its_cases_reach_the_office_by_bundle() {
    let (office, admin) = office_with_a_case().await;
    let (invitation, file) = invited(&office, "Rina Contoh");
    let desk = Desk::at(&office.path("jauh"));
    let stick = Stick::of(&desk);
    stick.choose(Some(&file));
    let looked = desk.ok("office.join_file", json!({ "code": invitation.text() })).await;
    assert_eq!(looked["invited"]["name"], "Rina Contoh");
    assert_eq!(looked["invited"]["office"]["name"], "KPPN Contoh");
    let state = desk.ok("office.join_file_finish", json!({ "password": PASSWORD })).await;
    assert_eq!((&state["phase"], &state["me"]["name"]), (&json!("open"), &json!("Rina Contoh")));
    assert_eq!(desk.rows("case.list").await.len(), 1, "what the office held came with the file");
    assert_eq!(holds(&[&office.path("jauh")], b"Rina Contoh").len(), 2, "the tiles of the key file alone");

    let case = desk.case(json!({ "question": "Dari PC tanpa jaringan" })).await;
    let held = desk.attach(&case, "surat.pdf", b"isi surat").await;
    let number = desk.view(&case).await["number"].as_str().unwrap().to_owned();
    assert_eq!(number.split('-').nth(1).unwrap().len(), 2, "{number}: letters no server gives");
    assert!(desk.unsent().await.0 > 0);

    // Another desk cannot take them yet, and is told; the server can.
    let up = office.path("naik.lakon");
    let written = stick.out(&desk, &up, true).await;
    assert_eq!(written["notes"], json!([]), "{written}");
    let admin_stick = Stick::of(&admin);
    let news = admin_stick.take(&admin, &up).await;
    assert!(news["notes"].to_string().contains("belum dikenal kantor"), "{news}");
    assert_eq!(admin.rows("case.list").await.len(), 1);
    let taken = server_takes(&office, &up);
    assert_eq!((taken.ended, &taken.answered), (Ended::Whole, &Some(Ok(()))), "{taken:?}");
    assert!(taken.records > 0 && taken.files == 1 && taken.unknown.is_empty(), "{taken:?}");
    let again = server_takes(&office, &up);
    assert_eq!((again.records, again.files, &again.answered), (0, 0, &Some(Ok(()))), "{again:?}");

    // Back again: the PC hears that it is known, and the other desk takes what it had to leave.
    let down = office.path("turun.lakon");
    bundle_out(&office.folder(), &down, system_clock(), &|_, _| true).unwrap();
    let news = stick.take(&desk, &down).await;
    assert!(news["notes"].to_string().contains("sudah mengenal"), "{news}");
    assert_eq!(desk.unsent().await, (0, 0));
    admin_stick.take(&admin, &down).await;
    assert_eq!(admin.view(&case).await["fields"]["question"], "Dari PC tanpa jaringan");
    assert!(admin.content(&held).await.unwrap() == b"isi surat");
    assert_eq!(admin.view(&case).await["number"], number.as_str());
    let voided = admin.view(&case).await["story"].as_array().unwrap().iter().any(|item| item["voided"] == true);
    assert!(!voided, "who works there may do what was done");
    let next = desk.case(json!({ "question": "Sesudah dikenal" })).await;
    let next = desk.view(&next).await["number"].as_str().unwrap().to_owned();
    assert_eq!(next.split('-').nth(1).unwrap().len(), 1, "{next}: the letter the server gave");
    let folder = desk.leave().await;
    Desk::again(&folder).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_file_is_taken_once_and_in_time() {
    let (office, _) = office_with_a_case().await;
    let (invitation, file) = invited(&office, "Rina Contoh");
    let (first, first_stick) = joins(&office.path("satu"), &invitation.text(), &file).await;
    let (second, second_stick) = joins(&office.path("dua"), &invitation.text(), &file).await;
    for (desk, stick, name) in [(&first, &first_stick, "satu"), (&second, &second_stick, "dua")] {
        let case = desk.case(json!({ "question": "Dari PC tanpa jaringan" })).await;
        desk.attach(&case, "surat.pdf", b"isi surat").await;
        stick.out(desk, &office.path(&format!("{name}.lakon")), false).await;
    }
    // Too late by the server's clock: nothing is added, and the device's records wait.
    let later = Arc::new(|| Time(now_ms() + 2 * AN_HOUR_MS));
    let late = bundle_in(&office.folder(), &office.path("satu.lakon"), later, &|_, _| true).unwrap();
    assert_eq!(late.answered, Some(Err(Problem::ExpiredCode)));
    assert!(late.records == 0 && late.unknown.len() == 1, "{late:?}");
    assert_eq!((late.files, late.files_unnamed), (0, 1), "what is left out is counted");
    let taken = server_takes(&office, &office.path("satu.lakon"));
    assert_eq!(taken.answered, Some(Ok(())));
    assert!(taken.records > 0);
    let taken = server_takes(&office, &office.path("dua.lakon"));
    assert_eq!(taken.answered, Some(Err(Problem::UsedCode)));
    assert!(taken.records == 0 && taken.unknown.len() == 1, "{taken:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_or_a_damaged_file_changes_nothing_on_the_pc() {
    let (mut office, admin) = office_with_a_case().await;
    // Records enough for several of the parts that age encrypts as one.
    office.start().await;
    for seed in 0..6 {
        let long = data_encoding::HEXLOWER.encode(&content(seed, 30_000));
        admin.case(json!({ "question": long })).await;
    }
    admin.sync().await;
    office.stop().await;
    let (invitation, file) = invited(&office, "Rina Contoh");
    let (other, other_file) = invited(&office, "Budi Contoh");
    let folder = office.path("jauh");
    let desk = Desk::at(&folder);
    let stick = Stick::of(&desk);
    stick.choose(Some(&file));
    for code in [&other, &office.invitation] {
        let refused = desk.refused("office.join_file", json!({ "code": code.text() })).await;
        assert!(refused.message.contains("tidak cocok"), "{refused:?}");
    }
    stick.choose(Some(&other_file));
    let refused = desk.refused("office.join_file", json!({ "code": invitation.text() })).await;
    assert!(refused.message.contains("tidak cocok"), "{refused:?}");
    let typo = desk.refused("office.join_file", json!({ "code": "0000-0000-0000-0000-0001" })).await;
    assert_eq!(typo.code, "failed");
    stick.choose(None);
    assert!(desk.ok("office.join_file", json!({ "code": invitation.text() })).await["invited"].is_null());

    let bytes = std::fs::read(&file).unwrap();
    let cut = office.path("terpotong.lakon");
    std::fs::write(&cut, &bytes[..bytes.len() - 100]).unwrap();
    stick.choose(Some(&cut));
    desk.ok("office.join_file", json!({ "code": invitation.text() })).await;
    let refused = desk.refused("office.join_file_finish", json!({ "password": PASSWORD })).await;
    assert!(refused.message.contains("tidak lengkap"), "{refused:?}");
    assert_eq!(desk.ok("session.state", json!({})).await["phase"], "first_run");

    // The whole one still takes.
    stick.choose(Some(&file));
    desk.ok("office.join_file", json!({ "code": invitation.text() })).await;
    desk.ok("office.join_file_finish", json!({ "password": PASSWORD })).await;
    assert_eq!(desk.rows("case.list").await.len(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pc_that_joined_by_file_becomes_known_when_it_meets_the_server_over_the_network() {
    let (mut office, admin) = office_with_a_case().await;
    let (invitation, file) = invited(&office, "Rina Contoh");
    let (desk, _) = joins(&office.path("jauh"), &invitation.text(), &file).await;
    let case = desk.case(json!({ "question": "Dari PC tanpa jaringan" })).await;
    assert_eq!(desk.refused("sync.now", json!({})).await.code, "unreachable");
    office.start().await;
    desk.sync().await;
    assert_eq!(desk.unsent().await, (0, 0));
    admin.sync().await;
    assert_eq!(admin.view(&case).await["fields"]["question"], "Dari PC tanpa jaringan");
    assert_eq!(desk.shows().await, admin.shows().await);
}

/// Somebody already known, invited once more by file.
fn invited_again(office: &Office, name: &str, user: Uuid) -> (Invitation, PathBuf) {
    let whom = Invite { name: name.into(), roles: vec![Role::Officer], user: Some(user), lasts_ms: AN_HOUR_MS };
    let file = office.path(&format!("undangan lagi {name}.lakon"));
    let invitation = invite_by_file(&office.folder(), &whom, &file, Some(office.address()), system_clock()).unwrap();
    (invitation, file)
}

async fn has_problem(desk: &Desk) -> bool {
    desk.ok("sync.page", json!({})).await["problems"].to_string().contains("invitation_refused")
}

/// Two PCs with one file; the first has been taken in.
async fn quicker_and_slower(office: &Office) -> (Desk, Desk, Arc<Stick>, String) {
    let (invitation, file) = invited(office, "Rina Contoh");
    let (first, first_stick) = joins(&office.path("satu"), &invitation.text(), &file).await;
    let (second, stick) = joins(&office.path("dua"), &invitation.text(), &file).await;
    let case = second.case(json!({ "question": "Dari PC yang kalah cepat" })).await;
    first_stick.out(&first, &office.path("satu.lakon"), false).await;
    assert_eq!(server_takes(office, &office.path("satu.lakon")).answered, Some(Ok(())));
    (first, second, stick, case)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_pc_of_one_invitation_file_hears_it_by_bundle_and_goes_on_with_a_new_invitation() {
    let (office, admin) = office_with_a_case().await;
    let (_first, second, stick, case) = quicker_and_slower(&office).await;
    let (up, down) = (office.path("naik.lakon"), office.path("turun.lakon"));
    stick.out(&second, &up, false).await;
    assert_eq!(server_takes(&office, &up).answered, Some(Err(Problem::UsedCode)));
    assert!(!has_problem(&second).await);
    // What the server writes for the office is not for this PC; the reply beside its own bundle is, and tells nothing of the office.
    bundle_out(&office.folder(), &down, system_clock(), &|_, _| true).unwrap();
    stick.choose(Some(&down));
    assert!(second.refused("usb.take", json!({})).await.message.contains("belum mengenal"));
    let reply = reply_path(&up);
    let news = stick.take(&second, &reply).await;
    assert_eq!((&news["records"], news["notes"].to_string().contains("undangan baru")), (&json!(0), true), "{news}");
    assert!(has_problem(&second).await);
    assert_eq!(second.view(&case).await["fields"]["question"], "Dari PC yang kalah cepat");
    let user: Uuid = second.ok("session.state", json!({})).await["me"]["user"].as_str().unwrap().parse().unwrap();
    let (other, other_file) = invited(&office, "Budi Contoh");
    let (again, again_file) = invited_again(&office, "Rina Contoh", user);
    stick.choose(Some(&other_file));
    let refused = second.refused("office.join_again", json!({ "code": other.text() })).await;
    assert!(refused.message.contains("Budi Contoh"), "{refused:?}");
    stick.choose(Some(&again_file));
    let invited = second.ok("office.join_again", json!({ "code": again.text() })).await;
    assert_eq!(invited["invited"]["name"], "Rina Contoh");
    assert!(!has_problem(&second).await);
    stick.take(&second, &reply).await;
    assert!(!has_problem(&second).await, "the reply to the invitation of before says nothing about this one");
    stick.out(&second, &up, false).await;
    let taken = server_takes(&office, &up);
    assert_eq!(taken.answered, Some(Ok(())), "{taken:?}");
    bundle_out(&office.folder(), &down, system_clock(), &|_, _| true).unwrap();
    let news = stick.take(&second, &down).await;
    assert!(news["notes"].to_string().contains("sudah mengenal"), "{news}");
    assert_eq!(second.unsent().await, (0, 0));
    Stick::of(&admin).take(&admin, &down).await;
    assert_eq!(admin.view(&case).await["fields"]["question"], "Dari PC yang kalah cepat");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_pc_of_one_invitation_file_hears_it_over_the_network_and_loses_nothing() {
    let (mut office, admin) = office_with_a_case().await;
    let (_first, second, _, case) = quicker_and_slower(&office).await;
    office.start().await;
    let refused = second.refused("sync.now", json!({})).await;
    assert!(refused.message.contains("tidak diterima") && refused.message.contains("undangan baru"), "{refused:?}");
    let state = second.sync_state().await;
    assert_eq!(state["trouble"], "invitation_refused", "{state}");
    let folder = second.leave().await;
    let second = Desk::again(&folder).await;
    let stick = Stick::of(&second);
    assert!(has_problem(&second).await, "it is said again after the next start");
    assert_eq!(second.view(&case).await["fields"]["question"], "Dari PC yang kalah cepat");
    let user: Uuid = second.ok("session.state", json!({})).await["me"]["user"].as_str().unwrap().parse().unwrap();
    let (again, file) = invited_again(&office, "Rina Contoh", user);
    stick.choose(Some(&file));
    second.ok("office.join_again", json!({ "code": again.text() })).await;
    assert!(!has_problem(&second).await);
    second.sync().await;
    assert_eq!(second.unsent().await, (0, 0));
    admin.sync().await;
    assert_eq!(admin.view(&case).await["fields"]["question"], "Dari PC yang kalah cepat");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_desk_cannot_take_yet_is_held_there_and_taken_once_the_office_log_says_whose_it_is() {
    let (mut office, admin) = office_with_a_case().await;
    let (invitation, file) = invited(&office, "Rina Contoh");
    let (desk, stick) = joins(&office.path("jauh"), &invitation.text(), &file).await;
    let first = desk.case(json!({ "question": "Kasus pertama" })).await;
    let (before, after) = (office.path("pertama.lakon"), office.path("kedua.lakon"));
    stick.out(&desk, &before, false).await;
    let second = desk.case(json!({ "question": "Kasus kedua" })).await;
    let held = desk.attach(&second, "surat.pdf", b"isi surat").await;
    stick.out(&desk, &after, false).await;

    // A courier brings a colleague what the server does not have yet.
    let admin_stick = Stick::of(&admin);
    for _ in 0..2 {
        let news = admin_stick.take(&admin, &after).await;
        let notes = news["notes"].to_string();
        assert!(notes.contains("ditahan di komputer ini") && !notes.contains("lampiran"), "{news}");
    }
    let kept = || std::fs::read_dir(admin.folder().join("held")).unwrap().count();
    assert_eq!(kept(), 2, "the file as it came, and what it waits for");
    assert_eq!(server_takes(&office, &before).answered, Some(Ok(())));
    std::fs::remove_file(&after).unwrap();
    office.start().await;
    admin.sync().await;
    assert_eq!(admin.view(&first).await["fields"]["question"], "Kasus pertama");
    assert_eq!(admin.view(&second).await["fields"]["question"], "Kasus kedua", "which the server has not heard of");
    assert!(admin.content(&held).await.unwrap() == b"isi surat");
    assert_eq!(kept(), 0);
    // From there it goes on to the server like anything else.
    admin.sync().await;
    let other = office.officer("lain").await;
    other.sync().await;
    assert_eq!(other.view(&second).await["fields"]["question"], "Kasus kedua");
    assert!(other.content(&held).await.unwrap() == b"isi surat");
}
