//! A server that is gone or put back to an older state: made anew from the seed, filled by the desks, and what nobody holds is named.

use std::collections::BTreeSet;

use lakon_domain::code::Seed;
use lakon_domain::statement::{identity_text, office_key};
use lakon_office_tests::{Desk, Line, Middle, Office, Treat, content};
use lakon_server::{
    BadArgument, Recover, ServerError, Settings, Stretch, lost, recover, restate, revoke, system_clock,
};
use lakon_sync::error::SyncError;
use lakon_sync::replica::{LogHead, Replica};
use serde_json::json;

fn sheet(seed: &str, identity: &str) -> Recover {
    Recover { seed: seed.to_owned(), identity: identity.to_owned(), settings: Settings::default() }
}

fn at_server(office: &Office) -> Vec<LogHead> {
    office.running().store().heads().unwrap()
}

fn missing(office: &Office) -> Vec<Stretch> {
    lost(&office.folder(), system_clock()).unwrap()
}

/// The same office by the same people at another address.
pub(crate) async fn moves(desk: &Desk, office: &Office) {
    let state = desk.ok("sync.address", json!({ "address": office.address() })).await;
    assert_eq!(state["address"], office.address());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_server_is_made_anew_from_the_seed_filled_by_the_desks_and_a_tail_nobody_holds_is_named() {
    let mut office = Office::begin().await;
    let (admin, budi) = (office.admin().await, office.officer("budi").await);
    let (cici, dodi) = (office.line("cici").await, office.line("dodi").await);
    let case = budi.case(json!({ "question": "Yang harus tetap ada" })).await;
    let bytes = content(11, 40_000);
    let file = budi.attach(&case, "surat.pdf", &bytes).await;
    for _ in 0..2 {
        cici.sync().await;
        dodi.sync().await;
        budi.sync().await;
        admin.sync().await;
    }
    // A third PC hands in more; another has just heard how much when its line breaks.
    let known = cici.head(cici.log()).seq;
    cici.write_visits(5);
    cici.sync().await;
    let middle = Middle::witness(office.addr(), &office.folder()).await;
    middle.treats(|path| if path == "/pull" { Treat::Refuse } else { Treat::Pass });
    dodi.store.set_address(&middle.address()).unwrap();
    let dodi = Line::again(&dodi.leave());
    assert!(matches!(dodi.try_sync().await, Err(SyncError::NotLakon { status: 503, .. })));
    assert_eq!(dodi.head(cici.log()).seq, known);
    let (logs, log) = (at_server(&office), cici.log());

    office.stop().await;
    office.lose_and_recover().await;
    assert_eq!(at_server(&office).len(), 1);
    // The first desk brings who belongs to the office; then the others are known again.
    moves(&admin, &office).await;
    dodi.store.set_address(&office.address()).unwrap();
    let dodi = Line::again(&dodi.leave());
    dodi.sync().await;
    moves(&budi, &office).await;
    for _ in 0..2 {
        for desk in [&admin, &budi] {
            let state = desk.sync().await;
            assert!(state["problem"].is_null(), "{state}");
        }
        dodi.sync().await;
    }
    assert_eq!(admin.shows().await, budi.shows().await);
    assert_eq!(dodi.store.heads().unwrap(), at_server(&office));
    // Every log of before is here to where somebody held it, and one more: the new server's own.
    let now = at_server(&office);
    assert_eq!(now.len(), logs.len() + 1);
    for old in &logs {
        let held = now.iter().find(|head| head.log == old.log).unwrap();
        let upto = if old.log == log { known } else { old.seq };
        assert_eq!(held.seq, upto, "{}", old.log);
    }
    let tail = missing(&office);
    assert_eq!(tail.len(), 1, "{tail:?}");
    assert_eq!((tail[0].log, tail[0].from, tail[0].to), (log, known + 1, known + 5));
    assert_eq!(tail[0].device.as_ref().map(|row| row.user.as_str()), Some("cici"));
    // Attachments came back too.
    assert_eq!(admin.content(&file).await.unwrap(), bytes);
    assert_eq!(office.kept("blobs").len(), 1);
    // Nobody was judged anew, and new people can join.
    assert_eq!(office.running().store().office_state().standing.voided().count(), 0);
    let eko = office.officer("eko").await;
    assert_eq!(eko.view(&case).await["fields"]["question"], "Yang harus tetap ada");

    // The third PC comes back after all.
    cici.store.set_address(&office.address()).unwrap();
    Line::again(&cici.leave()).sync().await;
    assert_eq!(missing(&office), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_somebody_who_has_left_meanwhile_are_not_voided_by_a_server_made_anew() {
    let mut office = Office::begin().await;
    let (admin, budi) = (office.admin().await, office.officer("budi").await);
    let case = budi.case(json!({ "question": "Ditulis ketika masih berhak" })).await;
    budi.sync().await;
    admin.sync().await;
    let users = admin.ok("users.list", json!({})).await;
    let user = users["rows"].as_array().unwrap().iter().find(|row| row["name"] == "budi").unwrap()["user"].clone();
    admin.ok("users.deactivate", json!({ "user": user })).await;
    admin.sync().await;
    office.stop().await;
    office.lose_and_recover().await;
    for desk in [&admin, &budi] {
        moves(desk, &office).await;
    }
    admin.sync().await;
    assert_eq!(office.running().store().office_state().standing.voided().count(), 0);
    assert_eq!(admin.view(&case).await["fields"]["question"], "Ditulis ketika masih berhak");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_pc_stays_revoked_at_a_server_made_anew() {
    let mut office = Office::begin().await;
    let admin = office.admin().await;
    let budi = office.line("budi").await;
    budi.sync().await;
    revoke(&office.folder(), "B", "Laptop hilang", system_clock()).unwrap();
    admin.sync().await;
    office.stop().await;
    office.lose_and_recover().await;
    moves(&admin, &office).await;
    admin.sync().await;
    budi.store.set_address(&office.address()).unwrap();
    let refused = Line::again(&budi.leave()).try_sync().await;
    assert!(refused.is_err_and(|error| error.to_string().contains("revoked")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_seed_is_refused_with_its_group_and_nothing_is_written() {
    let office = Office::begin().await;
    let place = office.path("server-baru");
    let fails = |seed: &str, identity: &str| match recover(&place, &sheet(seed, identity), system_clock()) {
        Err(ServerError::Argument(why)) => why,
        other => panic!("{other:?}"),
    };
    let groups: Vec<&str> = office.seed.split('-').collect();
    // One character read wrongly is always noticed.
    let misread = format!("{}{}", if groups[2].starts_with('0') { '1' } else { '0' }, &groups[2][1..]);
    let mut wrong = groups.clone();
    wrong[2] = &misread;
    assert!(matches!(fails(&wrong.join("-"), &office.identity), BadArgument::Seed { .. }));
    let other = Seed::new([9; 16]);
    assert_eq!(fails(&other.text(), &office.identity), BadArgument::OtherSeed);
    assert_eq!(fails(&office.seed, "bukan identitas"), BadArgument::Identity);
    assert!(!place.exists());
    // A folder in use is not touched either, and a desk shows the very identity.
    let used = recover(&office.folder(), &sheet(&office.seed, &office.identity), system_clock());
    assert!(matches!(used, Err(ServerError::OfficeExists)));
    let desk = office.admin().await;
    assert_eq!(desk.ok("pc.view", json!({})).await["office_id"], office.identity);
    let key = lakon_domain::ids::PublicKey(office_key(&other).verifying_key().to_bytes());
    assert_ne!(identity_text(desk_office(&office), &key), office.identity);
}

fn desk_office(office: &Office) -> uuid::Uuid {
    office.running().store().statement().office
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_the_office_key_is_refused_and_the_address_stays() {
    let (office, stranger) = (Office::begin().await, Office::begin().await);
    let admin = office.admin().await;
    let case = admin.case(json!({ "question": "Hanya untuk kantor sendiri" })).await;
    let refused = admin.refused("sync.address", json!({ "address": stranger.address() })).await;
    assert!(refused.message.contains("tidak dapat membuktikan"), "{}", refused.message);
    let state = admin.sync_state().await;
    assert_eq!(state["address"], office.address());
    assert_eq!(admin.refused("sync.address", json!({ "address": "bukan alamat" })).await.code, "invalid");
    admin.sync().await;
    assert_eq!(admin.unsent().await, (0, 0));
    assert_eq!(admin.view(&case).await["fields"]["question"], "Hanya untuk kantor sendiri");
    assert_eq!(at_server(&stranger).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_put_back_to_yesterday_goes_on_in_a_new_office_log_and_gets_back_what_it_forgot() {
    let mut office = Office::begin().await;
    let admin = office.admin().await;
    office.stop().await;
    office.back_up("kemarin");
    office.start().await;
    // Of the day that is forgotten: a new colleague, and work of both.
    let budi = office.officer("budi").await;
    let theirs = budi.case(json!({ "question": "Dari rekan baru" })).await;
    let ours = admin.case(json!({ "question": "Dari pengelola" })).await;
    budi.sync().await;
    admin.sync().await;
    let before = at_server(&office);

    office.stop().await;
    office.put_back("kemarin");
    office.start().await;
    // The one the server does not know any more comes first.
    for desk in [&budi, &admin, &budi] {
        let state = desk.sync().await;
        assert!(state["problem"].is_null(), "{state}");
    }
    let after = at_server(&office);
    assert!(before.iter().all(|old| after.contains(old)), "{before:?} {after:?}");
    assert_eq!(after.len(), before.len() + 1);
    for case in [&theirs, &ours] {
        assert!(!admin.view(case).await["number"].is_null());
    }
    assert_eq!(admin.shows().await, budi.shows().await);
    assert_eq!(missing(&office), []);
    // Labels are never given twice.
    let eko = office.officer("eko").await;
    assert_eq!(eko.ok("pc.view", json!({})).await["label"], "C");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_put_back_wrote_before_it_noticed_is_said_again_in_its_new_log() {
    let mut office = Office::begin().await;
    let (admin, budi) = (office.admin().await, office.officer("budi").await);
    budi.sync().await;
    office.stop().await;
    office.back_up("kemarin");
    office.start().await;
    let cici = office.officer("cici").await;
    admin.sync().await;
    let before = at_server(&office);

    office.stop().await;
    office.put_back("kemarin");
    office.start().await;
    revoke(&office.folder(), "B", "Laptop hilang", system_clock()).unwrap();
    for desk in [&admin, &cici, &admin] {
        let state = desk.sync().await;
        assert!(state["problem"].is_null(), "{state}");
    }
    let after = at_server(&office);
    assert!(before.iter().all(|old| after.contains(old)), "{before:?} {after:?}");
    let rows = cici.ok("devices.list", json!({})).await["rows"].clone();
    let revoked: Vec<&str> = rows
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["revoked_at"].is_number())
        .map(|row| row["owner"].as_str().unwrap())
        .collect();
    assert_eq!(revoked, ["budi"]);
    assert!(budi.refused("sync.now", json!({})).await.message.contains("dicabut"));
}

/// Two PCs of an office whose server is put back to the time before `later` others joined; another `meanwhile` join before it notices.
async fn put_back_and_wrote_on(office: &mut Office, later: usize, meanwhile: usize) -> (Desk, Line, Vec<Line>) {
    let admin = office.admin().await;
    let budi = office.line("budi").await;
    budi.sync().await;
    office.stop().await;
    office.back_up("kemarin");
    office.start().await;
    let mut others = Vec::new();
    for n in 0..later {
        let line = office.line(&format!("kemudian {n}")).await;
        line.sync().await;
        others.push(line);
    }
    admin.sync().await;
    office.stop().await;
    office.put_back("kemarin");
    office.start().await;
    for n in 0..meanwhile {
        let line = office.line(&format!("sementara {n}")).await;
        line.write_visits(2);
        line.sync().await;
        others.push(line);
    }
    budi.sync().await;
    (admin, budi, others)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_gives_up_the_office_log_a_server_put_back_wrote_once_it_is_all_said_again() {
    for (later, meanwhile) in [(3, 1), (1, 3)] {
        let mut office = Office::begin().await;
        let (admin, budi, others) = put_back_and_wrote_on(&mut office, later, meanwhile).await;
        let forked = office.running().store().own_log().unwrap();
        // Whoever holds the other branch comes: the server goes on in a new office log.
        let state = admin.sync().await;
        assert!(state["problem"].is_null(), "{state}");
        assert_ne!(office.running().store().own_log().unwrap(), forked);
        for _ in 0..2 {
            for line in others.iter().chain([&budi]) {
                line.sync().await;
            }
        }
        let heads = at_server(&office);
        // Two of the office, and one of each PC.
        assert_eq!(heads.len(), 4 + later + meanwhile);
        for line in others.iter().chain([&budi]) {
            assert_eq!(line.store.heads().unwrap(), heads);
            assert_eq!(line.store.office().devices.len(), 2 + later + meanwhile);
            let (here, there) = (line.store.office(), office.running().store().office_state());
            assert_eq!((&here.devices, &here.labels, &here.users), (&there.devices, &there.labels, &there.users));
            // Letters it had given before, it gave once more while it did not know: whoever got them later has others now.
            let letters: BTreeSet<&str> = here.labels.values().map(|label| label.as_str()).collect();
            assert_eq!(letters.len(), 2 + later + meanwhile, "{:?}", here.labels);
        }
        assert!(budi.store.read(|conn| Ok(lakon_log::aside_count(conn)?)).unwrap() > 0);
        // Nobody's log is refused for it.
        for line in &others {
            line.write_visits(1);
            line.sync().await;
        }
        budi.sync().await;
        assert_eq!(budi.store.heads().unwrap(), at_server(&office));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pc_that_alone_holds_what_a_server_put_back_forgot_makes_it_give_way_whichever_branch_is_longer() {
    for (later, meanwhile) in [(3, 1), (1, 3)] {
        let mut office = Office::begin().await;
        let (_admin, budi, others) = put_back_and_wrote_on(&mut office, later, meanwhile).await;
        let forked = office.running().store().own_log().unwrap();
        // Nobody else comes; and the server does not know this one.
        let forgotten = &others[0];
        forgotten.write_visits(2);
        forgotten.sync().await;
        assert_ne!(office.running().store().own_log().unwrap(), forked);
        let heads = at_server(&office);
        assert_eq!(forgotten.store.heads().unwrap(), heads);
        assert!(heads.iter().any(|head| head.log == forgotten.log()));
        // What was written meanwhile is said again, and whoever else was forgotten is known again.
        for line in others[1..].iter().chain([&budi, forgotten]) {
            line.sync().await;
        }
        assert_eq!(budi.store.office().devices.len(), 2 + later + meanwhile);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_log_that_nobody_says_again_is_kept_by_the_desk_and_the_difference_is_told() {
    let mut office = Office::begin().await;
    let (admin, budi, _others) = put_back_and_wrote_on(&mut office, 1, 1).await;
    let forked = office.running().store().own_log().unwrap();
    let (head, state) = (budi.head(forked), budi.store.office());
    // It forgets once more before it has noticed.
    office.stop().await;
    office.put_back("kemarin");
    office.start().await;
    admin.sync().await;
    let report = budi.try_sync().await.unwrap();
    assert!(report.differences.iter().any(|place| place.log == forked), "{report:?}");
    assert_eq!(budi.head(forked), head);
    assert!(state.devices.keys().all(|device| budi.store.office().devices.contains_key(device)));
}

async fn refuses_as_replaced(desk: &Desk) {
    assert!(desk.refused("sync.now", json!({})).await.message.contains("sudah digantikan"));
    assert_eq!(desk.sync_state().await["trouble"], "replaced");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_replaced_is_refused_by_who_knows_it_until_it_is_signed_anew() {
    let mut office = Office::begin().await;
    let (admin, budi) = (office.admin().await, office.line("budi").await);
    budi.sync().await;
    office.stop().await;
    office.back_up("lama");
    office.lose_and_recover().await;
    moves(&admin, &office).await;
    admin.sync().await;
    let case = admin.case(json!({ "question": "Tidak untuk server lama" })).await;
    // The lost one comes back, or its disk in other hands, at the address of the new one.
    office.stop().await;
    office.back_up("baru");
    office.put_back("lama");
    office.start().await;
    let before = at_server(&office);
    refuses_as_replaced(&admin).await;
    let refused = admin.refused("sync.address", json!({ "address": office.address() })).await;
    assert!(refused.message.contains("sudah digantikan"), "{}", refused.message);
    assert_eq!(at_server(&office), before);
    assert!(admin.unsent().await.0 > 0);
    // Who has never heard of the new one cannot know.
    budi.store.set_address(&office.address()).unwrap();
    let budi = Line::again(&budi.leave());
    budi.sync().await;

    // The admin decides for it after all, with the seed from the safe.
    office.stop().await;
    let fails = |seed: &str| restate(&office.folder(), seed, None, system_clock());
    assert!(matches!(fails(&Seed::new([9; 16]).text()), Err(ServerError::Argument(BadArgument::OtherSeed))));
    assert!(matches!(fails("bukan kunci"), Err(ServerError::Argument(BadArgument::Seed { .. }))));
    restate(&office.folder(), &office.seed, None, system_clock()).unwrap();
    office.start().await;
    let state = admin.sync().await;
    assert!(state["problem"].is_null(), "{state}");
    assert_eq!(admin.unsent().await.0, 0);
    budi.sync().await;
    assert_eq!(budi.store.case_row(case.parse().unwrap()).unwrap().unwrap().question, "Tidak untuk server lama");
    // From now on the other one is the older.
    office.stop().await;
    office.put_back("baru");
    office.start().await;
    refuses_as_replaced(&admin).await;
    let budi = Line::again(&budi.leave());
    assert!(matches!(budi.try_sync().await, Err(SyncError::Replaced { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_made_anew_while_its_clock_was_behind_is_signed_anew_with_a_later_time() {
    let mut office = Office::begin().await;
    let admin = office.admin().await;
    office.stop().await;
    std::fs::remove_dir_all(office.folder()).unwrap();
    let years_ago = || std::sync::Arc::new(|| lakon_domain::shape::Time(1_500_000_000_000));
    recover(&office.folder(), &sheet(&office.seed, &office.identity), years_ago()).unwrap();
    office.start().await;
    refuses_as_replaced(&admin).await;
    office.stop().await;
    let after = Some(system_clock()());
    let at = restate(&office.folder(), &office.seed, after, years_ago()).unwrap();
    assert!(Some(at) > after);
    office.start().await;
    let state = admin.sync().await;
    assert!(state["problem"].is_null(), "{state}");
}
