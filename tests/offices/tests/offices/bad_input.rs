//! Codes that do not fit and servers that are none: one clear sentence each, nothing lost, and the desk can try again.

use lakon_app::api::UiError;
use lakon_domain::code::{Invitation, Secret};
use lakon_office_tests::{Desk, Middle, Office, PASSWORD, Part, Treat, Wire};
use lakon_server::SystemRandom;
use lakon_sync::replica::Replica;
use serde_json::json;

/// What a sentence tells the person to do begins with one of these.
const ADVICE: [&str; 9] =
    ["Periksa", "Minta", "ubungi", "coba lagi", "lanjutkan", "Pasang", "Kosongkan", "Siapkan", "Tulis"];

fn advises(words: &str) -> bool {
    words.len() > 30 && words.ends_with('.') && ADVICE.iter().any(|advice| words.contains(advice))
}

/// One clear sentence in Indonesian about what to do, with this code.
fn says(error: &UiError, code: &str, part: &str) {
    assert_eq!(error.code, code, "{error:?}");
    assert!(advises(&error.message) && error.message.contains(part), "{error:?}");
}

async fn join(desk: &Desk, address: &str, code: &str) -> Result<serde_json::Value, UiError> {
    desk.call("office.join", json!({ "address": address, "code": code })).await
}

/// A code's last character finds one wrong character always, but a whole wrong group only 31 times of 32.
fn with_one_wrong_character(group: &str) -> String {
    let other = if group.starts_with('A') { "B" } else { "A" };
    format!("{other}{}", &group[1..])
}

