//! The full judgement of one answer, and the memory of judgements by skeleton.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::fast::RandomState;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use tokio::sync::mpsc;

use crate::check::ambient;
use crate::exchange::{
    Endpoint, Exchange, Facts, Reply, Request, Response, StepRecord, Transcript,
};
use crate::measurement::Outcome;
use crate::runner::{Context, Flow, Wire};
use crate::scenario::{Catalog, Judge, Scenario, Step};
use crate::spec::Grade;
use crate::target::Target;
use crate::verdict::{Finding, Grading};

/// Judgements that are remembered for one step. A server that varies its answers beyond all bounds
/// is judged anew each time, which is slower and as right.
const REMEMBERED: usize = 4096;

/// What one answer came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::load) struct Examined {
    /// Its outcome.
    pub(in crate::load) outcome: Outcome,
    /// The OAuth error code, or why there is no verdict.
    pub(in crate::load) word: Option<String>,
    /// What it must not have said.
    pub(in crate::load) faults: Vec<Fault>,
}

impl Examined {
    /// What a page between a request and its answer came to, by its status alone.
    pub(in crate::load) fn on_the_way(exchange: &Exchange) -> Self {
        let (outcome, word) = match &exchange.reply {
            Reply::Response(response) if response.status < 400 => (Outcome::Ok, None),
            Reply::Response(_) => (Outcome::HttpError, None),
            Reply::Failure(failure) => (Outcome::NoAnswer, Some(failure.detail.clone())),
        };
        Self { outcome, word, faults: Vec::new() }
    }
}

/// One thing that an answer must not have said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::load) struct Fault {
    /// The check that saw it, or a kind of our own.
    pub(in crate::load) kind: String,
    /// The requirement that it breaches.
    pub(in crate::load) requirement: Option<String>,
    /// What would have been right.
    pub(in crate::load) expected: String,
    /// What was there.
    pub(in crate::load) actual: String,
}

/// Judges the answers to one step.
pub(in crate::load) struct Examiner {
    target: Arc<Target>,
    catalog: Arc<Catalog>,
    gradings: Arc<[Grading]>,
    scenario: Scenario,
    /// What was known before the step at rest.
    facts: Facts,
    /// Ambient findings that the target shows at rest already: check and requirement. They are
    /// conformance's business and say nothing about load.
    tolerated: Vec<(String, String)>,
    remembered: Mutex<HashMap<Box<[u8]>, Arc<Examined>, RandomState>>,
}

impl Examiner {
    /// An examiner for `step`, before which `facts` were known.
    pub(in crate::load) fn new(
        step: &Step,
        facts: Facts,
        target: Arc<Target>,
        catalog: Arc<Catalog>,
        gradings: Arc<[Grading]>,
    ) -> Self {
        let scenario = Scenario {
            id: "load".to_owned(),
            title: String::new(),
            notes: None,
            requires: Vec::new(),
            verifies: step.verifies.clone(),
            catches: Vec::new(),
            conforming: true,
            destructive: false,
            driven: false,
            steps: vec![step.clone()],
            source: String::new(),
        };
        Self {
            target,
            catalog,
            gradings,
            scenario,
            facts,
            tolerated: Vec::new(),
            remembered: Mutex::default(),
        }
    }

    /// Ambient findings of an answer at rest; from now on they are tolerated. Returns them in words.
    pub(in crate::load) fn tolerate(&mut self, record: &StepRecord) -> Vec<String> {
        let found = self.ambient(&transcript(record));
        let words =
            found.iter().map(|own| format!("{}: {}", own.requirement, own.actual)).collect();
        self.tolerated = found.into_iter().map(|own| (own.check, own.requirement)).collect();
        words
    }

    /// The judgement of the skeleton, made by `judge` if it is new.
    pub(in crate::load) fn remember(
        &self,
        skeleton: &[u8],
        judge: impl FnOnce() -> Examined,
    ) -> Arc<Examined> {
        let lock = || self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(skeleton) {
            return Arc::clone(known);
        }
        let examined = Arc::new(judge());
        let mut remembered = lock();
        if remembered.len() < REMEMBERED {
            remembered.insert(skeleton.into(), Arc::clone(&examined));
        }
        examined
    }

