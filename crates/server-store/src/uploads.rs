//! Uploads and stored attachments: pieces wait in `staging/`, whole files lie in `blobs/`, rows say which.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use lakon_domain::ids::Hash;
use lakon_domain::shape::Time;
use lakon_sync::files::{Checked, Finish, Held, NewUpload, UPLOAD_EXPIRY_MS, UploadState, Uploads};
use lakon_sync::replica::{BlobRead, StoreFault};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::check::is_damage;
use crate::durable::{rename, sync_folder};
use crate::erasures::Erased;
use crate::pieces::{self, Pieces};
use crate::{ServerStore, StoreError, sealed};

/// A row of `upload`.
pub(crate) struct Row {
    address: Hash,
    length: u64,
    offset: u64,
    touched_at: Time,
}

impl Row {
    fn state(&self, offset: u64) -> UploadState {
        let expires_at = Time(self.touched_at.0.saturating_add(UPLOAD_EXPIRY_MS));
        UploadState { address: self.address, length: self.length, offset, expires_at }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.offset == self.length
    }
}

fn size(value: u64) -> Result<i64, StoreError> {
    i64::try_from(value).map_err(|_| StoreError::Damaged("a size is out of range"))
}

impl ServerStore {
    fn staging(&self, id: Uuid) -> PathBuf {
        self.folder.staging().join(id.simple().to_string())
    }

    pub(crate) fn upload(&self, connection: &Connection, id: Uuid) -> Result<Option<Row>, StoreError> {
        let mut statement = connection.prepare_cached(
            "SELECT address, length, offset, touched_at FROM upload WHERE office = ?1 AND upload = ?2",
        )?;
        let row = statement.query_row(params![self.office.as_bytes(), id.as_bytes()], |row| {
            Ok(Row {
                address: Hash(row.get(0)?),
                length: row.get::<_, i64>(1)?.unsigned_abs(),
                offset: row.get::<_, i64>(2)?.unsigned_abs(),
                touched_at: Time(row.get(3)?),
            })
        });
        Ok(row.optional()?)
    }

