//! The protocol's steps between real replicas over a line without a network: both halves, and what goes wrong in between.
#![allow(clippy::unwrap_used)]

mod support;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use lakon_domain::code::{Invitation, Secret};
use lakon_domain::ids::LogId;
use lakon_sync::client::Client;
use lakon_sync::error::{Problem, SyncError};
use lakon_sync::replica::*;
use lakon_sync::report::Report;
use lakon_sync::session::sync_once;
use lakon_sync::transport::Endpoint::{self, *};
use lakon_sync::{enrol, hello};
use support::*;

/// An office of a server and two desks that are admitted.
struct Fixture {
    server: Arc<Node>,
    line: Arc<Line>,
    one: Arc<Node>,
    two: Arc<Node>,
}

impl Fixture {
    fn new() -> Self {
        let (server, one, two) = (Arc::new(Node::server(1)), Arc::new(Node::desk(2)), Arc::new(Node::desk(3)));
        server.admit(&one);
        server.admit(&two);
        Self { line: Line::to(&server), server, one, two }
    }

    fn clients(&self) -> (Client, Client) {
        (self.line.client(&self.one), self.line.client(&self.two))
    }
}

async fn sync(client: &Client) -> Report {
    sync_once(client, &no_blobs(), &|_| {}).await.unwrap()
}

#[tokio::test]
async fn two_desks_that_worked_apart_hold_the_same_afterwards() {
    let office = Fixture::new();
    let (one, two) = office.clients();
    office.one.ask(5);
    office.two.ask(7);
    let first = sync(&one).await;
    assert_eq!((first.records_up, first.records_down, first.in_step), (6, 4, true));
    let second = sync(&two).await;
    assert_eq!((second.records_up, second.records_down, second.in_step), (8, 10, true));
    let third = sync(&one).await;
    assert_eq!((third.records_up, third.records_down, third.in_step), (0, 8, true));
    assert_eq!(office.one.heads().unwrap(), office.two.heads().unwrap());
    assert_eq!(office.one.heads().unwrap(), office.server.heads().unwrap());
    for seq in 1..=8 {
        assert_eq!(office.one.record(office.two.log, seq), office.two.record(office.two.log, seq));
    }
}

#[tokio::test]
async fn an_idle_sync_is_one_small_round_trip() {
    let office = Fixture::new();
    let (one, _) = office.clients();
    office.one.ask(5);
    sync(&one).await;
    office.line.steps();
    let idle = sync(&one).await;
    assert_eq!((idle.records_up, idle.records_down, idle.in_step), (0, 0, true));
    assert!(idle.traffic.bytes_up + idle.traffic.bytes_down < 200, "{:?}", idle.traffic);
    assert_eq!(office.line.steps(), [Heads]);
}

#[tokio::test]
async fn a_few_records_need_no_second_look_at_the_heads() {
    let office = Fixture::new();
    let (one, two) = office.clients();
    sync(&one).await;
    sync(&two).await;
    sync(&one).await;
    office.line.steps();
    office.one.ask(10);
    assert!(sync(&one).await.in_step);
    assert_eq!(office.line.steps(), [Heads, Push]);
    assert!(sync(&two).await.in_step);
    assert_eq!(office.line.steps(), [Heads, Pull]);
}

#[tokio::test]
async fn receipts_are_kept_by_the_desk_and_proofs_by_the_server() {
    let office = Fixture::new();
    let (one, two) = office.clients();
    office.one.ask(3);
    sync(&one).await;
    sync(&two).await;
    let by = |node: &Node| {
        node.read(|c| lakon_log::seals_at(c, office.one.log, 4)).iter().map(|seal| seal.by).collect::<Vec<_>>()
    };
    assert_eq!(by(&office.one), [office.server.public_key()]);
    assert_eq!(by(&office.server), [office.one.public_key()]);
    // Relayed to the other desk.
    assert_eq!(by(&office.two), [office.one.public_key()]);
}

/// A log of this many records is pushed by one desk and pulled by the other, in pages of the real size.
async fn cross(count: usize, size: usize) -> (usize, usize) {
    let office = Fixture::new();
    let (one, two) = office.clients();
    let texts: Vec<_> = (0..count - 1).map(|n| question(&format!("{n} {}", "x".repeat(size)))).collect();
    office.one.append(&texts);
    let up = sync(&one).await;
    assert_eq!((up.records_up, up.in_step), (count as u64, true));
    let pushes = office.line.steps().iter().filter(|step| **step == Push).count();
    let down = sync(&two).await;
    assert!(down.in_step);
    let pulls = office.line.steps().iter().filter(|step| **step == Pull).count();
    assert_eq!(office.two.heads().unwrap(), office.server.heads().unwrap());
    (pushes, pulls)
}

#[tokio::test]
async fn one_record_crosses_in_one_page() {
    assert_eq!(cross(1, 0).await, (1, 1));
}

#[tokio::test]
async fn page_minus_one_crosses_in_one_page() {
    assert_eq!(cross(PAGE_RECORDS - 1, 0).await.0, 1);
}

#[tokio::test]
async fn an_exact_page_crosses_in_one_page() {
    assert_eq!(cross(PAGE_RECORDS, 0).await.0, 1);
}

