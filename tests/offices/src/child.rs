//! A desk or a server in a process of its own, which can be killed like a PC that loses its power.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{ChildStdin, ChildStdout, Command};

use crate::{PASSWORD, in_time};

/// A process of `lakon-office-child`. Dropping it kills it.
pub struct Child {
    process: tokio::process::Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    /// Whether it told its page something since it was last looked at.
    changed: bool,
    log: PathBuf,
}

/// An account that owns nothing; rights do not bind the one who owns the machine.
#[cfg(unix)]
pub const NOBODY: u32 = 65_534;

/// Sets a process up before it starts.
pub type Prepare<'a> = &'a dyn Fn(&mut Command);

impl Child {
    /// Starts a desk on a folder; what it says of itself goes to `<name>.log` in the folder `temp`, which is its temporary folder too.
    pub fn desk(program: &str, folder: &Path, temp: &Path, prepare: Prepare<'_>) -> Self {
        let mut command = Command::new(program);
        command.arg("desk").arg(folder);
        Self::start(command, temp, "desk", prepare)
    }

    /// The same with the rights of [`NOBODY`] where `bound`, from a program that lies beside the folder: where it was built may be closed
    /// to that account.
    #[cfg(unix)]
    pub fn bound_desk(program: &str, folder: &Path, temp: &Path, bound: bool) -> Self {
        let beside = folder.with_file_name("lakon-office-child");
        std::fs::hard_link(program, &beside).or_else(|_| std::fs::copy(program, &beside).map(drop)).unwrap();
        Self::desk(beside.to_str().unwrap(), folder, temp, &|command| {
            if bound {
                command.uid(NOBODY).gid(NOBODY);
            }
        })
    }

    /// Starts the server of a folder at an address, or at a free port; returns where it listens too.
    pub async fn server(program: &str, folder: &Path, temp: &Path, address: Option<&str>) -> (Self, String) {
        let mut command = Command::new(program);
        command.arg("server").arg(folder).arg(address.unwrap_or("127.0.0.1:0"));
        let mut server = Self::start(command, temp, "server", &|_| {});
        let address = server.next().await["address"].as_str().unwrap().to_owned();
        (server, address)
    }

    fn start(mut command: Command, temp: &Path, name: &str, prepare: Prepare<'_>) -> Self {
        let log = temp.join(format!("{name}.log"));
        let said = std::fs::File::options().create(true).append(true).open(&log).unwrap();
        prepare(&mut command);
        for variable in ["TMPDIR", "TEMP", "TMP"] {
            command.env(variable, temp);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(said).kill_on_drop(true);
        let mut process = command.spawn().unwrap();
        let orders = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, orders, answers, changed: false, log }
    }

    /// The next line it says.
    async fn line(&mut self) -> Value {
        let line = in_time("a word of the process", self.answers.next_line()).await.unwrap();
        let line = line.unwrap_or_else(|| panic!("the process ended: {}", std::fs::read_to_string(&self.log).unwrap()));
        let line: Value = serde_json::from_str(&line).unwrap();
        self.changed |= line["push"].is_string();
        line
    }

    /// The next answer; what it tells its page in between is only noted.
    async fn next(&mut self) -> Value {
        loop {
            let line = self.line().await;
            if line["push"].is_null() {
                return line;
            }
        }
    }

    /// Gives a command whenever something changed, until its answer is as wanted; returns that answer.
    pub async fn until(&mut self, name: &str, input: Value, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            self.changed = false;
            let answer = self.ok(name, input.clone()).await;
            if wanted(&answer) {
                return answer;
            }
            while !self.changed {
                self.line().await;
            }
        }
    }

    /// Waits until the process tells its page that a piece of long work has come this far.
    pub async fn until_progress(&mut self, id: &str, done: f64) {
        loop {
            let line = self.line().await;
            let content = &line["content"];
            if line["push"] == "progress" && content["id"] == *id && content["done"].as_f64() >= Some(done) {
                return;
            }
        }
    }

    /// Gives the desk a command; the answer or the error as the page would get it.
    ///
    /// # Errors
    /// The error, as JSON.
    pub async fn call(&mut self, name: &str, input: Value) -> Result<Value, Value> {
        self.order(json!({ "call": name, "input": input })).await
    }

    /// Gives the desk a command that must succeed.
    pub async fn ok(&mut self, name: &str, input: Value) -> Value {
        self.call(name, input).await.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Drops a file of the disk onto a case.
    ///
    /// # Errors
    /// The error, as JSON.
    pub async fn attach(&mut self, case: &str, name: &str, path: &Path) -> Result<Value, Value> {
        self.order(json!({ "attach": path, "case": case, "name": name })).await
    }

    /// Hands in the first bytes of a file that is being staged.
    ///
    /// # Errors
    /// The error, as JSON.
    pub async fn piece(&mut self, staged: &str, path: &Path) -> Result<Value, Value> {
        self.order(json!({ "piece": path, "staged": staged })).await
    }

    /// Signs the first person of this PC in.
    pub async fn sign_in(&mut self) {
        let state = self.ok("session.state", json!({})).await;
        let user = state["tiles"][0]["user"].clone();
        self.ok("session.sign_in", json!({ "user": user, "password": PASSWORD })).await;
    }

    /// Gives the desk a command without waiting for what comes of it; [`Child::answer`] hears that.
    pub async fn send(&mut self, name: &str, input: Value) {
        self.write(&json!({ "call": name, "input": input })).await;
    }

    async fn write(&mut self, order: &Value) {
        self.orders.write_all(format!("{order}\n").as_bytes()).await.unwrap();
    }

    async fn order(&mut self, order: Value) -> Result<Value, Value> {
        self.write(&order).await;
        self.answer().await
    }

    /// The answer to the oldest command that has none yet.
    ///
    /// # Errors
    /// The error, as JSON.
    pub async fn answer(&mut self) -> Result<Value, Value> {
        let mut answer = self.next().await;
        match answer.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(answer["ok"].take()),
        }
    }

    /// Ends the process without telling it, and waits until it has ended.
    pub async fn kill(mut self) {
        self.process.kill().await.unwrap();
    }
}
