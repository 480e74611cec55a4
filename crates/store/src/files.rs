//! Attachments as records and drafts name them: where their bytes are, reading any part of them, a copy for another program.

use std::fs::{self, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use lakon_domain::ids::Hash;
use lakon_domain::shape::{Code, Time};
use lakon_domain::standing::TextState;
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use crate::content::{Fault, damaged, forget, held};
use crate::error::{Result, StoreError};
use crate::names;
use crate::project_case::state_of;
use crate::staging::{StagedFile, media_of, staged, staged_whole};
use crate::store::{Store, lock};
use crate::tx::Tx;

/// Most bytes one call reads.
pub const LARGEST_READ: u64 = 8 * 1024 * 1024;

/// One attachment, of a record or of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    pub file: Uuid,
    pub case: Uuid,
    /// Bytes.
    pub size: u64,
    /// The sniffed kind, such as `pdf`.
    pub media: Code,
    /// Empty where `name_state` is not known.
    pub name: String,
    pub name_state: TextState,
    /// `None` where erased or not yet received.
    pub address: Option<Hash>,
    /// Whether the bytes lie on this PC, sound as far as is known.
    pub here: bool,
    /// What is wrong with the copy on this PC; it then counts as not here.
    pub fault: Option<Fault>,
    /// Whether the server said, when last asked, that it has them.
    pub on_server: bool,
    /// A record names it; otherwise it belongs to the draft.
    pub recorded: bool,
    pub added_at: Time,
    /// Why the last try to move it failed, a code (see [`Store::note_outcomes`]).
    pub trouble: Option<String>,
    /// When it may be tried again after a failure; past where it no longer rests.
    pub next_try: Option<Time>,
}

/// Where a content is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobPlace {
    /// Whether the bytes lie on this PC.
    pub here: bool,
    /// Whether the server said, when last asked, that it has them.
    pub on_server: bool,
    /// Why the last try to move it failed, a code (see [`Store::note_outcomes`]).
    pub trouble: Option<String>,
}

pub(crate) const COLUMNS: &str = "f.file, f.case_id, f.size, f.media, f.name, f.state, f.address, b.address IS NOT NULL AND b.fault IS NULL, coalesce(b.on_server, 0), f.added_at, t.reason, b.fault, t.next_at";
pub(crate) const TABLES: &str =
    "file_row AS f LEFT JOIN blob AS b ON b.address = f.address LEFT JOIN blob_trouble AS t ON t.address = f.address";

pub(crate) fn read_file(row: &Row<'_>) -> rusqlite::Result<FileRow> {
    Ok(FileRow {
        file: Uuid::from_bytes(row.get(0)?),
        case: Uuid::from_bytes(row.get(1)?),
        size: row.get::<_, i64>(2)?.unsigned_abs(),
        media: media_of(row.get(3)?),
        name: row.get(4)?,
        name_state: state_of(row.get(5)?),
        address: row.get::<_, Option<[u8; 32]>>(6)?.map(Hash),
        here: row.get(7)?,
        on_server: row.get(8)?,
        recorded: true,
        added_at: Time(row.get(9)?),
        trouble: row.get(10)?,
        fault: row.get::<_, Option<String>>(11)?.map(|code| Fault::read(&code)),
        next_try: row.get::<_, Option<i64>>(12)?.map(Time),
    })
}

impl From<StagedFile> for FileRow {
    fn from(staged: StagedFile) -> Self {
        let StagedFile { file, case, name, size, media, address, added_at } = staged;
        Self {
            file,
            case,
            size,
            media,
            name,
            name_state: TextState::Known,
            address: Some(address),
            here: true,
            fault: None,
            on_server: false,
            recorded: false,
            added_at,
            trouble: None,
            next_try: None,
        }
    }
}

fn file(conn: &Connection, id: Uuid) -> Result<Option<FileRow>> {
    let sql = format!("SELECT {COLUMNS} FROM {TABLES} WHERE f.file = ?1 AND f.live = 1 LIMIT 1");
    let recorded = conn.prepare_cached(&sql)?.query_row([id.as_bytes()], read_file).optional()?;
    match recorded {
        Some(file) => Ok(Some(file)),
        None => staged(conn, id)?.map(|staged| of_draft(conn, staged)).transpose(),
    }
}

/// A file of a draft: its content came through this PC, and may have been lost since.
fn of_draft(conn: &Connection, staged: StagedFile) -> Result<FileRow> {
    let fault = held(conn, &staged.address)?.and_then(|held| held.fault);
    Ok(FileRow { here: fault.is_none(), fault, ..FileRow::from(staged) })
}

/// Removes a content that no record, none beside the logs either, and no draft refers to any more.
pub(crate) fn drop_unreferenced(tx: &mut Tx<'_>, address: &Hash) -> Result<()> {
    let referred = tx
        .conn
        .prepare_cached(
            "SELECT 1 FROM file_row WHERE address = ?1 UNION ALL SELECT 1 FROM staged WHERE address = ?1 LIMIT 1",
        )?
        .exists([address.0])?;
    if referred || lakon_log::names_beside(tx.conn, address)? {
        return Ok(());
    }
    let local_name: Option<String> = tx
        .conn
        .prepare_cached("DELETE FROM blob WHERE address = ?1 RETURNING local_name")?
        .query_row([address.0], |row| row.get(0))
        .optional()?;
    forget(tx, address)?;
    // What has come of it so far goes too; should this transaction fail, it is fetched from the beginning.
    if let Some(half) = lock(&tx.inner.incoming).remove(address) {
        tx.unneeded.push(half.path().to_owned());
    }
    if let Some(local_name) = local_name {
        tx.unneeded.push(tx.inner.file_path(&local_name));
    }
    Ok(())
}

