//! The steps when something goes wrong in between: cuts, forks, older states, strangers, lost parts.

use crate::support::*;
use lakon_domain::ids::LogId;
use lakon_sync::error::{Problem, SyncError};
use lakon_sync::hello;
use lakon_sync::replica::*;
use lakon_sync::session::sync_once;
use lakon_sync::transport::Endpoint::{Greet, Heads, Hello, Push};
use std::sync::Arc;
use std::sync::atomic::Ordering;

#[tokio::test]
async fn a_page_that_was_stored_before_the_answer_got_lost_is_not_stored_twice() {
    let office = Fixture::new();
    let (one, two) = office.clients();
    office.one.ask(5);
    *office.line.on_answer.lock().unwrap() = Some(Box::new(|endpoint| match endpoint {
        Push => Err(SyncError::Cut("after the commit".to_owned())),
        _ => Ok(()),
    }));
    let cut = sync_once(&one, &no_blobs(), &|_| {}).await;
    assert!(matches!(cut, Err(error) if error.transient()));
    assert_eq!(office.server.head_of(office.one.log), 6);
    *office.line.on_answer.lock().unwrap() = None;
    let again = sync(&one).await;
    assert_eq!((again.records_up, again.in_step), (0, true));
    sync(&two).await;
    assert_eq!(office.two.heads().unwrap(), office.server.heads().unwrap());
}

#[tokio::test]
async fn a_sync_that_is_cut_anywhere_is_finished_by_the_next() {
    for cut_at in 0..5 {
        let office = Fixture::new();
        let (one, two) = office.clients();
        office.one.ask(3);
        office.two.ask(3);
        sync(&two).await;
        let mut calls = 0;
        *office.line.on_request.lock().unwrap() = Some(Box::new(move |_| {
            calls += 1;
            if calls == cut_at + 1 { Err(SyncError::Unreachable("cut".to_owned())) } else { Ok(()) }
        }));
        assert!(sync_once(&one, &no_blobs(), &|_| {}).await.is_err(), "cut before request {cut_at}");
        assert!(sync(&one).await.in_step);
        assert_eq!(office.one.heads().unwrap(), office.server.heads().unwrap(), "cut before request {cut_at}");
    }
}

#[tokio::test]
async fn what_others_write_meanwhile_is_fetched_too() {
    let office = Fixture::new();
    let (one, two) = office.clients();
    office.two.ask(3);
    sync(&one).await;
    office.one.ask(1);
    // The other desk pushes between this desk's heads and its push.
    let (server, other) = (office.server.clone(), office.two.clone());
    let mut once = true;
    *office.line.on_request.lock().unwrap() = Some(Box::new(move |endpoint| {
        if endpoint == Push && std::mem::take(&mut once) {
            server.receive(&other.sealed(other.log, 0), Source::Author).unwrap();
        }
        Ok(())
    }));
    let report = sync(&one).await;
    assert_eq!((report.records_up, report.records_down, report.in_step), (1, 4, true));
    sync(&two).await;
    assert_eq!(office.one.heads().unwrap(), office.server.heads().unwrap());
}

#[tokio::test]
async fn a_session_that_ran_out_is_begun_again() {
    let office = Fixture::new();
    let (one, _) = office.clients();
    sync(&one).await;
    office.line.steps();
    // Only the server's clock says so: the desk learns it from the refusal.
    office.server.clock.fetch_add(2 * 3_600_000, Ordering::SeqCst);
    assert!(sync(&one).await.in_step);
    assert_eq!(office.line.steps(), [Greet, Hello, Heads]);
    // The desk's own clock says so too.
    office.one.clock.fetch_add(2 * 3_600_000, Ordering::SeqCst);
    assert!(sync(&one).await.in_step);
    assert_eq!(office.line.steps(), [Greet, Hello, Heads]);
    assert_eq!(sync(&one).await.clock_offset_ms, 0);
}

#[tokio::test]
async fn a_device_the_office_does_not_know_is_refused() {
    let office = Fixture::new();
    let stranger = Arc::new(Node::desk(4));
    let result = sync_once(&office.line.client(&stranger), &no_blobs(), &|_| {}).await;
    assert!(matches!(result, Err(SyncError::Problem(Problem::UnknownDevice))));
    // Known by name, but without the key.
    let mut thief = Node::desk(2);
    thief.key = stranger.key.clone();
    let result = sync_once(&office.line.client(&Arc::new(thief)), &no_blobs(), &|_| {}).await;
    assert!(matches!(result, Err(SyncError::Problem(Problem::UnknownDevice))));
    assert!(matches!(
        office.line.server.serve(Heads, Some("nonsense"), &[], &mut Seeded::new(1)),
        Err(Problem::NoSession)
    ));
}

