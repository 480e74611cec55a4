//! The PCs of the office: which there are, and asking the server to revoke one. The request works offline and waits for the server.

use std::collections::BTreeMap;

use lakon_domain::event::{DeviceRevocationRequested, Reason};
use lakon_domain::office::Device;
use uuid::Uuid;

use crate::api::{DeviceRow, Devices, Nothing, RevokeDevice};
use crate::app::Desk;
use crate::case_view::ms;
use crate::failure::Failure;
use crate::settings_office::write;
use crate::words::Sentence;

/// Every PC of the office: those at work, then those that were revoked, each group by its letters.
pub fn list(desk: &Desk, _: Nothing) -> Result<Devices, Failure> {
    let office = desk.store.office();
    let asked: BTreeMap<Uuid, _> =
        desk.store.requested_revocations()?.into_iter().map(|request| (request.device, request)).collect();
    let row = |held: &Device| -> Result<DeviceRow, Failure> {
        let request = asked.get(&held.device).filter(|request| !request.done);
        let revoked = office.revoked.of(held.device);
        let refused = request.filter(|_| revoked.is_none()).and_then(|request| request.refused.as_ref());
        Ok(DeviceRow {
            device: held.device.to_string(),
            label: office.label_of(held.device).map(ToString::to_string),
            owner: office.users.get(&held.user).map(|user| user.name.text().to_owned()).unwrap_or_default(),
            roles: held.roles.iter().map(|role| role.key().to_owned()).collect(),
            here: held.device == desk.store.device().device,
            last_at: desk.store.last_wrote(held.log)?.map(ms),
            waiting: revoked.is_none() && request.is_some_and(|request| request.refused.is_none()),
            refused: refused.map(|cause| refusal(cause.as_str()).words(desk.language).to_owned()),
            revoked_at: revoked.map(|revoked| ms(revoked.at)),
            reason: revoked.map(|revoked| revoked.reason.text().to_owned()).unwrap_or_default(),
        })
    };
    let mut rows = office.devices.values().map(row).collect::<Result<Vec<_>, _>>()?;
    let order = |row: &DeviceRow| (row.revoked_at.is_some(), row.label.as_ref().map(String::len), row.label.clone());
    rows.sort_by_key(order);
    Ok(Devices { rows })
}

/// Asks the server to revoke a PC. Not the one somebody sits at: nothing would reach the server any more.
pub fn revoke(desk: &Desk, input: RevokeDevice) -> Result<Devices, Failure> {
    let device: Uuid = input.device.parse().map_err(|_| Sentence::UnknownDevice)?;
    let reason = input.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Sentence::NeedReason.fields(&["reason"]));
    }
    if device == desk.store.device().device {
        return Err(Sentence::OwnDevice.into());
    }
    let office = desk.store.office();
    if !office.devices.contains_key(&device) {
        return Err(Sentence::UnknownDevice.into());
    }
    if office.revoked.holds(device) {
        return Err(Sentence::DeviceRevokedBefore.into());
    }
    let waiting = desk
        .store
        .requested_revocations()?
        .into_iter()
        .any(|request| request.device == device && !request.done && request.refused.is_none());
    if !waiting {
        write(desk, vec![DeviceRevocationRequested { device, private: Some(Reason { reason }) }.into()])?;
        desk.app.changed(["users", "sync"]);
    }
    list(desk, Nothing {})
}

/// Why the server refused, from the cause its record names.
fn refusal(cause: &str) -> Sentence {
    match cause {
        "no_right" => Sentence::UserNoRight,
        "device_revoked" => Sentence::DeviceRevokedBefore,
        "last_admin_device" => Sentence::LastAdminDevice,
        _ => Sentence::UnknownDevice,
    }
}
