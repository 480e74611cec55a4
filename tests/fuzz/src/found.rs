//! What anybody on the LAN says of himself when servers are looked for: a name, addresses, a port.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use lakon_sync::discovery;
use lakon_sync::http::base_of;

use crate::measure::bounded;

const PER_BYTE: usize = 64;
const MOST: usize = 64 * 1024;

/// Two bytes of port, a line with the name, then addresses: after a 4 four bytes, after a 6 sixteen.
pub fn found(data: &[u8]) {
    let Some((port, rest)) = data.split_first_chunk::<2>() else { return };
    let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    let name = String::from_utf8_lossy(name);
    bounded(data, MOST + PER_BYTE * data.len(), || {
        let addresses = addresses(rest.get(1..).unwrap_or_default());
        let Some(found) = discovery::read(&name, addresses.clone(), u16::from_be_bytes(*port)) else {
            assert!(addresses.is_empty() || *port == [0; 2], "whoever says where he is, is listed");
            return;
        };
        assert!(found.name.chars().count() <= 60 && !found.name.chars().any(char::is_control), "{:?}", found.name);
        let address: SocketAddr = found.address.parse().expect("an address");
        assert!(addresses.contains(&address.ip()) && address.port() != 0);
        base_of(&found.address).expect("it can be put into the field of an address");
    });
}

fn addresses(mut bytes: &[u8]) -> Vec<IpAddr> {
    let mut all = Vec::new();
    while let Some((kind, rest)) = bytes.split_first() {
        match kind {
            4 => {
                let Some((address, rest)) = rest.split_first_chunk::<4>() else { break };
                all.push(IpAddr::V4(Ipv4Addr::from(*address)));
                bytes = rest;
            }
            6 => {
                let Some((address, rest)) = rest.split_first_chunk::<16>() else { break };
                all.push(IpAddr::V6(Ipv6Addr::from(*address)));
                bytes = rest;
            }
            _ => break,
        }
    }
    all
}
