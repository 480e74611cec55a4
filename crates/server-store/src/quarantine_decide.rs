//! Taking or refusing what revoked devices handed in: an admin's request from a desk, or the operator's command. Both become records of
//! the office log, in the transaction that does it.

use lakon_domain::event::{AsideDecisionRequested, DeviceAdded, DeviceRevoked, Event, Name, Reason};
use lakon_domain::ids::LogId;
use lakon_domain::office::OfficeState;
use lakon_domain::record::Record;
use lakon_domain::rights::may;
use lakon_domain::seal::Head;
use lakon_log::Appended;
use lakon_sync::replica::Source;
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::erasures::Erased;
use crate::judge::NO_RIGHT;
use crate::kind::kind;
use crate::lift::office_events;
use crate::people::refused;
use crate::replica::{Taken, Turn};
use crate::{ServerStore, StoreError};

/// Why a request was refused: codes the page has sentences for.
const NOTHING_ASIDE: &str = "nothing_aside";
const ASIDE_UNFIT: &str = "aside_unfit";

/// What came of a decision within its transaction.
#[derive(Default)]
pub(crate) struct Decided {
    records: usize,
    pub appended: Vec<Appended>,
    pub erased: Erased,
}

/// Who decided, and why.
struct By<'r> {
    reason: &'r str,
    /// The request, where it was one.
    answers: Option<Uuid>,
}

impl ServerStore {
    /// Takes everything that is kept of a log: from then on it counts, judged by rights like everything else. The device stays revoked.
    ///
    /// # Errors
    /// [`StoreError::NothingAside`]; [`StoreError::Aside`] where a page does not fit any more, and nothing is changed.
    pub fn take_aside(&self, log: LogId) -> Result<u64, StoreError> {
        self.refresh()?;
        let decided = self.write(|tx| {
            let device = self.device_aside(tx, log)?.ok_or(StoreError::NothingAside)?.0;
            let reason = self.reason_of(device);
            self.take_log(tx, log, &By { reason: &reason, answers: None })
        })?;
        self.settle(&decided);
        Ok(u64::try_from(decided.records).unwrap_or(u64::MAX))
    }

    /// Refuses what is kept of a log, and whatever its device hands in later. On the device itself nothing is lost.
    ///
    /// # Errors
    /// [`StoreError::NothingAside`].
    pub fn refuse_aside(&self, log: LogId) -> Result<(), StoreError> {
        let decided = self.write(|tx| {
            let mut decided = Decided::default();
            self.refuse_log(tx, log, &mut decided.erased)?;
            Ok(decided)
        })?;
        self.settle(&decided);
        Ok(())
    }

