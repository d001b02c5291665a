//! HTTP/1.1 and HTTP/2, with and without TLS, on connections that stay open until the server ends.

use std::time::Duration;

use reqwest::{Certificate, Client, ClientBuilder, Version};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::reference::{Running, Settings, start};

use super::browser::basic;
use super::host::ANY;

fn client(server: &Running, choose: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    // Fails only when another test installed it before.
    let _already_there = rustls::crypto::ring::default_provider().install_default();
    let trusted = server.ca_pem.iter().map(|pem| Certificate::from_pem(pem.as_bytes()).unwrap());
    let builder = Client::builder().no_proxy().tls_certs_only(trusted);
    choose(builder).build().unwrap()
}

/// Fetches a token and says over which version of HTTP.
async fn token(server: &Running, client: &Client) -> Version {
    let request = client
        .post(format!("{}/token", server.issuer))
        .header("authorization", basic(super::browser::CONF))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("grant_type=client_credentials");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let version = response.version();
    assert!(response.text().await.unwrap().contains("access_token"));
    version
}

#[tokio::test]
async fn without_tls_http_2_comes_by_prior_knowledge() {
    let server = start(ANY, false, Settings::embedded).await.unwrap();
    let knowing = client(&server, ClientBuilder::http2_prior_knowledge);
    let many = (0..20).map(|_| token(&server, &knowing));
    let versions = futures::future::join_all(many).await;
    assert!(versions.iter().all(|version| *version == Version::HTTP_2), "{versions:?}");
    assert_eq!(token(&server, &client(&server, |own| own)).await, Version::HTTP_11);
    server.stop().await;
}

#[tokio::test]
async fn with_tls_the_client_chooses() {
    let server = start(ANY, true, Settings::embedded).await.unwrap();
    assert_eq!(token(&server, &client(&server, |own| own)).await, Version::HTTP_2);
    let old = client(&server, ClientBuilder::http1_only);
    assert_eq!(token(&server, &old).await, Version::HTTP_11);
    server.stop().await;
}

#[tokio::test]
async fn connections_stay_open_until_the_server_ends() {
    let server = start(ANY, false, Settings::embedded).await.unwrap();
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let mut used = TcpStream::connect(server.address).await.unwrap();
    for _ in 0..3 {
        used.write_all(b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
        let mut answer = [0; 4096];
        let read = used.read(&mut answer).await.unwrap();
        assert!(answer[..read].starts_with(b"HTTP/1.1 404 "));
    }
    let knowing = client(&server, ClientBuilder::http2_prior_knowledge);
    token(&server, &knowing).await;
    server.stop().await;
    for stream in [&mut silent, &mut used] {
        let mut rest = [0; 16];
        let end = tokio::time::timeout(Duration::from_secs(10), stream.read(&mut rest)).await;
        // An end or a reset: either closes the connection.
        assert!(matches!(end.expect("it is still open"), Ok(0) | Err(_)));
    }
}
