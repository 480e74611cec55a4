//! What waits of revoked devices, told to an admin's desk in numbers and times: nobody reads what was written there before it is taken.

use std::collections::{BTreeMap, BTreeSet};

use lakon_domain::event::Event;
use lakon_domain::rights::Role;
use lakon_domain::shape::Time;
use lakon_domain::subject::{Subject, subject};
use lakon_sync::aside_list::Waiting;
use rusqlite::params;
use uuid::Uuid;

use crate::{ServerStore, StoreError};

impl ServerStore {
    /// Nothing where the device that asks is no admin's.
    pub(crate) fn waiting_for(&self, asks: Uuid) -> Result<Vec<Waiting>, StoreError> {
        let office = self.office_state();
        let admin = office.devices.get(&asks).is_some_and(|held| office.roles(held.user, asks).contains(&Role::Admin));
        if !admin {
            return Ok(Vec::new());
        }
        self.waiting()
    }

    /// What waits of each device.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub fn waiting(&self) -> Result<Vec<Waiting>, StoreError> {
        self.read(|connection| {
            let mut found: BTreeMap<Uuid, (Waiting, BTreeSet<Uuid>)> = BTreeMap::new();
            self.each_aside(connection, |log, _, page| {
                let Some((device, _)) = self.device_aside(connection, log)? else { return Ok(()) };
                let (waiting, cases) = found.entry(device).or_insert_with(|| (nothing(device), BTreeSet::new()));
                for record in &page.records {
                    let header = record.read_header()?;
                    waiting.records += 1;
                    waiting.since = waiting.since.min(header.at);
                    waiting.until = waiting.until.max(header.at);
                    let event = Event::read(&header.kind, &record.facts, None);
                    cases.extend(event.iter().flat_map(subject).filter_map(|one| match one {
                        Subject::Case(case) => Some(case),
                        _ => None,
                    }));
                }
                Ok(())
            })?;
            let mut all = Vec::new();
            for (device, (mut waiting, cases)) in found {
                waiting.cases = cases.len() as u64;
                let mut addresses: BTreeSet<[u8; 32]> = BTreeSet::new();
                for log in self.logs_aside(connection, device)? {
                    let sql = "SELECT address FROM quarantine_file WHERE office = ?1 AND log = ?2";
                    let mut statement = connection.prepare_cached(sql)?;
                    for address in statement.query_map(params![self.office.as_bytes(), log.0], |row| row.get(0))? {
                        addresses.insert(address?);
                    }
                    let sql = "SELECT max(at) FROM quarantine WHERE office = ?1 AND log = ?2";
                    let at = connection
                        .prepare_cached(sql)?
                        .query_row(params![self.office.as_bytes(), log.0], |row| row.get(0))?;
                    waiting.at = waiting.at.max(Time(at));
                }
                for address in &addresses {
                    let here = self.blob(connection, &lakon_domain::ids::Hash(*address))?.is_some();
                    waiting.files_missing += u64::from(!here);
                }
                waiting.files = addresses.len() as u64;
                all.push(waiting);
            }
            Ok(all)
        })
    }
}

fn nothing(device: Uuid) -> Waiting {
    let (since, until, at) = (Time(i64::MAX), Time(i64::MIN), Time(i64::MIN));
    Waiting { device, records: 0, cases: 0, since, until, files: 0, files_missing: 0, at }
}
