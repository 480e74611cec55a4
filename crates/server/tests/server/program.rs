//! The program as an operator runs it: init, serve, invite, stop; and what stands in its log.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use crate::common::Desk;
use crate::common::blobs::{Shelf, bytes};
use lakon_domain::code::{Invitation, Seed};
use lakon_sync::files::{fetch, send};
use tempfile::TempDir;

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_lakon-server"))
}

fn run(folder: &Path, command: &str, arguments: &[&str]) -> Output {
    program().arg(command).arg("--folder").arg(folder).args(arguments).output().unwrap()
}

pub fn init(folder: &Path) -> serde_json::Value {
    let output = run(
        folder,
        "init",
        &["--office", "046", "--name", "KPPN Contoh", "--admin", "Ani", "--listen", "127.0.0.1:0", "--json"],
    );
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A running `serve`; killed by its own handle should the test fail.
pub struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    pub fn start(folder: &Path) -> Self {
        let mut command = program();
        command.arg("serve").arg("--folder").arg(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").unwrap().to_owned();
        Self { child, address }
    }

    /// Asks it to stop as a service manager does and returns what it logged. Windows asks a console's programs only all together,
    /// this test among them: there it is ended without being asked.
    fn stop(mut self) -> String {
        if cfg!(unix) {
            let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
            assert!(asked.success());
        } else {
            self.child.kill().unwrap();
        }
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        assert_eq!(self.child.wait().unwrap().success(), cfg!(unix));
        log
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Gone already where the test stopped it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn init_prints_a_seed_and_a_code_that_read_and_happens_once() {
    let folder = TempDir::new().unwrap();
    let made = init(folder.path());
    Seed::read(made["seed"].as_str().unwrap()).unwrap();
    Invitation::read(made["invitation"].as_str().unwrap()).unwrap();
    let again = run(folder.path(), "init", &["--office", "046", "--name", "Lain", "--admin", "Budi"]);
    assert!(!again.status.success());
    assert!(String::from_utf8(again.stderr).unwrap().contains("sudah berisi server kantor"));
    let empty = TempDir::new().unwrap();
    let bad = run(empty.path(), "init", &["--office", "46", "--name", "Lain", "--admin", "Budi"]);
    assert!(!bad.status.success());
    assert!(!empty.path().join("keys.json").exists());
    assert!(!run(empty.path(), "serve", &[]).status.success());
    assert!(!run(empty.path(), "invite", &["--name", "Budi", "--role", "officer"]).status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_serves_invites_refuses_a_second_and_logs_nothing_personal() {
    let folder = TempDir::new().unwrap();
    let made = init(folder.path());
    let serving = Serving::start(folder.path());
    let second = run(folder.path(), "serve", &[]);
    assert!(!second.status.success());
    assert!(String::from_utf8(second.stderr).unwrap().contains("sedang bekerja di folder ini"));

    let first = Invitation::read(made["invitation"].as_str().unwrap()).unwrap();
    let admin = Desk::join(&serving.address, &first).await.unwrap();
    let invited = run(folder.path(), "invite", &["--name", "Budi Rahasia", "--role", "officer,section_head", "--json"]);
    let invited: serde_json::Value = serde_json::from_slice(&invited.stdout).unwrap();
    let code = Invitation::read(invited["invitation"].as_str().unwrap()).unwrap();
    let budi = Desk::join(&serving.address, &code).await.unwrap();
    assert_eq!(budi.joined.offer.user_name, "Budi Rahasia");

    let shelf = Shelf::default();
    let blobs = [shelf.put(&bytes(1, 10)), shelf.put(&bytes(2, 1_200_000))];
    assert!(send(&admin.lane(), &shelf.shared(), &blobs, &|_| {}).await.iter().all(|outcome| outcome.result.is_ok()));
    let other = Shelf::default();
    assert!(fetch(&budi.lane(), &other.shared(), &blobs, &|_| {}).await.iter().all(|outcome| outcome.result.is_ok()));

    let log = serving.stop();
    assert!(log.contains("/blobs/{address}"), "{log}");
    for secret in [blobs[0].address.to_string(), blobs[1].address.to_string(), admin.token.clone(), budi.token.clone()]
    {
        assert!(!log.contains(&secret), "{log}");
    }
    for name in ["Ani", "Budi", "Rahasia", made["seed"].as_str().unwrap()] {
        assert!(!log.contains(name), "{log}");
    }
    // Nothing in the folder holds a name, a content or the seed in clear either.
    for path in files_below(folder.path()) {
        let held = std::fs::read(&path).unwrap();
        for plain in
            [&b"Budi Rahasia"[..], &bytes(1, 10), &bytes(2, 1_200_000)[..32], made["seed"].as_str().unwrap().as_bytes()]
        {
            assert!(!held.windows(plain.len()).any(|window| window == plain), "{}", path.display());
        }
    }
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn a_server_made_anew_asks_for_the_seed_and_writes_nothing_where_it_is_wrong() {
    use std::io::Write;
    let folder = TempDir::new().unwrap();
    let begun = init(&folder.path().join("lama"));
    let (seed, identity) = (begun["seed"].as_str().unwrap(), begun["office_id"].as_str().unwrap());
    let anew = folder.path().join("baru");
    let recover = |typed: &str| {
        let mut command = program();
        command.arg("recover").arg("--folder").arg(&anew).args(["--office-id", identity]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        writeln!(child.stdin.take().unwrap(), "{typed}").unwrap();
        child.wait_with_output().unwrap()
    };
    let wrong = recover(&Seed::new([3; 16]).text());
    assert!(!wrong.status.success() && !anew.exists());
    assert!(String::from_utf8(wrong.stderr).unwrap().contains("bukan milik kantor"));
    let right = recover(seed);
    assert!(right.status.success(), "{right:?}");
    assert!(String::from_utf8(right.stdout).unwrap().contains("lakon-server serve"));
    let again = recover(seed);
    assert!(!again.status.success());
    assert!(String::from_utf8(again.stderr).unwrap().contains("sudah berisi"));
    let list = |command: [&str; 2]| program().args(command).arg("--folder").arg(&anew).output().unwrap();
    assert!(list(["device", "list"]).status.success());
    let kept = list(["quarantine", "list"]);
    assert!(String::from_utf8(kept.stdout).unwrap().starts_with("Tidak ada catatan yang disisihkan"));
    let lost = run(&anew, "lost", &[]);
    assert!(String::from_utf8(lost.stdout).unwrap().starts_with("Tidak ada catatan yang diketahui hilang"));
    let unjudged = run(&anew, "unjudged", &[]);
    assert!(String::from_utf8(unjudged.stdout).unwrap().starts_with("Semua catatan sudah dinilai"));
}
