//! What can happen in a simulated office, one step at a time; a run is a list of these, drawn from its seed before it begins.
//! A new fault of a machine is one more of them: a name, a chance, and what it does in `run.rs`.

use lakon_simulation_tests::dice::Dice;

use crate::machines::What;
use crate::stick::Place;

/// A desk by its number; a seed of its own for each step that needs chance, so that steps do not lean on each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// A whole case.
    Open {
        desk: usize,
        dice: u64,
    },
    /// Another value of a field, perhaps one another desk edits too.
    Edit {
        desk: usize,
        dice: u64,
    },
    /// A case ends or is promised.
    End {
        desk: usize,
        dice: u64,
    },
    /// So many records, counted in pages: 0 stands for none at all, then one, page-1, page, page+1, two pages.
    Pages {
        desk: usize,
        dice: u64,
        step: i64,
    },
    Attach {
        desk: usize,
        dice: u64,
        size: usize,
    },
    Spoil {
        desk: usize,
    },
    /// A wish only an admin may have.
    Rule {
        desk: usize,
        dice: u64,
    },
    /// A sync; nothing happens to so many requests of a hundred.
    Sync {
        desk: usize,
        dice: u64,
        calm: i64,
    },
    /// Two desks sync at the same time.
    SyncBoth {
        one: usize,
        other: usize,
        dice: u64,
        calm: i64,
    },
    /// Another server answers at the office's address.
    Impostor {
        desk: usize,
    },
    /// Somebody puts a record nobody wrote into what the server hands out.
    Forged {
        desk: usize,
        dice: u64,
    },
    KillDesk {
        desk: usize,
    },
    /// The program dies in the middle of an officer's write.
    DieWriting {
        desk: usize,
        dice: u64,
    },
    KillServer,
    /// The projections of a desk are made anew from its logs.
    Rebuild {
        desk: usize,
    },
    /// A machine's clock jumps by so many days; `None`: the server's.
    Jump {
        desk: Option<usize>,
        days: i64,
    },
    /// Private parts of other people's records are gone from a machine; `None`: the server.
    Strip {
        desk: Option<usize>,
        most: i64,
    },
    /// One desk hands another what it holds of every log, past the server.
    Relay {
        from: usize,
        to: usize,
    },
    /// Work at a desk whose disk has so many pages left.
    FullDisk {
        desk: usize,
        dice: u64,
        pages: i64,
    },
    /// A second server process is started on the same folder.
    SecondServer,
    /// Another PC is set up; nothing happens to so many requests of a hundred.
    Join {
        dice: u64,
        calm: i64,
    },
    /// An admin asks that a case or a person goes for good, or somebody who has no right to.
    Erase {
        desk: usize,
        dice: u64,
    },
    /// Yesterday's copy of a disk is made: of a desk, of the server, of every machine in one moment.
    Keep {
        desk: Option<usize>,
        all: bool,
    },
    /// That copy takes the desk's place.
    PutBack {
        desk: usize,
        what: What,
    },
    /// That copy takes the server's place.
    PutBackServer,
    /// The copies of one moment take every machine's place.
    PutBackAll,
    /// A copy of a whole desk goes on beside it.
    Clone {
        desk: usize,
        same_machine: bool,
    },
    /// The server is lost with its disk, and a new one is made from the seed.
    LoseServer,
    /// An admin asks that a PC writes here no more.
    Revoke {
        desk: usize,
    },
    /// The admin takes or refuses what revoked PCs handed in.
    Decide {
        take: bool,
    },
    /// A bundle is written on a stick; `None`: by the server.
    StickOut {
        from: Place,
        all: bool,
    },
    /// Somebody takes a stick.
    StickIn {
        to: Place,
        dice: u64,
    },
}

impl Op {
    pub const NAMES: [&'static str; 32] = [
        "open",
        "edit",
        "end",
        "pages",
        "attach",
        "spoil",
        "rule",
        "sync",
        "sync both",
        "impostor met",
        "forger met",
        "kill desk",
        "kill server",
        "rebuild",
        "clock jump",
        "strip",
        "relay",
        "full disk",
        "second server",
        "join",
        "erase",
        "keep",
        "put back",
        "put server back",
        "put everything back",
        "clone",
        "lose server",
        "revoke",
        "decide",
        "stick out",
        "stick in",
        "die writing",
    ];

