//! The ticket number HAI CSO gives a question: how it is written, and what two of them are compared by.

/// Fewest and most characters of a ticket number.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=40;
/// What stands before the number in HAI CSO's own list (data/hai-cso-export-layout.csv), and is copied along with it.
const LEADS: [&str; 3] = ["NO. REF:", "NO. REF", "NO REF:"];

/// A ticket number as the office writes it: upper case, without what stands before it. `None` where the text is none: it has letters,
/// digits and `-`, `.`, `/` only, at least one digit, and no space.
pub fn ticket(text: &str) -> Option<String> {
    let number = key(text)?;
    let fits = LENGTHS.contains(&number.chars().count())
        && number.chars().all(|c| c.is_ascii_alphanumeric() || "-./".contains(c))
        && number.chars().any(|c| c.is_ascii_digit());
    fits.then_some(number)
}

/// What a text is compared by, whatever was typed before there was a check; `None` where nothing stands there.
pub fn key(text: &str) -> Option<String> {
    let upper = text.trim().to_uppercase();
    let lead = LEADS.into_iter().find(|lead| upper.starts_with(lead)).unwrap_or_default();
    let key = upper.strip_prefix(lead).unwrap_or(&upper).trim();
    (!key.is_empty()).then(|| key.to_owned())
}
