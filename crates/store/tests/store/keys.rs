//! The key file: who can open the database, and what damage to either copy does.

use std::fs;
use std::path::PathBuf;

use crate::common::{Hand, Seeded, USER, seed};
use lakon_domain::statement::recovery_secret;
use lakon_store::{
    Clock, CopyDamaged, DbKey, Device, Folder, KeyFile, Randomness, Store, StoreError, recovery_recipient,
};
use tempfile::TempDir;
use uuid::Uuid;

const OTHER: Uuid = Uuid::from_u128(2);

struct Keys {
    folder: Folder,
    key: DbKey,
    random: Seeded,
    _dir: TempDir,
}

impl Keys {
    /// One user with the password "rahasia sekali".
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let mut random = Seeded::new("keys");
        let key = DbKey::random(&mut random);
        let recovery = recovery_recipient(&recovery_secret(&seed())).unwrap();
        let mut file = KeyFile::create(&folder, &key, &recovery).unwrap();
        file.add_slot(USER, "Sari", "rahasia sekali", &key, &mut random).unwrap();
        Self { folder, key, random, _dir: dir }
    }

    fn copy(&self, copy: char) -> PathBuf {
        self.folder.path().join(format!("keys-{copy}.json"))
    }

    /// Keys do not show their bytes: two are equal when one opens the database the other made.
    fn is_the_key(&self, key: &DbKey) -> bool {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let (clock, random) = (Hand::new(), Randomness::new(Seeded::new("probe")));
        let device = Device::random(clock.now(), &mut random.clone()).unwrap();
        Store::create(&folder, &self.key, device, clock.clone(), random.clone()).unwrap().close();
        Store::open(&folder, key, clock, random).is_ok()
    }
}

#[test]
fn the_password_opens_and_another_does_not() {
    let keys = Keys::new();
    let loaded = KeyFile::load(&keys.folder).unwrap();
    assert_eq!(loaded.notice, None);
    assert_eq!(loaded.file.tiles().len(), 1);
    assert_eq!(loaded.file.tiles()[0].name, "Sari");
    assert!(keys.is_the_key(&loaded.file.unlock(USER, "rahasia sekali").unwrap().key));
    assert!(matches!(loaded.file.unlock(USER, "rahasia Sekali"), Err(StoreError::WrongPassword)));
    assert!(matches!(loaded.file.unlock(OTHER, "rahasia sekali"), Err(StoreError::UnknownUser)));
}

#[test]
fn either_copy_damaged_or_gone_is_served_by_the_other_and_written_anew() {
    for copy in ['a', 'b'] {
        for damage in [None, Some(b"".as_slice()), Some(b"{}"), Some(b"{\"generation\":9")] {
            let keys = Keys::new();
            let path = keys.copy(copy);
            let whole = fs::read(&path).unwrap();
            match damage {
                Some(bytes) => fs::write(&path, bytes).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            let loaded = KeyFile::load(&keys.folder).unwrap();
            assert_eq!(loaded.notice, Some(CopyDamaged));
            assert!(loaded.file.unlock(USER, "rahasia sekali").is_ok());
            assert_eq!(KeyFile::load(&keys.folder).unwrap().notice, None, "said once");
            assert_eq!(fs::read(&path).unwrap().len(), whole.len());
        }
    }
}

#[test]
fn one_changed_byte_anywhere_is_damage() {
    let keys = Keys::new();
    let whole = fs::read(keys.copy('a')).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 40) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(keys.copy('a'), &bytes).unwrap();
        assert_eq!(KeyFile::load(&keys.folder).unwrap().notice, Some(CopyDamaged), "byte {at}");
    }
}

#[test]
fn both_copies_gone_is_said_and_nothing_is_written() {
    let keys = Keys::new();
    fs::write(keys.copy('a'), b"x").unwrap();
    fs::remove_file(keys.copy('b')).unwrap();
    assert!(KeyFile::exists(&keys.folder));
    assert!(matches!(KeyFile::load(&keys.folder), Err(StoreError::KeysGone)));
    assert_eq!(fs::read(keys.copy('a')).unwrap(), b"x");
    assert!(!keys.copy('b').exists());
}

