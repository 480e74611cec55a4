//! One message of every kind, encoded as it is sent, and its CBOR alone.

use ed25519_dalek::SigningKey;
use lakon_domain::enrolment::{DeviceKeys, Proof};
use lakon_domain::ids::{Hash, LogId, PublicKey, Signature};
use lakon_domain::record::chain_start;
use lakon_domain::rights::Role;
use lakon_domain::seal::{Head, seal};
use lakon_domain::shape::{AgeRecipient, Code, Time};
use lakon_domain::statement::{Server, ServerStatement};
use lakon_fuzz_tests::{MESSAGES, PLAIN};
use lakon_sync::replica::{BlobRef, LogHead, Page, Place, PrivatePart, Refusal};
use lakon_sync::transport::Endpoint;
use lakon_sync::{
    adopt, agreed, aside, aside_files, aside_list, bundle, chains, enrol, error, files, heads, hello, privates, pull,
    push, refill, seals, slot, wire,
};
use serde::Serialize;
use serde_bytes::{ByteArray, ByteBuf};
use uuid::Uuid;

use crate::records;
use crate::seeds::Seed;

const LOG: LogId = LogId([0xab; 16]);
const AT: Time = Time(1_795_399_200_000);

struct Made(Vec<Seed>);

impl Made {
    fn add(&mut self, name: &str, message: &impl Serialize) {
        let place =
            MESSAGES.iter().position(|(other, _)| *other == name).unwrap_or_else(|| panic!("no message {name}"));
        let selector = u8::try_from(place).unwrap();
        let body = wire::encode(message).unwrap();
        let plain = zstd::stream::decode_all(body.as_slice()).unwrap();
        let named = name.replace(' ', "-");
        self.0.push((format!("{named}.zst"), [&[selector], body.as_slice()].concat()));
        self.0.push((format!("{named}.cbor"), [&[selector | PLAIN], plain.as_slice()].concat()));
    }
}

fn statement() -> ServerStatement {
    let server = Server {
        office: Uuid::from_u128(1),
        server: Uuid::from_u128(2),
        tls_key: Hash([4; 32]),
        log_key: PublicKey([3; 32]),
        recovery: recipient(),
    };
    ServerStatement::sign(server, AT, &SigningKey::from_bytes(&[8; 32]))
}

fn recipient() -> AgeRecipient {
    AgeRecipient::new("age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg").unwrap()
}

fn page() -> Page {
    let mut records = records::written(&["case.opened", "case.question_set", "clock.started"]);
    records[1].private = None;
    let chain = records.iter().fold(chain_start(LOG), |chain, record| record.hash(&chain));
    let seals = vec![seal(LOG, Head { seq: 3, chain }, AT, &SigningKey::from_bytes(&[3; 32]))];
    Page { log: LOG, after: 0, records, seals }
}

fn state() -> heads::State {
    heads::State {
        digest: Hash([1; 32]),
        lacking: vec![Place { log: LOG, seq: 2 }],
        files: vec![BlobRef { address: Hash([9; 32]), size: 1200 }],
        at: AT,
    }
}

pub fn seeds() -> Vec<Seed> {
    let mut made = Made(Vec::new());
    enrolment(&mut made);
    greeting(&mut made);
    syncing(&mut made);
    restoring(&mut made);
    carried(&mut made);
    let address = Hash([9; 32]);
    made.add("ask for files", &files::Ask { addresses: vec![address, Hash([8; 32])] });
    made.add("held files", &vec![files::Held::No, files::Held::Whole, files::Held::Begun(Uuid::from_u128(7))]);
    made.add("hand slot", &slot::HandSlot { log: LOG, slot: vec![1, 2, 3] });
    made.add("handed", &slot::Handed {});
    made.add("fetch slot", &slot::FetchSlot { log: LOG });
    made.add("fetched", &slot::Fetched { slot: Some(ByteBuf::from(vec![1, 2, 3])) });
    made.add("problem", &error::Problem::Refused(Refusal::Gap { log: LOG, have: 3 }));
    handed_in(&mut made);
    for (name, _) in MESSAGES {
        let file = format!("{}.zst", name.replace(' ', "-"));
        assert!(made.0.iter().any(|(seed, _)| *seed == file), "no seed of the message {name}");
    }
    made.0
}

