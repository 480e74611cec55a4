//! The duties and the service clock of a case worked out by hand: day by day, line by line, from the words of
//! design/product.md rules 3, 5, 6 and 7. Slow and simple on purpose; it calls nothing of the program.

use crate::days::{Wall, day_of};
use crate::diary::{Diary, Did};

/// Duties as the book names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Solution,
    Progress,
}

/// What became of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Met { at: i64 },
    Open,
    Overdue,
    Missed,
    NotOwed,
}

/// One line of the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owed {
    pub kind: Kind,
    /// Numbers of days.
    pub day0: i64,
    pub due_day: i64,
    pub due_at: i64,
    pub state: State,
}

impl Owed {
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Open | State::Overdue)
    }
}

/// The clock of a case at a moment, milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    pub gross: i64,
    pub net: i64,
    pub running: bool,
}

/// Ways to get a rule wrong, to see that it would be noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    DayZeroCounted,
    CutiBersamaWorked,
    NoRamadan,
    PausesCounted,
    ReopeningKeepsDayZero,
    LateEntryIgnored,
    FaceToFaceOwesAtOnce,
    CancelledStillOwes,
    DayOffReportsLost,
}

/// What the office holds itself to.
#[derive(Debug, Clone)]
pub struct Book {
    pub wall: Wall,
    /// Working days until the solution.
    pub solution_days: i64,
    /// A report every so many working days, for cases received on or after a day; the last that fits holds.
    pub progress_days: Vec<(i64, i64)>,
    pub wrong: Option<Wrong>,
}

struct Stretch {
    start: i64,
    end: Option<i64>,
    /// The line that began it.
    of: usize,
    pauses: Vec<(i64, Option<i64>)>,
}

/// From an opening or a reopening to what ended it.
struct Opening {
    day0: i64,
    owes: bool,
    /// When, and whether it was an answer.
    end: Option<(i64, bool)>,
}

impl Book {
    pub fn new(wall: Wall) -> Self {
        Self { wall, solution_days: 3, progress_days: vec![(i64::MIN, 1)], wrong: None }
    }

    fn is_wrong(&self, wrong: Wrong) -> bool {
        self.wrong == Some(wrong)
    }

    /// Rule 7: a late entry counts from when it really came.
    fn received(&self, diary: &Diary) -> i64 {
        let mut received = diary.lines[0].at;
        for (_, line) in diary.standing() {
            if let Did::Received { at } = line.did
                && !self.is_wrong(Wrong::LateEntryIgnored)
            {
                received = at;
            }
        }
        received
    }

    /// Rule 3: from a start to the first stop that follows it.
    fn stretches(&self, diary: &Diary) -> Vec<Stretch> {
        let mut all: Vec<Stretch> = Vec::new();
        let late = self.received(diary) < diary.lines[0].at;
        let corrected = diary.standing().any(|(_, line)| matches!(line.did, Did::Correct { of: 0, .. }));
        for (number, line) in diary.standing() {
            let running = all.last_mut().filter(|stretch| stretch.end.is_none());
            match (&line.did, running) {
                (Did::FirstKey, None) if !diary.online && (!late || corrected) => {
                    all.push(Stretch { start: line.at, end: None, of: number, pauses: Vec::new() });
                }
                (Did::Start, None) => {
                    all.push(Stretch { start: line.at, end: None, of: number, pauses: Vec::new() });
                }
                (Did::Answer | Did::Promise | Did::Leave | Did::Cancel, Some(stretch)) => {
                    // A PC whose clock is behind makes no negative time.
                    stretch.end = Some(line.at.max(stretch.start));
                }
                // Somebody said when it ended: what starts now is another.
                (Did::Correct { of, .. }, Some(stretch)) if stretch.of == *of => stretch.end = Some(line.at),
                (Did::Pause, Some(stretch)) => stretch.pauses.push((line.at, None)),
                (Did::Resume, Some(stretch)) => {
                    if let Some((_, end)) = stretch.pauses.last_mut() {
                        *end = Some(line.at);
                    }
                }
                _ => {}
            }
        }
        for (_, line) in diary.standing() {
            if let Did::Correct { of, start, end } = line.did
                && let Some(stretch) = all.iter_mut().find(|stretch| stretch.of == of)
            {
                (stretch.start, stretch.end) = (start, Some(end));
            }
        }
        all
    }

    pub fn service(&self, diary: &Diary, now: i64) -> Service {
        let mut service = Service { gross: 0, net: 0, running: false };
        for stretch in self.stretches(diary) {
            let end = stretch.end.unwrap_or(now);
            service.running |= stretch.end.is_none();
            service.gross += (end - stretch.start).max(0);
            service.net += (end - stretch.start).max(0);
            for (from, to) in stretch.pauses {
                let (from, to) = (from.max(stretch.start), to.unwrap_or(end).min(end));
                if to > from && !self.is_wrong(Wrong::PausesCounted) {
                    service.net -= to - from;
                }
            }
        }
        service
    }

