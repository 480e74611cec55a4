//! The people of the office and of this PC: who they are, who may sign in here, their passwords.

use std::collections::BTreeSet;
use std::sync::{MutexGuard, PoisonError};

use lakon_domain::event::{Event, Name, UserAdded, UserRequested};
use lakon_domain::ids::new_id;
use lakon_domain::rights::{Makers, RIGHTS, Role};
use lakon_store::{DbKey, KeyFile};
use uuid::Uuid;

use crate::api::{Language, Nothing, PasswordChange, SlotAdd, UserAdd, UserRef, UserRow, Users};
use crate::app::Desk;
use crate::failure::Failure;
use crate::session::{check_password, guarded};
use crate::state::place;
use crate::words::Sentence;

/// Everybody of the office, those who wait for the server included.
pub fn list(desk: &Desk, _: Nothing) -> Result<Users, Failure> {
    let here: BTreeSet<Uuid> =
        KeyFile::load(&place(&desk.app)?)?.file.tiles().into_iter().map(|tile| tile.user).collect();
    let (office, enrolled) = (desk.store.office(), desk.store.enrolled()?);
    let keys = |roles: &mut dyn Iterator<Item = &Role>| roles.map(|role| role.key().to_owned()).collect();
    let mut rows: Vec<UserRow> = office
        .users
        .values()
        .map(|user| UserRow {
            user: user.user.to_string(),
            name: user.name.text().to_owned(),
            roles: keys(&mut user.roles.iter()),
            here: here.contains(&user.user),
            me: user.user == desk.user,
            waiting: false,
            refused: None,
            active: !user.removed,
            brought: user.brought && enrolled,
            read_as: Some(office.adoptions.user(user.user)).filter(|other| *other != user.user).map(|u| u.to_string()),
            changing: false,
            sections: Vec::new(),
            unplaced: Vec::new(),
        })
        .collect();
    crate::users_change::complete(desk, &mut rows)?;
    let asked = desk.store.requested_users()?.into_iter();
    rows.extend(asked.filter(|request| !office.users.contains_key(&request.user)).map(|request| UserRow {
        user: request.user.to_string(),
        name: request.name,
        roles: keys(&mut request.roles.iter()),
        here: false,
        me: false,
        waiting: request.refused.is_none(),
        refused: request.refused.map(|cause| refusal(cause.as_str()).words(desk.language).to_owned()),
        active: false,
        brought: false,
        read_as: None,
        changing: false,
        sections: Vec::new(),
        unplaced: Vec::new(),
    }));
    // Who works here, then who did, then who is asked for, then who was refused.
    let known = |row: &UserRow| row.user.parse().is_ok_and(|user: Uuid| office.users.contains_key(&user));
    rows.sort_by_key(|row| (!known(row), !row.active && row.refused.is_some(), !row.active, row.name.to_lowercase()));
    Ok(Users { rows })
}

/// Adds somebody to the office: at once where this PC is the office, else as a request to the server.
pub fn add(desk: &Desk, input: UserAdd) -> Result<Users, Failure> {
    let name = input.name.trim();
    if name.is_empty() {
        return Err(Sentence::NeedName.fields(&["name"]));
    }
    let roles = read_roles(&input.roles)?;
    let user = new_id(desk.app.now().0, &mut desk.app.config.random.clone());
    let private = Some(Name { name: name.to_owned() });
    let event: Event = match desk.store.enrolled()? {
        true => UserRequested { user, roles, private }.into(),
        false => UserAdded { user, roles, answers: None, private }.into(),
    };
    crate::case_act::commit(desk, |tx| {
        tx.write(event)?;
        Ok(())
    })?;
    list(desk, Nothing {})
}

/// At least one role of the list, each once.
pub(crate) fn read_roles(roles: &[String]) -> Result<Vec<Role>, Failure> {
    let bad = || Sentence::BadRoles.fields(&["roles"]);
    let roles: BTreeSet<Role> = roles.iter().map(|role| role.parse()).collect::<Result<_, _>>().map_err(|_| bad())?;
    if roles.is_empty() { Err(bad()) } else { Ok(roles.into_iter().collect()) }
}

/// Lets a user of the office sign in on this PC, with an own password typed here.
pub fn slot(desk: &Desk, input: SlotAdd) -> Result<Users, Failure> {
    check_password(&input.password)?;
    let user: Uuid = input.user.parse().map_err(|_| Sentence::UnknownUser)?;
    let office = desk.store.office();
    let held = office.users.get(&user).ok_or(Sentence::UnknownUser)?;
    if held.removed {
        return Err(Sentence::NotActive.with(held.name.text()));
    }
    let name = held.name.text().to_owned();
    let _one_at_a_time = one_at_a_time(desk);
    let mut keys = KeyFile::load(&place(&desk.app)?)?.file;
    keys.add_slot(user, &name, &input.password, &key(desk)?, &mut desk.app.config.random.clone())?;
    desk.app.changed(["users", "session"]);
    list(desk, Nothing {})
}

