//! The sections of the office: who heads each, and who stands in for the head.

use lakon_domain::event::{Name, SectionDefined, SubstituteNamed};
use lakon_domain::rights::Role;
use lakon_domain::shape::Code;
use uuid::Uuid;

use crate::api::{Nothing, SectionHead, SectionRow, SectionRows, SectionSubstitute, SubstituteRef, SubstituteRow};
use crate::app::Desk;
use crate::case_act::commit;
use crate::case_documents::day;
use crate::case_escalation::section;
use crate::case_view::name_of;
use crate::failure::Failure;
use crate::lists::named_or_code;
use crate::rights::Rights;
use crate::words::Sentence;

/// The name of a section; its code where it has none.
pub(crate) fn name(desk: &Desk, code: &str) -> String {
    let rules = desk.store.rules();
    let section = rules.settings.section(code);
    section.map_or_else(|| code.to_owned(), |section| named_or_code(&section.name, &section.code))
}

/// Every section that still answers.
pub fn list(desk: &Desk, _: Nothing) -> Result<SectionRows, Failure> {
    let (rules, office) = (desk.store.rules(), desk.store.office());
    let today = rules.day(desk.app.now());
    let substitutes = |section: &Code| {
        let coming =
            rules.settings.substitutes.iter().filter(|one| one.section == *section && !one.ended && one.until >= today);
        let row = |one: &lakon_domain::settings::Substitute| SubstituteRow {
            substitute: one.substitute.to_string(),
            user: one.user.to_string(),
            name: name_of(&office, one.user),
            from: one.from.to_string(),
            until: one.until.to_string(),
            standing: one.stands_in(today),
        };
        coming.map(row).collect()
    };
    let rights = Rights::of(desk);
    let rows = rules.settings.sections.iter().filter(|section| !section.retired).map(|one| SectionRow {
        section: one.code.to_string(),
        name: name(desk, one.code.as_str()),
        head: one.head.map(|head| head.to_string()),
        head_name: one.head.map(|head| name_of(&office, head)).unwrap_or_default(),
        substitutes: substitutes(&one.code),
        may_substitute: rights.heads.contains(&one.code) || rights.is_admin(),
    });
    Ok(SectionRows { rows: rows.collect() })
}

/// Says who heads a section.
pub fn set_head(desk: &Desk, input: SectionHead) -> Result<SectionRows, Failure> {
    let code = section(desk, &input.section)?;
    let head = input.head.as_deref().map(|user| new_head(desk, user)).transpose()?;
    let rules = desk.store.rules();
    let held = rules.settings.section(code.as_str()).ok_or(Sentence::UnknownSection)?;
    let event = SectionDefined {
        section: code,
        head,
        order: held.order,
        retired: false,
        replaces: held.tips.clone(),
        private: Some(Name { name: held.name.text().to_owned() }),
    };
    commit(desk, |tx| Ok(tx.write(event)?))?;
    list(desk, Nothing {})
}

/// Names a substitute for a range of days.
pub fn substitute(desk: &Desk, input: SectionSubstitute) -> Result<SectionRows, Failure> {
    let (from, until) = (day(&input.from, "from")?, day(&input.until, "until")?);
    if until < from {
        return Err(Sentence::DaysReversed.fields(&["until"]));
    }
    let rules = desk.store.rules();
    if until < rules.day(desk.app.now()) {
        return Err(Sentence::DayGone.fields(&["until"]));
    }
    let section = section(desk, &input.section)?;
    let user = active(desk, &input.user, "user")?;
    if rules.settings.section(section.as_str()).is_some_and(|held| held.head == Some(user)) {
        return Err(Sentence::OwnSubstitute.fields(&["user"]));
    }
    let substitute = desk.new_id();
    let event = SubstituteNamed { substitute, section, user, from, until, ended: false, replaces: Vec::new() };
    let event = event.into();
    Rights::of(desk).check(desk, &event)?;
    commit(desk, |tx| Ok(tx.write(event)?))?;
    list(desk, Nothing {})
}

/// Ends a substitution before its last day. Days on which it stood stay as they were: what was decided on them keeps its right.
pub fn end_substitute(desk: &Desk, input: SubstituteRef) -> Result<SectionRows, Failure> {
    let id: Uuid = input.substitute.parse().map_err(|_| Sentence::SubstituteGone)?;
    let rules = desk.store.rules();
    let today = rules.day(desk.app.now());
    let found =
        rules.settings.substitutes.iter().find(|one| {
            one.substitute == id && one.section.as_str() == input.section && !one.ended && one.until >= today
        });
    let held = found.ok_or(Sentence::SubstituteGone)?;
    let yesterday = held.from.until(today).last();
    let event = SubstituteNamed {
        substitute: id,
        section: held.section.clone(),
        user: held.user,
        from: held.from,
        until: yesterday.unwrap_or(held.until),
        ended: yesterday.is_none(),
        replaces: held.tips.clone(),
    };
    let event = event.into();
    Rights::of(desk).check(desk, &event)?;
    commit(desk, |tx| Ok(tx.write(event)?))?;
    list(desk, Nothing {})
}

/// A user of the office who works here.
pub(crate) fn active(desk: &Desk, user: &str, field: &str) -> Result<Uuid, Failure> {
    let unknown = || Sentence::UnknownUser.fields(&[field]);
    let user: Uuid = user.parse().map_err(|_| unknown())?;
    let office = desk.store.office();
    match office.users.get(&user) {
        Some(held) if held.removed => Err(Sentence::NotActive.with(held.name.text()).fields(&[field])),
        Some(_) => Ok(user),
        None => Err(unknown()),
    }
}

/// Somebody who can head a section.
pub(crate) fn new_head(desk: &Desk, user: &str) -> Result<Uuid, Failure> {
    let user = active(desk, user, "head")?;
    let office = desk.store.office();
    match office.users.get(&user) {
        Some(held) if held.roles.contains(&Role::SectionHead) => Ok(user),
        held => {
            let name = held.map(|held| held.name.text().to_owned()).unwrap_or_default();
            Err(Sentence::NotAHead.with(name).fields(&["head"]))
        }
    }
}
