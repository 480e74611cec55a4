//! The key file: the database key, wrapped once per person of this PC and once for the recovery key (design/security.md "Key file").

use lakon_domain::Random;
use lakon_domain::shape::AgeRecipient;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::age_keys::{decrypt, identity_of, recipient_of};
use crate::copies;
use crate::error::{Result, StoreError};
use crate::folder::Folder;
use crate::slot::{self, Slot};

/// Version of the key file; a newer one is refused. Since 2 a slot holds an identity of its person.
const KEYS_VERSION: u32 = 2;

/// The 32 random bytes that open the device database. Wiped from memory when dropped.
#[derive(Clone)]
pub struct DbKey(Zeroizing<[u8; 32]>);

impl DbKey {
    pub fn random(random: &mut dyn Random) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(bytes.as_mut_slice());
        Self(bytes)
    }

    pub(crate) fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for DbKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DbKey")
    }
}

/// What a password or the recovery seed opens.
#[derive(Debug, Clone)]
pub struct Unlocked {
    pub key: DbKey,
    /// The key that may have taken its place: a change of key was cut off ([`crate::open_unlocked`]).
    pub next: Option<DbKey>,
}

/// A person who may sign in here, as the sign-in screen shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    pub user: Uuid,
    pub name: String,
}

/// One copy of the key file could not be read; the other served and the damaged one was written anew. Said once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopyDamaged;

/// The key file and what was found out while reading it.
#[derive(Debug)]
pub struct Loaded {
    pub file: KeyFile,
    pub notice: Option<CopyDamaged>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Body {
    version: u32,
    pub slots: Vec<Slot>,
    /// The recovery recipient, and the database key in an age file to it (base64).
    pub recovery_recipient: AgeRecipient,
    pub recovery: String,
    /// A change of the database key that has not ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Next>,
}

/// The key that takes the place of the present one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Next {
    /// As [`Body::recovery`].
    pub recovery: String,
    /// Tells the key without telling it.
    pub check: String,
}

/// The key file of one data folder. Every change is written to both copies before it counts.
#[derive(Debug)]
pub struct KeyFile {
    folder: Folder,
    generation: u64,
    pub(crate) body: Body,
}

impl KeyFile {
    /// Whether any copy, readable or not, lies in the folder.
    pub fn exists(folder: &Folder) -> bool {
        ['a', 'b'].into_iter().any(|copy| folder.keys(copy).exists())
    }

    /// Makes the key file of a new database. Nobody can sign in before a slot is added.
    ///
    /// # Errors
    /// I/O errors of the folder, or [`StoreError::Damaged`] for a recipient that is none.
    pub fn create(folder: &Folder, key: &DbKey, recovery: &AgeRecipient) -> Result<Self> {
        let mut file = Self::new(folder, key, recovery)?;
        file.save()?;
        Ok(file)
    }

    fn new(folder: &Folder, key: &DbKey, recovery: &AgeRecipient) -> Result<Self> {
        let recovery_recipient = recovery.clone();
        let recovery = slot::wrap(recovery, key)?;
        let body = Body { version: KEYS_VERSION, slots: Vec::new(), recovery_recipient, recovery, next: None };
        Ok(Self { folder: folder.clone(), generation: 0, body })
    }

    /// Makes the key file of a database that is in use and has lost it, with one person's slot.
    ///
    /// # Errors
    /// As [`KeyFile::create`]; no file is then made.
    pub fn restore(
        folder: &Folder,
        key: &DbKey,
        recovery: &AgeRecipient,
        (user, name, password): (Uuid, &str, &str),
        random: &mut dyn Random,
    ) -> Result<()> {
        let mut file = Self::new(folder, key, recovery)?;
        file.body.slots.push(Slot::seal(user, name, password, key, random)?);
        file.save()
    }

    /// Reads the newer readable copy; a damaged or missing one is written anew from it where the folder allows.
    ///
    /// # Errors
    /// [`StoreError::KeysGone`] when neither can be read, [`StoreError::NewerVersion`] when a newer program wrote it.
    pub fn load(folder: &Folder) -> Result<Loaded> {
        let found = copies::read(&[folder.keys('a'), folder.keys('b')]).ok_or(StoreError::KeysGone)?;
        let body = Body::read(&found.body)?;
        let mut file = Self { folder: folder.clone(), generation: found.generation, body };
        if !found.equal {
            // A folder that cannot be written now still opens: the readable copy serves.
            let _ = file.save();
        }
        Ok(Loaded { file, notice: found.damaged.then_some(CopyDamaged) })
    }

    /// The people who may sign in here, read beside whoever works with the file: nothing is mended, and an unreadable file has nobody.
    pub(crate) fn users(folder: &Folder) -> Vec<Uuid> {
        let found = copies::read(&[folder.keys('a'), folder.keys('b')]);
        let body: Option<Body> = found.and_then(|found| serde_json::from_str(&found.body).ok());
        body.map(|body| body.slots.iter().map(|slot| slot.user).collect()).unwrap_or_default()
    }

    /// The people who may sign in here, in the order they were added.
    pub fn tiles(&self) -> Vec<Tile> {
        self.body.slots.iter().map(|slot| Tile { user: slot.user, name: slot.name.clone() }).collect()
    }

