//! Erasing at the server: it answers what admins ask, and destroys what belongs to something erased and arrives later. The server
//! decides this alone, in the transaction that took the page, so that no other replica ever holds more than the page it came in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use lakon_domain::erasure::{Cover, erase, file_placed, order};
use lakon_domain::event::{ErasureRequested, Event, RecordErased};
use lakon_domain::ids::{Hash, LogId};
use lakon_domain::office::OfficeState;
use lakon_domain::record::Record;
use lakon_log::{Appended, Reach};
use lakon_sync::replica::Received;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::judge::NO_RIGHT;
use crate::kind::kind;
use crate::lift::{office_events, voids};
use crate::people::refused;
use crate::{ServerStore, StoreError};

/// Why a request to erase was refused: codes the page has sentences for.
const NOTHING_HELD: &str = "nothing_held";
const ALREADY_ERASED: &str = "already_erased";

/// What a page leaves to do about erasures.
#[derive(Default)]
pub(crate) struct Erased {
    pub appended: Vec<Appended>,
    /// Attachments nothing refers to any more: removed after the commit.
    pub files: Vec<PathBuf>,
    /// Uploads of such attachments.
    pub uploads: Vec<Uuid>,
    /// Private parts were destroyed.
    pub any: bool,
}

impl Erased {
    /// What another page of the same transaction leaves to do.
    pub(crate) fn join(&mut self, mut other: Self) {
        self.appended.append(&mut other.appended);
        self.files.append(&mut other.files);
        self.uploads.append(&mut other.uploads);
        self.any |= other.any;
    }
}

impl ServerStore {
    /// Does what a page asks to be erased, and erases what in it belongs to something that was erased before. `judged`: what the office
    /// log is told of the page besides.
    pub(crate) fn erase(
        &self,
        tx: &Connection,
        own: LogId,
        office: &OfficeState,
        page: LogId,
        received: &Received,
        judged: &[Event],
    ) -> Result<Erased, StoreError> {
        let mut done = Erased::default();
        let server = lakon_log::server_logs(tx)?.iter().any(|(log, _)| *log == page);
        if server {
            // The log of a server before this one: its erasures were applied with it.
            for (_, record) in &received.new {
                if let Some(events) = erases(record) {
                    self.forget(tx, &events, &mut done)?;
                }
            }
            let office = OfficeState::fold(&office_events(tx)?);
            self.catch_up(tx, own, &office, received, &mut done)?;
            done.any |= lakon_log::scrub(tx, office.erasures.cover())? > 0;
            self.scrub_aside(tx, office.erasures.cover(), &mut done)?;
            return Ok(done);
        }
        let cover = office.erasures.cover();
        let mut grown = cover.clone();
        let voided: BTreeSet<Uuid> = judged.iter().flat_map(voids).copied().collect();
        // By the request they belong to.
        let mut late: BTreeMap<Uuid, Late> = BTreeMap::new();
        let mut placed: BTreeSet<Uuid> = BTreeSet::new();
        let nothing_yet = *cover == Cover::default();
        for (seq, record) in received.new.iter().chain(&received.filled) {
            if nothing_yet && kind(record)? != ErasureRequested::KIND {
                continue;
            }
            let header = record.read_header()?;
            let event = Event::read(&header.kind, &record.facts, record.private.as_deref());
            if let Ok(Event::ErasureRequested(asked)) = &event {
                let answered = office.answers.contains_key(&header.id);
                if office.adoptions.holds(page, *seq) {
                    if !answered {
                        self.order_again(tx, own, header.id, asked, &mut done)?;
                    }
                } else if office.device_of_log.contains_key(&page) && !answered {
                    // A void that came back with an office log holds too, though its refusal may have been lost.
                    let allowed = !voided.contains(&header.id) && office.standing.counts(header.id);
                    self.answer(tx, own, office, header.id, (asked, allowed), &mut done)?;
                }
                continue;
            }
            placed.extend(event.as_ref().ok().and_then(file_placed));
            let hit = match &event {
                Ok(event) => cover.covers_later(event),
                Err(_) => cover.mentioned(&record.facts),
            };
            if !hit || record.private_hash == Hash::ZERO || lakon_log::erased(tx, &header.id)? {
                continue;
            }
            let Some(request) = belongs(office, event.as_ref().ok(), &record.facts) else { continue };
            let held = late.entry(request).or_default();
            held.events.push(header.id);
            // A case that names somebody who was erased with all cases, or alone: from now on it is covered too.
            if let Ok(event) = &event
                && grown.reach(event)
                && let Event::PartySet(set) = event
            {
                let group =
                    if grown.cases.contains(&set.case) { &mut held.cover.cases } else { &mut held.cover.contacts };
                group.insert(set.case);
            }
        }
        self.carried_along(tx, office, &placed, &mut late)?;
        for (request, late) in late {
            self.destroy_late(tx, own, request, late, &mut done)?;
        }
        Ok(done)
    }

