//! Seeds of everything that is a file, a header or a line of text.

use std::fs;
use std::sync::Arc;

use data_encoding::BASE64;
use lakon_domain::Random;
use lakon_domain::code::{Invitation, Secret, Seed as RecoverySeed};
use lakon_domain::ids::{Hash, LogId};
use lakon_domain::shape::Time;
use lakon_domain::statement::identity_text;
use lakon_fuzz_tests::{IDENTIFIED, SECRET};
use lakon_server::{Init, Settings, init};
use lakon_store::{Clock, DbKey, Device, Folder, KeyFile, Randomness, Store, recovery_recipient};
use lakon_sync::files::{Ask, UPLOADS_PATH};
use lakon_sync::mint::Mint;
use uuid::Uuid;

use crate::seeds::Seed;

struct Counting(u8);
impl Random for Counting {
    fn fill(&mut self, buffer: &mut [u8]) {
        for byte in buffer {
            self.0 = self.0.wrapping_mul(5).wrapping_add(17);
            *byte = self.0;
        }
    }
}

struct Standing;
impl Clock for Standing {
    fn now(&self) -> Time {
        Time(1_795_399_200_000)
    }
}

fn seed(name: &str, bytes: impl AsRef<[u8]>) -> Seed {
    (name.to_owned(), bytes.as_ref().to_vec())
}

pub fn codes() -> Vec<Seed> {
    let invitation = Invitation { name: 1023, secret: Secret::random(&mut Counting(1)) };
    let recovery = RecoverySeed::random(&mut Counting(2));
    vec![
        seed("invitation", invitation.text()),
        seed("invitation-typed", invitation.text().to_lowercase().replace('0', "o").replace('-', " \u{2013} ")),
        seed("recovery", recovery.text()),
        seed("group", &RecoverySeed::new([7; 16]).groups()[0]),
    ]
}

pub fn shapes() -> Vec<Seed> {
    vec![
        seed("case-number", "046-QX47-26-0042"),
        seed("log", LogId([0xab; 16]).to_string()),
        seed("hash", Hash([0xcd; 32]).to_string()),
        seed("stamp", "019f1af9b4000003"),
        seed("day", "2026-12-24"),
        seed("satker", "527010"),
        seed("ticket", "NO. REF: hai-2026/0042"),
        seed("recipient", recovery_recipient(&SECRET).unwrap().to_string()),
        seed("zone", "Asia/Makassar"),
        seed("id", Uuid::from_u128(7).to_string()),
        seed("list-name", "Verifikasi & Akuntansi (É)"),
    ]
}

