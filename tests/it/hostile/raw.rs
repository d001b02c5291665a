//! A server of raw octets, for what no HTTP library would send.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::sleep;

use crate::request::is_whole;

/// What the server does on a connection, one after the other; at the end it closes it.
#[derive(Debug, Clone)]
pub(super) enum Play {
    /// Sends octets.
    Send(Vec<u8>),
    /// Sends octets one by one, with a pause before each.
    Drip(Vec<u8>, Duration),
    /// Sends octets again and again, for as long as somebody takes them.
    Flood(Vec<u8>),
    /// Says nothing more until the other side goes away.
    Hang,
    /// Breaks the connection off with a reset.
    Reset,
}

/// The server; it ends when it is dropped.
#[derive(Debug)]
pub(super) struct Raw {
    origin: String,
    heard: Arc<Mutex<Vec<String>>>,
    count: watch::Receiver<usize>,
    task: JoinHandle<()>,
}

impl Raw {
    /// Starts a server on a free loopback port; the script is given each request as text.
    pub(super) async fn start(script: impl Fn(&str) -> Vec<Play> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (tell, count) = watch::channel(0);
        let log = Arc::clone(&heard);
        let script = Arc::new(script);
        let task = tokio::spawn(async move {
            let mut open = JoinSet::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let (script, log, tell) = (Arc::clone(&script), Arc::clone(&log), tell.clone());
                open.spawn(async move {
                    let request = read_request(&mut stream).await;
                    let plays = script(&request);
                    log.lock().unwrap_or_else(PoisonError::into_inner).push(request);
                    tell.send_modify(|count| *count += 1);
                    // A peer that goes away early is what some tests are about.
                    let _gone = play(stream, plays).await;
                });
            }
        });
        Self { origin, heard, count, task }
    }

    /// A server that treats every request alike.
    pub(super) async fn always(plays: Vec<Play>) -> Self {
        Self::start(move |_| plays.clone()).await
    }

    /// `http://127.0.0.1:PORT`.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// Every request so far, head and body.
    pub(super) fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until `number` requests have come in.
    pub(super) async fn hears(&self, number: usize) {
        let mut count = self.count.clone();
        count.wait_for(|count| *count >= number).await.expect("the server lives");
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A whole answer on a connection that ends with it.
pub(super) fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

/// A whole answer with JSON in it.
pub(super) fn json(status: &str, body: &str) -> Vec<u8> {
    answer(status, "content-type: application/json\r\ncache-control: no-store\r\n", body)
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut octets = Vec::new();
    let mut buffer = [0_u8; 4096];
    loop {
        let text = String::from_utf8_lossy(&octets).into_owned();
        if is_whole(&text) {
            return text;
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return text,
            Ok(count) => octets.extend_from_slice(&buffer[..count]),
        }
    }
}

async fn play(mut stream: TcpStream, plays: Vec<Play>) -> std::io::Result<()> {
    for next in plays {
        match next {
            Play::Send(octets) => stream.write_all(&octets).await?,
            Play::Drip(octets, pause) => {
                for octet in octets {
                    sleep(pause).await;
                    stream.write_all(&[octet]).await?;
                }
            }
            Play::Flood(octets) => loop {
                stream.write_all(&octets).await?;
            },
            Play::Hang => while stream.read(&mut [0_u8; 512]).await? > 0 {},
            Play::Reset => {
                stream.set_zero_linger()?;
                return Ok(());
            }
        }
    }
    stream.shutdown().await
}
