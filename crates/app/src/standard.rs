//! Standar Layanan: what the standard promises today, as an officer shows it to a visitor. The numbers, the hours and the office's
//! own words are folded from its settings; the sentences around them are the page's.

use lakon_domain::calendar::{Closed, Counting, Day};
use lakon_domain::event::{OfficeTextSet, Text};
use lakon_domain::settings::SETTINGS;
use lakon_domain::standard::{Actor, DECREE, Weight, components, steps};
use lakon_store::Rules;

use crate::api::{
    Language, Nothing, Standard, StandardComponent, StandardDay, StandardLimit, StandardNext, StandardStep,
    StandardText, StepActor, StepWeight,
};
use crate::app::Desk;
use crate::case_act::commit;
use crate::case_view::ms;
use crate::duty_view::holiday;
use crate::failure::Failure;
use crate::lists::channel_words;
use crate::words::Sentence;

/// Days of a week.
const WEEK: usize = 7;
/// Characters of the office's words for one component: a page of text.
const TEXT_MOST: usize = 4_000;

/// The standard of today.
pub fn view(desk: &Desk, _: Nothing) -> Result<Standard, Failure> {
    let rules = desk.store.rules();
    let today = rules.day(desk.app.now());
    Ok(Standard {
        today: today.to_string(),
        decree: DECREE.to_owned(),
        limits: SETTINGS.iter().map(|(setting, _)| limit(&rules, setting, today)).collect(),
        steps: steps()
            .iter()
            .map(|step| StandardStep {
                code: step.code.to_string(),
                online: step.online,
                actor: match step.actor {
                    Actor::FrontOffice => StepActor::FrontOffice,
                    Actor::Stakeholder => StepActor::Stakeholder,
                    Actor::Officer => StepActor::Officer,
                },
                weight: match step.weight {
                    Weight::Must => StepWeight::Must,
                    Weight::May => StepWeight::May,
                    Weight::Depends => StepWeight::Depends,
                },
            })
            .collect(),
        components: components()
            .iter()
            .map(|one| StandardComponent {
                number: one.number,
                internal: one.internal,
                said: one.said,
                text: rules.settings.texts.get(&one.field).map(|text| text.text.text().to_owned()).unwrap_or_default(),
            })
            .collect(),
        online: online(desk, &rules),
        complaints: rules
            .settings
            .complaints
            .iter()
            .filter(|one| !one.retired)
            .map(|one| one.name.text().to_owned())
            .collect(),
        week: week(&rules, today, desk.language),
    })
}

/// Puts the office's own words in the place of a component; empty ones take them away again.
pub fn write(desk: &Desk, input: StandardText) -> Result<Standard, Failure> {
    let component = components().iter().find(|one| one.number == input.number).ok_or(Sentence::BadInput)?;
    let text = input.text.trim();
    if text.chars().count() > TEXT_MOST {
        return Err(Sentence::StandardTextLong.with(TEXT_MOST).fields(&["text"]));
    }
    let rules = desk.store.rules();
    let held = rules.settings.texts.get(&component.field);
    if held.map_or("", |held| held.text.text()) != text {
        let event = OfficeTextSet {
            field: component.field.clone(),
            replaces: held.map(|held| held.tips.clone()).unwrap_or_default(),
            private: Some(Text { text: text.to_owned() }),
        };
        commit(desk, |tx| Ok(tx.write(event)?))?;
    }
    view(desk, Nothing {})
}

fn limit(rules: &Rules, setting: &str, today: Day) -> StandardLimit {
    let set = rules.settings.limit(setting, today);
    let of_setting = rules.settings.limits.iter().find(|(code, _)| code.as_str() == setting);
    let next = of_setting.and_then(|(_, limits)| limits.iter().find(|limit| limit.from > today));
    StandardLimit {
        setting: setting.to_owned(),
        value: rules.settings.setting(setting, today),
        from: set.map(|limit| limit.from.to_string()),
        basis: set.map_or_else(|| DECREE.to_owned(), |limit| limit.basis.text().to_owned()),
        next: next.map(|limit| StandardNext {
            value: limit.value,
            from: limit.from.to_string(),
            basis: limit.basis.text().to_owned(),
        }),
    }
}

/// Online channels that are offered. That they are online is said around them, not before each.
fn online(desk: &Desk, rules: &Rules) -> Vec<String> {
    let offered = rules.settings.channels.iter().filter(|channel| channel.online && !channel.retired);
    let named = offered.map(|channel| channel_words(desk, channel.code.as_str()));
    named.map(|name| name.strip_prefix("Online – ").unwrap_or(&name).to_owned()).collect()
}

fn week(rules: &Rules, today: Day, language: Language) -> Vec<StandardDay> {
    let counting = Counting::new(rules.zone);
    let since_monday = i64::from(today.weekday().num_days_from_monday());
    let monday = chrono::NaiveDate::from(today) - chrono::TimeDelta::days(since_monday);
    // The first days of the first year have no Monday before them.
    let monday = Day::try_from(monday).unwrap_or(today);
    let at = |day: Day, minutes: u16| ms(day.at(minutes, rules.zone));
    let row = |day: Day| {
        let hours = rules.calendar.hours(day, counting);
        let rest = hours.map(|hours| {
            let [(_, from), (until, _)] = hours.stretches();
            (from, until)
        });
        let rest = rest.filter(|(from, until)| from < until);
        StandardDay {
            day: day.to_string(),
            at: at(day, 0),
            opens_at: hours.map(|hours| at(day, hours.opens())),
            closes_at: hours.map(|hours| at(day, hours.closes())),
            rest_from: rest.map(|(from, _)| at(day, from)),
            rest_until: rest.map(|(_, until)| at(day, until)),
            closed: rules.calendar.closed(day, counting).map(|closed| match closed {
                Closed::Weekend => String::new(),
                Closed::Holiday(day) => holiday(&day, language),
            }),
        }
    };
    std::iter::once(monday).chain(monday.following()).take(WEEK).map(row).collect()
}
