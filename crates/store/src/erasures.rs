//! Erasing on this PC: what an order takes with it that is no record, erasing at once where the PC is its own office, and saying how
//! far this PC has erased.

use std::collections::BTreeMap;

use lakon_domain::erasure::{Cover, Erasures, erase, order};
use lakon_domain::event::{ErasureApplied, ErasureRequested, Event};
use lakon_domain::ids::{Hash, LogId};
use lakon_domain::office::Answer;
use lakon_domain::shape::{Code, Time};
use lakon_domain::subject::Subject;
use lakon_log::Reach;
use rusqlite::Connection;
use uuid::Uuid;

use crate::changed::Topic;
use crate::error::Result;
use crate::files::drop_unreferenced;
use crate::store::{Store, lock};
use crate::tx::Tx;

/// What an admin asked to be erased, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ErasureWish {
    /// The request's event id.
    pub request: Uuid,
    pub asked: ErasureRequested,
    pub by: Uuid,
    pub at: Time,
    /// The office log ordered it.
    pub granted: bool,
    /// Why it was refused, as the code of its record.
    pub refused: Option<Code>,
}

/// How far a PC has erased, by what it wrote itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// For each office log, the number up to which, and when that was written.
    pub upto: BTreeMap<LogId, (u64, Time)>,
}

impl Applied {
    /// When the PC said that it has erased what stands at this place; `None` where it has not.
    pub fn at(&self, place: (LogId, u64)) -> Option<Time> {
        self.upto.get(&place.0).filter(|(seq, _)| *seq >= place.1).map(|(_, at)| *at)
    }
}

impl Tx<'_> {
    /// Asks for an erasure; where this PC is its own office, does it in the same transaction. Returns the request's event id.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn ask_erasure(&mut self, asked: ErasureRequested) -> Result<Uuid> {
        let alone = self.pin().is_some_and(|pin| pin.alone);
        let cover = Cover::asked(&asked);
        let request = self.write_event(asked.into())?;
        if alone {
            let Reach { cover, events } = lakon_log::reach(self.conn, cover)?;
            let mut erasures = Vec::new();
            for event in erase(&events) {
                erasures.push(self.write_event(event)?);
            }
            for event in order(request, &cover, &erasures) {
                self.write_event(event)?;
            }
        }
        Ok(request)
    }

    /// What was just set aside may be covered by an order of before.
    pub(crate) fn scrub_aside(&mut self) -> Result<()> {
        self.erased |= lakon_log::scrub(self.conn, self.office.clone().erasures.cover())? > 0;
        Ok(())
    }

    /// After everything is folded: contents that only an erased record beside the logs named. Where a newer program's records of files
    /// wait to be read, what they name is not known yet, and so nothing goes.
    pub(crate) fn sweep_contents(&mut self) -> Result<()> {
        let unnamed: Vec<[u8; 32]> = self
            .conn
            .prepare_cached(
                "SELECT b.address FROM blob AS b
                 WHERE NOT EXISTS (SELECT 1 FROM file_row AS f WHERE f.address = b.address)
                   AND NOT EXISTS (SELECT 1 FROM staged AS s WHERE s.address = b.address)
                   AND NOT EXISTS (SELECT 1 FROM skipped WHERE n > 0 AND kind LIKE 'file.%')",
            )?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        unnamed.into_iter().try_for_each(|address| drop_unreferenced(self, &Hash(address)))
    }

    /// What an order takes with it on this PC beside the records: drafts and files of the cases, and of every draft that names a
    /// stakeholder what it says of them; all of it where their cases go whole.
    pub(crate) fn let_go_of(&mut self, before: &Erasures) -> Result<()> {
        let (old, new) = (before.cover(), self.office.clone());
        let new = new.erasures.cover();
        let cases: Vec<Uuid> = new.cases.difference(&old.cases).copied().collect();
        for case in cases {
            self.staged_drop(case)?;
            self.draft_drop(case)?;
        }
        if new != old {
            // Other logs may not have what was set aside here, and then the order does not list it.
            lakon_log::scrub(self.conn, new)?;
            // The records may have gone in a transaction before: what goes now leaves traces of its own.
            self.erased = true;
        }
        let parties: Vec<(Uuid, bool)> = new
            .parties
            .iter()
            .filter(|(party, whole)| old.parties.get(party) != Some(whole))
            .map(|(party, whole)| (*party, *whole))
            .collect();
        for (party, whole) in parties {
            for case in drafts_naming(self.conn, party)? {
                self.take_out(case, party, whole)?;
            }
        }
        Ok(())
    }

    fn take_out(&mut self, case: Uuid, party: Uuid, whole: bool) -> Result<()> {
        let rest = match self.draft(case)? {
            Some(draft) if !whole => {
                crate::draft_party::without(&draft.json, party).map(|json| (json, draft.first_key))
            }
            _ => None,
        };
        match rest {
            Some((json, first_key)) => self.draft_save(case, &json, first_key)?,
            None => {
                self.staged_drop(case)?;
                self.draft_drop(case)?;
            }
        }
        self.changed.add(Topic::Case(case));
        self.changed.add(Topic::Tabs);
        Ok(())
    }
}

