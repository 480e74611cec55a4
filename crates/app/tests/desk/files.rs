//! Attachments: in by pieces, out byte for byte, and everything that can be wrong with a file.

use lakon_app::Push;
use serde_json::json;

use crate::harness::{PASSWORD, TestDesk};

const MIB: usize = 1024 * 1024;

fn some_bytes(length: usize) -> Vec<u8> {
    (0..length).map(|i| u8::try_from((i * 31 + i / 251) % 256).unwrap()).collect()
}

#[test]
fn a_file_comes_back_byte_for_byte_also_after_a_restart() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    let bytes = some_bytes(2 * MIB + 17);
    let file = desk.attach(&case, "lampiran.bin", &bytes).unwrap();
    assert_eq!((file["name"].as_str(), file["size"].as_f64()), (Some("lampiran.bin"), Some(bytes.len() as f64)));
    let id = file["file"].as_str().unwrap().to_owned();
    let whole = |desk: &TestDesk| {
        let mut read = Vec::new();
        loop {
            let part = desk.bytes(&id, u64::try_from(read.len()).unwrap(), 700_000).unwrap();
            if part.is_empty() {
                return read;
            }
            read.extend(part);
        }
    };
    assert!(whole(&desk) == bytes);
    assert_eq!(desk.bytes(&id, 5, 3).unwrap(), bytes[5..8]);
    assert!(desk.view(&case)["number"].is_string(), "a file makes a record");
    let (_temp, folder, now) = desk.drop_abruptly();
    let desk = TestDesk::at(&folder, now);
    desk.sign_in(PASSWORD).unwrap();
    assert!(whole(&desk) == bytes);
    assert_eq!(desk.view(&case)["files"][0]["state"], "only_here");
}

#[test]
fn a_file_dropped_on_an_untouched_new_case_opens_it() {
    let desk = TestDesk::begun();
    let case = desk.ok("draft.new", json!({}))["case"].as_str().unwrap().to_owned();
    desk.attach(&case, "surat.pdf", b"%PDF-1.4 isi").unwrap();
    let view = desk.view(&case);
    assert!(view["number"].is_string());
    assert_eq!((view["files"][0]["media"].as_str(), view["files"][0]["preview"].as_str()), (Some("pdf"), Some("pdf")));
}

#[test]
fn a_file_above_the_limit_is_refused_by_name_before_a_byte_is_taken() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    let limit = 100 * MIB;
    let begin = |size: usize| json!({ "case": case, "name": "besar.zip", "size": size });
    let error = desk.refused("file.stage", begin(limit + 1));
    assert!(error.message.contains("besar.zip") && error.message.contains("100 MB"), "{}", error.message);
    desk.ok("file.stage", begin(limit));
}

#[test]
fn an_empty_file_and_hostile_names_are_taken_and_said() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    let empty = desk.attach(&case, "kosong.txt", b"").unwrap();
    assert!(empty["reason"].as_str().unwrap().contains("0 byte"));
    let long = format!("{}.txt", "n".repeat(251));
    for (name, kept) in [("../../etc/passwd", "passwd"), ("C:\\x\\y.pdf", "y.pdf"), (long.as_str(), long.as_str())] {
        let file = desk.attach(&case, name, b"isi").unwrap();
        assert_eq!(file["name"], kept);
        desk.ok("file.open", json!({ "file": file["file"], "despite_warning": true }));
    }
    let opened = desk.desktop.opened.lock().unwrap().clone();
    assert_eq!(opened.len(), 3);
    let copies = desk.folder.join("open").canonicalize().unwrap();
    assert!(opened.iter().all(|path| path.canonicalize().unwrap().starts_with(&copies)));
}

#[test]
fn a_file_that_can_do_harm_opens_only_after_the_warning() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    let file = desk.attach(&case, "tagihan.pdf.exe", b"MZ").unwrap();
    let first = desk.ok("file.open", json!({ "file": file["file"], "despite_warning": false }));
    assert_eq!(first["opened"], false);
    assert!(first["warning"].as_str().unwrap().contains("exe"));
    assert!(desk.desktop.opened.lock().unwrap().is_empty());
    assert_eq!(desk.ok("file.open", json!({ "file": file["file"], "despite_warning": true }))["opened"], true);
}

#[test]
fn a_program_behind_a_harmless_name_opens_only_after_the_warning() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    let program = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff";
    let file = desk.attach(&case, "catatan.txt", program).unwrap();
    let first = desk.ok("file.open", json!({ "file": file["file"], "despite_warning": false }));
    assert_eq!(first["opened"], false);
    let warning = first["warning"].as_str().unwrap();
    assert!(warning.contains("txt") && warning.contains("exe"), "{warning}");
    let unknown = desk.attach(&case, "setelan.rdp", b"full address:s:contoh").unwrap();
    assert_eq!(desk.ok("file.open", json!({ "file": unknown["file"], "despite_warning": false }))["opened"], false);
    assert!(desk.desktop.opened.lock().unwrap().is_empty());
}

#[test]
fn the_copy_for_another_program_goes_at_lock() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    let file = desk.attach(&case, "catatan.txt", b"isi rahasia").unwrap();
    desk.ok("file.open", json!({ "file": file["file"], "despite_warning": false }));
    let path = desk.desktop.opened.lock().unwrap()[0].clone();
    assert_eq!(std::fs::read(&path).unwrap(), b"isi rahasia");
    assert!(std::fs::metadata(&path).unwrap().permissions().readonly());
    desk.ok("session.lock", json!({}));
    assert!(!path.exists());
}

