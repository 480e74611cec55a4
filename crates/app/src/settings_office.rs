//! The texts of the office and the numbers of its standard, set by an admin.

use lakon_domain::event::{Event, OfficeTextSet, SettingSet, Text};
use lakon_domain::settings::{Limit, NAME, OFFICE_TEXTS, range};
use lakon_domain::shape::Code;
use uuid::Uuid;

use crate::api::{Nothing, SetLimit, SetOfficeTexts, SettingsView};
use crate::app::Desk;
use crate::case_act::commit;
use crate::case_documents::day;
use crate::failure::Failure;
use crate::settings_view;
use crate::words::Sentence;

/// Records the texts that differ from what stands.
pub fn texts(desk: &Desk, input: SetOfficeTexts) -> Result<SettingsView, Failure> {
    let (rules, office) = (desk.store.rules(), desk.store.office());
    let mut events: Vec<Event> = Vec::new();
    for one in &input.texts {
        let known = OFFICE_TEXTS.iter().find(|field| **field == one.field);
        let field = known.ok_or_else(|| Sentence::UnknownCode.fields(&["texts"]))?;
        let text = one.text.trim();
        if text == rules.settings.office_text(field, office.office.as_ref()) {
            continue;
        }
        if *field == NAME && text.is_empty() {
            return Err(Sentence::NeedName.fields(&[field]));
        }
        let field = code(field)?;
        let replaces = rules.settings.texts.get(&field).map(|held| held.tips.clone()).unwrap_or_default();
        events.push(OfficeTextSet { field, replaces, private: Some(Text { text: text.to_owned() }) }.into());
    }
    let renamed = !events.is_empty();
    write(desk, events)?;
    if renamed {
        desk.app.changed(["session"]);
    }
    settings_view::view(desk, Nothing {})
}

/// Adds a value from a day on, or corrects one.
pub fn limit(desk: &Desk, input: SetLimit) -> Result<SettingsView, Failure> {
    let setting = settings_view::setting(input.setting);
    let value = whole(input.value, setting)?;
    let from = day(&input.from, "from")?;
    let basis = input.basis.trim().to_owned();
    if basis.is_empty() {
        return Err(Sentence::NeedBasis.fields(&["basis"]));
    }
    let rules = desk.store.rules();
    let setting = code(setting)?;
    let values = rules.settings.limits.get(&setting).map(Vec::as_slice).unwrap_or_default();
    let corrected = input.corrects.as_deref().map(|event| find(values, event)).transpose()?;
    if values.iter().any(|held| held.from == from && corrected.is_none_or(|limit| limit.event != held.event)) {
        return Err(Sentence::SameFirstDay.fields(&["from"]));
    }
    let replaces = corrected.map(|limit| limit.event).into_iter().collect();
    write(desk, vec![SettingSet { setting, value, from, replaces, private: Some(Text { text: basis }) }.into()])?;
    settings_view::view(desk, Nothing {})
}

fn find<'l>(values: &'l [Limit], event: &str) -> Result<&'l Limit, Failure> {
    let event: Uuid = event.parse().map_err(|_| Sentence::ValueGone)?;
    values.iter().find(|limit| limit.event == event).ok_or_else(|| Sentence::ValueGone.into())
}

/// A number as the page gives it, within what the setting can be.
fn whole(value: f64, setting: &str) -> Result<u32, Failure> {
    let range = range(setting);
    let fits = value.fract() == 0.0 && (f64::from(*range.start())..=f64::from(*range.end())).contains(&value);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, and between two u32")]
    if fits {
        return Ok(value as u32);
    }
    Err(Sentence::BadNumber.with(range.start()).with(range.end()).fields(&["value"]))
}

/// One of the program's own words as a code.
pub(crate) fn code(text: &str) -> Result<Code, Failure> {
    Code::new(text).map_err(|_| Sentence::Broken.into())
}

/// One transaction, none where there is nothing to write.
pub(crate) fn write(desk: &Desk, events: Vec<Event>) -> Result<(), Failure> {
    if events.is_empty() {
        return Ok(());
    }
    commit(desk, |tx| {
        for event in events {
            tx.write(event)?;
        }
        Ok(())
    })
}
