//! What admins ask of the people of the office, answered by the server in the office log.

use crate::common::records::Log;
use crate::common::{Desk, Office};
use lakon_domain::event::{Name, UserMappingRequested, UserRemovalRequested, UserRequested};
use lakon_domain::office::{Answer, OfficeState};
use lakon_domain::rights::Role;
use uuid::Uuid;

fn asked(user: Uuid, name: &str, roles: &[Role]) -> UserRequested {
    UserRequested { user, roles: roles.to_vec(), private: Some(Name { name: name.into() }) }
}

fn cause(state: &OfficeState, request: Uuid) -> String {
    match state.answers.get(&request) {
        Some(Answer::Granted { .. }) => "granted".to_owned(),
        Some(Answer::Refused { cause, .. }) => cause.to_string(),
        None => "no answer".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_that_are_taken_away_hold_on_no_pc_any_more() {
    let office = Office::begin().await;
    let admin = office.admin().await;
    let code = office.invite("Kedua", &[Role::Officer, Role::Admin, Role::OfficeHead]);
    let other = Desk::join(&office.address(), &code).await.unwrap();
    let (me, user) = (admin.joined.offer.user, other.joined.offer.user);
    let state = || office.running().store().office_state();
    assert_eq!(state().roles(user, other.keys.device), [Role::Officer, Role::OfficeHead, Role::Admin]);

    let mut log = Log::of(&admin);
    let less = log.write(me, asked(user, "Kedua Baru", &[Role::OfficeHead, Role::SectionHead]));
    let again = log.write(me, asked(user, "Kedua Baru", &[Role::SectionHead, Role::OfficeHead]));
    let none = log.write(me, asked(user, "Kedua Baru", &[]));
    log.push(&admin).await.unwrap();
    let after = state();
    let causes = [less, again, none].map(|request| cause(&after, request));
    assert_eq!(causes, ["granted", "user_exists", "no_role"]);
    assert_eq!(after.roles(user, other.keys.device), [Role::SectionHead, Role::OfficeHead]);
    assert_eq!(after.users[&user].name.text(), "Kedua Baru");
    // Its log still belongs to the office, and what it hands in is judged by the roles of now.
    let mut theirs = Log::of(&other);
    let wish = theirs.write(user, asked(Uuid::from_u128(7), "Diam-diam", &[Role::Admin]));
    theirs.push(&other).await.unwrap();
    assert_eq!(cause(&state(), wish), "no_right");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_removed_and_comes_back_and_the_last_admin_stays() {
    let office = Office::begin().await;
    let admin = office.admin().await;
    let officer = office.officer("Petugas").await;
    let (me, user) = (admin.joined.offer.user, officer.joined.offer.user);
    let mut log = Log::of(&admin);
    let gone = log.write(me, UserRemovalRequested { user });
    let twice = log.write(me, UserRemovalRequested { user });
    let stranger = log.write(me, UserRemovalRequested { user: Uuid::from_u128(9) });
    let last = log.write(me, UserRemovalRequested { user: me });
    let less = log.write(me, asked(me, "Pengelola", &[Role::Officer]));
    log.push(&admin).await.unwrap();
    let state = office.running().store().office_state();
    let causes = [gone, twice, stranger, last, less].map(|request| cause(&state, request));
    assert_eq!(causes, ["granted", "no_user", "no_user", "last_admin", "last_admin"]);
    assert!(state.users[&user].removed && state.roles(user, officer.keys.device).is_empty());
    assert!(state.roles(me, admin.keys.device).contains(&Role::Admin));

    let back = log.write(me, asked(user, "Petugas", &[Role::Officer]));
    log.push(&admin).await.unwrap();
    let state = office.running().store().office_state();
    assert_eq!((cause(&state, back).as_str(), state.users[&user].removed), ("granted", false));
    assert_eq!(state.roles(user, officer.keys.device), [Role::Officer]);
    // An officer asks in vain.
    let mut theirs = Log::of(&officer);
    let wish = theirs.write(user, UserRemovalRequested { user: me });
    theirs.push(&officer).await.unwrap();
    assert_eq!(cause(&office.running().store().office_state(), wish), "no_right");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_who_works_or_worked_here_is_read_as_another() {
    let office = Office::begin().await;
    let admin = office.admin().await;
    let officer = office.officer("Petugas").await;
    let (me, user) = (admin.joined.offer.user, officer.joined.offer.user);
    let mut log = Log::of(&admin);
    let works = log.write(me, UserMappingRequested { user, read_as: me });
    log.write(me, UserRemovalRequested { user });
    let worked = log.write(me, UserMappingRequested { user, read_as: me });
    let stranger = log.write(me, UserMappingRequested { user: Uuid::from_u128(9), read_as: me });
    log.push(&admin).await.unwrap();
    let state = office.running().store().office_state();
    let causes = [works, worked, stranger].map(|request| cause(&state, request));
    assert_eq!(causes, ["not_brought", "not_brought", "not_brought"]);
    assert_eq!(state.adoptions.user(user), user);
}
