//! The body of a simulated answer: it says how long it is, as HTTP does, and may end before that.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

/// Bytes of an answer as they arrive.
pub struct Arriving {
    bytes: Option<Bytes>,
    length: u64,
    broken: bool,
}

impl Arriving {
    /// The whole, or its first bytes and then a broken line.
    pub fn new(whole: Vec<u8>, arrive: usize) -> Self {
        let length = whole.len() as u64;
        let mut bytes = Bytes::from(whole);
        let broken = arrive < bytes.len();
        bytes.truncate(arrive);
        Self { bytes: Some(bytes), length, broken }
    }
}

impl Body for Arriving {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        Poll::Ready(match self.bytes.take() {
            Some(bytes) if !bytes.is_empty() => Some(Ok(Frame::data(bytes))),
            _ if std::mem::take(&mut self.broken) => Some(Err(io::ErrorKind::ConnectionReset.into())),
            _ => None,
        })
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
