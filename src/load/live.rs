//! Journeys that need a browser: each round is driven by the runner, over the virtual user's own
//! connections.

use std::fmt;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use hyper::http;
use tokio::sync::{Mutex, mpsc};

use super::journey::{Holding, Rehearsed, RehearsedStep, Template};
use super::lines::{Lines, Sent};
use super::received::{micros, pause};
use super::recorder::Sample;
use super::verify::Examined;
use super::virtual_user::{Recorded, Round, VirtualUser};
use crate::exchange::{
    Endpoint, Exchange, Facts, Failure, FailureKind, Reply, Request, StepRecord,
};
use crate::measurement::Outcome;
use crate::runner::{Context, Flow, Wire};
use crate::scenario::in_words;

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
                let failure = Failure { kind: FailureKind::Unsendable, detail: reason.clone() };
                Sent { left: now, ended: now, answer: Err(failure) }
            }
        };
        let Sent { left, ended, answer } = sent;
        self.times.lock().unwrap_or_else(PoisonError::into_inner).push(Timed { left, ended });
        let reply = match answer {
            Ok(answer) => Reply::Response(answer.response()),
            Err(failure) => Reply::Failure(failure),
        };
        let elapsed_us = micros(ended.saturating_duration_since(left));
        Exchange::new(endpoint, request, reply, elapsed_us)
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
        let label = self.label(rehearsed);
        let mut flow = Flow::new(&context, &label);
        for (path, value) in self.arena.pools.facts() {
            flow.know(path, value);
        }
        for step in &rehearsed.before {
            let LiveStep { record, examined, mut times } = live_step(&mut flow, step, &times).await;
            if examined.outcome != Outcome::Ok {
                self.arena.recorder().not_prepared(&in_words(&record));
                let now = Instant::now();
                let time = times.pop().unwrap_or(Timed { left: now, ended: now });
                let endpoint = record.answer().map_or(Endpoint::Token, |own| own.endpoint);
                self.take(&sample(endpoint, record.answer(), &examined, time, measured));
                self.consequences(rehearsed, &record, &examined);
                // A server that refuses the beginning is not asked again at once.
                tokio::time::sleep(Duration::from_millis(100)).await;
                return None;
            }
        }
        Some(Holding { values: flow.facts().clone() })
    }

    /// One round of a journey with a browser.
    pub(super) async fn live_round(
        &mut self,
        rehearsed: &Rehearsed,
        round: Round,
        recorded: &mut Vec<Recorded>,
    ) -> bool {
        let (context, times) = self.context();
        let label = self.label(rehearsed);
        let mut flow = Flow::new(&context, &label);
        let mut intended = round.intended;
        if round.intended.is_none() {
            self.arena.recorder().began_round(round.measured);
        }
        for step in &rehearsed.steps {
            self.under_way = Some(round.measured);
            let LiveStep { record, examined, times } = live_step(&mut flow, step, &times).await;
            self.under_way = None;
            let last = record.exchanges.len().saturating_sub(1);
            for (at, (exchange, time)) in record.exchanges.iter().zip(times).enumerate() {
                let start = intended.take().unwrap_or(time.left);
                let time = Timed { left: start, ..time };
                // Pages on the way are judged by their status, the answer by the checks.
                let on_the_way = Examined::on_the_way(exchange);
                let own = if at == last { &examined } else { &on_the_way };
                let sample = Sample {
                    verified: at == last,
                    ..sample(exchange.endpoint, Some(exchange), own, time, round.measured)
                };
                self.take(&sample);
                recorded.push(Recorded {
                    method: method(&exchange.request.method),
                    name: Arc::clone(&step.name),
                    latency: sample.ended.saturating_duration_since(start),
                    outcome: sample.outcome,
                    status: sample.status,
                });
            }
            self.consequences(rehearsed, &record, &examined);
            if examined.outcome != Outcome::Ok {
                return false;
            }
        }
        true
    }

    /// Random values follow from the label: each virtual user and round has its own.
    fn label(&self, rehearsed: &Rehearsed) -> String {
        format!("{}/{}/{}", rehearsed.journey.name, self.number, self.rounds)
    }

    /// Counts what was wrong, and obeys a server that asks for a pause.
    fn consequences(&self, rehearsed: &Rehearsed, record: &StepRecord, examined: &Examined) {
        for fault in &examined.faults {
            let answer = || record.answer().cloned();
            self.arena.violations().add(&rehearsed.journey.name, fault, answer);
        }
        let response = record.answer().and_then(|exchange| exchange.response());
        if let Some(response) = response.filter(|_| examined.outcome == Outcome::Throttled) {
            self.arena.clock.pause(Instant::now(), pause(response));
        }
    }
}

/// A step that the runner took, what it came to, and when each of its requests left and ended.
struct LiveStep {
    record: StepRecord,
    examined: Examined,
    times: Vec<Timed>,
}

async fn live_step(
    flow: &mut Flow<'_>,
    step: &RehearsedStep,
    times: &std::sync::Mutex<Vec<Timed>>,
) -> LiveStep {
    let record = flow.step(&step.step).await;
    let examined = step.examiner.record(&record);
    let times = std::mem::take(&mut *times.lock().unwrap_or_else(PoisonError::into_inner));
    LiveStep { record, examined, times }
}

fn sample<'e>(
    endpoint: Endpoint,
    exchange: Option<&Exchange>,
    examined: &'e Examined,
    time: Timed,
    measured: bool,
) -> Sample<'e> {
    Sample {
        endpoint,
        outcome: examined.outcome,
        intended: time.left,
        ended: time.ended,
        status: exchange.and_then(|own| own.response()).map(|own| own.status),
        word: examined.word.as_deref(),
        verified: false,
        measured,
    }
}

fn method(word: &str) -> &'static str {
    if word == http::Method::GET.as_str() { "GET" } else { "POST" }
}
