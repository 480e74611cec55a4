//! What crosses the border about checking the logs, erasing private parts and giving people their data.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::api::{api, choice, declared};

choice! {
    /// `waiting`: the server has not answered yet ("menunggu server").
    ErasureState { Waiting, Done, Refused }
}

api! {
    // --- the check of all logs -----------------------------------------------------------------------------------
    /// `stopped`: somebody stopped it, and the rest says nothing. `lacking`: private parts that have not arrived yet, which is no fault.
    AuditReport { stopped: bool, logs: u32, records: u32, seals: u32, lacking: u32, findings: Vec<AuditFinding> }
    /// The first record of a log that does not fit, in one sentence.
    AuditFinding { log: String, pc: String, seq: f64, text: String }

    // --- erasure -------------------------------------------------------------------------------------------------
    /// A consultation, or a stakeholder (`party`); `whole`: with everything of the consultations that name the stakeholder.
    ErasureLook { id: String, party: bool, whole: bool }
    /// What would go: numbers of consultations (of `whole` ones, or those that lose only who asked), records, files.
    ErasureScope { cases: Vec<String>, records: u32, files: u32 }
    ErasureAsk { id: String, party: bool, whole: bool, reason: String }
    ErasureRows { rows: Vec<ErasureRow> }
    ErasureRow { request: String, id: String, party: bool, whole: bool,
        /// Numbers of the consultations it reaches, the oldest first.
        cases: Vec<String>, by: String, at: f64, reason: String, state: ErasureState,
        /// Why the server refused.
        refused: Option<String>, done_at: Option<f64>,
        /// Records whose content went.
        records: u32,
        /// Every PC of the office.
        pcs: Vec<ErasurePc> }
    /// `at`: when this PC wrote down that it has erased everything of it; `None` where it has not yet.
    ErasurePc { name: String, this_pc: bool, at: Option<f64> }
    ErasureRef { request: String }
}
