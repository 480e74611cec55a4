//! The office server found on the LAN by mDNS/DNS-SD: the server's announcement and the first run's looking around. What answers gives
//! an address to try and nothing else; whether it is the office's server is proved by the invitation's secret as ever.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use mdns_sd::{ResolvedService, ServiceDaemon, ServiceEvent, ServiceInfo};
use uuid::Uuid;

/// The kind of service, as DNS-SD names it (RFC 6763).
const SERVICE: &str = "_lakon._tcp.local.";
/// Servers that are listed: anybody may answer, and a person reads the list.
const MOST: usize = 20;
/// Characters of a name that are shown.
const LONGEST_NAME: usize = 60;
/// Longest name of an instance, bytes (RFC 6763 §4.1.1: one DNS label).
const LONGEST_LABEL: usize = 63;

/// The network does not let itself be asked.
#[derive(Debug, thiserror::Error)]
#[error("servers on the LAN cannot be looked for or told: {0}")]
pub struct NoDiscovery(#[from] mdns_sd::Error);

/// An announcement; ends when it is dropped.
pub struct Announced(ServiceDaemon);

impl Drop for Announced {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown() {
            tracing::debug!(%error, "the announcement did not end by itself");
        }
    }
}

/// A server that answered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    pub name: String,
    /// As typed into the first run.
    pub address: String,
}

/// Tells the LAN that a server of the office listens here, until the answer is dropped.
///
/// # Errors
/// [`NoDiscovery`] where the system gives no multicast.
pub fn announce(office: &str, server: Uuid, listen: SocketAddr) -> Result<Announced, NoDiscovery> {
    let daemon = ServiceDaemon::new()?;
    daemon.register(info(office, server, listen)?)?;
    Ok(Announced(daemon))
}

fn info(office: &str, server: Uuid, listen: SocketAddr) -> Result<ServiceInfo, mdns_sd::Error> {
    let mut name = office.replace('.', " ");
    while name.len() > LONGEST_LABEL {
        name.pop();
    }
    let host = format!("lakon-{}.local.", &server.simple().to_string()[..12]);
    let anywhere = listen.ip().is_unspecified();
    let address = if anywhere { String::new() } else { listen.ip().to_string() };
    let info = ServiceInfo::new(SERVICE, &name, &host, address.as_str(), listen.port(), &[("v", "1")][..])?;
    Ok(if anywhere { info.enable_addr_auto() } else { info })
}

/// Looks around for so long. Blocks.
///
/// # Errors
/// [`NoDiscovery`] where the system gives no multicast.
pub fn look(wait: Duration) -> Result<Vec<Found>, NoDiscovery> {
    let until = Instant::now() + wait;
    let looking = Announced(ServiceDaemon::new()?);
    let heard = looking.0.browse(SERVICE)?;
    let mut found = BTreeSet::new();
    while found.len() < MOST
        && let Ok(event) = heard.recv_timeout(until.saturating_duration_since(Instant::now()))
    {
        if let ServiceEvent::ServiceResolved(resolved) = event {
            found.extend(resolved_one(&resolved));
        }
    }
    Ok(found.into_iter().collect())
}

fn resolved_one(resolved: &ResolvedService) -> Option<Found> {
    let addresses = resolved.addresses.iter().map(|address| address.to_ip_addr()).collect();
    read(&resolved.fullname, addresses, resolved.port)
}

/// What an answer says, made fit to be read. An address of this very PC is the last to be offered.
pub fn read(fullname: &str, mut addresses: Vec<IpAddr>, port: u16) -> Option<Found> {
    addresses.sort_by_key(|address| (address.is_loopback(), address.is_ipv6(), *address));
    let address = SocketAddr::new(*addresses.first()?, port).to_string();
    let name = fullname.strip_suffix(SERVICE).unwrap_or(fullname).trim_end_matches('.');
    let readable = |c: &char| !c.is_control() && *c != '\\';
    let name = name.chars().filter(readable).take(LONGEST_NAME).collect();
    (port != 0).then_some(Found { name, address })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn told(office: &str, listen: &str) -> Option<Found> {
        resolved_one(&info(office, Uuid::from_u128(7 << 100), listen.parse().unwrap()).unwrap().as_resolved_service())
    }

    #[test]
    fn what_is_announced_is_read_as_a_name_and_an_address() {
        let found = told("KPPN Contoh 046", "192.168.1.10:7443").unwrap();
        assert_eq!(found, Found { name: "KPPN Contoh 046".into(), address: "192.168.1.10:7443".into() });
        assert_eq!(told("KPPN", "[fe80::1]:7443").unwrap().address, "[fe80::1]:7443");
    }

    #[test]
    fn a_stranger_s_answer_is_made_fit_to_be_read() {
        assert_eq!(told("Kantor\u{1b}[31m\n", "10.0.0.1:1").unwrap().name, "Kantor[31m");
        assert!(told(&"é".repeat(200), "10.0.0.1:1").unwrap().name.chars().count() <= LONGEST_NAME);
        assert_eq!(told("Kantor", "10.0.0.1:0"), None);
        // Nothing was said of where it is.
        let silent = info("Kantor", Uuid::nil(), "0.0.0.0:7443".parse().unwrap()).unwrap();
        assert_eq!(resolved_one(&silent.as_resolved_service()), None);
    }

    #[test]
    fn a_server_is_found_where_the_machine_lets_multicast_through() {
        let listen = "127.0.0.1:47443".parse().unwrap();
        let server = Uuid::from_bytes([0xab; 16]);
        let Ok(_announced) = announce("KPPN Uji 046", server, listen) else {
            return tracing::warn!("skipped: this machine has no multicast at all");
        };
        if !hears_itself() {
            return tracing::warn!("skipped: this machine does not hear its own multicast");
        }
        let found = look(Duration::from_secs(3)).unwrap();
        assert!(found.iter().any(|one| one.address == "127.0.0.1:47443"), "{found:?}");
    }

    /// Whether what this machine sends to a group comes back to it; some build machines let nothing through.
    fn hears_itself() -> bool {
        use std::net::{Ipv4Addr, UdpSocket};
        let group = Ipv4Addr::new(239, 255, 46, 46);
        let heard = || {
            let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
            socket.join_multicast_v4(&group, &Ipv4Addr::UNSPECIFIED)?;
            socket.set_read_timeout(Some(Duration::from_secs(1)))?;
            socket.send_to(b"lakon", (group, socket.local_addr()?.port()))?;
            socket.recv(&mut [0; 8])
        };
        heard().is_ok()
    }
}
