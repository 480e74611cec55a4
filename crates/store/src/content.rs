//! The contents of attachments as files on this PC: opening one, and what is noted when it is gone or cannot be read back.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::path::PathBuf;

use age::stream::StreamReader;
use age::{DecryptError, Decryptor};
use lakon_domain::ids::Hash;
use lakon_sync::bundle::{BundleError, has_bounded_header};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::changed::Topic;
use crate::error::{Result, StoreError};
use crate::folder::Folder;
use crate::store::Store;
use crate::tx::Tx;

/// What [`StoreError::NotFound`] names where the content of an attachment has not come to this PC.
pub const CONTENT: &str = "file content";
/// What [`StoreError::NotFound`] names where the content of an attachment was on this PC and its file is gone.
pub const LOST_CONTENT: &str = "lost file content";
/// What [`StoreError::Damaged`] names where the content of an attachment cannot be read back.
pub const ATTACHMENT: &str = "attachment";

/// Encrypted bytes read at once: an age chunk and its tag.
const BUFFER: usize = 64 * 1024 + 16;
/// Characters of a content's file name: 16 random bytes in hexadecimal.
const NAME_DIGITS: usize = 32;
const NAME_END: &str = ".age";

/// What is wrong with the copy of a content on this PC. Such a copy counts as not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Its file is gone.
    Lost,
    /// Its file cannot be read back.
    Damaged,
}

impl Fault {
    fn code(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Damaged => "damaged",
        }
    }

    pub(crate) fn read(code: &str) -> Self {
        if code == "lost" { Self::Lost } else { Self::Damaged }
    }

    /// What an error says about the copy; `None` where the disk only did not answer.
    fn of(error: &StoreError) -> Option<Self> {
        match error {
            StoreError::NotFound(LOST_CONTENT) => Some(Self::Lost),
            StoreError::Damaged(ATTACHMENT) => Some(Self::Damaged),
            _ => None,
        }
    }
}

/// The row of a content.
pub(crate) struct Held {
    pub local_name: String,
    /// Bytes.
    pub size: u64,
    pub fault: Option<Fault>,
}

/// The row of a content, whether or not its file is sound.
pub(crate) fn held(conn: &Connection, address: &Hash) -> Result<Option<Held>> {
    Ok(conn
        .prepare_cached("SELECT local_name, size, fault FROM blob WHERE address = ?1")?
        .query_row([address.0], |row| {
            Ok(Held {
                local_name: row.get(0)?,
                size: row.get::<_, i64>(1)?.unsigned_abs(),
                fault: row.get::<_, Option<String>>(2)?.map(|code| Fault::read(&code)),
            })
        })
        .optional()?)
}

/// Bytes that were changed on the disk show when they are decrypted.
pub(crate) fn damaged(error: io::Error) -> StoreError {
    if spoiled(&error) { StoreError::Damaged(ATTACHMENT) } else { StoreError::io("reading a file")(error) }
}

fn spoiled(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof)
}

/// The plain bytes of an age file.
pub(crate) fn opened<R: Read + Seek>(identity: &dyn age::Identity, file: R) -> Result<StreamReader<BufReader<R>>> {
    let mut input = BufReader::with_capacity(BUFFER, file);
    has_bounded_header(&mut input).map_err(|error| match error {
        BundleError::File(error) => damaged(error),
        _ => StoreError::Damaged(ATTACHMENT),
    })?;
    let unread = |error| match error {
        DecryptError::Io(error) => damaged(error),
        _ => StoreError::Damaged(ATTACHMENT),
    };
    Decryptor::new_buffered(input).map_err(unread)?.decrypt(std::iter::once(identity)).map_err(unread)
}

/// The plain bytes of a content, at any offset. What it meets on the way is noted.
pub(crate) struct Content {
    reader: StreamReader<BufReader<File>>,
    store: Store,
    address: Hash,
    local_name: String,
}

