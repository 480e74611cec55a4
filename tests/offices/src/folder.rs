//! Data folders copied and put back, as backups, clones and disk images do.

use std::path::Path;

/// Says who holds a folder, and nothing else: it is empty, and Windows lets nobody read it while it is held.
const LOCK: &str = "lock";

/// Copies a folder with everything in it, as a disk image does.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().is_some_and(|name| name == LOCK) {
            continue;
        }
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy_folder(&path, &target) } else { std::fs::copy(&path, &target).map(drop).unwrap() }
    }
}

/// Puts the database of a copy back into a folder whose program has ended, and nothing else: what lies beside it stays as it is.
pub fn put_back_database(copy: &Path, folder: &Path) {
    for name in ["lakon.db-wal", "lakon.db-shm"] {
        let _ = std::fs::remove_file(folder.join(name));
    }
    std::fs::copy(copy.join("lakon.db"), folder.join("lakon.db")).unwrap();
}

/// Puts a whole copy back, the file that tells one incarnation from another included.
pub fn put_back_all(copy: &Path, folder: &Path) {
    std::fs::remove_dir_all(folder).unwrap();
    copy_folder(copy, folder);
}
