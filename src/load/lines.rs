//! The lines of one virtual user: a kept-alive connection to each place it speaks with.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use rustix::io::Errno;

use super::recorder::Recorder;
use crate::exchange::{Failure, FailureKind};
use crate::runner::connect::{Address, Answer, Connection, Connector, Established, NoAnswer};

/// A virtual user's connections.
#[derive(Debug)]
pub(super) struct Lines {
    connector: Connector,
    recorder: Arc<Mutex<Recorder>>,
    limit: Duration,
    open: Vec<(Address, Connection)>,
}

/// What became of a request.
#[derive(Debug)]
pub(super) struct Sent {
    /// When it left.
    pub(super) left: Instant,
    /// When its answer was there, or given up.
    pub(super) ended: Instant,
    /// The answer, or why there is none.
    pub(super) answer: Result<Answer, Failure>,
}

impl Lines {
    pub(super) fn new(
        connector: Connector,
        recorder: Arc<Mutex<Recorder>>,
        limit: Duration,
    ) -> Self {
        Self { connector, recorder, limit, open: Vec::new() }
    }

    /// Sends a request to where it goes and waits for its answer; `make` makes it, twice if the
    /// connection turns out to have been closed by the server in the meantime.
    pub(super) async fn send(
        &mut self,
        to: &Address,
        make: impl Fn() -> Result<Request<Full<Bytes>>, String>,
    ) -> Sent {
        let mut again = false;
        loop {
            let place = match self.place(to, again).await {
                Ok(place) => place,
                Err(detail) => {
                    let now = Instant::now();
                    return failed(now, now, FailureKind::Connection, detail);
                }
            };
            let left = Instant::now();
            let request = match make() {
                Ok(request) => request,
                Err(detail) => return failed(left, left, FailureKind::Unsendable, detail),
            };
            let answer = match self.open[place].1.send(request).await {
                Ok(answer) => return Sent { left, ended: answer.ended, answer: Ok(answer) },
                Err(answer) => answer,
            };
            self.open.swap_remove(place);
            let (kind, detail) = match answer {
                NoAnswer::Unsent if !again => {
                    again = true;
                    continue;
                }
                NoAnswer::Unsent => {
                    (FailureKind::Connection, "the connection is closed again and again".to_owned())
                }
                NoAnswer::Timeout => (FailureKind::Timeout, "timeout".to_owned()),
                NoAnswer::Broken(reason) => (FailureKind::Malformed, reason),
            };
            return failed(left, Instant::now(), kind, detail);
        }
    }

    /// The place of a connection that stands; one is made if there is none.
    async fn place(&mut self, to: &Address, again: bool) -> Result<usize, String> {
        if let Some(place) = self.open.iter().position(|(own, _)| own == to) {
            return Ok(place);
        }
        match connect(&self.connector, to, self.limit).await {
            Ok((connection, connect, tls)) => {
                self.recorder().connected(connect, tls, again);
                self.open.push((to.clone(), connection));
                Ok(self.open.len() - 1)
            }
            Err(reason) => {
                self.recorder().not_connected();
                Err(reason)
            }
        }
    }

    fn recorder(&self) -> std::sync::MutexGuard<'_, Recorder> {
        self.recorder.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn failed(left: Instant, ended: Instant, kind: FailureKind, detail: String) -> Sent {
    Sent { left, ended, answer: Err(Failure { kind, detail }) }
}

async fn connect(
    connector: &Connector,
    to: &Address,
    limit: Duration,
) -> Result<(Connection, Duration, Option<Duration>), String> {
    let words = |error: io::Error| match is_out_of_files(&error) {
        true => "no connection: assay has no file descriptors left (raise `ulimit -n`)".to_owned(),
        false => format!("no connection: {}", error.kind()),
    };
    let Established { stream, connect, tls } = connector.connect(to).await.map_err(words)?;
    let connection = Connection::over(stream, connector.http2, limit).await?;
    Ok((connection, connect, tls))
}

/// `io::ErrorKind` has no word for these.
fn is_out_of_files(error: &io::Error) -> bool {
    matches!(Errno::from_io_error(error), Some(Errno::MFILE | Errno::NFILE))
}
