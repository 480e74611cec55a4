//! Texts of the office before and after an admin set them, codes made from names, and what a number can be set to.

use lakon_domain::office::{Office, OfficeState};
use lakon_domain::settings::{NAME, OFFICE_TEXTS, SETTINGS, SettingsState, code_for, range, standard};
use lakon_domain::standing::Standing;

use crate::acts::*;
use crate::world::*;

fn office(number: &str) -> Office {
    let begun = lakon_domain::event::OfficeBegun {
        office: id(12),
        code: code(number),
        zone: code("WITA"),
        office_key: lakon_domain::ids::PublicKey([3; 32]),
        recovery: recipient(),
        private: name("KPPN Contoh"),
    };
    let mut desks = Desks::default();
    desks.write(9, 0, begun);
    OfficeState::fold(&desks.events).office.unwrap()
}

#[test]
fn an_office_begins_with_its_own_name_and_what_the_program_knows_of_it() {
    let start = SettingsState::default();
    let (first, other) = (office("046"), office("123"));
    assert_eq!(start.office_text(NAME, Some(&first)), "KPPN Contoh");
    assert_eq!(start.office_text("alamat", Some(&first)), "Jl. M. Yamin No. 2");
    for field in OFFICE_TEXTS.iter().filter(|field| **field != NAME) {
        assert_eq!(start.office_text(field, Some(&other)), "", "{field}");
        assert_eq!(start.office_text(field, None), "", "{field}");
    }
}

#[test]
fn a_text_that_was_set_holds_an_emptied_one_too_and_a_name_is_never_empty() {
    let mut desks = Desks::default();
    let first = office("046");
    desks.write(1, 1, office_text("telepon", "0541 000000", &[]));
    desks.write(1, 2, office_text("alamat", "", &[]));
    desks.write(1, 3, office_text(NAME, "", &[]));
    let state = SettingsState::fold(&desks.events, &Standing::default());
    let texts = ["telepon", "alamat", NAME].map(|field| state.office_text(field, Some(&first)));
    assert_eq!(texts, ["0541 000000", "", "KPPN Contoh"]);
}

#[test]
fn a_code_is_made_of_the_name_and_never_used_again() {
    let made = |name: &str, taken: &[&str]| code_for(name, |code| taken.contains(&code)).unwrap().to_string();
    let table = [
        ("Pencairan Dana & Manajemen Satker", &[][..], "pencairan_dana_manajemen_satker"),
        ("  Gerai (Mal Pelayanan) ", &[], "gerai_mal_pelayanan"),
        ("Gerai", &["gerai", "gerai_2"], "gerai_3"),
        ("???", &[], "baru"),
        ("Konfirmasi Setoran Penerimaan Negara dan Koreksinya", &[], "konfirmasi_setoran_penerimaan_ne"),
    ];
    for (name, taken, code) in table {
        assert_eq!(made(name, taken), code, "{name}");
    }
}

#[test]
fn what_the_program_comes_with_is_within_what_can_be_set() {
    for (setting, value) in SETTINGS {
        assert!(range(setting).contains(&value), "{setting}");
        assert_eq!(standard(setting), value);
    }
}
