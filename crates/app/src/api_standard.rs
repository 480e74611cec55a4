//! What crosses between the program and its page for the two pages shown to visitors: the service standard and the complaint
//! channels. Days are texts YYYY-MM-DD.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::api::{api, choice, declared};

choice! {
    /// Who takes a step of the procedure.
    StepActor { FrontOffice, Stakeholder, Officer }
    /// Whether a step is always taken, where the officer needs it, or as it turns out.
    StepWeight { Must, May, Depends }
    /// What the address of a complaint channel is. `missing`: the office has still to fill it in.
    AddressKind { Link, Mail, Phone, Words, Missing }
}

api! {
    // --- the service standard ------------------------------------------------------------------------------------
    Standard {
        /// The day it is shown for.
        today: String, decree: String, limits: Vec<StandardLimit>, steps: Vec<StandardStep>, components: Vec<StandardComponent>,
        /// Online channels that are offered.
        online: Vec<String>,
        /// Complaint channels that are offered.
        complaints: Vec<String>,
        /// Monday to Sunday of the week of `today`.
        week: Vec<StandardDay> }
    /// `setting`: `service_minutes`, `solution_days`, `progress_days` or `late_days`.
    StandardLimit { setting: String, value: u32,
        /// Its first day; `None` where the standard the program comes with holds.
        from: Option<String>,
        /// The legal basis; empty where it was set without one that can be read here.
        basis: String,
        /// A later value that is set already.
        next: Option<StandardNext> }
    StandardNext { value: u32, from: String, basis: String }
    /// `code`: "1" to "13b".
    StandardStep { code: String, online: bool, actor: StepActor, weight: StepWeight }
    StandardComponent { number: u32,
        /// The office's own management.
        internal: bool,
        /// The standard says something; otherwise only the office can.
        said: bool,
        /// The office's own words; empty where it has none.
        text: String }
    /// The office's own words for a component; empty ones give back the standard's.
    StandardText { number: u32, text: String }
    StandardDay { day: String, at: f64, opens_at: Option<f64>, closes_at: Option<f64>,
        /// Where there is a break.
        rest_from: Option<f64>, rest_until: Option<f64>,
        /// Why it is closed: "libur nasional …"; `None` on a working day, empty on Saturday and Sunday.
        closed: Option<String> }

    // --- complaint channels ----------------------------------------------------------------------------------------
    Complaints { channels: Vec<ComplaintChannel> }
    ComplaintChannel { complaint: String, name: String, address: String, kind: AddressKind,
        /// What a telephone that reads it goes to; `None` where the address is only words.
        qr: Option<Qr> }
    /// A QR code with its quiet margin: `path` draws the dark squares on a light ground of `size` by `size`.
    Qr { size: u32, path: String }
    ComplaintRef { complaint: String }
}
