//! How the requests for attachments travel: over HTTP, or over what a simulator puts in its place.

use futures_util::future::BoxFuture;
use reqwest::{Request, Response};

use super::FileTrouble;

/// Carries one request to the server and brings the head of its answer; the body follows as a stream.
pub trait Carrier: Send + Sync {
    fn carry(&self, request: Request) -> BoxFuture<'_, Result<Response, FileTrouble>>;
}

impl Carrier for reqwest::Client {
    fn carry(&self, request: Request) -> BoxFuture<'_, Result<Response, FileTrouble>> {
        Box::pin(async move { Ok(self.execute(request).await?) })
    }
}
