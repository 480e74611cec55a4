//! Attachments: whole or not at all, equal byte for byte, encrypted on the disk, with the draft until a record names them.

use std::fs;
use std::io::Read;

use crate::common::{Desk, seed};
use lakon_domain::event::{FileAdded, FileData};
use lakon_domain::standing::TextState;
use lakon_domain::statement::recovery_secret;
use lakon_store::{PIECE, StagedFile, StoreError, identity_of};
use lakon_sync::files::LARGEST_FILE;
use lakon_sync::replica::{BlobRef, Blobs};
use uuid::Uuid;

const CASE: Uuid = Uuid::from_u128(77);

fn content(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|n| u8::try_from((n * 7 + n / 251) % 256).unwrap()).collect()
}

fn stage(desk: &Desk, case: Uuid, name: &str, bytes: &[u8]) -> StagedFile {
    let id = desk.store.stage_begin(case, name, u64::try_from(bytes.len()).unwrap()).unwrap();
    let mut offset = 0;
    for piece in bytes.chunks(PIECE) {
        offset = desk.store.stage_piece(id, offset, piece).unwrap();
    }
    desk.store.stage_end(id).unwrap()
}

fn record(desk: &Desk, staged: &StagedFile) {
    desk.write([FileAdded {
        case: staged.case,
        file: staged.file,
        size: staged.size,
        media: staged.media.clone(),
        private: Some(FileData { name: staged.name.clone(), address: staged.address.to_string() }),
    }
    .into()]);
}

fn names(path: std::path::PathBuf) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_file_comes_back_byte_for_byte_at_every_edge_of_a_piece() {
    let desk = Desk::alone("edges");
    for size in [0, 1, 65_535, 65_536, 65_537, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 123_456] {
        let bytes = content(size);
        let staged = stage(&desk, CASE, "surat.pdf", &bytes);
        assert_eq!(staged.address.0, *blake3::hash(&bytes).as_bytes());
        let (length, mut reader) = desk.store.file_open(staged.file).unwrap();
        let mut back = Vec::new();
        reader.read_to_end(&mut back).unwrap();
        assert_eq!((length, back == bytes), (u64::try_from(size).unwrap(), true), "{size}");
    }
}

#[test]
fn any_part_of_a_file_can_be_read() {
    let desk = Desk::alone("parts");
    let bytes = content(300_000);
    let staged = stage(&desk, CASE, "a.bin", &bytes);
    for (offset, length) in
        [(0, 10), (65_530, 20), (131_072, 65_536), (299_990, 100), (300_000, 5), (400_000, 5), (5, 0)]
    {
        let read = desk.store.file_bytes(staged.file, offset, length).unwrap();
        let from = usize::try_from(offset).unwrap().min(bytes.len());
        let to = (from + usize::try_from(length).unwrap()).min(bytes.len());
        assert_eq!(read, bytes[from..to], "{offset} {length}");
    }
}

#[test]
fn nothing_of_a_file_or_its_name_stands_readable_on_the_disk() {
    let desk = Desk::alone("disk");
    let words = "kelelawar-ungu-berjalan ".repeat(10_000);
    let staged = stage(&desk, CASE, "kelelawar-ungu-berjalan.txt", words.as_bytes());
    assert_eq!(staged.media.as_str(), "txt");
    for name in names(desk.folder.files()) {
        assert!(!name.contains("kelelawar"));
        let bytes = fs::read(desk.folder.files().join(name)).unwrap();
        assert!(!bytes.windows(9).any(|window| window == b"kelelawar"));
    }
    assert_eq!(names(desk.folder.staging()), Vec::<String>::new());
}

#[test]
fn the_recovery_key_opens_a_file_when_the_device_is_lost() {
    let desk = Desk::alone("recovery");
    let bytes = content(100_000);
    stage(&desk, CASE, "a.bin", &bytes);
    let path = desk.folder.files().join(&names(desk.folder.files())[0]);
    let identity = identity_of(&recovery_secret(&seed())).unwrap();
    let decryptor = age::Decryptor::new(fs::File::open(path).unwrap()).unwrap();
    let mut back = Vec::new();
    decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).unwrap().read_to_end(&mut back).unwrap();
    assert!(back == bytes);
}

