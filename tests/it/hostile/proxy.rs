//! A proxy in front of the reference server that writes everything down, and can die.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use assay::reference::{self, Fault, Running, Settings};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet};

/// Octets of one direction of one connection.
type Tape = Arc<Mutex<Vec<u8>>>;

/// The proxy with the server behind it; both end when it is dropped.
#[derive(Debug)]
pub(super) struct Proxy {
    origin: String,
    tapes: Arc<Mutex<Vec<Tape>>>,
    held: watch::Receiver<bool>,
    task: JoinHandle<()>,
    _server: Running,
}

#[derive(Debug)]
struct Life {
    requests: AtomicUsize,
    most: usize,
    end: Notify,
    /// The first request with all of these words is never answered.
    hold: Vec<&'static str>,
    held: watch::Sender<bool>,
}

impl Proxy {
    /// Starts a proxy before a reference server with these faults.
    pub(super) async fn start(faults: &[Fault]) -> Self {
        Self::with(usize::MAX, faults, &[]).await
    }

    /// The same, but the first request with all of these words is never answered.
    pub(super) async fn holding(words: &[&'static str], faults: &[Fault]) -> Self {
        Self::with(usize::MAX, faults, words).await
    }

    /// The same, but proxy and server are gone after so many requests.
    pub(super) async fn dying_after(requests: usize, faults: &[Fault]) -> Self {
        Self::with(requests, faults, &[]).await
    }

    async fn with(most: usize, faults: &[Fault], hold: &[&'static str]) -> Self {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listener = TcpListener::bind(any).await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let settings = Settings {
            faults: faults.iter().copied().collect(),
            ..Settings::embedded(origin.clone())
        };
        let server = reference::start(any, false, |_| settings).await.expect("a server");
        let tapes = Arc::new(Mutex::new(Vec::new()));
        let (tell, held) = watch::channel(false);
        let (requests, end, hold) = (AtomicUsize::new(0), Notify::new(), hold.to_vec());
        let life = Arc::new(Life { requests, most, end, hold, held: tell });
        let task = tokio::spawn(serve(listener, server.address, Arc::clone(&tapes), life));
        Self { origin, tapes, held, task, _server: server }
    }

    /// The address of the proxy, which the server takes for its own.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// Waits until the request has come that is never answered.
    pub(super) async fn holds(&self) {
        self.held.clone().wait_for(|own| *own).await.expect("the proxy lives");
    }

    /// Everything that went over the wire, direction by direction.
    pub(super) fn recorded(&self) -> String {
        let tapes = self.tapes.lock().unwrap_or_else(PoisonError::into_inner);
        let texts = tapes.iter().map(|tape| {
            let octets = tape.lock().unwrap_or_else(PoisonError::into_inner);
            String::from_utf8_lossy(&octets).into_owned()
        });
        texts.collect::<Vec<_>>().join("\r\n")
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Life {
    /// Whether this is the request that is never answered.
    fn holds(&self, octets: &[u8]) -> bool {
        let text = String::from_utf8_lossy(octets);
        let all = !self.hold.is_empty() && self.hold.iter().all(|own| text.contains(own));
        all && !self.held.send_replace(true)
    }
}

async fn serve(
    listener: TcpListener,
    upstream: SocketAddr,
    tapes: Arc<Mutex<Vec<Tape>>>,
    life: Arc<Life>,
) {
    let mut open = JoinSet::new();
    loop {
        let client = tokio::select! {
            accepted = listener.accept() => accepted,
            () = life.end.notified() => return,
        };
        let (Ok((client, _)), Ok(server)) = (client, TcpStream::connect(upstream).await) else {
            return;
        };
        let (sent, received) = (Tape::default(), Tape::default());
        tapes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend([Arc::clone(&sent), Arc::clone(&received)]);
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        open.spawn(copy(from_client, to_server, sent, Some(Arc::clone(&life))));
        open.spawn(copy(from_server, to_client, received, None));
    }
}

/// Copies one direction; requests are counted by their version.
async fn copy(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    tape: Tape,
    life: Option<Arc<Life>>,
) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        let octets = &buffer[..count];
        if let Some(life) = &life {
            let heads = octets.windows(11).filter(|own| own == b" HTTP/1.1\r\n").count();
            if life.requests.fetch_add(heads, Ordering::Relaxed) + heads > life.most {
                life.end.notify_one();
                return;
            }
        }
        tape.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(octets);
        if life.as_ref().is_some_and(|own| own.holds(octets)) {
            continue;
        }
        if to.write_all(octets).await.is_err() {
            return;
        }
    }
}
