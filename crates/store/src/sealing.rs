//! An age file being written: plaintext goes in by pieces, is hashed on the way and reaches the disk only encrypted.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use age::stream::StreamWriter;
use age::x25519::Recipient;
use lakon_domain::ids::Hash;

use crate::age_keys::encrypt_into;
use crate::error::{Result, StoreError};

/// Encrypted bytes handed to the system at once.
const BUFFER: usize = 256 * 1024;

/// One file on its way in. Dropped before its end, it removes what it wrote.
pub(crate) struct Sealing {
    output: Option<StreamWriter<BufWriter<File>>>,
    hasher: blake3::Hasher,
    path: PathBuf,
    written: u64,
}

impl Sealing {
    pub(crate) fn begin(path: PathBuf, recipients: &[Recipient]) -> Result<Self> {
        let file =
            OpenOptions::new().write(true).create_new(true).open(&path).map_err(StoreError::io("staging a file"))?;
        let mut sealing = Self { output: None, hasher: blake3::Hasher::new(), path, written: 0 };
        sealing.output = Some(encrypt_into(recipients, BufWriter::with_capacity(BUFFER, file))?);
        Ok(sealing)
    }

    /// Plaintext bytes taken so far.
    pub(crate) fn written(&self) -> u64 {
        self.written
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Appends plaintext. After an error nothing more can be appended.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<()> {
        let output = self.output.as_mut().ok_or(StoreError::Closed)?;
        if let Err(error) = output.write_all(bytes) {
            self.output = None;
            return Err(StoreError::io("writing a file")(error));
        }
        self.hasher.update(bytes);
        self.written += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(())
    }

    /// Ends the file durably; returns the address of what went in. The file is the caller's from here on.
    pub(crate) fn finish(mut self) -> Result<Hash> {
        let output = self.output.take().ok_or(StoreError::Closed)?;
        let io = StoreError::io("writing a file");
        let file = output.finish().map_err(&io)?.into_inner().map_err(|error| io(error.into_error()))?;
        file.sync_all().map_err(&io)?;
        let address = Hash(*self.hasher.finalize().as_bytes());
        self.path = PathBuf::new();
        Ok(address)
    }
}

impl Drop for Sealing {
    fn drop(&mut self) {
        self.output = None;
        if !self.path.as_os_str().is_empty() {
            // What cannot be removed now is removed at the next start.
            let _ = fs::remove_file(&self.path);
        }
    }
}
