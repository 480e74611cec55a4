//! Who comes to the sample office, when and for what, decided before anything is written.

use lakon_domain::calendar::{Calendar, Counting, Day};
use lakon_domain::catalogue;
use lakon_domain::ids::new_id;
use lakon_domain::number::Zone;
use lakon_domain::shape::Time;
use uuid::Uuid;

use super::course::{Act, Course, Way};
use super::recent::{RECENT, Recent};
use super::texts::{ALONE, GIVEN, ORGANISATIONS, QUESTIONS};
use super::{CASES, Dice};

/// Days the story goes back: two years.
const DAYS: usize = 730;
const MINUTE: i64 = 60_000;
/// When the first stakeholder of a day may come, minutes after midnight, and how long they may come from then.
const OPENS: u16 = 450;
const OPEN_MINUTES: usize = 400;
/// Working days before today of which more cases have an attachment.
const FILED_DAYS: usize = 25;
/// What was answered within the last hours: minutes ago and channel. The first is the oldest.
const TODAY: [(i64, &str); 4] = [(115, "whatsapp"), (100, "telepon"), (70, "tatap_muka"), (50, "tatap_muka")];
/// Face to face right now, minutes ago.
const RUNNING: [i64; 2] = [18, 6];

/// What happens to one case.
#[derive(Debug, Clone)]
pub struct Planned {
    pub case: Uuid,
    /// Several cases of one visitor share it.
    pub visit: Uuid,
    /// The visit begins with this case.
    pub first: bool,
    pub opened: Time,
    pub channel: &'static str,
    pub kind: &'static str,
    /// Index of the person, below `PEOPLE`.
    pub person: usize,
    pub organisation: Option<usize>,
    /// Index in `QUESTIONS`.
    pub question: usize,
    /// Index of the officer who received it.
    pub officer: usize,
    /// The case it doubles.
    pub of: Option<Uuid>,
    /// Oldest first, none after now.
    pub moments: Vec<(Time, Act)>,
}

impl Planned {
    pub fn section(&self) -> &'static str {
        catalogue::topic(QUESTIONS[self.question].0).map_or("", |topic| topic.section.as_str())
    }
}

/// The whole story.
pub struct Plan {
    pub begins: Time,
    /// By the time they were opened.
    pub cases: Vec<Planned>,
    pub calendar: Calendar,
}

/// People who come: the given names four times, told apart by an initial.
pub const PEOPLE: usize = 120;

/// The name of a person.
pub fn person_name(index: usize) -> String {
    let given = GIVEN[index % GIVEN.len()];
    match index / GIVEN.len() {
        0 => format!("{given} Contoh"),
        turn => format!("{given} {} Contoh", ["P.", "S.", "H."][(turn - 1) % 3]),
    }
}

/// Decides everything.
pub fn plan(now: Time, dice: &mut Dice) -> Plan {
    let calendar = Calendar::shipped();
    let days = working_days(now, &calendar);
    let begins = days.first().map_or(now, |day| day.at(7 * 60, Zone::Wita));
    let mut maker = Maker { now, calendar: &calendar, dice, days: &days, cases: Vec::with_capacity(CASES) };
    maker.today();
    maker.recent();
    maker.past();
    let mut cases = maker.cases;
    cases.sort_by_key(|case| (case.opened, case.case));
    Plan { begins, cases, calendar }
}

/// Those before today, the last one first in time last.
fn working_days(now: Time, calendar: &Calendar) -> Vec<Day> {
    let (zone, today) = (Zone::Wita, Day::of(now, Zone::Wita));
    let first = Day::of(Time(now.0 - DAYS as i64 * 24 * 60 * MINUTE), zone);
    let before = std::iter::once(first).chain(first.following()).take_while(|day| *day < today);
    before.filter(|day| calendar.is_working_day(*day, Counting::new(zone))).collect()
}

struct Maker<'d> {
    now: Time,
    calendar: &'d Calendar,
    dice: &'d mut Dice,
    days: &'d [Day],
    cases: Vec<Planned>,
}

