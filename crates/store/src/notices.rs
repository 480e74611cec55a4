//! What people are told: the rows of each case's notices, and what each person was shown of them on this PC.

use std::collections::BTreeMap;

use lakon_domain::calendar::Counting;
use lakon_domain::case::CaseState;
use lakon_domain::duty::Duty;
use lakon_domain::notices::{Notice, NoticeKind, Reader, Whom, of_case};
use lakon_domain::shape::Time;
use rusqlite::{Row, params};
use uuid::Uuid;

use crate::error::Result;
use crate::store::Store;
use crate::tx::Tx;

/// What was shown is remembered this long after the notice itself is gone, milliseconds: one that comes back within the time
/// (a case reopened, a record that arrived late) is not shown as new.
const REMEMBERED_MS: i64 = 30 * 86_400_000;

/// What a person was shown of a notice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// It popped up.
    pub shown: bool,
    /// The person said that it is read.
    pub read: bool,
}

fn kind_number(kind: NoticeKind) -> i64 {
    match kind {
        NoticeKind::Overdue => 0,
        NoticeKind::DueToday => 1,
        NoticeKind::EscalationArrived => 2,
        NoticeKind::EscalationToConfirm => 3,
        NoticeKind::EscalationAskedBack => 4,
        NoticeKind::EscalationAnswered => 5,
        NoticeKind::HandoverOffered => 6,
        NoticeKind::ProgressOwed => 7,
        NoticeKind::ConfirmationAwaited => 8,
    }
}

/// Writes the notices of a case anew; a case that is gone leaves none.
pub(crate) fn project(tx: &Tx<'_>, case: Uuid, told: Option<(&CaseState, &[Duty])>) -> Result<()> {
    tx.conn.prepare_cached("DELETE FROM notice_row WHERE case_id = ?1")?.execute([case.as_bytes()])?;
    let Some((state, duties)) = told else { return Ok(()) };
    for one in of_case(state, duties, &tx.rules.calendar, Counting::new(tx.rules.zone)) {
        let (person, section): (&[u8], &str) = match &one.whom {
            Whom::User(user) => (user.as_bytes(), ""),
            Whom::HeadOf(section) => (&[], section.as_str()),
        };
        tx.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO notice_row (case_id, key, person, section, kind, about, at, from_at, until_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                case.as_bytes(),
                one.key,
                person,
                section,
                kind_number(one.kind),
                one.about.map(Uuid::into_bytes),
                one.at.0,
                one.from.0,
                one.until.map(|until| until.0)
            ])?;
    }
    Ok(())
}

fn read(row: &Row<'_>, whom: &Whom) -> rusqlite::Result<Option<Notice>> {
    let number: i64 = row.get(2)?;
    let Some(kind) = NoticeKind::ALL.into_iter().find(|kind| kind_number(*kind) == number) else { return Ok(None) };
    Ok(Some(Notice {
        case: Uuid::from_bytes(row.get(0)?),
        key: row.get(1)?,
        kind,
        about: row.get::<_, Option<[u8; 16]>>(3)?.map(Uuid::from_bytes),
        whom: whom.clone(),
        at: Time(row.get(4)?),
        from: Time(row.get(5)?),
        until: row.get::<_, Option<i64>>(6)?.map(Time),
    }))
}

impl Store {
    /// What one person is told now, the most urgent first.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn notices(&self, reader: &Reader, now: Time) -> Result<Vec<Notice>> {
        let mut all = self.notices_to(&Whom::User(reader.user), now)?;
        for section in &reader.heads {
            all.extend(self.notices_to(&Whom::HeadOf(section.clone()), now)?);
        }
        Ok(lakon_domain::notices::told(all, reader, now))
    }

    fn notices_to(&self, whom: &Whom, now: Time) -> Result<Vec<Notice>> {
        let (person, section): (&[u8], &str) = match whom {
            Whom::User(user) => (user.as_bytes(), ""),
            Whom::HeadOf(section) => (&[], section.as_str()),
        };
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT case_id, key, kind, about, at, from_at, until_at FROM notice_row
                  WHERE person = ?1 AND section = ?2 AND from_at <= ?3",
            )?;
            let rows = statement.query_map(params![person, section, now.0], |row| read(row, whom))?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
        })
    }

    /// What a person was shown on this PC, by key.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn notices_seen(&self, person: Uuid) -> Result<BTreeMap<String, Seen>> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT key, shown_at IS NOT NULL, read_at IS NOT NULL FROM notice_seen WHERE person = ?1",
            )?;
            let rows = statement.query_map([person.as_bytes()], |row| {
                Ok((row.get(0)?, Seen { shown: row.get(1)?, read: row.get(2)? }))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Remembers that these popped up, or with `read` that the person has read them, and forgets what has long been gone.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn notices_mark(&self, person: Uuid, keys: &[String], read: bool) -> Result<()> {
        self.behind(|tx| {
            let now = tx.now().0;
            let mut mark = tx.conn.prepare_cached(
                "INSERT INTO notice_seen (person, key, shown_at, read_at) VALUES (?1, ?2, ?3, iif(?4, ?3, NULL))
                 ON CONFLICT (person, key) DO UPDATE SET shown_at = coalesce(shown_at, excluded.shown_at),
                    read_at = coalesce(read_at, excluded.read_at)",
            )?;
            for key in keys {
                mark.execute(params![person.as_bytes(), key, now, read])?;
            }
            tx.conn
                .prepare_cached(
                    "DELETE FROM notice_seen WHERE person = ?1 AND coalesce(read_at, shown_at) < ?2
                        AND key NOT IN (SELECT key FROM notice_row)",
                )?
                .execute(params![person.as_bytes(), now - REMEMBERED_MS])?;
            Ok(())
        })
    }
}
