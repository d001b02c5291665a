//! The server on a socket, with and without TLS.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::reference::{Settings, start};

pub(super) const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> String {
    let request = "GET /.well-known/oauth-authorization-server HTTP/1.1\r\n\
                   Host: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer).await);
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn it_serves_until_it_is_stopped() {
    let running = start(ANY, false, Settings::embedded).await.unwrap();
    assert_eq!(running.issuer, format!("http://{}", running.address));
    let answer = exchange(TcpStream::connect(running.address).await.unwrap()).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains(&running.issuer));
    let address = running.address;
    running.stop().await;
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn it_speaks_tls_with_a_certificate_of_its_own() {
    let running = start(ANY, true, Settings::embedded).await.unwrap();
    assert!(running.issuer.starts_with("https://127.0.0.1:"));
    let ca = running.ca_pem.clone().unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    // A connection that never shakes hands holds nobody up.
    let _silent = TcpStream::connect(running.address).await.unwrap();
    let tcp = TcpStream::connect(running.address).await.unwrap();
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let answer = exchange(connector.connect(name, tcp).await.unwrap()).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
}
