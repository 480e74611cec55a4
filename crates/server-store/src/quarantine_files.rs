//! The attachments a revoked device hands in. Those of records kept aside are named by no record that counts, and go when the records are
//! refused or erased. Those of records that count, and that are not here, are taken as from anybody.

use lakon_domain::event::Event;
use lakon_domain::ids::Hash;
use lakon_sync::aside_files::{FilePiece, FilesKept, HandFiles, MOST_OFFERED, WantedFile};
use lakon_sync::error::Problem;
use lakon_sync::files::{Finish, Held, LARGEST_FILE, NewUpload, PIECE, Uploads};
use lakon_sync::replica::{BlobRef, Page, StoreFault};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::erasures::Erased;
use crate::{ServerStore, StoreError};

/// Most bytes of attachments kept of all revoked devices together; what is beyond stays on the PC.
const MOST_BYTES: u64 = 1024 * 1024 * 1024;

impl ServerStore {
    /// Notes which attachments a page names, so that they may come.
    pub(crate) fn note_files_aside(&self, tx: &Connection, page: &Page) -> Result<(), StoreError> {
        for record in &page.records {
            let header = record.read_header()?;
            let named = match Event::read(&header.kind, &record.facts, record.private.as_deref()) {
                Ok(Event::FileAdded(file)) => file.private.map(|private| (private, file.size)),
                Ok(Event::FileMoved(file)) => file.private.map(|private| (private, file.size)),
                _ => None,
            };
            let Some((private, size)) = named else { continue };
            let Ok(address) = private.address.parse::<Hash>() else { continue };
            let sql =
                "INSERT OR IGNORE INTO quarantine_file (office, log, event, address, size) VALUES (?1, ?2, ?3, ?4, ?5)";
            tx.prepare_cached(sql)?.execute(params![
                self.office.as_bytes(),
                page.log.0,
                header.id.as_bytes(),
                address.0,
                i64::try_from(size).unwrap_or(i64::MAX)
            ])?;
        }
        Ok(())
    }