    /// Orders that came with an office log cover records that were here before them, put in while this server knew of no order: those the
    /// order does not list are erased like everything that comes late. Design, "Erasure": "Every door (push, pull, bundle, restore,
    /// refill) drops listed private parts".
    fn catch_up(
        &self,
        tx: &Connection,
        own: LogId,
        office: &OfficeState,
        came: &Received,
        done: &mut Erased,
    ) -> Result<(), StoreError> {
        let requests: BTreeSet<Uuid> = came.new.iter().filter_map(|(_, record)| orders(record)).collect();
        let ordered: Vec<_> = requests.into_iter().filter_map(|request| office.erasures.get(request)).collect();
        let mut all = Cover::default();
        ordered.iter().for_each(|erasure| all.extend(&erasure.cover));
        // Nearly always there is nothing, and then one look is enough.
        if all.is_empty() || lakon_log::reach(tx, all)?.events.is_empty() {
            return Ok(());
        }
        for erasure in ordered {
            let reach = lakon_log::reach(tx, erasure.cover.clone())?;
            if !reach.events.is_empty() {
                let more = reach.cover.beyond(&erasure.cover);
                self.destroy(tx, own, erasure.request, &more, &reach.events, done)?;
            }
        }
        Ok(())
    }

    /// A file that was moved into a case erased before goes from where it came from too, whichever of its records came first. `placed`:
    /// the files this page tells of.
    fn carried_along(
        &self,
        tx: &Connection,
        office: &OfficeState,
        placed: &BTreeSet<Uuid>,
        late: &mut BTreeMap<Uuid, Late>,
    ) -> Result<(), StoreError> {
        let cover = office.erasures.cover();
        if placed.is_empty() || cover.cases.is_empty() {
            return Ok(());
        }
        // Every record is looked through only where a file was moved into such a case.
        let mut files = lakon_log::carried_in(tx, cover)?;
        let gone: BTreeSet<Uuid> = late.values().flat_map(|late| late.events.iter().copied()).collect();
        for stored in lakon_log::records_of(tx, &gone.iter().copied().collect::<Vec<_>>())? {
            let event = Event::read(&stored.record.read_header()?.kind, &stored.record.facts, None);
            files.extend(event.ok().and_then(|event| cover.takes_in(&event)));
        }
        files.retain(|file| placed.contains(file));
        for (event, case) in lakon_log::files_in(tx, cover, Some(&files), &gone)? {
            if gone.contains(&event) || lakon_log::erased(tx, &event)? {
                continue;
            }
            let of = office.erasures.iter().find(|erasure| erasure.cover.cases.contains(&case));
            if let Some(erasure) = of {
                late.entry(erasure.request).or_default().events.push(event);
            }
        }
        Ok(())
    }