    /// Rule 5: face to face, when the service session ended.
    fn session_end(&self, diary: &Diary) -> Option<i64> {
        if let Some(first) = self.stretches(diary).first() {
            return first.end;
        }
        let stops = diary
            .standing()
            .filter(|(_, line)| matches!(line.did, Did::Answer | Did::Promise | Did::Leave | Did::Cancel));
        stops.map(|(_, line)| line.at).min()
    }

    fn openings(&self, diary: &Diary) -> Vec<Opening> {
        let mut all = vec![Opening { day0: day_of(self.received(diary)), owes: true, end: None }];
        for (_, line) in diary.standing() {
            let last = all.last_mut().unwrap();
            match line.did {
                // The first answer counts; without one the first of the other ends.
                Did::Answer if last.end.is_none_or(|(_, answered)| !answered) => last.end = Some((line.at, true)),
                Did::Cancel if last.end.is_none() => last.end = Some((line.at, false)),
                Did::Reopen => {
                    let day0 = if self.is_wrong(Wrong::ReopeningKeepsDayZero) { last.day0 } else { day_of(line.at) };
                    all.push(Opening { day0, owes: true, end: None });
                }
                _ => {}
            }
        }
        if !diary.online && !self.is_wrong(Wrong::FaceToFaceOwesAtOnce) {
            // "A case without an answer when its service session ends owes the solution."
            all[0].owes = match (self.session_end(diary), all[0].end) {
                (None, _) => false,
                (Some(ended), Some((answered, true))) => answered > ended,
                (Some(_), _) => true,
            };
        }
        all
    }

    /// Everything the case owes, owed or does not owe at a moment; each opening's solution before its reports.
    pub fn duties(&self, diary: &Diary, now: i64) -> Vec<Owed> {
        let received = day_of(self.received(diary));
        let every = self.progress_days.iter().rfind(|(from, _)| *from <= received).unwrap().1;
        let reports: Vec<i64> =
            diary.standing().filter(|(_, line)| line.did == Did::Report).map(|(_, line)| line.at).collect();
        let mut all = Vec::new();
        for opening in self.openings(diary) {
            let counted = self.solution_days - i64::from(self.is_wrong(Wrong::DayZeroCounted));
            let due_day = self.wall.after(opening.day0, counted);
            let due_at = self.wall.closing(due_day);
            let state = match opening.end {
                _ if !opening.owes => State::NotOwed,
                Some((_, false)) if !self.is_wrong(Wrong::CancelledStillOwes) => State::NotOwed,
                Some((at, true)) => State::Met { at },
                _ if now > due_at => State::Overdue,
                _ => State::Open,
            };
            all.push(Owed { kind: Kind::Solution, day0: opening.day0, due_day, due_at, state });
            if opening.owes {
                self.progress(&opening, &reports, every, now, &mut all);
            }
        }
        all
    }

    /// Rule 6: at least one report every so many working days until solved. What is told on a day off counts for the
    /// working day before it.
    fn progress(&self, opening: &Opening, reports: &[i64], every: i64, now: i64, all: &mut Vec<Owed>) {
        let last_day = day_of(opening.end.map_or(now, |(at, _)| at));
        let mut before = opening.day0;
        loop {
            let first = self.wall.next_working_day(before);
            // Of what has ended only the days until then; of what is open also the next that comes.
            if first > last_day && opening.end.is_some() {
                return;
            }
            let due_day = self.wall.after(before, every);
            let due_at = self.wall.closing(due_day);
            let next = self.wall.next_working_day(due_day);
            let until = if self.is_wrong(Wrong::DayOffReportsLost) { due_day + 1 } else { next };
            let told = reports.iter().copied().filter(|at| (first..until).contains(&day_of(*at))).min();
            let state = match opening.end {
                Some((at, true)) => {
                    let answer = Some(at).filter(|at| (first..next).contains(&day_of(*at)));
                    match told.into_iter().chain(answer).min() {
                        Some(at) => State::Met { at },
                        None => State::Missed,
                    }
                }
                Some((cancelled, false)) => match told {
                    Some(at) if at <= cancelled => State::Met { at },
                    _ => State::NotOwed,
                },
                None => match told {
                    Some(at) => State::Met { at },
                    None if day_of(now) >= next => State::Missed,
                    None if now > due_at => State::Overdue,
                    None => State::Open,
                },
            };
            all.push(Owed { kind: Kind::Progress, day0: opening.day0, due_day, due_at, state });
            if first > last_day {
                return;
            }
            before = due_day;
        }
    }
}