pub fn settings() -> Vec<Seed> {
    let token = Mint::new(&[9; 32]).token(Uuid::from_u128(3), Time(9_999_999_999_999), &mut Counting(3));
    vec![
        seed("server.toml", toml::to_string(&Settings::default()).unwrap()),
        seed("token", token),
        seed("preferences.json", br#"{"language":"id","theme":"system","density":"comfortable"}"#),
        seed("attempts.json", br#"{"00000000-0000-0000-0000-000000000001":{"wrong":9,"at":1000,"wait_ms":300000}}"#),
        seed("stream", b": \n\nevent: news\ndata: \n\n: \r\n\r\nevent:news\r\ndata:\r\n\r\nevent: other\n\n"),
    ]
}

/// From the folder of a server that has just been made.
pub fn server_files() -> Vec<Seed> {
    let dir = tempfile::tempdir().unwrap();
    let office = Init {
        code: "046".into(),
        name: "KPPN Contoh".into(),
        zone: "WITA".into(),
        admin: "Sari".into(),
        settings: Settings::default(),
    };
    init(dir.path(), &office, Arc::new(|| Standing.now())).unwrap();
    let keys = fs::read(dir.path().join("keys.json")).unwrap();
    assert!(lakon_server::decoders::keys_open(&keys), "a key file that opens");
    vec![
        seed("keys.json", keys),
        seed("server.toml", fs::read(dir.path().join("server.toml")).unwrap()),
        seed("silent.toml", "listen = \"0.0.0.0:7443\"\nannounce = false\n"),
        seed("identity", identity_text(Uuid::from_u128(7), &IDENTIFIED).to_uppercase()),
    ]
}

pub fn found() -> Vec<Seed> {
    let answer = |name: &str, addresses: &[&[u8]]| {
        let start = [&7443_u16.to_be_bytes(), format!("{name}._lakon._tcp.local.\n").as_bytes()].concat();
        [start, addresses.concat()].concat()
    };
    vec![
        seed("server", answer("KPPN Contoh 046", &[b"\x04\xc0\xa8\x01\x0a", b"\x04\x7f\0\0\x01"])),
        seed("six", answer("Kantor\u{1b}[31m\u{202e}", &[b"\x06\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\x01"])),
        seed("silent", answer("Kantor", &[])),
    ]
}

pub fn names() -> Vec<Seed> {
    vec![
        seed("pdf", b"surat permohonan.pdf\n%PDF-1.7\n%\xe2\xe3\xcf\xd3"),
        seed("docx", b"C:\\Berkas\\nota.docx\nPK\x03\x04\x14\0\x06\0rest of a zip"),
        seed("hidden", "surat\u{202e}fdp.exe\nMZ"),
        seed("device", "NUL.txt\nkode,nama\n"),
        seed("long", format!("{}.{}\n{}", "a".repeat(119), "b".repeat(50), "é".repeat(90))),
        seed("server", "https://[fe80::1]:7443"),
        seed("web", "https://www.lapor.go.id/aduan?a=b"),
        seed("mail", "pengaduan046@kemenkeu.go.id"),
        seed("telephone", "+62 (811) 5001-292"),
    ]
}

/// From a desk of its own: its key file with one person, its incarnation slots, and the recovery slot it hands in.
pub fn key_files() -> Vec<Seed> {
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::open(dir.path()).unwrap();
    let random = Randomness::new(Counting(4));
    let key = DbKey::random(&mut random.clone());
    let mut file = KeyFile::create(&folder, &key, &recovery_recipient(&SECRET).unwrap()).unwrap();
    file.set_slot(Uuid::from_u128(1), "Sari", "sandi-rahasia", &key, &mut random.clone()).unwrap();
    let device = Device::random(Standing.now(), &mut random.clone()).unwrap();
    drop(Store::create(&folder, &key, device, Arc::new(Standing), random).unwrap());
    let mut seeds = vec![seed("recovery-slot", file.recovery_slot().unwrap())];
    for entry in fs::read_dir(dir.path()).unwrap() {
        let path = entry.unwrap().path();
        let Some((_, body)) = fs::read(&path).ok().and_then(|bytes| lakon_store::decoders::copy(&bytes)) else {
            continue;
        };
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        seeds.push(seed(&format!("{name}.body"), body));
        seeds.push((name, fs::read(&path).unwrap()));
    }
    assert!(seeds.len() >= 5, "{:?}", seeds.iter().map(|(name, _)| name).collect::<Vec<_>>());
    seeds
}

pub fn uploads() -> Vec<Seed> {
    let body = b"isi surat yang dikirim, dalam beberapa potong";
    let address = Hash(*blake3::hash(body).as_bytes());
    let metadata = format!("address {}", BASE64.encode(address.to_string().as_bytes()));
    let tus = "tus-resumable: 1.0.0";
    let stream = "content-type: application/offset+octet-stream";
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let length = body.len();
    let begin = format!("POST\n{tus}\nupload-length: {length}\nupload-metadata: {metadata}\n\n");
    let (one, two) = body.split_at(20);
    let patch = |offset: usize, part: &[u8]| {
        format!("PATCH\n{tus}\n{stream}\nupload-offset: {offset}\ncontent-length: {}\n\n{}", part.len(), text(part))
    };
    let mut ask = Vec::new();
    ciborium::into_writer(&Ask { addresses: vec![address, Hash([0; 32])] }, &mut ask).unwrap();
    assert_eq!(UPLOADS_PATH, "/uploads");
    vec![
        seed(
            "whole",
            format!(
                "POST\n{tus}\n{stream}\nupload-length: {length}\ncontent-length: {length}\nupload-metadata: {metadata}\n\n{}",
                text(body)
            ),
        ),
        seed("pieces", [begin.clone(), patch(0, one), format!("HEAD\n{tus}"), patch(20, two)].join("\n--\n")),
        seed("given-up", [begin, patch(0, one), format!("DELETE\n{tus}"), format!("HEAD\n{tus}")].join("\n--\n")),
        seed("options", "OPTIONS"),
        seed("ask", [b"ASK\n\n".as_slice(), &ask].concat()),
        seed("range", format!("GET\nrange: bytes=3-7\n\n{}", text(body))),
        seed("range-tail", format!("GET\nrange: bytes=-5\n\n{}", text(body))),
        seed("range-open", format!("GET\nrange: bytes=40-18446744073709551615\n\n{}", text(body))),
    ]
}
