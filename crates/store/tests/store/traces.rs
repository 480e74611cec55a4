//! What another program holds open when an erasure comes: it is tried again, and until it is gone this PC does not say that it has erased.

use std::fs;
use std::path::Path;

use lakon_domain::event::{ErasureOrdered, FileAdded, FileData, Reason, RecordErased};
use uuid::Uuid;

use crate::common::{Desk, Office, enrolled};

/// A desk with a case, its attachment, and the office that orders both to be erased.
fn erasable(name: &str) -> (Office, Desk, Uuid, Uuid) {
    let mut office = Office::new();
    let desk = enrolled(&mut office, name, "A");
    let case = desk.case("rahasia ungu");
    let staged = desk.store.stage_begin(case, "ungu.txt", 4).unwrap();
    desk.store.stage_piece(staged, 0, b"isi!").unwrap();
    let file = desk.store.stage_end(staged).unwrap();
    let private = Some(FileData { name: file.name.clone(), address: file.address.to_string() });
    desk.write([FileAdded { case, file: file.file, size: 4, media: file.media.clone(), private }.into()]);
    (office, desk, case, file.file)
}

fn order(office: &mut Office, desk: &Desk, case: Uuid) {
    let state = desk.store.case(case).unwrap().unwrap();
    let mut erases = state.question.tips.clone();
    erases.extend(state.files.iter().map(|file| file.event));
    office.append([
        RecordErased { erases, private: Some(Reason::default()) }.into(),
        ErasureOrdered {
            answers: Uuid::from_u128(99),
            parties: vec![],
            cases: vec![case],
            contacts: vec![],
            whole: false,
            erasures: vec![],
        }
        .into(),
    ]);
    office.send_to(&desk.store);
}

fn told(desk: &Desk) -> bool {
    desk.store.erasures_applied().unwrap().contains_key(&desk.store.device().device)
}

/// In the place of a file something that `remove_file` does not remove, as root neither.
fn hold(path: &Path) {
    let _ = fs::remove_file(path);
    fs::create_dir_all(path.join("held")).unwrap();
}

fn stays_untold_until_it_is_gone(desk: Desk, held: &Path) {
    assert!(held.exists());
    for _ in 0..2 {
        assert!(!desk.store.tell_erased().unwrap() && desk.store.erasing());
        assert!(!told(&desk), "{} still lies there", held.display());
    }
    // The next start forgets nothing either.
    let desk = desk.restart();
    assert!(!desk.store.tell_erased().unwrap() && !told(&desk));
    fs::remove_dir_all(held).unwrap();
    assert!(desk.store.tell_erased().unwrap() && told(&desk) && !desk.store.erasing());
    assert!(!desk.store.tell_erased().unwrap(), "once is enough");
}

#[test]
fn an_attachment_that_does_not_go_keeps_the_erasure_untold() {
    let (mut office, desk, case, _) = erasable("files");
    let held = fs::read_dir(desk.folder.files()).unwrap().next().unwrap().unwrap().path();
    hold(&held);
    order(&mut office, &desk, case);
    stays_untold_until_it_is_gone(desk, &held);
}

#[test]
fn a_copy_of_the_database_that_does_not_go_keeps_the_erasure_untold() {
    let (mut office, desk, case, _) = erasable("copies");
    let held = desk.folder.path().join("lakon.db.before-2");
    hold(&held);
    order(&mut office, &desk, case);
    stays_untold_until_it_is_gone(desk, &held);
}

/// A folder whose inside cannot be named by a path, which the system takes up to 4,096 bytes long: nothing in it can be removed, by
/// root neither.
#[cfg(target_os = "linux")]
fn beyond_reach(below: &Path) -> std::path::PathBuf {
    let part = "d".repeat(200);
    let chain = |root: &Path| (0..12).fold(root.to_owned(), |path, _| path.join(&part));
    let (inner, held) = (below.join("inner"), below.join("held"));
    fs::create_dir_all(chain(&inner)).unwrap();
    fs::write(chain(&inner).join("ungu.txt"), b"isi!").unwrap();
    fs::create_dir_all(chain(&held)).unwrap();
    fs::rename(&inner, chain(&held).join("inner")).unwrap();
    held
}

#[cfg(target_os = "linux")]
#[test]
fn a_copy_in_another_program_that_does_not_go_keeps_the_erasure_untold_and_later_ones_are_left_alone() {
    let (mut office, desk, case, file) = erasable("opened");
    let copy = desk.store.file_to_temp(file).unwrap();
    let held = beyond_reach(copy.parent().unwrap());
    order(&mut office, &desk, case);
    assert!(!copy.exists(), "what can go goes");
    assert_eq!(desk.folder.clear_opened(), 1);
    // A copy of something else that is opened now is somebody's work.
    let other = desk.case("soal lain");
    let staged = desk.store.stage_begin(other, "lain.txt", 4).unwrap();
    desk.store.stage_piece(staged, 0, b"lain").unwrap();
    let later = desk.store.file_to_temp(desk.store.stage_end(staged).unwrap().file).unwrap();
    assert!(!desk.store.tell_erased().unwrap() && later.exists());
    stays_untold_until_it_is_gone(desk, &held);
}

#[cfg(unix)]
#[test]
fn a_link_among_the_copies_goes_and_not_what_it_leads_to() {
    let desk = Desk::alone("link");
    let outside = desk.dir.path().join("outside");
    fs::create_dir_all(&outside).unwrap();
    fs::write(outside.join("surat.txt"), b"isi").unwrap();
    std::os::unix::fs::symlink(&outside, desk.folder.opened().join("link")).unwrap();
    assert_eq!(desk.folder.clear_opened(), 0);
    assert!(outside.join("surat.txt").exists());
}
