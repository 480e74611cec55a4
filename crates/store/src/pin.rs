//! The office this PC belongs to and whom it believes: the pinned office key, the recovery recipient, the server's address.

use lakon_domain::event::OfficeBegun;
use lakon_domain::ids::PublicKey;
use lakon_domain::shape::{AgeRecipient, Code};
use lakon_domain::statement::ServerStatement;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::error::{Result, StoreError};

/// What is pinned once an office was begun or joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// This PC is its own office; no server is known.
    pub alone: bool,
    pub office: Uuid,
    /// Signs servers; every other server is refused without asking.
    pub office_key: PublicKey,
    pub recovery: AgeRecipient,
    /// Whom the PC was set up for.
    pub user: Uuid,
    /// The label given at enrolment, until the office log arrives.
    pub label: Option<Code>,
    /// The server as it stated itself when last heard.
    pub statement: Option<ServerStatement>,
    /// Where the server was last reached, such as `192.168.1.10:7443`.
    pub address: Option<String>,
}

/// What an enrolment brings (design/security.md "Enrolment").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    pub statement: ServerStatement,
    pub address: String,
    pub user: Uuid,
    pub label: Option<Code>,
}

impl Pin {
    /// Of a PC that begins an office without a server.
    pub(crate) fn alone(begun: &OfficeBegun, user: Uuid) -> Self {
        Self {
            alone: true,
            office: begun.office,
            office_key: begun.office_key,
            recovery: begun.recovery.clone(),
            user,
            label: None,
            statement: None,
            address: None,
        }
    }

    /// Of a PC that was enrolled; the caller has verified the statement.
    pub(crate) fn enrolled(enrolled: Enrolled) -> Self {
        let Enrolled { statement, address, user, label } = enrolled;
        Self {
            alone: false,
            office: statement.office,
            office_key: statement.office_key,
            recovery: statement.recovery.clone(),
            user,
            label,
            statement: Some(statement),
            address: Some(address),
        }
    }

    pub(crate) fn save(&self, conn: &Connection) -> Result<()> {
        let statement = self.statement.as_ref().map(serde_json::to_string).transpose()?;
        conn.execute(
            "INSERT OR REPLACE INTO pin (one, alone, office, office_key, recovery, user, label, statement, address)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                self.alone,
                self.office.as_bytes(),
                self.office_key.0,
                self.recovery.as_str(),
                self.user.as_bytes(),
                self.label.as_ref().map(Code::as_str),
                statement,
                self.address
            ],
        )?;
        Ok(())
    }

    pub(crate) fn load(conn: &Connection) -> Result<Option<Self>> {
        type Row = (bool, [u8; 16], [u8; 32], String, [u8; 16], Option<String>, Option<String>, Option<String>);
        let row: Option<Row> = conn
            .query_row(
                "SELECT alone, office, office_key, recovery, user, label, statement, address FROM pin",
                [],
                |row| {
                    Ok((
                        row.get(0)?,
                        row.get(1)?,
                        row.get(2)?,
                        row.get(3)?,
                        row.get(4)?,
                        row.get(5)?,
                        row.get(6)?,
                        row.get(7)?,
                    ))
                },
            )
            .optional()?;
        let Some((alone, office, office_key, recovery, user, label, statement, address)) = row else { return Ok(None) };
        Ok(Some(Self {
            alone,
            office: Uuid::from_bytes(office),
            office_key: PublicKey(office_key),
            recovery: AgeRecipient::new(recovery).map_err(|_| StoreError::Damaged("pin"))?,
            user: Uuid::from_bytes(user),
            label: label.map(Code::new).transpose().map_err(|_| StoreError::Damaged("pin"))?,
            statement: statement.map(|json| serde_json::from_str(&json)).transpose()?,
            address,
        }))
    }
}
