//! A machine of its own for one test: display, bus, home folder and data folder; and the program started on it.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use lakon_headless::{Desktop, Screen};
use serde_json::json;
use tempfile::TempDir;

use crate::Window;

/// The driver listens within a second; a loaded machine may take far longer.
const DRIVER_START: Duration = Duration::from_secs(60);

/// The folders a program finds on this machine.
const WRITTEN: [&str; 4] = ["data", "home", "temp", "runtime"];

/// One test's machine. Dropping it ends the display and removes every file.
pub struct Stage {
    pub(crate) desktop: Desktop,
    home: TempDir,
}

impl Stage {
    /// Starts a display of 1440 by 900 pixels and makes empty folders.
    ///
    /// # Errors
    /// When the display cannot be started.
    pub fn new() -> Result<Stage> {
        let home = tempfile::Builder::new().prefix("lakon-window-").tempdir()?;
        for folder in WRITTEN.into_iter().chain(["visitor"]) {
            std::fs::create_dir(home.path().join(folder))?;
        }
        Ok(Stage { desktop: Desktop::start(1440, 900)?, home })
    }

    /// The program's data folder.
    pub fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// A file of the visitor's, outside everything the program writes to.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn bring(&self, name: &str, bytes: &[u8]) -> Result<PathBuf> {
        let path = self.home.path().join("visitor").join(name);
        std::fs::write(&path, bytes)?;
        Ok(path)
    }

    /// Every folder the program and its web view write to: data, profile, caches, settings, temporary files.
    pub fn written(&self) -> [PathBuf; 4] {
        WRITTEN.map(|folder| self.home.path().join(folder))
    }

    /// Where the visitor's files lie.
    pub fn brought(&self) -> PathBuf {
        self.home.path().join("visitor")
    }

    /// A look at the display.
    ///
    /// # Errors
    /// When the display is gone.
    pub fn screen(&self) -> Result<Screen> {
        Screen::open(self.desktop.display())
    }

    /// Starts the program through the driver and gives its window.
    ///
    /// # Errors
    /// When the driver or the program does not start.
    pub async fn open(&self) -> Result<Window> {
        let (port, native_port) = (free_port()?, free_port()?);
        let mut driver = self
            .host(Command::new("tauri-driver").args(["--port", &port.to_string()]))
            .args(["--native-port", &native_port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .context("start tauri-driver")?;
        match self.session(&mut driver, port, native_port).await {
            Ok(client) => Ok(Window::new(client, driver, self.data())),
            Err(error) => {
                crate::window::end_driver(&mut driver);
                Err(error)
            }
        }
    }

    async fn session(&self, driver: &mut Child, port: u16, native_port: u16) -> Result<fantoccini::Client> {
        listening(driver, port)?;
        listening(driver, native_port)?;
        let capabilities = json!({ "tauri:options": { "application": program()? } });
        let capabilities = capabilities.as_object().cloned().context("capabilities are an object")?;
        ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .context("open a session")
    }

    /// Starts the program a second time, by hand, as a person who clicks its icon again.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start_again(&self) -> Result<Child> {
        self.host(&mut Command::new(program()?)).stdin(Stdio::null()).spawn().context("start the program")
    }

    fn host<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let home = self.home.path();
        self.desktop
            .host(command)
            .env("LAKON_DATA", self.data())
            .env("HOME", home.join("home"))
            .env("XDG_DATA_HOME", home.join("home/data"))
            .env("XDG_CACHE_HOME", home.join("home/cache"))
            .env("XDG_CONFIG_HOME", home.join("home/config"))
            .env("XDG_RUNTIME_DIR", home.join("runtime"))
            .env("TMPDIR", home.join("temp"))
    }
}

/// The built program; it lies two folders above the test.
fn program() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let program = own.ancestors().nth(2).context("a test lies in target/debug/deps")?.join("lakon");
    if !program.is_file() {
        bail!("{} is not built: cargo build --workspace", program.display());
    }
    Ok(program)
}

/// A port the system calls free.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn listening(driver: &mut Child, port: u16) -> Result<()> {
    let start = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if let Some(status) = driver.try_wait()? {
            bail!("tauri-driver ended: {status}");
        }
        if start.elapsed() > DRIVER_START {
            bail!("nothing listens at port {port}");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
