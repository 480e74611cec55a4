//! Everything an admin sets beside calendar and users, as its page shows it.

use std::collections::BTreeMap;

use lakon_domain::filed::Filed;
use lakon_domain::rights::Role;
use lakon_domain::settings::{
    LATE_DAYS, Limit, OFFICE_TEXTS, PROGRESS_DAYS, SERVICE_MINUTES, SOLUTION_DAYS, SettingsState, range, standard,
};
use lakon_domain::subject::Subject;
use lakon_store::Rules;
use uuid::Uuid;

use crate::api::{
    ChannelSetting, ComplaintSetting, LimitCode, LimitValue, LimitView, Nothing, OfficeTextView, PersonName,
    SectionSetting, SettingsView, TopicSetting,
};
use crate::app::Desk;
use crate::case_view::{ms, name_of};
use crate::failure::Failure;
use crate::lists::named_or_code;

/// In the order of the page.
const LIMITS: [LimitCode; 4] =
    [LimitCode::ServiceMinutes, LimitCode::SolutionDays, LimitCode::ProgressDays, LimitCode::LateDays];

/// The setting of the records.
pub(crate) fn setting(limit: LimitCode) -> &'static str {
    match limit {
        LimitCode::ServiceMinutes => SERVICE_MINUTES,
        LimitCode::SolutionDays => SOLUTION_DAYS,
        LimitCode::ProgressDays => PROGRESS_DAYS,
        LimitCode::LateDays => LATE_DAYS,
    }
}

/// What stands now.
pub fn view(desk: &Desk, _: Nothing) -> Result<SettingsView, Failure> {
    let (rules, office) = (desk.store.rules(), desk.store.office());
    let settings = &rules.settings;
    let heads = office.users.values().filter(|user| !user.removed && user.roles.contains(&Role::SectionHead));
    let mut heads: Vec<PersonName> =
        heads.map(|user| PersonName { user: user.user.to_string(), name: user.name.text().to_owned() }).collect();
    heads.sort_by_key(|head| head.name.to_lowercase());
    Ok(SettingsView {
        today: rules.day(desk.app.now()).to_string(),
        texts: OFFICE_TEXTS
            .iter()
            .map(|field| OfficeTextView {
                field: (*field).to_owned(),
                text: settings.office_text(field, office.office.as_ref()),
                set: settings.texts.keys().any(|code| code.as_str() == *field),
            })
            .collect(),
        limits: limits(desk, &rules)?,
        sections: settings
            .sections
            .iter()
            .map(|one| SectionSetting {
                section: one.code.to_string(),
                name: named_or_code(&one.name, &one.code),
                head: one.head.map(|head| head.to_string()),
                head_name: one.head.map(|head| name_of(&office, head)).unwrap_or_default(),
                order: one.order,
                retired: one.retired,
                topics: topics_of(settings, one.code.as_str()),
            })
            .collect(),
        topics: settings
            .topics
            .iter()
            .map(|one| TopicSetting {
                topic: one.code.to_string(),
                section: one.section.to_string(),
                name: named_or_code(&one.name, &one.code),
                keywords: one.keywords.clone(),
                documents: one.documents.clone(),
                order: one.order,
                retired: one.retired,
            })
            .collect(),
        channels: settings
            .channels
            .iter()
            .map(|one| ChannelSetting {
                channel: one.code.to_string(),
                name: named_or_code(&one.name, &one.code),
                online: one.online,
                hai: one.hai,
                order: one.order,
                retired: one.retired,
            })
            .collect(),
        complaints: settings
            .complaints
            .iter()
            .map(|one| ComplaintSetting {
                complaint: one.complaint.to_string(),
                name: one.name.text().to_owned(),
                address: one.address.text().to_owned(),
                order: one.order,
                retired: one.retired,
            })
            .collect(),
        heads,
    })
}

fn topics_of(settings: &SettingsState, section: &str) -> u32 {
    let offered = settings.topics.iter().filter(|topic| topic.section.as_str() == section && !topic.retired);
    u32::try_from(offered.count()).unwrap_or(u32::MAX)
}

fn limits(desk: &Desk, rules: &Rules) -> Result<Vec<LimitView>, Failure> {
    let office = desk.store.office();
    let today = rules.day(desk.app.now());
    let events = desk.store.events_of(Subject::Settings.id())?;
    let written: BTreeMap<Uuid, &Filed> = events.iter().map(|filed| (filed.id, filed)).collect();
    let view = |limit: LimitCode| {
        let setting = setting(limit);
        let holds = rules.settings.limit(setting, today).map(|limit| limit.event);
        let of_setting = rules.settings.limits.iter().find(|(code, _)| code.as_str() == setting);
        let value = |one: &Limit| {
            let written = written.get(&one.event);
            LimitValue {
                event: one.event.to_string(),
                value: one.value,
                from: one.from.to_string(),
                basis: one.basis.text().to_owned(),
                holds: holds == Some(one.event),
                by: written.map(|filed| name_of(&office, filed.author)).unwrap_or_default(),
                at: written.map_or(0.0, |filed| ms(filed.at)),
            }
        };
        let range = range(setting);
        LimitView {
            setting: limit,
            now: rules.settings.setting(setting, today),
            standard: standard(setting),
            lowest: *range.start(),
            highest: *range.end(),
            values: of_setting.map(|(_, limits)| limits.iter().map(value).collect()).unwrap_or_default(),
        }
    };
    Ok(LIMITS.into_iter().map(view).collect())
}
