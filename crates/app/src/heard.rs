//! When the server heard of each PC, as it said last. Kept, so that the page says so without a network too.

use std::collections::BTreeMap;

use lakon_domain::shape::Time;
use lakon_store::Store;
use lakon_sync::heads::Heard;
use uuid::Uuid;

use crate::failure::Failure;

/// Name of the setting that holds what the server said last.
const HEARD: &str = "devices_heard";

/// By device; empty where no server has said anything.
pub(crate) fn last(store: &Store) -> Result<BTreeMap<Uuid, Time>, Failure> {
    let text = store.setting(HEARD)?;
    // What cannot be read is told anew by the next sync.
    let heard: Vec<Heard> = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    Ok(heard.into_iter().map(|one| (one.device, one.at)).collect())
}

/// After a sync. True where the server said something; it is only shown, so failing is no harm.
pub(crate) fn note(store: &Store, heard: &[Heard]) -> bool {
    if heard.is_empty() {
        return false;
    }
    let noted = serde_json::to_string(heard).map(|text| store.set_setting(HEARD, Some(&text)));
    if !matches!(noted, Ok(Ok(()))) {
        tracing::warn!("when each PC was heard of was not noted");
    }
    true
}
