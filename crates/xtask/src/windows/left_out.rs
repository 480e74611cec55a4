//! The tests that do not run under wine, by name, each with what wine lacks. Tests that no Windows can run say so where they stand.

/// (name of the test or of its module, why).
pub const LEFT_OUT: [(&str, &str); 3] = [
    ("tus_js::", "drives node, which runs beside wine and not in it; the same server code answers Rust's client here"),
    ("a_half_file_is_removed_and_named_after_a_crash_and_a_whole_one_stays_with_the_draft", PLAYED),
    ("a_crash_between_the_move_and_its_row_leaves_no_file", PLAYED),
];

const PLAYED: &str = "the death is played within one process, and Windows keeps a file that process still holds; real deaths are among the offices' tests";

/// What nextest is asked for beside the packages.
pub fn filter() -> String {
    LEFT_OUT.iter().map(|(name, _)| format!(" - test({name})")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::fs;
    use std::path::Path;

    /// Whether a test or a file of tests has this name.
    fn stands_below(folder: &Path, name: &str) -> bool {
        fs::read_dir(folder).unwrap().any(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                return !path.ends_with("node_modules") && stands_below(&path, name);
            }
            path.extension().is_some_and(|end| end == "rs")
                && (path.file_stem().is_some_and(|stem| stem == name)
                    || fs::read_to_string(&path).unwrap().contains(&format!("fn {name}(")))
        })
    }

    #[test]
    fn what_is_left_out_exists_and_has_a_reason() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        for (name, reason) in LEFT_OUT {
            let own = name.trim_end_matches("::").rsplit("::").next().unwrap();
            let found = ["crates", "tests"].iter().any(|folder| stands_below(&root.join(folder), own));
            assert!(found && reason.len() > 20, "{name}");
        }
    }
}
