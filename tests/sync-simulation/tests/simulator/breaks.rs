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
    /// 4: a private part that was missing at a desk is not filled in.
    NeverFillsIn,
    /// 5: what arrived last is shown.
    LastToArriveWins,
    /// 6: the server says "equal" too early.
    SaysEqualTooEarly,
    /// 7: what the server does not have is taken to be withdrawn.
    AbsentMeansGone,
    /// 8: hearing a record moves the own clock without bound.
    FollowsEveryClock,
    /// 9: attachments go before the records that name them.
    FilesFirst,
    /// 9 again: a desk keeps its records to itself while an attachment is bad.
    RecordsWaitForABadFile,
    /// 9 once more: a bad attachment stops all others.
    BadFileStopsTheRest,
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
    pub const ALL: [Break; 20] = [
        Self::SkipsANumber,
        Self::WritesRecordsAnew,
        Self::NamesHeadsItLacks,
        Self::NeverFillsIn,
        Self::LastToArriveWins,
        Self::SaysEqualTooEarly,
        Self::AbsentMeansGone,
        Self::FollowsEveryClock,
        Self::FilesFirst,
        Self::RecordsWaitForABadFile,
        Self::BadFileStopsTheRest,
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
    /// Words in the verdict of the check that belongs to the invariant.
    fn noticed_by(self) -> &'static [&'static str] {
        match self {
            Self::SkipsANumber => &["its author wrote"],
            // Nobody takes what does not chain, and so nobody gets it.
            Self::WritesRecordsAnew => &["refused [NoSeal", "refused [BadRecord"],
            Self::NamesHeadsItLacks | Self::SaysEqualTooEarly => &["holds [", "was acknowledged and is missing"],
            Self::NeverFillsIn => &["its private part is missing"],
            Self::LastToArriveWins => &["shows: "],
            Self::AbsentMeansGone => &["had acknowledged"],
            Self::FollowsEveryClock => &["stamped "],
            Self::FilesFirst => &["sends an attachment before its records"],
            Self::RecordsWaitForABadFile | Self::DropsTheForkedTail => &["was acknowledged and is missing"],
            Self::BadFileStopsTheRest => &["lacks the attachment"],
            Self::AcknowledgesBeforeTheCommit => &["Server had acknowledged"],
            Self::RefusesTheRightless => &["refused [BadRecord"],
            Self::NeverJudges | Self::TakesReceiptsForJudgements => &["without a right to and still counts"],
            Self::WritesOnInTheOldLog => &["further than itself"],
            Self::BelievesAnyServer => &["to a server of another office"],
            Self::KeepsTheOfficeToItself => &["does not know this device"],
            Self::SkipsSeals => &["logs differ at", "was written by nobody", "is not the server's"],
        }
    }

    /// Whether this step is one without which nobody can notice.
    pub fn shows_at(self, op: &Op) -> bool {
        match self {
            Self::WritesOnInTheOldLog => matches!(op, Op::PutBack { .. }),
            Self::DropsTheForkedTail => matches!(op, Op::PutBack { .. } | Op::Clone { .. }),
            Self::KeepsTheOfficeToItself => matches!(op, Op::LoseServer),
            Self::BelievesAnyServer => matches!(op, Op::Impostor { .. }),
            Self::RefusesTheRightless | Self::NeverJudges => matches!(op, Op::Rule { .. }),
            Self::TakesReceiptsForJudgements => matches!(op, Op::LoseServer | Op::PutBackServer),
            Self::FilesFirst => matches!(op, Op::Attach { .. }),
            Self::RecordsWaitForABadFile | Self::BadFileStopsTheRest => matches!(op, Op::Spoil { .. }),
            Self::NeverFillsIn => matches!(op, Op::Strip { desk: Some(_), .. }),
            _ => true,
        }
    }
}

#[test]
fn every_invariant_broken_on_purpose_is_noticed() {
    let caught = seeds::each(&Break::ALL, |broken| {
        // Whatever else goes wrong by the way, the check that belongs to the invariant has to notice.
        let noticed = |seed| {
            let told = run::run(seed, Some(*broken)).err()?;
            let belongs = broken.noticed_by().iter().any(|words| told.wrong.contains(words));
            belongs.then_some((seed, told))
        };
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
