//! Why a command failed, before the sentence is put into the person's language.

use std::fmt;

use serde_json::Value;

use crate::api::{Language, UiError};
use crate::words::{self, Sentence};

/// A failed command: a sentence of the catalogue, what fills its gaps, and what the page needs to act on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    pub sentence: Sentence,
    gaps: Vec<String>,
    details: Option<Value>,
}

impl Failure {
    /// Fills the next gap of the sentence.
    #[must_use]
    pub fn with(mut self, gap: impl fmt::Display) -> Self {
        self.gaps.push(gap.to_string());
        self
    }

    /// Names the fields the page marks, as names of `Fields` or of the command's input.
    #[must_use]
    pub fn fields(self, fields: &[&str]) -> Self {
        self.details(serde_json::json!({ "fields": fields }))
    }

    /// What the page needs beside the sentence.
    #[must_use]
    pub fn details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }

    /// The failure as it crosses to the page.
    pub fn say(&self, language: Language) -> UiError {
        UiError {
            code: code_text(self.sentence),
            message: words::fill(self.sentence.words(language), &self.gaps),
            details: self.details.clone(),
        }
    }
}

fn code_text(sentence: Sentence) -> String {
    match serde_json::to_value(sentence.code()) {
        Ok(Value::String(code)) => code,
        _ => "failed".to_owned(),
    }
}

impl From<Sentence> for Failure {
    fn from(sentence: Sentence) -> Self {
        Self { sentence, gaps: Vec::new(), details: None }
    }
}

impl Sentence {
    /// A failure of this sentence with its first gap filled.
    pub fn with(self, gap: impl fmt::Display) -> Failure {
        Failure::from(self).with(gap)
    }

    /// A failure of this sentence naming fields.
    pub fn fields(self, fields: &[&str]) -> Failure {
        Failure::from(self).fields(fields)
    }
}
