//! The check of all logs as people start it: at a desk in the program, at the server's folder while it serves. Somebody with the key has
//! tampered with the database through SQL.

use std::path::Path;

use lakon_office_tests::{AN_HOUR_MS, Desk, Line, Office};
use lakon_server::Wrong;
use serde_json::{Value, json};

fn server_key(office: &Office) -> [u8; 32] {
    let keys: Value = serde_json::from_slice(&std::fs::read(office.folder().join("keys.json")).unwrap()).unwrap();
    let key = data_encoding::HEXLOWER.decode(keys["database_key"].as_str().unwrap().as_bytes()).unwrap();
    key.try_into().unwrap()
}

fn tamper(folder: &Path, key: &[u8; 32], sql: &str) {
    let connection = lakon_log::open(&folder.join("lakon.db"), key).unwrap();
    assert!(connection.execute(sql, []).unwrap() > 0, "{sql}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_names_the_first_record_that_does_not_fit_in_one_sentence() {
    let office = Office::begin().await;
    let line = Line::enrol(&office.path("satu"), &office.address(), &office.invite("satu", AN_HOUR_MS)).await;
    line.write_visits(20);
    line.sync().await;
    line.let_in();
    let folder = line.leave();
    let desk = Desk::again(&folder).await;
    desk.case(json!({ "question": "Apakah utuh?" })).await;
    let mut pushes = desk.app.subscribe();
    let found = desk.ok("audit.verify", json!({})).await;
    assert_eq!((&found["stopped"], &found["findings"], &found["logs"]), (&json!(false), &json!([]), &json!(2)));
    assert!(found["records"].as_u64().unwrap() > 20 && found["seals"].as_u64().unwrap() > 0, "{found}");
    let mut told = false;
    while let Ok(push) = pushes.try_recv() {
        told |= matches!(push, lakon_app::Push::Progress(step) if step.id == "audit" && step.total > 0.0);
    }
    assert!(told, "the page was told how far it is");
    desk.ok("audit.stop", json!({})).await;
    desk.leave().await;

    let sql = "UPDATE record SET facts = CAST(replace(facts, '0', '9') AS BLOB) WHERE kind = 'visit.opened' AND place & 0xffff = 7";
    tamper(&folder, &Line::raw_key(&folder), sql);
    let desk = Desk::again(&folder).await;
    let found = desk.ok("audit.verify", json!({})).await;
    let findings = found["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{found}");
    assert_eq!(
        (&findings[0]["seq"], &findings[0]["text"]),
        (&json!(7.0), &json!("Isi catatan 7 telah diubah setelah ditulis."))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_servers_folder_is_checked_while_it_serves_and_says_whose_log_does_not_fit() {
    let office = Office::begin().await;
    let line = office.line("satu").await;
    line.write_visits(30);
    line.sync().await;
    let mut steps = Vec::new();
    let found = lakon_server::audit(&office.folder(), &mut |done, total| steps.push((done, total))).unwrap();
    assert_eq!((found.misfits.len(), found.logs), (0, 2));
    assert!(lakon_server::audit_lines(&found)[0].starts_with("Utuh: "), "{:?}", lakon_server::audit_lines(&found));
    assert!(steps.len() > 1 && steps.last().unwrap().0 == found.records);
    // The tail of the desk's log is cut off, the head set back; the receipt on it is forgotten about.
    let sql = "DELETE FROM record WHERE kind = 'visit.opened' AND place & 0xffff > 11";
    tamper(&office.folder(), &server_key(&office), sql);
    let found = lakon_server::audit(&office.folder(), &mut |_, _| {}).unwrap();
    assert_eq!(found.misfits.len(), 1);
    let misfit = &found.misfits[0];
    assert_eq!((misfit.log, misfit.device, misfit.seq), (line.log(), Some(line.store.device().device), 12));
    assert_eq!(misfit.wrong, Wrong::MissingTail);
    let lines = lakon_server::audit_lines(&found);
    assert!(
        lines[0].contains("catatan 12: mulai di sini catatan hilang") && lines[1].starts_with("TIDAK UTUH"),
        "{lines:?}"
    );
}