/// Drafts whose text holds an id: the person or organisation stands in them as they were shown.
fn drafts_naming(conn: &Connection, party: Uuid) -> Result<Vec<Uuid>> {
    let mut statement = conn.prepare_cached("SELECT case_id FROM draft WHERE instr(json, ?1) > 0")?;
    let rows = statement.query_map([party.to_string()], |row| Ok(Uuid::from_bytes(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Store {
    /// What an order would destroy that asks for this.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn erasure_reach(&self, asked: &ErasureRequested) -> Result<Reach> {
        let cover = self.inner.office().adoptions.widened(Cover::asked(asked));
        self.read(|conn| Ok(lakon_log::reach(conn, cover)?))
    }

    /// Everything admins asked to be erased, the newest first.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn erasure_wishes(&self) -> Result<Vec<ErasureWish>> {
        let office = self.inner.office();
        let mut events = self.read(|conn| crate::events::of(conn, Subject::Office.id(), &office.adoptions))?;
        events.sort_by_key(|filed| std::cmp::Reverse(filed.order()));
        let mut wishes: Vec<ErasureWish> = Vec::new();
        for filed in events {
            let Event::ErasureRequested(asked) = filed.event else { continue };
            if wishes.iter().any(|wish| wish.request == filed.id) {
                continue;
            }
            let (granted, refused) = match office.answers.get(&filed.id) {
                Some(Answer::Granted { .. }) => (true, None),
                Some(Answer::Refused { cause, .. }) => (false, Some(cause.clone())),
                None => (false, office.standing.cause(filed.id).cloned()),
            };
            wishes.push(ErasureWish { request: filed.id, asked, by: filed.author, at: filed.at, granted, refused });
        }
        Ok(wishes)
    }

    /// How far each PC of the office has erased, by its own word.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn erasures_applied(&self) -> Result<BTreeMap<Uuid, Applied>> {
        let office = self.inner.office();
        let events = self.read(|conn| crate::events::of(conn, Subject::Office.id(), &office.adoptions))?;
        let mut all: BTreeMap<Uuid, Applied> = BTreeMap::new();
        for filed in events {
            // Only a PC itself says so, whatever the record names.
            let Some(device) = office.device_of_log.get(&filed.log) else { continue };
            if let Event::ErasureApplied(applied) = filed.event {
                let held = all.entry(*device).or_default().upto.entry(applied.log).or_insert((0, filed.at));
                if applied.seq > held.0 {
                    *held = (applied.seq, filed.at);
                }
            }
        }
        Ok(all)
    }

    /// Writes down how far this PC has erased, where that is news and no trace is left; true where it was. Nothing where the PC is its
    /// own office.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn tell_erased(&self) -> Result<bool> {
        let inner = &self.inner;
        let office = inner.office();
        let last = office.erasures.last();
        let told = lock(&inner.traces).told.as_ref() == Some(&last);
        let device = inner.device().device;
        if told || !self.enrolled()? || !office.devices.contains_key(&device) {
            return Ok(false);
        }
        let said = self.erasures_applied()?.remove(&device).unwrap_or_default();
        let news: Vec<(LogId, u64)> =
            last.iter().map(|(log, seq)| (*log, *seq)).filter(|at| said.at(*at).is_none()).collect();
        if !news.is_empty() {
            // The run that erased may have ended before it removed these.
            inner.found_traces(false, crate::db::copies(&inner.folder.database()));
            if self.erasing() {
                return Ok(false);
            }
            self.behind(|tx| {
                news.iter().try_for_each(|(log, seq)| tx.write(ErasureApplied { device, log: *log, seq: *seq }))
            })?;
        }
        lock(&inner.traces).told = Some(last);
        Ok(!news.is_empty())
    }
}