impl Maker<'_> {
    /// What this very hour holds, whatever hour it is: some answers, and two clocks that run.
    fn today(&mut self) {
        for (minutes, channel) in TODAY {
            let opened = Time(self.now.0 - minutes * MINUTE);
            self.add(opened, channel, Way::AtOnce, Some(Act::Resolve), None, &[]);
        }
        for minutes in RUNNING {
            let opened = Time(self.now.0 - minutes * MINUTE);
            self.add(opened, "tatap_muka", Way::AtOnce, Some(Act::Topic), None, &[]);
        }
    }

    /// What is open, waited for and late, on every one of the last days.
    fn recent(&mut self) {
        for (place, Recent { back, channel, way, stop, section, files }) in RECENT.iter().enumerate() {
            let Some(day) = self.days.len().checked_sub(*back).and_then(|at| self.days.get(at)) else { continue };
            let minutes = u16::try_from(place * 17 % 240).unwrap_or(0);
            let opened = Time(day.at(OPENS + 10 + minutes, Zone::Wita).0 + 7_000 * place as i64);
            self.add(opened, channel, *way, *stop, *section, files);
        }
    }

    /// Everything else, spread evenly over the two years.
    fn past(&mut self) {
        let left = CASES - self.cases.len();
        let mut made = 0;
        while made < left {
            let at = made * self.days.len() / left;
            let Some(day) = self.days.get(at).copied() else { return };
            let minute = OPENS + u16::try_from(self.dice.roll(OPEN_MINUTES)).unwrap_or(0);
            let opened = Time(day.at(minute, Zone::Wita).0 + self.dice.roll(60) as i64 * 1_000);
            let (channel, way) = (self.channel(), self.way());
            let files = self.files(self.days.len() - at <= FILED_DAYS);
            let Some(first) = self.add(opened, channel, way, None, None, files) else { continue };
            made += 1;
            let twice = way == Way::AtOnce && channel == "tatap_muka" && made < left && self.dice.chance(7);
            if twice {
                self.another(first);
                made += 1;
            }
        }
    }

    /// One more question of the same visitor, a few minutes after the first.
    fn another(&mut self, first: usize) {
        let one = self.cases[first].clone();
        let opened = Time(one.opened.0 + 4 * MINUTE);
        let Some(at) = self.add(opened, one.channel, Way::AtOnce, None, None, &[]) else { return };
        let planned = &mut self.cases[at];
        (planned.visit, planned.first, planned.officer) = (one.visit, false, one.officer);
        (planned.kind, planned.person, planned.organisation) = (one.kind, one.person, one.organisation);
    }

    /// Returns its place.
    fn add(
        &mut self,
        opened: Time,
        channel: &'static str,
        way: Way,
        stop: Option<Act>,
        section: Option<&str>,
        files: &[&'static str],
    ) -> Option<usize> {
        let mut moments = Course::new(self.calendar, self.dice, opened, channel).go(way, files);
        if let Some(end) = stop.and_then(|stop| moments.iter().position(|(_, act)| *act == stop)) {
            moments.truncate(end + 1);
        }
        moments.retain(|(at, _)| *at < self.now);
        leave_no_clock(&mut moments);
        let (case, visit) = (new_id(opened.0, self.dice), new_id(opened.0, self.dice));
        let mut person = self.dice.roll(PEOPLE);
        let mut question = self.question(way, section);
        let mut of = None;
        if way == Way::Duplicate {
            let earlier = self.cases.iter().rev().find(|earlier| earlier.opened < opened && earlier.first)?;
            (person, question, of) = (earlier.person, earlier.question, Some(earlier.case));
        }
        // A person comes for the same organisation every time.
        let (kind, organisation) = if person.is_multiple_of(5) {
            (ALONE[person / 5 % ALONE.len()], None)
        } else {
            let organisation = person * 7 % ORGANISATIONS.len();
            (ORGANISATIONS[organisation].0, Some(organisation))
        };
        let officer = self.dice.roll(2);
        let first = true;
        self.cases.push(Planned {
            case,
            visit,
            first,
            opened,
            channel,
            kind,
            person,
            organisation,
            question,
            officer,
            of,
            moments,
        });
        Some(self.cases.len() - 1)
    }

    /// Of a section that has a head, where one is asked.
    fn question(&mut self, way: Way, section: Option<&str>) -> usize {
        let fits = |index: &usize| {
            let of = catalogue::topic(QUESTIONS[*index].0).map_or("", |topic| topic.section.as_str());
            let headed = super::HEADS.iter().any(|(section, _)| *section == of);
            section.map_or(!way.asks() || headed, |section| section == of)
        };
        let all: Vec<usize> = (0..QUESTIONS.len()).filter(fits).collect();
        *self.dice.pick(&all)
    }

    fn channel(&mut self) -> &'static str {
        match self.dice.roll(100) {
            0..55 => "tatap_muka",
            55..70 => "whatsapp",
            70..82 => "telepon",
            82..92 => "haicso",
            _ => "surel",
        }
    }

    fn way(&mut self) -> Way {
        let some = |dice: &mut Dice, from: usize, to: usize| from + dice.roll(to - from + 1);
        match self.dice.roll(1_000) {
            0..560 => Way::AtOnce,
            560..585 => Way::Undone,
            585..600 => Way::Chased,
            600..625 => Way::Paused,
            625..637 => Way::ClockCorrected,
            637..649 => Way::Amended,
            649..671 => Way::Reopened,
            671..715 => Way::Documents,
            715..728 => Way::Waived,
            728..778 => Way::Asked,
            778..792 => Way::AskedBack,
            792..802 => Way::Referred,
            802..812 => Way::Telephone,
            812..819 => Way::Withdrawn,
            819..839 => Way::Left,
            839..910 => Way::Promised { days: some(self.dice, 1, 3), told: true },
            910..925 => Way::Promised { days: some(self.dice, 2, 6), told: false },
            925..935 => Way::HandedOver,
            935..950 => Way::Forwarded,
            950..970 => Way::Late { days: some(self.dice, 1, 6) as i64 },
            970..990 => Way::Cancelled,
            _ => Way::Duplicate,
        }
    }

    fn files(&mut self, recent: bool) -> &'static [&'static str] {
        if !self.dice.chance(if recent { 30 } else { 1 }) {
            return &[];
        }
        let sets: &[&[&str]] = &[&["pdf"], &["pdf", "png"], &["txt"]];
        sets[self.dice.roll(sets.len())]
    }
}