#[test]
fn a_half_file_is_removed_and_named_after_a_crash_and_a_whole_one_stays_with_the_draft() {
    let desk = Desk::alone("half");
    let whole = stage(&desk, CASE, "utuh.pdf", b"%PDF-1.7 utuh");
    let half = desk.store.stage_begin(CASE, "separuh.pdf", 2_000_000).unwrap();
    desk.store.stage_piece(half, 0, &content(PIECE)).unwrap();
    assert_eq!(names(desk.folder.staging()).len(), 1);
    let desk = desk.restart();
    let found = desk.store.found();
    assert_eq!(found.half_staged.iter().map(|half| half.name.as_str()).collect::<Vec<_>>(), ["separuh.pdf"]);
    assert_eq!(found.half_staged[0].case, CASE);
    assert_eq!(names(desk.folder.staging()), Vec::<String>::new());
    assert_eq!(desk.store.staged_whole(CASE).unwrap(), std::slice::from_ref(&whole));
    assert_eq!(desk.store.file_bytes(whole.file, 0, 100).unwrap(), b"%PDF-1.7 utuh");
    assert!(matches!(desk.store.stage_piece(half, 0, b"x"), Err(StoreError::NotFound(_))));
    let desk = desk.restart();
    assert_eq!(desk.store.found().half_staged, []);
}

#[test]
fn a_crash_between_the_move_and_its_row_leaves_no_file() {
    let desk = Desk::alone("between");
    let id = desk.store.stage_begin(CASE, "a.bin", 3).unwrap();
    desk.store.stage_piece(id, 0, b"abc").unwrap();
    let name = names(desk.folder.staging())[0].clone();
    fs::rename(desk.folder.staging().join(&name), desk.folder.files().join(&name)).unwrap();
    let desk = desk.restart();
    assert_eq!(names(desk.folder.files()), Vec::<String>::new());
    assert_eq!(desk.store.found().half_staged.len(), 1);
}

#[test]
fn a_recorded_file_belongs_to_its_case_and_no_more_to_the_draft() {
    let desk = Desk::alone("recorded");
    let case = desk.case("dengan lampiran");
    let staged = stage(&desk, case, "surat.pdf", b"%PDF-1.7 isi");
    assert!(!desk.store.file(staged.file).unwrap().unwrap().recorded);
    record(&desk, &staged);
    let file = desk.store.file(staged.file).unwrap().unwrap();
    assert!(file.recorded && file.here && !file.on_server);
    assert_eq!((file.name.as_str(), file.name_state, file.media.as_str()), ("surat.pdf", TextState::Known, "pdf"));
    assert_eq!(desk.store.staged_whole(case).unwrap(), []);
    assert_eq!(desk.store.files_of(case).unwrap().len(), 1);
    assert_eq!(desk.store.case_row(case).unwrap().unwrap().files, 1);
}

#[test]
fn the_same_content_twice_is_kept_once_and_goes_with_its_last_reference() {
    let desk = Desk::alone("twice");
    let case = desk.case("x");
    let (one, two) = (stage(&desk, case, "satu.txt", b"sama"), stage(&desk, CASE, "dua.txt", b"sama"));
    assert_eq!(names(desk.folder.files()).len(), 1);
    record(&desk, &one);
    desk.store.staged_drop(CASE).unwrap();
    assert_eq!(desk.store.file_bytes(one.file, 0, 10).unwrap(), b"sama");
    assert!(desk.store.file(two.file).unwrap().is_none());
    let alone = stage(&desk, CASE, "tiga.txt", b"lain");
    assert_eq!(names(desk.folder.files()).len(), 2);
    desk.store.stage_cancel(alone.file).unwrap();
    assert_eq!(names(desk.folder.files()).len(), 1);
    desk.store.stage_cancel(alone.file).unwrap();
}

#[test]
fn a_file_that_is_too_large_or_not_what_was_announced_is_refused() {
    let desk = Desk::alone("sizes");
    let largest = desk.store.stage_begin(CASE, "besar.bin", LARGEST_FILE).unwrap();
    let refused = desk.store.stage_begin(CASE, "besar.bin", LARGEST_FILE + 1);
    assert!(matches!(refused, Err(StoreError::FileTooLarge { largest: LARGEST_FILE, .. })));
    desk.store.stage_piece(largest, 0, b"abc").unwrap();
    assert!(matches!(desk.store.stage_piece(largest, 0, b"abc"), Err(StoreError::WrongOffset { expected: 3, got: 0 })));
    assert!(matches!(desk.store.stage_end(largest), Err(StoreError::WrongSize { got: 3, .. })));
    assert_eq!(desk.store.stage_piece(largest, 3, b"def").unwrap(), 6, "a wrong piece loses nothing");
    desk.store.stage_cancel(largest).unwrap();
    assert_eq!(names(desk.folder.staging()), Vec::<String>::new());
    let small = desk.store.stage_begin(CASE, "kecil.bin", 2).unwrap();
    assert!(matches!(desk.store.stage_piece(small, 0, b"abc"), Err(StoreError::WrongSize { expected: 2, got: 3 })));
}

