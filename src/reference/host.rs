//! The only asynchronous part: sockets, and the way from octets to [`Server::answer`] and back.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use axum::serve::{Listener, ListenerExt as _};
use hdrhistogram::Histogram;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};

use super::pace::Pace;
use super::reply::Reply;
use super::request::Incoming;
use super::server::Server;
use super::settings::Settings;
use super::tls::{Identity, TlsListener};

/// No request of OAuth comes near this many octets.
const BODY_LIMIT: usize = 256 * 1024;

/// How long [`Running::stop`] waits for open connections.
const PATIENCE: Duration = Duration::from_secs(1);

/// The whole server as an axum router.
///
/// # Panics
///
/// When the settings inject latency or stalls, and the system has no thread to give.
pub fn router(settings: Settings) -> Router {
    Host::new(settings).map(Host::into_router).expect("a thread that keeps the time")
}

/// The server, and how slow it is on purpose.
struct Host {
    server: Server,
    pace: Option<Arc<Pace>>,
}

impl Host {
    fn new(settings: Settings) -> io::Result<Self> {
        Ok(Self { pace: Pace::new(&settings)?.map(Arc::new), server: Server::new(settings) })
    }

    fn into_router(self) -> Router {
        let host = Arc::new(self);
        Router::new().fallback(move |request: Request<Body>| serve(Arc::clone(&host), request))
    }
}

/// A server on a socket. It ends when it is dropped.
#[derive(Debug)]
pub struct Running {
    /// The address that it listens on.
    pub address: SocketAddr,
    /// The issuer identifier.
    pub issuer: String,
    /// The certificate authority to trust, in PEM, if the server speaks TLS.
    pub ca_pem: Option<String>,
    pace: Option<Arc<Pace>>,
    end: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    /// Ends the server and waits until its sockets are closed. Answers that are held back leave
    /// at once.
    pub async fn stop(mut self) {
        self.begin_to_end();
        if tokio::time::timeout(PATIENCE, &mut self.task).await.is_err() {
            self.task.abort();
        }
    }

    /// How long answers were held back until now, in microseconds, from when the head of a request
    /// was read; `None` where neither latency nor stalls are injected.
    pub fn held(&self) -> Option<Histogram<u64>> {
        self.pace.as_deref().map(Pace::held)
    }

    fn begin_to_end(&self) {
        self.end.send_replace(true);
        if let Some(pace) = &self.pace {
            pace.let_go();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.begin_to_end();
        self.task.abort();
    }
}

/// Binds `listen` (port 0 takes a free one), tells `make` the issuer that follows from it, and
/// serves what `make` returns in a task of its own.
///
/// With `tls` the server makes itself a certificate for its address and `localhost`.
///
/// # Errors
///
/// When the address cannot be bound, no certificate can be made, or the system has no thread for
/// injected latency.
pub async fn start(
    listen: SocketAddr,
    tls: bool,
    make: impl FnOnce(String) -> Settings,
) -> io::Result<Running> {
    let tcp = TcpListener::bind(listen).await?;
    let address = tcp.local_addr()?;
    let reachable = SocketAddr::new(reachable(address.ip()), address.port());
    let scheme = if tls { "https" } else { "http" };
    let settings = make(format!("{scheme}://{reachable}"));
    let issuer = settings.issuer.clone();
    let host = Host::new(settings)?;
    let pace = host.pace.clone();
    let router = host.into_router();
    let (end, ended) = watch::channel(false);
    let (task, ca_pem) = if tls {
        let identity = Identity::generate(reachable.ip())?;
        let listener = TlsListener::new(tcp, identity.acceptor);
        (tokio::spawn(run(listener, router, ended)), Some(identity.ca_pem))
    } else {
        // Small answers must not wait for Nagle's algorithm, or every measurement is off.
        let listener = tcp.tap_io(|stream| drop(stream.set_nodelay(true)));
        (tokio::spawn(run(listener, router, ended)), None)
    };
    Ok(Running { address, issuer, ca_pem, pace, end, task })
}

async fn run<L>(listener: L, router: Router, mut ended: watch::Receiver<bool>)
where
    L: Listener,
    L::Addr: std::fmt::Debug,
{
    let end = async move { drop(ended.wait_for(|ended| *ended).await) };
    // Serving ends by the signal only; a failed connection is the peer's business.
    drop(axum::serve(listener, router).with_graceful_shutdown(end).await);
}

async fn serve(host: Arc<Host>, request: Request<Body>) -> Response<Body> {
    let arrived = Instant::now();
    let paced = host.pace.as_deref().filter(|_| host.server.is_paced(request.uri().path()));
    let due = paced.map(|pace| (pace, pace.due(arrived)));
    let response = answer(&host, request).await;
    if let Some((pace, due)) = due {
        pace.hold(arrived, due).await;
    }
    response
}

async fn answer(host: &Arc<Host>, request: Request<Body>) -> Response<Body> {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return Reply::text(413, "content too large\n").into_response();
    };
    let request = Incoming {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body,
    };
    if !host.server.has_gaps() {
        return host.server.answer(&request).into_response();
    }
    // A thread for each request, as many servers have: on a few workers, or on one, no two requests
    // would ever be in the middle of something at the same time.
    let own = Arc::clone(host);
    let answered = spawn_blocking(move || own.server.answer(&request)).await;
    answered.unwrap_or_else(|_| Reply::text(500, "internal server error\n")).into_response()
}

/// The address by which this machine reaches `listening`.
fn reachable(listening: IpAddr) -> IpAddr {
    if listening.is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { listening }
}
