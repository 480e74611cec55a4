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
}