    pub fn name(self) -> &'static str {
        let at = match self {
            Self::Open { .. } => 0,
            Self::Edit { .. } => 1,
            Self::End { .. } => 2,
            Self::Pages { .. } => 3,
            Self::Attach { .. } => 4,
            Self::Spoil { .. } => 5,
            Self::Rule { .. } => 6,
            Self::Sync { .. } => 7,
            Self::SyncBoth { .. } => 8,
            Self::Impostor { .. } => 9,
            Self::Forged { .. } => 10,
            Self::KillDesk { .. } => 11,
            Self::KillServer => 12,
            Self::Rebuild { .. } => 13,
            Self::Jump { .. } => 14,
            Self::Strip { .. } => 15,
            Self::Relay { .. } => 16,
            Self::FullDisk { .. } => 17,
            Self::SecondServer => 18,
            Self::Join { .. } => 19,
            Self::Erase { .. } => 20,
            Self::Keep { .. } => 21,
            Self::PutBack { .. } => 22,
            Self::PutBackServer => 23,
            Self::PutBackAll => 24,
            Self::Clone { .. } => 25,
            Self::LoseServer => 26,
            Self::Revoke { .. } => 27,
            Self::Decide { .. } => 28,
            Self::StickOut { .. } => 29,
            Self::StickIn { .. } => 30,
            Self::DieWriting { .. } => 31,
        };
        Self::NAMES[at]
    }

    fn draw(random: &mut Dice, desks: usize) -> Self {
        let sides = desks as i64;
        let desk = usize::try_from(random.roll(sides)).unwrap();
        let other = (desk + 1 + usize::try_from(random.roll(sides - 1)).unwrap()) % desks;
        let dice = random.roll(1 << 30).unsigned_abs();
        let machine = (!random.chance(40)).then_some(desk);
        match random.roll(120) {
            0..15 => Self::Open { desk, dice },
            15..30 => Self::Edit { desk, dice },
            30..34 => Self::End { desk, dice },
            34..38 => Self::Pages { desk, dice, step: random.roll(6) },
            38..45 => Self::Attach { desk, dice, size: size(random) },
            45..47 => Self::Spoil { desk },
            47..51 => Self::Rule { desk, dice },
            51..66 => Self::Sync { desk, dice, calm: random.between(30, 95) },
            66..74 => Self::SyncBoth { one: desk, other, dice, calm: random.between(50, 95) },
            74..75 => Self::Join { dice, calm: random.between(60, 95) },
            // Mostly by the first PC, which is an admin's.
            75..77 => Self::Erase { desk: if random.chance(80) { 0 } else { desk }, dice },
            77..79 => Self::Impostor { desk },
            79..81 => Self::Forged { desk, dice },
            81..82 => Self::KillDesk { desk },
            82..83 => Self::DieWriting { desk, dice },
            83..85 => Self::KillServer,
            85..87 => Self::Rebuild { desk },
            87..91 => Self::Jump { desk: machine, days: *random.pick(&[-3_650, -400, -1, 1, 400, 3_650]) },
            91..94 => Self::Strip { desk: machine, most: random.between(1, 12) },
            94..96 => Self::Relay { from: desk, to: other },
            96..99 => Self::FullDisk { desk, dice, pages: random.roll(8) },
            99..100 => Self::SecondServer,
            100..103 => Self::Keep { desk: machine, all: random.chance(40) },
            103..107 => Self::PutBack { desk, what: if random.chance(60) { What::Database } else { What::Folder } },
            107..109 => Self::PutBackServer,
            109..110 => Self::PutBackAll,
            110..111 => Self::Clone { desk, same_machine: random.chance(60) },
            111..112 => Self::LoseServer,
            112..113 => Self::Revoke { desk },
            113..114 => Self::Decide { take: random.chance(60) },
            114..117 => Self::StickOut { from: machine, all: random.chance(60) },
            _ => Self::StickIn { to: machine, dice },
        }
    }

    /// The steps of a run.
    pub fn list(random: &mut Dice, desks: usize, length: usize) -> Vec<Self> {
        (0..length).map(|_| Self::draw(random, desks)).collect()
    }
}

/// Nothing, a byte, a letter, and seldom more than one piece of an upload.
fn size(random: &mut Dice) -> usize {
    match random.roll(20) {
        0 => 0,
        1 => 1,
        2 => (1 << 20) + usize::try_from(random.roll(300_000)).unwrap(),
        _ => usize::try_from(random.between(2, 40_000)).unwrap(),
    }
}
