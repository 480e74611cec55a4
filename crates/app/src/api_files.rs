//! What the page is given about the contents of attachments on this PC, and what it asks of them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::api::{api, choice, declared};

choice! {
    /// Which attachments this PC fetches by itself: all, those of cases its users work on, or none before it is opened.
    FilesKept { All, Mine, OnDemand }
}

api! {
    /// `spare`: those on this PC that the choice would not fetch. `alone`: there is no server that could have them.
    PcFiles { keeps: FilesKept, alone: bool, files: u32, bytes: f64, spare_files: u32, spare_bytes: f64 }
    KeepFiles { keeps: FilesKept }
    /// Lets copies go that came more than so many days ago, or, without days, those the choice would not fetch.
    FreeFiles { older_days: Option<u32> }
    /// `stayed`: copies the server did not confirm.
    FreedFiles { files: u32, bytes: f64, stayed: u32, now: PcFiles }
}
