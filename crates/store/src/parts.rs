//! A page from outside written in parts, so that whoever sits in front of the PC never waits for the whole of it.
//!
//! Design, "Steps": "The officer's writes go first: a pull, import or rebuild holds the writer at most 50 ms." A part ends long before
//! that, because somebody who comes at its beginning waits for its end and for the own commit too.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use lakon_sync::replica::{Page, PrivatePart, Received, Refusal, Source};

use crate::changed::Topic;
use crate::error::{Result, StoreError};
use crate::store::Store;
use crate::tx::Tx;

/// How long one part should take: a third of what an officer may wait, because what fits in it is only guessed from the parts before.
const AIM: Duration = Duration::from_millis(15);
/// Records in a part before anything was measured.
const FIRST: usize = 100;
const SMALLEST: usize = 8;
const LARGEST: usize = 1_000;
/// Records after which the write-ahead log is moved into the database, beside the writer: otherwise some commit would, in its turn.
const CHECKPOINT: usize = 500;
/// Looks at a page whose log is written to by somebody else at the same time, before the page is given back to be asked for again.
const LOOKS: usize = 3;

/// How many records go in one part on this PC, learned from the parts before.
pub(crate) struct Portion(AtomicUsize);

impl Default for Portion {
    fn default() -> Self {
        Self::of(FIRST)
    }
}

impl Portion {
    /// Begins with so many.
    pub(crate) fn of(first: usize) -> Self {
        Self(AtomicUsize::new(first))
    }

    pub(crate) fn now(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// A part of so many records took so long. One that was quick lets the next grow slowly, one that was slow makes it small at once.
    pub(crate) fn learn(&self, records: usize, took: Duration) {
        self.0.store(next(records, took, self.now()), Ordering::Relaxed);
    }
}

fn next(records: usize, took: Duration, now: usize) -> usize {
    // What was left at the end of a page and went quickly does not tell how much more would have fitted.
    if records == 0 || (records < now && took <= AIM) {
        return now;
    }
    let records = u128::try_from(records).unwrap_or(u128::MAX);
    let fits = records.saturating_mul(AIM.as_micros()) / took.as_micros().max(1);
    let fits = usize::try_from(fits).unwrap_or(usize::MAX);
    fits.min(now.saturating_add(now / 4 + 1)).clamp(SMALLEST, LARGEST)
}

impl Store {
    /// Takes a page whole or refuses it whole, in several transactions. Parts before the last do not wait for the disk: the next durable
    /// commit carries them along, and a power cut leaves a shorter prefix, which the next sync completes.
    pub(crate) fn receive_in_parts(&self, page: &Page, from: Source) -> Result<Received> {
        let mut received = Received::default();
        for _ in 0..LOOKS {
            let pinned = self.inner.pin().map(|pin| pin.office_key);
            let mut good = self.read(|conn| Ok(lakon_log::examine(conn, page, from, pinned.as_ref())?))?;
            if self.write_parts(page, &mut good, &mut received)? {
                self.fold_marked()?;
                return Ok(received);
            }
        }
        Err(StoreError::Refused(Refusal::Gap { log: page.log, have: page.after }))
    }

    /// Returns false where the log has moved meanwhile.
    fn write_parts(&self, page: &Page, good: &mut lakon_log::Examined<'_>, received: &mut Received) -> Result<bool> {
        let mut unmoved = 0;
        loop {
            let work = good.work();
            let most = good.part(self.inner.portion.now());
            let last = most == work;
            if unmoved >= CHECKPOINT || (last && unmoved > 0) {
                unmoved = 0;
                // What is not moved now is moved by a later commit.
                if let Err(error) = self.inner.pool.checkpoint() {
                    tracing::warn!(%error, "the write-ahead log was not moved");
                }
            }
            unmoved += most;
            let write = |tx: &mut Tx<'_>| -> Result<Option<(Received, Instant)>> {
                // The turn is there: what is measured is how long it is held.
                let began = Instant::now();
                let Some(part) = good.write_part(tx.conn, most)? else { return Ok(None) };
                tx.folds_later = true;
                for (seq, record) in &part.new {
                    tx.take_record(page.log, *seq, record)?;
                }
                for (_, record) in &part.filled {
                    tx.take_filled(record);
                }
                if last && !page.seals.is_empty() {
                    tx.changed.add(Topic::Sync);
                }
                // Here rather than at the end, so that it is measured.
                tx.refold()?;
                Ok(Some((part, began)))
            };
            let written = if last { self.behind(write)? } else { self.again(write)? };
            let Some((part, began)) = written else { return Ok(false) };
            self.inner.portion.learn(most, began.elapsed());
            received.new.extend(part.new);
            received.filled.extend(part.filled);
            if last {
                return Ok(true);
            }
        }
    }

    /// Fills in private parts that travelled alone; returns how many were filled.
    pub(crate) fn fill_in_parts(&self, mut parts: &[PrivatePart]) -> Result<usize> {
        let mut filled = 0;
        while !parts.is_empty() {
            let (now, later) = parts.split_at(parts.len().min(self.inner.portion.now()));
            let (count, began) = self.behind(|tx| {
                let began = Instant::now();
                let filled = lakon_log::fill_private(tx.conn, now)?;
                tx.folds_later = true;
                for (_, _, record) in &filled {
                    tx.take_filled(record);
                }
                tx.refold()?;
                Ok((filled.len(), began))
            })?;
            self.inner.portion.learn(count, began.elapsed());
            filled += count;
            parts = later;
        }
        self.fold_marked()?;
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_part_makes_the_next_one_small_at_once_and_a_quick_one_lets_it_grow_slowly() {
        let ms = Duration::from_millis;
        assert_eq!(next(100, ms(100), 100), 15);
        assert_eq!(next(100, ms(5), 100), 126);
        assert_eq!(next(3, ms(1), 100), 100, "so few say little");
        assert_eq!(next(50, ms(100), 100), SMALLEST);
        assert_eq!(next(100, ms(60_000), 100), SMALLEST);
        assert_eq!(next(1_000, ms(1), 1_000), LARGEST);
        assert_eq!(next(0, ms(40), 100), 100);
    }
}
