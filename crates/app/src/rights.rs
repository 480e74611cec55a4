//! What the signed-in person may do here and now, and the refusal that says who can.

use lakon_domain::event::Event;
use lakon_domain::rights::{Role, may, may_do};
use lakon_domain::shape::Code;

use crate::app::Desk;
use crate::failure::Failure;
use crate::users::who_may;
use crate::words::Sentence;

/// Roles on this PC, and the sections headed or substituted today.
pub(crate) struct Rights {
    roles: Vec<Role>,
    pub heads: Vec<Code>,
}

impl Rights {
    pub fn of(desk: &Desk) -> Self {
        let roles = desk.store.office().roles(desk.user, desk.store.device().device);
        let heads = desk.store.rules().sections_of(desk.user, desk.app.now());
        Self { roles, heads }
    }

    /// Whether records of a kind are this person's to make at all.
    pub fn may(&self, kind: &str) -> bool {
        may(&self.roles, kind)
    }

    pub fn is_admin(&self) -> bool {
        self.roles.contains(&Role::Admin)
    }

    /// Whether consultations are this person's to read: whoever only manages the office reads none.
    pub fn reads(&self) -> bool {
        self.roles.iter().any(|role| *role != Role::Admin)
    }

    /// # Errors
    /// [`Sentence::NotAllowed`], naming whom to ask.
    pub fn check(&self, desk: &Desk, event: &Event) -> Result<(), Failure> {
        if may_do(&self.roles, &self.heads, event.kind(), event) {
            return Ok(());
        }
        Err(refusal(desk, event.kind()))
    }
}

/// The sentence for a kind of record that is somebody else's to make.
pub(crate) fn refusal(desk: &Desk, kind: &str) -> Failure {
    Sentence::NotAllowed.with(who_may(kind, desk.language))
}
