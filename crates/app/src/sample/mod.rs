//! The sample office: two years of made-up consultations to look at and to play with, the same ones every time.

mod acts;
mod course;
mod files;
mod opened;
mod plan;
mod recent;
mod staff;
mod texts;
mod write;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use lakon_domain::Random;
use lakon_domain::number::Zone;
use lakon_domain::shape::{Code, Time};
use lakon_store::{Clock, Folder, KeyFile, Randomness};

use crate::failure::Failure;
use crate::office::{Beginning, begin_in};
use crate::words::Sentence;
use staff::{OFFICER, Staff};

/// Of everybody in a sample office; shown to whoever opens it.
pub const PASSWORD: &str = "contoh-lakon";
/// Consultations made.
pub const CASES: usize = 3_000;
/// Who heads which section.
pub const HEADS: [(&str, &str); 4] =
    [("PD", "Sri Contoh"), ("BANK", "Bambang Contoh"), ("MSKI", "Ratih Contoh"), ("VERA", "Tono Contoh")];
/// Everything random in a sample comes from here, its keys too: it protects nothing.
const SEED: u64 = 46;

/// A clock that stands where the story is.
pub(crate) struct StoryClock(AtomicI64);

impl StoryClock {
    pub fn set(&self, now: Time) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for StoryClock {
    fn now(&self) -> Time {
        Time(self.0.load(Ordering::SeqCst))
    }
}

/// Numbers that look random and are the same every time (Knuth's MMIX generator).
pub(crate) struct Dice(u64);

impl Dice {
    /// Below `sides`, which is at least 1.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let wide = usize::try_from(self.0 >> 33).unwrap_or(0);
        wide % sides.max(1)
    }

    /// One of them; the list is not empty.
    pub fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.roll(of.len())]
    }

    /// One of the texts.
    pub fn word(&mut self, of: &'static [&'static str]) -> &'static str {
        of[self.roll(of.len())]
    }

    /// True so many times in a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }
}

impl Random for Dice {
    fn fill(&mut self, buffer: &mut [u8]) {
        for byte in buffer {
            *byte = u8::try_from(self.roll(256)).unwrap_or(0);
        }
    }
}

/// The telephone number of a person: one that nobody has.
fn phone(person: usize) -> String {
    format!("0800-0000-{person:04}")
}

/// Makes a sample office in an empty folder, as it stands at `now`: one PC, two officers, the heads of four sections. The
/// second officer and the first head can sign in too. `told` hears how much of how much is done.
pub(crate) fn make(folder: &Folder, now: Time, told: &dyn Fn(u64, u64)) -> Result<(), Failure> {
    let mut dice = Dice(SEED);
    let plan = plan::plan(now, &mut dice);
    let clock = Arc::new(StoryClock(AtomicI64::new(plan.begins.0)));
    let random = Randomness::new(Dice(SEED + 1));
    let beginning = Beginning {
        code: Code::new("046").map_err(|_| Sentence::Broken)?,
        name: "KPPN Contoh (data rekaan)".to_owned(),
        zone: Zone::Wita,
        person: "Dewi Contoh".to_owned(),
        password: PASSWORD.to_owned(),
    };
    let (store, key, dewi) = begin_in(folder, &beginning, clock.clone(), &random)?;
    let staff = Staff::new(dewi, plan.begins, now, &mut dice);
    staff.write(&store, &mut dice)?;
    let mut keys = KeyFile::load(folder)?.file;
    let [(section, head), ..] = HEADS;
    for (user, name) in [(staff.officers[1], OFFICER), (staff.head(section), head)] {
        keys.add_slot(user, name, PASSWORD, &key, &mut dice)?;
    }
    write::write(&store, &clock, &plan, &staff, now, &mut dice, told)?;
    store.close();
    Ok(())
}
