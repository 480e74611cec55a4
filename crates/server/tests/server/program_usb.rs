//! The program as an operator carries the office on a USB stick: `bundle out`, `bundle in`, `invite --file`.

use std::path::Path;
use std::process::{Command, Output};

use lakon_domain::code::Invitation;
use lakon_sync::bundle::look;
use tempfile::TempDir;

use crate::program;

fn run(arguments: &[&str], paths: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lakon-server")).args(arguments).args(paths).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8([output.stdout.as_slice(), &output.stderr].concat()).unwrap()
}

fn init(folder: &Path) {
    let office = ["init", "--office", "046", "--name", "KPPN Contoh", "--admin", "Ani", "--json", "--folder"];
    assert!(run(&office, &[folder]).status.success());
}

#[test]
fn what_goes_out_comes_in_again_and_what_cannot_is_said() {
    let temp = TempDir::new().unwrap();
    let (folder, file) = (temp.path().join("server"), temp.path().join("a.lakon"));
    init(&folder);
    let out = run(&["bundle", "out", "--folder"], &[&folder, &file]);
    assert!(out.status.success() && said(&out).contains("catatan, 0 lampiran"), "{out:?}");
    let back = run(&["bundle", "in", "--folder"], &[&folder, &file]);
    assert!(back.status.success() && said(&back).contains("Baru: 0 catatan, 0 lampiran"), "{back:?}");

    let bytes = std::fs::read(&file).unwrap();
    let cut = temp.path().join("b.lakon");
    std::fs::write(&cut, &bytes[..bytes.len() - 1]).unwrap();
    for (path, words) in [
        (&cut, "rusak"),
        (&folder.join("keys.json"), "bukan berkas USB Lakon"),
        (&temp.path().join("tidak ada"), "tidak dapat dibaca"),
    ] {
        let refused = run(&["bundle", "in", "--folder"], &[&folder, path]);
        assert!(!refused.status.success() && said(&refused).contains(words), "{refused:?}");
    }
    let other = temp.path().join("lain");
    init(&other);
    let refused = run(&["bundle", "in", "--folder"], &[&other, &file]);
    assert!(!refused.status.success() && said(&refused).contains("tidak dienkripsi untuk server ini"), "{refused:?}");
    let nowhere = run(&["bundle", "out", "--folder"], &[&temp.path().join("kosong"), &file]);
    assert!(!nowhere.status.success() && said(&nowhere).contains("belum berisi server kantor"), "{nowhere:?}");
    assert_eq!(std::fs::read(&file).unwrap(), bytes, "what failed has touched no file");
}

#[test]
fn an_invitation_file_names_an_address_and_opens_with_its_code() {
    let temp = TempDir::new().unwrap();
    let (folder, file) = (temp.path().join("server"), temp.path().join("undangan.lakon"));
    init(&folder);
    let invite = ["invite", "--name", "Budi", "--role", "officer", "--json", "--folder"];
    let file_flag = ["--file", file.to_str().unwrap()];
    let no_address = run(&[&invite[..1], &file_flag, &invite[1..]].concat(), &[&folder]);
    assert!(!no_address.status.success() && said(&no_address).contains("--address"), "{no_address:?}");
    assert!(!file.exists());
    let address = ["--address", "192.168.1.10:7443"];
    let made = run(&[&invite[..1], &file_flag, &address, &invite[1..]].concat(), &[&folder]);
    assert!(made.status.success(), "{made:?}");
    let made: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    let code = Invitation::read(made["invitation"].as_str().unwrap()).unwrap();
    let facts = look(&code, std::fs::File::open(&file).unwrap()).unwrap();
    assert_eq!((facts.address.as_str(), facts.offer.user_name.as_str()), ("192.168.1.10:7443", "Budi"));
}

#[test]
fn a_file_is_taken_while_the_server_runs_and_what_cannot_is_said() {
    let temp = TempDir::new().unwrap();
    let (folder, file) = (temp.path().join("server"), temp.path().join("a.lakon"));
    program::init(&folder);
    assert!(run(&["bundle", "out", "--folder"], &[&folder, &file]).status.success());
    let serving = program::Serving::start(&folder);
    let back = run(&["bundle", "in", "--folder"], &[&folder, &file]);
    assert!(back.status.success() && said(&back).contains("Baru: 0 catatan, 0 lampiran"), "{back:?}");
    let (bytes, cut) = (std::fs::read(&file).unwrap(), temp.path().join("b.lakon"));
    std::fs::write(&cut, &bytes[..bytes.len() - 1]).unwrap();
    for (path, words) in [(&cut, "rusak"), (&folder.join("keys.json"), "bukan berkas USB Lakon")] {
        let refused = run(&["bundle", "in", "--folder"], &[&folder, path]);
        assert!(!refused.status.success() && said(&refused).contains(words), "{refused:?}");
    }
    assert_eq!(std::fs::read_dir(folder.join("in")).unwrap().count(), 0);
    drop(serving);
}
