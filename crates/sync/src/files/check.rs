//! Whether the server's copy of an attachment is sound: asked by a desk that was given wrong bytes, or that is about to let its own
//! copy go. The server reads the whole copy back; a bad one is set aside and lacking from then on.

use std::sync::Arc;

use lakon_domain::ids::Hash;
use reqwest::StatusCode;

use super::ask::Held;
use super::client::{FileTrouble, Lane, refused, which};
use super::tus::{Answer, blocking};
use super::uploads::Uploads;
use super::{BLOBS_PATH, MOST_ASKED, STORING};
use crate::replica::BlobRef;

/// What a look at the server's copy found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// Its bytes are those of the address.
    Sound,
    /// They were not; it is set aside now.
    SetAside,
    /// The server has none.
    Missing,
}

/// Where one address is checked, below [`BLOBS_PATH`] and the address.
pub const CHECK_PATH: &str = "check";

/// Server half.
pub async fn serve_check(uploads: &Arc<dyn Uploads>, address: Hash) -> Answer {
    match blocking(uploads, move |uploads| uploads.check(&address)).await {
        Ok(Checked::Sound) => Answer::status(204),
        Ok(Checked::SetAside) => Answer::status(410),
        Ok(Checked::Missing) => Answer::status(404),
        Err(fault) => Answer::trouble(&fault),
    }
}

/// Client half: whether the server has this content, read back and found right at this moment.
///
/// # Errors
/// [`FileTrouble`]: the server did not say.
pub async fn is_sound(lane: &Lane, address: &Hash) -> Result<bool, FileTrouble> {
    let request = lane.authed(lane.http.post(lane.url(&format!("{BLOBS_PATH}/{address}/{CHECK_PATH}"))));
    let answer = match tokio::time::timeout(STORING, request.send()).await {
        Ok(answer) => answer?,
        Err(_) => return Err(FileTrouble::Cut("no answer".to_owned())),
    };
    match answer.status() {
        StatusCode::NO_CONTENT => Ok(true),
        StatusCode::NOT_FOUND | StatusCode::GONE => Ok(false),
        status => Err(refused(status)),
    }
}

/// Those of these contents that the server has whole, each read back at this moment. Design: "A local copy is evicted only when the
/// present server confirms it has the file." A content about which it cannot say is left out.
///
/// # Errors
/// [`FileTrouble`] where it does not answer at all.
pub async fn confirmed(lane: &Lane, blobs: &[BlobRef]) -> Result<Vec<BlobRef>, FileTrouble> {
    let mut sure = Vec::new();
    for part in blobs.chunks(MOST_ASKED) {
        // One question leaves out what it lacks anyway.
        for (blob, held) in part.iter().zip(which(lane, part).await?) {
            if held != Held::Whole {
                continue;
            }
            match is_sound(lane, &blob.address).await {
                Ok(true) => sure.push(*blob),
                Ok(false) => {}
                Err(trouble) if trouble.stops_all() => return Err(trouble),
                Err(trouble) => tracing::warn!(%trouble, "the server could not check a copy"),
            }
        }
    }
    Ok(sure)
}

/// The server gave bytes that are not those of the address: it is told, and looks at its copy.
pub(super) async fn wrong_from_server(lane: &Lane, address: &Hash) -> FileTrouble {
    match is_sound(lane, address).await {
        // From now on it asks the desks for this content, and one that has it sends it again.
        Ok(false) => FileTrouble::NotThere,
        // The record or the line is what is wrong.
        Ok(true) | Err(_) => FileTrouble::WrongContent,
    }
}
