//! One request, one response, nothing in between: no redirects, no decoding, no retries.

use std::time::{Duration, Instant};

use bytes::BytesMut;
use futures::StreamExt as _;
use futures::future::BoxFuture;
use miette::Diagnostic;
use thiserror::Error;
use tokio::sync::Mutex;
use tokio::time::{sleep_until, timeout};

use super::wire::Wire;
use crate::exchange::{Endpoint, Exchange, Failure, FailureKind, Reply, Request, Response};
use crate::target::{Manners, Target, is_loopback};

/// What is read of a body at the most, in octets; every answer of OAuth fits many times.
const BODY_LIMIT: usize = 1 << 20;

/// Why the transport cannot be set up.
#[derive(Debug, Error, Diagnostic)]
pub enum TransportError {
    /// `ca_file` holds no certificate.
    #[error("failed to read the certificates of ca_file: {0}")]
    #[diagnostic(help("ca_file must be a PEM file with at least one certificate"))]
    Certificates(String),
    /// The TLS library refuses.
    #[error("failed to set up TLS: {0}")]
    Tls(String),
}

/// The network client.
#[derive(Debug)]
pub struct Transport {
    client: reqwest::Client,
    manners: Manners,
    /// When the next request may leave, under a rate limit.
    next_slot: Mutex<Option<tokio::time::Instant>>,
}

impl Transport {
    /// Sets up a transport with the target's certificates, deadlines and rate.
    ///
    /// # Errors
    /// Certificates that cannot be read.
    pub fn new(target: &Target) -> Result<Self, TransportError> {
        // Fails only when another part of the process installed a provider before; either serves.
        let _already_there = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            // What came is judged as it came; another crate may have switched decoding on.
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .connect_timeout(target.manners.connect_timeout)
            .pool_max_idle_per_host(32);
        if let Some(pem) = &target.ca_pem {
            let certificates = reqwest::Certificate::from_pem_bundle(pem.as_bytes())
                .map_err(|error| TransportError::Certificates(error.to_string()))?;
            if certificates.is_empty() {
                return Err(TransportError::Certificates("it holds none".to_owned()));
            }
            builder = builder.tls_certs_merge(certificates);
        } else if is_plain(target) {
            // Reading the platform's certificates takes longer than a run against a local server.
            builder = builder.tls_certs_only([]);
        }
        if urls(target).all(|url| is_loopback(url)) {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| TransportError::Tls(chain(&error)))?;
        Ok(Self { client, manners: target.manners.clone(), next_slot: Mutex::new(None) })
    }

    /// Sends a request and reads its answer to the end, within the target's deadlines.
    ///
    /// `label` names the scenario in the correlation header.
    pub async fn send(&self, endpoint: Endpoint, mut request: Request, label: &str) -> Exchange {
        self.wait_for_slot().await;
        self.introduce(&mut request, label);
        let start = Instant::now();
        let reply = match self.build(&request) {
            Ok(built) => self.exchange(built, start).await,
            Err(failure) => Reply::Failure(failure),
        };
        let elapsed_us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        Exchange::new(endpoint, request, reply, elapsed_us)
    }

    fn build(&self, request: &Request) -> Result<reqwest::Request, Failure> {
        let unsendable = |detail: String| Failure { kind: FailureKind::Unsendable, detail };
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|error| unsendable(format!("{}: {error}", request.method)))?;
        let url = url::Url::parse(&request.url)
            .map_err(|error| unsendable(format!("{}: {error}", request.url)))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(unsendable(format!("{}: the URL scheme is not allowed", request.url)));
        }
        let mut builder = self.client.request(method, url);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        builder.build().map_err(|error| unsendable(chain(&error)))
    }

    async fn exchange(&self, request: reqwest::Request, start: Instant) -> Reply {
        let late = |what: &str, limit: Duration| {
            let detail = format!("timeout: no {what} within {} s", limit.as_secs_f32());
            Reply::Failure(Failure { kind: FailureKind::Timeout, detail })
        };
        let first = self.manners.first_byte_timeout;
        let response = match timeout(first, self.client.execute(request)).await {
            Err(_) => return late("answer", first),
            Ok(Err(error)) => return Reply::Failure(classify(&error)),
            Ok(Ok(response)) => response,
        };
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let left = self.manners.timeout.saturating_sub(start.elapsed());
        match timeout(left, read_body(response)).await {
            Err(_) => late("end of the answer", self.manners.timeout),
            Ok(Err(failure)) => Reply::Failure(failure),
            Ok(Ok((octets, cut))) => {
                let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
                Reply::Response(Response::received(status, headers, &octets, cut))
            }
        }
    }

    /// Waits until the rate limit lets the next request go.
    async fn wait_for_slot(&self) {
        let Some(rate) = self.manners.rate.filter(|rate| *rate > 0) else {
            return;
        };
        let gap = Duration::from_secs(1) / rate;
        let mut next = self.next_slot.lock().await;
        let now = tokio::time::Instant::now();
        let slot = next.map_or(now, |slot| slot.max(now));
        *next = Some(slot + gap);
        drop(next);
        sleep_until(slot).await;
    }
}

impl Wire for Transport {
    fn send<'a>(
        &'a self,
        endpoint: Endpoint,
        request: Request,
        label: &'a str,
    ) -> BoxFuture<'a, Exchange> {
        Box::pin(self.send(endpoint, request, label))
    }

    fn slot(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.wait_for_slot())
    }

    fn introduce(&self, request: &mut Request, label: &str) {
        request
            .headers
            .push(("user-agent".to_owned(), format!("assay/{}", env!("CARGO_PKG_VERSION"))));
        if self.manners.correlation_header {
            request.headers.push(("x-assay-scenario".to_owned(), label.to_owned()));
        }
    }
}

async fn read_body(response: reqwest::Response) -> Result<(Vec<u8>, bool), Failure> {
    let mut body = BytesMut::new();
    let mut stream = response.bytes_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| {
            let failure = classify(&error);
            Failure { detail: format!("the answer broke off: {}", failure.detail), ..failure }
        })?;
        let room = BODY_LIMIT - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            return Ok((body.into(), true));
        }
    }
    Ok((body.into(), false))
}

fn classify(error: &reqwest::Error) -> Failure {
    let detail = chain(error);
    let kind = if error.is_timeout() {
        FailureKind::Timeout
    } else if detail.contains("certificate") || detail.contains("TLS") || detail.contains("tls") {
        FailureKind::Tls
    } else if error.is_connect() || detail.contains("reset") || detail.contains("closed") {
        FailureKind::Connection
    } else {
        FailureKind::Malformed
    };
    Failure { kind, detail }
}

/// An error with its causes; the URL is left out, since it stands beside it and may hold secrets.
fn chain(error: &reqwest::Error) -> String {
    let mut text = String::new();
    let mut next: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(cause) = next {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    if text.is_empty() { "the request failed".to_owned() } else { text }
}

fn urls(target: &Target) -> impl Iterator<Item = &String> {
    let own = &target.endpoints;
    [&target.issuer, &own.authorization, &own.token, &own.revocation, &own.introspection]
        .into_iter()
        .flatten()
}

fn is_plain(target: &Target) -> bool {
    urls(target).all(|url| url.starts_with("http://"))
}
