//! Who may make which kind of record: one table for the page (hides), the app (refuses) and the server (voids).

use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::shape::{Code, Fact, Shape};

/// What a person is in the office; a user has a set of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Petugas layanan: receives, identifies, answers.
    Officer,
    /// Kepala Seksi: reads; answers escalations to the own section, names a substitute.
    SectionHead,
    /// Kepala Kantor: reads.
    OfficeHead,
    /// Pengelola: users, devices, settings.
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
    /// Whoever heads the section the event names on that day: its Kepala Seksi or a substitute.
    Head,
    /// The same, or whoever has this role; an officer only on a head's behalf (product.md "Escalation": by telephone).
    HeadOr(Role),
}

use Makers::{Anyone, Head, HeadOr, Only};

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
    ("case.received_set", Only(Role::Officer)),
    ("case.moved", Only(Role::Officer)),
    ("clock.paused", Only(Role::Officer)),
    ("clock.resumed", Only(Role::Officer)),
    ("clock.corrected", Only(Role::Officer)),
    ("case.contact_set", Only(Role::Officer)),
    ("case.promised", Only(Role::Officer)),
    ("progress.reported", Only(Role::Officer)),
    ("document.requested", Only(Role::Officer)),
    ("document.arrived", Only(Role::Officer)),
    ("document.waived", Only(Role::Officer)),
    ("escalation.raised", Only(Role::Officer)),
    ("escalation.replied", Only(Role::Officer)),
    ("escalation.withdrawn", Only(Role::Officer)),
    ("case.answered", Only(Role::Officer)),
    ("confirmation.chased", Only(Role::Officer)),
    ("case.reopened", Only(Role::Officer)),
    ("case.duplicate", Only(Role::Officer)),
    ("case.forwarded", Only(Role::Officer)),
    ("case.returned", Only(Role::Officer)),
    ("file.withdrawn", Only(Role::Officer)),
    ("file.moved", Only(Role::Officer)),
    ("case.reference_added", Only(Role::Officer)),
    ("case.corrected", Only(Role::Officer)),
    ("handover.offered", Only(Role::Officer)),
    ("handover.answered", Only(Role::Officer)),
    ("escalation.delivered", Anyone),
    ("escalation.answered", HeadOr(Role::Officer)),
    ("escalation.confirmed", Head),
    ("escalation.asked_back", Head),
    ("escalation.referred", Head),
    ("setting.set", Only(Role::Admin)),
    ("office.text_set", Only(Role::Admin)),
    ("section.defined", Only(Role::Admin)),
    ("substitute.named", HeadOr(Role::Admin)),
    ("topic.defined", Only(Role::Admin)),
    ("channel.defined", Only(Role::Admin)),
    ("complaint.defined", Only(Role::Admin)),
    ("holiday.set", Only(Role::Admin)),
    ("hours.set", Only(Role::Admin)),
    ("user.removal_requested", Only(Role::Admin)),
    ("user.removed", Only(Role::Admin)),
    ("device.revocation_requested", Only(Role::Admin)),
    ("device.revoked", Only(Role::Admin)),
    ("erasure.requested", Only(Role::Admin)),
    ("erasure.ordered", Only(Role::Admin)),
    ("erasure.applied", Anyone),
    ("server.keyed", Only(Role::Admin)),
    ("log.adopted", Only(Role::Admin)),
    ("aside.decision_requested", Only(Role::Admin)),
    ("parties.mapped", Only(Role::Admin)),
    ("user.mapping_requested", Only(Role::Admin)),
    ("user.mapped", Only(Role::Admin)),
];

/// Whether somebody with these roles may make records of this kind at all. Where a section decides, [`may_do`] has the last
/// word: a substitute may have no role but officer. A kind of a newer program is not judged here: it is kept, counts, and
/// is listed for the admin (design: invariant 11).
pub fn may(roles: &[Role], kind: &str) -> bool {
    match makers(kind) {
        Some(Only(role)) => roles.contains(&role),
        Some(Head) => roles.contains(&Role::SectionHead) || roles.contains(&Role::Officer),
        Some(HeadOr(role)) => [role, Role::SectionHead, Role::Officer].iter().any(|role| roles.contains(role)),
        Some(Anyone) | None => true,
    }
}

/// Whether somebody may make this record. `heads`: the sections headed or substituted on the day it is made.
pub fn may_do(roles: &[Role], heads: &[Code], kind: &str, event: &Event) -> bool {
    let heads_it = || section(event).is_some_and(|section| heads.contains(section));
    match makers(kind) {
        Some(Only(role)) => roles.contains(&role),
        Some(Head) => heads_it(),
        Some(HeadOr(role)) => heads_it() || roles.contains(&role) && may_instead(event),
        Some(Anyone) | None => true,
    }
}

fn makers(kind: &str) -> Option<Makers> {
    RIGHTS.iter().find(|(name, _)| *name == kind).map(|(_, makers)| *makers)
}

/// The section whose head has to do it.
fn section(event: &Event) -> Option<&Code> {
    match event {
        Event::EscalationAnswered(e) => Some(&e.section),
        Event::EscalationConfirmed(e) => Some(&e.section),
        Event::EscalationAskedBack(e) => Some(&e.section),
        Event::EscalationReferred(e) => Some(&e.section),
        Event::SubstituteNamed(e) => Some(&e.section),
        _ => None,
    }
}

/// Whether somebody who does not head the section may do it by role: an answer needs the head it is written for.
fn may_instead(event: &Event) -> bool {
    !matches!(event, Event::EscalationAnswered(e) if e.on_behalf_of.is_none())
}
