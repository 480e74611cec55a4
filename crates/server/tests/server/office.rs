//! The office behind the server: enrolment, one process per folder, restarts, judging, waking, stopping.

use crate::common::blobs::{Shelf, address, bytes};
use crate::common::records::Log;
use crate::common::{Desk, Office, new_device};
use lakon_domain::code::{Invitation, Secret};
use lakon_domain::event::{
    EscalationAnswered, FileAdded, FileData, Name, PersonAdded, PersonData, SectionDefined, Text, UserRequested,
};
use lakon_domain::ids::new_id;
use lakon_domain::office::Answer;
use lakon_domain::rights::Role;
use lakon_domain::shape::{Code, Time};
use lakon_server::{ServerError, SystemRandom, start};
use lakon_server_store::StoreError;
use lakon_sync::enrol;
use lakon_sync::error::{Problem, SyncError};
use lakon_sync::files::send;
use lakon_sync::http::Http;
use lakon_sync::replica::{BlobRef, Replica};
use lakon_sync::tls::Pin;
use lakon_sync::wake::{Ended, listen};
use reqwest::{Method, StatusCode};
use uuid::Uuid;

fn person() -> PersonAdded {
    PersonAdded {
        person: new_id(0, &mut SystemRandom),
        private: Some(PersonData { name: "Siti Contoh".into(), ..PersonData::default() }),
    }
}

