//! One writing transaction: events become records of the own log, and everything they touch is folded again before it ends.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use lakon_domain::case::CaseState;
use lakon_domain::event::Event;
use lakon_domain::filed::{Filed, NotFiled};
use lakon_domain::ids::{LogId, new_id};
use lakon_domain::number::{self, next_number};
use lakon_domain::office::OfficeState;
use lakon_domain::party::{OrganisationState, PersonState};
use lakon_domain::record::Record;
use lakon_domain::shape::{CaseNumber, Time};
use lakon_domain::subject::{Subject, named, subject};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::changed::{Changed, Topic};
use crate::device::Device;
use crate::error::{Result, StoreError};
use crate::index::Index;
use crate::pin::Pin;
use crate::random::Randomness;
use crate::refolds::{FIRST_CASES, Which};
use crate::rules::Rules;
use crate::store::{Inner, lock};

/// Beyond so many subjects their events are not held in memory but read back from the logs: a page of a pull stays below it,
/// a rebuild of everything does not.
const MOST_FRESH: usize = 4_096;

/// Events of a subject that were met in this transaction.
pub(crate) enum Touch {
    /// All there are: nothing was known of the subject before.
    Fresh(Vec<Filed>),
    /// There are others in the database.
    Stored,
}

/// A transaction under way. Dropped without an end, it leaves nothing.
pub struct Tx<'c> {
    pub(crate) conn: &'c Connection,
    pub(crate) inner: &'c Inner,
    pub(crate) changed: Changed,
    pub(crate) index: Index,
    pub(crate) office: Arc<OfficeState>,
    pub(crate) rules: Arc<Rules>,
    /// Who this PC is, and which log it writes.
    pub(crate) device: Arc<Device>,
    pub(crate) device_changed: bool,
    /// Files nothing refers to any more; removed after the commit.
    pub(crate) unneeded: Vec<PathBuf>,
    /// Cases whose files still on their way in are let go after the commit.
    pub(crate) let_go: Vec<Uuid>,
    author: Uuid,
    now: Time,
    random: Randomness,
    touched: BTreeMap<Subject, Touch>,
    /// Events whose standing changed.
    pub(crate) named: BTreeSet<Uuid>,
    /// How far each log was taken in.
    folded: BTreeMap<LogId, u64>,
    pin: Option<Pin>,
    pub(crate) appended: bool,
    pub(crate) erased: bool,
    office_changed: bool,
    pub(crate) rules_changed: bool,
    /// What one record makes of all open cases waits: it came from outside, and an officer may be waiting for the turn.
    pub(crate) folds_later: bool,
}

/// What a transaction leaves to do after its commit.
pub(crate) struct Done {
    pub changed: Changed,
    pub office: Option<Arc<OfficeState>>,
    pub rules: Option<Arc<Rules>>,
    /// The PC goes on in another log.
    pub device: Option<Arc<Device>>,
    pub pin: Option<Pin>,
    pub unneeded: Vec<PathBuf>,
    pub let_go: Vec<Uuid>,
    pub appended: bool,
    /// Private parts were destroyed: no trace may stay in the write-ahead log.
    pub erased: bool,
}

impl<'c> Tx<'c> {
    pub(crate) fn begin(conn: &'c Connection, inner: &'c Inner, author: Uuid) -> Self {
        Self {
            conn,
            inner,
            changed: Changed::default(),
            index: Index::default(),
            office: inner.office(),
            rules: inner.rules(),
            device: inner.device(),
            device_changed: false,
            unneeded: Vec::new(),
            let_go: Vec::new(),
            author,
            now: inner.clock.now(),
            random: inner.random.clone(),
            touched: BTreeMap::new(),
            named: BTreeSet::new(),
            folded: BTreeMap::new(),
            pin: None,
            appended: false,
            erased: false,
            office_changed: false,
            rules_changed: false,
            folds_later: false,
        }
    }

    /// The moment of this transaction.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Lets the moment go on to what the clock says now: for a long transaction that tells of many moments.
    pub fn look_at_clock(&mut self) {
        self.now = self.inner.clock.now();
    }

    /// A new id of this moment.
    pub fn new_id(&mut self) -> Uuid {
        new_id(self.now.0, &mut self.random)
    }

