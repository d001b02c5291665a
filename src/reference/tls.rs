//! TLS for the host: a throwaway certificate authority, and a listener that shakes hands.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// Who does not shake hands by then is cut off.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);

/// A certificate made for one run.
pub(crate) struct Identity {
    /// The certificate authority that signed it, in PEM.
    pub(crate) ca_pem: String,
    /// What shakes hands with it.
    pub(crate) acceptor: TlsAcceptor,
}

impl Identity {
    /// Makes a certificate for `address` and `localhost`.
    pub(crate) fn generate(address: IpAddr) -> io::Result<Self> {
        let ca_key = KeyPair::generate().map_err(io::Error::other)?;
        let mut ca = CertificateParams::default();
        ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        ca.distinguished_name.push(DnType::CommonName, "assay reference authority");
        let ca_pem = ca.self_signed(&ca_key).map_err(io::Error::other)?.pem();
        let issuer = Issuer::new(ca, ca_key);

        let key = KeyPair::generate().map_err(io::Error::other)?;
        let names = vec!["localhost".to_owned(), address.to_string()];
        let mut own = CertificateParams::new(names).map_err(io::Error::other)?;
        own.distinguished_name.push(DnType::CommonName, "assay reference");
        let certificate = own.signed_by(&key, &issuer).map_err(io::Error::other)?;

        let private = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private)
            .map_err(io::Error::other)?;
        // RFC 7301: the client chooses between HTTP/2 and HTTP/1.1; who does not ask gets HTTP/1.1.
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { ca_pem, acceptor: TlsAcceptor::from(Arc::new(config)) })
    }
}

/// Hands out connections whose handshake is done. Handshakes run beside each other: one that
/// hangs holds nobody up.
pub(crate) struct TlsListener {
    done: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: io::Result<SocketAddr>,
    task: JoinHandle<()>,
}

impl TlsListener {
    /// Listens on `tcp`.
    pub(crate) fn new(mut tcp: TcpListener, acceptor: TlsAcceptor) -> Self {
        let address = tcp.local_addr();
        let (send, done) = mpsc::channel(64);
        let task = tokio::spawn(async move {
            loop {
                let (stream, peer) = Listener::accept(&mut tcp).await;
                tokio::spawn(shake_hands(acceptor.clone(), stream, peer, send.clone()));
            }
        });
        Self { done, address, task }
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.done.recv().await {
            Some(connection) => connection,
            // The accepting task holds a sender for as long as this listener lives.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.address
            .as_ref()
            .copied()
            .map_err(|error| io::Error::new(error.kind(), error.to_string()))
    }
}

impl Drop for TlsListener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn shake_hands(
    acceptor: TlsAcceptor,
    stream: TcpStream,
    peer: SocketAddr,
    done: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    drop(stream.set_nodelay(true));
    if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE_TIME, acceptor.accept(stream)).await {
        drop(done.send((stream, peer)).await);
    }
}