#[tokio::test]
async fn page_plus_one_crosses_in_two_pages() {
    assert_eq!(cross(PAGE_RECORDS + 1, 0).await.0, 2);
}

#[tokio::test]
async fn two_pages_cross_in_two_pages() {
    assert_eq!(cross(2 * PAGE_RECORDS, 0).await.0, 2);
}

#[tokio::test]
async fn the_largest_records_cross_three_to_a_page() {
    // Each just below the bound of a record: a page of 1 MiB holds five of 200 KB.
    let (pushes, pulls) = cross(13, 200_000).await;
    assert_eq!((pushes, pulls), (3, 3));
}

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

fn invitation() -> Invitation {
    Invitation { name: 17, secret: secret() }
}

#[tokio::test]
async fn a_device_joins_with_a_code_and_syncs_at_once() {
    let server = Arc::new(Node::server(1));
    let line = Line::to(&server);
    let desk = Arc::new(Node::desk(2));
    let offer = enrol::look(line.as_ref(), &invitation(), &desk.keys(), &mut Seeded::new(5)).await.unwrap();
    assert_eq!((offer.user_name.as_str(), server.head_of(server.log)), ("Rani", 2));
    let (statement, joined) =
        enrol::join(line.as_ref(), &invitation(), &desk.keys(), &mut Seeded::new(6)).await.unwrap();
    assert_eq!((statement.tls_key, joined.office_log, server.head_of(server.log)), (TLS_KEY, server.log, 3));
    assert!(sync(&line.client(&desk)).await.in_step);
    assert_eq!(line.steps()[..4], [EnrolBegin, EnrolLook, EnrolBegin, EnrolFinish]);
}

#[tokio::test]
async fn a_server_that_does_not_know_the_secret_learns_nothing() {
    let server = Arc::new(Node::server(1));
    let desk = Node::desk(2);
    let line = Line::to(&server);
    let other = Invitation { name: 17, secret: Secret::new([4; 11]) };
    let result = enrol::join(line.as_ref(), &other, &desk.keys(), &mut Seeded::new(5)).await;
    assert!(matches!(result, Err(SyncError::NoProof)));
    // Somebody in between with a certificate of his own.
    let mut between = Arc::into_inner(Line::to(&server)).unwrap();
    between.shown.certificate = lakon_domain::ids::Hash([1; 32]);
    let result = enrol::join(&between, &invitation(), &desk.keys(), &mut Seeded::new(5)).await;
    assert!(matches!(result, Err(SyncError::NoProof)));
    // The device's own proof was never sent.
    assert_eq!((line.steps(), server.head_of(server.log)), (vec![EnrolBegin], 2));
    assert_eq!(between.steps(), [EnrolBegin]);
}

#[tokio::test]
async fn a_device_that_does_not_know_the_secret_is_refused_and_counted() {
    let server = Arc::new(Node::server(1));
    let desk = Node::desk(2);
    let line = Line::to(&server);
    let mut unknown = invitation();
    unknown.name = 3;
    let result = enrol::join(line.as_ref(), &unknown, &desk.keys(), &mut Seeded::new(5)).await;
    assert!(matches!(result, Err(SyncError::Problem(Problem::WrongCode))));
    // A device that takes the server's answer and makes up the rest.
    let send = |endpoint, body: Vec<u8>| line.server.serve(endpoint, None, &body, &mut Seeded::new(9));
    let begin = enrol::Begin { invitation: 17, nonce: serde_bytes::ByteArray::new([1; 32]), device: desk.keys() };
    let served = send(EnrolBegin, lakon_sync::wire::encode(&begin).unwrap()).unwrap();
    let answer: enrol::BeginAnswer = lakon_sync::wire::decode(&served.body).unwrap();
    let finish = |begin: &enrol::Begin| {
        let finish = enrol::Finish { begin: begin.clone(), nonce: answer.nonce, proof: answer.proof };
        send(EnrolFinish, lakon_sync::wire::encode(&finish).unwrap()).unwrap_err()
    };
    assert_eq!(finish(&begin), Problem::WrongCode);
    assert_eq!(server.failed_proofs.load(Ordering::SeqCst), 1);
    // A nonce that was made for another begin, and one that ran out.
    let other = enrol::Begin { nonce: serde_bytes::ByteArray::new([2; 32]), ..begin.clone() };
    assert_eq!(finish(&other), Problem::NoSession);
    server.clock.fetch_add(3_600_000, Ordering::SeqCst);
    assert_eq!(finish(&begin), Problem::NoSession);
    assert_eq!(server.head_of(server.log), 2);
}

#[test]
fn every_step_refuses_what_is_no_message() {
    let server = Arc::new(Node::server(1));
    let line = Line::to(&server);
    let token = {
        let desk = Node::desk(2);
        server.admit(&desk);
        line.server.mint.token(desk.device, lakon_domain::shape::Time(NOW + 1_000), &mut Seeded::new(3))
    };
    let huge = lakon_sync::wire::encode(&vec![0_u8; 100]).unwrap();
    for endpoint in Endpoint::ALL {
        for body in [&b""[..], b"<html>", &huge] {
            let answer = line.server.serve(endpoint, Some(&token), body, &mut Seeded::new(1));
            assert_eq!(answer.unwrap_err(), Problem::BadMessage, "{endpoint:?}");
        }
    }
}