#[test]
fn several_files_come_in_at_once() {
    let desk = Desk::alone("at once");
    std::thread::scope(|scope| {
        for n in 0..4_usize {
            let desk = &desk;
            scope.spawn(move || stage(desk, CASE, &format!("{n}.bin"), &content(PIECE + n)));
        }
    });
    let staged = desk.store.staged_whole(CASE).unwrap();
    let mut sizes: Vec<u64> = staged.iter().map(|file| file.size).collect();
    sizes.sort_unstable();
    let piece = u64::try_from(PIECE).unwrap();
    assert_eq!(sizes, [piece, piece + 1, piece + 2, piece + 3]);
}

#[test]
fn a_copy_for_another_program_is_read_only_and_goes_at_lock_and_at_the_next_start() {
    let desk = Desk::alone("copy");
    let staged = stage(&desk, CASE, "../laporan: akhir?.txt", b"isi laporan");
    assert_eq!(staged.name, "laporan: akhir?.txt");
    let path = desk.store.file_to_temp(staged.file).unwrap();
    assert!(path.starts_with(desk.folder.opened()));
    assert_eq!(path.file_name().unwrap(), "laporan_ akhir_.txt");
    assert_eq!(fs::read(&path).unwrap(), b"isi laporan");
    assert!(fs::metadata(&path).unwrap().permissions().readonly());
    assert_eq!(desk.folder.clear_opened(), 0);
    assert!(!path.exists());
    let path = desk.store.file_to_temp(staged.file).unwrap();
    let _desk = desk.restart();
    assert!(!path.exists());
}

#[test]
fn a_content_changed_on_the_disk_is_called_damaged() {
    let desk = Desk::alone("damaged");
    let staged = stage(&desk, CASE, "a.bin", &content(100_000));
    let path = desk.folder.files().join(&names(desk.folder.files())[0]);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert!(matches!(desk.store.file_bytes(staged.file, 0, 100_000), Err(StoreError::Damaged("attachment"))));
    fs::remove_file(&path).unwrap();
    assert!(matches!(desk.store.file_bytes(staged.file, 0, 1), Err(StoreError::NotFound(_))));
}

#[test]
fn a_fetched_content_is_kept_only_if_it_is_the_one_of_its_address_and_goes_on_where_it_stopped() {
    let desk = Desk::alone("fetched");
    let bytes = content(2 * PIECE + 5);
    let size = u64::try_from(bytes.len()).unwrap();
    let blob = BlobRef { address: lakon_domain::ids::Hash(*blake3::hash(&bytes).as_bytes()), size };
    let mut writer = desk.store.write(&blob).unwrap();
    assert_eq!(writer.offset(), 0);
    writer.piece(&bytes[..PIECE]).unwrap();
    drop(writer);
    let mut writer = desk.store.write(&blob).unwrap();
    assert_eq!(writer.offset(), u64::try_from(PIECE).unwrap());
    writer.piece(&bytes[PIECE..]).unwrap();
    assert!(writer.finish().unwrap());
    assert!(desk.store.have(&blob.address).unwrap());
    let (length, mut reader) = Blobs::read(&desk.store, &blob.address).unwrap().unwrap();
    let mut back = Vec::new();
    reader.read_to_end(&mut back).unwrap();
    assert!(length == size && back == bytes);
    let place = desk.store.blob_place(&blob.address).unwrap();
    assert!(place.here && place.on_server);

    let wrong = BlobRef { address: lakon_domain::ids::Hash([1; 32]), size: 3 };
    let mut writer = desk.store.write(&wrong).unwrap();
    writer.piece(b"abc").unwrap();
    assert!(!writer.finish().unwrap());
    let mut writer = desk.store.write(&wrong).unwrap();
    assert_eq!(writer.offset(), 0);
    assert!(writer.piece(b"abcd").is_err());
    drop(writer);
    assert!(!desk.store.have(&wrong.address).unwrap());
    assert_eq!(names(desk.folder.staging()), Vec::<String>::new());
    assert_eq!(names(desk.folder.files()).len(), 1);
}
