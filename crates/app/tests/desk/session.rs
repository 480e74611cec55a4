//! First run, sign-in, lock, the seed, several people on one PC, and folders that cannot be used.

use serde_json::json;

use crate::harness::{MINUTE, PASSWORD, TestDesk, begin, marked};

#[test]
fn a_pc_begins_an_office_alone_and_its_first_person_is_admin_and_officer() {
    let desk = TestDesk::new();
    assert_eq!(desk.state()["phase"], "first_run");
    let state = desk.ok("office.begin", begin());
    assert_eq!(state["phase"], "open");
    assert_eq!(state["office"]["name"], "KPPN Contoh");
    assert_eq!(state["zone"], "Asia/Makassar");
    assert_eq!(state["me"]["roles"], json!(["officer", "admin"]));
    assert!(state["me"]["may"].as_array().unwrap().contains(&json!("case.resolve")));
    assert_eq!(desk.refused("office.begin", begin()).code, "failed");
}

#[test]
fn a_first_run_names_what_is_missing() {
    let desk = TestDesk::new();
    for (field, value) in
        [("code", "46"), ("office_name", " "), ("zone", "Asia/Tokyo"), ("name", ""), ("password", "1234567")]
    {
        let mut input = begin();
        input[field] = json!(value);
        let error = desk.refused("office.begin", input);
        assert_eq!((error.code.as_str(), marked(&error)), ("invalid", vec![field.to_owned()]), "{field}");
    }
    assert_eq!(desk.state()["phase"], "first_run");
}

#[test]
fn nothing_but_the_session_answers_while_the_screen_is_locked() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    assert_eq!(desk.ok("session.lock", json!({}))["phase"], "locked");
    for (name, input) in [
        ("case.view", json!({ "case": case })),
        ("home.view", json!({})),
        ("draft.new", json!({})),
        ("sync.now", json!({})),
    ] {
        assert_eq!(desk.refused(name, input).code, "locked", "{name}");
    }
    let state = desk.state();
    assert_eq!((state["me"].is_null(), state["phase"].as_str()), (true, Some("locked")));
    assert_eq!(desk.sign_in(PASSWORD).unwrap()["phase"], "open");
    assert_eq!(desk.view(&case)["fields"]["question"], "x");
}

#[test]
fn typed_words_become_records_at_lock() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "Bagaimana mengisi SPM?" }));
    assert!(desk.view(&case)["number"].is_null());
    desk.ok("session.lock", json!({}));
    desk.sign_in(PASSWORD).unwrap();
    let view = desk.view(&case);
    assert!(view["number"].as_str().unwrap().starts_with("046-"));
    assert_eq!(view["unrecorded"], false);
}

#[test]
fn wrong_passwords_slow_down_and_the_right_one_is_not_looked_at_too_early() {
    let desk = TestDesk::begun();
    desk.ok("session.sign_out", json!({}));
    let waits: Vec<i64> = (0..3)
        .map(|_| {
            let error = desk.sign_in("salah-salah").unwrap_err();
            assert_eq!(error.code, "wrong_password");
            error.details.unwrap()["wait_ms"].as_i64().unwrap()
        })
        .collect();
    assert_eq!((waits[0], waits[1]), (0, 0));
    assert!(waits[2] > 0);
    assert_eq!(desk.sign_in(PASSWORD).unwrap_err().code, "wrong_password");
    assert!(desk.state()["tiles"][0]["wait_ms"].as_f64().unwrap() > 0.0);
    desk.pass(waits[2]);
    assert_eq!(desk.sign_in(PASSWORD).unwrap()["phase"], "open");
}