    /// Judges an exchange: the step is taken again with this answer, so that the same code that
    /// reads answers in conformance reads it here.
    pub(in crate::load) fn judge(&self, exchange: Exchange) -> Examined {
        let (events, _nobody) = mpsc::unbounded_channel();
        let wire = Played { reply: exchange.reply.clone(), elapsed_us: exchange.elapsed_us };
        let context = Context::new(Arc::clone(&self.target), wire, 0, events);
        let mut flow = Flow::new(&context, "load");
        for (path, value) in &self.facts {
            flow.know(path, value);
        }
        let step = &self.scenario.steps[0];
        // Nothing is waited for: the answer is there already.
        match flow.step(step).now_or_never() {
            Some(record) => self.record(&record),
            None => Examined {
                outcome: Outcome::HttpError,
                word: Some("unexpected answer".to_owned()),
                faults: Vec::new(),
            },
        }
    }

    /// Judges a step that was taken.
    pub(in crate::load) fn record(&self, record: &StepRecord) -> Examined {
        let Some(exchange) = record.answer() else {
            let word = Some(format!("{:?}", record.ending));
            return Examined { outcome: Outcome::NoAnswer, word, faults: Vec::new() };
        };
        let response = match &exchange.reply {
            Reply::Failure(failure) => {
                let word = Some(failure.detail.clone());
                return Examined { outcome: Outcome::NoAnswer, word, faults: Vec::new() };
            }
            Reply::Response(response) => response,
        };
        if is_throttled(response) {
            return Examined { outcome: Outcome::Throttled, word: None, faults: Vec::new() };
        }
        let transcript = transcript(record);
        let judge = Judge { registry: &self.catalog.registry, gradings: &self.gradings };
        let judgement = judge.scenario(&self.scenario, &transcript);
        let own = judgement.findings.into_iter().filter(|own| own.grade == Grade::Fail);
        let mut faults: Vec<Fault> = own.map(Fault::of).collect();
        faults.extend(
            self.ambient(&transcript)
                .into_iter()
                .filter(|own| {
                    !self.tolerated.contains(&(own.check.clone(), own.requirement.clone()))
                })
                .map(Fault::of),
        );
        if faults.is_empty() && judgement.reason.is_none() {
            return Examined { outcome: Outcome::Ok, word: None, faults };
        }
        // A body that is no answer of OAuth says nothing, so it says nothing wrong.
        let asked = matches!(exchange.endpoint, Endpoint::Token | Endpoint::Introspection);
        if response.status < 400 && asked && response.json().is_err() {
            let word = Some("no JSON".to_owned());
            return Examined { outcome: Outcome::HttpError, word, faults: Vec::new() };
        }
        if response.status < 400 && !faults.is_empty() {
            return Examined { outcome: Outcome::Wrong, word: None, faults };
        }
        // A refusal where a success was due is an error, whatever its shape.
        let code = response.json_text("error").filter(|_| response.status >= 400);
        let (outcome, word) = match code {
            Some(code) => (Outcome::OauthError, Some(code)),
            None => (Outcome::HttpError, judgement.reason),
        };
        Examined { outcome, word, faults: Vec::new() }
    }

    fn ambient(&self, transcript: &Transcript) -> Vec<Finding> {
        let judge = Judge { registry: &self.catalog.registry, gradings: &self.gradings };
        let all =
            ambient::ALL.iter().filter_map(|check| judge.ambient(check, [("load", transcript)]));
        all.flat_map(|judgement| judgement.findings)
            .filter(|own| own.grade == Grade::Fail)
            .collect()
    }
}

impl fmt::Debug for Examiner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Examiner").field("step", &self.scenario.steps[0].name()).finish()
    }
}

impl Fault {
    /// A fault that no requirement names.
    pub(in crate::load) fn own(kind: &str, expected: String, actual: String) -> Self {
        Self { kind: kind.to_owned(), requirement: None, expected, actual }
    }

    fn of(finding: Finding) -> Self {
        Self {
            kind: finding.check,
            requirement: Some(finding.requirement),
            expected: finding.expected,
            actual: finding.actual,
        }
    }
}

/// RFC 6585 section 4; RFC 9110 section 15.6.4 for a 503 that says when to come again.
fn is_throttled(response: &Response) -> bool {
    response.status == 429 || response.status == 503 && response.header("retry-after").is_some()
}

fn transcript(record: &StepRecord) -> Transcript {
    Transcript { steps: vec![record.clone()] }
}

/// A wire on which the answer is there already.
#[derive(Debug)]
struct Played {
    reply: Reply,
    elapsed_us: u64,
}

impl Wire for Played {
    fn send<'a>(
        &'a self,
        endpoint: Endpoint,
        request: Request,
        _: &'a str,
    ) -> BoxFuture<'a, Exchange> {
        let exchange = Exchange::new(endpoint, request, self.reply.clone(), self.elapsed_us);
        Box::pin(std::future::ready(exchange))
    }
}
