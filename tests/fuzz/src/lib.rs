//! One function for every decoder of bytes from outside: whatever the bytes are, it must not panic, must stay within its memory, and
//! what it reads must read the same once it was written again. `tests/corpus` runs them over the committed corpus, `fuzz/` under
//! libFuzzer.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod answers;
mod bundle;
mod calendar;
mod codes;
mod commands;
mod door;
mod fold;
mod found;
mod held;
mod key_files;
mod measure;
mod mutate;
mod names;
mod record;
mod sealed;
mod server_files;
mod settings;
mod shapes;
mod uploads;
mod wire;

pub use answers::answers;
pub use bundle::{FACTS, FILE, ITEMS, OFFICE, OFFICE_KEY, PLAIN_BUNDLE, bundle, invitation, statement};
pub use calendar::calendar;
pub use codes::codes;
pub use commands::commands;
pub use door::Counter;
pub use fold::fold;
pub use found::found;
pub use held::{AWAITED, Held};
pub use key_files::{SECRET, key_files};
pub use measure::bounded;
pub use mutate::{Chance, bombs, mutated};
pub use names::names;
pub use record::{joined, record};
pub use sealed::sealed;
pub use server_files::{IDENTIFIED, server_files};
pub use settings::settings;
pub use shapes::shapes;
pub use uploads::uploads;
pub use wire::{MESSAGES, PLAIN, wire};

/// Every target by the name of its corpus and of its libFuzzer program.
pub const TARGETS: [(&str, fn(&[u8])); 16] = [
    ("answers", answers),
    ("bundle", bundle),
    ("calendar", calendar),
    ("codes", codes),
    ("commands", commands),
    ("fold", fold),
    ("found", found),
    ("key_files", key_files),
    ("names", names),
    ("record", record),
    ("sealed", sealed),
    ("server_files", server_files),
    ("settings", settings),
    ("shapes", shapes),
    ("uploads", uploads),
    ("wire", wire),
];