#[test]
fn wrong_passwords_slow_down_their_own_user_alone_also_after_a_restart() {
    let desk = TestDesk::begun();
    let users = desk.ok("users.add", json!({ "name": "Agus Contoh", "roles": ["officer"] }));
    let rows = users["rows"].as_array().unwrap();
    let user_of = |name: &str| rows.iter().find(|row| row["name"] == name).unwrap()["user"].clone();
    let (dewi, agus) = (user_of("Dewi Contoh"), user_of("Agus Contoh"));
    desk.ok("users.slot", json!({ "user": agus, "password": "sandi-agus" }));
    desk.ok("session.sign_out", json!({}));
    let sign_in = |desk: &TestDesk, user: &serde_json::Value, password: &str| {
        desk.call("session.sign_in", json!({ "user": user, "password": password }))
    };
    let waits = |desk: &TestDesk| -> Vec<bool> {
        let tiles = desk.state()["tiles"].clone();
        tiles.as_array().unwrap().iter().map(|tile| tile["wait_ms"].as_f64().unwrap() > 0.0).collect()
    };
    for _ in 0..3 {
        sign_in(&desk, &dewi, "salah-salah").unwrap_err();
    }
    // Neither somebody else's right password nor a restart shortens the wait.
    sign_in(&desk, &agus, "sandi-agus").unwrap();
    desk.ok("session.sign_out", json!({}));
    assert_eq!(waits(&desk), [true, false]);
    assert_eq!(sign_in(&desk, &dewi, PASSWORD).unwrap_err().code, "wrong_password");
    let (_temp, folder, now) = desk.drop_abruptly();
    let desk = TestDesk::at(&folder, now);
    assert_eq!(waits(&desk), [true, false]);
    let error = sign_in(&desk, &dewi, PASSWORD).unwrap_err();
    assert!(error.message.contains("Tunggu"), "{error:?}");
    // One more wrong one after the wait costs more than the first: the count went on.
    desk.pass(error.details.unwrap()["wait_ms"].as_i64().unwrap());
    let error = sign_in(&desk, &dewi, "salah-salah").unwrap_err();
    assert_eq!(error.details.unwrap()["wait_ms"], 10_000);
    desk.pass(10_000);
    sign_in(&desk, &dewi, PASSWORD).unwrap();
    desk.ok("session.sign_out", json!({}));
    assert_eq!(waits(&desk), [false, false]);
    let kept = std::fs::read_to_string(folder.join("attempts.json")).unwrap();
    assert!(!kept.contains("Dewi") && !kept.contains("Agus"), "{kept}");
}

#[test]
fn a_marker_that_stayed_behind_never_clears_away_an_office_somebody_can_sign_in_to() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "Pekerjaan sehari" }));
    desk.ok("case.record", json!({ "case": case }));
    let (_temp, folder, now) = desk.drop_abruptly();
    // An antivirus program held it when the office was begun, or the PC was cut off right after the slot was written.
    std::fs::write(folder.join("beginning"), b"").unwrap();
    let desk = TestDesk::at(&folder, now);
    assert_eq!(desk.sign_in(PASSWORD).unwrap()["phase"], "open");
    assert_eq!(desk.view(&case)["fields"]["question"], "Pekerjaan sehari");
    assert!(!folder.join("beginning").exists());
    // Nor one whose key file cannot be read: it may be the way into somebody's work.
    let (_temp, folder, now) = desk.drop_abruptly();
    std::fs::write(folder.join("beginning"), b"").unwrap();
    let keys: Vec<Vec<u8>> = ["a", "b"]
        .iter()
        .map(|copy| {
            let path = folder.join(format!("keys-{copy}.json"));
            let whole = std::fs::read(&path).unwrap();
            std::fs::write(&path, b"{").unwrap();
            whole
        })
        .collect();
    let desk = TestDesk::at(&folder, now);
    assert_eq!(desk.refused("session.state", json!({})).code, "keys_lost");
    assert_eq!(desk.refused("office.begin", begin()).code, "failed");
    std::fs::write(folder.join("keys-a.json"), &keys[0]).unwrap();
    assert_eq!(desk.sign_in(PASSWORD).unwrap()["phase"], "open");
    assert_eq!(desk.view(&case)["fields"]["question"], "Pekerjaan sehari");
}

#[test]
fn a_beginning_that_was_cut_off_before_anybody_could_sign_in_is_cleared_away() {
    let desk = TestDesk::begun();
    let (_temp, folder, now) = desk.drop_abruptly();
    std::fs::write(folder.join("beginning"), b"").unwrap();
    for copy in ["a", "b"] {
        std::fs::remove_file(folder.join(format!("keys-{copy}.json"))).unwrap();
    }
    let desk = TestDesk::at(&folder, now);
    assert_eq!(desk.state()["phase"], "first_run");
    assert!(!folder.join("lakon.db").exists());
    assert_eq!(desk.ok("office.begin", begin())["phase"], "open");
}

#[test]
fn a_first_run_that_fails_anywhere_is_tried_again_without_a_restart() {
    // Something that is no file stands where one has to be written; the last two also keep the half-done from being cleared away.
    for obstacle in ["keys-a.json.new", "keys-b.json.new", "lakon.db-journal", "lakon.db-wal"] {
        let desk = TestDesk::new();
        assert_eq!(desk.state()["phase"], "first_run");
        let path = desk.folder.join(obstacle);
        std::fs::create_dir(&path).unwrap();
        if let Ok(state) = desk.call("office.begin", begin()) {
            panic!("{obstacle}: {state}");
        }
        std::fs::remove_dir(&path).unwrap();
        assert_eq!(desk.state()["phase"], "first_run", "{obstacle}");
        assert_eq!(desk.ok("office.begin", begin())["phase"], "open", "{obstacle}");
        desk.ok("session.sign_out", json!({}));
        assert_eq!(desk.sign_in(PASSWORD).unwrap()["phase"], "open", "{obstacle}");
    }
}

