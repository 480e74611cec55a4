//! The bundle's decoder against whatever a stick may hold: it ends in a refusal, reads no more than its bounds and never panics.

use std::io::{Cursor, Read, Write};

use lakon_domain::ids::{Hash, LogId};
use lakon_domain::seal::{Head as LogEnd, Seal};
use lakon_domain::shape::Time;
use lakon_sync::bundle::{
    BundleError, Door, Ended, Head, Item, MAGIC, Out, Taken, VERSION, What, identity_of, recipient_of, take, write,
};
use lakon_sync::replica::{
    BlobRead, BlobRef, BlobWrite, Blobs, Cut, LogHead, Page, PageLimit, Place, PrivatePart, ReceiveError, Received,
    Refusal, Replica, Source, StoreFault,
};
use lakon_sync::wire;
use proptest::prelude::*;
use serde_bytes::ByteBuf;
use uuid::Uuid;

/// Somebody who holds nothing and takes nothing.
struct Nobody;

impl Replica for Nobody {
    fn now(&self) -> Time {
        Time(1)
    }
    fn heads(&self) -> Result<Vec<LogHead>, StoreFault> {
        Ok(Vec::new())
    }
    fn own_log(&self) -> Result<LogId, StoreFault> {
        Ok(LogId([0; 16]))
    }
    fn office_logs(&self) -> Result<Vec<LogId>, StoreFault> {
        Ok(Vec::new())
    }
    fn page(&self, _: LogId, _: u64, _: u64, _: PageLimit) -> Result<Option<Cut>, StoreFault> {
        Ok(None)
    }
    fn receive(&self, page: &Page, _: Source) -> Result<Received, ReceiveError> {
        Err(Refusal::UnknownLog { log: page.log }.into())
    }
    fn seal(&self, _: LogId, _: LogEnd) -> Result<Option<Seal>, StoreFault> {
        Ok(None)
    }
    fn put_seal(&self, _: &Seal) -> Result<bool, StoreFault> {
        Ok(false)
    }
    fn missing_private(&self, _: Option<Place>, _: usize) -> Result<Vec<Place>, StoreFault> {
        Ok(Vec::new())
    }
    fn privates(&self, _: &[Place], _: usize) -> Result<Vec<PrivatePart>, StoreFault> {
        Ok(Vec::new())
    }
    fn fill_private(&self, _: &[PrivatePart]) -> Result<usize, StoreFault> {
        Ok(0)
    }
    fn chains(&self, _: LogId, seqs: &[u64]) -> Result<Vec<Option<Hash>>, StoreFault> {
        Ok(vec![None; seqs.len()])
    }
}

impl Blobs for Nobody {
    fn have(&self, _: &Hash) -> Result<bool, StoreFault> {
        Ok(false)
    }
    fn wanted(&self, _: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(Vec::new())
    }
    fn read(&self, _: &Hash) -> Result<Option<(u64, Box<dyn BlobRead>)>, StoreFault> {
        Ok(None)
    }
    fn write(&self, _: &BlobRef) -> Result<Box<dyn BlobWrite>, StoreFault> {
        Err(StoreFault::new("nobody wanted it", false))
    }
}

const SECRET: [u8; 32] = [7; 32];
const OFFICE: Uuid = Uuid::from_u128(12);

fn taken(input: impl Read) -> Result<Taken, BundleError> {
    let door = Door { replica: &Nobody, blobs: &Nobody, office: OFFICE, enrol: None };
    take(&door, &identity_of(&SECRET).unwrap(), input, &|_, _| true)
}

/// These plain bytes as an age file to whoever reads here.
fn encrypted(plain: &[u8]) -> Vec<u8> {
    let recipient = identity_of(&SECRET).unwrap().to_public();
    let recipients = std::iter::once(&recipient as &dyn age::Recipient);
    let mut output = age::Encryptor::with_recipients(recipients).unwrap().wrap_output(Vec::new()).unwrap();
    output.write_all(plain).unwrap();
    output.finish().unwrap()
}

fn framed(body: &[u8]) -> Vec<u8> {
    [&u32::try_from(body.len()).unwrap().to_le_bytes(), body].concat()
}

fn item(item: &Item) -> Vec<u8> {
    framed(&wire::encode(item).unwrap())
}

fn head(version: u32) -> Vec<u8> {
    let by = Uuid::from_u128(3);
    let head =
        Head { version, office: OFFICE, by, server: false, at: Time(1), records: 0, files: 0, bytes: 0, refused: None };
    [MAGIC.as_slice(), &item(&Item::Head(head))].concat()
}

fn ended(after_head: &[u8]) -> Ended {
    taken(Cursor::new(encrypted(&[&head(VERSION), after_head].concat()))).unwrap().ended
}

#[test]
fn an_empty_bundle_is_whole_and_what_follows_its_end_is_not() {
    let end = item(&Item::End);
    assert_eq!(ended(&end), Ended::Whole);
    assert_eq!(ended(&[]), Ended::Cut);
    assert_eq!(ended(&end[..3]), Ended::Cut);
    assert_eq!(ended(&end[..end.len() - 1]), Ended::Cut);
    assert_eq!(ended(&[end.clone(), vec![0]].concat()), Ended::Damaged);
    assert_eq!(ended(&head(VERSION)[MAGIC.len()..]), Ended::Damaged, "a second head");
}

