//! Steps 5 and 11: documents asked for, arrived as a file, not needed any more.

use serde_json::json;

use crate::harness::{MINUTE, TestDesk, kinds, marked};

#[test]
fn documents_are_awaited_until_they_arrive_or_are_waived() {
    let desk = TestDesk::begun();
    let case = desk.asked();
    let names = json!(["Surat ralat", "Rekening koran", " Surat ralat ", ""]);
    let view = desk.ok("case.request_documents", json!({ "case": case, "names": names, "until": "2026-11-25" }));
    assert_eq!((view["status"].as_str(), view["stage"].as_str()), (Some("waiting_documents"), Some("5")));
    let documents = view["documents"].as_array().unwrap();
    assert_eq!(documents.len(), 2, "{documents:?}");
    assert_eq!((documents[0]["state"].as_str(), documents[0]["until"].as_str()), (Some("awaited"), Some("2026-11-25")));
    assert!(view["clock"]["running_since"].is_number(), "asking stops no clock");
    assert_eq!(desk.ok("home.view", json!({}))["documents_awaited"], 1);
    // Asked for once more: it is awaited already.
    let again = desk.ok("case.request_documents", json!({ "case": case, "names": ["Surat ralat"], "until": null }));
    assert_eq!(again["documents"].as_array().unwrap().len(), 2);

    desk.pass(5 * MINUTE);
    let file = desk.attach(&case, "ralat.txt", b"surat ralat").unwrap()["file"].clone();
    let (first, second) = (&documents[0]["request"], &documents[1]["request"]);
    let strange = json!({ "case": case, "request": first, "file": "00000000-0000-0000-0000-000000000001" });
    assert_eq!(desk.refused("case.document_arrived", strange).code, "gone");
    let came = json!({ "case": case, "request": first, "file": file });
    let view = desk.ok("case.document_arrived", came.clone());
    assert_eq!((&view["documents"][0]["state"], &view["documents"][0]["file"]), (&json!("arrived"), &file));
    assert_eq!(view["status"], "waiting_documents");
    assert_eq!(desk.refused("case.document_arrived", came).code, "failed");

    desk.pass(5 * MINUTE);
    let waive = |reason: &str| json!({ "case": case, "request": second, "reason": reason });
    assert_eq!(marked(&desk.refused("case.waive_document", waive(" "))), ["reason"]);
    let view = desk.ok("case.waive_document", waive("Sudah ada di SAKTI."));
    assert_eq!(
        (view["status"].as_str(), view["waiting_ms"].as_f64()),
        (Some("identified"), Some((10 * MINUTE) as f64))
    );
    assert_eq!(view["documents"][1]["reason"], "Sudah ada di SAKTI.");
    assert_eq!(desk.refused("case.waive_document", waive("lagi")).code, "failed");
    assert_eq!(desk.ok("home.view", json!({}))["documents_awaited"], 0);
    for kind in ["document_requested", "document_arrived", "document_waived"] {
        assert!(kinds(&view).contains(&kind.to_owned()), "{kind}");
    }
}

#[test]
fn what_is_no_request_is_said() {
    let desk = TestDesk::begun();
    let case = desk.asked();
    let ask = |names: serde_json::Value, until: &str| json!({ "case": case, "names": names, "until": until });
    assert_eq!(marked(&desk.refused("case.request_documents", ask(json!([" "]), ""))), ["names"]);
    for until in ["2026-02-30", "besok", "2026-11-22"] {
        assert_eq!(marked(&desk.refused("case.request_documents", ask(json!(["KTP"]), until))), ["until"], "{until}");
    }
    let unknown = json!({ "case": case, "request": "x", "file": null });
    assert_eq!(desk.refused("case.document_arrived", unknown).code, "gone");
    let view = desk.ok("case.cancel", json!({ "case": case, "reason": "Pulang." }));
    assert!(!crate::harness::why(&view, "request_document").is_empty());
    assert_eq!(desk.refused("case.request_documents", ask(json!(["KTP"]), "")).code, "failed");
}

#[test]
fn a_request_is_undone_while_nothing_came() {
    let desk = TestDesk::begun();
    let case = desk.asked();
    let view = desk.ok("case.request_documents", json!({ "case": case, "names": ["KTP"], "until": null }));
    let view = desk.ok("case.revert", json!({ "case": case, "event": view["undo"] }));
    assert_eq!((view["documents"].clone(), view["status"].as_str()), (json!([]), Some("identified")));
}