#[test]
fn an_idle_screen_locks_after_ten_minutes_and_with_a_running_clock_after_twenty_five() {
    let desk = TestDesk::begun();
    desk.pass(9 * MINUTE);
    desk.ok("session.active", json!({}));
    desk.pass(9 * MINUTE);
    assert_eq!(desk.state()["phase"], "open");
    desk.pass(MINUTE);
    assert_eq!(desk.refused("home.view", json!({})).code, "locked");

    desk.sign_in(PASSWORD).unwrap();
    let case = desk.typed(json!({ "question": "x" }));
    desk.ok("case.record", json!({ "case": case }));
    desk.pass(24 * MINUTE);
    assert_eq!(desk.state()["phase"], "open");
    desk.pass(MINUTE);
    assert_eq!(desk.state()["phase"], "locked");
}

#[test]
fn a_session_ends_after_ten_hours() {
    let desk = TestDesk::begun();
    for _ in 0..67 {
        desk.pass(9 * MINUTE);
        if desk.state()["phase"] != "open" {
            break;
        }
        let _ = desk.call("session.active", json!({}));
    }
    assert_eq!(desk.state()["phase"], "signed_out");
    assert_eq!(desk.refused("home.view", json!({})).code, "signed_out");
}

#[test]
fn the_seed_waits_until_two_groups_are_typed_back() {
    let desk = TestDesk::begun();
    assert_eq!(desk.ok("home.view", json!({}))["seed_pending"], true);
    let seed = desk.ok("office.seed", json!({}));
    let groups = seed["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 7);
    let asked: Vec<usize> =
        seed["ask"].as_array().unwrap().iter().map(|i| usize::try_from(i.as_u64().unwrap()).unwrap()).collect();
    let error = desk.refused("office.confirm_seed", json!({ "groups": [groups[asked[0]], "0000"] }));
    assert_eq!(
        (error.code.as_str(), error.details.unwrap()["group"].as_u64()),
        ("wrong_group", u64::try_from(asked[1]).ok())
    );
    let typed = groups[asked[0]].as_str().unwrap().to_lowercase().replace('0', "o");
    desk.ok("office.confirm_seed", json!({ "groups": [typed, groups[asked[1]]] }));
    assert_eq!(desk.ok("home.view", json!({}))["seed_pending"], false);
    assert_eq!(desk.refused("office.seed", json!({})).code, "failed");
}

#[test]
fn the_seed_is_saved_where_the_person_wants_it_but_not_beside_the_data() {
    let desk = TestDesk::begun();
    let groups = desk.ok("office.seed", json!({}))["groups"].clone();
    let groups: Vec<&str> = groups.as_array().unwrap().iter().map(|group| group.as_str().unwrap()).collect();
    // The dialog was closed without an answer.
    assert_eq!(desk.ok("office.save_seed", json!({}))["path"], json!(null));
    let stick = tempfile::tempdir().unwrap();
    *desk.desktop.save_as.lock().unwrap() = Some(stick.path().to_owned());
    let saved = desk.ok("office.save_seed", json!({}));
    let text = std::fs::read_to_string(saved["path"].as_str().unwrap()).unwrap();
    assert!(text.contains(&groups.join(" ")) && text.contains("tidak terenkripsi"), "{text}");
    // Saving it is not having it in the safe: the two groups are still asked for.
    assert_eq!(desk.ok("home.view", json!({}))["seed_pending"], true);

    let before = std::fs::read_dir(&desk.folder).unwrap().count();
    *desk.desktop.save_as.lock().unwrap() = Some(desk.folder.join("files"));
    assert!(desk.refused("office.save_seed", json!({})).message.contains("folder data"));
    *desk.desktop.save_as.lock().unwrap() = Some(stick.path().join("dicabut"));
    assert!(desk.refused("office.save_seed", json!({})).message.contains("USB"));
    assert_eq!(std::fs::read_dir(&desk.folder).unwrap().count(), before);
}

#[test]
fn the_seed_gives_a_new_password_and_another_offices_seed_does_not() {
    let (desk, other) = (TestDesk::begun(), TestDesk::new());
    other.pass(1);
    let other = {
        let other = TestDesk::at(&other.folder, 77);
        other.ok("office.begin", begin());
        other.ok("office.seed", json!({}))
    };
    let own = desk.ok("office.seed", json!({}));
    desk.ok("session.sign_out", json!({}));
    let user = desk.state()["tiles"][0]["user"].clone();
    let mut wrong = own["groups"].clone();
    wrong[2] = json!("0000");
    let with =
        |groups: &serde_json::Value, password: &str| json!({ "groups": groups, "user": user, "password": password });
    let error = desk.refused("session.recover", with(&wrong, "baru-sekali"));
    assert!(["wrong_group", "failed"].contains(&error.code.as_str()));
    assert_eq!(desk.refused("session.recover", with(&other["groups"], "baru-sekali")).code, "failed");
    assert_eq!(desk.ok("session.recover", with(&own["groups"], "baru-sekali"))["phase"], "open");
    desk.ok("session.sign_out", json!({}));
    assert_eq!(desk.sign_in("baru-sekali").unwrap()["phase"], "open");
}

#[test]
fn a_damaged_copy_of_the_key_file_is_said_once_and_both_gone_leave_the_database_alone() {
    let desk = TestDesk::begun();
    desk.ok("session.sign_out", json!({}));
    std::fs::write(desk.folder.join("keys-a.json"), b"{").unwrap();
    let said = |state: &serde_json::Value| state["notices"].as_array().unwrap().len();
    assert_eq!(said(&desk.state()), 1);
    assert_eq!(said(&desk.state()), 0);
    desk.sign_in(PASSWORD).unwrap();
    desk.ok("session.sign_out", json!({}));

    let before = std::fs::metadata(desk.folder.join("lakon.db")).unwrap().len();
    for copy in ["a", "b"] {
        std::fs::write(desk.folder.join(format!("keys-{copy}.json")), b"").unwrap();
    }
    let error = desk.refused("session.state", json!({}));
    assert!(error.message.contains("kode pemulihan"), "{}", error.message);
    assert_eq!(std::fs::metadata(desk.folder.join("lakon.db")).unwrap().len(), before);
}

#[test]
fn a_folder_in_use_or_of_a_newer_program_is_said_in_one_sentence() {
    let desk = TestDesk::begun();
    let second = TestDesk::at(&desk.folder, desk.now());
    assert!(second.refused("session.state", json!({})).message.contains("Lakon lain"));
    let newer = TestDesk::new();
    std::fs::write(newer.folder.join("version"), "99").unwrap();
    assert!(newer.refused("session.state", json!({})).message.contains("lebih baru"));
}

#[test]
fn a_folder_that_cannot_be_written_is_said_in_one_sentence() {
    let desk = TestDesk::new();
    let inner = desk.folder.join("data");
    std::fs::write(&inner, b"a file where the folder should be").unwrap();
    let error = TestDesk::at(&inner, desk.now()).refused("session.state", json!({}));
    assert!(error.message.contains("Folder data tidak dapat ditulisi"), "{}", error.message);
}

#[test]
fn language_theme_and_density_stay_and_failures_speak_that_language() {
    let desk = TestDesk::begun();
    desk.ok("session.preferences", json!({ "language": "en", "theme": "dark", "density": "compact" }));
    let error = desk.refused("case.view", json!({ "case": "nothing" }));
    assert!(error.message.starts_with("This consultation"), "{}", error.message);
    let (_temp, folder, now) = desk.drop_abruptly();
    assert_eq!(TestDesk::at(&folder, now).state()["preferences"]["theme"], "dark");
}

#[test]
fn an_unknown_command_and_an_unreadable_input_are_failures_and_not_ends() {
    let desk = TestDesk::begun();
    assert_eq!(desk.refused("case.destroy", json!({})).code, "failed");
    assert_eq!(desk.refused("case.view", json!({ "case": 7 })).code, "failed");
    assert_eq!(desk.state()["phase"], "open");
}

#[test]
fn a_clock_behind_the_last_record_is_said_at_sign_in() {
    let desk = TestDesk::begun();
    let (_temp, folder, now) = desk.drop_abruptly();
    let notices = |now: i64| {
        let desk = TestDesk::at(&folder, now);
        desk.sign_in(PASSWORD).unwrap()["notices"].as_array().unwrap().len()
    };
    assert_eq!(notices(now - 4 * MINUTE), 0);
    assert_eq!(notices(now - 6 * MINUTE), 1);
}

#[test]
fn two_first_runs_at_once_begin_one_office() {
    let desk = TestDesk::new();
    let begun = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..2).map(|_| scope.spawn(|| desk.call("office.begin", begin()).is_ok())).collect();
        tries.into_iter().map(|t| t.join().unwrap()).filter(|ok| *ok).count()
    });
    assert_eq!(begun, 1);
    assert_eq!(desk.state()["tiles"].as_array().unwrap().len(), 1);
}
