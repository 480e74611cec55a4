//! Seeds of everything that is a file, a header or a line of text.

use std::fs;
use std::io::{Cursor, Seek, SeekFrom, Write};
use std::sync::Arc;

use data_encoding::BASE64;
use lakon_domain::Random;
use lakon_domain::code::{Invitation, Secret, Seed as RecoverySeed};
use lakon_domain::ids::{Hash, LogId};
use lakon_domain::shape::Time;
use lakon_domain::statement::identity_text;
use lakon_fuzz_tests::{AWAITED, IDENTIFIED, SECRET, bounded};
use lakon_server::decoders::handed_bytes;
use lakon_server::{Init, Settings, init};
use lakon_store::{Clock, DbKey, Device, Folder, KeyFile, Randomness, Store, recovery_recipient};
use lakon_sync::bundle::{BundleError, Ended, Head, Taken, VERSION, identity_of};
use lakon_sync::error::Problem;
use lakon_sync::files::{Ask, Held, UPLOADS_PATH};
use lakon_sync::mint::Mint;
use lakon_sync::replica::Refusal;
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
        seed("newer-than", "2031-01-31"),
        seed("unread.answer", handed_bytes(Err(BundleError::File(std::io::Error::other("stik dicabut")))).unwrap()),
        seed("newer.answer", handed_bytes(Err(BundleError::Newer(9))).unwrap()),
        seed("taken.answer", handed_bytes(Ok(taken())).unwrap()),
        seed("silent.toml", "listen = \"0.0.0.0:7443\"\nannounce = false\n"),
        seed("identity", identity_text(Uuid::from_u128(7), &IDENTIFIED).to_uppercase()),
    ]
}

/// What is told of a bundle that brought something of everything.
fn taken() -> Taken {
    let head = Head {
        refused: None,
        version: VERSION,
        office: Uuid::from_u128(1),
        by: Uuid::from_u128(2),
        server: false,
        at: Standing.now(),
        records: 3,
        files: 2,
        bytes: 70_000,
    };
    Taken {
        head,
        ended: Ended::Cut,
        records: 3,
        filled: 1,
        files: 1,
        files_passed: 1,
        files_unnamed: 1,
        files_spoiled: 1,
        unknown: [(LogId([7; 16]), 4)].into(),
        refused: vec![Refusal::Fork { log: LogId([8; 16]), seq: 2 }],
        aside: 2,
        files_aside: 1,
        aside_left: 1,
        answered: Some(Err(Problem::UsedCode)),
        answerer: None,
    }
}

/// A server's answers to a desk that fetches an attachment and to one that sends it.
pub fn answers() -> Vec<Seed> {
    let body = AWAITED;
    let length = body.len();
    let tus = "tus-resumable: 1.0.0\r\n";
    let head = |status: &str, headers: &str, length: usize| {
        format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n").into_bytes()
    };
    let content = "content-type: application/octet-stream\r\n";
    let held = |held: &[Held]| {
        let mut answer = Vec::new();
        ciborium::into_writer(&held, &mut answer).unwrap();
        [head("200 OK", "content-type: application/cbor\r\n", answer.len()), answer].concat()
    };
    let offset = |at: usize| format!("{tus}upload-offset: {at}\r\nupload-length: {length}\r\n");
    let in_turn = |way: u8, answers: &[Vec<u8>]| [&[way], answers.join(b"\n--\n".as_slice()).as_slice()].concat();
    let whole = [head("200 OK", content, length), body.to_vec()].concat();
    let cut = [head("200 OK", content, length), body[..9].to_vec()].concat();
    let begun = held(&[Held::Begun(Uuid::from_u128(7))]);
    let created = head("201 Created", &format!("{}location: /uploads/{}\r\n", offset(length), Uuid::from_u128(7)), 0);
    vec![
        seed("fetched", in_turn(0, std::slice::from_ref(&whole))),
        seed("fetched-again", in_turn(0, &[cut, whole])),
        seed("not-there", in_turn(0, &[head("404 Not Found", "", 0)])),
        seed("sent", in_turn(1, &[held(&[Held::No]), created])),
        seed(
            "goes-on",
            in_turn(1, &[begun, head("200 OK", &offset(9), 0), head("204 No Content", &offset(length), 0)]),
        ),
        seed("has-it", in_turn(1, &[held(&[Held::Whole])])),
    ]
}

fn age_file(secrets: &[[u8; 32]], plain: &[u8]) -> Vec<u8> {
    let keys: Vec<_> = secrets.iter().map(|secret| identity_of(secret).unwrap().to_public()).collect();
    let recipients = keys.iter().map(|key| key as &dyn age::Recipient);
    let mut output = age::Encryptor::with_recipients(recipients).unwrap().wrap_output(Vec::new()).unwrap();
    output.write_all(plain).unwrap();
    output.finish().unwrap()
}

pub fn sealed() -> Vec<Seed> {
    let read = |bytes: &[u8]| lakon_store::decoders::attachment(&SECRET, Cursor::new(bytes), 1_000_000);
    let (one, two) = (age_file(&[SECRET], AWAITED), age_file(&[[5; 32], SECRET], &[b'x'; 70_000]));
    assert_eq!((read(&one).as_deref(), read(&two).map(|bytes| bytes.len())), (Some(AWAITED), Some(70_000)));
    vec![seed("attachment", one), seed("two-parts", two), seed("for-another", age_file(&[[5; 32]], b"isi"))]
}

#[test]
fn a_header_of_age_that_never_ends_is_not_read_into_memory() {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(b"age-encryption.org/v1\n-> X25519 ").unwrap();
    // Nothing but zeros, and no room on the disk.
    file.set_len(256 * 1024 * 1024).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    let read = bounded(&[], 4 * 1024 * 1024, || lakon_store::decoders::attachment(&SECRET, file, 1));
    assert_eq!(read, None);
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