#[test]
fn a_file_that_ends_early_is_said_and_a_cancelled_one_is_gone() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    let staged = desk.ok("file.stage", json!({ "case": case, "name": "a.bin", "size": 10 }));
    let id = staged["staged"].as_str().unwrap().to_owned();
    desk.piece(&id, 0, b"12345").unwrap();
    assert!(desk.refused("file.finish", json!({ "staged": id })).message.contains("hilang"));
    assert!(desk.piece(&id, 9, b"1").is_err(), "a piece that does not follow");
    desk.ok("file.cancel", json!({ "staged": id }));
    assert!(desk.piece(&id, 5, b"67890").is_err());
    assert_eq!(desk.view(&case)["files"], json!([]));
}

#[test]
fn a_half_dropped_file_is_named_after_the_restart() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    let staged = desk.ok("file.stage", json!({ "case": case, "name": "separuh.pdf", "size": 10 }));
    desk.piece(staged["staged"].as_str().unwrap(), 0, b"12345").unwrap();
    let (_temp, folder, now) = desk.drop_abruptly();
    let desk = TestDesk::at(&folder, now);
    let state = desk.sign_in(PASSWORD).unwrap();
    assert!(state["notices"][0]["message"].as_str().unwrap().contains("separuh.pdf"));
    assert_eq!(desk.view(&case)["files"], json!([]));
}

#[test]
fn chosen_files_fare_each_by_itself() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    let good = desk.folder.join("baik.txt");
    std::fs::write(&good, b"isi").unwrap();
    let picks = vec![good, desk.folder.join("tidak-ada.pdf"), desk.folder.clone()];
    desk.desktop.picks.lock().unwrap().extend(picks);
    let picked = desk.ok("file.pick", json!({ "case": case }));
    let files = picked["files"].as_array().unwrap();
    let file = desk.ok("file.finish", json!({ "staged": files[0]["staged"] }));
    assert_eq!((file["name"].as_str(), files[0]["size"].as_f64()), (Some("baik.txt"), Some(3.0)));
    assert!(files[1]["error"].as_str().unwrap().contains("tidak-ada.pdf"));
    assert!(files[2]["error"].is_string());
    assert!(files[1]["staged"].is_null() && files[2]["staged"].is_null());
    assert_eq!(desk.view(&case)["files"][0]["file"], file["file"]);
}

#[test]
fn a_chosen_file_is_copied_beside_others_with_progress_and_stops_when_it_is_cancelled() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    let (large, small) = (desk.folder.join("besar.bin"), desk.folder.join("kecil.txt"));
    std::fs::File::create(&large).unwrap().set_len(100 * MIB as u64).unwrap();
    std::fs::write(&small, b"isi").unwrap();
    desk.desktop.picks.lock().unwrap().extend([large, small]);
    let mut pushes = desk.app.subscribe();
    let picked = desk.ok("file.pick", json!({ "case": case }));
    let staged = |at: usize| picked["files"][at]["staged"].as_str().unwrap().to_owned();
    let (large, small) = (staged(0), staged(1));
    let ending = desk.begins("file.finish", json!({ "staged": large }));
    let mut done = Vec::new();
    while done.len() < 3 {
        if let Push::Progress(step) = desk.hears(&mut pushes)
            && step.id == large
        {
            done.push(step.done);
        }
    }
    assert!(done.is_sorted() && done[0] > 0.0 && done[2] < 100.0 * MIB as f64, "{done:?}");
    desk.ok("file.cancel", json!({ "staged": large }));
    assert!(desk.ends(ending).is_err());
    assert_eq!(desk.ok("file.finish", json!({ "staged": small }))["name"], "kecil.txt");
    let view = desk.view(&case);
    assert_eq!(view["files"].as_array().unwrap().len(), 1, "{view}");
    assert_eq!(std::fs::read_dir(desk.folder.join("staging")).unwrap().count(), 0);
    assert_eq!(std::fs::read_dir(desk.folder.join("files")).unwrap().count(), 1);
}

#[test]
fn a_chosen_file_that_was_copied_goes_when_it_is_cancelled() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    let path = desk.folder.join("surat.txt");
    std::fs::write(&path, b"isi").unwrap();
    desk.desktop.picks.lock().unwrap().push(path);
    let mut pushes = desk.app.subscribe();
    let picked = desk.ok("file.pick", json!({ "case": case }));
    let topic = format!("case:{case}");
    let mut until_told =
        || while !matches!(desk.hears(&mut pushes), Push::Changed(changed) if changed.topics.contains(&topic)) {};
    until_told();
    assert_eq!(desk.view(&case)["files"][0]["name"], "surat.txt");
    desk.ok("file.cancel", json!({ "staged": picked["files"][0]["staged"] }));
    // The copying may have been a hair before its end.
    until_told();
    assert_eq!(desk.view(&case)["files"], json!([]));
}

#[test]
fn bytes_and_pieces_are_for_whoever_is_signed_in() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    let file = desk.attach(&case, "a.txt", b"isi").unwrap();
    desk.ok("session.lock", json!({}));
    assert_eq!(desk.bytes(file["file"].as_str().unwrap(), 0, 3).unwrap_err().code, "locked");
    assert_eq!(desk.piece("x", 0, b"1").unwrap_err().code, "locked");
}

#[test]
fn a_panic_in_a_command_is_a_failure_and_the_program_works_on() {
    let desk = TestDesk::begun();
    let case = desk.typed(json!({ "question": "x" }));
    // A poisoned lock of the desktop makes the dialog panic inside the command.
    let desktop = desk.desktop.clone();
    let poisoned = std::thread::spawn(move || {
        let _held = desktop.picks.lock().unwrap();
        panic!("on purpose");
    });
    assert!(poisoned.join().is_err());
    let error = desk.refused("file.pick", json!({ "case": case }));
    assert!(error.message.contains("tetap aman"), "{}", error.message);
    assert_eq!(desk.ok("case.record", json!({ "case": case }))["fields"]["question"], "x");
}