fn handed_in(made: &mut Made) {
    let blob = BlobRef { address: Hash([9; 32]), size: 1200 };
    let piece = aside_files::FilePiece { address: blob.address, offset: 0, bytes: vec![1, 2, 3] };
    made.add("files aside", &aside_files::HandFiles { offered: vec![blob], piece: Some(piece) });
    made.add("files kept", &aside_files::FilesKept { wanted: vec![aside_files::WantedFile { blob, have: 512 }] });
    let waiting = aside_list::Waiting {
        device: Uuid::from_u128(3),
        records: 24,
        cases: 3,
        since: AT,
        until: AT,
        files: 2,
        files_missing: 1,
        at: AT,
    };
    made.add("list aside", &aside_list::ListAside {});
    made.add("aside listed", &aside_list::AsideListed { waiting: vec![waiting] });
}

fn offer() -> enrol::Offer {
    enrol::Offer {
        user: Uuid::from_u128(4),
        user_name: "Sari".into(),
        roles: vec![Role::Officer, Role::Admin],
        office: Uuid::from_u128(1),
        office_code: Code::new("046").unwrap(),
        office_name: "KPPN Contoh".into(),
        zone: Code::new("WITA").unwrap(),
    }
}

fn enrolment(made: &mut Made) {
    let device =
        DeviceKeys { device: Uuid::from_u128(3), log: LOG, signing_key: PublicKey([6; 32]), recipient: recipient() };
    let begin = enrol::Begin { invitation: 1023, nonce: ByteArray::new([1; 32]), device };
    let offer = offer();
    let proof = Proof(Hash([2; 32]));
    made.add("enrol begin", &begin);
    made.add(
        "enrol begin answer",
        &enrol::BeginAnswer { nonce: ByteArray::new([5; 32]), statement: statement(), proof },
    );
    let finish = enrol::Finish { begin, nonce: ByteArray::new([5; 32]), proof };
    made.add("enrol finish", &finish);
    let brought = adopt::Brought {
        logs: vec![adopt::OwnLog { log: LOG, seq: 7, chain: Hash([6; 32]) }],
        joins: Uuid::from_u128(8),
        people: vec![adopt::Person { user: Uuid::from_u128(9), name: "Agus Contoh".to_owned() }],
        erased: vec![Uuid::from_u128(10)],
        parties: vec![adopt::Party { party: Uuid::from_u128(11), likeness: Hash([7; 32]) }],
    };
    made.add("enrol adopt", &adopt::Adopt { finish, brought });
    made.add("enrol offer", &offer);
    made.add("enrol joined", &enrol::Joined { offer, label: Code::new("B").unwrap(), office_log: LOG, at: AT });
}

fn greeting(made: &mut Made) {
    let capabilities = agreed::own_names();
    made.add("greet", &hello::Greet { capabilities: capabilities.clone() });
    let nonce = ByteArray::new([5; 32]);
    made.add("greeting", &hello::Greeting { nonce, statement: statement(), capabilities, at: AT });
    let signature = Signature([7; 64]);
    made.add("hello", &hello::Hello { device: Uuid::from_u128(3), log: LOG, nonce, signature, openings: vec![page()] });
    made.add("welcome", &hello::Welcome { token: "token".into(), lasts: 3600 });
}

