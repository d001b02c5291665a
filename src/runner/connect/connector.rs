//! Makes connections: TCP, then TLS where the URL asks for it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::{BuilderVerifierExt as _, Verifier};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::address::Address;

/// Anything that octets go through in both ways.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A stream that stands, and how long that took.
pub(crate) struct Established {
    /// The stream.
    pub(crate) stream: TokioIo<Box<dyn Stream>>,
    /// Time to connect, name resolution included.
    pub(crate) connect: Duration,
    /// Time of the TLS handshake.
    pub(crate) tls: Option<Duration>,
}

/// Makes connections.
#[derive(Clone)]
pub(crate) struct Connector {
    /// `None` where nothing needs it.
    tls: Option<TlsConnector>,
    limit: Duration,
    /// HTTP/2 instead of HTTP/1.1.
    pub(crate) http2: bool,
}

impl Connector {
    /// Sets up TLS: the platform's certificates, and those of `ca_pem`.
    ///
    /// # Errors
    /// Certificates that cannot be read, in words.
    pub(crate) fn new(ca_pem: Option<&str>, limit: Duration, http2: bool) -> Result<Self, String> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = rustls::ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?;
        let builder = match ca_pem {
            Some(pem) => {
                let roots: Result<Vec<_>, _> =
                    CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
                let roots = roots.map_err(|error| format!("ca_file: {error}"))?;
                let verifier = Verifier::new_with_extra_roots(roots, provider)
                    .map_err(|error| format!("ca_file: {error}"))?;
                builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier))
            }
            None => builder.with_platform_verifier().map_err(|error| error.to_string())?,
        };
        let mut config = builder.with_no_client_auth();
        config.alpn_protocols = vec![if http2 { b"h2".to_vec() } else { b"http/1.1".to_vec() }];
        Ok(Self { tls: Some(TlsConnector::from(Arc::new(config))), limit, http2 })
    }

    /// One for targets without TLS: reading the platform's certificates takes longer than a run
    /// against a local server.
    pub(crate) fn plain(limit: Duration) -> Self {
        Self { tls: None, limit, http2: false }
    }

    /// Connects.
    ///
    /// # Errors
    /// No connection within the target's `connect_timeout`.
    pub(crate) async fn connect(&self, to: &Address) -> io::Result<Established> {
        let connecting = async {
            let start = Instant::now();
            let tcp = TcpStream::connect((to.host.as_str(), to.port)).await?;
            self.secured(to, tcp, start.elapsed()).await
        };
        tokio::time::timeout(self.limit, connecting).await.map_err(|_| late())?
    }

    /// Connects to one address of the host.
    ///
    /// # Errors
    /// No connection within the target's `connect_timeout`.
    pub(crate) async fn connect_at(
        &self,
        to: &Address,
        place: SocketAddr,
    ) -> io::Result<Established> {
        let connecting = async {
            let start = Instant::now();
            let tcp = TcpStream::connect(place).await?;
            self.secured(to, tcp, start.elapsed()).await
        };
        tokio::time::timeout(self.limit, connecting).await.map_err(|_| late())?
    }

    /// Every address of the host, in a fixed order.
    ///
    /// # Errors
    /// A name that is not known.
    pub(crate) async fn resolve(&self, to: &Address) -> io::Result<Vec<SocketAddr>> {
        let found = tokio::net::lookup_host((to.host.as_str(), to.port)).await?;
        let mut all: Vec<SocketAddr> = found.collect();
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    /// Speaks TLS over a connection that stands, if the URL asks for it.
    async fn secured(
        &self,
        to: &Address,
        tcp: TcpStream,
        connect: Duration,
    ) -> io::Result<Established> {
        tcp.set_nodelay(true)?;
        if !to.tls {
            return Ok(Established { stream: TokioIo::new(Box::new(tcp)), connect, tls: None });
        }
        let name = ServerName::try_from(to.host.clone()).map_err(io::Error::other)?;
        let start = Instant::now();
        let tls = self.tls.as_ref().ok_or_else(|| io::Error::other("TLS was not set up"))?;
        let stream = tls.connect(name, tcp).await?;
        let tls = Some(start.elapsed());
        Ok(Established { stream: TokioIo::new(Box::new(stream)), connect, tls })
    }
}

fn late() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "no connection in time")
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connector").field("http2", &self.http2).finish_non_exhaustive()
    }
}
