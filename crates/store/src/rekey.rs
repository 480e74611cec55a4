//! A new database key, so that whoever knew the old one opens nothing written here any more (design/security.md "People on a PC":
//! "Removing a user makes a new database key").
//!
//! The key file first holds both keys, then the database is encrypted anew in one transaction, then the key file holds the new one
//! alone. Cut off anywhere, each remaining person's password still opens a file that holds the key of the database.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use uuid::Uuid;

use crate::db;
use crate::error::{Result, StoreError};
use crate::folder::Folder;
use crate::keys::{Body, DbKey, KeyFile, Next, Unlocked};
use crate::random::{Clock, Randomness};
use crate::slot;
use crate::store::Store;
use crate::writer::Lane;

/// Context of the hash that tells a key without telling it.
const CHECK: &str = "lakon 2026 database key check 1";

/// Room beside the pages themselves, bytes: the index of the write-ahead log, both copies of the key file.
const SPARE: u64 = 256 * 1024;

fn check(key: &DbKey) -> String {
    data_encoding::HEXLOWER.encode(&blake3::derive_key(CHECK, key.bytes()))
}

impl Body {
    /// The body once it is known that `key` opens the database.
    pub(crate) fn settled(&self, key: &DbKey) -> Self {
        let mut body = self.clone();
        let Some(next) = body.next.take() else { return body };
        let changed = next.check == check(key);
        for slot in &mut body.slots {
            slot.settle(changed);
        }
        if changed {
            body.recovery = next.recovery;
        }
        body
    }
}

impl KeyFile {
    /// Holds a new key beside the present one, for everybody but `without`.
    fn offer(&mut self, without: Option<Uuid>, key: &DbKey, next: &DbKey) -> Result<()> {
        let mut body = self.body.settled(key);
        if let Some(without) = without {
            if !body.slots.iter().any(|slot| slot.user == without) {
                return Err(StoreError::UnknownUser);
            }
            body.slots.retain(|slot| slot.user != without);
        }
        if body.slots.is_empty() {
            return Err(StoreError::LastSlot);
        }
        for slot in &mut body.slots {
            slot.offer(next)?;
        }
        body.next = Some(Next { recovery: slot::wrap(&body.recovery_recipient, next)?, check: check(next) });
        self.replace(body)
    }

    /// Keeps the key that opens the database, and forgets the other.
    fn settle(&mut self, key: &DbKey) -> Result<()> {
        if self.body.next.is_none() {
            return Ok(());
        }
        self.replace(self.body.settled(key))
    }
}

impl Store {
    /// Takes a user's slot away, where one is named, and makes a new database key for everybody else; returns it. Reading and writing
    /// wait meanwhile, and the disk needs room for the database once more.
    ///
    /// # Errors
    /// [`StoreError::LastSlot`], [`StoreError::UnknownUser`], [`StoreError::OldSlot`]; errors of the disk. Everything is then as before.
    pub fn renew_key(&self, keys: &mut KeyFile, key: &DbKey, without: Option<Uuid>) -> Result<DbKey> {
        self.has_room()?;
        let next = DbKey::random(&mut self.inner.random.clone());
        let before = keys.body.settled(key);
        keys.offer(without, key, &next)?;
        // Where it is not known which key opens the database now, both stay for the next opening.
        if let Err(error) = self.rekey(key, &next)? {
            if let Err(error) = keys.replace(before) {
                tracing::warn!(%error, "the key file still holds a key that was not made");
            }
            return Err(error);
        }
        if let Err(error) = keys.settle(&next) {
            tracing::warn!(%error, "the key file still holds the former key; the next opening takes it away");
        }
        Ok(next)
    }

