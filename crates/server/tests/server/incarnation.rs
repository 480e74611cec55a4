//! A device that carries on in a new log, at a real server: the office log names the log and gives it letters, and nobody takes a log over.

use crate::common::{Desk, Office};
use lakon_domain::event::LogOpened;
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::{LogId, new_id};
use lakon_domain::record::{FORMAT, Record, Stamp, chain_start};
use lakon_domain::rights::Role;
use lakon_domain::seal::{Head, seal};
use lakon_domain::shape::Time;
use lakon_server::SystemRandom;
use lakon_sync::error::{Problem, SyncError};
use lakon_sync::hello;
use lakon_sync::replica::Page;
use uuid::Uuid;

/// Record 1 of a log this desk begins, sealed by its key.
fn opening(desk: &Desk, log: LogId) -> Page {
    let opened = LogOpened {
        format: FORMAT,
        device: desk.keys.device,
        incarnation: new_id(0, &mut SystemRandom),
        signing_key: desk.keys.signing_key,
        server: false,
    };
    let id = new_id(0, &mut SystemRandom);
    let stamp = Stamp { log, seq: 1, id, hlc: Hlc::default(), author: Uuid::nil(), at: Time(0), offset: None };
    let record = Record::write(&opened.into(), &stamp, &mut SystemRandom).unwrap();
    let head = Head { seq: 1, chain: record.hash(&chain_start(log)) };
    Page { log, after: 0, records: vec![record], seals: vec![seal(log, head, Time(0), &desk.key)] }
}

async fn says_hello(desk: &Desk, log: LogId, openings: Vec<Page>) -> Result<(), SyncError> {
    let greeting = hello::greet(&desk.http, &desk.statement.office_key).await?;
    hello::prove(&desk.http, &greeting, desk.keys.device, log, &desk.key, openings).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_log_keeps_what_the_device_was_granted_and_gets_letters_that_stand_in_no_log() {
    let office = Office::begin().await;
    let code = office.invite("Kepala", &[Role::Officer, Role::OfficeHead]);
    let desk = Desk::join(&office.address(), &code).await.unwrap();
    let state = || office.running().store().office_state();
    let (device, user) = (desk.keys.device, desk.joined.offer.user);
    let before = state().devices[&device].clone();
    let (next, between) = (LogId([1; 16]), LogId([2; 16]));
    says_hello(&desk, next, vec![opening(&desk, next), opening(&desk, between)]).await.unwrap();
    let after = state();
    assert_eq!(after.devices[&device].log, next);
    assert_eq!(
        (&after.devices[&device].roles, &after.devices[&device].name, after.devices[&device].signing_key),
        (&before.roles, &before.name, before.signing_key)
    );
    assert_eq!(after.roles(user, device), [Role::Officer, Role::OfficeHead]);
    let logs = after.logs_of(device);
    assert_eq!(logs.len(), 3);
    let label = |log: LogId| logs.iter().find(|(held, _)| *held == log).and_then(|(_, label)| label.cloned());
    assert!(label(next).is_some_and(|given| given.as_str().len() == 1 && given != desk.joined.label));
    assert_eq!((label(between), label(desk.keys.log)), (None, Some(desk.joined.label.clone())));
    // Said again, nothing is written again.
    says_hello(&desk, next, vec![opening(&desk, next), opening(&desk, between)]).await.unwrap();
    assert_eq!(state().labels.len(), after.labels.len());
    // The former log may speak on: of two copies of one PC both are the office's.
    says_hello(&desk, desk.keys.log, vec![]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_takes_over_neither_anothers_log_nor_the_servers() {
    let office = Office::begin().await;
    let (one, two) = (office.officer("Satu").await, office.officer("Dua").await);
    let state = || office.running().store().office_state();
    let server = one.joined.office_log;
    let before = state().device_of_log.clone();
    for log in [two.keys.log, server] {
        says_hello(&one, one.keys.log, vec![opening(&one, log)]).await.unwrap();
        assert_eq!(state().device_of_log, before);
    }
    // Another's opening in its own name brings nothing either.
    let refused = says_hello(&one, LogId([3; 16]), vec![opening(&two, LogId([3; 16]))]).await;
    assert!(matches!(refused, Err(SyncError::Problem(Problem::UnknownDevice))), "{refused:?}");
    assert_eq!(state().device_of_log, before);
}
