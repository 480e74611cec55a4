//! What the bell of the page is given and says back.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::api::{api, choice, declared};

choice! {
    /// The most urgent first.
    NoticeKind { Overdue, DueToday, EscalationArrived, EscalationToConfirm, EscalationAskedBack, EscalationAnswered, HandoverOffered, ProgressOwed, ConfirmationAwaited }
}

api! {
    NoticeRows { rows: Vec<NoticeRow>, unread: u32 }
    /// `key` is the same for the same occurrence at every look; `at`: when it is due, or when it was said.
    NoticeRow { key: String, kind: NoticeKind, case: String, number: String, who: String, question: String,
        /// The escalation it speaks of.
        escalation: Option<String>, at: f64, unread: bool }
    NoticeKeys { keys: Vec<String> }
    /// Pushed to the page: the case of the system's notice somebody clicked.
    GoTo { case: String }
    /// Whether the system shows notices of Lakon on this PC.
    NoticeSetting { system: bool }
}
