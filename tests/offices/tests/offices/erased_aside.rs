//! Erasing reaches what counts nowhere: the pages a revoked PC handed in, their attachments, a damaged copy set aside at the server, and
//! the tail of a forked log on a desk.

use std::path::{Path, PathBuf};

use lakon_domain::event::{AnswerSet, FileAdded, FileData, Text};
use lakon_domain::ids::Hash;
use lakon_domain::shape::Code;
use lakon_office_tests::{
    Desk, Line, Office, content, copy_folder, files_below, holds, plain_pages, put_back_all, tells,
};
use lakon_server::{system_clock, take_aside};
use lakon_sync::files::{Checked, Uploads};
use lakon_sync::replica::Page;
use lakon_sync::wire;
use serde_json::json;
use uuid::Uuid;

use crate::erasure::{desk, plain, server_key};
use crate::incarnations::{ask, pc};

const QUESTION: &str = "Qzpertanyaanxk";
const NAME: &str = "Qzulfikarwan";
const LATE: &str = "Qzterlambatxw";
const LATER: &str = "Qzlebihlambatx";
const ELSEWHERE: &str = "Qzkasuslainvk";
const REASON: &str = "Permintaan pemilik data";

/// Every page the server keeps aside, as bytes and as read.
fn kept(office: &Office) -> Vec<(Vec<u8>, Page)> {
    let connection = lakon_log::open_reader(&office.folder().join("lakon.db"), &server_key(office)).unwrap();
    let mut statement = connection.prepare("SELECT page FROM quarantine ORDER BY log, last").unwrap();
    let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
    rows.map(|bytes| bytes.unwrap()).map(|bytes| (bytes.clone(), wire::decode(&bytes).unwrap())).collect()
}

/// Puts pages back as they came.
fn put_back_pages(office: &Office, pages: &[(Vec<u8>, Page)]) {
    let connection = lakon_log::open(&office.folder().join("lakon.db"), &server_key(office)).unwrap();
    for (bytes, page) in pages {
        let last = i64::try_from(page.after).unwrap() + i64::try_from(page.records.len()).unwrap();
        let sql = "UPDATE quarantine SET page = ?3 WHERE log = ?1 AND last = ?2";
        assert_eq!(connection.execute(sql, (page.log.0, last, bytes)).unwrap(), 1);
    }
}

fn kept_tells(office: &Office, word: &str) -> bool {
    let has =
        |page: &Page| page.records.iter().any(|record| tells(record.private.as_deref().unwrap_or_default(), word));
    kept(office).iter().any(|(_, page)| has(page))
}

/// A piece of a message as it lies in the database, which no other message has.
fn middle(message: &[u8]) -> Vec<u8> {
    let at = message.len() / 2;
    message[at..(at + 48).min(message.len())].to_vec()
}

fn within(plain: &[u8], wanted: &[u8]) -> bool {
    plain.windows(wanted.len()).any(|window| window == wanted)
}

/// A file put to a case by a PC that has no window.
fn attach(line: &Line, case: Uuid, bytes: &[u8]) {
    let size = bytes.len() as u64;
    let file = line.store.stage_begin(case, "surat.bin", size).unwrap();
    line.store.stage_piece(file, 0, bytes).unwrap();
    let address = line.store.stage_end(file).unwrap().address.to_string();
    let private = Some(FileData { name: "surat.bin".to_owned(), address });
    line.write(|_| vec![FileAdded { case, file, size, media: Code::new("bin").unwrap(), private }.into()]);
}

