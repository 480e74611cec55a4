//! What crosses the border about the office's PCs and its server's address.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::api::{api, declared};

api! {
    Devices { rows: Vec<DeviceRow> }
    /// One PC of the office. `label`: the letters of its case numbers; `owner`: whom it was enrolled for; `last_at`: its newest record
    /// that is here; `waiting`: a revocation was asked for and the server has not answered.
    DeviceRow { device: String, label: Option<String>, owner: String, roles: Vec<String>, here: bool, last_at: Option<f64>,
        waiting: bool, refused: Option<String>,
        revoked_at: Option<f64>, reason: String }
    RevokeDevice { device: String, reason: String }
    ServerAddress { address: String }
    /// What revoked PCs handed in, and what was decided about it. `told_at`: when the server said so last; `null` before the first time.
    DeviceAsides { told_at: Option<f64>, rows: Vec<DeviceAside> }
    /// `waits`: what waits for a decision; `decided`: the newest decision about it.
    DeviceAside { device: String, waits: Option<AsideWaits>, decided: Option<AsideDecided> }
    /// `cases`: different consultations; `since`, `until`: when the oldest and the newest record was made there; `at`: when it came.
    AsideWaits { records: u32, cases: u32, since: f64, until: f64, files: u32, files_missing: u32, at: f64 }
    /// `waiting`: the server has not answered; `refused`: why it did not do it.
    AsideDecided { take: bool, by: String, at: f64, waiting: bool, refused: Option<String> }
    DecideAside { device: String, take: bool, reason: String }
}
