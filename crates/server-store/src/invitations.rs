//! Invitations: rows of the server alone, because their secret is never replicated. Single use, with an end, and slow to guess at.

use lakon_domain::code::{Invitation, Secret};
use lakon_domain::ids::LogId;
use lakon_domain::rights::Role;
use lakon_domain::shape::Time;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::{ServerStore, StoreError};

/// Wrong attempts of one name before it has to wait.
const FREE_FAILURES: u32 = 5;
/// First wait, doubled by every further failure, milliseconds.
const FIRST_WAIT_MS: i64 = 2_000;
/// Longest wait, milliseconds.
const LONGEST_WAIT_MS: i64 = 5 * 60 * 1000;

/// A used or expired invitation is remembered this long, so that its code is answered with what happened to it, milliseconds.
const FORGOTTEN_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// Whom an invitation is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvitation {
    /// A user of the office, or an id nobody has yet.
    pub user: Uuid,
    pub user_name: String,
    /// What the user is granted on the device that uses it; a new user gets these roles.
    pub roles: Vec<Role>,
    pub expires_at: Time,
}

/// An invitation as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invited {
    pub(crate) name: u16,
    pub(crate) secret: Secret,
    pub(crate) user: Uuid,
    pub(crate) user_name: String,
    pub(crate) roles: Vec<Role>,
    pub(crate) expires_at: Time,
    /// The log of the device that used it.
    pub(crate) used_by: Option<LogId>,
}

impl ServerStore {
    /// Makes an invitation under a name no open one has, and gives its code to be printed once.
    ///
    /// # Errors
    /// [`StoreError::NoInvitationName`] when 1024 are open.
    pub fn invite(&self, new: &NewInvitation) -> Result<Invitation, StoreError> {
        let now = self.time();
        let secret = Secret::new(self.random());
        let first = u16::from_le_bytes(self.random());
        let roles = serde_json::to_string(&new.roles).map_err(|_| StoreError::Damaged("roles"))?;
        self.write(|tx| {
            let sql = "DELETE FROM invitation WHERE office = ?1 AND coalesce(used_at, expires_at) < ?2";
            let old = now.0.saturating_sub(FORGOTTEN_MS);
            tx.prepare_cached(sql)?.execute(params![self.office.as_bytes(), old])?;
            for step in 0..Invitation::NAMES {
                let name = first.wrapping_add(step) % Invitation::NAMES;
                let made = tx
                    .prepare_cached(
                        "INSERT INTO invitation (office, name, secret, user, user_name, roles, expires_at)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (office, name) DO NOTHING",
                    )?
                    .execute(params![
                        self.office.as_bytes(),
                        name,
                        secret.bytes(),
                        new.user.as_bytes(),
                        new.user_name,
                        roles,
                        new.expires_at.0
                    ])?;
                if made == 1 {
                    return Ok(Invitation { name, secret: secret.clone() });
                }
            }
            Err(StoreError::NoInvitationName)
        })
    }

    /// An invitation by its name, used and expired ones too.
    pub(crate) fn invitation(&self, name: u16) -> Result<Option<Invited>, StoreError> {
        self.read(|connection| self.invited(connection, name))
    }

    pub(crate) fn invited(&self, connection: &Connection, name: u16) -> Result<Option<Invited>, StoreError> {
        let sql = "SELECT secret, user, user_name, roles, expires_at, used_by FROM invitation WHERE office = ?1 AND name = ?2";
        let row = connection
            .prepare_cached(sql)?
            .query_row(params![self.office.as_bytes(), name], |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get::<_, String>(3)?,
                    row.get(4)?,
                    row.get::<_, Option<[u8; 16]>>(5)?,
                ))
            })
            .optional()?;
        let Some((secret, user, user_name, roles, expires_at, used_by)) = row else { return Ok(None) };
        let roles = serde_json::from_str(&roles).map_err(|_| StoreError::Damaged("an invitation's roles"))?;
        Ok(Some(Invited {
            name,
            secret: Secret::new(secret),
            user: Uuid::from_bytes(user),
            user_name,
            roles,
            expires_at: Time(expires_at),
            used_by: used_by.map(LogId),
        }))
    }

    /// Uses an invitation up where it is open. False where it is not.
    pub(crate) fn use_up(&self, tx: &Connection, name: u16, by: LogId) -> Result<bool, StoreError> {
        let now = self.time();
        let sql = "UPDATE invitation SET used_at = ?3, used_by = ?4
                   WHERE office = ?1 AND name = ?2 AND used_at IS NULL AND expires_at >= ?3";
        Ok(tx.prepare_cached(sql)?.execute(params![self.office.as_bytes(), name, now.0, by.0])? == 1)
    }

    /// Seconds until the next attempt at this name is answered, whether or not there is such an invitation; 0 when it is now.
    pub(crate) fn wait(&self, name: u16) -> Result<u32, StoreError> {
        let now = self.time();
        let sql = "SELECT retry_at FROM brake WHERE office = ?1 AND name = ?2";
        let retry_at: Option<i64> = self.read(|connection| {
            Ok(connection
                .prepare_cached(sql)?
                .query_row(params![self.office.as_bytes(), name], |row| row.get(0))
                .optional()?)
        })?;
        let wait = retry_at.map_or(0, |at| at.saturating_sub(now.0)).max(0);
        Ok(u32::try_from((wait + 999) / 1000).unwrap_or(u32::MAX))
    }

    /// Counts a wrong attempt.
    pub(crate) fn failed_attempt(&self, name: u16) -> Result<(), StoreError> {
        let now = self.time();
        self.write(|tx| {
            let sql = "INSERT INTO brake (office, name, failures, retry_at) VALUES (?1, ?2, 1, 0)
                       ON CONFLICT (office, name) DO UPDATE SET failures = failures + 1 RETURNING failures";
            let failures: u32 =
                tx.prepare_cached(sql)?.query_row(params![self.office.as_bytes(), name], |row| row.get(0))?;
            if failures >= FREE_FAILURES {
                let doubled = FIRST_WAIT_MS.checked_shl(failures - FREE_FAILURES).filter(|wait| *wait > 0);
                let wait = doubled.unwrap_or(LONGEST_WAIT_MS).min(LONGEST_WAIT_MS);
                tx.prepare_cached("UPDATE brake SET retry_at = ?3 WHERE office = ?1 AND name = ?2")?
                    .execute(params![self.office.as_bytes(), name, now.0.saturating_add(wait)])?;
            }
            Ok(())
        })
    }

    pub(crate) fn release_brake(&self, tx: &Connection, name: u16) -> Result<(), StoreError> {
        tx.prepare_cached("DELETE FROM brake WHERE office = ?1 AND name = ?2")?
            .execute(params![self.office.as_bytes(), name])?;
        Ok(())
    }
}
