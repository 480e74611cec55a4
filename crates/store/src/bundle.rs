//! What a bundle needs of this PC's store beyond the logs: which attachments there are to carry, and to whom it is encrypted.

use std::collections::BTreeSet;

use lakon_domain::ids::Hash;
use lakon_domain::shape::AgeRecipient;
use lakon_sync::files::LARGEST_FILE;
use lakon_sync::replica::BlobRef;
use rusqlite::params;

use crate::error::Result;
use crate::keeping::read_ref;
use crate::store::Store;

impl Store {
    /// Sound contents of this PC that records name, by address.
    pub(crate) fn named_blobs(&self, after: Option<&Hash>, limit: usize) -> Result<Vec<BlobRef>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.read(|conn| {
            // A file of a draft is nobody's business yet.
            let mut statement = conn.prepare_cached(
                "SELECT b.address, b.size FROM blob AS b WHERE (?1 IS NULL OR b.address > ?1) AND b.fault IS NULL
                   AND EXISTS (SELECT 1 FROM file_row AS f WHERE f.address = b.address) ORDER BY b.address LIMIT ?2",
            )?;
            let rows = statement.query_map(params![after.map(|address| address.0), limit], |row| {
                Ok(BlobRef { address: Hash(row.get(0)?), size: row.get::<_, i64>(1)?.unsigned_abs() })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Contents on this PC that the server was not seen to have, by size and then address.
    pub(crate) fn blobs_to_carry(&self) -> Result<Vec<BlobRef>> {
        self.read(|conn| {
            let sql = "SELECT b.address, b.size FROM blob AS b WHERE b.on_server = 0 AND b.fault IS NULL
                         AND EXISTS (SELECT 1 FROM file_row AS f WHERE f.address = b.address) ORDER BY b.size, b.address";
            let mut statement = conn.prepare_cached(sql)?;
            Ok(statement.query_map([], read_ref)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Whether a record names this content with this size and no sound copy is here.
    pub(crate) fn lacks_blob(&self, blob: &BlobRef) -> Result<bool> {
        if blob.size > LARGEST_FILE {
            return Ok(false);
        }
        self.read(|conn| {
            let sql = "SELECT 1 FROM file_row AS f WHERE f.address = ?1 AND f.size = ?2
                         AND NOT EXISTS (SELECT 1 FROM blob AS b WHERE b.address = f.address AND b.fault IS NULL)";
            let size = i64::try_from(blob.size).unwrap_or(i64::MAX);
            Ok(conn.prepare_cached(sql)?.exists(params![blob.address.0, size])?)
        })
    }

    /// To whom a bundle of this PC is encrypted: whomever the office log names, the recovery key and this PC itself, of which the office
    /// log may not tell yet.
    pub fn bundle_recipients(&self) -> BTreeSet<AgeRecipient> {
        let mut recipients = self.office().recipients();
        recipients.extend(self.pin().map(|pin| pin.recovery));
        recipients.insert(self.device().recipient().clone());
        recipients
    }
}
