//! The server's reply to a device whose answer to an invitation file it did not accept: a bundle without a record, for that device alone.
//! What the office holds is nothing for it to read.

use std::io::Write;

use lakon_domain::enrolment::DeviceKeys;
use lakon_domain::ids::LogId;
use lakon_domain::shape::Time;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{BundleError, Head, Item, VERSION, frame, key};

/// An answer that was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The log of the device.
    pub log: LogId,
    /// The part of the code that names the invitation: a reply to an older one says nothing about a newer.
    pub invitation: u16,
    pub because: NotAccepted,
}

/// Why. In both cases a new invitation helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotAccepted {
    /// Another device was quicker.
    Used,
    Expired,
}

/// Writes the reply to a device.
///
/// # Errors
/// [`BundleError::BadKey`] for a device whose age key is none; those of writing.
pub fn reply<W: Write>(
    office: Uuid,
    server: Uuid,
    at: Time,
    device: &DeviceKeys,
    refused: Refused,
    output: W,
) -> Result<W, BundleError> {
    let mut output = key::encrypt([device.recipient.clone()], output)?;
    output.write_all(frame::MAGIC).map_err(BundleError::File)?;
    let (version, by, server) = (VERSION, server, true);
    let head = Head { version, office, by, server, at, records: 0, files: 0, bytes: 0, refused: Some(refused) };
    frame::put(&mut output, &Item::Head(head))?;
    frame::put(&mut output, &Item::End)?;
    output.finish().map_err(BundleError::File)
}
