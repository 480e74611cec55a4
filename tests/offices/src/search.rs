//! Looking through the files of a folder: for words that must not lie there, and for any change at all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Every file below a folder, in a fixed order.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else if path.is_file() {
            // A socket or a pipe holds nothing.
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Files below these folders that hold these bytes, in UTF-8 or, where they are a text, in UTF-16LE; their own names count too.
pub fn holds(folders: &[&Path], bytes: &[u8]) -> Vec<PathBuf> {
    let wide =
        std::str::from_utf8(bytes).ok().map(|text| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    let files = folders.iter().flat_map(|folder| files_below(folder));
    let mut found: Vec<PathBuf> = files
        .filter(|path| {
            let content = std::fs::read(path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy();
            let within = |wanted: &[u8]| content.windows(wanted.len()).any(|window| window == wanted);
            within(bytes)
                || wide.as_deref().is_some_and(within)
                || name.as_bytes().windows(bytes.len()).any(|window| window == bytes)
        })
        .collect();
    found.dedup();
    found
}

/// Name and content of every file below a folder: two of them are equal only if nothing was touched.
pub fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    files_below(folder)
        .into_iter()
        .map(|path| (path.strip_prefix(folder).unwrap().to_owned(), std::fs::read(&path).unwrap()))
        .collect()
}

/// Whether two trees are the same, leaving out files with these names.
pub fn is_alike(before: &BTreeMap<PathBuf, Vec<u8>>, after: &BTreeMap<PathBuf, Vec<u8>>, except: &[&str]) -> bool {
    let kept = |tree: &BTreeMap<PathBuf, Vec<u8>>| {
        let inside = tree.iter().filter(|(path, _)| !except.iter().any(|name| path.as_path() == Path::new(name)));
        inside.map(|(path, bytes)| (path.clone(), bytes.clone())).collect::<Vec<_>>()
    };
    kept(before) == kept(after)
}
