//! People of the office who change: another name, other roles, somebody who works here no more or is back. At once where this
//! PC is the office, else as a request the server answers.

use std::collections::{BTreeMap, BTreeSet};

use lakon_domain::event::{
    DeviceAdded, Event, Name, UserAdded, UserMappingRequested, UserRemovalRequested, UserRemoved, UserRequested,
};
use lakon_domain::office::OfficeState;
use lakon_domain::rights::Role;
use lakon_store::Wish;
use uuid::Uuid;

use crate::api::{Nothing, UserChange, UserMap, UserRef, UserRow, Users};
use crate::app::Desk;
use crate::failure::Failure;
use crate::sections;
use crate::settings_office::write;
use crate::users::{list, read_roles, refusal};
use crate::words::Sentence;

/// Another name or other roles; somebody inactive works here again.
pub fn change(desk: &Desk, input: UserChange) -> Result<Users, Failure> {
    let user: Uuid = input.user.parse().map_err(|_| Sentence::UnknownUser)?;
    let office = desk.store.office();
    let held = office.users.get(&user).ok_or(Sentence::UnknownUser)?;
    let name = input.name.trim();
    if name.is_empty() {
        return Err(Sentence::NeedName.fields(&["name"]));
    }
    let roles = read_roles(&input.roles)?;
    let wanted: BTreeSet<Role> = roles.iter().copied().collect();
    if user == desk.user && !wanted.contains(&Role::Admin) {
        return Err(Sentence::OwnRoles.fields(&["roles"]));
    }
    if !wanted.contains(&Role::SectionHead) {
        heads_nothing(desk, user, held.name.text(), "roles")?;
    }
    if !held.removed && held.name.text() == name && held.roles == wanted {
        return list(desk, Nothing {});
    }
    let private = Some(Name { name: name.to_owned() });
    let events = if desk.store.enrolled()? {
        vec![UserRequested { user, roles, private }.into()]
    } else {
        let less = less_on_devices(&office, user, &wanted);
        std::iter::once(UserAdded { user, roles, answers: None, private }.into()).chain(less).collect()
    };
    write(desk, events)?;
    desk.app.changed(["users", "session"]);
    list(desk, Nothing {})
}

/// Works here no more: no right anywhere, and no new sign-in; the name stays for the stories.
pub fn deactivate(desk: &Desk, input: UserRef) -> Result<Users, Failure> {
    let user: Uuid = input.user.parse().map_err(|_| Sentence::UnknownUser)?;
    if user == desk.user {
        return Err(Sentence::OwnLeaving.into());
    }
    let office = desk.store.office();
    let held = office.users.get(&user).ok_or(Sentence::UnknownUser)?;
    if held.removed {
        return Err(Sentence::NotActiveAnyMore.into());
    }
    heads_nothing(desk, user, held.name.text(), "user")?;
    let event: Event = match desk.store.enrolled()? {
        true => UserRemovalRequested { user }.into(),
        false => UserRemoved { user, answers: None }.into(),
    };
    write(desk, vec![event])?;
    desk.app.changed(["users", "session"]);
    list(desk, Nothing {})
}

/// Somebody who came with a PC that worked alone is somebody the office has already, or is not after all. What they wrote is not
/// changed; it is read with the other name.
pub fn map(desk: &Desk, input: UserMap) -> Result<Users, Failure> {
    let user: Uuid = input.user.parse().map_err(|_| Sentence::UnknownUser)?;
    let read_as: Uuid = input.read_as.map_or(Ok(user), |other| other.parse()).map_err(|_| Sentence::UnknownUser)?;
    let office = desk.store.office();
    if !office.users.get(&user).is_some_and(|held| held.brought) || !desk.store.enrolled()? {
        return Err(Sentence::NotBrought.into());
    }
    let works_here = office.users.get(&read_as).is_some_and(|held| !held.removed);
    if read_as != user && !works_here {
        return Err(Sentence::NotActiveAnyMore.fields(&["read_as"]));
    }
    if office.adoptions.user(user) != read_as {
        write(desk, vec![UserMappingRequested { user, read_as }.into()])?;
        desk.app.changed(["users", "session"]);
    }
    list(desk, Nothing {})
}

/// Refuses to take the head from a section without saying who comes after.
fn heads_nothing(desk: &Desk, user: Uuid, name: &str, field: &str) -> Result<(), Failure> {
    let rules = desk.store.rules();
    let headed = rules.settings.sections.iter().find(|section| section.head == Some(user) && !section.retired);
    match headed {
        Some(section) => {
            let section = sections::name(desk, section.code.as_str());
            Err(Sentence::HeadsASection.with(name).with(section).fields(&[field]))
        }
        None => Ok(()),
    }
}

/// A role that is taken away holds on no PC any more.
fn less_on_devices(office: &OfficeState, user: Uuid, wanted: &BTreeSet<Role>) -> Vec<Event> {
    let of_user = office.devices.values().filter(|held| held.user == user && !held.roles.is_subset(wanted));
    let less = of_user.map(|held| DeviceAdded {
        device: held.device,
        log: held.log,
        signing_key: held.signing_key,
        recipient: held.recipient.clone(),
        user,
        roles: held.roles.intersection(wanted).copied().collect(),
        private: Some(Name { name: held.name.text().to_owned() }),
    });
    less.map(Event::from).collect()
}

/// Says of everybody of the office what waits for the server or was refused, and which roles hold on no PC.
pub(crate) fn complete(desk: &Desk, rows: &mut [UserRow]) -> Result<(), Failure> {
    let (office, rules) = (desk.store.office(), desk.store.rules());
    // The newest wish about somebody tells how it stands.
    let wishes: BTreeMap<String, Wish> =
        desk.store.wishes()?.into_iter().map(|wish| (wish.user.to_string(), wish)).collect();
    for row in rows {
        let Ok(user) = row.user.parse::<Uuid>() else { continue };
        let headed = rules.sections_of(user, desk.app.now());
        row.sections = headed.iter().map(|section| sections::name(desk, section.as_str())).collect();
        if let Some(wish) = wishes.get(&row.user) {
            row.changing = !wish.granted && wish.refused.is_none();
            row.refused = wish.refused.as_ref().map(|cause| refusal(cause.as_str()).words(desk.language).to_owned());
        }
        let held = office.users.get(&user).map(|user| &user.roles);
        let unplaced = [Role::OfficeHead, Role::Admin].into_iter().filter(|role| {
            held.is_some_and(|roles| roles.contains(role))
                && !office.devices.values().any(|device| {
                    device.user == user && device.roles.contains(role) && !office.revoked.holds(device.device)
                })
        });
        row.unplaced = unplaced.map(|role| role.key().to_owned()).collect();
    }
    Ok(())
}
