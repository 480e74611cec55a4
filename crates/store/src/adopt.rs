//! A PC that was its own office becomes one of another office, with everything it has (design/sync.md "Joining"): what it brings along,
//! the moment it changes over, its key file and its attachments for the other office's recovery key.

use std::io::Read;

use lakon_domain::Random;
use lakon_domain::filed::Filed;
use lakon_domain::ids::Hash;
use lakon_domain::likeness;
use lakon_domain::shape::{AgeRecipient, Code, SatkerCode};
use lakon_sync::replica::LogHead;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::atomic;
use crate::content::{Fault, damaged, random_name, tell_of};
use crate::error::{Result, StoreError};
use crate::keys::{DbKey, KeyFile};
use crate::pin::{Enrolled, Pin};
use crate::slot::Slot;
use crate::staging::{PIECE, seal};
use crate::store::Store;
use crate::tx::Tx;

/// What a PC that is its own office brings along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brings {
    /// The heads of the logs it wrote, oldest first; the last is the one it writes.
    pub logs: Vec<LogHead>,
    /// Events whose private part was erased.
    pub erased: Vec<Uuid>,
    /// People and organisations with what makes them alike to others ([`lakon_domain::likeness`]), those of the newest cases first.
    pub parties: Vec<(Uuid, Hash)>,
}

impl Store {
    /// What this PC brings along as it stands now.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn brings(&self) -> Result<Brings> {
        let device = self.device();
        self.read(|conn| {
            let mut logs = Vec::new();
            for log in device.former.iter().chain(std::iter::once(&device.log)) {
                logs.extend(lakon_log::head(conn, *log)?.filter(|head| head.seq > 0));
            }
            let mut statement = conn.prepare_cached("SELECT event FROM erasure ORDER BY event")?;
            let erased = statement.query_map([], |row| Ok(Uuid::from_bytes(row.get(0)?)))?;
            Ok(Brings { logs, erased: erased.collect::<rusqlite::Result<_>>()?, parties: likenesses(conn)? })
        })
    }

    /// The settings this and other PCs that worked alone brought along.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn proposed_settings(&self) -> Result<Vec<Filed>> {
        self.read(|conn| crate::events::proposed(conn, &self.inner.office().adoptions))
    }

    /// Contents that are still encrypted to the former office's recovery key.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn contents_to_renew(&self) -> Result<u64> {
        self.read(|conn| {
            Ok(conn
                .prepare_cached("SELECT count(*) FROM rewrap")?
                .query_row([], |row| row.get::<_, i64>(0))?
                .unsigned_abs())
        })
    }

    /// Encrypts one more content to this PC and the present recovery key; false when nothing more can be done now. Killed anywhere, the
    /// old file or the new one is named and whole, and the rest goes on with the next call.
    ///
    /// # Errors
    /// Errors of the disk; the content then stays as it is.
    pub fn renew_content(&self) -> Result<bool> {
        type Next = (String, Option<([u8; 32], Option<String>)>);
        let next: Option<Next> = self.read(|conn| {
            // What is still on its way in waits until it is whole.
            let sql = "SELECT r.local_name, b.address, b.fault FROM rewrap AS r LEFT JOIN blob AS b ON b.local_name = r.local_name
                        WHERE NOT EXISTS (SELECT 1 FROM staged AS s WHERE s.local_name = r.local_name AND s.whole = 0) LIMIT 1";
            let read = |row: &rusqlite::Row<'_>| {
                let (address, fault): (Option<[u8; 32]>, Option<String>) = (row.get(1)?, row.get(2)?);
                Ok((row.get(0)?, address.map(|address| (address, fault))))
            };
            Ok(conn.prepare_cached(sql)?.query_row([], read).optional()?)
        })?;
        let Some((old, held)) = next else { return Ok(false) };
        match held {
            Some((address, None)) => self.renew(&Hash(address), &old)?,
            // It is gone, or cannot be read back and comes anew from the server.
            _ => self.settled(&old)?,
        }
        Ok(true)
    }

    fn settled(&self, local_name: &str) -> Result<()> {
        self.again(|tx| {
            tx.conn.prepare_cached("DELETE FROM rewrap WHERE local_name = ?1")?.execute([local_name])?;
            Ok(())
        })
    }

    fn renew(&self, address: &Hash, old: &str) -> Result<()> {
        let mut content = match self.open_content(address) {
            Ok((_, content)) => content,
            Err(StoreError::NotFound(_) | StoreError::Damaged(_)) => return self.settled(old),
            Err(error) => return Err(error),
        };
        let new = random_name(&self.inner.random);
        let mut sealing = seal(&self.inner, &new)?;
        let mut piece = vec![0; PIECE];
        loop {
            match content.read(&mut piece).map_err(damaged) {
                Ok(0) => break,
                Ok(read) => sealing.push(piece.get(..read).unwrap_or_default())?,
                Err(StoreError::Damaged(_)) => return self.settled(old),
                Err(error) => return Err(error),
            }
        }
        drop(content);
        let from = sealing.path().to_owned();
        if sealing.finish()? != *address {
            let _ = std::fs::remove_file(&from);
            self.note_fault(address, old, Fault::Damaged);
            return self.settled(old);
        }
        let to = self.inner.file_path(&new);
        // Content lands before the reference to it.
        if let Err(error) = atomic::rename(&from, &to) {
            let _ = std::fs::remove_file(&from);
            return Err(error);
        }
        self.behind(|tx| {
            let named = tx
                .conn
                .prepare_cached("UPDATE blob SET local_name = ?3 WHERE address = ?1 AND local_name = ?2")?
                .execute(params![address.0, old, new])?;
            // Another copy has taken its place, or it was let go.
            tx.unneeded.push(tx.inner.file_path(if named > 0 { old } else { &new }));
            tx.conn.prepare_cached("DELETE FROM rewrap WHERE local_name = ?1")?.execute([old])?;
            tell_of(tx, address)
        })
    }
}

