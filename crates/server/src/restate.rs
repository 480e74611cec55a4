//! `lakon-server restate`: the office key signs the keys of a server once more, with a later time. Desks that know a newer server of the
//! office take this one again, and that one no more: for a server that was replaced too early, and for one made anew while a clock was
//! wrong.

use std::path::Path;

use chrono::{Days, NaiveDate, NaiveTime};
use lakon_domain::code::Seed;
use lakon_domain::shape::Time;
use lakon_server_store::{Clock, ServerFolder};

use crate::keys::KeyFile;
use crate::{BadArgument, ServerError};

/// The moment at which a day is over wherever it is; `None` where the calendar ends before.
pub fn past(day: NaiveDate) -> Option<Time> {
    let after = day.checked_add_days(Days::new(2))?;
    Some(Time(after.and_time(NaiveTime::MIN).and_utc().timestamp_millis()))
}

/// Signs. `newer_than`: the statement is made later than this, should the clock of a former server have been ahead. The office log says it
/// at the next start. Returns the time of the statement.
///
/// # Errors
/// [`ServerError::Argument`] for a seed that is none or another office's; [`ServerError::NoOffice`];
/// [`lakon_server_store::StoreError::Held`] while the server runs; the disk's. Nothing is changed then.
pub fn restate(path: &Path, seed: &str, newer_than: Option<Time>, clock: Clock) -> Result<Time, ServerError> {
    let seed = Seed::read(seed).map_err(|wrong| ServerError::Argument(BadArgument::Seed { group: wrong.group() }))?;
    KeyFile::read(&ServerFolder::visit(path))?;
    let folder = ServerFolder::take(path)?;
    let keys = KeyFile::read(&folder)?;
    let after = newer_than.unwrap_or_default().max(keys.stated_at());
    let at = clock().max(Time(after.0.saturating_add(1)));
    let keys = keys.restated(&seed, at).ok_or(ServerError::Argument(BadArgument::OtherSeed))?;
    keys.replace(&folder)?;
    Ok(at)
}
