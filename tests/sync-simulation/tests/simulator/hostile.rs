//! What other people do to the line: a server of another office at the same address, records nobody wrote, answers that mislead.

use ed25519_dalek::SigningKey;
use lakon_domain::code::Seed;
use lakon_domain::event::{QuestionSet, Text};
use lakon_domain::ids::{Hash, PublicKey, new_id};
use lakon_domain::record::{Record, Stamp};
use lakon_domain::shape::Time;
use lakon_domain::statement::{Server as Stated, ServerStatement, office_key};
use lakon_simulation_tests::dice::Dice;
use lakon_sync::error::SyncError;
use lakon_sync::heads::{Heads, HeadsAnswer};
use lakon_sync::hello::{Greeting, Welcome};
use lakon_sync::pull::PullAnswer;
use lakon_sync::transport::Endpoint;
use lakon_sync::wire;
use serde_bytes::ByteArray;
use uuid::Uuid;

use crate::breaks::Break;
use crate::desk::Desk;
use crate::raw;
use crate::server::{self, public};
use crate::shared::Shared;

/// The TLS key the other server shows.
pub const TLS_KEY: Hash = Hash([66; 32]);

fn key() -> SigningKey {
    office_key(&Seed::new([66; 16]))
}

/// The office key of the other office.
pub fn pin() -> PublicKey {
    public(&key())
}

fn statement() -> ServerStatement {
    let server = Stated {
        office: Uuid::from_u128(66),
        server: Uuid::from_u128(67),
        tls_key: TLS_KEY,
        log_key: public(&SigningKey::from_bytes(&[67; 32])),
        recovery: server::statement(0).recovery,
    };
    ServerStatement::sign(server, Time(0), &key())
}

/// Somebody else's server. It greets, it lets anybody in, and it must never be told anything.
///
/// # Errors
/// Where it was told something.
pub fn answer(shared: &Shared, desk: usize, endpoint: Endpoint) -> Result<Vec<u8>, SyncError> {
    match endpoint {
        Endpoint::Greet => Ok(wire::encode(&Greeting {
            nonce: ByteArray::new([1; 32]),
            statement: statement(),
            capabilities: Vec::new(),
            at: Time(shared.server_clock.get()),
        })?),
        Endpoint::Hello => Ok(wire::encode(&Welcome { token: "come in".into(), lasts: 3600 })?),
        other => {
            shared.complain(Err(format!("desk {desk} said {} to a server of another office", other.path())));
            Err(SyncError::Cut("enough".into()))
        }
    }
}

/// Puts a record nobody wrote in the place of the last one that is handed out.
///
/// # Errors
/// Where the answer is none.
pub fn forged(shared: &Shared, dice: &mut Dice, answer: &[u8]) -> Result<Vec<u8>, SyncError> {
    let mut pulled: PullAnswer = wire::decode(answer)?;
    if let Some(page) = pulled.pages.iter_mut().rfind(|page| !page.records.is_empty())
        && let Some(last) = page.records.pop()
    {
        let last = last.read_header().unwrap();
        let private = Some(Text { text: "nobody wrote this".into() });
        let event = QuestionSet { case: Uuid::from_u128(1), replaces: Vec::new(), private };
        let stamp = Stamp {
            log: page.log,
            seq: last.seq,
            id: new_id(last.at.0, dice),
            hlc: last.hlc,
            author: last.author,
            at: last.at,
            offset: None,
        };
        page.records.push(Record::write(&event.into(), &stamp, dice).unwrap());
        shared.count("forged");
    }
    Ok(wire::encode(&pulled)?)
}

/// Breaks on purpose what a desk makes of the answer about heads.
///
/// # Errors
/// Where question or answer are none.
pub fn misled(shared: &Shared, desk: Option<&Desk>, body: &[u8], answer: Vec<u8>) -> Result<Vec<u8>, SyncError> {
    if shared.is(Break::SaysEqualTooEarly) {
        let (asked, mut said): (Heads, HeadsAnswer) = (wire::decode(body)?, wire::decode(&answer)?);
        said.state.digest = asked.digest;
        said.heads = None;
        return Ok(wire::encode(&said)?);
    }
    if let Some(desk) = desk.filter(|_| shared.is(Break::AbsentMeansGone))
        && let Some(heads) = wire::decode::<HeadsAnswer>(&answer)?.heads
    {
        for held in heads {
            raw::forget(&desk.database(), &desk.raw_key, held.log, held.seq);
        }
    }
    Ok(answer)
}
