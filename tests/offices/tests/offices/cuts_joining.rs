//! The line is cut while a PC joins, with a code or with everything it wrote alone: the same press again goes on.

use lakon_office_tests::{Desk, Middle, Office, PASSWORD, content};
use serde_json::json;

use crate::cuts::{After, CUTS, came, come_to_rest, cut_once, kinds_after};

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_while_a_pc_joins_with_a_code_is_made_good_by_asking_again() {
    let office = Office::begin().await;
    let way = Middle::witness(office.addr(), &office.folder()).await;
    let admin = office.admin().await;
    let mut joined = Vec::new();
    for (cut, at) in CUTS.into_iter().zip(0..) {
        let desk = Desk::at(&office.path(&format!("pc-{at}")));
        let join = json!({ "address": way.address(), "code": office.code(&format!("Petugas {at}")) });
        for kind in kinds_after(After::Invitation) {
            let finish = kind == "/enrol/finish";
            if finish {
                desk.ok("office.join", join.clone()).await;
            }
            let done = cut_once(&way, kind, cut);
            let error = if finish {
                desk.refused("office.join_finish", json!({ "password": PASSWORD })).await
            } else {
                desk.refused("office.join", join.clone()).await
            };
            assert_eq!(error.code, "unreachable", "{kind}, {cut:?}: {error:?}");
            came(&done, kind, cut);
            assert_eq!(desk.ok("session.state", json!({})).await["phase"], "first_run");
        }
        desk.ok("office.join_finish", json!({ "password": PASSWORD })).await;
        desk.case(json!({ "question": format!("Sesudah terputus, {cut:?}") })).await;
        desk.sync().await;
        joined.push(desk);
    }
    // Each code was taken once, whatever its holder heard.
    admin.sync().await;
    let users = admin.ok("users.list", json!({})).await;
    assert_eq!(users["rows"].as_array().unwrap().len(), 1 + CUTS.len());
    assert_eq!(admin.ok("devices.list", json!({})).await["rows"].as_array().unwrap().len(), 1 + CUTS.len());
    let last = joined.last().unwrap();
    come_to_rest(&office, &[&admin, &joined[0], last]).await;
    assert_eq!(admin.rows("case.list").await.len(), CUTS.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_while_a_pc_joins_with_what_it_wrote_alone_is_made_good_by_asking_again() {
    let office = Office::begin().await;
    let way = Middle::witness(office.addr(), &office.folder()).await;
    let admin = office.admin().await;
    let (mut joined, mut files) = (Vec::new(), Vec::new());
    for kind in kinds_after(After::WorkAlone) {
        for (cut, seed) in CUTS.into_iter().zip(0_u64..) {
            let desk = Desk::alone(&office.path(&format!("sendiri-{seed}"))).await;
            let case = desk.case(json!({ "question": format!("Ditulis sendiri, {cut:?}") })).await;
            files.push((desk.attach(&case, "surat.bin", &content(seed, 3_000)).await, seed));
            let code = office.code(&format!("Petugas {seed}"));
            desk.ok("office.adopt", json!({ "address": way.address(), "code": code })).await;
            let done = cut_once(&way, kind, cut);
            let error = desk.refused("office.adopt_finish", json!({ "password": PASSWORD })).await;
            assert_eq!(error.code, "unreachable", "{cut:?}: {error:?}");
            came(&done, kind, cut);
            assert_eq!(desk.ok("office.adopt_state", json!({})).await["alone"], true);
            // It goes on working, and that comes along too.
            desk.case(json!({ "question": format!("Di antaranya, {cut:?}") })).await;
            desk.ok("office.adopt_finish", json!({ "password": PASSWORD })).await;
            desk.sync().await;
            joined.push(desk);
        }
    }
    let last = joined.last().unwrap();
    come_to_rest(&office, &[&admin, &joined[0], last]).await;
    assert_eq!(admin.rows("case.list").await.len(), 2 * CUTS.len());
    assert_eq!(admin.ok("devices.list", json!({})).await["rows"].as_array().unwrap().len(), 1 + CUTS.len());
    for (file, seed) in &files {
        assert!(admin.content(file).await.unwrap() == content(*seed, 3_000));
    }
}
