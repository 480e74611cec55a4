//! Data folders that cannot be used: newer, read-only, full, without keys. One clear sentence each, and nothing in them is touched.

use std::path::Path;

use lakon_app::api::UiError;
#[cfg(unix)]
use lakon_office_tests::{Child, content};
use lakon_office_tests::{Desk, Line, Office, is_alike, tree};
use serde_json::json;
use tempfile::TempDir;

#[cfg(unix)]
const PROGRAM: &str = env!("CARGO_BIN_EXE_lakon-office-child");

fn says(error: &UiError, part: &str) {
    assert_eq!(error.code, "failed", "{error:?}");
    assert!(error.message.len() > 30 && error.message.ends_with('.') && error.message.contains(part), "{error:?}");
}

/// An office on one PC with one case, closed again.
async fn closed(temp: &TempDir) -> (std::path::PathBuf, String) {
    let desk = Desk::alone(&temp.path().join("data")).await;
    let case = desk.case(json!({ "question": "Sudah tersimpan" })).await;
    desk.attach(&case, "surat.txt", b"isi surat").await;
    (desk.leave().await, case)
}

async fn shows_its_case(folder: &Path, case: &str) -> Desk {
    let desk = Desk::again(folder).await;
    let view = desk.view(case).await;
    assert_eq!(view["fields"]["question"], "Sudah tersimpan");
    assert_eq!(desk.content(view["files"][0]["file"].as_str().unwrap()).await.unwrap(), b"isi surat");
    desk
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_a_newer_program_is_refused_untouched() {
    let temp = tempfile::tempdir().unwrap();
    let (folder, case) = closed(&temp).await;
    let version = std::fs::read(folder.join("version")).unwrap();
    std::fs::write(folder.join("version"), "2").unwrap();
    let before = tree(&folder);
    let desk = Desk::at(&folder);
    says(&desk.refused("session.state", json!({})).await, "Pasang versi terbaru");
    says(&desk.sign_in().await.unwrap_err(), "Pasang versi terbaru");
    assert!(tree(&folder) == before);
    std::fs::write(folder.join("version"), version).unwrap();
    shows_its_case(&folder, &case).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_program_is_refused_untouched() {
    let office = Office::begin().await;
    let line = office.line("pc").await;
    line.sync().await;
    line.let_in();
    let folder = line.leave();
    let version = |set: Option<i64>| {
        let db = lakon_log::open(&folder.join("lakon.db"), &Line::raw_key(&folder)).unwrap();
        let found: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        if let Some(version) = set {
            db.pragma_update(None, "user_version", version).unwrap();
        }
        found
    };
    let known = version(Some(99));
    let before = tree(&folder);
    let desk = Desk::at(&folder);
    says(&desk.sign_in().await.unwrap_err(), "Pasang versi terbaru");
    desk.leave().await;
    assert!(is_alike(&before, &tree(&folder), &["lakon.db-wal", "lakon.db-shm", "lock"]));
    assert_eq!(version(Some(known)), 99);
    let desk = Desk::again(&folder).await;
    desk.sync().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_damaged_copy_of_the_key_file_is_said_once_and_renewed() {
    let temp = tempfile::tempdir().unwrap();
    let (folder, case) = closed(&temp).await;
    for (copy, damaged) in [("keys-a.json", Some("{\"generation\":1")), ("keys-b.json", None)] {
        let path = folder.join(copy);
        match damaged {
            Some(text) => std::fs::write(&path, text).unwrap(),
            None => std::fs::remove_file(&path).unwrap(),
        }
        let desk = Desk::at(&folder);
        let state = desk.ok("session.state", json!({})).await;
        // Who runs the tests as an administrator of Windows is told that beside it.
        let said = |notice: &&serde_json::Value| notice["message"].as_str().unwrap().contains("berkas kunci");
        assert_eq!(state["notices"].as_array().unwrap().iter().filter(said).count(), 1, "{state}");
        assert_eq!(desk.ok("session.state", json!({})).await["notices"], json!([]));
        assert_eq!(state["tiles"].as_array().unwrap().len(), 1);
        desk.leave().await;
        assert_eq!(
            std::fs::read(folder.join("keys-a.json")).unwrap(),
            std::fs::read(folder.join("keys-b.json")).unwrap()
        );
        shows_its_case(&folder, &case).await.leave().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_key_file_the_database_is_left_untouched_and_its_return_opens_it() {
    let temp = tempfile::tempdir().unwrap();
    let (folder, case) = closed(&temp).await;
    let keys = std::fs::read(folder.join("keys-a.json")).unwrap();
    std::fs::write(folder.join("keys-a.json"), &keys[..keys.len() / 2]).unwrap();
    std::fs::remove_file(folder.join("keys-b.json")).unwrap();
    let before = tree(&folder);
    let desk = Desk::at(&folder);
    let lost = desk.refused("session.state", json!({})).await;
    assert_eq!(lost.code, "keys_lost");
    assert!(lost.message.contains("kode pemulihan") && lost.message.ends_with('.'), "{lost:?}");
    // Nor does a first run begin over it.
    let begin = json!({
        "language": "id", "code": "046", "office_name": "Baru", "zone": "Asia/Makassar", "name": "Baru", "password": "kata sandi baru",
    });
    says(&desk.refused("office.begin", begin).await, "Masuklah");
    desk.leave().await;
    assert!(is_alike(&before, &tree(&folder), &["lock"]));
    std::fs::write(folder.join("keys-b.json"), keys).unwrap();
    shows_its_case(&folder, &case).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_where_the_data_folder_should_be_is_said_and_kept() {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("data");
    std::fs::write(&path, "bukan folder").unwrap();
    let desk = Desk::at(&path);
    says(&desk.refused("session.state", json!({})).await, "Periksa izin folder data");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "bukan folder");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(desk.ok("session.state", json!({})).await["phase"], "first_run");
}

#[cfg(unix)]
fn says_json(error: &serde_json::Value, part: &str) {
    says(&serde_json::from_value(error.clone()).unwrap(), part);
}

// Windows keeps a folder's rights in lists, which the standard library cannot set and wine does not hold anybody to.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_may_only_be_read_is_said_and_left_untouched() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let temp = tempfile::tempdir().unwrap();
    let (folder, case) = closed(&temp).await;
    let log = tempfile::tempdir().unwrap();
    set_permissions(temp.path(), Permissions::from_mode(0o755)).unwrap();
    let rights = |mode: u32| set_permissions(&folder, Permissions::from_mode(mode)).unwrap();
    rights(0o555);
    let before = tree(&folder);
    let binds = std::fs::write(folder.join("probe"), b"").is_err();
    let _ = std::fs::remove_file(folder.join("probe"));
    let mut desk = Child::bound_desk(PROGRAM, &folder, log.path(), !binds);
    says_json(&desk.call("session.state", json!({})).await.unwrap_err(), "Periksa izin folder data");
    desk.kill().await;
    assert!(tree(&folder) == before);
    rights(0o755);
    shows_its_case(&folder, &case).await;
}

/// Works at a desk whose disk takes no file above 2 MiB: the words of a case stay, a large file is refused, a small one goes in.
/// Windows has no such limit on a file.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_file_for_which_there_is_no_room_is_refused_and_nothing_else_is_lost() {
    let temp = tempfile::tempdir().unwrap();
    let (folder, case) = closed(&temp).await;
    let large = temp.path().join("besar.bin");
    std::fs::write(&large, content(8, 4_000_000)).unwrap();
    let log = temp.path().join("log");
    std::fs::create_dir(&log).unwrap();
    let files = tree(&folder.join("files"));
    // The shell's limit on the size of a file, in units of 512 or 1024 bytes; the signal would end the process.
    let script = "trap '' XFSZ; ulimit -f 2048; exec \"$0\" \"$@\"";
    let mut desk = Child::desk(PROGRAM, &folder, &log, &|command| {
        let mut limited = tokio::process::Command::new("/bin/sh");
        limited.arg("-c").arg(script).arg(PROGRAM).arg("desk").arg(&folder);
        *command = limited;
    });
    desk.sign_in().await;
    says_json(&desk.attach(&case, "besar.bin", &large).await.unwrap_err(), "Kosongkan ruang");
    assert!(tree(&folder.join("files")) == files && tree(&folder.join("staging")).is_empty());
    let small = temp.path().join("kecil.txt");
    std::fs::write(&small, "isi kecil").unwrap();
    desk.attach(&case, "kecil.txt", &small).await.unwrap();
    let view = desk.ok("case.view", json!({ "case": case })).await;
    assert_eq!((&view["fields"]["question"], view["files"].as_array().unwrap().len()), (&json!("Sudah tersimpan"), 2));
    desk.kill().await;
    shows_its_case(&folder, &case).await;
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_typing_and_saving_say_so_and_go_on_when_there_is_room() {
    let disk = lakon_office_tests::SmallDisk::mount();
    let folder = disk.path().join("data");
    let desk = Desk::alone(&folder).await;
    let case = desk.case(json!({ "question": "Sudah tersimpan" })).await;
    desk.attach(&case, "surat.txt", b"isi surat").await;
    let filler = disk.fill();
    let refused = desk.try_attach(&case, "besar.bin", &content(9, 900_000)).await.unwrap_err();
    says(&refused, "Kosongkan ruang");
    let mut fields = desk.view(&case).await["fields"].clone();
    fields["answer"] = json!("Jawaban di disk penuh.\n".repeat(4_000).trim_end());
    let save = json!({ "case": case, "fields": fields, "first_key_at": null });
    says(&desk.refused("draft.save", save.clone()).await, "Kosongkan ruang");
    assert_eq!(desk.view(&case).await["fields"]["question"], "Sudah tersimpan");
    std::fs::remove_file(&filler).unwrap();
    desk.ok("draft.save", save).await;
    let view = desk.ok("case.record", json!({ "case": case })).await;
    assert_eq!(view["fields"]["answer"].as_str().unwrap().len(), "Jawaban di disk penuh.\n".len() * 4_000 - 1);
    desk.leave().await;
    shows_its_case(&folder, &case).await.leave().await;
}