    fn settle(&self, decided: &Decided) {
        self.clear_away(&self.writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner), &decided.erased);
        self.heard(&decided.appended);
    }

    fn reason_of(&self, device: Uuid) -> String {
        let office = self.office_state();
        office.revoked.of(device).map(|revoked| revoked.reason.text().to_owned()).unwrap_or_default()
    }

    /// Does what the requests among the new records of a log ask. What a revoked device asks itself is refused: so a decision can never
    /// come with the pages it is about.
    pub(crate) fn decisions(
        &self,
        tx: &Connection,
        office: &OfficeState,
        log: LogId,
        new: &[(u64, Record)],
    ) -> Result<Decided, StoreError> {
        let mut all = Decided::default();
        let Some(by) = office.device_of_log.get(&log) else { return Ok(all) };
        for (_, record) in new {
            if kind(record)? != AsideDecisionRequested::KIND {
                continue;
            }
            let header = record.read_header()?;
            if office.answers.contains_key(&header.id) {
                continue;
            }
            // A request of a newer shape waits for a server that reads it.
            let Ok(Event::AsideDecisionRequested(asked)) =
                Event::read(&header.kind, &record.facts, record.private.as_deref())
            else {
                continue;
            };
            let allowed = may(&office.roles(header.author, *by), &header.kind) && !office.revoked.holds(*by);
            if !allowed {
                all.appended.extend(self.append(tx, self.own_in(tx)?, &refused(header.id, NO_RIGHT)?)?);
                continue;
            }
            let reason = asked.private.map(|private| private.reason).unwrap_or_default();
            let why = By { reason: &reason, answers: Some(header.id) };
            // What cannot be taken is as if it had not been tried, and the request is answered all the same.
            tx.execute_batch("SAVEPOINT aside")?;
            match self.decide(tx, asked.device, asked.take, &why) {
                Ok(mut done) => {
                    tx.execute_batch("RELEASE aside")?;
                    all.appended.append(&mut done.appended);
                    all.erased.join(done.erased);
                }
                Err(error @ (StoreError::NothingAside | StoreError::Aside(_))) => {
                    tracing::warn!(%error, "what a revoked device handed in was not decided about");
                    tx.execute_batch("ROLLBACK TO aside; RELEASE aside")?;
                    let cause = if matches!(error, StoreError::NothingAside) { NOTHING_ASIDE } else { ASIDE_UNFIT };
                    all.appended.extend(self.append(tx, self.own_in(tx)?, &refused(header.id, cause)?)?);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(all)
    }

    fn decide(&self, tx: &Connection, device: Uuid, take: bool, by: &By<'_>) -> Result<Decided, StoreError> {
        let logs = self.logs_aside(tx, device)?;
        if logs.is_empty() {
            return Err(StoreError::NothingAside);
        }
        let mut all = Decided::default();
        for log in &logs {
            if take {
                let mut done = self.take_log(tx, *log, by)?;
                all.appended.append(&mut done.appended);
                all.erased.join(done.erased);
            } else {
                self.refuse_log(tx, *log, &mut all.erased)?;
            }
        }
        if !take {
            // The head that counts stays where it is, which is the answer.
            let member = lakon_log::members(tx)?.into_iter().find(|member| member.device == device);
            let log = member.ok_or(StoreError::NothingAside)?.log;
            let end = lakon_log::end(tx, log)?.ok_or(StoreError::NothingAside)?;
            let event = revoked(device, log, end, by);
            all.appended.extend(self.append(tx, self.own_in(tx)?, &[event])?);
        }
        Ok(all)
    }

    /// Everything kept of one log, in the caller's transaction.
    fn take_log(&self, tx: &Connection, log: LogId, by: &By<'_>) -> Result<Decided, StoreError> {
        let pages = self.pages_aside(tx, log)?;
        let Some((_, end)) = pages.last().cloned() else { return Err(StoreError::NothingAside) };
        let (device, signing_key) = self.device_aside(tx, log)?.ok_or(StoreError::NothingAside)?;
        let mut decided = Decided::default();
        let mut events: Vec<Event> = Vec::new();
        let mut office = OfficeState::fold(&office_events(tx)?);
        if lakon_log::member(tx, log)?.is_none() {
            let held = office.devices.get(&device).ok_or(StoreError::NothingAside)?;
            let (recipient, user) = (held.recipient.clone(), held.user);
            let roles = held.roles.iter().copied().collect();
            let private = Some(Name { name: held.name.text().to_owned() });
            events.push(DeviceAdded { device, log, signing_key, recipient, user, roles, private }.into());
        }
        // Design, invariant 14: "`device.revoked` names the last head taken": it is another one now.
        events.push(revoked(device, log, end, by));
        decided.appended.extend(self.append(tx, self.own_in(tx)?, &events)?);
        office = OfficeState::fold(&office_events(tx)?);
        for (page, _) in &pages {
            let Turn { received, appended, erased } =
                self.take_in_as(tx, page, Source::Other, &office).map_err(|taken| match taken {
                    Taken::Refused(refused) => StoreError::Aside(refused.to_string()),
                    Taken::Failed(error) => error,
                })?;
            decided.records += received.new.len();
            if !appended.is_empty() {
                // An order that grew with this page covers the next one too.
                office = OfficeState::fold(&office_events(tx)?);
            }
            decided.appended.extend(appended);
            decided.erased.join(erased);
        }
        self.forget_aside(tx, log)?;
        self.drop_files_aside(tx, &mut decided.erased)?;
        Ok(decided)
    }

    fn refuse_log(&self, tx: &Connection, log: LogId, erased: &mut Erased) -> Result<(), StoreError> {
        if self.end_aside(tx, log)?.is_none() {
            return Err(StoreError::NothingAside);
        }
        // By a log of the device that the office knows: whose a log is that nobody knows any more could not be told later.
        let device = self.device_aside(tx, log)?.ok_or(StoreError::NothingAside)?.0;
        let member = lakon_log::members(tx)?.into_iter().find(|member| member.device == device);
        let named = member.map_or(log, |member| member.log);
        self.forget_aside(tx, log)?;
        self.drop_files_aside(tx, erased)?;
        erased.any = true;
        tx.prepare_cached("INSERT OR REPLACE INTO quarantine_refused (office, log, at) VALUES (?1, ?2, ?3)")?
            .execute(params![self.office.as_bytes(), named.0, self.time().0])?;
        Ok(())
    }

    fn forget_aside(&self, tx: &Connection, log: LogId) -> Result<(), StoreError> {
        for table in ["quarantine", "quarantine_log"] {
            let sql = format!("DELETE FROM {table} WHERE office = ?1 AND log = ?2");
            tx.prepare_cached(&sql)?.execute(params![self.office.as_bytes(), log.0])?;
        }
        Ok(())
    }
}

fn revoked(device: Uuid, log: LogId, end: Head, by: &By<'_>) -> Event {
    let private = Some(Reason { reason: by.reason.to_owned() });
    DeviceRevoked { device, log, seq: end.seq, chain: end.chain, answers: by.answers, private }.into()
}
