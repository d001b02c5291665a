//! Connections of one's own to the target, past the pool of the ordinary transport.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONTENT_LENGTH, HOST, HeaderName, HeaderValue};
use hyper_util::rt::TokioIo;

use crate::exchange::{Endpoint, Exchange, Failure, FailureKind, Reply, Request};
use crate::runner::connect::{Address, Connection, Connector, Io, NoAnswer, Stream};
use crate::target::{Manners, Target};

/// Opens connections to one target, HTTP/1.1 over TCP or TLS, straight and through no proxy.
#[derive(Debug, Clone)]
pub struct Dialler {
    connector: Connector,
    limit: Duration,
    everywhere: bool,
}

impl Dialler {
    /// Sets up TLS, where the target needs it, with the target's certificates and deadlines.
    /// `everywhere` spreads connections over all addresses of a host.
    ///
    /// # Errors
    /// Certificates that cannot be read, in words.
    pub fn new(target: &Target, everywhere: bool) -> Result<Self, String> {
        let Manners { connect_timeout, timeout, .. } = target.manners;
        let own = &target.endpoints;
        let endpoints = [&own.authorization, &own.token, &own.revocation, &own.introspection];
        let resources = target.resources.iter().map(|own| &own.url);
        let mut urls = endpoints.into_iter().flatten().chain(resources);
        let connector = if urls.all(|url| url.starts_with("http://")) {
            Connector::plain(connect_timeout)
        } else {
            Connector::new(target.ca_pem.as_deref(), connect_timeout, false)?
        };
        Ok(Self { connector, limit: timeout, everywhere })
    }

    /// Connects to where a URL leads; `wrap` may put something around the stream. `number` chooses
    /// among the addresses of a host.
    pub(super) async fn connect(
        &self,
        url: &str,
        number: usize,
        wrap: impl FnOnce(Box<dyn Stream>) -> Box<dyn Stream>,
    ) -> Result<(Address, Connection), Failure> {
        let unsendable = |detail| Failure { kind: FailureKind::Unsendable, detail };
        let (address, _) = Address::of(url).map_err(unsendable)?;
        let unconnected = |detail| Failure { kind: FailureKind::Connection, detail };
        let words = |error: std::io::Error| unconnected(format!("no connection: {error}"));
        let established = if self.everywhere {
            let places = self.connector.resolve(&address).await.map_err(words)?;
            let place = in_turn(&places, number)
                .ok_or_else(|| unconnected("the host has no address".to_owned()))?;
            self.connector.connect_at(&address, place).await
        } else {
            self.connector.connect(&address).await
        };
        let stream: Io = TokioIo::new(wrap(established.map_err(words)?.stream.into_inner()));
        let connection = Connection::over(stream, false, self.limit).await;
        Ok((address, connection.map_err(unconnected)?))
    }
}

/// The address of a connection: the first ones go to different addresses, then from the beginning.
fn in_turn(places: &[SocketAddr], number: usize) -> Option<SocketAddr> {
    places.get(number % places.len().max(1)).copied()
}

/// What a connection is good for after an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// The next one.
    Usable,
    /// Nothing more.
    Spent,
    /// Nothing more: it was closed before, and the request never left.
    Unsent,
}

/// Sends a request over a connection and reads its answer to the end.
pub(super) async fn exchange(
    connection: &mut Connection,
    address: &Address,
    endpoint: Endpoint,
    request: Request,
) -> (Exchange, After) {
    let start = Instant::now();
    let made = match made(address, &request) {
        Ok(made) => made,
        Err(detail) => {
            let failure = Failure { kind: FailureKind::Unsendable, detail };
            return (failed(endpoint, request, failure), After::Usable);
        }
    };
    let answer = connection.send(made).await;
    let ended = answer.as_ref().map_or_else(|_| Instant::now(), |answer| answer.ended);
    let elapsed_us = u64::try_from((ended - start).as_micros()).unwrap_or(u64::MAX);
    let (reply, after) = match answer {
        Ok(answer) if answer.cut => (Reply::Response(answer.response()), After::Spent),
        Ok(answer) => (Reply::Response(answer.response()), After::Usable),
        Err(NoAnswer::Unsent) => (Reply::Failure(failure(NoAnswer::Unsent)), After::Unsent),
        Err(none) => (Reply::Failure(failure(none)), After::Spent),
    };
    (Exchange::new(endpoint, request, reply, elapsed_us), after)
}

/// An exchange that never began.
pub(super) fn failed(endpoint: Endpoint, request: Request, failure: Failure) -> Exchange {
    Exchange::new(endpoint, request, Reply::Failure(failure), 0)
}

fn failure(none: NoAnswer) -> Failure {
    let (kind, detail) = match none {
        NoAnswer::Unsent => (FailureKind::Connection, "the connection was closed".to_owned()),
        NoAnswer::Timeout => (FailureKind::Timeout, "timeout: no answer in time".to_owned()),
        NoAnswer::Broken(reason) => (FailureKind::Connection, reason),
    };
    Failure { kind, detail }
}

/// The request as hyper takes it: what it says is sent, and `Host` and the length are added.
fn made(address: &Address, request: &Request) -> Result<hyper::Request<Full<Bytes>>, String> {
    let wrong = |what: &str, error: &dyn std::fmt::Display| format!("{what}: {error}");
    let (_, path) = Address::of(&request.url)?;
    let body = Bytes::from(request.body.clone().unwrap_or_default());
    let mut made = hyper::Request::new(Full::new(body.clone()));
    *made.method_mut() = hyper::Method::from_bytes(request.method.as_bytes())
        .map_err(|error| wrong(&request.method, &error))?;
    *made.uri_mut() = path.into();
    let headers = made.headers_mut();
    for (name, value) in &request.headers {
        let own = HeaderName::from_bytes(name.as_bytes()).map_err(|error| wrong(name, &error))?;
        headers.append(own, HeaderValue::from_str(value).map_err(|error| wrong(name, &error))?);
    }
    let host = HeaderValue::from_str(&address.authority);
    headers.insert(HOST, host.map_err(|error| wrong("host", &error))?);
    if request.body.is_some() {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    }
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_go_to_the_addresses_of_a_host_in_turn() {
        let places =
            ["127.0.0.1:80", "[::1]:80", "127.0.0.2:80"].map(|own| own.parse().expect(own));
        let taken: Vec<_> = (0..5).filter_map(|number| in_turn(&places, number)).collect();
        assert_eq!(taken, [places[0], places[1], places[2], places[0], places[1]]);
        assert_eq!(in_turn(&[], 3), None);
    }
}
