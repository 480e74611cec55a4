//! Waking the other desks: server-sent events that say "something is new" and nothing else, and how long to wait without them.
//! Always a hint: what is missing is computed from both sides' heads, and a lost hint costs a little time only.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use lakon_domain::Random;
use tokio::sync::watch;
use uuid::Uuid;

/// Where a desk listens.
pub const WAKE_PATH: &str = "/wake";
/// The server writes a comment this often, so that silence means something.
pub const BEAT: Duration = Duration::from_secs(15);
/// A line that was silent for this long is dead: two beats and some.
pub const SILENCE: Duration = Duration::from_secs(35);
/// Between two questions of a desk that hears no hints and stands at the counter.
pub const POLL_AT_THE_COUNTER: Duration = Duration::from_secs(5);
/// The same on battery.
pub const POLL_ON_BATTERY: Duration = Duration::from_secs(60);
/// Longest line of an event stream that is kept while it is incomplete, bytes.
const LONGEST_LINE: usize = 4096;

/// The event's text; its name is what counts.
const NEWS: &[u8] = b"event: news\ndata: \n\n";
const COMMENT: &[u8] = b": \n\n";

/// What the hub tells its listeners.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    /// Grows with every push.
    number: u64,
    /// The device whose push it was; it need not be told.
    by: Option<Uuid>,
    closed: bool,
}

/// Server half: one hub per office, told after every push that added something.
#[derive(Debug, Clone)]
pub struct Hub {
    state: watch::Sender<State>,
}

impl Default for Hub {
    fn default() -> Self {
        Self { state: watch::Sender::new(State::default()) }
    }
}

impl Hub {
    /// Something is new; `by` brought it and is not woken for it alone.
    pub fn news(&self, by: Option<Uuid>) {
        self.state.send_modify(|state| {
            state.number += 1;
            state.by = by;
        });
    }

    /// Ends every stream, so that a stopping server has no open requests.
    pub fn close(&self) {
        self.state.send_modify(|state| state.closed = true);
    }

    /// The body of one listener's answer: `text/event-stream`.
    pub fn stream(&self, device: Uuid) -> impl Stream<Item = Result<Bytes, std::convert::Infallible>> + Send + use<> {
        let receiver = self.state.subscribe();
        let seen = receiver.borrow().number;
        stream::unfold((receiver, seen, true), move |(mut receiver, seen, first)| async move {
            if first {
                // Sent at once: the listener learns that the line stands.
                return Some((Ok(Bytes::from_static(COMMENT)), (receiver, seen, false)));
            }
            let wanted = |state: &State| state.closed || state.number > seen;
            let beat = tokio::time::Instant::now() + BEAT;
            let (text, number) = match tokio::time::timeout_at(beat, receiver.wait_for(wanted)).await {
                Err(_) => (COMMENT, seen),
                Ok(Err(_)) => return None,
                Ok(Ok(state)) if state.closed => return None,
                // Only its own push since it last looked: nothing to fetch. The comment keeps the beat.
                Ok(Ok(state)) if state.by == Some(device) && state.number == seen + 1 => (COMMENT, state.number),
                Ok(Ok(state)) => (NEWS, state.number),
            };
            Some((Ok(Bytes::from_static(text)), (receiver, number, false)))
        })
    }
}

/// Reads a `text/event-stream` as its bytes arrive, however they are cut.
#[derive(Debug, Default)]
pub struct Parser {
    line: Vec<u8>,
    news: bool,
    /// A line longer than any of ours: passed over up to its end.
    skipping: bool,
}

impl Parser {
    /// Takes some bytes; true when an event "news" ended in them.
    pub fn feed(&mut self, bytes: &[u8]) -> bool {
        let mut woken = false;
        for byte in bytes {
            match byte {
                b'\n' | b'\r' => woken |= self.end_of_line(*byte),
                _ if self.line.len() >= LONGEST_LINE => self.skipping = true,
                _ => self.line.push(*byte),
            }
        }
        woken
    }

    fn end_of_line(&mut self, end: u8) -> bool {
        let line = std::mem::take(&mut self.line);
        let skipped = std::mem::take(&mut self.skipping);
        if !line.is_empty() {
            let name = line.strip_prefix(b"event:").map(<[u8]>::trim_ascii);
            if !skipped && let Some(name) = name {
                self.news = name == b"news";
            }
            return false;
        }
        // A carriage return alone may be half of a line end; only the line feed closes an event.
        end == b'\n' && std::mem::take(&mut self.news)
    }
}

/// Why listening ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Nothing for [`SILENCE`], not even a comment.
    Silent,
    /// The line closed or broke.
    Closed,
    /// The answer was no event stream: a proxy, or a server that wants a new hello.
    NoStream,
}

