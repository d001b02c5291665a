//! A server of raw octets that keeps connections alive and remembers what it saw.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

use crate::request::is_whole;

/// Longer than anything that is waited for; a hang ends here.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the server does with one request.
#[derive(Debug, Clone)]
pub(super) enum Play {
    /// Sends octets and waits for the next request.
    Send(Vec<u8>),
    /// The same after a while.
    Late(Duration, Vec<u8>),
    /// Sends octets and closes the connection.
    Last(Vec<u8>),
    /// Breaks the connection off with a reset.
    Reset,
}

type Script = dyn Fn(usize, &str) -> Play + Send + Sync;

/// One request.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    /// When it was there.
    pub(super) at: Instant,
    /// Head and body.
    pub(super) text: String,
}

/// Connections so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lines {
    /// Opened.
    pub(super) opened: usize,
    /// Open now.
    pub(super) open: usize,
    /// Broken off by the other side, instead of closed.
    pub(super) broken: usize,
}

#[derive(Debug, Default)]
struct Memory {
    heard: Mutex<Vec<Heard>>,
    tokens: AtomicUsize,
    count: watch::Sender<usize>,
    lines: watch::Sender<Lines>,
}

/// The server; it ends when it is dropped.
#[derive(Debug)]
pub(super) struct Scripted {
    /// `http://127.0.0.1:PORT`.
    pub(super) origin: String,
    memory: Arc<Memory>,
    task: JoinHandle<()>,
}

impl Scripted {
    /// Starts a server on a free loopback port. The script is given the number of each token
    /// request, from 1, and the request; anything else is answered 404.
    pub(super) async fn start(
        script: impl Fn(usize, &str) -> Play + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let memory = Arc::new(Memory::default());
        let (script, own) = (Arc::new(script), Arc::clone(&memory));
        let task = tokio::spawn(async move {
            let mut open = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (script, memory) = (Arc::clone(&script), Arc::clone(&own));
                open.spawn(async move { serve(stream, &*script, &memory).await });
            }
        });
        Self { origin, memory, task }
    }

    /// Every request so far.
    pub(super) fn heard(&self) -> Vec<Heard> {
        self.memory.heard().clone()
    }

    /// Waits until `number` requests have come in.
    pub(super) async fn hears(&self, number: usize) {
        let mut count = self.memory.count.subscribe();
        let enough = timeout(PATIENCE, count.wait_for(|count| *count >= number)).await;
        enough.expect("the requests come").expect("the server lives");
    }

    /// Connections so far.
    pub(super) fn lines(&self) -> Lines {
        *self.memory.lines.borrow()
    }

    /// Waits until all connections are closed.
    pub(super) async fn is_left_alone(&self) -> Lines {
        let mut lines = self.memory.lines.subscribe();
        let alone = timeout(PATIENCE, lines.wait_for(|lines| lines.open == 0)).await;
        *alone.expect("all connections are closed").expect("the server lives")
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Memory {
    fn heard(&self) -> MutexGuard<'_, Vec<Heard>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A whole answer.
pub(super) fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncache-control: no-store\r\n\
         content-length: {length}\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

/// The right answer to the token request of this number.
pub(super) fn token(number: usize) -> Vec<u8> {
    answer("200 OK", "", &token_body(number))
}

/// Its body.
pub(super) fn token_body(number: usize) -> String {
    format!(
        r#"{{"access_token":"marked-token-{number:08}","token_type":"Bearer","expires_in":3600,"scope":"read"}}"#
    )
}

async fn serve(mut stream: TcpStream, script: &Script, memory: &Memory) {
    memory.lines.send_modify(|lines| {
        lines.opened += 1;
        lines.open += 1;
    });
    let ended = talk(&mut stream, script, memory).await;
    memory.lines.send_modify(|lines| {
        lines.open -= 1;
        lines.broken += usize::from(ended.is_err());
    });
}

async fn talk(stream: &mut TcpStream, script: &Script, memory: &Memory) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    while let Some(text) = read_request(stream).await? {
        let play = if text.starts_with("POST /token ") {
            let number = memory.tokens.fetch_add(1, Ordering::Relaxed) + 1;
            memory.heard().push(Heard { at: Instant::now(), text: text.clone() });
            memory.count.send_modify(|count| *count += 1);
            script(number, &text)
        } else {
            Play::Send(answer("404 Not Found", "", "{}"))
        };
        match play {
            Play::Send(octets) => stream.write_all(&octets).await?,
            Play::Late(span, octets) => {
                sleep(span).await;
                stream.write_all(&octets).await?;
            }
            Play::Last(octets) => {
                stream.write_all(&octets).await?;
                return stream.shutdown().await;
            }
            Play::Reset => return stream.set_zero_linger(),
        }
    }
    Ok(())
}

/// The next request; `None` when the other side has closed the connection.
async fn read_request(stream: &mut TcpStream) -> std::io::Result<Option<String>> {
    let mut octets = Vec::new();
    let mut buffer = [0_u8; 4096];
    loop {
        let text = String::from_utf8_lossy(&octets).into_owned();
        if is_whole(&text) {
            return Ok(Some(text));
        }
        match stream.read(&mut buffer).await? {
            0 => return Ok(None),
            count => octets.extend_from_slice(&buffer[..count]),
        }
    }
}
