//! Erasing private data of a stakeholder or a consultation: what it would take, asking for it, and what became of every request.

use std::collections::BTreeMap;
use std::sync::Arc;

use lakon_domain::event::{ErasureRequested, Reason};
use lakon_store::{Applied, ErasureWish, Store};
use uuid::Uuid;

use crate::api::{
    ErasureAsk, ErasureLook, ErasurePc, ErasureRef, ErasureRow, ErasureRows, ErasureScope, ErasureState, Nothing,
    SavedAs,
};
use crate::app::{App, Desk};
use crate::case_act::commit;
use crate::case_view::{ms, name_of};
use crate::failure::Failure;
use crate::sync_state::count;
use crate::words::Sentence;

/// What a request would destroy, as far as this PC knows; nothing is changed.
pub fn look(desk: &Desk, input: ErasureLook) -> Result<ErasureScope, Failure> {
    let asked = wanted(desk, &input.id, input.party, input.whole, String::new())?;
    let reach = desk.store.erasure_reach(&asked)?;
    let cases = reach.cover.cases.iter().chain(&reach.cover.contacts).copied();
    let mut files = 0;
    for case in &reach.cover.cases {
        files += desk.store.files_of(*case)?.len();
    }
    Ok(ErasureScope {
        cases: numbers(&desk.store, cases)?,
        records: count(u64::try_from(reach.events.len()).unwrap_or(u64::MAX)),
        files: u32::try_from(files).unwrap_or(u32::MAX),
    })
}

/// Asks for it; where this PC is the office, it is done when this returns.
pub fn ask(desk: &Desk, input: ErasureAsk) -> Result<ErasureRows, Failure> {
    let reason = input.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Sentence::NeedReason.fields(&["reason"]));
    }
    let asked = wanted(desk, &input.id, input.party, input.whole, reason)?;
    let same = |wish: &&ErasureWish| {
        let (one, other) = (&wish.asked, &asked);
        (one.case, one.party, one.whole) == (other.case, other.party, other.whole)
    };
    let open = desk.store.erasure_wishes()?;
    if open.iter().filter(same).any(|wish| !wish.granted && wish.refused.is_none()) {
        return Err(Sentence::ErasureWaits.into());
    }
    if desk.store.erasure_reach(&asked)?.events.is_empty() {
        return Err(Sentence::ErasedAlready.into());
    }
    // What was typed and stands in no record yet goes with it.
    let _hand = desk.hand();
    commit(desk, |tx| Ok(tx.ask_erasure(asked)?))?;
    desk.app.changed(["session", "cases", "parties", "tabs", "files"]);
    list(desk, Nothing {})
}

/// A request for something that is here.
fn wanted(desk: &Desk, id: &str, party: bool, whole: bool, reason: String) -> Result<ErasureRequested, Failure> {
    let gone = if party { Sentence::PartyGone } else { Sentence::CaseGone };
    let id: Uuid = id.parse().map_err(|_| gone)?;
    let here = match party {
        true => desk.store.person(id)?.is_some() || desk.store.organisation(id)?.is_some(),
        false => desk.store.case(id)?.is_some(),
    };
    if !here {
        return Err(gone.into());
    }
    let private = Some(Reason { reason });
    Ok(match party {
        true => ErasureRequested { case: None, party: Some(id), whole, private },
        false => ErasureRequested { case: Some(id), party: None, whole: false, private },
    })
}

/// Every request, the newest first.
pub fn list(desk: &Desk, _: Nothing) -> Result<ErasureRows, Failure> {
    let applied = desk.store.erasures_applied()?;
    let rows = desk.store.erasure_wishes()?.into_iter().map(|wish| row(desk, wish, &applied));
    Ok(ErasureRows { rows: rows.collect::<Result<_, _>>()? })
}

