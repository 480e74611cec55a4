//! Where things are in the project's tree, and what its programs are called on this system.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The project's folders.
pub struct Tree {
    root: PathBuf,
    target: PathBuf,
}

impl Tree {
    /// The tree this tool was started in through cargo.
    ///
    /// # Errors
    /// When the tool was not started by cargo.
    pub fn of_this_project() -> Result<Tree> {
        let own = std::env::var_os("CARGO_MANIFEST_DIR").context("start this tool as `cargo xtask`")?;
        let root = Path::new(&own).ancestors().nth(2).context("xtask lies in crates/xtask")?.to_owned();
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        Ok(Tree { root, target })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the page.
    pub fn page(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// The folder of the tests in a browser.
    pub fn browser_tests(&self) -> PathBuf {
        self.root.join("tests").join("browser")
    }

    /// The folder of the stock tus client that the tests of attachments use.
    pub fn tus_client(&self) -> PathBuf {
        self.root.join("tests").join("tus")
    }

    /// A file or folder that may be thrown away.
    pub fn scratch(&self, name: &str) -> PathBuf {
        self.target.join(name)
    }

    /// The built program `name`.
    pub fn program(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}
