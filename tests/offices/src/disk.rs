//! A disk of a few MiB that a test fills up and makes room on.

use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A file system of its own, taken away again at the end.
pub struct SmallDisk(TempDir);

impl SmallDisk {
    /// # Panics
    /// Where this account may not mount anything: a test that runs without its disk would prove nothing.
    pub fn mount() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let mount = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"])
            .arg(temp.path())
            .output();
        assert!(
            mount.is_ok_and(|done| done.status.success()),
            "this test needs a small disk of its own: run it as root, or in `unshare --user --map-root-user --mount`"
        );
        Self(temp)
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes until nothing fits any more; removing the file makes room again.
    pub fn fill(&self) -> PathBuf {
        self.fill_but(0)
    }

    /// The same with so many bytes left.
    pub fn fill_but(&self, left: u64) -> PathBuf {
        let path = self.path().join("penuh");
        let mut file = std::fs::File::create(&path).unwrap();
        let mut size = 64 * 1024;
        while size > 0 {
            if file.write_all(&vec![7; size]).is_err() {
                size /= 2;
            }
        }
        let length = file.metadata().unwrap().len();
        file.set_len(length.saturating_sub(left)).unwrap();
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(self.path()).status();
    }
}