/// The desk is as new and joins with the right code.
async fn still_joins(desk: &Desk, address: &str, code: &str) {
    assert_eq!(desk.ok("session.state", json!({})).await["phase"], "first_run");
    join(desk, address, code).await.unwrap();
    let state = desk.ok("office.join_finish", json!({ "password": PASSWORD })).await;
    assert_eq!((&state["phase"], &state["office"]["code"]), (&json!("open"), &json!("046")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_is_refused_and_the_wrong_group_is_marked_where_it_shows() {
    let office = Office::begin().await;
    let desk = Desk::at(&office.path("pc"));
    let right = office.code("Petugas");
    let mut groups: Vec<&str> = right.split('-').collect();
    groups[2] = "AB*D";
    let marked = join(&desk, &office.address(), &groups.join("-")).await.unwrap_err();
    says(&marked, "wrong_group", "ke-3");
    assert_eq!(marked.details.unwrap()["group"], 2);
    let mistyped = with_one_wrong_character(right.split('-').nth(2).unwrap());
    groups[2] = &mistyped;
    let mistyped = join(&desk, &office.address(), &groups.join("-")).await.unwrap_err();
    says(&mistyped, "failed", "Kode undangan");
    let invitation = Invitation::read(&right).unwrap();
    let other_secret = Invitation { name: invitation.name, secret: Secret::random(&mut SystemRandom) };
    let other_name = Invitation { name: (invitation.name + 1) % Invitation::NAMES, secret: invitation.secret };
    for wrong in [other_secret, other_name] {
        says(&join(&desk, &office.address(), &wrong.text()).await.unwrap_err(), "failed", "ode");
    }
    still_joins(&desk, &office.address(), &right).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_and_an_expired_code_are_refused() {
    let office = Office::begin().await;
    let desk = Desk::at(&office.path("pc"));
    says(
        &join(&desk, &office.address(), &office.invite("Terlambat", -1_000).text()).await.unwrap_err(),
        "failed",
        "kedaluwarsa",
    );
    let used = office.code("Petugas");
    Desk::join(&office.path("lain"), &office.address(), &used).await;
    says(&join(&desk, &office.address(), &used).await.unwrap_err(), "failed", "sudah dipakai");
    still_joins(&desk, &office.address(), &office.code("Petugas")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_there_and_no_address_are_told_apart() {
    let mut office = Office::begin().await;
    let desk = Desk::at(&office.path("pc"));
    let code = office.code("Petugas");
    office.stop().await;
    says(&join(&desk, &office.address(), &code).await.unwrap_err(), "unreachable", "tidak dapat dihubungi");
    says(&join(&desk, "http://kantor/masuk", &code).await.unwrap_err(), "invalid", "alamat");
    office.start().await;
    still_joins(&desk, &office.address(), &code).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_prove_the_code_gets_no_proof_and_nothing_is_pinned() {
    let office = Office::begin().await;
    let other = Office::begin().await;
    let impostor = Middle::impostor(office.addr()).await;
    let desk = Desk::at(&office.path("pc"));
    let code = office.code("Petugas");
    // One that has another secret, and one that passes everything on to the real one.
    for address in [other.address(), impostor.address()] {
        says(&join(&desk, &address, &code).await.unwrap_err(), "failed", "Server");
    }
    assert_eq!(impostor.asked("/enrol/begin"), 1);
    assert_eq!(impostor.seen().len(), 1, "the desk's own proof was sent: {:?}", impostor.seen());
    still_joins(&desk, &office.address(), &code).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_html_or_half_an_answer_while_joining_leaves_the_code_good() {
    let office = Office::begin().await;
    let spoiler = Middle::witness(office.addr(), &office.folder()).await;
    let desk = Desk::at(&office.path("pc"));
    let code = office.code("Petugas");
    spoiler.treats(|_| Treat::Html);
    says(&join(&desk, &spoiler.address(), &code).await.unwrap_err(), "failed", "bukan server Lakon");
    for step in ["/enrol/begin", "/enrol/look"] {
        spoiler.treats(move |path| if path == step { Treat::Answer(Part::Half) } else { Treat::Pass });
        says(&join(&desk, &spoiler.address(), &code).await.unwrap_err(), "unreachable", "tidak dapat dihubungi");
    }
    // The server has taken the code when its answer is lost; the same PC may ask again.
    spoiler.treats(|path| if path == "/enrol/finish" { Treat::Answer(Part::Half) } else { Treat::Pass });
    join(&desk, &spoiler.address(), &code).await.unwrap();
    let lost = desk.refused("office.join_finish", json!({ "password": PASSWORD })).await;
    says(&lost, "unreachable", "tidak dapat dihubungi");
    spoiler.treats(|_| Treat::Pass);
    desk.ok("office.join_finish", json!({ "password": PASSWORD })).await;
    assert_eq!(desk.unsent().await, (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_html_while_syncing_is_named_and_everything_waits() {
    let office = Office::begin().await;
    let spoiler = Middle::witness(office.addr(), &office.folder()).await;
    let desk = office.officer_by("pc", &spoiler.address()).await;
    let case = desk.case(json!({ "question": "Di balik halaman masuk" })).await;
    desk.attach(&case, "surat.txt", b"isi").await;
    let unsent = desk.unsent().await;
    spoiler.treats(|_| Treat::Html);
    says(&desk.refused("sync.now", json!({})).await, "failed", "bukan server Lakon");
    let state = desk.sync_state().await;
    assert!(advises(state["problem"].as_str().unwrap()) && state["reachable"] == false, "{state}");
    assert_eq!(desk.unsent().await, unsent);
    // The records pass and the file meets the page.
    spoiler.treats(
        |path| if path.starts_with("/blobs") || path.starts_with("/uploads") { Treat::Html } else { Treat::Pass },
    );
    let _ = desk.call("sync.now", json!({})).await;
    assert_eq!(desk.unsent().await, (0, 1));
    spoiler.treats(|_| Treat::Pass);
    let state = desk.sync().await;
    assert!(state["problem"].is_null() && state["reachable"] == true, "{state}");
    assert_eq!(desk.unsent().await, (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn half_an_answer_to_any_step_of_a_sync_is_survived_by_the_next() {
    let office = Office::begin().await;
    let spoiler = Middle::witness(office.addr(), &office.folder()).await;
    let desk = office.officer_by("pc", &spoiler.address()).await;
    let other = office.admin().await;
    let theirs = other.case(json!({ "question": "Dari loket lain" })).await;
    other.sync().await;
    let mine = desk.case(json!({ "question": "Dari loket ini" })).await;
    // The own records go first; once their receipt is here they stay confirmed, whatever breaks after.
    let steps = [("/hello/greet", false), ("/hello", false), ("/push", false), ("/heads", true), ("/pull", true)];
    for (step, confirmed) in steps {
        spoiler.treats(move |path| if path == step { Treat::Answer(Part::Half) } else { Treat::Pass });
        says(&desk.refused("sync.now", json!({})).await, "unreachable", "tidak dapat dihubungi");
        assert_eq!(desk.unsent().await.0 == 0, confirmed, "after half of {step}");
        assert_eq!(desk.view(&mine).await["fields"]["question"], "Dari loket ini");
    }
    assert!(desk.sync_state().await["problem"].is_null(), "a broken line is no problem to be solved");
    // The page was taken although its answer was lost: nothing goes twice, and now it is confirmed.
    spoiler.treats(|_| Treat::Pass);
    desk.sync().await;
    assert_eq!(desk.unsent().await, (0, 0));
    assert_eq!(desk.view(&theirs).await["fields"]["question"], "Dari loket lain");
    other.sync().await;
    assert_eq!(desk.shows().await, other.shows().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_server_is_refused_without_asking_and_learns_nothing() {
    let office = Office::begin().await;
    let other = Office::begin().await;
    let impostor = Middle::impostor(office.addr()).await;
    let wire = Wire::to(office.addr()).await;
    let desk = office.officer_by("pc", &wire.address()).await;
    desk.case(json!({ "question": "Hanya untuk kantor ini" })).await;
    let unsent = desk.unsent().await;
    let heads = other.running().store().heads().unwrap();
    // Another office's server; the own one behind somebody who shows another certificate.
    for addr in [other.addr(), impostor.addr] {
        wire.leads_to(addr);
        says(&desk.refused("sync.now", json!({})).await, "failed", "tidak dapat membuktikan");
        let state = desk.sync_state().await;
        assert!(advises(state["problem"].as_str().unwrap()), "{state}");
        assert_eq!(desk.unsent().await, unsent);
    }
    assert_eq!(other.running().store().heads().unwrap(), heads);
    assert_eq!((impostor.asked("/hello/greet"), impostor.seen().len()), (1, 1), "{:?}", impostor.seen());
    wire.leads_to(office.addr());
    desk.sync().await;
    assert_eq!(desk.unsent().await, (0, 0));
}