#[test]
fn a_crash_between_the_copies_serves_the_newer_without_a_notice() {
    let mut keys = Keys::new();
    let older = fs::read(keys.copy('b')).unwrap();
    let mut file = KeyFile::load(&keys.folder).unwrap().file;
    file.change_password(USER, "rahasia sekali", "rahasia baru", &mut keys.random).unwrap();
    fs::write(keys.copy('b'), older).unwrap();
    let loaded = KeyFile::load(&keys.folder).unwrap();
    assert_eq!(loaded.notice, None);
    assert!(loaded.file.unlock(USER, "rahasia baru").is_ok());
    assert_eq!(fs::read(keys.copy('a')).unwrap(), fs::read(keys.copy('b')).unwrap());
}

#[test]
fn slots_are_added_changed_and_removed() {
    let mut keys = Keys::new();
    let mut file = KeyFile::load(&keys.folder).unwrap().file;
    assert!(matches!(file.remove_slot(USER), Err(StoreError::LastSlot)));
    file.add_slot(OTHER, "Budi", "sandi budi", &keys.key, &mut keys.random).unwrap();
    let again = file.add_slot(OTHER, "Budi", "x", &keys.key, &mut keys.random);
    assert!(matches!(again, Err(StoreError::SlotTaken)));
    let wrong = file.change_password(OTHER, "salah", "baru baru", &mut keys.random);
    assert!(matches!(wrong, Err(StoreError::WrongPassword)));
    file.change_password(OTHER, "sandi budi", "baru baru", &mut keys.random).unwrap();
    let file = KeyFile::load(&keys.folder).unwrap().file;
    assert!(matches!(file.unlock(OTHER, "sandi budi"), Err(StoreError::WrongPassword)));
    let key = file.unlock(OTHER, "baru baru").unwrap().key;
    assert!(keys.is_the_key(&key));
    let mut file = KeyFile::load(&keys.folder).unwrap().file;
    file.remove_slot(USER).unwrap();
    let file = KeyFile::load(&keys.folder).unwrap().file;
    assert_eq!(file.tiles().iter().map(|tile| tile.user).collect::<Vec<_>>(), [OTHER]);
}

#[test]
fn no_password_stands_in_the_file() {
    let keys = Keys::new();
    for copy in ['a', 'b'] {
        let text = fs::read_to_string(keys.copy(copy)).unwrap();
        assert!(text.contains("Sari") && !text.contains("rahasia"));
    }
}

#[test]
fn the_recovery_seed_opens_and_another_seed_does_not() {
    let mut keys = Keys::new();
    let mut file = KeyFile::load(&keys.folder).unwrap().file;
    let key = file.recover(&recovery_secret(&seed())).unwrap().key;
    assert!(keys.is_the_key(&key));
    let other = recovery_secret(&lakon_domain::code::Seed::new([8; 16]));
    assert!(matches!(file.recover(&other), Err(StoreError::WrongSeed)));
    file.set_slot(USER, "Sari", "sandi sesudah lupa", &key, &mut keys.random).unwrap();
    assert!(file.unlock(USER, "sandi sesudah lupa").is_ok());
    file.set_recovery(&recovery_recipient(&other).unwrap(), &key).unwrap();
    let file = KeyFile::load(&keys.folder).unwrap().file;
    assert!(file.recover(&other).is_ok());
    assert!(matches!(file.recover(&recovery_secret(&seed())), Err(StoreError::WrongSeed)));
}

#[test]
fn a_key_file_of_a_newer_program_is_refused() {
    let keys = Keys::new();
    let body = "{\"version\":3,\"anything\":[]}";
    let mut hasher = blake3::Hasher::new();
    hasher.update(&99_u64.to_le_bytes()).update(body.as_bytes());
    let copy = format!("{{\"generation\":99,\"check\":\"{}\",\"body\":{body}}}", hasher.finalize().to_hex());
    fs::write(keys.copy('a'), &copy).unwrap();
    assert!(matches!(KeyFile::load(&keys.folder), Err(StoreError::NewerVersion { found: 3, known: 2 })));
    assert_eq!(fs::read_to_string(keys.copy('a')).unwrap(), copy);
}

#[test]
fn a_folder_that_cannot_be_written_is_said_to_be_read_only() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data");
    fs::create_dir(&path).unwrap();
    let mut rights = fs::metadata(&path).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights).unwrap();
    // Whoever may write everywhere (root, or anybody to a folder on Windows) meets a file system that cannot be written.
    let path = match fs::write(path.join("probe"), b"") {
        Err(_) => path,
        Ok(()) if cfg!(target_os = "linux") => PathBuf::from("/sys/kernel/lakon"),
        Ok(()) => return,
    };
    let opened = Folder::open(path);
    assert!(matches!(opened, Err(StoreError::ReadOnly { .. })), "{opened:?}");
}
