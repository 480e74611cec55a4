//! Keys from the seed, the server statement, and the proofs of an enrolment.

use ed25519_dalek::SigningKey;
use lakon_domain::code::{Secret, Seed};
use lakon_domain::enrolment::{DeviceKeys, Proof, Transcript, file_proof, is_file_proof};
use lakon_domain::event::{Event, ServerStated};
use lakon_domain::ids::{Hash, PublicKey};
use lakon_domain::shape::{AgeRecipient, Time};
use lakon_domain::statement::{Server, ServerStatement, office_key, recovery_secret};

use crate::world::*;

fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

fn stated() -> (ServerStatement, PublicKey) {
    let key = office_key(&Seed::new([1; 16]));
    let server = Server {
        office: id(12),
        server: id(13),
        tls_key: Hash([4; 32]),
        log_key: PublicKey([3; 32]),
        recovery: recipient(),
    };
    (ServerStatement::sign(server, Time(MORNING), &key), public(&key))
}

#[test]
fn the_sheet_in_the_safe_makes_the_same_keys_for_ever() {
    let seed = Seed::new([1; 16]);
    assert_eq!(
        public(&office_key(&seed)).to_string(),
        "8ae4ab831950b956f7a1010eace9b6b20cfe9078e7cd0b40ea61bb19309e6f3c"
    );
    assert_eq!(
        Hash(recovery_secret(&seed)).to_string(),
        "fc1a4f48d765003cadbb89bca10b76bc769f5fe2260b73911e7aea1912ccb213"
    );
    assert_ne!(office_key(&seed).to_bytes(), recovery_secret(&seed));
}

#[test]
fn a_statement_has_the_bytes_it_always_had() {
    assert_eq!(
        stated().0.signature.to_string(),
        "36e17ff01e850decdf209467ead1579ce34877c6a1f3b291e79ffaed4a5ac10a83e56c1e2f1b6951412339b2de5735914610afc50fa87700907e0a5821654a04"
    );
}

#[test]
fn a_statement_holds_for_the_pinned_office_key_only() {
    let (statement, pinned) = stated();
    assert!(statement.verifies(&pinned));
    let other = public(&office_key(&Seed::new([2; 16])));
    assert!(!statement.verifies(&other));
    assert!(!ServerStatement { office_key: other, ..statement }.verifies(&other));
    assert!(!ServerStatement { office_key: PublicKey([0xff; 32]), ..stated().0 }.verifies(&PublicKey([0xff; 32])));
}

#[test]
fn a_statement_does_not_hold_after_any_change() {
    let (good, pinned) = stated();
    let changed = [
        ServerStatement { office: id(99), ..good.clone() },
        ServerStatement { server: id(99), ..good.clone() },
        ServerStatement { tls_key: Hash([9; 32]), ..good.clone() },
        ServerStatement { log_key: PublicKey([9; 32]), ..good.clone() },
        ServerStatement { recovery: AgeRecipient::new("age1qqqqqqqqqqqqqqqqqqqqqqqqq").unwrap(), ..good.clone() },
        ServerStatement { at: Time(MORNING + 1), ..good },
    ];
    assert!(changed.iter().all(|statement| !statement.verifies(&pinned)));
}

#[test]
fn a_statement_survives_its_way_through_a_record() {
    let (statement, pinned) = stated();
    let event: Event = ServerStated::from(statement.clone()).into();
    let (_, filed) = write(&event, log(1), 2, id(1), Default::default(), Time(MORNING));
    let Event::ServerStated(read) = filed.event else { panic!("another event") };
    let read = ServerStatement::from(read);
    assert!(read == statement && read.verifies(&pinned));
}

fn transcript() -> Transcript {
    Transcript {
        client_nonce: [1; 32],
        server_nonce: [2; 32],
        certificate: Hash([3; 32]),
        office_key: PublicKey([4; 32]),
        device: DeviceKeys { device: id(10), log: log(5), signing_key: PublicKey([6; 32]), recipient: recipient() },
    }
}

fn secret() -> Secret {
    Secret::new([7; 11])
}

#[test]
fn both_sides_that_saw_the_same_prove_it() {
    let (server, client) = (transcript().server_proof(&secret()), transcript().client_proof(&secret()));
    assert!(transcript().is_server_proof(&secret(), &server));
    assert!(transcript().is_client_proof(&secret(), &client));
}

#[test]
fn one_side_s_proof_is_not_the_other_s() {
    let server = transcript().server_proof(&secret());
    assert!(!transcript().is_client_proof(&secret(), &server));
}

#[test]
fn what_an_invitation_file_says_is_proved_by_its_secret_alone() {
    let proof = file_proof(&secret(), b"facts");
    assert!(is_file_proof(&secret(), b"facts", &proof));
    assert!(!is_file_proof(&secret(), b"fact", &proof));
    assert!(!is_file_proof(&Secret::new([8; 11]), b"facts", &proof));
    let answer = transcript().file_client_proof(&secret());
    assert!(transcript().is_file_client_proof(&secret(), &answer));
    assert!(!transcript().is_client_proof(&secret(), &answer), "an answer by file is none for a connection");
    assert!(!transcript().is_file_client_proof(&secret(), &transcript().client_proof(&secret())));
}

#[test]
fn a_wrong_secret_or_anything_seen_differently_proves_nothing() {
    let proof = transcript().server_proof(&secret());
    assert!(!transcript().is_server_proof(&Secret::new([8; 11]), &proof));
    assert!(!transcript().is_server_proof(&secret(), &Proof(Hash([0; 32]))));
    let keys = transcript().device;
    let seen = [
        Transcript { client_nonce: [9; 32], ..transcript() },
        Transcript { server_nonce: [9; 32], ..transcript() },
        Transcript { certificate: Hash([9; 32]), ..transcript() },
        Transcript { office_key: PublicKey([9; 32]), ..transcript() },
        Transcript { device: DeviceKeys { device: id(99), ..keys.clone() }, ..transcript() },
        Transcript { device: DeviceKeys { log: log(9), ..keys.clone() }, ..transcript() },
        Transcript { device: DeviceKeys { signing_key: PublicKey([9; 32]), ..keys.clone() }, ..transcript() },
        Transcript {
            device: DeviceKeys { recipient: AgeRecipient::new("age1qqqqqqqqqqqqqqqqqqqqqqqqq").unwrap(), ..keys },
            ..transcript()
        },
    ];
    assert!(seen.iter().all(|other| !other.is_server_proof(&secret(), &proof)));
}
