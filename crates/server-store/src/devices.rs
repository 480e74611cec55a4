//! The office as the server halves of the protocol ask about it.

use lakon_domain::ids::LogId;
use lakon_domain::statement::ServerStatement;
use lakon_sync::carry_on::Opening;
use lakon_sync::office::{KnownDevice, Office};
use lakon_sync::replica::{BlobRef, StoreFault};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::{ServerStore, StoreError};

impl ServerStore {
    pub(crate) fn put_device(&self, tx: &Connection, device: Uuid) -> Result<(), StoreError> {
        // A device that was revoked stays so: only the office log takes that back.
        tx.prepare_cached(
            "INSERT INTO device (office, device, revoked) VALUES (?1, ?2, 0) ON CONFLICT (office, device) DO NOTHING",
        )?
        .execute(params![self.office.as_bytes(), device.as_bytes()])?;
        Ok(())
    }

    pub(crate) fn known_device(&self, device: Uuid) -> Result<Option<KnownDevice>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT revoked FROM device WHERE office = ?1 AND device = ?2";
            let row = connection
                .prepare_cached(sql)?
                .query_row(params![self.office.as_bytes(), device.as_bytes()], |row| row.get(0))
                .optional()?;
            let Some(revoked) = row else { return Ok(None) };
            let members = lakon_log::members(connection)?;
            let logs = members
                .into_iter()
                .filter(|member| member.device == device)
                .map(|member| (member.log, member.signing_key));
            Ok(Some(KnownDevice { logs: logs.collect(), revoked }))
        })
    }
}

impl Office for ServerStore {
    fn statement(&self) -> Result<ServerStatement, StoreFault> {
        Ok(self.statement.clone())
    }

    fn device(&self, device: Uuid) -> Result<Option<KnownDevice>, StoreFault> {
        Ok(self.known_device(device)?)
    }

    fn carry_on(&self, device: Uuid, openings: &[Opening], writes: LogId) -> Result<bool, StoreFault> {
        Ok(self.take_openings(device, openings, writes)?)
    }

    fn lacking_files(&self, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(self.wanted_blobs(limit)?)
    }
}