impl Content {
    fn noted<T>(&self, result: io::Result<T>) -> io::Result<T> {
        result.inspect_err(|error| {
            if spoiled(error) {
                self.store.note_fault(&self.address, &self.local_name, Fault::Damaged);
            }
        })
    }
}

impl Read for Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer);
        self.noted(read)
    }
}

impl Seek for Content {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = self.reader.seek(to);
        self.noted(at)
    }
}

impl Store {
    /// Opens a content with its number of bytes; what is wrong with its file is noted, so that it is fetched again.
    pub(crate) fn open_content(&self, address: &Hash) -> Result<(u64, Content)> {
        let mut row = self.row_of(address)?;
        let error = match self.open_file(address, &row.local_name) {
            Ok(content) => return Ok((row.size, content)),
            Err(error) => error,
        };
        let tried = std::mem::replace(&mut row, self.row_of(address)?).local_name;
        if row.local_name != tried {
            // Another copy has taken its place between the two looks.
            return Ok((row.size, self.open_file(address, &row.local_name)?));
        }
        if let Some(fault) = Fault::of(&error) {
            self.note_fault(address, &tried, fault);
        }
        Err(error)
    }

    fn row_of(&self, address: &Hash) -> Result<Held> {
        self.read(|conn| held(conn, address))?.ok_or(StoreError::NotFound(CONTENT))
    }

    fn open_file(&self, address: &Hash, local_name: &str) -> Result<Content> {
        let file = File::open(self.inner.file_path(local_name)).map_err(|error| match error.kind() {
            ErrorKind::NotFound => StoreError::NotFound(LOST_CONTENT),
            _ => StoreError::io("reading a file")(error),
        })?;
        let reader = opened(self.inner.device().identity(), file)?;
        Ok(Content { reader, store: self.clone(), address: *address, local_name: local_name.to_owned() })
    }

