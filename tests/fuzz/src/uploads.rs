//! Requests for attachments: tus headers and bodies, ranges, and the question about many addresses, against a storage in memory.

use std::convert::Infallible;
use std::io::Cursor;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{self, Iter};
use lakon_domain::ids::Hash;
use lakon_domain::shape::Time;
use lakon_sync::files::{
    self, Answer, Checked, Finish, Held, LARGEST_FILE, LONGEST_METADATA, MOST_ASKED_BYTES, NewUpload, PIECE,
    UploadState, Uploads, Writers,
};
use lakon_sync::replica::{BlobRead, StoreFault};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::measure::bounded;

/// Memory of one request: the piece in hand, the one being written, and as much for a runtime and its threads.
const MOST: usize = 4 * PIECE + 16 * 1024 * 1024;
/// Most requests in one input, and most bytes of it.
const REQUESTS: usize = 8;
const LARGEST: usize = 256 * 1024;
/// Every upload has this id, so that a fuzzer can name it: `PATCH` goes to what the last `POST` began.
const UPLOAD: Uuid = Uuid::from_u128(7);
const NOW: Time = Time(1_795_399_200_000);

thread_local! {
    static RUNTIME: Runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
}

/// Requests after one another, parted by a line `--`: method, header lines, an empty line, the body.
pub fn uploads(data: &[u8]) {
    if data.len() > LARGEST {
        return;
    }
    let memory: Arc<dyn Uploads> = Arc::new(Memory::default());
    RUNTIME.with(|runtime| {
        for request in parts(data, b"\n--\n").into_iter().take(REQUESTS) {
            let (head, body) = request.split_at(find(request, b"\n\n").unwrap_or(request.len()));
            let body = body.get(2..).unwrap_or_default();
            let (method, headers) = read_head(head);
            bounded(data, MOST, || runtime.block_on(answer(&memory, &method, &headers, body)));
        }
    });
}

async fn answer(memory: &Arc<dyn Uploads>, method: &str, headers: &HeaderMap, body: &[u8]) {
    let writers = Writers::default();
    let answer = match method {
        "POST" => files::serve_post(memory, &writers, Uuid::nil(), headers, portions(body), || NOW).await,
        "PATCH" => files::serve_patch(memory, &writers, UPLOAD, headers, portions(body), || NOW).await,
        "HEAD" => files::serve_head(memory, &writers, UPLOAD, headers, NOW).await,
        "DELETE" => files::serve_delete(memory, &writers, UPLOAD, headers, NOW).await,
        "ASK" if body.len() <= MOST_ASKED_BYTES => files::serve_ask(memory, Uuid::nil(), body, NOW).await,
        "GET" => ranged(memory, headers, body).await,
        _ => files::serve_options(),
    };
    assert!(answer.status.as_u16() < 500, "{method}: {}", answer.status);
    let number = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if let (Some(offset), Some(length)) = (number("upload-offset"), number("upload-length")) {
        assert!(offset <= length && length <= LARGEST_FILE, "{offset} of {length}");
    }
}

