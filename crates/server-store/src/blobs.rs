//! Which attachments records name, which of them are still on their way, and which were here and are gone.

use std::collections::HashSet;
use std::path::PathBuf;

use lakon_domain::event::{Event, FileAdded, FileMoved};
use lakon_domain::ids::Hash;
use lakon_domain::record::Record;
use lakon_sync::replica::BlobRef;
use rusqlite::{Connection, OptionalExtension, params};

use crate::kind::kind;
use crate::{ServerStore, StoreError};

impl ServerStore {
    /// Keeps what a record says about an attachment. A record whose private part is missing names none yet.
    pub(crate) fn note_blob(&self, tx: &Connection, record: &Record) -> Result<(), StoreError> {
        if ![FileAdded::KIND, FileMoved::KIND].contains(&&*kind(record)?) {
            return Ok(());
        }
        let header = record.read_header()?;
        let (private, size) = match Event::read(&header.kind, &record.facts, record.private.as_deref()) {
            Ok(Event::FileAdded(file)) => (file.private, file.size),
            // It names the content too, also once the case it came from was erased.
            Ok(Event::FileMoved(file)) => (file.private, file.size),
            _ => return Ok(()),
        };
        let Some(address) = private.and_then(|p| p.address.parse::<Hash>().ok()) else { return Ok(()) };
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        let here = self.blob(tx, &address)?.is_some();
        tx.prepare_cached(
            "INSERT INTO named (office, address, event, size, here)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (office, address, event) DO NOTHING",
        )?
        .execute(params![self.office.as_bytes(), address.0, header.id.as_bytes(), size, here])?;
        Ok(())
    }

    /// Says that the bytes of an attachment are here.
    pub(crate) fn note_here(&self, tx: &Connection, address: &Hash) -> Result<(), StoreError> {
        tx.prepare_cached("UPDATE named SET here = 1 WHERE office = ?1 AND address = ?2")?
            .execute(params![self.office.as_bytes(), address.0])?;
        Ok(())
    }

    /// Attachments that records name and whose bytes are not here, by size and then address, behind `after`, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn wanted_blobs(&self, after: Option<&BlobRef>, limit: usize) -> Result<Vec<BlobRef>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let size = after.map_or(-1, |blob| i64::try_from(blob.size).unwrap_or(i64::MAX));
        let address = after.map_or(&[][..], |blob| &blob.address.0);
        self.read(|connection| {
            let sql =
                "SELECT DISTINCT size, address FROM named WHERE office = ?1 AND here = 0 AND (size, address) > (?2, ?3)
                       ORDER BY size, address LIMIT ?4";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map(params![self.office.as_bytes(), size, address, limit], |row| {
                Ok(BlobRef { size: row.get::<_, i64>(0)?.unsigned_abs(), address: Hash(row.get(1)?) })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Size and file of an attachment as its row says it.
    pub(crate) fn row(&self, connection: &Connection, address: &Hash) -> Result<Option<(u64, String)>, StoreError> {
        let mut statement =
            connection.prepare_cached("SELECT size, file FROM blob WHERE office = ?1 AND address = ?2")?;
        let row = statement.query_row(params![self.office.as_bytes(), address.0], |row| {
            Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?))
        });
        Ok(row.optional()?)
    }

    /// Size and file of a stored attachment whose file is really there.
    pub(crate) fn blob(&self, connection: &Connection, address: &Hash) -> Result<Option<(u64, PathBuf)>, StoreError> {
        let found = self.row(connection, address)?.map(|(size, file)| (size, self.folder.blobs().join(file)));
        Ok(found.filter(|(_, path)| path.is_file()))
    }

    /// The same for somebody who asks; one whose file is gone is asked of the desks from now on.
    pub(crate) fn blob_or_lost(&self, address: &Hash) -> Result<Option<(u64, PathBuf)>, StoreError> {
        let (row, found) =
            self.read(|connection| Ok((self.row(connection, address)?, self.blob(connection, address)?)))?;
        if let (Some((_, file)), None) = (row, &found) {
            self.note_places(&[(*address, file, false)])?;
        }
        Ok(found)
    }

    /// Looks which stored attachments have lost their file, so that the desks are asked for them, and which are back.
    /// Returns how many were lost since it was looked last.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn find_lost(&self) -> Result<usize, StoreError> {
        let rows: Vec<(Hash, String, bool, bool)> = self.read(|connection| {
            let sql = "SELECT address, file,
                         EXISTS (SELECT 1 FROM named AS n WHERE n.office = b.office AND n.address = b.address AND n.here = 1),
                         EXISTS (SELECT 1 FROM named AS n WHERE n.office = b.office AND n.address = b.address AND n.here = 0)
                       FROM blob AS b WHERE office = ?1";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([self.office.as_bytes()], |row| {
                Ok((Hash(row.get(0)?), row.get(1)?, row.get(2)?, row.get(3)?))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })?;
        // After the rows: a file is there before its row is.
        let mut there = HashSet::new();
        for entry in std::fs::read_dir(self.folder.blobs())? {
            there.extend(entry?.file_name().into_string().ok());
        }
        let moved: Vec<_> = rows
            .into_iter()
            .filter_map(|(address, file, held, wanted)| {
                let here = there.contains(&file);
                (if here { wanted } else { held }).then_some((address, file, here))
            })
            .collect();
        self.note_places(&moved)?;
        Ok(moved.iter().filter(|(.., here)| !here).count())
    }

    /// Keeps whether the files of these attachments are there. The rows stay: a disk that is not mounted may come back.
    pub(crate) fn note_places(&self, places: &[(Hash, String, bool)]) -> Result<(), StoreError> {
        if places.is_empty() {
            return Ok(());
        }
        self.write(|tx| {
            // Where it was stored anew meanwhile, the row names another file.
            let mut note = tx.prepare_cached(
                "UPDATE named SET here = ?4 WHERE office = ?1 AND address = ?2 AND here <> ?4
                   AND EXISTS (SELECT 1 FROM blob WHERE office = ?1 AND address = ?2 AND file = ?3)",
            )?;
            for (address, file, here) in places {
                let changed = note.execute(params![self.office.as_bytes(), address.0, file, here])?;
                if changed > 0 && !here {
                    tracing::error!(file, "the file of an attachment is gone; the desks are asked for it");
                }
            }
            Ok(())
        })
    }
}
