//! Who this PC is: its ids, its signing key and its age identity, and how they lie in the database.

use age::x25519::Identity;
use ed25519_dalek::SigningKey;
use lakon_domain::Random;
use lakon_domain::ids::{LogId, PublicKey, new_id};
use lakon_domain::shape::{AgeRecipient, Time};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::age_keys::{identity_of, identity_text, read_identity, recipient_of};
use crate::error::{Result, StoreError};

/// The device a store belongs to. Secrets are wiped when dropped.
#[derive(Clone)]
pub struct Device {
    pub device: Uuid,
    /// Changes when the PC carries on in a new log.
    pub incarnation: Uuid,
    /// The log of this incarnation; only this device appends to it.
    pub log: LogId,
    /// Its former logs, oldest first: held and sealed like the own one, never written again.
    pub former: Vec<LogId>,
    signing: SigningKey,
    identity: Identity,
    recipient: AgeRecipient,
}

/// A device that has no database yet: made before an enrolment, because the server is told its public keys.
pub type NewDevice = Device;

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Device {{ device: {}, log: {} }}", self.device, self.log)
    }
}

impl Device {
    /// A new device with new keys.
    ///
    /// # Errors
    /// As [`recipient_of`].
    pub fn random(now: Time, random: &mut dyn Random) -> Result<Self> {
        let (mut seed, mut secret) = (Zeroizing::new([0; 32]), Zeroizing::new([0; 32]));
        random.fill(seed.as_mut_slice());
        random.fill(secret.as_mut_slice());
        let identity = identity_of(&secret)?;
        Ok(Self {
            device: new_id(now.0, random),
            incarnation: new_id(now.0, random),
            log: LogId::random(random),
            former: Vec::new(),
            signing: SigningKey::from_bytes(&seed),
            recipient: recipient_of(&identity)?,
            identity,
        })
    }

    /// The same PC in a new log. Its keys stay: by them the office knows that the new log is this PC's.
    pub(crate) fn next(&self, now: Time, random: &mut dyn Random) -> Self {
        let mut next = self.clone();
        next.former.push(self.log);
        next.incarnation = new_id(now.0, random);
        next.log = LogId::random(random);
        next
    }

    /// Whether this PC writes or wrote a log.
    pub fn wrote(&self, log: LogId) -> bool {
        self.log == log || self.former.contains(&log)
    }

    /// Seals the log and signs hellos.
    pub fn signing_key(&self) -> &SigningKey {
        &self.signing
    }

    pub fn signing_public(&self) -> PublicKey {
        PublicKey(self.signing.verifying_key().to_bytes())
    }

    /// Attachments of this PC are encrypted to this.
    pub fn recipient(&self) -> &AgeRecipient {
        &self.recipient
    }

    /// Opens what is encrypted to this PC.
    pub fn opens(&self) -> &dyn age::Identity {
        &self.identity
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    pub(crate) fn save(&self, conn: &Connection) -> Result<()> {
        conn.execute(
            "INSERT INTO device (one, device, incarnation, log, signing, identity) VALUES (1, ?1, ?2, ?3, ?4, ?5)",
            params![
                self.device.as_bytes(),
                self.incarnation.as_bytes(),
                self.log.0,
                self.signing.as_bytes(),
                *identity_text(&self.identity)
            ],
        )?;
        Ok(())
    }

    /// Writes down which log is the own one from now on.
    pub(crate) fn save_log(&self, conn: &Connection) -> Result<()> {
        conn.execute("UPDATE device SET incarnation = ?1, log = ?2", params![self.incarnation.as_bytes(), self.log.0])?;
        Ok(())
    }

    pub(crate) fn load(conn: &Connection) -> Result<Self> {
        let row = conn
            .query_row("SELECT device, incarnation, log, signing, identity FROM device", [], |row| {
                let (device, incarnation) = (Uuid::from_bytes(row.get(0)?), Uuid::from_bytes(row.get(1)?));
                Ok((device, incarnation, row.get(2)?, row.get::<_, [u8; 32]>(3)?, row.get::<_, String>(4)?))
            })
            .optional()?;
        let (device, incarnation, log, seed, identity) = row.ok_or(StoreError::Damaged("device row"))?;
        let identity = read_identity(&Zeroizing::new(identity))?;
        Ok(Self {
            device,
            incarnation,
            log: LogId(log),
            former: lakon_log::former_logs(conn)?,
            signing: SigningKey::from_bytes(&Zeroizing::new(seed)),
            recipient: recipient_of(&identity)?,
            identity,
        })
    }
}
