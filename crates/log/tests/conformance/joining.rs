//! Enrolment with a typed code, and messages that are none.

use crate::support::*;
use lakon_domain::code::{Invitation, Secret};
use lakon_sync::enrol;
use lakon_sync::error::{Problem, SyncError};
use lakon_sync::transport::Endpoint::{self, EnrolBegin, EnrolFinish, EnrolLook};
use std::sync::Arc;
use std::sync::atomic::Ordering;

fn invitation() -> Invitation {
    Invitation { name: 17, secret: secret() }
}

#[tokio::test]
async fn a_device_joins_with_a_code_and_syncs_at_once() {
    let server = Arc::new(Node::server(1));
    let line = Line::to(&server);
    let desk = Arc::new(Node::desk(2));
    let (_, offer) = enrol::look(line.as_ref(), &invitation(), &desk.keys(), &mut Seeded::new(5)).await.unwrap();
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
