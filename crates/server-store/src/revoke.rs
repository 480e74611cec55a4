//! Revoking a device: an admin's request from a desk, or the operator's command. It is a record of the office log for each log of the
//! device, naming the last head taken, and it takes effect on the next request.

use lakon_domain::event::{DeviceRevocationRequested, DeviceRevoked, Event, Reason};
use lakon_domain::ids::LogId;
use lakon_domain::office::OfficeState;
use lakon_domain::record::{Record, chain_start};
use lakon_domain::rights::{Role, may};
use lakon_domain::seal::Head;
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::judge::NO_RIGHT;
use crate::kind::kind;
use crate::people::refused;
use crate::{ServerStore, StoreError};

/// Why a request was refused: codes the page has sentences for.
const NO_DEVICE: &str = "no_device";
const DEVICE_REVOKED: &str = "device_revoked";
const LAST_ADMIN_DEVICE: &str = "last_admin_device";

impl ServerStore {
    /// Revokes a device in the name of the operator.
    ///
    /// # Errors
    /// [`StoreError::NoDevice`] where the office has no such device at work.
    pub fn revoke(&self, device: Uuid, reason: &str) -> Result<(), StoreError> {
        self.refresh()?;
        let (own, office) = (self.own_log_id()?, self.office_state());
        if !office.devices.contains_key(&device) || office.revoked.holds(device) {
            return Err(StoreError::NoDevice);
        }
        let appended = self.write(|tx| {
            let events = self.ended(tx, &office, device, reason, None)?;
            self.append(tx, own, &events)
        })?;
        self.heard(&appended);
        Ok(())
    }

    /// The answers to the requests among the new records of a log. Two requests for one device in a page get one deed.
    pub(crate) fn revocations(
        &self,
        tx: &Connection,
        office: &OfficeState,
        log: LogId,
        new: &[(u64, Record)],
    ) -> Result<Vec<Event>, StoreError> {
        let Some(by) = office.device_of_log.get(&log) else { return Ok(Vec::new()) };
        let (mut events, mut gone) = (Vec::new(), Vec::new());
        for (_, record) in new {
            if kind(record)? != DeviceRevocationRequested::KIND {
                continue;
            }
            let header = record.read_header()?;
            if office.answers.contains_key(&header.id) {
                continue;
            }
            // A request of a newer shape waits for a server that reads it.
            let Ok(Event::DeviceRevocationRequested(asked)) =
                Event::read(&header.kind, &record.facts, record.private.as_deref())
            else {
                continue;
            };
            let device = asked.device;
            let cause = match () {
                () if !may(&office.roles(office.adoptions.user(header.author), *by), &header.kind) => Some(NO_RIGHT),
                () if !office.devices.contains_key(&device) => Some(NO_DEVICE),
                () if office.revoked.holds(device) || gone.contains(&device) => Some(DEVICE_REVOKED),
                () if !has_admin_without(office, &gone, device) => Some(LAST_ADMIN_DEVICE),
                () => None,
            };
            match cause {
                Some(cause) => events.extend(refused(header.id, cause)?),
                None => {
                    gone.push(device);
                    let reason = asked.private.map(|private| private.reason).unwrap_or_default();
                    events.extend(self.ended(tx, office, device, &reason, Some(header.id))?);
                }
            }
        }
        Ok(events)
    }

    /// One record for each log of the device, and its row, in the caller's transaction: the next request reads it.
    fn ended(
        &self,
        tx: &Connection,
        office: &OfficeState,
        device: Uuid,
        reason: &str,
        answers: Option<Uuid>,
    ) -> Result<Vec<Event>, StoreError> {
        self.put_device(tx, device)?;
        tx.prepare_cached("UPDATE device SET revoked = 1 WHERE office = ?1 AND device = ?2")?
            .execute(params![self.office.as_bytes(), device.as_bytes()])?;
        let members = lakon_log::members(tx)?.into_iter().filter(|member| member.device == device);
        let mut logs: Vec<LogId> = members.map(|member| member.log).collect();
        logs.extend(office.device_of_log.iter().filter(|(_, of)| **of == device).map(|(log, _)| *log));
        logs.sort_unstable();
        logs.dedup();
        let mut events = Vec::with_capacity(logs.len());
        for log in logs {
            let head = lakon_log::head(tx, log)?.map(|head| head.head());
            let Head { seq, chain } = head.unwrap_or(Head { seq: 0, chain: chain_start(log) });
            let private = Some(Reason { reason: reason.to_owned() });
            events.push(DeviceRevoked { device, log, seq, chain, answers, private }.into());
        }
        Ok(events)
    }
}

/// Whether somebody can still act as an admin on another device.
fn has_admin_without(office: &OfficeState, gone: &[Uuid], device: Uuid) -> bool {
    office.devices.values().any(|held| {
        held.device != device
            && !gone.contains(&held.device)
            && !office.revoked.holds(held.device)
            && office.roles(held.user, held.device).contains(&Role::Admin)
    })
}
