//! `server.toml` in the server's folder: what an operator may change with a text editor. Keys are never in it.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use lakon_sync::http::DEFAULT_PORT;
use serde::{Deserialize, Serialize};

use crate::ServerError;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the server listens.
    pub listen: SocketAddr,
}

impl Default for Settings {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::UNSPECIFIED, DEFAULT_PORT)) }
    }
}

/// The switch that keeps the server from announcing itself on the LAN; without it, it does.
const ANNOUNCE: &str = "announce";

fn place(folder: &Path) -> PathBuf {
    folder.join("server.toml")
}

fn text(folder: &Path) -> Result<Option<String>, ServerError> {
    match fs::read_to_string(place(folder)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn table(text: &str) -> Result<toml::Table, ServerError> {
    text.parse().map_err(|error: toml::de::Error| ServerError::Settings(error.to_string()))
}

/// What the text of the file says about announcing.
pub(crate) fn announces_of(text: &str) -> Result<bool, ServerError> {
    match table(text)?.get(ANNOUNCE) {
        None => Ok(true),
        Some(toml::Value::Boolean(announces)) => Ok(*announces),
        Some(_) => Err(ServerError::Settings("announce = true / false".to_owned())),
    }
}

impl Settings {
    /// Reads the file; without one the defaults hold.
    ///
    /// # Errors
    /// [`ServerError::Argument`] when it cannot be understood.
    pub fn read(folder: &Path) -> Result<Self, ServerError> {
        match text(folder)? {
            Some(text) => Self::of_text(&text),
            None => Ok(Self::default()),
        }
    }

    /// Whether the server may be told of on the LAN: `announce = false` in the file forbids it.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn announces(folder: &Path) -> Result<bool, ServerError> {
        text(folder)?.as_deref().map_or(Ok(true), announces_of)
    }

    /// Reads the text of the file.
    ///
    /// # Errors
    /// As [`Settings::read`].
    pub fn of_text(text: &str) -> Result<Self, ServerError> {
        let mut table = table(text)?;
        table.remove(ANNOUNCE);
        table.try_into().map_err(|error: toml::de::Error| ServerError::Settings(error.to_string()))
    }

    pub(crate) fn write(&self, folder: &Path) -> Result<(), ServerError> {
        let text = toml::to_string(self).map_err(|error| ServerError::Settings(error.to_string()))?;
        Ok(fs::write(place(folder), text)?)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_server_is_announced_unless_its_file_says_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Settings::announces(folder.path()).unwrap(), "there is no file");
        Settings::default().write(folder.path()).unwrap();
        let written = fs::read_to_string(place(folder.path())).unwrap();
        assert!(Settings::announces(folder.path()).unwrap());
        fs::write(place(folder.path()), format!("{written}announce = false\n")).unwrap();
        assert!(!Settings::announces(folder.path()).unwrap());
        assert_eq!(Settings::read(folder.path()).unwrap(), Settings::default());
        fs::write(place(folder.path()), format!("{written}announce = 1\n")).unwrap();
        assert!(Settings::announces(folder.path()).is_err());
        fs::write(place(folder.path()), format!("{written}other = 1\n")).unwrap();
        assert!(Settings::read(folder.path()).is_err(), "what nobody knows is a slip of the pen");
    }
}
