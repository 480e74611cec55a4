//! What is erased is gone from every replica, index, free page and file of a whole office; the chain stays whole, and nothing brings it
//! back: not a desk that was away, not a late edit, not a page from somebody's old copy.

use std::path::{Path, PathBuf};

use lakon_domain::event::{Event, HaiSet};
use lakon_domain::ids::Hash;
use lakon_domain::record::PRIVATE_SALT;
use lakon_office_tests::{
    AN_HOUR_MS, Desk, Line, Office, content, files_below, holds, plain_pages, sealed_page, tells,
};
use lakon_sync::replica::{Place, Replica, Source};
use serde_json::{Value, json};

const QUESTION: &str = "Qzperangkapxv";
const ANSWER: &str = "Qzjawabanwvk";
const NAME: &str = "Qzulfikarwan";
const PHONE: &str = "0855-9173-6620";
/// As the list of stakeholders finds it.
const DIGITS: &str = "085591736620";
const EMAIL: &str = "qzwxan@surat.example";
const CONTACT: &str = "Qznarahubung";
const PROMISE: &str = "Qzjanjinyavw";
const PROGRESS: &str = "Qzkabarnyaxk";
const FILE: &str = "Qzberkasnyaw";
const LATE: &str = "Qzterlambatx";
const LATE_FILE: &str = "Qzsusulanwkx";
/// A ticket number: six digits, easily guessed.
const TICKET: &str = "482913";
/// As it stands in a record: six digits alone also stand in an id now and then.
const TICKET_SAID: &str = "\"text\":\"482913\"";
const REASON: &str = "Permintaan pemilik data";

const WORDS: [&str; 9] = [QUESTION, ANSWER, NAME, PHONE, EMAIL, CONTACT, PROMISE, PROGRESS, FILE];

/// A PC whose database key the test knows, with the program on it.
pub(crate) async fn desk(office: &Office, name: &str) -> Desk {
    let invitation = if name == "admin" { office.invitation.clone() } else { office.invite(name, AN_HOUR_MS) };
    let line = Line::enrol(&office.path(name), &office.address(), &invitation).await;
    line.sync().await;
    line.let_in();
    Desk::again(&line.leave()).await
}

pub(crate) fn server_key(office: &Office) -> [u8; 32] {
    let keys: Value = serde_json::from_slice(&std::fs::read(office.folder().join("keys.json")).unwrap()).unwrap();
    let key = data_encoding::HEXLOWER.decode(keys["database_key"].as_str().unwrap().as_bytes()).unwrap();
    key.try_into().unwrap()
}

/// Everything a database of an ended program holds.
pub(crate) fn plain(folder: &Path) -> Vec<u8> {
    plain_pages(&folder.join("lakon.db"), &Line::raw_key(folder))
}

