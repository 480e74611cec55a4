//! A sender that falls silent: its request ends, and what has come stays. Time is the test's own.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use lakon_domain::ids::Hash;
use lakon_domain::shape::Time;
use lakon_sync::files::{Checked, Finish, Held, IDLE, NewUpload, PIECE, UploadState, Uploads, Writers, serve_patch};
use lakon_sync::replica::{BlobRead, StoreFault};
use reqwest::header::{HeaderMap, HeaderValue};
use uuid::Uuid;

/// One upload of three pieces, in memory.
#[derive(Default)]
struct OneUpload {
    kept: Mutex<Vec<u8>>,
}

impl Uploads for OneUpload {
    fn begin(&self, _: &NewUpload, _: Time) -> Result<(Uuid, UploadState), StoreFault> {
        unreachable!("begun already")
    }
    fn state(&self, _: Uuid, _: Time) -> Result<Option<UploadState>, StoreFault> {
        let offset = self.kept.lock().unwrap().len() as u64;
        Ok(Some(UploadState { address: Hash([0; 32]), length: 3 * PIECE as u64, offset, expires_at: Time(1) }))
    }
    fn metadata(&self, _: Uuid) -> Result<Option<String>, StoreFault> {
        unreachable!("nobody asks")
    }
    fn piece(&self, _: Uuid, offset: u64, bytes: &[u8]) -> Result<(), StoreFault> {
        let mut kept = self.kept.lock().unwrap();
        assert_eq!(kept.len() as u64, offset);
        kept.extend_from_slice(bytes);
        Ok(())
    }
    fn finish(&self, _: Uuid, _: u64, _: &[u8], _: Time) -> Result<Finish, StoreFault> {
        unreachable!("the end never comes")
    }
    fn whole(&self, _: &NewUpload, _: &[u8], _: Time) -> Result<(Finish, Option<(Uuid, UploadState)>), StoreFault> {
        unreachable!("begun already")
    }
    fn forget(&self, _: Uuid) -> Result<bool, StoreFault> {
        unreachable!("nobody gives up")
    }
    fn held(&self, _: Uuid, _: &[Hash], _: Time) -> Result<Vec<Held>, StoreFault> {
        unreachable!("nobody asks")
    }
    fn open(&self, _: &Hash) -> Result<Option<(u64, Box<dyn BlobRead>)>, StoreFault> {
        unreachable!("nobody fetches")
    }
    fn check(&self, _: &Hash) -> Result<Checked, StoreFault> {
        unreachable!("nobody doubts")
    }
}

#[tokio::test(start_paused = true)]
async fn an_upload_in_which_no_byte_moves_for_a_minute_ends_and_keeps_what_came() {
    let store = Arc::new(OneUpload::default());
    let uploads: Arc<dyn Uploads> = store.clone();
    let mut headers = HeaderMap::new();
    for (name, value) in
        [("tus-resumable", "1.0.0"), ("content-type", "application/offset+octet-stream"), ("upload-offset", "0")]
    {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A slow line is no silent one: a part comes shortly before each minute is over.
    let parts = stream::iter(0..6).then(|_| async {
        tokio::time::sleep(IDLE - std::time::Duration::from_secs(1)).await;
        Ok::<_, std::io::Error>(Bytes::from(vec![7; PIECE / 4]))
    });
    let body = Box::pin(parts.chain(stream::pending()));
    let begun = tokio::time::Instant::now();
    let answer = serve_patch(&uploads, &Writers::default(), Uuid::nil(), &headers, body, || Time(0)).await;
    assert_eq!(answer.status, 408);
    let came = PIECE + PIECE / 2;
    assert_eq!(answer.headers["upload-offset"], came.to_string());
    assert_eq!(store.kept.lock().unwrap().len(), came);
    let took = begun.elapsed();
    assert!(took >= IDLE * 6 && took < IDLE * 8, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_line_that_is_cut_again_and_again_leaves_no_crumbs() {
    let store = Arc::new(OneUpload::default());
    let uploads: Arc<dyn Uploads> = store.clone();
    for (came, kept) in [(1_000, 0), (16 * 1024 - 1, 0), (16 * 1024, 16 * 1024)] {
        let mut headers = HeaderMap::new();
        for (name, value) in
            [("tus-resumable", "1.0.0"), ("content-type", "application/offset+octet-stream"), ("upload-offset", "0")]
        {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let cut = Err(std::io::Error::other("cut"));
        let body = Box::pin(stream::iter([Ok(Bytes::from(vec![7; came])), cut]));
        let answer = serve_patch(&uploads, &Writers::default(), Uuid::nil(), &headers, body, || Time(0)).await;
        assert_eq!(answer.status, 408);
        assert_eq!(store.kept.lock().unwrap().len(), kept, "{came}");
    }
}