    /// Whether a record, counted or kept aside, names an attachment.
    pub(crate) fn is_named(&self, connection: &Connection, address: &Hash) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM named WHERE office = ?1 AND address = ?2
                   UNION ALL SELECT 1 FROM quarantine_file WHERE office = ?1 AND address = ?2 LIMIT 1";
        Ok(connection.prepare_cached(sql)?.exists(params![self.office.as_bytes(), address.0])?)
    }

    /// Lets go of attachments whose records are not kept aside any more, unless something else names them.
    pub(crate) fn drop_files_aside(&self, tx: &Connection, done: &mut Erased) -> Result<(), StoreError> {
        let sql = "DELETE FROM quarantine_file AS f WHERE f.office = ?1
                     AND NOT EXISTS (SELECT 1 FROM quarantine AS q WHERE q.office = f.office AND q.log = f.log)
                   RETURNING address";
        let gone: Vec<Hash> = tx
            .prepare_cached(sql)?
            .query_map([self.office.as_bytes()], |row| row.get(0).map(Hash))?
            .collect::<Result<_, _>>()?;
        for address in gone {
            if !self.is_named(tx, &address)? {
                self.forget_blob(tx, &address, done)?;
            }
        }
        Ok(())
    }

    pub(crate) fn keep_files(&self, ask: &HandFiles) -> Result<FilesKept, Problem> {
        let _one_at_a_time = self.handing_in.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut wanted = Vec::new();
        for blob in ask.offered.iter().take(MOST_OFFERED) {
            wanted.extend(self.wants_aside(&blob.address)?);
        }
        if let Some(piece) = &ask.piece {
            self.take_piece(piece)?;
            wanted.extend(self.wants_aside(&piece.address)?);
        }
        Ok(FilesKept { wanted })
    }

    /// How far an attachment is that a record names and that is not here.
    fn wants_aside(&self, address: &Hash) -> Result<Option<WantedFile>, StoreFault> {
        let Some((device, size)) = self.file_wanted(address)? else { return Ok(None) };
        let have = match self.held(device, &[*address], self.time())?.first() {
            Some(Held::Begun(id)) => Uploads::state(self, *id, self.time())?.map_or(0, |state| state.offset),
            Some(Held::No) => 0,
            Some(Held::Whole) | None => return Ok(None),
        };
        Ok(Some(WantedFile { blob: BlobRef { address: *address, size }, have }))
    }

    /// Whose uploads an attachment comes with that is wanted of a revoked device, and its size. Of one that a record names that counts, also
    /// where the record was taken before its device was revoked, these are nobody's: a device at work may be sending the same.
    fn file_wanted(&self, address: &Hash) -> Result<Option<(Uuid, u64)>, StoreError> {
        let lacking = self.read(|connection| {
            let sql = "SELECT size FROM named WHERE office = ?1 AND address = ?2 AND here = 0 LIMIT 1";
            let size = connection
                .prepare_cached(sql)?
                .query_row(params![self.office.as_bytes(), address.0], |row| row.get::<_, i64>(0));
            Ok(size.optional()?.map(i64::unsigned_abs))
        })?;
        match lacking.filter(|size| *size <= LARGEST_FILE) {
            Some(size) => Ok(Some((Uuid::nil(), size))),
            None => self.file_aside(address),
        }
    }

    /// Whose an attachment is that a record kept aside names, and its size. `None` also where there is no room for it.
    fn file_aside(&self, address: &Hash) -> Result<Option<(Uuid, u64)>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT log, size FROM quarantine_file WHERE office = ?1 AND address = ?2 LIMIT 1";
            let row = connection.prepare_cached(sql)?.query_row(params![self.office.as_bytes(), address.0], |row| {
                Ok((lakon_domain::ids::LogId(row.get(0)?), row.get::<_, i64>(1)?.unsigned_abs()))
            });
            let Some((log, size)) = row.optional()? else { return Ok(None) };
            let sql = "SELECT coalesce(sum(b.size), 0) FROM blob AS b WHERE b.office = ?1
                         AND EXISTS (SELECT 1 FROM quarantine_file AS f WHERE f.office = b.office AND f.address = b.address)";
            let held: i64 = connection.prepare_cached(sql)?.query_row([self.office.as_bytes()], |row| row.get(0))?;
            let room = size <= LARGEST_FILE && held.unsigned_abs().saturating_add(size) <= MOST_BYTES;
            let device = self.device_aside(connection, log)?.map(|(device, _)| device);
            Ok(device.filter(|_| room).map(|device| (device, size)))
        })
    }

    fn take_piece(&self, piece: &FilePiece) -> Result<(), Problem> {
        let FilePiece { address, offset, bytes } = piece;
        let now = self.time();
        let Some((device, size)) = self.file_wanted(address).map_err(StoreFault::from)? else { return Ok(()) };
        let end = offset.saturating_add(bytes.len() as u64);
        // Whole pieces, or what is left: so that their number is bounded by the size.
        if end > size || end < size && bytes.len() != PIECE {
            return Err(Problem::BadMessage);
        }
        let upload = NewUpload { device, address: *address, length: size, metadata: String::new() };
        let id = match self.held(device, &[*address], now)?.first() {
            Some(Held::Whole) | None => return Ok(()),
            Some(Held::Begun(id)) => *id,
            Some(Held::No) if *offset > 0 => return Ok(()),
            Some(Held::No) if end == size => {
                let (finish, _) = Uploads::whole(self, &upload, bytes, now)?;
                return if finish == Finish::Stored { Ok(()) } else { Err(Problem::BadMessage) };
            }
            Some(Held::No) => Uploads::begin(self, &upload, now)?.0,
        };
        let at = Uploads::state(self, id, now)?.map(|state| state.offset);
        if at != Some(*offset) {
            return Ok(());
        }
        if end < size {
            return Ok(Uploads::piece(self, id, *offset, bytes)?);
        }
        match self.finish(id, *offset, bytes, now)? {
            Finish::Stored | Finish::Damaged => Ok(()),
            Finish::WrongHash => Err(Problem::BadMessage),
        }
    }
}
