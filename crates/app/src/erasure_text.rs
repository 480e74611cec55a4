//! The record of a destruction ("berita acara pemusnahan") as a text, and saving a text where the person chooses.

use lakon_domain::calendar::Day;
use lakon_domain::number::Zone;
use lakon_domain::shape::Time;

use crate::api::{ErasureRow, ErasureState, SavedAs};
use crate::app::Desk;
use crate::day_words;
use crate::failure::Failure;
use crate::words::{Sentence, fill};

/// Milliseconds in a minute.
const MINUTE_MS: i64 = 60_000;

/// "23 November 2026, 10.00 WITA"
pub(crate) fn moment(desk: &Desk, at: Time) -> String {
    let zone: Zone = desk.store.rules().zone;
    let day = Day::of(at, zone);
    let minutes = (at.0 - day.at(0, zone).0) / MINUTE_MS;
    format!("{}, {} {}", day_words::date(day, desk.language), day_words::clock(minutes, desk.language), zone.key())
}

#[allow(clippy::cast_possible_truncation, reason = "milliseconds that were whole")]
pub(crate) fn time(ms: f64) -> Time {
    Time(ms as i64)
}

/// A sentence with its gaps filled.
pub(crate) fn said(desk: &Desk, sentence: Sentence, gaps: &[&str]) -> String {
    fill(sentence.words(desk.language), &gaps.iter().map(|gap| (*gap).to_owned()).collect::<Vec<_>>())
}

pub(crate) fn file_name(desk: &Desk, row: &ErasureRow) -> String {
    let day = Day::of(time(row.done_at.unwrap_or(row.at)), desk.store.rules().zone);
    said(desk, Sentence::ErasureFileName, &[&day.to_string(), row.request.get(..8).unwrap_or_default()])
}

/// What was destroyed, why, by whose wish, and where it is gone.
pub(crate) fn minutes(desk: &Desk, row: &ErasureRow) -> Result<String, Failure> {
    let office = desk.store.office();
    let named = office.office.as_ref();
    let head = named.map(|office| format!("{} ({})", office.name.text(), office.code)).unwrap_or_default();
    let what = match (row.party, row.whole) {
        (false, _) => Sentence::ErasureOfCase,
        (true, true) => Sentence::ErasureOfPartyWhole,
        (true, false) => Sentence::ErasureOfParty,
    };
    let cases = if row.cases.is_empty() { "-".to_owned() } else { row.cases.join(", ") };
    let done = match (row.state, row.done_at) {
        (ErasureState::Done, Some(at)) => moment(desk, time(at)),
        (ErasureState::Refused, _) => row.refused.clone().unwrap_or_default(),
        _ => said(desk, Sentence::ErasureNotYet, &[]),
    };
    let server = if desk.store.enrolled()? && row.state == ErasureState::Done {
        vec![said(desk, Sentence::ErasureServerDone, &[&done])]
    } else {
        Vec::new()
    };
    let pcs = row.pcs.iter().map(|pc| match pc.at {
        Some(at) => said(desk, Sentence::ErasurePcDone, &[&pc.name, &moment(desk, time(at))]),
        None => said(desk, Sentence::ErasurePcOpen, &[&pc.name]),
    });
    let pcs = server.into_iter().chain(pcs).collect::<Vec<_>>().join("\r\n");
    Ok(said(
        desk,
        Sentence::ErasureMinutes,
        &[
            &head,
            &said(desk, what, &[&row.id]),
            &cases,
            &row.records.to_string(),
            &row.reason,
            &row.by,
            &moment(desk, time(row.at)),
            &done,
            &pcs,
            &moment(desk, desk.app.now()),
        ],
    ))
}

/// Asks where to save a text, and saves it there.
pub(crate) fn save(desk: &Desk, name: &str, text: &str) -> Result<SavedAs, Failure> {
    let host = desk.app.host().ok_or(Sentence::Broken)?;
    let Some(path) = host.save_as(name) else { return Ok(SavedAs { path: None }) };
    lakon_store::write_file(&path, text.as_bytes()).map_err(|error| {
        tracing::warn!(%error, "a text was not saved");
        Sentence::CannotSave.with(path.display())
    })?;
    Ok(SavedAs { path: Some(path.display().to_string()) })
}
