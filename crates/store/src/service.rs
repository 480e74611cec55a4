//! What is owed, asked and awaited, read from its rows: the follow-up list, the counts of Beranda, questions for a section.

use lakon_domain::duty::DutyKind;
use lakon_domain::shape::{Code, Time};
use lakon_domain::subject::Subject;
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use crate::cases::Page;
use crate::error::Result;
use crate::project_service::{duty_number, duty_of};
use crate::store::Store;

/// Cases folded again in one transaction when the day turns, so that nobody waits long for the pen.
const TURNED_AT_ONCE: u32 = 200;

/// One duty somebody still has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    pub due_at: Time,
    pub case: Uuid,
    pub kind: DutyKind,
}

/// How many duties are late, due until some moment, and due after it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OwedCounts {
    pub overdue: u64,
    pub soon: u64,
    pub later: u64,
}

/// Whom an escalation waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// For the section head.
    Head,
    /// Asked back: for the officer.
    Officer,
    /// Decided by telephone, for the head to confirm.
    Confirmation,
}

/// One escalation that waits for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscalationRow {
    pub escalation: Uuid,
    pub case: Uuid,
    pub number: String,
    pub section: String,
    pub waits: Waits,
    pub raised_at: Time,
    pub raised_by: Uuid,
    /// Its beginning.
    pub question: String,
    /// A record says that it is on this PC.
    pub here: bool,
}

