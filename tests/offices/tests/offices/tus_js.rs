//! A stock tus client, npm's tus-js-client, against a real server: its uploads are broken off at random bytes and go on unchanged.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use lakon_office_tests::{Office, Wire, content};
use lakon_sync::files::{Lane, PIECE};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// Where the client and the script that drives it lie.
fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tus")
}

/// A seeded number below `most`.
fn number(seed: u64, most: u64) -> u64 {
    u64::from_le_bytes(content(seed, 8).try_into().unwrap()) % most
}

/// One file to upload, written into a folder.
fn job(folder: &Path, seed: u64, length: usize, more: Value) -> (Value, Vec<u8>) {
    let bytes = content(seed, length);
    let file = folder.join(format!("{seed}.bin"));
    std::fs::write(&file, &bytes).unwrap();
    let mut job = json!({ "file": file, "address": blake3::hash(&bytes).to_hex().as_str(), "stops": 0 });
    job.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    (job, bytes)
}

/// Lets the client do its work; the process ends with this call, however it ends.
async fn upload(address: &str, token: &str, seed: u64, jobs: &[Value]) -> Vec<Value> {
    assert!(scripts().join("node_modules/tus-js-client").is_dir(), "`cargo xtask test` installs tests/tus first");
    let mut client = Command::new("node")
        .arg(scripts().join("upload.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let work = json!({ "url": format!("https://{address}"), "token": token, "seed": seed, "jobs": jobs });
    let mut orders = client.stdin.take().unwrap();
    orders.write_all(work.to_string().as_bytes()).await.unwrap();
    drop(orders);
    let ended = tokio::time::timeout(std::time::Duration::from_secs(240), client.wait_with_output()).await;
    let ended = ended.expect("the client never ended").unwrap();
    assert!(ended.status.success(), "seed {seed}: {}", String::from_utf8_lossy(&ended.stderr));
    serde_json::from_slice(&ended.stdout).unwrap()
}

async fn stored(lane: &Lane, address: &str) -> Option<Vec<u8>> {
    let answer = lane.http.get(format!("{}/blobs/{address}", lane.base)).bearer_auth(&lane.token).send().await.unwrap();
    match answer.status().is_success() {
        true => Some(answer.bytes().await.unwrap().to_vec()),
        false => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stock_client_brings_its_files_whole_however_often_it_is_cut_off() {
    let office = Office::begin().await;
    let line = office.line("satu").await;
    let lane = line.client.lane().await.unwrap().unwrap();
    let temp = office.path("unggahan");
    std::fs::create_dir_all(&temp).unwrap();
    for seed in [101, 202, 303] {
        let wire = Wire::to(office.addr()).await;
        let made = [
            // One long request that the client itself stops and the line cuts.
            job(&temp, seed, 5 * PIECE + usize::try_from(number(seed, 900_000)).unwrap(), json!({ "stops": 3 })),
            // Portions that are no pieces of ours.
            job(&temp, seed + 1, 3 * PIECE + 17, json!({ "stops": 2, "chunk": 700_001 })),
            // Bytes with the creation, and an empty file.
            job(&temp, seed + 2, 600_000, json!({ "along": true })),
            job(&temp, seed + 3, 2 * PIECE + 1, json!({ "along": true, "chunk": PIECE })),
            job(&temp, seed + 4, 0, json!({})),
        ];
        wire.cuts_after((0..6).map(|n| 20_000 + number(seed + 10 + n, 2_000_000)));
        let jobs: Vec<Value> = made.iter().map(|(job, _)| job.clone()).collect();
        let done = upload(&wire.address(), &lane.token, seed, &jobs).await;
        assert!(wire.cuts() >= 3, "seed {seed}: {} cuts", wire.cuts());
        for ((job, bytes), done) in made.iter().zip(&done) {
            assert!(done["ended"] == true && done["stops"].as_u64() <= job["stops"].as_u64(), "seed {seed}: {done}");
            let address = job["address"].as_str().unwrap();
            assert!(stored(&lane, address).await.unwrap() == *bytes, "seed {seed}: {address} is not what was sent");
        }
        assert!(office_staging(&office).is_empty(), "seed {seed}: pieces stay behind");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stock_client_that_terminates_leaves_nothing_at_the_server() {
    let office = Office::begin().await;
    let line = office.line("satu").await;
    let lane = line.client.lane().await.unwrap().unwrap();
    let temp = office.path("unggahan");
    std::fs::create_dir_all(&temp).unwrap();
    let (job, _) = job(&temp, 7, 6 * PIECE, json!({ "stops": 1, "chunk": PIECE, "terminate": true }));
    let done = upload(&office.address(), &lane.token, 7, &[job]).await;
    assert!(done[0]["ended"] == false && done[0]["stops"] == 1, "{done:?}");
    assert!(office_staging(&office).is_empty());
    let place = done[0]["place"].as_str().expect("the client was told where its upload lies");
    let asked = lane.http.head(place).bearer_auth(&lane.token).header("tus-resumable", "1.0.0").send().await.unwrap();
    assert_eq!(asked.status(), 404);
}

/// What lies in the server's folder of unfinished uploads.
fn office_staging(office: &Office) -> Vec<PathBuf> {
    std::fs::read_dir(office.folder().join("staging")).unwrap().map(|entry| entry.unwrap().path()).collect()
}
