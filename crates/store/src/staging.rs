//! Files dropped onto a case: taken in by pieces, encrypted and hashed on the way, whole or not at all; they belong to the draft
//! until a record names them.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use lakon_domain::ids::{Hash, new_id};
use lakon_domain::shape::{Code, Time};
use lakon_sync::files::LARGEST_FILE;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::age_keys::read_recipient;
use crate::atomic;
use crate::changed::Topic;
use crate::content::{keep, random_name};
use crate::error::{Result, StoreError};
use crate::folder::Folder;
use crate::media::{SNIFFED, sniff};
use crate::names;
use crate::sealing::Sealing;
use crate::store::{Inner, Store, lock};
use crate::tx::Tx;

/// Bytes of one piece; the last may be shorter, and a smaller one is taken too.
pub const PIECE: usize = lakon_sync::files::PIECE;
/// A piece larger than this is no piece of ours.
const LARGEST_PIECE: usize = 8 * PIECE;

/// A file whose beginning was removed at the start because its end never came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HalfStaged {
    pub case: Uuid,
    pub name: String,
}

/// A whole file that no record names yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedFile {
    /// The file's id, in the record too.
    pub file: Uuid,
    pub case: Uuid,
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// The sniffed kind, such as `pdf`.
    pub media: Code,
    pub address: Hash,
    pub added_at: Time,
}

/// A file while it comes in.
pub(crate) struct Stage {
    case: Uuid,
    name: String,
    size: u64,
    local_name: String,
    head: Vec<u8>,
    /// `None` after a failed piece.
    sealing: Option<Sealing>,
    added_at: Time,
}

/// Begins an age file in `staging/`, readable by this device and by the recovery key.
pub(crate) fn seal(inner: &Inner, local_name: &str) -> Result<Sealing> {
    let pin = inner.pin().ok_or(StoreError::NoOffice)?;
    let recipients = [read_recipient(inner.device().recipient())?, read_recipient(&pin.recovery)?];
    Sealing::begin(inner.folder.staging().join(local_name), &recipients)
}

fn too_large(size: u64) -> Result<()> {
    if size > LARGEST_FILE { Err(StoreError::FileTooLarge { size, largest: LARGEST_FILE }) } else { Ok(()) }
}

impl Store {
    /// Begins to take in a file of `size` bytes for a case. Its row is durable, so that a crash can name it afterwards.
    ///
    /// # Errors
    /// [`StoreError::FileTooLarge`], [`StoreError::NoOffice`]; errors of the disk.
    pub fn stage_begin(&self, case: Uuid, name: &str, size: u64) -> Result<Uuid> {
        too_large(size)?;
        let inner = &self.inner;
        let added_at = inner.clock.now();
        let id = new_id(added_at.0, &mut inner.random.clone());
        let (name, local_name) = (names::shown(name), random_name(&inner.random));
        let row = (name.clone(), local_name.clone());
        self.transact(Uuid::nil(), move |tx| {
            tx.conn
                .prepare_cached("INSERT INTO staged (id, case_id, name, size, local_name, whole, added_at) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6)")?
                .execute(params![id.as_bytes(), case.as_bytes(), row.0, i64::try_from(size).unwrap_or(i64::MAX), row.1, added_at.0])?;
            Ok::<(), StoreError>(())
        })?;
        let sealing = match seal(inner, &local_name) {
            Ok(sealing) => sealing,
            Err(error) => {
                self.forget_half(id)?;
                return Err(error);
            }
        };
        let stage = Stage { case, name, size, local_name, head: Vec::new(), sealing: Some(sealing), added_at };
        lock(&inner.stages).insert(id, (case, Arc::new(Mutex::new(stage))));
        Ok(id)
    }

    fn stage(&self, id: Uuid) -> Result<Arc<Mutex<Stage>>> {
        let stages = lock(&self.inner.stages);
        stages.get(&id).map(|(_, stage)| stage.clone()).ok_or(StoreError::NotFound("staged file"))
    }

