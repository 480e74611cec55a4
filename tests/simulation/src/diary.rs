//! What people did to one case, line by line as they did it, with the time their PC showed.

/// One thing somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Milliseconds since 1970 by the clock of the PC.
    pub at: i64,
    pub did: Did,
    /// "Urungkan": it never happened.
    pub undone: bool,
}

/// What was done, as far as product.md rules 3, 5, 6 and 7 ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Did {
    /// The first keystroke in a new case.
    FirstKey,
    /// "Diterima/dilayani pada" was set to another time.
    Received {
        at: i64,
    },
    /// "Mulai Layanan", "Lanjutkan Layanan".
    Start,
    /// Answered, confirmed by the stakeholder or not.
    Answer,
    Promise,
    /// Escalated while the stakeholder leaves.
    Leave,
    /// Cancelled or found to be a duplicate.
    Cancel,
    Pause,
    Resume,
    /// Other times for the stretch of service that began with line `of`.
    Correct {
        of: usize,
        start: i64,
        end: i64,
    },
    Reopen,
    Report,
}

/// The diary of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diary {
    pub online: bool,
    pub lines: Vec<Line>,
}

impl Diary {
    /// Returns the number of the line.
    pub fn note(&mut self, at: i64, did: Did) -> usize {
        self.lines.push(Line { at, did, undone: false });
        self.lines.len() - 1
    }

    /// Lines that stand, each with its number.
    pub fn standing(&self) -> impl Iterator<Item = (usize, &Line)> {
        self.lines.iter().enumerate().filter(|(_, line)| !line.undone)
    }
}
