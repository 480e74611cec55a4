//! What the office server has not confirmed of this PC's own log, by the cases it is about.

use lakon_domain::filed::Filed;
use lakon_domain::shape::Time;
use lakon_domain::subject::{Subject, subject};
use lakon_sync::replica::PageLimit;
use uuid::Uuid;

use crate::cases::Page;
use crate::error::Result;
use crate::store::Store;
use crate::unsent::receipt;

/// Unsent records about one case, or about none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsentPart {
    /// `None`: people, organisations, visits, settings.
    pub case: Option<Uuid>,
    pub records: u64,
    /// When the oldest of them was written.
    pub since: Time,
}

impl Store {
    /// One stretch of the unsent records, at most `limit` of them, the oldest first, gathered by case; the key is the last record's
    /// number. Nothing on a PC that is its own office.
    ///
    /// # Errors
    /// Errors of the disk.
    pub fn unsent_parts(&self, after: Option<u64>, limit: u32) -> Result<Page<UnsentPart, u64>> {
        if !self.enrolled()? {
            return Ok(Page { rows: Vec::new(), next: None });
        }
        let own = self.inner.device().log;
        let limit = PageLimit { records: usize::try_from(limit.max(1)).unwrap_or(usize::MAX), ..PageLimit::default() };
        let (records, head) = self.read(|conn| {
            let head = lakon_log::head(conn, own)?.map_or(0, |head| head.seq);
            let after = receipt(conn, &own.0)?.unsigned_abs().max(after.unwrap_or(0));
            // A page of the log would end at a seal; what is not sent has none beyond the receipt, or one that cuts it short.
            let cut = lakon_log::page(conn, own, after, head, limit)?;
            Ok((cut.map(|cut| (after, cut.page.records)), head))
        })?;
        let Some((after, records)) = records else { return Ok(Page { rows: Vec::new(), next: None }) };
        let last = after.saturating_add(u64::try_from(records.len()).unwrap_or(u64::MAX));
        let mut rows: Vec<UnsentPart> = Vec::new();
        for record in &records {
            let Ok(filed) = Filed::read(record) else { continue };
            let case = subject(&filed.event).into_iter().find_map(|about| match about {
                Subject::Case(case) => Some(case),
                _ => None,
            });
            match rows.iter_mut().find(|row| row.case == case) {
                Some(row) => {
                    row.records += 1;
                    row.since = row.since.min(filed.at);
                }
                None => rows.push(UnsentPart { case, records: 1, since: filed.at }),
            }
        }
        Ok(Page { rows, next: (last < head).then_some(last) })
    }
}