    fn answer(
        &self,
        tx: &Connection,
        own: LogId,
        office: &OfficeState,
        request: Uuid,
        (asked, allowed): (&ErasureRequested, bool),
        done: &mut Erased,
    ) -> Result<(), StoreError> {
        let cover = office.adoptions.widened(Cover::asked(asked));
        let reach = if allowed { lakon_log::reach(tx, cover)? } else { Reach::default() };
        if !reach.events.is_empty() {
            return self.destroy(tx, own, request, &reach.cover, &reach.events, done);
        }
        let before = office.erasures.cover().ids().any(|id| [asked.case, asked.party].contains(&Some(id)));
        let cause = match (allowed, before) {
            (false, _) => NO_RIGHT,
            (true, true) => ALREADY_ERASED,
            (true, false) => NOTHING_HELD,
        };
        done.appended.extend(self.write_own(tx, own, &refused(request, cause)?)?);
        Ok(())
    }

    /// What a PC that worked alone had erased before it joined is erased here too, whatever of it is still to come.
    fn order_again(
        &self,
        tx: &Connection,
        own: LogId,
        request: Uuid,
        asked: &ErasureRequested,
        done: &mut Erased,
    ) -> Result<(), StoreError> {
        let Reach { cover, events } = lakon_log::reach(tx, Cover::asked(asked))?;
        self.destroy(tx, own, request, &cover, &events, done)
    }

    fn destroy_late(
        &self,
        tx: &Connection,
        own: LogId,
        request: Uuid,
        late: Late,
        done: &mut Erased,
    ) -> Result<(), StoreError> {
        let Late { cover, mut events } = late;
        if !cover.is_empty() {
            // What was held of that case before.
            let reach = lakon_log::reach(tx, cover.clone())?;
            events.extend(reach.events);
            events.sort_unstable();
            events.dedup();
        }
        self.destroy(tx, own, request, &cover, &events, done)
    }

    fn destroy(
        &self,
        tx: &Connection,
        own: LogId,
        request: Uuid,
        cover: &Cover,
        events: &[Uuid],
        done: &mut Erased,
    ) -> Result<(), StoreError> {
        let erased = self.write_own(tx, own, &erase(events))?;
        let ids: Vec<Uuid> = erased.iter().map(|one| one.header.id).collect();
        done.appended.extend(erased);
        done.appended.extend(self.write_own(tx, own, &order(request, cover, &ids))?);
        self.forget(tx, events, done)?;
        // What stands in no log is listed by no order, and goes all the same.
        done.any |= lakon_log::scrub(tx, cover)? > 0;
        self.scrub_aside(tx, cover, done)
    }

    /// Forgets what these events said of attachments, and the attachments nothing else refers to.
    fn forget(&self, tx: &Connection, events: &[Uuid], done: &mut Erased) -> Result<(), StoreError> {
        done.any = true;
        let office = self.office.as_bytes();
        let mut addresses: BTreeSet<[u8; 32]> = BTreeSet::new();
        {
            let mut take = tx.prepare_cached("DELETE FROM named WHERE office = ?1 AND event = ?2 RETURNING address")?;
            for event in events {
                let rows = take.query_map(params![office, event.as_bytes()], |row| row.get(0))?;
                for address in rows {
                    addresses.insert(address?);
                }
            }
        }
        for address in addresses {
            if self.is_named(tx, &Hash(address))? {
                // What a client said of it at its upload may be the erased record's name of the file.
                tx.prepare_cached("UPDATE upload SET metadata = '' WHERE office = ?1 AND address = ?2")?
                    .execute(params![office, address])?;
            } else {
                self.forget_blob(tx, &Hash(address), done)?;
            }
        }
        Ok(())
    }

