//! Days and hours in words: "Rabu, 23 Desember 2026" (design/interface.md "Words").

use lakon_domain::calendar::Day;

use crate::api::Language;

const WEEKDAYS: [[&str; 2]; 7] = [
    ["Senin", "Monday"],
    ["Selasa", "Tuesday"],
    ["Rabu", "Wednesday"],
    ["Kamis", "Thursday"],
    ["Jumat", "Friday"],
    ["Sabtu", "Saturday"],
    ["Minggu", "Sunday"],
];
const MONTHS: [[&str; 2]; 12] = [
    ["Januari", "January"],
    ["Februari", "February"],
    ["Maret", "March"],
    ["April", "April"],
    ["Mei", "May"],
    ["Juni", "June"],
    ["Juli", "July"],
    ["Agustus", "August"],
    ["September", "September"],
    ["Oktober", "October"],
    ["November", "November"],
    ["Desember", "December"],
];

fn in_language(words: Option<&[&'static str; 2]>, language: Language) -> &'static str {
    words.map_or("", |[id, en]| if language == Language::Id { id } else { en })
}

/// "23 Desember 2026"
pub(crate) fn date(day: Day, language: Language) -> String {
    let month = usize::try_from(day.month()).unwrap_or(1).saturating_sub(1);
    format!("{} {} {}", day.day_of_month(), in_language(MONTHS.get(month), language), day.year())
}

/// "Rabu, 23 Desember 2026"
pub(crate) fn day(day: Day, language: Language) -> String {
    let weekday = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0);
    format!("{}, {}", in_language(WEEKDAYS.get(weekday), language), date(day, language))
}

/// "16.00" in Indonesian, "16:00" in English, from minutes after midnight.
pub(crate) fn clock(minutes: i64, language: Language) -> String {
    let mark = if language == Language::Id { '.' } else { ':' };
    format!("{:02}{mark}{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_day_is_written_as_people_here_write_it() {
        let wednesday: Day = "2026-12-23".parse().unwrap();
        assert_eq!(day(wednesday, Language::Id), "Rabu, 23 Desember 2026");
        assert_eq!(day(wednesday, Language::En), "Wednesday, 23 December 2026");
        assert_eq!(day("2027-01-03".parse().unwrap(), Language::Id), "Minggu, 3 Januari 2027");
        assert_eq!((clock(965, Language::Id), clock(1440, Language::En)), ("16.05".into(), "24:00".into()));
    }
}