    /// Whether the disk takes the database once more. Asked by writing that much, while nothing is changed yet: in the middle of the
    /// change there might be no room left to take it back.
    fn has_room(&self) -> Result<()> {
        let database = self.inner.folder.database();
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
        let wanted = size(&database) + size(&database.with_extension("db-wal")) + SPARE;
        let probe = self.inner.folder.path().join("room");
        let written = File::create(&probe).and_then(|file| {
            std::io::copy(&mut std::io::repeat(0).take(wanted), &mut &file)?;
            file.sync_all()
        });
        // Left behind it costs room; the next change writes over it.
        let _ = std::fs::remove_file(&probe);
        written.map_err(StoreError::io("looking for room"))
    }

    /// Encrypts the database anew. The inner error: the old key opens it as before; the outer: nobody knows which one does.
    fn rekey(&self, old: &DbKey, new: &DbKey) -> Result<Result<()>> {
        let path = self.inner.folder.database();
        let mut turn = self.inner.writer.turn(Lane::Officer)?;
        let paused = self.inner.pool.pause()?;
        let mut done = Ok(());
        turn.reopen(|| {
            done = db::rekey(&path, old, new);
            // Which key it has now is asked of the database itself.
            match db::open(&path, new) {
                Err(StoreError::WrongKey) => {
                    if done.is_ok() {
                        // SQLCipher says nothing where it found no room for the pages.
                        done = Err(StoreError::DiskFull { operation: "changing the database key" });
                    }
                    db::open(&path, old)
                }
                opened => {
                    if opened.is_ok() {
                        done = Ok(());
                        paused.set_key(new);
                    }
                    opened
                }
            }
        })?;
        drop(paused);
        drop(turn);
        if done.is_ok() {
            db::remove_copies(&path);
        }
        Ok(done)
    }
}