/// Stores the body and fetches it again as the headers say: what comes has to be the bytes the answer says it is.
async fn ranged(memory: &Arc<dyn Uploads>, headers: &HeaderMap, body: &[u8]) -> Answer {
    let address = Hash(*blake3::hash(body).as_bytes());
    let (device, metadata) = (Uuid::nil(), String::new());
    let upload = NewUpload { device, address, length: length(body), metadata };
    memory.whole(&upload, body, NOW).expect("memory does not fail");
    let (answer, content) = files::serve_blob(memory, address, headers).await;
    let Some(mut content) = content else { return answer };
    let mut got = Vec::new();
    while let Some(part) = content.next().await {
        got.extend_from_slice(&part.expect("memory does not fail"));
    }
    let said = answer.headers.get("content-range").and_then(|value| value.to_str().ok());
    match said.and_then(|said| said.strip_prefix("bytes ")?.split_once('/')?.0.split_once('-')) {
        Some((from, last)) => {
            let (from, last): (usize, usize) = (from.parse().unwrap(), last.parse().unwrap());
            assert_eq!(got, body[from..=last]);
        }
        None => assert_eq!(got, body),
    }
    answer
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

fn portions(body: &[u8]) -> Iter<std::vec::IntoIter<Result<Bytes, Infallible>>> {
    stream::iter(body.chunks(1000).map(|part| Ok(Bytes::copy_from_slice(part))).collect::<Vec<_>>())
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

pub(crate) fn parts<'a>(mut bytes: &'a [u8], between: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    while let Some(at) = find(bytes, between) {
        parts.push(&bytes[..at]);
        bytes = &bytes[at + between.len()..];
    }
    parts.push(bytes);
    parts
}

fn read_head(head: &[u8]) -> (String, HeaderMap) {
    let mut lines = head.split(|byte| *byte == b'\n');
    let method = String::from_utf8_lossy(lines.next().unwrap_or_default()).into_owned();
    let headers = lines.filter_map(|line| {
        let at = line.iter().position(|byte| *byte == b':')?;
        let value = line[at + 1..].trim_ascii_start();
        Some((HeaderName::from_bytes(&line[..at]).ok()?, HeaderValue::from_bytes(value).ok()?))
    });
    (method, headers.collect())
}

/// One upload and one finished file.
#[derive(Default)]
struct Memory {
    upload: Mutex<Option<(UploadState, Vec<u8>)>>,
    file: Mutex<Option<(Hash, Vec<u8>)>>,
    metadata: Mutex<Option<String>>,
}

impl Uploads for Memory {
    fn begin(&self, upload: &NewUpload, _: Time) -> Result<(Uuid, UploadState), StoreFault> {
        let state = UploadState { address: upload.address, length: upload.length, offset: 0, expires_at: NOW };
        *self.upload.lock().unwrap() = Some((state, Vec::new()));
        assert!(upload.metadata.len() <= LONGEST_METADATA);
        *self.metadata.lock().unwrap() = Some(upload.metadata.clone());
        Ok((UPLOAD, state))
    }

    fn state(&self, _: Uuid, _: Time) -> Result<Option<UploadState>, StoreFault> {
        Ok(self.upload.lock().unwrap().as_ref().map(|(state, _)| *state))
    }

    fn metadata(&self, _: Uuid) -> Result<Option<String>, StoreFault> {
        Ok(self.metadata.lock().unwrap().clone())
    }

    fn piece(&self, _: Uuid, offset: u64, bytes: &[u8]) -> Result<(), StoreFault> {
        if let Some((state, held)) = self.upload.lock().unwrap().as_mut() {
            assert_eq!(offset, state.offset, "a piece begins where the last one ended");
            state.offset += length(bytes);
            assert!(state.offset < state.length, "a piece does not reach the end");
            held.extend_from_slice(bytes);
        }
        Ok(())
    }

    fn finish(&self, _: Uuid, offset: u64, last: &[u8], now: Time) -> Result<Finish, StoreFault> {
        let Some((state, mut bytes)) = self.upload.lock().unwrap().take() else { return Ok(Finish::Damaged) };
        assert_eq!((offset, offset + length(last)), (state.offset, state.length), "the whole file, and no more");
        bytes.extend_from_slice(last);
        let (device, metadata) = (Uuid::nil(), String::new());
        let upload = NewUpload { device, address: state.address, length: state.length, metadata };
        self.whole(&upload, &bytes, now).map(|(finish, _)| finish)
    }

    fn whole(
        &self,
        upload: &NewUpload,
        bytes: &[u8],
        _: Time,
    ) -> Result<(Finish, Option<(Uuid, UploadState)>), StoreFault> {
        assert_eq!(length(bytes), upload.length, "the whole file, and no more");
        if *blake3::hash(bytes).as_bytes() != upload.address.0 {
            return Ok((Finish::WrongHash, None));
        }
        *self.file.lock().unwrap() = Some((upload.address, bytes.to_vec()));
        let (address, length) = (upload.address, upload.length);
        Ok((Finish::Stored, Some((UPLOAD, UploadState { address, length, offset: length, expires_at: NOW }))))
    }

    fn forget(&self, _: Uuid) -> Result<bool, StoreFault> {
        Ok(self.upload.lock().unwrap().take().is_some())
    }

    fn held(&self, _: Uuid, addresses: &[Hash], _: Time) -> Result<Vec<Held>, StoreFault> {
        Ok(addresses.iter().map(|address| if address.0[0] == 0 { Held::Whole } else { Held::Begun(UPLOAD) }).collect())
    }

    fn check(&self, address: &Hash) -> Result<Checked, StoreFault> {
        Ok(if self.open(address)?.is_some() { Checked::Sound } else { Checked::Missing })
    }

    fn open(&self, address: &Hash) -> Result<Option<(u64, Box<dyn BlobRead>)>, StoreFault> {
        let file = self.file.lock().unwrap();
        let held = file.as_ref().filter(|(of, _)| of == address);
        Ok(held.map(|(_, bytes)| (length(bytes), Box::new(Cursor::new(bytes.clone())) as Box<dyn BlobRead>)))
    }
}
