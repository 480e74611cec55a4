//! The line is cut in every kind of message, in the question and in the answer: before anything of it, after a few bytes, in its middle and
//! before its last byte. The next sync makes it good, and in the end everybody holds the same. Here are the table of all kinds and those
//! of every day; `cuts_joining` and `cuts_mending` have the others.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lakon_app::api::UiError;
use lakon_office_tests::{Desk, Line, Middle, Office, Part, Treat, content};
use lakon_sync::error::SyncError;
use lakon_sync::files::{ASK_PATH, BLOBS_PATH, CHECK_PATH, UPLOADS_PATH};
use lakon_sync::replica::Replica;
use lakon_sync::transport::Endpoint;
use lakon_sync::wake::WAKE_PATH;
use serde_json::json;

/// Larger than a piece of an upload, so that a cut one has something to go on from.
const LARGE_BYTES: usize = 1_200_000;
const SMALL_BYTES: usize = 3_000;

/// What has to have happened so that such a message is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum After {
    /// A desk has written a case with a file.
    Writing,
    /// Another desk has, and handed it over.
    Reading,
    /// Somebody lets go of copies the server has too.
    Freeing,
    /// A new PC has a code.
    Invitation,
    /// A PC that worked alone has one.
    WorkAlone,
    /// Private parts are gone from the server.
    Strip,
    /// Two PCs have written one log.
    Fork,
    /// The server is made anew, and of one log more is known than anybody holds.
    LostServer,
    /// A PC has lost its key file.
    LostKeys,
    /// An admin has revoked a PC, which goes on working.
    Revocation,
    /// A desk listens.
    Listening,
}

/// Every kind of message: its path, where `*` stands for any name, and when it is sent.
const KINDS: [(&str, After); 24] = [
    ("/hello/greet", After::Writing),
    ("/hello", After::Writing),
    ("/push", After::Writing),
    ("/blobs/ask", After::Writing),
    ("/uploads", After::Writing),
    ("/uploads/*", After::Writing),
    ("/heads", After::Reading),
    ("/pull", After::Reading),
    ("/blobs/*", After::Reading),
    ("/blobs/*/check", After::Freeing),
    ("/enrol/begin", After::Invitation),
    ("/enrol/look", After::Invitation),
    ("/enrol/finish", After::Invitation),
    ("/enrol/adopt", After::WorkAlone),
    ("/privates", After::Strip),
    ("/chains", After::Fork),
    ("/refill", After::LostServer),
    ("/seals", After::LostServer),
    ("/slot", After::LostKeys),
    ("/slot/fetch", After::LostKeys),
    ("/aside", After::Revocation),
    ("/aside/files", After::Revocation),
    ("/aside/list", After::Revocation),
    ("/wake", After::Listening),
];

pub(crate) const CUTS: [Treat; 8] = [
    Treat::Ask(Part::Nothing),
    Treat::Ask(Part::Few),
    Treat::Ask(Part::Half),
    Treat::Ask(Part::AllButTheLastByte),
    Treat::Answer(Part::Nothing),
    Treat::Answer(Part::Few),
    Treat::Answer(Part::Half),
    Treat::Answer(Part::AllButTheLastByte),
];

/// The kind a path is of: one that is named whole goes before one with `*`.
fn kind_of(path: &str) -> Option<&'static str> {
    let fits = |kind: &str| {
        let (names, wanted) = (path.split('/'), kind.split('/'));
        names.clone().count() == wanted.clone().count()
            && names.zip(wanted).all(|(name, wanted)| wanted == "*" || name == wanted)
    };
    let kinds = || KINDS.into_iter().map(|(kind, _)| kind);
    kinds().find(|kind| *kind == path).or_else(|| kinds().find(|kind| fits(kind)))
}

/// The next message of this kind is cut so. Tells whether it came.
pub(crate) fn cut_once(way: &Middle, kind: &'static str, cut: Treat) -> Arc<AtomicBool> {
    assert!(KINDS.iter().any(|(path, _)| *path == kind), "{kind} is in no table");
    way.treats_once(move |path| kind_of(path) == Some(kind), cut)
}

