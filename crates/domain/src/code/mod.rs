//! Codes people type: the invitation code and the recovery seed, in groups of four Crockford characters.
//! Case, spaces, dashes, O for 0 and I or L for 1 are forgiven.

mod gf32;
mod groups;
mod invitation;
mod seed;

pub use invitation::{Invitation, Secret};
pub use seed::Seed;

/// Characters in a group.
pub const GROUP: usize = 4;

/// What is wrong with a typed code. Groups count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrongCode {
    /// This group has a character that no code has, too few or too many characters, or by the check characters the wrong ones.
    #[error("group {0} is wrong")]
    WrongGroup(usize),
    /// Something is wrong, and the check characters do not say where: an invitation code has one, which finds every
    /// wrong character but not its place (two are needed for that); the seed has two, for one wrong character.
    #[error("a character is wrong")]
    WrongSomewhere,
}

impl WrongCode {
    /// The group to mark, where it is known.
    pub fn group(self) -> Option<usize> {
        match self {
            WrongCode::WrongGroup(group) => Some(group),
            WrongCode::WrongSomewhere => None,
        }
    }
}