impl Store {
    /// Makes the rows of reports true for this moment: what was owed yesterday is missed today, and what was counted while the
    /// PC's clock was ahead is counted again. Cheap where no day turned.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn turn_duties(&self) -> Result<()> {
        loop {
            let now = self.inner.clock.now();
            let turned: Vec<Uuid> = self.read(|conn| {
                let mut statement = conn.prepare_cached(
                    "SELECT case_id FROM duty_row WHERE turns_at <= ?1
                     UNION SELECT case_id FROM duty_row WHERE counted_at > ?1 LIMIT ?2",
                )?;
                let rows =
                    statement.query_map(params![now.0, TURNED_AT_ONCE], |row| Ok(Uuid::from_bytes(row.get(0)?)))?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            })?;
            if turned.is_empty() {
                return Ok(());
            }
            self.behind(|tx| {
                for case in turned {
                    tx.touch(Subject::Case(case));
                }
                Ok(())
            })?;
        }
    }

    /// Duties that are owed and due from one moment to another, the first due first, after the last one of an earlier page.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn owed(&self, from: Time, until: Time, after: Option<Owed>, limit: u32) -> Result<Page<Owed, Owed>> {
        let most = i64::from(limit.max(1)) + 1;
        let after = after.unwrap_or(Owed { due_at: Time(i64::MIN), case: Uuid::nil(), kind: DutyKind::Solution });
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT due_at, case_id, kind FROM duty_row
                  WHERE due_at >= ?1 AND due_at < ?2 AND (due_at, case_id, kind) > (?3, ?4, ?5)
                  ORDER BY due_at, case_id, kind LIMIT ?6",
            )?;
            let rows = statement.query_map(
                params![from.0, until.0, after.due_at.0, after.case.as_bytes(), duty_number(after.kind), most],
                |row| {
                    Ok(Owed {
                        due_at: Time(row.get(0)?),
                        case: Uuid::from_bytes(row.get(1)?),
                        kind: duty_of(row.get(2)?),
                    })
                },
            )?;
            let mut rows: Vec<Owed> = rows.collect::<rusqlite::Result<_>>()?;
            let whole = i64::try_from(rows.len()).unwrap_or(i64::MAX) < most;
            if !whole {
                rows.pop();
            }
            let next = if whole { None } else { rows.last().copied() };
            Ok(Page { rows, next })
        })
    }

    /// Counts what is owed: late at `now`, due until `soon`, due later.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn owed_counts(&self, now: Time, soon: Time) -> Result<OwedCounts> {
        self.read(|conn| {
            Ok(conn
                .prepare_cached(
                    "SELECT count(*) FILTER (WHERE due_at < ?1), count(*) FILTER (WHERE due_at >= ?1 AND due_at < ?2),
                        count(*) FILTER (WHERE due_at >= ?2) FROM duty_row INDEXED BY duty_row_due",
                )?
                .query_row(params![now.0, soon.0], |row| {
                    let count = |at| row.get::<_, i64>(at).map(i64::unsigned_abs);
                    Ok(OwedCounts { overdue: count(0)?, soon: count(1)?, later: count(2)? })
                })?)
        })
    }

    /// When the solution of a case is due; `None` where none is owed.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn solution_due(&self, case: Uuid) -> Result<Option<Time>> {
        self.read(|conn| {
            let due = conn
                .prepare_cached("SELECT due_at FROM duty_row WHERE case_id = ?1 AND kind = 0")?
                .query_row([case.as_bytes()], |row| Ok(Time(row.get(0)?)))
                .optional()?;
            Ok(due)
        })
    }

    /// Open cases that wait for a document.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn cases_awaiting_documents(&self) -> Result<u64> {
        self.read(|conn| {
            let cases: i64 = conn
                .prepare_cached("SELECT count(*) FROM case_row WHERE awaited > 0")?
                .query_row([], |row| row.get(0))?;
            Ok(cases.unsigned_abs())
        })
    }

    /// Escalations that wait for somebody in these sections, the oldest first.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn escalations_of(&self, sections: &[Code]) -> Result<Vec<EscalationRow>> {
        let mut all = Vec::new();
        for section in sections {
            all.extend(self.escalation_rows("e.section = ?1", section.as_str())?);
        }
        all.sort_by_key(|row| (row.raised_at, row.escalation));
        Ok(all)
    }

    /// Escalations that were asked back and wait for an officer, the oldest first: for whoever raised them and whoever holds the
    /// case; once the case was handed over, for its new holder alone.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn escalations_asked_back(&self, officer: Uuid) -> Result<Vec<EscalationRow>> {
        let waits = "e.phase = 1 AND (c.holder = ?1 OR (e.raised_by = ?1 AND c.holder = c.officer))";
        self.escalation_rows(waits, officer.as_bytes())
    }

    fn escalation_rows(&self, which: &str, argument: impl rusqlite::ToSql) -> Result<Vec<EscalationRow>> {
        let sql = format!(
            "SELECT e.escalation, e.case_id, c.number, e.section, e.phase, e.raised_at, e.raised_by, e.question, e.here
               FROM escalation_row AS e JOIN case_row AS c ON c.id = e.case_id WHERE {which} ORDER BY e.raised_at, e.escalation"
        );
        self.read(|conn| {
            let mut statement = conn.prepare_cached(&sql)?;
            let rows = statement.query_map([argument], |row| {
                Ok(EscalationRow {
                    escalation: Uuid::from_bytes(row.get(0)?),
                    case: Uuid::from_bytes(row.get(1)?),
                    number: row.get(2)?,
                    section: row.get(3)?,
                    waits: match row.get::<_, i64>(4)? {
                        0 => Waits::Head,
                        1 => Waits::Officer,
                        _ => Waits::Confirmation,
                    },
                    raised_at: Time(row.get(5)?),
                    raised_by: Uuid::from_bytes(row.get(6)?),
                    question: row.get(7)?,
                    here: row.get(8)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The case of a number, typed in any letter case.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn case_of_number(&self, number: &str) -> Result<Option<Uuid>> {
        let number = number.trim().to_ascii_uppercase();
        self.read(|conn| {
            Ok(conn
                .prepare_cached("SELECT id FROM case_row WHERE number = ?1 ORDER BY place LIMIT 1")?
                .query_row([number], |row| Ok(Uuid::from_bytes(row.get(0)?)))
                .optional()?)
        })
    }

    /// Whether an event is on the server: another PC wrote it, or the server gave a receipt for it.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn is_sent(&self, event: Uuid) -> Result<bool> {
        let (device, enrolled) = (self.inner.device(), self.enrolled()?);
        self.read(|conn| {
            for stored in lakon_log::records_of(conn, &[event])? {
                let sent = !enrolled || !device.wrote(stored.log);
                if sent || stored.seq <= crate::unsent::receipt(conn, &stored.log.0)?.unsigned_abs() {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }
}
