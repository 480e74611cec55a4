//! A line between replicas without a network, and an office of two desks on it.

use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use lakon_domain::ids::Hash;
use lakon_sync::client::{Client, Credentials};
use lakon_sync::error::SyncError;
use lakon_sync::mint::Mint;
use lakon_sync::replica::*;
use lakon_sync::report::Report;
use lakon_sync::serve::Server;
use lakon_sync::session::sync_once;
use lakon_sync::tls::Shown;
use lakon_sync::transport::{Endpoint, Traffic, Transport};

use super::{CERTIFICATE, Node, Seeded, TLS_KEY, office_key, public};

/// Looks at a message that passes; an error cuts the line there.
pub type Hook = Box<dyn FnMut(Endpoint) -> Result<(), SyncError> + Send>;

/// A line to a server in the same process; what passes is counted and may be changed on the way.
pub struct Line {
    pub server: Server,
    pub shown: Shown,
    pub passed: Mutex<Vec<(Endpoint, usize, usize)>>,
    /// Called before a request arrives; an error cuts the line there.
    pub on_request: Mutex<Option<Hook>>,
    /// Called after the server has done its work, before the answer arrives.
    pub on_answer: Mutex<Option<Hook>>,
}

impl Line {
    pub fn to(server: &Arc<Node>) -> Arc<Self> {
        let served = Server {
            replica: server.clone(),
            office: server.clone(),
            invitations: server.clone(),
            slots: server.clone(),
            mint: Mint::new(&server.key.to_bytes()),
            certificate: CERTIFICATE,
        };
        let shown = Shown { certificate: CERTIFICATE, key: TLS_KEY };
        Arc::new(Self {
            server: served,
            shown,
            passed: Mutex::default(),
            on_request: Mutex::default(),
            on_answer: Mutex::default(),
        })
    }

    pub fn client(self: &Arc<Self>, desk: &Arc<Node>) -> Client {
        let credentials = Credentials {
            device: desk.device,
            log: desk.log,
            signing_key: desk.key.clone(),
            office_key: public(&office_key()),
        };
        Client::new(self.clone(), credentials, desk.clone())
    }

    /// The steps since the last call.
    pub fn steps(&self) -> Vec<Endpoint> {
        std::mem::take(&mut *self.passed.lock().unwrap()).into_iter().map(|(endpoint, ..)| endpoint).collect()
    }
}

impl Transport for Line {
    fn send<'a>(
        &'a self,
        endpoint: Endpoint,
        token: Option<&'a str>,
        body: Vec<u8>,
    ) -> BoxFuture<'a, Result<Vec<u8>, SyncError>> {
        let answer = (|| {
            if let Some(hook) = self.on_request.lock().unwrap().as_mut() {
                hook(endpoint)?;
            }
            let served = self.server.serve(endpoint, token, &body, &mut Seeded::new(77))?;
            if let Some(hook) = self.on_answer.lock().unwrap().as_mut() {
                hook(endpoint)?;
            }
            self.passed.lock().unwrap().push((endpoint, body.len(), served.body.len()));
            Ok(served.body)
        })();
        Box::pin(async move { answer })
    }
    fn shown(&self) -> Option<Shown> {
        Some(self.shown)
    }
    fn traffic(&self) -> Traffic {
        let passed = self.passed.lock().unwrap();
        Traffic {
            round_trips: passed.len() as u64,
            bytes_up: passed.iter().map(|p| p.1 as u64).sum(),
            bytes_down: passed.iter().map(|p| p.2 as u64).sum(),
        }
    }
    fn http(&self) -> Option<(reqwest::Client, String)> {
        None
    }
}

/// A desk without attachments.
pub struct NoBlobs;

impl Blobs for NoBlobs {
    fn have(&self, _address: &Hash) -> Result<bool, StoreFault> {
        Ok(false)
    }
    fn wanted(&self, _limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(Vec::new())
    }
    fn read(&self, _address: &Hash) -> Result<Option<(u64, Box<dyn BlobRead>)>, StoreFault> {
        Ok(None)
    }
    fn write(&self, _blob: &BlobRef) -> Result<Box<dyn BlobWrite>, StoreFault> {
        Err(StoreFault::new("no attachments here", false))
    }
}

pub fn no_blobs() -> Arc<dyn Blobs> {
    Arc::new(NoBlobs)
}

/// An office of a server and two desks that are admitted.
pub struct Fixture {
    pub server: Arc<Node>,
    pub line: Arc<Line>,
    pub one: Arc<Node>,
    pub two: Arc<Node>,
}

impl Fixture {
    pub fn new() -> Self {
        let (server, one, two) = (Arc::new(Node::server(1)), Arc::new(Node::desk(2)), Arc::new(Node::desk(3)));
        server.admit(&one);
        server.admit(&two);
        Self { line: Line::to(&server), server, one, two }
    }

    pub fn clients(&self) -> (Client, Client) {
        (self.line.client(&self.one), self.line.client(&self.two))
    }
}

pub async fn sync(client: &Client) -> Report {
    sync_once(client, &no_blobs(), &|_| {}).await.unwrap()
}