fn request(name: &str) -> UserRequested {
    UserRequested {
        user: new_id(0, &mut SystemRandom),
        roles: vec![Role::Officer],
        private: Some(Name { name: name.into() }),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_admin_joins_and_gets_a_label() {
    let office = Office::begin().await;
    let (keys, _) = new_device();
    let first = Http::new(&office.address(), Pin::First).unwrap();
    let (_, offer) = enrol::look(&first, &office.invitation, &keys, &mut SystemRandom).await.unwrap();
    assert_eq!((offer.user_name.as_str(), offer.office_name.as_str()), ("Pengelola", "KPPN Contoh"));
    assert_eq!((offer.office_code.as_str(), offer.zone.as_str()), ("046", "WITA"));
    let admin = office.admin().await;
    assert_eq!(admin.joined.label.as_str(), "A");
    assert_eq!(admin.joined.offer.roles, [Role::Officer, Role::Admin]);
    let officer = office.officer("Kedua").await;
    assert_eq!(officer.joined.label.as_str(), "B");
    let state = office.running().store().office_state();
    assert_eq!(state.roles(admin.joined.offer.user, admin.keys.device), [Role::Officer, Role::Admin]);
    assert_eq!(state.roles(admin.joined.offer.user, officer.keys.device), [Role::Officer]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_does_not_tell_which_part_is_wrong() {
    let office = Office::begin().await;
    let (keys, _) = new_device();
    let http = Http::new(&office.address(), Pin::First).unwrap();
    let wrong_secret = Invitation { name: office.invitation.name, secret: Secret::random(&mut SystemRandom) };
    let wrong_name =
        Invitation { name: (office.invitation.name + 1) % Invitation::NAMES, secret: office.invitation.secret.clone() };
    for wrong in [wrong_secret, wrong_name] {
        let failed = enrol::join(&http, &wrong, &keys, &mut SystemRandom).await;
        assert!(matches!(failed, Err(SyncError::NoProof)), "{failed:?}");
    }
    office.admin().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_serves_once_and_only_for_its_time() {
    let office = Office::begin().await;
    let http = Http::new(&office.address(), Pin::First).unwrap();
    let (keys, _) = new_device();
    let (_, joined) = enrol::join(&http, &office.invitation, &keys, &mut SystemRandom).await.unwrap();
    // The same device whose answer was lost gets the same answer; another is refused.
    let (_, again) = enrol::join(&http, &office.invitation, &keys, &mut SystemRandom).await.unwrap();
    assert_eq!((joined.label, joined.offer), (again.label, again.offer));
    let reused = Desk::join(&office.address(), &office.invitation).await;
    assert!(matches!(reused.err(), Some(SyncError::Problem(Problem::UsedCode))));
    let late = office.invite("Terlambat", &[Role::Officer]);
    office.later(61_000);
    assert!(matches!(Desk::join(&office.address(), &late).await.err(), Some(SyncError::Problem(Problem::ExpiredCode))));
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_at_a_code_is_slowed_down() {
    let office = Office::begin().await;
    let (keys, _) = new_device();
    let wrong = Invitation { name: office.invitation.name, secret: Secret::random(&mut SystemRandom) };
    let (problems, free) = crate::common::guess(&office, &wrong, &keys, 8).await;
    assert!(problems.iter().any(|p| matches!(p, Problem::WrongCode)));
    assert!(matches!(problems.last(), Some(Problem::TooMany { after_s: 1.. })), "{problems:?}");
    assert!(!free);
    office.later(10 * 60 * 1000);
    office.admin().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_on_the_folder_is_refused() {
    let mut office = Office::begin().await;
    let second = start(office.config()).await;
    assert!(matches!(second.err(), Some(ServerError::Store(StoreError::Held))));
    // Inviting is possible beside the running server.
    office.invite("Beside", &[Role::Officer]);
    office.stop().await;
    office.start().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_keeps_everything() {
    let mut office = Office::begin().await;
    let mut desk = office.admin().await;
    let mut log = Log::of(&desk);
    log.write(desk.joined.offer.user, person());
    log.push(&desk).await.unwrap();
    let shelf = Shelf::default();
    let blob = shelf.put(&bytes(1, 1_500_000));
    assert!(send(&desk.lane(), &shelf.shared(), &[blob], &|_| {}).await[0].result.is_ok());
    let half = bytes(2, 3 << 20);
    let metadata = format!("address {}", data_encoding::BASE64.encode(address(&half).to_string().as_bytes()));
    let created =
        desk.request(Method::POST, "/uploads").header("tus-resumable", "1.0.0").header("upload-length", half.len());
    let place = created.header("upload-metadata", metadata).send().await.unwrap().headers()["location"]
        .to_str()
        .unwrap()
        .to_owned();
    let patch = desk.request(Method::PATCH, &place).header("tus-resumable", "1.0.0").header("upload-offset", 0);
    patch
        .header("content-type", "application/offset+octet-stream")
        .body(half[..2 << 20].to_vec())
        .send()
        .await
        .unwrap();
    let heads = office.running().store().heads().unwrap();
    let state = office.running().store().office_state();

    office.stop().await;
    office.start().await;
    assert_eq!(office.running().store().heads().unwrap(), heads);
    assert_eq!(office.running().store().office_state(), state);
    // The session outlives the restart as well.
    desk.http = Http::new(&office.address(), Pin::Key(desk.statement.tls_key)).unwrap();
    let head = desk.request(Method::HEAD, &place).header("tus-resumable", "1.0.0").send().await.unwrap();
    assert_eq!(head.headers()["upload-offset"].to_str().unwrap(), (2 << 20).to_string());
    let got =
        desk.request(Method::GET, &format!("/blobs/{}", blob.address)).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(Some(got.to_vec()), shelf.get(&blob.address));
    let again = Shelf::default();
    again.put(&half);
    let outcomes =
        send(&desk.lane(), &again.shared(), &[BlobRef { address: address(&half), size: half.len() as u64 }], &|_| {})
            .await;
    assert_eq!(*outcomes[0].result.as_ref().unwrap(), 1 << 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn records_without_the_right_are_kept_and_voided_in_the_same_push() {
    let office = Office::begin().await;
    let desk = Desk::join(&office.address(), &office.invite("Kepala Seksi", &[Role::SectionHead])).await.unwrap();
    let mut log = Log::of(&desk);
    let by_head = log.write(desk.joined.offer.user, person());
    let by_stranger = log.write(new_id(0, &mut SystemRandom), person());
    let wish = log.write(desk.joined.offer.user, request("Baru"));
    let answer = log.push(&desk).await.unwrap();
    let state = office.running().store().office_state();
    for voided in [by_head, by_stranger, wish] {
        assert_eq!(state.standing.cause(voided).unwrap().as_str(), "no_right");
    }
    assert!(state.standing.counts(log.ids[0]), "the log's own record 1 needs no right");
    assert!(matches!(state.answers.get(&wish), Some(Answer::Refused { cause, .. }) if cause.as_str() == "no_right"));
    // Kept, and the answer already names the longer office log.
    let heads = office.running().store().heads().unwrap();
    assert_eq!(heads.iter().find(|head| head.log == desk.keys.log).unwrap().seq, 4);
    assert_eq!(answer.state.unwrap().digest, lakon_sync::heads::digest(&heads));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admins_request_is_answered_in_the_office_log() {
    let office = Office::begin().await;
    let admin = office.admin().await;
    let mut log = Log::of(&admin);
    let new = request("Petugas Baru");
    let (user, wish) = (new.user, log.write(admin.joined.offer.user, new.clone()));
    let twice = log.write(admin.joined.offer.user, new);
    log.push(&admin).await.unwrap();
    let state = office.running().store().office_state();
    assert!(matches!(state.answers.get(&wish), Some(Answer::Granted { .. })));
    assert!(
        matches!(state.answers.get(&twice), Some(Answer::Refused { cause, .. }) if cause.as_str() == "user_exists")
    );
    assert!(state.users[&user].roles.contains(&Role::Officer));
    // The same user on an ordinary PC is no admin there.
    let ordinary = office.officer("Lain").await;
    let mut log = Log::of(&ordinary);
    let wish = log.write(admin.joined.offer.user, request("Diam-diam"));
    log.push(&ordinary).await.unwrap();
    assert!(!office.running().store().office_state().standing.counts(wish));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_names_the_attachments_it_lacks() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    let shelf = Shelf::default();
    let blob = shelf.put(&bytes(9, 3000));
    let mut log = Log::of(&desk);
    let private = Some(FileData { name: "surat.pdf".into(), address: blob.address.to_string() });
    let (case, file) = (new_id(0, &mut SystemRandom), new_id(0, &mut SystemRandom));
    log.write(
        desk.joined.offer.user,
        FileAdded { case, file, size: blob.size, media: Code::new("pdf").unwrap(), private },
    );
    let answer = log.push(&desk).await.unwrap();
    assert_eq!(answer.state.unwrap().files, [blob]);
    assert!(send(&desk.lane(), &shelf.shared(), &[blob], &|_| {}).await[0].result.is_ok());
    assert!(office.running().store().wanted_blobs(None, 10).unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_wakes_the_other_desks_and_a_stopping_server_ends_the_line() {
    let mut office = Office::begin().await;
    let (desk, other) = (office.admin().await, office.officer("Kedua").await);
    let (sender, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let lane = other.lane();
    let listening =
        tokio::spawn(async move { listen(&lane.http, &lane.base, &lane.token, || sender.send(()).unwrap()).await });
    // Once when the line stands.
    heard.recv().await.unwrap();
    let mut log = Log::of(&desk);
    log.write(desk.joined.offer.user, person());
    log.push(&desk).await.unwrap();
    heard.recv().await.unwrap();
    office.stop().await;
    assert_eq!(listening.await.unwrap(), Ended::Closed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_server_finishes_the_request_in_hand() {
    let mut office = Office::begin().await;
    let desk = office.admin().await;
    let content = bytes(7, 3 << 20);
    let metadata = format!("address {}", data_encoding::BASE64.encode(address(&content).to_string().as_bytes()));
    let created =
        desk.request(Method::POST, "/uploads").header("tus-resumable", "1.0.0").header("upload-length", content.len());
    let place = created.header("upload-metadata", metadata).send().await.unwrap().headers()["location"]
        .to_str()
        .unwrap()
        .to_owned();
    let (sender, receiver) = tokio::sync::mpsc::channel::<std::io::Result<Vec<u8>>>(1);
    let body = futures_util::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|part| (part, receiver))
    });
    let patch = desk.request(Method::PATCH, &place).header("tus-resumable", "1.0.0").header("upload-offset", 0);
    let patch = patch.header("content-type", "application/offset+octet-stream").header("content-length", content.len());
    let patch = tokio::spawn(patch.body(reqwest::Body::wrap_stream(body)).send());
    sender.send(Ok(content[..1 << 20].to_vec())).await.unwrap();
    // The first piece lies on the server: the request is in hand.
    let staging = office.path().join("staging");
    while std::fs::read_dir(&staging).unwrap().next().is_none() {
        tokio::task::yield_now().await;
    }
    let running = office.running.take().unwrap();
    let stopping = tokio::spawn(running.stop());
    sender.send(Ok(content[1 << 20..].to_vec())).await.unwrap();
    drop(sender);
    assert_eq!(patch.await.unwrap().unwrap().status(), StatusCode::NO_CONTENT);
    stopping.await.unwrap();
    office.start().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_can_ask_how_it_is() {
    let office = Office::begin().await;
    let desk = office.admin().await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(desk.request(Method::GET, path).send().await.unwrap().status(), StatusCode::OK);
    }
    assert_eq!(desk.request(Method::GET, "/").send().await.unwrap().status(), StatusCode::NOT_FOUND);
}

// On Windows the folder's rights decide, which the operator sets (docs/OPERATIONS.md).
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_key_file_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let mut office = Office::begin().await;
    office.stop().await;
    let keys = office.path().join("keys.json");
    assert_eq!(std::fs::metadata(&keys).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&keys, std::fs::Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(start(office.config()).await.err(), Some(ServerError::KeysOpen)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_counts_from_the_head_of_its_section_and_from_nobody_else() {
    let office = Office::begin().await;
    let admin = office.admin().await;
    let (named, other) =
        (office.invite("Kepala BANK", &[Role::SectionHead]), office.invite("Kepala PD", &[Role::SectionHead]));
    let head = Desk::join(&office.address(), &named).await.unwrap();
    let stranger = Desk::join(&office.address(), &other).await.unwrap();
    let mut log = Log::of(&admin);
    let section = SectionDefined {
        section: Code::new("BANK").unwrap(),
        head: Some(head.joined.offer.user),
        order: 1,
        retired: false,
        replaces: vec![],
        private: Some(Name { name: "Bank".into() }),
    };
    log.write(admin.joined.offer.user, section.clone());
    // An officer writes a decision down for the head, and may not decide alone.
    let answer = |on_behalf_of: Option<Uuid>| EscalationAnswered {
        case: Uuid::from_u128(1),
        escalation: Uuid::from_u128(2),
        section: Code::new("BANK").unwrap(),
        answered_at: Time(1_000),
        on_behalf_of,
        private: Some(Text { text: "Boleh.".into() }),
    };
    let by_telephone = log.write(admin.joined.offer.user, answer(Some(head.joined.offer.user)));
    let alone = log.write(admin.joined.offer.user, answer(None));
    log.push(&admin).await.unwrap();
    let mut heads_log = Log::of(&head);
    let own_word = heads_log.write(head.joined.offer.user, answer(None));
    let usurped = heads_log.write(head.joined.offer.user, section);
    heads_log.push(&head).await.unwrap();
    let mut strangers_log = Log::of(&stranger);
    let foreign = strangers_log.write(stranger.joined.offer.user, answer(None));
    strangers_log.push(&stranger).await.unwrap();
    let counts = |event: Uuid| office.running().store().office_state().standing.counts(event);
    assert_eq!([by_telephone, own_word].map(counts), [true, true]);
    assert_eq!([alone, usurped, foreign].map(counts), [false, false, false]);
}
