//! Step `enrol`: a device joins with a typed code. Both sides prove that they know the invitation's secret S, which never crosses the
//! wire; the server proves first, and only then is anything pinned (design/security.md "Enrolment").

use lakon_domain::Random;
use lakon_domain::code::{Invitation, Secret};
use lakon_domain::enrolment::{DeviceKeys, Proof, Transcript};
use lakon_domain::ids::{Hash, LogId};
use lakon_domain::rights::Role;
use lakon_domain::shape::{Code, Time};
use lakon_domain::statement::ServerStatement;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;
use uuid::Uuid;

use crate::adopt::Brought;
use crate::error::{Problem, SyncError};
use crate::mint::Mint;
use crate::office::Office;
use crate::transport::{Endpoint, Transport};
use crate::wire;

/// How long a server's nonce waits for the device's proof, milliseconds.
const NONCE_MS: i64 = 60_000;
const NONCE: &str = "enrolment nonce";

/// Names the invitation and the keys the device wants to be known by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begin {
    /// The two characters of the code that name the invitation, 0 to 1023.
    pub invitation: u16,
    pub nonce: ByteArray<32>,
    pub device: DeviceKeys,
}

/// The server's proof. Anyone may ask for it; S has 85 random bits, so it gives nothing away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginAnswer {
    pub nonce: ByteArray<32>,
    /// Carries the office key, which is part of what is proved.
    pub statement: ServerStatement,
    pub proof: Proof,
}

/// The device's proof, for looking at the invitation and for taking it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finish {
    pub begin: Begin,
    /// The server's, sent back; the server has not kept it.
    pub nonce: ByteArray<32>,
    pub proof: Proof,
}

/// What an invitation offers, shown before it is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub user: Uuid,
    pub user_name: String,
    pub roles: Vec<Role>,
    pub office: Uuid,
    /// Three digits.
    pub office_code: Code,
    pub office_name: String,
    /// Key of the list of zones.
    pub zone: Code,
}

/// What a device that has joined starts with. Everything else comes with the first sync.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    pub offer: Offer,
    /// Letters of the case numbers of this device's log.
    pub label: Code,
    /// The log that says who belongs to the office.
    pub office_log: LogId,
    /// The server's clock.
    pub at: Time,
}

/// The office's open invitations; the office server's store implements it and limits the rate of attempts.
pub trait Invitations: Send + Sync {
    /// The secret of an invitation that may still be taken by this device: open, or taken by this very device whose answer was lost.
    ///
    /// # Errors
    /// [`Problem::WrongCode`], [`Problem::UsedCode`], [`Problem::ExpiredCode`], [`Problem::TooMany`].
    fn secret(&self, invitation: u16, device: &DeviceKeys) -> Result<Secret, Problem>;
    /// A proof did not verify: counts against the invitation and the rate.
    fn failed(&self, invitation: u16);
    /// What the invitation offers this device; it stays open.
    ///
    /// # Errors
    /// As [`Self::secret`].
    fn offer(&self, invitation: u16, device: &DeviceKeys) -> Result<Offer, Problem>;
    /// Takes the invitation in one durable transaction: checks again that it is open, appends `user.added` (if new), `device.added` and
    /// `label.given` to the office log. The same device asking again gets the same answer.
    ///
    /// # Errors
    /// As [`Self::secret`].
    fn accept(&self, invitation: u16, device: &DeviceKeys) -> Result<Joined, Problem>;
    /// The same for a device that worked alone, with what it brings along ([`crate::adopt`]).
    ///
    /// # Errors
    /// As [`Self::secret`]; [`Problem::BadMessage`] where what it brings is not its own.
    fn adopt(&self, invitation: u16, device: &DeviceKeys, brought: &Brought) -> Result<Joined, Problem>;
}

fn transcript(begin: &Begin, nonce: [u8; 32], certificate: Hash, statement: &ServerStatement) -> Transcript {
    Transcript {
        client_nonce: begin.nonce.into_array(),
        server_nonce: nonce,
        certificate,
        office_key: statement.office_key,
        device: begin.device.clone(),
    }
}

/// Server half of the first message. `certificate`: BLAKE3 of this server's TLS certificate (DER).
///
/// # Errors
/// Those of [`Invitations::secret`], [`Problem::Unavailable`].
pub fn serve_begin(
    office: &dyn Office,
    invitations: &dyn Invitations,
    mint: &Mint,
    certificate: Hash,
    begin: &Begin,
    now: Time,
    random: &mut dyn Random,
) -> Result<BeginAnswer, Problem> {
    let secret = invitations.secret(begin.invitation, &begin.device)?;
    let nonce = mint.make(NONCE, begin.nonce.as_slice(), Time(now.0.saturating_add(NONCE_MS)), random);
    let statement = office.statement()?;
    let proof = transcript(begin, nonce, certificate, &statement).server_proof(&secret);
    Ok(BeginAnswer { nonce: ByteArray::new(nonce), statement, proof })
}

