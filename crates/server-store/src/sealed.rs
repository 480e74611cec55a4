//! age: what the server encrypts at rest, to its own identity and to the office's recovery key.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use age::x25519::{Identity, Recipient};
use lakon_domain::shape::AgeRecipient;
use lakon_sync::bundle::{BundleError, has_bounded_header};
use zeroize::Zeroizing;

/// Bytes between age and the disk: fewer, larger writes.
const BUFFER: usize = 256 * 1024;

/// A text that is no age key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an age key")]
pub struct BadKey;

/// The keys attachments are kept under.
#[derive(Clone)]
pub struct FileKeys {
    identity: Identity,
    own: Recipient,
    recovery: Recipient,
}

/// An age file being written.
pub type Sealing = age::stream::StreamWriter<BufWriter<File>>;
/// The plain bytes of an age file; seeks.
pub type Opened = age::stream::StreamReader<BufReader<File>>;

/// A new identity as text, `AGE-SECRET-KEY-1…`.
pub fn new_identity() -> Zeroizing<String> {
    use age::secrecy::ExposeSecret;
    Zeroizing::new(Identity::generate().to_string().expose_secret().to_owned())
}

/// The recipient of the office's recovery key from its 32 secret bytes (`lakon_domain::statement::recovery_secret`).
///
/// # Errors
/// [`BadKey`] only if age changed what a recipient looks like.
pub fn recovery_recipient(secret: &[u8; 32]) -> Result<AgeRecipient, BadKey> {
    let prefix = bech32::Hrp::parse("age-secret-key-").map_err(|_| BadKey)?;
    let text =
        Zeroizing::new(bech32::encode_lower::<bech32::Bech32>(prefix, secret).map_err(|_| BadKey)?.to_uppercase());
    let identity: Identity = text.parse().map_err(|_| BadKey)?;
    AgeRecipient::new(identity.to_public().to_string()).map_err(|_| BadKey)
}

/// Encrypts a small thing in memory to one recipient.
///
/// # Errors
/// [`BadKey`] when the recipient is none.
pub fn seal_bytes(recipient: &AgeRecipient, bytes: &[u8]) -> Result<Vec<u8>, BadKey> {
    let recipient: Recipient = recipient.as_str().parse().map_err(|_| BadKey)?;
    age::encrypt(&recipient, bytes).map_err(|_| BadKey)
}

impl FileKeys {
    /// From the identity's text and the recovery recipient.
    ///
    /// # Errors
    /// [`BadKey`] when one of them is none.
    pub fn new(identity: &str, recovery: &AgeRecipient) -> Result<Self, BadKey> {
        let identity: Identity = identity.parse().map_err(|_| BadKey)?;
        let recovery = recovery.as_str().parse().map_err(|_| BadKey)?;
        Ok(Self { own: identity.to_public(), identity, recovery })
    }

    /// This server's own recipient, as the office log names it.
    ///
    /// # Errors
    /// [`BadKey`] only if age changed what a recipient looks like.
    pub fn recipient(&self) -> Result<AgeRecipient, BadKey> {
        AgeRecipient::new(self.own.to_string()).map_err(|_| BadKey)
    }

    /// Opens what is encrypted to this server.
    pub fn opens(&self) -> &dyn age::Identity {
        &self.identity
    }

    /// Begins a new file for this server alone: a piece that waits for the rest.
    pub(crate) fn seal_piece(&self, path: &Path) -> io::Result<Sealing> {
        seal(path, &[&self.own])
    }

    /// Begins a new file for this server and the recovery key.
    pub(crate) fn seal_blob(&self, path: &Path) -> io::Result<Sealing> {
        seal(path, &[&self.own, &self.recovery])
    }

    /// Opens a file of either sort.
    pub(crate) fn open(&self, path: &Path) -> io::Result<Opened> {
        let damaged = |error: age::DecryptError| io::Error::new(io::ErrorKind::InvalidData, named(&error));
        let mut input = BufReader::with_capacity(BUFFER, File::open(path)?);
        has_bounded_header(&mut input).map_err(|error| match error {
            BundleError::File(error) => error,
            other => io::Error::new(io::ErrorKind::InvalidData, other),
        })?;
        let decryptor = age::Decryptor::new_buffered(input).map_err(damaged)?;
        decryptor.decrypt(std::iter::once(&self.identity as &dyn age::Identity)).map_err(damaged)
    }
}

fn seal(path: &Path, recipients: &[&Recipient]) -> io::Result<Sealing> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
    age::Encryptor::with_recipients(recipients.iter().map(|r| *r as &dyn age::Recipient))
        .map_err(|error| io::Error::other(named(&error)))?
        .wrap_output(BufWriter::with_capacity(BUFFER, file))
}

/// An error of age by its name. Its sentences come from files that a debug build reads from age's own sources, where there are none on
/// the server's machine; it panics then.
fn named(error: &impl fmt::Debug) -> String {
    format!("{error:?}")
}

/// Ends an age file; with `sync` its content is durable afterwards.
pub(crate) fn end(sealing: Sealing, sync: bool) -> io::Result<()> {
    let mut buffered = sealing.finish()?;
    buffered.flush()?;
    if sync { buffered.get_ref().sync_all() } else { Ok(()) }
}

/// Reads at most `most` plain bytes of a file.
pub(crate) fn read_all(mut opened: Opened, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(most);
    opened.by_ref().take(most as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > most { Err(io::ErrorKind::InvalidData.into()) } else { Ok(bytes) }
}
