//! One deliberate break for every invariant the program keeps today. Each is made from outside, by a replica or a line that
//! misbehaves, so nothing of it can be switched on in a program for people. The simulator has to notice every one.

use crate::op::Op;
use crate::run;
use crate::seeds;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// 1: a desk leaves out a number of its own log.
    SkipsANumber,
    /// 2: the server writes records anew before it hands them on.
    WritesRecordsAnew,
    /// 3: a desk names heads of pages it has not stored.
    NamesHeadsItLacks,
    /// 4: a private part that was missing is not filled in.
    NeverFillsIn,
    /// 5: what arrived last is shown.
    LastToArriveWins,
    /// 6: the server says "equal" too early.
    SaysEqualTooEarly,
    /// 7: what the server does not have is taken to be withdrawn.
    AbsentMeansGone,
    /// 8: hearing a record moves the own clock without bound.
    FollowsEveryClock,
    /// 9: attachments go first, and a bad one stops the rest.
    FilesFirst,
    /// 10: the server acknowledges before the disk has it.
    AcknowledgesBeforeTheCommit,
    /// 11: what its author had no right to make is refused instead of kept and voided.
    RefusesTheRightless,
    /// 11 again: what its author had no right to make is kept and counts.
    NeverJudges,
    /// 11 once more: what a server before this one took is held to be judged, whether the judgement is here or not.
    TakesReceiptsForJudgements,
    /// 12: a desk that was put back does not notice and writes on in its old log.
    WritesOnInTheOldLog,
    /// 12 again: a desk carries on in a new log and leaves out what it had written beyond the fork.
    DropsTheForkedTail,
    /// 13: a desk believes whatever server answers.
    BelievesAnyServer,
    /// 13 again: a desk does not hand a server made anew what it holds of the office.
    KeepsTheOfficeToItself,
    /// 14: seals are not looked at.
    SkipsSeals,
}

impl Break {
    pub const ALL: [Break; 18] = [
        Self::SkipsANumber,
        Self::WritesRecordsAnew,
        Self::NamesHeadsItLacks,
        Self::NeverFillsIn,
        Self::LastToArriveWins,
        Self::SaysEqualTooEarly,
        Self::AbsentMeansGone,
        Self::FollowsEveryClock,
        Self::FilesFirst,
        Self::AcknowledgesBeforeTheCommit,
        Self::RefusesTheRightless,
        Self::NeverJudges,
        Self::TakesReceiptsForJudgements,
        Self::WritesOnInTheOldLog,
        Self::DropsTheForkedTail,
        Self::BelievesAnyServer,
        Self::KeepsTheOfficeToItself,
        Self::SkipsSeals,
    ];
}

impl Break {
    /// Whether this step is one without which nobody can notice.
    pub fn shows_at(self, op: &Op) -> bool {
        match self {
            Self::WritesOnInTheOldLog => matches!(op, Op::PutBack { .. }),
            Self::DropsTheForkedTail => matches!(op, Op::PutBack { .. } | Op::Clone { .. }),
            Self::KeepsTheOfficeToItself => matches!(op, Op::LoseServer),
            Self::BelievesAnyServer => matches!(op, Op::Impostor { .. }),
            Self::RefusesTheRightless | Self::NeverJudges => matches!(op, Op::Rule { .. }),
            Self::TakesReceiptsForJudgements => matches!(op, Op::LoseServer | Op::PutBackServer),
            Self::FilesFirst => matches!(op, Op::Spoil { .. }),
            Self::NeverFillsIn => matches!(op, Op::Strip { .. }),
            _ => true,
        }
    }
}

#[test]
fn every_invariant_broken_on_purpose_is_noticed() {
    let caught = seeds::each(&Break::ALL, |broken| {
        let noticed = |seed| run::run(seed, Some(*broken)).err().map(|told| (seed, told));
        // What goes wrong without the break as well does not tell of it.
        let first = seeds::wanted().filter_map(noticed).find(|(seed, _)| run::run(*seed, None).is_ok());
        (*broken, first)
    });
    let mut survived = Vec::new();
    for (broken, first) in caught {
        match first {
            Some((seed, told)) => println!("{broken:?}: noticed at seed {seed}: {}", told.wrong),
            None => survived.push(broken),
        }
    }
    assert!(survived.is_empty(), "nobody noticed {survived:?}");
}
