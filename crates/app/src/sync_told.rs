//! What a sync under way tells of itself: records done, bytes that crossed the line and how fast; and what the last one met.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use lakon_domain::ids::Hash;
use lakon_domain::shape::Time;
use lakon_sync::behind::Behind;
use lakon_sync::files::{Going, Moved};
use lakon_sync::replica::{Place, Refusal};
use lakon_sync::report::{Report, Step};
use lakon_sync::transport::Traffic;

use crate::app::App;
use crate::sync_state::set;

/// Speed is that of the last so long.
const WINDOW: Duration = Duration::from_secs(3);
/// Samples closer together than this are one.
const SAMPLE: Duration = Duration::from_millis(100);
/// The page is told of progress this often at most.
const TELL: Duration = Duration::from_millis(400);
/// Most logs and refusals of one sync that are kept for the page.
const MOST_KEPT: usize = 50;

/// Bytes over time, as far back as [`WINDOW`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Pace {
    samples: VecDeque<(Instant, u64)>,
}

impl Pace {
    /// So many bytes have crossed since the sync began.
    fn note(&mut self, at: Instant, bytes: u64) {
        if self.samples.len() > 1
            && let Some(last) = self.samples.back_mut()
            && at.duration_since(last.0) < SAMPLE
        {
            last.1 = bytes;
            return;
        }
        self.samples.push_back((at, bytes));
        // The oldest kept is the last one that lies before the window.
        while self.samples.get(1).is_some_and(|second| at.duration_since(second.0) > WINDOW) {
            self.samples.pop_front();
        }
    }

    /// Bytes per second; nothing before there are two moments to compare.
    #[allow(clippy::cast_precision_loss, reason = "a speed in bytes is shown in two digits")]
    fn per_second(&self, now: Instant) -> f64 {
        let (Some(first), Some(last)) = (self.samples.front(), self.samples.back()) else { return 0.0 };
        let took = now.max(last.0).duration_since(first.0);
        if took < SAMPLE { 0.0 } else { (last.1 - first.1) as f64 / took.as_secs_f64() }
    }
}

/// How a sync goes, and how the last one ended.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told {
    pub records_up: (u64, u64),
    pub records_down: (u64, u64),
    /// Bytes that crossed since something began to move.
    pub bytes: u64,
    pace: Pace,
    /// Those of the records' requests, and how many of them of the round under way.
    crossed: u64,
    round: u64,
    /// Bytes of files that have ended, and of those that move.
    ended: u64,
    moving: HashMap<Hash, u64>,
    told_at: Option<Instant>,
    /// When sync tries again by itself after a failure, and how many there were in a row.
    pub next_at: Option<Time>,
    pub failures: u32,
    pub refused: Vec<Refusal>,
    pub differences: Vec<Place>,
    pub behind: Vec<Behind>,
    pub own_log_ahead: Option<u64>,
    pub clock_off: bool,
}

impl Told {
    /// One step, at which so many bytes of the records' requests have crossed in this round.
    fn take(&mut self, step: Step, round: u64, now: Instant) {
        self.crossed += round.saturating_sub(self.round);
        self.round = round.max(self.round);
        match step {
            Step::Up { records, of } => self.records_up = (records, of),
            Step::Down { records, of } => self.records_down = (records, of),
            Step::File(Moved { address, done, going, .. }) => match going {
                // Where a file goes on from is no byte of this sync.
                Going::On => {
                    let seen = self.moving.entry(address).or_insert(done);
                    self.ended += done.saturating_sub(*seen);
                    *seen = done.max(*seen);
                }
                Going::Arrived | Going::Failed => {
                    self.moving.remove(&address);
                }
            },
        }
        self.bytes = self.ended.saturating_add(self.crossed);
        self.pace.note(now, self.bytes);
    }

    pub fn per_second(&self) -> f64 {
        self.pace.per_second(Instant::now())
    }
}

