//! An input of every command, and drafts as they are kept.

use lakon_app::decoders;
use lakon_app::typescript::source;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::seeds::Seed;
use crate::typescript::Types;

/// Every command with a good input.
pub fn inputs() -> Vec<(&'static str, Value)> {
    let types = Types::read(&source());
    lakon_app::commands::list().into_iter().map(|command| (command.name, types.value(&command.input))).collect()
}

pub fn seeds() -> Vec<Seed> {
    let mut seeds: Vec<Seed> = Vec::new();
    for (name, input) in inputs() {
        assert!(decoders::input(name, input.clone()).is_some(), "{name} does not take {input}");
        seeds.push((name.to_owned(), format!("{name}\n{input}").into_bytes()));
    }
    let empty = decoders::empty_draft(Uuid::from_u128(1)).unwrap();
    let mut typed: Value = serde_json::from_str(&empty).unwrap();
    typed["fields"]["question"] = json!("Apa syarat revisi DIPA?");
    typed["fields"]["person_name"] = json!("Bu \"Rina\"\u{202e} 💩");
    seeds.push(("draft-empty".into(), empty.into_bytes()));
    seeds.push(("draft-typed".into(), typed.to_string().into_bytes()));
    seeds
}
