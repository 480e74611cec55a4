//! Copies of attachments that are gone or cannot be read back: found, counted as not here, and replaced by the next good one.

use std::fs;
use std::path::PathBuf;

use crate::common::Desk;
use lakon_domain::event::{FileAdded, FileData};
use lakon_store::{ATTACHMENT, Fault, LOST_CONTENT, StagedFile, StoreError};
use lakon_sync::replica::Blobs;
use uuid::Uuid;

fn stage(desk: &Desk, case: Uuid, bytes: &[u8]) -> StagedFile {
    let id = desk.store.stage_begin(case, "surat.pdf", u64::try_from(bytes.len()).unwrap()).unwrap();
    desk.store.stage_piece(id, 0, bytes).unwrap();
    desk.store.stage_end(id).unwrap()
}

/// A recorded attachment.
fn attach(desk: &Desk, case: Uuid, bytes: &[u8]) -> StagedFile {
    let staged = stage(desk, case, bytes);
    desk.write([FileAdded {
        case,
        file: staged.file,
        size: staged.size,
        media: staged.media.clone(),
        private: Some(FileData { name: staged.name.clone(), address: staged.address.to_string() }),
    }
    .into()]);
    staged
}

fn files(desk: &Desk) -> Vec<PathBuf> {
    fs::read_dir(desk.folder.files()).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn damage(path: &PathBuf) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

fn wanted(desk: &Desk) -> usize {
    desk.store.wanted(10).unwrap().len()
}

#[test]
fn a_copy_that_cannot_be_read_back_counts_as_not_here_and_the_next_one_replaces_it() {
    let desk = Desk::alone("damaged");
    let case = desk.case("x");
    let bytes = vec![7; 100_000];
    let file = attach(&desk, case, &bytes);
    damage(&files(&desk)[0]);
    assert!(desk.store.have(&file.address).unwrap(), "nobody has looked yet");
    assert!(matches!(desk.store.file_bytes(file.file, 0, 100_000), Err(StoreError::Damaged(ATTACHMENT))));
    let row = desk.store.file(file.file).unwrap().unwrap();
    assert_eq!((row.here, row.fault), (false, Some(Fault::Damaged)));
    assert_eq!((desk.store.have(&file.address).unwrap(), wanted(&desk)), (false, 1));
    assert!(desk.store.unsent_blobs(None, 10).unwrap().is_empty(), "what cannot be read is not offered");
    // It is not thrown away: it may be the only one.
    assert_eq!(files(&desk).len(), 1);
    let desk = desk.restart();
    assert_eq!(wanted(&desk), 1);

    stage(&desk, case, &bytes);
    let row = desk.store.file(file.file).unwrap().unwrap();
    assert_eq!((row.here, row.fault, wanted(&desk)), (true, None, 0));
    assert_eq!(desk.store.file_bytes(file.file, 0, 200_000).unwrap(), bytes);
    assert_eq!(files(&desk).len(), 1, "the damaged one is gone");
}

#[test]
fn a_copy_damaged_at_its_head_is_found_by_opening_it() {
    let desk = Desk::alone("head");
    let case = desk.case("x");
    let file = attach(&desk, case, b"isi");
    let path = &files(&desk)[0];
    fs::write(path, b"not an age file at all").unwrap();
    assert!(Blobs::read(&desk.store, &file.address).unwrap().is_none(), "it is not here for the other side");
    assert_eq!(desk.store.file(file.file).unwrap().unwrap().fault, Some(Fault::Damaged));
    fs::write(path, b"").unwrap();
    assert!(matches!(desk.store.file_bytes(file.file, 0, 1), Err(StoreError::Damaged(ATTACHMENT))));
}

#[test]
fn a_lost_copy_is_found_at_the_start_or_when_it_is_opened_and_counts_again_once_it_is_back() {
    let desk = Desk::alone("lost");
    let case = desk.case("x");
    let file = attach(&desk, case, b"isi surat");
    let draft = stage(&desk, Uuid::from_u128(77), b"isi draf");
    let aside = desk.dir.path().join("aside");
    fs::rename(desk.folder.files(), &aside).unwrap();
    fs::create_dir(desk.folder.files()).unwrap();
    assert!(matches!(desk.store.file_bytes(draft.file, 0, 9), Err(StoreError::NotFound(LOST_CONTENT))));
    assert_eq!(desk.store.files_of(Uuid::from_u128(77)).unwrap()[0].fault, Some(Fault::Lost));
    assert!(desk.store.have(&file.address).unwrap(), "nobody has looked at this one");
    let desk = desk.restart();
    assert_eq!(desk.store.file(file.file).unwrap().unwrap().fault, Some(Fault::Lost));
    assert_eq!((desk.store.have(&file.address).unwrap(), wanted(&desk)), (false, 1));
    fs::remove_dir(desk.folder.files()).unwrap();
    fs::rename(&aside, desk.folder.files()).unwrap();
    let desk = desk.restart();
    assert_eq!(desk.store.file(file.file).unwrap().unwrap().fault, None);
    assert_eq!(desk.store.file_bytes(file.file, 0, 9).unwrap(), b"isi surat");
    assert_eq!(desk.store.file_bytes(draft.file, 0, 9).unwrap(), b"isi draf");
}

#[test]
fn a_file_nothing_names_is_swept_at_the_start_and_what_is_not_ours_stays() {
    let desk = Desk::alone("orphan");
    let case = desk.case("x");
    let file = attach(&desk, case, b"isi");
    let planted = |name: &str| {
        let path = desk.folder.files().join(name);
        fs::write(&path, b"left by a crash").unwrap();
        path
    };
    let orphan = planted("00112233445566778899aabbccddeeff.age");
    let foreign = [planted("surat.age"), planted("FFEEDDCCBBAA99887766554433221100.age"), planted("catatan.txt")];
    let desk = desk.restart();
    assert!(!orphan.exists());
    assert!(foreign.iter().all(|path| path.exists()));
    assert_eq!(desk.store.file_bytes(file.file, 0, 9).unwrap(), b"isi");
}

#[test]
fn a_file_whose_draft_was_thrown_away_while_it_ended_leaves_nothing() {
    let desk = Desk::alone("discarded");
    let case = Uuid::from_u128(77);
    let id = desk.store.stage_begin(case, "surat.pdf", 6).unwrap();
    desk.store.stage_piece(id, 0, b"abc").unwrap();
    desk.store.staged_drop(case).unwrap();
    assert!(matches!(desk.store.stage_piece(id, 3, b"def"), Err(StoreError::NotFound(_))));
    assert!(matches!(desk.store.stage_end(id), Err(StoreError::NotFound(_))));
    assert_eq!((files(&desk).len(), fs::read_dir(desk.folder.staging()).unwrap().count()), (0, 0));
    let desk = desk.restart();
    assert_eq!(desk.store.found().half_staged, []);
}
