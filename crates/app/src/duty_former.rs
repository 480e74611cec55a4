//! Former due dates in words: what a duty's due date was before the calendar, the hours or a limit was changed, and by whom.

use lakon_domain::calendar::{Day, HolidayKind};
use lakon_domain::duty::{Cause, Former};
use lakon_domain::office::OfficeState;
use lakon_domain::settings::{PROGRESS_DAYS, SOLUTION_DAYS};
use lakon_domain::shape::Code;
use lakon_store::Rules;

use crate::api::{DueCause, FormerDue, Language};
use crate::case_view::{ms, name_of};
use crate::day_words;
use crate::words::{Sentence, fill};

/// Changes of one act that are named; an imported calendar can hold more that moved the date.
const NAMED: usize = 3;

pub(crate) fn view(former: &Former, rules: &Rules, office: &OfficeState, language: Language) -> FormerDue {
    let cause = former.change.causes.first().map_or(DueCause::Calendar, sort);
    let by = name_of(office, former.change.by);
    let changed = rules.day(former.change.at);
    let mut named: Vec<String> = former.change.causes.iter().map(|cause| words(cause, language)).collect();
    // The hours of a period are two records of one name.
    named.dedup();
    named.truncate(NAMED);
    let what = match (cause, language) {
        (DueCause::Calendar, Language::Id) => "kalender",
        (DueCause::Calendar, Language::En) => "calendar",
        (DueCause::Hours, Language::Id) => "jam kerja",
        (DueCause::Hours, Language::En) => "working hours",
        (DueCause::Limit, Language::Id) => "standar",
        (DueCause::Limit, Language::En) => "standard",
    };
    let mut due = day_words::day(former.day, language);
    if cause == DueCause::Hours {
        let minutes = former.at.since(former.day.at(0, rules.zone)) / 60_000;
        let at = if language == Language::Id { "pukul" } else { "at" };
        due = format!("{due} {at} {}", day_words::clock(minutes, language));
    }
    let gaps = [due, what.to_owned(), day_words::date(changed, language), by.clone(), named.join("; ")];
    FormerDue {
        due_day: former.day.to_string(),
        due_at: ms(former.at),
        cause,
        changed_at: ms(former.change.at),
        changed_by: by,
        text: fill(Sentence::FormerDue.words(language), &gaps),
    }
}

fn sort(cause: &Cause) -> DueCause {
    match cause {
        Cause::Holiday { .. } => DueCause::Calendar,
        Cause::Hours { .. } => DueCause::Hours,
        Cause::Limit { .. } => DueCause::Limit,
    }
}

fn words(cause: &Cause, language: Language) -> String {
    let english = language == Language::En;
    match cause {
        Cause::Holiday { day, removed: true, .. } if english => {
            format!("{} is no holiday", day_words::day(*day, language))
        }
        Cause::Holiday { day, removed: true, .. } => format!("{} bukan hari libur", day_words::day(*day, language)),
        Cause::Holiday { day, sort, name, .. } => holiday(*day, sort, name, language),
        Cause::Hours { name, removed: true } if english => format!("{name} taken out"),
        Cause::Hours { name, removed: true } => format!("{name} dihapus"),
        Cause::Hours { name, .. } => name.clone(),
        Cause::Limit { setting, value, from } => limit(setting, *value, *from, language),
    }
}

/// "Kamis, 24 Desember 2026 cuti bersama Natal"
fn holiday(day: Day, sort: &Code, name: &str, language: Language) -> String {
    let kind = HolidayKind::ALL.into_iter().find(|kind| kind.code() == sort.as_str());
    let kind = crate::duty_view::kind_words(kind.unwrap_or(HolidayKind::National), language);
    format!("{} {kind} {}", day_words::day(day, language), crate::duty_view::short_name(name))
}

fn limit(setting: &Code, value: u32, from: Day, language: Language) -> String {
    let name = match (setting.as_str(), language) {
        (SOLUTION_DAYS, Language::Id) => "solusi dalam hari kerja",
        (SOLUTION_DAYS, Language::En) => "working days until the solution",
        (PROGRESS_DAYS, Language::Id) => "progres setiap hari kerja",
        (PROGRESS_DAYS, Language::En) => "working days between progress reports",
        (other, _) => other,
    };
    let since = if language == Language::Id { "sejak" } else { "from" };
    format!("{name}: {value} {since} {}", day_words::date(from, language))
}