#[tokio::test]
async fn a_server_the_pinned_office_key_does_not_vouch_for_is_refused() {
    let office = Fixture::new();
    let other_key = lakon_domain::ids::PublicKey([2; 32]);
    let greeted = hello::greet(office.line.as_ref(), &other_key).await;
    assert!(matches!(greeted, Err(SyncError::BadStatement)));
    // The right statement shown over another server's TLS key.
    let mut line = Arc::into_inner(Line::to(&office.server)).unwrap();
    line.shown.key = lakon_domain::ids::Hash([1; 32]);
    let pinned = office.server.statement_now().office_key;
    assert!(matches!(hello::greet(&line, &pinned).await, Err(SyncError::BadStatement)));
}

#[tokio::test]
async fn a_fork_is_named_with_its_place_and_the_other_logs_go_on() {
    let office = Fixture::new();
    let (one, two) = office.clients();
    office.one.ask(40);
    sync(&one).await;
    office.two.ask(3);
    sync(&two).await;
    // Yesterday's copy of the first PC, which then wrote something else.
    let copy = Arc::new(Node::desk(2));
    copy.append(&[opened_case()]);
    copy.ask(60);
    let client = office.line.client(&copy);
    let report = sync(&client).await;
    assert!(!report.in_step);
    assert_eq!(report.differences, [Place { log: office.one.log, seq: 2 }]);
    assert!(report.refused.iter().any(|refusal| matches!(refusal, Refusal::NoSeal { .. } | Refusal::Fork { .. })));
    assert_eq!(copy.head_of(office.two.log), 4);
    assert_eq!(office.server.head_of(office.one.log), 41);
    assert_eq!(office.server.record(office.one.log, 2), office.one.record(office.one.log, 2));
}

#[tokio::test]
async fn a_pc_put_back_to_an_older_state_learns_that_the_server_holds_more_of_its_log() {
    let office = Fixture::new();
    let (one, _) = office.clients();
    office.one.ask(5);
    sync(&one).await;
    let old = Arc::new(Node::desk(2));
    let report = sync(&office.line.client(&old)).await;
    assert_eq!((report.own_log_ahead, report.in_step, old.head_of(old.log)), (Some(6), false, 1));
}

fn strip(node: &Node, log: LogId) {
    node.write(|tx, _| {
        tx.execute(
            "UPDATE record SET private = NULL WHERE place >> 40 = (SELECT no FROM log WHERE log = ?1)",
            [log.0],
        )?;
        Ok(())
    })
    .unwrap();
}

#[tokio::test]
async fn missing_private_parts_are_asked_for_by_both_sides() {
    let office = Fixture::new();
    let (one, two) = office.clients();
    // More than fit in one question.
    office.one.ask(700);
    sync(&one).await;
    sync(&two).await;
    sync(&one).await;
    strip(&office.server, office.one.log);
    strip(&office.two, office.one.log);
    // Neither side can help the other.
    let report = sync(&two).await;
    assert_eq!((report.privates_up, report.privates_down, report.in_step), (0, 0, true));
    assert_eq!(sync(&one).await.privates_up, 700);
    assert!(office.server.missing_private(None, 1).unwrap().is_empty());
    assert_eq!(sync(&two).await.privates_down, 700);
    assert!(office.two.missing_private(None, 1).unwrap().is_empty());
    office.line.steps();
    sync(&two).await;
    assert_eq!(office.line.steps(), [Heads]);
}

#[tokio::test]
async fn large_private_parts_travel_a_page_at_a_time() {
    let office = Fixture::new();
    let (one, two) = office.clients();
    let texts: Vec<_> = (0..12).map(|n| question(&format!("{n}{}", "x".repeat(200_000)))).collect();
    office.one.append(&texts);
    sync(&one).await;
    sync(&two).await;
    strip(&office.two, office.one.log);
    assert_eq!(sync(&two).await.privates_down, 12);
    strip(&office.server, office.one.log);
    assert_eq!(sync(&one).await.privates_up, 12);
    assert!(office.server.missing_private(None, 1).unwrap().is_empty());
}

#[tokio::test]
async fn a_server_that_lost_its_newest_records_is_given_them_again() {
    let office = Fixture::new();
    let (one, two) = office.clients();
    office.one.ask(5);
    sync(&one).await;
    sync(&two).await;
    // An old copy of the server: the same keys and log, without the first desk's records.
    let old = Arc::new(Node::server(1));
    old.admit(&office.one);
    old.admit(&office.two);
    let line = Line::to(&old);
    let report = sync(&line.client(&office.two)).await;
    // Its own log, sealed anew although a receipt lies on it, and the other desk's with the seals it was relayed with.
    assert_eq!((report.records_up, report.in_step), (7, true));
    assert_eq!(old.head_of(office.one.log), 6);
}
