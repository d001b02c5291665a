//! HTTP Archive 1.2: every exchange of the run, one page a result, for the tools that read it.
//!
//! Written by hand: the format is a handful of members, and a crate for it brings more to build than
//! it saves.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::exchange::{Exchange, Reply, Request, Response, StepRecord, Transcript};
use crate::oauth::forms::{self, split_url};
use crate::verdict::{Run, ScenarioResult};

/// What a reader of the archive must know of its times.
const TIMES: &str = "A run records how long each exchange took, not the time of day: exchanges stand \
                     here one after the other, from the start of the run.";

/// The run as an archive.
pub(super) fn render(run: &Run) -> Result<String, String> {
    let mut archive = Archive { clock: run.started, pages: Vec::new(), entries: Vec::new() };
    for result in &run.results {
        archive.page(result, "", &result.transcript);
        if let Some(control) = &result.control {
            archive.page(result, " (control)", control);
        }
    }
    let log = json!({ "log": {
        "version": "1.2",
        "creator": { "name": "assay", "version": run.tool_version },
        "comment": format!("{}, tested by assay. {TIMES}", run.target.name),
        "pages": archive.pages,
        "entries": archive.entries,
    }});
    let text = serde_json::to_string_pretty(&log).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}

/// The archive as it grows.
struct Archive {
    clock: Timestamp,
    pages: Vec<Value>,
    entries: Vec<Value>,
}

impl Archive {
    fn page(&mut self, result: &ScenarioResult, suffix: &str, transcript: &Transcript) {
        if transcript.exchanges().next().is_none() {
            return;
        }
        let id = format!("{}{suffix}", result.id);
        self.pages.push(json!({
            "id": id,
            "startedDateTime": self.clock.to_string(),
            "title": format!("{id}: {} ({})", result.title, result.verdict),
            "pageTimings": { "onContentLoad": -1, "onLoad": -1 },
        }));
        for (_, step, exchange) in transcript.exchanges() {
            self.entry(&id, step, exchange);
        }
    }

    fn entry(&mut self, page: &str, step: &StepRecord, exchange: &Exchange) {
        let micros = i64::try_from(exchange.elapsed_us).unwrap_or(i64::MAX);
        #[expect(clippy::cast_precision_loss, reason = "milliseconds for a reader")]
        let millis = micros as f64 / 1000.0;
        self.entries.push(json!({
            "pageref": page,
            "startedDateTime": self.clock.to_string(),
            "time": millis,
            "request": request(&exchange.request),
            "response": response(&exchange.reply),
            "cache": {},
            "timings": { "send": 0, "wait": millis, "receive": 0 },
            "comment": format!("{} ({})", step.name, exchange.endpoint),
        }));
        let later = self.clock.checked_add(SignedDuration::from_micros(micros));
        self.clock = later.unwrap_or(self.clock);
    }
}

fn request(request: &Request) -> Value {
    let (_, query, _) = split_url(&request.url);
    let mut value = json!({
        "method": request.method,
        "url": request.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&request.headers),
        "queryString": pairs(forms::parse(query.unwrap_or_default())),
        "headersSize": -1,
        "bodySize": request.body.as_ref().map_or(0, String::len),
    });
    if let Some(body) = &request.body {
        value["postData"] = json!({
            "mimeType": request.header("content-type").unwrap_or_default(),
            "params": pairs(request.form()),
            "text": body,
        });
    }
    value
}

fn response(reply: &Reply) -> Value {
    match reply {
        Reply::Response(own) => answered(own),
        // Browsers write status 0 for what never came, with the reason in a member of their own.
        Reply::Failure(failure) => {
            let mut value = answered(&Response::received(0, [], b"", false));
            value["_error"] = json!(failure.detail);
            value
        }
    }
}

fn answered(own: &Response) -> Value {
    let mut content = json!({
        "size": own.body.len(),
        "mimeType": own.header("content-type").unwrap_or_default(),
        "text": own.body,
    });
    if own.cut {
        content["comment"] = json!("cut where the body went beyond the limit");
    }
    json!({
        "status": own.status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&own.headers),
        "content": content,
        "redirectURL": own.header("location").unwrap_or_default(),
        "headersSize": -1,
        "bodySize": own.body.len(),
    })
}

fn headers(all: &[(String, String)]) -> Vec<Value> {
    all.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

fn pairs(all: Vec<forms::Parameter>) -> Vec<Value> {
    all.into_iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}
