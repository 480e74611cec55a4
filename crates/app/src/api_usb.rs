//! What crosses the border about USB bundles and the invitation file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::api::{Invited, api, declared};

api! {
    // --- without a network -----------------------------------------------------------------------------------------
    /// `all`: everything that is here; otherwise what has not reached the server.
    UsbOut { all: bool }
    /// `path` is missing where the person changed their mind. `notes`: whole sentences about what did not go as usual.
    UsbWritten { path: Option<String>, records: u32, files: u32, notes: Vec<String> }
    /// What was new. Nothing was chosen where `chosen` is false.
    UsbTaken { chosen: bool, records: u32, files: u32,
        /// When the bundle was written.
        at: Option<f64>, notes: Vec<String> }
    /// Servers that answered on the LAN: addresses to try, nothing more.
    FoundServers { servers: Vec<FoundServer> }
    FoundServer { name: String, address: String }
    InvitationCode { code: String }
    /// Nothing was chosen where it is missing.
    FileInvited { invited: Option<Invited> }
}