    /// Appends a piece; returns how many bytes have come. Pieces of one file come in order, files side by side.
    ///
    /// # Errors
    /// [`StoreError::WrongOffset`] when the piece does not follow (nothing is lost), [`StoreError::WrongSize`] when more comes than was
    /// announced, [`StoreError::DiskFull`] and other errors of the disk, after which the file is gone.
    pub fn stage_piece(&self, id: Uuid, offset: u64, bytes: &[u8]) -> Result<u64> {
        let stage = self.stage(id)?;
        let mut stage = lock(&stage);
        let size = stage.size;
        let Some(sealing) = stage.sealing.as_mut() else { return Err(StoreError::NotFound("staged file")) };
        if sealing.written() != offset {
            return Err(StoreError::WrongOffset { expected: sealing.written(), got: offset });
        }
        let after = offset.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if after > size || bytes.len() > LARGEST_PIECE {
            return Err(StoreError::WrongSize { expected: size, got: after });
        }
        if let Err(error) = sealing.push(bytes) {
            stage.sealing = None;
            drop(stage);
            self.stage_cancel(id)?;
            return Err(error);
        }
        let room = SNIFFED.saturating_sub(stage.head.len());
        stage.head.extend_from_slice(&bytes[..bytes.len().min(room)]);
        Ok(after)
    }

    /// Ends a file: it is durable in `files/` and belongs to the draft when this returns.
    ///
    /// # Errors
    /// [`StoreError::WrongSize`] when bytes are missing (it can go on); errors of the disk, after which the file is gone.
    pub fn stage_end(&self, id: Uuid) -> Result<StagedFile> {
        let stage = self.stage(id)?;
        let mut stage = lock(&stage);
        let written = stage.sealing.as_ref().map(Sealing::written).ok_or(StoreError::NotFound("staged file"))?;
        if written != stage.size {
            return Err(StoreError::WrongSize { expected: stage.size, got: written });
        }
        let Some(sealing) = stage.sealing.take() else { return Err(StoreError::NotFound("staged file")) };
        let ended = self.end(id, &stage, sealing);
        drop(stage);
        lock(&self.inner.stages).remove(&id);
        ended.inspect_err(|_| {
            if let Err(error) = self.forget_half(id) {
                tracing::warn!(%error, "a half staged file stays until the next start");
            }
        })
    }

    fn end(&self, id: Uuid, stage: &Stage, sealing: Sealing) -> Result<StagedFile> {
        let from = sealing.path().to_owned();
        let address = sealing.finish()?;
        let to = self.inner.file_path(&stage.local_name);
        let media = sniff(&stage.head, &stage.name);
        let file = StagedFile {
            file: id,
            case: stage.case,
            name: stage.name.clone(),
            size: stage.size,
            media: media.clone(),
            address,
            added_at: stage.added_at,
        };
        // Content lands before the reference to it.
        if let Err(error) = atomic::rename(&from, &to) {
            let _ = fs::remove_file(&from);
            return Err(error);
        }
        self.transact(Uuid::nil(), |tx| {
            keep(tx, &address, stage.size, &stage.local_name)?;
            let whole = tx
                .conn
                .prepare_cached("UPDATE staged SET whole = 1, address = ?2, media = ?3 WHERE id = ?1")?
                .execute(params![id.as_bytes(), address.0, media.as_str()])?;
            if whole == 0 {
                // Its draft was thrown away meanwhile.
                return Err(StoreError::NotFound("staged file"));
            }
            tx.changed.add(Topic::Files);
            tx.changed.add(Topic::Case(stage.case));
            Ok(file)
        })
        .map(|(file, _)| file)
        .inspect_err(|_: &StoreError| {
            let _ = fs::remove_file(&to);
        })
    }

