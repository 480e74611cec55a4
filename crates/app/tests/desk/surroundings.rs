//! The PC around the program: locks and sleep of Windows, idle hands, folders that are not taken, notices that are clicked.

use std::path::Path;
use std::sync::atomic::Ordering;

use lakon_app::{BadFolder, Push, SystemEvent};
use serde_json::{Value, json};

use crate::harness::{Around, DAY, MINUTE, MORNING, PASSWORD, TestDesk, begin};

#[test]
fn a_lock_of_windows_locks_the_session_and_what_was_typed_is_a_record() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "Bagaimana mengisi SPM?" }));
    let mut pushes = desk.app.subscribe();
    desk.app.system(SystemEvent::Locked);
    assert!(matches!(desk.hears(&mut pushes), Push::Changed(_)), "the page hears of it");
    assert_eq!(desk.state()["phase"], "locked");
    assert_eq!(desk.refused("case.view", json!({ "case": case })).code, "locked");
    // Again, as fast user switching does after a lock.
    desk.app.system(SystemEvent::Locked);
    assert_eq!(desk.sign_in(PASSWORD).unwrap()["phase"], "open");
    let view = desk.view(&case);
    assert_eq!(view["unrecorded"], false);
    assert!(view["number"].as_str().unwrap().starts_with("046-"));
}

#[test]
fn sleep_drops_the_key_and_other_screens_change_nothing() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "Bagaimana mengisi SPM?" }));
    desk.app.system(SystemEvent::ScreensChanged);
    assert_eq!(desk.state()["phase"], "open");
    desk.app.system(SystemEvent::Suspending);
    assert_eq!(desk.state()["phase"], "signed_out");
    assert_eq!(desk.refused("home.view", json!({})).code, "signed_out");
    desk.app.system(SystemEvent::Locked);
    assert_eq!(desk.state()["phase"], "signed_out");
    desk.sign_in(PASSWORD).unwrap();
    assert_eq!(desk.view(&case)["unrecorded"], false);
}

#[test]
fn a_locked_session_loses_its_key_too_when_the_pc_goes_to_sleep() {
    let desk = TestDesk::begun();
    desk.app.system(SystemEvent::Locked);
    desk.app.system(SystemEvent::Suspending);
    assert_eq!(desk.state()["phase"], "signed_out");
}

#[test]
fn typing_in_another_program_keeps_the_screen_open_and_idle_hands_lock_it() {
    let desk = TestDesk::begun();
    desk.around.idle.store(MINUTE, Ordering::SeqCst);
    desk.pass(40 * MINUTE);
    assert_eq!(desk.state()["phase"], "open", "the officer writes in another program");
    desk.around.idle.store(11 * MINUTE, Ordering::SeqCst);
    assert_eq!(desk.state()["phase"], "locked");
    desk.sign_in(PASSWORD).unwrap();
    // A PC that does not tell is taken at the page's word.
    desk.around.idle.store(-1, Ordering::SeqCst);
    desk.pass(9 * MINUTE);
    assert_eq!(desk.state()["phase"], "open");
    desk.pass(2 * MINUTE);
    assert_eq!(desk.state()["phase"], "locked");
}

#[test]
fn busy_hands_do_not_keep_a_session_beyond_ten_hours() {
    let desk = TestDesk::begun();
    desk.around.idle.store(0, Ordering::SeqCst);
    desk.pass(10 * 60 * MINUTE);
    assert_eq!(desk.state()["phase"], "signed_out");
}

#[test]
fn a_folder_on_a_share_or_in_onedrive_is_refused_with_what_to_do_and_untouched() {
    let temp = tempfile::tempdir().unwrap();
    let desk = TestDesk::at(temp.path(), MORNING);
    let folder = temp.path().display().to_string();
    for (why, part) in [
        (BadFolder::Network, "folder jaringan"),
        (BadFolder::Copied, "OneDrive"),
        (BadFolder::Roaming, "berpindah komputer"),
        (BadFolder::Name, "NUL"),
        (BadFolder::TooLong, "150 karakter"),
    ] {
        *desk.around.bad_folder.lock().unwrap() = Some(why);
        for (name, input) in [("session.state", json!({})), ("office.begin", begin())] {
            let error = desk.refused(name, input);
            assert_eq!(error.code, "failed");
            let said = &error.message;
            assert!(said.contains(part) && said.contains(&folder) && said.contains("buka Lakon kembali"), "{said}");
            assert!(!said.contains('{'), "{said}");
        }
    }
    assert_eq!(std::fs::read_dir(temp.path()).unwrap().count(), 0, "something was written");
    *desk.around.bad_folder.lock().unwrap() = None;
    assert_eq!(desk.state()["phase"], "first_run");
}

#[test]
fn who_starts_the_program_as_administrator_is_told_why_no_drop_comes() {
    let temp = tempfile::tempdir().unwrap();
    let around = Around { elevated: true, ..Around::plain() };
    let desk = TestDesk::amid(around, temp.path(), MORNING, false);
    let said = |state: &Value| state["notices"].as_array().unwrap().len();
    let state = desk.state();
    let notice = state["notices"][0]["message"].as_str().unwrap();
    assert!(notice.contains("administrator") && notice.contains("diseret"), "{notice}");
    assert_eq!((said(&state), said(&desk.state())), (1, 0));
    assert_eq!(said(&TestDesk::new().state()), 0);
}

#[test]
fn a_profile_that_was_set_aside_is_said_once_and_calms() {
    let desk = TestDesk::new();
    desk.app.profile_was_set_aside();
    let state = desk.state();
    let notice = state["notices"][0]["message"].as_str().unwrap();
    assert!(notice.contains("tidak terpengaruh"), "{notice}");
    assert_eq!(desk.state()["notices"], json!([]));
}

#[test]
fn a_click_on_a_notice_leads_the_page_to_its_case() {
    let desk = TestDesk::begun();
    let case = desk.promised();
    desk.return_after(DAY);
    desk.app.tell_news();
    assert_eq!(desk.desktop.notified_of.lock().unwrap().as_deref(), Some(case.as_str()));
    let mut pushes = desk.app.subscribe();
    desk.app.notice_clicked("no case");
    desk.app.notice_clicked(&case);
    let Push::Go(to) = desk.hears(&mut pushes) else { panic!("the page is led nowhere") };
    assert_eq!(to.case, case);
    assert_eq!(Push::Go(to).event(), ("go", json!({ "case": case })));
}

#[test]
fn the_folder_of_this_pc_for_temporary_files_is_one_that_is_taken() {
    assert_eq!(lakon_app::judge_folder(&std::env::temp_dir().join("lakon")), Ok(()));
    if cfg!(windows) {
        let said = lakon_app::judge_folder(Path::new(r"\\server\share\Lakon")).unwrap_err();
        assert!(said.contains(r"\\server\share\Lakon") && said.contains("LAKON_DATA"), "{said}");
    }
}