    /// Writes from now on for another user: the words of a draft are its author's, whoever is at the PC when they become records.
    /// Returns for whom it was until now.
    pub fn act_as(&mut self, author: Uuid) -> Uuid {
        std::mem::replace(&mut self.author, author)
    }

    /// Appends an event to the own log. What it means can be read back at once through [`Tx::case`], [`Tx::person`] and
    /// [`Tx::organisation`]; lists show it after the transaction. `office.begun` makes this PC its own office;
    /// `file.added` takes the staged file of that id out of the draft.
    ///
    /// # Errors
    /// [`StoreError::RecordTooLarge`] for a text no record can hold; errors of the disk.
    pub fn write(&mut self, event: impl Into<Event>) -> Result<()> {
        self.write_event(event.into()).map(|_| ())
    }

    /// The same, with the event's id.
    pub(crate) fn write_event(&mut self, event: Event) -> Result<Uuid> {
        let offset = lock(&self.inner.offset).known.map(|known| known.stamp(self.now));
        let moment = lakon_log::Moment { author: self.author, now: self.now, offset };
        let log = self.device.log;
        let header = lakon_log::append(self.conn, log, std::slice::from_ref(&event), &moment, &mut self.random)?
            .pop()
            .ok_or(StoreError::Damaged("own log"))?
            .header;
        if let Event::OfficeBegun(begun) = &event
            && self.pin().is_none()
        {
            self.set_pin(Pin::alone(begun, self.author))?;
        }
        if let Event::FileAdded(added) = &event {
            // The record names it from now on.
            self.conn.prepare_cached("DELETE FROM staged WHERE id = ?1")?.execute([added.file.as_bytes()])?;
        }
        self.appended = true;
        self.changed.add(Topic::Sync);
        let filed = Filed {
            log,
            seq: header.seq,
            id: header.id,
            hlc: header.hlc,
            author: header.author,
            at: header.at,
            event,
            private_missing: false,
        };
        self.take(filed)?;
        Ok(header.id)
    }

    pub(crate) fn pin(&self) -> Option<Pin> {
        self.pin.clone().or_else(|| self.inner.pin())
    }

    pub(crate) fn set_pin(&mut self, pin: Pin) -> Result<()> {
        pin.save(self.conn)?;
        self.pin = Some(pin);
        self.changed.add(Topic::Session);
        self.touch(Subject::Office);
        Ok(())
    }

    /// Takes in a record that was just inserted, or one of a log that is folded anew. What this program cannot read is counted.
    pub(crate) fn take_record(&mut self, log: LogId, seq: u64, record: &Record) -> Result<()> {
        let opened = record
            .read_header()
            .map_err(NotFiled::from)
            .and_then(|header| Filed::open(header, &record.facts, record.private.as_deref(), record.private_hash));
        match opened {
            Ok(filed) => self.take(filed),
            Err(error) => {
                let kind = error.kind();
                tracing::info!(%log, seq, %error, "a record is kept and not folded");
                self.conn
                    .prepare_cached(
                        "INSERT INTO skipped (kind, n) VALUES (?1, 1) ON CONFLICT (kind) DO UPDATE SET n = n + 1",
                    )?
                    .execute([kind])?;
                self.changed.add(Topic::Sync);
                self.advance(log, seq);
                Ok(())
            }
        }
    }

    /// A record that was taken in before has its private part now.
    pub(crate) fn take_filled(&mut self, record: &Record) {
        // What could not be read without its private part was counted then and stays counted.
        if let Ok(filed) = Filed::read(record) {
            self.touch_subjects(filed);
        }
    }

    /// What an event told about is folded again.
    pub(crate) fn touch_subjects(&mut self, filed: Filed) {
        let filed = self.office.adoptions.read(filed);
        for subject in subject(&filed.event) {
            self.touch(subject);
        }
        self.named.extend(named(&filed.event));
    }

