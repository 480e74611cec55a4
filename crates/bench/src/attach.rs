//! Attachments: taken in at the drop, sent to the server, fetched by another desk; 160 x 200 KB, 38 x 2 MB, 2 x 50 MB.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use lakon_domain::event::{FileAdded, FileData};
use lakon_store::{StagedFile, Store};
use lakon_sync::files::PIECE;
use lakon_sync::replica::Blobs;
use lakon_sync::session::sync_once;
use uuid::Uuid;

use crate::figure::{Report, median, timed};
use crate::server::Server;
use crate::{Size, desk, memory, raw};

const TRIES: usize = 3;

/// Files that do not compress and of which no two are alike.
fn files(size: Size) -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    for (count, bytes) in [(160, 200_000), (38, 2_000_000), (2, 50_000_000)] {
        // The small run keeps one of each size, a tenth as large where it is large.
        let count = size.of(count).max(1);
        let kind = bytes;
        let bytes = if size.is_small() && bytes > 1_000_000 { bytes / 10 } else { bytes };
        for index in 0..count {
            let mut content = vec![0; bytes];
            let seed = format!("{kind} {index}");
            blake3::Hasher::new().update(seed.as_bytes()).finalize_xof().fill(&mut content);
            files.push(content);
        }
    }
    files
}

fn take_in(store: &Store, user: Uuid, case: Uuid, files: &[Vec<u8>]) -> Result<()> {
    for (index, content) in files.iter().enumerate() {
        let id = store.stage_begin(case, &format!("berkas-{index}.bin"), content.len() as u64)?;
        for (number, piece) in content.chunks(PIECE).enumerate() {
            store.stage_piece(id, (number * PIECE) as u64, piece)?;
        }
        let StagedFile { case, file, size, media, name, address, .. } = store.stage_end(id)?;
        let private = Some(FileData { name, address: address.to_string() });
        store.transact(user, |tx| tx.write(FileAdded { case, file, size, media, private }))?;
    }
    Ok(())
}

fn keep_raw(dir: &Path, files: &[Vec<u8>]) -> Result<()> {
    let keys = [age::x25519::Identity::generate().to_public(), age::x25519::Identity::generate().to_public()];
    std::fs::create_dir_all(dir)?;
    for (index, content) in files.iter().enumerate() {
        raw::keep(&dir.join(index.to_string()), content, &keys)?;
    }
    std::fs::remove_dir_all(dir)?;
    Ok(())
}

/// `attach_add`, `attach_up`, `attach_down`, against hashing, encrypting and writing the same bytes; highest memory of both ends.
pub async fn attach(report: &mut Report, size: Size) -> Result<()> {
    let files = files(size);
    let total: u64 = files.iter().map(|content| content.len() as u64).sum();
    let (mut add, mut up, mut down, mut raws) = (Vec::new(), Vec::new(), Vec::new(), Vec::<Duration>::new());
    let mut server_peak = None;
    for _ in 0..TRIES {
        let dir = tempfile::tempdir()?;
        let server = Server::start(&dir.path().join("server"))?;
        let (store, client, user) =
            desk::enrolled(&dir.path().join("a"), &server.address, &server.invitation()?).await?;
        let blobs: Arc<dyn Blobs> = Arc::new(store.clone());
        sync_once(&client, &blobs, &|_| {}).await?;
        desk::write_cases(&store, user, 0, 1)?;
        let case = store
            .transact(user, |tx| {
                let (case, visit, at) = (tx.new_id(), tx.new_id(), tx.now());
                let channel = lakon_domain::shape::Code::new("tatap_muka")
                    .map_err(|_| lakon_store::StoreError::Damaged("a code"))?;
                let number = tx.next_number(at)?;
                tx.write(lakon_domain::event::CaseOpened {
                    case,
                    number,
                    visit,
                    channel,
                    opened_at: at,
                    started_at: at,
                })?;
                Ok::<_, lakon_store::StoreError>(case)
            })?
            .0;

        raws.push(timed(|| keep_raw(&dir.path().join("raw"), &files))?.1);
        add.push(timed(|| take_in(&store, user, case, &files))?.1);
        let start = Instant::now();
        let sent = sync_once(&client, &blobs, &|_| {}).await?;
        up.push(start.elapsed());
        ensure!(sent.file_bytes_up == total, "every byte went up: {} of {total}", sent.file_bytes_up);

        let (second, second_client, _) =
            desk::enrolled(&dir.path().join("b"), &server.address, &server.invitation()?).await?;
        let second_blobs: Arc<dyn Blobs> = Arc::new(second);
        let start = Instant::now();
        let fetched = sync_once(&second_client, &second_blobs, &|_| {}).await?;
        down.push(start.elapsed());
        ensure!(fetched.file_bytes_down == total, "every byte came down: {} of {total}", fetched.file_bytes_down);
        server_peak = memory::peak(server.pid());
    }
    let raw = median(raws);
    report.time("attach_add", median(add), raw);
    report.time("attach_up", median(up), raw);
    report.time("attach_down", median(down), raw);
    report.shown("attach_bytes", total as f64, "bytes");
    if let Some(peak) = server_peak {
        report.shown("attach_peak_server", peak, "MiB");
    }
    let held: usize = files.iter().map(Vec::len).sum();
    if let Some(peak) = memory::peak(std::process::id()) {
        // The bench holds the contents themselves; what is above them is the desk's.
        report.shown("attach_peak_desk", peak - held as f64 / 1024.0 / 1024.0, "MiB");
    }
    Ok(())
}