/// Of everybody who is known here well enough to be told from others, the newest first.
fn likenesses(conn: &Connection) -> Result<Vec<(Uuid, Hash)>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, phone, stakeholder_type, satker_code FROM party_row WHERE state = 0 ORDER BY place DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (kind, code): (Option<String>, Option<String>) = (row.get(3)?, row.get(4)?);
        let organisation =
            kind.zip(code).and_then(|(kind, code)| Some((Code::new(kind).ok()?, SatkerCode::new(code).ok()?)));
        let likeness = match organisation {
            Some((kind, code)) => Some(likeness::organisation(&kind, &code)),
            None => likeness::person(&row.get::<_, String>(1)?, &row.get::<_, String>(2)?),
        };
        if let Some(likeness) = likeness {
            all.push((Uuid::from_bytes(row.get(0)?), likeness));
        }
    }
    Ok(all)
}

impl Tx<'_> {
    /// From here on this PC belongs to another office: it believes that office's key and no other, and its own log speaks for no office any
    /// more. `before`: the person who joins, as this PC knew them. What was shown to them stays shown.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn move_into(&mut self, enrolled: Enrolled, before: Uuid) -> Result<()> {
        let user = enrolled.user;
        self.set_pin(Pin::enrolled(enrolled))?;
        self.conn.execute(
            "INSERT OR IGNORE INTO rewrap (local_name) SELECT local_name FROM blob UNION SELECT local_name FROM staged WHERE whole = 0",
            [],
        )?;
        self.conn.execute(
            "UPDATE OR IGNORE notice_seen SET person = ?2 WHERE person = ?1",
            params![before.as_bytes(), user.as_bytes()],
        )?;
        Ok(())
    }
}

impl KeyFile {
    /// The recovery key this file's recovery slot is for.
    pub fn recovery_recipient(&self) -> &AgeRecipient {
        &self.body.recovery_recipient
    }

    /// Lets somebody who is known by another id from now on sign in under that one, with the password at hand.
    ///
    /// # Errors
    /// Errors of writing; the slots are then as before.
    pub fn move_slot(
        &mut self,
        before: Uuid,
        (user, name, password): (Uuid, &str, &str),
        key: &DbKey,
        random: &mut dyn Random,
    ) -> Result<()> {
        let slot = Slot::seal(user, name, password, key, random)?;
        let mut body = self.body.settled(key);
        body.slots.retain(|held| held.user != user);
        match body.slots.iter_mut().find(|held| held.user == before) {
            Some(held) => *held = slot,
            None => body.slots.push(slot),
        }
        self.replace(body)
    }
}
