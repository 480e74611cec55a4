//! The sample office: half a year of made-up consultations to look at and to play with, the same ones every time.

mod files;
mod plan;
mod texts;
mod write;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use lakon_domain::Random;
use lakon_domain::event::{Name, UserAdded};
use lakon_domain::number::Zone;
use lakon_domain::rights::Role;
use lakon_domain::shape::{Code, Time};
use lakon_store::{Clock, Folder, KeyFile, Randomness};

use crate::failure::Failure;
use crate::office::{Beginning, begin_in};
use crate::words::Sentence;

/// Of everybody in a sample office; shown to whoever opens it.
pub const PASSWORD: &str = "contoh-lakon";
/// Consultations made.
pub const CASES: usize = 300;
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

/// Makes a sample office in an empty folder, as it stands at `now`: one PC, two officers, a section head.
pub(crate) fn make(folder: &Folder, now: Time) -> Result<(), Failure> {
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
    let (agus, agus_name) = (lakon_domain::ids::new_id(plan.begins.0, &mut dice), "Agus Contoh");
    let head = lakon_domain::ids::new_id(plan.begins.0, &mut dice);
    store.transact::<_, Failure>(dewi, |tx| {
        let named = |name: &str| Some(Name { name: name.to_owned() });
        tx.write(UserAdded { user: agus, roles: vec![Role::Officer], answers: None, private: named(agus_name) })?;
        tx.write(UserAdded {
            user: head,
            roles: vec![Role::SectionHead],
            answers: None,
            private: named("Sri Contoh"),
        })?;
        crate::office::forget_seed(tx)
    })?;
    KeyFile::load(folder)?.file.add_slot(agus, agus_name, PASSWORD, &key, &mut dice)?;
    write::write(&store, &clock, &plan, [dewi, agus], now, &mut dice)?;
    store.close();
    Ok(())
}
