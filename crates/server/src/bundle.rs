//! What `bundle out`, `bundle in` and `invite --file` do, without a word printed: the office carried on a USB stick.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufWriter, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lakon_domain::code::Invitation;
use lakon_domain::enrolment::file_secret;
use lakon_domain::shape::AgeRecipient;
use lakon_server_store::{Attachments, Clock, ServerFolder, ServerStore, StoreError, rename, sync_folder};
use lakon_sync::bundle::{
    self, BundleError, Door, Item, NotAccepted, Out, Refused, Taken, Tell, What, Written, identity_of, invitation_item,
    recipient_of, reply,
};
use lakon_sync::error::Problem;
use zeroize::Zeroizing;

use crate::handed::{self, Handed};
use crate::keys::KeyFile;
use crate::system::SystemRandom;
use crate::{BadArgument, Invite, ServerError, Settings, office};

/// Bytes handed to the stick at once.
const BUFFER: usize = 256 * 1024;

/// Writes everything the server holds, also while it runs.
///
/// # Errors
/// [`ServerError::NoOffice`], [`ServerError::Bundle`], keys and store. A file that was there before stays then.
pub fn bundle_out(path: &Path, file: &Path, clock: Clock, tell: Tell<'_>) -> Result<Written, ServerError> {
    let store = visit(path, clock)?;
    let recipients = store.bundle_recipients()?;
    written(&store, file, &recipients, What::All, None, tell)
}

/// Takes a bundle: here, or through the process that works in the folder, which wakes the desks.
///
/// # Errors
/// As [`bundle_out`], and [`lakon_server_store::StoreError::Held`] where another process works in the folder and takes no files.
pub fn bundle_in(path: &Path, file: &Path, clock: Clock, tell: Tell<'_>) -> Result<Taken, ServerError> {
    let keys = KeyFile::read(&ServerFolder::visit(path))?;
    let mut input = File::open(file).map_err(BundleError::File)?;
    let taken = match ServerFolder::take(path) {
        Err(StoreError::Held) => match handed::hand(path, &mut input)? {
            Handed::Taken(taken) => *taken,
            Handed::Free(folder) => {
                input.rewind().map_err(BundleError::File)?;
                take_here(folder, &keys, input, clock.clone(), tell)?
            }
        },
        folder => take_here(folder?, &keys, input, clock.clone(), tell)?,
    };
    if let Err(error) = answer_refused(path, file, clock, &taken) {
        tracing::warn!(%error, "the reply to a PC that was not taken in could not be written");
    }
    Ok(taken)
}

fn take_here(
    folder: ServerFolder,
    keys: &KeyFile,
    input: File,
    clock: Clock,
    tell: Tell<'_>,
) -> Result<Taken, ServerError> {
    let store = Arc::new(ServerStore::open(folder, keys.store_keys()?, clock, Box::new(SystemRandom))?);
    store.state_recipient()?;
    Ok(take_into(&store, input, tell)?)
}

/// Takes a bundle into the store of the process that holds the folder.
///
/// # Errors
/// [`BundleError`].
pub(crate) fn take_into(store: &Arc<ServerStore>, input: File, tell: Tell<'_>) -> Result<Taken, BundleError> {
    let blobs = Attachments(store.clone());
    let office = store.statement().office;
    let door = Door { replica: &**store, blobs: &blobs, office, enrol: Some((&**store, &**store)) };
    bundle::take(&door, store.file_keys().opens(), input, tell)
}

/// Where the reply lies to a PC whose bundle was taken and which was not taken in: beside its bundle, so that it travels back with it.
pub fn reply_path(file: &Path) -> PathBuf {
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push("-jawaban.lakon");
    file.with_file_name(name)
}

/// Tells a device that its invitation was used up or too old. A proof that was wrong is told nothing.
fn answer_refused(path: &Path, file: &Path, clock: Clock, taken: &Taken) -> Result<(), ServerError> {
    let because = match taken.answered {
        Some(Err(Problem::UsedCode)) => NotAccepted::Used,
        Some(Err(Problem::ExpiredCode)) => NotAccepted::Expired,
        _ => return Ok(()),
    };
    let Some((device, invitation)) = &taken.answerer else { return Ok(()) };
    let store = visit(path, clock)?;
    let refused = Refused { log: device.log, invitation: *invitation, because };
    let statement = store.statement();
    let bytes = reply(statement.office, statement.server, store.time(), device, refused, Vec::new())?;
    let path = reply_path(file);
    let half = path.with_extension("half");
    fs::write(&half, bytes).map_err(BundleError::File)?;
    Ok(rename(&half, &path).map_err(BundleError::File)?)
}

/// Makes an invitation and a file for a PC without network, with every record the server holds. `address`: where the server is found
/// once there is a network; the one it listens at where that is one.
///
/// # Errors
/// As [`crate::invite`] and [`bundle_out`]; [`BadArgument::Address`] where no address can be named.
pub fn invite_by_file(
    path: &Path,
    invite: &Invite,
    file: &Path,
    address: Option<String>,
    clock: Clock,
) -> Result<Invitation, ServerError> {
    let listen = Settings::read(path)?.listen;
    let address = address.filter(|address| !address.trim().is_empty());
    let address = address.or_else(|| (!listen.ip().is_unspecified()).then(|| listen.to_string()));
    let address = address.ok_or(ServerError::Argument(BadArgument::Address))?;
    let invitation = office::invite(path, invite, clock.clone())?;
    let store = visit(path, clock)?;
    let facts = store.invitation_facts(invitation.name, address.trim())?;
    let first = invitation_item(&invitation, &facts)?;
    let secret = Zeroizing::new(file_secret(&invitation.secret));
    let recipient = recipient_of(&identity_of(&secret)?)?;
    written(&store, file, &[recipient].into(), What::Records, Some(first), &|_, _| true)?;
    Ok(invitation)
}

fn visit(path: &Path, clock: Clock) -> Result<Arc<ServerStore>, ServerError> {
    let folder = ServerFolder::visit(path);
    let keys = KeyFile::read(&folder)?.store_keys()?;
    Ok(Arc::new(ServerStore::open(folder, keys, clock, Box::new(SystemRandom))?))
}

/// A file that is there whole or not at all: written beside its place, made durable, moved into it.
fn written(
    store: &Arc<ServerStore>,
    file: &Path,
    recipients: &std::collections::BTreeSet<AgeRecipient>,
    what: What,
    first: Option<Item>,
    tell: Tell<'_>,
) -> Result<Written, ServerError> {
    let mut half = OsString::from(file);
    half.push(".half");
    let half = Path::new(&half);
    let blobs = Attachments(store.clone());
    let statement = store.statement();
    let out = Out {
        replica: &**store,
        blobs: &blobs,
        office: statement.office,
        by: statement.server,
        server: true,
        what,
        first,
    };
    let write = || {
        let output = BufWriter::with_capacity(BUFFER, File::create(half).map_err(BundleError::File)?);
        let (written, mut output) = bundle::write(&out, recipients, output, tell)?;
        output.flush().and_then(|()| output.get_ref().sync_all()).map_err(BundleError::File)?;
        drop(output);
        rename(half, file).map_err(BundleError::File)?;
        if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            sync_folder(folder).map_err(BundleError::File)?;
        }
        Ok(written)
    };
    write()
        .inspect_err(|_: &BundleError| {
            // What is left of a failed attempt is worth nothing.
            let _ = fs::remove_file(half);
        })
        .map_err(ServerError::from)
}
