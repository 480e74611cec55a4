//! The store as the protocol sees it: contents of attachments by address.

use lakon_domain::ids::Hash;
use lakon_sync::files::{LARGEST_FILE, Outcome, Way};
use lakon_sync::replica::{BlobRead, BlobRef, BlobWrite, Blobs, StoreFault};
use rusqlite::params;

use crate::atomic;
use crate::content::random_name;
use crate::content::{ATTACHMENT, held, keep, tell_of};
use crate::error::{Result, StoreError};
use crate::files::drop_unreferenced;
use crate::keeping::read_ref;
use crate::sealing::Sealing;
use crate::staging::seal;
use crate::store::{Store, lock};
use crate::tries::RESTS;

impl Blobs for Store {
    fn unsent(&self, after: Option<&BlobRef>, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(self.unsent_blobs(after, limit)?)
    }

    fn to_carry(&self) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(self.blobs_to_carry()?)
    }

    fn lacks(&self, blob: &BlobRef) -> Result<bool, StoreFault> {
        Ok(self.lacks_blob(blob)?)
    }

    fn held(&self, after: Option<&Hash>, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(self.named_blobs(after, limit)?)
    }

    fn arrived(&self, named: &[BlobRef]) -> Result<(), StoreFault> {
        let there = |blob: &BlobRef| Outcome { blob: *blob, way: Way::Up, result: Ok(blob.size) };
        Ok(self.note_outcomes(&named.iter().map(there).collect::<Vec<_>>())?)
    }

    fn have(&self, address: &Hash) -> Result<bool, StoreFault> {
        Ok(self.read(|conn| Ok(held(conn, address)?.is_some_and(|held| held.fault.is_none())))?)
    }

    fn wanted(&self, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(self.wanted_blobs(limit)?)
    }

    fn wished(&self, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(self.wished_blobs(limit)?)
    }

    fn ready(&self, address: &Hash) -> Result<bool, StoreFault> {
        Ok(self.is_ready(address)?)
    }

    fn sound(&self, address: &Hash) -> Result<bool, StoreFault> {
        Ok(self.reads_back(address)?)
    }

    fn lacking(&self, named: &[BlobRef]) -> Result<(), StoreFault> {
        if named.is_empty() {
            return Ok(());
        }
        let believed = self.read(|conn| {
            let mut there = conn.prepare_cached("SELECT 1 FROM blob WHERE address = ?1 AND on_server = 1")?;
            let mut believed = Vec::new();
            for blob in named {
                if there.exists([blob.address.0])? {
                    believed.push(blob.address);
                }
            }
            Ok(believed)
        })?;
        if believed.is_empty() {
            return Ok(());
        }
        Ok(self.behind(|tx| {
            for address in &believed {
                tx.conn.prepare_cached("UPDATE blob SET on_server = 0 WHERE address = ?1")?.execute([address.0])?;
                tell_of(tx, address)?;
            }
            Ok(())
        })?)
    }

    fn read(&self, address: &Hash) -> Result<Option<(u64, Box<dyn BlobRead>)>, StoreFault> {
        match self.open_content(address) {
            Ok((size, content)) => Ok(Some((size, Box::new(content)))),
            Err(StoreError::NotFound(_) | StoreError::Damaged(ATTACHMENT)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn write(&self, blob: &BlobRef) -> Result<Box<dyn BlobWrite>, StoreFault> {
        if blob.size > LARGEST_FILE {
            return Err(StoreError::FileTooLarge { size: blob.size, largest: LARGEST_FILE }.into());
        }
        let held = lock(&self.inner.incoming).remove(&blob.address);
        let sealing = match held {
            Some(held) => held,
            None => seal(&self.inner, &random_name(&self.inner.random))?,
        };
        Ok(Box::new(Incoming { store: self.clone(), blob: *blob, sealing: Some(sealing) }))
    }
}

impl Store {
    /// Contents on this PC that the server was not seen to have and that do not rest, by size and then address, behind `after`, at most
    /// `limit`; for offering them.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn unsent_blobs(&self, after: Option<&BlobRef>, limit: usize) -> Result<Vec<BlobRef>> {
        let now = self.inner.clock.now();
        let size = after.map_or(-1, |blob| i64::try_from(blob.size).unwrap_or(i64::MAX));
        let address = after.map_or(&[][..], |blob| &blob.address.0);
        self.read(|conn| {
            // A file of a draft is nobody's business yet.
            let mut statement = conn.prepare_cached(&format!(
                "SELECT b.address, b.size FROM blob AS b WHERE b.on_server = 0 AND b.fault IS NULL
                   AND EXISTS (SELECT 1 FROM file_row AS f WHERE f.address = b.address)
                   AND NOT EXISTS (SELECT 1 FROM blob_trouble AS t WHERE t.address = b.address AND {RESTS})
                   AND (b.size, b.address) > (?3, ?4)
                 ORDER BY b.size, b.address LIMIT ?1",
            ))?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            Ok(statement.query_map(params![limit, now.0, size, address], read_ref)?.collect::<rusqlite::Result<_>>()?)
        })
    }
}

/// A content being fetched. Dropped before its end, what has come is kept open for the next attempt of this run.
struct Incoming {
    store: Store,
    blob: BlobRef,
    /// `None` once it ended or failed.
    sealing: Option<Sealing>,
}

impl BlobWrite for Incoming {
    fn offset(&self) -> u64 {
        self.sealing.as_ref().map_or(0, Sealing::written)
    }

    fn piece(&mut self, bytes: &[u8]) -> Result<(), StoreFault> {
        let sealing = self.sealing.as_mut().ok_or(StoreError::Closed)?;
        let after = sealing.written().saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if after > self.blob.size {
            self.sealing = None;
            return Err(StoreError::WrongSize { expected: self.blob.size, got: after }.into());
        }
        sealing.push(bytes).map_err(|error| {
            self.sealing = None;
            error.into()
        })
    }

    fn finish(mut self: Box<Self>) -> Result<bool, StoreFault> {
        let Some(sealing) = self.sealing.take() else { return Err(StoreError::Closed.into()) };
        let (blob, from) = (self.blob, sealing.path().to_owned());
        if sealing.written() != blob.size {
            return Ok(false);
        }
        let remove = |path: &std::path::Path| {
            let _ = std::fs::remove_file(path);
        };
        if sealing.finish()? != blob.address {
            remove(&from);
            return Ok(false);
        }
        let local_name = from.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let to = self.store.inner.file_path(&local_name);
        atomic::rename(&from, &to).inspect_err(|_| remove(&from))?;
        self.store
            .behind(|tx| {
                keep(tx, &blob.address, blob.size, &local_name)?;
                // It came from there.
                tx.conn
                    .prepare_cached("UPDATE blob SET on_server = 1 WHERE address = ?1")?
                    .execute([blob.address.0])?;
                tell_of(tx, &blob.address)?;
                // What names it may have been erased while its bytes came.
                if tx.office.erasures.cover().is_empty() { Ok(()) } else { drop_unreferenced(tx, &blob.address) }
            })
            .inspect_err(|_| remove(&to))?;
        Ok(true)
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if let Some(sealing) = self.sealing.take()
            && sealing.written() > 0
        {
            lock(&self.store.inner.incoming).insert(self.blob.address, sealing);
        }
    }
}
