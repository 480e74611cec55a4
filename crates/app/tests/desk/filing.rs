//! Files withdrawn from a case or moved to the right one, and references.

use serde_json::json;

use crate::harness::{TestDesk, kinds, marked};

#[test]
fn a_withdrawn_file_is_hidden_with_its_reason() {
    let desk = TestDesk::begun();
    let case = desk.asked();
    let file = desk.attach(&case, "salah.txt", b"bukan ini").unwrap()["file"].clone();
    let withdraw = |reason: &str| json!({ "case": case, "file": file, "reason": reason });
    assert_eq!(marked(&desk.refused("file.withdraw", withdraw(" "))), ["reason"]);
    let view = desk.ok("file.withdraw", withdraw("Salah berkas."));
    assert_eq!(view["files"], json!([]));
    assert_eq!(view["withdrawn_files"], json!([{ "name": "salah.txt", "reason": "Salah berkas." }]));
    assert_eq!(kinds(&view).last().unwrap(), "file_withdrawn");
    assert_eq!(desk.refused("file.withdraw", withdraw("lagi")).code, "gone");
}

#[test]
fn a_file_moves_to_the_right_case_and_opens_there() {
    let desk = TestDesk::begun();
    let (wrong, right) = (desk.asked(), desk.asked());
    let file = desk.attach(&wrong, "surat.txt", b"isi surat").unwrap()["file"].as_str().unwrap().to_owned();
    let to = |number: &serde_json::Value| json!({ "case": wrong, "file": file, "to": number });
    assert_eq!(marked(&desk.refused("file.move", to(&json!("046-ZZ-26-9999")))), ["to"]);
    assert_eq!(marked(&desk.refused("file.move", to(&desk.view(&wrong)["number"]))), ["to"]);
    let number = desk.view(&right)["number"].clone();
    let view = desk.ok("file.move", to(&number));
    assert_eq!(view["files"], json!([]));
    let there = desk.view(&right);
    assert_eq!(
        (there["files"][0]["name"].as_str(), there["files"][0]["file"].as_str()),
        (Some("surat.txt"), Some(file.as_str()))
    );
    assert_eq!(desk.bytes(&file, 0, 100).unwrap(), b"isi surat");
    for view in [&view, &there] {
        assert_eq!(kinds(view).last().unwrap(), "file_moved");
    }
    assert_eq!(desk.refused("file.move", to(&number)).code, "gone");
    // And back again.
    let back = json!({ "case": right, "file": file, "to": view["number"] });
    assert_eq!(desk.ok("file.move", back)["files"], json!([]));
    assert_eq!(desk.view(&wrong)["files"][0]["name"], "surat.txt");
    assert_eq!(desk.bytes(&file, 0, 100).unwrap(), b"isi surat");
}

#[test]
fn a_reference_says_where_the_answer_stands() {
    let desk = TestDesk::begun();
    let case = desk.asked();
    assert_eq!(marked(&desk.refused("case.reference", json!({ "case": case, "text": "" }))), ["text"]);
    let view = desk.ok("case.reference", json!({ "case": case, "text": "PER-9/PB/2022 pasal 4" }));
    assert_eq!(view["references"][0]["text"], "PER-9/PB/2022 pasal 4");
    assert_eq!(kinds(&view).last().unwrap(), "reference");
}