/// Client half: listens until the line ends and calls `heard` for every hint, once at the start too,
/// because something may have come while nobody listened.
pub async fn listen(http: &reqwest::Client, base: &str, token: &str, heard: impl FnMut()) -> Ended {
    let request = http.get(format!("{base}{WAKE_PATH}")).bearer_auth(token).header("accept", "text/event-stream");
    let answer = match tokio::time::timeout(SILENCE, request.send()).await {
        Err(_) => return Ended::Silent,
        Ok(Err(_)) => return Ended::Closed,
        Ok(Ok(answer)) => answer,
    };
    let kind = answer.headers().get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !answer.status().is_success() || !kind.starts_with("text/event-stream") {
        return Ended::NoStream;
    }
    follow(answer.bytes_stream(), heard).await
}

/// Reads hints until the line ends or has been silent for [`SILENCE`].
async fn follow<B: AsRef<[u8]>, E>(stream: impl Stream<Item = Result<B, E>>, mut heard: impl FnMut()) -> Ended {
    let mut stream = std::pin::pin!(stream);
    let mut parser = Parser::default();
    heard();
    loop {
        match tokio::time::timeout(SILENCE, stream.next()).await {
            Err(_) => return Ended::Silent,
            Ok(Some(Ok(bytes))) => {
                if parser.feed(bytes.as_ref()) {
                    heard();
                }
            }
            Ok(Some(Err(_)) | None) => return Ended::Closed,
        }
    }
}

/// How long a desk without hints waits before it asks again.
pub fn poll_delay(on_battery: bool, random: &mut dyn Random) -> Duration {
    spread(if on_battery { POLL_ON_BATTERY } else { POLL_AT_THE_COUNTER }, random)
}

/// Three quarters to five quarters of a time, so that the desks of an office do not ask in step.
pub fn spread(base: Duration, random: &mut dyn Random) -> Duration {
    let mut bytes = [0; 2];
    random.fill(&mut bytes);
    base.mul_f64(0.75 + f64::from(u16::from_le_bytes(bytes)) / f64::from(u16::MAX) * 0.5)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn news_is_heard_however_the_bytes_are_cut() {
        let text = b": \n\nevent: news\ndata: \n\n: \r\n\r\nevent:news\r\ndata:\r\n\r\nevent: other\n\n";
        for size in 1..text.len() {
            let mut parser = Parser::default();
            let heard = text.chunks(size).filter(|part| parser.feed(part)).count();
            assert!((1..=2).contains(&heard), "cut at {size}: {heard}");
        }
        let mut parser = Parser::default();
        assert_eq!(text.iter().filter(|byte| parser.feed(&[**byte])).count(), 2);
    }

    #[test]
    fn a_page_of_html_wakes_nobody_and_is_not_collected() {
        let mut parser = Parser::default();
        assert!(!parser.feed(&[b'<'; 100_000]));
        assert!(parser.line.len() <= LONGEST_LINE);
        assert!(!parser.feed(b"\n\n"));
    }

    #[tokio::test(start_paused = true)]
    async fn the_others_are_woken_and_the_line_beats() {
        let hub = Hub::default();
        let (mine, theirs) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let (mut me, mut they) = (Box::pin(hub.stream(mine)), Box::pin(hub.stream(theirs)));
        assert_eq!(me.next().await.unwrap().unwrap(), COMMENT);
        assert_eq!(they.next().await.unwrap().unwrap(), COMMENT);
        hub.news(Some(mine));
        assert_eq!(me.next().await.unwrap().unwrap(), COMMENT);
        assert_eq!(they.next().await.unwrap().unwrap(), NEWS);
        let before = tokio::time::Instant::now();
        assert_eq!(me.next().await.unwrap().unwrap(), COMMENT);
        assert_eq!(before.elapsed(), BEAT);
        // Another's push and then its own before it looked: it is woken.
        hub.news(Some(theirs));
        hub.news(Some(mine));
        assert_eq!(me.next().await.unwrap().unwrap(), NEWS);
        hub.close();
        assert!(me.next().await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_line_is_dead_after_35_silent_seconds_and_a_comment_keeps_it_alive() {
        let began = tokio::time::Instant::now();
        let beats = stream::iter(0..4).then(|_| async {
            tokio::time::sleep(BEAT).await;
            Ok::<_, std::io::Error>(COMMENT)
        });
        let mut hints = 0;
        assert_eq!(follow(beats.chain(stream::pending()), || hints += 1).await, Ended::Silent);
        assert_eq!((began.elapsed(), hints), (4 * BEAT + SILENCE, 1), "the only hint is the one at the start");
        assert_eq!((BEAT.as_secs(), SILENCE.as_secs()), (15, 35));
    }

    #[test]
    fn polls_are_spread_around_their_base() {
        struct Fixed(u8);
        impl Random for Fixed {
            fn fill(&mut self, buffer: &mut [u8]) {
                buffer.fill(self.0);
            }
        }
        assert_eq!(poll_delay(false, &mut Fixed(0)), Duration::from_millis(3750));
        assert_eq!(poll_delay(true, &mut Fixed(255)), Duration::from_secs(75));
    }
}
