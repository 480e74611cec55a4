//! Holidays: what closes the office on a day that is no weekend.

use serde::{Deserialize, Serialize};

use super::Day;
use crate::shape::Code;

/// The status of a holiday that is certain; every other one makes what rests on it provisional ("sementara").
pub const CONFIRMED: &str = "ditetapkan";

/// The two sorts of holiday in the joint decree of three ministers (SKB).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolidayKind {
    /// "Libur nasional"
    National,
    /// "Cuti bersama"
    CutiBersama,
}

impl HolidayKind {
    pub const ALL: [HolidayKind; 2] = [HolidayKind::National, HolidayKind::CutiBersama];

    /// `jenis` of the table of holidays.
    pub fn code(self) -> &'static str {
        match self {
            HolidayKind::National => "libur_nasional",
            HolidayKind::CutiBersama => "cuti_bersama",
        }
    }
}

/// One holiday. A day may have several.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Holiday {
    pub day: Day,
    pub kind: HolidayKind,
    /// [`CONFIRMED`], or why it is not certain yet.
    pub status: Code,
    /// As the decree calls it.
    pub name: String,
    /// Legal basis; may be empty.
    pub source: String,
}

impl Holiday {
    /// Whether it is certain.
    pub fn is_confirmed(&self) -> bool {
        self.status.as_str() == CONFIRMED
    }
}
