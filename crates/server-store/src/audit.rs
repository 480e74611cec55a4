//! Checking every log of a folder, also while another process serves from it. It opens nothing else, so that a database somebody
//! tampered with is read as it lies.

use lakon_log::{Audit, Audited, Judges};

use crate::{Keys, ServerFolder, StoreError};

/// Records looked at in one reading, so that the process that serves can empty its write-ahead log in between.
const PIECE: usize = 2_000;

/// Looks at every record of every log; `progress` hears (records done, records in all).
///
/// # Errors
/// [`StoreError`]: wrong key, disk.
pub fn audit(folder: &ServerFolder, keys: &Keys, progress: &mut dyn FnMut(u64, u64)) -> Result<Audited, StoreError> {
    let mut reader = lakon_log::open_reader(&folder.database(), &keys.database)?;
    let judges = Judges { office_key: Some(keys.statement.office_key), alone: false };
    let mut audit = {
        let view = reader.transaction()?;
        Audit::begin(&view, judges)?
    };
    loop {
        progress(audit.done(), audit.total());
        let view = reader.transaction()?;
        if !audit.step(&view, PIECE)? {
            return Ok(audit.end());
        }
    }
}