async fn erase(admin: &Desk, id: &str, party: bool, whole: bool) {
    let asked = json!({ "id": id, "party": party, "whole": whole, "reason": REASON });
    admin.ok("erasure.ask", asked).await;
    admin.sync().await;
    admin.sync().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_revoked_pc_handed_in_loses_what_was_erased_before_and_after_it_came() {
    let mut office = Office::begin().await;
    let (admin, budi) = (desk(&office, "admin").await, desk(&office, "dua").await);
    let typed = json!({ "stakeholder_type": "SATKER", "person_name": NAME, "phone": "0855-9173-6620", "email": "",
        "organisation_name": "Kantor Contoh", "satker_code": "012345", "question": QUESTION });
    let case = admin.case(typed.clone()).await;
    admin.sync().await;
    budi.sync().await;
    let person = admin.view(&case).await["fields"]["person"].as_str().unwrap().to_owned();
    let devices = admin.ok("devices.list", json!({})).await["rows"].clone();
    let device = devices.as_array().unwrap().iter().find(|row| row["owner"] == "dua").unwrap()["device"].clone();
    admin.ok("devices.revoke", json!({ "device": device, "reason": "Laptop diganti" })).await;
    admin.sync().await;

    // The revoked PC goes on with this person: an edit, a file, and a consultation nobody else knows.
    budi.retype(&case, json!({ "answer": LATE })).await;
    budi.attach(&case, "surat.bin", &content(9, 1_300_000)).await;
    let mut again = typed;
    again["person"] = json!(person);
    again["question"] = json!(ELSEWHERE);
    budi.case(again).await;
    budi.refused("sync.now", json!({})).await;
    let before = kept(&office);
    for word in [LATE, ELSEWHERE] {
        assert!(kept_tells(&office, word), "{word} is there before");
    }
    assert_eq!(office.kept("blobs").len(), 1);
    let untouched = middle(&before[0].0);
    office.stop().await;
    let database = plain_pages(&office.folder().join("lakon.db"), &server_key(&office));
    assert!(within(&database, &untouched), "the page lies there before");
    office.start().await;

    // The person with everything of the consultations: also of the one that stands only in what was handed in.
    erase(&admin, &person, true, true).await;
    for word in [LATE, ELSEWHERE, NAME] {
        assert!(!kept_tells(&office, word), "{word}");
    }
    assert_eq!(office.kept("blobs"), Vec::<PathBuf>::new());
    // A page that lies there whole all the same loses it when the server starts.
    office.stop().await;
    put_back_pages(&office, &before);
    assert!(kept_tells(&office, LATE));
    office.start().await;
    for word in [LATE, ELSEWHERE, NAME] {
        assert!(!kept_tells(&office, word), "{word}");
    }
    // What it hands in afterwards is erased as it comes.
    budi.retype(&case, json!({ "answer": LATER })).await;
    budi.attach(&case, "lagi.bin", &content(10, 1_100_000)).await;
    budi.refused("sync.now", json!({})).await;
    assert!(kept(&office).len() > before.len() && !kept_tells(&office, LATER));
    assert_eq!(office.kept("blobs"), Vec::<PathBuf>::new(), "and its files do not come");

    // Taken, it chains and counts, and tells nothing.
    take_aside(&office.folder(), device.as_str().unwrap(), system_clock()).unwrap();
    admin.sync().await;
    admin.sync().await;
    assert_eq!(admin.rows("case.list").await.len(), 2);
    assert_eq!(admin.view(&case).await["answer_state"], "erased");
    let folder = admin.leave().await;
    let line = Line::again(&folder);
    assert_eq!(line.store.audit(&mut |_, _| true).unwrap().unwrap().misfits, []);
    line.leave();
    office.stop().await;
    assert_eq!(lakon_server::audit(&office.folder(), &mut |_, _| {}).unwrap().misfits, []);
    let server = plain_pages(&office.folder().join("lakon.db"), &server_key(&office));
    let everywhere: Vec<&Path> = vec![&folder];
    for word in [QUESTION, NAME, LATE, LATER, ELSEWHERE] {
        assert!(!tells(&plain(&folder), word) && !tells(&server, word), "{word}");
        assert_eq!(holds(&everywhere, word.as_bytes()), Vec::<PathBuf>::new(), "{word}");
    }
    assert!(!within(&server, &untouched), "the page of before is gone, not only replaced");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tail_of_a_forked_log_is_shown_to_an_admin_and_loses_what_is_erased() {
    let mut office = Office::begin().await;
    let admin = desk(&office, "admin").await;
    let here = pc(&office, "loket").await;
    let case = ask(&here, QUESTION);
    here.sync().await;
    admin.sync().await;
    let path = here.leave();
    let (image, server) = (office.path("citra"), office.path("citra-server"));
    copy_folder(&path, &image);
    office.stop().await;
    copy_folder(&office.folder(), &server);
    office.start().await;
    // A branch that only the admin's PC will remember: its author never comes back.
    let here = Line::again(&path);
    let log = here.log();
    here.write(|_| vec![AnswerSet { case, replaces: vec![], private: Some(Text { text: LATE.to_owned() }) }.into()]);
    attach(&here, case, &content(12, 30_000));
    let other = ask(&here, "Kasus yang tinggal");
    attach(&here, other, &content(13, 30_000));
    here.sync().await;
    admin.sync().await;
    let held = |admin: &Desk| files_below(&admin.folder().join("files")).len();
    assert_eq!(held(&admin), 2);
    here.leave();
    office.stop().await;
    let folder = office.folder();
    put_back_all(&server, &folder);
    office.start().await;
    let twin = Line::again(&image);
    ask(&twin, "di cabang server");
    twin.sync().await;
    admin.sync().await;
    admin.sync().await;

    let rows = admin.ok("sync.set_aside", json!({})).await["rows"].as_array().unwrap().clone();
    let row = rows.iter().find(|row| row["log"] == log.to_string()).unwrap().clone();
    assert_eq!(held(&admin), 2, "what a record set aside names stays with it");
    assert_eq!(
        (&row["beyond"], &row["elsewhere"], &row["what"][0]["what"]),
        (&json!(false), &json!(0), &json!("cases")),
        "{row}"
    );
    assert!(row["device"].as_str().unwrap().starts_with("loket"), "{row}");
    let wanted = json!({ "log": row["log"], "beyond": false, "from": row["from"], "to": row["to"] });
    let records = admin.ok("sync.set_aside_records", wanted.clone()).await["rows"].clone();
    assert_eq!((&records[0]["text"], &records[0]["erased"]), (&json!(LATE), &json!(false)), "{records}");
    assert_eq!(records[0]["number"], admin.view(&case.to_string()).await["number"]);

    erase(&admin, &case.to_string(), false, false).await;
    let records = admin.ok("sync.set_aside_records", wanted).await["rows"].clone();
    assert_eq!((&records[0]["text"], &records[0]["erased"]), (&json!(""), &json!(true)), "{records}");
    assert_eq!(held(&admin), 1, "and goes with it, but not what another record names");
    let folder = admin.leave().await;
    for word in [QUESTION, LATE] {
        assert!(!tells(&plain(&folder), word), "{word}");
    }
    assert!(tells(&plain(&folder), "di cabang server"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_damaged_copy_of_an_attachment_goes_with_it() {
    let office = Office::begin().await;
    let admin = office.admin().await;
    let case = admin.case(json!({ "question": QUESTION })).await;
    admin.attach(&case, "surat.bin", &content(11, 40_000)).await;
    admin.sync().await;
    let file = office.kept("blobs").pop().unwrap();
    std::fs::write(&file, b"rusak").unwrap();
    // Nobody has a good copy: the PC's own is damaged too, so the bad one waits aside.
    for own in files_below(&admin.folder().join("files")) {
        std::fs::write(own, b"rusak").unwrap();
    }
    let store = office.running().store();
    let address = Hash(*blake3::hash(&content(11, 40_000)).as_bytes());
    assert_eq!(store.check(&address).unwrap(), Checked::SetAside);
    assert_eq!((office.kept("aside").len(), office.kept("blobs").len()), (1, 0));
    erase(&admin, &case, false, false).await;
    assert_eq!((office.kept("aside"), office.kept("blobs")), (Vec::<PathBuf>::new(), Vec::<PathBuf>::new()));
}
