//! What the tests of whole offices share: an office server over real TLS, desks that are whole programs, desks seen through their
//! stores, the ways between them that can be cut, and processes that can be killed. Nothing here waits for a time to pass.
#![allow(clippy::unwrap_used)]

mod bytes;
mod child;
mod desk;
// Only Linux lets a test mount a small disk of its own.
#[cfg(target_os = "linux")]
mod disk;
mod folder;
mod line;
mod middle;
mod office;
mod plain;
mod scene;
mod search;
mod stick;
mod wire;

pub use bytes::content;
pub use child::Child;
#[cfg(unix)]
pub use child::NOBODY;
pub use desk::{Desk, PASSWORD, now_ms, unsaid_by_desk};
#[cfg(target_os = "linux")]
pub use disk::SmallDisk;
pub use folder::{copy_folder, put_back_all, put_back_database};
pub use line::{Line, keys_of, sealed_page};
pub use middle::{Middle, Part, Seen, Treat};
pub use office::{AN_HOUR_MS, Office};
pub use plain::{plain_pages, tells};
pub use scene::{Scene, filled, typed};
pub use search::{files_below, holds, is_alike, tree};
pub use stick::Stick;
pub use wire::Wire;

/// Longest time any single event is waited for. Generous: it only ends a test that would hang.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// Waits for something, and fails with its name when it never comes.
///
/// # Panics
/// After [`PATIENCE`].
pub async fn in_time<T>(what: &str, event: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, event).await {
        Ok(done) => done,
        Err(_) => panic!("{what} never came"),
    }
}
