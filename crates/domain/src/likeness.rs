//! Whether a stakeholder of a PC that joins an office is one the office has already (design/sync.md "Joining": "maps its users and
//! parties"). Two that are alike have one likeness: it is what the PC sends, inside TLS, and nobody keeps it, for whoever guesses a name and a
//! number can tell it.

use crate::ids::Hash;
use crate::party::{OrganisationState, PersonState, phone_digits};
use crate::shape::{Code, SatkerCode};

/// Fewest digits of a telephone number that tell one person from another of the same name.
const FEWEST_DIGITS: usize = 6;

/// The same name, however it is spaced and capitalised, with the same telephone number. `None` without both: two people of one name are
/// two people until somebody says otherwise.
pub fn person(name: &str, phone: &str) -> Option<Hash> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let digits = phone_digits(phone);
    (!name.is_empty() && digits.len() >= FEWEST_DIGITS).then(|| of("person", &name, &digits))
}

/// The same kind of organisation with the same satker code.
pub fn organisation(stakeholder_type: &Code, satker_code: &SatkerCode) -> Hash {
    of("organisation", stakeholder_type.as_str(), satker_code.as_str())
}

/// That of a person as they stand now.
pub fn of_person(state: &PersonState) -> Option<Hash> {
    person(state.name.value.text(), state.phone.value.text())
}

/// That of an organisation; `None` where it has no code.
pub fn of_organisation(state: &OrganisationState) -> Option<Hash> {
    state.satker_code.as_ref().map(|code| organisation(&state.stakeholder_type, code))
}

fn of(sort: &str, one: &str, other: &str) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"lakon likeness 1");
    for part in [sort, one, other] {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    Hash(*hasher.finalize().as_bytes())
}
