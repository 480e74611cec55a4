//! What happens to one sample case after it came in, and when: every way the service knows, decided before anything is written.

use lakon_domain::calendar::{Calendar, Counting, Day};
use lakon_domain::number::Zone;
use lakon_domain::shape::Time;

use super::Dice;

const MINUTE: i64 = 60_000;
/// Minutes after midnight when the first follow-ups of a day are done.
const MORNING: u16 = 8 * 60;

/// One thing that happens to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Visit, number, who asks and what.
    Open,
    /// It really came so many days earlier.
    Received {
        days: i64,
    },
    Topic,
    Start,
    /// A file of this kind.
    Attach(&'static str),
    Reference,
    Answer,
    Resolve,
    /// "Urungkan" of the answer.
    Undo,
    /// HAI CSO: answered, not confirmed.
    Answered,
    Chase,
    Contact {
        declined: bool,
    },
    Promise,
    Progress,
    /// The documents usual for the topic.
    Request,
    /// The first of them that is awaited.
    Arrive,
    Waive,
    Escalate {
        leaves: bool,
    },
    AskBack,
    Reply,
    Refer,
    HeadAnswer,
    /// The head decided by telephone; the officer writes it down.
    Telephone,
    /// And the head stands by it.
    Confirm,
    Withdraw,
    Pause,
    Resume,
    CorrectClock,
    /// The answer was changed after the case had ended.
    Amend,
    Cancel,
    Duplicate,
    Reopen,
    Forward,
    Return,
    Offer,
    Accept,
}

/// How a case goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    AtOnce,
    Undone,
    /// An HAI answer whose stakeholder had to be asked.
    Chased,
    Paused,
    ClockCorrected,
    Amended,
    Reopened,
    Documents,
    Waived,
    Asked,
    AskedBack,
    Referred,
    Telephone,
    Withdrawn,
    /// Escalated, and the stakeholder does not wait.
    Left,
    /// Solved after so many working days, told of progress every day or never.
    Promised {
        days: usize,
        told: bool,
    },
    HandedOver,
    Forwarded,
    /// Came on paper or on a day off, so many days before it was typed.
    Late {
        days: i64,
    },
    Cancelled,
    Duplicate,
}

impl Way {
    /// Whether a section head is asked.
    pub fn asks(self) -> bool {
        matches!(self, Way::Asked | Way::AskedBack | Way::Referred | Way::Telephone | Way::Withdrawn | Way::Left)
    }
}

/// A course being made up.
pub struct Course<'d> {
    pub calendar: &'d Calendar,
    pub dice: &'d mut Dice,
    at: Time,
    online: bool,
    hai: bool,
    /// The service clock was started.
    serving: bool,
    moments: Vec<(Time, Act)>,
}

impl<'d> Course<'d> {
    /// Of a case that comes in at `opened`.
    pub fn new(calendar: &'d Calendar, dice: &'d mut Dice, opened: Time, channel: &str) -> Self {
        let online = channel != "tatap_muka";
        Self { calendar, dice, at: opened, online, hai: channel == "haicso", serving: !online, moments: Vec::new() }
    }