    fn take(&mut self, filed: Filed) -> Result<()> {
        let filed = self.office.adoptions.read(filed);
        self.advance(filed.log, filed.seq);
        self.named.extend(named(&filed.event));
        self.erased |= matches!(filed.event, Event::RecordErased(_));
        if let Event::DeviceRevoked(revoked) = &filed.event {
            self.forget_beyond(revoked.log)?;
        }
        if let Event::CaseOpened(opened) = &filed.event {
            self.note_number(&opened.number)?;
        }
        let subjects = subject(&filed.event);
        let ids: Vec<Uuid> = subjects.iter().map(|subject| subject.id()).collect();
        for subject in subjects {
            let known = self.touched.contains_key(&subject);
            let fresh = !known && self.folds_fresh(subject)?;
            match self.touched.get_mut(&subject) {
                Some(Touch::Fresh(events)) => events.push(filed.clone()),
                Some(Touch::Stored) => {}
                None if fresh => {
                    self.touched.insert(subject, Touch::Fresh(vec![filed.clone()]));
                }
                None => self.touch(subject),
            }
        }
        Ok(lakon_log::put_subjects(self.conn, filed.log, filed.seq, &ids)?)
    }

    /// Whether nothing is known of a subject yet, so that its events of this transaction are all there are.
    fn folds_fresh(&self, subject: Subject) -> Result<bool> {
        match subject {
            // Of a stakeholder who is somebody else's too, more may be known by the other id.
            Subject::Person(id) | Subject::Organisation(id) if self.office.adoptions.read_as(id).next().is_some() => {
                Ok(false)
            }
            Subject::Case(id) | Subject::Person(id) | Subject::Organisation(id) if self.touched.len() < MOST_FRESH => {
                Ok(!self
                    .conn
                    .prepare_cached("SELECT 1 FROM subject WHERE subject = ?1 LIMIT 1")?
                    .exists([id.as_bytes()])?)
            }
            _ => Ok(false),
        }
    }

    pub(crate) fn touch(&mut self, subject: Subject) {
        self.touched.insert(subject, Touch::Stored);
    }

    fn advance(&mut self, log: LogId, seq: u64) {
        let reached = self.folded.entry(log).or_insert(0);
        *reached = (*reached).max(seq);
    }

    fn note_number(&self, number: &CaseNumber) -> Result<()> {
        let parts = number::parts(number);
        self.conn
            .prepare_cached(
                "INSERT INTO number_run (label, year, last) VALUES (?1, ?2, ?3)
                 ON CONFLICT (label, year) DO UPDATE SET last = max(last, excluded.last)",
            )?
            .execute(params![parts.label, parts.year, parts.running])?;
        Ok(())
    }

    /// The next case number of this PC for a case opened at `at`: its label, the year on the office's wall, one above the last.
    ///
    /// # Errors
    /// [`StoreError::NoOffice`] before an office is known and a label was given.
    pub fn next_number(&self, at: Time) -> Result<CaseNumber> {
        let office = self.office.office.as_ref().ok_or(StoreError::NoOffice)?;
        let waiting = || self.pin().and_then(|pin| pin.label);
        let label = self.office.labels.get(&self.device.log).cloned().or_else(waiting).ok_or(StoreError::NoOffice)?;
        let year = office.zone.year(at);
        let last: Option<u32> = self
            .conn
            .prepare_cached("SELECT last FROM number_run WHERE label = ?1 AND year = ?2")?
            .query_row(params![label.as_str(), year], |row| row.get(0))
            .optional()?;
        next_number(office.code.as_str(), label.as_str(), year, last.unwrap_or(0))
            .map_err(|_| StoreError::Damaged("case number"))
    }

