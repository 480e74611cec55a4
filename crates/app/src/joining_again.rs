//! An invitation file that another PC has used, or that came too late: this PC hears of it, says so, and takes a new one, with everything
//! it has recorded meanwhile.

use std::fs::File;

use lakon_domain::code::Invitation;
use lakon_store::Store;
use lakon_sync::bundle::{self, BundleError, NotAccepted, Refused};
use lakon_sync::error::{Problem, SyncError};

use crate::api::{FileInvited, InvitationCode, Invited};
use crate::app::Desk;
use crate::failure::Failure;
use crate::joining::office_info;
use crate::joining_file::{self, said};
use crate::session::wrong_group;
use crate::words::Sentence;

/// Name of the setting that says that the invitation of this PC was not accepted.
const REFUSED: &str = "invitation_refused";

/// Whether this PC waits to be known and has heard that it will not be.
pub(crate) fn is_refused(store: &Store) -> Result<bool, Failure> {
    Ok(store.setting(REFUSED)?.is_some() && joining_file::is_waiting(store)?)
}

fn note(store: &Store, because: NotAccepted) -> Result<(), Failure> {
    let text = match because {
        NotAccepted::Used => "used",
        NotAccepted::Expired => "expired",
    };
    Ok(store.set_setting(REFUSED, Some(text))?)
}

/// What a server's reply says of this PC's answer. True where it was not accepted.
pub(crate) fn heard(store: &Store, refused: Option<&Refused>) -> Result<bool, Failure> {
    let Some(refused) = refused.filter(|refused| refused.log == store.device().log) else { return Ok(false) };
    if joining_file::waits_with(store)? != Some(refused.invitation) {
        return Ok(false);
    }
    note(store, refused.because)?;
    Ok(true)
}

/// What the first contact over the network brought.
pub(crate) fn met(store: &Store, error: &SyncError) {
    let because = match error {
        SyncError::Problem(Problem::UsedCode) => NotAccepted::Used,
        SyncError::Problem(Problem::ExpiredCode) => NotAccepted::Expired,
        _ => return,
    };
    if let Err(failure) = note(store, because) {
        tracing::warn!(sentence = ?failure.sentence, "that the invitation was not accepted was not noted");
    }
}

/// Takes a new invitation file in the place of the one that was not accepted. It must be of the same office and for the same person:
/// what was recorded here was recorded in that name. What was recorded stays and goes to the server with the new one.
pub fn again(desk: &Desk, input: InvitationCode) -> Result<FileInvited, Failure> {
    let pin = desk.store.pin().filter(|pin| !pin.alone).ok_or(Sentence::NoOffice)?;
    if !joining_file::is_waiting(&desk.store)? {
        return Err(Sentence::UsbKnownNow.into());
    }
    let invitation = Invitation::read(&input.code)
        .map_err(|wrong| wrong_group(Sentence::CodeGroup, Sentence::CodeRefused, wrong.group()))?;
    let host = desk.app.host().ok_or(Sentence::Broken)?;
    let Some(path) = host.pick_files().into_iter().next() else { return Ok(FileInvited { invited: None }) };
    let input = File::open(&path).map_err(|error| said(BundleError::File(error)))?;
    let facts = bundle::look(&invitation, input).map_err(said)?;
    if facts.expires_at < desk.app.now() {
        return Err(Sentence::CodeRefused.into());
    }
    if facts.statement.office != pin.office || facts.statement.office_key != pin.office_key {
        return Err(Sentence::UsbOtherOffice.into());
    }
    let offer = facts.offer.clone();
    if offer.user != pin.user {
        return Err(Sentence::InvitationOther.with(&offer.user_name));
    }
    joining_file::keep(&desk.store, &invitation, facts)?;
    desk.store.set_setting(REFUSED, None)?;
    desk.app.written.notify_one();
    desk.app.changed(["sync", "session"]);
    Ok(FileInvited {
        invited: Some(Invited {
            name: offer.user_name.clone(),
            office: office_info(&offer),
            roles: offer.roles.iter().map(|role| role.key().to_owned()).collect(),
        }),
    })
}
