//! The logs in an SQLCipher database: append, receive, page, heads, seals. One implementation for the desk and the server, which
//! call it inside their own transactions. No projections, no attachments and no network live here.

mod again;
mod ahead;
mod append;
mod aside;
mod audit;
mod beside;
mod carried;
mod erase;
mod error;
mod lives;
mod lookup;
mod office;
mod open;
mod page;
mod privates;
mod receive;
mod revoked;
mod scrub;
mod seals;
mod tail;

pub use again::{append_again, begin_again, former_logs, unnamed_logs};
pub use ahead::{missing_tails, put_ahead, told, untold};
pub use append::{Appended, Moment, append, greatest_hlc, open_log};
pub use aside::{aside, aside_count, parting, set_aside};
pub use audit::{Audit, Audited, Judges, Misfit, Wrong};
pub use beside::{Beside, each_beside, names_beside};
pub use carried::{carried_in, files_in};
pub use erase::{Reach, reach};
pub use error::{LogError, is_full};
pub use lives::lives_on;
pub use lookup::{Stored, by_subject, each, each_of, event_count, put_subjects, record, records_of, unfolded_kinds};
pub use office::{Member, erased, member, members, server_logs};
pub use open::{
    MIGRATION_1, MIGRATION_ASIDE, MIGRATION_REVOKED, MIGRATIONS, leave_room, migrate, open, open_reader, rekey,
};
pub use page::{chains, head, heads, own_log, page};
pub use privates::{fill_private, missing_private, missing_private_counts, privates};
pub use receive::{Examined, examine, receive};
pub use revoked::{beyond, end, is_revoked};
pub use scrub::scrub;
pub use seals::{newest_receipt, put_seal, seals, seals_at};
pub use tail::{carry_over, cut, end_own};

/// Bits of `record.place` below the log's number: 2^40 records fit in a log.
const SEQ_BITS: u32 = 40;

/// The key of a record in its table.
fn place(no: i64, seq: u64) -> Result<i64, LogError> {
    match i64::try_from(seq) {
        Ok(seq) if seq < 1 << SEQ_BITS && (0..1 << (62 - SEQ_BITS)).contains(&no) => Ok(no << SEQ_BITS | seq),
        _ => Err(LogError::Damaged("a record's place is out of range")),
    }
}

/// The log's number and the sequence number behind a key.
fn unplace(place: i64) -> (i64, u64) {
    (place >> SEQ_BITS, (place & ((1 << SEQ_BITS) - 1)).unsigned_abs())
}