    /// Everything that happens, oldest first.
    pub fn go(mut self, way: Way, files: &[&'static str]) -> Vec<(Time, Act)> {
        self.moments.push((self.at, Act::Open));
        if let Way::Late { days } = way {
            self.then(1, Act::Received { days });
        }
        self.then(1, Act::Topic);
        for kind in files {
            self.then(0, Act::Attach(kind));
        }
        if self.dice.chance(20) {
            self.then(1, Act::Reference);
        }
        self.middle(way);
        self.moments
    }

    fn middle(&mut self, way: Way) {
        match way {
            Way::AtOnce | Way::Undone | Way::Chased | Way::ClockCorrected | Way::Amended | Way::Reopened => {
                self.finish(way == Way::Chased);
            }
            Way::Paused => {
                self.start();
                self.then(3, Act::Pause);
                let minutes = self.some(5, 40);
                self.then(minutes, Act::Resume);
                self.finish(false);
            }
            Way::Documents | Way::Waived => self.documents(way == Way::Waived),
            Way::Asked | Way::AskedBack | Way::Referred | Way::Telephone | Way::Withdrawn | Way::Left => self.ask(way),
            Way::Promised { days, told } => {
                self.promise();
                self.follow_up(days, told);
                self.finish(false);
            }
            Way::HandedOver => {
                self.promise();
                self.then(60, Act::Offer);
                self.morning();
                self.then(0, Act::Accept);
                self.then(20, Act::Progress);
                self.finish(false);
            }
            Way::Forwarded => {
                self.promise();
                self.then(10, Act::Forward);
                self.follow_up(2, true);
                self.then(0, Act::Return);
                self.finish(false);
            }
            Way::Late { .. } => {
                if !self.online {
                    self.then(1, Act::CorrectClock);
                }
                self.finish(false);
            }
            Way::Cancelled => self.then(6, Act::Cancel),
            Way::Duplicate => self.then(4, Act::Duplicate),
        }
        match way {
            Way::Undone => {
                self.then(1, Act::Undo);
                self.then(1, Act::Resolve);
            }
            Way::ClockCorrected => self.then(5, Act::CorrectClock),
            Way::Amended => self.then(30, Act::Amend),
            Way::Reopened => {
                self.morning();
                self.then(0, Act::Reopen);
                self.then(3, Act::Start);
                if self.hai {
                    self.then(8, Act::Answered);
                    self.morning();
                }
                self.then(8, Act::Resolve);
            }
            _ => {}
        }
    }

    /// The answer, at once where a clock runs, with a new interval online.
    fn finish(&mut self, chased: bool) {
        self.start();
        let minutes = 2 + self.some(0, 14) + self.some(0, 8);
        self.then(minutes, Act::Answer);
        if !self.hai {
            return self.then(0, Act::Resolve);
        }
        self.then(0, Act::Answered);
        if chased {
            self.morning();
            self.then(0, Act::Chase);
        }
        self.morning();
        self.then(0, Act::Resolve);
    }

    /// "Mulai Layanan" where the way in is online and nobody pressed it. Face to face a later answer restarts nothing.
    fn start(&mut self) {
        if self.online && !self.serving {
            let minutes = self.some(1, 45);
            self.then(minutes, Act::Start);
            self.serving = true;
        }
    }

    fn promise(&mut self) {
        if !self.online {
            let declined = self.dice.chance(10);
            let minutes = self.some(4, 12);
            self.then(minutes, Act::Contact { declined });
        }
        self.then(1, Act::Promise);
    }

    fn follow_up(&mut self, days: usize, told: bool) {
        for _ in 0..days {
            self.morning();
            if told {
                self.then(0, Act::Progress);
            }
        }
    }

    /// Whoever came has to go and fetch them; the solution is promised meanwhile.
    fn documents(&mut self, waived: bool) {
        self.then(5, Act::Request);
        self.promise();
        self.morning();
        self.then(0, Act::Progress);
        self.then(10, Act::Arrive);
        self.morning();
        self.then(0, if waived { Act::Waive } else { Act::Arrive });
        self.finish(false);
    }

    fn ask(&mut self, way: Way) {
        let leaves = !self.online && way != Way::Asked && way != Way::Telephone;
        if leaves {
            self.then(5, Act::Contact { declined: false });
        }
        let minutes = self.some(2, 9);
        self.then(minutes, Act::Escalate { leaves });
        match way {
            Way::AskedBack => {
                self.then(40, Act::AskBack);
                self.then(25, Act::Reply);
                self.morning();
                self.then(0, Act::HeadAnswer);
            }
            Way::Referred => {
                self.then(50, Act::Refer);
                self.morning();
                self.then(0, Act::HeadAnswer);
            }
            Way::Telephone => {
                self.then(5, Act::Telephone);
                self.finish(false);
                // The head confirms when there is time, whether the case has ended or not.
                self.morning();
                return self.then(0, Act::Confirm);
            }
            Way::Withdrawn => {
                self.then(30, Act::Withdraw);
            }
            Way::Left => {
                self.morning();
                self.then(0, Act::Progress);
                self.then(30, Act::HeadAnswer);
            }
            _ => {
                let minutes = if self.online { self.some(20, 200) } else { self.some(3, 9) };
                self.then(minutes, Act::HeadAnswer);
            }
        }
        self.finish(false);
    }

    /// Some time between two numbers of minutes.
    fn some(&mut self, from: usize, to: usize) -> i64 {
        i64::try_from(from + self.dice.roll(to - from + 1)).unwrap_or(0)
    }

    fn then(&mut self, minutes: i64, act: Act) {
        let seconds = i64::try_from(self.dice.roll(30)).unwrap_or(0) * 1_000;
        self.at = Time(self.at.0 + minutes * MINUTE + seconds);
        self.moments.push((self.at, act));
    }

    /// Goes on in the morning of the next working day.
    fn morning(&mut self) {
        let zone = Zone::Wita;
        let day = self.calendar.next_working_day(Day::of(self.at, zone), Counting::new(zone));
        let minutes = u16::try_from(self.dice.roll(240)).unwrap_or(0);
        self.at = day.at(MORNING + minutes, zone);
    }
}
