//! The sections of the office: who heads each, and who stands in for the head.

use lakon_domain::event::{Name, SectionDefined, SubstituteNamed};
use lakon_domain::shape::Code;
use uuid::Uuid;

use crate::api::{Nothing, SectionHead, SectionRow, SectionRows, SectionSubstitute, SubstituteRow};
use crate::app::Desk;
use crate::case_act::commit;
use crate::case_documents::day;
use crate::case_escalation::section;
use crate::case_view::name_of;
use crate::failure::Failure;
use crate::rights::Rights;
use crate::words::Sentence;

/// The name of a section; its code where it has none.
pub(crate) fn name(desk: &Desk, code: &str) -> String {
    let rules = desk.store.rules();
    let named = rules.settings.section(code).map(|section| section.name.text().to_owned());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| code.to_owned())
}

/// Every section that still answers.
pub fn list(desk: &Desk, _: Nothing) -> Result<SectionRows, Failure> {
    let (rules, office) = (desk.store.rules(), desk.store.office());
    let today = rules.day(desk.app.now());
    let substitutes = |section: &Code| {
        let coming =
            rules.settings.substitutes.iter().filter(|one| one.section == *section && !one.ended && one.until >= today);
        let row = |one: &lakon_domain::settings::Substitute| SubstituteRow {
            user: one.user.to_string(),
            name: name_of(&office, one.user),
            from: one.from.to_string(),
            until: one.until.to_string(),
        };
        coming.map(row).collect()
    };
    let rows = rules.settings.sections.iter().filter(|section| !section.retired).map(|one| SectionRow {
        section: one.code.to_string(),
        name: name(desk, one.code.as_str()),
        head: one.head.map(|head| head.to_string()),
        head_name: one.head.map(|head| name_of(&office, head)).unwrap_or_default(),
        substitutes: substitutes(&one.code),
    });
    Ok(SectionRows { rows: rows.collect() })
}

/// Says who heads a section.
pub fn set_head(desk: &Desk, input: SectionHead) -> Result<SectionRows, Failure> {
    let code = section(desk, &input.section)?;
    let head = input.head.as_deref().map(|user| known(desk, user)).transpose()?;
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
    if until < from || until < desk.store.rules().day(desk.app.now()) {
        return Err(Sentence::DayGone.fields(&["until"]));
    }
    let event = SubstituteNamed {
        substitute: desk.new_id(),
        section: section(desk, &input.section)?,
        user: known(desk, &input.user)?,
        from,
        until,
        ended: false,
        replaces: Vec::new(),
    };
    let event = event.into();
    Rights::of(desk).check(desk, &event)?;
    commit(desk, |tx| Ok(tx.write(event)?))?;
    list(desk, Nothing {})
}

fn known(desk: &Desk, user: &str) -> Result<Uuid, Failure> {
    let user: Uuid = user.parse().map_err(|_| Sentence::UnknownUser)?;
    let office = desk.store.office();
    let works_here = office.users.get(&user).is_some_and(|user| !user.removed);
    if works_here { Ok(user) } else { Err(Sentence::UnknownUser.into()) }
}
