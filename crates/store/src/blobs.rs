//! The store as the protocol sees it: contents of attachments by address.

use lakon_domain::ids::Hash;
use lakon_sync::files::{FileTrouble, LARGEST_FILE, Outcome};
use lakon_sync::replica::{BlobRead, BlobRef, BlobWrite, Blobs, StoreFault};
use rusqlite::{Connection, Row, params};

use crate::atomic;
use crate::content::random_name;
use crate::content::{ATTACHMENT, held, keep, tell_of};
use crate::error::{Result, StoreError};
use crate::files::drop_unreferenced;
use crate::sealing::Sealing;
use crate::staging::seal;
use crate::store::{Store, lock};

fn read_ref(row: &Row<'_>) -> rusqlite::Result<BlobRef> {
    Ok(BlobRef { address: Hash(row.get(0)?), size: row.get::<_, i64>(1)?.unsigned_abs() })
}

impl Blobs for Store {
    fn unsent(&self, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(self.unsent_blobs(limit)?)
    }

    fn have(&self, address: &Hash) -> Result<bool, StoreFault> {
        Ok(self.read(|conn| Ok(held(conn, address)?.is_some_and(|held| held.fault.is_none())))?)
    }

    fn wanted(&self, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT f.address, max(f.size) AS size FROM file_row AS f WHERE f.address IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM blob AS b WHERE b.address = f.address AND b.fault IS NULL)
                 GROUP BY f.address HAVING size <= ?2
                 ORDER BY EXISTS (SELECT 1 FROM blob_trouble AS t WHERE t.address = f.address), size, f.address LIMIT ?1",
            )?;
            let most = i64::try_from(LARGEST_FILE).unwrap_or(i64::MAX);
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            Ok(statement.query_map(params![limit, most], read_ref)?.collect::<rusqlite::Result<_>>()?)
        })?)
    }

    fn lacking(&self, named: &[BlobRef]) -> Result<(), StoreFault> {
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
    /// Contents on this PC that the server was not seen to have, small first, at most `limit`; for offering them.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn unsent_blobs(&self, limit: usize) -> Result<Vec<BlobRef>> {
        self.read(|conn| {
            // A file of a draft is nobody's business yet.
            let mut statement = conn.prepare_cached(
                "SELECT b.address, b.size FROM blob AS b WHERE b.on_server = 0 AND b.fault IS NULL
                   AND EXISTS (SELECT 1 FROM file_row AS f WHERE f.address = b.address) ORDER BY b.size, b.address LIMIT ?1",
            )?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            Ok(statement.query_map([limit], read_ref)?.collect::<rusqlite::Result<_>>()?)
        })
    }
}

/// A code for a file that did not arrive, kept for the officer's list.
fn trouble_code(trouble: &FileTrouble) -> &'static str {
    match trouble {
        FileTrouble::NotHere => "not_here",
        FileTrouble::NotThere => "not_there",
        FileTrouble::WrongContent => "wrong_content",
        FileTrouble::TooLarge => "too_large",
        FileTrouble::Refused(_) => "refused",
        FileTrouble::NoSession => "no_session",
        FileTrouble::NotLakon => "not_lakon",
        FileTrouble::Cut(_) => "cut",
        FileTrouble::Unreachable(_) => "unreachable",
        FileTrouble::Store(_) => "store",
    }
}

impl Store {
    /// Keeps how transfers ended, for the officer's list: that the server has a content, or why it was not moved. Shown only; the
    /// server is asked again before anything depends on it.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn note_outcomes<'a>(&self, outcomes: impl IntoIterator<Item = &'a Outcome>) -> Result<()> {
        let ended: Vec<_> = outcomes
            .into_iter()
            .map(|outcome| (outcome.blob.address, outcome.result.as_ref().map(|_| ()).map_err(trouble_code)))
            .collect();
        if ended.is_empty() {
            return Ok(());
        }
        self.behind(|tx| {
            for (address, result) in &ended {
                if note(tx.conn, address, *result)? > 0 {
                    tell_of(tx, address)?;
                }
            }
            Ok(())
        })
    }
}

/// Returns how many rows it changed: what ends as it ended before is no news.
fn note(conn: &Connection, address: &Hash, result: Result<(), &'static str>) -> Result<usize> {
    Ok(match result {
        Ok(()) => {
            let there = "UPDATE blob SET on_server = 1 WHERE address = ?1 AND on_server = 0";
            let mended = "DELETE FROM blob_trouble WHERE address = ?1";
            conn.prepare_cached(there)?.execute([address.0])? + conn.prepare_cached(mended)?.execute([address.0])?
        }
        Err(code) => conn
            .prepare_cached(
                "INSERT INTO blob_trouble (address, reason) VALUES (?1, ?2)
                 ON CONFLICT (address) DO UPDATE SET reason = excluded.reason WHERE reason <> excluded.reason",
            )?
            .execute(params![address.0, code])?,
    })
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
