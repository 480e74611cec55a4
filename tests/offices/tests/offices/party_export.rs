//! Everything about one stakeholder: the export reaches as far as an erasure would, whatever a case shows by now.

use lakon_office_tests::{Desk, Office, Stick};
use serde_json::json;

async fn id_of(desk: &Desk, name: &str) -> String {
    let found = desk.ok("party.find", json!({ "text": name, "stakeholder_type": null })).await;
    found["hits"][0]["person"].as_str().unwrap_or_else(|| panic!("{name}: {found}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_shows_somebody_else_is_in_the_export_of_both() {
    let office = Office::begin().await;
    let (admin, other) = (office.admin().await, office.officer("dua").await);
    let case = admin.case(json!({ "question": "Soal yang diperebutkan" })).await;
    admin.attach(&case, "lampiran kantor.txt", b"isi").await;
    admin.sync().await;
    other.sync().await;
    // Both say who asks, without having heard of each other.
    let party = |name: &str, phone: &str| json!({ "stakeholder_type": "PENSIUN", "person_name": name, "phone": phone });
    admin.retype(&case, party("Rina Contoh", "0800-0000-01")).await;
    other.retype(&case, party("Budi Contoh", "0800-0000-02")).await;
    for desk in [&admin, &other, &admin, &other] {
        desk.sync().await;
    }
    let view = admin.view(&case).await;
    assert_eq!(view["concurrent"], json!(["party"]), "{view}");
    let number = view["number"].as_str().unwrap();

    let stick = Stick::of(&admin);
    for (name, phone, another) in
        [("Rina Contoh", "0800-0000-01", "Budi Contoh"), ("Budi Contoh", "0800-0000-02", "Rina Contoh")]
    {
        let path = office.path("ekspor.txt");
        stick.choose(Some(&path));
        admin.ok("party.export", json!({ "id": id_of(&admin, name).await })).await;
        let text = std::fs::read_to_string(&path).unwrap();
        for said in [name, phone, number, "Soal yang diperebutkan", "lampiran kantor.txt", "ada di komputer ini"] {
            assert!(text.contains(said), "{said} is not in the export of {name}: {text}");
        }
        assert!(!text.contains(another), "{another} is nobody's business in the export of {name}: {text}");
        let shown = view["fields"]["person_name"] == name;
        assert_eq!(text.contains("sekarang tercatat pihak lain"), !shown, "{text}");
    }
}