    /// Opens the slot of a user. Takes most of a second on purpose (Argon2id, 64 MiB).
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`], [`StoreError::WrongPassword`].
    pub fn unlock(&self, user: Uuid, password: &str) -> Result<Unlocked> {
        self.slot(user)?.open(password)
    }

    fn slot(&self, user: Uuid) -> Result<&Slot> {
        self.body.slots.iter().find(|slot| slot.user == user).ok_or(StoreError::UnknownUser)
    }

    /// Lets another user of the office sign in here, with an own password.
    ///
    /// # Errors
    /// [`StoreError::SlotTaken`] when the user has one; errors of writing.
    pub fn add_slot(
        &mut self,
        user: Uuid,
        name: &str,
        password: &str,
        key: &DbKey,
        random: &mut dyn Random,
    ) -> Result<()> {
        match self.slot(user) {
            Ok(_) => Err(StoreError::SlotTaken),
            Err(_) => self.set_slot(user, name, password, key, random),
        }
    }

    /// Gives a user a new password with the key at hand that opens the database now (after recovery, or by somebody signed in): adds or
    /// replaces.
    ///
    /// # Errors
    /// Errors of writing; the slots are then as before.
    pub fn set_slot(
        &mut self,
        user: Uuid,
        name: &str,
        password: &str,
        key: &DbKey,
        random: &mut dyn Random,
    ) -> Result<()> {
        let slot = Slot::seal(user, name, password, key, random)?;
        let mut body = self.body.settled(key);
        body.put(slot);
        self.replace(body)
    }

    /// Replaces a password by its owner.
    ///
    /// # Errors
    /// [`StoreError::WrongPassword`], [`StoreError::UnknownUser`]; errors of writing.
    pub fn change_password(&mut self, user: Uuid, old: &str, new: &str, random: &mut dyn Random) -> Result<()> {
        let slot = self.slot(user)?.with_password(old, new, random)?;
        let mut body = self.body.clone();
        body.put(slot);
        self.replace(body)
    }

    /// Whether an older program wrote the slot of this user: it then has to be written anew, with the password at hand, before a new key
    /// can be given to it.
    pub fn has_old_slot(&self, user: Uuid) -> bool {
        self.slot(user).is_ok_and(Slot::is_old)
    }

    /// Takes a user's slot away; the key they knew stays ([`crate::Store::renew_key`] makes a new one).
    ///
    /// # Errors
    /// [`StoreError::LastSlot`] when nobody could sign in afterwards, [`StoreError::UnknownUser`]; errors of writing.
    pub fn remove_slot(&mut self, user: Uuid) -> Result<()> {
        self.slot(user)?;
        let mut body = self.body.clone();
        body.slots.retain(|slot| slot.user != user);
        if body.slots.is_empty() {
            return Err(StoreError::LastSlot);
        }
        self.replace(body)
    }

    /// Opens the recovery slot with the recovery secret made from the printed seed.
    ///
    /// # Errors
    /// [`StoreError::WrongSeed`] when the seed belongs to another office, [`StoreError::Damaged`] when the slot does not open.
    pub fn recover(&self, secret: &[u8; 32]) -> Result<Unlocked> {
        let identity = identity_of(secret)?;
        if recipient_of(&identity)? != self.body.recovery_recipient {
            return Err(StoreError::WrongSeed);
        }
        let open = |text: &String| slot::unwrap(&identity, text).ok_or(StoreError::Damaged("recovery slot"));
        let next = self.body.next.as_ref().map(|next| open(&next.recovery)).transpose()?;
        Ok(Unlocked { key: open(&self.body.recovery)?, next })
    }

    /// The recovery slot as it is kept elsewhere: the database key in an age file to the recovery key.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn recovery_slot(&self) -> Result<Vec<u8>> {
        let decoded = data_encoding::BASE64.decode(self.body.recovery.as_bytes());
        decoded.map_err(|_| StoreError::Damaged("recovery slot"))
    }

    /// Wraps the database key for another recovery key, as when a PC joins an office.
    ///
    /// # Errors
    /// Errors of writing.
    pub fn set_recovery(&mut self, recovery: &AgeRecipient, key: &DbKey) -> Result<()> {
        let mut body = self.body.settled(key);
        body.recovery = slot::wrap(recovery, key)?;
        body.recovery_recipient = recovery.clone();
        self.replace(body)
    }

    pub(crate) fn replace(&mut self, body: Body) -> Result<()> {
        let before = std::mem::replace(&mut self.body, body);
        self.save().inspect_err(|_| self.body = before)
    }

    /// Writes the copies one after the other: a crash between them leaves one old and one new, both whole.
    fn save(&mut self) -> Result<()> {
        let body = serde_json::to_string(&self.body)?;
        let generation = self.generation + 1;
        copies::write(&[self.folder.keys('a'), self.folder.keys('b')], generation, &body)?;
        self.generation = generation;
        Ok(())
    }
}

impl Body {
    /// Reads the text of a copy; what an older program wrote becomes this version.
    pub(crate) fn read(text: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let version: Version = serde_json::from_str(text).map_err(|_| StoreError::KeysGone)?;
        if version.version > KEYS_VERSION {
            return Err(StoreError::NewerVersion { found: version.version, known: KEYS_VERSION });
        }
        let body: Body = serde_json::from_str(text).map_err(|_| StoreError::KeysGone)?;
        Ok(Self { version: KEYS_VERSION, ..body })
    }

    fn put(&mut self, slot: Slot) {
        match self.slots.iter_mut().find(|old| old.user == slot.user) {
            Some(old) => *old = slot,
            None => self.slots.push(slot),
        }
    }
}

/// The database key of a recovery slot that was kept elsewhere.
///
/// # Errors
/// [`StoreError::WrongSeed`] when it is not for this secret or was changed.
pub fn open_recovery_slot(secret: &[u8; 32], sealed: &[u8]) -> Result<DbKey> {
    decrypt(&identity_of(secret)?, sealed).and_then(|bytes| DbKey::from_bytes(&bytes)).ok_or(StoreError::WrongSeed)
}
