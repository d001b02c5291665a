//! The exchanges of a transcript in the order of time, in three lanes: through the browser, from
//! client to server, and to the resource.

use super::content::{command, counted, exchange_anchor};
use crate::exchange::{
    Ending, Endpoint, Exchange, Reply, Request, Response, StepRecord, Transcript, curl_line, tame,
    tame_lines,
};
use crate::oauth::forms::{self, split_url};
use crate::report::headline::duration;
use crate::report::markup::Markup;
use crate::verdict::{ScenarioResult, Verdict};

/// Characters of a body that are shown; the JSON report holds all of it.
const BODY: usize = 4_000;

/// The same where nothing went wrong, and of the pages that the resource owner saw.
const BODY_IN_PASSING: usize = 700;

/// A transcript; that of a control stands under words of its own.
pub(super) fn write(
    out: &mut Markup,
    result: &ScenarioResult,
    transcript: &Transcript,
    control: bool,
) {
    let count = transcript.exchanges().count();
    if transcript.steps.is_empty() {
        return;
    }
    let shown = if control { transcript.exchanges().last().map(|(at, ..)| at) } else { None };
    let drawing = Drawing { result, control, shown };
    let word = if control { "What the positive control did" } else { "What was sent and received" };
    if drawing.told() {
        out.open("details", &[("class", &"part transcript"), ("open", &"")]);
    } else {
        out.open("details", &[("class", &"part transcript")]);
    }
    out.leaf("summary", &[], &format!("{word}: {}", counted(count, "exchange")));
    lanes(out);
    out.open("ol", &[("class", &"timeline")]);
    let mut number = 0;
    for step in &transcript.steps {
        drawing.step(out, step, &mut number);
    }
    out.close("ol");
    out.close("details");
}

fn lanes(out: &mut Markup) {
    out.literal(
        "<div class=\"lanes\" aria-hidden=\"true\"><span class=\"front\">front channel</span>\
         <span class=\"back\">back channel</span><span class=\"resource\">resource</span></div>\n",
    );
}

/// What is drawn, and which of its exchanges matter.
struct Drawing<'r> {
    result: &'r ScenarioResult,
    control: bool,
    shown: Option<usize>,
}

impl Drawing<'_> {
    /// Whether a reader wants to see it without asking.
    fn told(&self) -> bool {
        let matters = matches!(self.result.verdict, Verdict::Fail | Verdict::Inconclusive);
        self.control || (matters && self.result.control.is_none())
    }

    fn step(&self, out: &mut Markup, step: &StepRecord, number: &mut usize) {
        out.leaf("li", &[("class", &"step")], &tame(&step.name));
        for own in &step.exchanges {
            *number += 1;
            self.exchange(out, own, *number);
        }
        if let Some(words) = ending(&step.ending) {
            out.leaf("li", &[("class", &"ending")], &tame(&words));
        }
    }

    fn exchange(&self, out: &mut Markup, own: &Exchange, number: usize) {
        let findings = self.result.findings.iter().filter(|_| !self.control);
        let mut cited = findings.filter_map(|own| own.exchange).chain(self.shown);
        let cited = if cited.any(|own| own == number) { " cited" } else { "" };
        let class = format!("exchange {}{cited}", lane(own.endpoint));
        let id = exchange_anchor(self.result, self.control, number);
        out.open("li", &[("class", &class), ("id", &id)]);
        out.open("details", &[]);
        out.open("summary", &[]);
        out.leaf("span", &[("class", &"number")], &number.to_string());
        let (url, ..) = split_url(&own.request.url);
        let request = format!("{} {}", own.request.method, path(url));
        out.leaf("span", &[("class", &"sent")], &tame(&request));
        out.leaf("span", &[("class", &status(&own.reply))], &own.summary());
        let time = duration(own.elapsed_us.div_ceil(1000));
        out.leaf("span", &[("class", &"faint")], &format!("{}, {time}", own.endpoint));
        out.close("summary");
        self.wire(out, own);
        out.close("details");
        out.close("li");
    }

    fn wire(&self, out: &mut Markup, own: &Exchange) {
        out.open("div", &[("class", &"wire")]);
        sent(out, &own.request);
        match &own.reply {
            Reply::Response(response) => received(out, response, self.limit(own.endpoint)),
            Reply::Failure(failure) => {
                out.leaf("h4", &[], "No answer");
                out.leaf("p", &[], &tame(&failure.detail));
            }
        }
        if !self.passing() {
            command(out, &tame_lines(&curl_line(&own.request)));
        }
        out.close("div");
    }

    /// Nobody repeats what went well, and there is much of it.
    fn passing(&self) -> bool {
        let passed = matches!(self.result.verdict, Verdict::Pass | Verdict::Skipped);
        passed && self.result.findings.is_empty()
    }

    fn limit(&self, endpoint: Endpoint) -> usize {
        let page = endpoint == Endpoint::OwnerPage && self.result.verdict != Verdict::Inconclusive;
        if page || self.passing() { BODY_IN_PASSING } else { BODY }
    }
}

