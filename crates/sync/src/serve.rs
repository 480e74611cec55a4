//! The server's side of every step behind one door: reads the message, asks who it is from, answers. Sockets and HTTP live elsewhere.

use std::sync::Arc;

use lakon_domain::Random;
use lakon_domain::ids::Hash;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::enrol::{self, Invitations};
use crate::error::Problem;
use crate::mint::Mint;
use crate::office::{KnownDevice, Office};
use crate::replica::Replica;
use crate::slot::{self, Slots};
use crate::transport::Endpoint;
use crate::{adopt, aside, aside_files, aside_list, chains, heads, hello, privates, pull, push, refill, seals, wire};

/// Everything a server answers from.
#[derive(Clone)]
pub struct Server {
    pub replica: Arc<dyn Replica>,
    pub office: Arc<dyn Office>,
    pub invitations: Arc<dyn Invitations>,
    pub slots: Arc<dyn Slots>,
    pub mint: Mint,
    /// BLAKE3 of the TLS certificate (DER) this server shows.
    pub certificate: Hash,
}

/// An answer to send.
#[derive(Debug)]
pub struct Served {
    pub body: Vec<u8>,
    /// The device whose records or private parts were new: the others are woken.
    pub news: Option<Uuid>,
}

impl Server {
    /// The device behind a bearer token. Its row is read anew, so that a revocation takes effect on the next request.
    ///
    /// # Errors
    /// [`Problem::NoSession`], [`Problem::UnknownDevice`], [`Problem::Revoked`].
    pub fn caller(&self, token: Option<&str>) -> Result<(Uuid, KnownDevice), Problem> {
        let now = self.replica.now();
        let device = token.and_then(|token| self.mint.device(token, now)).ok_or(Problem::NoSession)?;
        let known = self.device(device)?;
        self.office.hear(device);
        Ok((device, known))
    }

    /// A device that may ask.
    ///
    /// # Errors
    /// [`Problem::UnknownDevice`], [`Problem::Revoked`].
    pub fn device(&self, device: Uuid) -> Result<KnownDevice, Problem> {
        let known = self.office.device(device)?.ok_or(Problem::UnknownDevice)?;
        if known.revoked { Err(Problem::Revoked) } else { Ok(known) }
    }

    /// Answers one message. Blocking: the call returns when what it acknowledges is durable.
    ///
    /// # Errors
    /// [`Problem`], to be sent as the body of its status ([`Problem::status`]).
    pub fn serve(
        &self,
        endpoint: Endpoint,
        token: Option<&str>,
        body: &[u8],
        random: &mut dyn Random,
    ) -> Result<Served, Problem> {
        let Self { replica, office, invitations, slots, mint, certificate } = self;
        let (replica, office, invitations) = (replica.as_ref(), office.as_ref(), invitations.as_ref());
        let now = replica.now();
        // Nobody without a session gets further than the open steps.
        let caller = if endpoint.is_open() { None } else { Some(self.caller(token)?) };
        let (device, known) = match &caller {
            Some((device, known)) => (*device, Some(known)),
            None => (Uuid::nil(), None),
        };
        let plain = |body: Result<Vec<u8>, Problem>| Ok(Served { body: body?, news: None });
        match endpoint {
            Endpoint::EnrolBegin => {
                plain(answer(&enrol::serve_begin(office, invitations, mint, *certificate, &read(body)?, now, random)?))
            }
            Endpoint::EnrolLook => {
                plain(answer(&enrol::serve_look(office, invitations, mint, *certificate, &read(body)?, now)?))
            }
            Endpoint::EnrolFinish => {
                let joined = enrol::serve_finish(office, invitations, mint, *certificate, &read(body)?, now)?;
                // The office log has grown.
                Ok(Served { body: answer(&joined)?, news: Some(Uuid::nil()) })
            }
            Endpoint::EnrolAdopt => {
                let joined = adopt::serve(office, invitations, mint, *certificate, &read(body)?, now)?;
                Ok(Served { body: answer(&joined)?, news: Some(Uuid::nil()) })
            }
            Endpoint::Greet => {
                let _: hello::Greet = read(body)?;
                plain(answer(&hello::serve_greet(office, mint, now, random)?))
            }
            Endpoint::Hello => {
                let (welcome, grown) = hello::serve_hello(office, mint, &read(body)?, now, random)?;
                Ok(Served { body: answer(&welcome)?, news: grown.then_some(Uuid::nil()) })
            }
            Endpoint::Heads => plain(answer(&heads::serve(replica, office, &read(body)?)?)),
            Endpoint::Push => {
                let known = known.ok_or(Problem::NoSession)?;
                let (taken, news) = push::serve(replica, office, known, &read(body)?)?;
                Ok(Served { body: answer(&taken)?, news: news.then_some(device) })
            }
            Endpoint::Pull => plain(answer(&pull::serve(replica, office, &read(body)?)?)),
            Endpoint::Privates => {
                let (settled, filled) = privates::serve(replica, &read(body)?)?;
                Ok(Served { body: answer(&settled)?, news: filled.then_some(device) })
            }
            Endpoint::Chains => plain(answer(&chains::serve(replica, &read(body)?)?)),
            Endpoint::HandSlot => {
                let known = known.ok_or(Problem::NoSession)?;
                plain(answer(&slot::serve_hand(slots.as_ref(), device, known, &read(body)?)?))
            }
            Endpoint::FetchSlot => plain(answer(&slot::serve_fetch(slots.as_ref(), &read(body)?)?)),
            Endpoint::KeepAside => plain(answer(&aside::serve(office, &read(body)?)?)),
            Endpoint::FilesAside => plain(answer(&aside_files::serve(office, &read(body)?)?)),
            Endpoint::ListAside => plain(answer(&aside_list::serve(office, device, &read(body)?)?)),
            Endpoint::Refill => {
                let (taken, news) = refill::serve(office, &read(body)?)?;
                Ok(Served { body: answer(&taken)?, news: news.then_some(Uuid::nil()) })
            }
            Endpoint::Seals => plain(answer(&seals::serve(replica, &read(body)?)?)),
        }
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    Ok(wire::decode(body)?)
}

fn answer<T: Serialize>(message: &T) -> Result<Vec<u8>, Problem> {
    wire::encode(message).map_err(|bad| {
        tracing::error!(%bad, "an answer could not be written");
        Problem::Unavailable
    })
}