fn row(desk: &Desk, wish: ErasureWish, applied: &BTreeMap<Uuid, Applied>) -> Result<ErasureRow, Failure> {
    let office = desk.store.office();
    let done = office.erasures.get(wish.request);
    let cases: Vec<Uuid> = match done {
        Some(done) => done.cover.cases.iter().chain(&done.cover.contacts).copied().collect(),
        None => wish.asked.case.into_iter().collect(),
    };
    let state = match (done, &wish.refused) {
        (Some(_), _) => ErasureState::Done,
        (None, Some(_)) => ErasureState::Refused,
        (None, None) => ErasureState::Waiting,
    };
    let this = desk.store.device().device;
    let mut pcs = Vec::new();
    if let Some(done) = done {
        for device in office.devices.values() {
            let own = device.device == this;
            // A PC that is its own office has erased when it ordered, but for what another program holds open.
            let alone = own && !desk.store.enrolled()? && !desk.store.erasing();
            let at = applied.get(&device.device).and_then(|applied| applied.at(done.last));
            pcs.push(ErasurePc {
                name: device.name.text().to_owned(),
                this_pc: own,
                at: at.or(alone.then_some(done.at)).map(ms),
            });
        }
        pcs.sort_by_key(|pc| pc.name.to_lowercase());
    }
    Ok(ErasureRow {
        request: wish.request.to_string(),
        id: wish.asked.case.or(wish.asked.party).unwrap_or_default().to_string(),
        party: wish.asked.party.is_some(),
        whole: wish.asked.whole,
        cases: numbers(&desk.store, cases)?,
        by: name_of(&office, wish.by),
        at: ms(wish.at),
        reason: wish.asked.private.map(|private| private.reason).unwrap_or_default(),
        state,
        refused: wish.refused.map(|cause| refusal(cause.as_str()).words(desk.language).to_owned()),
        done_at: done.map(|done| ms(done.at)),
        records: done.map_or(0, |done| u32::try_from(done.events.len()).unwrap_or(u32::MAX)),
        pcs,
    })
}

fn refusal(cause: &str) -> Sentence {
    match cause {
        "no_right" => Sentence::UserNoRight,
        "already_erased" => Sentence::ErasedAlready,
        _ => Sentence::ErasureNothing,
    }
}

/// The numbers of cases, or their ids where a case is not on this PC; the oldest first.
fn numbers(store: &Store, cases: impl IntoIterator<Item = Uuid>) -> Result<Vec<String>, Failure> {
    let mut all = Vec::new();
    for case in cases {
        let row = store.case_row(case)?;
        all.push(row.map_or_else(|| (i64::MAX, case.to_string()), |row| (row.opened_at.0, row.number)));
    }
    all.sort();
    Ok(all.into_iter().map(|(_, number)| number).collect())
}

/// Saves the record of one destruction as a text to be printed and signed.
pub fn save(desk: &Desk, input: ErasureRef) -> Result<SavedAs, Failure> {
    let rows = list(desk, Nothing {})?.rows;
    let row = rows.into_iter().find(|row| row.request == input.request).ok_or(Sentence::ErasureNothing)?;
    let name = crate::erasure_text::file_name(desk, &row);
    crate::erasure_text::save(desk, &name, &crate::erasure_text::minutes(desk, &row)?)
}

/// Refuses to work on a consultation whose content was erased: what is written now would be erased too.
pub(crate) fn not_erased(desk: &Desk, case: Uuid) -> Result<(), Failure> {
    let erased = desk.store.office().erasures.cover().cases.contains(&case);
    if erased { Err(Sentence::CaseErased.into()) } else { Ok(()) }
}

/// Writes down that this PC has erased what was ordered. Failing is no harm: it is tried with the next sync.
pub(crate) fn tell(app: &Arc<App>, store: &Store) {
    match store.tell_erased() {
        Ok(false) => {}
        Ok(true) => app.written.notify_one(),
        Err(error) => tracing::warn!(%error, "that this PC has erased was not written down"),
    }
}
