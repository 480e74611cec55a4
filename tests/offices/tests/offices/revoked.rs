//! A revoked PC: refused on its next request, what it still hands in kept aside, taken or refused; and heads beyond the last one taken.

use std::sync::Arc;

use lakon_domain::ids::LogId;
use lakon_domain::seal::Head;
use lakon_office_tests::{Desk, Line, Office, in_time, sealed_page};
use lakon_server::{BadArgument, ServerError, kept_aside, refuse_aside, revoke, system_clock, take_aside};
use lakon_sync::error::{Problem, SyncError};
use lakon_sync::replica::{ReceiveError, Refusal, Replica, Source};
use lakon_sync::wake::{Ended, listen};
use serde_json::{Value, json};
use tokio::sync::Notify;

fn is_revoked<T: std::fmt::Debug>(result: Result<T, SyncError>) -> bool {
    matches!(result, Err(SyncError::Problem(Problem::Revoked)))
}

fn server_head(office: &Office, log: LogId) -> Option<Head> {
    let heads = office.running().store().heads().unwrap();
    heads.into_iter().find(|head| head.log == log).map(|head| head.head())
}

/// What the list of PCs says of somebody's.
async fn pc_of(admin: &Desk, owner: &str) -> Value {
    let rows = admin.ok("devices.list", json!({})).await["rows"].clone();
    rows.as_array().unwrap().iter().find(|row| row["owner"] == owner).unwrap().clone()
}

