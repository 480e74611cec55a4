//! A device that carries on in a new log: the office log names the log as that device's and gives it a label, in one transaction
//! (design: invariant 12).

use lakon_domain::event::{DeviceAdded, Event, LabelGiven, Name};
use lakon_domain::ids::LogId;
use lakon_domain::rights::Role;
use lakon_sync::carry_on::Opening;
use uuid::Uuid;

use crate::{ServerStore, StoreError};

impl ServerStore {
    /// Brings logs into the office whose openings the device's key has proved. The device keeps its name, its keys and what it was
    /// granted. A log that anybody has already is left as it is: nobody takes another's log over by naming it.
    pub(crate) fn take_openings(&self, device: Uuid, openings: &[Opening], writes: LogId) -> Result<bool, StoreError> {
        let own = self.own_log_id()?;
        let office = self.office_state();
        let Some(held) = office.devices.get(&device) else { return Ok(false) };
        let roles: Vec<Role> = held.roles.iter().copied().collect();
        let appended = self.write(|tx| {
            let mut events: Vec<Event> = Vec::new();
            // Asked once more behind the office log's lock: a revocation may have come since the device proved itself.
            if self.known_device(device)?.is_none_or(|known| known.revoked) {
                return Ok(Vec::new());
            }
            for Opening { log, signing_key } in openings.iter().copied() {
                if lakon_log::member(tx, log)?.is_some() || lakon_log::head(tx, log)?.is_some() {
                    continue;
                }
                let private = Some(Name { name: held.name.text().to_owned() });
                let (recipient, user, roles) = (held.recipient.clone(), held.user, roles.clone());
                events.push(DeviceAdded { device, log, signing_key, recipient, user, roles, private }.into());
                if log == writes {
                    match self.free_label(tx) {
                        Ok(label) => events.push(LabelGiven { device, log, label }.into()),
                        // It goes on with the label it has drawn for itself: work does not wait for letters.
                        Err(StoreError::NoLabel) => tracing::warn!(%device, "no label is free for a new log"),
                        Err(error) => return Err(error),
                    }
                }
            }
            if events.is_empty() { Ok(Vec::new()) } else { self.append(tx, own, &events) }
        })?;
        if !appended.is_empty() {
            tracing::warn!(%device, log = %writes, "a device carries on in a new log");
        }
        self.heard(&appended);
        Ok(!appended.is_empty())
    }
}
