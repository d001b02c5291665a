//! Journeys that need a browser: each round is driven by the runner, over the virtual user's own
//! connections.

use std::fmt;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use hyper::http;
use tokio::sync::{Mutex, mpsc};

use super::journey::{Holding, Rehearsed, Template};
use super::lines::{Lines, Sent};
use super::received::{micros, response};
use super::recorder::Sample;
use super::virtual_user::{Recorded, Round, VirtualUser};
use crate::exchange::{Endpoint, Exchange, Facts, Failure, FailureKind, Reply, Request};
use crate::measurement::Outcome;
use crate::runner::{Context, Flow, Wire};
use crate::scenario::match_step;

/// When one request left and its answer was there.
#[derive(Debug, Clone, Copy)]
struct Timed {
    left: Instant,
    ended: Instant,
}

/// The runner's way onto a virtual user's lines.
struct LiveWire {
    lines: Arc<Mutex<Lines>>,
    times: Arc<std::sync::Mutex<Vec<Timed>>>,
    http2: bool,
}

impl Wire for LiveWire {
    fn send<'a>(
        &'a self,
        endpoint: Endpoint,
        request: Request,
        _: &'a str,
    ) -> BoxFuture<'a, Exchange> {
        Box::pin(self.exchange(endpoint, request))
    }
}

impl LiveWire {
    async fn exchange(&self, endpoint: Endpoint, request: Request) -> Exchange {
        let template = Template::of(endpoint, &request, &Facts::new(), self.http2);
        let sent = match &template {
            Ok(template) => {
                self.lines.lock().await.send(&template.address, || template.fill(|_| None)).await
            }
            Err(reason) => {
                let now = Instant::now();
                Sent { left: now, ended: now, answer: Err(reason.clone()) }
            }
        };
        let Sent { left, ended, answer } = sent;
        self.times.lock().unwrap_or_else(PoisonError::into_inner).push(Timed { left, ended });
        let reply = match answer {
            Ok(answer) => Reply::Response(response(&answer)),
            Err(detail) => {
                let kind = if detail.contains("timeout") {
                    FailureKind::Timeout
                } else {
                    FailureKind::Connection
                };
                Reply::Failure(Failure { kind, detail })
            }
        };
        let elapsed_us = micros(ended.saturating_duration_since(left));
        Exchange { endpoint, request, reply, elapsed_us }
    }
}

impl fmt::Debug for LiveWire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveWire").finish_non_exhaustive()
    }
}

impl VirtualUser {
    fn context(&self) -> (Context, Arc<std::sync::Mutex<Vec<Timed>>>) {
        let times = Arc::default();
        let wire = LiveWire {
            lines: Arc::clone(&self.lines),
            times: Arc::clone(&times),
            http2: self.arena.connector.http2,
        };
        // A person at a browser has no place under load, so nobody listens.
        let (events, _nobody) = mpsc::unbounded_channel();
        let target = Arc::clone(&self.arena.target);
        (Context::new(target, wire, self.arena.seed, events), times)
    }

    /// Takes what comes before the journey. It is not measured: it happens once. That it fails is
    /// counted like a request of the journey, which could not begin: a server that is gone must not
    /// look well because nobody gets as far as asking.
    pub(super) async fn prepare(
        &mut self,
        rehearsed: &Rehearsed,
        measured: bool,
    ) -> Option<Holding> {
        let (context, times) = self.context();
        // Random values follow from the label: each virtual user and round has its own.
        let label = format!("{}/{}/{}", rehearsed.journey.name, self.number, self.rounds);
        let mut flow = Flow::new(&context, &label);
        for (path, value) in self.arena.pools.facts() {
            flow.know(path, value);
        }
        for step in &rehearsed.journey.before {
            let record = flow.step(step).await;
            if !match_step(step, &record).goes_on() {
                let seen = record.answer().map(|exchange| exchange.summary());
                self.arena.recorder().not_prepared(seen.as_deref().unwrap_or("no answer"));
                let time = times.lock().unwrap_or_else(PoisonError::into_inner).last().copied();
                self.not_begun(record.answer(), time, measured);
                // A server that refuses the beginning is not asked again at once.
                tokio::time::sleep(Duration::from_millis(100)).await;
                return None;
            }
        }
        Some(Holding { values: flow.facts().clone() })
    }

    /// Takes the sample of a journey that could not begin.
    fn not_begun(&self, answer: Option<&Exchange>, time: Option<Timed>, measured: bool) {
        let now = Instant::now();
        let Timed { left, ended } = time.unwrap_or(Timed { left: now, ended: now });
        let code = answer.and_then(|own| own.response()?.json_text("error"));
        let (outcome, word) = match answer.map(|own| &own.reply) {
            Some(Reply::Response(own)) if own.status == 429 => (Outcome::Throttled, None),
            Some(Reply::Response(own)) if own.status >= 400 && code.is_some() => {
                (Outcome::OauthError, code)
            }
            Some(Reply::Response(_)) => (Outcome::HttpError, None),
            Some(Reply::Failure(own)) => (Outcome::NoAnswer, Some(own.detail.clone())),
            None => (Outcome::NoAnswer, None),
        };
        self.take(&Sample {
            endpoint: answer.map_or(Endpoint::Token, |own| own.endpoint),
            outcome,
            intended: left,
            ended,
            status: answer.and_then(|own| own.response()).map(|own| own.status),
            word: word.as_deref(),
            verified: false,
            measured,
        });
    }

    /// One round of a journey with a browser.
    pub(super) async fn live_round(
        &mut self,
        rehearsed: &Rehearsed,
        round: Round,
        record: &mut Vec<Recorded>,
    ) -> bool {
        let (context, times) = self.context();
        let label = format!("{}/{}/{}", rehearsed.journey.name, self.number, self.rounds);
        let mut flow = Flow::new(&context, &label);
        let mut intended = round.intended;
        if round.intended.is_none() {
            self.arena.recorder().began_round(round.measured);
        }
        for step in &rehearsed.steps {
            self.under_way = Some(round.measured);
            let taken = flow.step(&step.step).await;
            self.under_way = None;
            let examined = step.examiner.record(&taken);
            let times = std::mem::take(&mut *times.lock().unwrap_or_else(PoisonError::into_inner));
            let last = taken.exchanges.len().saturating_sub(1);
            for (at, (exchange, time)) in taken.exchanges.iter().zip(times).enumerate() {
                let status = exchange.response().map(|own| own.status);
                // Pages on the way are judged by their status, the answer by the checks.
                let outcome = match status {
                    _ if at == last => examined.outcome,
                    Some(..400) => Outcome::Ok,
                    Some(_) => Outcome::HttpError,
                    None => Outcome::NoAnswer,
                };
                let start = intended.take().unwrap_or(time.left);
                self.take(&Sample {
                    endpoint: exchange.endpoint,
                    outcome,
                    intended: start,
                    ended: time.ended,
                    status,
                    word: examined.word.as_deref().filter(|_| at == last),
                    verified: at == last,
                    measured: round.measured,
                });
                record.push(Recorded {
                    method: method(&exchange.request.method),
                    name: Arc::clone(&step.name),
                    latency: time.ended.saturating_duration_since(start),
                    outcome,
                    status,
                });
            }
            for fault in &examined.faults {
                let answer = || taken.answer().cloned();
                self.arena.violations().add(&rehearsed.journey.name, fault, answer);
            }
            if examined.outcome != Outcome::Ok {
                return false;
            }
        }
        true
    }
}

fn method(word: &str) -> &'static str {
    if word == http::Method::GET.as_str() { "GET" } else { "POST" }
}
