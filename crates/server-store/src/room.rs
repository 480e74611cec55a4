//! A bound below what the disk would allow, so that a full disk can be met at any write.

use std::sync::PoisonError;

use crate::{ServerStore, StoreError};

impl ServerStore {
    /// Lets the database grow by at most so many pages from now on; `None` takes the bound away. A write that needs more fails as on
    /// a full disk and changes nothing. It ends when the store is closed.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn leave_room(&self, pages: Option<u32>) -> Result<(), StoreError> {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(lakon_log::leave_room(&writer, pages)?)
    }
}
