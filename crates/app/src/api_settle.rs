//! What the side-by-side page of concurrent edits and its list ask for and are given.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::api::{CaseRow, PartyRow, TextState, api, choice, declared};

choice! {
    /// A field two people can change at once: of a case the first six, of a stakeholder the others.
    SettleField { Party, Question, Topic, Answer, Contact, Received, Name, Phone, Email }
}

api! {
    /// Everything that is to be settled: the newest cases first, stakeholders by name.
    SettleRows { cases: Vec<CaseRow>, parties: Vec<PartyRow>, count: u32 }
    /// A case or a stakeholder.
    SettleRef { id: String }
    SettleView { id: String, is_party: bool, number: Option<String>,
        /// The case's stakeholder, or the name of the stakeholder itself.
        title: String, question: String,
        /// Of a case its own fields, then those of its stakeholder.
        fields: Vec<SettleItem> }
    /// One field with concurrent edits, oldest version first. `of`: the case or stakeholder whose field it is.
    SettleItem { of: String, of_name: String, field: SettleField, versions: Vec<SettleVersion> }
    SettleVersion { event: String, author: String, at: f64,
        /// The name of the PC it was written on; empty where it is not known.
        pc: String, this_pc: bool,
        /// What the field shows until it is settled.
        shown: bool, state: TextState,
        /// Empty where it cannot be read here.
        parts: Vec<SettlePart> }
    /// `name`: what of the field it is; `value`: as it is written, a code, an id, milliseconds or words; `text`: as people read it.
    SettlePart { name: String, value: String, text: String }
    /// Replaces the versions that were `seen` by one of them (`keep`) or by what was put together from them (`parts`).
    SettleWrite { of: String, field: SettleField, seen: Vec<String>, keep: Option<String>, parts: Vec<SettleValue> }
    SettleValue { name: String, value: String }
    /// The event that settled it, which "Urungkan" names.
    SettleDone { event: Option<String> }
    SettleUndo { of: String, field: SettleField, event: String }
}
