//! A PC that worked alone joins an office that has a server, with everything it has: cases, files, people, settings; and whatever happens on
//! the way, it works alone or goes on joining.

use lakon_app::{SystemClock, SystemRandom};
use lakon_domain::ids::Hash;
use lakon_domain::likeness;
use lakon_domain::rights::Role;
use lakon_office_tests::{
    AN_HOUR_MS, Child, Desk, Line, Middle, Office, PASSWORD, Part, Scene, Treat, content, keys_of, plain_pages, typed,
};
use lakon_server::{Invite, invite, system_clock};
use lakon_store::{CaseFilter, Clock, NewDevice, Randomness};
use lakon_sync::adopt::{self, Brought, OwnLog, Party};
use lakon_sync::http::Http;
use lakon_sync::tls::Pin;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::erasure::server_key;

const PROGRAM: &str = env!("CARGO_BIN_EXE_lakon-office-child");
const OTHERS_PASSWORD: &str = "kata sandi Agus";

fn rows(answer: &Value) -> Vec<Value> {
    answer["rows"].as_array().unwrap().clone()
}

fn text_of(view: &Value, field: &str) -> Value {
    view["texts"].as_array().unwrap().iter().find(|one| one["field"] == *field).unwrap()["text"].clone()
}

/// A PC alone with two people, two cases of the one and one of the other, a file, a promise, a question to a section and own settings.
struct Alone {
    desk: Desk,
    seed: Vec<String>,
    promised: String,
    escalated: String,
    of_agus: String,
    file: String,
    agus: Value,
    bytes: Vec<u8>,
}

async fn alone(office: &Office) -> Alone {
    let desk = Desk::alone(&office.path("sendiri")).await;
    let seed = desk.ok("office.seed", json!({})).await["groups"].clone();
    let seed = seed.as_array().unwrap().iter().map(|group| group.as_str().unwrap().to_owned()).collect();
    let users = desk.ok("users.add", json!({ "name": "Agus Contoh", "roles": ["officer"] })).await;
    let agus = rows(&users).into_iter().find(|row| row["name"] == "Agus Contoh").unwrap()["user"].clone();
    desk.ok("users.slot", json!({ "user": agus, "password": OTHERS_PASSWORD })).await;
    desk.ok("settings.texts", json!({ "texts": [{ "field": "kepala", "text": "Rini Sendiri" }] })).await;
    let limit = json!({ "setting": "service_minutes", "value": 25, "from": "2026-01-01", "basis": "ND sendiri", "corrects": null });
    desk.ok("settings.limit", limit).await;
    let asks = |question: &str| {
        json!({ "stakeholder_type": "SATKER", "person_name": "Rina Pemohon", "phone": "0811 2345 678", "email": "",
            "organisation_name": "Satker Contoh", "satker_code": "012345", "question": question, "topic": "BANK-01" })
    };
    let promised = desk.case(asks("Kapan retur selesai?")).await;
    let contact = json!({ "case": promised, "declined": true, "name": "", "phone": "", "email": "" });
    desk.ok("case.contact", contact).await;
    desk.ok("case.promise", json!({ "case": promised, "text": "Kami kabari besok." })).await;
    let bytes = content(5, 700_000);
    let file = desk.attach(&promised, "surat.pdf", &bytes).await;
    let escalated = desk.case(json!({ "question": "Boleh dispensasi?" })).await;
    let ask = json!({ "case": escalated, "section": "BANK", "question": "Boleh diretur?", "leaves": false });
    desk.ok("case.escalate", ask).await;
    desk.ok("session.sign_out", json!({})).await;
    desk.ok("session.sign_in", json!({ "user": agus, "password": OTHERS_PASSWORD })).await;
    let of_agus = desk.case(json!({ "question": "Ditanyakan kepada Agus" })).await;
    desk.ok("session.sign_out", json!({})).await;
    desk.sign_in().await.unwrap();
    Alone { desk, seed, promised, escalated, of_agus, file, agus, bytes }
}

async fn look(desk: &Desk, address: &str, code: &str) -> Value {
    desk.ok("office.adopt", json!({ "address": address, "code": code })).await
}

fn password() -> Value {
    json!({ "password": PASSWORD })
}

/// Every file of the PC is encrypted to the new recovery key.
async fn files_are_renewed(desk: &Desk) {
    let mut pushes = desk.app.subscribe();
    while desk.ok("office.adopt_state", json!({})).await["files_left"] != 0 {
        desk.hears(&mut pushes, "sync").await;
    }
}

