//! One kept-alive connection: a request goes out, its answer is read to the end.
//!
//! The connection is driven by whoever waits for the answer, not by a task of its own, so that an
//! answer costs no switch between tasks. A connection that the server closed between two requests
//! is opened anew; a request is sent again only if not an octet of it was sent before.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper::{HeaderMap, Request};
use hyper_util::rt::{TokioExecutor, TokioIo};

use super::connector::Stream;
use crate::exchange::Response;

/// What is read of a body at the most, in octets; every answer of OAuth fits many times.
const BODY_LIMIT: usize = 1 << 20;

/// Initial and usual size of the buffers of a connection: requests and answers of OAuth are small,
/// and virtual users are many.
const BUFFER: usize = 8 * 1024;

type Body = Full<Bytes>;
/// What a connection goes over.
pub(crate) type Io = TokioIo<Box<dyn Stream>>;

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    /// HTTP status.
    pub(crate) status: u16,
    /// Header fields.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: Bytes,
    /// The body went on beyond the limit.
    pub(crate) cut: bool,
    /// When the last octet was there.
    pub(crate) ended: Instant,
}

impl Answer {
    /// The answer as checks read it.
    pub(crate) fn response(&self) -> Response {
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        Response::received(self.status, headers, &self.body, self.cut)
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// The request never left: the connection had been closed before. It may be sent again.
    Unsent,
    /// The deadline passed.
    Timeout,
    /// The connection broke off, or what came is no HTTP.
    Broken(String),
}

/// A connection that stands.
pub(crate) struct Connection {
    sender: Sender,
    driver: Option<Driver>,
    /// A timer that is set rarely: it fires at the earliest deadline that was ever set and is then
    /// set to the current one, since setting it for each request would cost more than the request.
    alarm: Pin<Box<tokio::time::Sleep>>,
    limit: Duration,
}

enum Sender {
    Http1(http1::SendRequest<Body>),
    Http2(http2::SendRequest<Body>),
}

type Driver = Pin<Box<dyn Future<Output = Result<(), hyper::Error>> + Send>>;

impl Connection {
    /// Speaks HTTP over a stream; `limit` is for one whole exchange.
    ///
    /// # Errors
    /// The peer speaks no HTTP, in words.
    pub(crate) async fn over(stream: Io, http2: bool, limit: Duration) -> Result<Self, String> {
        let words = |error: hyper::Error| chain(&error);
        let (sender, driver): (Sender, Driver) = if http2 {
            let handshake = http2::Builder::new(TokioExecutor::new()).handshake(stream);
            let (sender, driver) = handshake.await.map_err(words)?;
            (Sender::Http2(sender), Box::pin(driver))
        } else {
            let handshake = http1::Builder::new().max_buf_size(BUFFER * 2).handshake(stream);
            let (sender, driver) = handshake.await.map_err(words)?;
            (Sender::Http1(sender), Box::pin(driver))
        };
        let alarm = Box::pin(tokio::time::sleep(limit));
        Ok(Self { sender, driver: Some(driver), alarm, limit })
    }

    /// Sends a request and reads its answer to the end.
    ///
    /// # Errors
    /// Why there is none. After any error the connection is of no more use.
    pub(crate) async fn send(&mut self, request: Request<Body>) -> Result<Answer, NoAnswer> {
        let deadline = Instant::now() + self.limit;
        self.ready(deadline).await?;
        let response = match &mut self.sender {
            Sender::Http1(sender) => {
                let sent = sender.try_send_request(request);
                Self::drive(&mut self.driver, &mut self.alarm, deadline, sent).await.map(|sent| {
                    sent.map_err(|error| (error.message().is_some(), error.into_error()))
                })
            }
            Sender::Http2(sender) => {
                let sent = sender.try_send_request(request);
                Self::drive(&mut self.driver, &mut self.alarm, deadline, sent).await.map(|sent| {
                    sent.map_err(|error| (error.message().is_some(), error.into_error()))
                })
            }
        };
        let response = match response? {
            Ok(response) => response,
            // hyper gives the request back if nothing of it was sent.
            Err((true, _)) => return Err(NoAnswer::Unsent),
            Err((false, error)) => return Err(NoAnswer::Broken(chain(&error))),
        };
        let (head, body) = response.into_parts();
        let read = read(body);
        let read = Self::drive(&mut self.driver, &mut self.alarm, deadline, read).await?;
        let (body, cut) = read.map_err(NoAnswer::Broken)?;
        Ok(Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
            cut,
            ended: Instant::now(),
        })
    }

    /// Waits until the connection can take a request.
    async fn ready(&mut self, deadline: Instant) -> Result<(), NoAnswer> {
        let ready = match &mut self.sender {
            Sender::Http1(sender) if sender.is_ready() => return Ok(()),
            Sender::Http2(sender) if sender.is_ready() => return Ok(()),
            Sender::Http1(sender) => {
                let ready = pin!(sender.ready());
                Self::drive(&mut self.driver, &mut self.alarm, deadline, ready).await?
            }
            Sender::Http2(sender) => {
                let ready = pin!(sender.ready());
                Self::drive(&mut self.driver, &mut self.alarm, deadline, ready).await?
            }
        };
        ready.map_err(|_| NoAnswer::Unsent)
    }

    /// Drives the connection until `wanted` is there.
    async fn drive<F: Future>(
        driver: &mut Option<Driver>,
        alarm: &mut Pin<Box<tokio::time::Sleep>>,
        deadline: Instant,
        wanted: F,
    ) -> Result<F::Output, NoAnswer> {
        let mut wanted = pin!(wanted);
        poll_fn(|context| {
            poll_driver(driver, context);
            if let Poll::Ready(output) = wanted.as_mut().poll(context) {
                return Poll::Ready(Ok(output));
            }
            while alarm.as_mut().poll(context).is_ready() {
                if Instant::now() >= deadline {
                    return Poll::Ready(Err(NoAnswer::Timeout));
                }
                alarm.as_mut().reset(deadline.into());
            }
            Poll::Pending
        })
        .await
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

/// A connection that ended says so through its sender; here it is only kept from being polled again.
fn poll_driver(driver: &mut Option<Driver>, context: &mut Context<'_>) {
    if let Some(running) = driver
        && running.as_mut().poll(context).is_ready()
    {
        *driver = None;
    }
}

async fn read(mut body: Incoming) -> Result<(Bytes, bool), String> {
    let mut all = BytesMut::new();
    let mut first: Option<Bytes> = None;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| format!("the answer broke off: {}", chain(&error)))?;
        let Ok(data) = frame.into_data() else { continue };
        // Most bodies come in one piece, which then is not copied.
        if first.is_none() && all.is_empty() {
            first = Some(data);
            continue;
        }
        if let Some(first) = first.take() {
            all.extend_from_slice(&first);
        }
        let room = BODY_LIMIT - all.len().min(BODY_LIMIT);
        all.extend_from_slice(&data[..data.len().min(room)]);
        if data.len() > room {
            return Ok((all.freeze(), true));
        }
    }
    Ok((first.unwrap_or_else(|| all.freeze()), false))
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
