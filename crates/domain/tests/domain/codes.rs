//! Invitation codes and recovery seeds as people type them.

use lakon_domain::code::{Invitation, Secret, Seed, WrongCode};
use proptest::prelude::*;

const LETTERS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Every text that differs in one character, with the group of that character.
fn one_wrong(code: &str) -> Vec<(usize, String)> {
    let mut wrong = Vec::new();
    for (at, right) in code.char_indices().filter(|(_, c)| *c != '-') {
        for letter in LETTERS.chars().filter(|letter| *letter != right) {
            let mut typed = code.to_owned();
            typed.replace_range(at..=at, &letter.to_string());
            wrong.push((at / 5, typed));
        }
    }
    wrong
}

fn invitation() -> Invitation {
    Invitation { name: 613, secret: Secret::new([0x5a, 1, 2, 3, 0xff, 5, 6, 7, 8, 9, 0xa8]) }
}

fn seed() -> Seed {
    Seed::new(*b"\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_invitation_is_read_back(name in 0..Invitation::NAMES, bytes in any::<[u8; 11]>()) {
        let code = Invitation { name, secret: Secret::new(bytes) };
        prop_assert_eq!(code.groups().iter().map(String::len).collect::<Vec<_>>(), vec![4; 5]);
        prop_assert_eq!(Invitation::read(&code.text()), Ok(code));
    }

    #[test]
    fn a_seed_is_read_back(bytes in any::<[u8; 16]>()) {
        let seed = Seed::new(bytes);
        prop_assert_eq!(seed.groups().iter().map(String::len).collect::<Vec<_>>(), vec![4; 7]);
        prop_assert_eq!(Seed::read(&seed.text()), Ok(seed));
    }

    #[test]
    fn any_text_is_read_without_a_panic(typed in "\\PC{0,60}") {
        let _ = (Invitation::read(&typed), Seed::read(&typed));
    }
}

#[test]
fn codes_on_paper_stay_readable() {
    assert_eq!(invitation().text(), "K5B8-0G40-ZZ0M-30E2-09NX");
    assert_eq!(seed().text(), "008J-4CT4-ANK7-F24S-NAXW-SQFE-ZWKP");
}

#[test]
fn case_spaces_and_letters_that_look_like_digits_are_forgiven() {
    for forgiven in ["oO0i-Ll1 O", "0 0 0 1 1 1 1 0"] {
        let digits = "00011110";
        let (a, b) = (
            Invitation::read(&format!("{forgiven}{}", "7".repeat(12))),
            Invitation::read(&format!("{digits}{}", "7".repeat(12))),
        );
        assert_eq!(a.is_ok(), b.is_ok());
    }
    let code = invitation();
    for typed in [
        code.text().to_lowercase(),
        code.text().replace('-', ""),
        code.text().replace('-', "  "),
        code.text().replace('-', " \u{2013} "),
        code.text().replace('0', "o").replace('1', "L"),
        format!(" {}\n", code.text().replace('0', "O").replace('1', "i")),
    ] {
        assert_eq!(Invitation::read(&typed), Ok(code.clone()), "{typed}");
    }
    assert_eq!(Seed::read(&seed().text().to_lowercase().replace('-', " ").replace('0', "o")), Ok(seed()));
}

#[test]
fn every_single_wrong_character_of_a_seed_is_found_and_its_group_named() {
    for (group, typed) in one_wrong(&seed().text()) {
        assert_eq!(Seed::read(&typed), Err(WrongCode::WrongGroup(group)), "{typed}");
    }
}

#[test]
fn every_single_wrong_character_of_an_invitation_is_found() {
    for (_, typed) in one_wrong(&invitation().text()) {
        assert_eq!(Invitation::read(&typed), Err(WrongCode::WrongSomewhere), "{typed}");
    }
}

#[test]
fn two_exchanged_characters_are_found() {
    let exchanged = |text: String, at: usize| {
        let mut typed: Vec<char> = text.replace('-', "").chars().collect();
        typed.swap(at, at + 1);
        (typed[at] != typed[at + 1]).then(|| String::from_iter(typed))
    };
    for typed in (0..19).filter_map(|at| exchanged(invitation().text(), at)) {
        assert!(Invitation::read(&typed).is_err(), "{typed}");
    }
    for typed in (0..27).filter_map(|at| exchanged(seed().text(), at)) {
        assert!(Seed::read(&typed).is_err(), "{typed}");
    }
}

#[test]
fn a_character_no_code_has_names_its_group() {
    let groups = invitation().groups();
    for wrong in 0..5 {
        let mut typed = groups.clone();
        typed[wrong].replace_range(1..2, "U");
        assert_eq!(Invitation::read(&typed.join("-")), Err(WrongCode::WrongGroup(wrong)));
        assert_eq!(Invitation::read(&typed.concat()), Err(WrongCode::WrongGroup(wrong)));
    }
}

#[test]
fn a_group_too_short_or_too_long_is_named() {
    let groups = seed().groups();
    for wrong in 0..7 {
        let mut short = groups.clone();
        short[wrong].pop();
        assert_eq!(Seed::read(&short.join(" ")), Err(WrongCode::WrongGroup(wrong)));
        let mut long = groups.clone();
        long[wrong].push('7');
        assert_eq!(Seed::read(&long.join(" ")), Err(WrongCode::WrongGroup(wrong)));
    }
}

#[test]
fn a_code_that_ends_early_names_the_group_it_ends_in() {
    let whole = invitation().groups().concat();
    for length in 0..20 {
        assert_eq!(Invitation::read(&whole[..length]), Err(WrongCode::WrongGroup(length / 4)));
    }
    assert_eq!(Invitation::read(&(whole + "7")), Err(WrongCode::WrongGroup(4)));
}

#[test]
fn secrets_are_not_printed_by_accident() {
    assert_eq!(format!("{:?} {:?}", invitation(), seed()), "Invitation { name: 613, secret: Secret(..) } Seed(..)");
}
