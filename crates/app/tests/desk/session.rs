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
    assert!(desk.state()["wait_ms"].as_f64().unwrap() > 0.0);
    desk.pass(waits[2]);
    assert_eq!(desk.sign_in(PASSWORD).unwrap()["phase"], "open");
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
