//! The data folder: what lies where in it, who holds it, and whether it can be written.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use crate::atomic;
use crate::error::{Result, StoreError};

/// Version of the layout of the folder. A folder of a newer version is refused and left untouched.
pub const FOLDER_VERSION: u32 = 1;

const ATTEMPTS: &str = "attempts.json";
const PREFERENCES: &str = "preferences.json";
/// Bytes of the largest of these two that is read: far above what a PC with every person of an office on it writes.
const LARGEST_SMALL: u64 = 256 * 1024;

/// The data folder of one PC, made if it was not there.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

/// Held while the program runs; a second program is refused. Given back when dropped or when the process ends.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

impl Folder {
    /// Makes the folder and its parts where they are missing, checks that it can be written and that its version is known.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`], [`StoreError::DiskFull`], [`StoreError::NewerVersion`] or [`StoreError::Io`].
    pub fn open(root: impl Into<PathBuf>) -> Result<Self> {
        let folder = Self { root: root.into() };
        folder.check_version()?;
        for part in [&folder.root, &folder.files(), &folder.staging(), &folder.opened(), &folder.logs()] {
            fs::create_dir_all(part).map_err(StoreError::io("making the data folder"))?;
        }
        folder.check_writable()?;
        if !folder.version_file().exists() {
            atomic::write(&folder.version_file(), FOLDER_VERSION.to_string().as_bytes())?;
        }
        Ok(folder)
    }

    fn check_version(&self) -> Result<()> {
        let Ok(text) = fs::read_to_string(self.version_file()) else { return Ok(()) };
        match text.trim().parse::<u32>() {
            Ok(found) if found > FOLDER_VERSION => Err(StoreError::NewerVersion { found, known: FOLDER_VERSION }),
            _ => Ok(()),
        }
    }

    /// Writes, fsyncs and removes a small file: rights alone do not tell on every system.
    fn check_writable(&self) -> Result<()> {
        let probe = self.root.join("probe");
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(&probe)
            .map_err(StoreError::io("writing to the data folder"))?;
        file.write_all(&[0; 4096]).map_err(StoreError::io("writing to the data folder"))?;
        file.sync_all().map_err(StoreError::io("writing to the data folder"))?;
        drop(file);
        fs::remove_file(&probe).map_err(StoreError::io("writing to the data folder"))
    }

    /// Takes the folder for this process.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another process holds it.
    pub fn lock(&self) -> Result<FolderLock> {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(self.root.join("lock"))
            .map_err(StoreError::io("locking the data folder"))?;
        match file.try_lock() {
            Ok(()) => Ok(FolderLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
            Err(TryLockError::Error(error)) => Err(StoreError::io("locking the data folder")(error)),
        }
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// The encrypted database.
    pub fn database(&self) -> PathBuf {
        self.root.join("lakon.db")
    }

    /// Whether a database was ever made here.
    pub fn has_database(&self) -> bool {
        self.database().exists()
    }

    /// One of the two copies of the key file: `a` or `b`.
    pub(crate) fn keys(&self, copy: char) -> PathBuf {
        self.root.join(format!("keys-{copy}.json"))
    }

    pub(crate) fn incarnation(&self, copy: char) -> PathBuf {
        self.root.join(format!("incarnation-{copy}"))
    }

    /// Whole attachments, each an age file under a random name.
    pub fn files(&self) -> PathBuf {
        self.root.join("files")
    }

    /// Attachments on their way in.
    pub fn staging(&self) -> PathBuf {
        self.root.join("staging")
    }

    /// Read-only plaintext copies for other programs; emptied at lock and at start.
    pub fn opened(&self) -> PathBuf {
        self.root.join("open")
    }

    /// The program's log files, without personal data.
    pub fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }

    fn version_file(&self) -> PathBuf {
        self.root.join("version")
    }

    /// Removes the database and everything that belongs to it; only for one nobody has worked in. The key file goes first: a removal
    /// that is cut off then leaves a database nobody has a key to, and never a key that promises a database.
    ///
    /// # Errors
    /// I/O errors; calling again goes on.
    pub fn remove_database(&self) -> Result<()> {
        let database = self.database();
        let beside = |end: &str| PathBuf::from(format!("{}{end}", database.display()));
        let keys = vec![self.keys('a'), self.keys('b')];
        let mut rest =
            vec![beside("-wal"), beside("-shm"), beside("-journal"), self.incarnation('a'), self.incarnation('b')];
        rest.push(database.clone());
        for parts in [keys, rest] {
            for path in parts {
                match fs::remove_file(&path) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        return Err(StoreError::io("removing the database")(error));
                    }
                    _ => {}
                }
            }
            atomic::sync_parent(&database)?;
        }
        Ok(())
    }

    /// How often a password of this PC was wrong, as [`Folder::set_attempts`] kept it.
    pub fn attempts(&self) -> Option<Vec<u8>> {
        small(&self.root.join(ATTEMPTS))
    }

    /// Keeps what slows wrong passwords down beside the key file, durably: it is needed before anything can be decrypted. Nothing
    /// personal beyond the users' ids belongs here.
    ///
    /// # Errors
    /// As [`atomic::write`].
    pub fn set_attempts(&self, bytes: &[u8]) -> Result<()> {
        atomic::write(&self.root.join(ATTEMPTS), bytes)
    }

    /// Small settings that are needed before the folder is taken and before anybody signed in (language, theme), as bytes; nothing
    /// personal belongs here.
    pub fn preferences(root: &Path) -> Option<Vec<u8>> {
        small(&root.join(PREFERENCES))
    }

    /// Keeps the settings of [`Folder::preferences`], durably.
    ///
    /// # Errors
    /// As [`atomic::write`].
    pub fn set_preferences(&self, bytes: &[u8]) -> Result<()> {
        atomic::write(&self.root.join(PREFERENCES), bytes)
    }

    /// Removes the plaintext copies made for other programs. What another program still holds open stays until the next time;
    /// returns how many stayed.
    pub fn clear_opened(&self) -> usize {
        self.clear_opened_but().len()
    }

    /// [`Folder::clear_opened`]; returns what stayed.
    pub(crate) fn clear_opened_but(&self) -> Vec<PathBuf> {
        match fs::read_dir(self.opened()) {
            Ok(entries) => {
                entries.flatten().map(|entry| entry.path()).filter(|path| remove_tree(path).is_err()).collect()
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            // Whether copies lie there is not known.
            Err(_) => vec![self.opened()],
        }
    }
}

/// `None` for a file that is not there, cannot be read, or is larger than anything the program writes there.
fn small(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = File::open(path).ok()?.take(LARGEST_SMALL + 1).read_to_end(&mut bytes).ok()?;
    (read as u64 <= LARGEST_SMALL).then_some(bytes)
}

/// Removes a file, or a folder with everything in it; what can go goes, also where something else stays. A link goes, and not what it
/// leads to.
pub(crate) fn remove_tree(path: &Path) -> std::io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() {
        let mut outcome = Ok(());
        for entry in fs::read_dir(path)?.flatten() {
            outcome = remove_tree(&entry.path()).and(outcome);
        }
        return outcome.and_then(|()| fs::remove_dir(path));
    }
    make_writable(path);
    fs::remove_file(path)
}

/// Windows does not remove a read-only file.
#[cfg(windows)]
fn make_writable(path: &Path) {
    if let Ok(meta) = fs::metadata(path) {
        let mut rights = meta.permissions();
        #[allow(clippy::permissions_set_readonly_false)]
        rights.set_readonly(false);
        let _ = fs::set_permissions(path, rights);
    }
}

#[cfg(not(windows))]
fn make_writable(_path: &Path) {}
