//! A USB stick in a desk: what the dialogs for choosing and saving a file give back.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use lakon_app::{Host, Push};
use serde_json::{Value, json};

use crate::Desk;

/// The file somebody chooses next, for reading or for writing; none where they change their mind.
#[derive(Default)]
pub struct Stick {
    file: Mutex<Option<PathBuf>>,
}

impl Stick {
    /// Puts a stick into a desk that has had none.
    pub fn of(desk: &Desk) -> Arc<Self> {
        let stick = Arc::new(Self::default());
        desk.app.attach(stick.clone());
        stick
    }

    pub fn choose(&self, file: Option<&Path>) {
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) = file.map(Path::to_owned);
    }

    fn chosen(&self) -> Option<PathBuf> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Writes a bundle of this desk.
    pub async fn out(&self, desk: &Desk, file: &Path, all: bool) -> Value {
        self.choose(Some(file));
        desk.ok("usb.out", json!({ "all": all })).await
    }

    /// Takes a bundle in this desk.
    pub async fn take(&self, desk: &Desk, file: &Path) -> Value {
        self.choose(Some(file));
        desk.ok("usb.take", json!({})).await
    }
}

impl Host for Stick {
    fn pick_files(&self) -> Vec<PathBuf> {
        self.chosen().into_iter().collect()
    }

    fn save_as(&self, _: &str) -> Option<PathBuf> {
        self.chosen()
    }

    fn open_path(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn open_link(&self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn notify(&self, _: &str, _: &str, _: Option<&str>) {}

    fn push(&self, _: &Push) {}
}
