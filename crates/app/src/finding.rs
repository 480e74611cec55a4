//! Servers found on the LAN, listed in the first run beside the typed address. They are addresses to try: the code proves the server.

use std::sync::Arc;
use std::time::Duration;

use lakon_sync::discovery;

use crate::api::{FoundServer, FoundServers, Nothing};
use crate::app::App;
use crate::failure::Failure;

/// How long answers are waited for; a server on the same network answers within a second.
const WAIT: Duration = Duration::from_secs(2);

/// Looks around for office servers. Where the network does not let itself be asked, the address is typed as ever.
pub fn find(_: &Arc<App>, _: Nothing) -> Result<FoundServers, Failure> {
    let found = discovery::look(WAIT).unwrap_or_else(|error| {
        tracing::info!(%error, "no servers were looked for");
        Vec::new()
    });
    let servers = found.into_iter().map(|one| FoundServer { name: one.name, address: one.address });
    Ok(FoundServers { servers: servers.collect() })
}
