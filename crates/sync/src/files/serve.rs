//! Server half of downloads: an attachment by its address, whole or from a byte on (RFC 9110 §14), in bounded memory.

use std::io::SeekFrom;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{Stream, stream};
use lakon_domain::ids::Hash;
use reqwest::header::HeaderMap;
use tokio::sync::mpsc;

use super::CONTENT;
use super::tus::{Answer, blocking};
use super::uploads::Uploads;
use crate::replica::BlobRead;

/// Bytes read, decrypted and handed to the connection at a time.
const PORTION: usize = 256 * 1024;
/// Portions that may wait for a slow line.
const WAITING: usize = 2;

/// The bytes of an answer, as they are read.
pub type BlobBytes = std::pin::Pin<Box<dyn Stream<Item = std::io::Result<Bytes>> + Send>>;

/// GET: the head of the answer, and its bytes where there are any. One range is honoured; several are answered with the whole.
pub async fn serve_blob(uploads: &Arc<dyn Uploads>, address: Hash, headers: &HeaderMap) -> (Answer, Option<BlobBytes>) {
    let opened = match blocking(uploads, move |uploads| uploads.open(&address)).await {
        Ok(opened) => opened,
        Err(fault) => return (Answer::trouble(&fault), None),
    };
    let Some((size, content)) = opened else {
        return (Answer::status(404), None);
    };
    let range = headers.get("range").and_then(|v| v.to_str().ok()).and_then(|text| Range::read(text, size));
    let (code, from, length) = match range {
        None => (200, 0, size),
        Some(Range::Part { from, length }) => (206, from, length),
        Some(Range::Nothing) => return (Answer::status(416).with("content-range", format!("bytes */{size}")), None),
    };
    let mut answer = Answer::status(code)
        .with("content-type", CONTENT)
        .with("content-length", length)
        .with("accept-ranges", "bytes")
        .with("cache-control", "no-store");
    if code == 206 {
        answer = answer.with("content-range", format!("bytes {from}-{}/{size}", from + length - 1));
    }
    (answer, Some(portions(uploads.clone(), address, content, from, length)))
}

fn portions(
    uploads: Arc<dyn Uploads>,
    address: Hash,
    mut content: Box<dyn BlobRead>,
    from: u64,
    length: u64,
) -> BlobBytes {
    let (sender, receiver) = mpsc::channel(WAITING);
    // A copy that cannot be read back is set aside before the answer breaks off, so that the next request finds it lacking.
    let look = move |error: &std::io::Error| {
        tracing::warn!(%error, "an attachment could not be read while it was sent");
        if let Err(fault) = uploads.check(&address) {
            tracing::error!(%fault, "a copy could not be checked");
        }
    };
    tokio::task::spawn_blocking(move || {
        let mut left = length;
        if from > 0
            && let Err(error) = content.seek(SeekFrom::Start(from))
        {
            look(&error);
            // A receiver that has gone needs no bytes.
            let _ = sender.blocking_send(Err(error));
            return;
        }
        while left > 0 {
            let want = usize::try_from(left).map_or(PORTION, |left| left.min(PORTION));
            let mut portion = vec![0; want];
            let result = content.read_exact(&mut portion).map(|()| Bytes::from(portion));
            let failed = result.is_err();
            if let Err(error) = &result {
                look(error);
            }
            if sender.blocking_send(result).is_err() || failed {
                return;
            }
            left -= want as u64;
        }
    });
    Box::pin(stream::unfold(receiver, |mut receiver| async move { receiver.recv().await.map(|item| (item, receiver)) }))
}

#[derive(Debug, PartialEq, Eq)]
enum Range {
    Part {
        from: u64,
        length: u64,
    },
    /// Begins behind the end.
    Nothing,
}

impl Range {
    /// `None` where the header is no single byte range and so does not count (RFC 9110 §14.2).
    fn read(text: &str, size: u64) -> Option<Self> {
        let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
        let (from, end) = match (first, last) {
            ("", suffix) => (size.saturating_sub(suffix.parse().ok()?), size),
            (first, "") => (first.parse().ok()?, size),
            (first, last) => {
                let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
                if last < first {
                    return None;
                }
                (first, size.min(last.saturating_add(1)))
            }
        };
        Some(if from >= end { Self::Nothing } else { Self::Part { from, length: end - from } })
    }
}

#[cfg(test)]
mod tests {
    use super::Range;

    #[test]
    fn a_range_is_read_as_the_standard_says() {
        let part = |from, length| Some(Range::Part { from, length });
        assert_eq!(Range::read("bytes=0-", 10), part(0, 10));
        assert_eq!(Range::read("bytes=3-5", 10), part(3, 3));
        assert_eq!(Range::read("bytes=3-50", 10), part(3, 7));
        assert_eq!(Range::read("bytes=-4", 10), part(6, 4));
        assert_eq!(Range::read("bytes=-40", 10), part(0, 10));
        assert_eq!(Range::read("bytes=10-", 10), Some(Range::Nothing));
        assert_eq!(Range::read("bytes=0-", 0), Some(Range::Nothing));
        assert_eq!(Range::read("bytes=0-18446744073709551615", 10), part(0, 10));
    }

    #[test]
    fn what_is_no_single_range_does_not_count() {
        for text in ["bytes=5-3", "bytes=1-2,4-5", "lines=1-2", "bytes=x-", "bytes", ""] {
            assert_eq!(Range::read(text, 10), None, "{text}");
        }
    }
}