async fn is_whole(desk: &Desk) {
    assert_eq!(desk.ok("audit.verify", json!({})).await["findings"], json!([]));
}

/// Whom both had, the office has once: with the cases of both, found by what either typed; a namesake stays somebody else.
async fn one_stakeholder_each(places: &[&Desk], promised: &str, called: &str, namesake: &str) {
    let mut shown = Vec::new();
    for place in places {
        let person = |case| async move { place.view(case).await["fields"]["person"].clone() };
        assert_eq!(person(promised).await, person(called).await);
        assert_ne!(person(promised).await, person(namesake).await);
        let list = |text: &str| place.ok("party.list", json!({ "text": text, "after": null, "limit": 10 }));
        let organisations = rows(&list("012345").await);
        assert_eq!(organisations.len(), 1, "{organisations:?}");
        assert_eq!(organisations[0]["cases"], 2);
        let people = rows(&list("rina pemohon").await);
        assert_eq!(people.len(), 2, "{people:?}");
        shown.push((person(promised).await, organisations, people));
    }
    assert_eq!(shown[0], shown[1], "the same everywhere");
}

/// The admin makes a former person one with a user of the office, parts them, takes the person in and, who then works here, makes one with
/// nobody. Ends with both as one.
async fn who_agus_is(admin: &Desk, desk: &Desk, agus: &Value, of_agus: &str) {
    let add = json!({ "name": "Agus Kantor", "roles": ["officer"] });
    admin.ok("users.add", add).await;
    admin.sync().await;
    let people = rows(&admin.ok("users.list", json!({})).await);
    let row = |name: &str| people.iter().find(|row| row["name"] == *name).unwrap().clone();
    assert_eq!((&row("Agus Contoh")["brought"], &row("Agus Kantor")["brought"]), (&json!(true), &json!(false)));
    let (there, here) = (agus.clone(), row("Agus Kantor")["user"].clone());
    let is = |user: &Value, read_as: &Value| json!({ "user": user, "read_as": read_as });
    let own = admin.refused("users.map", is(&here, &there)).await;
    assert!(own.message.contains("belum pernah aktif"), "{own:?}");
    assert!(admin.refused("users.map", is(&there, &json!(Uuid::nil()))).await.message.contains("tidak aktif"));
    assert_eq!(desk.refused("users.map", is(&there, &here)).await.code, "not_allowed");
    for (read_as, shown) in [(here.clone(), "Agus Kantor"), (Value::Null, "Agus Contoh"), (here, "Agus Kantor")] {
        let sent = rows(&admin.ok("users.map", is(&there, &read_as)).await);
        assert_eq!(sent.iter().find(|row| row["user"] == there).unwrap()["changing"], true, "until the server answers");
        admin.sync().await;
        desk.sync().await;
        for place in [admin, desk] {
            let told = rows(&place.ok("users.list", json!({})).await);
            let told = told.iter().find(|row| row["user"] == there).unwrap().clone();
            assert_eq!((&told["read_as"], &told["changing"]), (&read_as, &json!(false)));
            let view = place.view(of_agus).await;
            assert_eq!((&view["story"][0]["author"], &view["holder"]), (&json!(shown), &json!(shown)), "{view}");
            is_whole(place).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pc_that_worked_alone_joins_with_everything_it_has() {
    let office = Office::begin().await;
    let admin = office.admin().await;
    admin.ok("settings.texts", json!({ "texts": [{ "field": "kepala", "text": "Tono Kantor" }] })).await;
    let known = json!({ "stakeholder_type": "SATKER", "person_name": "Rina Kantor", "organisation_name": "Satker Contoh",
        "satker_code": "012345", "question": "Sudah dikenal kantor" });
    admin.case(known).await;
    let known = json!({ "stakeholder_type": "UMUM", "person_name": "rina  pemohon", "phone": "+62 811-2345-678", "question": "Menelepon kantor dahulu" });
    let called = admin.case(known).await;
    // Of one name alone nobody is the same.
    let namesake = admin
        .case(json!({ "stakeholder_type": "UMUM", "person_name": "Rina Pemohon", "question": "Bernama sama" }))
        .await;
    admin.sync().await;
    let standard = admin.ok("catalogue.get", json!({})).await["service_minutes"].clone();

    let Alone { desk, seed, promised, escalated, of_agus, file, agus, bytes } = alone(&office).await;
    let draft = desk.ok("draft.new", json!({})).await["case"].as_str().unwrap().to_owned();
    let numbers = [desk.view(&promised).await["number"].clone(), desk.view(&of_agus).await["number"].clone()];
    let former_keys =
        ["keys-a.json", "keys-b.json"].map(|name| (name, std::fs::read(desk.folder().join(name)).unwrap()));
    let code = office.code("Sri Contoh");
    let plan = look(&desk, &office.address(), &code).await;
    assert_eq!((&plan["name"], &plan["cases"]), (&json!("Sri Contoh"), &json!(3)));
    assert_eq!((&plan["people"], &plan["settings"]), (&json!(["Agus Contoh"]), &json!(2)));
    let wrong = desk.refused("office.adopt_finish", json!({ "password": "bukan sandinya" })).await;
    assert_eq!(wrong.code, "wrong_password");
    assert_eq!(desk.ok("office.adopt_state", json!({})).await["alone"], true, "nothing has happened");
    let state = desk.ok("office.adopt_finish", password()).await;
    assert_eq!((&state["me"]["name"], &state["me"]["roles"]), (&json!("Sri Contoh"), &json!(["officer"])));
    assert_eq!(state["phase"], "open");
    desk.sync().await;
    assert_eq!(desk.unsent().await, (0, 0));
    admin.sync().await;

    // The same on both, down to the names in the histories.
    for place in [&desk, &admin] {
        let view = place.view(&promised).await;
        assert_eq!(view["number"], numbers[0]);
        assert_eq!((&view["status"], &view["fields"]["person_name"]), (&json!("follow_up"), &json!("Rina Pemohon")));
        let authors: Vec<&Value> = view["story"].as_array().unwrap().iter().map(|item| &item["author"]).collect();
        assert!(authors.iter().all(|author| **author == "Sri Contoh"), "{authors:?}");
        assert_eq!(view["duties"].as_array().unwrap().iter().filter(|duty| duty["kind"] == "solution").count(), 1);
        assert_eq!(place.view(&escalated).await["escalations"][0]["raised_by"], "Sri Contoh");
        let view = place.view(&of_agus).await;
        assert_eq!((&view["number"], &view["story"][0]["author"]), (&numbers[1], &json!("Agus Contoh")));
        assert_eq!(place.content(&file).await.unwrap(), bytes);
        let people = rows(&place.ok("users.list", json!({})).await);
        let former = people.iter().find(|row| row["name"] == "Agus Contoh").unwrap();
        assert_eq!((&former["active"], &former["roles"]), (&json!(false), &json!([])));
        assert_eq!(people.iter().filter(|row| row["name"] == "Dewi Contoh").count(), 1, "the office's own");
        let settings = place.ok("settings.view", json!({})).await;
        assert_eq!(text_of(&settings, "kepala"), "Tono Kantor");
        assert_eq!(place.ok("catalogue.get", json!({})).await["service_minutes"], standard);
        is_whole(place).await;
    }
    assert_eq!(admin.rows("case.list").await.len(), 6);
    one_stakeholder_each(&[&desk, &admin], &promised, &called, &namesake).await;
    let found = lakon_server::audit(&office.folder(), &mut |_, _| {}).unwrap();
    assert_eq!(found.misfits, []);
    // Its letters are the server's from now on.
    let next = desk.case(json!({ "question": "Sesudah bergabung" })).await;
    let number = desk.view(&next).await["number"].as_str().unwrap().to_owned();
    assert_eq!(number.split('-').nth(1).unwrap().len(), 1, "{number}");
    assert!(desk.call("case.view", json!({ "case": draft })).await.is_ok(), "what was begun is there");

    // The settings are proposals, and one is taken over.
    let proposed = rows(&admin.ok("settings.proposals", json!({})).await);
    assert_eq!(proposed.len(), 2, "{proposed:?}");
    assert!(proposed.iter().all(|row| row["by"] == "Sri Contoh"));
    let limit = proposed.iter().find(|row| row["kind"] == "limit").unwrap();
    assert_eq!((&limit["key"], &limit["title"]), (&json!("service_minutes"), &json!("25")));
    let left = admin.ok("settings.take_proposal", json!({ "event": limit["event"] })).await;
    assert_eq!(rows(&left).len(), 1);
    admin.sync().await;
    desk.sync().await;
    assert_eq!(desk.ok("catalogue.get", json!({})).await["service_minutes"], 25);

    // Until the admin says who the former person is nobody signs in under that name.
    desk.ok("session.sign_out", json!({})).await;
    let as_agus = json!({ "user": agus, "password": OTHERS_PASSWORD });
    assert!(desk.refused("session.sign_in", as_agus.clone()).await.message.len() > 10);
    desk.sign_in().await.unwrap();
    who_agus_is(&admin, &desk, &agus, &of_agus).await;
    desk.ok("session.sign_out", json!({})).await;
    assert_eq!(desk.ok("session.sign_in", as_agus).await["me"]["name"], "Agus Kantor");

    // The office's sheet opens the PC, the old one does not.
    files_are_renewed(&desk).await;
    desk.ok("session.sign_out", json!({})).await;
    let tiles = desk.ok("session.state", json!({})).await["tiles"].clone();
    let sri = tiles.as_array().unwrap().iter().find(|tile| tile["name"] == "Sri Contoh").unwrap()["user"].clone();
    let with = |groups: Vec<String>| json!({ "groups": groups, "user": sri, "password": "kata sandi baru" });
    assert!(desk.refused("session.recover", with(seed.clone())).await.message.contains("bukan milik kantor"));
    let of_office = office.seed.split(|c: char| !c.is_alphanumeric()).filter(|group| !group.is_empty());
    let recovered = desk.ok("session.recover", with(of_office.map(str::to_owned).collect())).await;
    assert_eq!(recovered["me"]["name"], "Sri Contoh");
    assert_eq!(desk.content(&file).await.unwrap(), bytes);

    // Nor does it together with the key file of before, which a backup may hold: the database has another key.
    let folder = desk.leave().await;
    for (name, bytes) in former_keys {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    let desk = Desk::at(&folder);
    let refused = desk.refused("session.recover", with(seed)).await;
    assert!(!refused.message.contains("bukan milik kantor"), "the seed fits the file: {refused:?}");

    // Made anew from the logs, everybody is who they were.
    let line = Line::of_desk(&admin.leave().await);
    let shown = || format!("{:?}", line.store.party_rows("", None, 50).unwrap().rows);
    let before = shown();
    line.store.rebuild(&|_, _| {}).unwrap();
    assert_eq!(shown(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_leaves_a_pc_that_works_alone_and_joins_when_it_asks_again() {
    let office = Office::begin().await;
    let witness = Middle::witness(office.addr(), &office.folder()).await;
    let Alone { desk, promised, .. } = alone(&office).await;
    look(&desk, &witness.address(), &office.code("Sri Contoh")).await;
    witness.treats(|path| if path == "/enrol/adopt" { Treat::Answer(Part::Half) } else { Treat::Pass });
    assert_eq!(desk.refused("office.adopt_finish", password()).await.code, "unreachable");
    let state = desk.ok("office.adopt_state", json!({})).await;
    assert_eq!((&state["alone"], &state["waiting"]), (&json!(true), &json!("KPPN Contoh")));
    // It goes on working, and that comes along too.
    let between = desk.case(json!({ "question": "Di antaranya" })).await;
    let folder = desk.leave().await;
    witness.treats(|_| Treat::Pass);
    let desk = Desk::again(&folder).await;
    assert_eq!(desk.ok("office.adopt_state", json!({})).await["alone"], false, "the sign-in has gone on");
    desk.sync().await;
    let admin = office.admin().await;
    for case in [&promised, &between] {
        assert_eq!(admin.view(case).await["story"][0]["author"], "Sri Contoh");
        assert_eq!(admin.view(case).await["story"][0]["voided"], false);
    }
    // Its tile has the new name, with the old password.
    let folder = desk.leave().await;
    let desk = Desk::again(&folder).await;
    assert_eq!(desk.ok("session.state", json!({})).await["tiles"][0]["name"], "Sri Contoh");
    is_whole(&desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_join_is_told_why_and_stays_as_it_was() {
    let office = Office::begin().await;
    let other = Office::begin().await;
    // Two servers do not merge.
    let admin = office.admin().await;
    let two = admin.refused("office.adopt", json!({ "address": other.address(), "code": other.code("Sri") })).await;
    assert!(two.message.contains("Dua server tidak dapat digabungkan"), "{two:?}");
    let Alone { desk, promised, .. } = alone(&office).await;
    let expired = json!({ "address": office.address(), "code": office.invite("Sri", -1_000).text() });
    assert!(desk.refused("office.adopt", expired).await.message.contains("kedaluwarsa"));
    // A server of an earlier version has no such step.
    let witness = Middle::witness(office.addr(), &office.folder()).await;
    let code = office.code("Sri");
    look(&desk, &witness.address(), &code).await;
    let someone = Desk::join(&office.path("lebih cepat"), &office.address(), &code).await;
    let used = desk.refused("office.adopt_finish", password()).await;
    assert!(used.message.contains("sudah dipakai"), "{used:?}");
    assert_eq!(
        desk.ok("office.adopt_state", json!({})).await,
        json!({ "alone": true, "waiting": null, "files_left": 0 })
    );
    assert_eq!(desk.view(&promised).await["status"], "follow_up");
    someone.leave().await;
    let folder = desk.leave().await;
    let desk = Desk::again(&folder).await;
    assert_eq!(desk.ok("office.adopt_state", json!({})).await["alone"], true);
    // Somebody who is no admin of the PC decides no such thing.
    let people = rows(&desk.ok("users.list", json!({})).await);
    let agus = people.iter().find(|row| row["name"] == "Agus Contoh").unwrap()["user"].clone();
    desk.ok("session.sign_out", json!({})).await;
    desk.ok("session.sign_in", json!({ "user": agus, "password": OTHERS_PASSWORD })).await;
    assert_eq!(desk.refused("office.adopt_finish", password()).await.code, "not_allowed");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_of_the_office_becomes_another_because_a_pc_says_that_it_brought_them() {
    let office = Office::begin().await;
    let admin = office.admin().await;
    let case = async |name: &str, phone: &str| {
        let asked =
            json!({ "stakeholder_type": "UMUM", "person_name": name, "phone": phone, "question": "Apa kabar?" });
        let case = admin.case(asked).await;
        let person = admin.view(&case).await["fields"]["person"].as_str().unwrap().parse::<Uuid>().unwrap();
        (case.parse::<Uuid>().unwrap(), person)
    };
    let ((of_rina, rina), (_, rini)) =
        (case("Rina Contoh", "0811 111 111").await, case("Rini Contoh", "0822 222 222").await);
    admin.sync().await;
    let mut random = Randomness::new(SystemRandom);
    let device = NewDevice::random(SystemClock.now(), &mut random).unwrap();
    let keys = keys_of(&device);
    let (own, likeness) = (Uuid::from_u128(77), likeness::person("Rini Contoh", "0822222222").unwrap());
    let brought = Brought {
        logs: vec![OwnLog { log: keys.log, seq: 1, chain: Hash([1; 32]) }],
        joins: Uuid::from_u128(78),
        people: Vec::new(),
        erased: Vec::new(),
        parties: [rina, own, of_rina, Uuid::nil()].map(|party| Party { party, likeness }).into(),
    };
    let transport = Http::new(&office.address(), Pin::First).unwrap();
    let invitation = office.invite("Sri Contoh", AN_HOUR_MS);
    adopt::adopt(&transport, &invitation, &keys, brought, &mut random).await.unwrap();
    admin.sync().await;
    let line = Line::of_desk(&admin.leave().await);
    let read_as = |party| line.store.office().adoptions.party(party);
    assert_eq!((read_as(rina), read_as(rini), read_as(own)), (rina, rini, rini));
    // What is no stakeholder is read as it always was.
    line.store.rebuild(&|_, _| {}).unwrap();
    assert_eq!(line.store.case(of_rina).unwrap().unwrap().question.value.text(), "Apa kabar?");
    assert!(
        !line.store.office().users.is_empty()
            && line.store.case_rows(&CaseFilter::default(), None, 9).unwrap().rows.len() == 2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_erased_before_and_after_joining_is_gone_everywhere() {
    let office = Office::begin().await;
    let admin = office.admin().await;
    let called =
        admin.case(json!({ "stakeholder_type": "UMUM", "person_name": "Rina Pemohon", "phone": "08112345678", "question": "Di kantor" })).await;
    admin.sync().await;
    let Alone { desk, promised, of_agus, escalated, .. } = alone(&office).await;
    let erase = |case: &str| json!({ "id": case, "party": false, "whole": true, "reason": "Permintaan pemilik data" });
    desk.ok("erasure.ask", erase(&of_agus)).await;
    look(&desk, &office.address(), &office.code("Sri Contoh")).await;
    desk.ok("office.adopt_finish", password()).await;
    desk.sync().await;
    assert_eq!(desk.unsent().await.0, 0, "the server takes the log without what was erased");
    admin.sync().await;
    let person = admin.view(&promised).await["fields"]["person"].as_str().unwrap().to_owned();
    let whole = json!({ "id": person, "party": true, "whole": true, "reason": "Permintaan pemilik data" });
    admin.ok("erasure.ask", whole).await;
    admin.sync().await;
    admin.sync().await;
    desk.sync().await;
    for place in [&admin, &desk] {
        // The person by whichever id a record names them.
        for case in [&of_agus, &promised, &called] {
            assert_eq!(place.view(case).await["question_state"], "erased");
        }
        assert_eq!(place.view(&escalated).await["fields"]["question"], "Boleh dispensasi?");
        is_whole(place).await;
    }
    let found = lakon_server::audit(&office.folder(), &mut |_, _| {}).unwrap();
    assert_eq!((found.misfits, found.lacking), (vec![], 0));
    let pages = plain_pages(&office.folder().join("lakon.db"), &server_key(&office));
    let holds = |text: &str| pages.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("Boleh dispensasi?") && !holds("Rina Pemohon"), "gone from the server's pages too");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_anywhere_it_works_alone_or_goes_on_joining_and_loses_nothing() {
    let scene = Scene::new(PROGRAM);
    let (_server, address) = scene.server(None).await;
    let mut watching = scene.join("kantor", &address).await;
    for done in 0..4_u8 {
        let name = format!("sendiri {done}");
        let mut desk = scene.desk(&name);
        desk.ok(
            "office.begin",
            json!({ "language": "id", "code": "046", "office_name": "KPPN Sendiri", "zone": "Asia/Makassar",
                "name": "Dewi Sendiri", "password": PASSWORD }),
        )
        .await;
        let case = typed(&mut desk, &json!({ "question": format!("Sebelum mati {done}") })).await;
        desk.ok("case.record", json!({ "case": case })).await;
        let bytes = content(u64::from(done), 200_000);
        let path = scene.plain(&format!("{done}.bin"), &bytes);
        desk.attach(&case, "berkas.bin", &path).await.unwrap();
        desk.ok("case.record", json!({ "case": case })).await;
        let whom = Invite { name: format!("Sri {done}"), roles: vec![Role::Officer], user: None, lasts_ms: AN_HOUR_MS };
        let code = invite(&scene.at("server"), &whom, system_clock()).unwrap().text();
        desk.ok("office.adopt", json!({ "address": address, "code": code })).await;
        desk.send("office.adopt_finish", password()).await;
        desk.until_progress("adopt", f64::from(done)).await;
        desk.kill().await;

        let mut desk = Child::desk(PROGRAM, &scene.at(&name), &scene.at("tmp"), &|_| {});
        desk.sign_in().await;
        let state = desk.ok("office.adopt_state", json!({})).await;
        assert_eq!((&state["alone"], &state["waiting"]), (&json!(false), &Value::Null), "{done}");
        desk.ok("sync.now", json!({})).await;
        desk.until("sync.state", json!({}), |state| state["unsent_records"] == 0 && state["unsent_files"] == 0).await;
        desk.until("office.adopt_state", json!({}), |state| state["files_left"] == 0).await;
        let view = desk.ok("case.view", json!({ "case": case })).await;
        assert_eq!(view["fields"]["question"], format!("Sebelum mati {done}"));
        assert_eq!(desk.ok("audit.verify", json!({})).await["findings"], json!([]));
        let wanted = format!("Sri {done}");
        watching.ok("sync.now", json!({})).await;
        watching
            .until("case.list", json!({ "status": null, "text": "", "after": null, "limit": 20 }), |list| {
                list["rows"].as_array().unwrap().iter().any(|row| row["case"] == *case)
            })
            .await;
        // A case may come in parts; its file's record is among the last.
        let has_file = |view: &Value| view["files"].as_array().is_some_and(|files| files.len() == 1);
        let view = watching.until("case.view", json!({ "case": case }), has_file).await;
        assert_eq!(view["story"][0]["author"], wanted);
    }
}
