//! The program's window as a person uses it: finds things by role and words, types, drops files, and pulls the plug.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use data_encoding::BASE64;
use fantoccini::Client;
use fantoccini::elements::Element;
use fantoccini::key::Key;
use serde_json::{Value, json};

/// A person would give up after this; a loaded machine gets that far.
pub(crate) const PATIENCE: Duration = Duration::from_secs(45);

pub(crate) const GLANCE: Duration = Duration::from_millis(40);

/// What kind of thing is looked for.
#[derive(Debug, Clone, Copy)]
pub enum Role {
    Button,
    Link,
    Field,
    /// The words beside a round or square box.
    Choice,
    Heading,
    Option,
    Row,
    Text,
}

impl Role {
    fn word(self) -> &'static str {
        match self {
            Role::Button => "button",
            Role::Link => "link",
            Role::Field => "field",
            Role::Choice => "choice",
            Role::Heading => "heading",
            Role::Option => "option",
            Role::Row => "row",
            Role::Text => "text",
        }
    }
}

/// A running program and the session that drives it.
pub struct Window {
    pub(crate) client: Client,
    driver: Child,
    data: PathBuf,
}

impl Window {
    pub(crate) fn new(client: Client, driver: Child, data: PathBuf) -> Window {
        Window { client, driver, data }
    }