/// From the first to the last sequence number of everything that is kept aside.
fn aside(office: &Office) -> Vec<(u64, u64)> {
    let all = kept_aside(&office.folder(), system_clock()).unwrap();
    all.iter().map(|one| (one.from, one.to)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_pc_is_refused_on_its_next_request_and_what_it_hands_in_counts_once_it_is_taken() {
    let mut office = Office::begin().await;
    let admin = office.admin().await;
    let (budi, other) = (office.line("budi").await, office.line("lain").await);
    budi.write_visits(3);
    budi.sync().await;
    other.sync().await;
    admin.sync().await;
    let (log, taken) = (budi.log(), budi.head(budi.log()));

    // Without a network the wish waits; nobody can revoke the PC at hand, and a reason is needed.
    office.stop().await;
    let device = pc_of(&admin, "budi").await["device"].clone();
    let me = pc_of(&admin, "Dewi Contoh").await["device"].clone();
    let own = admin.refused("devices.revoke", json!({ "device": me, "reason": "Salah pilih" })).await;
    assert!(own.message.contains("sedang Anda pakai"), "{}", own.message);
    assert_eq!(admin.refused("devices.revoke", json!({ "device": device, "reason": " " })).await.code, "invalid");
    admin.ok("devices.revoke", json!({ "device": device, "reason": "Laptop hilang" })).await;
    let row = pc_of(&admin, "budi").await;
    assert_eq!((row["waiting"].as_bool(), row["revoked_at"].is_null()), (Some(true), true), "{row}");
    office.start().await;
    // Its session of the hour goes on until the server has heard of it, and not one request longer.
    budi.sync().await;
    admin.sync().await;
    let row = pc_of(&admin, "budi").await;
    assert_eq!((row["waiting"].as_bool(), row["reason"].as_str()), (Some(false), Some("Laptop hilang")), "{row}");
    assert!(row["revoked_at"].is_number() && row["last_at"].is_number(), "{row}");
    assert!(is_revoked(budi.try_sync().await));

    // What it writes from now on lies beside the logs and counts nowhere.
    budi.write_visits(2);
    assert!(is_revoked(budi.try_sync().await));
    assert!(is_revoked(budi.try_sync().await));
    assert_eq!(aside(&office), [(taken.seq + 1, taken.seq + 2)]);
    assert_eq!(server_head(&office, log), Some(taken));
    other.sync().await;
    assert_eq!(other.head(log), taken);
    // Its seal above the last head taken does not count at another desk, whoever brings it.
    let page = sealed_page(&budi.store, log, taken.seq, taken.seq + 2, vec![budi.seal(budi.head(log))]);
    match other.store.receive(&page, Source::Other) {
        Err(ReceiveError::Refused(refusal)) => assert_eq!(refusal, Refusal::Revoked { log, upto: taken.seq }),
        taken => panic!("{taken:?}"),
    }
    match other.push(page).await {
        Err(SyncError::Problem(Problem::Refused(refusal))) => {
            assert_eq!(refusal, Refusal::Revoked { log, upto: taken.seq });
        }
        taken => panic!("{taken:?}"),
    }

    // An admin takes the whole of it: it counts everywhere, and the PC stays revoked.
    assert_eq!(take_aside(&office.folder(), device.as_str().unwrap(), system_clock()).unwrap(), 2);
    other.sync().await;
    assert_eq!((other.head(log), server_head(&office, log)), (budi.head(log), Some(budi.head(log))));
    budi.write_visits(1);
    assert!(is_revoked(budi.try_sync().await));
    assert_eq!(aside(&office), [(taken.seq + 3, taken.seq + 3)]);
    // Or refuses it, and then nothing more is kept; on the PC itself nothing is lost.
    refuse_aside(&office.folder(), device.as_str().unwrap(), system_clock()).unwrap();
    budi.write_visits(1);
    assert!(is_revoked(budi.try_sync().await));
    assert_eq!(aside(&office), []);
    assert_eq!(budi.head(log).seq, taken.seq + 4);
    other.sync().await;
    assert_eq!(other.head(log).seq, taken.seq + 2);
    // It is the office log that says so: a server started again still refuses.
    office.stop().await;
    office.start().await;
    assert!(is_revoked(Line::again(&budi.leave()).try_sync().await));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_on_a_revoked_pc_says_so_in_a_sentence_and_its_person_goes_on_working() {
    let office = Office::begin().await;
    let admin = office.admin().await;
    let budi = office.officer("budi").await;
    let before = budi.case(json!({ "question": "Sebelum dicabut" })).await;
    budi.sync().await;
    admin.sync().await;
    // By the operator, beside the running server.
    let row = revoke(&office.folder(), "b", "Pindah kantor", system_clock()).unwrap();
    assert_eq!(row.user, "budi");
    let refused = budi.refused("sync.now", json!({})).await;
    assert!(refused.message.contains("sudah dicabut"), "{}", refused.message);
    let state = budi.sync_state().await;
    assert_eq!((state["trouble"].as_str(), &state["problem"]), (Some("device_revoked"), &json!(refused.message)));
    let after = budi.case(json!({ "question": "Sesudah dicabut" })).await;
    budi.refused("sync.now", json!({})).await;
    for (case, question) in [(&before, "Sebelum dicabut"), (&after, "Sesudah dicabut")] {
        assert_eq!(budi.view(case).await["fields"]["question"], question);
    }
    admin.sync().await;
    assert_eq!(admin.rows("case.list").await.len(), 1);
    assert!(pc_of(&admin, "budi").await["revoked_at"].is_number());
    take_aside(&office.folder(), "B", system_clock()).unwrap();
    admin.sync().await;
    assert_eq!(admin.view(&after).await["fields"]["question"], "Sesudah dicabut");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wake_stream_of_a_revoked_pc_ends() {
    let office = Office::begin().await;
    let admin = office.admin().await;
    let budi = office.line("budi").await;
    budi.sync().await;
    admin.sync().await;
    let lane = budi.client.lane().await.unwrap().unwrap();
    let began = Arc::new(Notify::new());
    let heard = began.clone();
    let ears = tokio::spawn(async move { listen(&lane.http, &lane.base, &lane.token, || heard.notify_one()).await });
    in_time("the stream", began.notified()).await;
    let device = pc_of(&admin, "budi").await["device"].clone();
    admin.ok("devices.revoke", json!({ "device": device, "reason": "Laptop hilang" })).await;
    admin.sync().await;
    assert_eq!(in_time("the end", ears).await.unwrap(), Ended::Closed);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_desk_holds_beyond_the_last_head_taken_is_set_aside_there_and_comes_back_once_it_is_taken() {
    let mut office = Office::begin().await;
    let (admin, budi) = (office.admin().await, office.officer("budi").await);
    budi.case(json!({ "question": "Yang pertama" })).await;
    budi.sync().await;
    admin.sync().await;
    office.stop().await;
    office.back_up("kemarin");
    office.start().await;
    let later = budi.case(json!({ "question": "Yang kemudian" })).await;
    budi.sync().await;
    admin.sync().await;
    assert_eq!(admin.rows("case.list").await.len(), 2);

    // A server of yesterday revokes a PC of whose last day it knows nothing; another desk holds more.
    office.stop().await;
    office.put_back("kemarin");
    office.start().await;
    revoke(&office.folder(), "B", "Laptop hilang", system_clock()).unwrap();
    let state = admin.sync().await;
    assert!(state["problem"].is_null(), "{state}");
    let rows = admin.rows("case.list").await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["question"], "Yang pertama");

    budi.refused("sync.now", json!({})).await;
    take_aside(&office.folder(), "B", system_clock()).unwrap();
    admin.sync().await;
    assert_eq!(admin.view(&later).await["fields"]["question"], "Yang kemudian");
    assert_eq!(admin.rows("case.list").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_cannot_revoke_and_an_unknown_pc_is_refused_with_a_sentence() {
    let office = Office::begin().await;
    let (admin, budi) = (office.admin().await, office.officer("budi").await);
    admin.sync().await;
    budi.sync().await;
    let device = pc_of(&admin, "Dewi Contoh").await["device"].clone();
    let wish = json!({ "device": device, "reason": "Iseng" });
    assert_eq!(budi.refused("devices.revoke", wish).await.code, "not_allowed");
    let nobody = json!({ "device": "0190c1a2-0000-7000-8000-000000000001", "reason": "Salah" });
    assert!(admin.refused("devices.revoke", nobody).await.message.contains("tidak dikenal"));
    let unknown = revoke(&office.folder(), "Z", "Salah", system_clock());
    assert!(matches!(unknown, Err(ServerError::Argument(BadArgument::UnknownDevice))), "{unknown:?}");
    let reasonless = revoke(&office.folder(), "B", " ", system_clock());
    assert!(matches!(reasonless, Err(ServerError::Argument(BadArgument::Reason))), "{reasonless:?}");
    let at_work = take_aside(&office.folder(), "B", system_clock());
    assert!(
        matches!(&at_work, Err(ServerError::Store(error)) if format!("{error:?}") == "NothingAside"),
        "{at_work:?}"
    );
}