/// Gives somebody who has forgotten theirs a new password on this PC, typed here.
pub fn reset(desk: &Desk, input: SlotAdd) -> Result<Users, Failure> {
    check_password(&input.password)?;
    let _one_at_a_time = one_at_a_time(desk);
    let (mut keys, user, name) = slot_of_another(desk, &input.user, Sentence::OwnPassword)?;
    keys.set_slot(user, &name, &input.password, &key(desk)?, &mut desk.app.config.random.clone())?;
    if let Some(place) = desk.app.state().place.as_mut() {
        place.patience.right(user);
    }
    tracing::info!(by = %desk.user, %user, "a password was set anew");
    desk.app.changed(["users", "session"]);
    list(desk, Nothing {})
}

/// Takes away that somebody may sign in on this PC, and makes a new database key, so that what they knew opens nothing any more.
pub fn remove_slot(desk: &Desk, input: UserRef) -> Result<Users, Failure> {
    let _one_at_a_time = one_at_a_time(desk);
    let (mut keys, user, _) = slot_of_another(desk, &input.user, Sentence::OwnSlot)?;
    let next = desk.store.renew_key(&mut keys, &key(desk)?, Some(user))?;
    {
        let mut state = desk.app.state();
        if let Some(session) = state.session.as_mut() {
            session.key = next;
        }
        if let Some(place) = state.place.as_mut() {
            place.patience.right(user);
        }
    }
    tracing::info!(by = %desk.user, %user, "a slot was taken away and the database key renewed");
    crate::recovery::slot_changed(&desk.app);
    desk.app.changed(["users", "session"]);
    list(desk, Nothing {})
}

/// Whoever changes the key file does it alone: what was read before another change must not be written after it.
fn one_at_a_time(desk: &Desk) -> MutexGuard<'_, ()> {
    desk.app.password_gate.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The key that opens the database now.
fn key(desk: &Desk) -> Result<DbKey, Failure> {
    Ok(desk.app.state().session.as_ref().map(|session| session.key.clone()).ok_or(Sentence::SignedOut)?)
}

/// The key file, and a user other than the one who asks who has a slot in it.
fn slot_of_another(desk: &Desk, user: &str, own: Sentence) -> Result<(KeyFile, Uuid, String), Failure> {
    let user: Uuid = user.parse().map_err(|_| Sentence::UnknownUser)?;
    if user == desk.user {
        return Err(own.into());
    }
    let keys = KeyFile::load(&place(&desk.app)?)?.file;
    let tile = keys.tiles().into_iter().find(|tile| tile.user == user).ok_or(Sentence::UserHasNoSlot)?;
    Ok((keys, user, tile.name))
}

/// Changes the own password on this PC.
pub fn password(desk: &Desk, input: PasswordChange) -> Result<Nothing, Failure> {
    check_password(&input.new).map_err(|_| Sentence::ShortPassword.fields(&["new"]))?;
    let folder = place(&desk.app)?;
    guarded(&desk.app, desk.user, || {
        KeyFile::load(&folder)?.file.change_password(
            desk.user,
            &input.old,
            &input.new,
            &mut desk.app.config.random.clone(),
        )
    })?;
    Ok(Nothing {})
}

/// Why the server refused a person, from the cause its record names.
pub(crate) fn refusal(cause: &str) -> Sentence {
    match cause {
        "no_right" => Sentence::UserNoRight,
        "user_exists" => Sentence::UserExists,
        "last_admin" => Sentence::UserLastAdmin,
        "no_user" => Sentence::UserUnknownThere,
        "not_brought" => Sentence::UserNotBroughtThere,
        _ => Sentence::UserRefused,
    }
}

/// Who can do what somebody was refused, in words.
pub(crate) fn who_may(kind: &str, language: Language) -> &'static str {
    let role = match RIGHTS.iter().find(|(name, _)| *name == kind) {
        Some((_, Makers::Only(role))) => *role,
        Some((_, Makers::Head | Makers::HeadOr(_))) => Role::SectionHead,
        _ => Role::Admin,
    };
    match (role, language) {
        (Role::Officer, Language::Id) => "Petugas Layanan",
        (Role::Officer, Language::En) => "a service officer",
        (Role::SectionHead, Language::Id) => "Kepala Seksi yang bersangkutan atau penggantinya",
        (Role::SectionHead, Language::En) => "the head of that section or the substitute",
        (Role::OfficeHead, Language::Id) => "Kepala Kantor",
        (Role::OfficeHead, Language::En) => "the head of office",
        (Role::Admin, Language::Id) => "Pengelola",
        (Role::Admin, Language::En) => "an admin",
    }
}
