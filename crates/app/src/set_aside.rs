//! What was set aside on this PC, for an admin: whose, when, what about, and whether it lives on elsewhere. What stands in the records is
//! shown to whoever reads consultations.

use std::collections::BTreeMap;

use lakon_domain::ids::LogId;
use lakon_domain::record::{PRIVATE_SALT, Record};
use lakon_store::AsideRecord;
use serde_json::Value;
use uuid::Uuid;

use crate::api::{AsideCount, AsideRecordRow, AsideRecords, AsideWhat, Nothing, SetAsideAsk, SetAsideRow, SetAsides};
use crate::app::Desk;
use crate::case_view::{ms, name_of};
use crate::failure::Failure;
use crate::rights::{Rights, refusal};
use crate::sync_problems::device_of;
use crate::sync_state::count;
use crate::words::Sentence;

/// Records of one page.
const A_PAGE: usize = 50;
/// Characters shown of one record; a page is in memory whole.
const MOST_TEXT: usize = 2_000;

/// Every stretch.
pub fn list(desk: &Desk, _: Nothing) -> Result<SetAsides, Failure> {
    let (rights, office) = (Rights::of(desk), desk.store.office());
    if !rights.is_admin() {
        return Err(refusal(desk, "device.revoked"));
    }
    let mut rows = Vec::new();
    for held in desk.store.set_aside()? {
        let mut what: BTreeMap<u8, AsideCount> = BTreeMap::new();
        for (kind, records) in &held.kinds {
            let group = about(kind);
            let counted = what.entry(group as u8).or_insert(AsideCount { what: group, count: 0 });
            counted.count = counted.count.saturating_add(count(*records));
        }
        rows.push(SetAsideRow {
            device: device_of(&office, held.log),
            log: held.log.to_string(),
            from: count(held.from),
            to: count(held.to),
            beyond: held.beyond,
            records: count(held.to - held.from + 1),
            elsewhere: count(held.elsewhere),
            since: ms(held.since),
            until: ms(held.until),
            what: what.into_values().collect(),
        });
    }
    Ok(SetAsides { rows, reads: rights.reads() })
}

/// The records of a stretch, some at a time.
pub fn records(desk: &Desk, input: SetAsideAsk) -> Result<AsideRecords, Failure> {
    let rights = Rights::of(desk);
    if !rights.is_admin() {
        return Err(refusal(desk, "device.revoked"));
    }
    let log: LogId = input.log.parse().map_err(|_| Sentence::BadInput)?;
    let mut held = desk.store.aside_records(log, input.beyond, u64::from(input.from), A_PAGE + 1)?;
    held.retain(|one| one.header.seq <= u64::from(input.to));
    let next = held.get(A_PAGE).map(|one| count(one.header.seq));
    held.truncate(A_PAGE);
    let rows = held.into_iter().map(|one| row(desk, one, rights.reads())).collect::<Result<_, _>>()?;
    Ok(AsideRecords { rows, next })
}

fn row(desk: &Desk, one: AsideRecord, reads: bool) -> Result<AsideRecordRow, Failure> {
    let AsideRecord { header, elsewhere, record } = one;
    let facts: Value = serde_json::from_slice(&record.facts).unwrap_or_default();
    let case = facts["case"].as_str().and_then(|case| Uuid::try_parse(case).ok());
    let held = case.map(|case| desk.store.case_row(case)).transpose()?.flatten().map(|line| line.number);
    Ok(AsideRecordRow {
        seq: count(header.seq),
        at: ms(header.at),
        by: name_of(&desk.store.office(), header.author),
        what: about(&header.kind),
        number: held.or_else(|| facts["number"].as_str().map(str::to_owned)).unwrap_or_default(),
        text: if reads { text(&record) } else { String::new() },
        elsewhere,
        erased: record.lacks_private(),
    })
}

/// What was typed, in the order of its fields. Where the bytes of a file lie says nothing to a person.
pub(crate) fn text(record: &Record) -> String {
    let json = record.private.as_deref().and_then(|private| private.get(PRIVATE_SALT..)).unwrap_or_default();
    let Ok(Value::Object(fields)) = serde_json::from_slice::<Value>(json) else { return String::new() };
    let mut parts = Vec::new();
    for (_, value) in fields.into_iter().filter(|(name, _)| name != "address") {
        match value {
            Value::String(said) if !said.trim().is_empty() => parts.push(said),
            Value::Array(list) => parts.extend(list.iter().filter_map(|one| one.as_str().map(str::to_owned))),
            _ => {}
        }
    }
    parts.join(" · ").chars().take(MOST_TEXT).collect()
}

/// A kind of a newer program is "other".
fn about(kind: &str) -> AsideWhat {
    match kind.split_once('.').map_or(kind, |(group, _)| group) {
        "case" | "visit" | "event" | "progress" | "confirmation" => AsideWhat::Cases,
        "clock" => AsideWhat::Clock,
        "document" | "file" => AsideWhat::Documents,
        "escalation" => AsideWhat::Escalations,
        "person" | "organisation" | "parties" => AsideWhat::Stakeholders,
        "handover" => AsideWhat::HandOvers,
        "setting" | "office" | "section" | "substitute" | "topic" | "channel" | "complaint" | "holiday" | "hours" => {
            AsideWhat::Settings
        }
        "user" | "device" | "label" | "record" | "request" | "erasure" | "aside" => AsideWhat::People,
        "log" | "server" => AsideWhat::Log,
        _ => AsideWhat::Other,
    }
}

#[cfg(test)]
mod tests {
    use lakon_domain::event::KINDS;

    use super::*;

    #[test]
    fn every_kind_of_record_has_a_word_a_person_knows() {
        for kind in KINDS {
            assert_ne!(about(kind.name), AsideWhat::Other, "{}", kind.name);
        }
        assert_eq!(about("tomorrow.thing"), AsideWhat::Other);
    }
}
