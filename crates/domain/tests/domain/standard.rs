//! The published standard, against the tables it comes from.

use lakon_domain::standard::{Actor, Weight, components, steps};

fn table(text: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect()
}

#[test]
fn every_step_stands_on_its_way_with_who_takes_it_and_whether_it_must_be_taken() {
    let rows = table(include_str!("../data/procedure-steps.csv"));
    assert_eq!(steps().len(), rows.len());
    for (step, row) in steps().iter().zip(&rows) {
        let actor = match &row[2] {
            "Petugas layanan" => Actor::FrontOffice,
            "Stakeholder" => Actor::Stakeholder,
            _ => Actor::Officer,
        };
        let weight = match &row[5] {
            "ya" => Weight::Must,
            "dapat" => Weight::May,
            _ => Weight::Depends,
        };
        let said = (step.code.as_str(), step.online, step.actor, step.weight);
        assert_eq!(said, (&row[0], &row[1] == "Daring", actor, weight));
    }
}

#[test]
fn every_component_says_whether_the_standard_or_the_office_fills_it() {
    let rows = table(include_str!("../data/service-standard-components.csv"));
    assert_eq!(components().len(), rows.len());
    for (component, row) in components().iter().zip(&rows) {
        assert_eq!(component.number.to_string(), row[1]);
        assert_eq!(component.field.as_str(), format!("standar_{}", &row[1]));
        assert_eq!(component.internal, row[0].starts_with("Manufacturing"), "{}", &row[2]);
        assert_eq!(component.said, !row[3].is_empty(), "{}", &row[2]);
    }
}
