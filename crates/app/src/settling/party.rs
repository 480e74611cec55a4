//! Fields of a stakeholder: settled, and the versions brought back.

use lakon_domain::event::{Event, OrganisationSet, PersonSet, Text};
use lakon_domain::shape::Code;
use lakon_domain::tips::Field;
use lakon_store::Tx;
use uuid::Uuid;

use super::parts::{Chosen, TEXT};
use super::write::{check, replaced as replaced_of};
use super::{find, party_field, replaced};
use crate::api::SettleField;
use crate::app::Desk;
use crate::case_act::commit;
use crate::failure::Failure;
use crate::seen::written;
use crate::words::Sentence;

/// One version of a field, or other words, over those that were seen.
pub(super) fn write(
    desk: &Desk,
    of: Uuid,
    field: SettleField,
    seen: &[Uuid],
    keep: Option<Uuid>,
    chosen: &Chosen<'_>,
) -> Result<Option<Uuid>, Failure> {
    commit(desk, |tx| {
        let (is_person, held) = held(tx, of, field)?;
        let replaces = replaced_of(&held.tips, seen, &held.tips)?;
        let text = match keep {
            Some(keep) => kept(&held, keep)?,
            None => chosen.get(TEXT).to_owned(),
        };
        if field == SettleField::Name && text.is_empty() {
            return Err(Sentence::NeedName.fields(&[TEXT]));
        }
        let event = event(is_person, of, field, text, replaces)?;
        check(desk, &event)?;
        tx.write(event)?;
        let (_, after) = self::held(tx, of, field)?;
        Ok(after.tips.into_iter().find(|tip| !held.tips.contains(tip)))
    })
}

/// A stakeholder's edits cannot be reverted: each version is written once more over the one that settled them, and so they stand
/// side by side again.
pub(super) fn undo(desk: &Desk, of: Uuid, field: SettleField, settled: Uuid) -> Result<(), Failure> {
    let events = desk.store.events_of_party(of)?;
    let name = party_field(field).ok_or(Sentence::BadInput)?;
    let filed = find(&events, settled).filter(|filed| filed.author == desk.user).ok_or(Sentence::CannotRevert)?;
    let versions: Option<Vec<&str>> = replaced(&filed.event)
        .iter()
        .map(|id| find(&events, *id).and_then(|version| written(&version.event, name)))
        .collect();
    let versions = versions.filter(|versions| versions.len() > 1).ok_or(Sentence::CannotRevert)?;
    commit(desk, |tx| {
        let (is_person, held) = held(tx, of, field)?;
        if held.tips != [settled] {
            return Err(Sentence::CannotRevert.into());
        }
        // Named with the newest first: written in the order of their time, so that the same one is shown.
        for text in versions.into_iter().rev() {
            let event = event(is_person, of, field, text.to_owned(), vec![settled])?;
            check(desk, &event)?;
            tx.write(event)?;
        }
        Ok(())
    })
}

/// A field as it stands, and whether it is a person's.
fn held(tx: &Tx<'_>, of: Uuid, field: SettleField) -> Result<(bool, Field<String>), Failure> {
    if let Some(person) = tx.person(of)? {
        return Ok((
            true,
            match field {
                SettleField::Phone => person.phone,
                SettleField::Email => person.email,
                _ => person.name,
            },
        ));
    }
    let organisation = tx.organisation(of)?.ok_or(Sentence::PartyGone)?;
    if field == SettleField::Name { Ok((false, organisation.name)) } else { Err(Sentence::BadInput.into()) }
}

fn event(is_person: bool, of: Uuid, field: SettleField, text: String, replaces: Vec<Uuid>) -> Result<Event, Failure> {
    let name = party_field(field).ok_or(Sentence::BadInput)?;
    let (field, private) = (Code::new(name).map_err(|_| Sentence::Broken)?, Some(Text { text }));
    Ok(if is_person {
        PersonSet { person: of, field, replaces, private }.into()
    } else {
        OrganisationSet { organisation: of, field, replaces, private }.into()
    })
}

/// The text of a version that is one of several.
fn kept(held: &Field<String>, keep: Uuid) -> Result<String, Failure> {
    let at = held.tips.iter().position(|tip| *tip == keep).ok_or(Sentence::VersionGone)?;
    let text = held.values.get(at).map(crate::settle::known).transpose()?.flatten();
    Ok(text.cloned().unwrap_or_default())
}
