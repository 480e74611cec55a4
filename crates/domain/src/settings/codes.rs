//! Codes for new rows of the lists, made from their names.

use crate::shape::Code;

/// Longest code made from a name; leaves room for a number within the 40 characters of a code.
const LONGEST: usize = 32;
/// What a name without any letter or digit of ASCII gives.
const NAMELESS: &str = "baru";

/// A code from a name: its letters and digits in lower case, everything else one underscore; with a number where it is
/// taken, so that no code is ever used again, retired ones included.
pub fn code_for(name: &str, taken: impl Fn(&str) -> bool) -> Option<Code> {
    let mut code = String::new();
    for one in name.trim().chars() {
        match one {
            one if code.len() >= LONGEST && !one.is_ascii_alphanumeric() => break,
            one if one.is_ascii_alphanumeric() => code.push(one.to_ascii_lowercase()),
            _ if code.ends_with('_') || code.is_empty() => {}
            _ => code.push('_'),
        }
    }
    code.truncate(LONGEST);
    let code = code.trim_end_matches('_');
    let code = if code.is_empty() { NAMELESS } else { code };
    let numbered = (2..1_000).map(|number| format!("{code}_{number}"));
    let free = std::iter::once(code.to_owned()).chain(numbered).find(|code| !taken(code))?;
    Code::new(free).ok()
}
