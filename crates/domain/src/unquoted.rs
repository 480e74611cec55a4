//! Errors in words that quote nothing of what was being read: those of JSON name the value that did not fit, those of the system a path
//! now and then. Logs carry ids, never names, questions or answers.

use std::fmt;
use std::io;

use serde_json::error::Category;

use crate::event::kind_row;

/// What is wrong with JSON and where: class, line and column.
pub fn json(error: &serde_json::Error) -> impl fmt::Display + use<> {
    let class = match error.classify() {
        Category::Io => "cannot be read",
        Category::Syntax => "no JSON",
        Category::Data => "not of this shape",
        Category::Eof => "cut short",
    };
    format!("{class} (line {}, column {})", error.line(), error.column())
}

/// The kind of an error of the system, and its number where it has one.
pub fn io(error: &io::Error) -> impl fmt::Display + use<> {
    match error.raw_os_error() {
        Some(number) => format!("{} (error {number} of the system)", error.kind()),
        None => error.kind().to_string(),
    }
}

/// The name of a kind of record; one this program does not know is some author's free text.
pub fn kind(name: &str) -> &'static str {
    kind_row(name).map_or("unknown kind", |row| row.name)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::event::{Event, QuestionSet};

    const PLANTED: &str = "Rahasiaqzxv";

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Shape {
        n: u32,
    }

    #[test]
    fn nothing_of_what_was_read_is_quoted() {
        for text in
            [format!("{{\"n\":\"{PLANTED}\"}}"), format!("{{\"{PLANTED}\":1}}"), PLANTED.into(), "{\"n\":".into()]
        {
            let Err(error) = serde_json::from_str::<Shape>(&text) else { panic!("{text} is no shape") };
            let said = json(&error).to_string();
            assert!(!said.contains(PLANTED) && said.contains("line 1"), "{said}");
        }
        let error = io::Error::other(format!("/home/rina/{PLANTED}.pdf"));
        assert!(!io(&error).to_string().contains(PLANTED));
        assert_eq!((kind(QuestionSet::KIND), kind(PLANTED)), (QuestionSet::KIND, "unknown kind"));
    }

    #[test]
    fn a_record_that_cannot_be_read_quotes_nothing_either() {
        let salted = |json: &str| [&[0; crate::record::PRIVATE_SALT][..], json.as_bytes()].concat();
        let facts = br#"{"case":"01970000-0000-7000-8000-000000000001","replaces":[]}"#;
        let read = Event::read(QuestionSet::KIND, facts, Some(&salted(r#"{"text":482913}"#)));
        let Err(error) = read else { panic!("a number is no text") };
        assert!(!error.to_string().contains("482913"), "{error}");
    }
}
