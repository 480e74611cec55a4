//! A bound below what the disk would allow, so that a full disk can be met at any write.

use crate::error::Result;
use crate::store::Store;
use crate::writer::Lane;

impl Store {
    /// Lets the database grow by at most so many pages from now on; `None` takes the bound away. A write that needs more fails with
    /// [`StoreError::DiskFull`](crate::StoreError::DiskFull) and changes nothing. It ends when the store is closed.
    ///
    /// # Errors
    /// [`StoreError::Closed`](crate::StoreError::Closed); errors of the disk.
    pub fn leave_room(&self, pages: Option<u32>) -> Result<()> {
        let mut turn = self.inner.writer.turn(Lane::Officer)?;
        Ok(lakon_log::leave_room(turn.connection()?, pages)?)
    }
}
