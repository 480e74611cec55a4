//! The staging folder of one upload: pieces as age files named `<offset>-<length>`, contiguous from 0.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use lakon_sync::files::PIECE;

use crate::durable::{rename, sync_file, sync_folder};
use crate::sealed::{self, FileKeys};

/// Pieces of one upload that follow each other without a hole.
pub(crate) struct Pieces {
    folder: PathBuf,
    /// Offset and length, ascending.
    pub(crate) list: Vec<(u64, u64)>,
}

impl Pieces {
    /// Reads the folder; a folder that is not there has none. What does not follow the others is left out.
    pub(crate) fn read(folder: PathBuf) -> io::Result<Self> {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self { folder, list: Vec::new() }),
            Err(error) => return Err(error),
        };
        let mut found = BTreeMap::new();
        for entry in entries {
            if let Some((offset, length)) = parse(&entry?.file_name()) {
                found.insert(offset, length);
            }
        }
        let mut list = Vec::new();
        let mut end = 0;
        while let Some(length) = found.get(&end) {
            list.push((end, *length));
            end += length;
        }
        Ok(Self { folder, list })
    }

    /// Where the last one ends.
    pub(crate) fn end(&self) -> u64 {
        self.list.last().map_or(0, |(offset, length)| offset + length)
    }

    /// Makes those durable that end behind `durable`, so that the end of all may be told; the others are.
    pub(crate) fn sync(&self, durable: u64) -> io::Result<()> {
        if self.end() <= durable {
            return Ok(());
        }
        for (offset, length) in self.list.iter().filter(|(offset, length)| offset + length > durable) {
            sync_file(&self.folder.join(name(*offset, *length)))?;
        }
        sync_folder(&self.folder)?;
        self.folder.parent().map_or(Ok(()), sync_folder)
    }

    /// The plain bytes of one of them.
    pub(crate) fn open(&self, keys: &FileKeys, piece: (u64, u64)) -> io::Result<Vec<u8>> {
        let bytes = sealed::read_all(keys.open(&self.folder.join(name(piece.0, piece.1)))?, PIECE)?;
        if bytes.len() as u64 == piece.1 { Ok(bytes) } else { Err(io::ErrorKind::InvalidData.into()) }
    }

    /// Removes a piece and all behind it.
    pub(crate) fn cut(&self, from: u64) -> io::Result<()> {
        for (offset, length) in self.list.iter().rev().filter(|(offset, _)| *offset >= from) {
            fs::remove_file(self.folder.join(name(*offset, *length)))?;
        }
        Ok(())
    }
}

/// Keeps a piece. It has its name only once it is whole; it is made durable when it is told of.
pub(crate) fn keep(folder: &Path, keys: &FileKeys, offset: u64, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let whole = folder.join(name(offset, bytes.len() as u64));
    let half = folder.join("half");
    let mut sealing = keys.seal_piece(&half)?;
    sealing.write_all(bytes)?;
    sealed::end(sealing, false)?;
    rename(&half, &whole)
}

/// Removes an upload's folder, whatever is in it.
pub(crate) fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn name(offset: u64, length: u64) -> String {
    format!("{offset}-{length}")
}

fn parse(name: &std::ffi::OsStr) -> Option<(u64, u64)> {
    let (offset, length) = name.to_str()?.split_once('-')?;
    let (offset, length) = (offset.parse().ok()?, length.parse().ok()?);
    (1..=PIECE as u64).contains(&length).then_some((offset, length))
}
