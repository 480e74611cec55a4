//! One log looked at from its first record to its last, with the seals on the way.

use lakon_domain::event::{DeviceAdded, Event, LogOpened};
use lakon_domain::ids::{Hash, LogId, PublicKey};
use lakon_domain::record::{BadRecord, Record, chain_start};
use lakon_domain::seal::Seal;
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::{Audit, Row, Wrong};
use crate::page::read_record;
use crate::{LogError, office, place, seals, unplace};

/// What a piece of the way showed.
pub(super) enum Found {
    More,
    End,
    Misfit(u64, Wrong),
}

/// How far a log was looked at.
pub(super) struct Walk {
    row: Row,
    /// It speaks for the office.
    office: bool,
    seq: u64,
    chain: Hash,
    /// From record 1.
    key: Option<PublicKey>,
    device: Option<Uuid>,
}

/// A record as it lies in the table.
struct Lying {
    seq: u64,
    event: [u8; 16],
    kind: String,
    record: Record,
    chain: Hash,
    /// The database says that its private part is erased.
    listed: bool,
}

impl Walk {
    pub fn begin(row: Row, office: bool) -> Self {
        let chain = chain_start(row.log);
        Self { row, office, seq: 0, chain, key: None, device: None }
    }

    pub fn log(&self) -> LogId {
        self.row.log
    }

    pub fn device(&self) -> Option<Uuid> {
        self.device
    }

    /// Records not looked at.
    pub fn left(&self) -> u64 {
        self.row.last.saturating_sub(self.seq)
    }

