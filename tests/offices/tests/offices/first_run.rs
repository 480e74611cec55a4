//! First runs and joins that go wrong half-way: each can be tried again at once, no invitation is lost, and nobody waits for attachments.

#[cfg(unix)]
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use lakon_app::api::UiError;
use lakon_app::{SystemClock, SystemRandom};
use lakon_domain::code::Invitation;
#[cfg(unix)]
use lakon_office_tests::{Child, NOBODY};
use lakon_office_tests::{Desk, Middle, Office, PASSWORD, Part, Seen, Treat, content, keys_of};
use lakon_store::{Clock, DbKey, Enrolled, Folder, KeyFile, NewDevice, Randomness, Store};
use lakon_sync::enrol;
use lakon_sync::http::Http;
use lakon_sync::tls::Pin;
use serde_json::{Value, json};

#[cfg(unix)]
const PROGRAM: &str = env!("CARGO_BIN_EXE_lakon-office-child");

#[cfg(unix)]
fn begin() -> Value {
    json!({
        "language": "id", "code": "046", "office_name": "KPPN Contoh", "zone": "Asia/Makassar",
        "name": "Dewi Contoh", "password": PASSWORD,
    })
}

async fn phase(desk: &Desk) -> Value {
    desk.ok("session.state", json!({})).await["phase"].clone()
}

async fn look(desk: &Desk, address: &str, code: &str) -> Result<Value, UiError> {
    desk.call("office.join", json!({ "address": address, "code": code })).await
}

async fn finish(desk: &Desk) -> Result<Value, UiError> {
    desk.call("office.join_finish", json!({ "password": PASSWORD })).await
}

/// Somebody works here, and again after the program was started anew.
async fn works(desk: Desk) {
    let case = desk.case(json!({ "question": "Sudah bekerja" })).await;
    let folder = desk.leave().await;
    let desk = Desk::again(&folder).await;
    assert_eq!(desk.view(&case).await["fields"]["question"], "Sudah bekerja");
    desk.leave().await;
}