pub(crate) fn came(done: &AtomicBool, kind: &str, cut: Treat) {
    assert!(done.load(Ordering::SeqCst), "{kind} was never sent, to be cut by {cut:?}");
}

/// A line that broke is called one, or the program has gone on by itself.
pub(crate) fn broke<T>(result: Result<T, UiError>, cut: Treat) {
    if let Err(error) = result {
        assert_eq!(error.code, "unreachable", "{cut:?}: {error:?}");
    }
}

/// The same below the program: a sync whose message was cut has not reached its end.
pub(crate) fn broke_below<T: std::fmt::Debug>(result: Result<T, SyncError>, cut: Treat) {
    assert!(matches!(result, Err(SyncError::Cut(_) | SyncError::Unreachable(_))), "{cut:?}: {result:?}");
}

/// Everybody syncs, holds and shows the same, and the logs are whole there and at the server.
pub(crate) async fn come_to_rest(office: &Office, desks: &[&Desk]) {
    for _ in 0..2 {
        for desk in desks {
            let state = desk.sync().await;
            assert!(state["problem"].is_null(), "{state}");
        }
    }
    let shown = desks[0].shows().await;
    for desk in desks {
        assert_eq!(desk.unsent().await, (0, 0));
        assert_eq!(desk.shows().await, shown);
        assert_eq!(desk.ok("audit.verify", json!({})).await["findings"], json!([]));
    }
    is_whole(office);
}

/// The same of PCs without a program around them.
pub(crate) async fn lines_come_to_rest(office: &Office, lines: &[&Line]) {
    lines_agree(office, lines).await;
    is_whole(office);
}

/// As [`lines_come_to_rest`], where something of the server may be lost.
pub(crate) async fn lines_agree(office: &Office, lines: &[&Line]) {
    for _ in 0..2 {
        for line in lines {
            line.try_sync().await.unwrap();
        }
    }
    let heads = office.running().store().heads().unwrap();
    for line in lines {
        line.sync().await;
        assert_eq!(line.store.heads().unwrap(), heads);
        assert_eq!(line.store.unsent().unwrap().records, 0);
        assert_eq!(line.store.missing_private(None, 1).unwrap(), []);
    }
}

fn is_whole(office: &Office) {
    let found = lakon_server::audit(&office.folder(), &mut |_, _| {}).unwrap();
    assert_eq!((found.misfits, found.lacking), (vec![], 0));
}

#[test]
fn every_path_of_the_server_is_of_a_kind_that_is_cut() {
    let files = [
        UPLOADS_PATH.to_owned(),
        format!("{UPLOADS_PATH}/0197"),
        ASK_PATH.to_owned(),
        format!("{BLOBS_PATH}/00ff"),
        format!("{BLOBS_PATH}/00ff/{CHECK_PATH}"),
        WAKE_PATH.to_owned(),
    ];
    let paths: Vec<String> = Endpoint::ALL.iter().map(|one| one.path().to_owned()).chain(files).collect();
    let kinds: Vec<_> =
        paths.iter().map(|path| kind_of(path).unwrap_or_else(|| panic!("{path} is never cut"))).collect();
    let different: BTreeSet<_> = kinds.iter().collect();
    assert_eq!((different.len(), kinds.len()), (KINDS.len(), KINDS.len()), "one kind for each path");
}