/// Something that moves, until it is dropped: also where it is ended in its middle.
pub(crate) struct Runs<'a>(&'a App);

impl<'a> Runs<'a> {
    /// Where nothing moved before, bytes and speed are counted anew.
    pub fn begin(app: &'a App) -> Self {
        set(app, |standing| {
            if standing.runs == 0 {
                let told = &mut standing.told;
                (told.bytes, told.ended, told.crossed, told.round) = (0, 0, 0, 0);
                (told.pace, told.moving, told.told_at) = (Pace::default(), HashMap::new(), None);
            }
            standing.runs += 1;
            standing.running = true;
        });
        Self(app)
    }
}

impl Drop for Runs<'_> {
    fn drop(&mut self) {
        set(self.0, |standing| {
            // Whoever signed out has begun anew.
            standing.runs = standing.runs.saturating_sub(1);
            standing.running = standing.runs > 0;
        });
    }
}

/// A sync of records begins: the numbers of the last one are over, what it met stays until this one knows better.
pub(crate) fn begins(app: &App) {
    let mut state = app.state();
    let told = &mut state.sync.told;
    (told.records_up, told.records_down, told.round, told.next_at) = ((0, 0), (0, 0), 0, None);
}

/// One step of it.
pub(crate) fn records(app: &App, step: Step, before: Traffic, now: Traffic) {
    let crossed = (now.bytes_up + now.bytes_down).saturating_sub(before.bytes_up + before.bytes_down);
    take(app, step, Some(crossed));
}

/// One step of an attachment.
pub(crate) fn file(app: &App, moved: Moved) {
    take(app, Step::File(moved), None);
}

fn take(app: &App, step: Step, round: Option<u64>) {
    let at = Instant::now();
    let tells = {
        let mut state = app.state();
        let told = &mut state.sync.told;
        told.take(step, round.unwrap_or(told.round), at);
        let tells = told.told_at.is_none_or(|last| at.duration_since(last) >= TELL);
        if tells {
            told.told_at = Some(at);
        }
        tells
    };
    if tells {
        app.changed(["sync_progress"]);
    }
}

/// A sync came to its end: what it met.
pub(crate) fn ends(told: &mut Told, report: &Report, clock_off: bool) {
    (told.next_at, told.failures, told.clock_off, told.own_log_ahead) = (None, 0, clock_off, report.own_log_ahead);
    told.refused = report.refused.iter().take(MOST_KEPT).cloned().collect();
    told.differences = report.differences.iter().take(MOST_KEPT).copied().collect();
    told.behind = report.behind.iter().take(MOST_KEPT).copied().collect();
}

#[cfg(test)]
mod tests {
    use lakon_sync::files::Way;

    use super::*;

    #[test]
    fn speed_is_that_of_the_last_seconds() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        let at = |ms| start + Duration::from_millis(ms);
        assert!(pace.per_second(start) < 1.0);
        for second in 0..=10 {
            pace.note(at(second * 1_000), second * 1_000);
        }
        assert!((pace.per_second(at(10_000)) - 1_000.0).abs() < 1.0);
        // Four times as fast from here on: soon nothing of the slow beginning counts.
        for second in 1..=5 {
            pace.note(at(10_000 + second * 1_000), 10_000 + second * 4_000);
        }
        assert!((pace.per_second(at(15_000)) - 4_000.0).abs() < 1.0);
        // A line that stands still is slow although nothing is told.
        assert!(pace.per_second(at(31_000)) < 1_000.0);
    }

    #[test]
    fn a_file_that_goes_on_where_it_was_cut_counts_only_what_crosses_now() {
        let mut told = Told::default();
        let file = |done, going| Step::File(Moved { way: Way::Up, address: Hash([1; 32]), done, total: 100, going });
        for (done, going) in [(60, Going::On), (80, Going::On), (100, Going::On), (100, Going::Arrived)] {
            told.take(file(done, going), 5, Instant::now());
        }
        assert_eq!(told.bytes, 45);
    }
}