    /// The one visible thing with this role whose name begins with `words`; waits until it is there.
    ///
    /// # Errors
    /// When it does not appear in time; the error holds what the window shows instead.
    pub async fn find(&self, role: Role, words: &str) -> Result<Element> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(element) = self.look(role, words).await? {
                return Ok(element);
            }
            tokio::time::sleep(GLANCE).await;
        }
        bail!("no {} \"{words}\"; the window shows:\n{}", role.word(), self.words().await?)
    }

    /// The same without waiting.
    ///
    /// # Errors
    /// When the session is gone.
    pub async fn look(&self, role: Role, words: &str) -> Result<Option<Element>> {
        let found = self.client.execute(include_str!("find.js"), vec![role.word().into(), words.into()]).await?;
        if found.is_null() {
            return Ok(None);
        }
        self.element(&found).map(Some)
    }

    /// The element a script gave back: an object whose only value is its id.
    fn element(&self, found: &Value) -> Result<Element> {
        let id = found.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
        Ok(Element::from_element_id(self.client.clone(), id.context("a script gave no element")?.to_owned().into()))
    }

    /// Everything the window shows, as text.
    ///
    /// # Errors
    /// When the session is gone.
    pub async fn words(&self) -> Result<String> {
        let text = self.client.execute("return document.title + '\\n' + document.body.innerText", vec![]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until `words` stand anywhere in the window.
    ///
    /// # Errors
    /// When they do not appear in time; the error holds what stands there instead.
    pub async fn shows(&self, words: &str) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if self.words().await?.contains(words) {
                return Ok(());
            }
            tokio::time::sleep(GLANCE).await;
        }
        bail!("\"{words}\" does not appear; the window shows:\n{}", self.words().await?)
    }

    /// Waits for a button and presses it.
    ///
    /// # Errors
    /// When it does not appear or cannot be pressed.
    pub async fn press(&self, words: &str) -> Result<()> {
        self.find(Role::Button, words).await?.click().await.with_context(|| format!("press \"{words}\""))
    }

    /// Waits for a field and types into it.
    ///
    /// # Errors
    /// When it does not appear or takes no text.
    pub async fn fill(&self, label: &str, text: &str) -> Result<()> {
        let field = self.find(Role::Field, label).await?;
        field.clear().await.with_context(|| format!("clear \"{label}\""))?;
        field.send_keys(text).await.with_context(|| format!("type into \"{label}\""))
    }

    /// Waits for a selection field and takes the choice with these words.
    ///
    /// # Errors
    /// When the field or the choice is not there.
    pub async fn choose(&self, label: &str, choice: &str) -> Result<()> {
        let field = self.find(Role::Field, label).await?;
        field.select_by_label(choice).await.with_context(|| format!("choose \"{choice}\" in \"{label}\""))
    }

    /// What a field holds now.
    ///
    /// # Errors
    /// When it does not appear.
    pub async fn value(&self, label: &str) -> Result<String> {
        Ok(self.find(Role::Field, label).await?.prop("value").await?.unwrap_or_default())
    }

    /// Types where the focus is: letters and [`Key`]s.
    ///
    /// # Errors
    /// When nothing has the focus.
    pub async fn keys(&self, keys: &str) -> Result<()> {
        self.client.active_element().await?.send_keys(keys).await.context("type")
    }

    /// Presses a key together with Ctrl where the focus is.
    ///
    /// # Errors
    /// When nothing has the focus.
    pub async fn ctrl(&self, key: impl Into<char>) -> Result<()> {
        // The null key lets go of every key held.
        let keys: String = [Key::Control.into(), key.into(), Key::Null.into()].iter().collect();
        self.keys(&keys).await
    }

    /// Drops files from the disk onto the middle of the page: the browser reads them through a file input, so they
    /// are real, and the page gets the same events as from a hand.
    ///
    /// # Errors
    /// When a file cannot be handed over.
    pub async fn drop_files(&self, files: &[&Path]) -> Result<()> {
        let input = self.client.execute(include_str!("input.js"), vec![]).await?;
        let input = self.element(&input)?;
        let paths: Vec<_> = files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
        input.send_keys(&paths.join("\n")).await.context("choose the files")?;
        self.client
            .execute(include_str!("drop.js"), vec![serde_json::to_value(&input)?])
            .await
            .context("drop the files")?;
        Ok(())
    }

    /// Gives a command to the program as its page does.
    ///
    /// # Errors
    /// The program's refusal, as it said it.
    pub async fn call(&self, name: &str, input: Value) -> Result<Value> {
        self.asked(
            "return window.__TAURI_INTERNALS__.invoke('call', { name, input })",
            &json!({"name": name, "input": input}),
        )
        .await
        .with_context(|| name.to_owned())
    }

    /// All bytes of an attachment, decrypted, through the page's own way of reading them.
    ///
    /// # Errors
    /// The program's refusal, as it said it.
    pub async fn bytes(&self, file: &str, length: usize) -> Result<Vec<u8>> {
        let script = "
            const body = new Uint8Array(await window.__TAURI_INTERNALS__.invoke('bytes', { file, offset: 0, length }));
            let text = '';
            for (let at = 0; at < body.length; at += 32768) text += String.fromCharCode(...body.subarray(at, at + 32768));
            return btoa(text);";
        let text = self.asked(script, &json!({"file": file, "length": length})).await?;
        Ok(BASE64.decode(text.as_str().context("bytes as text")?.as_bytes())?)
    }

    /// Runs an asynchronous `script` in the page; the fields of `given` are its variables.
    async fn asked(&self, script: &str, given: &Value) -> Result<Value> {
        let names: Vec<&str> = given.as_object().context("named values")?.keys().map(String::as_str).collect();
        let whole = format!(
            "const [given, done] = arguments; const {{ {} }} = given;
             (async () => {{ {script} }})().then((value) => done({{ value }}), (error) => done({{ error: JSON.stringify(error) ?? String(error) }}));",
            names.join(", ")
        );
        let answer = self.client.execute_async(&whole, vec![given.clone()]).await?;
        match answer.get("error") {
            Some(error) => bail!("refused: {error}"),
            None => Ok(answer["value"].clone()),
        }
    }

    /// Waits until a draft on the disk holds `words` in one of its fields. The program promises half a second; that is
    /// checked generously, since a loaded machine is not what is being tested.
    ///
    /// # Errors
    /// When it does not get that far.
    pub async fn saved(&self, case: &str, field: &str, words: &str) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let view = self.call("case.view", json!({ "case": case })).await?;
            if view["fields"][field] == words {
                return Ok(());
            }
            tokio::time::sleep(GLANCE).await;
        }
        bail!("the draft does not hold \"{words}\"")
    }

    /// Asks again and again until there is an answer.
    ///
    /// # Errors
    /// What `ask` says, or when there is no answer in time.
    pub async fn until<T>(&self, what: &str, mut ask: impl FnMut() -> Result<Option<T>>) -> Result<T> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(answer) = ask()? {
                return Ok(answer);
            }
            tokio::time::sleep(GLANCE).await;
        }
        bail!("waited in vain: {what}")
    }

    /// The process id of the program itself, found by its own data folder among our processes.
    ///
    /// # Errors
    /// When it is not running.
    pub fn process_id(&self) -> Result<u32> {
        let mark = format!("LAKON_DATA={}", self.data.display());
        for entry in std::fs::read_dir("/proc")? {
            let folder = entry?.path();
            let Some(id) = folder.file_name().and_then(|name| name.to_str()?.parse().ok()) else { continue };
            let is_program =
                std::fs::read_link(folder.join("exe")).is_ok_and(|exe| exe.file_name() == Some("lakon".as_ref()));
            let ours = || {
                std::fs::read(folder.join("environ"))
                    .is_ok_and(|all| all.split(|byte| *byte == 0).any(|one| one == mark.as_bytes()))
            };
            if is_program && ours() {
                return Ok(id);
            }
        }
        bail!("the program is not running")
    }

    /// Ends the program at once, as a power cut does, then the driver.
    ///
    /// # Errors
    /// When the program is not running.
    pub async fn kill(mut self) -> Result<()> {
        let id = self.process_id()?;
        let killed = Command::new("kill").args(["-KILL", &id.to_string()]).status()?;
        if !killed.success() {
            bail!("process {id} cannot be ended");
        }
        let start = Instant::now();
        while self.process_id().is_ok() {
            if start.elapsed() > PATIENCE {
                bail!("process {id} does not end");
            }
            tokio::time::sleep(GLANCE).await;
        }
        end_driver(&mut self.driver);
        Ok(())
    }

    /// Ends the session, which closes the window, then the driver.
    ///
    /// # Errors
    /// When the session is gone already.
    pub async fn close(mut self) -> Result<()> {
        let closed = self.client.clone().close().await;
        end_driver(&mut self.driver);
        closed.context("close the session")
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        end_driver(&mut self.driver);
    }
}

/// Ends the driver; told politely it ends the native driver below it and that one the program.
pub(crate) fn end_driver(driver: &mut Child) {
    if !matches!(driver.try_wait(), Ok(None)) {
        return;
    }
    let told = Command::new("kill").args(["-TERM", &driver.id().to_string()]).stderr(Stdio::null()).status();
    if !told.is_ok_and(|status| status.success()) {
        // Fails only when it is gone already.
        let _ = driver.kill();
    }
    let _ = driver.wait();
}
