//! SARIF 2.1.0: one rule a requirement, one result a finding, with the request and the response
//! that show it; what established nothing is an open result.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::{Value, json};
use serde_sarif::sarif::{
    ArtifactContent, ArtifactLocation, Invocation, Location, LogicalLocation, Message,
    MultiformatMessageString, PhysicalLocation, PropertyBag, ReportingDescriptor, Result,
    ResultKind, ResultLevel, Run as Log, SCHEMA_URL, Sarif, Suppression, Tool, ToolComponent,
    WebRequest, WebResponse,
};

use super::headline::headline;
use super::priority::{rank, remedy, threat};
use crate::exchange::{Exchange, Reply, Request, tame};
use crate::oauth::forms::{self, split_url};
use crate::spec::{Grade, Threat};
use crate::verdict::{Finding, Known, Run, ScenarioResult, Verdict};

/// The rule of results that established nothing.
const OPEN: &str = "not-established";

/// The run as a SARIF log.
pub(super) fn render(run: &Run) -> std::result::Result<String, String> {
    let mut rules = Rules::default();
    let mut results = Vec::new();
    for own in &run.results {
        results.extend(own.findings.iter().map(|finding| breach(&mut rules, own, finding)));
        if own.verdict == Verdict::Inconclusive {
            results.push(open(&mut rules, own));
        }
    }
    let log = Log {
        invocations: Some(vec![invocation(run)]),
        results: Some(results),
        properties: Some(bag(
            Vec::new(),
            [
                ("target", json!(run.target.name)),
                ("suites", json!(run.suites)),
                ("seed", json!(run.seed)),
                ("summary", json!(run.summary)),
            ],
        )),
        ..Log::builder().tool(tool(run, rules.0)).build()
    };
    let sarif = Sarif {
        schema: Some(SCHEMA_URL.to_owned()),
        ..Sarif::builder().version("2.1.0").runs(vec![log]).build()
    };
    let text = serde_json::to_string_pretty(&sarif).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}

fn tool(run: &Run, rules: Vec<ReportingDescriptor>) -> Tool {
    let driver = ToolComponent {
        semantic_version: Some(run.tool_version.clone()),
        short_description: Some(text("Tells whether an OAuth 2.0 authorization server is right")),
        rules: Some(rules),
        ..ToolComponent::builder().name("assay").build()
    };
    Tool::builder().driver(driver).build()
}

fn invocation(run: &Run) -> Invocation {
    let millis = i64::try_from(run.elapsed_ms).unwrap_or(i64::MAX);
    let ended = run.started.checked_add(SignedDuration::from_millis(millis));
    Invocation {
        exit_code_description: Some(headline(run).reason),
        start_time_utc: Some(run.started.to_string()),
        end_time_utc: ended.ok().map(|own| own.to_string()),
        ..Invocation::builder().execution_successful(!run.interrupted).build()
    }
}

/// The rules that results refer to, in the order of their first use.
#[derive(Default)]
struct Rules(Vec<ReportingDescriptor>);

impl Rules {
    fn place(&mut self, id: &str, rule: impl FnOnce() -> ReportingDescriptor) -> i64 {
        let known = self.0.iter().position(|own| own.id == id);
        let place = known.unwrap_or_else(|| {
            self.0.push(rule());
            self.0.len() - 1
        });
        i64::try_from(place).unwrap_or(i64::MAX)
    }
}

fn rule(finding: &Finding, exposed: Option<Threat>) -> ReportingDescriptor {
    let words = finding.text.clone().unwrap_or_else(|| finding.requirement.clone());
    let tags = ["security".to_owned()].into_iter();
    let tags = tags.chain(exposed.map(|own| own.as_str().to_owned())).collect();
    ReportingDescriptor {
        short_description: Some(text(words)),
        full_description: exposed.map(|own| text(format!("What it exposes: {}.", own.gain()))),
        help: Some(text(remedy(finding))),
        help_uri: Some(finding.url.clone()),
        properties: Some(bag(
            tags,
            [("section", json!(finding.section)), ("keyword", json!(finding.level))],
        )),
        ..ReportingDescriptor::builder().id(&finding.requirement).build()
    }
}

fn breach(rules: &mut Rules, result: &ScenarioResult, finding: &Finding) -> Result {
    let exposed = threat(result, finding);
    let place = rules.place(&finding.requirement, || rule(finding, exposed));
    let shown =
        finding.exchange.and_then(|at| result.transcript.exchanges().nth(at.checked_sub(1)?));
    let exchange = shown.map(|(_, _, exchange)| exchange);
    let (expected, actual) = (tame(&finding.expected), tame(&finding.actual));
    let words = message(format!("{}: expected {expected}; actual {actual}", result.title));
    Result {
        rule_id: Some(finding.requirement.clone()),
        rule_index: Some(place),
        kind: Some(ResultKind::Fail),
        level: Some(match finding.grade {
            Grade::Fail => ResultLevel::Error,
            Grade::Warn => ResultLevel::Warning,
            Grade::Info | Grade::Off => ResultLevel::Note,
        }),
        rank: Some(weight(exposed)),
        locations: Some(vec![location(result, &finding.step, exchange)]),
        occurrence_count: finding.times.and_then(|own| i64::try_from(own).ok()),
        partial_fingerprints: Some(fingerprint(&result.id, &finding.requirement)),
        suppressions: finding.known.as_ref().map(|own| vec![suppression(own)]),
        web_request: exchange.map(|own| request(&own.request)),
        web_response: exchange.map(|own| response(&own.reply)),
        ..Result::builder().message(words).build()
    }
}