    /// Takes a file that no record names out of its draft, half or whole. One that is not there is no error.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn stage_cancel(&self, id: Uuid) -> Result<()> {
        lock(&self.inner.stages).remove(&id);
        self.transact(Uuid::nil(), |tx| tx.stage_drop(id)).map(|_| ())
    }

    fn forget_half(&self, id: Uuid) -> Result<()> {
        self.transact(Uuid::nil(), |tx| {
            tx.conn.execute("DELETE FROM staged WHERE id = ?1 AND whole = 0", [id.as_bytes()])?;
            Ok(())
        })
        .map(|_| ())
    }

    /// The whole files of a case that no record names yet, in the order in which they came.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn staged_whole(&self, case: Uuid) -> Result<Vec<StagedFile>> {
        self.read(|conn| staged_whole(conn, case))
    }
}

const COLUMNS: &str = "id, case_id, name, size, media, address, added_at";

pub(crate) fn read_staged(row: &Row<'_>) -> rusqlite::Result<StagedFile> {
    Ok(StagedFile {
        file: Uuid::from_bytes(row.get(0)?),
        case: Uuid::from_bytes(row.get(1)?),
        name: row.get(2)?,
        size: row.get::<_, i64>(3)?.unsigned_abs(),
        media: media_of(row.get(4)?),
        address: Hash(row.get(5)?),
        added_at: Time(row.get(6)?),
    })
}

/// A kind as a code; what no program wrote reads as unknown bytes.
pub(crate) fn media_of(text: String) -> Code {
    Code::new(text).unwrap_or_else(|_| crate::media::unknown())
}

pub(crate) fn staged_whole(conn: &Connection, case: Uuid) -> Result<Vec<StagedFile>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM staged WHERE case_id = ?1 AND whole = 1 ORDER BY added_at, id"
    ))?;
    Ok(statement.query_map([case.as_bytes()], read_staged)?.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn staged(conn: &Connection, id: Uuid) -> Result<Option<StagedFile>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM staged WHERE id = ?1 AND whole = 1"))?;
    Ok(statement.query_row([id.as_bytes()], read_staged).optional()?)
}

impl Tx<'_> {
    /// The whole files of a case that no record names yet.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn staged_whole(&self, case: Uuid) -> Result<Vec<StagedFile>> {
        staged_whole(self.conn, case)
    }

    /// Takes a file that no record names out of its draft.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn stage_drop(&mut self, id: Uuid) -> Result<()> {
        let row: Option<([u8; 16], Option<[u8; 32]>, String)> = self
            .conn
            .prepare_cached("DELETE FROM staged WHERE id = ?1 RETURNING case_id, address, local_name")?
            .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        if let Some((case, address, local_name)) = row {
            self.changed.add(Topic::Files);
            self.changed.add(Topic::Case(Uuid::from_bytes(case)));
            match address {
                Some(address) => crate::files::drop_unreferenced(self, &Hash(address))?,
                // Whoever holds its beginning removes it; where that fails, it is met here.
                None => self.unneeded.push(self.inner.folder.staging().join(local_name)),
            }
        }
        Ok(())
    }
}

/// Removes what a crash left of files on their way in, wherever it stopped, and names them.
pub(crate) fn clear_half(conn: &mut Connection, folder: &Folder) -> Result<Vec<HalfStaged>> {
    let rows: Vec<(HalfStaged, String)> = conn
        .prepare("SELECT case_id, name, local_name FROM staged WHERE whole = 0 ORDER BY added_at")?
        .query_map([], |row| Ok((HalfStaged { case: Uuid::from_bytes(row.get(0)?), name: row.get(1)? }, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (_, local_name) in &rows {
        // It may have been moved before its row was written.
        let _ = fs::remove_file(folder.files().join(local_name));
    }
    if let Ok(entries) = fs::read_dir(folder.staging()) {
        for path in entries.flatten().map(|entry| entry.path()).collect::<Vec<PathBuf>>() {
            let _ = fs::remove_file(path);
        }
    }
    if !rows.is_empty() {
        conn.execute("DELETE FROM staged WHERE whole = 0", [])?;
    }
    Ok(rows.into_iter().map(|(half, _)| half).collect())
}
