//! The lists an office starts with, against the tables they come from.

use std::collections::BTreeSet;

use lakon_domain::catalogue::*;

fn table(text: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect()
}

#[test]
fn every_row_of_the_topics_is_read() {
    let rows = table(include_str!("../../data/topics.csv"));
    assert_eq!(topics().len(), rows.len());
    let codes: BTreeSet<&str> = topics().iter().map(|topic| topic.code.as_str()).collect();
    assert_eq!(codes.len(), rows.len(), "a code twice");
    let retur = topic("BANK-01").unwrap();
    assert_eq!((retur.section.as_str(), retur.section_name.as_str()), ("BANK", "Seksi Bank"));
    assert_eq!(retur.name, "Retur SP2D: penyelesaian, perbaikan rekening");
    assert_eq!(retur.keywords, ["retur", "retur sp2d", "rekening salah", "pasif"]);
    assert_eq!(retur.documents, ["Surat ralat/perbaikan rekening", "Surat keterangan bank".to_lowercase().as_str()]);
    assert!(topic("LAIN-02").unwrap().documents.is_empty());
}

#[test]
fn every_topic_has_a_section() {
    let sections = sections();
    assert_eq!(
        sections.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(),
        ["PD", "MSKI", "BANK", "VERA", "UMUM", "LAIN"]
    );
    assert!(
        topics()
            .iter()
            .all(|topic| sections.iter().any(|(code, name)| **code == topic.section && *name == topic.section_name))
    );
}

#[test]
fn every_stakeholder_type_has_the_roles_of_its_row() {
    let rows = table(include_str!("../../data/stakeholder-types.csv"));
    assert_eq!(stakeholder_types().len(), rows.len());
    for (kind, row) in stakeholder_types().iter().zip(&rows) {
        let roles: Vec<&str> = row[2].split(';').map(str::trim).collect();
        assert_eq!((kind.code.as_str(), kind.name.as_str()), (&row[0], &row[1]));
        assert_eq!(kind.roles.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), roles, "{}", kind.code);
        let codes: BTreeSet<&str> = kind.roles.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!(codes.len(), roles.len(), "{}: a code twice", kind.code);
    }
}

#[test]
fn only_spending_units_have_a_satker_code_and_they_have_an_organisation() {
    let with_code: Vec<&str> =
        stakeholder_types().iter().filter(|kind| kind.has_satker_code).map(|kind| kind.code.as_str()).collect();
    assert_eq!(with_code, ["SATKER", "BLU"]);
    assert!(stakeholder_types().iter().all(|kind| kind.has_organisation || !kind.has_satker_code));
    assert!(!stakeholder_type("PENSIUN").unwrap().has_organisation);
    assert!(!stakeholder_type("UMUM").unwrap().has_organisation);
}

#[test]
fn there_are_two_ways_in() {
    let codes: Vec<&str> = channels().iter().map(|channel| channel.code.as_str()).collect();
    assert_eq!(codes, ["tatap_muka", "haicso", "telepon", "whatsapp", "surel"]);
    assert!(channels().iter().all(|channel| channel.online == (channel.code.as_str() != FACE_TO_FACE)));
    assert!(channels().iter().all(|channel| channel.hai == (channel.code.as_str() == "haicso")));
    assert!(channel("faks").is_none());
}
