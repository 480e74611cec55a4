//! What can happen to one request on its way and to whoever sends or answers it.

use lakon_simulation_tests::dice::Dice;

/// Positions are parts of the whole in 1/1024, so that every byte can be met whatever the length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It arrives, and so does the answer.
    None,
    /// It never arrives.
    Lost,
    /// Its beginning arrives.
    CutRequest(i64),
    /// The beginning of the answer arrives, and the line breaks.
    CutAnswer(i64),
    /// The beginning of the answer arrives and passes for the whole.
    ShortAnswer(i64),
    /// It was done, and the answer is lost.
    LostAnswer,
    /// It arrives twice, and the second answer comes back.
    Doubled,
    /// It arrives again, later, when others have arrived.
    DoubledLater,
    /// It takes part in the traffic after what others send meanwhile.
    Delayed(i64),
    /// A proxy answers with a page of its own.
    Html,
    /// A proxy answers with a page of its own and calls it an answer.
    HtmlInDisguise,
    /// The server dies before it reads it.
    ServerDiesBefore,
    /// The server dies after the commit, before the answer.
    ServerDiesAfter,
    /// The server was started anew between this request and the one before.
    ServerStartedAnew,
    /// The server's disk has so many pages left.
    ServerDiskFull(i64),
    /// The desk's disk has so many pages left from here to the end of the sync.
    DeskDiskFull(i64),
    /// The desk's program dies after the server has answered.
    DeskDies,
    /// The officer goes on working meanwhile.
    OfficerWrites,
}

impl Fault {
    pub const NAMES: [&'static str; 17] = [
        "lost",
        "request cut",
        "answer cut",
        "answer short",
        "answer lost",
        "doubled",
        "doubled later",
        "delayed",
        "html",
        "html in disguise",
        "server dies before",
        "server dies after",
        "server started anew",
        "server's disk full",
        "desk's disk full",
        "desk dies",
        "officer writes meanwhile",
    ];

    /// One of them; nothing happens in so many of a hundred.
    pub fn draw(dice: &mut Dice, calm: i64) -> Self {
        if dice.chance(calm) {
            return Self::None;
        }
        match dice.roll(17) {
            0 => Self::Lost,
            1 => Self::CutRequest(dice.roll(1024)),
            2 => Self::CutAnswer(dice.roll(1024)),
            3 => Self::ShortAnswer(dice.roll(1024)),
            4 => Self::LostAnswer,
            5 => Self::Doubled,
            6 => Self::DoubledLater,
            7 => Self::Delayed(dice.roll(2_000)),
            8 => Self::Html,
            9 => Self::HtmlInDisguise,
            10 => Self::ServerDiesBefore,
            11 => Self::ServerDiesAfter,
            12 => Self::ServerStartedAnew,
            13 => Self::ServerDiskFull(dice.roll(6)),
            14 => Self::DeskDiskFull(dice.roll(6)),
            15 => Self::DeskDies,
            _ => Self::OfficerWrites,
        }
    }

    pub fn name(self) -> Option<&'static str> {
        let at = match self {
            Self::None => return None,
            Self::Lost => 0,
            Self::CutRequest(_) => 1,
            Self::CutAnswer(_) => 2,
            Self::ShortAnswer(_) => 3,
            Self::LostAnswer => 4,
            Self::Doubled => 5,
            Self::DoubledLater => 6,
            Self::Delayed(_) => 7,
            Self::Html => 8,
            Self::HtmlInDisguise => 9,
            Self::ServerDiesBefore => 10,
            Self::ServerDiesAfter => 11,
            Self::ServerStartedAnew => 12,
            Self::ServerDiskFull(_) => 13,
            Self::DeskDiskFull(_) => 14,
            Self::DeskDies => 15,
            Self::OfficerWrites => 16,
        };
        Some(Self::NAMES[at])
    }
}

/// So many bytes of a whole.
pub fn part(of: usize, of_1024: i64) -> usize {
    of * usize::try_from(of_1024).unwrap() / 1024
}
