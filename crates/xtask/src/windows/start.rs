//! The desktop program on a Windows without WebView2, which wine is: it says so in one sentence a person understands, and ends.

use std::fs::{self, File};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use lakon_headless::{Desktop, Screen};

use super::toolchain::Toolchain;
use super::wine::Wine;
use crate::process;
use crate::report::Counts;
use crate::tree::Tree;

/// Parts of the sentence the box and the standard error hold (`WebViewMissing` in crates/app/src/words.rs): what is missing, and who can help.
const SAYS: [&str; 3] = ["WebView2 Runtime", "belum terpasang", "petugas TI"];

/// How the program ends then (src-tauri/start.rs).
const ENDS: i32 = 4;

/// Wine on a slow machine takes a while to its first window.
const FIRST_WINDOW: Duration = Duration::from_secs(120);

/// From the press of OK to the end.
const ENDING: Duration = Duration::from_secs(30);

/// A screen a message box fits on.
const SCREEN: (u16, u16) = (1024, 768);

/// A box with one sentence is at least this high.
const BOX: u16 = 60;

/// Starts it on a virtual display, takes a picture of what it shows, closes that, and reads what it said. Each of the three counts.
///
/// # Errors
/// When wine or the display does not start, or the program neither shows something nor ends.
pub fn says_what_is_missing(tree: &Tree, toolchain: &Toolchain) -> Result<Counts> {
    let desktop = Desktop::start(SCREEN.0, SCREEN.1)?;
    let screen = Screen::open(desktop.display())?.down_to(BOX);
    let wine = Wine::awake(toolchain, Some(desktop.display()))?;
    let said = toolchain.folder("start.log");
    let mut command = Command::new("wine");
    command.arg(toolchain.built("lakon.exe")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&said)?);
    let mut program = wine.host(&mut command).spawn().context("start wine")?;

    let shown = first_window(&screen, &mut program);
    if let Ok(true) = shown {
        let picture = tree.scratch("screenshots").join("lakon-windows.png");
        fs::create_dir_all(tree.scratch("screenshots"))?;
        screen.picture()?.save(&picture)?;
        println!("what it shows: {}", picture.display());
        screen.close_windows()?;
    }
    let ended = process::ended_within(&mut program, ENDING);
    let code = if ended { program.wait()?.code() } else { None };
    process::end(&mut program);

    let said = fs::read_to_string(&said)?;
    println!("what it says: {}", said.trim());
    println!("how it ends: {}", code.map_or_else(|| "not by itself".into(), |code| format!("with {code}")));
    let mut counts = Counts::default();
    let one_sentence = said.trim().lines().count() == 1 && SAYS.iter().all(|part| said.contains(part));
    for holds in [shown?, one_sentence, code == Some(ENDS)] {
        counts.passed += u64::from(holds);
        counts.failed += u64::from(!holds);
    }
    Ok(counts)
}

/// Whether a window opened before the program ended.
fn first_window(screen: &Screen, program: &mut Child) -> Result<bool> {
    let start = Instant::now();
    while start.elapsed() < FIRST_WINDOW {
        if !screen.windows()?.is_empty() {
            return Ok(screen.first_paint(FIRST_WINDOW, || Ok(())).is_ok());
        }
        if process::ended_within(program, Duration::from_millis(200)) {
            return Ok(false);
        }
    }
    bail!("the program neither showed a window nor ended")
}
