//! Records: header, facts and private part, one to a line, as their JSON has no line ends; and what stands beside them, seals and the
//! server's statement, as JSON alone.

use lakon_domain::Random;
use lakon_domain::filed::Filed;
use lakon_domain::ids::Hash;
use lakon_domain::record::{Header, LARGEST_RECORD, Record, Stamp, private_hash};
use lakon_domain::seal::Seal;
use lakon_domain::statement::ServerStatement;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::measure::bounded;

/// Memory of reading and writing one record: its lists hold ids of 39 bytes as 16, so it shrinks; texts stay; each a few times over.
const MOST: usize = 16 * LARGEST_RECORD;

struct Salt;
impl Random for Salt {
    fn fill(&mut self, buffer: &mut [u8]) {
        buffer.fill(b's');
    }
}

/// A record as this target's bytes.
pub fn joined(record: &Record) -> Vec<u8> {
    let mut bytes = [record.header.as_slice(), &record.facts].join(&b'\n');
    if let Some(private) = &record.private {
        bytes.push(b'\n');
        bytes.extend_from_slice(private);
    }
    bytes
}

/// The reverse of [`joined`].
pub fn parted(data: &[u8]) -> Option<Record> {
    let mut parts = data.splitn(3, |byte| *byte == b'\n').map(<[u8]>::to_vec);
    let (header, facts, private) = (parts.next()?, parts.next()?, parts.next());
    let private_hash = private.as_deref().map_or(Hash::ZERO, private_hash);
    Some(Record { header, facts, private, private_hash })
}

/// One record, seal or statement.
pub fn record(data: &[u8]) {
    if data.len() > 2 * LARGEST_RECORD {
        return;
    }
    bounded(data, MOST, || match parted(data) {
        Some(record) => whole(&record),
        None => {
            if let Some(statement) = same::<ServerStatement>(data) {
                statement.verifies(&statement.office_key);
            }
            if let Some(seal) = same::<Seal>(data) {
                seal.verifies();
            }
        }
    });
}

fn whole(record: &Record) {
    record.hash(&Hash::ZERO);
    same::<Header>(&record.header);
    let Ok(filed) = Filed::read(record) else { return };
    let stamp = Stamp {
        log: filed.log,
        seq: filed.seq,
        id: filed.id,
        hlc: filed.hlc,
        author: filed.author,
        at: filed.at,
        offset: None,
    };
    // Numbers and escapes may be longer the way this program writes them, and a kind may lack its private part.
    let Ok(again) = Record::write(&filed.event, &stamp, &mut Salt) else { return };
    again.check().expect("its own private part fits");
    let read = Filed::read(&again).expect("what was written can be read");
    assert_eq!((read.event, read.id, read.hlc, read.seq), (filed.event, filed.id, filed.hlc, filed.seq));
}

/// Reads JSON; it must read the same once it was written again.
fn same<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(json: &[u8]) -> Option<T> {
    let value: T = serde_json::from_slice(json).ok()?;
    let again = serde_json::to_vec(&value).expect("what was read can be written");
    assert_eq!(serde_json::from_slice::<T>(&again).expect("what was written can be read"), value);
    Some(value)
}