/// Kinds that are sent then.
pub(crate) fn kinds_after(after: After) -> Vec<&'static str> {
    KINDS.into_iter().filter(|(_, sent)| *sent == after).map(|(path, _)| path).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_in_any_message_of_every_day_is_made_good_by_the_next_sync() {
    let office = Office::begin().await;
    let way = Middle::witness(office.addr(), &office.folder()).await;
    let writer = office.officer_by("satu", &way.address()).await;
    let reader = office.officer_by("dua", &way.address()).await;
    let mut files = Vec::new();
    for after in [After::Writing, After::Reading] {
        let cut_desk = if after == After::Writing { &writer } else { &reader };
        for kind in kinds_after(after) {
            for cut in CUTS {
                let seed = files.len() as u64;
                let question = format!("Terputus pada {kind}, {cut:?}");
                let case = writer.case(json!({ "question": question })).await;
                let bytes = if kind.contains('*') { LARGE_BYTES } else { SMALL_BYTES };
                let file = writer.attach(&case, "surat.bin", &content(seed, bytes)).await;
                files.push((file, seed, bytes));
                if after == After::Reading {
                    writer.sync().await;
                }
                let done = cut_once(&way, kind, cut);
                broke(cut_desk.call("sync.now", json!({})).await, cut);
                came(&done, kind, cut);
                assert_eq!(writer.view(&case).await["fields"]["question"], question);
                // One clean sync each is enough, but for a desk that failed a file: it may try that again with the next.
                writer.sync().await;
                reader.sync().await;
                assert_eq!((writer.unsent().await, reader.unsent().await), ((0, 0), (0, 0)));
                assert_eq!(reader.view(&case).await["fields"]["question"], question, "{cut:?}");
            }
        }
    }
    come_to_rest(&office, &[&writer, &reader]).await;
    for (file, seed, bytes) in &files {
        assert!(reader.content(file).await.unwrap() == content(*seed, *bytes), "another content");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_stays_while_the_question_whether_the_server_has_it_is_cut() {
    let office = Office::begin().await;
    let way = Middle::witness(office.addr(), &office.folder()).await;
    let here = office.officer_by("satu", &way.address()).await;
    let case = here.case(json!({ "question": "Berkas kantor" })).await;
    let file = here.attach(&case, "surat.bin", &content(1, SMALL_BYTES)).await;
    here.sync().await;
    let free = async || here.call("pc.free_files", json!({ "older_days": 0 })).await;
    for kind in kinds_after(After::Freeing) {
        for cut in CUTS {
            let done = cut_once(&way, kind, cut);
            if let Ok(freed) = free().await {
                assert_eq!((freed["files"].as_u64(), freed["stayed"].as_u64()), (Some(0), Some(1)), "{cut:?}");
            }
            came(&done, kind, cut);
            assert!(here.content(&file).await.unwrap() == content(1, SMALL_BYTES), "{cut:?}");
        }
    }
    way.treats(|_| Treat::Pass);
    assert_eq!(free().await.unwrap()["files"].as_u64(), Some(1));
    here.ok("file.fetch", json!({ "file": file })).await;
    let other = office.officer("dua").await;
    come_to_rest(&office, &[&here, &other]).await;
    for desk in [&here, &other] {
        assert!(desk.content(&file).await.unwrap() == content(1, SMALL_BYTES));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_whose_wake_ups_are_cut_listens_again_and_misses_nothing() {
    let office = Office::begin().await;
    let way = Middle::witness(office.addr(), &office.folder()).await;
    let here = office.admin().await;
    let mut there = office.officer_by("petugas", &way.address()).await;
    let mut pushes = there.app.subscribe();
    there.runs();
    for kind in kinds_after(After::Listening) {
        // A question without a body is cut in one place only.
        for cut in [Treat::Ask(Part::Nothing)].into_iter().chain(CUTS.into_iter().skip(4)) {
            let done = cut_once(&way, kind, cut);
            way.ends_all();
            way.until("a desk that listens", |_| done.load(Ordering::SeqCst)).await;
            let question = format!("Terputus pada {kind}, {cut:?}");
            let case = here.case(json!({ "question": question })).await;
            here.sync().await;
            there.hears(&mut pushes, &format!("case:{case}")).await;
            assert_eq!(there.view(&case).await["fields"]["question"], question);
        }
    }
    come_to_rest(&office, &[&here, &there]).await;
}