    fn put_upload(
        &self,
        tx: &Connection,
        id: Uuid,
        upload: &NewUpload,
        offset: u64,
        now: Time,
    ) -> Result<(), StoreError> {
        tx.prepare_cached(
            "INSERT INTO upload (office, upload, device, address, length, offset, touched_at, metadata)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            self.office.as_bytes(),
            id.as_bytes(),
            upload.device.as_bytes(),
            upload.address.0,
            size(upload.length)?,
            size(offset)?,
            now.0,
            upload.metadata
        ])?;
        Ok(())
    }

    fn move_upload(&self, tx: &Connection, id: Uuid, offset: u64, now: Time) -> Result<(), StoreError> {
        tx.prepare_cached("UPDATE upload SET offset = ?3, touched_at = ?4 WHERE office = ?1 AND upload = ?2")?
            .execute(params![self.office.as_bytes(), id.as_bytes(), size(offset)?, now.0])?;
        Ok(())
    }

    fn drop_upload(&self, id: Uuid) -> Result<bool, StoreError> {
        let gone = self.write(|tx| {
            let sql = "DELETE FROM upload WHERE office = ?1 AND upload = ?2";
            Ok(tx.prepare_cached(sql)?.execute(params![self.office.as_bytes(), id.as_bytes()])?)
        })?;
        self.remove_pieces(id);
        Ok(gone > 0)
    }

    /// The row has decided; pieces that cannot be removed now are removed at the next start.
    pub(crate) fn remove_pieces(&self, id: Uuid) {
        if let Err(error) = pieces::remove(&self.staging(id)) {
            tracing::warn!(%error, "pieces of an ended upload stay");
        }
    }

    /// Writes one age file, verifies what was written against the address, and makes file and name durable.
    /// `None`, and nothing left, where the bytes are not those of the address.
    fn store(
        &self,
        address: &Hash,
        fill: impl FnOnce(&mut dyn FnMut(&[u8]) -> std::io::Result<()>) -> Result<(), StoreError>,
    ) -> Result<Option<String>, StoreError> {
        let name = self.random_id().simple().to_string();
        let half = self.folder.blobs().join(format!("{name}.half"));
        let stored = self.store_half(&half, &name, address, fill);
        if !matches!(stored, Ok(true)) {
            // What is left of a failed attempt is removed here or at the next start. It may have its name already.
            let _ = fs::remove_file(&half);
            let _ = fs::remove_file(self.folder.blobs().join(&name));
        }
        stored.map(|ok| ok.then_some(name))
    }

    fn store_half(
        &self,
        half: &std::path::Path,
        name: &str,
        address: &Hash,
        fill: impl FnOnce(&mut dyn FnMut(&[u8]) -> std::io::Result<()>) -> Result<(), StoreError>,
    ) -> Result<bool, StoreError> {
        let mut hasher = blake3::Hasher::new();
        let mut sealing = self.keys.seal_blob(half)?;
        fill(&mut |bytes| {
            hasher.update(bytes);
            sealing.write_all(bytes)
        })?;
        if *hasher.finalize().as_bytes() != address.0 {
            return Ok(false);
        }
        sealed::end(sealing, true)?;
        rename(half, &self.folder.blobs().join(name))?;
        sync_folder(&self.folder.blobs())?;
        Ok(true)
    }

    /// Writes the row of a stored file. Where that fails the file goes: no row names it, and every retry would leave one more.
    pub(crate) fn write_row<T>(
        &self,
        name: &str,
        row: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.write(row).inspect_err(|_| self.remove_blob_file(name))
    }

    /// The row that makes a stored file count. The first of two uploads of one content stays; the other's file is removed after.
    pub(crate) fn put_blob(
        &self,
        tx: &Connection,
        address: &Hash,
        length: u64,
        name: &str,
    ) -> Result<bool, StoreError> {
        if self.blob(tx, address)?.is_some() {
            return Ok(false);
        }
        if let Some((_, older)) = self.row(tx, address)? {
            // What was kept of the bad copy is of no use any more.
            self.drop_aside(&older);
        }
        // A row whose file is gone is replaced: the content is here again.
        tx.prepare_cached(
            "INSERT INTO blob (office, address, size, file) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (office, address) DO UPDATE SET size = excluded.size, file = excluded.file",
        )?
        .execute(params![self.office.as_bytes(), address.0, size(length)?, name])?;
        self.note_here(tx, address)?;
        Ok(true)
    }

    pub(crate) fn remove_blob_file(&self, name: &str) {
        if let Err(error) = fs::remove_file(self.folder.blobs().join(name)) {
            tracing::warn!(%error, "a superfluous attachment file stays");
        }
    }

    /// Removes uploads whose last byte came more than 14 days ago, but none for which `writing` says that bytes of it are coming: when
    /// they came is noted only once a request is over. Returns how many.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn drop_expired(&self, now: Time, writing: &dyn Fn(Uuid) -> bool) -> Result<usize, StoreError> {
        let before = now.0.saturating_sub(UPLOAD_EXPIRY_MS);
        let old: Vec<(Uuid, Hash, bool)> = self.read(|connection| {
            let sql = "SELECT upload, address, offset = length FROM upload WHERE office = ?1 AND touched_at < ?2";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map(params![self.office.as_bytes(), before], |row| {
                Ok((Uuid::from_bytes(row.get(0)?), Hash(row.get(1)?), row.get(2)?))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })?;
        // While a record about attachments cannot be read, an attachment that seems to be nobody's may be that record's.
        let unsure = self.read(|connection| self.misses_a_name(connection))?;
        let mut dropped = 0;
        for (id, address, whole) in old.iter().filter(|(.., whole)| !(*whole && unsure)) {
            if writing(*id) {
                continue;
            }
            self.drop_upload(*id)?;
            if *whole {
                self.drop_unnamed(address)?;
            }
            dropped += 1;
        }
        Ok(dropped)
    }

    /// Removes an attachment that came long ago and that no record names: its record was erased while the bytes were on their way.
    /// Should a record name it after all, the desks are asked for it.
    fn drop_unnamed(&self, address: &Hash) -> Result<(), StoreError> {
        let mut gone = Erased::default();
        self.write(|tx| {
            let uploads = "SELECT 1 FROM upload WHERE office = ?1 AND address = ?2 LIMIT 1";
            let comes = tx.prepare_cached(uploads)?.exists(params![self.office.as_bytes(), address.0])?;
            if !comes && !self.misses_a_name(tx)? && !self.is_named(tx, address)? {
                self.forget_blob(tx, address, &mut gone)?;
            }
            Ok(())
        })?;
        let writer = self.writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.clear_away(&writer, &gone);
        Ok(())
    }

    fn told(&self, id: Uuid, now: Time) -> Result<Option<UploadState>, StoreError> {
        let Some(mut row) = self.read(|connection| self.upload(connection, id))? else { return Ok(None) };
        let ran_out = row.state(0).expires_at < now;
        if row.is_done() {
            // One that ran out goes with the sweep, which looks whether a record names the attachment.
            return Ok((!ran_out).then(|| row.state(row.length)));
        }
        let pieces = Pieces::read(self.staging(id))?;
        // Bytes that came since it was last told keep it.
        if ran_out && pieces.end() <= row.offset {
            self.drop_upload(id)?;
            return Ok(None);
        }
        // What was told before was made durable before it was told.
        pieces.sync(row.offset)?;
        if pieces.end() != row.offset {
            self.write(|tx| self.move_upload(tx, id, pieces.end(), now))?;
            row.touched_at = now;
        }
        Ok(Some(row.state(pieces.end())))
    }

    fn end_upload(&self, id: Uuid, offset: u64, last: &[u8], now: Time) -> Result<Finish, StoreError> {
        let Some(row) = self.read(|connection| self.upload(connection, id))? else { return Ok(Finish::WrongHash) };
        let pieces = Pieces::read(self.staging(id))?;
        let mut broken = None;
        let stored = self.store(&row.address, |put| {
            for piece in pieces.list.iter().filter(|(at, _)| *at < offset) {
                match pieces.open(&self.keys, *piece) {
                    Ok(bytes) => put(&bytes)?,
                    Err(error) if is_damage(&error) => {
                        broken = Some(piece.0);
                        return Ok(());
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            Ok(put(last)?)
        })?;
        if let Some(from) = broken {
            tracing::warn!(upload = %id, from, "a stored piece cannot be read back; it will be sent again");
            // First the row: what comes in their place is not durable yet, and below the row's offset nobody looks again.
            self.write(|tx| self.move_upload(tx, id, from.min(row.offset), now))?;
            pieces.cut(from)?;
            return Ok(Finish::Damaged);
        }
        let Some(name) = stored else {
            self.drop_upload(id)?;
            return Ok(Finish::WrongHash);
        };
        let first = self.write_row(&name, |tx| {
            if self.upload(tx, id)?.is_none() {
                // The attachment was erased while it came.
                return Ok(None);
            }
            let first = self.put_blob(tx, &row.address, row.length, &name)?;
            self.move_upload(tx, id, row.length, now)?;
            Ok(Some(first))
        })?;
        if first != Some(true) {
            self.remove_blob_file(&name);
        }
        self.remove_pieces(id);
        Ok(if first.is_some() { Finish::Stored } else { Finish::WrongHash })
    }

    fn whole_upload(
        &self,
        upload: &NewUpload,
        bytes: &[u8],
        now: Time,
    ) -> Result<Option<(Uuid, UploadState)>, StoreError> {
        let Some(name) = self.store(&upload.address, |put| Ok(put(bytes)?))? else { return Ok(None) };
        let id = self.random_id();
        let first = self.write_row(&name, |tx| {
            let first = self.put_blob(tx, &upload.address, upload.length, &name)?;
            self.put_upload(tx, id, upload, upload.length, now)?;
            Ok(first)
        })?;
        if !first {
            self.remove_blob_file(&name);
        }
        let row = Row { address: upload.address, length: upload.length, offset: upload.length, touched_at: now };
        Ok(Some((id, row.state(upload.length))))
    }

    fn held_of(&self, device: Uuid, address: &Hash, now: Time) -> Result<Held, StoreError> {
        if self.blob_or_lost(address)?.is_some() {
            return Ok(Held::Whole);
        }
        self.read(|connection| {
            let sql = "SELECT upload FROM upload WHERE office = ?1 AND device = ?2 AND address = ?3
                       AND offset < length AND touched_at >= ?4 ORDER BY offset DESC LIMIT 1";
            let oldest = now.0.saturating_sub(UPLOAD_EXPIRY_MS);
            let begun = connection
                .prepare_cached(sql)?
                .query_row(params![self.office.as_bytes(), device.as_bytes(), address.0, oldest], |row| row.get(0))
                .optional()?;
            Ok(begun.map_or(Held::No, |id| Held::Begun(Uuid::from_bytes(id))))
        })
    }
}

impl Uploads for ServerStore {
    fn begin(&self, upload: &NewUpload, now: Time) -> Result<(Uuid, UploadState), StoreFault> {
        let id = self.random_id();
        self.write(|tx| self.put_upload(tx, id, upload, 0, now))?;
        let row = Row { address: upload.address, length: upload.length, offset: 0, touched_at: now };
        Ok((id, row.state(0)))
    }

    fn state(&self, id: Uuid, now: Time) -> Result<Option<UploadState>, StoreFault> {
        Ok(self.told(id, now)?)
    }

    fn metadata(&self, id: Uuid) -> Result<Option<String>, StoreFault> {
        let read = self.read(|connection| {
            let sql = "SELECT metadata FROM upload WHERE office = ?1 AND upload = ?2 AND metadata <> ''";
            let mut statement = connection.prepare_cached(sql)?;
            Ok(statement.query_row(params![self.office.as_bytes(), id.as_bytes()], |row| row.get(0)).optional()?)
        });
        Ok(read?)
    }

    fn piece(&self, id: Uuid, offset: u64, bytes: &[u8]) -> Result<(), StoreFault> {
        Ok(pieces::keep(&self.staging(id), &self.keys, offset, bytes).map_err(StoreError::from)?)
    }

    fn finish(&self, id: Uuid, offset: u64, last: &[u8], now: Time) -> Result<Finish, StoreFault> {
        Ok(self.end_upload(id, offset, last, now)?)
    }

    fn whole(
        &self,
        upload: &NewUpload,
        bytes: &[u8],
        now: Time,
    ) -> Result<(Finish, Option<(Uuid, UploadState)>), StoreFault> {
        Ok(match self.whole_upload(upload, bytes, now)? {
            Some(made) => (Finish::Stored, Some(made)),
            None => (Finish::WrongHash, None),
        })
    }

    fn forget(&self, id: Uuid) -> Result<bool, StoreFault> {
        Ok(self.drop_upload(id)?)
    }

    fn held(&self, device: Uuid, addresses: &[Hash], now: Time) -> Result<Vec<Held>, StoreFault> {
        addresses.iter().map(|address| Ok(self.held_of(device, address, now)?)).collect()
    }

    fn open(&self, address: &Hash) -> Result<Option<(u64, Box<dyn BlobRead>)>, StoreFault> {
        let Some((size, path)) = self.blob_or_lost(address)? else { return Ok(None) };
        match self.keys.open(&path) {
            Ok(opened) => Ok(Some((size, Box::new(opened)))),
            Err(error) if is_damage(&error) => {
                self.check_copy(address)?;
                Ok(None)
            }
            Err(error) => Err(StoreError::from(error).into()),
        }
    }

    fn check(&self, address: &Hash) -> Result<Checked, StoreFault> {
        Ok(self.check_copy(address)?)
    }
}
