//! Attachments between a desk and the server: asking, sending (tus 1.0) and fetching (HTTP ranges), both halves.
//! Storage stays behind [`Uploads`] on the server and [`Blobs`](crate::replica::Blobs) on a desk; sockets and routes live elsewhere.

mod ask;
mod carrier;
mod check;
mod client;
mod download;
mod patch;
mod rest;
mod serve;
mod tus;
mod upload;
mod uploads;
mod writers;

use std::time::Duration;

pub use ask::{Ask, Held, MOST_ASKED, MOST_ASKED_BYTES, serve_ask};
pub use carrier::Carrier;
pub use check::{CHECK_PATH, Checked, confirmed, is_sound, serve_check};
pub use client::{FileTrouble, Going, Lane, Moved, Outcome, Way, fetch, send};
pub use patch::serve_patch;
pub use rest::{LONGEST_REST_MS, rest_ms};
pub use serve::{BlobBytes, serve_blob};
pub use tus::{Answer, serve_delete, serve_head, serve_options, serve_other, serve_post};
pub use uploads::{Finish, NewUpload, UploadState, Uploads};
pub use writers::Writers;

/// Largest attachment, bytes. One number for the sentence at the drop and for the server's refusal.
pub const LARGEST_FILE: u64 = 100 * 1024 * 1024;
/// Bytes the server keeps together, and so the most that is sent again after it was killed.
pub const PIECE: usize = 1024 * 1024;
/// An unfinished upload is dropped this long after its last byte, milliseconds (design: 14 days).
pub const UPLOAD_EXPIRY_MS: i64 = 14 * 24 * 60 * 60 * 1000;
/// A transfer in which no byte moved for this long has ended. Idle, not total: a slow line may take its time.
pub const IDLE: Duration = Duration::from_secs(60);
/// After the last byte, or where it is asked to check a copy, the server reads the whole back and hashes it; a slow disk may take this
/// long.
const STORING: Duration = Duration::from_secs(180);

/// The one tus version spoken (tus 1.0 "Tus-Resumable").
pub const TUS_VERSION: &str = "1.0.0";
/// The tus extensions spoken beside the core.
pub const TUS_EXTENSIONS: &str = "creation,creation-with-upload,expiration,termination";

/// Longest Upload-Metadata, bytes.
pub const LONGEST_METADATA: usize = 4 * 1024;

/// Where uploads are made; one upload lies below it under its id.
pub const UPLOADS_PATH: &str = "/uploads";
/// Where a desk asks about many attachments at once.
pub const ASK_PATH: &str = "/blobs/ask";
/// Attachments lie below this path under their address.
pub const BLOBS_PATH: &str = "/blobs";
/// Content type every attachment is served as, whatever it is.
const CONTENT: &str = "application/octet-stream";
