//! Starts other programs, shows what they say, and keeps it for counting.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How long a program that was told to end may take before it is ended.
const GRACE: Duration = Duration::from_secs(10);

/// How a program ended.
pub struct Ended {
    pub success: bool,
    /// Everything it printed, on either stream.
    pub output: String,
}

/// `cargo` of the toolchain this tool was built with, at the project's root.
pub fn cargo(root: &Path) -> Command {
    let mut command = own_environment(Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())));
    command.current_dir(root);
    command
}

/// Without what cargo sets for this tool alone; a cargo below would take it for its own and build anew.
pub fn own_environment(mut command: Command) -> Command {
    for (name, _) in std::env::vars_os() {
        let name_text = name.to_string_lossy();
        if name_text.starts_with("CARGO_PKG_") || name_text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Builds every program with the features the tests build them with, so that neither builds the dependencies again.
///
/// Cargo adds the features of dev-dependencies as soon as one selected kind of target may need them. `--examples`
/// selects such a kind and, as there are none, nothing more to build.
pub fn build_programs(root: &Path) -> Command {
    let mut command = cargo(root);
    command.args(["build", "--workspace", "--bins", "--examples", "--locked"]);
    command
}

/// Runs to the end with the caller's streams.
///
/// # Errors
/// When the program cannot be started or says it failed.
pub fn run(command: &mut Command) -> Result<()> {
    let name = spoken(command);
    println!("$ {name}");
    let status = command.status().with_context(|| format!("start {name}"))?;
    if !status.success() {
        bail!("{name}: {status}");
    }
    Ok(())
}

/// True when the program starts and ends well; its words are dropped.
pub fn answers(program: impl AsRef<OsStr>, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs to the end, at most until `deadline`, showing and keeping what the program prints.
///
/// # Errors
/// When the program cannot be started, or at the deadline, when it is ended first.
pub fn watch(command: &mut Command, deadline: Instant) -> Result<Ended> {
    let name = spoken(command);
    println!("$ {name}");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("start {name}"))?;
    let (sender, lines) = mpsc::channel();
    forward(child.stdout.take(), sender.clone(), std::io::stdout());
    forward(child.stderr.take(), sender, std::io::stderr());

    let mut output = String::new();
    if let Err(late) = collect(&lines, &mut output, deadline) {
        end(&mut child);
        return Err(late.context(name));
    }
    Ok(Ended { success: child.wait()?.success(), output })
}

fn collect(lines: &Receiver<String>, output: &mut String, deadline: Instant) -> Result<()> {
    loop {
        match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => output.push_str(&line),
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
            Err(RecvTimeoutError::Timeout) => bail!("stopped: the whole run may take no longer"),
        }
    }
}

fn forward(from: Option<impl Read + Send + 'static>, to: Sender<String>, mut shown: impl Write + Send + 'static) {
    let Some(from) = from else { return };
    std::thread::spawn(move || {
        let mut reader = BufReader::new(from);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
            // A closed terminal must not stop the count.
            let _ = shown.write_all(&line);
            let _ = shown.flush();
            if to.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                return;
            }
            line.clear();
        }
    });
}

/// Ends a child of ours: politely where the system knows how, so that it can end its own children, then for good.
pub fn end(child: &mut Child) {
    if cfg!(unix) && answers("kill", &["-TERM", &child.id().to_string()]) && ended_within(child, GRACE) {
        return;
    }
    // Both fail only when the process is already gone.
    let _ = child.kill();
    let _ = child.wait();
}

/// Waits for a child's own end, no longer than `bound`.
pub fn ended_within(child: &mut Child, bound: Duration) -> bool {
    let start = Instant::now();
    while start.elapsed() < bound {
        if !matches!(child.try_wait(), Ok(None)) {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}

/// The command as a person would type it.
fn spoken(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(name).chain(arguments).collect::<Vec<_>>().join(" ")
}
