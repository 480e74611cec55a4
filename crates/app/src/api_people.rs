//! What crosses the border about people and visits: hand-over at shift end, the cases of a visit, ticket numbers, rulings.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::api::{CaseStatus, Clock, DutyView, VoidedAbout, api, declared};

api! {
    // --- hand-over at shift end ----------------------------------------------------------------------------------
    /// An offer of this case nobody has answered. `mine`: to whoever is signed in; `by_me`: from them.
    HandoverView { to: String, by: String, text: String, at: f64, mine: bool, by_me: bool }
    HandOver { case: String, to: String, text: String }
    HandOverAll { to: String, text: String }
    /// Cases offered to whoever answers; declining needs a reason.
    HandoverAnswer { cases: Vec<String>, accepted: bool, reason: String }
    /// Cases whose offer whoever made it takes back.
    HandoverTakeBack { cases: Vec<String> }
    Handovers { to_me: Vec<HandoverRow>, by_me: Vec<HandoverRow>,
        /// Own open cases that could be offered.
        own_open: u32,
        /// Who could take them.
        officers: Vec<Colleague> }
    HandoverRow { case: String, number: String, from: String, to: String, at: f64, text: String, who: String, organisation: String,
        question: String, status: CaseStatus, clock: Clock,
        /// What is owed first.
        duty: Option<DutyView> }
    Colleague { user: String, name: String }

    // --- visits --------------------------------------------------------------------------------------------------
    VisitCase { case: String, number: String, status: CaseStatus, question: String, clock: Clock }
    CaseLink { case: String, number: String }
    VisitChoices { visits: Vec<VisitChoice> }
    VisitChoice { visit: String, at: f64, who: String, organisation: String, cases: Vec<CaseLink> }
    /// `visit`: one of the choices, or nothing for a new one.
    MoveCase { case: String, visit: Option<String> }

    // --- what the office ruled -----------------------------------------------------------------------------------
    /// `void`: it does not count from then on, and why; otherwise it counts again.
    Ruling { at: f64, void: bool, text: String }
    /// Own records that do not count at present, by what they are about. Of a case `title` is its number and `text` its question.
    VoidedRow { about: VoidedAbout, id: String, title: String, text: String, at: f64, reason: String }
}