fn syncing(made: &mut Made) {
    let head = LogHead { log: LOG, seq: 3, chain: Hash([1; 32]) };
    let place = Place { log: LOG, seq: 2 };
    let part = PrivatePart { log: LOG, seq: 2, bytes: b"0123456789abcdef{\"text\":\"apa\"}".to_vec() };
    made.add("heads", &heads::Heads { digest: Hash([1; 32]), lacking: vec![place], files_after: None, heard: true });
    made.add(
        "heads answer",
        &heads::HeadsAnswer {
            state: state(),
            heads: Some(vec![head]),
            office_logs: vec![LOG],
            parts: vec![part.clone()],
            seals: page().seals,
            heard: vec![heads::Heard { device: Uuid::from_u128(3), at: AT }],
        },
    );
    made.add("push", &push::Push { page: page(), more: true });
    made.add("push answer", &push::PushAnswer { receipt: page().seals[0], state: Some(state()) });
    made.add("pull", &pull::Pull { wants: vec![pull::Want { log: LOG, after: 0, upto: 3 }] });
    made.add("pull answer", &pull::PullAnswer { pages: vec![page()], state: state() });
    made.add("privates", &privates::Privates { lacking: vec![place], parts: vec![part.clone()], after: Some(place) });
    made.add("privates answer", &privates::PrivatesAnswer { parts: vec![part], lacking: vec![place] });
    made.add("chains", &chains::Chains { log: LOG, seqs: vec![1, 2, 512] });
    made.add("chains answer", &chains::ChainsAnswer { chains: vec![Some(Hash([1; 32])), None] });
}

fn restoring(made: &mut Made) {
    made.add("keep aside", &aside::KeepAside { page: page() });
    made.add("kept", &aside::Kept { have: 3, open: true });
    made.add("refill", &refill::Refill { page: page() });
    made.add("refilled", &refill::Refilled { have: 3, chain: Some(Hash([7; 32])) });
    made.add("seals", &seals::Seals { seals: page().seals });
    made.add("noted", &seals::Noted {});
}

/// What no request carries: the frames of a bundle.
fn carried(made: &mut Made) {
    let facts = bundle::Facts {
        statement: statement(),
        address: "192.168.1.10:7443".into(),
        offer: offer(),
        office_log: LOG,
        expires_at: AT,
        nonce: ByteArray::new([5; 32]),
    };
    made.add("invitation facts", &facts);
    made.add("bundle item", &bundle::Item::Page(page()));
}

/// What is asked at an endpoint and what is answered.
fn messages_of(endpoint: Endpoint) -> [&'static str; 2] {
    match endpoint {
        Endpoint::EnrolBegin => ["enrol begin", "enrol begin answer"],
        Endpoint::EnrolLook => ["enrol finish", "enrol offer"],
        Endpoint::EnrolFinish => ["enrol finish", "enrol joined"],
        Endpoint::EnrolAdopt => ["enrol adopt", "enrol joined"],
        Endpoint::Greet => ["greet", "greeting"],
        Endpoint::Hello => ["hello", "welcome"],
        Endpoint::Heads => ["heads", "heads answer"],
        Endpoint::Push => ["push", "push answer"],
        Endpoint::Pull => ["pull", "pull answer"],
        Endpoint::Privates => ["privates", "privates answer"],
        Endpoint::Chains => ["chains", "chains answer"],
        Endpoint::HandSlot => ["hand slot", "handed"],
        Endpoint::FetchSlot => ["fetch slot", "fetched"],
        Endpoint::KeepAside => ["keep aside", "kept"],
        Endpoint::FilesAside => ["files aside", "files kept"],
        Endpoint::ListAside => ["list aside", "aside listed"],
        Endpoint::Refill => ["refill", "refilled"],
        Endpoint::Seals => ["seals", "noted"],
    }
}

#[test]
fn every_message_of_every_endpoint_is_fuzzed() {
    for name in Endpoint::ALL.into_iter().flat_map(messages_of).chain(["problem", "bundle item", "invitation facts"]) {
        assert!(MESSAGES.iter().any(|(other, _)| *other == name), "tests/fuzz/src/wire.rs does not name {name}");
    }
}