impl Store {
    /// An attachment a record or a draft names; `None` also where what named it does not count any more.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn file(&self, id: Uuid) -> Result<Option<FileRow>> {
        self.read(|conn| file(conn, id))
    }

    /// The attachments of a case in the order in which they were added, those of its draft last.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn files_of(&self, case: Uuid) -> Result<Vec<FileRow>> {
        self.read(|conn| {
            let sql = format!(
                "SELECT {COLUMNS} FROM {TABLES} WHERE f.case_id = ?1 AND f.live = 1 ORDER BY f.added_at, f.event"
            );
            let mut statement = conn.prepare_cached(&sql)?;
            let mut files: Vec<FileRow> =
                statement.query_map([case.as_bytes()], read_file)?.collect::<rusqlite::Result<_>>()?;
            for staged in staged_whole(conn, case)? {
                files.push(of_draft(conn, staged)?);
            }
            Ok(files)
        })
    }

    /// The files of records and drafts that have this content, each with its case.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn files_with(&self, address: &Hash) -> Result<Vec<(Uuid, Uuid)>> {
        self.read(|conn| crate::content::named_by(conn, address))
    }

    /// Where a content is, as far as this PC knows.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn blob_place(&self, address: &Hash) -> Result<BlobPlace> {
        self.read(|conn| {
            let place: Option<(bool, bool)> = conn
                .prepare_cached("SELECT fault IS NULL, on_server FROM blob WHERE address = ?1")?
                .query_row([address.0], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let (here, on_server) = place.unwrap_or_default();
            let trouble = conn
                .prepare_cached("SELECT reason FROM blob_trouble WHERE address = ?1")?
                .query_row([address.0], |row| row.get(0))
                .optional()?;
            Ok(BlobPlace { here, on_server, trouble })
        })
    }

    /// Opens the bytes of an attachment that lies on this PC, with their number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] of [`crate::CONTENT`] or [`crate::LOST_CONTENT`] when it is not here, [`StoreError::Damaged`] of
    /// [`crate::ATTACHMENT`] when it cannot be read back.
    pub fn file_open(&self, id: Uuid) -> Result<(u64, impl Read + Seek + Send + use<>)> {
        let address = self.file(id)?.and_then(|file| file.address).ok_or(StoreError::NotFound("file"))?;
        self.open_content(&address)
    }

    /// Reads `length` bytes from `offset`, fewer where the file ends before; at most [`LARGEST_READ`].
    ///
    /// # Errors
    /// As [`Store::file_open`].
    pub fn file_bytes(&self, id: Uuid, offset: u64, length: u64) -> Result<Vec<u8>> {
        let (size, mut reader) = self.file_open(id)?;
        let length = length.min(LARGEST_READ).min(size.saturating_sub(offset));
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        if length > 0 {
            reader.seek(SeekFrom::Start(offset)).map_err(damaged)?;
            reader.take(length).read_to_end(&mut bytes).map_err(damaged)?;
        }
        Ok(bytes)
    }

    /// Writes a read-only copy for another program, in a folder of its own below `open/`. It goes at lock and at the next start
    /// ([`crate::Folder::clear_opened`]).
    ///
    /// # Errors
    /// As [`Store::file_open`]; errors of the disk, after which no copy is left.
    pub fn file_to_temp(&self, id: Uuid) -> Result<PathBuf> {
        let name = self.file(id)?.ok_or(StoreError::NotFound("file"))?.name;
        let (_, mut reader) = self.file_open(id)?;
        let folder = self.inner.folder.opened().join(data_encoding::HEXLOWER.encode(&self.inner.random.bytes::<8>()));
        fs::create_dir_all(&folder).map_err(StoreError::io("copying a file"))?;
        let path = folder.join(names::on_disk(&name));
        copy_read_only(&mut reader, &path).inspect_err(|_| {
            let _ = fs::remove_dir_all(&folder);
        })?;
        // An erasure that came meanwhile may have looked for copies before this one was there.
        if self.file(id)?.and_then(|file| file.address).is_none() {
            self.inner.found_traces(false, [folder]);
            self.inner.remove_left();
            return Err(StoreError::NotFound("file"));
        }
        Ok(path)
    }
}

fn copy_read_only(reader: &mut impl Read, path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // On Windows the data folder lies in the user's own profile.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(StoreError::io("copying a file"))?;
    let mut piece = vec![0; 256 * 1024];
    loop {
        let read = reader.read(&mut piece).map_err(damaged)?;
        if read == 0 {
            break;
        }
        file.write_all(&piece[..read]).map_err(StoreError::io("copying a file"))?;
    }
    let mut rights = file.metadata().map_err(StoreError::io("copying a file"))?.permissions();
    rights.set_readonly(true);
    fs::set_permissions(path, rights).map_err(StoreError::io("copying a file"))
}