/// The list of known deviations lies beside the server, not in it.
fn suppression(own: &Known) -> Suppression {
    Suppression {
        justification: Some(tame(&own.in_words())),
        ..Suppression::builder().kind(json!("external")).build()
    }
}

fn open(rules: &mut Rules, result: &ScenarioResult) -> Result {
    let place = rules.place(OPEN, || ReportingDescriptor {
        short_description: Some(text("A scenario established nothing")),
        ..ReportingDescriptor::builder().id(OPEN).build()
    });
    let transcript = result.control.as_ref().unwrap_or(&result.transcript);
    let last = transcript.exchanges().last();
    let reason = tame(result.reason.as_deref().unwrap_or("nothing was established"));
    let exchange = last.map(|(_, _, exchange)| exchange);
    Result {
        rule_id: Some(OPEN.to_owned()),
        rule_index: Some(place),
        kind: Some(ResultKind::Open),
        level: Some(ResultLevel::None),
        locations: Some(vec![location(
            result,
            last.map_or("", |(_, step, _)| &step.name),
            exchange,
        )]),
        partial_fingerprints: Some(fingerprint(&result.id, OPEN)),
        web_request: exchange.map(|own| request(&own.request)),
        web_response: exchange.map(|own| response(&own.reply)),
        ..Result::builder().message(message(format!("{}: {reason}", result.title))).build()
    }
}

/// The address that was asked, and the step that asked it.
fn location(result: &ScenarioResult, step: &str, exchange: Option<&Exchange>) -> Location {
    let address = exchange.map(|own| split_url(&own.request.url).0.to_owned());
    let physical = address.map(|uri| PhysicalLocation {
        artifact_location: Some(ArtifactLocation { uri: Some(uri), ..ArtifactLocation::default() }),
        ..PhysicalLocation::default()
    });
    let name = if step.is_empty() { result.id.clone() } else { format!("{}/{step}", result.id) };
    let logical = LogicalLocation {
        name: Some(if step.is_empty() { result.id.clone() } else { step.to_owned() }),
        fully_qualified_name: Some(name),
        kind: Some("function".to_owned()),
        ..LogicalLocation::default()
    };
    Location {
        physical_location: physical,
        logical_locations: Some(vec![logical]),
        ..Location::default()
    }
}

fn request(own: &Request) -> WebRequest {
    let (target, query, _) = split_url(&own.url);
    let parameters = forms::parse(query.unwrap_or_default()).into_iter().chain(own.form());
    WebRequest {
        method: Some(own.method.clone()),
        target: Some(target.to_owned()),
        headers: Some(joined(&own.headers)),
        parameters: Some(joined(&parameters.collect::<Vec<_>>())),
        body: own.body.as_deref().map(content),
        ..WebRequest::default()
    }
}

fn response(reply: &Reply) -> WebResponse {
    match reply {
        Reply::Response(own) => WebResponse {
            status_code: Some(own.status.into()),
            headers: Some(joined(&own.headers)),
            body: (!own.body.is_empty()).then(|| content(&own.body)),
            ..WebResponse::default()
        },
        Reply::Failure(failure) => WebResponse {
            no_response_received: Some(true),
            reason_phrase: Some(tame(&failure.detail)),
            ..WebResponse::default()
        },
    }
}

/// SARIF has one value a name; repeated ones stand together.
fn joined(all: &[(String, String)]) -> BTreeMap<String, String> {
    let mut map: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in all {
        map.entry(name.clone())
            .and_modify(|own| own.push_str(&format!(", {value}")))
            .or_insert_with(|| value.clone());
    }
    map
}

/// From 100, the worst threat, down to 0 for what exposes nothing known.
fn weight(exposed: Option<Threat>) -> f64 {
    let (place, all) = (rank(exposed), Threat::ALL.len());
    let share = (all - place) * 100 / all;
    u8::try_from(share).map_or(0.0, f64::from)
}

fn fingerprint(scenario: &str, rule: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("scenarioAndRule/v1".to_owned(), format!("{scenario} {rule}"))])
}

fn bag<const N: usize>(tags: Vec<String>, members: [(&str, Value); N]) -> PropertyBag {
    let members = members.map(|(name, value)| (name.to_owned(), value));
    let tags = (!tags.is_empty()).then_some(tags);
    PropertyBag { tags, additional_properties: BTreeMap::from(members) }
}

fn content(body: &str) -> ArtifactContent {
    ArtifactContent { text: Some(body.to_owned()), ..ArtifactContent::default() }
}

fn message(words: String) -> Message {
    Message { text: Some(words), ..Message::default() }
}

fn text(words: impl Into<String>) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(words).build()
}
