//! What belongs to this PC alone: drafts, open tabs, settings inside the encryption.

use lakon_domain::shape::Time;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::changed::Topic;
use crate::error::Result;
use crate::store::Store;
use crate::tx::Tx;

/// What was typed into a case and stands in no record yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub case: Uuid,
    /// As the caller wrote it; the store does not look inside.
    pub json: String,
    /// When the first key was pressed in a new case.
    pub first_key: Option<Time>,
    pub saved_at: Time,
}

/// An open case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tab {
    pub case: Uuid,
    /// Since when it waits in the background; `None` for the one worked on.
    pub set_aside_at: Option<Time>,
}

fn read_draft(row: &Row<'_>) -> rusqlite::Result<Draft> {
    Ok(Draft {
        case: Uuid::from_bytes(row.get(0)?),
        json: row.get(1)?,
        first_key: row.get::<_, Option<i64>>(2)?.map(Time),
        saved_at: Time(row.get(3)?),
    })
}

fn draft(conn: &Connection, case: Uuid) -> Result<Option<Draft>> {
    Ok(conn
        .prepare_cached("SELECT case_id, json, first_key_at, saved_at FROM draft WHERE case_id = ?1")?
        .query_row([case.as_bytes()], read_draft)
        .optional()?)
}

fn tabs(conn: &Connection) -> Result<Vec<Tab>> {
    let mut statement = conn.prepare_cached("SELECT case_id, set_aside_at FROM tab ORDER BY position")?;
    let rows = statement.query_map([], |row| {
        Ok(Tab { case: Uuid::from_bytes(row.get(0)?), set_aside_at: row.get::<_, Option<i64>>(1)?.map(Time) })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn setting(conn: &Connection, name: &str) -> Result<Option<String>> {
    Ok(conn
        .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
        .query_row([format!("app.{name}")], |row| row.get(0))
        .optional()?)
}

impl Tx<'_> {
    /// Keeps the whole draft of a case. The first key, once known, stays.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn draft_save(&mut self, case: Uuid, json: &str, first_key: Option<Time>) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO draft (case_id, json, first_key_at, saved_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (case_id) DO UPDATE SET json = excluded.json, saved_at = excluded.saved_at,
                    first_key_at = coalesce(draft.first_key_at, excluded.first_key_at)",
            )?
            .execute(params![case.as_bytes(), json, first_key.map(|at| at.0), self.now().0])?;
        Ok(())
    }

    /// The draft of a case.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn draft(&self, case: Uuid) -> Result<Option<Draft>> {
        draft(self.conn, case)
    }

    /// Forgets the draft of a case; its staged files stay until they are attached or dropped.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn draft_drop(&mut self, case: Uuid) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM draft WHERE case_id = ?1")?.execute([case.as_bytes()])?;
        self.changed.add(Topic::Case(case));
        Ok(())
    }

    /// Takes every file that no record names out of a case's draft; those still on their way in are cancelled.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn staged_drop(&mut self, case: Uuid) -> Result<()> {
        let mut statement = self.conn.prepare_cached("SELECT id FROM staged WHERE case_id = ?1")?;
        let staged: Vec<[u8; 16]> =
            statement.query_map([case.as_bytes()], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        self.let_go.push(case);
        staged.into_iter().try_for_each(|id| self.stage_drop(Uuid::from_bytes(id)))
    }

    /// Opens a case as the last tab and as the one worked on; the others are set aside now.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn tab_open(&mut self, case: Uuid) -> Result<()> {
        let now = self.now().0;
        self.conn
            .prepare_cached("UPDATE tab SET set_aside_at = ?2 WHERE case_id <> ?1 AND set_aside_at IS NULL")?
            .execute(params![case.as_bytes(), now])?;
        self.conn
            .prepare_cached("INSERT INTO tab (case_id, set_aside_at) VALUES (?1, NULL) ON CONFLICT (case_id) DO UPDATE SET set_aside_at = NULL")?
            .execute([case.as_bytes()])?;
        self.changed.add(Topic::Tabs);
        Ok(())
    }

    /// # Errors
    /// Errors of the disk.
    pub fn tab_close(&mut self, case: Uuid) -> Result<()> {
        if self.conn.prepare_cached("DELETE FROM tab WHERE case_id = ?1")?.execute([case.as_bytes()])? > 0 {
            self.changed.add(Topic::Tabs);
        }
        Ok(())
    }

    /// Keeps a small text inside the encrypted database; `None` forgets it.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn set_setting(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        let name = format!("app.{name}");
        match value {
            Some(value) => self
                .conn
                .prepare_cached("INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value")?
                .execute(params![name, value])?,
            None => self.conn.prepare_cached("DELETE FROM setting WHERE name = ?1")?.execute([name])?,
        };
        Ok(())
    }
}

impl Store {
    /// Keeps the whole draft of a case; durable when this returns. The first key, once known, stays. Returns the time of saving.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn draft_save(&self, case: Uuid, json: &str, first_key: Option<Time>) -> Result<Time> {
        self.transact(Uuid::nil(), |tx| tx.draft_save(case, json, first_key).map(|()| tx.now())).map(|(at, _)| at)
    }

    /// # Errors
    /// Errors of the disk.
    pub fn draft(&self, case: Uuid) -> Result<Option<Draft>> {
        self.read(|conn| draft(conn, case))
    }

    /// Every draft, the one saved last first.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn drafts(&self) -> Result<Vec<Draft>> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT case_id, json, first_key_at, saved_at FROM draft ORDER BY saved_at DESC, case_id",
            )?;
            Ok(statement.query_map([], read_draft)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// [`Tx::draft_drop`] in a transaction of its own.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn draft_drop(&self, case: Uuid) -> Result<()> {
        self.transact(Uuid::nil(), |tx| tx.draft_drop(case)).map(|_| ())
    }

    /// [`Tx::staged_drop`] in a transaction of its own.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn staged_drop(&self, case: Uuid) -> Result<()> {
        self.transact(Uuid::nil(), |tx| tx.staged_drop(case)).map(|_| ())
    }

    /// The open cases, in the order in which they were opened.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn tabs(&self) -> Result<Vec<Tab>> {
        self.read(tabs)
    }

    /// [`Tx::tab_open`] in a transaction of its own.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn tab_open(&self, case: Uuid) -> Result<()> {
        self.transact(Uuid::nil(), |tx| tx.tab_open(case)).map(|_| ())
    }

    /// [`Tx::tab_close`] in a transaction of its own.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn tab_close(&self, case: Uuid) -> Result<()> {
        self.transact(Uuid::nil(), |tx| tx.tab_close(case)).map(|_| ())
    }

    /// [`Tx::set_setting`] in a transaction of its own.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn set_setting(&self, name: &str, value: Option<&str>) -> Result<()> {
        self.transact(Uuid::nil(), |tx| tx.set_setting(name, value)).map(|_| ())
    }

    /// A small text kept with [`Tx::set_setting`].
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn setting(&self, name: &str) -> Result<Option<String>> {
        self.read(|conn| setting(conn, name))
    }
}
