//! What people do with each other over a real server: a void that a later grant lifts, one ticket number at two desks, a case that
//! changes hands.

use lakon_office_tests::{Desk, Office};
use serde_json::{Value, json};

/// Everything an answer needs, of HAI CSO.
fn of_hai(name: &str, ticket: &str) -> Value {
    json!({
        "channel": "haicso", "hai_reference": ticket, "stakeholder_type": "PENSIUN", "person_name": name,
        "question": "Kapan gaji terusan dibayar?", "topic": "BANK-01", "answer": "Bulan depan.",
    })
}

/// Syncs until every desk has what all of them wrote.
async fn all_sync(desks: &[&Desk]) {
    for _ in 0..2 {
        for desk in desks {
            desk.sync().await;
        }
    }
}

async fn user(desk: &Desk) -> Value {
    desk.ok("session.state", json!({})).await["me"]["user"].clone()
}

/// What was said of the newest record of this kind in a case: whether it is void, and how the office ruled.
async fn said(desk: &Desk, case: &str, kind: &str) -> (bool, Vec<(bool, String)>) {
    let view = desk.view(case).await;
    let item = view["story"].as_array().unwrap().iter().rfind(|item| item["kind"] == *kind).unwrap().clone();
    let ruling = |one: &Value| (one["void"].as_bool().unwrap(), one["text"].as_str().unwrap().to_owned());
    (item["voided"].as_bool().unwrap(), item["rulings"].as_array().unwrap().iter().map(ruling).collect())
}

