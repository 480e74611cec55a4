//! Who may make which kind of record: one table for the page (hides), the app (refuses) and the server (voids).

use serde::{Deserialize, Serialize};

use crate::shape::{Fact, Shape};

/// What a person is in the office; a user has a set of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Officer,
    SectionHead,
    OfficeHead,
    Admin,
}

impl Fact for Role {
    const SHAPE: Shape = Shape::Code;
}

/// Whether somebody with these roles may make a record of this kind. An unknown kind is of a newer program and is not judged here.
pub fn may(roles: &[Role], kind: &str) -> bool {
    let has = |role| roles.contains(&role);
    match kind {
        "log.opened" => true,
        "user.requested" => has(Role::Admin),
        "person.added" | "person.set" | "organisation.added" | "organisation.set" | "visit.opened" | "clock.started"
        | "event.reverted" | "file.added" => has(Role::Officer),
        kind if kind.starts_with("case.") => has(Role::Officer),
        // The office log is written by the server alone, or by the admin of a PC that is its own office.
        kind if crate::event::kind_row(kind).is_some_and(|row| row.place == crate::event::Place::Office) => has(Role::Admin),
        _ => true,
    }
}