    /// Forgets an attachment, whole or on its way.
    pub(crate) fn forget_blob(&self, tx: &Connection, address: &Hash, done: &mut Erased) -> Result<(), StoreError> {
        let office = self.office.as_bytes();
        let file: Option<String> = tx
            .prepare_cached("DELETE FROM blob WHERE office = ?1 AND address = ?2 RETURNING file")?
            .query_row(params![office, address.0], |row| row.get(0))
            .optional()?;
        // A copy that could not be read back lies aside under the same name.
        let places = [self.folder.blobs(), self.folder.aside()];
        done.files.extend(file.iter().flat_map(|file| places.iter().map(move |place| place.join(file))));
        let mut statement =
            tx.prepare_cached("DELETE FROM upload WHERE office = ?1 AND address = ?2 RETURNING upload")?;
        let rows = statement.query_map(params![office, address.0], |row| Ok(Uuid::from_bytes(row.get(0)?)))?;
        for upload in rows {
            done.uploads.push(upload?);
        }
        Ok(())
    }

    /// What lies beside the logs and was kept whole although an order covers it, by a program before this one, goes at the next start.
    /// Nobody has to wait for a server because of it.
    pub(crate) fn scrub_at_start(&self) {
        let office = self.office_state();
        let mut done = Erased::default();
        let scrubbed = self.write(|tx| {
            done.any |= lakon_log::scrub(tx, office.erasures.cover())? > 0;
            self.scrub_aside(tx, office.erasures.cover(), &mut done)
        });
        match scrubbed {
            Ok(()) if done.any => self.clear_away(&self.writer.lock().unwrap_or_else(PoisonError::into_inner), &done),
            Ok(()) => {}
            Err(error) => tracing::error!(%error, "what lies beside the logs was not looked through"),
        }
    }

    /// After the commit: removes the files, and every trace of the private parts from the write-ahead log.
    /// Design, "Erasure": "one transaction, then a truncating checkpoint".
    pub(crate) fn clear_away(&self, writer: &Connection, done: &Erased) {
        for file in &done.files {
            if let Err(error) = std::fs::remove_file(file)
                && error.kind() != std::io::ErrorKind::NotFound
            {
                tracing::error!(%error, "the file of an erased attachment stays");
            }
        }
        for upload in &done.uploads {
            self.remove_pieces(*upload);
        }
        if done.any {
            self.traces.store(true, Ordering::SeqCst);
        }
        self.empty_log(writer);
    }

    /// Empties the write-ahead log where something was erased. Somebody who reads in the middle of something keeps it for a moment:
    /// then the next page or the next sweep does it.
    pub(crate) fn empty_log(&self, writer: &Connection) {
        if !self.traces.load(Ordering::SeqCst) {
            return;
        }
        let busy = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
        match busy {
            Ok(false) => self.traces.store(false, Ordering::SeqCst),
            busy => tracing::warn!(?busy, "the write-ahead log was not emptied"),
        }
    }
}

/// Records of one page that belong to one request.
#[derive(Default)]
struct Late {
    /// Cases that turned out to be covered.
    cover: Cover,
    events: Vec<Uuid>,
}

fn erases(record: &Record) -> Option<Vec<Uuid>> {
    let header = record.read_header().ok()?;
    match Event::read(&header.kind, &record.facts, None) {
        Ok(Event::RecordErased(RecordErased { erases, .. })) => Some(erases),
        _ => None,
    }
}

/// The request an order answers.
fn orders(record: &Record) -> Option<Uuid> {
    let header = record.read_header().ok()?;
    match Event::read(&header.kind, &record.facts, None) {
        Ok(Event::ErasureOrdered(order)) => Some(order.answers),
        _ => None,
    }
}

/// The request whose order covers a record.
fn belongs(office: &OfficeState, event: Option<&Event>, facts: &[u8]) -> Option<Uuid> {
    let of = |cover: &Cover| event.map_or_else(|| cover.mentioned(facts), |event| cover.covers_later(event));
    office.erasures.iter().find(|erasure| of(&erasure.cover)).map(|erasure| erasure.request)
}
