//! Attachments as records and drafts name them: where their bytes are, reading any part of them, a copy for another program.

use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use age::stream::StreamReader;
use lakon_domain::ids::Hash;
use lakon_domain::shape::{Code, Time};
use lakon_domain::standing::TextState;
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use crate::age_keys::decrypt_from;
use crate::error::{Result, StoreError};
use crate::names;
use crate::project_case::state_of;
use crate::staging::{StagedFile, media_of, staged};
use crate::store::{Inner, Store};
use crate::tx::Tx;

/// Most bytes one call reads.
pub const LARGEST_READ: u64 = 8 * 1024 * 1024;
/// Encrypted bytes read at once: an age chunk and its tag.
const BUFFER: usize = 64 * 1024 + 16;

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
    /// Whether the bytes lie on this PC.
    pub here: bool,
    /// Whether the server said, when last asked, that it has them.
    pub on_server: bool,
    /// A record names it; otherwise it belongs to the draft.
    pub recorded: bool,
    pub added_at: Time,
    /// Why the last try to move it failed, a code (see [`Store::note_outcome`]).
    pub trouble: Option<String>,
}

/// Where a content is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobPlace {
    /// Whether the bytes lie on this PC.
    pub here: bool,
    /// Whether the server said, when last asked, that it has them.
    pub on_server: bool,
    /// Why the last try to move it failed, a code (see [`Store::note_outcome`]).
    pub trouble: Option<String>,
}

const COLUMNS: &str = "f.file, f.case_id, f.size, f.media, f.name, f.state, f.address, b.address IS NOT NULL, coalesce(b.on_server, 0), f.added_at, t.reason";
const TABLES: &str =
    "file_row AS f LEFT JOIN blob AS b ON b.address = f.address LEFT JOIN blob_trouble AS t ON t.address = f.address";

fn read_file(row: &Row<'_>) -> rusqlite::Result<FileRow> {
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
            on_server: false,
            recorded: false,
            added_at,
            trouble: None,
        }
    }
}

fn file(conn: &Connection, id: Uuid) -> Result<Option<FileRow>> {
    let sql = format!("SELECT {COLUMNS} FROM {TABLES} WHERE f.file = ?1 AND f.live = 1 LIMIT 1");
    let recorded = conn.prepare_cached(&sql)?.query_row([id.as_bytes()], read_file).optional()?;
    match recorded {
        Some(file) => Ok(Some(file)),
        None => Ok(staged(conn, id)?.map(FileRow::from)),
    }
}

/// Where a content lies and how many bytes it has.
pub(crate) fn blob(conn: &Connection, address: &Hash) -> Result<Option<(String, u64)>> {
    Ok(conn
        .prepare_cached("SELECT local_name, size FROM blob WHERE address = ?1")?
        .query_row([address.0], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))
        .optional()?)
}

/// Opens a content for reading at any offset.
pub(crate) fn open(inner: &Inner, local_name: &str) -> Result<StreamReader<BufReader<File>>> {
    let file = File::open(inner.file_path(local_name)).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::NotFound("file content"),
        _ => StoreError::io("reading a file")(error),
    })?;
    decrypt_from(inner.device.identity(), BufReader::with_capacity(BUFFER, file))
        .ok_or(StoreError::Damaged("attachment"))
}

/// Bytes that were changed on the disk show when they are decrypted.
fn damaged(error: std::io::Error) -> StoreError {
    match error.kind() {
        std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof => StoreError::Damaged("attachment"),
        _ => StoreError::io("reading a file")(error),
    }
}

/// Removes a content that no record and no draft refers to any more.
pub(crate) fn drop_unreferenced(tx: &mut Tx<'_>, address: &Hash) -> Result<()> {
    let referred = tx
        .conn
        .prepare_cached(
            "SELECT 1 FROM file_row WHERE address = ?1 UNION ALL SELECT 1 FROM staged WHERE address = ?1 LIMIT 1",
        )?
        .exists([address.0])?;
    if referred {
        return Ok(());
    }
    let local_name: Option<String> = tx
        .conn
        .prepare_cached("DELETE FROM blob WHERE address = ?1 RETURNING local_name")?
        .query_row([address.0], |row| row.get(0))
        .optional()?;
    tx.conn.prepare_cached("DELETE FROM blob_trouble WHERE address = ?1")?.execute([address.0])?;
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
        let mut files: Vec<FileRow> = self.read(|conn| {
            let sql = format!(
                "SELECT {COLUMNS} FROM {TABLES} WHERE f.case_id = ?1 AND f.live = 1 ORDER BY f.added_at, f.event"
            );
            let mut statement = conn.prepare_cached(&sql)?;
            Ok(statement.query_map([case.as_bytes()], read_file)?.collect::<rusqlite::Result<_>>()?)
        })?;
        files.extend(self.staged_whole(case)?.into_iter().map(FileRow::from));
        Ok(files)
    }

    /// Where a content is, as far as this PC knows.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn blob_place(&self, address: &Hash) -> Result<BlobPlace> {
        self.read(|conn| {
            let on_server: Option<bool> = conn
                .prepare_cached("SELECT on_server FROM blob WHERE address = ?1")?
                .query_row([address.0], |row| row.get(0))
                .optional()?;
            let trouble = conn
                .prepare_cached("SELECT reason FROM blob_trouble WHERE address = ?1")?
                .query_row([address.0], |row| row.get(0))
                .optional()?;
            Ok(BlobPlace { here: on_server.is_some(), on_server: on_server.unwrap_or(false), trouble })
        })
    }

    /// Opens the bytes of an attachment that lies on this PC, with their number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not here, [`StoreError::Damaged`] when it cannot be opened.
    pub fn file_open(&self, id: Uuid) -> Result<(u64, impl Read + Seek + Send + use<>)> {
        let (local_name, size) = self.read(|conn| {
            let address = file(conn, id)?.and_then(|file| file.address).ok_or(StoreError::NotFound("file"))?;
            blob(conn, &address)?.ok_or(StoreError::NotFound("file content"))
        })?;
        Ok((size, open(&self.inner, &local_name)?))
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