fn copy(from: &Path, to: &Path) {
    for path in files_below(from) {
        let target = to.join(path.strip_prefix(from).unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(&path, target).unwrap();
    }
}

fn is_whole(line: &Line) {
    let found = line.store.audit(&mut |_, _| true).unwrap().unwrap();
    assert_eq!(found.misfits, []);
    assert!(found.records > 10 && found.seals > 0);
}

fn within(plain: &[u8], wanted: &[u8]) -> bool {
    plain.windows(wanted.len()).any(|window| window == wanted)
}

/// A consultation with everything in it that can be erased.
async fn case(admin: &Desk) -> String {
    let typed = json!({
        "stakeholder_type": "SATKER", "person_name": NAME, "phone": PHONE, "email": EMAIL, "organisation_name": "Kantor Contoh",
        "satker_code": "012345", "question": format!("Apa itu {QUESTION}?"), "topic": "BANK-01",
    });
    let case = admin.case(typed).await;
    admin.retype(&case, json!({ "answer": ANSWER, "hai_reference": TICKET })).await;
    let contact = json!({ "case": case, "declined": false, "name": CONTACT, "phone": PHONE, "email": "" });
    admin.ok("case.contact", contact).await;
    admin.ok("case.promise", json!({ "case": case, "text": PROMISE })).await;
    admin.attach(&case, &format!("{FILE}.txt"), format!("{FILE} isi").as_bytes()).await;
    admin.attach(&case, "besar.bin", &content(46, 1_500_000)).await;
    case
}

/// Both syncs of a PC that has something to tell and something to hear of it.
async fn sync(desks: &[&Desk]) {
    for _ in 0..2 {
        for desk in desks {
            desk.sync().await;
        }
    }
}

async fn erasures(admin: &Desk) -> Vec<Value> {
    admin.ok("erasure.list", json!({})).await["rows"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_and_a_person_are_gone_from_every_replica_and_nothing_brings_them_back() {
    let mut office = Office::begin().await;
    let (admin, there, away) = (desk(&office, "admin").await, desk(&office, "dua").await, desk(&office, "tiga").await);
    let case = case(&admin).await;
    let other = admin.case(json!({ "question": "Pertanyaan lain yang tetap" })).await;
    sync(&[&admin, &there]).await;
    there.ok("case.progress", json!({ "case": case, "channel": "telepon", "text": PROGRESS })).await;
    sync(&[&there, &admin, &away]).await;
    let person = there.view(&case).await["fields"]["person"].as_str().unwrap().to_owned();
    // A draft, and a copy for another program.
    let fields = there.view(&case).await["fields"].clone();
    let mut typed = fields.clone();
    typed["answer"] = json!(format!("{ANSWER} yang belum dicatat"));
    there.ok("draft.save", json!({ "case": case, "fields": typed, "first_key_at": null })).await;

    // Before: the search finds every word in the database, which it could not do in the encrypted file.
    let folder = there.leave().await;
    let before = plain(&folder);
    for word in WORDS.into_iter().chain([DIGITS, TICKET_SAID]) {
        assert!(tells(&before, word), "{word} is there before");
    }
    // The same of the addresses of what was attached, as they lie in tables and in records.
    let files = [content(46, 1_500_000), format!("{FILE} isi").into_bytes()];
    for bytes in &files {
        let address = blake3::hash(bytes);
        assert!(within(&before, address.as_bytes()) && within(&before, address.to_hex().as_bytes()));
    }
    let old = office.path("old");
    copy(&folder, &old);
    let there = Desk::again(&folder).await;
    let salted = ticket(&Line::again(&old)).0.unwrap();

    // The third desk goes away and works on.
    away.retype(&case, json!({ "answer": format!("{ANSWER} {LATE}") })).await;
    away.attach(&case, &format!("{LATE_FILE}.txt"), LATE_FILE.as_bytes()).await;

    // Without a server the wish waits.
    office.stop().await;
    let scope = admin.ok("erasure.look", json!({ "id": case, "party": false, "whole": false })).await;
    assert_eq!((scope["files"].clone(), scope["cases"].as_array().unwrap().len()), (json!(2), 1));
    admin.ok("erasure.ask", json!({ "id": case, "party": false, "whole": false, "reason": REASON })).await;
    let again =
        admin.refused("erasure.ask", json!({ "id": case, "party": false, "whole": false, "reason": REASON })).await;
    assert!(again.message.contains("menunggu server"), "{again:?}");
    admin.ok("erasure.ask", json!({ "id": person, "party": true, "whole": false, "reason": REASON })).await;
    assert!(erasures(&admin).await.iter().all(|row| row["state"] == "waiting"));
    assert_eq!(admin.view(&case).await["fields"]["answer"], ANSWER, "nothing goes before the server says so");
    let refused =
        there.refused("erasure.ask", json!({ "id": case, "party": false, "whole": false, "reason": REASON })).await;
    assert_eq!(refused.code, "not_allowed");
    office.start().await;
    sync(&[&admin]).await;
    let rows = erasures(&admin).await;
    assert!(rows.iter().all(|row| row["state"] == "done" && row["reason"] == REASON), "{rows:?}");
    let view = admin.view(&case).await;
    for field in ["question_state", "answer_state", "party_state"] {
        assert_eq!(view[field], "erased", "{field}");
    }
    assert_eq!((&view["number"], &view["status"]), (&there.view(&case).await["number"], &json!("follow_up")));
    // Which PCs have done it is told by themselves.
    let done = |row: &Value| row["pcs"].as_array().unwrap().iter().filter(|pc| !pc["at"].is_null()).count();
    assert!(rows.iter().all(|row| done(row) < 3), "{rows:?}");

    // The second desk hears of it; the third comes back with its copy and what it wrote meanwhile.
    sync(&[&there, &away, &there, &admin]).await;
    let rows = erasures(&admin).await;
    assert!(rows.iter().all(|row| done(row) == 3), "{rows:?}");
    assert_eq!(there.view(&case).await["fields"]["answer"], "", "the draft went too");
    let closed = away.refused("case.progress", json!({ "case": case, "channel": "telepon", "text": "lagi" })).await;
    assert!(closed.message.contains("sudah dihapus"), "{closed:?}");
    let erased = there.ok("party.view", json!({ "id": person })).await;
    assert_eq!((&erased["state"], &erased["name"], &erased["phone"]), (&json!("erased"), &json!(""), &json!("")));
    assert_eq!(there.view(&other).await["fields"]["question"], "Pertanyaan lain yang tetap");

    // An old copy hands its pages and its private parts to everybody: a relay, a bundle, a restored PC.
    let folders: Vec<PathBuf> = vec![admin.leave().await, there.leave().await, away.leave().await];
    let copy = Line::again(&old);
    for folder in &folders {
        let line = Line::again(folder);
        offer(&copy, &line.store);
        assert_eq!(ticket(&line).0, None, "{}", folder.display());
        is_whole(&line);
        line.leave();
    }
    offer(&copy, &**office.running().store());
    copy.leave();
    guess_in_vain(&folders[0], &salted);

    office.stop().await;
    let found = lakon_server::audit(&office.folder(), &mut |_, _| {}).unwrap();
    assert_eq!(found.misfits, []);
    let mut databases: Vec<(String, Vec<u8>)> =
        folders.iter().map(|folder| (folder.display().to_string(), plain(folder))).collect();
    let server = plain_pages(&office.folder().join("lakon.db"), &server_key(&office));
    databases.push(("server".into(), server));
    let everywhere: Vec<PathBuf> = folders.iter().cloned().chain([office.folder()]).collect();
    let everywhere: Vec<&Path> = everywhere.iter().map(PathBuf::as_path).collect();
    for word in WORDS.into_iter().chain([DIGITS, LATE, LATE_FILE, TICKET_SAID]) {
        for (name, plain) in &databases {
            assert!(!tells(plain, word), "{word} is still in the database of {name}");
        }
        assert_eq!(holds(&everywhere, word.as_bytes()), Vec::<PathBuf>::new(), "{word}");
    }
    let late = LATE_FILE.as_bytes().to_vec();
    for bytes in files.into_iter().chain([late]) {
        let address = blake3::hash(&bytes);
        for shape in [address.as_bytes().as_slice(), address.to_hex().as_bytes()] {
            for (name, plain) in &databases {
                assert!(
                    !within(plain, shape),
                    "the address of an erased attachment is still in the database of {name}"
                );
            }
            assert_eq!(holds(&everywhere, shape), Vec::<PathBuf>::new());
        }
    }
    for (name, plain) in &databases {
        assert!(tells(plain, "Pertanyaan lain"), "{name} keeps what was not erased");
    }
    assert_eq!(office.kept("blobs"), Vec::<PathBuf>::new());
    for folder in &folders {
        assert_eq!(files_below(&folder.join("files")), Vec::<PathBuf>::new());
    }
}

/// The private part of the ticket number as it lies on a PC, and the hash that stays.
fn ticket(line: &Line) -> (Option<Vec<u8>>, Hash) {
    let found = line.store.read(|conn| {
        let mut statement = conn.prepare("SELECT private, private_hash FROM record WHERE kind = ?1")?;
        Ok(statement.query_row([HaiSet::KIND], |row| Ok((row.get(0)?, Hash(row.get(1)?))))?)
    });
    found.unwrap()
}

/// Hands everything of a copy to a replica as another PC would: whole pages, then the private parts alone.
fn offer(copy: &Line, to: &dyn Replica) {
    let mut offered = 0;
    for head in copy.store.heads().unwrap() {
        let page = sealed_page(&copy.store, head.log, 0, head.seq, copy.seals(head.log));
        let received = to.receive(&page, Source::Other).unwrap();
        assert_eq!((received.new.len(), received.filled.len()), (0, 0));
        let places: Vec<Place> = (1..=head.seq).map(|seq| Place { log: head.log, seq }).collect();
        let parts = copy.store.privates(&places, usize::MAX).unwrap();
        assert_eq!(to.fill_private(&parts).unwrap(), 0);
        offered += parts.len();
    }
    assert!(offered > 10, "the copy has what was erased elsewhere");
}

/// Without the salt, which went with the private part, the hash that stays says nothing about a number of six digits.
fn guess_in_vain(folder: &Path, salted: &[u8]) {
    let line = Line::again(folder);
    let (_, kept) = ticket(&line);
    line.leave();
    let json = |number: u32| format!("{{\"text\":\"{number:06}\"}}").into_bytes();
    let hash = |bytes: &[u8]| Hash(*blake3::hash(bytes).as_bytes());
    for number in 0..1_000_000 {
        let guess = json(number);
        assert_ne!(hash(&guess), kept, "{number} is found without the salt");
    }
    // What makes the difference is the salt alone.
    let salt = &salted[..PRIVATE_SALT];
    let right = [salt, &json(TICKET.parse().unwrap())].concat();
    assert_eq!((hash(&right), right.as_slice()), (kept, salted));
    assert_ne!(hash(&[&[0; PRIVATE_SALT][..], &json(TICKET.parse().unwrap())].concat()), kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_alone_takes_the_identity_and_leaves_the_question_and_late_identities_go_too() {
    let office = Office::begin().await;
    let (admin, away) = (desk(&office, "admin").await, desk(&office, "dua").await);
    let case = case(&admin).await;
    sync(&[&admin, &away]).await;
    let person = admin.view(&case).await["fields"]["person"].as_str().unwrap().to_owned();
    // Away, the person is corrected, and comes back with another question.
    away.ok("party.edit", json!({ "id": person, "name": format!("{NAME} {LATE}"), "phone": PHONE, "email": EMAIL }))
        .await;
    let second = away.case(json!({ "stakeholder_type": "SATKER", "person": person, "person_name": format!("{NAME} {LATE}"), "phone": PHONE,
        "email": EMAIL, "organisation_name": "Kantor Contoh", "satker_code": "012345", "question": "Masih soal yang sama" })).await;
    away.ok("case.contact", json!({ "case": second, "declined": false, "name": CONTACT, "phone": PHONE, "email": "" }))
        .await;
    admin.ok("erasure.ask", json!({ "id": person, "party": true, "whole": false, "reason": REASON })).await;
    sync(&[&admin, &away, &admin]).await;
    for desk in [&admin, &away] {
        let view = desk.view(&case).await;
        assert_eq!((&view["fields"]["answer"], &view["party_state"]), (&json!(ANSWER), &json!("erased")));
        assert_eq!(view["contact"]["name"], "");
        assert_eq!(view["files"].as_array().unwrap().len(), 2, "what was handed in stays with the question");
        let view = desk.view(&second).await;
        assert_eq!(
            (&view["fields"]["question"], &view["contact"]["name"]),
            (&json!("Masih soal yang sama"), &json!(""))
        );
        for text in [NAME, PHONE, CONTACT] {
            let hits = desk.ok("party.find", json!({ "text": text, "stakeholder_type": null })).await;
            assert_eq!(hits["hits"], json!([]), "{text}");
        }
    }
    // Asked once more with everything of the consultations.
    admin.ok("erasure.ask", json!({ "id": person, "party": true, "whole": true, "reason": REASON })).await;
    sync(&[&admin, &away]).await;
    assert_eq!(away.view(&second).await["question_state"], "erased");
    let folders = [admin.leave().await, away.leave().await];
    for folder in &folders {
        let plain = plain(folder);
        for word in WORDS.into_iter().chain([DIGITS, LATE]) {
            assert!(!tells(&plain, word), "{word} is still at {}", folder.display());
        }
    }
    assert_eq!(office.kept("blobs"), Vec::<PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_is_no_admin_erases_nothing() {
    let office = Office::begin().await;
    let (admin, officer) = (desk(&office, "admin").await, desk(&office, "dua").await);
    let case = admin.case(json!({ "question": QUESTION })).await;
    sync(&[&admin, &officer]).await;
    // The program would not let them; a PC that was tampered with writes the record all the same.
    let line = Line::again(&officer.leave().await);
    let asked = lakon_domain::event::ErasureRequested {
        case: Some(case.parse().unwrap()),
        party: None,
        whole: false,
        private: Some(lakon_domain::event::Reason { reason: REASON.into() }),
    };
    line.write(|_| vec![Event::from(asked)]);
    line.sync().await;
    line.sync().await;
    sync(&[&admin]).await;
    let rows = erasures(&admin).await;
    assert_eq!((&rows[0]["state"], rows.len()), (&json!("refused"), 1));
    assert_eq!(admin.view(&case).await["fields"]["question"], QUESTION);
}