    /// A case as it stands now, this transaction's own writes included.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn case(&self, case: Uuid) -> Result<Option<CaseState>> {
        Ok(self.rules.case(&crate::events::of(self.conn, case, &self.office.adoptions)?, &self.office.standing))
    }

    /// A person, likewise.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn person(&self, person: Uuid) -> Result<Option<PersonState>> {
        Ok(PersonState::fold(
            &crate::events::of_party(self.conn, person, &self.office.adoptions)?,
            &self.office.standing,
        ))
    }

    /// An organisation, likewise.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn organisation(&self, organisation: Uuid) -> Result<Option<OrganisationState>> {
        Ok(OrganisationState::fold(
            &crate::events::of_party(self.conn, organisation, &self.office.adoptions)?,
            &self.office.standing,
        ))
    }

    /// Folds what was touched so far, so that lists show it within this transaction.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn refold(&mut self) -> Result<()> {
        loop {
            self.touch_named()?;
            let mut touched = std::mem::take(&mut self.touched);
            if touched.is_empty() {
                return self.index.write(self.conn);
            }
            if touched.contains_key(&Subject::Office) {
                let before = self.office.adoptions.clone();
                self.refold_office()?;
                if self.office.adoptions != before {
                    // Somebody is read as somebody else from now on, in whatever was folded.
                    touched.values_mut().for_each(|touch| *touch = Touch::Stored);
                    self.fold_later(Which::Parties)?;
                    self.fold_later(Which::Cases)?;
                }
            }
            if touched.contains_key(&Subject::Office) || touched.contains_key(&Subject::Settings) {
                self.refold_rules()?;
            }
            // Parties before cases: a case's row shows their names. A party that changed touches its cases for the next round.
            let (cases, others): (Vec<_>, Vec<_>) =
                touched.into_iter().partition(|(subject, _)| matches!(subject, Subject::Case(_)));
            for (subject, touch) in others.into_iter().chain(cases) {
                self.refold_one(subject, touch)?;
                if self.index.is_full() {
                    self.index.write(self.conn)?;
                }
            }
        }
    }

    fn events_of(&self, subject: Subject) -> Result<Vec<Filed>> {
        let adoptions = &self.office.adoptions;
        match subject {
            // Whoever is read as another has no row.
            Subject::Person(id) | Subject::Organisation(id) if adoptions.party(id) != id => Ok(Vec::new()),
            Subject::Person(id) | Subject::Organisation(id) => crate::events::of_party(self.conn, id, adoptions),
            other => crate::events::of(self.conn, other.id(), adoptions),
        }
    }

    fn refold_one(&mut self, subject: Subject, touch: Touch) -> Result<()> {
        if matches!(subject, Subject::Office | Subject::Settings | Subject::Visit(_)) {
            return Ok(());
        }
        let events = match touch {
            Touch::Fresh(events) => events,
            Touch::Stored => self.events_of(subject)?,
        };
        match subject {
            Subject::Case(id) => crate::project_case::project(self, id, &events),
            Subject::Person(id) => crate::project_party::person(self, id, &events),
            Subject::Organisation(id) => crate::project_party::organisation(self, id, &events),
            Subject::Office | Subject::Settings | Subject::Visit(_) => Ok(()),
        }
    }

    /// Voids, allowances and erasures change what their events mean, whichever came first.
    fn touch_named(&mut self) -> Result<()> {
        let named: Vec<Uuid> = std::mem::take(&mut self.named).into_iter().collect();
        for stored in lakon_log::records_of(self.conn, &named)? {
            let Ok(filed) = Filed::read(&stored.record) else { continue };
            for subject in subject(&self.office.adoptions.read(filed).event) {
                match subject {
                    // One record of the office log may name thousands.
                    Subject::Case(case) if self.may_fold_later() && self.touched.len() >= FIRST_CASES => {
                        match self.touched.contains_key(&Subject::Case(case)) {
                            true => self.touch(Subject::Case(case)),
                            false => self.fold_later(Which::Case(case))?,
                        }
                    }
                    subject => self.touch(subject),
                }
            }
        }
        Ok(())
    }

    fn refold_office(&mut self) -> Result<()> {
        let pin = self.pin();
        let office = crate::office::fold(self.conn, &self.device, pin.as_ref())?;
        if office != *self.office {
            let before = std::mem::replace(&mut self.office, Arc::new(office));
            self.let_go_of(&before.erasures)?;
            self.office_changed = true;
            self.changed.add(Topic::Session);
            self.changed.add(Topic::Users);
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<Done> {
        self.refold()?;
        if self.erased {
            self.sweep_contents()?;
        }
        for (log, seq) in &self.folded {
            self.conn
                .prepare_cached("INSERT INTO folded (log, seq) VALUES (?1, ?2) ON CONFLICT (log) DO UPDATE SET seq = max(seq, excluded.seq)")?
                .execute(params![log.0, i64::try_from(*seq).unwrap_or(i64::MAX)])?;
        }
        Ok(Done {
            changed: self.changed,
            office: self.office_changed.then_some(self.office),
            rules: self.rules_changed.then_some(self.rules),
            device: self.device_changed.then_some(self.device),
            pin: self.pin,
            unneeded: self.unneeded,
            let_go: self.let_go,
            appended: self.appended,
            erased: self.erased,
        })
    }
}
