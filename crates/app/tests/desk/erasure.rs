//! Erasing on a PC that is its own office, the record of destruction, and everything about a stakeholder as a text.

use serde_json::{Value, json};

use crate::harness::*;

const REASON: &str = "Permintaan pemilik data";

fn erase(id: &str, party: bool, whole: bool) -> Value {
    json!({ "id": id, "party": party, "whole": whole, "reason": REASON })
}

/// A consultation with a contact, a promise and a file.
fn rich(desk: &TestDesk) -> String {
    let case = desk.promised();
    desk.attach(&case, "surat rahasia.pdf", b"%PDF-1.7 isi").unwrap();
    desk.ok("case.record", json!({ "case": case }));
    case
}

/// Where the desktop's dialog saves from now on.
fn saves(desk: &TestDesk) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    *desk.desktop.save_as.lock().unwrap() = Some(folder.path().to_owned());
    folder
}

fn read(saved: &Value) -> String {
    std::fs::read_to_string(saved["path"].as_str().unwrap()).unwrap()
}

#[test]
fn a_pc_that_is_its_own_office_erases_at_once_and_writes_down_what_it_destroyed() {
    let desk = TestDesk::begun();
    let case = rich(&desk);
    let number = desk.view(&case)["number"].as_str().unwrap().to_owned();
    let scope = desk.ok("erasure.look", json!({ "id": case, "party": false, "whole": false }));
    assert_eq!((&scope["cases"], &scope["files"]), (&json!([number]), &json!(1)));
    let mut unsaid = erase(&case, false, false);
    unsaid["reason"] = json!("  ");
    assert_eq!(marked(&desk.refused("erasure.ask", unsaid)), ["reason"]);
    let rows = desk.ok("erasure.ask", erase(&case, false, false));
    let row = &rows["rows"][0];
    assert_eq!((&row["state"], &row["by"], &row["cases"]), (&json!("done"), &json!(ADMIN), &json!([number])));
    assert_eq!(row["records"], scope["records"]);
    assert!(row["pcs"].as_array().unwrap().iter().all(|pc| pc["at"].is_number()), "{row}");

    let view = desk.view(&case);
    assert_eq!((&view["question_state"], &view["number"]), (&json!("erased"), &json!(number)));
    assert_eq!((&view["files"][0]["name_state"], &view["files"][0]["name"]), (&json!("erased"), &json!("")));
    assert_eq!(view["fields"]["person_name"], "Rina Contoh", "the stakeholder was not asked for");
    assert_eq!(std::fs::read_dir(desk.folder.join("files")).unwrap().count(), 0);
    let found = desk.ok("case.list", json!({ "status": null, "text": "retur", "after": null, "limit": 10 }));
    assert_eq!(found["rows"], json!([]));
    // Nobody works on it any more, and there is nothing left to erase.
    for (command, input) in [
        ("case.progress", json!({ "case": case, "channel": "telepon", "text": "lagi" })),
        ("draft.save", json!({ "case": case, "fields": view["fields"], "first_key_at": null })),
        ("file.stage", json!({ "case": case, "name": "a.txt", "size": 1 })),
    ] {
        assert!(desk.refused(command, input).message.contains("sudah dihapus"), "{command}");
    }
    assert!(desk.refused("erasure.ask", erase(&case, false, false)).message.contains("sudah dihapus"));
    let checked = desk.ok("audit.verify", json!({}));
    assert_eq!((&checked["findings"], &checked["lacking"]), (&json!([]), &json!(0)));

    let folder = saves(&desk);
    let text = read(&desk.ok("erasure.save", json!({ "request": row["request"] })));
    for said in [
        "BERITA ACARA PEMUSNAHAN",
        &number,
        REASON,
        ADMIN,
        "23 November 2026",
        "KPPN Contoh (046)",
        "belum membuat cadangan",
        "Berkas USB (.lakon), berkas undangan",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    drop(folder);
}

#[test]
fn a_stakeholder_is_erased_alone_or_with_everything() {
    let desk = TestDesk::begun();
    let case = rich(&desk);
    let person = desk.view(&case)["fields"]["person"].as_str().unwrap().to_owned();
    desk.ok("erasure.ask", erase(&person, true, false));
    let view = desk.view(&case);
    assert_eq!((&view["party_state"], &view["question_state"]), (&json!("erased"), &json!("known")));
    assert_eq!((&view["contact"]["name"], &view["contact"]["phone"]), (&json!(""), &json!("")));
    let found = desk.ok("party.find", json!({ "text": "Rina", "stakeholder_type": null }));
    assert!(found["hits"].as_array().unwrap().iter().all(|hit| hit["name"] == ""), "{found}");
    let rows = desk.ok("erasure.ask", erase(&person, true, true));
    assert_eq!(rows["rows"].as_array().unwrap().len(), 2);
    assert_eq!(desk.view(&case)["question_state"], "erased");
}

#[test]
fn everything_about_a_stakeholder_goes_into_one_readable_text() {
    let desk = TestDesk::begun();
    let case = rich(&desk);
    let number = desk.view(&case)["number"].as_str().unwrap().to_owned();
    let person = desk.view(&case)["fields"]["person"].as_str().unwrap().to_owned();
    desk.ok("party.edit", json!({ "id": person, "name": "Rina Contoh Baru", "phone": "0800-0000-02", "email": "" }));
    assert_eq!(
        desk.ok("party.export", json!({ "id": person }))["path"],
        Value::Null,
        "who changes their mind gets no file"
    );
    let folder = saves(&desk);
    let text = read(&desk.ok("party.export", json!({ "id": person })));
    for said in [
        "Rina Contoh Baru",
        "Rina Contoh, 0800-0000-01",
        "0800-0000-02",
        "Kantor Pertanahan Contoh",
        &number,
        "Bagaimana menyelesaikan retur?",
        "Dijawab setelah dicek.",
        "surat rahasia.pdf",
        "Narahubung: Rina Contoh, 0800-0000-01",
        "23 November 2026, 10.00 WITA",
        ADMIN,
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    desk.ok("erasure.ask", erase(&person, true, true));
    let text = read(&desk.ok("party.export", json!({ "id": person })));
    for gone in ["Rina", "0800-0000", "retur", "surat rahasia"] {
        assert!(!text.contains(gone), "{gone}: {text}");
    }
    assert!(text.contains("(dihapus atas permintaan)") && text.contains(&number));
    drop(folder);
}

#[test]
fn the_export_has_this_pcs_drafts_and_cases_where_somebody_else_asks_by_now() {
    let desk = TestDesk::begun();
    let case = rich(&desk);
    let number = desk.view(&case)["number"].as_str().unwrap().to_owned();
    let fields = desk.view(&case)["fields"].clone();
    let person = fields["person"].as_str().unwrap().to_owned();
    // The officer had chosen the wrong one.
    let mut other = json!({ "stakeholder_type": "PENSIUN", "person_name": "Budi Contoh", "question": "Soal lain" });
    let elsewhere = desk.typed(other.clone());
    other = desk.ok("case.record", json!({ "case": elsewhere }))["fields"].clone();
    desk.retype(&case, json!({ "person": other["person"], "person_name": "Budi Contoh", "phone": "", "email": "" }));
    desk.ok("case.record", json!({ "case": case }));
    let draft = desk.typed(of_them(&fields, "Soal yang belum dicatat"));
    let folder = saves(&desk);
    let text = read(&desk.ok("party.export", json!({ "id": person })));
    for said in [
        &number,
        "sekarang tercatat pihak lain",
        "Bagaimana menyelesaikan retur?",
        "DRAF DI KOMPUTER INI",
        "Soal yang belum dicatat",
        "surat rahasia.pdf",
        "ada di komputer ini: buka",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("Budi"), "somebody else's name is not theirs to have: {text}");
    assert_eq!(desk.view(&draft)["fields"]["question"], "Soal yang belum dicatat", "looking changes nothing");
    drop(folder);
}

/// What an officer types of somebody who was chosen from the list.
fn of_them(fields: &Value, question: &str) -> Value {
    let mut typed = json!({ "question": question, "answer": "Jawaban yang belum dicatat" });
    for name in ["stakeholder_type", "person", "person_name", "phone", "email"] {
        typed[name] = fields[name].clone();
    }
    typed
}

#[test]
fn a_draft_that_names_an_erased_stakeholder_keeps_the_words_about_everything_else() {
    let desk = TestDesk::begun();
    let case = rich(&desk);
    let fields = desk.view(&case)["fields"].clone();
    let person = fields["person"].as_str().unwrap().to_owned();
    let draft = desk.typed(of_them(&fields, "Soal yang belum dicatat"));
    // What was typed over a recorded case stays too, and is no edit of who asks.
    desk.retype(&case, json!({ "answer": "Sedang dicek.", "phone": "0800-0000-77" }));
    desk.ok("erasure.ask", erase(&person, true, false));
    let view = desk.view(&draft);
    let field = |name: &str| view["fields"][name].clone();
    assert_eq!(
        (field("question"), field("answer")),
        (json!("Soal yang belum dicatat"), json!("Jawaban yang belum dicatat"))
    );
    assert_eq!((field("person"), field("person_name"), field("phone")), (Value::Null, json!(""), json!("")));
    assert_eq!(desk.view(&case)["fields"]["answer"], "Sedang dicek.");
    let view = desk.ok("case.record", json!({ "case": case }));
    assert_eq!((&view["fields"]["answer"], &view["party_state"]), (&json!("Sedang dicek."), &json!("erased")));
    assert!(desk.ok("case.record", json!({ "case": draft }))["number"].is_string());
    for row in desk.behind(|store| store.drafts().unwrap()) {
        assert!(!row.json.contains(&person) && !row.json.contains("0800-0000"), "{}", row.json);
    }
    // With everything of the consultations the drafts go whole.
    let third = desk.typed(of_them(&fields, "Soal ketiga"));
    desk.ok("erasure.ask", erase(&person, true, true));
    assert_eq!(desk.refused("case.view", json!({ "case": third })).code, "gone");
}

#[test]
fn an_officer_who_is_no_admin_neither_erases_nor_exports() {
    let desk = TestDesk::begun();
    let case = rich(&desk);
    let person = desk.view(&case)["fields"]["person"].as_str().unwrap().to_owned();
    desk.colleague("Sari Contoh", "officer");
    desk.ok("session.sign_out", json!({}));
    desk.sign_in_as("Sari Contoh");
    for (command, input) in [
        ("erasure.ask", erase(&case, false, false)),
        ("erasure.list", json!({})),
        ("party.export", json!({ "id": person })),
    ] {
        assert_eq!(desk.refused(command, input).code, "not_allowed", "{command}");
    }
    assert_eq!(desk.ok("audit.verify", json!({}))["findings"], json!([]), "everybody may check");
}
