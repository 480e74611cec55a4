//! The office as the server halves of the protocol ask about it.

use lakon_domain::ids::LogId;
use lakon_domain::statement::ServerStatement;
use lakon_sync::aside::Kept;
use lakon_sync::aside_files::{FilesKept, HandFiles};
use lakon_sync::aside_list::Waiting;
use lakon_sync::carry_on::Opening;
use lakon_sync::error::Problem;
use lakon_sync::heads::Heard;
use lakon_sync::office::{KnownDevice, Office};
use lakon_sync::refill::Refilled;
use lakon_sync::replica::{BlobRef, Page, StoreFault};
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
        self.refresh()?;
        self.read(|connection| {
            let sql = "SELECT revoked FROM device WHERE office = ?1 AND device = ?2";
            let row: Option<bool> = connection
                .prepare_cached(sql)?
                .query_row(params![self.office.as_bytes(), device.as_bytes()], |row| row.get(0))
                .optional()?;
            let members = lakon_log::members(connection)?;
            let logs: Vec<_> = members
                .into_iter()
                .filter(|member| member.device == device)
                .map(|member| (member.log, member.signing_key))
                .collect();
            // A server made anew has no rows; who belongs to the office and who does no more is what its logs say.
            if row.is_none() && logs.is_empty() {
                return Ok(None);
            }
            let revoked = row.unwrap_or(false) || lakon_log::is_revoked(connection, device)?;
            Ok(Some(KnownDevice { logs, revoked }))
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

    fn hear(&self, device: Uuid) {
        self.note_heard(device);
    }

    fn heard(&self) -> Result<Vec<Heard>, StoreFault> {
        Ok(self.heard_of()?)
    }

    fn carry_on(&self, device: Uuid, openings: &[Opening], writes: LogId) -> Result<bool, StoreFault> {
        Ok(self.take_openings(device, openings, writes)?)
    }

    fn keep_aside(&self, page: &Page) -> Result<Kept, Problem> {
        self.keep(page)
    }

    fn keep_files_aside(&self, ask: &HandFiles) -> Result<FilesKept, Problem> {
        self.keep_files(ask)
    }

    fn waiting_aside(&self, device: Uuid) -> Result<Vec<Waiting>, Problem> {
        Ok(self.waiting_for(device).map_err(StoreFault::from)?)
    }

    fn refill(&self, page: &Page) -> Result<(Refilled, bool), Problem> {
        self.refilled(page)
    }

    fn lacking_files(&self, after: Option<&BlobRef>, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(self.wanted_blobs(after, limit)?)
    }
}
