//! The line is cut in the messages that mend something: private parts that are gone, forks, a lost server, lost keys, a revoked PC.

use lakon_office_tests::{AN_HOUR_MS, Desk, Line, Middle, Office, PASSWORD, Treat, content, copy_folder};
use lakon_server::{Wrong, lost, system_clock};
use lakon_sync::error::SyncError;
use lakon_sync::replica::Replica;
use serde_json::{Value, json};

use crate::cuts::{
    After, CUTS, broke, broke_below, came, come_to_rest, cut_once, kinds_after, lines_agree, lines_come_to_rest,
};
use crate::erasure::server_key;
use crate::incarnations::ask;

async fn line_by(office: &Office, name: &str, way: &Middle) -> Line {
    Line::enrol(&office.path(name), &way.address(), &office.invite(name, AN_HOUR_MS)).await
}

/// Private parts the server lacks.
fn lacking(office: &Office) -> usize {
    office.running().store().missing_private(None, 1_000).unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn private_parts_that_are_gone_come_back_although_the_line_breaks() {
    let office = Office::begin().await;
    let way = Middle::witness(office.addr(), &office.folder()).await;
    let (author, keeper) = (line_by(&office, "penulis", &way).await, line_by(&office, "penyimpan", &way).await);
    author.sync().await;
    for kind in kinds_after(After::Strip) {
        for cut in CUTS {
            ask(&author, &format!("Terputus, {cut:?}"));
            author.sync().await;
            keeper.sync().await;
            let server = lakon_log::open(&office.folder().join("lakon.db"), &server_key(&office)).unwrap();
            let sql = "UPDATE record SET private = NULL WHERE kind IN ('case.question_set', 'case.answer_set')";
            assert!(server.execute(sql, []).unwrap() > 0);
            drop(server);
            assert!(lacking(&office) > 0);
            let done = cut_once(&way, kind, cut);
            broke_below(keeper.try_sync().await, cut);
            came(&done, kind, cut);
            assert!(keeper.sync().await.in_step);
            assert_eq!(lacking(&office), 0, "{cut:?}");
        }
    }
    let newcomer = line_by(&office, "baru", &way).await;
    lines_come_to_rest(&office, &[&author, &keeper, &newcomer]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_pc_finds_where_its_log_has_forked_although_the_line_breaks() {
    let office = Office::begin().await;
    let way = Middle::witness(office.addr(), &office.folder()).await;
    let other = line_by(&office, "lain", &way).await;
    let mut original = line_by(&office, "asli", &way).await;
    original.sync().await;
    for kind in kinds_after(After::Fork) {
        for (cut, at) in CUTS.into_iter().zip(0..) {
            let (path, copy) = (original.leave(), office.path(&format!("salinan-{at}")));
            copy_folder(&path, &copy);
            original = Line::again(&path);
            original.write_visits(2);
            original.sync().await;
            let copied = Line::again(&copy);
            copied.write_visits(3);
            let done = cut_once(&way, kind, cut);
            broke_below(copied.try_sync().await, cut);
            came(&done, kind, cut);
            let report = copied.try_sync().await.unwrap();
            assert!(report.in_step && report.differences.is_empty(), "{cut:?}: {report:?}");
            // The branch of the copy goes on in a log of its own, with every record.
            assert_ne!(copied.log(), original.log());
            assert_eq!(copied.head(copied.log()).seq, 1 + 3, "{cut:?}");
            lines_come_to_rest(&office, &[&original, &other, &copied]).await;
            assert_eq!(other.head(copied.log()).seq, 1 + 3);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_made_anew_is_filled_and_told_of_what_is_missing_although_the_line_breaks() {
    let mut office = Office::begin().await;
    let way = Middle::witness(office.addr(), &office.folder()).await;
    let (cici, mut dodi) = (office.line("cici").await, line_by(&office, "dodi", &way).await);
    for _ in 0..2 {
        cici.sync().await;
        dodi.sync().await;
    }
    // One PC has just heard how much another handed in when its line breaks.
    cici.write_visits(5);
    cici.sync().await;
    way.treats(|path| if path == "/pull" { Treat::Refuse } else { Treat::Pass });
    assert!(matches!(dodi.try_sync().await, Err(SyncError::NotLakon { status: 503, .. })));
    for cut in CUTS {
        office.stop().await;
        office.lose_and_recover().await;
        let way = Middle::witness(office.addr(), &office.folder()).await;
        dodi.store.set_address(&way.address()).unwrap();
        dodi = Line::again(&dodi.leave());
        for kind in kinds_after(After::LostServer) {
            let done = cut_once(&way, kind, cut);
            broke_below(dodi.try_sync().await, cut);
            came(&done, kind, cut);
        }
        lines_agree(&office, &[&dodi]).await;
        let missing = lost(&office.folder(), system_clock()).unwrap();
        assert_eq!(missing.len(), 1, "{cut:?}: {missing:?}");
        assert_eq!((missing[0].log, missing[0].to), (cici.log(), cici.head(cici.log()).seq), "{cut:?}");
        // The check of the logs says the same, and of nothing else.
        let found = lakon_server::audit(&office.folder(), &mut |_, _| {}).unwrap();
        let misfits: Vec<_> = found.misfits.iter().map(|misfit| (misfit.log, misfit.wrong)).collect();
        assert_eq!((misfits, found.lacking), (vec![(cici.log(), Wrong::MissingTail)], 0), "{cut:?}");
    }
    // The other comes back after all.
    cici.store.set_address(&office.address()).unwrap();
    let cici = Line::again(&cici.leave());
    lines_come_to_rest(&office, &[&cici, &dodi]).await;
    assert_eq!(lost(&office.folder(), system_clock()).unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_slot_is_handed_over_and_fetched_although_the_line_breaks() {
    let office = Office::begin().await;
    let way = Middle::witness(office.addr(), &office.folder()).await;
    let desk = office.officer_by("Petugas", &way.address()).await;
    let case = desk.case(json!({ "question": "Sebelum kunci hilang" })).await;
    let mut folder = desk.leave().await;
    let [hand, fetch] = kinds_after(After::LostKeys)[..] else { panic!("two kinds") };
    let groups: Vec<&str> = office.seed.split('-').collect();
    let restore = json!({ "address": way.address(), "groups": groups, "password": PASSWORD });
    for cut in CUTS {
        let desk = Desk::again(&folder).await;
        let (done, asked) = (cut_once(&way, hand, cut), way.asked(hand));
        broke(desk.call("sync.now", json!({})).await, cut);
        came(&done, hand, cut);
        desk.sync().await;
        desk.sync().await;
        assert_eq!(way.asked(hand), asked + 2, "handed over again, and not once more, {cut:?}");
        folder = desk.leave().await;
        std::fs::write(folder.join("keys-a.json"), b"{").unwrap();
        std::fs::remove_file(folder.join("keys-b.json")).unwrap();
        let desk = Desk::at(&folder);
        assert_eq!(desk.refused("session.state", json!({})).await.code, "keys_lost");
        let done = cut_once(&way, fetch, cut);
        let error = desk.refused("session.restore", restore.clone()).await;
        assert_eq!(error.code, "unreachable", "{cut:?}: {error:?}");
        came(&done, fetch, cut);
        assert_eq!(desk.ok("session.restore", restore.clone()).await["phase"], "open");
        assert_eq!(desk.view(&case).await["fields"]["question"], "Sebelum kunci hilang");
        folder = desk.leave().await;
    }
    let (desk, admin) = (Desk::again(&folder).await, office.admin().await);
    come_to_rest(&office, &[&desk, &admin]).await;
}

/// What waits of the only revoked PC.
async fn waits(admin: &Desk) -> Value {
    admin.ok("devices.ask_aside", json!({})).await["rows"][0]["waits"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_revoked_pc_hands_in_arrives_whole_although_the_line_breaks() {
    let office = Office::begin().await;
    let way = Middle::witness(office.addr(), &office.folder()).await;
    let admin = Desk::join(&office.path("admin"), &way.address(), &office.invitation.text()).await;
    let budi = office.officer_by("budi", &way.address()).await;
    budi.case(json!({ "question": "Sebelum dicabut" })).await;
    budi.sync().await;
    admin.sync().await;
    let devices = admin.ok("devices.list", json!({})).await["rows"].clone();
    let device = devices.as_array().unwrap().iter().find(|row| row["owner"] == "budi").unwrap()["device"].clone();
    admin.ok("devices.revoke", json!({ "device": device, "reason": "Laptop diganti" })).await;
    admin.sync().await;
    budi.refused("sync.now", json!({})).await;
    let [records, attachments, list] = kinds_after(After::Revocation)[..] else { panic!("three kinds") };
    let mut cases = Vec::new();
    for (cut, seed) in CUTS.into_iter().zip(0_u64..) {
        let question = format!("Sesudah dicabut, {cut:?}");
        let case = budi.case(json!({ "question": question })).await;
        // Larger than the piece of it that travels at once.
        let file = budi.attach(&case, "surat.bin", &content(seed, 1_200_000)).await;
        cases.push((case, question, file, seed));
        for kind in [records, attachments] {
            let done = cut_once(&way, kind, cut);
            // Whatever breaks, the person is told that the PC is revoked or that nobody answers.
            let error = budi.refused("sync.now", json!({})).await;
            assert!(error.code == "unreachable" || error.message.contains("sudah dicabut"), "{cut:?}: {error:?}");
            came(&done, kind, cut);
        }
        budi.refused("sync.now", json!({})).await;
        let done = cut_once(&way, list, cut);
        broke(admin.call("devices.ask_aside", json!({})).await, cut);
        came(&done, list, cut);
        let waits = waits(&admin).await;
        let wanted = (json!(cases.len()), json!(cases.len()), json!(0));
        assert_eq!((waits["cases"].clone(), waits["files"].clone(), waits["files_missing"].clone()), wanted, "{waits}");
    }
    admin.ok("devices.decide", json!({ "device": device, "take": true, "reason": "Pekerjaan hari terakhir" })).await;
    admin.sync().await;
    assert_eq!(waits(&admin).await, Value::Null);
    let other = office.officer("citra").await;
    come_to_rest(&office, &[&admin, &other]).await;
    for (case, question, file, seed) in &cases {
        assert_eq!(other.view(case).await["fields"]["question"], *question);
        assert!(other.content(file).await.unwrap() == content(*seed, 1_200_000));
    }
}
