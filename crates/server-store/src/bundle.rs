//! What a bundle needs of the server's storage: attachments by address, both ways, and the record by which desks know the server's age
//! key.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use lakon_domain::event::{ServerKeyed, ServerStated};
use lakon_domain::ids::Hash;
use lakon_domain::shape::AgeRecipient;
use lakon_sync::bundle::Facts;
use lakon_sync::files::{LARGEST_FILE, Uploads};
use lakon_sync::replica::{BlobRead, BlobRef, BlobWrite, Blobs, StoreFault};
use rusqlite::params;

use crate::durable::{rename, sync_folder};
use crate::sealed::{self, FileKeys, Sealing};
use crate::{ServerStore, StoreError};

impl ServerStore {
    /// Says in the office log which age key this server has, where it does not say so yet. For the process that holds the folder.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreError::NoOffice`] before an office was begun.
    pub fn state_recipient(&self) -> Result<(), StoreError> {
        let (own, server) = (self.own_log_id()?, self.statement.server);
        let recipient = self.recipient()?;
        if self.office_state().server_recipients.get(&server) == Some(&recipient) {
            return Ok(());
        }
        let appended = self.write(|tx| self.append(tx, own, &[ServerKeyed { server, recipient }.into()]))?;
        self.heard(&appended);
        Ok(())
    }

    /// Says the server's statement once more where the office key has signed a newer one than any the office logs hold of this server. For
    /// the process that holds the folder.
    ///
    /// # Errors
    /// As [`Self::state_recipient`].
    pub fn state_anew(&self) -> Result<(), StoreError> {
        let own = self.own_log_id()?;
        if self.office_state().stated.get(&self.statement.server).is_some_and(|held| held.at >= self.statement.at) {
            return Ok(());
        }
        let appended = self.write(|tx| self.append(tx, own, &[ServerStated::from(self.statement.clone()).into()]))?;
        self.heard(&appended);
        Ok(())
    }

    fn recipient(&self) -> Result<AgeRecipient, StoreError> {
        self.keys.recipient().map_err(|_| StoreError::Damaged("the server's age key"))
    }

    /// To whom a bundle of this server is encrypted.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the own key is none.
    pub fn bundle_recipients(&self) -> Result<BTreeSet<AgeRecipient>, StoreError> {
        let mut recipients = self.office_state().recipients();
        recipients.insert(self.recipient()?);
        recipients.insert(self.statement.recovery.clone());
        Ok(recipients)
    }

    /// What opens the server's attachments and the bundles for it.
    pub fn file_keys(&self) -> &FileKeys {
        &self.keys
    }

    /// What the file of an invitation says of the office.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where there is no such invitation.
    pub fn invitation_facts(&self, invitation: u16, address: &str) -> Result<Facts, StoreError> {
        let invited = self.invitation(invitation)?.ok_or(StoreError::Damaged("an invitation"))?;
        Ok(Facts {
            statement: self.statement.clone(),
            address: address.to_owned(),
            offer: self.offer_of(&invited).map_err(|_| StoreError::NoOffice)?,
            office_log: self.own_log_id()?,
            expires_at: invited.expires_at,
            nonce: self.random::<32>().into(),
        })
    }

    fn lacks_blob(&self, blob: &BlobRef) -> Result<bool, StoreError> {
        let size = i64::try_from(blob.size).unwrap_or(i64::MAX);
        self.read(|connection| {
            let sql = "SELECT 1 FROM named WHERE office = ?1 AND address = ?2 AND size = ?3 AND here = 0";
            Ok(connection.prepare_cached(sql)?.exists(params![self.office.as_bytes(), blob.address.0, size])?)
        })
    }

