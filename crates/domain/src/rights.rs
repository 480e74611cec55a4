//! Who may make which kind of record: one table for the page (hides), the app (refuses) and the server (voids).

use serde::{Deserialize, Serialize};

use crate::shape::{Fact, Shape};

/// What a person is in the office; a user has a set of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Petugas layanan: receives, identifies, answers.
    Officer,
    /// Kepala Seksi: reads; answers escalations once there are any.
    SectionHead,
    /// Kepala Kantor: reads.
    OfficeHead,
    /// Pengelola: users and devices.
    Admin,
}

impl Fact for Role {
    const SHAPE: Shape = Shape::Code;
}

impl Role {
    pub const ALL: [Role; 4] = [Role::Officer, Role::SectionHead, Role::OfficeHead, Role::Admin];

    /// The word in facts and in answers to the page.
    pub fn key(self) -> &'static str {
        match self {
            Role::Officer => "officer",
            Role::SectionHead => "section_head",
            Role::OfficeHead => "office_head",
            Role::Admin => "admin",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = crate::shape::BadShape;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = "officer, section_head, office_head or admin";
        Self::ALL.into_iter().find(|role| role.key() == text).ok_or(crate::shape::BadShape { expected })
    }
}

/// Who may make a kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Makers {
    /// A machine makes it without anybody's order.
    Anyone,
    /// Whoever has this role.
    Only(Role),
}

use Makers::{Anyone, Only};

/// Every kind. Those of the office log are written by the server, or by the admin of a PC that is its own office.
pub const RIGHTS: &[(&str, Makers)] = &[
    ("log.opened", Anyone),
    ("server.stated", Only(Role::Admin)),
    ("office.begun", Only(Role::Admin)),
    ("user.added", Only(Role::Admin)),
    ("device.added", Only(Role::Admin)),
    ("label.given", Only(Role::Admin)),
    ("record.voided", Only(Role::Admin)),
    ("record.allowed", Only(Role::Admin)),
    ("record.erased", Only(Role::Admin)),
    ("request.refused", Only(Role::Admin)),
    ("user.requested", Only(Role::Admin)),
    ("person.added", Only(Role::Officer)),
    ("person.set", Only(Role::Officer)),
    ("organisation.added", Only(Role::Officer)),
    ("organisation.set", Only(Role::Officer)),
    ("visit.opened", Only(Role::Officer)),
    ("case.opened", Only(Role::Officer)),
    ("case.channel_set", Only(Role::Officer)),
    ("case.party_set", Only(Role::Officer)),
    ("case.question_set", Only(Role::Officer)),
    ("case.topic_set", Only(Role::Officer)),
    ("case.answer_set", Only(Role::Officer)),
    ("case.hai_set", Only(Role::Officer)),
    ("clock.started", Only(Role::Officer)),
    ("case.resolved", Only(Role::Officer)),
    ("case.cancelled", Only(Role::Officer)),
    ("event.reverted", Only(Role::Officer)),
    ("file.added", Only(Role::Officer)),
];

/// Whether somebody with these roles may make a record of this kind. A kind of a newer program is not judged here: it is
/// kept, counts, and is listed for the admin (design: invariant 11).
pub fn may(roles: &[Role], kind: &str) -> bool {
    match RIGHTS.iter().find(|(name, _)| *name == kind) {
        Some((_, Only(role))) => roles.contains(role),
        Some((_, Anyone)) | None => true,
    }
}
