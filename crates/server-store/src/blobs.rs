//! Which attachments records name, and which of them are still on their way.

use lakon_domain::event::{Event, FileAdded};
use lakon_domain::ids::Hash;
use lakon_domain::record::Record;
use lakon_sync::replica::BlobRef;
use rusqlite::{Connection, params};

use crate::{ServerStore, StoreError};

impl ServerStore {
    /// Keeps what a record says about an attachment. A record whose private part is missing names none yet.
    pub(crate) fn note_blob(&self, tx: &Connection, record: &Record) -> Result<(), StoreError> {
        let header = record.read_header()?;
        if header.kind != FileAdded::KIND {
            return Ok(());
        }
        let Ok(Event::FileAdded(file)) = Event::read(&header.kind, &record.facts, record.private.as_deref()) else {
            return Ok(());
        };
        let Some(address) = file.private.and_then(|p| p.address.parse::<Hash>().ok()) else { return Ok(()) };
        let size = i64::try_from(file.size).unwrap_or(i64::MAX);
        tx.prepare_cached(
            "INSERT INTO named (office, address, event, size, here)
             VALUES (?1, ?2, ?3, ?4, EXISTS (SELECT 1 FROM blob WHERE office = ?1 AND address = ?2))
             ON CONFLICT (office, address, event) DO NOTHING",
        )?
        .execute(params![self.office.as_bytes(), address.0, header.id.as_bytes(), size])?;
        Ok(())
    }

    /// Says that the bytes of an attachment are here.
    pub(crate) fn note_here(&self, tx: &Connection, address: &Hash) -> Result<(), StoreError> {
        tx.prepare_cached("UPDATE named SET here = 1 WHERE office = ?1 AND address = ?2")?
            .execute(params![self.office.as_bytes(), address.0])?;
        Ok(())
    }

    /// Attachments that records name and whose bytes are not here, small first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn wanted_blobs(&self, limit: usize) -> Result<Vec<BlobRef>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.read(|connection| {
            let sql = "SELECT DISTINCT size, address FROM named WHERE office = ?1 AND here = 0 ORDER BY size, address LIMIT ?2";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map(params![self.office.as_bytes(), limit], |row| {
                Ok(BlobRef { size: row.get::<_, i64>(0)?.unsigned_abs(), address: Hash(row.get(1)?) })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
