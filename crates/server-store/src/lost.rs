//! What no replica this server has heard from holds: logs that are shorter here than a seal somebody holds.

use lakon_domain::ids::LogId;
use lakon_domain::seal::Seal;
use lakon_domain::shape::Time;
use uuid::Uuid;

use crate::{ServerStore, StoreError};

/// The end of a log that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostTail {
    pub log: LogId,
    /// Whose log it is; `None` for a server's.
    pub device: Option<Uuid>,
    /// Sequence numbers of the first and the last record that are missing.
    pub from: u64,
    pub to: u64,
    /// When the seal was made that tells of it.
    pub sealed_at: Time,
}

impl ServerStore {
    /// Design, invariant 13: "What no PC holds is listed as lost." It is lost until its device comes back, which brings it.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub fn lost(&self) -> Result<Vec<LostTail>, StoreError> {
        self.read(|connection| {
            let mut lost = Vec::new();
            for Seal { log, seq, at, .. } in lakon_log::missing_tails(connection)? {
                let held = lakon_log::head(connection, log)?.map_or(0, |head| head.seq);
                let device = lakon_log::member(connection, log)?.map(|member| member.device);
                lost.push(LostTail { log, device, from: held + 1, to: seq, sealed_at: at });
            }
            Ok(lost)
        })
    }
}