/// Tries on a disk with ever more room left until it succeeds; after each failure the program stands where it stood.
#[cfg(target_os = "linux")]
async fn with_ever_more_room(
    disk: &lakon_office_tests::SmallDisk,
    desk: &Desk,
    attempt: impl AsyncFn() -> Result<Value, UiError>,
) {
    let mut failures = 0;
    for left in (0..64).map(|pages| pages * 8 * 1024) {
        let filler = disk.fill_but(left);
        let done = attempt().await;
        std::fs::remove_file(filler).unwrap();
        match done {
            Ok(state) => {
                assert_eq!(state["phase"], "open");
                assert!(failures > 2, "{failures}");
                return;
            }
            Err(error) => {
                failures += 1;
                assert!(error.message.contains("Kosongkan ruang"), "{left}: {error:?}");
                assert_eq!(phase(desk).await, "first_run", "{left}");
                assert!(!desk.folder().join("lakon.db").exists() && !desk.folder().join("beginning").exists());
            }
        }
    }
    panic!("there is never room enough");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn an_office_that_found_the_disk_full_begins_as_soon_as_there_is_room() {
    let disk = lakon_office_tests::SmallDisk::mount();
    let desk = Desk::at(&disk.path().join("data"));
    assert_eq!(phase(&desk).await, "first_run");
    with_ever_more_room(&disk, &desk, async || desk.call("office.begin", begin()).await).await;
    works(desk).await;
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_join_that_found_the_disk_full_succeeds_with_the_same_code_as_soon_as_there_is_room() {
    let disk = lakon_office_tests::SmallDisk::mount();
    let office = Office::begin().await;
    let desk = Desk::at(&disk.path().join("data"));
    let code = office.code("Petugas");
    look(&desk, &office.address(), &code).await.unwrap();
    with_ever_more_room(&disk, &desk, async || finish(&desk).await).await;
    // There may have been room to join and none for what the office says; that comes now.
    desk.ok("sync.now", json!({})).await;
    works(desk).await;
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_person_stays_where_there_is_no_room_to_encrypt_everything_anew() {
    let disk = lakon_office_tests::SmallDisk::mount();
    let desk = Desk::alone(&disk.path().join("data")).await;
    let users = desk.ok("users.add", json!({ "name": "Agus Contoh", "roles": ["officer"] })).await;
    let rows = users["rows"].as_array().unwrap();
    let agus = rows.iter().find(|row| row["name"] == "Agus Contoh").unwrap()["user"].clone();
    desk.ok("users.slot", json!({ "user": agus, "password": "sandi agus" })).await;
    let filler = disk.fill_but(32 * 1024);
    let full = desk.refused("users.remove_slot", json!({ "user": agus })).await;
    assert!(full.message.contains("Kosongkan ruang"), "{full:?}");
    std::fs::remove_file(filler).unwrap();
    let case = desk.case(json!({ "question": "Sesudah disk penuh" })).await;
    desk.ok("session.sign_out", json!({})).await;
    let sign_in = |password: &str| json!({ "user": agus, "password": password });
    desk.ok("session.sign_in", sign_in("sandi agus")).await;
    assert_eq!(desk.view(&case).await["fields"]["question"], "Sesudah disk penuh");
    desk.ok("session.sign_out", json!({})).await;
    desk.sign_in().await.unwrap();
    desk.ok("users.remove_slot", json!({ "user": agus })).await;
    desk.ok("session.sign_out", json!({})).await;
    assert_eq!(desk.refused("session.sign_in", sign_in("sandi agus")).await.code, "gone");
    desk.sign_in().await.unwrap();
}

/// A desk in a process whose rights bind, on a folder whose rights are changed under it. Not on Windows: a folder's rights are lists there,
/// which the standard library cannot set and wine does not hold anybody to.
#[cfg(unix)]
async fn on_a_folder_that_turns_read_only(temp: &Path, prepare: impl AsyncFn(&mut Child), name: &str, input: Value) {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::{PermissionsExt, chown};

    set_permissions(temp, Permissions::from_mode(0o755)).unwrap();
    let (folder, log) = (temp.join("data"), temp.join("log"));
    for path in [&folder, &log] {
        std::fs::create_dir(path).unwrap();
    }
    let own = chown(&folder, Some(NOBODY), Some(NOBODY)).is_ok();
    let mut desk = Child::bound_desk(PROGRAM, &folder, &log, own);
    assert_eq!(desk.ok("session.state", json!({})).await["phase"], "first_run");
    prepare(&mut desk).await;
    set_permissions(&folder, Permissions::from_mode(0o555)).unwrap();
    let refused = desk.call(name, input.clone()).await.unwrap_err();
    assert!(refused["message"].as_str().unwrap().contains("Periksa izin folder data"), "{refused}");
    assert_eq!(desk.ok("session.state", json!({})).await["phase"], "first_run");
    set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
    assert_eq!(desk.ok(name, input).await["phase"], "open");
    desk.kill().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_office_begins_on_a_folder_that_could_not_be_written_for_a_while() {
    let temp = tempfile::tempdir().unwrap();
    on_a_folder_that_turns_read_only(temp.path(), async |_| (), "office.begin", begin()).await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_pc_joins_with_the_same_code_on_a_folder_that_could_not_be_written_for_a_while() {
    let temp = tempfile::tempdir().unwrap();
    let office = Office::begin().await;
    let join = json!({ "address": office.address(), "code": office.code("Petugas") });
    let looks = async |desk: &mut Child| {
        desk.ok("office.join", join.clone()).await;
    };
    on_a_folder_that_turns_read_only(temp.path(), looks, "office.join_finish", json!({ "password": PASSWORD })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_does_not_lose_the_invitation_whether_one_presses_again_or_goes_back() {
    let office = Office::begin().await;
    for (name, goes_back) in [("lagi", false), ("kembali", true)] {
        let spoiler = Middle::witness(office.addr(), &office.folder()).await;
        let desk = Desk::at(&office.path(name));
        let code = office.code(name);
        look(&desk, &spoiler.address(), &code).await.unwrap();
        spoiler.treats(|path| if path == "/enrol/finish" { Treat::Answer(Part::Half) } else { Treat::Pass });
        assert_eq!(finish(&desk).await.unwrap_err().code, "unreachable");
        assert_eq!(phase(&desk).await, "first_run");
        spoiler.treats(|_| Treat::Pass);
        if goes_back {
            assert_eq!(look(&desk, &office.address(), &code).await.unwrap()["name"], name);
        }
        assert_eq!(finish(&desk).await.unwrap()["phase"], "open");
        works(desk).await;
        // It served this PC alone.
        let other = Desk::at(&office.path("lain"));
        assert!(look(&other, &office.address(), &code).await.unwrap_err().message.contains("sudah dipakai"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_cut_off_right_after_it_joined_takes_down_what_is_typed_and_records_it_later() {
    let office = Office::begin().await;
    let spoiler = Middle::witness(office.addr(), &office.folder()).await;
    spoiler.treats(|path| if path.starts_with("/enrol/") { Treat::Pass } else { Treat::Refuse });
    let desk = Desk::at(&office.path("pc"));
    look(&desk, &spoiler.address(), &office.code("Petugas Baru")).await.unwrap();
    let state = finish(&desk).await.unwrap();
    assert_eq!((&state["phase"], &state["office"]["code"]), (&json!("open"), &json!("046")));
    assert_eq!((&state["me"]["name"], &state["me"]["roles"]), (&json!("Petugas Baru"), &json!(["officer"])));
    desk.ok("home.view", json!({})).await;
    let case = desk.ok("draft.new", json!({})).await["case"].as_str().unwrap().to_owned();
    let mut fields = desk.view(&case).await["fields"].clone();
    fields["question"] = json!("Ditanyakan sebelum ada jaringan");
    desk.ok("draft.save", json!({ "case": case, "fields": fields, "first_key_at": null })).await;
    // A number needs the office log.
    let waits = desk.refused("case.record", json!({ "case": case })).await;
    assert!(waits.message.contains("tetap tersimpan"), "{waits:?}");
    let folder = desk.leave().await;

    let desk = Desk::again(&folder).await;
    assert_eq!(desk.view(&case).await["fields"]["question"], "Ditanyakan sebelum ada jaringan");
    spoiler.treats(|_| Treat::Pass);
    desk.sync().await;
    let view = desk.ok("case.record", json!({ "case": case })).await;
    assert!(view["number"].as_str().unwrap().starts_with("046-"), "{view}");
    desk.sync().await;
    assert_eq!(desk.unsent().await, (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_brings_the_records_and_leaves_the_attachments_for_later() {
    let office = Office::begin().await;
    let admin = office.admin().await;
    let case = admin.case(json!({ "question": "Berkas besar" })).await;
    let file = admin.attach(&case, "pindaian.pdf", &content(3, 3_000_000)).await;
    admin.sync().await;
    let witness = Middle::witness(office.addr(), &office.folder()).await;
    let desk = office.officer_by("baru", &witness.address()).await;
    assert_eq!(desk.view(&case).await["fields"]["question"], "Berkas besar");
    let files = |seen: &[Seen]| {
        seen.iter()
            .any(|one| matches!(one, Seen::Asked(path) if path.starts_with("/blobs") || path.starts_with("/uploads")))
    };
    assert!(!files(&witness.seen()), "{:?}", witness.seen());
    desk.sync().await;
    assert_eq!(desk.content(&file).await.unwrap().len(), 3_000_000);
}

/// A PC whose power went while it was joining: everything is on its disk, and the server was asked or not.
async fn cut_off_while_joining(office: &Office, name: &str, lasts_ms: i64, asked: bool) -> PathBuf {
    let path = office.path(name);
    let folder = Folder::open(&path).unwrap();
    let mut random = Randomness::new(SystemRandom);
    let invitation: Invitation = office.invite(name, lasts_ms);
    let device = NewDevice::random(SystemClock.now(), &mut random).unwrap();
    let keys = keys_of(&device);
    let http = Http::new(&office.address(), Pin::First).unwrap();
    // Nobody is shown an expired one; what it offered is then of no account.
    let shown = if lasts_ms > 0 { invitation.clone() } else { office.invite(name, 3_600_000) };
    let (statement, offer) = enrol::look(&http, &shown, &keys, &mut random).await.unwrap();
    if asked {
        enrol::join(&http, &invitation, &keys, &mut random).await.unwrap();
    }
    let key = DbKey::random(&mut random);
    let store = Store::create(&folder, &key, device, Arc::new(SystemClock), random.clone()).unwrap();
    let (user, recovery) = (offer.user, statement.recovery.clone());
    store.enrol(Enrolled { statement, address: office.address(), user, label: None }).unwrap();
    store.set_setting("offer", Some(&serde_json::to_string(&offer).unwrap())).unwrap();
    store.set_setting("invitation", Some(&invitation.text())).unwrap();
    store.close();
    KeyFile::create(&folder, &key, &recovery).unwrap().add_slot(user, name, PASSWORD, &key, &mut random).unwrap();
    std::fs::write(path.join("beginning"), b"").unwrap();
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn a_join_cut_off_by_a_power_cut_is_finished_at_the_next_sign_in() {
    let mut office = Office::begin().await;
    for (name, asked) in [("sudah ditanya", true), ("belum ditanya", false)] {
        let folder = cut_off_while_joining(&office, name, 3_600_000, asked).await;
        let desk = Desk::at(&folder);
        assert_eq!(phase(&desk).await, "signed_out");
        office.stop().await;
        assert_eq!(desk.sign_in().await.unwrap_err().code, "unreachable");
        office.start().await;
        assert_eq!(desk.sign_in().await.unwrap()["phase"], "open");
        desk.sync().await;
        works(desk).await;
        assert!(!folder.join("beginning").exists());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_join_cut_off_by_a_power_cut_begins_anew_where_the_code_has_expired() {
    let office = Office::begin().await;
    let folder = cut_off_while_joining(&office, "terlambat", -1_000, false).await;
    let desk = Desk::at(&folder);
    assert!(desk.sign_in().await.unwrap_err().message.contains("kedaluwarsa"));
    assert_eq!(phase(&desk).await, "first_run");
    look(&desk, &office.address(), &office.code("Petugas")).await.unwrap();
    finish(&desk).await.unwrap();
    works(desk).await;
}
