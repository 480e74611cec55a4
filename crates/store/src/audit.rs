//! Checking every log this PC holds, beside whatever else is done here.

use lakon_log::{Audit, Audited, Judges};

use crate::error::Result;
use crate::store::Store;

/// Records looked at before others may have the connection; a few milliseconds.
const PIECE: usize = 500;

impl Store {
    /// Looks at every record of every log. `go_on` hears (records done, records in all) between pieces and stops it by `false`; `None`
    /// then.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn audit(&self, go_on: &mut dyn FnMut(u64, u64) -> bool) -> Result<Option<Audited>> {
        let pin = self.inner.pin();
        let alone = pin.as_ref().is_some_and(|pin| pin.alone);
        let judges = Judges { office_key: pin.map(|pin| pin.office_key), alone };
        let mut audit = self.read(|conn| Ok(Audit::begin(conn, judges)?))?;
        loop {
            if !go_on(audit.done(), audit.total()) {
                return Ok(None);
            }
            if !self.read(|conn| Ok(audit.step(conn, PIECE)?))? {
                return Ok(Some(audit.end()));
            }
        }
    }
}
