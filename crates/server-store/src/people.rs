//! What admins ask of the people of the office: somebody new, another name or other roles, somebody who works here no more.
//! The answers are records of the office log (design/sync.md "Whose log").

use std::collections::{BTreeMap, BTreeSet};

use lakon_domain::event::{
    DeviceAdded, Event, Name, Reason, RequestRefused, UserAdded, UserMapped, UserMappingRequested,
    UserRemovalRequested, UserRemoved, UserRequested,
};
use lakon_domain::office::OfficeState;
use lakon_domain::rights::Role;
use lakon_domain::shape::Code;
use uuid::Uuid;

use crate::StoreError;

/// Why a request was refused: codes the page has sentences for.
const USER_EXISTS: &str = "user_exists";
const NO_NAME: &str = "no_name";
const NO_ROLE: &str = "no_role";
const NO_USER: &str = "no_user";
const LAST_ADMIN: &str = "last_admin";
const NOT_BROUGHT: &str = "not_brought";

#[derive(Clone, PartialEq)]
struct Known {
    name: String,
    roles: BTreeSet<Role>,
    removed: bool,
}

/// Everybody of the office, as the requests answered so far leave them.
pub(crate) struct People<'o> {
    office: &'o OfficeState,
    known: BTreeMap<Uuid, Known>,
}

impl<'o> People<'o> {
    pub fn of(office: &'o OfficeState) -> Self {
        let known = office.users.values().map(|user| {
            let name = user.name.text().to_owned();
            (user.user, Known { name, roles: user.roles.clone(), removed: user.removed })
        });
        Self { office, known: known.collect() }
    }

    /// Somebody new, or somebody known by another name, with other roles, or back again. Of a role that is gone nothing is left
    /// on any PC.
    pub fn requested(&mut self, request: Uuid, asked: UserRequested) -> Result<Vec<Event>, StoreError> {
        let name = asked.private.map(|p| p.name.trim().to_owned()).unwrap_or_default();
        let wanted = Known { name, roles: asked.roles.iter().copied().collect(), removed: false };
        if self.known.get(&asked.user) == Some(&wanted) {
            return refused(request, USER_EXISTS);
        }
        if wanted.name.is_empty() {
            return refused(request, NO_NAME);
        }
        if wanted.roles.is_empty() {
            return refused(request, NO_ROLE);
        }
        let before = self.known.insert(asked.user, wanted.clone());
        let was_admin = before.as_ref().is_some_and(|before| before.roles.contains(&Role::Admin));
        if was_admin && !self.has_admin() {
            self.known.extend(before.map(|before| (asked.user, before)));
            return refused(request, LAST_ADMIN);
        }
        let (user, roles, answers) = (asked.user, asked.roles, Some(request));
        let added = UserAdded { user, roles, answers, private: Some(Name { name: wanted.name }) };
        let devices = self.office.devices.values().filter(|held| held.user == user);
        let less = devices.filter(|held| !held.roles.is_subset(&wanted.roles)).map(|held| {
            DeviceAdded {
                device: held.device,
                log: held.log,
                signing_key: held.signing_key,
                recipient: held.recipient.clone(),
                user,
                roles: held.roles.intersection(&wanted.roles).copied().collect(),
                private: Some(Name { name: held.name.text().to_owned() }),
            }
            .into()
        });
        Ok(std::iter::once(added.into()).chain(less).collect())
    }

    /// Somebody who works here no more.
    pub fn removal(&mut self, request: Uuid, asked: &UserRemovalRequested) -> Result<Vec<Event>, StoreError> {
        let user = asked.user;
        match self.known.get(&user).cloned() {
            Some(held) if !held.removed => {
                self.known.insert(user, Known { removed: true, roles: BTreeSet::new(), ..held.clone() });
                if held.roles.contains(&Role::Admin) && !self.has_admin() {
                    self.known.insert(user, held);
                    return refused(request, LAST_ADMIN);
                }
                Ok(vec![UserRemoved { user, answers: Some(request) }.into()])
            }
            _ => refused(request, NO_USER),
        }
    }

    /// Somebody who came with a PC that worked alone is somebody of the office, or is not after all. Nobody who works or worked here is read
    /// as another: what they wrote stays theirs.
    pub fn mapping(&self, request: Uuid, asked: &UserMappingRequested) -> Result<Vec<Event>, StoreError> {
        let UserMappingRequested { user, read_as } = *asked;
        let brought = self.office.users.get(&user).is_some_and(|held| held.brought);
        if !brought || !self.known.get(&user).is_some_and(|held| held.removed) {
            return refused(request, NOT_BROUGHT);
        }
        let works_here = self.known.get(&read_as).is_some_and(|held| !held.removed);
        if user != read_as && !works_here {
            return refused(request, NO_USER);
        }
        Ok(vec![UserMapped { user, read_as, answers: request }.into()])
    }

    fn has_admin(&self) -> bool {
        self.known.values().any(|user| user.roles.contains(&Role::Admin))
    }
}

/// The refusal of a request, in one list like every answer.
pub(crate) fn refused(request: Uuid, cause: &str) -> Result<Vec<Event>, StoreError> {
    let private = Some(Reason { reason: String::new() });
    Ok(vec![RequestRefused { request, cause: code(cause)?, private }.into()])
}

pub(crate) fn code(text: &str) -> Result<Code, StoreError> {
    Code::new(text).map_err(|_| StoreError::Damaged("a cause is no code"))
}
