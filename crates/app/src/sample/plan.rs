//! What happens in the sample office and when, decided before anything is written.

use chrono::{Datelike, Duration, NaiveDate, TimeZone, Weekday};
use lakon_domain::number::Zone;
use lakon_domain::shape::Time;

use super::texts::{ALONE, GIVEN, ORGANISATIONS, QUESTIONS};
use super::{CASES, Dice};

/// Weeks the story goes back.
const WEEKS: i64 = 26;
const MINUTE: i64 = 60_000;
/// Working days before today in which more cases are still open.
const RECENT_DAYS: usize = 15;

/// How a case stands at the end of the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Received,
    Identified,
    Resolved,
    Cancelled,
}

/// What happens to one case.
#[derive(Debug, Clone)]
pub struct Planned {
    pub opened: Time,
    pub channel: &'static str,
    pub kind: &'static str,
    /// Index of the person, below `PEOPLE`.
    pub person: usize,
    pub organisation: Option<usize>,
    /// Index in `QUESTIONS`.
    pub question: usize,
    pub end: End,
    /// Minutes of service until the answer.
    pub minutes: i64,
    /// When it was answered or cancelled; `None` while it is open.
    pub closed: Option<Time>,
    /// The answer was undone once and given again.
    pub undone: bool,
    /// Attachments: kind and running number.
    pub files: Vec<(&'static str, usize)>,
}

/// The whole story.
pub struct Plan {
    pub begins: Time,
    /// By the time they were opened.
    pub cases: Vec<Planned>,
}

/// People who come: the given names twice, told apart by an initial.
pub const PEOPLE: usize = 60;

/// The name of a person.
pub fn person_name(index: usize) -> String {
    let given = GIVEN[index % GIVEN.len()];
    if index < GIVEN.len() { format!("{given} Contoh") } else { format!("{given} P. Contoh") }
}

/// Decides everything.
pub fn plan(now: Time, dice: &mut Dice) -> Plan {
    let zone = Zone::Wita;
    let today = zone.date(now);
    let days: Vec<NaiveDate> = (1..=WEEKS * 7)
        .rev()
        .filter_map(|back| today.checked_sub_signed(Duration::days(back)))
        .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
        .collect();
    let at = |day: NaiveDate, minute: i64| {
        let midnight =
            day.and_hms_opt(0, 0, 0).and_then(|midnight| zone.tz().from_local_datetime(&midnight).earliest());
        Time(midnight.map_or(now.0, |midnight| midnight.timestamp_millis()) + minute * MINUTE)
    };
    let begins = days.first().map_or(now, |day| at(*day, 7 * 60));
    // The last ones are of this very hour, whatever hour it is.
    let today_minutes_ago = [95, 61, 44, 31, 18, 6];
    let mut opened: Vec<(Time, usize)> = (0..CASES - today_minutes_ago.len())
        .map(|_| {
            let day = dice.roll(days.len());
            // Half past seven to four, to the second.
            let minute = 450 + i64::try_from(dice.roll(490)).unwrap_or(0);
            let second = i64::try_from(dice.roll(60)).unwrap_or(0) * 1000;
            (Time(at(days[day], minute).0 + second), days.len() - day)
        })
        .collect();
    opened.extend(today_minutes_ago.map(|minutes| (Time(now.0 - minutes * MINUTE), 0)));
    opened.sort_unstable();
    let last = opened.len();
    let cases =
        opened.into_iter().enumerate().map(|(index, (at, age))| case(index, last, at, age, now, dice)).collect();
    Plan { begins, cases }
}

fn case(index: usize, last: usize, opened: Time, age_days: usize, now: Time, dice: &mut Dice) -> Planned {
    let channel = match dice.roll(100) {
        0..55 => "tatap_muka",
        55..70 => "whatsapp",
        70..82 => "telepon",
        82..92 => "haicso",
        _ => "surel",
    };
    let person = dice.roll(PEOPLE);
    // A person comes for the same organisation every time.
    let (kind, organisation) = if person.is_multiple_of(5) {
        (ALONE[person / 5 % ALONE.len()], None)
    } else {
        let organisation = person * 7 % ORGANISATIONS.len();
        (ORGANISATIONS[organisation].0, Some(organisation))
    };
    let open_chance = if age_days <= RECENT_DAYS { 30 } else { 2 };
    // Of the last hour: two clocks run, the others are done.
    let running = index + 2 >= last;
    let end = match () {
        () if running => End::Identified,
        () if dice.chance(open_chance) => *dice.pick(&[End::Received, End::Identified, End::Identified]),
        () if dice.chance(5) => End::Cancelled,
        () => End::Resolved,
    };
    let minutes = 3 + i64::try_from(dice.roll(14) + dice.roll(9)).unwrap_or(0);
    // Somebody at the counter waits for the answer; a ticket may wait until tomorrow.
    let wait = if channel == "tatap_muka" { minutes } else { minutes + i64::try_from(dice.roll(60 * 20)).unwrap_or(0) };
    let closed =
        matches!(end, End::Resolved | End::Cancelled).then(|| Time((opened.0 + wait * MINUTE).min(now.0 - MINUTE)));
    let files = match dice.roll(12) {
        0 => vec![("pdf", index), ("png", index)],
        1 | 2 => vec![("pdf", index)],
        3 => vec![("txt", index)],
        _ => Vec::new(),
    };
    let open = matches!(end, End::Received | End::Identified);
    // Whoever stood at the counter was served; what is still open came in online, but for the two of this moment.
    let channel = match () {
        () if running => "tatap_muka",
        () if open && channel == "tatap_muka" => "whatsapp",
        () => channel,
    };
    let question = dice.roll(QUESTIONS.len());
    Planned {
        opened,
        channel,
        kind,
        person,
        organisation,
        question,
        end,
        minutes,
        closed,
        undone: dice.chance(3) && end == End::Resolved,
        files,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_story_is_the_same_every_time_and_ends_before_now() {
        let now = Time(1_795_399_200_000);
        let [one, two] = [plan(now, &mut Dice(1)), plan(now, &mut Dice(1))];
        assert_eq!(one.cases.len(), CASES);
        assert_eq!(format!("{:?}", one.cases), format!("{:?}", two.cases));
        assert!(one.cases.iter().all(|case| one.begins < case.opened && case.opened < now));
        assert!(one.cases.iter().all(|case| case.closed.is_none_or(|closed| closed < now)));
        for end in [End::Received, End::Identified, End::Resolved, End::Cancelled] {
            assert!(one.cases.iter().any(|case| case.end == end), "{end:?}");
        }
        for channel in ["tatap_muka", "whatsapp", "telepon", "haicso", "surel"] {
            assert!(one.cases.iter().any(|case| case.channel == channel), "{channel}");
        }
        assert!(one.cases.iter().map(|case| case.files.len()).sum::<usize>() > 40);
    }
}