    fn held_blobs(&self, after: Option<&Hash>, limit: usize) -> Result<Vec<BlobRef>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.read(|connection| {
            let sql = "SELECT address, size FROM blob AS b WHERE office = ?1 AND (?2 IS NULL OR address > ?2)
                         AND EXISTS (SELECT 1 FROM named AS n WHERE n.office = b.office AND n.address = b.address)
                       ORDER BY address LIMIT ?3";
            let mut statement = connection.prepare_cached(sql)?;
            let values = params![self.office.as_bytes(), after.map(|address| address.0), limit];
            let rows = statement.query_map(values, |row| {
                Ok(BlobRef { address: Hash(row.get(0)?), size: row.get::<_, i64>(1)?.unsigned_abs() })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

/// An attachment that comes from a bundle. Dropped before its end it removes what it wrote.
struct Incoming {
    store: Arc<ServerStore>,
    blob: BlobRef,
    name: String,
    half: PathBuf,
    /// `None` once it ended or failed.
    sealing: Option<Sealing>,
    hasher: blake3::Hasher,
    written: u64,
}

impl Incoming {
    fn end(&mut self) -> Result<bool, StoreError> {
        let sealing = self.sealing.take().ok_or(StoreError::Damaged("an attachment that has ended"))?;
        if self.written != self.blob.size || *self.hasher.finalize().as_bytes() != self.blob.address.0 {
            return Ok(false);
        }
        sealed::end(sealing, true)?;
        let blobs = self.store.folder.blobs();
        rename(&self.half, &blobs.join(&self.name))?;
        sync_folder(&blobs).inspect_err(|_| self.store.remove_blob_file(&self.name))?;
        let (address, size) = (self.blob.address, self.blob.size);
        if !self.store.write_row(&self.name, |tx| self.store.put_blob(tx, &address, size, &self.name))? {
            self.store.remove_blob_file(&self.name);
        }
        Ok(true)
    }
}

impl BlobWrite for Incoming {
    fn offset(&self) -> u64 {
        self.written
    }

    fn piece(&mut self, bytes: &[u8]) -> Result<(), StoreFault> {
        let sealing = self.sealing.as_mut().ok_or(StoreError::Damaged("an attachment that has ended"))?;
        sealing.write_all(bytes).map_err(StoreError::from)?;
        self.hasher.update(bytes);
        self.written = self.written.saturating_add(bytes.len() as u64);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<bool, StoreFault> {
        Ok(self.end()?)
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        self.sealing = None;
        // Gone already where it ended well; what cannot be removed now is removed at the next start.
        let _ = fs::remove_file(&self.half);
    }
}

/// The server's attachments by address, as bundles ask for them; uploads have a way of their own.
pub struct Attachments(pub Arc<ServerStore>);

impl Blobs for Attachments {
    fn have(&self, address: &Hash) -> Result<bool, StoreFault> {
        Ok(self.0.blob_or_lost(address)?.is_some())
    }

    fn wanted(&self, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(self.0.wanted_blobs(None, limit)?)
    }

    fn lacks(&self, blob: &BlobRef) -> Result<bool, StoreFault> {
        Ok(blob.size <= LARGEST_FILE && self.0.lacks_blob(blob)?)
    }

    fn held(&self, after: Option<&Hash>, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(self.0.held_blobs(after, limit)?)
    }

    fn read(&self, address: &Hash) -> Result<Option<(u64, Box<dyn BlobRead>)>, StoreFault> {
        Uploads::open(&*self.0, address)
    }

    fn write(&self, blob: &BlobRef) -> Result<Box<dyn BlobWrite>, StoreFault> {
        if blob.size > LARGEST_FILE {
            return Err(StoreError::Damaged("an attachment is too large").into());
        }
        let store = self.0.clone();
        let name = store.random_id().simple().to_string();
        let half = store.folder.blobs().join(format!("{name}.half"));
        let sealing = Some(store.keys.seal_blob(&half).map_err(StoreError::from)?);
        Ok(Box::new(Incoming { store, blob: *blob, name, half, sealing, hasher: blake3::Hasher::new(), written: 0 }))
    }
}
