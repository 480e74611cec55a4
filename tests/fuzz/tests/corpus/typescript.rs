//! A value of a type of the page, from the TypeScript the program makes of its inputs: so a new command has a seed without anybody's
//! writing one.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// What a text field holds that is no more than a text.
const TEXT: &str = "teks";
/// Fields that hold an id of something, by their names.
const ID: &str = "01900000-0000-7000-8000-00000000ca5e";
const IDS: [&str; 22] = [
    "case",
    "user",
    "person",
    "organisation",
    "event",
    "keep",
    "file",
    "staged",
    "escalation",
    "request",
    "visit",
    "handover",
    "substitute",
    "complaint",
    "hours",
    "interval",
    "id",
    "to",
    "head",
    "device",
    "reference",
    "after",
];

/// Declarations by name.
pub struct Types(BTreeMap<String, String>);

impl Types {
    pub fn read(source: &str) -> Self {
        let plain = without_comments(source);
        let declared = plain.split("export type ").skip(1).filter_map(|one| {
            let (name, rest) = one.split_once('=')?;
            Some((name.trim().to_owned(), rest.split_once(";\n")?.0.trim().to_owned()))
        });
        Self(declared.collect())
    }

    /// A value of a named type.
    pub fn value(&self, name: &str) -> Value {
        let mut rest = name;
        self.union(&mut rest, "")
    }

    /// The first of several that is not null.
    fn union(&self, rest: &mut &str, field: &str) -> Value {
        let mut first = self.one(rest, field);
        while let Some(after) = rest.trim_start().strip_prefix('|') {
            *rest = after;
            let other = self.one(rest, field);
            if first.is_null() {
                first = other;
            }
        }
        first
    }

    fn one(&self, rest: &mut &str, field: &str) -> Value {
        *rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('"') {
            let (text, after) = after.split_once('"').unwrap();
            *rest = after;
            return json!(text);
        }
        if let Some(after) = rest.strip_prefix('{') {
            *rest = after;
            return self.object(rest);
        }
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        *rest = after;
        match word {
            "string" if IDS.contains(&field) => json!(ID),
            "string" if matches!(field, "day" | "from" | "until") => json!("2026-12-24"),
            "string" => json!(TEXT),
            "number" => json!(12),
            "boolean" => json!(true),
            "null" => Value::Null,
            "Array" => {
                *rest = rest.strip_prefix('<').unwrap();
                let item = self.union(rest, field);
                *rest = rest.trim_start().strip_prefix('>').unwrap();
                json!([item])
            }
            "Record" => {
                *rest = rest.split_once('>').unwrap().1;
                json!({})
            }
            named => {
                let declaration = self.0.get(named).unwrap_or_else(|| panic!("no type {named:?}"));
                self.union(&mut declaration.as_str(), field)
            }
        }
    }

    fn object(&self, rest: &mut &str) -> Value {
        let mut object = Map::new();
        loop {
            *rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            if let Some(after) = rest.strip_prefix('}') {
                *rest = after;
                return object.into();
            }
            let (name, after) = rest.split_once(':').unwrap();
            let name = name.trim().trim_end_matches('?').to_owned();
            *rest = after;
            let value = self.union(rest, &name);
            object.insert(name, value);
        }
    }
}

fn without_comments(source: &str) -> String {
    let mut parts = source.split("/**");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once("*/").map_or("", |(_, after)| after))
}
