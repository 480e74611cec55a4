//! Case numbers `046-B-26-0042`: labels, years of the office's zone, running numbers. Nothing here remembers a number.

use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::Random;
use crate::shape::{BadShape, CaseNumber, Code, Time};

/// Letters of labels: no I and O, which are read as digits over the telephone.
pub const LABEL_LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";

/// The zones an Indonesian office can lie in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Zone {
    Wib,
    Wita,
    Wit,
}

impl Zone {
    pub const ALL: [Zone; 3] = [Zone::Wib, Zone::Wita, Zone::Wit];

    /// The key facts carry: `WIB`, `WITA`, `WIT`.
    pub fn key(self) -> &'static str {
        match self {
            Zone::Wib => "WIB",
            Zone::Wita => "WITA",
            Zone::Wit => "WIT",
        }
    }

    /// The name in the IANA database.
    pub fn iana(self) -> &'static str {
        self.tz().name()
    }

    /// The rules of the zone.
    pub fn tz(self) -> chrono_tz::Tz {
        match self {
            Zone::Wib => chrono_tz::Asia::Jakarta,
            Zone::Wita => chrono_tz::Asia::Makassar,
            Zone::Wit => chrono_tz::Asia::Jayapura,
        }
    }

    /// The date on the office's wall at an instant. Instants beyond the calendar are read as 1970.
    pub fn date(self, at: Time) -> NaiveDate {
        DateTime::<Utc>::from_timestamp_millis(at.0).unwrap_or_default().with_timezone(&self.tz()).date_naive()
    }

    /// The year on the office's wall at an instant, for case numbers: 0 to 99.
    pub fn year(self, at: Time) -> u8 {
        u8::try_from(self.date(at).year().rem_euclid(100)).unwrap_or(0)
    }
}

impl FromStr for Zone {
    type Err = BadShape;
    /// Takes the key or the IANA name.
    fn from_str(text: &str) -> Result<Self, BadShape> {
        Self::ALL
            .into_iter()
            .find(|zone| zone.key() == text || zone.iana() == text)
            .ok_or(BadShape { expected: "WIB, WITA or WIT" })
    }
}

/// A case number taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    pub office: String,
    pub label: String,
    /// 0 to 99.
    pub year: u8,
    /// From 1.
    pub running: u32,
}

/// Takes a case number apart.
pub fn parts(number: &CaseNumber) -> Parts {
    let mut fields = number.as_str().split('-');
    let mut field = || fields.next().unwrap_or_default().to_owned();
    Parts { office: field(), label: field(), year: field().parse().unwrap_or(0), running: field().parse().unwrap_or(0) }
}

/// The number after `last` of this label and year (0 before the first). `office` has three digits; `year` is 0 to 99.
///
/// # Errors
/// [`BadShape`] when office or label do not have their shape, or the year's numbers are used up (99,999,999).
pub fn next_number(office: &str, label: &str, year: u8, last: u32) -> Result<CaseNumber, BadShape> {
    CaseNumber::new(format!("{office}-{label}-{year:02}-{:04}", last.saturating_add(1)))
}

/// The greatest running number of this label and year among the given numbers; 0 where there is none.
pub fn last_running<'a>(numbers: impl IntoIterator<Item = &'a CaseNumber>, label: &str, year: u8) -> u32 {
    let same = |p: &Parts| p.label == label && p.year == year;
    numbers.into_iter().map(parts).filter(same).map(|p| p.running).max().unwrap_or(0)
}

/// Whether a text can be a label: one to three letters of [`LABEL_LETTERS`], then nothing or two digits.
pub fn is_label(text: &str) -> bool {
    let letters = text.bytes().take_while(|b| LABEL_LETTERS.contains(b)).count();
    let rest = text.as_bytes().get(letters..).unwrap_or_default();
    (1..=3).contains(&letters) && (rest.is_empty() || rest.len() == 2 && rest.iter().all(u8::is_ascii_digit))
}

/// The label a PC without a server draws for itself: two letters.
pub fn random_label(random: &mut dyn Random) -> Code {
    let letters = [0; 2].map(|_: u8| LABEL_LETTERS[usize::from(below(24, random))]);
    code(String::from_utf8_lossy(&letters).into_owned())
}

/// The label of a new incarnation until the server gives it one: the old letters and two random digits.
pub fn waiting_label(old: &str, random: &mut dyn Random) -> Code {
    let letters: String = old.chars().take_while(char::is_ascii_uppercase).take(3).collect();
    code(format!("{letters}{:02}", below(100, random)))
}

/// The label the server gives next: one letter while one is free, then three. `taken` must know every label found in
/// any log the server holds. `None` when all 13,848 are taken.
pub fn server_label(taken: impl Fn(&str) -> bool) -> Option<Code> {
    let letters = || LABEL_LETTERS.iter().copied().map(char::from);
    let one = letters().map(String::from);
    let three =
        letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| String::from_iter([a, b, c]))));
    one.chain(three).find(|label| !taken(label)).map(code)
}

/// A number below `limit`, every one equally likely.
fn below(limit: u8, random: &mut dyn Random) -> u8 {
    let fair = u8::MAX - u8::MAX % limit;
    loop {
        let mut byte = [0];
        random.fill(&mut byte);
        if byte[0] < fair {
            return byte[0] % limit;
        }
    }
}

fn code(label: String) -> Code {
    Code::new(label).unwrap_or_else(|_| unreachable!("labels are one to five letters and digits"))
}
