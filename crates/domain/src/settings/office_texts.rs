//! The texts of the office an admin sets, and what they are before anybody set one.

use super::SettingsState;
use crate::catalogue;
use crate::office::Office;

/// Its name, which the office was begun with.
pub const NAME: &str = "nama";

/// Every text this program knows, in the order of the page: name, address, postcode, telephone, site, whom it belongs to, the
/// head of office with the service number, and the lines of the letterhead.
pub const OFFICE_TEXTS: [&str; 9] =
    [NAME, "alamat", "kode_pos", "telepon", "situs", "induk", "kepala", "nip_kepala", "kop"];

impl SettingsState {
    /// A text of the office: what was set, otherwise what the office began with, otherwise what the program knows of an office
    /// of that code. An office may also have set that there is none.
    pub fn office_text(&self, field: &str, office: Option<&Office>) -> String {
        let set = self.texts.iter().find(|(code, _)| code.as_str() == field).map(|(_, text)| text.text.text());
        match (set, office) {
            (Some(text), _) if field != NAME || !text.is_empty() => text.to_owned(),
            (_, Some(office)) if field == NAME => office.name.text().to_owned(),
            (_, Some(office)) => catalogue::office_text(office.code.as_str(), field).unwrap_or_default(),
            (_, None) => String::new(),
        }
    }
}