    fn next(&self, connection: &Connection, most: usize) -> Result<Vec<Lying>, LogError> {
        let mut statement = connection.prepare_cached(
            "SELECT header, facts, private, private_hash, place, event, kind, chain,
                EXISTS (SELECT 1 FROM erasure AS e WHERE e.event = r.event)
               FROM record AS r WHERE place >= ?1 AND place <= ?2 ORDER BY place LIMIT ?3",
        )?;
        // From 0 on: no record may stand before the first.
        let from = if self.seq == 0 { 0 } else { self.seq + 1 };
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let span = params![place(self.row.no, from)?, place(self.row.no, self.row.last)?, most];
        let rows = statement.query_map(span, |row| {
            Ok(Lying {
                record: read_record(row, 0)?,
                seq: unplace(row.get(4)?).1,
                event: row.get(5)?,
                kind: row.get(6)?,
                chain: Hash(row.get(7)?),
                listed: row.get(8)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Audit {
    /// Looks at the next piece of a log.
    pub(super) fn go_on(&mut self, connection: &Connection, walk: &mut Walk, most: usize) -> Result<Found, LogError> {
        let piece = walk.next(connection, most.max(1))?;
        let (from, last) = (walk.seq, piece.last().map_or(walk.seq, |lying| lying.seq));
        let mut seals = seals_between(connection, &walk.row, from, last)?.into_iter().peekable();
        for lying in &piece {
            let seq = walk.seq + 1;
            if let Err((at, wrong)) = self.record(walk, seq, lying) {
                return Ok(Found::Misfit(at, wrong));
            }
            if let Some(wrong) = self.private(connection, lying)? {
                return Ok(Found::Misfit(seq, wrong));
            }
            self.so_far.records += 1;
            (walk.seq, walk.chain) = (seq, lying.chain);
            while let Some(seal) = seals.next_if(|seal| seal.seq <= seq) {
                self.so_far.seals += 1;
                if let Some(wrong) = self.seal(walk, &seal) {
                    return Ok(Found::Misfit(seal.seq, wrong));
                }
            }
        }
        if walk.seq < walk.row.last && !piece.is_empty() {
            return Ok(Found::More);
        }
        self.finish(connection, walk)
    }

    /// One record in its place.
    fn record(&mut self, walk: &mut Walk, seq: u64, lying: &Lying) -> Result<(), (u64, Wrong)> {
        let here = |wrong| Err((seq, wrong));
        if lying.seq != seq {
            return here(if lying.seq > seq { Wrong::Hole } else { Wrong::OtherPlace });
        }
        let Ok(header) = lying.record.read_header() else { return here(Wrong::Altered) };
        if header.log != walk.row.log || header.seq != seq {
            return here(Wrong::OtherPlace);
        }
        match lying.record.check() {
            Ok(()) => {}
            Err(BadRecord::PrivateMismatch) => return here(Wrong::Private),
            Err(_) => return here(Wrong::Altered),
        }
        if lying.record.hash(&walk.chain) != lying.chain {
            return here(Wrong::Altered);
        }
        if header.id.as_bytes() != &lying.event || header.kind != lying.kind {
            return here(Wrong::Listing);
        }
        let wanted = seq == 1 || seq == 2 && walk.row.server || header.kind == DeviceAdded::KIND;
        if !wanted {
            return Ok(());
        }
        let event = Event::read(&header.kind, &lying.record.facts, lying.record.private.as_deref());
        match (seq, event) {
            (1, Ok(Event::LogOpened(opened))) => self.opened(walk, &opened),
            (1, _) => here(Wrong::Beginning),
            (2, _) if walk.row.server && !walk.key.is_some_and(|key| self.servers.contains(&key)) => {
                here(Wrong::NotStated)
            }
            (_, Ok(event)) if walk.office => {
                if let Some(member) = office::names(&event) {
                    // What the office log said first holds, as when it was received.
                    self.members.entry(member.log).or_insert(member);
                }
                if let Event::DeviceAdded(DeviceAdded { device, private: Some(name), .. }) = event {
                    self.names.insert(device, name.name);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Whether its private part is there and not, as the records of the office say.
    fn private(&mut self, connection: &Connection, lying: &Lying) -> Result<Option<Wrong>, LogError> {
        let erased = self.proofs.erased(connection, &Uuid::from_bytes(lying.event), lying.listed)?;
        if erased && lying.record.private.is_some() {
            return Ok(Some(Wrong::Kept));
        }
        if erased != lying.listed {
            return Ok(Some(Wrong::Unordered));
        }
        if lying.record.lacks_private() && !erased {
            self.so_far.lacking += 1;
        }
        Ok(None)
    }

    /// Record 1: the key it names must be the one the office log names.
    fn opened(&self, walk: &mut Walk, opened: &LogOpened) -> Result<(), (u64, Wrong)> {
        walk.key = Some(opened.signing_key);
        walk.device = Some(opened.device);
        if opened.signing_key != walk.row.key || opened.server != walk.row.server {
            return Err((1, Wrong::Replaced));
        }
        if walk.office {
            return Ok(());
        }
        match self.members.get(&walk.row.log) {
            Some(member) if member.signing_key != opened.signing_key => Err((1, Wrong::Replaced)),
            Some(_) => Ok(()),
            // The office log has not come yet.
            None if walk.row.own => Ok(()),
            None => Err((1, Wrong::Unnamed)),
        }
    }

    /// A seal on a record that is here.
    fn seal(&self, walk: &Walk, seal: &Seal) -> Option<Wrong> {
        if !self.is_genuine(walk, seal) {
            return Some(Wrong::Forged);
        }
        (seal.seq != walk.seq || seal.chain != walk.chain).then_some(Wrong::Rewritten)
    }

    /// Design: "Only the key named for that log proves it; the server's seal on a device's log is a receipt."
    fn is_genuine(&self, walk: &Walk, seal: &Seal) -> bool {
        // Where even record 1 is gone, the seals are all there is to go by.
        let key = walk.key.unwrap_or(walk.row.key);
        (key == seal.by || self.servers.contains(&seal.by)) && seal.verifies()
    }

    /// What stands beyond the last record, and the head.
    fn finish(&mut self, connection: &Connection, walk: &Walk) -> Result<Found, LogError> {
        // Design, invariant 14: "A head below a seal someone holds is a missing tail".
        // A log may have grown since the check began.
        let held = super::last(connection, walk.row.no)?;
        for seal in seals_between(connection, &walk.row, walk.seq, u64::MAX >> 1)? {
            if seal.seq > held {
                self.so_far.seals += 1;
                return Ok(if self.is_genuine(walk, &seal) {
                    Found::Misfit(walk.seq + 1, Wrong::MissingTail)
                } else {
                    Found::Misfit(seal.seq, Wrong::Forged)
                });
            }
        }
        if self.proofs.held_once(connection, &walk.row, |seal| self.is_genuine(walk, seal))? > held {
            return Ok(Found::Misfit(walk.seq + 1, Wrong::MissingTail));
        }
        if walk.seq == 0 {
            return Ok(Found::Misfit(1, if walk.row.seq > 0 { Wrong::MissingTail } else { Wrong::Beginning }));
        }
        if walk.row.server && walk.seq < 2 {
            return Ok(Found::Misfit(2, Wrong::NotStated));
        }
        Ok(match walk.row.seq {
            head if head > walk.seq => Found::Misfit(walk.seq + 1, Wrong::MissingTail),
            head if head < walk.seq => Found::Misfit(head + 1, Wrong::Head),
            _ if walk.row.chain != walk.chain => Found::Misfit(walk.seq, Wrong::Head),
            _ => Found::End,
        })
    }
}

/// The seals of a log in `(after, last]`, and with the first piece those before its beginning; by where they stand.
fn seals_between(connection: &Connection, row: &Row, after: u64, last: u64) -> Result<Vec<Seal>, LogError> {
    let after = if after == 0 { i64::MIN } else { i64::try_from(after).unwrap_or(i64::MAX) };
    let last = i64::try_from(last).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(
        "SELECT seq, by, chain, at, signature FROM seal WHERE no = ?1 AND seq > ?2 AND seq <= ?3 ORDER BY seq, by",
    )?;
    let found = statement.query_map(params![row.no, after, last], |found| seals::read(row.log, found))?;
    Ok(found.collect::<Result<_, _>>()?)
}
