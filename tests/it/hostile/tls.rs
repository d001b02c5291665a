//! https: certificates that nobody vouches for, an authority of one's own, and what is no TLS.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use assay::reference::{self, Running, Settings};
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::binary::{Desk, assay};
use super::raw::{Play, Raw};

const EMBEDDED: &str = include_str!("../../../fixtures/targets/embedded.toml");

async fn server(tls: bool) -> Running {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    reference::start(any, tls, Settings::embedded).await.expect("a server")
}

/// The target file of the embedded server, with another issuer and more lines behind it.
fn target(issuer: &str, more: &str) -> String {
    let own = "issuer = \"http://127.0.0.1:8414\"";
    assert!(EMBEDDED.contains(own));
    EMBEDDED.replace(own, &format!("issuer = \"{issuer}\"\n{more}"))
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_told() {
    let server = server(true).await;
    for arguments in [["run", "--issuer", &server.issuer], ["plan", "--issuer", &server.issuer]] {
        let said = assay(&arguments).await;
        assert_eq!(said.code, Some(3), "{said:?}");
        let message = said.message();
        assert!(message.contains(&server.issuer), "{message}");
        assert!(message.contains("certificate"), "{message}");
        assert!(message.contains("UnknownIssuer"), "{message}");
        assert!(message.contains("ca_file"), "the cure is named: {message}");
        assert_eq!(said.out, "");
    }
}

#[tokio::test]
async fn with_its_own_authority_the_run_is_green() {
    let server = server(true).await;
    let desk = Desk::new(&target(&server.issuer, "ca_file = \"ca.pem\""));
    let pem = server.ca_pem.clone().expect("an authority");
    std::fs::write(desk.path("ca.pem"), pem).expect("written");
    let outcome = desk.outcome(&["metadata/", "pkce/", "token/", "bearer/"]).await;
    assert_eq!(outcome.said.code, Some(0), "{:?}", outcome.said);
    assert!(outcome.with_verdict("pass").len() > 40, "{:?}", outcome.json["summary"]);
    for verdict in ["warn", "inconclusive", "fail"] {
        assert_eq!(outcome.with_verdict(verdict), [""; 0]);
    }
}

#[tokio::test]
async fn another_authority_does_not_vouch() {
    let (own, other) = (server(true).await, server(true).await);
    let desk = Desk::new(&target(&own.issuer, "ca_file = \"ca.pem\""));
    std::fs::write(desk.path("ca.pem"), other.ca_pem.clone().expect("an authority"))
        .expect("written");
    let said = assay(&["run", "--target", &desk.argument("target.toml")]).await;
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.message().contains("certificate"), "{}", said.err);
}

/// A server that shakes hands with a certificate of its own making, and its certificate in PEM.
async fn handshaking(made: CertificateParams) -> (String, String, JoinHandle<()>) {
    let key = KeyPair::generate().expect("a key");
    let certificate = made.self_signed(&key).expect("a certificate");
    let private = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .expect("a certificate with its key");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let issuer = format!("https://{}", listener.local_addr().expect("an address"));
    let task = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // The other side breaks the handshake off: that is the point.
            let _refused = acceptor.accept(stream).await;
        }
    });
    (issuer, certificate.pem(), task)
}

#[tokio::test]
async fn a_certificate_for_another_name_or_another_time_is_told() {
    let named = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        CertificateParams::new(names).expect("names")
    };
    let mut expired = named(&["127.0.0.1"]);
    (expired.not_before, expired.not_after) =
        (date_time_ymd(2001, 1, 1), date_time_ymd(2002, 1, 1));
    for (made, words) in [(named(&["as.example"]), "as.example"), (expired, "expired")] {
        let (issuer, pem, task) = handshaking(made).await;
        let desk = Desk::new(&format!("issuer = \"{issuer}\"\nca_file = \"ca.pem\"\n"));
        std::fs::write(desk.path("ca.pem"), pem).expect("written");
        let said = assay(&["run", "--target", &desk.argument("target.toml")]).await;
        task.abort();
        assert_eq!(said.code, Some(3), "{said:?}");
        let message = said.message();
        for word in [issuer.as_str(), "certificate", words] {
            assert!(message.contains(word), "{word}: {message}");
        }
    }
}

#[tokio::test]
async fn https_to_a_server_without_tls_is_told() {
    let server = server(false).await;
    let said = assay(&["run", "--issuer", &server.issuer.replace("http:", "https:")]).await;
    assert_eq!(said.code, Some(3), "{said:?}");
    let message = said.message();
    assert!(message.contains("failed to reach the target: https://127.0.0.1:"), "{message}");
}

#[tokio::test]
async fn http_to_a_server_with_tls_is_told() {
    let server = server(true).await;
    let said = assay(&["run", "--issuer", &server.issuer.replace("https:", "http:")]).await;
    assert_eq!(said.code, Some(3), "{said:?}");
    let message = said.message();
    assert!(message.contains("failed to reach the target: http://127.0.0.1:"), "{message}");
}

#[tokio::test]
async fn a_handshake_that_hangs_runs_into_the_deadline() {
    let raw = Raw::always(vec![Play::Hang]).await;
    let issuer = raw.origin().replace("http:", "https:");
    let more = "[manners]\nconnect_timeout = 1\nfirst_byte_timeout = 3\n";
    let desk = Desk::new(&format!("issuer = \"{issuer}\"\n{more}"));
    let said = assay(&["run", "--target", &desk.argument("target.toml")]).await;
    assert_eq!(said.code, Some(3), "{said:?}");
    let message = said.message();
    assert!(message.contains(&issuer), "{message}");
    assert!(message.contains("timed out") || message.contains("timeout"), "{message}");
}