fn sent(out: &mut Markup, request: &Request) {
    out.leaf("h4", &[], "Sent");
    let (url, query, fragment) = split_url(&request.url);
    out.leaf("pre", &[], &text(&format!("{} {url}", request.method), BODY));
    parameters(out, "query", forms::parse(query.unwrap_or_default()));
    parameters(out, "fragment", forms::parse(fragment.unwrap_or_default()));
    headers(out, &request.headers);
    let form = request.form();
    match &request.body {
        Some(body) if form.is_empty() => out.leaf("pre", &[], &text(body, BODY)),
        _ => parameters(out, "form", form),
    }
}

fn received(out: &mut Markup, response: &Response, limit: usize) {
    out.leaf("h4", &[], "Received");
    out.leaf("pre", &[], &format!("status {}", response.status));
    headers(out, &response.headers);
    for location in response.headers_named("location") {
        let (_, query, fragment) = split_url(location);
        parameters(out, "query of Location", forms::parse(query.unwrap_or_default()));
        parameters(out, "fragment of Location", forms::parse(fragment.unwrap_or_default()));
    }
    if !response.body.is_empty() {
        out.leaf("pre", &[], &text(&response.body, limit));
    }
}

fn headers(out: &mut Markup, headers: &[(String, String)]) {
    let lines: Vec<String> =
        headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    if !lines.is_empty() {
        out.leaf("pre", &[("class", &"headers")], &text(&lines.join("\n"), BODY));
    }
}

fn parameters(out: &mut Markup, title: &str, parameters: Vec<forms::Parameter>) {
    if parameters.is_empty() {
        return;
    }
    out.leaf("h5", &[], title);
    out.open("dl", &[("class", &"parameters")]);
    for (name, value) in parameters {
        out.leaf("dt", &[], &tame(&name));
        out.leaf("dd", &[], &tame(&value));
    }
    out.close("dl");
}

/// Text from the wire: lines and columns as they were meant, and an end.
fn text(text: &str, limit: usize) -> String {
    let mut shown: String = text.chars().take(limit).collect();
    shown = shown.replace("\r\n", "\n").replace('\t', "  ");
    if text.chars().nth(limit).is_some() {
        shown.push_str("\n\u{2026} cut here; the JSON report has the rest");
    }
    shown
}

fn path(url: &str) -> &str {
    let after = url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    after.unwrap_or(url)
}

const fn lane(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Authorization | Endpoint::OwnerPage => "front",
        Endpoint::Token
        | Endpoint::Revocation
        | Endpoint::Introspection
        | Endpoint::Metadata
        | Endpoint::Administration
        | Endpoint::Registration => "back",
        Endpoint::Resource => "resource",
    }
}

/// Only a crash and silence are bad whatever was asked: a 200 may be the breach, a 400 the duty.
const fn status(reply: &Reply) -> &'static str {
    match reply {
        Reply::Response(own) if own.status < 500 => "status",
        Reply::Response(_) | Reply::Failure(_) => "status bad",
    }
}

/// How a step ended, where its last answer does not say it.
fn ending(ending: &Ending) -> Option<String> {
    match ending {
        Ending::Answered => None,
        Ending::Code(_) => Some("The browser came back to the client with a code.".to_owned()),
        Ending::Error(url) => {
            let (_, query, fragment) = split_url(url);
            let all = forms::parse(query.or(fragment).unwrap_or_default());
            let error = all.iter().find(|(name, _)| name == "error").map(|(_, value)| value);
            let error = error.map_or("nothing that tells why", String::as_str);
            Some(format!("The browser came back to the client without a code: {error}."))
        }
        Ending::Foreign { to, via } => Some(format!("The browser was sent to {to} ({via}).")),
        Ending::Page => Some("A page that offers no way on.".to_owned()),
        Ending::Login => Some("A login page, and nobody to log in.".to_owned()),
        Ending::DeadEnd(reason) | Ending::Impossible(reason) => Some(reason.clone()),
    }
}
