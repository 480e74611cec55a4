//! Duties as the page shows them, every due date with its reasons day by day.

use lakon_domain::calendar::{Closed, Counting, Day, Holiday, HolidayKind, Verdict};
use lakon_domain::case::CaseState;
use lakon_domain::duty::{Duty, DutyKind as Kind, DutyState as State, Former};
use lakon_domain::shape::Time;
use lakon_store::Rules;

use crate::api::{DutyKind, DutyState, DutyView, Language, TraceLine};
use crate::app::Desk;
use crate::case_view::ms;
use crate::duty_former;

/// Reports of one case a page shows, the newest: beyond, they tell nothing new.
const REPORTS_SHOWN: usize = 20;
/// Days looked at to say how late or early it is: more than ten years.
const MOST_DAYS: usize = 4_000;

/// The duties of a case: every solution, and the newest reports.
pub(crate) fn of_case(desk: &Desk, state: &CaseState, rules: &Rules, now: Time) -> Vec<DutyView> {
    let (office, language) = (desk.store.office(), desk.language);
    let duties = rules.duties(state, now);
    let former = rules.former(&duties, state, now);
    let reports = duties.iter().filter(|duty| duty.kind == Kind::Progress).count();
    let mut left_out = reports.saturating_sub(REPORTS_SHOWN);
    let shown = duties.iter().zip(former).filter(|(duty, _)| {
        let too_old = duty.kind == Kind::Progress && left_out > 0;
        left_out -= usize::from(too_old);
        !too_old
    });
    // What is not owed was due never.
    let told = |duty: &Duty, former: &Former| {
        (duty.state != State::NotOwed).then(|| duty_former::view(former, rules, &office, language))
    };
    shown
        .map(|(duty, former)| DutyView {
            former: former.iter().filter_map(|one| told(duty, one)).collect(),
            ..view(duty, rules, now, language)
        })
        .collect()
}

pub(crate) fn view(duty: &Duty, rules: &Rules, now: Time, language: Language) -> DutyView {
    let today = rules.day(now);
    DutyView {
        kind: match duty.kind {
            Kind::Solution => DutyKind::Solution,
            Kind::Progress => DutyKind::Progress,
        },
        state: match duty.state {
            State::Met { .. } => DutyState::Met,
            State::Open if duty.due.day == today => DutyState::DueToday,
            State::Open => DutyState::Open,
            State::Overdue { .. } => DutyState::Overdue,
            State::Missed { .. } => DutyState::Missed,
            State::NotOwed => DutyState::NotOwed,
        },
        due_at: ms(duty.due.at),
        due_day: duty.due.day.to_string(),
        provisional: duty.due.provisional,
        unknown_year: duty.due.unknown_year,
        working_days_left: days_left(duty.due.day, today, rules),
        trace: duty
            .due
            .trace
            .iter()
            .map(|line| TraceLine { day: line.day.to_string(), text: verdict(&line.verdict, language) })
            .collect(),
        former: Vec::new(),
    }
}

fn days_left(due: Day, today: Day, rules: &Rules) -> i32 {
    let counting = Counting::new(rules.zone);
    let between = |from: Day, to: Day| {
        let days = from.following().take_while(|day| *day <= to).take(MOST_DAYS);
        i32::try_from(days.filter(|day| rules.calendar.is_working_day(*day, counting)).count()).unwrap_or(i32::MAX)
    };
    if due >= today { between(today, due) } else { -between(due, today) }
}

fn verdict(verdict: &Verdict, language: Language) -> String {
    let english = language == Language::En;
    match verdict {
        Verdict::Zero if english => "day 0".to_owned(),
        Verdict::Zero => "hari ke-0".to_owned(),
        Verdict::Counted { nth, .. } if english => format!("working day {nth}"),
        Verdict::Counted { nth, .. } => format!("hari kerja ke-{nth}"),
        Verdict::Skipped(Closed::Weekend) if english => "weekend, not counted".to_owned(),
        Verdict::Skipped(Closed::Weekend) => "akhir pekan, tidak dihitung".to_owned(),
        Verdict::Skipped(Closed::Holiday(day)) if english => format!("{}, not counted", holiday(day, language)),
        Verdict::Skipped(Closed::Holiday(day)) => format!("{}, tidak dihitung", holiday(day, language)),
    }
}

/// "cuti bersama Natal": the kind once, and the name as people say it.
pub(crate) fn holiday(holiday: &Holiday, language: Language) -> String {
    let (kind, name) = (kind_words(holiday.kind, language), short_name(&holiday.name));
    let unsure = match (holiday.is_confirmed(), language) {
        (true, _) => "",
        (false, Language::Id) => " (sementara)",
        (false, Language::En) => " (provisional)",
    };
    format!("{kind} {name}{unsure}")
}

pub(crate) fn kind_words(kind: HolidayKind, language: Language) -> &'static str {
    match (kind, language) {
        (HolidayKind::National, Language::Id) => "libur nasional",
        (HolidayKind::National, Language::En) => "public holiday",
        (HolidayKind::CutiBersama, Language::Id) => "cuti bersama",
        (HolidayKind::CutiBersama, Language::En) => "collective leave",
    }
}

/// A holiday's name without what its sort says already.
pub(crate) fn short_name(name: &str) -> &str {
    let name = name.strip_prefix("Cuti Bersama ").or_else(|| name.strip_prefix("Cuti bersama ")).unwrap_or(name);
    name.strip_prefix("Hari Raya ").unwrap_or(name)
}