#[test]
fn nobody_writes_an_empty_bundle_and_takes_it() {
    let out = Out {
        replica: &Nobody,
        blobs: &Nobody,
        office: OFFICE,
        by: Uuid::from_u128(3),
        server: false,
        what: What::All,
        first: None,
    };
    let recipients = [recipient_of(&identity_of(&SECRET).unwrap()).unwrap()].into();
    let (_, file) = write(&out, &recipients, Vec::new(), &|_, _| true).unwrap();
    assert!(file.starts_with(b"age-encryption.org/v1\n"));
    assert_eq!(taken(Cursor::new(&file)).unwrap().ended, Ended::Whole);
    let door = Door { replica: &Nobody, blobs: &Nobody, office: OFFICE, enrol: None };
    let other = take(&door, &identity_of(&[8; 32]).unwrap(), Cursor::new(&file), &|_, _| true);
    assert!(matches!(other, Err(BundleError::NotForUs)));
    let elsewhere = Door { office: Uuid::from_u128(99), ..door };
    let other = take(&elsewhere, &identity_of(&SECRET).unwrap(), Cursor::new(&file), &|_, _| true);
    assert!(matches!(other, Err(BundleError::OtherOffice)));
    let nobody = [lakon_domain::shape::AgeRecipient::new("age1qqqqqqqqqqqqqqqqqqqqqqqqq").unwrap()].into();
    assert!(matches!(write(&out, &nobody, Vec::new(), &|_, _| true), Err(BundleError::BadKey)));
}

#[test]
fn a_bundle_of_a_newer_program_is_refused_before_anything_is_taken() {
    let newer = taken(Cursor::new(encrypted(&head(VERSION + 1))));
    assert!(matches!(newer, Err(BundleError::Newer(version)) if version == VERSION + 1));
    assert!(matches!(taken(Cursor::new(encrypted(b"lakon bundle 2\r\n"))), Err(BundleError::NotABundle)));
}

#[test]
fn stopping_ends_the_reading() {
    let pieces = item(&Item::Piece(ByteBuf::from(vec![0; 10]))).repeat(5);
    let door = Door { replica: &Nobody, blobs: &Nobody, office: OFFICE, enrol: None };
    let file = encrypted(&[head(VERSION), pieces, item(&Item::End)].concat());
    let stopped = take(&door, &identity_of(&SECRET).unwrap(), Cursor::new(file), &|_, _| false).unwrap();
    assert_eq!(stopped.ended, Ended::Stopped);
}

/// Counts what is read of an endless file.
struct Endless {
    begins: Cursor<Vec<u8>>,
    then: u8,
    read: u64,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.begins.read(buffer)?;
        if read == 0 {
            buffer.fill(self.then);
        }
        let read = if read == 0 { buffer.len() } else { read };
        self.read += read as u64;
        Ok(read)
    }
}

#[test]
fn an_endless_header_is_given_up_after_a_quarter_of_a_mebibyte() {
    let begins: Vec<u8> = b"age-encryption.org/v1\n-> X25519 ".to_vec();
    for (begins, most) in [(begins, 300 * 1024), (b"PK\x03\x04".to_vec(), 8 * 1024)] {
        let mut endless = Endless { begins: Cursor::new(begins), then: b'a', read: 0 };
        assert!(matches!(taken(&mut endless), Err(BundleError::NotABundle)));
        assert!(endless.read <= most, "{} bytes were read", endless.read);
    }
}

#[test]
fn a_frame_that_claims_too_much_is_refused_and_one_that_swells_too() {
    let longest = u32::try_from(wire::LARGEST_BODY).unwrap();
    assert_eq!(ended(&(longest + 1).to_le_bytes()), Ended::Damaged);
    assert_eq!(ended(&u32::MAX.to_le_bytes()), Ended::Damaged);
    assert_eq!(ended(&longest.to_le_bytes()), Ended::Cut, "within bounds it is only not there");
    let bomb = framed(&zstd::bulk::compress(&vec![0; 64 * 1024 * 1024], 3).unwrap());
    assert!(bomb.len() < 64 * 1024);
    assert_eq!(ended(&bomb), Ended::Damaged);
    // CBOR that claims more elements than there are bytes for.
    let claims = zstd::bulk::compress(&[0xa1, 0x65, b'P', b'i', b'e', b'c', b'e', 0x5b, 0xff, 0xff, 0xff, 0xff], 3);
    assert_eq!(ended(&framed(&claims.unwrap())), Ended::Damaged);
}

proptest! {
    #[test]
    fn any_bytes_at_all_are_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..4096)) {
        prop_assert!(taken(Cursor::new(&bytes)).is_err());
        // The same behind the encryption, and behind the head.
        prop_assert!(taken(Cursor::new(encrypted(&bytes))).is_err());
        prop_assert!(taken(Cursor::new(encrypted(&[MAGIC.as_slice(), &bytes].concat()))).is_err());
        prop_assert_ne!(ended(&bytes), Ended::Whole);
        prop_assert_ne!(ended(&framed(&zstd::bulk::compress(&bytes, 1).unwrap())), Ended::Whole);
    }

    #[test]
    fn one_changed_byte_is_seen(at in any::<proptest::sample::Index>(), flip in 1..=255_u8) {
        let piece = item(&Item::Piece(ByteBuf::from(vec![5; 200_000])));
        let mut file = encrypted(&[head(VERSION), piece.clone(), piece, item(&Item::End)].concat());
        let at = at.index(file.len());
        file[at] ^= flip;
        let ended = taken(Cursor::new(file)).map(|taken| taken.ended);
        prop_assert_ne!(ended.ok(), Some(Ended::Whole));
    }
}
