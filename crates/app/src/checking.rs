//! The check of every log on this PC, with its progress, and the sentence for what does not fit.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lakon_store::{Misfit, Wrong};

use crate::api::{AuditFinding, AuditReport, Nothing};
use crate::app::Desk;
use crate::failure::Failure;
use crate::sync_state::count;
use crate::words::Sentence;

/// The name under which its progress is pushed.
const PROGRESS: &str = "audit";

/// Looks at every record of every log; another check under way is stopped.
pub fn verify(desk: &Desk, _: Nothing) -> Result<AuditReport, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    if let Some(before) = desk.app.state().audit.replace(stop.clone()) {
        before.store(true, Ordering::SeqCst);
    }
    let mut told = None;
    let checked = desk.store.audit(&mut |done, total| {
        // A hundred steps are enough for a bar.
        let step = done.saturating_mul(100).checked_div(total);
        if told != Some(step) {
            told = Some(step);
            desk.app.progress(PROGRESS.to_owned(), done, total);
        }
        !stop.load(Ordering::SeqCst)
    });
    let Some(found) = checked? else {
        return Ok(AuditReport { stopped: true, logs: 0, records: 0, seals: 0, lacking: 0, findings: Vec::new() });
    };
    for misfit in &found.misfits {
        tracing::error!(log = %misfit.log, seq = misfit.seq, wrong = misfit.wrong.code(), "a record does not fit");
    }
    Ok(AuditReport {
        stopped: false,
        logs: count(found.logs),
        records: count(found.records),
        seals: count(found.seals),
        lacking: count(found.lacking),
        findings: found.misfits.iter().map(|misfit| finding(desk, misfit)).collect(),
    })
}

/// Stops the check under way.
pub fn stop(desk: &Desk, _: Nothing) -> Result<Nothing, Failure> {
    if let Some(stop) = desk.app.state().audit.take() {
        stop.store(true, Ordering::SeqCst);
    }
    Ok(Nothing {})
}

fn finding(desk: &Desk, misfit: &Misfit) -> AuditFinding {
    let office = desk.store.office();
    let server = office.statement.as_ref().map(|statement| statement.server);
    let pc = match misfit.device {
        Some(device) if Some(device) == server => Sentence::AuditServer.words(desk.language).to_owned(),
        Some(_) if !misfit.name.is_empty() => misfit.name.clone(),
        Some(device) => device.to_string(),
        None => Sentence::AuditUnknownPc.words(desk.language).to_owned(),
    };
    #[allow(clippy::cast_precision_loss, reason = "no log has 2^53 records")]
    let seq = misfit.seq as f64;
    let text = sentence(misfit.wrong).with(misfit.seq).say(desk.language).message;
    AuditFinding { log: misfit.log.to_string(), pc, seq, text }
}

fn sentence(wrong: Wrong) -> Sentence {
    match wrong {
        Wrong::Beginning => Sentence::AuditBeginning,
        Wrong::Replaced | Wrong::Unnamed | Wrong::NotStated => Sentence::AuditReplaced,
        Wrong::Hole => Sentence::AuditHole,
        Wrong::OtherPlace => Sentence::AuditOtherPlace,
        Wrong::Listing | Wrong::Altered => Sentence::AuditAltered,
        Wrong::Private => Sentence::AuditPrivate,
        Wrong::Kept => Sentence::AuditKept,
        Wrong::Unordered => Sentence::AuditUnordered,
        Wrong::Forged => Sentence::AuditForged,
        Wrong::Rewritten => Sentence::AuditRewritten,
        Wrong::MissingTail => Sentence::AuditMissingTail,
        Wrong::Head | Wrong::NoLog => Sentence::AuditHead,
    }
}
