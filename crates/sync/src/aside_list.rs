//! Step `aside/list`: an admin's desk asks what revoked devices handed in and nobody has decided about. Numbers, times and ids only: what
//! was written there is read by nobody before it is taken.

use lakon_domain::shape::Time;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::Client;
use crate::error::{Problem, SyncError};
use crate::office::Office;
use crate::transport::Endpoint;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListAside {}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsideListed {
    pub waiting: Vec<Waiting>,
}

/// What waits of one device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub device: Uuid,
    pub records: u64,
    /// Different consultations these records tell about.
    pub cases: u64,
    /// When the oldest and the newest of them were made, by the clock of that device.
    pub since: Time,
    pub until: Time,
    /// Attachments they name, and how many of those are not at the server.
    pub files: u64,
    pub files_missing: u64,
    /// When the newest of it came.
    pub at: Time,
}

/// Server half.
///
/// # Errors
/// As [`Office::waiting_aside`].
pub fn serve(office: &dyn Office, device: Uuid, _: &ListAside) -> Result<AsideListed, Problem> {
    Ok(AsideListed { waiting: office.waiting_aside(device)? })
}

/// Client half.
///
/// # Errors
/// [`SyncError`].
pub async fn ask(client: &Client) -> Result<Vec<Waiting>, SyncError> {
    let listed: AsideListed = client.ask(Endpoint::ListAside, &ListAside {}).await?;
    Ok(listed.waiting)
}
