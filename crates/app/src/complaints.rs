//! Kanal Pengaduan: where complaints go. Elsewhere: Lakon shows the office's channels and keeps no complaint (product.md rule 10).

use lakon_domain::settings::Complaint;
use url::Url;

use crate::api::{AddressKind, ComplaintChannel, ComplaintRef, Complaints, Nothing};
use crate::app::Desk;
use crate::failure::Failure;
use crate::qr;
use crate::words::Sentence;

/// Digits a telephone number has, with the country's code and without (ITU-T E.164 allows 15).
const DIGITS: std::ops::RangeInclusive<usize> = 5..=15;

/// The channels in use, in the office's order.
pub fn view(desk: &Desk, _: Nothing) -> Result<Complaints, Failure> {
    let rules = desk.store.rules();
    let channels = rules.settings.complaints.iter().filter(|one| !one.retired).map(|one| {
        let address = one.address.text().trim();
        let (kind, target) = read(address);
        ComplaintChannel {
            complaint: one.complaint.to_string(),
            name: one.name.text().to_owned(),
            address: address.to_owned(),
            kind,
            qr: target.and_then(|target| qr::draw(&target)),
        }
    });
    Ok(Complaints { channels: channels.collect() })
}

/// Opens the link of a channel with the desktop's browser: only of a channel that is shown, and only an address of the web.
pub fn open(desk: &Desk, input: ComplaintRef) -> Result<Nothing, Failure> {
    let rules = desk.store.rules();
    let named = |one: &&Complaint| !one.retired && one.complaint.to_string() == input.complaint;
    let channel = rules.settings.complaints.iter().find(named).ok_or(Sentence::NoComplaintChannel)?;
    let link = web(channel.address.text().trim()).ok_or(Sentence::NotALink)?;
    let host = desk.app.host().ok_or(Sentence::Broken)?;
    host.open_link(link.as_str()).map_err(|error| {
        tracing::warn!(error = %lakon_domain::unquoted::io(&error), "a link was not opened");
        Sentence::LinkNotOpened
    })?;
    Ok(Nothing {})
}

/// What an address is, and what a telephone that reads its code goes to.
pub(crate) fn read(address: &str) -> (AddressKind, Option<String>) {
    if address.is_empty() {
        return (AddressKind::Missing, None);
    }
    if let Some(link) = web(address) {
        return (AddressKind::Link, Some(link.into()));
    }
    if is_mail(address) {
        return (AddressKind::Mail, Some(format!("mailto:{address}")));
    }
    match digits(address) {
        Some(number) => (AddressKind::Phone, Some(format!("tel:{number}"))),
        None => (AddressKind::Words, None),
    }
}

/// An address of the web as it is opened; whatever else a system can open (files, programs, scripts) is none, and so is one that
/// hides where it leads behind a name and password.
fn web(address: &str) -> Option<Url> {
    let with_scheme = address.starts_with("https://") || address.starts_with("http://");
    // Many write an address of the web without its beginning.
    let bare = !with_scheme && address.starts_with("www.");
    let whole = if bare { format!("https://{address}") } else { address.to_owned() };
    if !(with_scheme || bare) || whole.chars().any(|one| one.is_whitespace() || one.is_control()) {
        return None;
    }
    let link = Url::parse(&whole).ok()?;
    let plain = link.username().is_empty() && link.password().is_none();
    (plain && link.host_str().is_some_and(|host| host.contains('.'))).then_some(link)
}

fn is_mail(address: &str) -> bool {
    let plain = address.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"@.-_+".contains(&byte));
    let parts = address.split_once('@');
    plain && parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
}

/// A telephone number without what people write between its digits.
fn digits(address: &str) -> Option<String> {
    let (plus, rest) = address.strip_prefix('+').map_or(("", address), |rest| ("+", rest));
    let number: String = rest.chars().filter(char::is_ascii_digit).collect();
    let plain = rest.chars().all(|one| one.is_ascii_digit() || matches!(one, ' ' | '-' | '.' | '(' | ')'));
    (plain && DIGITS.contains(&number.len())).then(|| format!("{plus}{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for link in ["https://www.lapor.go.id", "http://contoh.go.id/a?b=c", "www.lapor.go.id"] {
            assert!(web(link).is_some(), "{link}");
        }
        let others = [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "ms-msdt:/id",
            "\\\\peladen\\berkas",
            "https://",
            "https://kantor",
            "https://lapor.go.id@jahat.example/",
            "https://lapor.go.id jahat",
            "di kantor",
        ];
        for other in others {
            assert!(web(other).is_none(), "{other}");
        }
    }

    #[test]
    fn an_address_says_what_it_is() {
        let rows = [
            ("https://wise.kemenkeu.go.id", AddressKind::Link, Some("https://wise.kemenkeu.go.id/")),
            ("Pengaduan046@kemenkeu.go.id", AddressKind::Mail, Some("mailto:Pengaduan046@kemenkeu.go.id")),
            ("0811-5001-292", AddressKind::Phone, Some("tel:08115001292")),
            ("+62 811 5001 292", AddressKind::Phone, Some("tel:+628115001292")),
            ("1234", AddressKind::Words, None),
            ("di kantor", AddressKind::Words, None),
            ("a@b@c.id", AddressKind::Words, None),
            ("", AddressKind::Missing, None),
        ];
        for (address, kind, target) in rows {
            assert_eq!(read(address), (kind, target.map(str::to_owned)), "{address}");
        }
    }
}