    /// Whether the copy of a content holds the bytes of its address; one that does not counts as not here from now on.
    pub(crate) fn reads_back(&self, address: &Hash) -> Result<bool> {
        let mut content = match self.open_content(address) {
            Ok((_, content)) => content,
            Err(StoreError::NotFound(_) | StoreError::Damaged(ATTACHMENT)) => return Ok(false),
            Err(error) => return Err(error),
        };
        let mut hasher = blake3::Hasher::new();
        let mut portion = vec![0; BUFFER];
        loop {
            match content.read(&mut portion).map_err(damaged) {
                Ok(0) => break,
                Ok(read) => {
                    hasher.update(&portion[..read]);
                }
                Err(StoreError::Damaged(_)) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        let sound = *hasher.finalize().as_bytes() == address.0;
        if !sound {
            self.note_fault(address, &content.local_name, Fault::Damaged);
        }
        Ok(sound)
    }

    /// Keeps that the copy of a content is not sound. Failing to is no further failure: it is met again.
    pub(crate) fn note_fault(&self, address: &Hash, local_name: &str, fault: Fault) {
        let noted = self.behind(|tx| {
            let changed = tx
                .conn
                .prepare_cached(
                    "UPDATE blob SET fault = ?3 WHERE address = ?1 AND local_name = ?2 AND fault IS NOT ?3",
                )?
                .execute(params![address.0, local_name, fault.code()])?;
            if changed > 0 {
                tracing::error!(file = local_name, fault = fault.code(), "an attachment on this PC is not sound");
                tell_of(tx, address)?;
            }
            Ok(())
        });
        if let Err(error) = noted {
            tracing::warn!(%error, "that an attachment is not sound was not noted");
        }
    }
}

/// Says that everything that shows a content has changed.
pub(crate) fn tell_of(tx: &mut Tx<'_>, address: &Hash) -> Result<()> {
    tx.changed.add(Topic::Files);
    tx.changed.add(Topic::Sync);
    for (_, case) in named_by(tx.conn, address)? {
        tx.changed.add(Topic::Case(case));
    }
    Ok(())
}

/// The files of records and drafts that have this content, with their cases.
pub(crate) fn named_by(conn: &Connection, address: &Hash) -> Result<Vec<(Uuid, Uuid)>> {
    let id = |bytes: [u8; 16]| Uuid::from_bytes(bytes);
    let mut statement = conn.prepare_cached(
        "SELECT file, case_id FROM file_row WHERE address = ?1 UNION SELECT id, case_id FROM staged WHERE address = ?1",
    )?;
    let rows = statement.query_map([address.0], |row| Ok((id(row.get(0)?), id(row.get(1)?))))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Makes a content that lies in `files/` known. It takes the place of an older copy, which may not be sound: this one has just been
/// written from bytes that were hashed on the way.
pub(crate) fn keep(tx: &mut Tx<'_>, address: &Hash, size: u64, local_name: &str) -> Result<()> {
    let older = held(tx.conn, address)?.filter(|older| older.local_name != local_name);
    tx.conn
        .prepare_cached(
            "INSERT INTO blob (address, local_name, size, stored_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (address) DO UPDATE SET local_name = excluded.local_name, size = excluded.size,
               stored_at = excluded.stored_at, fault = NULL",
        )?
        .execute(params![address.0, local_name, i64::try_from(size).unwrap_or(i64::MAX), tx.now().0])?;
    forget(tx, address)?;
    if let Some(older) = older {
        tx.unneeded.push(tx.inner.file_path(&older.local_name));
        tell_of(tx, address)?;
    }
    Ok(())
}

/// Nothing is to be tried or fetched of a content any more.
pub(crate) fn forget(tx: &Tx<'_>, address: &Hash) -> Result<()> {
    for sql in ["DELETE FROM blob_trouble WHERE address = ?1", "DELETE FROM blob_wish WHERE address = ?1"] {
        tx.conn.prepare_cached(sql)?.execute([address.0])?;
    }
    Ok(())
}

/// At the start: notes which contents have lost their file and which are back, and removes files of ours that nothing names, left by
/// a crash between a move and its row; returns those that did not go. A database that may be an older copy (`sweep` is false) would
/// not name what is newer.
pub(crate) fn settle(conn: &Connection, folder: &Folder, sweep: bool) -> Result<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(folder.files()) else { return Ok(Vec::new()) };
    let there: HashSet<String> = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let mut known = HashSet::new();
    let mut changed = Vec::new();
    {
        let mut statement = conn.prepare("SELECT local_name, fault FROM blob")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (name, fault): (String, Option<String>) = (row.get(0)?, row.get(1)?);
            match (there.contains(&name), fault.as_deref()) {
                (false, None | Some("damaged")) => changed.push((name.clone(), Some(Fault::Lost.code()))),
                (true, Some("lost")) => changed.push((name.clone(), None)),
                _ => {}
            }
            known.insert(name);
        }
    }
    for (name, fault) in changed {
        tracing::warn!(file = name, fault, "where the content of an attachment lies has changed");
        conn.execute("UPDATE blob SET fault = ?2 WHERE local_name = ?1", params![name, fault])?;
    }
    let mut left = Vec::new();
    for name in there.iter().filter(|name| sweep && is_ours(name) && !known.contains(*name)) {
        tracing::info!(file = name, "a file nothing names is removed");
        let path = folder.files().join(name);
        if fs::remove_file(&path).is_err() {
            left.push(path);
        }
    }
    Ok(left)
}

/// Whether a name has the form of those this program gives to contents.
fn is_ours(name: &str) -> bool {
    name.strip_suffix(NAME_END).is_some_and(|digits| {
        digits.len() == NAME_DIGITS && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// A name that tells nothing.
pub(crate) fn random_name(random: &crate::random::Randomness) -> String {
    format!("{}{NAME_END}", data_encoding::HEXLOWER.encode(&random.bytes::<16>()))
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn only_names_of_our_own_form_are_ours() {
        assert!(is_ours("0123456789abcdef0123456789abcdef.age"));
        for other in
            ["surat.age", "0123456789ABCDEF0123456789abcdef.age", "0123456789abcdef0123456789abcdef.age.bak", ".age"]
        {
            assert!(!is_ours(other), "{other}");
        }
    }
}