/// Whether the device has proved that it knows S over this connection.
pub(crate) fn check(
    office: &dyn Office,
    invitations: &dyn Invitations,
    mint: &Mint,
    certificate: Hash,
    finish: &Finish,
    now: Time,
) -> Result<(), Problem> {
    let begin = &finish.begin;
    let secret = invitations.secret(begin.invitation, &begin.device)?;
    if !mint.holds(NONCE, begin.nonce.as_slice(), &finish.nonce, now) {
        return Err(Problem::NoSession);
    }
    let transcript = transcript(begin, finish.nonce.into_array(), certificate, &office.statement()?);
    if transcript.is_client_proof(&secret, &finish.proof) {
        return Ok(());
    }
    invitations.failed(begin.invitation);
    Err(Problem::WrongCode)
}

/// Server half of looking: the invitation stays open.
///
/// # Errors
/// [`Problem::WrongCode`] where the proof does not verify; those of [`Invitations`].
pub fn serve_look(
    office: &dyn Office,
    invitations: &dyn Invitations,
    mint: &Mint,
    certificate: Hash,
    finish: &Finish,
    now: Time,
) -> Result<Offer, Problem> {
    check(office, invitations, mint, certificate, finish, now)?;
    invitations.offer(finish.begin.invitation, &finish.begin.device)
}

/// Server half of taking.
///
/// # Errors
/// As [`serve_look`].
pub fn serve_finish(
    office: &dyn Office,
    invitations: &dyn Invitations,
    mint: &Mint,
    certificate: Hash,
    finish: &Finish,
    now: Time,
) -> Result<Joined, Problem> {
    check(office, invitations, mint, certificate, finish, now)?;
    invitations.accept(finish.begin.invitation, &finish.begin.device)
}

/// Client half of looking: who is invited to which office, and the statement of the server that proved S. Nothing is pinned and the
/// invitation stays open. The transport takes any first certificate ([`crate::tls::Pin::First`]).
///
/// # Errors
/// [`SyncError::NoProof`] where the server does not know S; [`SyncError::Problem`] for a wrong, used or expired code.
pub async fn look(
    transport: &dyn Transport,
    invitation: &Invitation,
    device: &DeviceKeys,
    random: &mut (dyn Random + Send),
) -> Result<(ServerStatement, Offer), SyncError> {
    let (finish, statement) = prove(transport, invitation, device, random).await?;
    let offer = wire::decode(&transport.send(Endpoint::EnrolLook, None, wire::encode(&finish)?).await?)?;
    Ok((statement, offer))
}

/// Client half of taking. What it returns may be pinned: the statement's office key and TLS key are those of the server that proved S.
///
/// # Errors
/// As [`look`].
pub async fn join(
    transport: &dyn Transport,
    invitation: &Invitation,
    device: &DeviceKeys,
    random: &mut (dyn Random + Send),
) -> Result<(ServerStatement, Joined), SyncError> {
    let (finish, statement) = prove(transport, invitation, device, random).await?;
    let joined = wire::decode(&transport.send(Endpoint::EnrolFinish, None, wire::encode(&finish)?).await?)?;
    Ok((statement, joined))
}

/// Lets the server prove itself and makes the device's own proof; the latter is not sent unless the former holds.
pub(crate) async fn prove(
    transport: &dyn Transport,
    invitation: &Invitation,
    device: &DeviceKeys,
    random: &mut (dyn Random + Send),
) -> Result<(Finish, ServerStatement), SyncError> {
    let mut nonce = [0; 32];
    random.fill(&mut nonce);
    let begin = Begin { invitation: invitation.name, nonce: ByteArray::new(nonce), device: device.clone() };
    let answer: BeginAnswer = wire::decode(&transport.send(Endpoint::EnrolBegin, None, wire::encode(&begin)?).await?)?;
    let shown = transport.shown().ok_or(SyncError::BadAnswer("an answer without a connection"))?;
    let statement = answer.statement;
    let transcript = transcript(&begin, answer.nonce.into_array(), shown.certificate, &statement);
    if !transcript.is_server_proof(&invitation.secret, &answer.proof) {
        return Err(SyncError::NoProof);
    }
    if !statement.verifies(&statement.office_key) || statement.tls_key != shown.key {
        return Err(SyncError::BadStatement);
    }
    let proof = transcript.client_proof(&invitation.secret);
    Ok((Finish { begin, nonce: answer.nonce, proof }, statement))
}