/// Opens the store with what a password or the seed gave, ending a change of key that was cut off; returns the key that opens it.
///
/// # Errors
/// As [`Store::open`].
pub fn open_unlocked(
    folder: &Folder,
    keys: &mut KeyFile,
    unlocked: Unlocked,
    clock: Arc<dyn Clock>,
    random: Randomness,
) -> Result<(Store, DbKey)> {
    let Unlocked { key, next } = unlocked;
    let Some(next) = next else { return Ok((Store::open(folder, &key, clock, random)?, key)) };
    let (store, key) = match Store::open(folder, &next, clock.clone(), random.clone()) {
        Err(StoreError::WrongKey) => {
            let store = Store::open(folder, &key, clock, random)?;
            match store.rekey(&key, &next)? {
                Ok(()) => (store, next),
                Err(error) => {
                    tracing::warn!(%error, "the change of the database key waits for the next opening");
                    return Ok((store, key));
                }
            }
        }
        opened => (opened?, next),
    };
    if let Err(error) = keys.settle(&key) {
        tracing::warn!(%error, "the key file still holds two keys");
    }
    Ok((store, key))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;
    use std::path::Path;

    use lakon_domain::Random;
    use lakon_domain::shape::{AgeRecipient, Time};

    use super::*;
    use crate::age_keys::recovery_recipient;
    use crate::device::Device;

    const SARI: Uuid = Uuid::from_u128(1);
    const BUDI: Uuid = Uuid::from_u128(2);
    const DEWI: Uuid = Uuid::from_u128(3);
    const SECRET: [u8; 32] = [7; 32];
    /// KiB written in one transaction.
    const PART_KIB: usize = 256;
    /// How many lengths of the write-ahead log are tried.
    const PARTS: usize = 5;

    struct Stopped;
    impl Clock for Stopped {
        fn now(&self) -> Time {
            Time(1_795_390_200_000)
        }
    }

    struct Stream(blake3::OutputReader);
    impl Random for Stream {
        fn fill(&mut self, buffer: &mut [u8]) {
            self.0.fill(buffer);
        }
    }

    fn random(seed: &str) -> Randomness {
        Randomness::new(Stream(blake3::Hasher::new().update(seed.as_bytes()).finalize_xof()))
    }

    fn recovery() -> AgeRecipient {
        recovery_recipient(&SECRET).unwrap()
    }

    /// A PC of three people with so many KiB of data.
    fn pc(path: &Path, kib: usize) -> (Folder, Store, KeyFile, DbKey) {
        let folder = Folder::open(path).unwrap();
        let mut random = random("pc");
        let key = DbKey::random(&mut random);
        let device = Device::random(Stopped.now(), &mut random).unwrap();
        let store = Store::create(&folder, &key, device, Arc::new(Stopped), random.clone()).unwrap();
        for index in 0..kib.div_ceil(PART_KIB) {
            store.set_setting(&format!("isi {index}"), Some(&"x".repeat(kib.min(PART_KIB) * 1024))).unwrap();
        }
        let mut keys = KeyFile::create(&folder, &key, &recovery()).unwrap();
        for (user, name) in [(SARI, "Sari"), (BUDI, "Budi"), (DEWI, "Dewi")] {
            keys.add_slot(user, name, &format!("sandi {name}"), &key, &mut random).unwrap();
        }
        (folder, store, keys, key)
    }

    fn opens(folder: &Folder, key: &DbKey) -> bool {
        match Store::open(folder, key, Arc::new(Stopped), random("opening")) {
            Ok(store) => {
                assert!(store.setting("isi 0").unwrap().is_some());
                true
            }
            Err(StoreError::WrongKey) => false,
            Err(error) => panic!("{error}"),
        }
    }

    /// The program starts anew and somebody signs in; returns the key of the database.
    fn signs_in(folder: &Folder, user: Uuid, password: &str) -> Result<DbKey> {
        let mut keys = KeyFile::load(folder)?.file;
        let unlocked = keys.unlock(user, password)?;
        let (store, key) = open_unlocked(folder, &mut keys, unlocked, Arc::new(Stopped), random("signing in"))?;
        assert!(store.setting("isi 0")?.is_some());
        assert!(KeyFile::load(folder)?.file.body.next.is_none(), "the change of key has not ended");
        Ok(key)
    }

    /// Everybody who stays and the recovery seed open the database; who was removed and the old key do not.
    fn is_renewed(folder: &Folder, old: &DbKey) {
        assert!(matches!(signs_in(folder, BUDI, "sandi Budi"), Err(StoreError::UnknownUser)));
        for (user, password) in [(SARI, "sandi Sari"), (DEWI, "sandi Dewi")] {
            signs_in(folder, user, password).unwrap();
        }
        assert!(!opens(folder, old));
        let file = KeyFile::load(folder).unwrap().file;
        assert!(opens(folder, &file.recover(&SECRET).unwrap().key));
        assert!(opens(folder, &crate::keys::open_recovery_slot(&SECRET, &file.recovery_slot().unwrap()).unwrap()));
    }

    #[test]
    fn removing_somebody_makes_a_new_key_and_the_store_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        // More than the pages kept in memory, so that some are written before the commit.
        let (folder, store, mut keys, old) = pc(dir.path(), 12 * 1024);
        fs::write(dir.path().join("lakon.db.before-2"), b"of an earlier key").unwrap();
        let next = std::thread::scope(|scope| {
            let reading = scope.spawn(|| (0..200).all(|_| store.setting("isi 0").is_ok_and(|text| text.is_some())));
            let next = store.renew_key(&mut keys, &old, Some(BUDI)).unwrap();
            assert!(reading.join().unwrap());
            next
        });
        assert!(!dir.path().join("lakon.db.before-2").exists());
        store.set_setting("sesudah", Some("ada")).unwrap();
        assert_eq!(store.setting("sesudah").unwrap().as_deref(), Some("ada"));
        // Somebody new gets the key of now.
        keys.add_slot(BUDI, "Budi", "sandi lain", &next, &mut random("new")).unwrap();
        assert!(matches!(store.renew_key(&mut keys, &next, Some(Uuid::from_u128(9))), Err(StoreError::UnknownUser)));
        store.renew_key(&mut keys, &next, Some(BUDI)).unwrap();
        store.close();
        drop(store);
        is_renewed(&folder, &old);
        is_renewed(&folder, &next);
    }

    #[test]
    fn the_last_person_stays() {
        let dir = tempfile::tempdir().unwrap();
        let (folder, store, mut keys, key) = pc(dir.path(), 1);
        keys.body.slots.retain(|slot| slot.user == BUDI);
        assert!(matches!(store.renew_key(&mut keys, &key, Some(BUDI)), Err(StoreError::LastSlot)));
        drop(store);
        assert!(opens(&folder, &key));
    }

    #[test]
    fn a_power_cut_before_during_or_after_the_change_leaves_nobody_outside() {
        let dir = tempfile::tempdir().unwrap();
        // Before the database is touched.
        let (folder, store, mut keys, old) = pc(&dir.path().join("before"), 64);
        let next = DbKey::random(&mut random("next"));
        keys.offer(Some(BUDI), &old, &next).unwrap();
        drop(store);
        is_renewed(&folder, &old);

        // After the database has the new key, with the key file still holding both.
        let (folder, store, mut keys, old) = pc(&dir.path().join("after"), 64);
        keys.offer(Some(BUDI), &old, &next).unwrap();
        store.rekey(&old, &next).unwrap().unwrap();
        drop(store);
        is_renewed(&folder, &old);

        // Between the two copies of the key file.
        let (folder, store, mut keys, old) = pc(&dir.path().join("copies"), 64);
        let former = fs::read(dir.path().join("copies/keys-b.json")).unwrap();
        keys.offer(Some(BUDI), &old, &next).unwrap();
        fs::write(dir.path().join("copies/keys-b.json"), former).unwrap();
        drop(store);
        is_renewed(&folder, &old);
    }

    #[test]
    fn a_power_cut_anywhere_in_the_encryption_leaves_a_database_that_one_of_the_two_keys_opens() {
        let dir = tempfile::tempdir().unwrap();
        let (folder, store, mut keys, old) = pc(&dir.path().join("whole"), 256);
        let next = DbKey::random(&mut random("next"));
        keys.offer(Some(BUDI), &old, &next).unwrap();
        drop(store);
        // A connection that stays open keeps the write-ahead log from being moved into the database.
        let beside = lakon_log::open_reader(&folder.database(), old.bytes()).unwrap();
        let connection = lakon_log::open(&folder.database(), old.bytes()).unwrap();
        lakon_log::rekey(connection, next.bytes()).unwrap();
        let log = fs::read(folder.path().join("lakon.db-wal")).unwrap();
        assert!(log.len() > 256 * 1024, "{}", log.len());
        let (mut with_old, mut with_new) = (0, 0);
        for part in 0..=PARTS {
            let cut = Folder::open(dir.path().join(format!("cut {part}"))).unwrap();
            for name in ["lakon.db", "keys-a.json", "keys-b.json", "incarnation-a", "incarnation-b"] {
                // One slot is there only after the second commit.
                let _ = fs::copy(folder.path().join(name), cut.path().join(name));
            }
            fs::write(cut.path().join("lakon.db-wal"), &log[..log.len() * part / PARTS]).unwrap();
            match (opens(&cut, &old), opens(&cut, &next)) {
                (true, false) => with_old += 1,
                (false, true) => with_new += 1,
                both => panic!("part {part}: {both:?}"),
            }
            is_renewed(&cut, &old);
        }
        assert!(with_old > 0 && with_new > 0, "{with_old} {with_new}");
        drop(beside);
    }

    #[test]
    fn a_change_that_did_not_happen_is_forgotten_with_the_next_password() {
        let dir = tempfile::tempdir().unwrap();
        let (folder, store, mut keys, old) = pc(dir.path(), 1);
        keys.offer(Some(BUDI), &old, &DbKey::random(&mut random("next"))).unwrap();
        // The store is still open with the old key, as after a disk was full twice.
        keys.set_slot(BUDI, "Budi", "sandi lain", &old, &mut random("again")).unwrap();
        drop(store);
        for (user, password) in [(SARI, "sandi Sari"), (BUDI, "sandi lain"), (DEWI, "sandi Dewi")] {
            signs_in(&folder, user, password).unwrap();
        }
        assert!(opens(&folder, &old));
    }
}