/// A case that was cut off while an officer was at it: nobody started that clock yet.
fn leave_no_clock(moments: &mut Vec<(Time, Act)>) {
    let stops = |act: &Act| matches!(act, Act::Resolve | Act::Answered | Act::Promise | Act::Cancel | Act::Duplicate);
    let started = moments.iter().rposition(|(_, act)| *act == Act::Start);
    if let Some(started) = started
        && !moments[started..].iter().any(|(_, act)| stops(act))
    {
        moments.truncate(started);
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
        for case in &one.cases {
            assert!(one.begins < case.opened && case.opened < now);
            assert!(case.moments.is_sorted_by_key(|(at, _)| *at), "{:?}", case.moments);
            assert!(case.moments.iter().all(|(at, _)| *at < now));
        }
        assert!(one.begins.0 < now.0 - 720 * 24 * 60 * MINUTE);
        let shared = one.cases.iter().filter(|case| !case.first).count();
        assert!(shared > 50, "{shared} further questions of one visitor");
    }

    #[test]
    fn there_is_a_story_on_a_day_off_and_at_night_too() {
        // Saturday, 26 December 2026, 23.30 WITA, and a New Year's night.
        for now in [1_798_299_000_000, 1_798_733_100_000] {
            let plan = plan(Time(now), &mut Dice(7));
            assert_eq!(plan.cases.len(), CASES);
            assert!(plan.cases.iter().all(|case| case.moments.first().is_some_and(|(_, act)| *act == Act::Open)));
        }
    }
}