async fn phase(desk: &Desk, case: &str) -> Value {
    desk.view(case).await["escalations"][0]["phase"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_voided_for_want_of_a_right_counts_again_on_every_desk_once_its_author_has_the_right() {
    let office = Office::begin().await;
    let admin = office.admin().await;
    let (budi, citra) = (office.head("budi").await, office.head("citra").await);
    all_sync(&[&admin, &budi, &citra]).await;
    let (budi_user, citra_user) = (user(&budi).await, user(&citra).await);
    admin.ok("section.head", json!({ "section": "BANK", "head": budi_user })).await;
    let case = admin.case(json!({ "question": "Boleh diretur?" })).await;
    let ask = json!({ "case": case, "section": "BANK", "question": "Boleh?", "leaves": false });
    let escalation = admin.ok("case.escalate", ask).await["escalations"][0]["escalation"].clone();
    all_sync(&[&admin, &budi]).await;
    assert_eq!(phase(&budi, &case).await, "waiting");

    // Somebody else heads the section by now, which Budi's PC has not heard when he answers.
    admin.ok("section.head", json!({ "section": "BANK", "head": citra_user })).await;
    admin.sync().await;
    let answer = json!({ "case": case, "escalation": escalation, "text": "Boleh.", "on_behalf": false });
    assert_eq!(budi.ok("escalation.answer", answer).await["escalations"][0]["phase"], "answered");
    all_sync(&[&budi, &admin, &citra]).await;
    for desk in [&budi, &admin, &citra] {
        let (voided, rulings) = said(desk, &case, "escalation_answered").await;
        assert!(voided && rulings.len() == 1 && rulings[0].0, "{rulings:?}");
        assert!(rulings[0].1.contains("berwenang"), "{rulings:?}");
        assert_eq!(phase(desk, &case).await, "waiting");
    }
    // Its author hears of it, and nobody else.
    let voided = |home: Value| home["voided"].clone();
    let told = voided(budi.ok("home.view", json!({})).await);
    assert_eq!((told[0]["id"].as_str(), told.as_array().unwrap().len()), (Some(case.as_str()), 1));
    assert_eq!(voided(admin.ok("home.view", json!({})).await), json!([]));

    // A substitute for this very day may have answered: the void is lifted, and both stay in the story.
    let day = today(&admin).await;
    let plh = json!({ "section": "BANK", "user": budi_user, "from": day, "until": day });
    admin.ok("section.substitute", plh).await;
    all_sync(&[&admin, &budi, &citra]).await;
    for desk in [&budi, &admin, &citra] {
        let (voided, rulings) = said(desk, &case, "escalation_answered").await;
        let told: Vec<bool> = rulings.iter().map(|(void, _)| *void).collect();
        assert_eq!((voided, told), (false, vec![true, false]));
        assert_eq!(phase(desk, &case).await, "answered");
    }
    assert_eq!(voided(budi.ok("home.view", json!({})).await), json!([]));
    // Once lifted it stays so: nothing more is ruled.
    all_sync(&[&admin, &budi]).await;
    assert_eq!(said(&admin, &case, "escalation_answered").await.1.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_officer_wrote_before_hearing_that_the_role_was_gone_counts_again_once_the_role_is_back() {
    let office = Office::begin().await;
    let admin = office.admin().await;
    let sari = office.officer("sari").await;
    let case = sari.case(json!({ "question": "Apakah pagu berubah?" })).await;
    all_sync(&[&sari, &admin]).await;
    let sari_user = user(&sari).await;
    let roles = |roles: Value| json!({ "user": sari_user, "name": "sari", "roles": roles });
    admin.ok("users.change", roles(json!(["section_head"]))).await;
    admin.sync().await;

    // Sari's PC has not heard of it.
    sari.retype(&case, json!({ "question": "Apakah pagu dapat direvisi?" })).await;
    all_sync(&[&sari, &admin]).await;
    assert_eq!(admin.view(&case).await["fields"]["question"], "Apakah pagu berubah?");
    let (voided, rulings) = said(&sari, &case, "question").await;
    assert!(voided && rulings.len() == 1, "{rulings:?}");
    let told = sari.ok("home.view", json!({})).await["voided"].clone();
    assert!(told.as_array().unwrap().iter().any(|row| row["about"] == "case" && row["id"] == *case), "{told}");

    admin.ok("users.change", roles(json!(["officer"]))).await;
    all_sync(&[&admin, &sari]).await;
    for desk in [&sari, &admin] {
        let (voided, rulings) = said(desk, &case, "question").await;
        let told: Vec<bool> = rulings.iter().map(|(void, _)| *void).collect();
        assert_eq!((voided, told), (false, vec![true, false]));
        assert_eq!(desk.view(&case).await["fields"]["question"], "Apakah pagu dapat direvisi?");
    }
    assert_eq!(sari.ok("home.view", json!({})).await["voided"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_hears_that_a_setting_does_not_count_because_the_role_was_gone() {
    let office = Office::begin().await;
    let admin = office.admin().await;
    let dewi = office.second_admin("dewi").await;
    all_sync(&[&admin, &dewi]).await;
    let change = json!({ "user": user(&dewi).await, "name": "dewi", "roles": ["officer"] });
    admin.ok("users.change", change).await;
    admin.sync().await;

    dewi.ok("settings.texts", json!({ "texts": [{ "field": "kepala", "text": "Tono Contoh" }] })).await;
    all_sync(&[&dewi, &admin]).await;
    let head = |view: &Value| {
        let texts = view["texts"].as_array().unwrap();
        texts.iter().find(|one| one["field"] == "kepala").map(|one| one["text"].clone())
    };
    for desk in [&dewi, &admin] {
        let view = desk.ok("settings.view", json!({})).await;
        assert_ne!(head(&view), Some(json!("Tono Contoh")), "the text does not count");
    }
    let told = dewi.ok("home.view", json!({})).await["voided"].clone();
    assert_eq!((told[0]["about"].as_str(), told.as_array().unwrap().len()), (Some("settings"), 1));
    assert!(told[0]["reason"].as_str().unwrap().contains("berwenang"), "{told}");
}

/// Today on the office's wall: day 0 of a question that came online.
async fn today(desk: &Desk) -> String {
    let case = desk.case(json!({ "question": "Hari apa?", "channel": "telepon" })).await;
    let view = desk.view(&case).await;
    view["duties"][0]["trace"][0]["day"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_desks_that_set_one_ticket_number_without_a_network_are_both_marked_until_one_gives_it_up() {
    let mut office = Office::begin().await;
    let here = office.admin().await;
    let there = office.officer("petugas").await;
    office.stop().await;
    let ours = here.case(of_hai("Rina Contoh", "HAI-2026-0042")).await;
    let theirs = there.case(of_hai("Sari Contoh", "hai-2026-0042")).await;
    office.start().await;
    all_sync(&[&here, &there]).await;
    let numbers = (here.view(&ours).await["number"].clone(), here.view(&theirs).await["number"].clone());
    for desk in [&here, &there] {
        assert_eq!(desk.view(&ours).await["same_ticket"], json!({ "case": theirs, "number": numbers.1 }));
        assert_eq!(desk.view(&theirs).await["same_ticket"], json!({ "case": ours, "number": numbers.0 }));
        let rows = desk.rows("case.list").await;
        let marked: Vec<&Value> = rows.iter().map(|row| &row["same_ticket"]).collect();
        assert!(marked.contains(&&numbers.0) && marked.contains(&&numbers.1), "{marked:?}");
    }
    assert_eq!(here.shows().await, there.shows().await);
    // From now on it is refused at either desk, and one of them gives it up.
    let third = there.ok("draft.new", json!({})).await["case"].as_str().unwrap().to_owned();
    let mut fields = there.view(&third).await["fields"].clone();
    for (name, value) in of_hai("Dewi Contoh", "HAI-2026-0042").as_object().unwrap() {
        fields[name] = value.clone();
    }
    there.ok("draft.save", json!({ "case": third, "fields": fields, "first_key_at": null })).await;
    assert_eq!(there.refused("case.record", json!({ "case": third })).await.code, "invalid");
    let mark = json!({ "case": theirs, "of": numbers.0, "reason": "Tiket yang sama." });
    there.ok("case.duplicate", mark).await;
    all_sync(&[&there, &here]).await;
    for desk in [&here, &there] {
        assert!(desk.view(&ours).await["same_ticket"].is_null());
        assert!(desk.view(&theirs).await["same_ticket"].is_null());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_offered_at_one_desk_is_accepted_at_another() {
    let office = Office::begin().await;
    let here = office.admin().await;
    let there = office.officer("petugas").await;
    all_sync(&[&here, &there]).await;
    let case = here.case(json!({ "question": "Menunggu kode billing" })).await;
    let to = user(&there).await;
    here.ok("handover.offer_all", json!({ "to": to, "text": "Ganti giliran." })).await;
    all_sync(&[&here, &there]).await;
    let offered = there.ok("handover.mine", json!({})).await;
    assert_eq!((&offered["to_me"][0]["case"], offered["own_open"].as_u64()), (&json!(case), Some(0)));
    there.ok("handover.answer", json!({ "cases": [case], "accepted": true, "reason": "" })).await;
    all_sync(&[&there, &here]).await;
    for desk in [&here, &there] {
        let view = desk.view(&case).await;
        assert_eq!((view["holder"].as_str(), view["handover"].is_null()), (Some("petugas"), true));
    }
    assert_eq!(here.ok("handover.mine", json!({})).await["by_me"], json!([]));
    assert_eq!(here.shows().await, there.shows().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_void_is_lifted_by_a_role_given_later_and_the_author_sees_both_at_another_pc() {
    let office = Office::begin().await;
    let admin = office.admin().await;
    let budi = office.officer("budi").await;
    let budi_user = user(&budi).await;
    let another = lakon_server::Invite {
        name: String::new(),
        roles: vec![lakon_domain::rights::Role::Officer],
        user: Some(budi_user.as_str().unwrap().parse().unwrap()),
        lasts_ms: lakon_office_tests::AN_HOUR_MS,
    };
    let code = lakon_server::invite(&office.folder(), &another, lakon_server::system_clock()).unwrap().text();
    let elsewhere = Desk::join(&office.path("budi-2"), &office.address(), &code).await;
    let case = admin.case(json!({ "question": "Kapan dibayar?" })).await;
    all_sync(&[&admin, &budi, &elsewhere]).await;

    // He is no officer any more, which his PC has not heard when he types.
    let roles = |roles: &[&str]| json!({ "user": budi_user, "name": "budi", "roles": roles });
    admin.ok("users.change", roles(&["section_head"])).await;
    admin.sync().await;
    budi.retype(&case, json!({ "question": "Kapan gaji terusan dibayar?" })).await;
    all_sync(&[&budi, &admin, &elsewhere]).await;
    for desk in [&admin, &budi, &elsewhere] {
        let (voided, rulings) = said(desk, &case, "question").await;
        assert!(voided && rulings.len() == 1, "{rulings:?}");
        assert_eq!(desk.view(&case).await["fields"]["question"], "Kapan dibayar?");
    }
    let told = elsewhere.ok("home.view", json!({})).await["voided"].clone();
    assert_eq!(told[0]["id"], case);

    admin.ok("users.change", roles(&["officer", "section_head"])).await;
    all_sync(&[&admin, &budi, &elsewhere]).await;
    for desk in [&admin, &budi, &elsewhere] {
        let (voided, rulings) = said(desk, &case, "question").await;
        assert_eq!((voided, rulings.iter().map(|one| one.0).collect()), (false, vec![true, false]));
        assert_eq!(desk.view(&case).await["fields"]["question"], "Kapan gaji terusan dibayar?");
    }
    assert_eq!(elsewhere.ok("home.view", json!({})).await["voided"], json!([]));
}
