//! A stream that keeps back the last octet of the first thing that is written to it.
//!
//! Without that octet a server has no whole request to answer, with it the server has all of them
//! at once: how far apart they come depends neither on their length nor on the way.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use bytes::{Buf as _, BytesMut};
use futures::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::gate::{Passed, Ticket};

/// The stream of one contender. What is written is gathered until the first flush; then all but the
/// last octet leaves, and the last one when the gate opens.
pub(super) struct HeldStream<S> {
    inner: S,
    gathered: BytesMut,
    ticket: Option<Ticket>,
    gate: Option<BoxFuture<'static, Passed>>,
    passed: Option<Passed>,
    /// An ordinary stream from here on.
    through: bool,
}

impl<S> HeldStream<S> {
    pub(super) fn new(inner: S, ticket: Ticket) -> Self {
        let gathered = BytesMut::new();
        Self { inner, gathered, ticket: Some(ticket), gate: None, passed: None, through: false }
    }
}

impl<S: AsyncWrite + Unpin> HeldStream<S> {
    /// Goes on as far as possible; ready when the last octet has left.
    fn advance(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.ticket.is_some() {
            ready!(self.write_down_to(1, context))?;
        }
        if let Some(ticket) = self.ticket.take() {
            self.gate = Some(Box::pin(ticket.pass()));
        }
        if let Some(gate) = &mut self.gate {
            self.passed = Some(ready!(gate.as_mut().poll(context)));
            self.gate = None;
        }
        ready!(self.write_down_to(0, context))?;
        if let Some(passed) = self.passed.take() {
            passed.note(Instant::now());
        }
        self.through = true;
        Poll::Ready(Ok(()))
    }

    /// Writes what was gathered, up to the last `kept` octets.
    fn write_down_to(&mut self, kept: usize, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.gathered.len() > kept {
            let end = self.gathered.len() - kept;
            let inner = Pin::new(&mut self.inner);
            let written = ready!(inner.poll_write(context, &self.gathered[..end]))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.gathered.advance(written);
        }
        Pin::new(&mut self.inner).poll_flush(context)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for HeldStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.through {
            return Pin::new(&mut self.inner).poll_write(context, octets);
        }
        self.gathered.extend_from_slice(octets);
        Poll::Ready(Ok(octets.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // A connection is also flushed before there is a request.
        if self.through || self.ticket.is_some() && self.gathered.is_empty() {
            return Pin::new(&mut self.inner).poll_flush(context);
        }
        self.advance(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for HeldStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, into)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::super::gate::Gate;
    use super::*;

    #[tokio::test]
    async fn the_last_octet_leaves_when_all_are_there_and_others_follow_freely() {
        let (gate, mut tickets) = Gate::of(2);
        let (near, mut far) = duplex(64);
        let mut held = HeldStream::new(near, tickets.pop().expect("two"));
        held.flush().await.expect("nothing to hold yet");
        held.write_all(b"GET / HTTP/1.1\r\n").await.expect("gathered");
        held.write_all(b"\r\n").await.expect("gathered");
        let mut seen = [0; 18];
        let other = tickets.pop().expect("one");
        let ((), flushed) = tokio::join!(
            async {
                far.read_exact(&mut seen[..17]).await.expect("all but one");
                assert_eq!(&seen[..17], b"GET / HTTP/1.1\r\n\r");
                other.pass().await.note(Instant::now());
            },
            held.flush(),
        );
        flushed.expect("through");
        far.read_exact(&mut seen[17..]).await.expect("the last one");
        assert_eq!(seen[17], b'\n');
        assert!(gate.spread().is_some());
        held.write_all(b"more").await.expect("an ordinary stream");
        far.read_exact(&mut seen[..4]).await.expect("more");
        assert_eq!(&seen[..4], b"more");
    }
}
