//! The invitation file for a PC without network (design/security.md "Enrolment"): a bundle encrypted under the secret S of a code, which
//! proves itself by S, and the answer by which the new device becomes known to the server with its first bundle.

use std::io::Read;

use lakon_domain::code::Invitation;
use lakon_domain::enrolment::{self, DeviceKeys, Proof, Transcript};
use lakon_domain::ids::LogId;
use lakon_domain::shape::Time;
use lakon_domain::statement::ServerStatement;
use serde::{Deserialize, Serialize};
use serde_bytes::{ByteArray, ByteBuf};

use super::take::read_head;
use super::{BundleError, Item, frame, key};
use crate::enrol::{Invitations, Joined, Offer};
use crate::error::Problem;
use crate::office::Office;
use crate::wire;

/// What an invitation file says of the office, proved by S.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub statement: ServerStatement,
    /// Where the server is found once there is a network.
    pub address: String,
    pub offer: Offer,
    pub office_log: LogId,
    /// The server decides by its own clock whether the answer came in time; this is for telling.
    pub expires_at: Time,
    /// The server's share of the transcript.
    pub nonce: ByteArray<32>,
}

/// A device's answer: its keys, and the proof that it knows S.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The part of the code that names the invitation.
    pub invitation: u16,
    pub device: DeviceKeys,
    pub client_nonce: ByteArray<32>,
    /// That of [`Facts`].
    pub server_nonce: ByteArray<32>,
    pub proof: Proof,
}

fn transcript(statement: &ServerStatement, device: DeviceKeys, client: [u8; 32], server: [u8; 32]) -> Transcript {
    Transcript {
        client_nonce: client,
        server_nonce: server,
        certificate: statement.tls_key,
        office_key: statement.office_key,
        device,
    }
}

/// The item that makes a bundle an invitation file.
///
/// # Errors
/// [`BundleError::Item`] never happens with facts this program makes.
pub fn invitation_item(invitation: &Invitation, facts: &Facts) -> Result<Item, BundleError> {
    let facts = wire::encode(facts)?;
    let proof = enrolment::file_proof(&invitation.secret, &facts);
    Ok(Item::Invitation { facts: ByteBuf::from(facts), proof })
}

/// Reads what an invitation file says, once S has proved it. Nothing may be pinned before.
///
/// # Errors
/// [`BundleError::NotForUs`] for another code's file; [`BundleError::NoProof`]; those of reading.
pub fn look(invitation: &Invitation, input: impl Read) -> Result<Facts, BundleError> {
    let identity = key::identity_of(&enrolment::file_secret(&invitation.secret))?;
    let mut input = key::open(&identity, input)?;
    let head = read_head(&mut input)?;
    let Ok(Item::Invitation { facts, proof }) = frame::next(&mut input) else { return Err(BundleError::NotABundle) };
    if !enrolment::is_file_proof(&invitation.secret, &facts, &proof) {
        return Err(BundleError::NoProof);
    }
    let facts: Facts = wire::decode(&facts)?;
    let statement = &facts.statement;
    if statement.verifies(&statement.office_key) && statement.office == head.office {
        Ok(facts)
    } else {
        Err(BundleError::NoProof)
    }
}

/// The answer of a device that has taken an invitation file. `nonce`: 32 random bytes of the device.
pub fn answer(invitation: &Invitation, facts: &Facts, device: DeviceKeys, nonce: [u8; 32]) -> Answer {
    let server_nonce = facts.nonce;
    let transcript = transcript(&facts.statement, device.clone(), nonce, server_nonce.into_array());
    let proof = transcript.file_client_proof(&invitation.secret);
    Answer { invitation: invitation.name, device, client_nonce: ByteArray::new(nonce), server_nonce, proof }
}

/// Server half: the invitation is used up and the device added in one transaction, as over the network. The same answer again is
/// answered alike.
///
/// # Errors
/// [`Problem::WrongCode`] where the proof does not verify; those of [`Invitations`].
pub fn serve_answer(office: &dyn Office, invitations: &dyn Invitations, answer: &Answer) -> Result<Joined, Problem> {
    let secret = invitations.secret(answer.invitation, &answer.device)?;
    let (client, server) = (answer.client_nonce.into_array(), answer.server_nonce.into_array());
    let transcript = transcript(&office.statement()?, answer.device.clone(), client, server);
    if !transcript.is_file_client_proof(&secret, &answer.proof) {
        invitations.failed(answer.invitation);
        return Err(Problem::WrongCode);
    }
    invitations.accept(answer.invitation, &answer.device)
}
