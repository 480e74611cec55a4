//! A desk's standing relation with its server: who it is, the session of the hour, and asking with it.

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use lakon_domain::ids::{LogId, PublicKey};
use lakon_domain::shape::Time;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::agreed::Agreed;
use crate::attachments::Listed;
use crate::error::{Problem, SyncError};
use crate::files::Lane;
use crate::hello::{self, Greeting, Welcome};
use crate::replica::{Replica, StoreFault};
use crate::transport::{Endpoint, Traffic, Transport};
use crate::wire;

/// A token is renewed when it has less than this left, milliseconds: long enough for the requests that follow.
const MARGIN_MS: i64 = 60_000;

/// When each device was heard of is asked this often on one line, milliseconds: it goes with a question that is asked anyway.
const HEARD_EVERY_MS: i64 = 10 * 60 * 1000;

/// What a device proves itself with.
#[derive(Clone)]
pub struct Credentials {
    pub device: Uuid,
    /// The log it writes when the session begins.
    pub log: LogId,
    pub signing_key: SigningKey,
    /// Pinned at enrolment.
    pub office_key: PublicKey,
}

struct Session {
    token: String,
    /// What both programs can do.
    agreed: Agreed,
    /// By this machine's clock; a clock that jumps costs one more hello.
    until: Time,
}

/// One server as seen from one desk.
pub struct Client {
    transport: Arc<dyn Transport>,
    credentials: Credentials,
    replica: Arc<dyn Replica>,
    /// The log this desk writes; another one once it carries on in a new log.
    own: std::sync::Mutex<LogId>,
    session: Mutex<Option<Session>>,
    server_key: std::sync::Mutex<Option<PublicKey>>,
    /// How far the server's list of missing attachments was gone through on this line.
    listed: std::sync::Mutex<Listed>,
    /// When it was last answered when each device was heard of.
    heard_at: std::sync::Mutex<Option<Time>>,
}

impl Client {
    pub fn new(transport: Arc<dyn Transport>, credentials: Credentials, replica: Arc<dyn Replica>) -> Self {
        let own = std::sync::Mutex::new(credentials.log);
        Self {
            transport,
            credentials,
            replica,
            own,
            session: Mutex::default(),
            server_key: std::sync::Mutex::default(),
            listed: std::sync::Mutex::default(),
            heard_at: std::sync::Mutex::default(),
        }
    }

    pub fn replica(&self) -> &Arc<dyn Replica> {
        &self.replica
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        self.transport.as_ref()
    }

    /// The log this device writes.
    pub fn own_log(&self) -> LogId {
        *self.own.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The key whose seals are this server's receipts, once a greeting was checked.
    pub fn server_key(&self) -> Option<PublicKey> {
        *self.server_key.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(crate) fn listed(&self) -> std::sync::MutexGuard<'_, Listed> {
        self.listed.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Whether it is time to ask when each device was heard of; a clock that was put back is.
    pub(crate) fn wants_heard(&self, now: Time) -> bool {
        let at = *self.heard_at.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        at.is_none_or(|at| now < at || now.since(at) >= HEARD_EVERY_MS)
    }

    pub(crate) fn has_heard(&self, at: Time) {
        *self.heard_at.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(at);
    }

    pub fn traffic(&self) -> Traffic {
        self.transport.traffic()
    }

    /// The way for attachments and for the wake-up stream, with a token that has at least a minute left. `None` where the transport is
    /// no HTTP.
    ///
    /// # Errors
    /// [`SyncError`] of the hello.
    pub async fn lane(&self) -> Result<Option<Lane>, SyncError> {
        let Some((http, base)) = self.transport.http() else { return Ok(None) };
        let carrier = self.transport.carrier().unwrap_or_else(|| Arc::new(http.clone()));
        Ok(Some(Lane { http, carrier, base, token: self.token().await? }))
    }

    /// Whether the server can do it too, as its last greeting said.
    ///
    /// # Errors
    /// [`SyncError`] of the hello.
    pub async fn agrees_on(&self, name: &str) -> Result<bool, SyncError> {
        self.token().await?;
        Ok(self.session.lock().await.as_ref().is_some_and(|session| session.agreed.on(name)))
    }

    /// Asks with the session's token; says hello first where there is none, and once more where the server has ended it.
    ///
    /// # Errors
    /// [`SyncError`].
    pub async fn ask<Q: Serialize, A: DeserializeOwned>(
        &self,
        endpoint: Endpoint,
        question: &Q,
    ) -> Result<A, SyncError> {
        let body = wire::encode(question)?;
        let token = self.token().await?;
        let answer = match self.transport.send(endpoint, Some(&token), body.clone()).await {
            Err(SyncError::Problem(Problem::NoSession)) => {
                self.forget(&token).await;
                let token = self.token().await?;
                self.transport.send(endpoint, Some(&token), body).await?
            }
            answer => answer?,
        };
        Ok(wire::decode(&answer)?)
    }

    /// From now on this desk writes that log; the server hears of it with the next hello.
    pub(crate) async fn carries_on(&self, log: LogId) {
        let before = std::mem::replace(&mut *self.own.lock().unwrap_or_else(std::sync::PoisonError::into_inner), log);
        if before != log {
            *self.session.lock().await = None;
        }
    }

    /// Asks who the server is. Design, invariant 13: devices take any server whose statement the office key signed – but not one this PC
    /// knows to have been replaced: a lost server that came back, or its disk in other hands.
    ///
    /// # Errors
    /// As [`hello::greet`], and [`SyncError::Replaced`].
    pub(crate) async fn greet(&self) -> Result<Greeting, SyncError> {
        let greeting = hello::greet(self.transport.as_ref(), &self.credentials.office_key).await?;
        let statement = greeting.statement.clone();
        match off(&self.replica, move |replica| replica.replaced_at(&statement)).await? {
            Some(at) => Err(SyncError::Replaced { at }),
            None => Ok(greeting),
        }
    }

    async fn forget(&self, token: &str) {
        let mut session = self.session.lock().await;
        if session.as_ref().is_some_and(|session| session.token == token) {
            *session = None;
        }
    }

    async fn token(&self) -> Result<String, SyncError> {
        let mut session = self.session.lock().await;
        let now = self.replica.now();
        if let Some(session) = session.as_ref().filter(|session| session.until.0.saturating_sub(MARGIN_MS) > now.0) {
            return Ok(session.token.clone());
        }
        let Credentials { device, signing_key, .. } = &self.credentials;
        let openings = off(&self.replica, |replica| replica.openings()).await?;
        let greeting = self.greet().await?;
        *self.server_key.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(greeting.statement.log_key);
        let Welcome { token, lasts } =
            hello::prove(self.transport.as_ref(), &greeting, *device, self.own_log(), signing_key, openings).await?;
        let until = Time(now.0.saturating_add(i64::from(lasts) * 1000));
        *session = Some(Session { token: token.clone(), agreed: Agreed::with(&greeting.capabilities), until });
        Ok(token)
    }
}

/// Runs a store's call where it may block.
pub(crate) async fn off<T: Send + 'static>(
    replica: &Arc<dyn Replica>,
    call: impl FnOnce(&dyn Replica) -> Result<T, StoreFault> + Send + 'static,
) -> Result<T, StoreFault> {
    let replica = replica.clone();
    match tokio::task::spawn_blocking(move || call(replica.as_ref())).await {
        Ok(result) => result,
        Err(failed) => Err(StoreFault::new(failed, false)),
    }
}
