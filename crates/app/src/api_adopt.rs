//! What crosses the border when a PC that worked alone joins an office: the plan to read before it, how it stands, and its settings as
//! proposals.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::api::{OfficeInfo, api, choice, declared};

choice! {
    /// What a proposal sets.
    ProposalKind { Limit, Text, Section, Topic, Channel, Complaint, Holiday, Hours }
}

api! {
    /// What joining would do, before anything is done. `name`: who is invited; `people`: who else worked on this PC; `settings`: records
    /// of settings that become proposals.
    AdoptPlan { name: String, office: OfficeInfo, roles: Vec<String>, cases: u32, people: Vec<String>, settings: u32 }
    /// `alone`: this PC is its own office and could join another. `waiting`: the office whose server has not answered yet, where joining was begun.
    /// `files_left`: attachments still encrypted to the former recovery key.
    AdoptState { alone: bool, waiting: Option<String>, files_left: u32 }
    Proposals { rows: Vec<ProposalRow> }
    /// One setting a PC that worked alone brought along and the office sets otherwise. `key`: the code of the setting or the field;
    /// `pc`: the letters of that PC's numbers; `at`: when it was set there.
    ProposalRow { event: String, kind: ProposalKind, key: String, title: String, text: String, retired: bool, by: String, pc: String, at: f64 }
    ProposalRef { event: String }
}
