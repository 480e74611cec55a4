//! The list of consultations: pages by key, filtered by status and text, and the counts beside it.

use lakon_domain::case::Status;
use lakon_domain::office::OfficeState;
use lakon_store::{CaseFilter, CaseRow as Row};

use crate::api::{CaseCounts, CaseList, CaseRow, CaseRows, CaseStatus, Nothing};
use crate::app::Desk;
use crate::case_view::{ms, name_of, status};
use crate::failure::Failure;
use crate::sync_state::count;
use crate::words::Sentence;

/// Most rows of one page: what a window of the page shows, with room to scroll.
const LARGEST_PAGE: u32 = 200;
/// Milliseconds in a minute.
const MINUTE_MS: f64 = 60_000.0;

/// One page, newest first.
pub fn list(desk: &Desk, input: CaseList) -> Result<CaseRows, Failure> {
    let filter = CaseFilter { status: input.status.map(wanted).transpose()?.flatten(), text: input.text };
    let after = input.after.map(|key| key.parse::<i64>()).transpose().map_err(|_| Sentence::BadInput)?;
    if input.status == Some(CaseStatus::Draft) {
        // Drafts have no row: they stand on Beranda and in the tabs.
        return Ok(CaseRows { rows: Vec::new(), next: None });
    }
    let page = desk.store.case_rows(&filter, after, input.limit.clamp(1, LARGEST_PAGE))?;
    let office = desk.store.office();
    Ok(CaseRows {
        rows: page.rows.into_iter().map(|found| row(found, &office)).collect(),
        next: page.next.map(|key| key.to_string()),
    })
}

fn wanted(status: CaseStatus) -> Result<Option<Status>, Failure> {
    Ok(match status {
        CaseStatus::Draft => None,
        CaseStatus::Received => Some(Status::Received),
        CaseStatus::Identified => Some(Status::Identified),
        CaseStatus::Resolved => Some(Status::Resolved),
        CaseStatus::Cancelled => Some(Status::Cancelled),
        CaseStatus::FollowUp => Some(Status::FollowUp),
        CaseStatus::WaitingDocuments => Some(Status::WaitingDocuments),
        CaseStatus::WaitingSectionHead => Some(Status::WaitingSectionHead),
        CaseStatus::ForwardedHai => Some(Status::ForwardedHai),
        CaseStatus::WaitingConfirmation => Some(Status::WaitingConfirmation),
        CaseStatus::Duplicate => Some(Status::Duplicate),
    })
}

/// A row as the page shows it.
#[allow(clippy::cast_precision_loss, reason = "an interval is shorter than 285,000 years")]
pub(crate) fn row(found: Row, office: &OfficeState) -> CaseRow {
    CaseRow {
        erased: office.erasures.cover().cases.contains(&found.case),
        case: found.case.to_string(),
        number: found.number,
        number_shared: found.number_shared,
        status: status(found.status),
        opened_at: ms(found.opened_at),
        channel: found.channel,
        who: found.who,
        organisation: found.organisation,
        question: found.question,
        topic: found.topic,
        section: found.section,
        officer: name_of(office, found.officer),
        minutes: found
            .status
            .is_terminal()
            .then_some(found.closed_ms as f64 / MINUTE_MS)
            .filter(|minutes| *minutes > 0.0),
        files: found.files,
        unsent: found.unsent,
        concurrent: found.concurrent,
        same_ticket: found.same_ticket,
        late: found.late,
    }
}

/// How many there are of each status.
pub fn counts(desk: &Desk, _: Nothing) -> Result<CaseCounts, Failure> {
    let counts = desk.store.case_counts()?;
    let of = |status| count(counts.of(status));
    Ok(CaseCounts {
        all: count(counts.all()),
        received: of(Status::Received),
        identified: of(Status::Identified),
        follow_up: of(Status::FollowUp),
        waiting_documents: of(Status::WaitingDocuments),
        waiting_section_head: of(Status::WaitingSectionHead),
        forwarded_hai: of(Status::ForwardedHai),
        waiting_confirmation: of(Status::WaitingConfirmation),
        duplicate: of(Status::Duplicate),
        resolved: of(Status::Resolved),
        cancelled: of(Status::Cancelled),
        concurrent: count(desk.store.concurrent_count()?),
    })
}
