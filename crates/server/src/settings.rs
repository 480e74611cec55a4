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

fn place(folder: &Path) -> PathBuf {
    folder.join("server.toml")
}

impl Settings {
    /// Reads the file; without one the defaults hold.
    ///
    /// # Errors
    /// [`ServerError::Argument`] when it cannot be understood.
    pub fn read(folder: &Path) -> Result<Self, ServerError> {
        match fs::read_to_string(place(folder)) {
            Ok(text) => Self::of_text(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads the text of the file.
    ///
    /// # Errors
    /// As [`Settings::read`].
    pub fn of_text(text: &str) -> Result<Self, ServerError> {
        toml::from_str(text).map_err(|error| ServerError::Settings(error.to_string()))
    }

    pub(crate) fn write(&self, folder: &Path) -> Result<(), ServerError> {
        let text = toml::to_string(self).map_err(|error| ServerError::Settings(error.to_string()))?;
        Ok(fs::write(place(folder), text)?)
    }
}
