//! Which steps two programs both know: each names its own at hello, what only one knows is left out. Names, not version numbers, so
//! that a newer program goes on with an older one and the other way round.

/// Records, heads and seals; without them there is nothing to speak about.
pub const RECORDS: &str = "records-1";
/// Private parts that travel alone (step `privates`).
pub const PRIVATES: &str = "privates-1";
/// Attachments up by tus 1.0 and down by ranges (step `files`).
pub const TUS: &str = "tus-1";
/// Hints by server-sent events (step `wake`).
pub const WAKE: &str = "wake-1";

/// What this program can do.
pub const OWN: &[&str] = &[RECORDS, PRIVATES, TUS, WAKE];

/// Most names that are read of what the other side says, and most bytes of one: a newer program has a few more than this one.
const MOST_NAMES: usize = 64;
const LONGEST_NAME: usize = 64;

/// What both sides named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agreed(Vec<&'static str>);

impl Agreed {
    /// Of the other side's names those this program knows; unknown ones are passed over.
    pub fn with(theirs: &[String]) -> Self {
        let named =
            |own: &&&str| theirs.iter().take(MOST_NAMES).any(|name| name.len() <= LONGEST_NAME && name == **own);
        Self(OWN.iter().filter(named).copied().collect())
    }

    /// Whether both sides can do it.
    pub fn on(&self, name: &str) -> bool {
        self.0.contains(&name)
    }
}

/// What this program names at hello.
pub fn own_names() -> Vec<String> {
    OWN.iter().map(|&name| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn only_what_both_name_is_used_and_what_is_unknown_is_passed_over() {
        let agreed = Agreed::with(&names(&["wake-2", "records-1", "teleport-9", "wake-1"]));
        assert!(agreed.on(RECORDS) && agreed.on(WAKE));
        assert!(!agreed.on(PRIVATES) && !agreed.on(TUS) && !agreed.on("teleport-9") && !agreed.on("wake-2"));
        assert_eq!(Agreed::with(&own_names()), Agreed(OWN.to_vec()));
    }

    #[test]
    fn a_list_without_end_is_read_to_its_bound() {
        let mut long = vec!["x".repeat(1_000); MOST_NAMES];
        long.push(RECORDS.to_owned());
        assert_eq!(Agreed::with(&long), Agreed::default());
    }
}
