//! Starting the real program up to the sign-in screen, and its memory there, against a Tauri window with one sentence in it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use lakon_app::api::UiError;
use lakon_app::{App, AppConfig};
use lakon_headless::{Desktop, Screen};
use serde_json::json;

use crate::figure::{Report, median};
use crate::server::beside;
use crate::{Size, memory};

/// A start that takes longer has failed.
const BOUND: Duration = Duration::from_secs(60);

/// A window at work; ended by its process id.
struct Window(Child);

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// From exec to the first paint, and the memory of the whole family of processes once nothing moves any more, MiB.
fn start(desktop: &Desktop, screen: &Screen, program: &Path, folder: &Path) -> Result<(Duration, f64)> {
    let mut command = Command::new(program);
    command.env("LAKON_DATA", folder).stdout(Stdio::null()).stderr(Stdio::null());
    // Both programs keep what the web view keeps in the folder they are given, never in this person's home.
    command.env("XDG_DATA_HOME", folder.join("data")).env("XDG_CACHE_HOME", folder.join("cache"));
    let begun = Instant::now();
    let mut window =
        Window(desktop.host(&mut command).spawn().with_context(|| format!("start {}", program.display()))?);
    let waiting = begun.elapsed();
    let painted = screen.first_paint(BOUND, || match window.0.try_wait()? {
        Some(status) => bail!("the program ended: {status}"),
        None => Ok(()),
    })?;
    let memory = memory::of_family(window.0.id()).unwrap_or_default();
    drop(window);
    let gone = Instant::now();
    // The next start must not see this window.
    while !screen.windows()?.is_empty() && gone.elapsed() < BOUND {
        std::thread::yield_now();
    }
    Ok((waiting + painted.after, memory))
}

/// A folder in which an office was begun, so that the program starts at the sign-in screen.
fn office(folder: PathBuf) -> Result<PathBuf> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let app = App::new(AppConfig::desktop(folder.clone(), false));
    let begin = json!({
        "language": "id", "code": "046", "office_name": "Kantor Contoh", "zone": "WITA", "name": "Petugas Contoh", "password": "kata sandi contoh",
    });
    runtime
        .block_on(app.call("office.begin", begin))
        .map_err(|UiError { code, message, .. }| anyhow!("office.begin: {code}: {message}"))?;
    app.stop();
    Ok(folder)
}

/// `cold_start` and `memory_idle`.
pub fn window(report: &mut Report, size: Size) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let folder = office(dir.path().join("lakon"))?;
    let bare_folder = dir.path().join("bare");
    std::fs::create_dir_all(&bare_folder)?;
    let lakon = beside("lakon")?;
    let bare = beside("lakon")?.with_file_name(format!("examples/bare-window{}", std::env::consts::EXE_SUFFIX));
    let desktop = Desktop::start(1366, 768)?;
    let screen = Screen::open(desktop.display())?;
    let (mut ours, mut raws, mut our_memory, mut raw_memory) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // The first start of each fills the disk cache and does not count.
    for round in 0..size.of(500).clamp(1, 5) + 1 {
        let (raw, raw_mib) = start(&desktop, &screen, &bare, &bare_folder)?;
        let (time, mib) = start(&desktop, &screen, &lakon, &folder)?;
        if round > 0 || size.is_small() {
            raws.push(raw);
            ours.push(time);
            raw_memory.push(raw_mib);
            our_memory.push(mib);
        }
    }
    report.time("cold_start", median(ours), median(raws));
    report.put("memory_idle", middle(our_memory), "MiB", Some(middle(raw_memory)));
    Ok(())
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
